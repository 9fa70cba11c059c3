"""Who answers for this place on a day, and how far its ownership has come."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

import shapely

from gridwatch.district import ownership
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.rules import Duty
from gridwatch.district.signboards import bears_face, standing_on, stood_on
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from gridwatch.district.cells import Cell
    from gridwatch.district.chiefs import Chief, Post, Term
    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import (
        FaceName,
        Signboard,
        SignboardFace,
        Standing,
    )

__all__ = [
    "chiefs_around",
    "chiefs_of_jurisdiction",
    "chiefs_of_segment",
    "chiefs_of_segments",
    "chiefs_of_water_body",
    "expected_on_face",
    "face_of",
    "faces_on",
    "left_on",
    "misnamed",
    "name_of",
    "ownership_progress",
    "posts_around",
    "role_named",
    "state_of_segment",
    "territory_of",
    "turned_over",
    "wardens_of_cell",
]

_RANKS = ("district", "town", "village")
_ACTING = attrgetter("term.acting")
# A member of an enumeration costs a call each time it is named.
_SEGMENT, _SIGNBOARD = Kind.SEGMENT, Kind.SIGNBOARD
_CHIEF, _HEADS = Duty.CHIEF, (Duty.GENERAL, Duty.CHIEF)


def _holders(
    district: District, posts: Iterable[Post], duties: tuple[str, ...], as_of: date
) -> list[Chief]:
    duty, office = district.duty_of_role, district.in_office(as_of)
    found = [
        chief
        for post in posts
        if duty.get(post.role, Duty.OTHER) in duties
        for chief in office.get(post.uid, ())
    ]
    return _acting_last(found)


def _acting_last(chiefs: list[Chief]) -> list[Chief]:
    if len(chiefs) > 1:
        chiefs.sort(key=_ACTING)
    return chiefs


def chiefs_of_jurisdiction(
    district: District, jurisdiction: Jurisdiction, as_of: date
) -> list[Chief]:
    """Return the chiefs of a jurisdiction on a day; a district's general ones too."""
    posts = district.posts_on("jurisdiction", jurisdiction.code)
    return _holders(district, posts, _HEADS, as_of)


def chiefs_of_water_body(district: District, code: str, as_of: date) -> list[Chief]:
    """Return the chiefs of a water area or shore on a day."""
    posts = district.posts_on("water_body", code)
    return _holders(district, posts, (_CHIEF,), as_of)


def chiefs_of_segment(
    district: District, segment: Segment, as_of: date
) -> Mapping[str, Sequence[Chief]]:
    """Return who answers for a segment on a day, by rank.

    The district chief is the one of its river, the town chief the one of its town,
    the village chiefs those of the villages it crosses; a post on the segment itself
    counts at its own rank.

    Returns
    -------
    mapping
        Keys ``district``, ``town`` and ``village``; sequences may be empty. It is
        kept with the district and asked by many checks: not to be changed.
    """
    if district.row(_SEGMENT, segment.uid) is not segment:
        return _by_rank(district.in_office(as_of), _posts_over(district, segment))
    kept = district.segment_chiefs(as_of)
    if segment.uid not in kept:
        posts = _kept_posts(district, segment)
        kept[segment.uid] = _by_rank(district.in_office(as_of), posts)
    found: Mapping[str, Sequence[Chief]] = kept[segment.uid]
    return found


def chiefs_of_segments(
    district: District, as_of: date
) -> Mapping[str, Mapping[str, Sequence[Chief]]]:
    """Return who answers for every segment on a day, by its uid.

    As `chiefs_of_segment` tells of each, and not to be changed either.
    """
    kept, office = district.segment_chiefs(as_of), district.in_office(as_of)
    rows = {segment.uid: segment for segment in district.segments}
    if len(kept) < len(rows):
        for uid, segment in rows.items():
            if uid not in kept:
                kept[uid] = _by_rank(office, _kept_posts(district, segment))
    return kept


def _kept_posts(district: District, segment: Segment) -> tuple[Post, ...]:
    over = district.chief_posts
    if segment.uid not in over:
        over[segment.uid] = _posts_over(district, segment)
    return over[segment.uid]


