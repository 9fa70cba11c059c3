"""从文件安装更新: which version a file brings, what is new, whether it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch import __version__
from gridwatch.district.wording import OfficerError, Text
from gridwatch.gui import updating
from gridwatch.gui.errands import message

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.gui.updating import Update

__all__ = ["UpdateDialog"]

_SIZE = (560, 380)
_EDGES = 40
"""Room beside the words of a button."""
_CHECKING = Text("核对文件", "checking")


class UpdateDialog(QDialog):
    """Shows an update and starts it when the officer agrees.

    Parameters
    ----------
    session : Session
        What is open.
    start : callable
        Starts the setup; the officer's stores have then to be closed.
    """

    started = Signal()

    def __init__(
        self,
        session: Session,
        parent: QWidget | None = None,
        start: Callable[[Path], None] = updating.start,
    ) -> None:
        super().__init__(parent)
        self._session, self._start = session, start
        self._errand: Errand | None = None
        self.update_found: Update | None = None
        self.setWindowTitle(self.tr("从文件安装更新"))
        self.resize(*_SIZE)
        self.file = QLabel(self.tr("还没有选择文件"), self)
        self.file.setWordWrap(True)
        self.browse = QPushButton(self.tr("选择文件…"), self)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self.ask)
        self.heading = QLabel(self)
        self.heading.setObjectName("heading")
        self.notes = QPlainTextEdit(self)
        self.notes.setReadOnly(True)
        words = self.tr("U 盘上的 gridwatch-…-update.zip 或 .update.json")
        self.notes.setPlaceholderText(words)
        self.state = QLabel(self)
        self.state.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        now = self.tr("现在用的是 {version} 版。更新不动工作库和设置。")
        lead = QLabel(now.format(version=__version__), self)
        lead.setObjectName("muted")
        buttons = QDialogButtonBox(self)
        roles = QDialogButtonBox.ButtonRole
        self.go = buttons.addButton(self.tr("安装并关闭"), roles.AcceptRole)
        self.go.setEnabled(False)
        self.go.setDefault(True)
        bold = self.go.font()
        bold.setBold(True)
        words = QFontMetrics(bold).horizontalAdvance(self.go.text())
        self.go.setMinimumWidth(words + _EDGES)
        buttons.addButton(self.tr("取消"), roles.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        box.addWidget(lead)
        box.addLayout(row)
        box.addWidget(self.heading)
        box.addWidget(self.notes, 1)
        box.addWidget(self.bar)
        box.addWidget(self.state)
        box.addWidget(buttons)

    def ask(self) -> None:
        """Ask for the file."""
        dialog = QFileDialog(self, self.tr("选择更新文件"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = "(*.zip *.update.json *-setup.exe)"
        dialog.setNameFilter(self.tr("更新文件") + f" {kinds}")
        dialog.fileSelected.connect(lambda name: self.look(Path(name)))
        dialog.open()

    def look(self, path: Path) -> None:
        """Show what a file brings and check it in the background."""
        self._drop()
        self.update_found = None
        self.go.setEnabled(False)
        self.file.setText(str(path))
        self.heading.clear()
        self.notes.clear()
        try:
            update = updating.read(path)
        except OfficerError as error:
            self._say(error, "danger")
            return
        language = self._session.language
        words = self.tr("{version} 版").format(version=update.version)
        self.heading.setText(words)
        self.notes.setPlainText(update.notes.of(language) or update.notes.zh)
        self._say(None, "muted", self.tr("正在核对文件…"))
        self.bar.setRange(0, 0)
        self.bar.show()

        def work(reporter: Reporter) -> Update:
            def told(done: int, total: int) -> None:
                reporter.progress(done >> 10, total >> 10, _CHECKING)

            updating.check(update, told, reporter.cancelled)
            return update

        self._errand = self._session.errands.start(
            work, self._checked, self._refused, self._progress
        )

    def _progress(self, done: int, total: int, _: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _checked(self, update: Update) -> None:
        self._errand, self.update_found = None, update
        self.bar.hide()
        self.go.setEnabled(True)
        self._say(None, "muted", self.tr("文件完好，可以安装。安装前会关闭程序。"))

    def _refused(self, error: Exception) -> None:
        self._errand = None
        self.bar.hide()
        self._say(error, "danger")

    def _say(self, error: Exception | None, tone: str, words: str = "") -> None:
        text = message(error, self._session.language) if error else words
        self.state.setObjectName(tone)
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.state.setText(text)

    def _drop(self) -> None:
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None

    def accept(self) -> None:
        """Start the setup and close the program."""
        if self.update_found is None:
            return
        place = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.TempLocation
        )
        try:
            self._start(updating.unpacked(self.update_found, Path(place)))
        except OfficerError as error:
            self._say(error, "danger")
            return
        super().accept()
        self.started.emit()

    def done(self, result: int) -> None:
        """Stop checking when the dialog goes."""
        self._drop()
        super().done(result)
