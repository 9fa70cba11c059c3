"""Points with an index: which of them lie in the boxes of areas.

Points are dealt into strips from west to east, as many into each, and ordered from
south to north inside a strip: however they are scattered, those in a box are a few
stretches of one array. Coordinates are (east, north) in metres of one projected CRS.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.manyrows import counting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Spots", "spots"]

_MOST_STRIPS = 1 << 15


@dataclass(frozen=True, eq=False)
class Spots:
    """Points with an index, made by `spots` and kept for the next question.

    Parameters
    ----------
    count : int
        Number of points, those without a place included.
    placed : array of int, shape (p,)
        Which of them have a place.
    xy : array of float, shape (p, 2)
        East and north of those.
    """

    count: int
    placed: Ints
    xy: Floats

    def beside(self, areas: NDArray[Any]) -> tuple[Ints, Ints]:
        """Return every pair of an area and a point in its box, border included.

        Parameters
        ----------
        areas : array of shapes
            None has no box.

        Returns
        -------
        area, which : arrays of int
            Index of the area, ascending; index into `xy`.
        """
        return self.within(shapely.bounds(areas))

    def within(self, boxes: Floats) -> tuple[Ints, Ints]:
        """Return every pair of a box and a point in it, as `beside` does.

        Parameters
        ----------
        boxes : array of float, shape (n, 4)
            West, south, east, north; NaN is no box.
        """
        return self._strips.within(boxes)

    @cached_property
    def _strips(self) -> _Strips:
        return _dealt(self.xy)


def spots(points: Floats) -> Spots:
    """Index points, to ask in which areas of several kinds they lie.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        East, north; NaN is no place.
    """
    placed = np.flatnonzero(np.isfinite(points).all(axis=1))
    return Spots(len(points), placed, points[placed])


@dataclass(frozen=True, eq=False)
class _Strips:
    """Points in strips; all arrays of shape (n,)."""

    many: int  # strips
    east: Floats  # of all points, ascending
    north: Floats  # likewise
    order: Ints  # points by strip, then northwards
    x: Floats  # east of those
    key: Ints  # strip and rank from the south in one number, ascending

    def within(self, boxes: Floats) -> tuple[Ints, Ints]:
        """Return pairs of a box (west, south, east, north) and a point in it."""
        west, south, east, north = (side.copy() for side in boxes.T)
        count = max(len(self.order), 1)
        begin = self.east.searchsorted(west)
        end = self.east.searchsorted(east, side="right")
        low = self.north.searchsorted(south)
        high = self.north.searchsorted(north, side="right")
        first, last = begin * self.many // count, (end - 1) * self.many // count
        strips = np.where((end > begin) & (high > low), last - first + 1, 0)
        box = np.repeat(np.arange(len(boxes)), strips)
        strip = (first[box] + counting(strips)) * (count + 1)
        begin = self.key.searchsorted(strip + low[box])
        points = self.key.searchsorted(strip + high[box]) - begin
        box, place = np.repeat(box, points), np.repeat(begin, points)
        place += counting(points)
        x = self.x[place]
        inside = np.flatnonzero((x >= west[box]) & (x <= east[box]))
        return box[inside], self.order[place[inside]]


def _dealt(xy: Floats) -> _Strips:
    count = len(xy)
    many = min(max(int((count / 2) ** 0.5), 1), _MOST_STRIPS)
    x, y = xy[:, 0].copy(), xy[:, 1].copy()
    eastward, northward = x.argsort(), y.argsort()
    # A strip holds the points from one rank to another: the same division decides
    # here and in `within`. Small numbers are sorted soonest.
    strip = np.empty(count, np.uint16)
    strip[eastward] = np.arange(count) * many // max(count, 1)
    rank = np.argsort(strip[northward], kind="stable")
    order = northward[rank]
    key = strip[order].astype(np.int64) * (count + 1) + rank
    return _Strips(many, x[eastward], y[northward], order, x[order], key)
