"""导入文件夹: the plan, file by file; then the work; then what became of every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import KIND_NAMES, Kind, OfficerError, Text
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.bringing import Brought, Target, bring
from gridwatch.gui.dialogs.findings import FindingsList
from gridwatch.gui.dialogs.new_store import file_name_of, store_path
from gridwatch.gui.dialogs.plan_details import ColumnsPane, RowsPane
from gridwatch.gui.dialogs.plan_place import PlacePane
from gridwatch.gui.dialogs.plan_profiles import ProfileBar
from gridwatch.gui.dialogs.plan_table import PlanTable
from gridwatch.gui.errands import message
from gridwatch.gui.session import who
from gridwatch.intake.learning import learn
from gridwatch.intake.plan import Hints, Plan, survey
from gridwatch.intake.surroundings import Known
from gridwatch.reports.tables import kept_aside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.intake.delivery import PlannedFile

__all__ = ["ImportDialog"]

_R = TypeVar("_R")

_WIDE, _TALL = 1080, 680
_CELL = "padding: 3px 30px 3px 0"


class ImportDialog(QDialog):
    """Imports one folder.

    Parameters
    ----------
    session : Session
        What is open; where nothing is, a new store is made.
    folder : Path
        The delivery.
    home : Path
        Folder proposed for a new store.
    """

    opened = Signal(object)

    def __init__(
        self,
        session: Session,
        folder: Path,
        home: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = folder
        self._errand: Errand | None = None
        self._brought: Brought | None = None
        self._taught: dict[tuple[str, Kind], str | None] = {}
        self.plan: Plan | None = None
        self.setWindowTitle(self.tr("导入文件夹"))
        fit_screen(self, _WIDE, _TALL)
        self.head = _label("", "heading", self)
        self.words = _label("", "muted", self)
        self.table = PlanTable(session.language, self)
        self.findings = FindingsList(session.language, self)
        self.target = QLineEdit(str(home / file_name_of(folder.name)), self)
        self.bar = QProgressBar(self)
        self.doing = _label("", "muted", self)
        self.account = _label("", "", self)
        self.outcome = FindingsList(session.language, self)
        self.export = QPushButton(self.tr("导出搁置的行…"), self)
        self.back = QPushButton(self.tr("取消"), self)
        self.go = QPushButton(self.tr("导入"), self)
        self.profiles = ProfileBar(session, self)
        self._make_panes()
        self._lay_out()
        self.back.clicked.connect(self.reject)
        self.go.clicked.connect(self._go)
        self.export.clicked.connect(self._ask_export)
        self._survey()

    # --- building ---------------------------------------------------------------

    def _make_panes(self) -> None:
        self.rows = RowsPane(self._session, self)
        self.place = PlacePane(self._session, self)
        self.columns = ColumnsPane(self._session, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.rows, self.tr("前几行与编码"))
        self.tabs.addTab(self.place, self.tr("坐标与位置"))
        self.tabs.addTab(self.columns, self.tr("列与字段"))
        self.tabs.addTab(self.findings, self.tr("提示"))
        self.table.changed.connect(self._plan_changed)
        self.table.looked_at.connect(self._look)
        self.tabs.currentChanged.connect(self._look)
        self.rows.chosen.connect(self._choose_encoding)
        self.place.chosen.connect(self._choose_place)
        self.columns.chosen.connect(self._choose_column)
        self.profiles.proposed.connect(self._take_plan)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._plan_page())
        self.pages.addWidget(self._work_page())
        self.pages.addWidget(self._result_page())
        self.pages.currentChanged.connect(
            lambda page: self.profiles.show_page(planning=page == 0)
        )
        for button in (self.back, self.export):
            button.setAutoDefault(False)
        self.go.setDefault(True)
        self.go.setMinimumWidth(96)
        foot = QHBoxLayout()
        foot.addWidget(self.export)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.go)
        self.export.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(8)
        box.addWidget(self.head)
        told = QHBoxLayout()
        told.addWidget(self.words, 1)
        told.addWidget(self.profiles)
        box.addLayout(told)
        box.addWidget(self.pages, 1)
        box.addLayout(foot)

    def _plan_page(self) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 4, 0, 4)
        split = QSplitter(Qt.Orientation.Vertical, page)
        split.setHandleWidth(8)
        split.addWidget(self.table)
        split.addWidget(self.tabs)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.split = split
        box.addWidget(split, 1)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("导入到"), page))
        if self._session.store is None:
            browse = QPushButton(self.tr("浏览…"), page)
            browse.setAutoDefault(False)
            browse.clicked.connect(self._browse)
            row.addWidget(self.target, 1)
            row.addWidget(browse)
        else:
            self.target.hide()
            name = self._session.district.name
            row.addWidget(QLabel(f"{name}    {self._session.path}", page), 1)
        box.addLayout(row)
        return page

    def _work_page(self) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.addStretch(2)
        box.addWidget(self.doing)
        box.addWidget(self.bar)
        box.addStretch(3)
        return page

    def _result_page(self) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 4, 0, 4)
        box.setSpacing(10)
        self.account.setTextFormat(Qt.TextFormat.RichText)
        box.addWidget(self.account)
        box.addWidget(self.outcome, 1)
        return page

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("工作库保存位置"), self.target.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("GeoPackage (*.gpkg)")
        dialog.setDefaultSuffix("gpkg")
        dialog.fileSelected.connect(self.target.setText)
        dialog.open()

    # --- the plan ---------------------------------------------------------------

    def _survey(self) -> None:
        folder, district = self._folder, self._session.district
        known = self._session.store is not None
        hints = Hints(target_crs=district.crs) if known else Hints()
        extent = district.extent if known else None
        self.head.setText(folder.name)
        self.words.setText(self.tr("正在查看文件夹里有什么…"))
        self._show_work(0, 0, Text("查看文件", "looking at the files"))

        def work(_: Reporter) -> tuple[Plan, Known | None]:
            ground = Known.of(district) if known else None
            return survey(folder, hints, extent, ground), ground

        self._start(work, self._surveyed)

    def _surveyed(self, found: tuple[Plan, Known | None]) -> None:
        self._errand = None
        plan, ground = found
        self.place.set_known(ground)
        self.pages.setCurrentIndex(0)
        self.go.setEnabled(True)
        self._take_plan(self.profiles.recognise(plan))

    def _take_plan(self, plan: Plan) -> None:
        self.plan = plan
        self.table.set_plan(plan)
        # As much of the table as there are files, the rest for the details.
        wanted = min(self.table.tall_for(len(plan.files)), self.split.height() // 2)
        self.split.setSizes([wanted, self.split.height() - wanted])
        self._show_plan()
        self._look()

    def _look(self) -> None:
        """Show the file that is looked at in the pane that is open."""
        file, pane = self.table.current, self.tabs.currentWidget()
        if pane is self.rows:
            self.rows.show_file(file)
        elif pane is self.place:
            self.place.show_file(file)
        elif pane is self.columns:
            self.columns.show_file(file, self.rows.preview_of(file))

    def _choose_place(self, file: PlannedFile) -> None:
        self.table.change_current(file)

    def _choose_encoding(self, encoding: str) -> None:
        file = self.table.current
        if file is not None:
            self.table.change_current(file.with_(encoding=encoding))

    def _choose_column(self, name: str, field: str | None) -> None:
        file = self.table.current
        if file is not None and file.kind is not None:
            self._taught[name, file.kind] = field
            self.table.change_current(file.with_(columns={name: field}))

    def _learn(self) -> None:
        """Remember what was said of columns; where that fails the import goes on."""
        try:
            for (name, kind), field in self._taught.items():
                learn(name, kind, field)
        except OfficerError as error:
            self._session.troubled.emit(error)
        self._taught.clear()

    def _plan_changed(self, plan: Plan) -> None:
        self.plan = plan
        self.profiles.plan = plan
        self._show_plan()

    def _show_plan(self) -> None:
        plan = self.plan
        if plan is None:
            return
        taken = sum(f.kind is not None for f in plan.files)
        words = self.tr(
            "{files} 个文件，导入 {taken} 个，共 {rows} 行。坐标系统一为 EPSG:{crs}。"
        )
        self.words.setText(
            words.format(
                files=len(plan.files),
                taken=taken,
                rows=f"{plan.rows:,}",
                crs=plan.target_crs,
            )
            + self._asked(plan)
        )
        self.findings.show_findings(plan.findings)
        words = self.tr("提示 {n}").format(n=len(plan.findings))
        self.tabs.setTabText(self.tabs.indexOf(self.findings), words)
        self.go.setEnabled(plan.rows > 0)

    def _asked(self, plan: Plan) -> str:
        if plan.certain:
            return ""
        return self.tr("有 {n} 处是推测，请核对标“？”的项。").format(
            n=len(plan.questions)
        )

    # --- the work ---------------------------------------------------------------

    def _start(
        self, work: Callable[[Reporter], _R], done: Callable[[_R], None]
    ) -> None:
        self.go.setEnabled(False)
        self.pages.setCurrentIndex(1)
        self._errand = self._session.errands.start(
            work, done, self._failed, self._show_work
        )

    def _go(self) -> None:
        if self._brought is not None:
            self.accept()
        elif self.plan is not None:
            store = self._session.store
            target = store or Target(store_path(self.target.text()))
            if isinstance(target, Target) and target.path.exists():
                self._failed(_exists(target.path))
                return
            self._learn()
            self.words.setText(
                self.tr("正在导入，可以随时取消；取消后工作库和原来一样。")
            )
            self._start(bring(self.plan, target, who()), self._done)

    def _show_work(self, done: int, total: int, what: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        words = what.of(self._session.language)
        if total:
            words = f"{words}    {done:,} / {total:,}"
        self.doing.setText(words)

    def _failed(self, error: Exception) -> None:
        stopped = self._errand is not None and self._errand.reporter.cancelled()
        self._errand = None
        if self.plan is None:
            self.words.setText("")
        self.pages.setCurrentIndex(0)
        self.go.setEnabled(self.plan is not None)
        self._show_plan()
        self.words.setText(message(error, self._session.language))
        if not stopped and self.plan is None:
            self._session.troubled.emit(error)

    def _done(self, brought: Brought) -> None:
        self._errand = None
        self._brought = brought
        self.pages.setCurrentIndex(2)
        self.go.setText(self.tr("完成"))
        self.go.setEnabled(True)
        self.back.hide()
        self._show_result(brought)
        if self._session.store is not None:
            self._session.reread()
        else:
            self.opened.emit(brought.path)

    def _show_result(self, brought: Brought) -> None:
        result, language = brought.result, self._session.language
        self.words.setText(self.tr("导入完成。每一行的去向如下，一行也不会丢。"))
        cells = "".join(
            f"<tr><td style='{_CELL}'>{KIND_NAMES[kind].of(language)}</td>"
            + "".join(
                f"<td align='right' style='{_CELL}'>{found.get(kind, 0):,}</td>"
                for found in (result.inserted, result.updated, result.unchanged)
            )
            + "</tr>"
            for kind in Kind
            if any(
                found.get(kind)
                for found in (result.inserted, result.updated, result.unchanged)
            )
        )
        heads = [self.tr("对象"), self.tr("新增"), self.tr("更新"), self.tr("未变")]
        head = "".join(f"<td style='{_CELL}'><b>{name}</b></td>" for name in heads)
        aside = self.tr("搁置 {n} 行，连同原因存入工作库，可以导出。").format(
            n=f"{result.kept_aside:,}"
        )
        tail = f"<p>{aside}</p>" if result.kept_aside else ""
        self.account.setText(
            f"<table cellspacing='0'><tr>{head}</tr>{cells}</table>{tail}"
        )
        self.export.setVisible(result.kept_aside > 0)
        self.outcome.show_findings(brought.delivery.findings)

    # --- out --------------------------------------------------------------------

    def _ask_export(self) -> None:
        ask_save(
            self,
            self.tr("导出搁置的行"),
            self.tr("搁置的行") + ".xlsx",
            [self.tr("Excel 工作簿 (*.xlsx)")],
            self.export_to,
        )

    def export_to(self, path: Path) -> None:
        """Write the rows kept aside with their reasons."""
        if self._brought is None:
            return
        try:
            kept_aside(path, self._brought.delivery.rejected, self._session.language)
        except OfficerError as error:
            self._session.troubled.emit(error)

    def stop(self) -> None:
        """Ask the work to stop."""
        if self._errand is not None:
            self._errand.stop()

    def reject(self) -> None:
        """Stop the work first; the dialog then stays with the plan."""
        if self._errand is not None and self.plan is not None:
            self.stop()
            return
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        super().reject()

    def done(self, result: int) -> None:
        """Wait for no preview any more, then close."""
        self.rows.drop()
        self.place.drop()
        super().done(result)


def _label(text: str, name: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label


def _exists(path: Path) -> OfficerError:
    text = Text(
        "{path} 已经存在。没有写入任何数据；请换一个文件名，或先打开它再导入。",
        "{path} exists already. Nothing was written; choose another name, or open it "
        "first and import then.",
    )
    return OfficerError(text.filled(path=path))
