"""一口一档: which outfalls, what their page looks like, and where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.dossiers import chosen, dossier_document, dossier_of
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import OfficerError, Text
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.gui.dialogs.new_store import file_name_of
from gridwatch.gui.dialogs.outfall_act import outfalls_of
from gridwatch.gui.errands import message
from gridwatch.gui.session import today
from gridwatch.mapbook.dossier import Sheets, dossier_pages, print_dossiers
from gridwatch.mapbook.press import picture
from gridwatch.reports.wordfile import write_docx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QImage

    from gridwatch.district.outfalls import Outfall
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["DossiersDialog"]

_WIDE, _TALL = 760, 720
_DPI = 84.0
_SELECTED, _ALL = "selected", "all"


class DossiersDialog(QDialog):
    """Shows the first dossier of what is chosen, and saves all of them.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._selected = outfalls_of(session)
        self._errand: Errand | None = None
        self.image: QImage | None = None
        self.setWindowTitle(self.tr("一口一档"))
        self._make()
        self._lay_out()
        self._listen()
        fit_screen(self, _WIDE, _TALL)
        self.preview()

    def _make(self) -> None:
        self.scope = QComboBox(self)
        self._fill_scope()
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.sheet = QLabel(self)
        self.sheet.setObjectName("sheet")
        self.view = QScrollArea(self)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setWidget(self.sheet)
        self.bar = QProgressBar(self)
        self.bar.hide()
        self.stopper = QPushButton(self.tr("停止"), self)
        self.stopper.hide()
        self.closer = QPushButton(self.tr("关闭"), self)
        self.word = QPushButton(self.tr("保存为 Word…"), self)
        self.pdf = QPushButton(self.tr("保存为 PDF…"), self)
        self.pdf.setDefault(True)

    def _listen(self) -> None:
        self.scope.currentIndexChanged.connect(lambda _: self.preview())
        self.stopper.clicked.connect(self.stop)
        self.closer.clicked.connect(self.reject)
        self.pdf.clicked.connect(self.ask_pdf)
        self.word.clicked.connect(self.ask_word)
        self.session.closed.connect(self.reject)

    def _fill_scope(self) -> None:
        number = len(self._selected)
        if number:
            words = self.tr("选中的 {n} 个排污口").format(n=number)
            self.scope.addItem(words, _SELECTED)
        for town in self.session.district.of_level(Level.TOWN):
            self.scope.addItem(town.name, town.code or town.name)
        self.scope.addItem(self.tr("全区"), _ALL)
        self.scope.setMaxVisibleItems(20)
        self.scope.setAccessibleName(self.tr("打印范围"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(QLabel(self.tr("范围"), self))
        top.addWidget(self.scope, 1)
        top.addWidget(self.words, 2)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.stopper)
        foot.addStretch(0)
        for button in (self.closer, self.word, self.pdf):
            foot.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 14)
        box.setSpacing(10)
        box.addLayout(top)
        box.addWidget(self.view, 1)
        box.addLayout(foot)

    # --- what is chosen ---------------------------------------------------------

    def outfalls(self) -> tuple[Outfall, ...]:
        """Return the outfalls of the scope; empty where there are none."""
        scope = str(self.scope.currentData())
        if scope == _SELECTED:
            return tuple(self._selected)
        try:
            areas = () if scope == _ALL else (scope,)
            return chosen(self.session.district, (), areas)
        except OfficerError:
            return ()

    def _sheets(self) -> Sheets:
        session = self.session
        store = session.store
        photo = store.photo if store is not None else _no_photo
        day, language = session.as_of, session.language
        return Sheets(session.district, day, photo, language, today())

    def preview(self) -> None:
        """Show the first page."""
        rows = self.outfalls()
        self.pdf.setEnabled(bool(rows))
        self.word.setEnabled(bool(rows))
        words = self.tr("{n} 个排污口，预览第一个；截至 {day}")
        self.words.setText(words.format(n=len(rows), day=self.session.as_of))
        if not rows:
            self.image = None
            self.sheet.setText(self.tr("这个范围里没有排污口。"))
            self.sheet.resize(self.sheet.sizeHint() + QSize(40, 20))
            return
        ratio = self.devicePixelRatioF()
        self.image = picture(dossier_pages(self._sheets(), rows[:1])[0], _DPI * ratio)
        pixmap = QPixmap.fromImage(self.image)
        pixmap.setDevicePixelRatio(ratio)
        self.sheet.setPixmap(pixmap)
        self.sheet.resize(pixmap.deviceIndependentSize().toSize())

    # --- out --------------------------------------------------------------------

    def _name(self) -> str:
        rows = self.outfalls()
        name = rows[0].name or rows[0].code if len(rows) == 1 else ""
        several = self.tr("{scope}排污口档案").format(scope=self.scope.currentText())
        return file_name_of(name or several, "")

    def ask_pdf(self) -> None:
        """Ask where to save the PDF."""
        name = f"{self._name()}.pdf"
        ask_save(self, self.tr("保存为 PDF"), name, ["PDF (*.pdf)"], self.save_pdf)

    def ask_word(self) -> None:
        """Ask where to save the Word file."""
        kinds = [self.tr("Word 文档 (*.docx)")]
        ask_save(
            self, self.tr("保存为 Word"), f"{self._name()}.docx", kinds, self.save_word
        )

    def save_pdf(self, path: Path) -> None:
        """Write the PDF in the background."""
        sheets, rows = self._sheets(), self.outfalls()

        def work(reporter: Reporter) -> int:
            return print_dossiers(
                path,
                sheets,
                rows,
                progress=reporter.progress,
                cancelled=reporter.cancelled,
            )

        self._start(work, path)

    def save_word(self, path: Path) -> None:
        """Write the Word file in the background."""
        sheets, rows = self._sheets(), self.outfalls()
        office = sheets.district.office

        def work(reporter: Reporter) -> int:
            papers = []
            for number, row in enumerate(rows):
                if reporter.cancelled():
                    raise OfficerError(_STOPPED)
                reporter.progress(number, len(rows), Text(row.name, row.name))
                found = dossier_of(sheets.district, row, sheets.as_of)
                papers.append(
                    dossier_document(found, sheets.photo, office, sheets.language)
                )
            write_docx(path, papers, sheets.language)
            return len(papers)

        self._start(work, path)

    def _start(self, work: Callable[[Reporter], int], path: Path) -> None:
        self._busy(on=True)

        def done(_: int) -> None:
            self._busy(on=False)
            self.words.setText(self.tr("已保存 {path}").format(path=path))

        def failed(error: Exception) -> None:
            self._busy(on=False)
            self.words.setText(message(error, self.session.language))

        self._errand = self.session.errands.start(work, done, failed, self._progress)

    def _progress(self, done: int, total: int, _what: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _busy(self, *, on: bool) -> None:
        self.bar.setVisible(on)
        self.stopper.setVisible(on)
        for widget in (self.pdf, self.word, self.scope):
            widget.setEnabled(not on)
        if not on:
            self._errand = None

    def stop(self) -> None:
        """Stop what is being written."""
        if self._errand is not None:
            self._errand.stop()

    def done(self, result: int) -> None:
        """Stop what is being written and close."""
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        super().done(result)


def _no_photo(_sha256: str) -> bytes | None:
    return None


_STOPPED = Text(
    "已停止，没有写出文件。数据没有改变。",
    "Stopped; no file was written. No data has changed.",
)
