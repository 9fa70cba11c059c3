"""Which areas hold points, told from their outlines as flat arrays.

The even-odd rule: an area holds a point when a ray from it eastwards crosses the
area's ring an odd number of times. Rings are looked at in runs of some dozen edges,
each with its box: a run north, south or west of the point is not crossed at all, one
east of it is crossed as its two ends tell, and only where the point lies in the box of
a run are edges asked. What lies so near an edge that rounding might decide is asked of
the geometry library, so that every answer is its answer.

Coordinates are (east, north) in metres of one projected CRS.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.manyrows import counting, on_all_cores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["Outlines", "Rings", "holding", "rings_of"]

_RUN = 64
"""Edges of a run, at most."""
_FINER = 2
"""Binary digits: rings are cut into 1, 4, 16 … runs, so that most are cut alike."""
_LARGE = 24
"""Vertices: of smaller areas every edge is asked as quickly as this begins."""
_OFTEN = 3
"""Points of an area: for fewer its runs are not worth making."""
_CHUNK = 1 << 18
"""Vertices looked at together: so many stay in a core's own memory."""
_POLYGON, _MULTIPOLYGON = 3, 6
_ROUNDING = 3.3306690738754716e-16
"""How wrong the sign of a turn may be, in parts of its two products (Shewchuk 1997,
*Adaptive Precision Floating-Point Arithmetic*, ``ccwerrboundA``)."""


