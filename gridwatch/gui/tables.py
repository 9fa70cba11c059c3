"""A thin Qt model over frozen rows: sorted, filtered, copied; and its view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QCollator,
    QItemSelection,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gridwatch.district.wording import Format, Kind, Language, Text
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Index = QModelIndex | QPersistentModelIndex

__all__ = ["Column", "Line", "RowsModel", "RowsView", "field_title", "headline"]

_ROOT = QModelIndex()
_NUMBERS = (Format.LENGTH, Format.AREA, Format.INTEGER)
_SAMPLE = 60
_GROWN = 1.4
_WIDEST = 230
_NARROWEST = 54


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    key : str
        Stable name, for what is remembered.
    title : str
        What stands in the head, with the unit.
    format : Format
        How it is shown and sorted.
    shown : bool
        Whether it is shown before the officer has chosen.
    scale : float
        By what a value is multiplied before it goes out as the head says.
    """

    key: str
    title: str
    format: Format = Format.TEXT
    shown: bool = True
    scale: float = 1.0

    @property
    def numeric(self) -> bool:
        """Whether values are numbers, to be aligned right."""
        return self.format in _NUMBERS


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table.

    Parameters
    ----------
    kind, uid : Kind, str
        What selecting the line selects.
    values : tuple of object
        Raw values by column, for sorting and export.
    texts : tuple of str
        What is shown, by column.
    tones : tuple of str
        Colour of each text: a name of `look.tone` or empty.
    """

    kind: Kind
    uid: str
    values: tuple[object, ...]
    texts: tuple[str, ...]
    tones: tuple[str, ...] = ()


class _Order:
    """Sort keys: numbers and days by size, texts as a Chinese dictionary does."""

    def __init__(self) -> None:
        self._collator = QCollator(QLocale("zh_CN"))
        self._collator.setNumericMode(True)

    def __call__(self, value: object, text: str) -> tuple[object, ...]:
        if value is None or text == "":
            return (2,)
        if isinstance(value, int | float):
            return (0, float(value))
        if isinstance(value, date):
            return (0, float(value.toordinal()))
        return (1, self._collator.sortKey(text))


class RowsModel(QAbstractTableModel):
    """Lines as a Qt model; sorting and filtering only reorder indexes.

    Parameters
    ----------
    columns : sequence of Column
        The columns.
    parent : QObject or None
        Owner.
    """

    counted = Signal(int, int)

    def __init__(
        self, columns: Sequence[Column], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._lines: tuple[Line, ...] = ()
        self._haystacks: list[str] = []
        self._words: tuple[str, ...] = ()
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._visible: list[int] = []
        self._key = _Order()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns."""
        return self._columns

    @property
    def total(self) -> int:
        """Number of lines, filtered out ones too."""
        return len(self._lines)

    @property
    def lines(self) -> list[Line]:
        """The lines that pass the filter, in the order shown."""
        return [self._lines[i] for i in self._visible]

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Show other lines; filter and order stay."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self._haystacks = ["\n".join(line.texts).casefold() for line in self._lines]
        self._arrange()
        self.endResetModel()
        self.counted.emit(len(self._visible), len(self._lines))

    def put_line(self, line: Line) -> None:
        """Show another state of one line, in its place; a new one comes last."""
        self.put_lines([line])

    def put_lines(self, lines: Iterable[Line]) -> None:
        """Show another state of some lines, each in its place; new ones come last."""
        places = {(one.kind, one.uid): at for at, one in enumerate(self._lines)}
        found, new = list(self._lines), []
        for line in lines:
            at = places.get((line.kind, line.uid))
            if at is None:
                new.append(line)
                continue
            found[at] = line
            self._haystacks[at] = "\n".join(line.texts).casefold()
        self._lines = tuple(found)
        if new:
            self.set_lines([*found, *new])
        elif self._visible:
            last = self.index(len(self._visible) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def set_filter(self, text: str) -> None:
        """Show only lines that contain every word of `text` in some column."""
        words = tuple(text.casefold().split())
        if words == self._words:
            return
        self.beginResetModel()
        self._words = words
        self._arrange()
        self.endResetModel()
        self.counted.emit(len(self._visible), len(self._lines))

    def _arrange(self) -> None:
        found = [
            i
            for i, haystack in enumerate(self._haystacks)
            if all(word in haystack for word in self._words)
        ]
        column, order = self._sorted
        if column >= 0:
            found.sort(
                key=lambda i: self._key(
                    self._lines[i].values[column], self._lines[i].texts[column]
                ),
                reverse=order is Qt.SortOrder.DescendingOrder,
            )
        self._visible = found

    def row_of(self, kind: Kind, uid: str) -> int | None:
        """Return the row that shows a line, or None where it is filtered out."""
        for row, i in enumerate(self._visible):
            line = self._lines[i]
            if line.uid == uid and line.kind is kind:
                return row
        return None

    # --- Qt ---------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines that pass the filter."""
        return 0 if parent.isValid() else len(self._visible)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns, hidden ones too."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, or how."""
        if not index.isValid():
            return None
        line = self._lines[self._visible[index.row()]]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return line.texts[column] or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if self._columns[column].numeric:
                side = Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and line.tones:
            return tone(line.tones[column])
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if self._columns[section].numeric:
                side = Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        """Order by a column; what is selected stays selected."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = [(self._visible[i.row()], i.column()) for i in before]
        self._sorted = (column, order)
        self._arrange()
        where = {line: row for row, line in enumerate(self._visible)}
        after = [self.index(where[line], column) for line, column in places]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


class ToneDelegate(QStyledItemDelegate):
    """Keeps the colour of a state when its row is selected."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Let the selected text have the cell's own colour."""
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        if colour is not None:
            option.palette.setBrush(QPalette.ColorRole.HighlightedText, colour)


class RowsView(QTableView):
    """The table itself: calm rows, a column chooser, copy as text.

    Parameters
    ----------
    model : RowsModel
        What it shows.
    parent : QWidget or None
        Owner.
    """

    chosen = Signal(list)
    flown = Signal()
    opened = Signal()

    def __init__(self, model: RowsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        # A head and a row, where a small screen leaves no more.
        self.setMinimumHeight(2 * ROW_HEIGHT)
        self._sized = self._widened = False
        self._following = False
        self.setModel(model)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(_SAMPLE)
        header.setSectionsMovable(True)
        header.setStretchLastSection(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self._set_manners()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        self.selectionModel().selectionChanged.connect(self._changed)
        self.doubleClicked.connect(lambda _: self.flown.emit())
        model.modelReset.connect(self._fit_once)
        for section, column in enumerate(model.columns):
            self.setColumnHidden(section, not column.shown)

    def _set_manners(self) -> None:
        self.setSortingEnabled(True)
        self.setItemDelegate(ToneDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)

    def _fit_once(self) -> None:
        """Give columns the width of their content, until the officer sets one."""
        if self._sized or not self._rows.rowCount():
            return
        self._sized = True
        for section in range(self._rows.columnCount()):
            wanted = max(
                self.sizeHintForColumn(section),
                self.horizontalHeader().sectionSizeHint(section),
            )
            self.setColumnWidth(section, min(max(wanted + 8, _NARROWEST), _WIDEST))

    def widen(self, widths: Sequence[int]) -> None:
        """Give columns these widths once, or what their heads and words need."""
        if self._widened or not self._rows.rowCount():
            return
        self._widened = self._sized = True
        for section, width in enumerate(widths):
            head = self.horizontalHeader().sectionSizeHint(section)
            words = min(self.sizeHintForColumn(section), round(width * _GROWN))
            self.setColumnWidth(section, max(width, head, words))

    def restore_columns(self, state: QByteArray) -> None:
        """Give columns the order, width and visibility they had before."""
        self._sized = self.horizontalHeader().restoreState(state)

    # --- columns ----------------------------------------------------------------

    def column_menu(self) -> QMenu:
        """Return a menu in which columns are switched on and off."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for section, column in enumerate(self._rows.columns):
            action = QAction(column.title, menu)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(section))
            action.toggled.connect(
                lambda on, section=section: self._show_column(section, on)
            )
            menu.addAction(action)
        return menu

    def _show_column(self, section: int, on: bool) -> None:
        shown = sum(not self.isColumnHidden(i) for i in range(len(self._rows.columns)))
        if on or shown > 1:
            self.setColumnHidden(section, not on)

    def _header_menu(self, place: QPoint) -> None:
        self.column_menu().popup(self.horizontalHeader().mapToGlobal(place))

    # --- selection --------------------------------------------------------------

    def _changed(self, *_: QItemSelection) -> None:
        if not self._following:
            self.chosen.emit(self.selected_lines())

    def selected_lines(self) -> list[Line]:
        """Return the selected lines from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines = self._rows.lines
        return [lines[row] for row in rows]

    def follow(self, selected: Iterable[tuple[Kind, str]]) -> None:
        """Select the lines of these rows without telling anybody."""
        rows = [self._rows.row_of(kind, uid) for kind, uid in selected]
        found = sorted(row for row in rows if row is not None)
        before = sorted(index.row() for index in self.selectionModel().selectedRows())
        if found == before:
            return
        wanted = QItemSelection()
        last = self._rows.columnCount() - 1
        for row in found:
            wanted.select(self._rows.index(row, 0), self._rows.index(row, last))
        flag = QItemSelectionModel.SelectionFlag
        self._following = True
        try:
            self.selectionModel().select(wanted, flag.ClearAndSelect)
            if found:
                self._scroll_to(found[0])
        finally:
            self._following = False

    def _scroll_to(self, row: int) -> None:
        column = next(
            (i for i in range(len(self._rows.columns)) if not self.isColumnHidden(i)), 0
        )
        index = self._rows.index(row, column)
        flag = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(index, flag)
        self.scrollTo(index)

    # --- copying ----------------------------------------------------------------

    def copied(self) -> str:
        """Return the selected lines (all, where none is) as text with tabs, with head.

        Only columns that are shown, in the order shown.
        """
        header = self.horizontalHeader()
        order = [header.logicalIndex(i) for i in range(header.count())]
        shown = [i for i in order if not self.isColumnHidden(i)]
        lines = self.selected_lines() or self._rows.lines
        head = [self._rows.columns[i].title for i in shown]
        body = [[_one_line(line.texts[i]) for i in shown] for line in lines]
        return "\n".join("\t".join(cells) for cells in [head, *body]) + "\n"

    def copy(self) -> None:
        """Copy the selected lines to the clipboard."""
        QGuiApplication.clipboard().setText(self.copied())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy on Ctrl+C, open the row on Enter."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def headline(text: str) -> str:
    """Return a name with a capital, as it stands alone; Chinese stays as it is.

    Examples
    --------
    >>> headline("segment ownership"), headline("河段")
    ('Segment ownership', '河段')
    """
    return text[:1].upper() + text[1:]


def field_title(name: Text, unit: Text | None, language: Language) -> str:
    """Return the head of a column with its unit.

    Examples
    --------
    >>> field_title(Text("长度", "length"), Text("米", "m"), Language.ZH)
    '长度（米）'
    """
    if unit is None:
        return headline(name.of(language))
    form = Text("{name}（{unit}）", "{name} ({unit})")
    return form.of(language).format(
        name=headline(name.of(language)), unit=unit.of(language)
    )
