"""The picture of the coordinate doctor: a file's shapes under a reading, and the shift.

Rivers and borders of the store lie below; grey is where the file lies as it is read so
far, orange where it would lie, arrows lead from one to the other. The picture opens
near enough for the arrows to be seen; an inset keeps the whole district in sight.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent

    from gridwatch.intake.doctor import Diagnosis, Hypothesis
    from gridwatch.intake.surroundings import Known

__all__ = ["DoctorPicture"]

_PAPER, _INK, _EDGE = "#FBFAF5", "#3A4652", "#C9CFD6"
_RIVER, _BORDER, _AREA = "#3C8FD1", "#B08968", "#F3EEE0"
_BEFORE, _AFTER, _ARROW = "#7A8490", "#D9480F", "#D9480F"
_MOST_VERTICES = 40_000
_MOST_ARROWS = 60
_INSET = 0.3
_NEAR, _SHIFTS = 400.0, 5.0
"""The picture opens on so many metres, or so many times the shift, to each side."""
_STEP = 1.25
_MARK = 4.0
_LEAST_ARROW = 10.0


class _Window(NamedTuple):
    """What part of the ground a rectangle of the widget shows."""

    middle: tuple[float, float]
    per_pixel: float
    rect: QRectF

    def transform(self) -> QTransform:
        """Return the way from the ground to pixels."""
        scale, centre = 1 / self.per_pixel, self.rect.center()
        return QTransform(
            scale,
            0,
            0,
            -scale,
            centre.x() - self.middle[0] * scale,
            centre.y() + self.middle[1] * scale,
        )

    def at(self, x: float, y: float) -> QPointF:
        centre = self.rect.center()
        return QPointF(
            centre.x() + (x - self.middle[0]) / self.per_pixel,
            centre.y() - (y - self.middle[1]) / self.per_pixel,
        )


class DoctorPicture(QWidget):
    """Shows a hypothesis over the known ground."""

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: Known | None = None
        self._diagnosis: Diagnosis | None = None
        self._shown: Hypothesis | None = None
        self._ground: list[tuple[QPainterPath, str]] = []
        self._paths: dict[str, QPainterPath] = {}
        self._before: np.ndarray[Any, Any] | None = None
        self._middle, self._per_pixel = (0.0, 0.0), 100.0
        self._drag: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 260)
        self.setAccessibleName(self.tr("坐标读法的图形"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def sizeHint(self) -> QSize:
        """Return a size that leaves room for the list."""
        return QSize(600, 460)

    # --- what is shown ----------------------------------------------------------

    def set_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Take the ground and the readings."""
        self._diagnosis, self._known = diagnosis, diagnosis.known
        at = diagnosis.accepted
        before = diagnosis.hypotheses[at] if at is not None else None
        self._before = before.placed if before is not None else None
        self._paths = {_BEFORE: self._lines(before)}
        known = diagnosis.known
        self._ground = [
            (_path(known.borders), _BORDER),
            (_path(known.rivers), _RIVER),
        ]
        self._shown = None
        self.update()

    def show_reading(self, hypothesis: Hypothesis | None) -> None:
        """Show where the file lies under a reading."""
        self._shown = hypothesis
        self._paths[_AFTER] = self._lines(hypothesis)
        self.look_near()

    def _lines(self, hypothesis: Hypothesis | None) -> QPainterPath:
        """Return the sample's lines and outlines where a reading puts them."""
        if hypothesis is None or self._diagnosis is None or self._known is None:
            return QPainterPath()
        shapes = self._diagnosis.sample.shapes
        shapes = shapely.force_2d(shapes[shapely.get_dimensions(shapes) > 0])
        points, owner = shapely.get_coordinates(shapes, return_index=True)
        places = hypothesis.coordinates.placed(points, self._known.crs)
        lost = np.unique(owner[~np.isfinite(places).all(axis=1)])
        kept = np.delete(shapes, lost)
        whole = ~np.isin(owner, lost)
        return _path(shapely.set_coordinates(kept.copy(), places[whole]))

    @property
    def shown(self) -> Hypothesis | None:
        """The reading that is shown."""
        return self._shown

    def look_near(self) -> None:
        """Come so near that the shift is to be seen."""
        places = self._places()
        if self._shown is None or not len(places):
            self.look_whole()
            return
        shift = self._shown.shift
        if not shift > 0:
            self.look_whole()
            return
        half = max(_NEAR, shift * _SHIFTS)
        whole = self._whole()
        if whole is not None and half > max(whole[2], whole[3]):
            self.look_whole()
            return
        middle = np.median(places, axis=0)
        nearest = places[np.argmin(np.hypot(*(places - middle).T))]
        self._middle = (float(nearest[0]), float(nearest[1]))
        self._per_pixel = 2 * half / max(1, min(self.width(), self.height()))
        self.update()

    def look_whole(self) -> None:
        """Show the whole district, and the file where it lies beside it."""
        whole = self._whole()
        if whole is not None:
            east, north, wide, tall = whole
            self._middle = (east, north)
            self._per_pixel = 1.1 * max(
                2 * wide / max(1, self.width()), 2 * tall / max(1, self.height())
            )
        self.update()

    def _whole(self) -> tuple[float, float, float, float] | None:
        """Return the middle of the ground and half its extent."""
        box = self._known.box if self._known is not None else None
        if box is None:
            places = self._places()
            if not len(places):
                return None
            low, high = places.min(axis=0), places.max(axis=0)
            box = (*low.tolist(), *high.tolist())
        west, south, east, north = box
        half = max(east - west, 100.0) / 2, max(north - south, 100.0) / 2
        return (west + east) / 2, (south + north) / 2, half[0], half[1]

    def _places(self) -> np.ndarray[Any, Any]:
        if self._shown is None:
            return np.empty((0, 2))
        placed = self._shown.placed
        found: np.ndarray[Any, Any] = placed[np.isfinite(placed).all(axis=1)]
        return found

    # --- painting ---------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, both readings, the arrows, scale and legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(rect, 6, 6)
        painter.fillPath(outline, QColor(_PAPER))
        painter.setClipPath(outline)
        window = _Window(self._middle, self._per_pixel, rect)
        self._paint_map(painter, window, thin=False)
        self._paint_arrows(painter, window)
        self._paint_scale(painter, rect)
        self._paint_legend(painter, rect)
        self._paint_inset(painter, rect)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(_EDGE), 1))
        painter.drawPath(outline)
        painter.end()

    def _paint_map(self, painter: QPainter, window: _Window, *, thin: bool) -> None:
        way = window.transform()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path, colour in self._ground:
            pen = QPen(QColor(colour), 1.0 if thin else 1.8)
            if colour == _BORDER:
                pen.setWidthF(0.8 if thin else 1.2)
                pen.setDashPattern([5, 3])
            painter.setPen(pen)
            painter.drawPath(way.map(path))
        for colour in (_BEFORE, _AFTER):
            painter.setPen(QPen(QColor(colour), 1.0 if thin else 1.6))
            painter.drawPath(way.map(self._paths.get(colour, QPainterPath())))
        for places, colour in ((self._before, _BEFORE), (self._after(), _AFTER)):
            if places is not None and self._paths.get(colour, QPainterPath()).isEmpty():
                self._paint_file(painter, window, places, colour, thin=thin)

    def _after(self) -> np.ndarray[Any, Any] | None:
        return self._shown.placed if self._shown is not None else None

    def _paint_file(
        self,
        painter: QPainter,
        window: _Window,
        places: np.ndarray[Any, Any],
        colour: str,
        *,
        thin: bool,
    ) -> None:
        filled = colour == _AFTER
        size = 1.6 if thin else _MARK
        painter.setPen(QPen(QColor("#FFFFFF" if filled else colour), 1.0))
        painter.setBrush(QBrush(QColor(colour)) if filled else Qt.BrushStyle.NoBrush)
        if thin:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
        for x, y in places[np.isfinite(places).all(axis=1)].tolist():
            at = window.at(x, y)
            if window.rect.contains(at):
                painter.drawEllipse(at, size, size)

    def _paint_arrows(self, painter: QPainter, window: _Window) -> None:
        if self._shown is None or self._before is None:
            return
        both = np.isfinite(self._before).all(axis=1)
        both &= np.isfinite(self._shown.placed).all(axis=1)
        pairs = np.column_stack([self._before[both], self._shown.placed[both]])
        if not len(pairs):
            return
        pen = QPen(QColor(_ARROW), 1.4)
        painter.setBrush(QColor(_ARROW))
        drawn = 0
        for x0, y0, x1, y1 in pairs.tolist():
            start, end = window.at(x0, y0), window.at(x1, y1)
            seen = window.rect.contains(start) or window.rect.contains(end)
            if not seen or (end - start).manhattanLength() < _LEAST_ARROW:
                continue
            painter.setPen(pen)
            _arrow(painter, start, end)
            drawn += 1
            if drawn >= _MOST_ARROWS:
                return

    def _paint_inset(self, painter: QPainter, rect: QRectF) -> None:
        whole = self._whole()
        if whole is None:
            return
        east, north, wide, tall = whole
        side = min(rect.width(), rect.height()) * _INSET
        frame = QRectF(rect.right() - side - 10, rect.top() + 10, side, side)
        half = max(wide, tall)
        window = _Window((east, north), 2.2 * half / side, frame)
        if self._per_pixel * rect.width() >= 2 * half:
            return
        painter.save()
        painter.setPen(QPen(QColor(_EDGE), 1))
        painter.setBrush(QColor(_AREA))
        painter.drawRoundedRect(frame, 4, 4)
        painter.setClipRect(frame)
        self._paint_map(painter, window, thin=True)
        span = QPointF(rect.width(), rect.height()) * (self._per_pixel / 2)
        x, y = self._middle
        seen = QRectF(
            window.at(x - span.x(), y + span.y()), window.at(x + span.x(), y - span.y())
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(_INK), 1.4))
        painter.drawRect(seen)
        painter.restore()

    def _paint_scale(self, painter: QPainter, rect: QRectF) -> None:
        metres = _round_length(self._per_pixel * 110)
        wide = metres / self._per_pixel
        left, foot = rect.left() + 14, rect.bottom() - 14
        painter.setPen(QPen(QColor(_INK), 1.4))
        painter.drawPolyline(
            [
                QPointF(left, foot - 5),
                QPointF(left, foot),
                QPointF(left + wide, foot),
                QPointF(left + wide, foot - 5),
            ]
        )
        words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
        painter.drawText(QPointF(left + wide + 6, foot), words)

    def _paint_legend(self, painter: QPainter, rect: QRectF) -> None:
        rows = [(_AFTER, self.tr("按所选读法"))]
        if self._before is not None and self._shown is not None:
            rows.append((_BEFORE, self.tr("目前的读法")))
        if self._known is not None and len(self._known.rivers):
            rows.append((_RIVER, self.tr("已有河流")))
        if self._known is not None and len(self._known.borders):
            rows.append((_BORDER, self.tr("已有边界")))
        metrics = QFontMetricsF(self.font())
        wide = max(metrics.horizontalAdvance(words) for _, words in rows) + 34
        tall = metrics.height() + 3
        frame = QRectF(rect.left() + 10, rect.top() + 10, wide, tall * len(rows) + 8)
        painter.setPen(QPen(QColor(_EDGE), 1))
        painter.setBrush(QColor(255, 255, 255, 225))
        painter.drawRoundedRect(frame, 4, 4)
        for n, (colour, words) in enumerate(rows):
            middle = frame.top() + 4 + tall * (n + 0.5)
            mark = QPointF(frame.left() + 14, middle)
            painter.setPen(QPen(QColor(colour), 1.8))
            painter.setBrush(QColor(colour))
            if colour in (_RIVER, _BORDER):
                painter.drawLine(mark - QPointF(7, 0), mark + QPointF(7, 0))
            else:
                hollow = colour == _BEFORE
                if hollow:
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(mark, _MARK, _MARK)
            painter.setPen(QColor(_INK))
            at = QPointF(frame.left() + 26, middle + metrics.ascent() / 2 - 1)
            painter.drawText(at, words)

    # --- moving about -----------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the place under the mouse."""
        turned = event.angleDelta().y()
        if not turned:
            return
        factor = _STEP ** (-turned / 120)
        window = _Window(self._middle, self._per_pixel, QRectF(self.rect()))
        away = event.position() - window.rect.center()
        x = self._middle[0] + away.x() * self._per_pixel
        y = self._middle[1] - away.y() * self._per_pixel
        self._per_pixel = min(max(self._per_pixel * factor, 0.05), 1e5)
        self._middle = (
            x - away.x() * self._per_pixel,
            y + away.y() * self._per_pixel,
        )
        event.accept()
        self.update()
        self.moved.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the map."""
        self._drag = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the map along."""
        if self._drag is None:
            return
        away = event.position() - self._drag
        self._drag = event.position()
        self._middle = (
            self._middle[0] - away.x() * self._per_pixel,
            self._middle[1] + away.y() * self._per_pixel,
        )
        self.update()
        self.moved.emit()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of the map."""
        self._drag = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)


def _path(shapes: np.ndarray[Any, Any]) -> QPainterPath:
    """Return lines and rings as one path, thinned where the vertices are very many."""
    path = QPainterPath()
    if not len(shapes):
        return path
    edges = [
        shapely.boundary(s) if shapely.get_dimensions(s) == 2 else s for s in shapes
    ]
    parts = shapely.get_parts(np.asarray(edges, object))
    total = int(shapely.get_num_coordinates(parts).sum())
    step = max(1, math.ceil(total / _MOST_VERTICES))
    for part in parts:
        points = shapely.get_coordinates(part)
        kept = points[::step]
        if len(kept) < 2:
            continue
        path.moveTo(*kept[0].tolist())
        for x, y in kept[1:].tolist():
            path.lineTo(x, y)
        path.lineTo(*points[-1].tolist())
    return path


def _arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    painter.drawLine(start, end)
    angle = math.atan2(end.y() - start.y(), end.x() - start.x())
    head = QPainterPath(end)
    for side in (-0.42, 0.42):
        back = QPointF(math.cos(angle + side), math.sin(angle + side)) * 8
        head.lineTo(end - back)
    head.closeSubpath()
    painter.fillPath(head, painter.brush())


def _round_length(metres: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not longer."""
    power = 10.0 ** math.floor(math.log10(max(metres, 1e-3)))
    return max([n * power for n in (1.0, 2.0, 5.0) if n * power <= metres] or [power])
