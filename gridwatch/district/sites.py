"""Where boards and outfalls stand: segment, chainage, bank, cell, village, town.

All rows are answered at once (`siting`); rows that have not changed since the last
answer are not asked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from gridwatch.district import siting
from gridwatch.district.litter import many_objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from gridwatch.district.cells import Cell
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import Signboard

    Placed = Signboard | Outfall
    Known = Mapping[str, tuple[Placed, "Site"]]

__all__ = ["Ground", "Site", "sites_of"]

_NOWHERE = -1
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


_NOTHING: tuple[Any, Site] = (None, Site())


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
    limit : float
        Farthest that a place may lie from a segment to be said to lie on it, metres.
    """

    segments: Sequence[Segment]
    courses: siting.Courses
    cells: Sequence[Cell]
    villages: Sequence[Jurisdiction]
    towns: Sequence[Jurisdiction]
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
    once = {row.uid: row for row in rows}
    kept = {}
    if known:
        kept = {
            uid: known[uid]
            for uid, row in once.items()
            if uid in known and known[uid][0] is row
        }
    asked = [row for uid, row in once.items() if uid not in kept]
    # In the order of the rows, whichever were asked.
    found = dict.fromkeys(once, _NOTHING)
    found.update(kept)
    with many_objects():
        sited = zip(asked, _asked(asked, ground), strict=True)
        found.update(zip([row.uid for row in asked], sited, strict=True))
    return found


def _asked(rows: Sequence[Placed], ground: Ground) -> list[Site]:
    points = siting.points_of([row.geometry for row in rows])
    near = siting.nearest(points, ground.courses, ground.limit)
    number = {s.code: i for i, s in reversed(list(enumerate(ground.segments)))}
    number.pop("", None)
    named = np.array([number.get(row.segment_code, -1) for row in rows], int)
    # One more for "none": a district may have no segment at all.
    named[~np.append(ground.courses.drawn, False)[named]] = _NOWHERE
    on = siting.locate(points, ground.courses, named)
    own = on.line >= 0
    line = np.where(own, on.line, near.line)
    chainage = np.where(own, on.chainage, near.chainage)
    offset = np.where(own, on.offset, near.offset)
    spots = siting.spots(points)
    cells, by_hand = _cells(rows, spots, ground.cells)
    villages = _areas(spots, ground.villages)
    towns = _areas(spots, ground.towns)
    return list(
        map(
            Site._make,
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
    found = _areas(spots, cells)
    number: dict[str, int] = {}
    if any(row.cell_code for row in rows):
        number = {cell.code: i for i, cell in reversed(list(enumerate(cells)))}
    hand = np.array(
        [number.get(row.cell_code, -1) if row.cell_code else -1 for row in rows], int
    )
    return np.where(hand >= 0, hand, found), hand >= 0


def _areas(spots: siting.Spots, areas: Sequence[Cell | Jurisdiction]) -> siting.Ints:
    return siting.containing(spots, [area.geometry for area in areas])


def _picked(rows: Sequence[_Row], numbers: siting.Ints) -> list[_Row | None]:
    """Return rows by number; None for -1, which is the last of all."""
    found = (*rows, None)
    return list(map(found.__getitem__, numbers.tolist()))


def _where(known: NDArray[np.bool_], values: siting.Floats) -> list[float | None]:
    pairs = zip(known.tolist(), values.tolist(), strict=True)
    return [value if here else None for here, value in pairs]
