"""The picture of a frame, drawn by compiled kernels in bands on all cores."""

from __future__ import annotations

import itertools
import math
import os
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QColor, QImage

from gridwatch.cartography.brushwork import picture_of
from gridwatch.cartography.flat import frozen
from gridwatch.cartography.kernels import fills, placing, sprites, strokes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.labels import LabelFrame
    from gridwatch.cartography.pyramid import Level, Pyramid
    from gridwatch.cartography.symbols import Hatch, LineSymbol, PointSymbol
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]
    Command = Callable[["_Band"], None]

__all__ = ["Canvas"]

_ROWS = 256
_METRE = 1 / 0.0254
_KEPT = 4
_MOST_THREADS = 4
_FEW = 300


class _Band:
    """Some rows of the picture, and room to work on them."""

    def __init__(self, picture: NDArray[np.uint32], top: int, room: _Room) -> None:
        rows = min(_ROWS, picture.shape[0] - top)
        self.picture = picture
        self.limits = frozen(np.array([top, top + rows, room.width], np.int64))
        self.mask = room.mask[:rows]
        self.winding = room.winding[:rows]
        self.marks = room.marks[:rows]


class _Room:
    """What one thread works on; everything is zero between two commands."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.mask = np.zeros((_ROWS, width), np.uint8)
        self.winding = np.zeros((_ROWS, width + 1), np.int32)
        self.marks = np.zeros((_ROWS, (width >> 4) + 1), np.uint8)


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
        self._commands: list[Command] = []
        self._names = _FEW
        self._work: _Work | None = None
        self._image: QImage | None = None

    def _turn(self, pyramid: Pyramid) -> NDArray[np.float64]:
        """Return what turns steps of the grid into pixels."""
        view = self._view
        mpp = view.metres_per_pixel
        east, north = pyramid.origin.tolist()
        x, y = (east - view.extent[0]) / mpp, (view.extent[3] - north) / mpp
        return frozen(np.array([pyramid.unit / mpp, x, y, pyramid.unit]))

    def _level(self, pyramid: Pyramid) -> Level:
        return pyramid.level(self._view.metres_per_pixel)

    def _wind(
        self, pyramid: Pyramid, features: Ints, classes: Ints
    ) -> Callable[[_Band, int], None]:
        level, turn = self._level(pyramid), self._turn(pyramid)
        chosen, kinds = frozen(features, np.int64), frozen(classes, np.int64)

        def wind(band: _Band, wanted: int) -> None:
            fills.wind(
                level.coords,
                level.offsets,
                pyramid.first,
                pyramid.count,
                pyramid.bounds,
                chosen,
                kinds,
                wanted,
                turn,
                band.limits,
                band.winding,
                band.marks,
            )

        return wind

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
        wind = self._wind(pyramid, features, classes)
        wanted = [
            (index, _channels(colours[index]))
            for index in reversed(np.unique(classes).tolist())
            if colours[index]
        ]

        def draw(band: _Band) -> None:
            for index, colour in wanted:
                wind(band, index)
                fills.paint_winding(
                    band.winding, band.marks, band.limits, colour, band.picture
                )

        self._commands.append(draw)

    def hatch(
        self,
        pyramid: Pyramid,
        features: Ints,
        hatch: Hatch,
        anchor: tuple[float, float],
    ) -> None:
        """Draw parallel lines in areas; one passes through the pixel `anchor`."""
        wind = self._wind(pyramid, features, np.zeros(len(features), np.int64))
        angle, zoom = math.radians(hatch.angle), self._view.zoom
        lines = frozen(
            np.array(
                [
                    math.cos(angle),
                    math.sin(angle),
                    hatch.spacing * zoom,
                    hatch.width * zoom,
                    *anchor,
                ]
            )
        )
        colour = _channels(hatch.colour)

        def draw(band: _Band) -> None:
            wind(band, 0)
            fills.hatch_winding(
                band.winding, band.marks, band.limits, colour, lines, band.picture
            )

        self._commands.append(draw)

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
        ring = float(closed)
        if symbol.casing and symbol.casing_width > 0:
            self._stroke(
                pyramid,
                features,
                _Pen(symbol.casing, symbol.casing_width, symbol.casing_dash, symbol),
                (ring, skip),
            )
        if symbol.width > 0:
            self._stroke(
                pyramid,
                features,
                _Pen(symbol.colour, symbol.width, symbol.dash, symbol),
                (ring, skip),
            )

    def _stroke(
        self,
        pyramid: Pyramid,
        features: Ints,
        pen: _Pen,
        way: tuple[float, int | None],
    ) -> None:
        ring, skip = way
        level, turn = self._level(pyramid), self._turn(pyramid)
        chosen = frozen(features, np.int64)
        nib = pen.nib(self._view.zoom, ring, own=skip is not None)
        dashes = pen.dashes(self._view.zoom)
        colour = _channels(pen.colour)

        def draw(band: _Band) -> None:
            strokes.stroke(
                level.coords,
                level.offsets,
                level.edges,
                pyramid.first,
                pyramid.count,
                pyramid.bounds,
                chosen,
                turn,
                band.limits,
                nib,
                dashes,
                skip or 0,
                band.mask,
                band.marks,
            )
            strokes.paint_mask(band.mask, band.marks, band.limits, colour, band.picture)

        self._commands.append(draw)

    def stamp(self, places: NDArray[np.float64], symbol: PointSymbol) -> None:
        """Draw a symbol at each place (device pixels), the southern ones on top."""
        sprite = pixels_of_image(picture_of(symbol, self._view.zoom))
        half = sprite.shape[1] // 2
        view = self._view
        size = np.array([view.width, view.height])
        inside = ((places > -half - 1) & (places < size + half + 1)).all(axis=1)
        corners = np.rint(places[inside]).astype(np.int64) - half
        corners = frozen(corners[np.lexsort((corners[:, 0], corners[:, 1]))])
        if len(corners):
            self._commands.append(
                lambda band: sprites.stamp(corners, sprite, band.limits, band.picture)
            )

    def write(self, names: LabelFrame) -> None:
        """Write names."""
        if not len(names):
            return
        view = self._view
        self._names += len(names)
        pictures = (
            names.sheet,
            names.first,
            names.width,
            names.height,
            names.x,
            names.y,
            names.opacity,
        )

        def draw(band: _Band) -> None:
            top = int(band.limits[0])
            bottom = min(int(band.limits[1]), view.height)
            if names.leaders is not None:
                placing.blit_words(band.picture, top, bottom, *names.leaders)
            placing.blit_words(band.picture, top, bottom, *pictures)

        self._commands.append(draw)

    def lay(self, ground: QImage) -> None:
        """Lay a picture of the view's size under everything that follows."""
        sprite = pixels_of_image(
            ground.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        )
        corner = frozen(np.zeros((1, 2), np.int64))
        self._commands.append(
            lambda band: sprites.stamp(corner, sprite, band.limits, band.picture)
        )

    def put(self, pixels: NDArray[np.uint32], corner: tuple[int, int]) -> None:
        """Draw a premultiplied picture, shape (height, width), at a corner."""
        place, sprite = frozen(np.array([corner], np.int64)), frozen(pixels)
        self._commands.append(
            lambda band: sprites.stamp(place, sprite, band.limits, band.picture)
        )

    def __enter__(self) -> Canvas:
        """Return the canvas itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Give up what has not been finished: nobody may draw on it any more."""
        if self._work is not None:
            self._work.give_up()
            self._work = None

    def begin(self) -> None:
        """Let other cores begin with what was noted; what comes later lies on top.

        Only inside a ``with`` statement: they draw into memory that goes with the
        canvas.
        """
        if self._work is None:
            self._work = _Work(self._commands, self._pixels())
            self._commands = []
            self._names = 0

    def finish(self) -> QImage:
        """Draw everything that was noted, and return the picture."""
        if self._work is not None:
            self._work.finish()
            self._work = None
        if self._commands:
            # A few names are written sooner than another thread has begun.
            _Work(self._commands, self._pixels(), alone=self._names < _FEW).finish()
            self._commands = []
        self._pixels()
        image, self._image = self._image, None
        assert image is not None
        return image

    def _pixels(self) -> NDArray[np.uint32]:
        """Return the pixels of the picture, which is made when first asked for."""
        view = self._view
        if self._image is None:
            form = QImage.Format
            clear = form.Format_ARGB32_Premultiplied
            image = QImage(
                view.width, view.height, form.Format_RGB32 if self._paper else clear
            )
            image.fill(QColor(self._paper) if self._paper else QColor(0, 0, 0, 0))
            metre = round(view.dpi * _METRE)
            image.setDotsPerMeterX(metre)
            image.setDotsPerMeterY(metre)
            self._image = image
        flat = np.frombuffer(self._image.bits(), np.uint32)
        return flat.reshape(view.height, view.width)


