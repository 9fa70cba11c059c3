"""单位台账: the bodies that ownership names, with type and contact."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.bodynames import names_in_use, proposed_bodies
from gridwatch.district.registering import accept_bodies
from gridwatch.district.wording import Kind, field_of
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.owningparts import asking_buttons, muted
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from gridwatch.district.bodies import Body
    from gridwatch.district.changes import Changes
    from gridwatch.gui.session import Session

__all__ = ["BodiesDialog"]

_WIDE, _TALL = 860, 600
_ROW = 34
_NAME, _TYPE, _CONTACT, _PHONE, _ROWS = range(5)
_WIDTHS = (260, 138, 104, 130)


class _Box(QComboBox):
    """A box that leaves the wheel to the table."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the table instead."""
        event.ignore()


class BodiesDialog(QDialog):
    """Lists bodies; those that only rows name are proposals with a guessed type.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        district = session.district
        proposed = proposed_bodies(district)
        self._bodies: list[Body] = [*proposed, *district.bodies]
        self._proposed = {body.uid for body in proposed}
        self.setWindowTitle(self.tr("单位台账"))
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("筛选…"))
        self.filter.setClearButtonEnabled(True)
        self.table = QTableWidget(len(self._bodies), 5, self)
        self.types: list[QComboBox] = []
        self.ticks: list[QTableWidgetItem] = []
        self._lay_out(len(proposed))
        self.filter.textChanged.connect(self._apply_filter)
        fit_screen(self, _WIDE, _TALL)

    def _lay_out(self, proposed: int) -> None:
        words = self.tr(
            "权属登记里出现的单位。勾选的会建档；类别是按名称推测的，请核对。"
            "中央、市属和外区单位不计入镇街考核。"
        )
        if not proposed:
            words = self.tr("权属登记里的单位都已建档，可在这里改类别和联系方式。")
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(10)
        box.addWidget(muted(words, self))
        box.addWidget(self.filter)
        self._dress()
        box.addWidget(self.table, 1)
        box.addWidget(asking_buttons(self, self.tr("保存"), self.tr("取消")))

    def _dress(self) -> None:
        language, table = self._session.language, self.table
        keys = ("name", "type", "contact", "phone")
        heads = [field_of(Kind.BODY, key).name.of(language) for key in keys]
        table.setHorizontalHeaderLabels([*heads, self.tr("权属行数")])
        table.setAccessibleName(self.tr("单位"))
        dress_rows(table, _WIDTHS, height=_ROW, editable=True)
        used = names_in_use(self._session.district)
        for line, body in enumerate(self._bodies):
            self._fill(line, body, used.get(body.name, 0))

    def _fill(self, line: int, body: Body, rows: int) -> None:
        flag = Qt.ItemFlag
        fresh = body.uid in self._proposed
        name = QTableWidgetItem(body.name)
        name.setFlags(flag.ItemIsEnabled | flag.ItemIsSelectable)
        if fresh:
            name.setFlags(name.flags() | flag.ItemIsUserCheckable)
            name.setCheckState(Qt.CheckState.Checked)
            name.setToolTip(self.tr("{name}：尚未建档").format(name=body.name))
        self.ticks.append(name)
        self.table.setItem(line, _NAME, name)
        self.table.setCellWidget(line, _TYPE, self._types(body.type))
        self.table.setItem(line, _CONTACT, QTableWidgetItem(body.contact))
        self.table.setItem(line, _PHONE, QTableWidgetItem(body.phone))
        count = QTableWidgetItem(str(rows))
        count.setFlags(flag.ItemIsEnabled | flag.ItemIsSelectable)
        shade = tone("muted")
        if shade is not None:
            count.setForeground(shade)
        self.table.setItem(line, _ROWS, count)

    def _types(self, value: str) -> QComboBox:
        box = _Box(self)
        words = list(self._session.codelists.get("body_types", ()))
        box.addItems(["", *words, *([value] if value and value not in words else [])])
        box.setCurrentText(value)
        self.types.append(box)
        return box

    def _apply_filter(self, text: str) -> None:
        words = text.casefold().split()
        for line, body in enumerate(self._bodies):
            sought = f"{body.name} {self.types[line].currentText()}".casefold()
            self.table.setRowHidden(line, not all(word in sought for word in words))

    # --- what will come of it ---------------------------------------------------

    def bodies(self) -> list[Body]:
        """Return the bodies as they are to be; proposals without a tick are left."""
        found = []
        for line, body in enumerate(self._bodies):
            ticked = self.ticks[line].checkState() is Qt.CheckState.Checked
            if body.uid in self._proposed and not ticked:
                continue
            found.append(
                replace(
                    body,
                    type=self.types[line].currentText(),
                    contact=self._text(line, _CONTACT),
                    phone=self._text(line, _PHONE),
                )
            )
        return found

    def _text(self, line: int, column: int) -> str:
        item = self.table.item(line, column)
        return item.text().strip() if item else ""

    def changes(self) -> Changes:
        """Return what is to be written."""
        reason = self.tr("单位建档")
        return accept_bodies(self._session.district, self.bodies(), reason)

    def accept(self) -> None:
        """Write it."""
        changes = self.changes()
        if not changes.items or self._session.apply(changes, changes.reason):
            super().accept()
