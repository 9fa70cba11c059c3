"""四级图册: what goes into the book, who will see it, how many pages; preview, PDF."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridwatch.cartography.layers import layers_of
from gridwatch.district.bookrecords import BookRecord, last_book, record_book
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import OfficerError, Text
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.audiencebox import audience_box
from gridwatch.gui.dialogs.new_store import file_name_of
from gridwatch.gui.docks import icon_button
from gridwatch.gui.errands import StoppedError, message
from gridwatch.gui.session import who
from gridwatch.gui.sheetview import SheetView
from gridwatch.mapbook.apprentice import ended
from gridwatch.mapbook.book import Book, edition_of
from gridwatch.mapbook.bookbinding import (
    Printed,
    book_helper,
    print_book,
    render_book_page,
    resumed,
)
from gridwatch.mapbook.counting import plan_four_level
from gridwatch.mapbook.fourlevel import RANKS, BookOrder, recipes_of, subjects_of
from gridwatch.mapbook.pages import Setting
from gridwatch.mapbook.reprint import Reprint, record_of, reprint_of

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage

    from gridwatch.cartography.layers import Layer
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.mapbook.apprentice import Apprentice

__all__ = ["MapBookDialog"]

_WIDE, _TALL = 1080, 700
_SIDE = 320
_GUARD = 170
_SOON = 250
_DPI = 96.0
_CODE = Qt.ItemDataRole.UserRole


class _Counted(NamedTuple):
    """A book with what its maps are drawn of, and what differs from its last print."""

    book: Book
    layers: tuple[Layer, ...]
    before: BookRecord | None
    reprint: Reprint | None


class MapBookDialog(QDialog):
    """Chooses a book of all levels, shows its pages, and writes it.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._counting: Errand | None = None
        self._drawing: Errand | None = None
        self._printing: Errand | None = None
        self._helper: Apprentice | None = None
        self.counted: _Counted | None = None
        self.setWindowTitle(self.tr("四级图册"))
        fit_screen(self, _WIDE, _TALL)
        self._make()
        self._make_preview()
        self._lay_out()
        self._listen()
        self._list_towns()
        self._changed()

    # --- widgets ----------------------------------------------------------------

    def _make(self) -> None:
        self.towns = QListWidget(self)
        self.towns.setAccessibleName(self.tr("镇街"))
        names = {
            "district": self.tr("区"),
            "town": self.tr("镇街"),
            "village": self.tr("村居"),
            "cell": self.tr("网格"),
        }
        self.ranks = {rank: QCheckBox(names[rank], self) for rank in RANKS}
        for box in self.ranks.values():
            box.setChecked(True)
        self.papers = {rank: self._paper_box(rank, names[rank]) for rank in RANKS}
        self.audience = audience_box(self._session.language, self)
        day = self._session.as_of
        self.day = QDateEdit(QDate(day.year, day.month, day.day), self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.only = QCheckBox(self.tr("只印有变化的页"), self)
        self.only.setToolTip(
            self.tr("同样的图册以前印过：页码不变，只写出内容变了的和新加的页。")
        )
        self.keep = QCheckBox(self.tr("记入公布记录"), self)
        self.keep.setToolTip(
            self.tr("记下每页的内容和图上的姓名；以后能只印有变化的页，换人时会提醒。")
        )
        self.keep.setChecked(not self._session.read_only)
        self.keep.setEnabled(not self._session.read_only)

    def _paper_box(self, rank: str, name: str) -> QComboBox:
        """Offer the papers that the layout of a level serves, its own first."""
        box = QComboBox(self)
        box.setAccessibleName(self.tr("{level}的纸张").format(level=name))
        recipe = recipes_of(BookOrder())[rank]
        for paper in (recipe.paper, *recipe.papers):
            box.addItem(paper, "" if paper == recipe.paper else paper)
        box.setEnabled(box.count() > 1)
        return box

    def _make_preview(self) -> None:
        self.view = SheetView(self)
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.guard = QLabel(self)
        self.guard.setWordWrap(True)
        self.guard.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.guard.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.previous = icon_button("previous", self.tr("上一页"), self)
        self.next = icon_button("next", self.tr("下一页"), self)
        self.page = QSpinBox(self)
        self.page.setAccessibleName(self.tr("页码"))
        self.page.setKeyboardTracking(False)
        self.total = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.hide()
        self.close_button = QPushButton(self.tr("关闭"), self)
        self.save_button = QPushButton(self.tr("保存 PDF…"), self)
        self.save_button.setDefault(True)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._side())
        top.addLayout(self._shown(), 1)
        foot = QHBoxLayout()
        foot.addWidget(self.keep)
        foot.addWidget(self.bar, 1)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.save_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 6, 18, 6)
        box.setSpacing(6)
        box.addLayout(top, 1)
        box.addLayout(foot)

    def _side(self) -> QWidget:
        # A widget, not a bare grid: a form squeezes the rows of a grid inside it.
        leveled = QWidget(self)
        levels = QGridLayout(leveled)
        levels.setContentsMargins(0, 0, 0, 0)
        levels.setVerticalSpacing(2)
        for i, (rank, box) in enumerate(self.ranks.items()):
            levels.addWidget(box, i, 0)
            levels.addWidget(self.papers[rank], i, 1)
        levels.setColumnStretch(1, 1)
        form = QFormLayout()
        form.setVerticalSpacing(2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("含"), leveled)
        form.addRow(self.tr("给谁看"), self.audience)
        form.addRow(self.tr("截至"), self.day)
        form.addRow("", self.only)
        side = QWidget(self)
        side.setFixedWidth(_SIDE)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(4)
        left.addWidget(self.towns, 1)
        left.addLayout(form)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFixedHeight(_GUARD)
        area.setWidget(self.guard)
        left.addWidget(area)
        return side

    def _shown(self) -> QVBoxLayout:
        turn = QHBoxLayout()
        turn.addWidget(self.words, 1)
        turn.addWidget(self.previous)
        turn.addWidget(self.page)
        turn.addWidget(self.total)
        turn.addWidget(self.next)
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addWidget(self.view, 1)
        box.addLayout(turn)
        return box

    def _listen(self) -> None:
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._count)
        self.towns.itemChanged.connect(self._checked)
        for box in (*self.ranks.values(), self.only):
            box.toggled.connect(self._changed)
        for paper in self.papers.values():
            paper.currentIndexChanged.connect(self._changed)
        self.audience.currentIndexChanged.connect(self._changed)
        self.day.dateChanged.connect(self._changed)
        self.previous.clicked.connect(lambda: self._turn(-1))
        self.next.clicked.connect(lambda: self._turn(1))
        self.page.valueChanged.connect(lambda _: self._draw())
        self.close_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._ask)

    def _list_towns(self) -> None:
        whole = QListWidgetItem(self.tr("全区（所有镇街）"))
        rows = self._session.district.of_level(Level.TOWN)
        towns = sorted(rows, key=lambda row: (row.code, row.name))
        entries = [
            (whole, ""),
            *((QListWidgetItem(town.name or town.code), town.code) for town in towns),
        ]
        self.towns.blockSignals(True)
        for item, code in entries:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setData(_CODE, code or item.text())
            item.setCheckState(
                Qt.CheckState.Unchecked if item is not whole else Qt.CheckState.Checked
            )
            self.towns.addItem(item)
        self.towns.blockSignals(False)

    def _checked(self, item: QListWidgetItem) -> None:
        """Let the whole district and single towns exclude each other."""
        on = item.checkState() is Qt.CheckState.Checked
        first = self.towns.row(item) == 0
        others = range(1, self.towns.count()) if first else range(1)
        self.towns.blockSignals(True)
        for row in others if on else ():
            self.towns.item(row).setCheckState(Qt.CheckState.Unchecked)
        if not on and not self._some():
            self.towns.item(0).setCheckState(Qt.CheckState.Checked)
        self.towns.blockSignals(False)
        self._changed()

    def _some(self) -> list[str]:
        items = [self.towns.item(i) for i in range(1, self.towns.count())]
        on = Qt.CheckState.Checked
        return [str(one.data(_CODE)) for one in items if one.checkState() is on]

    def choose(self, towns: list[str]) -> None:
        """Choose towns by code; none chooses the whole district."""
        for row in range(1, self.towns.count()):
            item = self.towns.item(row)
            wanted = item.data(_CODE) in towns
            item.setCheckState(
                Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked
            )
        if not towns:
            self.towns.item(0).setCheckState(Qt.CheckState.Checked)

    # --- counting ---------------------------------------------------------------

    @property
    def order(self) -> BookOrder:
        """What is chosen."""
        ranks = tuple(r for r, box in self.ranks.items() if box.isChecked())
        chosen = {rank: str(self.papers[rank].currentData()) for rank in ranks}
        papers = tuple((rank, paper) for rank, paper in chosen.items() if paper)
        return BookOrder(ranks, tuple(self._some()), papers=papers)

    def _changed(self) -> None:
        """Forget the book of the choice before, so that nobody prints it."""
        self.counted = None
        self._allow()
        self._drop()
        self._estimate()
        self._soon.start()

    def _estimate(self) -> None:
        """Say how many sheets it will be, before they are counted."""
        try:
            subjects, _ = subjects_of(self._session.district, self.order)
        except OfficerError as error:
            self._failed(error)
            return
        self._say(self.tr("约 {n} 幅，正在计页…").format(n=len(subjects)))

    def _setting(self) -> Setting:
        day = self.day.date()
        as_of = date(day.year(), day.month(), day.day())
        return Setting(as_of, language=self._session.language)

    def _count(self) -> None:
        audience = self.audience.currentData()
        session, order, setting = self._session, self.order, self._setting()
        district, themes = session.district, session.themes
        edition = edition_of(setting, audience, order)
        before = last_book(district, edition)
        self.only.setEnabled(before is not None)
        changed = self.only.isChecked() and before is not None
        kept = before.labels if changed and before else None

        def work(reporter: Reporter) -> _Counted:
            def progress(done: int, total: int, what: Text) -> None:
                if reporter.cancelled():
                    raise StoppedError
                reporter.progress(done, total, what)

            layers = layers_of(district, setting.as_of, themes)
            book = plan_four_level(
                district,
                setting,
                layers,
                audience,
                order,
                before=kept,
                progress=progress,
            )
            found = reprint_of(book, before) if changed and before else None
            return _Counted(book, layers, before, found)

        self._drop()
        self._show_busy(busy=True)
        self._counting = session.errands.start(
            work, self._have_counted, self._failed, self._show_progress
        )

    def _have_counted(self, counted: _Counted) -> None:
        self._counting = None
        self._show_busy(busy=False)
        self.counted = counted
        book = counted.book
        self.page.blockSignals(True)
        self.page.setRange(1, book.pages)
        self.page.setValue(min(self.page.value(), book.pages))
        self.page.blockSignals(False)
        self.total.setText(f"/ {book.pages}")
        self._tell_guard(book)
        self._allow()
        self._draw()

    def _tell_guard(self, book: Book) -> None:
        language = self._session.language
        told = [
            self.tr("{what}（{n} 幅）").format(what=one.short.of(language), n=n)
            for one, n in book.removed
        ]
        told += [
            self.tr("没有制图：{name}，{why}").format(
                name=one.name, why=one.why.of(language)
            )
            for one in book.left_out[:5]
        ]
        mark = book.audience.mark
        head = self.tr("每页标注“{mark}”").format(mark=mark) if mark else ""
        self.guard.setText("\n".join(f"• {line}" for line in (head, *told) if line))
        sources = [one.words.of(language) for one, _ in book.removed]
        self.guard.setToolTip("\n".join(sources))

    def _summary(self) -> str:
        if self.counted is None:
            return ""
        book, _, before, reprint = self.counted
        if reprint is not None:
            return reprint.words.of(self._session.language)
        words = self.tr("共 {pages} 页").format(pages=book.pages)
        if before is not None:
            told = self.tr("，上次印的是截至 {day} 的").format(day=before.as_of)
            words += told
        return words

    # --- preview ----------------------------------------------------------------

    def _turn(self, by: int) -> None:
        self.page.setValue(self.page.value() + by)

    def _draw(self) -> None:
        if self.counted is None:
            return
        book, layers = self.counted.book, self.counted.layers
        position = self.page.value() - 1
        dpi = _DPI * self.devicePixelRatioF()

        def work(_: Reporter) -> QImage:
            return render_book_page(book.page(position), book, layers, dpi)

        def done(image: QImage) -> None:
            self.view.show_image(image)

        self._say(self._summary())
        if self._drawing is not None:
            self._drawing.drop()
        self._drawing = self._session.errands.start(work, done, self._failed)

    @property
    def image(self) -> QImage | None:
        """The page that is shown."""
        return self.view.image

    def _drop(self) -> None:
        for errand in (self._counting, self._drawing):
            if errand is not None:
                errand.drop()
                errand.stop()
        self._counting = self._drawing = None
        self._dismiss()

    # --- printing ---------------------------------------------------------------

    def _ask(self) -> None:
        if self.counted is None:
            return
        name = self.counted.book.title.of(self._session.language)
        if self.counted.reprint is not None:
            name += self.tr("换页")
        proposed = file_name_of(name, ".pdf")
        title = self.tr("保存 PDF")
        # A second process starts while the officer names the file.
        self._dismiss()
        reprint = self.counted.reprint
        pages = reprint.pages if reprint else self.counted.book.pages
        self._helper = book_helper(pages)
        asked = ask_save(self, title, proposed, ["PDF (*.pdf)"], self.save)
        asked.rejected.connect(self._dismiss)

    def _dismiss(self) -> None:
        """End a second process that has nothing to do."""
        if self._helper is not None:
            self._helper.close()
        self._helper = None

    def save(self, path: Path) -> None:
        """Write the book in the background; go on where an earlier try stopped."""
        if self.counted is None:
            return
        counted, themes = self.counted, self._session.themes
        helper, self._helper = self._helper, None
        wanted = counted.reprint.wanted if counted.reprint else None

        def work(reporter: Reporter) -> Printed:
            with ended(helper):
                return print_book(
                    resumed(counted.book, path),
                    path,
                    themes=themes,
                    wanted=wanted,
                    resume=True,
                    progress=reporter.progress,
                    cancelled=reporter.cancelled,
                    helper=helper or True,
                )

        self._printing = self._session.errands.start(
            work,
            lambda printed: self._printed(printed, path),
            self._not_printed,
            self._show_progress,
        )
        self._show_busy(busy=True)
        self._allow()

    def _not_printed(self, error: Exception) -> None:
        self._printing = None
        self._show_busy(busy=False)
        self._allow()
        self._failed(error)

    def _printed(self, printed: Printed, path: Path) -> None:
        self._printing = None
        self._show_busy(busy=False)
        words = self.tr("已保存 {pages} 页：{path}").format(
            pages=printed.pages, path=path
        )
        if printed.kept:
            words += self.tr("，其中 {n} 页是上次已画好的").format(n=printed.kept)
        if self._record(path.name):
            words += self.tr("。已记入公布记录，可以撤销。")
            self.only.setEnabled(True)
        self._allow()
        self._say(words)

    def _record(self, document: str) -> bool:
        if not self.keep.isChecked() or self.counted is None:
            return False
        record = record_of(self.counted.book)
        changes = record_book(
            self._session.district, record, document=document, by=who()
        )
        return self._session.apply(changes)

    # --- telling ----------------------------------------------------------------

    def _failed(self, error: Exception) -> None:
        if self._printing is None and self._counting is not None:
            self._counting = None
            self._show_busy(busy=False)
        self._say(message(error, self._session.language))

    def _say(self, text: str) -> None:
        self.words.setText(text)

    def _show_progress(self, done: int, total: int, what: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if self._printing is not None:
            self._say(what.of(self._session.language))

    def _show_busy(self, *, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.bar.setRange(0, 0)
        printing = self._printing is not None
        levels = (*self.ranks.values(), *self.papers.values())
        boxes = (*levels, self.towns, self.audience, self.day)
        for choice in boxes:
            choice.setEnabled(not printing)
        words = self.tr("取消") if printing else self.tr("关闭")
        self.close_button.setText(words)

    def _allow(self) -> None:
        counted = self.counted
        ready = counted is not None and self._printing is None
        if ready and counted is not None and counted.reprint is not None:
            ready = bool(counted.reprint.wanted)
        self.save_button.setEnabled(ready)
        for one in (self.page, self.previous, self.next):
            one.setEnabled(counted is not None)

    def reject(self) -> None:
        """Stop what is being printed; a second time close."""
        if self._printing is not None:
            self._printing.stop()
            return
        self._drop()
        self._soon.stop()
        super().reject()
