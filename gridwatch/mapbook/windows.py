"""What part of the ground a map on paper shows, at which scale.

A window is the frame times the scale. 1:N is true on the ground: the plane of the
projection is longer or shorter than the ground by its scale factor there, and so is
the window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.mapbook.projection import ground_scale
from gridwatch.mapbook.scales import grid_spacing, round_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.mapbook.paper import Rect
    from gridwatch.mapbook.recipe import MapRecipe

    Bounds = tuple[float, float, float, float]

__all__ = ["MapWindow", "along", "enclaves", "scale_for", "window_on"]

_APART = 2.5
"""An enclave gets a map of its own where the main part then is so much larger."""
_STEPS = 400
_MOST_PAGES = 200


@dataclass(frozen=True, slots=True)
class MapWindow:
    """A map on paper.

    Parameters
    ----------
    border, frame : Rect
        Outer border and neat line, millimetres; the map fills the neat line exactly.
    scale : int
        N of 1:N, true on the ground in the middle of the map.
    extent : tuple of float
        West, south, east, north of the frame, metres in `crs`.
    crs : int
        EPSG code.
    grid : int
        Spacing of the kilometre grid, metres in the plane.
    factor : float
        Metres in the plane for a metre on the ground.
    convergence : float
        Degrees from true north to grid north, clockwise.
    """

    border: Rect
    frame: Rect
    scale: int
    extent: Bounds
    crs: int
    grid: int
    factor: float = 1.0
    convergence: float = 0.0

    def to_paper(self, east: float, north: float) -> tuple[float, float]:
        """Return where a place lies on the page, millimetres."""
        mm = 1000.0 / (self.scale * self.factor)
        west, _, _, top = self.extent
        return self.frame.x + (east - west) * mm, self.frame.y + (top - north) * mm


def scale_for(maps: MapRecipe, frame: Rect, wide: float, tall: float) -> int:
    """Return N of the scale at which so many metres of ground find room in a frame."""
    clear = 2 * maps.margin * min(frame.width, frame.height)
    needed = max(
        wide * 1000 / (frame.width - clear), tall * 1000 / (frame.height - clear), 1.0
    )
    needed = max(needed, float(maps.largest))
    fitting = [n for n in sorted(maps.scales) if n >= needed * (1 - 1e-9)]
    return fitting[0] if fitting else round_scale(needed)


def window_on(
    maps: MapRecipe, border: Rect, collar: float, bounds: Bounds, crs: int
) -> MapWindow:
    """Return the window that shows `bounds` in the middle of a border.

    Parameters
    ----------
    maps : MapRecipe
        Its rule of scales.
    border : Rect
        Outer border; the neat line lies `collar` inside it.
    collar : float
        Millimetres.
    bounds : tuple of float
        West, south, east, north, metres; may be a point.
    crs : int
        EPSG code.
    """
    west, south, east, north = bounds
    x, y = (west + east) / 2, (south + north) / 2
    ground = ground_scale(crs, x, y)
    frame = border.inset(collar)
    plane = ground.factor
    scale = scale_for(maps, frame, (east - west) / plane, (north - south) / plane)
    return _window(border, frame, scale, (x, y), crs)


def _window(
    border: Rect, frame: Rect, scale: int, middle: tuple[float, float], crs: int
) -> MapWindow:
    ground = ground_scale(crs, *middle)
    metres = scale / 2000 * ground.factor
    half = frame.width * metres, frame.height * metres
    x, y = middle
    return MapWindow(
        border,
        frame,
        scale,
        (x - half[0], y - half[1], x + half[0], y + half[1]),
        crs,
        grid_spacing(scale),
        ground.factor,
        ground.convergence,
    )


def enclaves(
    geometry: BaseGeometry, frame: Rect
) -> tuple[BaseGeometry, BaseGeometry | None]:
    """Return the main part of an area, and what lies too far off to share its map.

    Parts near the main one belong to it. What lies so far off that all together would
    be drawn `_APART` times smaller gets a map of its own.
    """
    parts = [p for p in shapely.get_parts(geometry) if not p.is_empty]
    if len(parts) < 2:
        return geometry, None
    parts.sort(key=lambda part: -part.area)
    alone = _needed(parts[0].bounds, frame)
    main: list[BaseGeometry] = [parts[0]]
    far: list[BaseGeometry] = []
    for part in parts[1:]:
        both = shapely.union_all([parts[0].envelope, part.envelope]).bounds
        (far if _needed(both, frame) > alone * _APART else main).append(part)
    if not far:
        return geometry, None
    return shapely.GeometryCollection(main), shapely.GeometryCollection(far)


def _needed(bounds: Bounds, frame: Rect) -> float:
    west, south, east, north = bounds
    return max((east - west) / frame.width, (north - south) / frame.height)


def along(
    maps: MapRecipe,
    border: Rect,
    collar: float,
    lines: Sequence[BaseGeometry],
    crs: int,
    most: int = 24,
) -> tuple[MapWindow, ...]:
    """Return overlapping windows along a river, from its source to its mouth.

    The largest scale of the recipe is taken at which at most `most` windows do.

    Parameters
    ----------
    lines : sequence of LineString
        The river in the order of its flow.
    """
    west, south, east, north = shapely.total_bounds(np.asarray(lines, object)).tolist()
    factor = ground_scale(crs, (west + east) / 2, (south + north) / 2).factor
    frame = border.inset(collar)
    points = _sampled(lines)
    scales = sorted(n for n in maps.scales if n >= maps.largest) or [maps.largest]
    found: list[Bounds] = []
    scale = scales[0]
    for scale in (*scales, *(scales[-1] * k for k in (2, 4, 10, 20, 50, 100))):
        keep = 1.0 - 2 * maps.margin
        room = (
            frame.width * scale / 1000 * factor * keep,
            frame.height * scale / 1000 * factor * keep,
        )
        found = _windows(points, room, maps.overlap)
        if len(found) <= most:
            break
    middles = [((w + e) / 2, (s + n) / 2) for w, s, e, n in found]
    return tuple(_window(border, frame, scale, at, crs) for at in middles)


def _sampled(lines: Sequence[BaseGeometry]) -> list[tuple[float, float]]:
    """Return the river as points close to each other."""
    whole = sum(line.length for line in lines)
    step = max(whole / (_STEPS * 10), 1e-3)
    coords = [shapely.get_coordinates(shapely.segmentize(x, step)) for x in lines]
    return [(x, y) for x, y in np.concatenate(coords).tolist()]


def _windows(
    points: Sequence[tuple[float, float]], room: tuple[float, float], overlap: float
) -> list[Bounds]:
    """Cut points into runs that fit the room; each begins inside the one before."""
    found: list[Bounds] = []
    start, count = 0, len(points)
    while start < count and len(found) < _MOST_PAGES:
        stop, bounds = _run(points, start, room)
        found.append(bounds)
        if stop >= count:
            break
        back = max(1, round((stop - start) * overlap))
        start = max(start + 1, stop - back)
    return found


def _run(
    points: Sequence[tuple[float, float]], start: int, room: tuple[float, float]
) -> tuple[int, Bounds]:
    west = east = points[start][0]
    south = north = points[start][1]
    at = start + 1
    while at < len(points):
        x, y = points[at]
        wide = max(east, x) - min(west, x), max(north, y) - min(south, y)
        if wide[0] > room[0] or wide[1] > room[1]:
            break
        west, east = min(west, x), max(east, x)
        south, north = min(south, y), max(north, y)
        at += 1
    return at, (west, south, east, north)


def spacing_of_graticule(degrees: float) -> float:
    """Return a round spacing in degrees, at most a third of what is shown.

    Examples
    --------
    >>> round(spacing_of_graticule(0.5) * 60)
    10
    """
    steps = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18000)
    wanted = degrees * 3600 / 2.5
    fitting = [step for step in steps if step <= wanted] or [1]
    return fitting[-1] / 3600


def middle_of(bounds: Bounds) -> tuple[float, float]:
    """Return the middle of an extent."""
    return (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2


def diagonal(bounds: Bounds) -> float:
    """Return the diagonal of an extent, metres."""
    return math.hypot(bounds[2] - bounds[0], bounds[3] - bounds[1])
