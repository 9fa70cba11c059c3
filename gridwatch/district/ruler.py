"""The river ruler: chainages of boards and outfalls, and a river drawn out straight.

Two chainages exist and are always named. The *segment chainage* (河段桩号) runs from
the upper end of one segment; the *river chainage* (全河桩号) from the upper end of the
river's first segment, over its segments in the order of their sequence. Both measure
the drawn line; a segment without a line counts with its declared length. Banks are
those of somebody who looks downstream.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.chainages import (
    chainage_text,
    drawn_metres,
    in_sequence,
    starts_of,
)
from gridwatch.district.jurisdictions import Level
from gridwatch.district.siting import containing, courses, points_beside
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.rivers import River
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import Signboard

__all__ = [
    "OFFSET",
    "RIVER_CHAINAGE",
    "SEGMENT_CHAINAGE",
    "Bound",
    "Mark",
    "Reading",
    "Stretch",
    "Strip",
    "chainage_text",
    "reading_of",
    "rivers_with_lines",
    "strip_of",
]

SEGMENT_CHAINAGE = Text("河段桩号", "segment chainage")
RIVER_CHAINAGE = Text("全河桩号", "river chainage")
OFFSET = Text("离岸线", "offset")
_KILOMETRE = 1000
_LEAST_STEP = 10.0
_STEPS = 1500


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a board or outfall stands by the ruler.

    Parameters
    ----------
    segment : Segment
        The segment it is read on.
    named : bool
        Whether its row names that segment; else it is the nearest one.
    on_segment : float
        Metres from the upper end of the segment.
    on_river : float or None
        Metres from the upper end of the river; None where the segment is of no known
        river, or has no place in its sequence.
    bank : str
        ``left``, ``right``, or empty on the line itself.
    offset : float
        Metres from the line, never negative.
    """

    segment: Segment
    named: bool
    on_segment: float
    on_river: float | None
    bank: str
    offset: float


def reading_of(district: District, uid: str) -> Reading | None:
    """Return the reading of a signboard or outfall; None where it is on no segment."""
    site = district.sites.get(uid)
    if site is None or site.segment is None or site.chainage is None:
        return None
    start = district.river_starts.get(site.segment.uid)
    return Reading(
        site.segment,
        site.named,
        site.chainage,
        None if start is None else start + site.chainage,
        site.bank,
        site.distance or 0.0,
    )


# --- a river drawn out straight -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bound:
    """A segment on the strip, between two river chainages."""

    segment: Segment
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A town or village along one bank, between two river chainages."""

    bank: str
    level: Level
    start: float
    end: float
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A board or outfall on the strip."""

    kind: Kind
    row: Signboard | Outfall
    at: float
    bank: str
    offset: float


@dataclass(frozen=True, slots=True)
class Strip:
    """Everything along one river, by river chainage.

    Parameters
    ----------
    river : River
        The river.
    length : float
        Metres from the source to the mouth.
    bounds : tuple of Bound
        Segments in order.
    stretches : tuple of Stretch
        Towns and villages on either bank, in order.
    marks : tuple of Mark
        Boards and outfalls in order.
    """

    river: River
    length: float
    bounds: tuple[Bound, ...]
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]


def rivers_with_lines(district: District) -> list[River]:
    """Return the rivers that a strip can be drawn of, in the order of the store."""
    starts = district.river_starts
    return [
        river
        for river in district.rivers
        if any(s.uid in starts for s in district.segments_of_river.get(river.code, ()))
    ]


def strip_of(district: District, river: River) -> Strip:
    """Return everything along a river.

    Towns and villages are those that lie ``ruler.bank_metres`` of the rules to the
    left and right of the line, so that a river that is a border has another village on
    either bank.
    """
    segments = in_sequence(district.segments_of_river.get(river.code, ()))
    starts = starts_of(segments)
    bounds = tuple(
        Bound(s, starts[s.uid], starts[s.uid] + drawn_metres(s)) for s in segments
    )
    length = max((bound.end for bound in bounds), default=0.0)
    return Strip(
        river,
        length,
        bounds,
        tuple(_stretches(district, bounds, length)),
        tuple(_marks(district, starts)),
    )


def _marks(district: District, starts: dict[str, float]) -> list[Mark]:
    found = []
    for kind, rows in (
        (Kind.SIGNBOARD, district.signboards),
        (Kind.OUTFALL, district.outfalls),
    ):
        for row in rows:
            reading = reading_of(district, row.uid)
            if reading is None or reading.segment.uid not in starts:
                continue
            at = starts[reading.segment.uid] + reading.on_segment
            bank = reading.bank or "left"
            found.append(Mark(kind, row, at, bank, reading.offset))
    return sorted(found, key=lambda mark: (mark.at, mark.row.code))


def _stretches(
    district: District, bounds: Sequence[Bound], length: float
) -> list[Stretch]:
    drawn = [bound for bound in bounds if bound.segment.geometry is not None]
    lines = courses([bound.segment.geometry for bound in drawn])
    step = max(_LEAST_STEP, length / _STEPS)
    aside = district.rules.number("ruler", "bank_metres", 30.0)
    found = []
    for bank, side in (("left", aside), ("right", -aside)):
        line, chainage, points = points_beside(lines, step, side)
        begins = np.array([bound.start for bound in drawn])
        at = begins[line] + chainage if len(drawn) else chainage
        order = np.argsort(at, kind="stable")
        for level in (Level.TOWN, Level.VILLAGE):
            areas = district.of_level(level)
            held = containing(points[order], [area.geometry for area in areas])
            found += [
                Stretch(bank, level, start, end, areas[which].uid, areas[which].name)
                for which, start, end in _runs(held, at[order], step, length)
            ]
    return found


def _runs(
    held: NDArray[np.int64], at: NDArray[np.float64], step: float, length: float
) -> list[tuple[int, float, float]]:
    """Return (area, from, to) for runs of samples in the same area."""
    if not len(held):
        return []
    cuts = np.flatnonzero(held[1:] != held[:-1]) + 1
    firsts, lasts = np.r_[0, cuts], np.r_[cuts - 1, len(held) - 1]
    found = []
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        if held[first] < 0:
            continue
        start = max(0.0, float(at[first]) - step / 2)
        found.append((int(held[first]), start, min(length, float(at[last]) + step / 2)))
    return found
