"""Where a row stood, stands and was found: three places on the map, and the shift."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import shapely
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gridwatch.district.snapping import words_of
from gridwatch.gui.naming import label_of
from gridwatch.gui.tools.adding import near_segment
from gridwatch.gui.tools.sketch import band, plate
from gridwatch.gui.tools.tool import MapTool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QKeyEvent

    from gridwatch.gui.session import Session
    from gridwatch.gui.tools.surface import MapSurface

    XY = tuple[float, float]

__all__ = ["BASE", "FIELD", "OFFICE", "ShiftTool", "Stands", "shift_text"]

BASE, OFFICE, FIELD = QColor("#687482"), QColor("#1B6FB8"), QColor("#D9480F")
_PAPER = QColor("#FFFFFF")
_REACH = 14.0
_RADIUS = 7.0
_SMALL = 4.0
_ARROW = 9.0
_FAR = 10_000.0


class Stands(NamedTuple):
    """The shape of one row: as it went out, as the office has it, as it was found.

    Parameters
    ----------
    base, office, field : geometry or None
        In metres; None where there is none on that side.
    """

    base: object = None
    office: object = None
    field: object = None

    @property
    def metres(self) -> float | None:
        """How far a point was found from where the office has it, or it went out."""
        before = self.office if self.office is not None else self.base
        here, there = point_of(before), point_of(self.field)
        return None if here is None or there is None else math.dist(here, there)

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of all of it, or None."""
        shapes = [shape for shape in self if shape is not None]
        if not shapes:
            return None
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        return None if math.isnan(west) else (west, south, east, north)


def point_of(shape: object) -> XY | None:
    """Return (east, north) of a point; None for anything else."""
    if not isinstance(shape, shapely.Point) or shape.is_empty:
        return None
    return float(shape.x), float(shape.y)


def shift_text(metres: float) -> str:
    """Return a distance as it is written over an arrow.

    Examples
    --------
    >>> shift_text(3.04), shift_text(128.4), shift_text(21500.0)
    ('3.0 m', '128 m', '21.5 km')
    """
    if metres >= _FAR:
        return f"{metres / 1000:.1f} km"
    return f"{metres:.1f} m" if metres < 10 else f"{metres:,.0f} m"


def _chains(shape: object) -> Iterator[tuple[list[XY], bool]]:
    """Return the lines and rings of a shape."""
    for part in shapely.get_parts(shape):
        rings = [part]
        if isinstance(part, shapely.Polygon):
            rings = [part.exterior, *part.interiors]
        for ring in rings:
            places = [(float(x), float(y)) for x, y, *_ in ring.coords]
            yield places, ring is not part


