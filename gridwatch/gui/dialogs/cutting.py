"""裁切核查包: for which towns, to whom, what goes along; many in one go."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.jurisdictions import Level
from gridwatch.district.review.packages import (
    AREA_NAMES,
    PICTURE_NAMES,
    Area,
    AreaKind,
    Pictures,
)
from gridwatch.district.wording import OfficerError, Text
from gridwatch.gui.asking import documents, fit_screen
from gridwatch.gui.errands import StoppedError, message
from gridwatch.gui.look import wear
from gridwatch.gui.session import who
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.endings import PACKAGE_ENDING
from gridwatch.store.review.terms import audiences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gridwatch.district.district import District
    from gridwatch.district.review.packages import Receipt
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["CuttingDialog"]

_AREA = Qt.ItemDataRole.UserRole
_FOLDER = "review/folder"
_BAD = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_NAME = 80
_ROWS = 10
"""Rows on a printed field sheet: so many stand on one page of A4."""
_SPARE = Text("正在裁切 {name}", "cutting {name}")


class CuttingDialog(QDialog):
    """Cuts a package for every ticked area, into one folder.

    Parameters
    ----------
    session : Session
        What is open.
    wanted : sequence of Area
        Areas that are ticked at first, all of one kind.
    """

    cut = Signal(object)
    """Emits the receipts of what was cut."""

    def __init__(
        self,
        session: Session,
        wanted: Sequence[Area] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._errand: Errand | None = None
        self._wanted = {area.key for area in wanted}
        self.setWindowTitle(self.tr("裁切核查包"))
        self._make_areas()
        self._make_terms()
        self._make_foot()
        self._lay_out()
        fit_screen(self, 820, 560)
        self._fill()
        session.closed.connect(self.reject)

    # --- building ---------------------------------------------------------------

    def _make_areas(self) -> None:
        language = self.session.language
        self.kind = QComboBox(self)
        for kind in AreaKind:
            self.kind.addItem(AREA_NAMES[kind].of(language), kind.value)
        self.kind.activated.connect(lambda _: self._fill())
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("筛选…"))
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _: self._narrow())
        self.areas = QListWidget(self)
        self.areas.setAccessibleName(self.tr("为谁裁切"))
        self.areas.itemChanged.connect(lambda _: self._allow())
        self.all = QPushButton(self.tr("全选所列"), self)
        self.all.setAutoDefault(False)
        self.all.clicked.connect(lambda: self._tick_all())

    def _make_terms(self) -> None:
        language = self.session.language
        self.to = QLineEdit(self)
        self.to.setPlaceholderText(self.tr("可不填：按镇街、村居名称"))
        self.audience = QComboBox(self)
        for one in audiences():
            self.audience.addItem(one.name.of(language), one.key)
            at = self.audience.count() - 1
            fields = "、".join(sorted(one.withheld))
            told = self.tr("不带：{fields}").format(fields=fields)
            role = Qt.ItemDataRole.ToolTipRole
            self.audience.setItemData(at, told if one.withheld else "", role)
        self.pictures = QComboBox(self)
        for how, name in PICTURE_NAMES.items():
            self.pictures.addItem(name.of(language), how.value)
        self.pictures.setCurrentIndex(1)
        self.tiles = QLineEdit(self)
        self.tiles.setPlaceholderText(self.tr("可不带（MBTiles 文件）"))
        self.tiles.setClearButtonEnabled(True)
        self.passphrase = QLineEdit(self)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(self.tr("可不填；填了须另行告知"))
        kept = self.session.memory.get(self.session.uid, _FOLDER)
        self.folder = QLineEdit(str(kept or documents()), self)
        self.folder.textChanged.connect(lambda _: self._allow())

    def _make_foot(self) -> None:
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(200)
        self.bar.hide()
        self.stopper = QPushButton(self.tr("停止"), self)
        self.stopper.hide()
        self.stopper.clicked.connect(lambda: self.stop())
        self.closer = QPushButton(self.tr("关闭"), self)
        self.closer.clicked.connect(self.reject)
        self.go = QPushButton(self)
        self.go.setObjectName("primary")
        self.go.clicked.connect(lambda: self.start())
        for button in (self.stopper, self.closer, self.go):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        top = QHBoxLayout()
        top.addWidget(self.kind)
        top.addWidget(self.words, 1)
        top.addWidget(self.all)
        left.addLayout(top)
        left.addWidget(self.areas, 1)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(self.tr("交给"), self.to)
        form.addRow(self.tr("对象"), self.audience)
        form.addRow(self.tr("照片"), self.pictures)
        form.addRow(self.tr("底图"), self._with_chooser(self.tiles, self._ask_tiles))
        form.addRow(self.tr("口令"), self.passphrase)
        form.addRow(
            self.tr("文件夹"), self._with_chooser(self.folder, self._ask_folder)
        )
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addLayout(left, 1)
        middle.addLayout(form, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.bar)
        for button in (self.stopper, self.closer, self.go):
            foot.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        box.addLayout(middle, 1)
        box.addLayout(foot)

    def _with_chooser(self, entry: QLineEdit, ask: object) -> QHBoxLayout:
        button = QPushButton(self.tr("选择…"), self)
        button.setAutoDefault(False)
        button.clicked.connect(ask)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(entry, 1)
        row.addWidget(button)
        return row

    def _ask_tiles(self) -> None:
        dialog = QFileDialog(self, self.tr("底图"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("MBTiles (*.mbtiles)")
        dialog.fileSelected.connect(self.tiles.setText)
        dialog.open()

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("核查包存放的文件夹"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(self.folder.text())
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    # --- the areas --------------------------------------------------------------

    def _fill(self) -> None:
        kind = AreaKind(str(self.kind.currentData()))
        self.areas.blockSignals(True)
        self.areas.clear()
        for area, note in _areas(self.session.district, kind):
            item = QListWidgetItem(f"{area.name}　{note}".strip(), self.areas)
            item.setData(_AREA, area)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = area.key in self._wanted
            states = Qt.CheckState
            item.setCheckState(states.Checked if ticked else states.Unchecked)
        self.areas.blockSignals(False)
        self._narrow()
        self._allow()
        if not self.areas.count():
            words = self.tr("工作库里没有{kind}：请先导入。")
            self.say(words.format(kind=self.kind.currentText()), "warn")

    def _narrow(self) -> None:
        words = self.words.text().casefold().split()
        for at in range(self.areas.count()):
            item = self.areas.item(at)
            text = item.text().casefold()
            item.setHidden(not all(word in text for word in words))

    def _tick_all(self) -> None:
        """Tick all that are listed, or untick them where all are."""
        items = [self.areas.item(at) for at in range(self.areas.count())]
        shown = [item for item in items if not item.isHidden()]
        states = Qt.CheckState
        whole = all(item.checkState() is states.Checked for item in shown)
        for item in shown:
            item.setCheckState(states.Unchecked if whole else states.Checked)

    @property
    def chosen(self) -> list[Area]:
        """The ticked areas."""
        items = [self.areas.item(at) for at in range(self.areas.count())]
        return [
            item.data(_AREA)
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        ]

    def _allow(self) -> None:
        n = len(self.chosen)
        idle = self._errand is None
        self.go.setText(self.tr("裁切 {n} 个包").format(n=n))
        ready = n > 0 and bool(self.folder.text().strip())
        self.go.setEnabled(idle and ready and not self.session.read_only)
        for widget in (self.kind, self.areas, self.all):
            widget.setEnabled(idle)

    # --- cutting ----------------------------------------------------------------

    def start(self) -> None:
        """Cut them, one after the other, in the background."""
        store, district = self.session.store, self.session.district
        if store is None or self._errand is not None or not self.chosen:
            return
        folder = Path(self.folder.text().strip())
        self.session.memory.put(self.session.uid, _FOLDER, str(folder))
        orders = [self._order(area) for area in self.chosen]
        made: list[Receipt] = []
        name = who()

        def work(reporter: Reporter) -> list[Receipt]:
            for number, order in enumerate(orders):
                if reporter.cancelled():
                    break
                area = order.area
                told = _SPARE.filled(name=area.name or area.key)
                reporter.progress(number, len(orders), told)
                path = _free(folder, area, order)
                made.append(cut(store, district, order, path, who=name))
            return made

        def failed(error: Exception) -> None:
            self._ended(made)
            self.say(message(error, self.session.language), "danger")
            if not isinstance(error, OfficerError):
                self.session.troubled.emit(error)

        self.bar.setRange(0, len(orders))
        self.bar.show()
        self.stopper.show()
        self._errand = self.session.errands.start(
            work, self._ended, failed, self._progress
        )
        self._allow()

    def _order(self, area: Area) -> Order:
        tiles = self.tiles.text().strip()
        return Order(
            area,
            to=self.to.text().strip() or area.name,
            as_of=self.session.as_of,
            audience=str(self.audience.currentData()),
            pictures=Pictures(str(self.pictures.currentData())),
            tiles=Path(tiles) if tiles else None,
            passphrase=self.passphrase.text(),
            rows_on_a_page=_ROWS,
        )

    def _progress(self, done: int, total: int, what: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.say(what.of(self.session.language) + "…")

    def _ended(self, made: list[Receipt]) -> None:
        """Say what was cut; what was cut before a stop stays and is on record."""
        stopped = self._errand is not None and self._errand.reporter.cancelled()
        self._errand = None
        self.bar.hide()
        self.stopper.hide()
        words = self.tr("已裁切 {n} 个包，存放在 {folder}。")
        told = words.format(n=len(made), folder=self.folder.text().strip())
        if stopped:
            told = StoppedError().text.of(self.session.language) if not made else told
        self.say(told, "ok" if made else "muted")
        self._allow()
        if made:
            self.cut.emit(made)

    def say(self, text: str, tone: str = "muted") -> None:
        """Say something beside the buttons."""
        wear(self.said, tone)
        self.said.setText(text)

    def stop(self) -> None:
        """Stop after the package that is being cut."""
        if self._errand is not None:
            self._errand.stop()

    def done(self, result: int) -> None:
        """Stop and close; packages that are whole stay."""
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        self.session.closed.disconnect(self.reject)
        super().done(result)


def _areas(district: District, kind: AreaKind) -> Iterator[tuple[Area, str]]:
    """Return what packages can be cut for, each with a word to tell it by."""
    if kind is AreaKind.RIVER:
        for river in district.rivers:
            if river.code:
                yield Area(kind, river.code, river.name), river.code
        return
    if kind is AreaKind.CHIEF:
        for person in district.persons:
            if district.terms_of_person.get(person.uid):
                yield Area(kind, person.uid, person.name), person.unit
        return
    for area in district.of_level(Level(kind.value)):
        above = district.jurisdiction_by_code.get(area.parent_code)
        village = kind is AreaKind.VILLAGE and above is not None
        note = above.name if village and above is not None else area.code
        yield Area(kind, area.code, area.name), note


def _free(folder: Path, area: Area, order: Order) -> Path:
    """Return a file name that is not taken: 柳湾镇_2026-11-01.gwreview."""
    name = _BAD.sub("_", area.name or area.key).strip(" .")[:_NAME] or area.kind.value
    stem, number = f"{name}_{order.as_of.isoformat()}", 1
    path = folder / f"{stem}{PACKAGE_ENDING}"
    while path.exists():
        number += 1
        path = folder / f"{stem}_{number}{PACKAGE_ENDING}"
    return path
