"""The picture of a frame, drawn by compiled kernels in bands on all cores."""

from __future__ import annotations

import math
import threading
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.kernels import bands, strokes
from gridwatch.cartography.orders import (
    Kind,
    Order,
    Orders,
    Sprite,
    blank_picture,
    channels,
    corner_keys,
    few_corner_keys,
    pixels_in,
    pixels_of_image,
)
from gridwatch.cartography.teamwork import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.pyramid import Pyramid
    from gridwatch.cartography.symbols import Hatch, LineSymbol, PointSymbol
    from gridwatch.cartography.teamwork import Task
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Pixels = NDArray[np.uint32]

__all__ = ["Canvas", "pixels_of_image"]

_ROWS = 128
"""Rows of a band: few enough that threads end together, so many that long rings, which
are followed once for each band that they meet, are not followed often."""
_KEPT = 4
_NARROW = 256
"""Columns that are cleared sooner than a wide room is made anew."""
_MUCH = 200_000
"""Pixels that another core begins with; fewer are drawn sooner than it has begun."""
_FEW = 16
"""What is quick for many places or features is slow for so few: badges nearly all
differ, and close in there are few areas."""
_ENDED = 1 << 40


class _Room:
    """What one thread works on; everything is zero between two orders."""

    def __init__(self, width: int) -> None:
        self.width = width
        # Eight marks, for 16 columns each, are looked at together.
        marks = ((width >> 7) + 1) << 3
        self.winding = np.zeros((_ROWS, width), np.int32)
        self.mask = np.zeros((_ROWS, width + strokes.PADDING), np.uint8)
        self.marks = np.zeros((_ROWS, marks), np.uint8)
        self.words = self.marks.view(np.uint64)


_rooms: list[_Room] = []
"""Rooms that no thread is using; a few are kept, since clearing them takes time."""
_rooms_turn = threading.Lock()


def _room_for(width: int) -> _Room:
    with _rooms_turn:
        for place, room in enumerate(_rooms):
            if room.width == width:
                return _rooms.pop(place)
    return _Room(width)


def _give_back(room: _Room) -> None:
    if room.width < _NARROW:
        return
    with _rooms_turn:
        _rooms.append(room)
        del _rooms[:-_KEPT]