def _posts_over(district: District, segment: Segment) -> tuple[Post, ...]:
    """Return the posts of chiefs that answer for a segment, whoever holds them."""
    duty, on = district.duty_of_role, district.posts_on
    posts = [*on("segment", segment.code)] if segment.code else []
    if segment.river_code:
        posts += on("river", segment.river_code)
    for area in (*territory_of(district, segment), *_villages(district, segment)):
        posts += on("jurisdiction", area.code)
    return tuple([post for post in posts if duty.get(post.role) == _CHIEF])


def _by_rank(
    office: Mapping[str, tuple[Chief, ...]], posts: Iterable[Post]
) -> dict[str, list[Chief]]:
    chiefs = [chief for post in posts for chief in office.get(post.uid, ())]
    found: dict[str, list[Chief]] = {"district": [], "town": [], "village": []}
    for chief in _acting_last(chiefs):
        found.setdefault(chief.post.level, []).append(chief)
    return found


def territory_of(district: District, segment: Segment) -> tuple[Jurisdiction, ...]:
    """Return the towns a segment lies in (属地), whoever manages and cares for it.

    The town on its record decides; without one, the towns that it crosses (OWN-04).
    """
    declared = district.jurisdiction_by_code.get(segment.town_code)
    if declared is not None:
        return (declared,)
    return district.towns_of_segment.get(segment.uid, ())


def _villages(district: District, segment: Segment) -> tuple[Jurisdiction, ...]:
    return district.villages_of_segment.get(segment.uid, ())


def wardens_of_cell(district: District, cell: Cell, as_of: date) -> list[Chief]:
    """Return the water wardens of a cell on a day."""
    return list(district.wardens_by_cell(as_of).get(cell.code, ()))


def expected_on_face(
    district: District, board: Signboard, as_of: date
) -> list[Chief] | None:
    """Return whose name a board should carry on a day; None where that is unknown.

    A board of district or municipal rank names the district chief of its river, one
    of town rank a chief of the town, one of village rank the chief of the village it
    stands in.
    """
    rank = "district" if board.level == "municipal" else board.level
    segment = district.segment_by_code.get(board.segment_code)
    if rank == "village":
        village = _village_of_board(district, board)
        if village is not None:
            return chiefs_of_jurisdiction(district, village, as_of)
    if segment is None or rank not in _RANKS:
        return None
    return list(chiefs_of_segment(district, segment, as_of)[rank])


def _village_of_board(district: District, board: Signboard) -> Jurisdiction | None:
    if not isinstance(board.geometry, shapely.Point):
        return None
    if district.row(_SIGNBOARD, board.uid) is board:
        return district.sites[board.uid].village
    if board.geometry.is_empty:
        return None
    return district.jurisdiction_at(board.geometry, Level.VILLAGE)


def face_of(district: District, board: Signboard, as_of: date) -> Standing | None:
    """Return the face that stood on a board on a day and can become stale, or None."""
    if not bears_face(board, district.rules):
        return None
    return standing_on(board, as_of, district.former_faces_of.get(board.uid, ()))


def faces_on(
    district: District, as_of: date
) -> tuple[tuple[Signboard, Standing | None], ...]:
    """Return the boards that bear a face and stood on a day, and the face of that day.

    None where what a board carried then is not on record. Asked by many checks: it is
    kept with the district for the day last asked.
    """
    found: tuple[tuple[Signboard, Standing | None], ...] | None
    found = district.standing.get(as_of)
    if found is None:
        former, rules = district.former_faces_of, district.rules
        found = tuple(
            (board, standing_on(board, as_of, formers))
            for board in district.signboards
            if bears_face(board, rules)
            and stood_on(board, as_of, formers := former.get(board.uid, ()))
        )
        district.standing.clear()
        district.standing[as_of] = found
    return found


def turned_over(
    district: District, printed: str, holders: Sequence[Chief], as_of: date
) -> date | None:
    """Return the day on which `holders` took over from the person printed.

    Parameters
    ----------
    district : District
        The district.
    printed : str
        Name on the face.
    holders : sequence of Chief
        Who holds the post on the day; at least one.
    as_of : date
        The day.
    """
    left = left_on(district, printed, holders, as_of)
    began = [chief.term.since for chief in holders if chief.term.since is not None]
    if left is None:
        return max(began, default=None)
    return min((day for day in began if day >= left), default=left)


