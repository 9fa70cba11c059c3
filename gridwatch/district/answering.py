"""Who answers for a place on any day: the posts over it, and who held them (ROS-07)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridwatch.district.cells import village_of_cell_code
from gridwatch.district.chiefs import vacancy_of
from gridwatch.district.jurisdictions import Level
from gridwatch.district.reporting import place_above
from gridwatch.district.rules import Duty
from gridwatch.district.sites import Site
from gridwatch.district.wording import CHIEF_NAMES, Kind, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from gridwatch.district.chiefs import Chief, Person, Post, Term, Vacancy
    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment

    Places = Iterator[tuple[str, str]]

__all__ = [
    "RANK_NAMES",
    "Answer",
    "Rank",
    "Service",
    "answering_posts",
    "services_of",
    "timeline",
    "who_answers",
]

RANK_NAMES = {
    "general": Text("总河长", "general chief"),
    **CHIEF_NAMES,
    "assistant": Text("助理、执行河长", "assistant or executive chief"),
    "warden": Text("管水员", "water warden"),
}
"""The ranks of an answer, highest first; wardens last."""
_NOWHERE = Site()
_ORDER = {rank: number for number, rank in enumerate(RANK_NAMES)}


@dataclass(frozen=True, slots=True)
class Rank:
    """The posts of one rank over a place, and who held them on the day.

    Parameters
    ----------
    name : str
        A key of `RANK_NAMES`.
    posts : tuple of Post
        The posts, vacant ones too.
    chiefs : tuple of Chief
        Who held them on the day, acting holders last.
    """

    name: str
    posts: tuple[Post, ...]
    chiefs: tuple[Chief, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered for a row on a day.

    Parameters
    ----------
    kind, uid : Kind, str
        The row.
    as_of : date
        The day.
    ranks : tuple of Rank
        Highest first; ranks without any post are left out.
    """

    kind: Kind
    uid: str
    as_of: date
    ranks: tuple[Rank, ...]

    def chiefs(self, rank: str) -> tuple[Chief, ...]:
        """Return who held the posts of one rank; nobody where there is no post."""
        return next((one.chiefs for one in self.ranks if one.name == rank), ())

    def names(self, rank: str) -> list[str]:
        """Return their names, each once."""
        return list(dict.fromkeys(chief.person.name for chief in self.chiefs(rank)))

    def vacancies(self, district: District) -> Iterator[tuple[Post, Vacancy]]:
        """Yield the posts that nobody held in their own right on the day."""
        for rank in self.ranks:
            for post in rank.posts:
                terms = district.terms_of_post.get(post.uid, ())
                vacancy = vacancy_of(terms, self.as_of)
                if vacancy is not None:
                    yield post, vacancy


@dataclass(frozen=True, slots=True)
class Service:
    """One term of somebody who answers, or answered, for a place."""

    rank: str
    post: Post
    person: Person
    term: Term


def who_answers(district: District, kind: Kind, uid: str, as_of: date) -> Answer:
    """Return who answers for a row on a day, rank by rank.

    Parameters
    ----------
    district : District
        Everything there is; its indexes do the work over geometry once.
    kind, uid : Kind, str
        A segment, cell, signboard, outfall, water body, river or jurisdiction.
        Signboards and outfalls answer to the chiefs of their segment and of the
        village and cell that they stand in.
    as_of : date
        The day, past or to come.
    """
    on_day = district.in_office(as_of)
    ranks = []
    for name, posts in answering_posts(district, kind, uid).items():
        found = [chief for post in posts for chief in on_day.get(post.uid, ())]
        if len(found) > 1:
            found.sort(key=_acting)
        ranks.append(Rank(name, posts, tuple(found)))
    return Answer(kind, uid, as_of, tuple(ranks))


def _acting(chief: Chief) -> bool:
    return chief.term.acting


def answering_posts(
    district: District, kind: Kind, uid: str
) -> Mapping[str, tuple[Post, ...]]:
    """Return the posts over a row by rank, whoever holds them; made once per row."""
    known = district.answering.get((kind, uid))
    if known is None:
        known = district.answering[kind, uid] = _ranked(district, kind, uid)
    return known


def _ranked(district: District, kind: Kind, uid: str) -> Mapping[str, tuple[Post, ...]]:
    places = _PLACES.get(kind)
    row = district.row(kind, uid)
    found: defaultdict[str, dict[str, Post]] = defaultdict(dict)
    if places is None or row is None:
        return {}
    for place in dict.fromkeys((*places(district, row), *_tops(district))):
        for post in district.posts_on(*place):
            rank = _rank(district, post)
            if rank:
                found[rank][post.uid] = post
    return {rank: tuple(found[rank].values()) for rank in RANK_NAMES if rank in found}


