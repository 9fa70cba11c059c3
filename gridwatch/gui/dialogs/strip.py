"""A river drawn out straight: which river, on what paper; seen before it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.ruler import rivers_with_lines
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.gui.asking import ask_save, fit_screen
from gridwatch.mapbook.press import picture, print_on
from gridwatch.mapbook.strip import strip_pages, write_strip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from gridwatch.district.rivers import River
    from gridwatch.gui.session import Session
    from gridwatch.mapbook.press import DrawnPage

__all__ = ["StripDialog"]

_LEAST_DPI, _MOST_DPI = 40.0, 110.0
_SIDE = 240
_DESK = 18
_MM_PER_INCH = 25.4
_SHOWN = 24
_PAUSE = 30
_WIDTHS = (297.0, 420.0, 841.0, 1189.0)
_UID = Qt.ItemDataRole.UserRole


class StripDialog(QDialog):
    """Chooses a river and shows its strip diagram; saves it as PDF or prints it.

    Parameters
    ----------
    session : Session
        What is open.
    parent : QWidget or None
        Window that asks.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.pages: list[DrawnPage] = []
        self._later = QTimer(self, singleShot=True, interval=_PAUSE)
        self.setWindowTitle(self.tr("河流直线示意图"))
        self.filter = QLineEdit(self)
        self.rivers = QListWidget(self)
        self.papers = QComboBox(self)
        self.note = QLabel(self)
        self.sheets = QScrollArea(self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.pdf = self._button(self.tr("保存为 PDF…"), self.ask_pdf)
        self.printer = self._button(self.tr("打印…"), self.ask_print)
        self._lay_out()
        self._later.timeout.connect(self.preview)
        self._fill()
        self.filter.textChanged.connect(self._narrow)
        self.rivers.currentItemChanged.connect(lambda *_: self._later.start())
        self.papers.activated.connect(lambda _: self._later.start())
        self.buttons.rejected.connect(self.reject)
        session.closed.connect(self.reject)
        fit_screen(self, 1220, 800)

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = self.buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(lambda: slot())
        return button

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText(self.tr("河流名称或代码…"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(self.tr("筛选河流"))
        self.rivers.setAccessibleName(self.tr("河流"))
        self.papers.setAccessibleName(self.tr("纸张"))
        for text in (
            self.tr("A4 横向，分幅"),
            self.tr("加长 420 毫米"),
            self.tr("加长 841 毫米"),
            self.tr("加长 1189 毫米"),
        ):
            self.papers.addItem(text)
        self.note.setObjectName("muted")
        self.note.setWordWrap(True)
        self.sheets.setWidgetResizable(True)
        side = QWidget(self)
        side.setFixedWidth(_SIDE)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        for widget in (self.filter, self.rivers, self.papers, self.note):
            left.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(side)
        row.addWidget(self.sheets, 1)
        box = QVBoxLayout(self)
        box.addLayout(row, 1)
        box.addWidget(self.buttons)

    # --- rivers -----------------------------------------------------------------

    def _fill(self) -> None:
        district = self._session.district
        starts, wanted = district.river_starts, self._wanted()
        for river in rivers_with_lines(district):
            segments = district.segments_of_river[river.code]
            number = sum(segment.uid in starts for segment in segments)
            text = self.tr("{river}（{n} 段）").format(river=river.name, n=number)
            item = QListWidgetItem(text, self.rivers)
            item.setData(_UID, river.uid)
            item.setToolTip(river.code)
            if river.uid == wanted:
                self.rivers.setCurrentItem(item)
        if self.rivers.currentItem() is None and self.rivers.count():
            self.rivers.setCurrentRow(0)
        if self.rivers.count():
            self._later.start()
        else:
            self._show([], self.tr("还没有可以画的河流：河段要有所属河流代码和序号。"))

    def _wanted(self) -> str:
        """Return the river of what is selected in the window."""
        session = self._session
        for kind, uid in session.selected:
            row = session.district.row(kind, uid)
            if kind is Kind.RIVER:
                return uid
            code = str(getattr(row, "river_code", "") or "")
            if not code:
                named = str(getattr(row, "segment_code", "") or "")
                segment = session.district.segment_by_code.get(named)
                code = segment.river_code if segment else ""
            river = session.district.river_by_code.get(code) if code else None
            if river is not None:
                return river.uid
        return ""

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        for i in range(self.rivers.count()):
            item = self.rivers.item(i)
            heap = f"{item.text()} {item.toolTip()}".casefold()
            item.setHidden(not all(word in heap for word in words))

    def choose(self, uid: str) -> None:
        """Choose a river."""
        for i in range(self.rivers.count()):
            if self.rivers.item(i).data(_UID) == uid:
                self.rivers.setCurrentRow(i)

    @property
    def river(self) -> River | None:
        """The chosen river."""
        item = self.rivers.currentItem()
        uid = item.data(_UID) if item is not None else ""
        found = (r for r in self._session.district.rivers if r.uid == uid)
        return next(found, None)

    # --- preview ----------------------------------------------------------------

    def preview(self) -> None:
        """Draw the chosen river as it will be printed."""
        self._later.stop()
        river, session = self.river, self._session
        if river is None:
            return
        pages = strip_pages(
            session.district,
            river,
            session.as_of,
            language=session.language,
            width=_WIDTHS[self.papers.currentIndex()],
        )
        words = self.tr("共 {n} 幅。桩号为全河桩号，从最上游河段的起点量起。")
        self._show(pages, words.format(n=len(pages)))

    def _show(self, pages: list[DrawnPage], words: str) -> None:
        self.pages = pages
        self.note.setText(words)
        self.pdf.setEnabled(bool(pages))
        self.printer.setEnabled(bool(pages))
        desk = QWidget(self)
        desk.setObjectName("desk")
        desk.setStyleSheet("#desk { background: #8d9196; }")
        box = QVBoxLayout(desk)
        box.setSpacing(14)
        box.setContentsMargins(_DESK, _DESK, _DESK, _DESK)
        ratio = self.devicePixelRatioF()
        for page in pages[:_SHOWN]:
            sheet = QLabel(desk)
            pixmap = QPixmap.fromImage(picture(page, self._dpi(page) * ratio))
            pixmap.setDevicePixelRatio(ratio)
            sheet.setPixmap(pixmap)
            sheet.setAccessibleName(page.title.of(self._session.language))
            box.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        self.sheets.setWidget(desk)

    def _dpi(self, page: DrawnPage) -> float:
        """Return dots per inch at which a sheet fills the width; a long one scrolls."""
        bar = self.sheets.verticalScrollBar().sizeHint().width()
        room = self.sheets.width() - 2 * _DESK - bar - 4
        wanted = room * _MM_PER_INCH / page.width
        return min(max(wanted, _LEAST_DPI), _MOST_DPI)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the sheets to the new width."""
        super().resizeEvent(event)
        self._later.start()

    def sizeHint(self) -> QSize:
        """Return room for a list and a whole sheet."""
        return QSize(1220, 800)

    # --- out --------------------------------------------------------------------

    def ask_pdf(self) -> None:
        """Ask where to save the PDF."""
        river = self.river
        name = self.tr("{river}直线示意图.pdf").format(
            river=river.name if river else ""
        )
        ask_save(self, self.tr("保存为 PDF"), name, ["PDF (*.pdf)"], self.save_pdf)

    def save_pdf(self, path: Path) -> None:
        """Write the PDF; a refusal is told in words."""
        try:
            write_strip(path, self.pages, language=self._session.language)
        except OfficerError as error:
            self._session.troubled.emit(error)

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
            print_on(device, self.pages)
        except OfficerError as error:
            self._session.troubled.emit(error)
