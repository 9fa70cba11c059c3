"""A small map with marks on it: where photographs were taken and tracks ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridwatch.cartography.paint import Look
from gridwatch.cartography.picture import render_map
from gridwatch.cartography.view import View, scale_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

    Floats = NDArray[np.float64]

__all__ = ["PlaceMap", "Spot"]

_PAPER, _INK, _RING = QColor("#FBFAF5"), QColor("#26323D"), QColor("#FFFFFF")
_TRACK, _PLATE = QColor("#8E24AA"), QColor(251, 250, 245, 215)
_CLOSE_METRES = 1_200.0
_RADIUS, _CHOSEN, _REACH = 5.0, 8.0, 12.0
_WAIT = 120
_BAR = 90.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One mark: where it is and in which colour."""

    east: float
    north: float
    colour: str


class PlaceMap(QWidget):
    """Draws the map of the session under marks; a click on a mark chooses it.

    Parameters
    ----------
    session : Session
        What is open.
    """

    chosen = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._spots: Sequence[Spot] = ()
        self._tracks: Sequence[Floats] = ()
        self._marked: frozenset[int] = frozenset()
        self._close: tuple[float, float] | None = None
        self._image: QImage | None = None
        self._drawn: View | None = None
        self._errand: Errand | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._draw)
        self.setMinimumSize(220, 180)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setAccessibleName(self.tr("位置示意图"))

    def show_spots(self, spots: Sequence[Spot], tracks: Sequence[Floats] = ()) -> None:
        """Show other marks and lines, all of them."""
        self._spots, self._tracks = spots, tracks
        self._marked, self._close = frozenset(), None
        self._again()

    def recolour(self, spots: Sequence[Spot]) -> None:
        """Show the same marks in other colours."""
        self._spots = spots
        self.update()

    def mark(self, numbers: Sequence[int]) -> None:
        """Mark some of the spots; of one alone the map goes close."""
        self._marked = frozenset(numbers)
        there = [self._spots[n] for n in numbers if np.isfinite(self._spots[n].east)]
        close = (there[0].east, there[0].north) if len(there) == 1 else None
        if close != self._close:
            self._close = close
            self._again()
        self.update()

    # --- the map below ----------------------------------------------------------

    @property
    def view(self) -> View | None:
        """What is shown, in device pixels; None where there is nothing to show."""
        ratio = self.devicePixelRatioF()
        wide, tall = int(self.width() * ratio), int(self.height() * ratio)
        extent = self._extent()
        if extent is None or wide < 1 or tall < 1:
            return None
        return View.fitted(extent, wide, tall, 96.0 * ratio, 0.08)

    def _extent(self) -> tuple[float, float, float, float] | None:
        if self._close is not None:
            x, y = self._close
            half = _CLOSE_METRES / 2
            return x - half, y - half, x + half, y + half
        places = [(spot.east, spot.north) for spot in self._spots]
        whole = np.vstack([np.array(places, np.float64).reshape(-1, 2), *self._tracks])
        whole = self._worth_seeing(whole[np.isfinite(whole).all(axis=1)])
        if not len(whole):
            return self._session.extent
        (west, south), (east, north) = whole.min(axis=0), whole.max(axis=0)
        room = max(0.0, (_CLOSE_METRES - max(east - west, north - south)) / 2)
        return (
            float(west - room),
            float(south - room),
            float(east + room),
            float(north + room),
        )

    def _worth_seeing(self, places: Floats) -> Floats:
        """Return the places in the district, where any are: one far off hides all."""
        frame = self._session.extent
        if frame is None:
            return places
        west, south, east, north = frame
        inside = places[:, 0] >= west
        inside &= places[:, 0] <= east
        inside &= places[:, 1] >= south
        inside &= places[:, 1] <= north
        return places[inside] if inside.any() else places

    def _again(self) -> None:
        self._timer.start()
        self.update()

    def _draw(self) -> None:
        view = self.view
        if self._errand is not None:
            self._errand.drop()
        if view is None or view == self._drawn:
            return
        layers = self._session.layers
        look = Look(hidden=frozenset({"cell"}))

        def work(_: Reporter) -> QImage:
            return render_map(layers, view, look)

        def done(image: QImage) -> None:
            self._errand = None
            self._image, self._drawn = image, view
            self.update()

        self._errand = self._session.errands.start(work, done, lambda _: None)

    def rest(self) -> None:
        """Draw no more; for when the dialog closes."""
        self._timer.stop()
        if self._errand is not None:
            self._errand.drop()
            self._errand = None

    # --- painting ---------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map and the marks on it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), _PAPER)
        view = self.view
        if view is None:
            return
        if self._image is not None and view == self._drawn:
            painter.drawImage(QRectF(self.rect()), self._image)
        self._paint_tracks(painter, view)
        for number in sorted(range(len(self._spots)), key=self._marked.__contains__):
            self._paint_spot(painter, view, number)
        self._paint_scale(painter, view)
        painter.setPen(QPen(_INK.lighter(300), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _pixel(self, view: View, east: float, north: float) -> QPointF:
        ratio = self.devicePixelRatioF()
        x, y = view.to_pixel(east, north)
        return QPointF(x / ratio, y / ratio)

    def _paint_tracks(self, painter: QPainter, view: View) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_TRACK, 2.0))
        for track in self._tracks:
            sound = track[np.isfinite(track).all(axis=1)]
            points = [self._pixel(view, x, y) for x, y in sound.tolist()]
            painter.drawPolyline(QPolygonF(points))

    def _paint_spot(self, painter: QPainter, view: View, number: int) -> None:
        spot = self._spots[number]
        if not np.isfinite(spot.east):
            return
        radius = _CHOSEN if number in self._marked else _RADIUS
        painter.setPen(QPen(_RING, 1.6))
        painter.setBrush(QColor(spot.colour))
        painter.drawEllipse(self._pixel(view, spot.east, spot.north), radius, radius)

    def _paint_scale(self, painter: QPainter, view: View) -> None:
        ratio = self.devicePixelRatioF()
        metres, pixels = scale_bar(view, _BAR * ratio)
        wide, foot = pixels / ratio, self.height() - 12.0
        text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
        painter.fillRect(QRectF(8, foot - 20, wide + 12, 26), _PLATE)
        painter.setPen(QPen(_INK, 2))
        painter.drawLine(QPointF(14, foot), QPointF(14 + wide, foot))
        painter.drawText(QPointF(14, foot - 5), text)

    # --- mouse ------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the mark under the mouse."""
        view = self.view
        if view is None:
            return
        best, near = -1, _REACH
        for number, spot in enumerate(self._spots):
            if np.isfinite(spot.east):
                away = self._pixel(view, spot.east, spot.north) - event.position()
                metres = float(np.hypot(away.x(), away.y()))
                if metres <= near:
                    best, near = number, metres
        if best >= 0:
            self.chosen.emit(best)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the map anew in its new size."""
        super().resizeEvent(event)
        self._again()
