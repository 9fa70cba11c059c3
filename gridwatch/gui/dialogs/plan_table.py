"""The plan of an import as a table: what each file is, and the officer's choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from gridwatch.district.wording import KIND_NAMES, Kind, Language, Text
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWheelEvent

    from gridwatch.intake.plan import Plan, PlannedFile

__all__ = ["PlanTable"]

_FILE, _KIND, _ROWS, _ENCODING, _CRS, _WHY = range(6)
_ROW_HEIGHT = 34
_WIDTHS = {_FILE: 205, _KIND: 138, _ROWS: 62, _ENCODING: 102, _CRS: 214}
_TABLES = (Kind.PERSON, Kind.OWNERSHIP)
_BY_GEOMETRY: dict[str, tuple[Kind, ...]] = {
    "point": (Kind.SIGNBOARD, Kind.OUTFALL),
    "line": (Kind.RIVER, Kind.SEGMENT),
    "polygon": (Kind.JURISDICTION, Kind.CELL, Kind.WATER_BODY),
    "none": _TABLES,
}
_ROSTER = Text("河长名单", "roster of chiefs")
_ENCODINGS = ("gb18030", "gbk", "utf-8", "big5", "cp1252")
_CRS_NAMES = {
    4490: "CGCS2000 (4490)",
    4326: "WGS 84 (4326)",
    4547: "CGCS2000 CM 114E (4547)",
    4548: "CGCS2000 CM 117E (4548)",
    4549: "CGCS2000 CM 120E (4549)",
    2383: "Xian 1980 CM 114E (2383)",
    2384: "Xian 1980 CM 117E (2384)",
    2435: "Beijing 1954 CM 114E (2435)",
    2436: "Beijing 1954 CM 117E (2436)",
}


class _Box(QComboBox):
    """A box that leaves the wheel to the table until it has been clicked."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the table instead."""
        event.ignore()