class _Work:
    """Commands for all bands of a picture; every core takes band after band.

    Parameters
    ----------
    commands : sequence of callable
        What is drawn in each band.
    picture : ndarray of uint32, shape (height, width)
        Where.
    alone : bool
        Whether no other thread is to help.
    """

    def __init__(
        self,
        commands: Sequence[Command],
        picture: NDArray[np.uint32],
        *,
        alone: bool = False,
    ) -> None:
        self._commands = commands
        self._picture = picture
        self._tops: Sequence[int] = range(0, picture.shape[0], _ROWS)
        self._turns = itertools.count()
        cores = min(os.cpu_count() or 1, len(self._tops), _MOST_THREADS)
        self._others = [
            threading.Thread(target=self._draw, name="gridwatch-band")
            for _ in range(cores - 1 if commands and not alone else 0)
        ]
        for thread in self._others:
            thread.start()

    def finish(self) -> None:
        """Draw with the others until no band is left."""
        self._draw()
        for thread in self._others:
            thread.join()

    def give_up(self) -> None:
        """Let the others come to the end of their bands, and begin no other."""
        self._tops = []
        for thread in self._others:
            thread.join()

    def _draw(self) -> None:
        room = _room_for(self._picture.shape[1])
        # Only what has come to its end goes back: after an error it is not clean.
        while (top := next(self._turns) * _ROWS) in self._tops:
            band = _Band(self._picture, top, room)
            for command in self._commands:
                command(band)
        _give_back(room)


