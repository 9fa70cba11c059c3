"""The segments: rivers cut at town borders, the longest also at village borders."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from mending import runs
from naming import DISTRICT_CODE, ordinal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jurisdictions import Division, Unit
    from rivers import River

SEGMENTS = 260
SHORTEST_CUT = 4


@dataclass
class Segment:
    """A part of a river inside one town.

    Attributes
    ----------
    river : River
        The river.
    first, last : int
        The combs of the river it runs through: from `first` up to before `last`.
    sequence : int
        1 at the source, counted downstream.
    code, name, start, end : str
        As delivered.
    town : Unit
        The town it lies in.
    villages : list of Unit
        The villages it runs through, downstream.
    shape : LineString
        Its course, digitised downstream.
    """

    river: River
    first: int
    last: int
    sequence: int
    code: str
    name: str
    start: str
    end: str
    town: Unit
    villages: list[Unit]
    shape: shapely.LineString


@dataclass(frozen=True)
class Map:
    """What the cutting needs to know of the ground.

    Attributes
    ----------
    division : Division
        The units of each comb.
    towns, villages : list of Unit
        By number.
    water : set of int
        Combs under water, where nobody stands on the bank.
    """

    division: Division
    towns: list[Unit]
    villages: list[Unit]
    water: set[int]


def cut_rivers(rivers: Sequence[River], ground: Map) -> list[Segment]:
    """Cut all rivers into segments and number them.

    Parameters
    ----------
    rivers : sequence of River
        The rivers in the order of their codes.
    ground : Map
        The units of the ground.

    Returns
    -------
    list of Segment
        By river, then downstream.
    """
    pieces = [
        (river, first, last)
        for river in rivers
        for first, last, _ in runs(river.combs, ground.division.town)
    ]
    while len(pieces) < SEGMENTS:
        place, cut = longest_cut(pieces, ground)
        river, first, last = pieces[place]
        pieces[place : place + 1] = [(river, first, cut), (river, cut, last)]
    segments: list[Segment] = []
    for piece in pieces:
        segments.append(make_segment(piece, segments, ground))
    number_namesakes(segments)
    return segments


def longest_cut(pieces: list[tuple[River, int, int]], ground: Map) -> tuple[int, int]:
    """Find the longest piece that can be cut at a village border, and where.

    Parameters
    ----------
    pieces : list of (River, int, int)
        River, first comb, comb after the last.
    ground : Map
        The units of the ground.

    Returns
    -------
    tuple of int
        Index into `pieces`, and the comb that begins the second half.
    """
    by_length = sorted(
        range(len(pieces)), key=lambda place: pieces[place][1] - pieces[place][2]
    )
    for place in by_length:
        river, first, last = pieces[place]
        middle = (first + last) / 2
        cuts = [
            cut
            for cut in range(first + SHORTEST_CUT, last - SHORTEST_CUT + 1)
            if may_cut(river.combs, (first, cut, last), ground)
        ]
        if cuts:
            return place, min(cuts, key=lambda cut: abs(cut - middle))
    raise ValueError("the rivers cannot be cut into so many segments")


def may_cut(combs: list[int], places: tuple[int, int, int], ground: Map) -> bool:
    """Tell whether a cut lies on a village border and leaves banks on both sides.

    Parameters
    ----------
    combs : list of int
        The combs of the river.
    places : tuple of int
        First comb, cut, comb after the last.
    ground : Map
        The units of the ground.

    Returns
    -------
    bool
        Whether the piece may be cut there.
    """
    first, cut, last = places
    village = ground.division.village
    if village[combs[cut - 1]] == village[combs[cut]]:
        return False
    halves = (combs[first:cut], combs[cut:last])
    return all(
        sum(comb not in ground.water for comb in half) >= SHORTEST_CUT
        for half in halves
    )


def make_segment(
    piece: tuple[River, int, int], before: list[Segment], ground: Map
) -> Segment:
    """Make the segment of a piece of a river.

    Parameters
    ----------
    piece : tuple of River, int, int
        River, first comb, comb after the last.
    before : list of Segment
        All segments so far.
    ground : Map
        The units of the ground.

    Returns
    -------
    Segment
        The segment.
    """
    river, first, last = piece
    sequence = before[-1].sequence + 1 if first else 1
    town = ground.towns[ground.division.town[river.combs[first]]]
    passed = dict.fromkeys(ground.division.village[river.combs[first:last]].tolist())
    villages = [ground.villages[number] for number in passed]
    points = river.points[river.starts[first] : river.starts[last] + 1]
    return Segment(
        river,
        first,
        last,
        sequence,
        f"{DISTRICT_CODE}{len(before) + 1:06d}",
        f"{river.name}{town.name}段",
        border_text(river, first, ground),
        border_text(river, last, ground),
        town,
        villages,
        shapely.LineString(points),
    )


def border_text(river: River, place: int, ground: Map) -> str:
    """Say in words where a river enters one of its combs.

    Parameters
    ----------
    river : River
        The river.
    place : int
        Index into its combs; their number stands for the mouth.
    ground : Map
        The units of the ground.

    Returns
    -------
    str
        The place as an officer would write it.
    """
    combs, division = river.combs, ground.division
    village = ground.villages[division.village[combs[min(place, len(combs) - 1)]]]
    if place == 0:
        return f"{village.parent.name}{village.name}源头"
    if place == len(combs):
        return f"汇入{river.parent.name}口" if river.parent else "云溪区出境处"
    upper = ground.villages[division.village[combs[place - 1]]]
    if upper.parent is village.parent:
        return f"{upper.name}与{village.name}交界"
    return f"{upper.parent.name}与{village.parent.name}交界"


def number_namesakes(segments: list[Segment]) -> None:
    """Add 一段, 二段 and so on where segments share a river and a town.

    Parameters
    ----------
    segments : list of Segment
        All segments; renamed in place.
    """
    total = Counter(segment.name for segment in segments)
    seen: Counter[str] = Counter()
    for segment in segments:
        stem = segment.name
        seen[stem] += 1
        if total[stem] > 1:
            segment.name = f"{stem.removesuffix('段')}{ordinal(seen[stem])}段"
