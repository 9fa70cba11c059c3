"""Numbered pins: in which order points are numbered, and where their numbers stand.

A sheet with pins has a table beside the map; a number leads from one to the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.cartography.symbols import badge_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.symbols import PointSymbol
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Shapes = NDArray[np.object_]

__all__ = ["LaidPins", "PinSet", "along_rivers", "lay_pins", "reading_order"]

_RINGS = (
    (5.0, 8),
    (9.0, 8),
    (15.0, 16),
    (23.0, 16),
    (33.0, 24),
    (47.0, 32),
    (65.0, 48),
    (90.0, 48),
    (125.0, 64),
    (170.0, 64),
    (230.0, 64),
)
"""How far from its place a pin may stand, px at 96 dpi, and directions tried there."""
_CROWD_PX = 20.0
_FEW = 4
_LOOSE = 1.7
"""How much longer a ring is than the pins of a crowd: lines pass between them."""
_FIRST = math.radians(-45.0)
"""Where the first direction points: up and to the right, off the name below."""
_APART = 1.0
_START = 2.0
"""Where the line of a pin begins, px from its place: several places may coincide."""
_DOT = 3.0


# ---- in which order -----------------------------------------------------------------


def reading_order(places: Floats, band: float) -> Ints:
    """Return points as one reads a page: from north to south, in bands west to east.

    Parameters
    ----------
    places : ndarray, shape (n, 2)
        (east, north), metres.
    band : float
        Height of a band on the ground, metres: 15 mm on paper are good to follow.

    Returns
    -------
    ndarray of int
        Index of the point that is number 1, of number 2, and so on.

    Examples
    --------
    >>> reading_order(np.array([[9.0, 95.0], [1.0, 99.0], [0.0, 10.0]]), 20.0)
    array([1, 0, 2])
    """
    if not len(places):
        return np.empty(0, np.int64)
    rows = np.floor((places[:, 1].max() - places[:, 1]) / band)
    return np.lexsort((-places[:, 1], places[:, 0], rows)).astype(np.int64)


def along_rivers(
    places: Floats, rivers: Sequence[BaseGeometry], reach: float, band: float
) -> Ints:
    """Return points along rivers: river by river, each downstream.

    Parameters
    ----------
    places : ndarray, shape (n, 2)
        (east, north), metres.
    rivers : sequence of shapely geometries
        Their courses, downstream, in the order in which they are to come.
    reach : float
        Points farther than this from every river come last, in reading order; metres.
    band : float
        As `reading_order` has it.

    Returns
    -------
    ndarray of int
        Index of the point that is number 1, of number 2, and so on.
    """
    if not len(places) or not len(rivers):
        return reading_order(places, band)
    points = shapely.points(places)
    lines = np.asarray(
        [shapely.line_merge(line, directed=True) for line in rivers], object
    )
    away = shapely.distance(points[:, None], lines[None, :])
    nearest = away.argmin(axis=1)
    rows = np.arange(len(points))
    near = away[rows, nearest] <= reach
    way = shapely.line_locate_point(lines[nearest], points)
    order = np.empty(len(points), np.int64)
    order[reading_order(places, band)] = rows
    river = np.where(near, nearest, len(lines))
    way = np.where(near, np.nan_to_num(way), 0.0)
    return np.lexsort((order, way, river)).astype(np.int64)


# ---- where they stand ---------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class PinSet:
    """Points of a sheet with their numbers.

    Parameters
    ----------
    places : ndarray, shape (n, 2)
        (east, north) in metres of the district's CRS.
    symbols : sequence of PointSymbol
        The pin of each with its number, as ``load_symbols().badge("pin", "12")``
        returns it; the colours may tell states.
    dots : bool
        Whether a dot marks each place: wanted where no symbol stands there.
    """

    places: Floats
    symbols: Sequence[PointSymbol]
    dots: bool = True


class LaidPins(NamedTuple):
    """Where pins stand in a view.

    Parameters
    ----------
    rows : ndarray of int, shape (pins,)
        Which of the set are placed.
    places, tails : ndarray, shape (pins, 2)
        Device pixel of the middle of each pin, and of the point it belongs to.
    half : ndarray, shape (pins, 2)
        Half the width and height of each, device pixels.
    unplaced : tuple of int
        Those in view that found no room.
    thronged : tuple of int
        Those that stand where a line crosses another, a pin or a point, because the
        throng left no better place.
    """

    rows: Ints
    places: Floats
    tails: Floats
    half: Floats
    unplaced: tuple[int, ...]
    thronged: tuple[int, ...] = ()


class _Laid:
    """Pins that stand already: nothing may lie on them or cross their lines."""

    def __init__(self, dots: Floats, size: Floats) -> None:
        self.places, self.size = dots, size
        self.dots = shapely.points(dots)
        self.boxes: list[object] = []
        self.lines: list[object] = []

    def free(
        self, boxes: Shapes, lines: Shapes, own: int, *, strict: bool
    ) -> NDArray[np.bool_]:
        """Tell which boxes with their lines are free; not `strict`: boxes of boxes."""
        away = shapely.distance(boxes[:, None], self.dots[None, :])
        away[:, own] = np.inf
        bad = (away < _DOT).any(axis=1) & strict
        for there, counts in ((self.boxes, True), (self.lines, strict)):
            if there and counts:
                others = np.asarray(there, object)[None, :]
                bad |= shapely.intersects(boxes[:, None], others).any(axis=1)
                if strict:
                    bad |= shapely.intersects(lines[:, None], others).any(axis=1)
        found: NDArray[np.bool_] = ~bad
        return found


def lay_pins(pins: PinSet, view: View) -> LaidPins:
    """Find a place for each pin: off other pins, off their lines and off all points.

    Where so many points lie together that this cannot be, lines may cross; pins never
    lie on each other.
    The same pins stand at the same places on screen and on paper. They are taken in
    their order, so low numbers stand near their points.
    """
    plain, zoom = view.at_96_dpi(), view.zoom
    size = np.array([view.width, view.height]) / zoom
    dots = plain.pixels(np.asarray(pins.places, float), np.zeros(2)).reshape(-1, 2)
    shown = np.flatnonzero(((dots >= 0.0) & (dots <= size)).all(axis=1))
    half = np.reshape(
        [(badge_width(x) / 2, x.size / 2, x.outline_width) for x in pins.symbols],
        (-1, 3),
    )
    half = half[:, :2] + half[:, 2:]
    laid = _Laid(dots[shown], size)
    index: list[int] = []
    places: list[Floats] = []
    missing: list[int] = []
    thronged: list[int] = []
    for own, i in enumerate(shown.tolist()):
        place = _place(laid, own, half[i], strict=True)
        if place is None:
            place = _place(laid, own, half[i], strict=False)
            (missing if place is None else thronged).append(i)
        if place is not None:
            index.append(i)
            places.append(place)
    chosen = np.array(index, np.int64)
    return LaidPins(
        chosen,
        np.reshape(places, (-1, 2)) * zoom,
        dots[chosen] * zoom,
        half[chosen] * zoom,
        tuple(missing),
        tuple(thronged),
    )


def _place(laid: _Laid, own: int, half: Floats, *, strict: bool) -> Floats | None:
    """Take the first free place around a point, or return None."""
    dot, size = laid.places[own], laid.size
    for places in _around(dot, half, laid.places):
        inside = ((places >= half) & (places <= size - half)).all(axis=1)
        places = places[inside]
        if not len(places):
            continue
        low, high = places - half - _APART, places + half + _APART
        boxes = shapely.box(*low.T, *high.T)
        ends = np.clip(dot, places - half, places + half)
        away = ends - dot
        start = dot + away * (_START / np.hypot(*away.T))[:, None]
        lines = shapely.linestrings(np.stack([start, ends], axis=1))
        free = np.flatnonzero(laid.free(boxes, lines, own, strict=strict))
        if len(free):
            laid.boxes.append(boxes[free[0]])
            laid.lines.append(lines[free[0]])
            found: Floats = places[free[0]]
            return found
    return None


def _around(dot: Floats, half: Floats, dots: Floats) -> Iterator[Floats]:
    """Yield places around a point, ring after ring.

    Those of a crowd begin on a ring that has room for all, each on its own side.
    """
    crowd = dots[np.hypot(*(dots - dot).T) <= _CROWD_PX]
    first, nearest = _FIRST, 0.0
    if len(crowd) > _FEW:
        nearest = _LOOSE * len(crowd) * 2.0 * half[0] / math.tau - half[0]
        out = dot - crowd.mean(axis=0)
        first = math.atan2(out[1], out[0]) if out.any() else _FIRST
    for away, count in _RINGS:
        if away < min(nearest, _RINGS[-1][0]):
            continue
        # By turns to both sides of the first direction.
        turns = np.arange(count)
        turns = (turns + 1) // 2 * np.where(turns % 2, 1, -1)
        angle = first + turns * math.tau / count
        way = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        yield dot + way * away + np.sign(np.round(way, 6)) * half