class PlanTable(QTableWidget):
    """One line per file, layer or sheet.

    Parameters
    ----------
    language : Language
        Language of the reasons.
    """

    changed = Signal(object)
    looked_at = Signal()

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._plan: Plan | None = None
        heads = [self.tr("文件"), self.tr("内容"), self.tr("行数"), self.tr("编码")]
        heads += [self.tr("坐标系"), self.tr("依据")]
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(heads)
        self.setAccessibleName(self.tr("导入计划"))
        head = dress_rows(self, _WIDTHS, height=_ROW_HEIGHT)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(_WHY, QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self.looked_at)

    def set_plan(self, plan: Plan) -> None:
        """Show a plan."""
        self._plan = plan
        self.setRowCount(len(plan.files))
        for row, file in enumerate(plan.files):
            self._fill(row, file)
        if self.current is None and plan.files:
            first = [i for i, file in enumerate(plan.files) if file.kind is not None]
            self.selectRow(first[0] if first else 0)

    @property
    def current(self) -> PlannedFile | None:
        """The file that is looked at, or None."""
        row = self.currentRow()
        files = self._plan.files if self._plan is not None else ()
        return files[row] if 0 <= row < len(files) else None

    def change_current(self, file: PlannedFile) -> None:
        """Put another decision in the place of the file that is looked at."""
        self._change(self.currentRow(), lambda _: file)
        self._fill(self.currentRow(), file)

    def tall_for(self, files: int) -> int:
        """Return the height, pixels, at which so many files show."""
        head = self.horizontalHeader().height() + 2 * self.frameWidth()
        return head + files * _ROW_HEIGHT + _ROW_HEIGHT // 2

    def kind_box(self, row: int) -> QComboBox:
        """Return the box in which the kind of a file is chosen."""
        box = self.cellWidget(row, _KIND)
        assert isinstance(box, QComboBox)
        return box

    def _fill(self, row: int, file: PlannedFile) -> None:
        name = QTableWidgetItem(file.source)
        name.setToolTip(str(file.path))
        self.setItem(row, _FILE, name)
        rows = QTableWidgetItem(f"{file.rows:,}")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        rows.setTextAlignment(right)
        self.setItem(row, _ROWS, rows)
        self.setCellWidget(row, _KIND, self._kinds(row, file))
        self._fill_encoding(row, file)
        self._fill_crs(row, file)
        self._explain(row, file)

    def _kinds(self, row: int, file: PlannedFile) -> QComboBox:
        box = _Box(self)
        box.addItem(self.tr("不导入"), None)
        fit = _BY_GEOMETRY.get(file.geometry, _TABLES)
        extra = (file.kind,) if file.kind is not None and file.kind not in fit else ()
        for kind in (*fit, *extra):
            text = _ROSTER if kind is Kind.PERSON else KIND_NAMES[kind]
            box.addItem(text.of(self._language), kind.value)
        wanted = file.kind.value if file.kind is not None else None
        box.setCurrentIndex(box.findData(wanted) if wanted else 0)
        box.activated.connect(lambda _: self._choose_kind(row, box.currentData()))
        box.activated.connect(lambda _: self.selectRow(row))
        return box

    def _fill_encoding(self, row: int, file: PlannedFile) -> None:
        if not file.encoding:
            self.removeCellWidget(row, _ENCODING)
            self.setItem(row, _ENCODING, QTableWidgetItem("—"))
            return
        box = _Box(self)
        names = [file.encoding, *(e for e in _ENCODINGS if e != file.encoding)]
        box.addItems(names)
        box.activated.connect(lambda _: self._choose_encoding(row, box.currentText()))
        self.setCellWidget(row, _ENCODING, box)

    def _fill_crs(self, row: int, file: PlannedFile) -> None:
        if file.geometry == "none" and file.crs is None:
            self.setItem(row, _CRS, QTableWidgetItem("—"))
            return
        box = _Box(self)
        if not file.coordinates.plain:
            box.addItem(file.coordinates.name.of(self._language), file.crs)
        elif file.crs is None:
            box.addItem(self.tr("请选择"), None)
        elif file.crs not in _CRS_NAMES:
            box.addItem(f"EPSG:{file.crs}", file.crs)
        for code, name in _CRS_NAMES.items():
            box.addItem(name, code)
        if file.crs is not None and file.coordinates.plain:
            box.setCurrentIndex(box.findData(file.crs))
        box.activated.connect(lambda _: self._choose_crs(row, box.currentData()))
        self.setCellWidget(row, _CRS, box)

    def _explain(self, row: int, file: PlannedFile) -> None:
        asked = file.questions
        texts = asked or (file.kind_reason,)
        words = "；".join(text.of(self._language).rstrip("。.；") for text in texts)
        item = QTableWidgetItem(f"？ {words}" if asked else words)
        item.setToolTip(self._reasons(file))
        shade = tone("warn" if asked else "muted")
        if shade is not None:
            item.setForeground(shade)
        self.setItem(row, _WHY, item)

    def _reasons(self, file: PlannedFile) -> str:
        reasons = (file.kind_reason, file.encoding_reason, file.crs_reason)
        return "\n".join(text.of(self._language) for text in reasons if text.zh)

    # --- choices ----------------------------------------------------------------

    def _choose_kind(self, row: int, kind: str | None) -> None:
        self._change(row, lambda file: file.with_(kind=Kind(kind) if kind else None))

    def _choose_encoding(self, row: int, encoding: str) -> None:
        self._change(row, lambda file: file.with_(encoding=encoding))

    def _choose_crs(self, row: int, crs: int | None) -> None:
        if crs is not None:
            self._change(row, lambda file: file.with_(crs=crs))

    def _change(self, row: int, choose: Callable[[PlannedFile], PlannedFile]) -> None:
        if self._plan is None:
            return
        file = choose(self._plan.files[row])
        self._plan = self._plan.with_file(file)
        self._explain(row, file)
        self.changed.emit(self._plan)
        if row == self.currentRow():
            self.looked_at.emit()
