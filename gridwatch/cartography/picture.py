"""The map as a picture, for files and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from gridwatch.cartography.paint import draw_map
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.paint import Look
    from gridwatch.cartography.view import View

__all__ = ["draw_note", "note_of", "render_map"]

_INK, _PLATE = QColor("#26323D"), QColor(251, 250, 245, 225)
_POINTS = 9.0
_ROOM = 5.0
_NOTE = Text("资料截至 {day}", "Data as of {day}")


def note_of(as_of: date) -> Text:
    """Return the words that say which day a picture speaks of.

    Examples
    --------
    >>> from datetime import date
    >>> note_of(date(2026, 11, 1)).zh
    '资料截至 2026-11-01'
    """
    return _NOTE.filled(day=as_of.isoformat())


def draw_note(image: QImage, view: View, text: str) -> None:
    """Write a note on a plate into the lower right corner of a picture."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    font = QFont(painter.font())
    font.setPixelSize(max(1, round(_POINTS / 72.0 * view.dpi)))
    painter.setFont(font)
    metrics, room = painter.fontMetrics(), _ROOM * view.zoom
    wide = metrics.horizontalAdvance(text) + 2 * room
    tall = metrics.height() + room
    plate = QRectF(view.width - wide, view.height - tall, wide, tall)
    painter.fillRect(plate, _PLATE)
    painter.setPen(_INK)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()


def render_map(layers: Sequence[Layer], view: View, look: Look | None = None) -> QImage:
    """Return the map of a view as a picture of the view's size.

    Needs a running QGuiApplication for the names; may be called on any thread.
    """
    image = QImage(view.width, view.height, QImage.Format.Format_RGB32)
    metre = round(view.dpi / 0.0254)
    image.setDotsPerMeterX(metre)
    image.setDotsPerMeterY(metre)
    painter = QPainter(image)
    draw_map(painter, layers, view, look)
    painter.end()
    return image
