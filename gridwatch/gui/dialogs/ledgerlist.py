"""Differences of a ledger as a table with ticks: ten thousand lines without a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gridwatch.district.ledgerrows import field_name, value_text
from gridwatch.district.ledgervalues import STATUS_NAMES, Status
from gridwatch.district.wording import Kind, Language, Text
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from PySide6.QtGui import QKeyEvent

    from gridwatch.district.ledgervalues import Difference, LedgerRow

    Index = QModelIndex | QPersistentModelIndex

__all__ = ["DifferencesModel", "DifferencesView"]

TICK, STATUS, ROW, CODE, NAME, WHAT, METRES, WHY = range(8)
_HEADS = (
    Text("", ""),
    Text("变化", "What"),
    Text("行号", "Row"),
    Text("编码", "Code"),
    Text("名称", "Name"),
    Text("差异", "Difference"),
    Text("移动(米)", "Moved (m)"),
    Text("理由", "Reason"),
)
_WIDTHS = (34, 64, 56, 150, 200, 280, 98)
_TONES = {
    Status.NEW: "ok",
    Status.CHANGED: "warn",
    Status.MOVED: "warn",
    Status.VANISHED: "danger",
    Status.QUESTION: "accent",
}
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class DifferencesModel(QAbstractTableModel):
    """Differences with ticks; those of the chosen marks and words are shown.

    Parameters
    ----------
    language : Language
        Language of heads and words.
    """

    ticked = Signal()

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._kind = Kind.OUTFALL
        self._rows: Mapping[str, LedgerRow] = {}
        self._all: tuple[Difference, ...] = ()
        self._shown: list[Difference] = []
        self._chosen: set[tuple[str, str]] = set()
        self._marks: frozenset[Status] = frozenset()
        self._words: list[str] = []

    def show_differences(
        self,
        kind: Kind,
        differences: Iterable[Difference],
        rows: Mapping[str, LedgerRow],
        chosen: Collection[tuple[str, str]],
    ) -> None:
        """Show other differences.

        Parameters
        ----------
        kind : Kind
            Kind of the ledger.
        differences : iterable of Difference
            What differs.
        rows : mapping of str to LedgerRow
            Rows on record by uid and of the file by number, for codes and names.
        chosen : collection of keys
            Which are ticked.
        """
        self.beginResetModel()
        self._kind, self._rows, self._all = kind, rows, tuple(differences)
        self._chosen = set(chosen)
        self._arrange()
        self.endResetModel()
        self.ticked.emit()

    def set_filter(self, marks: Collection[Status], words: str) -> None:
        """Show only differences of some marks (none: all) that hold all words."""
        self.beginResetModel()
        self._marks, self._words = frozenset(marks), words.casefold().split()
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        self._shown = [
            one
            for one in self._all
            if (not self._marks or one.status in self._marks) and self._holds(one)
        ]

    def _holds(self, one: Difference) -> bool:
        if not self._words:
            return True
        told = " ".join(self.text(one, c) for c in (ROW, CODE, NAME, WHAT)).casefold()
        return all(word in told for word in self._words)

    # --- ticks ------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[Difference, ...]:
        """The ticked differences, those that are filtered out among them."""
        return tuple(one for one in self._all if one.key in self._chosen)

    @property
    def shown(self) -> list[Difference]:
        """The differences that pass the filter."""
        return self._shown

    def tick(self, ones: Iterable[Difference], *, on: bool) -> None:
        """Tick some differences or take their ticks away; questions have none."""
        keys = {one.key for one in ones if one.status is not Status.QUESTION}
        self._chosen = self._chosen | keys if on else self._chosen - keys
        if self._shown:
            last = self.index(len(self._shown) - 1, TICK)
            self.dataChanged.emit(self.index(0, TICK), last)
        self.ticked.emit()

    def toggle(self, ones: Iterable[Difference]) -> None:
        """Tick all of some differences unless all are, then take the ticks away."""
        able = [one for one in ones if one.status is not Status.QUESTION]
        whole = all(one.key in self._chosen for one in able)
        self.tick(able, on=not whole)

    # --- words ------------------------------------------------------------------

    def text(self, one: Difference, column: int) -> str:
        """Return what a column says of a difference."""
        if column == STATUS:
            return STATUS_NAMES[one.status].of(self._language)
        if column == ROW:
            return one.row
        if column == WHAT:
            return self._what(one)
        if column == METRES:
            return "" if one.metres is None else f"{one.metres:,.0f}"
        if column == WHY:
            score = f"{one.score:.0%} " if 0 < one.score < 1 else ""
            return score + one.reason.of(self._language)
        row = self._rows.get(one.uid) or self._rows.get(one.row)
        fields = row.fields if row is not None else {}
        if column == CODE:
            keys = ("code", "segment_code", "covers_code")
            return next((str(fields[k]) for k in keys if fields.get(k)), "")
        parts = (fields.get("role"), fields.get("name"))
        return " ".join(str(part) for part in parts if part)

    def _what(self, one: Difference) -> str:
        if one.status not in (Status.CHANGED, Status.MOVED):
            return ""
        told = []
        for change in one.fields:
            name = field_name(self._kind, change.key).of(self._language)
            old, new = (
                value_text(self._kind, change.key, value, self._language) or "—"
                for value in (change.old, change.new)
            )
            told.append(f"{name} {old} → {new}")
        return "；".join(told)

    # --- Qt ---------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a head."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return _HEADS[section].of(self._language)
            if role == Qt.ItemDataRole.TextAlignmentRole and section == METRES:
                return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        one, column = self._shown[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == TICK:
            return self._state(one)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(one, column) if column != TICK else None
        if role == Qt.ItemDataRole.ForegroundRole and column == STATUS:
            return tone(_TONES[one.status])
        if role == Qt.ItemDataRole.TextAlignmentRole and column == METRES:
            return _RIGHT
        return None

    def _state(self, one: Difference) -> Qt.CheckState | None:
        if one.status is Status.QUESTION:
            return None
        on = one.key in self._chosen
        return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked

    def setData(
        self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Take a tick."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != TICK:
            return False
        on = Qt.CheckState(value) is Qt.CheckState.Checked
        self.tick([self._shown[index.row()]], on=on)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell."""
        found = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        one = self._shown[index.row()]
        if index.column() == TICK and one.status is not Status.QUESTION:
            found |= Qt.ItemFlag.ItemIsUserCheckable
        return found


class DifferencesView(QTableView):
    """The table: space ticks, double click flies.

    Parameters
    ----------
    model : DifferencesModel
        What it shows.
    """

    picked = Signal(object)
    """Emits the difference of the current line, or None."""
    flown = Signal(object)

    def __init__(self, model: DifferencesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._differences = model
        self.setModel(model)
        head = dress_rows(self, _WIDTHS, editable=True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        head.setSectionResizeMode(TICK, QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(self._moved)
        model.modelReset.connect(lambda: self.picked.emit(None))
        self.doubleClicked.connect(
            lambda index: self.flown.emit(model.shown[index.row()])
        )

    def _moved(self, current: QModelIndex, _: QModelIndex) -> None:
        shown = self._differences.shown
        one = shown[current.row()] if current.isValid() else None
        self.picked.emit(one)

    def selected(self) -> list[Difference]:
        """Return the differences of the selected lines."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._differences.shown[row] for row in rows]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the selected lines on space."""
        if event.key() == Qt.Key.Key_Space:
            self._differences.toggle(self.selected())
        else:
            super().keyPressEvent(event)
