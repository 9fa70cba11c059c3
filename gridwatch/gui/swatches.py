"""Samples of symbols and colours as icons, on a piece of map paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from gridwatch.cartography.swatches import swatch_picture
from gridwatch.cartography.symbols import load_symbols

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.cartography.symbols import Symbol

__all__ = ["colours_icon", "symbol_icon"]


def symbol_icon(symbol: Symbol, width: int, height: int, ratio: float) -> QIcon:
    """Return a symbol on a piece of map paper, which stays light in the dark."""
    sample = swatch_picture(symbol, width, height, ratio)
    pixmap = QPixmap(sample.size())
    pixmap.fill(QColor(load_symbols().paper))
    pixmap.setDevicePixelRatio(ratio)
    painter = QPainter(pixmap)
    painter.drawImage(0, 0, sample)
    painter.end()
    icon = QIcon(pixmap)
    # A chosen line must not tint the colours that it is about.
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def colours_icon(
    colours: Sequence[str], width: int, height: int, ratio: float
) -> QIcon:
    """Return colours side by side."""
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    step = pixmap.width() / max(1, len(colours))
    for i, colour in enumerate(colours):
        band = QRectF(i * step, 0.0, step, pixmap.height())
        painter.fillRect(band, QColor(colour))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return QIcon(pixmap)
