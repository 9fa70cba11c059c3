"""Which sheets go on where a map ends: pure geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.mapbook.paper import Rect

__all__ = ["Neighbour", "Surroundings"]

_APART = 15.0
"""Millimetres from mark to mark along an edge, at least."""
_CORNER = 9.0
"""Marks keep so many millimetres off the corners of the frame."""
_SIDES = ("north", "east", "south", "west")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A mark on the border of a map: which page goes on here.

    Parameters
    ----------
    side : str
        ``north``, ``east``, ``south`` or ``west``.
    at : float
        Where along the edge of the frame: millimetres from its left or upper corner.
    key : str
        Sheet it points to.
    name : str
        What that sheet is about.
    label : str
        Number of its page.
    """

    side: str
    at: float
    key: str
    name: str
    label: str


class _Found(NamedTuple):
    """A neighbour before its neighbours on the edge are known."""

    weight: float
    side: int
    at: float
    area: int


class Surroundings:
    """The areas of one rank that have sheets, and what lies around each.

    Parameters
    ----------
    areas : sequence of geometry
        Polygons, metres.
    """

    def __init__(self, areas: Sequence[BaseGeometry]) -> None:
        self._areas = np.asarray(areas, object)
        self._tree = shapely.STRtree(self._areas)

    def around(
        self,
        own: int,
        extent: tuple[float, float, float, float],
        frame: Rect,
    ) -> list[tuple[int, str, float]]:
        """Return (area, side, millimetres along it) of what goes on at the edges.

        An area that touches the sheet's own is marked where the edge cuts it, else in
        its direction; one that only shows at the edge is marked if it is long enough
        for a mark. Where marks crowd, those of the longer edges stay.

        Parameters
        ----------
        own : int
            Which area the sheet is about.
        extent : tuple of float
            West, south, east, north of the frame, metres.
        frame : Rect
            The frame on paper, millimetres.
        """
        box = shapely.box(*extent)
        area = self._areas[own]
        touching = set(self._tree.query(area, "intersects").tolist())
        seen = touching | set(self._tree.query(box, "intersects").tolist())
        mm = frame.width / (extent[2] - extent[0])
        found = []
        for index in sorted(seen - {own}):
            near = index in touching
            one = self._placed(index, box, area, mm, near=near)
            if one is not None:
                found.append(one)
        return self._thinned(found, frame)

    def _placed(
        self,
        index: int,
        box: BaseGeometry,
        area: BaseGeometry,
        mm: float,
        *,
        near: bool,
    ) -> _Found | None:
        west, south, east, north = box.bounds
        edges = (
            (west, north, east, north),
            (east, south, east, north),
            (west, south, east, south),
            (west, south, west, north),
        )
        best: _Found | None = None
        for side, (x0, y0, x1, y1) in enumerate(edges):
            line = shapely.LineString([(x0, y0), (x1, y1)])
            parts = shapely.get_parts(shapely.intersection(line, self._areas[index]))
            for part in parts[shapely.length(parts) > 0.0]:
                middle = part.interpolate(0.5, normalized=True)
                at = middle.x - west if side % 2 == 0 else north - middle.y
                one = _Found(part.length * mm + 1e3 * near, side, at * mm, index)
                if best is None or one.weight > best.weight:
                    best = one
        if best is None:
            return self._towards(index, box, area, mm) if near else None
        return best if near or best.weight >= _APART else None

    def _towards(
        self, index: int, box: BaseGeometry, area: BaseGeometry, mm: float
    ) -> _Found:
        """Return where a ray from the sheet's area through another meets the frame."""
        west, south, east, north = box.bounds
        start = shapely.point_on_surface(area)
        goal = shapely.point_on_surface(self._areas[index])
        dx, dy = goal.x - start.x, goal.y - start.y
        ways = (
            ((east if dx > 0 else west) - start.x) / dx if dx else np.inf,
            ((north if dy > 0 else south) - start.y) / dy if dy else np.inf,
        )
        if not np.isfinite(min(ways)):
            return _Found(500.0, 0, (start.x - west) * mm, index)
        way = min(ways)
        if ways[0] <= ways[1]:
            at = north - (start.y + way * dy)
            return _Found(500.0, 1 if dx > 0 else 3, at * mm, index)
        return _Found(
            500.0, 0 if dy > 0 else 2, (start.x + way * dx - west) * mm, index
        )

    @staticmethod
    def _thinned(found: list[_Found], frame: Rect) -> list[tuple[int, str, float]]:
        taken: dict[int, list[float]] = {}
        kept = []
        for one in sorted(found, key=lambda f: (-f.weight, f.area)):
            long = frame.width if one.side % 2 == 0 else frame.height
            at = min(max(one.at, _CORNER), long - _CORNER)
            others = taken.setdefault(one.side, [])
            spot = _free(at, others, long)
            if spot is None:
                continue
            others.append(spot)
            kept.append((one.area, _SIDES[one.side], spot))
        return sorted(kept, key=lambda k: (_SIDES.index(k[1]), k[2]))


def _free(at: float, taken: Sequence[float], long: float) -> float | None:
    """Return the free place nearest to `at`, no further than one mark away."""
    steps = (0.0, 0.5, -0.5, 1.0, -1.0)
    for step in steps:
        spot = at + step * _APART
        inside = _CORNER <= spot <= long - _CORNER
        if inside and all(abs(spot - other) >= _APART for other in taken):
            return spot
    return None
