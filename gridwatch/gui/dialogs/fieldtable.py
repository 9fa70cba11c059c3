"""A plain table of rows that are no rows of the register: pictures, way points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    Index = QModelIndex | QPersistentModelIndex

__all__ = ["FieldTable"]

_ROOT = QModelIndex()


class _Model(QAbstractTableModel):
    """Rows as a Qt model; texts are made when they are shown."""

    def __init__(
        self, heads: Sequence[str], numeric: frozenset[int], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._heads = heads
        self._numeric = numeric
        self.rows: Sequence[Any] = ()
        self.texts: Callable[[Any], Sequence[str]] = lambda _: ()
        self.tone: Callable[[Any], str] = lambda _: ""
        self.picture: Callable[[Any], QPixmap | None] = lambda _: None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.texts(row)[column] or None
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return self.picture(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            return tone(self.tone(row))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(column)
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        right = column in self._numeric
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return None


class FieldTable(QTableView):
    """A calm table of any values; several rows can be chosen.

    Parameters
    ----------
    heads : sequence of str
        Titles of the columns.
    widths : sequence of int
        Their widths; the last column takes what is left.
    numeric : frozenset of int
        Columns aligned right.
    """

    picked = Signal(list)

    def __init__(
        self,
        heads: Sequence[str],
        widths: Sequence[int],
        parent: QWidget,
        numeric: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(parent)
        self._model = _Model(heads, numeric, self)
        self.setModel(self._model)
        dress_rows(self, widths)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(
            lambda *_: self.picked.emit(self.numbers())
        )

    def tell_by(
        self,
        texts: Callable[[Any], Sequence[str]],
        shade: Callable[[Any], str] | None = None,
    ) -> None:
        """Say how a row is told, and in which tone."""
        self._model.texts = texts
        if shade is not None:
            self._model.tone = shade

    def picture_by(self, picture: Callable[[Any], QPixmap | None], size: QSize) -> None:
        """Say which picture stands before a row; rows become as high."""
        self._model.picture = picture
        self.setIconSize(size)
        self.verticalHeader().setDefaultSectionSize(size.height() + 6)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; nothing is chosen then."""
        self._model.beginResetModel()
        self._model.rows = rows
        self._model.endResetModel()
        self.picked.emit([])

    def retell(self) -> None:
        """Tell the same rows again; what is chosen stays chosen."""
        count = len(self._model.rows)
        if count:
            last = self._model.columnCount() - 1
            self._model.dataChanged.emit(
                self._model.index(0, 0), self._model.index(count - 1, last)
            )

    def numbers(self) -> list[int]:
        """Return the numbers of the chosen rows, from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        return str(self._model.data(self._model.index(row, column)) or "")
