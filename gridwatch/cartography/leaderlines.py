"""Lines that lead from places to the names and pins that stand beside them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["draw_leader", "leader_picture", "led_to"]

_WIDTH = 0.6
_HALO = 2.2
_DOT = 1.3


def led_to(
    tail: tuple[float, float], box: tuple[float, float, float, float]
) -> tuple[float, float]:
    """Return where a line from `tail` meets a name: left, top, width, height."""
    left, top, width, height = box
    return (
        min(max(tail[0], left), left + width),
        min(max(tail[1], top), top + height),
    )


def draw_leader(
    painter: QPainter,
    ends: Sequence[tuple[float, float]],
    colours: tuple[QColor, QColor],
    zoom: float,
    *,
    dot: bool = True,
) -> None:
    """Draw a thin line with a dot at its first end; `colours` are ink and paper."""
    points = [QPointF(*end) for end in ends]
    painter.save()
    for colour, width, radius in zip(
        reversed(colours), (_HALO, _WIDTH), (_DOT + 0.8, _DOT), strict=True
    ):
        pen = QPen(colour, width * zoom)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(points[0], points[1])
        if dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(points[0], radius * zoom, radius * zoom)
    painter.restore()


@lru_cache(maxsize=512)
def leader_picture(
    dx: int, dy: int, look: tuple[str, str], zoom: float, *, dot: bool = True
) -> tuple[NDArray[np.uint32], tuple[int, int]]:
    """Return a line from a place to `dx`, `dy` from it, and the picture's corner.

    The pixels are premultiplied, the corner is counted from the place. `look` has the
    colours of ink and paper.
    """
    more = int(3.0 * zoom) + 2
    left, top = min(dx, 0) - more, min(dy, 0) - more
    picture = QImage(
        abs(dx) + 2 * more + 1,
        abs(dy) + 2 * more + 1,
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(0.5 - left, 0.5 - top)
    colours = QColor(look[0]), QColor(look[1])
    draw_leader(painter, ((0.0, 0.0), (dx, dy)), colours, zoom, dot=dot)
    painter.end()
    flat = np.frombuffer(picture.constBits(), np.uint32)
    return flat.reshape(picture.height(), picture.width()).copy(), (left, top)
