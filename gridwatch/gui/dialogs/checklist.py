"""The list of what is to be checked in the field: one key says what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from gridwatch.gui.tables import RowsModel, RowsView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from gridwatch.gui.tables import Line

__all__ = ["CheckList"]


class CheckList(RowsView):
    """The table of rows; letters and digits are commands while it has the keyboard.

    Parameters
    ----------
    model : RowsModel
        What it shows.
    """

    keyed = Signal(int)
    """Emits a key that is one of the commands."""
    moved = Signal(object)
    """Emits the current line, or None."""

    def __init__(
        self, model: RowsModel, keys: Mapping[int, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self._keys = keys
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        model.modelReset.connect(self._tell)

    @property
    def current(self) -> Line | None:
        """The current line, or None."""
        lines, row = self._rows.lines, self.currentIndex().row()
        return lines[row] if 0 <= row < len(lines) else None

    def _tell(self) -> None:
        self.moved.emit(self.current)

    def go_to(self, row: int) -> None:
        """Make a line the current one."""
        column = self.horizontalHeader().logicalIndex(0)
        index = self._rows.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def go_on(self, wanted: Callable[[Line], bool]) -> bool:
        """Go to the next line that is wanted, from the top again after the last.

        Returns
        -------
        bool
            Whether there is one; else the current line stays.
        """
        lines, here = self._rows.lines, self.currentIndex().row()
        order = [*range(here + 1, len(lines)), *range(here + 1)]
        row = next((n for n in order if wanted(lines[n])), None)
        if row is not None:
            self.go_to(row)
        return row is not None

    def event(self, event: QEvent) -> bool:
        """Keep the commands from being anybody's shortcuts."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._is_command(event):
            event.accept()
            return True
        return super().event(event)

    def _is_command(self, event: QKeyEvent) -> bool:
        keys = Qt.KeyboardModifier
        plain = event.modifiers() in (keys.NoModifier, keys.KeypadModifier)
        return plain and event.key() in self._keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand commands on; the rest is the table's."""
        if self._is_command(event):
            self.keyed.emit(event.key())
        else:
            super().keyPressEvent(event)
