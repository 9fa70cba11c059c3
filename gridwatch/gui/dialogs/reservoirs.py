"""水库: each reservoir once, with water, shore, chiefs and the shore by village."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.reservoirs import (
    SHORE_LINES,
    ManagedPart,
    Reservoir,
    ShoreVillage,
    reservoirs_of,
)
from gridwatch.district.riverpapers import names_of
from gridwatch.district.wording import Kind, OfficerError, choice
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows
from gridwatch.reports.rivers import reservoir_book

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.gui.session import Session

__all__ = ["ReservoirsDialog"]

_WIDE, _TALL = 980, 640
_WHICH = Qt.ItemDataRole.UserRole
_KM2 = 1e6
_SHOWN = frozenset(
    {Kind.WATER_BODY, Kind.JURISDICTION, Kind.PERSON, Kind.POST, Kind.TERM}
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ReservoirsDialog(QDialog):
    """Shows the reservoirs; a click shows a part or a village on the map.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.reservoirs: tuple[Reservoir, ...] = ()
        self.setWindowTitle(self.tr("水库管理"))
        fit_screen(self, _WIDE, _TALL)
        self._make()
        self._lay_out()
        self.tree.currentItemChanged.connect(lambda item, _: self._chosen(item))
        self.villages.itemSelectionChanged.connect(self._village_chosen)
        self.export.clicked.connect(self._ask_table)
        self.close_button.clicked.connect(self.reject)
        session.closed.connect(self.reject)
        session.district_changed.connect(self._district_changed)
        session.as_of_changed.connect(self.refresh)
        self.refresh()

    def _make(self) -> None:
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(self.tr("水库及其水域、陆域"))
        self.tree.setColumnCount(5)
        heads = [
            self.tr("水库"),
            self.tr("代码"),
            self.tr("面积（平方公里）"),
            self.tr("责任人"),
            self.tr("报告对象"),
        ]
        self.tree.setHeaderLabels(heads)
        self.tree.setAlternatingRowColors(True)
        head = self.tree.header()
        head.setStretchLastSection(True)
        for column, width in enumerate((190, 130, 120, 190)):
            self.tree.setColumnWidth(column, width)
        self.line = QLabel(self)
        self.line.setObjectName("section")
        self._make_villages()
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.export = QPushButton(self.tr("导出表格…"), self)
        self.close_button = QPushButton(self.tr("关闭"), self)
        self.export.setAutoDefault(False)
        self.close_button.setAutoDefault(False)

    def _make_villages(self) -> None:
        self.villages = QTableWidget(0, 4, self)
        self.villages.setAccessibleName(self.tr("岸线分村"))
        self.villages.setHorizontalHeaderLabels(
            [
                self.tr("村居"),
                self.tr("村居代码"),
                self.tr("岸线长度（米）"),
                self.tr("陆域面积（平方公里）"),
            ]
        )
        head = dress_rows(self.villages, {1: 130, 2: 130, 3: 160})
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.line)
        column.addWidget(self.villages, 1)
        middle = QSplitter(Qt.Orientation.Vertical, self)
        middle.addWidget(self.tree)
        middle.addWidget(below)
        middle.setSizes([240, 320])
        middle.setHandleWidth(8)
        middle.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(self.export)
        foot.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(10)
        box.addWidget(middle, 1)
        box.addLayout(foot)

    # --- content ----------------------------------------------------------------

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        # A bound method: Qt lets go of it with the dialog.
        if kinds & _SHOWN:
            self.refresh()

    def refresh(self) -> None:
        """Gather the reservoirs of the district on the day of the session."""
        session = self._session
        self.reservoirs = reservoirs_of(session.district, session.as_of)
        self.tree.blockSignals(True)
        self.tree.clear()
        for number, one in enumerate(self.reservoirs):
            self.tree.addTopLevelItem(self._item(number, one))
        self.tree.expandAll()
        self.tree.blockSignals(False)
        self.export.setEnabled(bool(self.reservoirs))
        if self.reservoirs:
            objects = sum(len(one.parts) for one in self.reservoirs)
            text = self.tr(
                "水库 {n} 座，管理对象 {m} 个（水域、陆域分开管理，只计一座）。"
            )
            self.words.setText(text.format(n=len(self.reservoirs), m=objects))
            first = self.tree.topLevelItem(0)
            if first is not None:
                self.tree.setCurrentItem(first)
        else:
            self.words.setText(self.tr("还没有水库：请先导入水库的水域和陆域面图层。"))
            self._show_villages(None)

    def _item(self, number: int, one: Reservoir) -> QTreeWidgetItem:
        item = QTreeWidgetItem([f"{one.name}  {one.scale}".strip(), ""])
        item.setData(0, _WHICH, (number, -1))
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        for place, part in enumerate(one.parts):
            item.addChild(self._part_item(number, place, part))
        return item

    def _part_item(self, number: int, place: int, part: ManagedPart) -> QTreeWidgetItem:
        language = self._session.language
        roles = "、".join(dict.fromkeys(post.role for post in part.posts))
        who = f"{roles} {names_of(part.chiefs)}".strip()
        item = QTreeWidgetItem(
            [
                choice(part.body.part, language),
                part.body.code,
                f"{part.square_metres / _KM2:,.3f}",
                who,
                " → ".join(step.of(language) for step in part.line),
            ]
        )
        item.setData(0, _WHICH, (number, place))
        item.setTextAlignment(2, _RIGHT)
        danger = tone("danger")
        if danger is not None and not part.chiefs:
            item.setForeground(3, danger)
        return item

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        number, place = item.data(0, _WHICH)
        one = self.reservoirs[number]
        self._show_villages(one)
        parts = one.parts if place < 0 else (one.parts[place],)
        uids = [part.body.uid for part in parts]
        self._session.select({Kind.WATER_BODY: uids}, show=True)

    def _show_villages(self, one: Reservoir | None) -> None:
        rows = one.villages if one else ()
        self.villages.blockSignals(True)
        self.villages.clearSelection()
        self.villages.setRowCount(len(rows))
        for row, share in enumerate(rows):
            self._fill(row, share)
        self.villages.blockSignals(False)
        if one is None:
            self.line.clear()
            return
        line = SHORE_LINES[one.shore_line].of(self._session.language)
        text = self.tr("{name}岸线分村：沿{line}量取，共 {metres} 米")
        self.line.setText(
            text.format(name=one.name, line=line, metres=f"{one.shore_metres:,.0f}")
        )

    def _fill(self, row: int, share: ShoreVillage) -> None:
        village = share.village
        texts = (
            village.name if village else self.tr("不在任何村居内"),
            village.code if village else "",
            f"{share.metres:,.0f}",
            f"{share.square_metres / _KM2:,.3f}",
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column > 1:
                item.setTextAlignment(_RIGHT)
            item.setData(_WHICH, village.uid if village else "")
            self.villages.setItem(row, column, item)

    def _village_chosen(self) -> None:
        for item in self.villages.selectedItems()[:1]:
            uid = str(item.data(_WHICH))
            if uid:
                self._session.select({Kind.JURISDICTION: [uid]}, show=True)

    # --- out --------------------------------------------------------------------

    def _ask_table(self) -> None:
        name = self.tr("水库管理")
        ask_save(
            self,
            self.tr("导出表格"),
            f"{name}_{self._session.as_of.isoformat()}.xlsx",
            [self.tr("Excel 工作簿 (*.xlsx)")],
            self.export_to,
        )

    def export_to(self, path: Path) -> None:
        """Write reservoirs and shores by village to a spreadsheet."""
        session = self._session
        try:
            reservoir_book(path, self.reservoirs, session.as_of, session.language)
        except OfficerError as error:
            session.troubled.emit(error)
