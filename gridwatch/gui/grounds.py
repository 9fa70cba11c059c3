"""The base map of a window: asked for in a dialog, brought back with its store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from gridwatch.gui.basemaps import open_basemap
from gridwatch.gui.errands import Reporter, StoppedError, message

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gridwatch.cartography.basemap import Backdrop
    from gridwatch.gui.dialogs.basemap import BaseMapDialog
    from gridwatch.gui.session import Session

__all__ = ["Grounds"]


class Grounds(QObject):
    """Commands on the base map, for one window.

    Parameters
    ----------
    session : Session
        What is open.
    window : QWidget
        Parent of the dialog.
    """

    said = Signal(str)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        session.opened.connect(self._bring_back)

    def ask(self) -> BaseMapDialog:
        """Ask which base map to show, and how."""
        from gridwatch.gui.dialogs.basemap import BaseMapDialog

        dialog = BaseMapDialog(self._session, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _bring_back(self) -> None:
        """Open what was shown under this store last time, in the background."""
        session, uid = self._session, self._session.uid
        basemap = session.memory.basemap_of(uid)
        if basemap is None:
            return
        crs, store = session.district.crs, session.path

        def work(reporter: Reporter) -> Backdrop:
            backdrop = open_basemap(basemap, crs, store)
            if reporter.cancelled():
                backdrop.close()
                raise StoppedError
            return backdrop

        def done(backdrop: Backdrop) -> None:
            # Meanwhile another store or another base map may have been opened.
            if session.uid == uid and session.backdrop is None:
                session.set_backdrop(backdrop)
            else:
                backdrop.close()

        session.errands.start(work, done, self._failed)

    def _failed(self, error: Exception) -> None:
        """Say it and go on: a stick that is not there today may be there tomorrow."""
        self.said.emit(message(error, self._session.language))
