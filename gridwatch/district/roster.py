"""The roster tier by tier: posts and holders on a day, what they cover, the holes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.answering import who_answers
from gridwatch.district.chiefs import (
    roster_counts,
    roster_drift,
    roster_formula,
    vacancy_of,
)
from gridwatch.district.jurisdictions import Level
from gridwatch.district.rules import Duty
from gridwatch.district.wording import Kind, Text, choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from gridwatch.district.chiefs import Chief, Post, RosterDrift, Vacancy
    from gridwatch.district.district import District
    from gridwatch.district.wording import Language

__all__ = [
    "MISSING_NAMES",
    "Formula",
    "Hole",
    "PostState",
    "Tier",
    "formula_of",
    "holes",
    "place_name",
    "roster_tree",
    "state_of_post",
    "territory",
]


@dataclass(frozen=True, slots=True)
class PostState:
    """A post on a day.

    Parameters
    ----------
    post : Post
        The post.
    holders : tuple of Chief
        Those who hold it in their own right; two are lawful (双河长).
    acting : tuple of Chief
        Those who hold it for the time of a vacancy (代管).
    vacancy : Vacancy or None
        Since when it is vacant; None where somebody holds it in their own right.
    """

    post: Post
    holders: tuple[Chief, ...]
    acting: tuple[Chief, ...]
    vacancy: Vacancy | None


@dataclass(frozen=True, slots=True)
class Tier:
    """All posts of one role.

    Parameters
    ----------
    role : str
        The role.
    states : tuple of PostState
        Its posts in the order of what they cover.
    persons : int
        Persons in office in their own right, each counted once.
    declared : int or None
        Declared number of persons; None where none was declared.
    """

    role: str
    states: tuple[PostState, ...]
    persons: int
    declared: int | None

    @property
    def vacant(self) -> int:
        """Number of posts that nobody holds in their own right."""
        return sum(state.vacancy is not None for state in self.states)

    @property
    def drifts(self) -> bool:
        """Whether the number of persons is not the declared one."""
        return self.declared is not None and self.declared != self.persons


@dataclass(frozen=True, slots=True)
class Formula:
    """The roster as officers write it, as found and as declared (ROS-01).

    Parameters
    ----------
    found, declared : str
        E.g. ``2+2+11+38+64+227+654=998``; `declared` is empty where nothing was.
    drifts : tuple of RosterDrift
        The tiers that differ.
    """

    found: str
    declared: str
    drifts: tuple[RosterDrift, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """A segment or cell without a named village chief, or without a warden (ROS-03)."""

    kind: Kind
    uid: str
    missing: str


def state_of_post(district: District, post: Post, as_of: date) -> PostState:
    """Return who holds a post on a day, and since when it is vacant."""
    found = district.in_office(as_of).get(post.uid, ())
    return PostState(
        post,
        tuple(chief for chief in found if not chief.term.acting),
        tuple(chief for chief in found if chief.term.acting),
        vacancy_of(district.terms_of_post.get(post.uid, ()), as_of),
    )


def roster_tree(district: District, as_of: date) -> tuple[Tier, ...]:
    """Return the tiers: those of the formula, then every other role with posts."""
    groups: defaultdict[str, list[Post]] = defaultdict(list)
    for post in district.posts:
        groups[post.role].append(post)
    rules = district.rules
    counts = roster_counts(district.posts, district.terms, as_of)
    declared = rules.declared
    known = [*rules.formula, *(role.name for role in rules.roles), *groups]
    roles = [r for r in dict.fromkeys(known) if r in groups or declared.get(r)]
    return tuple(
        Tier(
            role,
            tuple(
                state_of_post(district, post, as_of)
                for post in sorted(groups[role], key=_by_place)
            ),
            counts.get(role, 0),
            declared.get(role),
        )
        for role in roles
    )


def _by_place(post: Post) -> tuple[str, str]:
    return post.covers_code, post.uid


def formula_of(district: District, as_of: date) -> Formula:
    """Return the formula of a day beside the declared one.

    Examples
    --------
    >>> from datetime import date
    >>> from gridwatch.district.district import District
    >>> formula_of(District(), date(2026, 11, 1)).drifts
    ()
    """
    rules = district.rules
    counts = roster_counts(district.posts, district.terms, as_of)
    declared = {role: number for role, number in rules.declared.items() if number}
    return Formula(
        roster_formula(counts, rules.formula) if rules.formula else "",
        roster_formula(declared, rules.formula) if declared else "",
        tuple(roster_drift(counts, rules.declared)),
    )


# --- what posts cover --------------------------------------------------------------


def territory(district: District, posts: Iterable[Post]) -> dict[Kind, frozenset[str]]:
    """Return the segments, cells and water bodies that posts answer for, by uid."""
    found: defaultdict[Kind, set[str]] = defaultdict(set)
    for covers, code in {(post.covers, post.covers_code) for post in posts}:
        for kind, uid in _covered(district, covers, code):
            found[kind].add(uid)
    return {kind: frozenset(uids) for kind, uids in found.items()}


def _covered(district: District, covers: str, code: str) -> Iterator[tuple[Kind, str]]:
    if covers == "jurisdiction":
        yield from _of_jurisdiction(district, code)
    elif covers == "river":
        segments = district.segments_of_river.get(code, ()) if code else ()
        yield from ((Kind.SEGMENT, segment.uid) for segment in segments)
    else:
        index, kind = _BY_CODE.get(covers, ("", Kind.CELL))
        row = getattr(district, index).get(code) if index and code else None
        if row is not None:
            yield kind, row.uid


_BY_CODE = {
    "segment": ("segment_by_code", Kind.SEGMENT),
    "water_body": ("water_body_by_code", Kind.WATER_BODY),
    "cell": ("cell_by_code", Kind.CELL),
}


def _of_jurisdiction(district: District, code: str) -> Iterator[tuple[Kind, str]]:
    area = district.jurisdiction_by_code.get(code)
    if area is None:
        return
    if area.level in (Level.CITY, Level.DISTRICT):
        yield from ((Kind.SEGMENT, row.uid) for row in district.segments)
        yield from ((Kind.CELL, row.uid) for row in district.cells)
        return
    for segment in district.segments_of_jurisdiction.get(code, ()):
        yield Kind.SEGMENT, segment.uid
    villages = [code]
    if area.level is Level.TOWN:
        below = district.of_level(Level.VILLAGE)
        villages = [village.code for village in below if village.parent_code == code]
    for village in villages:
        for cell in district.cells_of_village.get(village, ()):
            yield Kind.CELL, cell.uid


def place_name(district: District, post: Post, language: Language) -> str:
    """Return what a post covers, in words."""
    rows: Mapping[str, Mapping[str, object]] = {
        "jurisdiction": district.jurisdiction_by_code,
        "river": district.river_by_code,
        "segment": district.segment_by_code,
        "water_body": district.water_body_by_code,
        "cell": district.cell_by_code,
    }
    row = rows.get(post.covers, {}).get(post.covers_code)
    name = str(getattr(row, "name", "") or "")
    return name or f"{choice(post.covers, language)} {post.covers_code}".strip()


# --- holes -------------------------------------------------------------------------


def holes(district: District, as_of: date) -> tuple[Hole, ...]:
    """Return the segments and cells that no named person answers for (ROS-03).

    Every segment and every cell must resolve to a village chief and to a water
    warden. An acting holder counts: somebody answers. A cell that no segment runs
    through needs a village chief only where the district says so (``[roster]
    chief_in_dry_cells``).
    """
    if not district.posts:
        return ()
    dry = bool(district.rules.table("roster").get("chief_in_dry_cells", False))
    wet = {c.uid for cells in district.cells_of_segment.values() for c in cells}
    found = []
    for segment in district.segments:
        missing = _missing(district, Kind.SEGMENT, segment.uid, as_of)
        found += [Hole(Kind.SEGMENT, segment.uid, rank) for rank in missing]
    for cell in district.cells:
        missing = _missing(district, Kind.CELL, cell.uid, as_of)
        if not (dry or cell.uid in wet):
            missing = [rank for rank in missing if rank == Duty.WARDEN]
        found += [Hole(Kind.CELL, cell.uid, rank) for rank in missing]
    return tuple(found)


def _missing(district: District, kind: Kind, uid: str, as_of: date) -> list[str]:
    answer = who_answers(district, kind, uid, as_of)
    return [
        rank
        for rank in ("village", Duty.WARDEN)
        if not any(chief.person.name for chief in answer.chiefs(rank))
    ]


MISSING_NAMES = {
    "village": Text("没有村级河长", "no village chief"),
    Duty.WARDEN: Text("没有管水员", "no water warden"),
}
"""What a hole lacks, in words."""
