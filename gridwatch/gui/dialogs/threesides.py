"""One row on three sides: as it went out, as the office has it, as it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows
from gridwatch.gui.tables import ToneDelegate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

__all__ = ["FieldLine", "ThreeSides"]

_TICK = 0


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field.

    Parameters
    ----------
    key : str
        The field.
    name : str
        What the officer reads.
    base, office, field : str
        Its value on each side, as shown.
    proposed : bool
        Whether the field office proposes another value than went out.
    conflict : bool
        Whether the office has changed it meanwhile, to something else.
    """

    key: str
    name: str
    base: str
    office: str
    field: str
    proposed: bool = False
    conflict: bool = False


class ThreeSides(QTableWidget):
    """The table; a tick before a proposed field says that it is taken."""

    ticked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self._lines: Sequence[FieldLine] = ()
        self._filling = False
        self.setAccessibleName(self.tr("逐项对照：发出时、内业现在、外业"))
        heads = [
            self.tr("字段"),
            self.tr("发出时"),
            self.tr("内业现在"),
            self.tr("外业"),
        ]
        self.setHorizontalHeaderLabels(heads)
        head = dress_rows(self)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.setItemDelegate(ToneDelegate(self))
        self.itemChanged.connect(self._changed)

    def show_lines(
        self, lines: Sequence[FieldLine], ticked: frozenset[str] | None = None
    ) -> None:
        """Show fields.

        Parameters
        ----------
        lines : sequence of FieldLine
            In their order.
        ticked : frozenset of str or None
            Which are ticked; None: all that are proposed and clash with nothing.
        """
        self._filling = True
        self._lines = lines
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            taken = not line.conflict if ticked is None else line.key in ticked
            self._fill(row, line, taken=line.proposed and taken)
        self._filling = False

    def _fill(self, row: int, line: FieldLine, *, taken: bool) -> None:
        texts = (line.name, line.base, line.office, line.field)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(" ".join(text.split()))
            item.setToolTip(self._tip(line, text))
            colour = self._tone(line, column)
            if colour:
                item.setForeground(tone(colour) or Qt.GlobalColor.black)
            if line.proposed and column == len(texts) - 1:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if column == _TICK and line.proposed:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
                states = Qt.CheckState
                item.setCheckState(states.Checked if taken else states.Unchecked)
            item.setFlags(flags)
            self.setItem(row, column, item)

    def _tip(self, line: FieldLine, text: str) -> str:
        if not line.conflict:
            return text
        words = self.tr("冲突：发出之后，内业也改过这一项。")
        return f"{words}\n{text}"

    @staticmethod
    def _tone(line: FieldLine, column: int) -> str:
        if line.conflict and column >= 2:
            return "danger"
        if line.proposed and column == 3:
            return "warn"
        if column in (0, 1) or not line.proposed:
            return "muted" if column else ""
        return ""

    @property
    def chosen(self) -> frozenset[str]:
        """The proposed fields that are ticked."""
        found = set()
        for row, line in enumerate(self._lines):
            item = self.item(row, _TICK)
            if line.proposed and item is not None:
                checked = item.checkState() is Qt.CheckState.Checked
                found |= {line.key} if checked else set()
        return frozenset(found)

    @property
    def proposed(self) -> frozenset[str]:
        """All proposed fields."""
        return frozenset(line.key for line in self._lines if line.proposed)

    def _changed(self, _: QTableWidgetItem) -> None:
        if not self._filling:
            self.ticked.emit()

    def toggle(self, row: int) -> None:
        """Tick a field, or take its tick away."""
        item = self.item(row, _TICK)
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return
        on = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the current field on space."""
        if event.key() == Qt.Key.Key_Space and self.currentRow() >= 0:
            self.toggle(self.currentRow())
        else:
            super().keyPressEvent(event)
