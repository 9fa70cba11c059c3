"""The graded and segmented directory of rivers (分级分段名录), and its self-check."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridwatch.district.coverage import chiefs_of_segment, territory_of
from gridwatch.district.rivers import LEVELS, highest_level
from gridwatch.district.segments import Segment
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District
    from gridwatch.district.rivers import River

__all__ = [
    "TOTAL",
    "Directory",
    "DirectoryFault",
    "DirectoryRiver",
    "DirectorySegment",
    "RankTotal",
    "Statement",
    "chiefs_of_river",
    "contradictions",
    "directory_of",
    "lacking_chiefs",
    "rank_name",
    "statements_of",
]

TOTAL = "total"
"""Key of the sum in a statement."""
_OTHER = "other"
_RANKS = {
    "municipal": Text("市级", "municipal"),
    "district": Text("区级", "district"),
    "town": Text("镇级", "town"),
    "village": Text("村级", "village"),
    _OTHER: Text("未分级", "unranked"),
    TOTAL: Text("合计", "total"),
}
_LAST = "\uffff"


def rank_name(rank: str) -> Text:
    """Return the name of a rank of river, of ``other`` and of ``total``."""
    return _RANKS.get(rank, Text(rank, rank))


@dataclass(frozen=True)
class DirectorySegment:
    """A segment in the directory.

    Parameters
    ----------
    segment : Segment
        The row.
    metres : float
        Length.
    town : str
        Name of its town.
    villages : tuple of str
        Names of the villages it crosses.
    chiefs : mapping of str to tuple of Chief
        Who answers on the day, by rank.
    """

    segment: Segment
    metres: float
    town: str
    villages: tuple[str, ...]
    chiefs: Mapping[str, tuple[Chief, ...]]


@dataclass(frozen=True)
class DirectoryRiver:
    """A river in the directory, with its segments downstream.

    Parameters
    ----------
    river : River
        The row.
    ranks : tuple of str
        All its ranks, highest first; ``other`` where it has none.
    metres : float
        Length: of its segments together, else of its line.
    parent : str
        Name of the river it flows into, or empty.
    chiefs : mapping of str to tuple of Chief
        Everybody who answers for a part of it on the day, by rank.
    segments : tuple of DirectorySegment
        In their order.
    """

    river: River
    ranks: tuple[str, ...]
    metres: float
    parent: str
    chiefs: Mapping[str, tuple[Chief, ...]]
    segments: tuple[DirectorySegment, ...]

    @property
    def rank(self) -> str:
        """Its highest rank."""
        return self.ranks[0]


@dataclass(frozen=True, slots=True)
class RankTotal:
    """How many rivers and segments hold a rank, and how long they are."""

    rank: str
    rivers: int
    segments: int
    metres: float


@dataclass(frozen=True)
class Directory:
    """The directory on a day.

    Parameters
    ----------
    as_of : date
        The day its chiefs speak of.
    rivers : tuple of DirectoryRiver
        Highest rank first.
    totals : tuple of RankTotal
        By rank: a river of several ranks counts in each.
    total : RankTotal
        In all: each river counts once.
    """

    as_of: date
    rivers: tuple[DirectoryRiver, ...]
    totals: tuple[RankTotal, ...]
    total: RankTotal

    @property
    def several(self) -> tuple[DirectoryRiver, ...]:
        """The rivers that hold more than one rank."""
        return tuple(one for one in self.rivers if len(one.ranks) > 1)

    def count(self, rank: str) -> int:
        """Return the number of rivers of a rank, or in all."""
        if rank == TOTAL:
            return self.total.rivers
        return next((t.rivers for t in self.totals if t.rank == rank), 0)


def directory_of(district: District, as_of: date) -> Directory:
    """Return the directory of a district on a day."""
    rivers = tuple(
        sorted((_river(district, one, as_of) for one in district.rivers), key=_order)
    )
    groups: defaultdict[str, list[DirectoryRiver]] = defaultdict(list)
    for one in rivers:
        for rank in one.ranks:
            groups[rank].append(one)
    ranks = [rank for rank in (*LEVELS, _OTHER) if rank in groups]
    totals = tuple(_total(rank, groups[rank]) for rank in ranks)
    return Directory(as_of, rivers, totals, _total(TOTAL, rivers))


def _total(rank: str, rivers: Sequence[DirectoryRiver]) -> RankTotal:
    segments = sum(len(one.segments) for one in rivers)
    return RankTotal(rank, len(rivers), segments, sum(one.metres for one in rivers))


def _order(one: DirectoryRiver) -> tuple[object, ...]:
    ranks = (*LEVELS, _OTHER)
    code = one.river.code or _LAST
    return ranks.index(one.rank), code, one.river.name, one.river.uid


def _ranks(river: River) -> tuple[str, ...]:
    return tuple(rank for rank in LEVELS if rank in river.levels) or (_OTHER,)


def _river(district: District, river: River, as_of: date) -> DirectoryRiver:
    rows = district.segments_of_river.get(river.code, ()) if river.code else ()
    ordered = sorted(
        rows, key=lambda s: (s.sequence is None, s.sequence or 0, s.code, s.uid)
    )
    segments = tuple(_segment(district, row, as_of) for row in ordered)
    metres = sum(one.metres for one in segments)
    if not segments and river.geometry is not None:
        metres = float(river.geometry.length)
    parent = district.river_by_code.get(river.parent_code)
    chiefs = _gathered(one.chiefs for one in segments)
    if not segments:
        chiefs = chiefs_of_river(district, river, as_of)
    return DirectoryRiver(
        river,
        _ranks(river),
        metres,
        parent.name if parent is not None and river.parent_code else "",
        chiefs,
        segments,
    )


def _segment(district: District, row: Segment, as_of: date) -> DirectorySegment:
    towns = territory_of(district, row)
    villages = district.villages_of_segment.get(row.uid, ())
    chiefs = chiefs_of_segment(district, row, as_of)
    return DirectorySegment(
        row,
        row.metres,
        "、".join(area.name for area in towns),
        tuple(area.name for area in villages),
        {rank: tuple(found) for rank, found in chiefs.items()},
    )


def _gathered(
    groups: Iterable[Mapping[str, Sequence[Chief]]],
) -> dict[str, tuple[Chief, ...]]:
    found: defaultdict[str, dict[str, Chief]] = defaultdict(dict)
    for group in groups:
        for rank, chiefs in group.items():
            for chief in chiefs:
                found[rank].setdefault(chief.term.uid, chief)
    return {rank: tuple(chiefs.values()) for rank, chiefs in found.items()}


def chiefs_of_river(
    district: District, river: River, as_of: date
) -> dict[str, tuple[Chief, ...]]:
    """Return everybody who answers for a part of a river on a day, by rank.

    A river without segments is asked as if it were one.
    """
    return _gathered(
        chiefs_of_segment(district, row, as_of) for row in _parts_of(district, river)
    )


def _parts_of(district: District, river: River) -> tuple[Segment, ...]:
    """Return the segments of a river; the river as one where it has none."""
    rows = district.segments_of_river.get(river.code, ()) if river.code else ()
    whole = Segment(river.uid, river_code=river.code, geometry=river.geometry)
    return rows or (whole,)


def lacking_chiefs(
    district: District, as_of: date
) -> tuple[tuple[River, tuple[str, ...]], ...]:
    """Return the rivers that have no chief at all at a rank they need (RIV-05).

    Which ranks a river needs follows from its highest rank (``coverage.required`` of
    the rules). Nothing is asked where there is no roster.
    """
    if not district.posts:
        return ()
    found = []
    for river in district.rivers:
        rows = _parts_of(district, river)
        needed = district.rules.required_for(highest_level(river.levels))
        lacking = tuple(
            rank
            for rank in needed
            if not any(
                chiefs_of_segment(district, row, as_of).get(rank) for row in rows
            )
        )
        if lacking:
            found.append((river, lacking))
    return tuple(found)


# --- against what documents state -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """Numbers of rivers as a document states them.

    Parameters
    ----------
    source : str
        Which document, or which place in it.
    numbers : mapping of str to int
        By rank of river; ``total`` is the sum that the document gives itself.
    """

    source: str
    numbers: Mapping[str, int]

    @property
    def sum(self) -> int:
        """The sum of its ranks."""
        return sum(n for rank, n in self.numbers.items() if rank != TOTAL)

    @property
    def formula(self) -> str:
        """Its numbers as officers write them, e.g. ``14+60=74``."""
        ranks = [str(n) for rank, n in self.numbers.items() if rank != TOTAL]
        stated = self.numbers.get(TOTAL)
        right = f"={stated}" if stated is not None else ""
        return "+".join(ranks) + right


def statements_of(data: Mapping[str, Any]) -> tuple[Statement, ...]:
    """Read the section ``[directory.declared]`` of the rules.

    Numbers that stand in it directly are one statement without a source; what is no
    number is passed over.

    Examples
    --------
    >>> statements_of({"总结": {"district": 14, "town": 54}})[0].formula
    '14+54'
    """
    plain = _numbers(data)
    found = [Statement("", plain)] if plain else []
    for source, numbers in data.items():
        stated = _numbers(numbers) if isinstance(numbers, dict) else {}
        if stated:
            found.append(Statement(source, stated))
    return tuple(found)


def _numbers(data: Mapping[str, Any]) -> dict[str, int]:
    order = {rank: place for place, rank in enumerate((*LEVELS, _OTHER, TOTAL))}
    found = {
        key: value
        for key, value in data.items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], 9)))


@dataclass(frozen=True, slots=True)
class DirectoryFault:
    """One thing that does not agree: of which rank, and the sentence."""

    rank: str
    text: Text


def contradictions(
    directory: Directory, statements: Sequence[Statement]
) -> tuple[DirectoryFault, ...]:
    """Hold statements against themselves, each other and the directory (RIV-08)."""
    found: list[DirectoryFault] = []
    for one in statements:
        found += _within(one, directory)
    for place, one in enumerate(statements):
        for other in statements[place + 1 :]:
            found += _between(one, other)
    for one in statements:
        found += _against(one, directory)
    return tuple(found)


def _source(one: Statement) -> Text:
    if not one.source:
        return Text("公布数", "the stated numbers")
    return Text(f"“{one.source}”", f"“{one.source}”")


def _within(one: Statement, directory: Directory) -> list[DirectoryFault]:
    """Compare a stated total with the sum of its ranks."""
    stated = one.numbers.get(TOTAL)
    if stated is None or one.sum == stated or one.sum == 0:
        return []
    twice = one.sum - stated
    known = sum(len(river.ranks) - 1 for river in directory.several)
    if 0 < twice == known:
        # Rivers of several ranks count in each and once in the total.
        return []
    source = _source(one)
    ranks = one.formula.split("=")[0]
    text = Text(
        f"{source.zh}各级相加 {ranks}={one.sum}，所写合计为 {stated}，"
        f"差 {abs(twice)} 条；在册一河多级只多计 {known} 条。",
        f"In {source.en} the ranks add up to {ranks}={one.sum}, but the total says "
        f"{stated}: {abs(twice)} off; rivers of several ranks on record explain "
        f"{known}.",
    )
    return [DirectoryFault(TOTAL, text)]


def _between(one: Statement, other: Statement) -> list[DirectoryFault]:
    """Compare what two statements say of the same rank, and their totals."""
    first, second = dict(one.numbers), dict(other.numbers)
    for stated, numbers in ((one, first), (other, second)):
        if stated.sum:
            numbers.setdefault(TOTAL, stated.sum)
    here, there = _source(one), _source(other)
    return [
        DirectoryFault(
            rank,
            Text(
                f"{rank_name(rank).zh}：{here.zh}为 {number} 条，"
                f"{there.zh}为 {second[rank]} 条，前后不一致"
                f"（{one.formula} 与 {other.formula}）。",
                f"{rank_name(rank).en}: {here.en} says {number}, {there.en} says "
                f"{second[rank]}; they contradict each other ({one.formula} and "
                f"{other.formula}).",
            ),
        )
        for rank, number in first.items()
        if rank in second and second[rank] != number
    ]


def _against(one: Statement, directory: Directory) -> list[DirectoryFault]:
    """Compare a statement with what is on record."""
    source = _source(one)
    return [
        DirectoryFault(
            rank,
            Text(
                f"{rank_name(rank).zh}河流：{source.zh}为 {number} 条，"
                f"在册 {directory.count(rank)} 条。",
                f"{rank_name(rank).en} rivers: {source.en} says {number}, "
                f"{directory.count(rank)} are on record.",
            ),
        )
        for rank, number in one.numbers.items()
        if number != directory.count(rank)
    ]
