"""打印: the sheet of one jurisdiction, or a book of several; preview, PDF, printer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.publishing import record_sheets
from gridwatch.district.wording import OfficerError, Text
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.audiencebox import audience_box, choose_audience
from gridwatch.gui.dialogs.new_store import file_name_of
from gridwatch.gui.dialogs.printchoice import ChoiceTree
from gridwatch.gui.docks import icon_button
from gridwatch.gui.errands import message
from gridwatch.gui.outputbox import OutputBox
from gridwatch.gui.printjobs import PrintJob, area_job, recipe_job
from gridwatch.gui.session import who
from gridwatch.gui.sheetview import SheetView
from gridwatch.mapbook.audience import summed
from gridwatch.mapbook.recipefile import shipped_recipes
from gridwatch.mapbook.recipeplan import Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from PySide6.QtGui import QImage

    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.mapbook.pages import SheetPlan
    from gridwatch.mapbook.recipe import Recipe
    from gridwatch.mapbook.sheets import Sheet

__all__ = ["PrintDialog"]

_R = TypeVar("_R")

_WIDE, _TALL = 1040, 700
_SIDE = 300
_SOON = 150
_DPI = 96.0
_LONGEST = 420.0


class PrintDialog(QDialog):
    """Chooses what to print, shows it, and prints it.

    Parameters
    ----------
    session : Session
        What is open.
    book : bool
        Several sheets with running page numbers instead of one.
    """

    def __init__(
        self, session: Session, *, book: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._book = book
        self._drawing: Errand | None = None
        self._printing: Errand | None = None
        self._saved = False
        self._job: PrintJob | None = None
        self._at = 0
        title = self.tr("打印图册") if book else self.tr("打印辖区图")
        self.setWindowTitle(title)
        fit_screen(self, _WIDE, _TALL)
        self._make()
        self._lay_out()
        self._listen()
        self._list()

    def _make(self) -> None:
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("按名称或代码筛选"))
        self.filter.setClearButtonEnabled(True)
        self.tree = ChoiceTree(several=self._book, parent=self)
        self.tree.setAccessibleName(self.tr("行政区"))
        self.recipe = self._recipe_box()
        self.paper = QComboBox(self)
        self._offer_papers()
        self.output = OutputBox(self)
        self.audience = audience_box(self._session.language, self)
        day = self._session.as_of
        self.day = QDateEdit(QDate(day.year, day.month, day.day), self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.view = SheetView(self)
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.hide()
        self.keep = self._keeper()
        self.before = icon_button("previous", self.tr("上一页"), self)
        self.after = icon_button("next", self.tr("下一页"), self)
        self.number = QLabel(self)
        self._make_buttons()

    def _recipe_box(self) -> QComboBox:
        """Offer the recipes; a file that was edited and is wrong is told of."""
        box = QComboBox(self)
        box.addItem(self.tr("辖区责任图（自动排版）"), None)
        try:
            recipes = shipped_recipes()
        except OfficerError as error:
            recipes = ()
            box.setToolTip(message(error, self._session.language))
        for recipe in recipes:
            box.addItem(recipe.name.of(self._session.language), recipe)
            about = recipe.about.of(self._session.language)
            box.setItemData(box.count() - 1, about, Qt.ItemDataRole.ToolTipRole)
        return box

    def _chosen_recipe(self) -> Recipe | None:
        found: Recipe | None = self.recipe.currentData()
        return found

    def _offer_papers(self) -> None:
        """Offer the papers that the recipe serves."""
        recipe = self._chosen_recipe()
        names = ("A4", "A3") if recipe is None else (recipe.paper, *recipe.papers)
        turns = (False, True) if recipe is None else recipe.turns
        self.paper.blockSignals(True)
        self.paper.clear()
        self.paper.addItem(self.tr("自动"), "auto")
        for name in names:
            for turned in turns:
                direction = "landscape" if turned else "portrait"
                words = self.tr("横向") if turned else self.tr("纵向")
                self.paper.addItem(f"{name} {words}", f"{name}-{direction}")
        self.paper.blockSignals(False)

    def _make_buttons(self) -> None:
        self.close_button = QPushButton(self.tr("关闭"), self)
        self.print_button = QPushButton(self.tr("打印机…"), self)
        self.save_button = QPushButton(self)
        self._name_save()
        self.save_button.setDefault(True)

    def _keeper(self) -> QCheckBox:
        box = QCheckBox(self.tr("记入公布记录"), self)
        box.setToolTip(
            self.tr("记下图上有谁的姓名；以后换人时，换届体检会列出要重印的图。")
        )
        box.setChecked(not self._session.read_only)
        box.setEnabled(not self._session.read_only)
        return box

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._side())
        top.addLayout(self._preview(), 1)
        foot = QHBoxLayout()
        foot.addWidget(self.keep)
        foot.addWidget(self.bar, 1)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.print_button)
        foot.addWidget(self.save_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 16, 18, 14)
        box.setSpacing(12)
        box.addLayout(top, 1)
        box.addLayout(foot)

    def _side(self) -> QWidget:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow(self.tr("版式"), self.recipe)
        form.addRow(self.tr("纸张"), self.paper)
        form.addRow(self.tr("给谁看"), self.audience)
        form.addRow(self.tr("截至"), self.day)
        form.addRow(self.tr("保存为"), self.output)
        side = QWidget(self)
        side.setFixedWidth(_SIDE)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.filter)
        left.addWidget(self.tree, 1)
        left.addLayout(form)
        return side

    def _preview(self) -> QVBoxLayout:
        turn = QHBoxLayout()
        turn.addWidget(self.words, 1)
        turn.addWidget(self.before)
        turn.addWidget(self.number)
        turn.addWidget(self.after)
        box = QVBoxLayout()
        box.setSpacing(6)
        box.addWidget(self.view, 1)
        box.addLayout(turn)
        return box

    def _listen(self) -> None:
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._plan)
        self.filter.textChanged.connect(self.tree.narrow)
        self.tree.itemSelectionChanged.connect(self._chosen)
        self.tree.itemChanged.connect(lambda *_: self._chosen())
        self.recipe.currentIndexChanged.connect(lambda _: self._recipe_chosen())
        self.paper.currentIndexChanged.connect(lambda _: self._chosen())
        self.day.dateChanged.connect(lambda _: self._chosen())
        self.audience.currentIndexChanged.connect(lambda _: self._chosen())
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.close_button.clicked.connect(self.reject)
        self.output.changed.connect(self._output_chosen)
        self.save_button.clicked.connect(self._ask_file)
        self.print_button.clicked.connect(self._ask_printer)
        if not QPrinterInfo.availablePrinterNames():
            self.print_button.setToolTip(self.tr("这台电脑上没有安装打印机"))

    # --- what to print ----------------------------------------------------------

    @property
    def plans(self) -> Sequence[SheetPlan | Sheet]:
        """The sheets that are ready to be printed."""
        return () if self._job is None else self._job.plans

    def _recipe_chosen(self) -> None:
        """List what the recipe can be printed for, keeping what was chosen."""
        before, recipe = self.codes(), self._chosen_recipe()
        if recipe is not None:
            choose_audience(self.audience, recipe.audience.value)
        self._offer_papers()
        self.tree.blockSignals(True)
        self._list()
        self.tree.choose(before)
        self.tree.blockSignals(False)
        self.tree.narrow(self.filter.text())
        self._chosen()

    def _list(self) -> None:
        """List what can be printed; what is selected on the map is chosen."""
        session, recipe = self._session, self._chosen_recipe()
        wanted = {uid for uids in session.selection.values() for uid in uids}
        if recipe is None:
            if not self.tree.list_areas(session.district, wanted):
                self._say(self.tr("还没有行政区：先导入区、镇街、村居的面图层。"))
        elif not self.tree.list_subjects(recipe, session.district, wanted):
            self._say(self.tr("还没有可以用这个版式打印的内容。"))

    def items(self) -> Iterator[QTreeWidgetItem]:
        """Return all that can be printed, each before what lies inside it."""
        return self.tree.items()

    def codes(self) -> list[str]:
        """Return the codes of what is chosen in the order of the tree."""
        return [code for code, _ in self.tree.chosen()]

    def choose(self, codes: list[str]) -> None:
        """Choose by code."""
        self.tree.choose(codes)

    # --- planning and preview ---------------------------------------------------

    def _chosen(self) -> None:
        """Forget the sheets of the choice before, so that nobody prints them."""
        self._job = None
        self._allow_printing()
        self._soon.start()

    def _allow_printing(self) -> None:
        ready = bool(self.plans) and self._printing is None
        self.save_button.setEnabled(ready)
        printers = bool(QPrinterInfo.availablePrinterNames())
        self.print_button.setEnabled(ready and printers)

    def _plan(self) -> None:
        chosen = self.tree.chosen()
        self._drop_preview()
        if not chosen:
            self._planned(None)
            return
        self._say(self.tr("正在排版…"))
        self._start_preview(self._planning(chosen), self._planned)

    def _planning(
        self, chosen: Sequence[tuple[str, str]]
    ) -> Callable[[Reporter], PrintJob]:
        """Return the work that plans what is chosen, with its inputs frozen."""
        session, recipe, day = self._session, self._chosen_recipe(), self.day.date()
        district, themes = session.district, tuple(session.themes)
        as_of = date(day.year(), day.month(), day.day())
        audience = self.audience.currentData()
        wish = Wish(as_of, str(self.paper.currentData()), session.language)
        codes, uids = [code for code, _ in chosen], [uid for _, uid in chosen]

        def work(_: Reporter) -> PrintJob:
            if recipe is not None:
                return recipe_job(recipe, district, uids, wish, audience)
            return area_job(district, codes, wish, themes, audience)

        return work

    def _planned(self, job: PrintJob | None) -> None:
        self._job = job if job is not None and job.count else None
        self._at = 0
        self._allow_printing()
        if self._job is None:
            self.view.show_image(None)
            self.number.clear()
            self._say(self.tr("在左边选要打印的对象。"))
            return
        self._draw_page()

    def _turn(self, by: int) -> None:
        if self._job is not None and 0 <= self._at + by < self._job.count:
            self._at += by
            self._draw_page()

    def _draw_page(self) -> None:
        job, at = self._job, self._at
        if job is None:
            return
        dpi = _DPI * self.devicePixelRatioF()
        self.number.setText(f"{at + 1} / {job.count}")
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at + 1 < job.count)
        page, scale = job.page(at)
        turned = self.tr("横向") if page.landscape else self.tr("纵向")
        words = f"{page.paper} {turned}" + (f" · 1:{scale:,}" if scale else "")
        told, language = summed(job.removed), self._session.language
        words += self._cut_into(job)
        words += "".join(f" · {one.what.of(language)}" for one, _ in told)
        self.words.setToolTip("\n".join(one.words.of(language) for one, _ in told))
        # A wall map is looked at on a screen: its pixels would fill the memory.
        dpi *= min(1.0, _LONGEST / max(page.width, page.height))

        self._saved = False

        def work(_: Reporter) -> QImage:
            return job.image(at, dpi)

        def done(image: QImage) -> None:
            # What became of saving stays readable, though the picture comes after it.
            if not self._saved:
                self._say(words)
            self.view.show_image(image)

        self._start_preview(work, done)

    @property
    def image(self) -> QImage | None:
        """The page that is shown."""
        return self.view.image

    def _start_preview(
        self, work: Callable[[Reporter], _R], done: Callable[[_R], None]
    ) -> None:
        """Work on what is shown; what was wanted before is wanted no more."""
        self._drop_preview()
        self._drawing = self._session.errands.start(work, done, self._failed)

    def _drop_preview(self) -> None:
        if self._drawing is not None:
            self._drawing.drop()
            self._drawing.stop()
            self._drawing = None

    def _failed(self, error: Exception) -> None:
        self._say(message(error, self._session.language))

    def _say(self, text: str) -> None:
        self.words.setText(text)

    # --- printing ---------------------------------------------------------------

    def _file_name(self) -> str:
        assert self._job is not None
        first = self._job.name
        if len(self.plans) > 1:
            first += self.tr("等{n}幅").format(n=len(self.plans))
        if self._chosen_recipe() is not None:
            return first
        name = self.tr("河长制责任图")
        return f"{first}{name}"

    def _name_save(self) -> None:
        """Let the button say what will be written."""
        kind = self.output.output.kind.upper()
        self.save_button.setText(self.tr("保存 {kind}…").format(kind=kind))

    def _output_chosen(self) -> None:
        self._name_save()
        if self._job is not None:
            self._draw_page()

    def _cut_into(self, job: PrintJob) -> str:
        """Say how many sheets a wall map becomes."""
        tile = self.output.output.tile
        if not tile:
            return ""
        return " · " + self.tr("拼贴 {n} 张 {paper}").format(
            n=job.tiles(tile), paper=tile
        )

    def _ask_file(self) -> None:
        output = self.output.output
        kind = output.kind.upper()
        ask_save(
            self,
            self.tr("保存 {kind}").format(kind=kind),
            file_name_of(self._file_name(), output.suffix),
            [f"{kind} (*{output.suffix})"],
            self.save,
        )

    def save(self, path: Path) -> None:
        """Write the sheets in the background, as what is chosen."""
        job, output = self._job, self.output.output
        if job is None:
            return

        self._saved = True

        def work(reporter: Reporter) -> int:
            return job.save(path, output, reporter.progress, reporter.cancelled)

        self._printing = self._session.errands.start(
            work,
            lambda pages: self._printed(pages, path),
            self._not_printed,
            self._show_progress,
        )
        self._show_busy()

    def _not_printed(self, error: Exception) -> None:
        self._printing = None
        self._show_busy()
        self._failed(error)

    def _printed(self, pages: int, path: Path) -> None:
        self._printing = None
        self._show_busy()
        words = self.tr("已保存 {pages} 页：{path}").format(pages=pages, path=path)
        self._say(self._recorded(path.name) + words)

    def _recorded(self, document: str) -> str:
        """Keep on record what was printed, where wanted; say so."""
        if not self.keep.isChecked():
            return ""
        session, job = self._session, self._job
        if job is None or not job.lines:
            return ""
        changes = record_sheets(
            session.district,
            job.lines,
            job.plans[0].as_of,
            document=document,
            by=who(),
        )
        if not session.apply(changes):
            return ""
        return self.tr("已记入公布记录，可以撤销。")

    def _show_progress(self, done: int, total: int, what: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self._say(what.of(self._session.language))

    def _show_busy(self) -> None:
        busy = self._printing is not None
        self.bar.setVisible(busy)
        self.bar.setRange(0, 0)
        choices = (self.filter, self.tree, self.recipe, self.paper, self.day)
        for choice in (*choices, self.audience, self.output):
            choice.setEnabled(not busy)
        self._allow_printing()
        words = self.tr("取消") if busy else self.tr("关闭")
        self.close_button.setText(words)

    def _ask_printer(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_on(printer))
        # QPrintDialog hides the plain open() behind one with a receiver.
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Print the sheets on a printer."""
        try:
            pages = self._job.send(printer) if self._job is not None else 0
        except OfficerError as error:
            self._session.troubled.emit(error)
            return
        words = self.tr("已送出 {pages} 页").format(pages=pages)
        self._say(self._recorded("") + words)

    def reject(self) -> None:
        """Stop what is being printed; a second time close."""
        if self._printing is not None:
            self._printing.stop()
            return
        self._drop_preview()
        self._soon.stop()
        super().reject()
