"""Where boards and outfalls stand: segment, chainage, bank, cell, village, town.

All rows are answered at once (`siting`); rows that have not changed since the last
answer are not asked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from gridwatch.district import siting
from gridwatch.district.jurisdictions import Level
from gridwatch.district.litter import many_objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from gridwatch.district.cells import Cell
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.outlines import Outlines
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import Signboard

    Placed = Signboard | Outfall
    Known = Mapping[str, tuple[Placed, "Site"]]

__all__ = ["Ground", "Site", "sites_of"]

_NONE = -1
_Row = TypeVar("_Row")


class Site(NamedTuple):
    """Where one board or outfall stands.

    Parameters
    ----------
    segment : Segment or None
        The segment its ruler reading speaks of: the one that its row names, else the
        nearest within the district's limit.
    named : bool
        Whether the row names that segment.
    chainage : float or None
        Metres along the segment from its upper end.
    offset : float or None
        Metres from the line of the segment, positive on the left bank looking
        downstream, negative on the right.
    nearest : Segment or None
        The nearest segment within the limit, whatever the row says.
    cell : Cell or None
        The cell it belongs to: assigned by hand, else the one it lies in.
    by_hand : bool
        Whether the cell was assigned by hand.
    village, town : Jurisdiction or None
        Where it lies.
    """

    segment: Segment | None = None
    named: bool = False
    chainage: float | None = None
    offset: float | None = None
    nearest: Segment | None = None
    cell: Cell | None = None
    by_hand: bool = False
    village: Jurisdiction | None = None
    town: Jurisdiction | None = None

    @property
    def distance(self) -> float | None:
        """Metres from the line of the segment."""
        return None if self.offset is None else abs(self.offset)

    @property
    def bank(self) -> str:
        """``left``, ``right``, or empty on the line and where nothing is known."""
        if not self.offset:
            return ""
        return "left" if self.offset > 0 else "right"


_NOWHERE = Site()


@dataclass(frozen=True, eq=False)
class Ground:
    """What places are looked for in.

    Parameters
    ----------
    segments : sequence of Segment
        All segments.
    courses : Courses
        Their lines, in the same order.
    cells, villages, towns : sequences
        Areas; the first that contains a place has it.
    around : callable
        Returns the outlines of the villages or towns, in the same order.
    limit : float
        Farthest that a place may lie from a segment to be said to lie on it, metres.
    """

    segments: Sequence[Segment]
    courses: siting.Courses
    cells: Sequence[Cell]
    villages: Sequence[Jurisdiction]
    towns: Sequence[Jurisdiction]
    around: Callable[[Level], Outlines]
    limit: float


def sites_of(
    rows: Iterable[Placed], ground: Ground, known: Known | None = None
) -> dict[str, tuple[Placed, Site]]:
    """Return where each row stands, by uid, beside the row it was found for.

    Parameters
    ----------
    rows : iterable of Signboard or Outfall
        What is asked about.
    ground : Ground
        What they stand on.
    known : mapping of str to (row, Site), optional
        Earlier answers over the same ground; kept for the rows that are the same.
    """
    # In the order of the rows, whichever are asked.
    found: dict[str, tuple[Placed, Site]] = {row.uid: (row, _NOWHERE) for row in rows}
    asked = [row for row, _ in found.values()]
    if known:
        kept = {
            uid: known[uid]
            for uid, (row, _) in found.items()
            if uid in known and known[uid][0] is row
        }
        asked = [row for uid, (row, _) in found.items() if uid not in kept]
        found.update(kept)
    with many_objects():
        sited = zip(asked, _asked(asked, ground), strict=True)
        found.update(zip(map(attrgetter("uid"), asked), sited, strict=True))
    return found


def _asked(rows: Sequence[Placed], ground: Ground) -> list[Site]:
    points = siting.points_of([row.geometry for row in rows])
    near = siting.nearest(points, ground.courses, ground.limit)
    number = {s.code: i for i, s in reversed(list(enumerate(ground.segments)))}
    number.pop("", None)
    codes = map(attrgetter("segment_code"), rows)
    named = np.fromiter(map(number.get, codes, repeat(_NONE)), np.int64, len(rows))
    # One more for "none": a district may have no segment at all.
    named[~np.append(ground.courses.drawn, False)[named]] = _NONE
    # On the segment that a row names it stands where it is nearest to it, which is
    # known where that is the nearest of all.
    same = (named >= 0) & (named == near.line)
    on = siting.locate(points, ground.courses, np.where(same, _NONE, named))
    apart = on.line >= 0
    own = same | apart
    line = np.where(apart, on.line, near.line)
    chainage = np.where(apart, on.chainage, near.chainage)
    offset = np.where(apart, on.offset, near.offset)
    spots = siting.spots(points)
    cells, by_hand = _cells(rows, spots, ground.cells)
    villages, towns = (
        siting.containing(spots, ground.around(level))
        for level in (Level.VILLAGE, Level.TOWN)
    )
    return list(
        map(
            # Without a call of Python's for each.
            partial(tuple.__new__, Site),
            zip(
                _picked(ground.segments, line),
                own.tolist(),
                _where(line >= 0, chainage),
                _where(line >= 0, offset),
                _picked(ground.segments, near.line),
                _picked(ground.cells, cells),
                by_hand.tolist(),
                _picked(ground.villages, villages),
                _picked(ground.towns, towns),
                strict=True,
            ),
        )
    )


def _cells(
    rows: Sequence[Placed], spots: siting.Spots, cells: Sequence[Cell]
) -> tuple[siting.Ints, NDArray[np.bool_]]:
    """Return the cell of each row and whether it was assigned by hand."""
    found = siting.containing(spots, [cell.geometry for cell in cells])
    codes = list(map(attrgetter("cell_code"), rows))
    if not any(codes):
        return found, np.zeros(len(rows), bool)
    number = {cell.code: i for i, cell in reversed(list(enumerate(cells)))}
    number.pop("", None)
    hand = np.fromiter(map(number.get, codes, repeat(_NONE)), np.int64, len(rows))
    return np.where(hand >= 0, hand, found), hand >= 0


def _picked(rows: Sequence[_Row], numbers: siting.Ints) -> list[_Row | None]:
    """Return rows by number; None for -1, which is the last of all."""
    found = (*rows, None)
    return list(map(found.__getitem__, numbers.tolist()))


def _where(known: NDArray[np.bool_], values: siting.Floats) -> list[float | None]:
    found: list[float | None] = values.tolist()
    for i in np.flatnonzero(~known).tolist():
        found[i] = None
    return found
