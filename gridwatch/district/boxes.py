"""Which boxes of two kinds meet, for all boxes at once.

Both are dealt to the squares of a grid; those in one square are held against each
other. A pair that shares several squares is told by the south-western one of them.
Coordinates are (east, north) in metres of one projected CRS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.district.manyrows import counting, rest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Boxes", "meeting"]

_ROOMY = 3.0
"""Sides of the mean box that a square is wide."""
_MOST = 6
"""Squares for each box, in all and of the grid: more, and squares are made larger."""
_BLOCK = 1 << 15
"""Places of a box in a square looked at together."""


class Boxes(NamedTuple):
    """Sides of boxes; arrays of float, shape (n,). One with NaN meets nothing."""

    west: Floats
    south: Floats
    east: Floats
    north: Floats

    def grown(self, reach: float) -> Boxes:
        """Return boxes that reach farther on every side, metres."""
        return Boxes(
            self.west - reach, self.south - reach, self.east + reach, self.north + reach
        )

    def of(self, which: Ints) -> Boxes:
        """Return some of the boxes, by index."""
        return Boxes(*(side[which] for side in self))


def meeting(ones: Boxes, others: Boxes) -> tuple[Ints, Ints]:
    """Return every pair of boxes that meet, borders included, in no order.

    Parameters
    ----------
    ones, others : Boxes
        Sides of boxes.

    Returns
    -------
    one, other : arrays of int, shape (p,)
        Indexes of the two boxes of each pair.

    Examples
    --------
    >>> side = np.array([0.0, 5.0])
    >>> boxes = Boxes(side, side, side + 1, side + 1)
    >>> one, other = meeting(boxes, Boxes(*(side[:1] + 1 for side in boxes)))
    >>> one.tolist(), other.tolist()
    ([0], [0])
    """
    none = np.zeros(0, np.int64)
    mine, yours = _within(ones, others), _within(others, ones)
    if not len(mine) or not len(yours):
        return none, none
    ones, others = ones.of(mine), others.of(yours)
    grid = _grid(ones, others)
    here, there = grid.dealt(ones), grid.dealt(others)
    order = np.argsort(there.square, kind="stable")
    many = np.bincount(there.square, minlength=grid.columns * grid.rows)
    begins = np.cumsum(many) - many
    found = [(none, none)]
    for begin in range(0, len(here.square), _BLOCK):
        rest()
        part = slice(begin, begin + _BLOCK)
        square = here.square[part]
        one = np.repeat(here.box[part], many[square])
        place = np.repeat(begins[square], many[square]) + counting(many[square])
        other = there.box[order[place]]
        square = np.repeat(square, many[square])
        found.append(_met(grid, (ones, one), (others, other), square))
    one, other = (np.concatenate(column) for column in zip(*found, strict=True))
    return mine[one], yours[other]


def _within(boxes: Boxes, others: Boxes) -> Ints:
    """Return the boxes that lie where others lie, by index."""
    if not len(others.west):
        return np.zeros(0, np.int64)
    near = boxes.west <= np.fmax.reduce(others.east)
    near &= boxes.east >= np.fmin.reduce(others.west)
    near &= boxes.south <= np.fmax.reduce(others.north)
    near &= boxes.north >= np.fmin.reduce(others.south)
    return np.flatnonzero(near)


class _Dealt(NamedTuple):
    """Boxes in squares: one entry for each square that a box touches."""

    box: Ints
    square: Ints


class _Grid(NamedTuple):
    west: float
    south: float
    side: float
    columns: int
    rows: int

    def column(self, east: Floats) -> Ints:
        """Return the column in which places lie."""
        found = ((east - self.west) / self.side).astype(np.int64)
        return np.clip(found, 0, self.columns - 1)

    def row(self, north: Floats) -> Ints:
        """Return the row in which places lie."""
        found = ((north - self.south) / self.side).astype(np.int64)
        return np.clip(found, 0, self.rows - 1)

    def dealt(self, boxes: Boxes) -> _Dealt:
        """Deal boxes to the squares that they touch."""
        column, row = self.column(boxes.west), self.row(boxes.south)
        wide = self.column(boxes.east) - column + 1
        high = self.row(boxes.north) - row + 1
        many = wide * high
        box = np.repeat(np.arange(len(many)), many)
        place = counting(many)
        high = high[box]
        east = place // high
        square = (column[box] + east) * self.rows + row[box] + place - east * high
        return _Dealt(box, square)


def _grid(ones: Boxes, others: Boxes) -> _Grid:
    """Return a grid on which boxes touch few squares, and squares few boxes."""
    west, south, east, north = (
        np.concatenate([one, other]) for one, other in zip(ones, others, strict=True)
    )
    wide, high = east - west, north - south
    left, low = float(west.min()), float(south.min())
    across, up = float(east.max()) - left, float(north.max()) - low
    side = max(_ROOMY * float((wide + high).mean()) / 2, max(across, up) * 1e-6, 1e-9)
    most = _MOST * len(west)
    while ((wide // side + 2) * (high // side + 2)).sum() > 2 * most or (
        (across // side + 1) * (up // side + 1) > most
    ):
        side *= 2
    return _Grid(left, low, side, int(across // side) + 1, int(up // side) + 1)


def _met(
    grid: _Grid, mine: tuple[Boxes, Ints], yours: tuple[Boxes, Ints], square: Ints
) -> tuple[Ints, Ints]:
    """Return the pairs that meet, and whose first common square is this one."""
    (ones, one), (others, other) = mine, yours
    west = np.maximum(ones.west[one], others.west[other])
    level = west <= np.minimum(ones.east[one], others.east[other])
    met = np.flatnonzero(level)
    one, other, west, square = one[met], other[met], west[met], square[met]
    south = np.maximum(ones.south[one], others.south[other])
    here = south <= np.minimum(ones.north[one], others.north[other])
    here &= grid.column(west) * grid.rows + grid.row(south) == square
    met = np.flatnonzero(here)
    return one[met], other[met]
