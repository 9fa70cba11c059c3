"""A page of paper in a window: whole, as large as its room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QResizeEvent
    from PySide6.QtWidgets import QWidget

__all__ = ["SheetView"]

_FREE = 16
"""Pixels that stay free beside the page, and above and below it, together."""


class SheetView(QScrollArea):
    """Shows a picture of a page, and again when its room changes.

    Attributes
    ----------
    image : QImage or None
        What is shown.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.image: QImage | None = None
        self._sheet = QLabel(self)
        self._sheet.setObjectName("sheet")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self._sheet)

    def show_image(self, image: QImage | None) -> None:
        """Show a page, or none."""
        self.image = image
        if image is None:
            self._sheet.clear()
        else:
            self._fit(image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page into its room."""
        super().resizeEvent(event)
        if self.image is not None:
            self._fit(self.image)

    def _fit(self, image: QImage) -> None:
        ratio = self.devicePixelRatioF()
        room = self.viewport().size() - QSize(_FREE, _FREE)
        pixmap = QPixmap.fromImage(image).scaled(
            room * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap.setDevicePixelRatio(ratio)
        self._sheet.setPixmap(pixmap)
        self._sheet.resize(pixmap.deviceIndependentSize().toSize())
