"""Which layers go out, as what, and what would be lost: seen before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.rows import MAPPED
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.fieldtable import FieldTable
from gridwatch.gui.errands import message
from gridwatch.gui.photobox import day_box, day_of
from gridwatch.outgoing import export
from gridwatch.outgoing.tables import LAYERS, ROSTER, Audience, layer_name

if TYPE_CHECKING:
    from gridwatch.gui.errands import Errand
    from gridwatch.gui.session import Session
    from gridwatch.outgoing.fitting import Problem

__all__ = ["LayersPage"]

_NAME = Qt.ItemDataRole.UserRole
_WAIT = 150
_SIDE = 200
_CGCS2000, _WGS84 = 4490, 4326
_WIDTHS = (100, 46, 118, 118)
_PLACES = frozenset(kind.value for kind in MAPPED)
_ONLY_PLACES = ("geojson", "kml")


class LayersPage(QWidget):
    """Layers, format, encoding, CRS, day, audience; and the list of what would be lost.

    Parameters
    ----------
    session : Session
        What is open.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._errand: Errand | None = None
        self.plan: export.Plan | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self.look)
        self._make()
        self._lay_out()
        self._listen()
        self._allow()
        self._timer.start()

    def _make(self) -> None:
        self.layers = QListWidget(self)
        self.layers.setAccessibleName(self.tr("要导出的图层"))
        self.layers.setFixedWidth(_SIDE)
        self._fill_layers()
        self.format = QComboBox(self)
        for name, words in (
            ("shp", self.tr("Shapefile（文件夹）")),
            ("gpkg", self.tr("GeoPackage（.gpkg）")),
            ("geojson", self.tr("GeoJSON（网页地图）")),
            ("kml", self.tr("KML（谷歌地球、奥维）")),
            ("xlsx", self.tr("Excel 工作簿（.xlsx）")),
            ("csv", self.tr("CSV 文本（.csv）")),
        ):
            self.format.addItem(words, name)
        self.encoding = QComboBox(self)
        for name, words in (
            ("gbk", self.tr("GBK（老版 ArcGIS、各地通用）")),
            ("gb18030", self.tr("GB18030（生僻字）")),
            ("utf-8", self.tr("UTF-8（新版 ArcGIS、QGIS）")),
        ):
            self.encoding.addItem(words, name)
        self.crs = QComboBox(self)
        own = self._session.district.crs
        self.crs.addItem(self.tr("工作库的（EPSG:{n}）").format(n=own), None)
        self.crs.addItem(self.tr("CGCS2000 经纬度（EPSG:4490）"), _CGCS2000)
        self.crs.addItem(self.tr("WGS 84 经纬度（EPSG:4326）"), _WGS84)
        self.day = day_box(self._session.as_of, self)
        self.audience = QComboBox(self)
        self.audience.addItem(self.tr("对外（隐去手机号中间几位）"), Audience.PUBLIC)
        self.audience.addItem(self.tr("办公室内部（原样）"), Audience.OFFICE)
        wanted = self._session.memory.choice("audience", Audience.PUBLIC.value)
        self.audience.setCurrentIndex(int(wanted == Audience.OFFICE.value))
        self._make_problems()

    def _make_problems(self) -> None:
        heads = (
            self.tr("图层"),
            self.tr("行"),
            self.tr("编码或名称"),
            self.tr("字段"),
            self.tr("说明"),
        )
        self.problems = FieldTable(heads, _WIDTHS, self, frozenset({1}))
        self.problems.setAccessibleName(self.tr("写出前的提示"))
        self.problems.tell_by(self._texts, self._shade)
        self.told = QLabel(self)
        self.told.setObjectName("section")
        self.told.setWordWrap(True)
        self.fit = QCheckBox(self.tr("放不进去的值：缺的字写成〓，过长的截断"), self)

    def _fill_layers(self) -> None:
        district = self._session.district
        for name in LAYERS:
            rows = district.posts if name == ROSTER else district.rows(Kind(name))
            words = layer_name(name).of(self._session.language)
            item = QListWidgetItem(f"{words}  {len(rows)}", self.layers)
            item.setData(_NAME, name)
            on = bool(rows) and name in _PLACES
            state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            item.setCheckState(state)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        for words, widget in (
            (self.tr("格式"), self.format),
            (self.tr("编码"), self.encoding),
            (self.tr("坐标系"), self.crs),
            (self.tr("截至"), self.day),
            (self.tr("用途"), self.audience),
        ):
            form.addRow(words, widget)
            widget.setAccessibleName(words)
        side = QVBoxLayout()
        label = QLabel(self.tr("图层"), self)
        label.setObjectName("section")
        side.addWidget(label)
        side.addWidget(self.layers, 1)
        main = QVBoxLayout()
        main.addLayout(form)
        main.addSpacing(6)
        main.addWidget(self.told)
        main.addWidget(self.problems, 1)
        main.addWidget(self.fit)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 10, 0, 0)
        box.setSpacing(16)
        box.addLayout(side)
        box.addLayout(main, 1)

    def _listen(self) -> None:
        self.layers.itemChanged.connect(lambda _: self._again())
        for box in (self.format, self.encoding, self.crs, self.audience):
            box.currentIndexChanged.connect(lambda _: self._again())
        self.day.dateChanged.connect(lambda _: self._again())
        self.fit.toggled.connect(lambda _: self.changed.emit())

    # --- what is wished ---------------------------------------------------------

    def chosen_layers(self) -> tuple[str, ...]:
        """Return the ticked layers that the format can hold."""
        found = []
        for row in range(self.layers.count()):
            item = self.layers.item(row)
            if item.checkState() is Qt.CheckState.Checked and not item.isHidden():
                found.append(str(item.data(_NAME)))
        return tuple(found)

    def tick(self, *names: str) -> None:
        """Tick these layers and no others."""
        for row in range(self.layers.count()):
            item = self.layers.item(row)
            on = item.data(_NAME) in names
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def choose(self, box: QComboBox, value: object) -> None:
        """Choose an entry of a box by its value."""
        box.setCurrentIndex(box.findData(value))

    def wish(self) -> export.Wish:
        """Return what is wished."""
        crs: Any = self.crs.currentData()
        return export.Wish(
            str(self.format.currentData()),
            day_of(self.day),
            self.chosen_layers(),
            str(self.encoding.currentData()),
            crs,
            Audience(self.audience.currentData()),
            self._session.language,
        )

    def _allow(self) -> None:
        name = self.format.currentData()
        self.encoding.setEnabled(name == "shp")
        self.crs.setEnabled(name not in _ONLY_PLACES)
        for row in range(self.layers.count()):
            item = self.layers.item(row)
            placed = item.data(_NAME) in _PLACES
            item.setHidden(name in _ONLY_PLACES and not placed)
        self.fit.setVisible(self.plan is not None and self.plan.losses > 0)

    def _again(self) -> None:
        self.plan = None
        self.layers.blockSignals(True)
        self._allow()
        self.layers.blockSignals(False)
        self.changed.emit()
        self._timer.start()

    # --- what would be lost -----------------------------------------------------

    def look(self) -> None:
        """Find in the background what would not fit."""
        self._timer.stop()
        if self._errand is not None:
            self._errand.drop()
        if not self.chosen_layers():
            self._show(None, self.tr("请勾选要导出的图层。"))
            return
        district, wish = self._session.district, self.wish()
        self.told.setText(self.tr("正在核对能否原样写出…"))

        def work(_: object) -> export.Plan:
            return export.plan(district, wish)

        self._errand = self._session.errands.start(
            work,
            lambda plan: self._show(plan, ""),
            lambda error: self._show(None, message(error, self._session.language)),
        )

    def _show(self, plan: export.Plan | None, words: str) -> None:
        self._errand, self.plan = None, plan
        problems = plan.problems if plan is not None else ()
        self.problems.show_rows(problems)
        self.problems.setVisible(bool(problems))
        if plan is not None:
            rows = sum(len(table.rows) for table in plan.tables)
            words = self.tr("{layers} 个图层，{rows} 行；").format(
                layers=len(plan.tables), rows=rows
            )
            words += (
                self.tr("有 {n} 个值放不进去，请选换编码、换格式，或勾选下面一项。")
                if plan.losses
                else self.tr("没有放不进去的值。")
            ).format(n=plan.losses)
        self.told.setText(words)
        self._allow()
        self.changed.emit()

    @property
    def ready(self) -> bool:
        """Whether what is wished can be written now."""
        plan = self.plan
        return plan is not None and (not plan.losses or self.fit.isChecked())

    def rest(self) -> None:
        """Look no more; for when the dialog closes."""
        self._timer.stop()
        if self._errand is not None:
            self._errand.drop()
            self._errand = None

    def _texts(self, one: Problem) -> tuple[str, ...]:
        row = "" if one.row is None else str(one.row)
        words = one.text.of(self._session.language)
        return (one.layer, row, one.key, one.field, words)

    def _shade(self, one: Problem) -> str:
        return "danger" if one.severity == "error" else ""
