"""The sheet that the map lies on: which ground its pixels show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView

from gridwatch.cartography.view import View

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QGraphicsItem, QWidget

    from gridwatch.cartography.view import Extent

__all__ = ["MapCanvas"]

_AT_FIRST = (0.0, 0.0, 1.0, 1.0)
_SAME = 1e-6
"""Share by which pixels may be wider than high: a thousandth of one over a screen."""


class MapCanvas(QGraphicsView):
    """Items in pixels, from the upper left corner, over a part of the ground.

    A metre is as long upwards as to the side: where the shape of the window is not
    that of what was asked for, more is shown around it.

    Parameters
    ----------
    parent : QWidget or None
        Owner.
    """

    moved = Signal()
    """Emitted when the pixels show other ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(scene)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(never)
        self.setVerticalScrollBarPolicy(never)
        # Every picture covers all of it: to work out what has changed takes time.
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self._asked: Extent = _AT_FIRST
        self._view = self._fitted()

    @property
    def view(self) -> View:
        """The ground that is shown, in logical pixels."""
        return self._view

    def show_ground(self, extent: Extent) -> None:
        """Show all of an extent (west, south, east, north in metres) in the middle."""
        self._asked = extent
        self._fit()

    def add(self, item: QGraphicsItem) -> None:
        """Show an item, in pixels."""
        self.scene().addItem(item)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what was asked for in the new size."""
        super().resizeEvent(event)
        size = self.viewport().size()
        self.setSceneRect(0.0, 0.0, size.width(), size.height())
        self._fit()

    def _fit(self) -> None:
        before, self._view = self._view, self._fitted()
        if self._view != before:
            self.moved.emit()

    def _fitted(self) -> View:
        size = self.viewport().size()
        width, height = max(1, size.width()), max(1, size.height())
        west, south, east, north = self._asked
        across, up = (east - west) / width, (north - south) / height
        # What has the shape of the window already, as after a move, stays as it is
        # to the last bit.
        if abs(across - up) < _SAME * max(across, up):
            return View(self._asked, width, height)
        return View.fitted(self._asked, width, height, margin=0.0)
