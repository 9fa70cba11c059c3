"""How much ground pairs of areas share, told from their edges alone.

An area is what lies below its upper edges, less what lies below its lower ones. So
the ground that two areas share is a sum over pairs of an edge of the one and an edge
of the other: what lies below both of them. Nothing is cut and no shape is made;
borders that run along each other or cross many times are no special case.

Coordinates are (east, north) in metres of one projected CRS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.manyrows import counting
from gridwatch.district.outlines import Rings, rings_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["quickly_shared", "shared_ground"]

_RUN = 16
"""Edges of a run."""
_BLOCK = 1 << 14
"""Pairs of a run and an edge looked at together: what they take stays in a core."""
_CHUNK = 1 << 17
"""Corners looked at together, likewise."""
_WORTH = 40
"""Pairs of edges for each edge: with more, cutting the shapes is quicker."""


def quickly_shared(ones: NDArray[Any], others: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell for which pairs `shared_ground` is right, and quicker than cutting shapes.

    It is for sound polygons, of which one has few corners.
    """
    one, other = shapely.get_num_coordinates(ones), shapely.get_num_coordinates(others)
    few = (one > 0) & (other > 0) & (one * other <= _WORTH * (one + other))
    few[few] = shapely.is_valid(others[few])
    few[few] = shapely.is_valid(ones[few])
    return np.asarray(few, bool)


