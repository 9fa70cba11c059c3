"""口令: asked for where a package or a return is encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

__all__ = ["PassphraseDialog"]


class PassphraseDialog(QDialog):
    """Asks for a passphrase.

    Parameters
    ----------
    words : str
        Why, in words: which file, or that the last one was wrong.
    """

    given = Signal(str)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("口令"))
        told = QLabel(words, self)
        told.setWordWrap(True)
        self.entry = QLineEdit(self)
        self.entry.setEchoMode(QLineEdit.EchoMode.Password)
        self.entry.setAccessibleName(self.tr("口令"))
        buttons = QDialogButtonBox.StandardButton
        row = QDialogButtonBox(buttons.Ok | buttons.Cancel, self)
        ok: QPushButton = row.button(buttons.Ok)
        ok.setText(self.tr("打开"))
        ok.setEnabled(False)
        row.button(buttons.Cancel).setText(self.tr("取消"))
        self.entry.textChanged.connect(lambda text: ok.setEnabled(bool(text)))
        row.accepted.connect(self.accept)
        row.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addWidget(told)
        box.addWidget(self.entry)
        box.addWidget(row)
        self.resize(460, self.sizeHint().height())

    def accept(self) -> None:
        """Hand it on."""
        super().accept()
        self.given.emit(self.entry.text())
