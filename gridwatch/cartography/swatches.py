"""Samples of symbols, for legends and layer trees."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.brushwork import (
    fill_areas,
    hatch_areas,
    path_of,
    stamp_points,
    stroke_lines,
)
from gridwatch.cartography.generalise import Pieces
from gridwatch.cartography.symbols import (
    FillSymbol,
    LineSymbol,
    PointSymbol,
    Symbol,
    load_symbols,
)

__all__ = ["draw_swatch", "swatch_picture"]


def draw_swatch(
    painter: QPainter, box: QRectF, symbol: Symbol, zoom: float = 1.0
) -> None:
    """Draw a sample of a symbol in a box.

    Parameters
    ----------
    painter : QPainter
        In device pixels.
    box : QRectF
        Room for the sample, device pixels.
    symbol : LineSymbol, FillSymbol or PointSymbol
        A line is drawn through the middle, an area as a rectangle (one without fill
        or hatch, a border, as a line), a point in the centre.
    zoom : float
        Device pixels per pixel at 96 dpi.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    if isinstance(symbol, LineSymbol):
        _line(painter, box, symbol, zoom)
    elif isinstance(symbol, FillSymbol):
        _area(painter, box, symbol, zoom)
    else:
        _point(painter, box, symbol, zoom)
    painter.restore()


def _point(painter: QPainter, box: QRectF, symbol: PointSymbol, zoom: float) -> None:
    """Draw a point; one with a ring shrinks where its box would cut the ring off."""
    centre = np.array([[box.center().x(), box.center().y()]])
    around = 6.0 + symbol.ring_width + 1.4 if symbol.ring else 0.0
    share = min(1.0, box.height() / (symbol.size + around) / zoom)
    stamp_points(painter, np.floor(centre), symbol, zoom * share)


def _line(painter: QPainter, box: QRectF, symbol: LineSymbol, zoom: float) -> None:
    middle = np.floor(box.center().y()) + 0.5
    ends = np.array([[box.left(), middle], [box.right(), middle]])
    for strand in symbol.strands:
        stroke_lines(painter, Pieces(ends, np.array([0, 2])), strand, zoom)
    if symbol.letter:
        badge = load_symbols().badge("letter", symbol.letter)
        # A sample is smaller than a map: the letter shrinks with its box.
        share = min(1.0, box.height() / (badge.size + 1.0) / zoom)
        stamp_points(painter, ends.mean(axis=0)[None], badge, zoom * share)


def _area(painter: QPainter, box: QRectF, symbol: FillSymbol, zoom: float) -> None:
    if symbol.outline is not None and not (symbol.fill or symbol.hatch):
        _line(painter, box, symbol.outline, zoom)
        return
    inner = box.adjusted(2.0 * zoom, 2.0 * zoom, -2.0 * zoom, -2.0 * zoom)
    left, top = inner.left(), inner.top()
    right, bottom = inner.right(), inner.bottom()
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    ring = Pieces(corners, np.array([0, 4]))
    fill_areas(painter, path_of(ring, closed=True), symbol)
    if symbol.hatch is not None:
        hatch_areas(painter, ring, symbol.hatch, zoom, (left, top))
    if symbol.outline is not None:
        stroke_lines(painter, ring, symbol.outline, zoom, closed=True)


@lru_cache(maxsize=512)
def swatch_picture(symbol: Symbol, width: int, height: int, ratio: float) -> QImage:
    """Return a sample as a picture of `width` by `height` px at a pixel ratio."""
    size = round(width * ratio), round(height * ratio)
    picture = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_swatch(painter, QRectF(0.0, 0.0, *size), symbol, ratio)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
