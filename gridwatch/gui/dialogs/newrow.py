"""新建: which kind of row is to be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.wording import KIND_NAMES, Kind
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from gridwatch.gui.session import Session

__all__ = ["NewRowDialog"]

_ORDER = (
    Kind.SIGNBOARD,
    Kind.OUTFALL,
    Kind.OWNERSHIP,
    Kind.PERSON,
    Kind.POST,
    Kind.TERM,
    Kind.BODY,
    Kind.SOURCE,
    Kind.MONITORING,
)
_WIDE, _TALL = 340, 430
_WRITTEN = (Kind.PHOTO, Kind.PUBLICATION)
"""Made by the program when something is given out or a picture is taken in."""


class NewRowDialog(QDialog):
    """A list of the kinds, what is made most often first.

    Parameters
    ----------
    session : Session
        What is open.
    """

    chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("新建"))
        self.resize(_WIDE, _TALL)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("类别"))
        rest = [k for k in Kind if k not in _ORDER and k not in _WRITTEN]
        for kind in (*_ORDER, *rest):
            name = headline(KIND_NAMES[kind].of(session.language))
            count = len(session.district.rows(kind))
            item = QListWidgetItem(f"{name}    {count:,}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, kind)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _: self.accept())
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addWidget(QLabel(self.tr("要新建哪一类？"), self))
        box.addWidget(self.list, 1)
        buttons = QDialogButtonBox.StandardButton
        row = QDialogButtonBox(buttons.Ok | buttons.Cancel, self)
        row.button(buttons.Ok).setText(self.tr("继续"))
        row.button(buttons.Cancel).setText(self.tr("取消"))
        row.accepted.connect(self.accept)
        row.rejected.connect(self.reject)
        box.addWidget(row)

    def accept(self) -> None:
        """Hand on the kind."""
        item = self.list.currentItem()
        super().accept()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
