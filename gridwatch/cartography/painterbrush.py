"""Features put on any device by Qt's painter: vectors on paper, pixels elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath

from gridwatch.cartography.brushwork import (
    fill_areas,
    hatch_areas,
    path_of,
    stamp_points,
    stroke_lines,
)
from gridwatch.cartography.clipping import pixels_of
from gridwatch.cartography.leaderlines import draw_leader
from gridwatch.cartography.symbols import FillSymbol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from gridwatch.cartography.generalise import Pieces
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.symbols import Hatch, LineSymbol, PointSymbol
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["PainterBrush"]


class PainterBrush:
    """A `gridwatch.cartography.drawing.Brush` over a painter.

    Parameters
    ----------
    painter : QPainter
        Its unit is the pixel of `view`.
    view : View
        What is drawn how large.
    """

    def __init__(self, painter: QPainter, view: View) -> None:
        self._painter = painter
        self._view = view

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the pixels of the view that are drawn: all."""
        return 0, 0, self._view.width, self._view.height

    def seen(self, layer: Layer) -> Ints:
        """Return the features in view, in ascending order."""
        return layer.shapes.visible(self._view.extent)

    def fill(self, layer: Layer, features: Ints, colours: Sequence[str]) -> None:
        """Fill areas in the colour of their class, the last class first."""
        classes = layer.classes[features]
        for index in range(len(colours) - 1, -1, -1):
            group = features[classes == index]
            if colours[index] and len(group):
                pieces = pixels_of(layer.shapes, group, self._view)
                path = path_of(pieces, closed=True)
                fill_areas(self._painter, path, FillSymbol(colours[index]))

    def hatch(self, layer: Layer, features: Ints, hatch: Hatch) -> None:
        """Draw parallel lines in areas."""
        view = self._view
        pieces = pixels_of(layer.shapes, features, view)
        anchor = view.to_pixel(*layer.shapes.origin.tolist())
        hatch_areas(self._painter, pieces, hatch, view.zoom, anchor)

    def outline(self, layer: Layer, features: Ints, line: LineSymbol) -> None:
        """Draw the rings of areas."""
        pieces = pixels_of(layer.shapes, features, self._view)
        stroke_lines(self._painter, pieces, line, self._view.zoom, closed=True)

    def borders(self, layer: Layer, above: int, line: LineSymbol) -> None:
        """Draw each border in view once, leaving out those of higher levels."""
        borders = layer.borders
        features = borders.shapes.visible(self._view.extent)
        features = features[(borders.above[features] & above) == 0]
        pieces = pixels_of(borders.shapes, features, self._view)
        stroke_lines(self._painter, pieces, line, self._view.zoom)

    def lines(self, layer: Layer, features: Ints, line: LineSymbol) -> None:
        """Draw lines."""
        pieces = pixels_of(layer.shapes, features, self._view)
        stroke_lines(self._painter, pieces, line, self._view.zoom)

    def points(
        self, layer: Layer, features: Ints, symbol: PointSymbol, *, far: bool
    ) -> None:
        """Draw points, with `far` as small plain marks."""
        points = np.rint(pixels_of(layer.shapes, features, self._view).coords)
        stamp_points(self._painter, points, symbol, self._view.zoom, far=far)

    def veil(self, pieces: Pieces, colour: QColor) -> None:
        """Lay a colour over all of the view outside an area."""
        path = QPainterPath()
        path.addRect(0.0, 0.0, self._view.width, self._view.height)
        path.addPath(path_of(pieces, closed=True))
        path.setFillRule(Qt.FillRule.OddEvenFill)
        self._painter.fillPath(path, colour)

    def rings(self, pieces: Pieces, line: LineSymbol) -> None:
        """Draw rings that are in pixels already."""
        stroke_lines(self._painter, pieces, line, self._view.zoom, closed=True)

    def stamps(self, places: Floats, symbol: PointSymbol) -> None:
        """Draw a symbol at device pixels; it may bear a text."""
        stamp_points(self._painter, np.rint(places), symbol, self._view.zoom)

    def leaders(
        self, ends: Floats, colours: tuple[str, str], *, dots: bool = True
    ) -> None:
        """Draw thin lines, with `dots` each with a dot where it begins."""
        pens, zoom = (QColor(colours[0]), QColor(colours[1])), self._view.zoom
        for x0, y0, x1, y1 in ends.tolist():
            draw_leader(self._painter, ((x0, y0), (x1, y1)), pens, zoom, dot=dots)