def shared_ground(ones: NDArray[Any], others: NDArray[Any]) -> Floats:
    """Return how much ground areas share, pair by pair, in square metres.

    Parameters
    ----------
    ones, others : arrays of sound polygons, shape (n,)
        Quickest where those of `others` have few corners. What is no polygon has no
        ground.

    Returns
    -------
    array of float, shape (n,)
    """
    vertices = shapely.get_num_coordinates(ones)
    cuts = np.flatnonzero(np.diff(np.cumsum(vertices) // _CHUNK)) + 1
    parts = zip(np.split(ones, cuts), np.split(others, cuts), strict=True)
    return np.concatenate([_shared(*part) for part in parts])


def _shared(ones: NDArray[Any], others: NDArray[Any]) -> Floats:
    count = len(ones)
    if not count:
        return np.zeros(0)
    corners = np.fmin(shapely.bounds(ones)[:, :2], shapely.bounds(others)[:, :2])
    mine, yours = (_slopes(rings_of(shapes), corners) for shapes in (ones, others))
    if not len(mine.owner) or not len(yours.owner):
        return np.zeros(count)
    runs = _runs(mine)
    run, edge = _runs_across(runs, yours, count)
    below, above = _clear(runs, run, yours, edge)
    found = _below_clear(runs, run[below], yours, edge[below], count)
    found += _below_above(runs, run[above], yours, edge[above], count)
    close = np.flatnonzero(~(below | above))
    for begin in range(0, len(close), _BLOCK):
        part = close[begin : begin + _BLOCK]
        found += _below_both(mine, runs.begin[run[part]], yours, edge[part], count)
    return found


@dataclass(frozen=True, eq=False)
class _Slopes:
    """Edges that are not upright, in the order of their rings; arrays of shape (e,)."""

    owner: Ints
    east: Floats  # of where it begins
    north: Floats
    low: Floats  # its western and its eastern end
    high: Floats
    rise: Floats  # metres north for each metre east
    sign: Floats  # 1: its area lies below it, -1: above

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """How far north each edge begins, and how far it ends."""
        step = self.low + self.high - 2 * self.east
        return self.north, self.north + self.rise * step


def _slopes(rings: Rings, corners: Floats) -> _Slopes:
    """Return the sloped edges of rings, seen from the corner of each area."""
    counts = rings.last - rings.first + 1
    ring = np.repeat(np.arange(len(counts)), counts)
    west, south = corners[rings.area].T
    x, y = rings.x - west[ring], rings.y - south[ring]
    step, rise = np.diff(x), np.diff(y)
    # From the end of one ring to the next nothing runs.
    step[rings.last[:-1]] = 0.0
    # What lies below a ring, edge by edge: negative where it runs clockwise.
    below = np.append(step * (y[1:] + y[:-1]), 0.0)
    clockwise = np.add.reduceat(below, rings.first) > 0
    side = np.where(clockwise != rings.hole, 1.0, -1.0)
    here = np.flatnonzero(step)
    step, ring = step[here], ring[here]
    east = x[here]
    return _Slopes(
        rings.area[ring],
        east,
        y[here],
        np.minimum(east, east + step),
        np.maximum(east, east + step),
        rise[here] / step,
        np.sign(step) * side[ring],
    )


@dataclass(frozen=True, eq=False)
class _Runs:
    """Edges in runs of a few; arrays of shape (r,).

    A run that begins with the edges of one area may end with those of the next.
    """

    begin: Ints  # its first edge
    first: Ints  # owner of its first and of its last edge
    last: Ints
    west: Floats  # its box
    south: Floats
    east: Floats
    north: Floats
    width: Floats  # metres east, what runs above its area less what runs below
    moment: Floats  # the same, each edge times how far east its middle lies
    ground: Floats  # what lies below the ones less what lies below the others


def _runs(mine: _Slopes) -> _Runs:
    begin = np.arange(0, len(mine.owner), _RUN)
    end = np.minimum(begin + _RUN, len(mine.owner)) - 1
    middle = (mine.low + mine.high) / 2
    width = (mine.high - mine.low) * mine.sign
    one, other = mine.ends
    return _Runs(
        begin,
        mine.owner[begin],
        mine.owner[end],
        np.minimum.reduceat(mine.low, begin),
        np.minimum.reduceat(np.minimum(one, other), begin),
        np.maximum.reduceat(mine.high, begin),
        np.maximum.reduceat(np.maximum(one, other), begin),
        np.add.reduceat(width, begin),
        np.add.reduceat(width * middle, begin),
        np.add.reduceat(width * (one + other) / 2, begin),
    )


def _runs_across(mine: _Runs, yours: _Slopes, count: int) -> tuple[Ints, Ints]:
    """Return pairs of a run of my edges and an edge above or below it."""
    many = np.bincount(yours.owner, minlength=count)
    ends = np.cumsum(many)
    facing = ends[mine.last] - (ends - many)[mine.first]
    run = np.repeat(np.arange(len(facing)), facing)
    edge = np.repeat((ends - many)[mine.first], facing) + counting(facing)
    met = (mine.west[run] < yours.high[edge]) & (mine.east[run] > yours.low[edge])
    return run[met], edge[met]


def _clear(
    mine: _Runs, run: Ints, yours: _Slopes, edge: Ints
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which runs lie below or above an edge all along; nearly all do either."""
    one, other = yours.ends
    along = (mine.west[run] >= yours.low[edge]) & (mine.east[run] <= yours.high[edge])
    along &= (mine.first == mine.last)[run]
    below = along & (mine.north[run] <= np.minimum(one, other)[edge])
    above = along & (mine.south[run] >= np.maximum(one, other)[edge])
    return below, above & ~below


def _below_clear(
    mine: _Runs, run: Ints, yours: _Slopes, edge: Ints, count: int
) -> Floats:
    """Return the ground below runs that lie below an edge, added up for each owner."""
    ground = mine.ground[run] * yours.sign[edge]
    return np.asarray(np.bincount(mine.first[run], ground, count), np.float64)


def _below_above(
    mine: _Runs, run: Ints, yours: _Slopes, edge: Ints, count: int
) -> Floats:
    """Return the ground below edges that lie below a run, added up for each owner."""
    rise = yours.rise[edge]
    level = yours.north[edge] - rise * yours.east[edge]
    ground = (rise * mine.moment[run] + level * mine.width[run]) * yours.sign[edge]
    return np.asarray(np.bincount(mine.first[run], ground, count), np.float64)


def _below_both(
    mine: _Slopes, run: Ints, yours: _Slopes, edge: Ints, count: int
) -> Floats:
    """Return the ground below both edges of pairs, added up for each owner."""
    sizes = np.minimum(_RUN, len(mine.owner) - run)
    one = np.repeat(run, sizes) + counting(sizes)
    other = np.repeat(edge, sizes)
    west = np.maximum(mine.low[one], yours.low[other])
    wide = np.minimum(mine.high[one], yours.high[other]) - west
    met = np.flatnonzero((wide > 0) & (mine.owner[one] == yours.owner[other]))
    one, other, west, wide = one[met], other[met], west[met], wide[met]
    rise, rise_other = mine.rise[one], yours.rise[other]
    low = yours.north[other] + rise_other * (west - yours.east[other])
    begin = mine.north[one] + rise * (west - mine.east[one]) - low
    end = begin + (rise - rise_other) * wide
    # The mean height of the other edge, less where the one runs below it.
    under = np.minimum(begin, 0.0) + np.minimum(end, 0.0)
    crossing = np.flatnonzero(begin * end < 0)
    under[crossing] *= -under[crossing] / np.abs(begin - end)[crossing]
    ground = (low + (rise_other * wide + under) / 2) * wide
    ground *= mine.sign[one] * yours.sign[other]
    return np.asarray(np.bincount(mine.owner[one], ground, count), np.float64)