def left_on(
    district: District, printed: str, holders: Sequence[Chief], as_of: date
) -> date | None:
    """Return when a person of that name last left one of the holders' posts."""
    days = [
        term.until
        for post in {chief.post.uid for chief in holders}
        for term in district.terms_of_post.get(post, ())
        if term.until is not None
        and term.until <= as_of
        and name_of(district, term) == printed
    ]
    return max(days, default=None)


def name_of(district: District, term: Term) -> str:
    """Return the name of who held a term; empty where the person is not on record."""
    person = district.person_by_uid.get(term.person_uid)
    return person.name if person else ""


def misnamed(
    district: District, board: Signboard, face: SignboardFace, as_of: date
) -> list[tuple[FaceName, tuple[Chief, ...]]]:
    """Return the further chiefs on a face who do not hold their post on a day.

    Which post is meant is read from the printed words (``区级河长``); where they name
    none of the district's roles, or nobody on record answers in that role here, there
    is nothing to compare.

    Returns
    -------
    list of (FaceName, tuple of Chief)
        What is printed, and who holds the post.
    """
    if not face.names:
        return []
    here = chiefs_around(district, board, as_of)
    found: list[tuple[FaceName, tuple[Chief, ...]]] = []
    for name in face.names:
        role = role_named(district, name.post)
        holders = tuple(c for c in here if c.post.role == role) if role else ()
        known = {chief.person.name for chief in holders}
        if name.name and holders and name.name not in known:
            found.append((name, holders))
    return found


def role_named(district: District, words: str) -> str:
    """Return the role that printed words name, the longest that fits, or empty."""
    fit = [role.name for role in district.rules.roles if role.name in words]
    return max(fit, key=len, default="")


def posts_around(district: District, board: Signboard) -> list[Post]:
    """Return every post that answers where a board stands, held or vacant."""
    covered: list[tuple[str, str]] = [
        ("jurisdiction", area.code) for area in district.of_level(Level.DISTRICT)[:1]
    ]
    segment = district.segment_by_code.get(board.segment_code)
    if segment is not None:
        covered += [("segment", segment.code), ("river", segment.river_code)]
        areas = (*territory_of(district, segment), *_villages(district, segment))
        covered += [("jurisdiction", area.code) for area in areas]
    village = _village_of_board(district, board)
    if village is not None:
        covered.append(("jurisdiction", village.code))
    return [
        post
        for kind, code in dict.fromkeys(covered)
        if code
        for post in district.posts_on(kind, code)
    ]


def chiefs_around(district: District, board: Signboard, as_of: date) -> list[Chief]:
    """Return everyone who answers where a board stands: general chiefs first."""
    found: list[Chief] = []
    for area in district.of_level(Level.DISTRICT)[:1]:
        found.extend(chiefs_of_jurisdiction(district, area, as_of))
    segment = district.segment_by_code.get(board.segment_code)
    if segment is not None:
        ranked = chiefs_of_segment(district, segment, as_of)
        found.extend(chief for holders in ranked.values() for chief in holders)
    village = _village_of_board(district, board)
    if village is not None:
        found.extend(chiefs_of_jurisdiction(district, village, as_of))
    return list({chief.term.uid: chief for chief in found}.values())


def state_of_segment(
    district: District, segment: Segment, as_of: date
) -> ownership.OwnershipState:
    """Return how far the ownership record of a segment has come on a day."""
    rows = district.ownerships_of_segment.get(segment.code, ()) if segment.code else ()
    return ownership.state_of(rows, as_of)


def ownership_progress(
    district: District, as_of: date
) -> tuple[ownership.OwnershipCount, ownership.OwnershipCount]:
    """Count registered and confirmed segments, and rivers (all of whose segments are).

    Returns
    -------
    tuple of OwnershipCount
        Over segments, over rivers that have segments.
    """
    states = {s.uid: state_of_segment(district, s, as_of) for s in district.segments}
    order = list(ownership.OwnershipState)
    rivers = [
        min((states[s.uid] for s in group), key=order.index)
        for code, group in district.segments_of_river.items()
        if code
    ]
    return ownership.count(states.values()), ownership.count(rivers)
