"""What every tool of the map has: it may grab the mouse, and draws over the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt

from gridwatch.district.snapping import Snapper
from gridwatch.district.wording import OfficerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QPainter
    from PySide6.QtWidgets import QMenu

    from gridwatch.district.changes import Changes
    from gridwatch.district.district import District
    from gridwatch.gui.session import Session
    from gridwatch.gui.tools.surface import MapSurface

__all__ = ["REACH", "MapTool"]

REACH = 12
"""How far from the pointer something is snapped to, logical pixels."""

XY = tuple[float, float]


class MapTool(QObject):
    """A tool.

    Parameters
    ----------
    session : Session
        What is open.
    view : MapSurface
        The map it works on.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, session: Session, view: MapSurface) -> None:
        super().__init__(view)
        self.session, self.map = session, view
        self._snapper: Snapper | None = None
        self._snapped: District | None = None

    # --- what the map calls -----------------------------------------------------

    def begin(self) -> None:
        """Be taken up."""
        self.say()

    def end(self) -> None:
        """Be laid down: nothing half done stays."""
        self.cancel()
        self.map.sketch.refresh()

    def grab(self, place: QPoint) -> bool:
        """Tell whether a press grabs something; the drag is then this tool's."""
        del place
        return False

    def drag(self, place: QPoint, keys: Qt.KeyboardModifier) -> None:
        """Move what was grabbed."""

    def drop(self, place: QPoint) -> None:
        """Let go of what was grabbed."""

    def hover(self, place: QPoint, keys: Qt.KeyboardModifier) -> None:
        """Follow the pointer while nothing is pressed."""

    def click(self, place: QPoint, keys: Qt.KeyboardModifier) -> bool:
        """Take a click; False leaves it to the map."""
        del place, keys
        return False

    def double(self, place: QPoint) -> bool:
        """Take a double click; False leaves it to the map."""
        del place
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; False leaves it to the map."""
        return event.key() == Qt.Key.Key_Escape and self.cancel()

    def wants(self, event: QKeyEvent) -> bool:
        """Tell whether a key is this tool's before it is anybody's shortcut."""
        del event
        return False

    def menu(self, place: QPoint) -> QMenu | None:
        """Return the menu of the right button; None: the map's own."""
        del place
        return None

    def leave(self) -> None:
        """Follow the pointer no more."""

    def cancel(self) -> bool:
        """Give up what is half done; tell whether there was anything."""
        return False

    def changed(self) -> None:
        """Follow the district, its selection or the view."""
        self.map.sketch.refresh()

    def paint(self, painter: QPainter) -> None:
        """Draw over the map, in logical pixels."""

    @property
    def hint(self) -> str:
        """What to do now, for the status bar."""
        return ""

    # --- for tools --------------------------------------------------------------

    def say(self, text: str = "") -> None:
        """Say something in the status bar; without words the hint."""
        self.map.said.emit(text or self.hint)

    @property
    def snapper(self) -> Snapper:
        """Finds lines and ends of the district as it is now."""
        district = self.session.district
        if self._snapper is None or self._snapped is not district:
            self._snapper, self._snapped = Snapper(district), district
        return self._snapper

    def metres(self, pixels: float) -> float:
        """Return how long so many pixels are on the ground."""
        return pixels * self.map.view.metres_per_pixel

    def ground(self, place: QPoint) -> XY:
        """Return (east, north) of a pixel."""
        return self.map.view.to_map(place.x(), place.y())

    def pixel(self, place: XY) -> QPointF:
        """Return the pixel of (east, north)."""
        return QPointF(*self.map.view.to_pixel(*place))

    def commit(self, make: Callable[[], Changes]) -> bool:
        """Write an edit at once; a refusal is said in words and changes nothing."""
        try:
            changes = make()
        except OfficerError as error:
            self.say(error.text.of(self.session.language))
            return False
        return bool(changes.items) and self.session.apply(changes)
