"""A document before it is printed: its pages, and where they may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.documents import Document
from gridwatch.district.wording import OfficerError
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.mapbook.paperwork import pages_of, write_pdf
from gridwatch.mapbook.press import picture, print_on
from gridwatch.reports.wordfile import write_docx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gridwatch.gui.session import Session

__all__ = ["PaperDialog"]

_DPI = 84.0
_SHOWN = 40


class PaperDialog(QDialog):
    """Shows a document and saves it as PDF or Word, or prints it.

    Parameters
    ----------
    session : Session
        What is open.
    documents : Document or sequence of Document
        What is shown, one after the other.
    name : str
        File name proposed, without its suffix.
    parent : QWidget or None
        Window that asks.
    given_out : callable, optional
        Told the path once the document has been saved, and an empty text once it has
        been printed; the place to keep a record.
    """

    def __init__(
        self,
        session: Session,
        documents: Document | Sequence[Document],
        name: str,
        parent: QWidget | None = None,
        given_out: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._name = session, name
        self._documents = (
            [documents] if isinstance(documents, Document) else list(documents)
        )
        self._given_out = given_out
        language = session.language
        self.setWindowTitle(
            self._documents[0].title.of(language) if self._documents else name
        )
        self._pages = [p for d in self._documents for p in pages_of(d, language)]
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._sheets())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.pdf = self._button(self.tr("保存为 PDF…"), self.ask_pdf)
        self.word = self._button(self.tr("保存为 Word…"), self.ask_word)
        self.printer = self._button(self.tr("打印…"), self.ask_print)
        self.pdf.setDefault(True)
        self.buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.addWidget(scroll, 1)
        box.addWidget(self.buttons)
        fit_screen(self, 900, 820)

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        role = QDialogButtonBox.ButtonRole.ActionRole
        button = self.buttons.addButton(text, role)
        button.clicked.connect(lambda: slot())
        return button

    def _sheets(self) -> QWidget:
        desk = QWidget(self)
        desk.setObjectName("desk")
        desk.setStyleSheet("#desk { background: #8d9196; }")
        box = QVBoxLayout(desk)
        box.setSpacing(14)
        box.setContentsMargins(18, 18, 18, 18)
        ratio = self.devicePixelRatioF()
        for page in self._pages[:_SHOWN]:
            sheet = QLabel(desk)
            image = picture(page, _DPI * ratio)
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            sheet.setPixmap(pixmap)
            box.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        if len(self._pages) > _SHOWN:
            words = self.tr("这里显示前 {n} 页，共 {total} 页。")
            more = QLabel(words.format(n=_SHOWN, total=len(self._pages)), desk)
            box.addWidget(more, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        return desk

    # --- out --------------------------------------------------------------------

    def ask_pdf(self) -> None:
        """Ask where to save the PDF."""
        name = f"{self._name}.pdf"
        ask_save(self, self.tr("保存为 PDF"), name, ["PDF (*.pdf)"], self.save_pdf)

    def ask_word(self) -> None:
        """Ask where to save the Word file."""
        kinds = [self.tr("Word 文档 (*.docx)")]
        ask_save(
            self, self.tr("保存为 Word"), f"{self._name}.docx", kinds, self.save_word
        )

    def save_pdf(self, path: Path) -> None:
        """Write the PDF; a refusal is told in words."""
        language = self._session.language
        self._save(path, lambda: write_pdf(path, self._documents, language))

    def save_word(self, path: Path) -> None:
        """Write the Word file; a refusal is told in words."""
        language = self._session.language
        self._save(path, lambda: write_docx(path, self._documents, language))

    def _save(self, path: Path, write: Callable[[], object]) -> None:
        try:
            write()
        except OfficerError as error:
            self._session.troubled.emit(error)
            return
        self._tell(str(path))

    def _tell(self, place: str) -> None:
        if self._given_out is not None:
            self._given_out(place)

    def ask_print(self) -> None:
        """Ask for a printer."""
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(device, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_to(device))
        QDialog.open(dialog)

    def print_to(self, device: QPrinter) -> None:
        """Print every page at true size; a refusal is told in words."""
        device.setFullPage(True)
        try:
            print_on(device, self._pages)
        except OfficerError as error:
            self._session.troubled.emit(error)
            return
        self._tell("")
