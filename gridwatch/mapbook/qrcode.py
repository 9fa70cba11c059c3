"""A QR code as vector squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gridwatch.mapbook.paper import Rect

__all__ = ["draw_qr"]

_QUIET = 3
"""Modules of white around the code."""
_LONGEST = 600
_INK, _PAPER = "#10233C", "#FFFFFF"


def draw_qr(painter: QPainter, rect: Rect, words: str, error: str = "M") -> None:
    """Draw a QR code as large as fits into a square at the middle of `rect`.

    Parameters
    ----------
    painter : QPainter
        In the units of `rect`.
    rect : Rect
        Where it goes.
    words : str
        What it says; beyond some hundred characters it is cut, for a code with more
        could not be read from a board.
    error : str
        Level of error correction: L, M, Q or H.
    """
    level = error if error in ("L", "M", "Q", "H") else "M"
    code = segno.make_qr(words[:_LONGEST], error=level, boost_error=False)
    matrix = [[bool(module) for module in row] for row in code.matrix]
    count = len(matrix) + 2 * _QUIET
    side = min(rect.width, rect.height)
    left = rect.x + (rect.width - side) / 2
    top = rect.y + (rect.height - side) / 2
    step = side / count
    painter.save()
    painter.fillRect(QRectF(left, top, side, side), QColor(_PAPER))
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for y, row in enumerate(matrix):
        for first, last in _runs(row):
            path.addRect(
                left + (first + _QUIET) * step,
                top + (y + _QUIET) * step,
                (last - first) * step,
                step,
            )
    painter.fillPath(path, QColor(_INK))
    painter.restore()


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return where dark modules begin and end: one square for each run of them."""
    edges = [False, *row, False]
    changes = [i for i in range(len(row) + 1) if edges[i] != edges[i + 1]]
    return list(zip(changes[::2], changes[1::2], strict=True))
