"""公示牌统计: boards in rows and columns on a day; every number shows its boards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.inventory import AXES, Axis, pivot
from gridwatch.district.wording import Kind, OfficerError, Text
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.photobox import day_box, day_of
from gridwatch.gui.tables import headline
from gridwatch.reports.tables import Column, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.inventory import Pivot
    from gridwatch.gui.session import Session

__all__ = ["InventoryDialog"]

_WIDE, _TALL = 860, 600
_LEAST = 58
_TOTAL = Text("合计", "total")


class InventoryDialog(QDialog):
    """A pivot table of boards; a click on a number selects them everywhere.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.pivot: Pivot | None = None
        self.within: dict[Axis, tuple[str, str]] = {}
        self.setWindowTitle(self.tr("公示牌统计"))
        fit_screen(self, _WIDE, _TALL)
        self.rows, self.columns = self._axis(Axis.TOWN), self._axis(Axis.LEVEL)
        self.swap = QPushButton(self.tr("行列互换"), self)
        self.swap.setAutoDefault(False)
        self.day = day_box(session.as_of, self)
        self.path = QPushButton(self)
        self.path.setObjectName("link")
        self.path.setAutoDefault(False)
        self.table = QTableWidget(self)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(
            QHeaderView.ResizeMode.Stretch
        )
        self.table.horizontalHeader().setMinimumSectionSize(_LEAST)
        self.table.setAccessibleName(self.tr("公示牌统计表"))
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.export_button = QPushButton(self.tr("导出 Excel…"), self)
        self.into_button = QPushButton(self.tr("细看这一行"), self)
        self.close_button = QPushButton(self.tr("关闭"), self)
        self._lay_out()
        self._listen()
        self.refresh()

    def _listen(self) -> None:
        session = self.session
        for box in (self.rows, self.columns):
            box.currentIndexChanged.connect(lambda _: self.refresh())
        self.day.dateChanged.connect(lambda _: self.refresh())
        self.swap.clicked.connect(self.exchange)
        self.path.clicked.connect(self.leave)
        self.table.cellClicked.connect(self.show_boards)
        self.table.cellDoubleClicked.connect(lambda row, _: self.enter(row))
        self.table.currentCellChanged.connect(lambda *_: self._allow())
        self.into_button.clicked.connect(lambda: self.enter(self.table.currentRow()))
        self.export_button.clicked.connect(self.ask_export)
        self.close_button.clicked.connect(self.reject)
        session.district_changed.connect(self.refresh)
        session.closed.connect(self.close)

    def _axis(self, chosen: Axis) -> QComboBox:
        box = QComboBox(self)
        for axis, name in AXES.items():
            box.addItem(headline(name.of(self.session.language)), axis.value)
        box.setCurrentIndex(list(AXES).index(chosen))
        return box

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for words, widget in (
            (self.tr("行"), self.rows),
            (self.tr("列"), self.columns),
            (self.tr("这一天在立"), self.day),
        ):
            top.addWidget(QLabel(words, self))
            top.addWidget(widget)
            top.addSpacing(10)
        top.addWidget(self.swap)
        top.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        for button in (self.close_button, self.into_button, self.export_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(10)
        box.addLayout(top)
        box.addWidget(self.path, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.table, 1)
        box.addLayout(foot)

    # --- content ----------------------------------------------------------------

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """What rows and columns are."""
        return Axis(self.rows.currentData()), Axis(self.columns.currentData())

    def refresh(self, _kinds: object = None) -> None:
        """Count again."""
        limits = {axis: key for axis, (key, _) in self.within.items()}
        found = pivot(
            self.session.district, day_of(self.day), *self.axes, within=limits
        )
        self.pivot = found
        language = self.session.language
        total = _TOTAL.of(language)
        self.table.clear()
        self.table.setRowCount(len(found.rows) + 1)
        self.table.setColumnCount(len(found.columns) + 1)
        heads = [headline(one.text.of(language)) for one in found.columns]
        self.table.setHorizontalHeaderLabels([*heads, headline(total)])
        names = [one.text.of(language) for one in found.rows]
        self.table.setVerticalHeaderLabels([*names, headline(total)])
        for row in range(len(found.rows) + 1):
            for column in range(len(found.columns) + 1):
                self.table.setItem(row, column, self._item(row, column))
        places = [f"{AXES[a].of(language)}：{n}" for a, (_, n) in self.within.items()]
        self.path.setText(self.tr("返回上一层：") + "　".join(places))
        self.path.setVisible(bool(places))
        words = self.tr("{day} 在立 {n} 块。点数字选中公示牌，双击细看一行。")
        self.words.setText(words.format(day=found.as_of, n=found.count()))
        self._allow()

    def uids(self, row: int, column: int) -> tuple[str, ...]:
        """Return the boards behind a cell; the last row and column are totals."""
        found = self.pivot
        if found is None or row < 0 or column < 0:
            return ()
        rows, columns = found.rows, found.columns
        return found.uids(
            rows[row].key if row < len(rows) else None,
            columns[column].key if column < len(columns) else None,
        )

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        number = len(self.uids(row, column))
        item = QTableWidgetItem(str(number) if number else "·")
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        found = self.pivot
        if found and (row == len(found.rows) or column == len(found.columns)):
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        return item

    def show_boards(self, row: int, column: int) -> None:
        """Select the boards behind a number in table and map."""
        uids = self.uids(row, column)
        if uids:
            self.session.select({Kind.SIGNBOARD: uids}, show=True)

    # --- the way down -----------------------------------------------------------

    def enter(self, row: int) -> None:
        """Look at one row alone: a town by village, a river by town, else by river."""
        axis, _ = self.axes
        found = self.pivot
        if found is None or not 0 <= row < len(found.rows) or axis in self.within:
            return
        one = found.rows[row]
        self.within[axis] = one.key, one.text.of(self.session.language)
        below = {Axis.TOWN: Axis.VILLAGE, Axis.RIVER: Axis.TOWN}
        wanted = below.get(axis, Axis.RIVER)
        if wanted in self.within:
            wanted = next(a for a in AXES if a not in self.within)
        self.rows.setCurrentIndex(list(AXES).index(wanted))
        self.refresh()

    def leave(self) -> None:
        """Go back up one step."""
        if self.within:
            axis = list(self.within)[-1]
            del self.within[axis]
            self.rows.setCurrentIndex(list(AXES).index(axis))
            self.refresh()

    def exchange(self) -> None:
        """Make rows of columns and columns of rows."""
        rows, columns = self.rows.currentIndex(), self.columns.currentIndex()
        self.rows.setCurrentIndex(columns)
        self.columns.setCurrentIndex(rows)

    def _allow(self) -> None:
        row, found = self.table.currentRow(), self.pivot
        inner = found is not None and 0 <= row < len(found.rows)
        self.into_button.setEnabled(inner and self.axes[0] not in self.within)

    # --- out --------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask where to save the table."""
        kinds = [self.tr("Excel 工作簿 (*.xlsx)")]
        name = f"{self.windowTitle()}.xlsx"
        ask_save(self, self.windowTitle(), name, kinds, self.export_to)

    def export_to(self, path: Path) -> None:
        """Write the table as shown."""
        found, language = self.pivot, self.session.language
        if found is None:
            return
        axis = headline(AXES[self.axes[0]].of(language))
        total = headline(_TOTAL.of(language))
        names = [one.text.of(language) for one in found.columns]
        heads = [Column(axis), *(Column(headline(n)) for n in names), Column(total)]
        titles = [*(one.text.of(language) for one in found.rows), total]
        body = [
            [title, *(len(self.uids(row, c)) for c in range(len(found.columns) + 1))]
            for row, title in enumerate(titles)
        ]
        try:
            write_table(path, f"{self.windowTitle()} {found.as_of}", heads, body)
        except OfficerError as error:
            self.session.troubled.emit(error)
            return
        self.words.setText(self.tr("已保存：{path}").format(path=path))
