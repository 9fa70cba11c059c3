"""Features of a map written straight from their arrays into a page of a PDF."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from gridwatch.cartography.brushwork import beside, draw_point, seen_from_afar
from gridwatch.cartography.clipping import (
    box_of,
    clipped_rings,
    pixels_of,
    trimmed_lines,
)
from gridwatch.cartography.generalise import Form, Pieces, Shapes
from gridwatch.cartography.hatching import level_lines, ringed
from gridwatch.cartography.leaderlines import DOT, LEADER
from gridwatch.cartography.pdf.content import Pen
from gridwatch.cartography.pdf.engine import rgb_of
from gridwatch.cartography.pdf.numbers import lines_of, rounded
from gridwatch.cartography.warming import paths_loaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.mapped import Mapped
    from gridwatch.cartography.pdf.engine import PaperEngine
    from gridwatch.cartography.symbols import Hatch, LineSymbol, PointSymbol
    from gridwatch.cartography.view import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    _Flat = tuple[Floats, Ints, Ints, Ints, Floats]

__all__ = ["PaperBrush"]

_MARGIN_PX = 24.0
"""So far outside the view shapes are cut: no pen is as wide."""
_WIDEST = 2.5
"""Half the width of a symbol at most, by its height: a badge with four figures."""
_SEAM = 4.0
"""Width of the line that closes the seams between areas: 0.04 mm."""


class PaperBrush:
    """A `gridwatch.cartography.drawing.Brush` over a page of a PDF.

    Parameters
    ----------
    engine : PaperEngine
        The page, as `engine_of` returns it: up to date.
    view : View
        What is drawn how large. Where its pixel is the dot of the page (as on every
        sheet of ours), vertices stand as whole numbers.
    """

    def __init__(self, engine: PaperEngine, view: View) -> None:
        self._page = engine.content
        self._engine = engine
        self._view = view
        a, b, c, d, e, f = engine.matrix
        self._turn = np.array([[a, b], [c, d]])
        self._shift = np.array([e, f])
        self._scale = abs(a * d - b * c) ** 0.5
        self._plain = (b, c) == (0.0, 0.0) and abs(a - 1.0) < 1e-9 > abs(d - 1.0)
        margin = _MARGIN_PX * view.zoom
        self._box = (-margin, -margin, view.width + margin, view.height + margin)
        self._quick = self._plain and paths_loaded()
        # Borders are drawn twice, as a casing and as a line.
        self._borders: dict[tuple[str, int, float], bytes] = {}

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the pixels of the view that are drawn: all."""
        return 0, 0, self._view.width, self._view.height

    def seen(self, layer: Layer) -> Ints:
        """Return the features in view, in ascending order."""
        return self._visible(layer.shapes)

    def fill(self, layer: Layer, features: Ints, colours: Sequence[str]) -> None:
        """Fill areas in the colour of their class, the last class first."""
        classes = layer.classes[features]
        for index in range(len(colours) - 1, -1, -1):
            group = features[classes == index]
            if colours[index] and len(group):
                path = self._filled(layer, group)
                colour = QColor(colours[index])
                if colour.alpha() < 255:
                    self._page.fill(path, rgb_of(colour), colour.alphaF())
                else:
                    self._page.seal(path, rgb_of(colour), _SEAM)

    def hatch(self, layer: Layer, features: Ints, hatch: Hatch) -> None:
        """Draw parallel lines in areas."""
        view = self._view
        anchor = view.to_pixel(*layer.shapes.origin.tolist())
        rings = ringed(self._areas(layer, features))
        lines = level_lines(rings, hatch.angle, hatch.spacing * view.zoom, anchor)
        colour = QColor(hatch.colour)
        width = hatch.width * view.zoom * self._scale
        pen = Pen(rgb_of(colour), width, colour.alphaF(), cap=2, join=2)
        self._page.stroke(self._path(lines), pen)

    def outline(self, layer: Layer, features: Ints, line: LineSymbol) -> None:
        """Draw the rings of areas."""
        rings = ringed(pixels_of(layer.shapes, features, self._view))
        self._stroke(trimmed_lines(rings, self._box), line)

    def borders(self, layer: Layer, above: int, line: LineSymbol) -> None:
        """Draw each border in view once, leaving out those of higher levels."""
        key = (layer.id, above, line.offset)
        path = self._borders.get(key)
        if path is None:
            borders = layer.borders
            features = self._visible(borders.shapes)
            features = features[(borders.above[features] & above) == 0]
            path = self._way(borders.shapes, features, line)
            self._borders[key] = path
        self._draw(path, line)

    def lines(self, layer: Layer, features: Ints, line: LineSymbol) -> None:
        """Draw lines."""
        self._draw(self._way(layer.shapes, features, line), line)

    def points(
        self, layer: Layer, features: Ints, symbol: PointSymbol, *, far: bool
    ) -> None:
        """Draw points, with `far` as small plain marks."""
        shown = seen_from_afar(symbol) if far else symbol
        if not len(features):
            return
        places = self._spots(layer.shapes, features)
        self.stamps(places[np.argsort(places[:, 1], kind="stable")], shown)

    def stamps(self, places: NDArray[np.float64], symbol: PointSymbol) -> None:
        """Draw a symbol at device pixels, shape (n, 2); it may bear a text."""
        zoom = self._view.zoom * self._scale

        def draw(painter: QPainter) -> None:
            draw_point(painter, QPointF(0.0, 0.0), symbol, zoom)

        half = (symbol.size * _WIDEST + symbol.ring_width + 6.0) * zoom
        box = (-half, -half, half, half)
        key = self._engine.pictures.form((symbol, round(zoom, 6)), box, draw)
        placed = np.rint(places) @ self._turn + self._shift
        self._page.stamp(key, placed.tolist())

    def leaders(
        self, ends: NDArray[np.float64], colours: tuple[str, str], *, dots: bool = True
    ) -> None:
        """Draw thin lines, with `dots` each with a dot where it begins.

        `ends` has shape (n, 4): x and y of both ends, device pixels; `colours` are
        those of the line and of its halo.
        """
        zoom = self._view.zoom * self._scale
        corners = np.asarray(ends, np.float64).reshape(-1, 2)
        lines = Pieces(corners, np.arange(0, len(corners) + 1, 2))
        spots = Pieces(np.repeat(corners[::2], 2, axis=0), lines.offsets)
        spots.coords[1::2, 0] += 1.0
        for colour, width, dot in zip(colours[::-1], LEADER, DOT, strict=True):
            ink = rgb_of(QColor(colour))
            self._page.stroke(self._path(lines), Pen(ink, width * zoom, cap=1))
            if dots:
                self._page.stroke(self._path(spots), Pen(ink, dot * zoom, cap=1))

    def veil(self, pieces: Pieces, colour: QColor) -> None:
        """Lay a colour over all of the view outside an area."""
        left, top, right, bottom = self._box
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        around = pieces._replace(coords=corners, offsets=np.array([0, 4]))
        path = self._path(around, closed=True)
        path += self._path(clipped_rings(pieces, self._box), closed=True)
        self._page.fill(path, rgb_of(colour), colour.alphaF(), odd=True)

    def rings(self, pieces: Pieces, line: LineSymbol) -> None:
        """Draw rings that are in pixels already."""
        self._stroke(trimmed_lines(ringed(pieces), self._box), line)

    def _visible(self, shapes: Shapes | Mapped) -> Ints:
        extent = self._view.extent
        if not (self._quick and isinstance(shapes, Shapes)):
            return shapes.visible(extent)
        from gridwatch.cartography.kernels.paths import meeting

        (x, y), (west, south, east, north) = shapes.origin.tolist(), extent
        return meeting(shapes.bounds, west - x, south - y, east - x, north - y)

    def _filled(self, layer: Layer, features: Ints) -> bytes:
        """Return areas as a path, cut at the edge of the view."""
        shapes = layer.shapes
        if not (self._quick and isinstance(shapes, Shapes)):
            return self._path(self._areas(layer, features), closed=True)
        from gridwatch.cartography.kernels.paths import areas

        box = np.array(self._box)
        return areas(*self._flat(shapes, features), box).tobytes()

    def _way(self, shapes: Shapes | Mapped, features: Ints, line: LineSymbol) -> bytes:
        """Return lines as a path, on the side of their course where a symbol lies."""
        if line.offset or not (self._quick and isinstance(shapes, Shapes)):
            return self._line(pixels_of(shapes, features, self._view), line)
        from gridwatch.cartography.kernels.paths import lines

        box = np.array(box_of(self._view))
        return lines(*self._flat(shapes, features), box).tobytes()

    def _spots(self, shapes: Shapes | Mapped, features: Ints) -> Floats:
        """Return where points stand, dots of the map."""
        if not (self._quick and isinstance(shapes, Shapes)):
            return pixels_of(shapes, features, self._view).coords
        from gridwatch.cartography.kernels.paths import spots

        return spots(*self._flat(shapes, features))

    def _flat(self, shapes: Shapes, features: Ints) -> _Flat:
        """Return what the compiled loops want to know of some features."""
        view, pieces = self._view, shapes.at(self._view.detail)
        (x, y), mpp = shapes.origin.tolist(), view.metres_per_pixel
        begin = x - view.extent[0], y - view.extent[3]
        way = np.array([*begin, 1.0 / mpp, -1.0 / mpp, *self._shift.tolist()])
        return pieces.coords, pieces.offsets, shapes.features, features, way

    def _areas(self, layer: Layer, features: Ints) -> Pieces:
        shapes = layer.shapes
        assert shapes.form is Form.AREA
        pieces = shapes.drawn(features, self._view.detail)
        pieces = pieces._replace(coords=self._view.pixels(pieces.coords, shapes.origin))
        return clipped_rings(pieces, self._box)

    def _path(self, pieces: Pieces, *, closed: bool = False) -> bytes:
        coords = pieces.coords
        if not self._plain:
            coords = coords @ self._turn
        return lines_of(
            rounded(pieces._replace(coords=coords + self._shift)), closed=closed
        )

    def _stroke(self, pieces: Pieces, line: LineSymbol) -> None:
        self._draw(self._line(pieces, line), line)

    def _line(self, pieces: Pieces, line: LineSymbol) -> bytes:
        if line.offset:
            pieces = beside(pieces, line.offset * self._view.zoom)
        return self._path(pieces)

    def _draw(self, path: bytes, line: LineSymbol) -> None:
        if not path:
            return
        zoom = self._view.zoom * self._scale
        if line.casing:
            dash = line.casing_dash
            self._page.stroke(
                path, _pen(line.cap, line.casing, line.casing_width, dash, zoom)
            )
        if line.width > 0:
            pen = _pen(line.cap, line.colour, line.width, line.dash, zoom)
            self._page.stroke(path, pen)


@lru_cache(maxsize=256)
def _pen(
    cap: str, colour: str, width: float, dash: tuple[float, ...], zoom: float
) -> Pen:
    found = QColor(colour)
    return Pen(
        rgb_of(found),
        width * zoom,
        found.alphaF(),
        cap=1 if cap == "round" else 0,
        join=1,
        dash=tuple(length * zoom for length in dash),
    )