class _Pen:
    """A colour, a width and dashes of a line symbol."""

    def __init__(
        self, colour: str, width: float, dash: tuple[float, ...], symbol: LineSymbol
    ) -> None:
        self.colour = colour
        self._width = width
        self._dash = dash
        self._symbol = symbol

    def nib(self, zoom: float, ring: float, *, own: bool) -> NDArray[np.float64]:
        """Return what `gridwatch.cartography.kernels.strokes.stroke` asks for."""
        width = self._width * zoom
        flat = float(self._symbol.cap == "flat")
        aside = self._symbol.offset * zoom
        half, strength = max(width, 1.0) / 2, 255.0 * min(width, 1.0)
        return frozen(np.array([half, strength, flat, ring, float(own), aside]))

    def dashes(self, zoom: float) -> NDArray[np.float64]:
        """Return dashes and gaps in device pixels, an even number of them."""
        dash = self._dash if len(self._dash) % 2 == 0 else self._dash * 2
        return frozen(np.array(dash, np.float64) * zoom)


def _channels(colour: str) -> NDArray[np.int64]:
    """Return how much a colour covers, and itself as an opaque pixel."""
    found = QColor(colour)
    return frozen(np.array([found.alpha(), found.rgb()], np.int64))


def pixels_of_image(image: QImage) -> NDArray[Any]:
    """Return the pixels of a 32-bit picture, shape (height, width)."""
    flat = np.frombuffer(image.constBits(), np.uint32)
    rows = flat.reshape(image.height(), image.bytesPerLine() // 4)
    return frozen(rows[:, : image.width()].copy())
