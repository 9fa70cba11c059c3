"""The map as a picture, for files and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.paint import draw_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.paint import Look
    from gridwatch.cartography.view import View

__all__ = ["render_map"]


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