class Canvas:
    """A picture of a view. Its methods note what is to be drawn; `finish` draws.

    Parameters
    ----------
    view : View
        What is shown how large.
    paper : str
        Colour of the ground; empty for a transparent one.
    """

    def __init__(self, view: View, paper: str = "") -> None:
        self._view = view
        self._paper = paper
        self._mpp = view.metres_per_pixel
        self._orders = Orders()
        self._known: dict[int, tuple[Pyramid, tuple[int, ...], tuple[float, ...]]] = {}
        self._image: QImage | None = None
        self._picture: Pixels | None = None

    def _lies(self, pyramid: Pyramid) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """Return where the level of this scale is, in memory and in the picture.

        A row of `Pyramid.addresses`, and what turns steps of the grid into pixels.
        """
        found = self._known.get(id(pyramid))
        if found is None:
            mpp, extent = self._mpp, self._view.extent
            east, north = pyramid.origin.tolist()
            x, y = (east - extent[0]) / mpp, (extent[3] - north) / mpp
            turn = pyramid.unit / mpp, x, y, pyramid.unit
            found = pyramid, pyramid.addresses[pyramid.number(mpp)], turn
            self._known[id(pyramid)] = found
        return found[1:]

    def fill(
        self, pyramid: Pyramid, features: Ints, classes: Ints, colours: Sequence[str]
    ) -> None:
        """Fill areas up to the middle of each pixel, so that neighbours meet.

        Parameters
        ----------
        pyramid : Pyramid
            Areas.
        features : ndarray of int
            Those to fill.
        classes : ndarray of int
            Their classes.
        colours : sequence of str
            A colour for each class, the last class first; empty: not filled.
        """
        place, turn = self._lies(pyramid)
        for index, chosen in _by_class(features, classes):
            if colours[index]:
                order = Order(Kind.FILL, place, channels(colours[index]), turn)
                self._orders.add(order, chosen, pyramid)

    def hatch(
        self,
        pyramid: Pyramid,
        features: Ints,
        hatch: Hatch,
        anchor: tuple[float, float],
    ) -> None:
        """Draw parallel lines in areas; one passes through the pixel `anchor`."""
        angle, zoom = math.radians(hatch.angle), self._view.zoom
        way = math.cos(angle), math.sin(angle)
        lines = *way, hatch.spacing * zoom, hatch.width * zoom, *anchor
        (place, turn), colour = self._lies(pyramid), channels(hatch.colour)
        order = Order(Kind.HATCH, place, colour, turn + lines)
        self._orders.add(order, features, pyramid)

    def stroke(
        self,
        pyramid: Pyramid,
        features: Ints,
        symbol: LineSymbol,
        *,
        closed: bool = False,
        skip: int | None = None,
    ) -> None:
        """Draw lines, all casings first so that they flow into each other.

        Parameters
        ----------
        pyramid : Pyramid
            Lines or areas.
        features : ndarray of int
            Those to draw.
        symbol : LineSymbol
            How.
        closed : bool
            Whether the last vertex of each piece is joined to the first.
        skip : int or None
            None draws every edge; a number draws each shared border once, without
            the edges that have one of these flags (`Level.edges`).
        """
        pens = []
        if symbol.casing and symbol.casing_width > 0:
            pens.append((symbol.casing, symbol.casing_width, symbol.casing_dash))
        if symbol.width > 0:
            pens.append((symbol.colour, symbol.width, symbol.dash))
        zoom = self._view.zoom
        place, turn = self._lies(pyramid)
        flat, own = float(symbol.cap == "flat"), float(skip is not None)
        for colour, width, dash in pens:
            wide = width * zoom
            half, strength = max(wide, 1.0) / 2, 255.0 * min(wide, 1.0)
            pen = half, strength, flat, float(closed), own, symbol.offset * zoom
            # Dashes and gaps by turns, so an even number of them.
            turns = dash if len(dash) % 2 == 0 else dash * 2
            order = Order(
                Kind.STROKE,
                place,
                channels(colour),
                turn + pen,
                skip or 0,
                [length * zoom for length in turns],
            )
            self._orders.add(order, features, pyramid)

    def stamp(self, places: Floats, symbol: PointSymbol) -> None:
        """Draw a symbol at each place (device pixels), the southern ones on top."""
        sprite = Sprite.of(symbol, self._view.zoom)
        if len(places) <= _FEW:
            row, column = sprite.row, sprite.column
            corners = [(round(x) + column, round(y) + row) for x, y in places.tolist()]
            self._stamp_few(corners, sprite.pixels)
            return
        x, y = places.T
        self._stamp(np.rint(y) + sprite.row, np.rint(x) + sprite.column, sprite.pixels)

    def lay(self, ground: QImage) -> None:
        """Lay a picture of the view's size under everything that follows."""
        pixels = ground.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        self.put(pixels_of_image(pixels), (0, 0))

    def put(self, pixels: Pixels, corner: tuple[int, int]) -> None:
        """Draw a premultiplied picture, shape (height, width), at a corner (x, y)."""
        self._stamp_few([corner], frozen(pixels))

    def _stamp_few(self, corners: Sequence[tuple[int, int]], pixels: Pixels) -> None:
        """Note a picture at the corners (x, y) that show."""
        keys = few_corner_keys(corners, pixels.shape, self._view)
        if keys:
            self._orders.stamp(np.array(keys, np.int64), pixels)

    def _stamp(self, rows: Floats, columns: Floats, pixels: Pixels) -> None:
        """Note a picture at the corners that show."""
        size = self._view.height, self._view.width
        keys = corner_keys(rows, columns, pixels.shape, size)
        if len(keys):
            self._orders.stamp(keys, pixels)

    def finish(self) -> QImage:
        """Draw everything that was noted, and return the picture."""
        if len(self._orders) or self._image is None:
            task = self.bands()
            if self._view.width * self._view.height < _MUCH:
                task.hand()()
                task.over()
            else:
                Work([task]).finish()
        image, self._image, self._picture = self._image, None, None
        assert image is not None
        return image

    def bands(self) -> Task:
        """Return what draws all that was noted so far; what comes later lies on top.

        For whoever does it with other tasks; `finish` does what is left.
        """
        first = self._image is None
        paper = channels(self._paper)[1] if self._paper else 0
        found = _Bands(self._orders, self._pixels(), paper if first else -1)
        self._orders = Orders()
        return found

    def _pixels(self) -> Pixels:
        """Return the pixels of the picture, which is made when first asked for."""
        if self._picture is None:
            self._image = blank_picture(self._view, opaque=bool(self._paper))
            self._picture = pixels_in(self._image, write=True)
        return self._picture


def _by_class(features: Ints, classes: Ints) -> list[tuple[int, Ints]]:
    """Return the features of each class that there is, the last class first."""
    if len(features) <= _FEW:
        known = sorted(set(classes.tolist()), reverse=True)
        if len(known) == 1:
            return [(known[0], features)]
        return [(index, features[classes == index]) for index in known]
    # Of few bits, since such numbers are sorted by counting.
    chosen = features[np.argsort(classes.astype(np.uint16), kind="stable")]
    ends = np.cumsum(np.bincount(classes)).tolist()
    begins = [0, *ends[:-1]]
    return [
        (index, chosen[begins[index] : ends[index]])
        for index in range(len(ends) - 1, -1, -1)
        if begins[index] < ends[index]
    ]


class _Bands:
    """Orders for all bands of a picture, for as many threads as there are.

    Parameters
    ----------
    orders : Orders
        What is drawn in each band.
    picture : ndarray of uint32, shape (height, width)
        Where.
    paper : int
        The pixel that everything is painted with first; less than 0: nothing is.
    """

    def __init__(self, orders: Orders, picture: Pixels, paper: int) -> None:
        self._orders = orders
        self._tables = orders.tables()
        self._picture = picture
        self._paper = paper
        self._turns = np.zeros(1, np.int64)
        self._taken: list[_Room] = []

    def hand(self) -> Callable[[], None]:
        """Return what draws band after band until none is left."""
        room = _room_for(self._picture.shape[1])
        self._taken.append(room)
        return partial(
            bands.draw_bands,
            *self._tables,
            self._paper,
            self._turns.__array_interface__["data"][0],
            room.winding,
            room.mask,
            room.marks,
            room.words,
            self._picture,
        )

    def give_up(self) -> None:
        """Let nobody begin another band."""
        self._turns[0] = _ENDED

    def over(self) -> None:
        """Give back what was worked on: after an error it would not be clean."""
        for room in self._taken:
            _give_back(room)
        self._taken.clear()
