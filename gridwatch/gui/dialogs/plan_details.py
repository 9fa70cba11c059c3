"""One file of an import plan in detail: its rows as they will read, and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import FIELDS, Kind, Language, Text
from gridwatch.gui.facebox import FACE_PARTS
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows
from gridwatch.intake.columns import aliases
from gridwatch.intake.previews import Preview, first_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.intake.delivery import PlannedFile

__all__ = ["ColumnsPane", "RowsPane", "field_word"]

_WIDEST, _ROW_HEIGHT, _SIDE = 240, 28, 210
_FACE = "face."
_ROSTER: dict[str, Text] = {
    "role": Text("职务", "role"),
    "level": Text("级别", "rank"),
    "covers": Text("责任对象类别", "kind of what is covered"),
    "covers_code": Text("责任对象代码", "code of what is covered"),
    "covers_name": Text("责任对象名称", "name of what is covered"),
    "since": Text("任职日期", "in office since"),
    "until": Text("离任日期", "in office until"),
    "acting": Text("代管", "acting"),
    "note": Text("备注", "note"),
    "serial": Text("序号", "serial"),
    "document": Text("任免文件", "document"),
    "river": Text("河流名称", "name of the river"),
    "village": Text("村居名称", "name of the village"),
    "town": Text("镇街名称", "name of the town"),
}


def field_word(kind: Kind, key: str, language: Language) -> str:
    """Return what a field that a column may fill is called.

    Parameters
    ----------
    kind : Kind
        What the rows of the file are; ``Kind.PERSON`` is a roster.
    key : str
        The field, as the table of columns has it.
    language : Language
        Language of the word.
    """
    if key.startswith(_FACE):
        part = key.removeprefix(_FACE)
        lead = Text("牌面", "face")
        return (
            f"{lead.of(language)}·{FACE_PARTS.get(part, Text(part, part)).of(language)}"
        )
    if kind is Kind.PERSON and key in _ROSTER:
        return _ROSTER[key].of(language)
    kinds = (kind, Kind.OWNERSHIP, Kind.PERSON)
    names = {f.key: f.name for k in reversed(kinds) for f in FIELDS[k]}
    return names[key].of(language) if key in names else key


class RowsPane(QWidget):
    """The first rows of a file in every encoding it may be in, the likeliest first."""

    chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._file: PlannedFile | None = None
        self._errand: Errand | None = None
        self._kept: dict[tuple[object, str | None], tuple[Preview, ...]] = {}
        self.previews: tuple[Preview, ...] = ()
        self.list = QListWidget(self)
        self.list.setFixedWidth(_SIDE)
        self.list.setAccessibleName(self.tr("编码"))
        self.list.setSpacing(1)
        self.table = _table(self, self.tr("前几行"))
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.table, 1)
        right.addWidget(self.words)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.list)
        box.addLayout(right, 1)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self._choose)

    def show_file(self, file: PlannedFile | None) -> None:
        """Show a file's rows; they are read in the background."""
        self._file = file
        self.drop()
        if file is None or (file.kind is None and not file.columns):
            self._told((), self.tr("选一个文件，看它的前几行。"))
            return
        key = file.path, file.layer
        if key in self._kept:
            self._read(file, self._kept[key])
            return
        self._told((), self.tr("正在读取前几行…"))

        def work(_: Reporter) -> tuple[Preview, ...]:
            return first_rows(file.path, file.layer, file.encoding)

        def failed(_: Exception) -> None:
            self._told((), self.tr("这个文件读不出来。"))

        self._errand = self._session.errands.start(
            work, lambda found: self._read(file, found), failed
        )

    def preview_of(self, file: PlannedFile | None) -> Preview | None:
        """Return a file's rows in its encoding, where they have been read."""
        if file is None:
            return None
        found = self._kept.get((file.path, file.layer), ())
        return next((p for p in found if p.encoding in ("", file.encoding)), None)

    def drop(self) -> None:
        """Wait for nothing any more."""
        if self._errand is not None:
            self._errand.drop()
            self._errand = None

    def _read(self, file: PlannedFile, found: tuple[Preview, ...]) -> None:
        self._errand = None
        self._kept[file.path, file.layer] = found
        if not found:
            self._told((), self.tr("这个文件没有可以预览的行。"))
            return
        self._told(found, "")
        names = [one.encoding for one in found]
        self.list.setCurrentRow(
            names.index(file.encoding) if file.encoding in names else 0
        )

    def _told(self, previews: tuple[Preview, ...], words: str) -> None:
        self.list.blockSignals(True)
        self.previews = previews
        self.list.clear()
        for one in previews:
            if not one.encoding:
                continue
            item = QListWidgetItem(f"{one.encoding.upper()}    {one.score:.0%}")
            item.setToolTip(one.reason.of(self._session.language))
            self.list.addItem(item)
        self.list.setVisible(self.list.count() > 0)
        self.list.blockSignals(False)
        self.table.setVisible(bool(previews))
        self.words.setText(words)
        if previews and not self.list.count():
            self._show(0)

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self.previews):
            return
        one = self.previews[row]
        # What an encoding can spoil comes first.
        order = sorted(range(len(one.names)), key=lambda at: _plain(one, at))
        names = [one.names[at] for at in order]
        _fill(self.table, names, [_at(values, order) for values in one.rows])
        self.words.setText(one.reason.of(self._session.language))

    def _choose(self, item: QListWidgetItem) -> None:
        encoding = self.previews[self.list.row(item)].encoding
        if self._file is not None and encoding != self._file.encoding:
            self.chosen.emit(encoding)


