"""What part of the ground a map on paper shows, at which scale.

A window is the frame times the scale. 1:N is true on the ground: the plane of the
projection is longer or shorter than the ground by its scale factor there, and so is
the window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.cartography.turning import turned_places
from gridwatch.mapbook.projection import ground_scale
from gridwatch.mapbook.scales import grid_spacing, round_scale

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.mapbook.paper import Rect
    from gridwatch.mapbook.recipe import MapRecipe

    Bounds = tuple[float, float, float, float]
    Floats = NDArray[np.float64]

__all__ = ["MapWindow", "along", "enclaves", "scale_for", "window_on"]

_APART = 2.5
"""An enclave gets a map of its own where the main part then is so much larger."""
_STEPS = 400
_MOST_PAGES = 200
_STEEPEST = 115.0
"""Degrees from upwards that north may point to."""
_WORTH = 1.1
"""How much more of a river has to find room on a page before the page is turned."""


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
    turn : float
        Degrees from grid east, counter-clockwise, of what points right on the paper.
        `extent` then is in the plane turned by it around the middle of the map.
    """

    border: Rect
    frame: Rect
    scale: int
    extent: Bounds
    crs: int
    grid: int
    factor: float = 1.0
    convergence: float = 0.0
    turn: float = 0.0

    @property
    def middle(self) -> tuple[float, float]:
        """(east, north) of the middle of the map."""
        west, south, east, north = self.extent
        return (west + east) / 2, (south + north) / 2

    @property
    def corners(self) -> Floats:
        """(east, north) of the lower left corner, then clockwise; shape (4, 2)."""
        west, south, east, north = self.extent
        own = np.array([(west, south), (west, north), (east, north), (east, south)])
        return turned_places(own, self.middle, -self.turn) if self.turn else own

    @property
    def ground(self) -> BaseGeometry:
        """The ground that the map shows."""
        return shapely.Polygon(self.corners)

    @property
    def around(self) -> Bounds:
        """West, south, east, north of the ground that the map shows."""
        west, south, east, north = shapely.bounds(self.ground).tolist()
        return west, south, east, north

    def to_paper(self, east: float, north: float) -> tuple[float, float]:
        """Return where a place lies on the page, millimetres."""
        mm = 1000.0 / (self.scale * self.factor)
        west, _, _, top = self.extent
        if self.turn:
            place = np.array([[east, north]])
            east, north = turned_places(place, self.middle, self.turn)[0].tolist()
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
    border: Rect,
    frame: Rect,
    scale: int,
    middle: tuple[float, float],
    crs: int,
    turn: float = 0.0,
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
        turn,
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

    The largest scale of the recipe is taken at which at most `most` windows do. Where
    the recipe says so, a window is turned along the river.

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
    found: list[_Run] = []
    scale = scales[0]
    scales += [scales[-1] * k for k in (2, 4, 10, 20, 50, 100)]
    for scale in scales:
        keep = 1.0 - 2 * maps.margin
        room = (
            frame.width * scale / 1000 * factor * keep,
            frame.height * scale / 1000 * factor * keep,
        )
        last = scale == scales[-1]
        found = _runs(points, room, maps, _MOST_PAGES if last else most + 1)
        if len(found) <= most:
            break
    return tuple(
        _window(border, frame, scale, run.middle, crs, run.turn) for run in found
    )


class _Run(NamedTuple):
    """A part of a river that finds room on a page: up to which point, around where."""

    stop: int
    middle: tuple[float, float]
    turn: float = 0.0


def _sampled(lines: Sequence[BaseGeometry]) -> Floats:
    """Return the river as points close to each other."""
    whole = sum(line.length for line in lines)
    step = max(whole / (_STEPS * 10), 1e-3)
    coords = [shapely.get_coordinates(shapely.segmentize(x, step)) for x in lines]
    found: Floats = np.concatenate(coords)
    return found


def _runs(
    points: Floats, room: tuple[float, float], maps: MapRecipe, limit: int
) -> list[_Run]:
    """Cut points into runs that fit the room; each begins inside the one before.

    No more than `limit` of them: where more are needed, the scale is too large anyway.
    """
    found: list[_Run] = []
    start, count = 0, len(points)
    while start < count and len(found) < limit:
        run = _longest(points, start, room, _level)
        if maps.turned and run.stop < count:
            turned = _longest(points, start, room, _turned)
            # A page that is turned for little is only harder to read.
            if turned.stop - start > _WORTH * (run.stop - start):
                flow = points[turned.stop - 1] - points[start]
                run = turned._replace(turn=_onward(turned.turn, found, flow))
        found.append(run)
        if run.stop >= count:
            break
        back = max(1, round((run.stop - start) * maps.overlap))
        start = max(start + 1, run.stop - back)
    return found


def _onward(turn: float, before: Sequence[_Run], flow: Floats) -> float:
    """Return the one of both ways to turn a page in which reading goes on.

    Nearest to the page before, else so that the river flows to the right; but never so
    that north points down steeply.
    """
    near = [run.turn for run in before if run.turn]
    to = near[-1] if near else math.degrees(math.atan2(flow[1], flow[0]))
    other = turn - 180.0 if turn > 0 else turn + 180.0
    upright = [one for one in (turn, other) if abs(one) <= _STEEPEST]
    return min(upright, key=lambda one: abs((one - to + 180.0) % 360.0 - 180.0))


def _longest(
    points: Floats,
    start: int,
    room: tuple[float, float],
    lies: Callable[[Floats], tuple[tuple[float, float], tuple[float, float], float]],
) -> _Run:
    """Return the longest run from a point that fits the room, as it lies on paper."""
    fits, beyond = start + 1, len(points) + 1
    best = _Run(fits, (float(points[start, 0]), float(points[start, 1])))
    step = 1
    while fits + 1 < beyond:
        stop = min(fits + step, beyond - 1)
        size, middle, turn = lies(points[start:stop])
        if size[0] <= room[0] and size[1] <= room[1]:
            fits, step, best = stop, step * 2, _Run(stop, middle, turn)
        else:
            beyond, step = stop, max(1, (stop - fits) // 2)
    return best


def _level(points: Floats) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return width, height and middle of a run, north up."""
    low, high = points.min(axis=0), points.max(axis=0)
    wide, tall = (high - low).tolist()
    x, y = ((low + high) / 2).tolist()
    return (wide, tall), (x, y), 0.0


def _turned(points: Floats) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return the same for a run that is turned along its length.

    Of the two ways the one with north above.
    """
    around = shapely.get_coordinates(
        shapely.oriented_envelope(shapely.multipoints(points))
    )
    sides = np.diff(around, axis=0)
    if not len(sides):
        return _level(points)
    east, north = sides[np.argmax(np.hypot(sides[:, 0], sides[:, 1]))].tolist()
    turn = float(round(math.degrees(math.atan2(north, east))))
    turn -= 180.0 * round(turn / 180.0)
    own = turned_places(points, (0.0, 0.0), turn)
    size, middle, _ = _level(own)
    x, y = turned_places(np.array([middle]), (0.0, 0.0), -turn)[0].tolist()
    return size, (x, y), turn


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
