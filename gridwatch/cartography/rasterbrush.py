"""Features put on the screen by compiled kernels, from their pyramids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.brushwork import seen_from_afar
from gridwatch.cartography.leaderlines import leader_picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.canvas import Canvas
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.symbols import Hatch, LineSymbol, PointSymbol
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["RasterBrush"]

_REACH_PX = 24.0
"""How far symbols and lines reach beyond what they stand for at most, px at 96 dpi."""


class RasterBrush:
    """A `gridwatch.cartography.drawing.Brush` over a canvas.

    Parameters
    ----------
    canvas : Canvas
        What is drawn on; nothing happens before its `finish`.
    view : View
        The canvas's view.
    corner : tuple of int
        Pixel of the whole picture where this view begins, if it is a part of one.
    """

    def __init__(
        self, canvas: Canvas, view: View, corner: tuple[int, int] = (0, 0)
    ) -> None:
        self._canvas = canvas
        self._view = view
        self._corner = corner
        self._seen: dict[str, Ints] = {}
        more = _REACH_PX * view.zoom * view.metres_per_pixel
        west, south, east, north = view.extent
        self._around = west - more, south - more, east + more, north + more

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the pixels of the whole picture."""
        left, top = self._corner
        return left, top, left + self._view.width, top + self._view.height

    def seen(self, layer: Layer) -> Ints:
        """Return the features in view, and those that only their symbols reach into.

        In ascending order.
        """
        if layer.id not in self._seen:
            self._seen[layer.id] = layer.pyramid.visible(self._around)
        return self._seen[layer.id]

    def fill(self, layer: Layer, features: Ints, colours: Sequence[str]) -> None:
        """Fill areas in the colour of their class, the last class first."""
        classes = layer.classes[features]
        for pyramid, inner, places in layer.pyramid.parts(features):
            self._canvas.fill(pyramid, inner, classes[places], colours)

    def hatch(self, layer: Layer, features: Ints, hatch: Hatch) -> None:
        """Draw parallel lines in areas."""
        for pyramid, inner, _ in layer.pyramid.parts(features):
            anchor = self._view.to_pixel(*pyramid.origin.tolist())
            self._canvas.hatch(pyramid, inner, hatch, anchor)

    def outline(self, layer: Layer, features: Ints, line: LineSymbol) -> None:
        """Draw the rings of areas."""
        for pyramid, inner, _ in layer.pyramid.parts(features):
            self._canvas.stroke(pyramid, inner, line, closed=True)

    def borders(self, layer: Layer, above: int, line: LineSymbol) -> None:
        """Draw each border in view once, leaving out those of higher levels."""
        for pyramid, inner, _ in layer.pyramid.parts(self.seen(layer)):
            if len(inner):
                self._canvas.stroke(pyramid, inner, line, closed=True, skip=above << 1)

    def lines(self, layer: Layer, features: Ints, line: LineSymbol) -> None:
        """Draw lines."""
        for pyramid, inner, _ in layer.pyramid.parts(features):
            self._canvas.stroke(pyramid, inner, line)

    def points(
        self, layer: Layer, features: Ints, symbol: PointSymbol, *, far: bool
    ) -> None:
        """Draw points, with `far` as small plain marks."""
        shown = seen_from_afar(symbol) if far else symbol
        for pyramid, inner, _ in layer.pyramid.parts(features):
            places = self._view.pixels(pyramid.points(inner), pyramid.origin)
            self._canvas.stamp(places, shown)

    def stamps(self, places: Floats, symbol: PointSymbol) -> None:
        """Draw a symbol at pixels of the whole picture; it may bear a text."""
        over, down = self._corner
        if over or down:
            places = places - (over, down)
        self._canvas.stamp(places, symbol)

    def leaders(
        self, ends: Floats, colours: tuple[str, str], *, dots: bool = True
    ) -> None:
        """Draw thin lines, with `dots` each with a dot where it begins."""
        zoom = self._view.zoom
        for x0, y0, x1, y1 in np.rint(ends).astype(int).tolist():
            step = x1 - x0, y1 - y0
            pixels, corner = leader_picture(*step, colours, zoom, dot=dots)
            self._canvas.put(pixels, (x0 + corner[0], y0 + corner[1]))