def holding(areas: NDArray[Any] | Outlines, area: Ints, points: Floats) -> Bools:
    """Return for pairs of an area and a point whether it holds it, border included.

    Parameters
    ----------
    areas : array of polygons, or Outlines
        None is no area.
    area : array of int, shape (n,)
        Index of the area of each pair, ascending.
    points : array of float, shape (n, 2)
        East and north of the point of each pair.

    Returns
    -------
    array of bool, shape (n,)
    """
    kept, areas = (areas, areas.areas) if isinstance(areas, Outlines) else (None, areas)
    asked = np.bincount(area, minlength=len(areas))
    vertices = shapely.get_num_coordinates(areas)
    work = np.where(asked > 0, vertices, 0)
    if not len(area) or work.sum() <= _LARGE * np.count_nonzero(asked):
        return _by_geometry(areas, area, points)
    if (work * asked).sum() < _OFTEN * work.sum():
        return _by_geometry(areas, area, points)
    # Chunks of areas with about as many vertices, as many for each core; what one
    # chunk holds is done before another core has begun.
    cores = os.cpu_count() or 1
    whole = int(work.sum()) <= _CHUNK
    many = 1 if whole else -(-int(work.sum()) // (_CHUNK * cores)) * cores
    chunk = np.cumsum(work) * many // (int(work.sum()) + 1)
    cuts = np.flatnonzero(np.diff(chunk[area])) + 1
    begins, ends = np.r_[0, cuts], np.r_[cuts, len(area)]

    def told(numbers: Ints) -> Bools:
        found = []
        for number in numbers:
            part = slice(begins[number], ends[number])
            if kept is not None:
                found.append(_by_outline(kept, area[part], points[part]))
                continue
            which, place = np.unique(area[part], return_inverse=True)
            found.append(_by_outline(Outlines(areas[which]), place, points[part]))
        return np.concatenate(found)

    return on_all_cores(told, np.arange(len(begins)), weight=_CHUNK)


def _by_geometry(areas: NDArray[Any], area: Ints, points: Floats) -> Bools:
    return on_all_cores(shapely.intersects_xy, areas[area], points[:, 0], points[:, 1])


@dataclass(frozen=True, eq=False)
class Rings:
    """Rings as flat arrays, in the order of their areas.

    Parameters
    ----------
    x, y : arrays of float, shape (v,)
        East and north of all vertices.
    first, last : arrays of int, shape (r,)
        First vertex of each ring, and its last, which is the first one again.
    area, part : arrays of int, shape (r,)
        Index of its area, number of its polygon.
    hole : array of bool, shape (r,)
        Whether it is a hole in that polygon.
    """

    x: Floats
    y: Floats
    first: Ints
    last: Ints
    area: Ints
    part: Ints
    hole: Bools


@dataclass(frozen=True, eq=False)
class Outlines:
    """Areas whose rings are taken out once and kept for the next question.

    Parameters
    ----------
    areas : array of polygons
        As `siting.shapes_of` returns them; None is no area.
    """

    areas: NDArray[Any]

    @cached_property
    def rings(self) -> Rings:
        """The rings of all areas."""
        return rings_of(self.areas)

    @cached_property
    def runs(self) -> _Runs | None:
        """Those rings in runs of edges; None where a vertex has no place."""
        runs = _runs(self.rings)
        sides = runs.west + runs.south + runs.east + runs.north
        return runs if np.isfinite(sides).all() else None


def _by_outline(outlines: Outlines, area: Ints, points: Floats) -> Bools:
    """Answer pairs of an area and a point from the rings of the areas."""
    areas, rings, runs = outlines.areas, outlines.rings, outlines.runs
    if runs is None:
        return _by_geometry(areas, area, points)
    many = np.bincount(rings.area, minlength=len(areas))
    begins = np.cumsum(many) - many
    # Each point against each ring of its area.
    pair = np.repeat(np.arange(len(area)), many[area])
    ring = np.repeat(begins[area], many[area]) + counting(many[area])
    odd, doubtful = _crossed(rings, runs, ring, points[pair])
    found = _joined(rings, pair, ring, odd, len(area))
    unsure = _unsound(areas)[area]
    unsure[pair[doubtful]] = True
    again = np.flatnonzero(unsure)
    x, y = points[again].T
    found[again] = shapely.intersects_xy(areas[area[again]], x, y)
    return found


def _unsound(areas: NDArray[Any]) -> Bools:
    """Tell which shapes are more than rings, or none."""
    kinds = shapely.get_type_id(areas)
    return np.asarray((kinds != _POLYGON) & (kinds != _MULTIPOLYGON))


def rings_of(areas: NDArray[Any]) -> Rings:
    """Return the rings of areas as flat arrays; what is no polygon has none."""
    kinds = shapely.get_type_id(areas)
    number = np.arange(len(areas))
    if (kinds == _POLYGON).all() and not shapely.get_num_interior_rings(areas).any():
        # As nearly always: the vertices of an area are those of its one ring.
        rings, area, part = areas, number, number
        hole = np.zeros(len(areas), bool)
    else:
        parts, owner = shapely.get_parts(areas, return_index=True)
        polygons = np.flatnonzero(shapely.get_type_id(parts) == _POLYGON)
        rings, of_part = shapely.get_rings(parts[polygons], return_index=True)
        part, area = of_part, owner[polygons][of_part]
        hole = np.r_[False, of_part[1:] == of_part[:-1]][: len(rings)]
    counts = shapely.get_num_coordinates(rings)
    xy = shapely.get_coordinates(rings)
    last = np.cumsum(counts) - 1
    x, y = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
    return Rings(x, y, last - counts + 1, last, area, part, hole)


def _joined(rings: Rings, pair: Ints, ring: Ints, odd: Bools, count: int) -> Bools:
    """Return which pairs are inside: in a shell and in none of its holes."""
    if not rings.hole.any() and np.array_equal(pair, np.arange(count)):
        return odd
    part = rings.part[ring]
    begins = np.flatnonzero(np.r_[True, (np.diff(pair) != 0) | (np.diff(part) != 0)])
    shell = odd[begins]
    holes = np.add.reduceat((odd & rings.hole[ring]).astype(np.int64), begins)
    found = np.zeros(count, bool)
    found[pair[begins[shell & (holes == 0)]]] = True
    return found


# --- rays ---------------------------------------------------------------------------


def _crossed(
    rings: Rings, runs: _Runs, ring: Ints, points: Floats
) -> tuple[Bools, Ints]:
    """Return whether a ray eastwards crosses a ring an odd number of times.

    Returns
    -------
    odd : array of bool, shape (n,)
        For each pair of a ring and a point.
    doubtful : array of int
        Pairs on an edge, or so near that rounding decides.
    """
    odd, doubtful = np.zeros(len(ring), bool), [np.zeros(0, np.int64)]
    # Rings of about the same size have as many runs, and so fill a table.
    alike = runs.many[ring]
    for many in np.unique(alike):
        pair = np.flatnonzero(alike == many)
        found = _through(rings, runs, (int(many), runs.begin[ring[pair]]), points[pair])
        odd[pair] = found[0]
        doubtful.append(pair[found[1]])
    return odd, np.concatenate(doubtful)


@dataclass(frozen=True, eq=False)
class _Runs:
    """Rings in runs of about as many edges, one run after the other."""

    many: Ints  # (r,) runs of each ring, a power of four
    begin: Ints  # (r,) its first run
    first: Ints  # (c,) first and last vertex of each run
    last: Ints
    west: Floats  # (c,)
    south: Floats
    east: Floats
    north: Floats


def _runs(rings: Rings) -> _Runs:
    edges = np.maximum(rings.last - rings.first, 1)
    digits = np.ceil(np.log2(edges / _RUN) / _FINER).clip(0).astype(np.int64)
    many = 1 << _FINER * digits
    begin = np.cumsum(many) - many
    ring = np.repeat(np.arange(len(many)), many)
    place = np.arange(len(ring)) - begin[ring]
    first = rings.first[ring] + edges[ring] * place // many[ring]
    last = rings.first[ring] + edges[ring] * (place + 1) // many[ring]

    def side(extreme: np.ufunc, values: Floats) -> Floats:
        # The last vertex of a run is the first one of the next.
        return np.asarray(extreme(extreme.reduceat(values, first), values[last]))

    low, high = np.minimum, np.maximum
    west, south = side(low, rings.x), side(low, rings.y)
    east, north = side(high, rings.x), side(high, rings.y)
    return _Runs(many, begin, first, last, west, south, east, north)


def _through(
    rings: Rings, runs: _Runs, ring: tuple[int, Ints], points: Floats
) -> tuple[Bools, Ints]:
    """Return as `_crossed` does, for rings that have the same number of runs.

    `ring` is that number, and the first run of the ring of each pair.
    """
    many, begin = ring
    x, y = points[:, 0].copy(), points[:, 1].copy()
    # Pairs come ring by ring, and all runs of a ring are looked up together.
    row = np.cumsum(np.diff(begin, prepend=begin[:1]) != 0)
    rows = begin[np.r_[True, row[1:] != row[:-1]]][: len(begin), None] + np.arange(many)
    level = runs.south[rows].take(row, axis=0) <= y[:, None]
    level &= runs.north[rows].take(row, axis=0) >= y[:, None]
    place = np.flatnonzero(level)
    pair = place // many
    run = begin[pair] + place % many
    px = x[pair]
    beside = np.flatnonzero(runs.east[run] >= px)
    pair, run, px = pair[beside], run[beside], px[beside]
    ahead = runs.west[run] > px
    far, near = np.flatnonzero(ahead), np.flatnonzero(~ahead)
    py, first, last = y[pair[far]], runs.first[run[far]], runs.last[run[far]]
    ends = pair[far[(rings.y[first] > py) != (rings.y[last] > py)]]
    first = runs.first[run[near]]
    edges = runs.last[run[near]] - first
    asked = np.repeat(pair[near], edges)
    edge = np.repeat(first, edges) + counting(edges)
    crossing, doubtful = _edges(rings, edge, x[asked], y[asked])
    crossed = np.concatenate([ends, asked[crossing]])
    odd = np.bincount(crossed, minlength=len(begin)) % 2 == 1
    return odd, asked[doubtful]


def _edges(rings: Rings, edge: Ints, x: Floats, y: Floats) -> tuple[Ints, Ints]:
    """Return which edges a ray eastwards from a point crosses, and which are in doubt.

    An edge counts from its lower end to below its upper one, so that a vertex counts
    once.

    Parameters
    ----------
    rings : Rings
        The rings.
    edge : array of int, shape (n,)
        First vertices of edges.
    x, y : arrays of float, shape (n,)
        The point asked about beside each.
    """
    dy, dy2 = rings.y[edge] - y, rings.y[edge + 1] - y
    level = np.flatnonzero(dy * dy2 <= 0)
    dy, dy2, x, edge = dy[level], dy2[level], x[level], edge[level]
    dx, dx2 = rings.x[edge] - x, rings.x[edge + 1] - x
    one, other = dx * dy2, dx2 * dy
    turn = one - other
    spans = (dy > 0) != (dy2 > 0)
    right = np.minimum(dx, dx2) > 0
    touches = ~right & (np.maximum(dx, dx2) >= 0)
    doubt = touches & (np.abs(turn) <= _ROUNDING * (np.abs(one) + np.abs(other)))
    passed = right | (touches & ((turn > 0) == (dy2 > dy)))
    return level[spans & passed], level[doubt]