def _rank(district: District, post: Post) -> str:
    duty = district.duty_of_role.get(post.role, Duty.OTHER)
    if duty == Duty.CHIEF:
        return post.level if post.level in RANK_NAMES else ""
    return duty if duty in RANK_NAMES else ""


# --- the places that a row belongs to ----------------------------------------------


def _tops(district: District) -> Places:
    for area in district.of_level(Level.DISTRICT):
        yield "jurisdiction", area.code


def _areas(district: District, code: str) -> Places:
    """Yield a jurisdiction and those above it."""
    seen = set()
    while code and code not in seen:
        seen.add(code)
        yield "jurisdiction", code
        code = place_above(district, code)


def _chiefs_of_segment(district: District, segment: Segment) -> Places:
    """Yield the places above the village whose chiefs answer for a segment."""
    if segment.code:
        yield "segment", segment.code
    if segment.river_code:
        yield "river", segment.river_code
    crossed = district.towns_of_segment.get(segment.uid, ())
    towns = [segment.town_code] if segment.town_code else [t.code for t in crossed]
    for code in towns:
        yield "jurisdiction", code


def _of_segment(district: District, segment: Segment) -> Places:
    yield from _chiefs_of_segment(district, segment)
    for village in district.villages_of_segment.get(segment.uid, ()):
        yield "jurisdiction", village.code
    for cell in district.cells_of_segment.get(segment.uid, ()):
        yield "cell", cell.code


def _of_cell(district: District, cell: Any) -> Places:  # noqa: ANN401
    yield "cell", cell.code
    yield from _areas(district, cell.village_code or village_of_cell_code(cell.code))


def _of_point(district: District, row: Any) -> Places:  # noqa: ANN401
    """Yield the places of a signboard or outfall."""
    segment = district.segment_by_code.get(row.segment_code)
    site = district.sites.get(row.uid, _NOWHERE)
    village, cell = site.village, site.cell
    if segment is not None:
        yield from _chiefs_of_segment(district, segment)
        if village is not None:
            yield "jurisdiction", village.code
    elif village is not None:
        yield from _areas(district, village.code)
    if cell is not None:
        yield "cell", cell.code


def _of_jurisdiction(district: District, area: Any) -> Places:  # noqa: ANN401
    return _areas(district, area.code)


def _by_code(covers: str) -> Callable[[District, Any], Places]:
    def places(district: District, row: Any) -> Places:  # noqa: ANN401
        del district
        if row.code:
            yield covers, row.code

    return places


_PLACES: dict[Kind, Callable[[District, Any], Places]] = {
    Kind.SEGMENT: _of_segment,
    Kind.CELL: _of_cell,
    Kind.SIGNBOARD: _of_point,
    Kind.OUTFALL: _of_point,
    Kind.WATER_BODY: _by_code("water_body"),
    Kind.RIVER: _by_code("river"),
    Kind.JURISDICTION: _of_jurisdiction,
}


# --- all days -----------------------------------------------------------------------


def timeline(district: District, kind: Kind, uid: str) -> tuple[Service, ...]:
    """Return everyone who ever answered for a row: by rank, then from day to day."""
    found = [
        Service(rank, post, person, term)
        for rank, posts in answering_posts(district, kind, uid).items()
        for post in posts
        for term in district.terms_of_post.get(post.uid, ())
        if (person := district.person_by_uid.get(term.person_uid)) is not None
    ]
    found.sort(key=_by_rank_and_day)
    return tuple(found)


def _by_rank_and_day(service: Service) -> tuple[int, str, str, str]:
    term = service.term
    since = term.since.isoformat() if term.since else ""
    until = term.until.isoformat() if term.until else "~"
    return _ORDER[service.rank], since, until, service.post.covers_code


def services_of(district: District, person_uid: str) -> Iterable[Service]:
    """Return the posts of a person, today's and former ones, latest first."""
    found = []
    for term in district.terms_of_person.get(person_uid, ()):
        post = district.post_by_uid.get(term.post_uid)
        person = district.person_by_uid.get(person_uid)
        if post is not None and person is not None:
            found.append(Service(_rank(district, post), post, person, term))
    return sorted(found, key=lambda s: str(s.term.since or ""), reverse=True)
