"""What a tool draws over the map: handles, rubber bands, snap marks and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    XY = tuple[float, float]
    Chain = tuple[Sequence[XY], bool]

__all__ = [
    "INK",
    "Outline",
    "Sketch",
    "band",
    "cross",
    "handle",
    "leader",
    "plate",
    "ring",
]

INK = QColor("#1B6FB8")
_PAPER = QColor(255, 255, 255)
_SNAP = QColor("#D81B8C")
_BEFORE = QColor("#C62828")
_HANDLE = 3.5
_SNAP_SIZE = 8.0


class Painting(Protocol):
    """Something that draws on the sheet: a tool."""

    def paint(self, painter: QPainter) -> None:
        """Draw over the map, in logical pixels."""


class Outline(NamedTuple):
    """Shapes of an edit that is looked at: before in red, after in blue.

    Parameters
    ----------
    before, after : tuple of chains
        Each the (east, north) of a line, ring or point, and whether it is closed.
    """

    before: tuple[Chain, ...] = ()
    after: tuple[Chain, ...] = ()


class Sketch(QGraphicsItem):
    """The sheet over the map that tools draw on.

    Parameters
    ----------
    to_pixel : callable
        Takes (east, north), returns the pixel.
    """

    def __init__(self, to_pixel: Callable[[XY], QPointF]) -> None:
        super().__init__()
        self._size = QRectF(0, 0, 1, 1)
        self._to_pixel = to_pixel
        self.tool: Painting | None = None
        self.outline = Outline()
        self.setZValue(10)

    def boundingRect(self) -> QRectF:
        """Return the whole view, in its pixels."""
        return self._size

    def fit(self, width: int, height: int) -> None:
        """Be as large as the view."""
        self.prepareGeometryChange()
        self._size = QRectF(0, 0, width, height)
        self.update()

    def refresh(self) -> None:
        """Draw again."""
        self.update()

    def show_outline(self, outline: Outline) -> None:
        """Show an edit, or none."""
        self.outline = outline
        self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt hands it over
        widget: QWidget | None = None,  # noqa: ARG002 - Qt hands it over
    ) -> None:
        """Draw the outlines of an edit, and what the tool has to show."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for chains, colour in (
            (self.outline.before, _BEFORE),
            (self.outline.after, INK),
        ):
            for places, closed in chains:
                self._chain(painter, places, closed=closed, colour=colour)
        if self.tool is not None:
            self.tool.paint(painter)

    def _chain(
        self, painter: QPainter, places: Sequence[XY], *, closed: bool, colour: QColor
    ) -> None:
        pixels = [self._to_pixel(place) for place in places]
        if len(pixels) == 1:
            ring(painter, pixels[0], colour)
        else:
            dashed = colour is _BEFORE
            band(painter, pixels, closed=closed, dashed=dashed, colour=colour)


def _pen(colour: QColor, width: float, *, dashed: bool = False) -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([3.0, 3.0])
    return pen


def band(
    painter: QPainter,
    places: Sequence[QPointF],
    *,
    closed: bool = False,
    dashed: bool = False,
    colour: QColor = INK,
) -> None:
    """Draw a line or ring with a light border, so that it shows on any ground."""
    path = QPainterPath()
    path.addPolygon(QPolygonF(list(places)))
    if closed:
        path.closeSubpath()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(QColor(255, 255, 255, 190), 4.5))
    painter.drawPath(path)
    painter.setPen(_pen(colour, 2.0, dashed=dashed))
    painter.drawPath(path)


def handle(painter: QPainter, place: QPointF, *, chosen: bool = False) -> None:
    """Draw a vertex that can be taken."""
    size = _HANDLE + (1.5 if chosen else 0.0)
    painter.setPen(_pen(INK, 1.4))
    painter.setBrush(INK if chosen else _PAPER)
    painter.drawRect(QRectF(place.x() - size, place.y() - size, 2 * size, 2 * size))


def ring(painter: QPainter, place: QPointF, colour: QColor = INK) -> None:
    """Draw a point that can be moved."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(_PAPER, 4.0))
    painter.drawEllipse(place, _SNAP_SIZE, _SNAP_SIZE)
    painter.setPen(_pen(colour, 2.0))
    painter.drawEllipse(place, _SNAP_SIZE, _SNAP_SIZE)


def cross(painter: QPainter, place: QPointF) -> None:
    """Draw the mark of a snap: a square on its tip with a dot."""
    size = _SNAP_SIZE
    square = QPolygonF(
        [
            place + QPointF(0, -size),
            place + QPointF(size, 0),
            place + QPointF(0, size),
            place + QPointF(-size, 0),
        ]
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(_PAPER, 4.0))
    painter.drawPolygon(square)
    painter.setPen(_pen(_SNAP, 2.0))
    painter.drawPolygon(square)
    painter.setBrush(_SNAP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(place, 2.0, 2.0)


def leader(painter: QPainter, one: QPointF, other: QPointF) -> None:
    """Draw a thin line from a place to the line it belongs to."""
    painter.setPen(_pen(_PAPER, 3.0))
    painter.drawLine(one, other)
    painter.setPen(_pen(_SNAP, 1.4, dashed=True))
    painter.drawLine(one, other)


def plate(painter: QPainter, place: QPointF, text: str, room: QRectF) -> None:
    """Write words on a plate beside a place, inside the view."""
    if not text:
        return
    font = QFont(painter.font())
    font.setPointSizeF(9.0)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    wide, tall = metrics.horizontalAdvance(text) + 14, metrics.height() + 6
    left, top = place.x() + 14, place.y() + 12
    left = min(left, room.right() - wide - 4)
    if top + tall > room.bottom() - 4:
        top = place.y() - tall - 12
    box = QRectF(max(4.0, left), max(4.0, top), wide, tall)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(29, 39, 51, 225))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(_PAPER)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
