"""What the pointer is over: its name in the status bar, a light outline on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QToolTip

from gridwatch.gui.frameworker import Plane
from gridwatch.gui.picking import AREAS, name_of

if TYPE_CHECKING:
    from gridwatch.district.wording import Kind
    from gridwatch.gui.session import Session
    from gridwatch.gui.tools.surface import MapSurface

__all__ = ["Hovering"]

_REST = 90
_FEW = 4


class Hovering(QObject):
    """Tells what lies under the pointer when it rests.

    Parameters
    ----------
    session : Session
        What is open.
    view : MapSurface
        The map.
    """

    def __init__(self, session: Session, view: MapSurface) -> None:
        super().__init__(view)
        self._session, self._map = session, view
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._tell)

    def start(self) -> None:
        """Tell, once the pointer has come to rest."""
        self._rest.start()

    def stop(self) -> None:
        """Tell nothing, and take the outline away."""
        self._rest.stop()
        self._map.show_marks(Plane.HOVER, None, {})

    def _tell(self) -> None:
        viewport = self._map.canvas.viewport()
        place = viewport.mapFromGlobal(viewport.cursor().pos())
        if not viewport.rect().contains(place) or self._map.pressed:
            return
        hits = self._map.hits(place)
        names = [name_of(self._session, *hit) for hit in hits[:_FEW]]
        self._map.said.emit(" · ".join(names))
        self.light_up(hits[:1])
        tip = names[0] if hits and hits[0][0] not in AREAS else ""
        QToolTip.showText(viewport.mapToGlobal(place), tip, viewport)

    def light_up(self, hits: list[tuple[Kind, str]]) -> None:
        """Draw a light outline around what the pointer is over."""
        fine = {kind: frozenset([uid]) for kind, uid in hits if kind not in AREAS}
        chosen = {
            layer.id: fine[layer.kind]
            for layer in self._session.layers
            if layer.kind in fine and layer.id not in self._session.hidden
        }
        self._map.show_marks(Plane.HOVER, self._map.shown_view(), chosen)
