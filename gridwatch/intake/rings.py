"""Rings of one polygon record put together: which is an outline, which a hole.

A shapefile says it by the sense of each ring: outlines run clockwise, holes against the
clock. Where a writer got that wrong all rings run one way, and where they lie decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ring = NDArray[np.float64]

__all__ = ["polygon_of"]


def polygon_of(rings: Sequence[Ring]) -> shapely.Geometry:
    """Return the polygon, or polygons, that closed rings make.

    Parameters
    ----------
    rings : sequence of ndarray, shape (points, 2 or 3)
        In the order of the file; each closes.

    Returns
    -------
    Polygon or MultiPolygon
        Every ring is in it: a hole that lies in no outline becomes one itself.

    Examples
    --------
    >>> import numpy as np
    >>> outer = np.array([(0, 0), (0, 9), (9, 9), (9, 0), (0, 0)], float)
    >>> inner = np.array([(3, 3), (6, 3), (6, 6), (3, 6), (3, 3)], float)
    >>> polygon_of([outer, inner]).area
    72.0
    >>> polygon_of([outer, inner[::-1]]).area
    72.0
    """
    clockwise = [_area(ring) < 0 for ring in rings]
    owners = _by_sense(rings, clockwise) or _by_place(rings)
    parts = [
        shapely.Polygon(
            ring, [r for k, r in enumerate(rings) if owners[k] == at and k != at]
        )
        for at, ring in enumerate(rings)
        if owners[at] == at
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _area(ring: Ring) -> float:
    """Return twice the signed area, positive against the clock."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))


def _by_sense(rings: Sequence[Ring], clockwise: Sequence[bool]) -> list[int]:
    """Return for each ring the outline it belongs to; an outline is its own.

    Empty where the sense of the rings makes none: all run one way, or a hole lies in no
    outline.
    """
    outers = [at for at, outer in enumerate(clockwise) if outer]
    if len(outers) in (0, len(rings)):
        return []
    areas = {at: abs(_area(rings[at])) for at in outers}
    shapes = {at: shapely.Polygon(rings[at][:, :2]) for at in outers}
    owners = list(range(len(rings)))
    for at, outer in enumerate(clockwise):
        if outer:
            continue
        around = [o for o in outers if _inside(rings[at], shapes[o])]
        if not around:
            return []
        owners[at] = min(around, key=lambda o: areas[o])
    return owners


def _by_place(rings: Sequence[Ring]) -> list[int]:
    """Return owners where the sense says nothing: a ring inside one ring is its hole,
    a ring inside that an island, and so on.
    """  # noqa: D205 - one sentence
    areas = [abs(_area(ring)) for ring in rings]
    shapes = [shapely.Polygon(ring[:, :2]) for ring in rings]
    owners, depth = list(range(len(rings))), [0] * len(rings)
    for at in sorted(range(len(rings)), key=lambda k: -areas[k]):
        around = [
            o
            for o in range(len(rings))
            if areas[o] > areas[at] and _inside(rings[at], shapes[o])
        ]
        if not around:
            continue
        parent = min(around, key=lambda o: areas[o])
        depth[at] = depth[parent] + 1
        if depth[at] % 2:
            owners[at] = parent
    return owners


def _inside(ring: Ring, outline: shapely.Polygon) -> bool:
    """Tell whether a ring lies in an outline, by the most of its points."""
    west, south, east, north = outline.bounds
    low, high = ring[:, :2].min(axis=0), ring[:, :2].max(axis=0)
    if low[0] < west or low[1] < south or high[0] > east or high[1] > north:
        return False
    points = shapely.points(ring[:-1, :2])
    shapely.prepare(outline)
    strictly = shapely.contains(outline, points)
    if strictly.any():
        return bool(strictly.sum() >= (~shapely.intersects(outline, points)).sum())
    return bool(shapely.covers(outline, shapely.LinearRing(ring[:, :2])))
