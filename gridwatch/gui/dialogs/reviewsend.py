"""生成回传: who answers for it, where it is written, with which passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import OfficerError
from gridwatch.gui.asking import ask_save
from gridwatch.gui.errands import message
from gridwatch.store.review.endings import PACKAGE_ENDING, RETURN_ENDING

if TYPE_CHECKING:
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session
    from gridwatch.store.review.field import FieldReview, Sent

__all__ = ["SendDialog"]

_LAST = "review/by"


class SendDialog(QDialog):
    """Writes the return in the background.

    Parameters
    ----------
    review : FieldReview
        What is sent back.
    session : Session
        Runs the work and remembers the name.
    """

    sent = Signal(object)

    def __init__(
        self, review: FieldReview, session: Session, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._review, self._session = review, session
        self._errand: Errand | None = None
        self.setWindowTitle(self.tr("生成回传"))
        self._make()
        self._lay_out()
        self.resize(560, self.sizeHint().height())
        self._allow()

    def _make(self) -> None:
        review, progress = self._review, self._review.progress
        words = self.tr(
            "已核 {done} / {total}，共 {n} 条意见。回传只带意见和照片，不带工作库；"
            "可以多次生成，内业以最后一次为准。"
        )
        self.told = QLabel(
            words.format(
                done=progress.done, total=progress.total, n=len(review.replies)
            ),
            self,
        )
        self.told.setWordWrap(True)
        number = review.manifest.number
        self.by = QLineEdit(str(self._session.memory.get(number, _LAST) or ""), self)
        self.by.setPlaceholderText(self.tr("姓名，例如 柳湾镇 王某某"))
        stem = review.path.name.removesuffix(PACKAGE_ENDING)
        self.file = QLineEdit(str(review.path.with_name(stem + RETURN_ENDING)), self)
        self.chooser = QPushButton(self.tr("选择…"), self)
        self.chooser.clicked.connect(self._choose)
        self.passphrase = QLineEdit(self)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(self.tr("可不填；填了须另行告知内业"))
        self.said = QLabel(self)
        self.said.setObjectName("danger")
        self.said.setWordWrap(True)
        self.said.hide()
        for box in (self.by, self.file):
            box.textChanged.connect(lambda _: self._allow())

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.file, 1)
        place.addWidget(self.chooser)
        form = QFormLayout()
        form.addRow(self.tr("核查人"), self.by)
        form.addRow(self.tr("文件"), place)
        form.addRow(self.tr("口令"), self.passphrase)
        buttons = QDialogButtonBox.StandardButton
        row = QDialogButtonBox(buttons.Save | buttons.Cancel, self)
        self.go: QPushButton = row.button(buttons.Save)
        self.go.setText(self.tr("生成"))
        self.go.setObjectName("primary")
        row.button(buttons.Cancel).setText(self.tr("取消"))
        row.accepted.connect(self.write)
        row.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        box.addWidget(self.told)
        box.addLayout(form)
        box.addWidget(self.said)
        box.addWidget(row)

    def _choose(self) -> None:
        name = Path(self.file.text()).name
        kinds = [self.tr("核查回传") + f" (*{RETURN_ENDING})"]
        ask_save(
            self,
            self.tr("回传文件"),
            name,
            kinds,
            lambda path: self.file.setText(str(path)),
        )

    def _allow(self) -> None:
        named = bool(self.by.text().strip()) and bool(self.file.text().strip())
        self.go.setEnabled(named)

    def write(self) -> None:
        """Write the file."""
        review, path = self._review, Path(self.file.text().strip())
        by, passphrase = self.by.text().strip(), self.passphrase.text()
        self._session.memory.put(review.manifest.number, _LAST, by)
        self.go.setEnabled(False)

        def work(_: Reporter) -> Sent:
            return review.write_return(path, by=by, passphrase=passphrase)

        self._errand = self._session.errands.start(work, self._written, self._failed)

    def done(self, result: int) -> None:
        """Close; a file that is being written is written to the end, and not told."""
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
        super().done(result)

    def _written(self, sent: Sent) -> None:
        self._errand = None
        self.sent.emit(sent)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._errand = None
        self.said.setText(message(error, self._session.language))
        self.said.show()
        self._allow()
        if not isinstance(error, OfficerError):
            self._session.troubled.emit(error)
