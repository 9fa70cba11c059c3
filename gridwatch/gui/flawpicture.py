"""A picture of one gap or overlap: the areas around it, now and as proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridwatch.gui.look import shades

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from gridwatch.district.closing import Closing, Flaw

__all__ = ["FlawPicture"]

_AROUND, _LEAST, _WIDTHS = 1.6, 4.0, 14
_FILL, _FLAW = 60, 150
_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


class FlawPicture(QWidget):
    """Draws a flaw in the middle; nothing until it is given one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._closing: Closing | None = None
        self._flaw: Flaw | None = None
        self.setMinimumSize(QSize(300, 220))
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setAccessibleName(self.tr("缝隙或重叠的图"))

    def show_flaw(self, closing: Closing | None, flaw: Flaw | None) -> None:
        """Show a flaw of a proposal, or nothing."""
        self._closing, self._flaw = closing, flaw
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the areas, the flaw over them, and the proposed borders."""
        del event
        colours = shades()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.base))
        if self._closing is not None and self._flaw is not None:
            self._paint(painter, self._closing, self._flaw)
        painter.setPen(QColor(colours.border))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint(self, painter: QPainter, closing: Closing, flaw: Flaw) -> None:
        colours = shades()
        view = self._view(flaw, closing.tolerance)
        to_pixels = self._transform(view)
        inside = np.flatnonzero(shapely.intersects(closing.areas, view))
        for at in inside.tolist():
            path = to_pixels.map(_path(closing.areas[at], view))
            painter.fillPath(path, _shade(colours.accent, _FILL if at % 2 else 30))
            painter.strokePath(path, QPen(QColor(colours.muted), 1.4))
        marked = QColor(colours.danger if len(flaw.areas) != 1 else colours.warn)
        path = to_pixels.map(_path(flaw.shape, view))
        if flaw.square_metres:
            painter.fillPath(path, _shade(marked.name(), _FLAW))
        painter.strokePath(path, QPen(marked, 2.4))
        pen = QPen(QColor(colours.ok), 1.8, Qt.PenStyle.DashLine)
        for at in inside.tolist():
            if closing.shapes[at] is not closing.areas[at]:
                painter.strokePath(to_pixels.map(_path(closing.shapes[at], view)), pen)
        self._paint_scale(painter, to_pixels.m11())

    def _view(self, flaw: Flaw, tolerance: float) -> shapely.Polygon:
        """Return what is shown: the widest place of a long sliver, else all of it."""
        middle = _widest(flaw.shape)
        west, south, east, north = flaw.shape.bounds
        whole = max(east - west, north - south) * _AROUND
        half = max(min(whole, _WIDTHS * max(flaw.width, tolerance)), _LEAST) / 2
        wide = half * max(self.width() / max(self.height(), 1), 1.0)
        tall = half * max(self.height() / max(self.width(), 1), 1.0)
        x, y = middle.x, middle.y
        return shapely.box(x - wide, y - tall, x + wide, y + tall)

    def _transform(self, view: shapely.Polygon) -> QTransform:
        west, south, east, north = view.bounds
        scale = min(self.width() / (east - west), self.height() / (north - south))
        found = QTransform.fromTranslate(self.width() / 2, self.height() / 2)
        found.scale(scale, -scale)
        # Paths are drawn from the middle: floats of a pixel, not of a country.
        return found

    def _paint_scale(self, painter: QPainter, pixels: float) -> None:
        room = self.width() / 3
        metres = max((t for t in _TICKS if t * pixels <= room), default=_TICKS[0])
        left, base = 12.0, self.height() - 12.0
        painter.setPen(QPen(QColor(shades().text), 2))
        painter.drawLine(QPointF(left, base), QPointF(left + metres * pixels, base))
        words = self.tr("{n} 米").format(n=f"{metres:g}")
        painter.drawText(QPointF(left, base - 6), words)


def _widest(shape: shapely.Geometry) -> shapely.Point:
    """Return the middle of a shape where it is widest, of a line where it is half."""
    if shapely.area(shape) > 0:
        circle = shapely.maximum_inscribed_circle(shape)
        return shapely.get_point(circle, 0)
    part = max(shapely.get_parts(shape).tolist(), key=lambda line: line.length)
    return shapely.line_interpolate_point(part, 0.5, normalized=True)


def _shade(colour: str, alpha: int) -> QColor:
    found = QColor(colour)
    found.setAlpha(alpha)
    return found


def _path(shape: shapely.Geometry, view: shapely.Polygon) -> QPainterPath:
    """Return a shape as a path around the middle of the view, and clipped to it."""
    middle = view.centroid
    west, south, east, north = view.buffer(view.length / 8).bounds
    clipped = shapely.clip_by_rect(shape, west, south, east, north)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    parts = shapely.get_parts(clipped)
    for part in parts:
        rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        for ring in rings:
            xy = shapely.get_coordinates(ring) - (middle.x, middle.y)
            if len(xy):
                path.moveTo(*xy[0].tolist())
                for corner in xy[1:].tolist():
                    path.lineTo(*corner)
    return path
