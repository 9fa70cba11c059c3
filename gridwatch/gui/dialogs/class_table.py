"""The classes of a theme as a table: sample, name, limit or condition, count."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from gridwatch.cartography.attributes import attributes_of
from gridwatch.cartography.conditions import ConditionError, parse, written
from gridwatch.cartography.themes import Role, Theme, ThemeKind
from gridwatch.district.wording import Text
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows
from gridwatch.gui.swatches import symbol_icon
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from gridwatch.cartography.layer import ClassSymbol
    from gridwatch.district.wording import Language

__all__ = ["ClassTable"]

SAMPLE, NAME, ASKED, COUNT = range(4)
_SWATCH = QSize(40, 20)
_ROW_HEIGHT = 30


class ClassTable(QTableWidget):
    """One line per class.

    Parameters
    ----------
    language : Language
        Language of names and conditions.
    """

    changed = Signal(object)
    """Emits the theme after an edit in the table."""
    colour_asked = Signal(int)
    removal_asked = Signal()
    refused = Signal(object)

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self._language = language
        self._theme: Theme | None = None
        self._filling = False
        self.setIconSize(_SWATCH)
        self.setAccessibleName(self.tr("分类"))
        widths = {SAMPLE: 78, ASKED: 250, COUNT: 78}
        head = dress_rows(self, widths, height=_ROW_HEIGHT, editable=True)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._edited)
        self.cellDoubleClicked.connect(self._asked)

    def show_theme(
        self, theme: Theme, symbols: Sequence[ClassSymbol], counts: Sequence[int]
    ) -> None:
        """Show the classes of a theme, or those of the standard."""
        chosen = max(self.currentRow(), 0)
        self._theme, self._filling = theme, True
        limits = theme.kind is ThemeKind.GRADUATED
        asked = self.tr("上限") if limits else self.tr("条件")
        heads = [self.tr("符号"), self.tr("名称"), asked, self.tr("数量")]
        self.setHorizontalHeaderLabels(heads)
        self.setColumnHidden(
            ASKED, theme.kind not in (ThemeKind.GRADUATED, ThemeKind.RULE)
        )
        self.setColumnWidth(ASKED, 90 if limits else 270)
        self.setRowCount(len(symbols))
        for row, symbol in enumerate(symbols):
            self._fill(row, symbol, counts[row])
        self._filling = False
        if symbols:
            self.setCurrentCell(min(chosen, len(symbols) - 1), NAME)

    def _fill(self, row: int, symbol: ClassSymbol, count: int) -> None:
        name = symbol.name.of(self._language)
        entries = self._theme.classes if self._theme else ()
        hidden = row < len(entries) and entries[row].hidden
        texts = ["", headline(name), self._asked_text(row), f"{count:,}"]
        items = [QTableWidgetItem(text) for text in texts]
        ratio = self.devicePixelRatioF()
        size = _SWATCH.width(), _SWATCH.height()
        items[SAMPLE].setIcon(symbol_icon(symbol.symbol, *size, ratio))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        items[COUNT].setTextAlignment(right)
        muted = tone("muted")
        if muted is not None and (hidden or not count):
            items[NAME].setForeground(muted)
        if hidden:
            font = items[NAME].font()
            font.setStrikeOut(True)
            items[NAME].setFont(font)
        for column, item in enumerate(items):
            item.setFlags(self._flags(row, column))
            item.setToolTip(texts[column])
            self.setItem(row, column, item)

    def _flags(self, row: int, column: int) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        theme = self._theme
        if theme is None or row >= len(theme.classes):
            return flags
        entry = theme.classes[row]
        limit = theme.kind is not ThemeKind.GRADUATED or entry.upper is not None
        own = column == NAME or (column == ASKED and entry.role is Role.NAMED and limit)
        return flags | Qt.ItemFlag.ItemIsEditable if own else flags

    def _asked_text(self, row: int) -> str:
        theme = self._theme
        if theme is None or row >= len(theme.classes):
            return ""
        entry = theme.classes[row]
        if theme.kind is ThemeKind.GRADUATED:
            return "" if entry.upper is None else f"{entry.upper:.10g}"
        if not entry.condition:
            return ""
        known = attributes_of(theme.layer_id)
        try:
            return written(parse(entry.condition, known), known, self._language)
        except ConditionError:
            return entry.condition

    # --- edits ------------------------------------------------------------------

    def _edited(self, item: QTableWidgetItem) -> None:
        if self._filling or self._theme is None:
            return
        row, text = item.row(), item.text().strip()
        try:
            if item.column() == NAME:
                self._rename(row, text)
            elif self._theme.kind is ThemeKind.GRADUATED:
                self._move_limit(row, text)
            else:
                self._ask_otherwise(row, text)
        except ConditionError as error:
            self.refused.emit(error)

    def _rename(self, row: int, text: str) -> None:
        self._put(row, name=Text(text, text))

    def _ask_otherwise(self, row: int, text: str) -> None:
        theme = self._theme
        if theme is None:
            return
        known = attributes_of(theme.layer_id)
        condition = written(parse(text, known), known)
        self._put(row, condition=condition)

    def _move_limit(self, row: int, text: str) -> None:
        theme = self._theme
        if theme is None:
            return
        uppers = [entry.upper for entry in theme.classes]
        try:
            uppers[row] = float(text.replace(",", ""))
        except ValueError:
            raise ConditionError(_NO_LIMIT.filled(text=text)) from None
        limits = [upper for upper in uppers if upper is not None]
        if limits != sorted(set(limits)):
            raise ConditionError(_NOT_RISING)
        # The names say the limits: they are made anew.
        classes = tuple(
            replace(entry, upper=upper, name=Text("", ""))
            for entry, upper in zip(theme.classes, uppers, strict=True)
        )
        self.changed.emit(replace(theme, classes=classes))

    def _put(self, row: int, **values: object) -> None:
        if self._theme is None:
            return
        classes = list(self._theme.classes)
        classes[row] = replace(classes[row], **values)  # type: ignore[arg-type]
        self.changed.emit(replace(self._theme, classes=tuple(classes)))

    def _asked(self, row: int, column: int) -> None:
        if column in (SAMPLE, COUNT):
            self.colour_asked.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the removal of a class on Delete, for a colour on Space."""
        if event.key() == Qt.Key.Key_Delete:
            self.removal_asked.emit()
        elif event.key() == Qt.Key.Key_Space and self.currentRow() >= 0:
            self.colour_asked.emit(self.currentRow())
        else:
            super().keyPressEvent(event)


_NO_LIMIT = Text(
    "上限“{text}”不是数字；分级没有改变。",
    "The limit “{text}” is no number; the classes are as before.",
)
_NOT_RISING = Text(
    "各级的上限要从小到大，互不相同；分级没有改变。",
    "Limits have to rise from class to class; the classes are as before.",
)
