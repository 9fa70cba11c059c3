"""Which parts of the picture are taken, on coarse grids that lie still on the map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from gridwatch.cartography.clipping import trimmed_lines
from gridwatch.cartography.clusters import badges_of, far_points
from gridwatch.cartography.generalise import Form, Pieces, Shapes
from gridwatch.cartography.hatching import level_lines, ringed
from gridwatch.cartography.kernels.line_rules import FARTHEST
from gridwatch.cartography.letters import drawn_lines, letters_of
from gridwatch.cartography.pins import lay_pins

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.layer import Layer
    from gridwatch.cartography.pins import PinSet
    from gridwatch.cartography.view import Extent, View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Course", "Marks", "Room", "Rules"]

_FIELD_PX = 3.0
_MARGIN_PX = 192.0
_CROWDED_PX = 60.0
_SYMBOL_PX = 4.5
_BEYOND_PX = 64.0
_MOST_STAMPS = 255
_KEPT = 2


class Rules(Protocol):
    """The rules of placing, plain or compiled."""

    TRIMS: bool
    boxes: Callable[..., object]
    place_boxes: Callable[..., Any]
    place_led: Callable[..., Any]
    place_curves: Callable[..., object]
    compose: Callable[..., object]
    cross: Callable[..., object]
    points: Callable[..., object]
    table: Callable[..., object]
    course: Callable[..., Any]
    middles: Callable[..., Any]
    shifted: Callable[..., Any]
    spelled: Callable[..., Any]
    sized: Callable[..., Any]
    gathered: Callable[..., Any]
    roomy: Callable[..., Any]
    spots: Callable[..., Any]
    visitors: Callable[..., Any]
    aside: Callable[..., Any]
    lacking: Callable[..., Any]
    around: Callable[..., Any]
    inside: Callable[..., Any]


class Marks(NamedTuple):
    """What stands on a map beside the symbols of its layers.

    Parameters
    ----------
    merged : bool
        Whether points that lie on each other are badges with their number.
    pins : PinSet or None
        Numbered pins.
    """

    merged: bool = True
    pins: PinSet | None = None


class Course(NamedTuple):
    """Lines in pixels, as `line_rules.course` returns them."""

    pixels: Floats
    rows: Floats
    true: Floats
    begins: Ints
    lengths: Floats
    base: Floats


class _Grids:
    """The two grids of a picture, and how a field of theirs is marked as set."""

    def __init__(self, rows: int, columns: int) -> None:
        self.taken = np.zeros((rows, columns), np.uint8)
        self.lines = np.zeros((rows, columns), np.uint8)
        self.stamp = 1

    def take(self) -> None:
        """Get ready for another picture: no field is set."""
        self.stamp += 1
        if self.stamp > _MOST_STAMPS:
            self.taken.fill(0)
            self.lines.fill(0)
            self.stamp = 1


_spare: list[_Grids] = []
"""Grids that no picture is using: to clear new ones costs as much as a few names."""
_NO_GRID = np.empty((0, 0), np.uint8)


def _grids_of(rows: int, columns: int) -> _Grids:
    while _spare:
        try:
            found = _spare.pop()
        except IndexError:
            break
        if found.taken.shape == (rows, columns):
            found.take()
            return found
    return _Grids(rows, columns)


def _give_back(grids: _Grids) -> None:
    _spare.append(grids)
    del _spare[:-_KEPT]


class Room:
    """Room for names on a view and, where they may be cut, on a margin around it.

    The fields of the grids are counted from the origin of the map, so names find the
    same room however the picture is moved.

    Parameters
    ----------
    view : View
        The picture.
    cut : bool
        Whether names may stick out of it.
    rules : Rules
        The rules of placing.
    size : tuple of float or None
        Width and height of the picture where they are not whole pixels.
    trimmed : bool
        Whether nobody asks for lines far outside.

    Attributes
    ----------
    taken : ndarray of uint8
        Fields with a name or a symbol on them: no other name may stand there. They
        hold the stamp; others hold anything else.
    lines : ndarray of uint8
        Fields that a river crosses: names go elsewhere while there is elsewhere.
    frame : ndarray
        Step and origin of the grids, limits for boxes, the picture, the stamp: what the
        rules of placing want to know.
    rules : Rules
        The rules of placing.
    margin : float
        How far around the picture names are placed, device pixels.
    extent : tuple of float
        What the picture and its margin show, metres.
    """

    def __init__(
        self,
        view: View,
        rules: Rules,
        *,
        cut: bool,
        size: tuple[float, float] | None = None,
        trimmed: bool = False,
    ) -> None:
        self.trimmed = trimmed
        step = _FIELD_PX * view.zoom
        self.view, self.step, self.rules = view, step, rules
        self._lines: dict[str, tuple[Ints, Course]] = {}
        self.margin = _MARGIN_PX * view.zoom if cut else 0.0
        mpp = view.metres_per_pixel
        west, south, east, north = view.extent
        more = self.margin * mpp
        self.extent: Extent = (west - more, south - more, east + more, north + more)
        west, north = west / mpp, -north / mpp
        self.left = math.floor((west - self.margin) / step) * step - west
        self.top = math.floor((north - self.margin) / step) * step - north
        width, height = size or (view.width, view.height)
        right, bottom = width + self.margin, height + self.margin
        # One more than may be needed: as many wherever the picture begins.
        rows = int((bottom + self.margin) / step) + 3
        columns = int((right + self.margin) / step) + 3
        self._grids = _grids_of(rows, columns)
        self.taken, self.lines = self._grids.taken, self._grids.lines
        inside = (-self.margin, -self.margin, right, bottom)
        picture = (0.0, 0.0, width, height)
        begins = 1.0 / step, self.left, self.top
        stamp = float(self._grids.stamp)
        self.frame = np.array([*begins, *inside, *picture, stamp])

    def leave(self) -> None:
        """Let another picture have the grids: nobody looks for room here any more."""
        if len(self.taken):
            self.taken = self.lines = _NO_GRID
            _give_back(self._grids)

    def holds(
        self, x: Floats, y: Floats, more: Floats | float = 0.0
    ) -> NDArray[np.bool_]:
        """Tell which pixels are in the picture, on its margin or a bit beyond."""
        left, top, right, bottom = self.frame[3:7]
        inside = (x >= left - more) & (x <= right + more)
        found: NDArray[np.bool_] = inside & (y >= top - more) & (y <= bottom + more)
        return found

    def mark(self, layers: Sequence[Layer], marks: Marks) -> None:
        """Keep names off symbols and pins; off rivers and lakes where possible."""
        if marks.merged:
            self._mark_badges(far_points(layers, self.view))
        if marks.pins is not None:
            self._mark_pins(marks.pins)
        letters = letters_of(drawn_lines(layers, self.view), self.view)
        self._take_boxes(letters.places, letters.half * self.view.zoom)
        for layer in layers:
            if layer.shapes.form is Form.POINT:
                self._mark_points(layer)
            elif layer.shapes.form is Form.LINE:
                self._mark_lines(layer)
            elif layer.id == "water_body":
                self._mark_areas(layer)

    def _mark_badges(self, layers: Sequence[Layer]) -> None:
        """Keep names off the badges of layers of points."""
        badges = badges_of(layers, self.view)
        self._take_boxes(badges.places, badges.half * self.view.zoom)

    def _mark_pins(self, pins: PinSet) -> None:
        """Keep names off pins, and off their lines where possible."""
        laid = lay_pins(pins, self.view)
        self._take_boxes(laid.places, laid.half)
        ways = np.stack([laid.tails, laid.places], axis=1).reshape(-1, 2)
        self.cross(Pieces(ways, np.arange(len(laid.rows) + 1) * 2))

    def _take_boxes(self, places: Floats, half: Floats) -> None:
        self._mark_boxes(self.taken, places, half)

    def _mark_boxes(
        self, grid: NDArray[np.uint8], places: Floats, half: Floats
    ) -> None:
        if len(places):
            half = np.ascontiguousarray(np.broadcast_to(half, places.shape))
            self.rules.boxes(grid, self.frame, self.step, places, half)

    def _mark_points(self, layer: Layer) -> None:
        source, view = layer.names, self.view
        items = self.items_of(layer)
        if not len(items):
            return
        if view.scale_denominator <= layer.limits.simple and not _crowded(layer, view):
            place = source.anchors, items, view.turn(source.origin)
            half = _SYMBOL_PX * view.zoom
            self.rules.points(self.taken, self.frame, self.step, *place, half)
            return
        places = source.anchors[items, 0, :2].astype(np.float64)
        x, y = view.pixels(places, source.origin).T
        inside = self.holds(x, y)
        self._cross(x[inside], y[inside])

    def items_of(self, layer: Layer) -> Ints:
        """Return the items of a layer in view and on the margin, ascending."""
        return layer.names.visible(self.extent)

    def lines_of(self, layer: Layer) -> tuple[Ints, Course]:
        """Return the lines of a layer in view, and their course in pixels."""
        known = self._lines.get(layer.id)
        if known is None:
            source, view = layer.names, self.view
            items, level = self.items_of(layer), source.level(view.metres_per_pixel)
            found = self.rules.course(
                source.coords,
                source.way,
                level,
                source.ends,
                items,
                view.turn(source.origin),
                self._near(layer),
            )
            known = self._lines[layer.id] = items, Course(*found)
        return known

    def _near(self, layer: Layer) -> Extent:
        """Return the pixels in which lines matter: where names may be sought."""
        reach = math.inf
        if self.trimmed:
            # Steps are doubled or halved: longer than asked for by up to a root of two.
            farthest = math.sqrt(2.0) * layer.repeat * self.view.zoom
            reach = FARTHEST * farthest + _BEYOND_PX
        left, top, right, bottom = self.frame[3:7].tolist()
        return left - reach, top - reach, right + reach, bottom + reach

    def _mark_lines(self, layer: Layer) -> None:
        items, course = self.lines_of(layer)
        if len(items):
            self.cross(Pieces(course.pixels, course.begins))

    def cross(self, lines: Pieces) -> None:
        """Mark the fields that lines cross."""
        if not self.rules.TRIMS:
            lines = trimmed_lines(lines, tuple(self.frame[3:7].tolist()))
        if len(lines.coords) > 1:
            self.rules.cross(self.lines, self.frame, lines.coords, lines.offsets)

    def avoid(self, places: Floats, half: Floats) -> None:
        """Keep names off squares around places where possible."""
        self._mark_boxes(self.lines, places, half[:, None])

    def cross_border(self, area: BaseGeometry) -> None:
        """Keep names off the border of an area where possible."""
        rings = Shapes.of([area], Form.AREA)
        closed = ringed(rings.pieces)
        coords = self.view.pixels(closed.coords, rings.origin)
        self.cross(closed._replace(coords=coords))

    def _cross(self, x: Floats, y: Floats) -> None:
        rows = ((y - self.top) / self.step).astype(np.int64)
        columns = ((x - self.left) / self.step).astype(np.int64)
        self.lines[rows, columns] = self._grids.stamp

    def _mark_areas(self, layer: Layer) -> None:
        source, view = layer.names, self.view
        items = self.items_of(layer)
        if not len(items):
            return
        pieces, _ = source.rings(items)
        pixels = pieces._replace(coords=view.pixels(pieces.coords, source.origin))
        anchor = (0.0, self.top + self.step / 2)
        self.cross(level_lines(ringed(pixels), 0.0, self.step, anchor))


def _crowded(layer: Layer, view: View) -> bool:
    """Tell whether symbols stand so close that names would find no room between them.

    That depends on the layer and the scale only: names do not jump while one moves.
    """
    extent = layer.shapes.extent
    if extent is None:
        return False
    west, south, east, north = extent
    typical = math.sqrt((east - west) * (north - south) / len(layer.shapes))
    return typical < _CROWDED_PX * view.zoom * view.metres_per_pixel
