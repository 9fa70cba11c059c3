"""The columns that a higher platform wants: put in order, named, saved, written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError
from gridwatch.gui.photobox import day_box, day_of
from gridwatch.gui.rowlook import dress_rows
from gridwatch.outgoing import mappings
from gridwatch.outgoing.mappings import MappedColumn, Mapping
from gridwatch.outgoing.tables import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gridwatch.gui.session import Session
    from gridwatch.outgoing.tables import Table

__all__ = ["MappingPage"]

HEADING, FIELD, VALUE, DATES = range(4)
_WIDTHS = {HEADING: 190, FIELD: 200, VALUE: 120}
_HIGH = 32


class MappingPage(QWidget):
    """A mapping: chosen, edited as a table, saved under a name.

    Parameters
    ----------
    session : Session
        What is open.
    folder : Path
        Where the officer's own mappings lie.
    """

    changed = Signal()

    def __init__(self, session: Session, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = folder
        self._make()
        self._lay_out()
        self._listen()
        self.list_names()
        self.load()

    def _make(self) -> None:
        self.names = QComboBox(self)
        self.names.setAccessibleName(self.tr("列次方案"))
        self.name = QLineEdit(self)
        self.kind = QComboBox(self)
        for kind in mappings.KINDS:
            self.kind.addItem(KIND_NAMES[kind].of(self._session.language), kind)
        self.dates = QComboBox(self)
        self.dates.setEditable(True)
        self.dates.addItems(["yyyy-mm-dd", "yyyy年m月d日", "yyyy/m/d", "yyyymmdd", ""])
        self.day = day_box(self._session.as_of, self)
        self.audience = QComboBox(self)
        self.audience.addItem(self.tr("对外（隐去手机号中间几位）"), Audience.PUBLIC)
        self.audience.addItem(self.tr("办公室内部（原样）"), Audience.OFFICE)
        wanted = self._session.memory.choice("audience", Audience.PUBLIC.value)
        self.audience.setCurrentIndex(int(wanted == Audience.OFFICE.value))
        self._make_table()
        self.buttons: dict[str, QPushButton] = {}
        for key, words in (
            ("add", self.tr("加一列")),
            ("remove", self.tr("删除列")),
            ("up", self.tr("上移")),
            ("down", self.tr("下移")),
            ("save", self.tr("保存方案")),
        ):
            button = QPushButton(words, self)
            button.setAutoDefault(False)
            self.buttons[key] = button

    def _make_table(self) -> None:
        self.table = QTableWidget(0, 4, self)
        self.table.setAccessibleName(self.tr("导出的列"))
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("表头"),
                self.tr("内容"),
                self.tr("固定值"),
                self.tr("日期写法"),
            ]
        )
        dress_rows(self.table, _WIDTHS, height=_HIGH, editable=True)
        self.table.verticalHeader().show()

    def _lay_out(self) -> None:
        form, other = QFormLayout(), QFormLayout()
        for place, rows in (
            (
                form,
                (
                    (self.tr("列次方案"), self.names),
                    (self.tr("名称"), self.name),
                    (self.tr("每行一个"), self.kind),
                ),
            ),
            (
                other,
                (
                    (self.tr("日期写法"), self.dates),
                    (self.tr("截至"), self.day),
                    (self.tr("用途"), self.audience),
                ),
            ),
        ):
            place.setHorizontalSpacing(12)
            place.setVerticalSpacing(6)
            for words, widget in rows:
                place.addRow(words, widget)
                widget.setAccessibleName(words)
        top = QHBoxLayout()
        top.setSpacing(24)
        top.addLayout(form, 1)
        top.addLayout(other, 1)
        acts = QVBoxLayout()
        for button in self.buttons.values():
            acts.addWidget(button)
        acts.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self.table, 1)
        middle.addLayout(acts)
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 10, 0, 0)
        box.setSpacing(10)
        box.addLayout(top)
        box.addLayout(middle, 1)
        box.addWidget(self.words)

    def _listen(self) -> None:
        self.names.activated.connect(lambda _: self.load())
        self.kind.activated.connect(lambda _: self._start_anew())
        self.name.textChanged.connect(lambda _: self.changed.emit())
        self.table.itemSelectionChanged.connect(self._allow)
        self.buttons["add"].clicked.connect(self.add_column)
        self.buttons["remove"].clicked.connect(self.remove_column)
        self.buttons["up"].clicked.connect(lambda: self.move_column(-1))
        self.buttons["down"].clicked.connect(lambda: self.move_column(1))
        self.buttons["save"].clicked.connect(self.save)

    # --- which mapping ----------------------------------------------------------

    def list_names(self, chosen: str = "") -> None:
        """List the mappings there are; those of the officer win over ours."""
        known = mappings.mappings_in(mappings.own_mappings(), self._folder)
        self.names.clear()
        for name, path in known.items():
            self.names.addItem(name, path)
        if chosen:
            self.names.setCurrentText(chosen)

    def load(self) -> None:
        """Show the chosen mapping."""
        path = self.names.currentData()
        if path is None:
            self._start_anew()
            return
        try:
            self.show_mapping(mappings.read_mapping(path))
        except OfficerError as error:
            self.words.setText(error.text.of(self._session.language))

    def _start_anew(self) -> None:
        kind = Kind(self.kind.currentData())
        name = KIND_NAMES[kind].of(self._session.language)
        language = self._session.language
        self.show_mapping(mappings.starting_mapping(kind, name, language))

    def show_mapping(self, mapping: Mapping) -> None:
        """Show a mapping, to be edited."""
        self.name.setText(mapping.name)
        self.kind.setCurrentIndex(self.kind.findData(mapping.kind))
        self.dates.setCurrentText(mapping.date_format)
        self._fill(mapping.columns)
        self.words.setText(self.tr("改了列次、表头后点“保存方案”，下次可直接选用。"))
        self.changed.emit()

    def mapping(self) -> Mapping:
        """Return the mapping as it stands in the table."""
        return Mapping(
            self.name.text().strip(),
            Kind(self.kind.currentData()),
            tuple(self._column(row) for row in range(self.table.rowCount())),
            self.dates.currentText(),
        )

    # --- its columns ------------------------------------------------------------

    def _fill(self, columns: Sequence[MappedColumn], chosen: int = 0) -> None:
        self.table.setRowCount(0)
        self.table.setRowCount(len(columns))
        kind = Kind(self.kind.currentData())
        choices = mappings.choices_of(kind, self._session.language)
        for row, column in enumerate(columns):
            for place, text in (
                (HEADING, column.heading),
                (VALUE, column.value),
                (DATES, column.date_format),
            ):
                self.table.setItem(row, place, QTableWidgetItem(text))
            box = QComboBox(self.table)
            box.setAccessibleName(self.tr("内容"))
            box.addItem(self.tr("（固定值）"), "")
            for one in choices:
                box.addItem(one.title, one.key)
            box.setCurrentIndex(max(box.findData(column.field), 0))
            self.table.setCellWidget(row, FIELD, box)
        if columns:
            self.table.selectRow(min(chosen, len(columns) - 1))
        self._allow()

    def _column(self, row: int) -> MappedColumn:
        texts = [
            item.text() if (item := self.table.item(row, place)) else ""
            for place in (HEADING, VALUE, DATES)
        ]
        box = self.table.cellWidget(row, FIELD)
        field = str(box.currentData()) if isinstance(box, QComboBox) else ""
        return MappedColumn(texts[0], field, "" if field else texts[1], texts[2])

    def _row(self) -> int:
        chosen = self.table.selectionModel().selectedRows()
        return chosen[0].row() if chosen else -1

    def _allow(self) -> None:
        row, last = self._row(), self.table.rowCount() - 1
        self.buttons["remove"].setEnabled(row >= 0 and last > 0)
        self.buttons["up"].setEnabled(row > 0)
        self.buttons["down"].setEnabled(0 <= row < last)

    def add_column(self) -> None:
        """Add a column with a fixed value behind the chosen one."""
        columns, row = list(self.mapping().columns), self._row()
        columns.insert(row + 1, MappedColumn(self.tr("新列")))
        self._fill(columns, row + 1)

    def remove_column(self) -> None:
        """Take the chosen column out."""
        columns, row = list(self.mapping().columns), self._row()
        if row >= 0 and len(columns) > 1:
            del columns[row]
            self._fill(columns, row)

    def move_column(self, by: int) -> None:
        """Move the chosen column up or down."""
        columns, row = list(self.mapping().columns), self._row()
        if row >= 0 and 0 <= row + by < len(columns):
            columns.insert(row + by, columns.pop(row))
            self._fill(columns, row + by)

    # --- files ------------------------------------------------------------------

    def save(self) -> None:
        """Save the mapping under its name in the officer's own folder."""
        try:
            path = mappings.save_mapping(self.mapping(), self._folder)
        except OfficerError as error:
            self.words.setText(error.text.of(self._session.language))
            return
        self.list_names(path.stem)
        self.words.setText(self.tr("已保存方案 {path}").format(path=path))

    def sheet_maker(self) -> Callable[[], Table]:
        """Return what makes the sheet as it is wanted now; any thread may call it."""
        district, language = self._session.district, self._session.language
        mapping, day = self.mapping(), day_of(self.day)
        audience = Audience(self.audience.currentData())
        return lambda: mappings.mapped_table(district, mapping, day, audience, language)