class ShiftTool(MapTool):
    """Draws where one row stands on each side; a click may say where it was found.

    Parameters
    ----------
    session : Session
        What is shown.
    view : MapSurface
        The map.
    """

    placed = Signal(float, float)
    """Emits east and north of where the officer has put it."""
    ended = Signal()

    def __init__(self, session: Session, view: MapSurface) -> None:
        super().__init__(session, view)
        self.stands = Stands()
        self.others: Sequence[XY] = ()
        self.movable = False
        self._armed = False
        self._here: XY | None = None
        self._dragged = False

    @property
    def armed(self) -> bool:
        """Whether the next click says where it was found."""
        return self._armed

    @property
    def cursor(self) -> Qt.CursorShape:  # type: ignore[override]
        """A cross while a place is asked for."""
        shapes = Qt.CursorShape
        return shapes.CrossCursor if self._armed else shapes.ArrowCursor

    def show_stands(self, stands: Stands, others: Sequence[XY] = ()) -> None:
        """Show one row on all sides, and places of other rows that were found."""
        self.stands, self.others = stands, others
        self._dragged = False
        self.disarm()

    def arm(self) -> None:
        """Ask for a place: the next click gives it."""
        if self.movable:
            self._armed = True
            self.map.canvas.viewport().setCursor(self.cursor)
            self.say(self.tr("在地图上点一下实际位置；Esc 取消。"))
            self.map.sketch.refresh()

    def disarm(self) -> None:
        """Ask no more."""
        was, self._armed, self._here = self._armed, False, None
        self.map.canvas.viewport().setCursor(self.cursor)
        self.map.sketch.refresh()
        if was:
            self.say("")
            self.ended.emit()

    # --- what the map calls -----------------------------------------------------

    def hover(self, place: QPoint, keys: Qt.KeyboardModifier) -> None:
        """Show where a click would put it, and how far that is from before."""
        del keys
        if self._armed:
            self._here = self.ground(place)
            self.map.sketch.refresh()

    def click(self, place: QPoint, keys: Qt.KeyboardModifier) -> bool:
        """Take a place; other clicks are the map's."""
        del keys
        if not self._armed:
            return False
        self._put(self.ground(place))
        return True

    def _put(self, place: XY) -> None:
        self.disarm()
        self.placed.emit(*place)

    def grab(self, place: QPoint) -> bool:
        """Grab the mark of where it was found, so that it can be dragged."""
        held = point_of(self.stands.field)
        if not self.movable or held is None:
            return False
        away = self.pixel(held) - QPointF(place)
        return math.hypot(away.x(), away.y()) <= _REACH

    def drag(self, place: QPoint, keys: Qt.KeyboardModifier) -> None:
        """Move the mark."""
        del keys
        self._here, self._dragged = self.ground(place), True
        self.map.sketch.refresh()

    def drop(self, place: QPoint) -> None:
        """Let go of the mark; a press that moved nothing says nothing."""
        if self._dragged:
            self._dragged = False
            self._put(self.ground(place))

    def key(self, event: QKeyEvent) -> bool:
        """Give up on Esc."""
        return event.key() == Qt.Key.Key_Escape and self.cancel()

    def wants(self, event: QKeyEvent) -> bool:
        """Keep Esc from closing the window while a place is asked for."""
        return self._armed and event.key() == Qt.Key.Key_Escape

    def leave(self) -> None:
        """Show no ring while the pointer is elsewhere."""
        self._here = None
        self.map.sketch.refresh()

    def cancel(self) -> bool:
        """Ask no more; tell whether a place was asked for."""
        was = self._armed
        self.disarm()
        return was

    # --- painting ---------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Draw the sides, the arrow between them, and its length."""
        for place in self.others:
            _dot(painter, self.pixel(place), FIELD, _SMALL)
        stands = self.stands
        self._shape(painter, stands.base, BASE, dashed=True)
        self._shape(painter, stands.office, OFFICE)
        self._shape(painter, stands.field, FIELD)
        for shape, colour in ((stands.base, BASE), (stands.office, OFFICE)):
            at = point_of(shape)
            if at is not None:
                _circle(painter, self.pixel(at), colour)
        found = self._here if self._here is not None else point_of(stands.field)
        if found is not None:
            self._found(painter, found)

    def _shape(
        self, painter: QPainter, shape: object, colour: QColor, *, dashed: bool = False
    ) -> None:
        if shape is None or point_of(shape) is not None:
            return
        for places, closed in _chains(shape):
            pixels = [self.pixel(place) for place in places]
            band(painter, pixels, closed=closed, dashed=dashed, colour=colour)

    def _found(self, painter: QPainter, found: XY) -> None:
        before = self.stands.office if self.stands.office else self.stands.base
        start, end = point_of(before), self.pixel(found)
        words = self._near(found) if self._here is not None else ""
        if start is not None and math.dist(start, found) > 0:
            _arrow(painter, self.pixel(start), end)
            words = f"{shift_text(math.dist(start, found))}  {words}".strip()
        _dot(painter, end, FIELD, _RADIUS)
        view = self.map.view
        plate(painter, end, words, QRectF(0, 0, view.width, view.height))

    def _near(self, place: XY) -> str:
        """Return on which river, how far along and on which bank a place is."""
        near = near_segment(self, place)
        if near is None:
            return ""
        row = self.session.district.row(near.kind, near.uid)
        language = self.session.language
        name = label_of(self.session.district, near.kind, row, language)
        return f"{name} {words_of(near).of(language)}"


def _circle(painter: QPainter, place: QPointF, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_PAPER, 4.5))
    painter.drawEllipse(place, _RADIUS, _RADIUS)
    painter.setPen(QPen(colour, 2.4))
    painter.drawEllipse(place, _RADIUS, _RADIUS)


def _dot(painter: QPainter, place: QPointF, colour: QColor, radius: float) -> None:
    painter.setPen(QPen(_PAPER, 1.8))
    painter.setBrush(colour)
    painter.drawEllipse(place, radius, radius)


def _arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """Draw a line with a point at its end; nothing where both are one pixel."""
    away = end - start
    far = math.hypot(away.x(), away.y())
    if far < _RADIUS * 2:
        return
    along = away / far
    tip = end - along * _RADIUS
    across = QPointF(-along.y(), along.x()) * (_ARROW / 2)
    foot = tip - along * _ARROW
    for pen in (QPen(_PAPER, 5.0), QPen(FIELD, 2.0)):
        painter.setPen(pen)
        painter.drawLine(start + along * _RADIUS, foot)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(FIELD)
    painter.drawPolygon(QPolygonF([tip, foot + across, foot - across]))
