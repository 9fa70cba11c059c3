"""A sample of a symbol in the legend, drawn by the map's own brushes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.brushwork import (
    fill_areas,
    hatch_areas,
    path_of,
    stamp_points,
    stroke_lines,
)
from gridwatch.cartography.generalise import Pieces
from gridwatch.cartography.symbols import FillSymbol, LineSymbol, Symbol
from gridwatch.mapbook.ink import dots_per_mm

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gridwatch.mapbook.ink import Ink
    from gridwatch.mapbook.paper import Rect

__all__ = ["draw_swatch"]

_PIXEL = 25.4 / 96
"""Millimetres of the pixel in which symbols are given."""


def draw_swatch(ink: Ink, rect: Rect, symbol: Symbol) -> None:
    """Draw a line across, an area over, or a point in the middle of `rect`."""
    painter = ink.painter
    # In dots of the device, as on the map itself: its brushes count in those.
    dots = dots_per_mm(painter)
    zoom = dots * _PIXEL
    width, height = rect.width * dots, rect.height * dots
    painter.save()
    painter.translate(rect.x, rect.y)
    painter.scale(1 / dots, 1 / dots)
    if isinstance(symbol, LineSymbol):
        line = _pieces([(0.0, height / 2), (width, height / 2)])
        stroke_lines(painter, line, symbol, zoom)
    elif isinstance(symbol, FillSymbol):
        corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
        _draw_area(painter, _pieces(corners), symbol, zoom)
    else:
        stamp_points(painter, np.array([[width / 2, height / 2]]), symbol, zoom)
    painter.restore()


def _draw_area(
    painter: QPainter, ring: Pieces, symbol: FillSymbol, zoom: float
) -> None:
    fill_areas(painter, path_of(ring, closed=True), symbol)
    if symbol.hatch:
        hatch_areas(painter, ring, symbol.hatch, zoom, (0.0, 0.0))
    if symbol.outline:
        stroke_lines(painter, ring, symbol.outline, zoom, closed=True)


def _pieces(points: list[tuple[float, float]]) -> Pieces:
    return Pieces(np.array(points), np.array([0, len(points)]))
