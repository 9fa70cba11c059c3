"""What tools may ask of the map they work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from gridwatch.cartography.paint import View
    from gridwatch.district.wording import Kind
    from gridwatch.gui.frameworker import Plane
    from gridwatch.gui.mapcanvas import MapCanvas
    from gridwatch.gui.tools.sketch import Sketch

__all__ = ["MapSurface"]


class MapSurface(QWidget):
    """A map with a sheet over it; `gridwatch.gui.mapview.MapView` is one.

    Attributes
    ----------
    canvas : MapCanvas
        What shows the map; its viewport has the mouse.
    sketch : Sketch
        The sheet over the map.
    """

    said = Signal(str)
    canvas: MapCanvas
    sketch: Sketch

    @property
    def view(self) -> View:
        """The part of the ground that is shown, in logical pixels."""
        raise NotImplementedError

    @property
    def pressed(self) -> bool:
        """Whether a button is held down on the map."""
        raise NotImplementedError

    def hits(self, place: QPoint) -> list[tuple[Kind, str]]:
        """Return what lies at a pixel: points, then lines, then areas."""
        raise NotImplementedError

    def shown_view(self) -> View | None:
        """Return what is to be drawn, in device pixels; None without a store."""
        raise NotImplementedError

    def show_marks(
        self, plane: Plane, view: View | None, chosen: dict[str, frozenset[str]]
    ) -> None:
        """Draw outlines around features in one of the planes; none without a view."""
        raise NotImplementedError