class ColumnsPane(QWidget):
    """Which column of a file fills which field, with values to see it by."""

    chosen = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.table = _table(self, self.tr("列与字段"))
        heads = [
            self.tr("文件里的列"),
            self.tr("填入"),
            self.tr("例值"),
            self.tr("依据"),
        ]
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.table, 1)
        box.addWidget(self.words)

    def show_file(
        self, file: PlannedFile | None, preview: Preview | None = None
    ) -> None:
        """Show the columns of a file, with the values of a preview."""
        self.table.setRowCount(0)
        if file is None or file.kind is None:
            self.words.setText(self.tr("先选定这个文件的内容，再看列怎么对应。"))
            return
        values = _values(file, preview)
        self.table.setRowCount(len(file.columns))
        used_first = sorted(file.columns, key=lambda pair: pair[1] is None)
        for row, (name, field) in enumerate(used_first):
            self.table.setItem(row, 0, QTableWidgetItem(name))
            self.table.setCellWidget(row, 1, self._fields(file.kind, name, field))
            self.table.setItem(row, 2, _muted(" · ".join(values.get(name, ()))))
            self.table.setItem(row, 3, self._why(file, name))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((190, 190, 260)):
            self.table.setColumnWidth(column, width)
        header.setStretchLastSection(True)
        used = sum(field is not None for _, field in file.columns)
        words = self.tr(
            "{used} 列填入字段，{rest} 列不采用；不采用的列不会写进工作库。"
        )
        told = words.format(used=used, rest=len(file.columns) - used)
        if file.header_row and file.placed:
            told += self.tr("坐标列用来定位。")
        self.words.setText(told)

    def _why(self, file: PlannedFile, name: str) -> QTableWidgetItem:
        language = self._session.language
        doubt = dict(file.column_doubts).get(name)
        if doubt is not None:
            item = QTableWidgetItem(f"？ {doubt.of(language)}")
            item.setToolTip(doubt.of(language))
            shade = tone("warn")
            if shade is not None:
                item.setForeground(shade)
            return item
        reason = dict(file.column_reasons).get(name)
        none = self.tr("没有认出对应的字段")
        return _muted(reason.of(language) if reason is not None else none)

    def field_box(self, row: int) -> QComboBox:
        """Return the box in which the field of a column is chosen."""
        box = self.table.cellWidget(row, 1)
        assert isinstance(box, QComboBox)
        return box

    def _fields(self, kind: Kind, name: str, field: str | None) -> QComboBox:
        box = QComboBox(self)
        box.addItem(self.tr("不采用"), None)
        keys = [claim for claim, _ in aliases()[kind].fields.values()]
        if field is not None:
            keys.append(field)
        for key in dict.fromkeys(keys):
            box.addItem(field_word(kind, key, self._session.language), key)
        box.setCurrentIndex(box.findData(field) if field else 0)
        box.activated.connect(lambda _: self.chosen.emit(name, box.currentData()))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        return box


def _at(values: Sequence[str], order: Sequence[int]) -> list[str]:
    return [values[at] if at < len(values) else "" for at in order]


def _plain(preview: Preview, at: int) -> bool:
    """Tell whether name and values of a column read alike in every encoding."""
    return all(
        text.isascii()
        for text in (preview.names[at], *(_at(r, [at])[0] for r in preview.rows))
    )


def _values(file: PlannedFile, preview: Preview | None) -> dict[str, Sequence[str]]:
    """Return some values of each column, those of equal place where names differ."""
    if preview is None:
        return {}
    columns = list(zip(*preview.rows, strict=False))
    return {
        name: [value for value in values if value][:3]
        for (name, _), values in zip(file.columns, columns, strict=False)
    }


def _table(parent: QWidget, name: str) -> QTableWidget:
    table = QTableWidget(parent)
    table.setAccessibleName(name)
    dress_rows(table, height=_ROW_HEIGHT)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    return table


def _fill(
    table: QTableWidget, names: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    table.setRowCount(len(rows))
    table.setColumnCount(len(names))
    table.setHorizontalHeaderLabels([name or " " for name in names])
    for at, row in enumerate(rows):
        for column, value in enumerate(row[: len(names)]):
            item = QTableWidgetItem(value)
            item.setToolTip(value)
            table.setItem(at, column, item)
    measure = QFontMetrics(table.font()).horizontalAdvance
    for column, name in enumerate(names):
        texts = [name, *(row[column] for row in rows if column < len(row))]
        widest = max(measure(text) for text in texts) + 28
        table.setColumnWidth(column, min(widest, _WIDEST))


def _muted(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    shade = tone("muted")
    if shade is not None:
        item.setForeground(shade)
    return item
