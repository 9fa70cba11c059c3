"""Confirming registered ownership, row by row or all of one body; taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.ownership import OwnershipState
from gridwatch.district.progress import segment_title
from gridwatch.district.registering import candidates, confirm, withdraw
from gridwatch.district.wording import Kind, OfficerError, choice, field_of
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.owningparts import (
    ActFields,
    BodyBox,
    asking_buttons,
    body_names,
    muted,
)
from gridwatch.gui.look import tone
from gridwatch.gui.rowlook import dress_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.district.registering import Candidate
    from gridwatch.gui.session import Session

__all__ = ["ConfirmDialog", "WithdrawDialog"]

_WIDE, _TALL = 820, 600
_MANAGING, _CARING = ("managing_body",), ("caring_body",)


class ConfirmDialog(QDialog):
    """Shows what would be confirmed before it is.

    Parameters
    ----------
    session : Session
        What is open.
    uids : sequence of str or None
        Ownership rows to confirm; None: all of a body that is chosen here.
    body : str
        The body to begin with.
    """

    def __init__(
        self,
        session: Session,
        uids: Sequence[str] | None = None,
        parent: QWidget | None = None,
        body: str = "",
    ) -> None:
        super().__init__(parent)
        self._session, self._uids = session, uids
        self._found: tuple[Candidate, ...] = ()
        self._ticks: list[QTableWidgetItem] = []
        batch = uids is None
        self.setWindowTitle(self.tr("按单位批量确认") if batch else self.tr("确认权属"))
        self.body = BodyBox(body_names(session), body, self)
        self.body.setAccessibleName(self.tr("单位"))
        self.role = QComboBox(self)
        self.role.setAccessibleName(self.tr("身份"))
        for words, roles in (
            (self.tr("管理主体或管护主体"), (*_MANAGING, *_CARING)),
            (self.tr("管理主体"), _MANAGING),
            (self.tr("管护主体"), _CARING),
        ):
            self.role.addItem(words, roles)
        titles = self.tr("确认日期"), self.tr("确认人"), self.tr("确认文号")
        self.act = ActFields(session, titles, self)
        self.table = QTableWidget(self)
        self.count = muted("", self)
        self.wrong = muted("", self, "danger")
        self.wrong.hide()
        self._lay_out(batch=batch)
        self.body.editTextChanged.connect(lambda _: self.preview())
        self.role.currentIndexChanged.connect(lambda _: self.preview())
        self.act.on.dateChanged.connect(lambda _: self.preview())
        self.table.itemChanged.connect(lambda _: self._show_count())
        self.preview()
        fit_screen(self, _WIDE, _TALL)

    def _lay_out(self, *, batch: bool) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(10)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        if batch:
            form.addRow(self.tr("单位"), self.body)
            form.addRow(self.tr("身份"), self.role)
        else:
            self.body.hide()
            self.role.hide()
        box.addLayout(form)
        box.addWidget(self.act)
        line = QHBoxLayout()
        line.addWidget(self.count, 1)
        for words, state in (
            (self.tr("全选"), Qt.CheckState.Checked),
            (self.tr("全不选"), Qt.CheckState.Unchecked),
        ):
            button = QPushButton(words, self)
            button.setObjectName("link")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, s=state: self._tick(s))
            line.addWidget(button)
        box.addLayout(line)
        self._dress_table()
        box.addWidget(self.table, 1)
        box.addWidget(self.wrong)
        self.buttons = asking_buttons(self, self.tr("确认"), self.tr("取消"))
        box.addWidget(self.buttons)

    def _dress_table(self) -> None:
        table, language = self.table, self._session.language
        heads = [self.tr("河段")]
        keys = ("bank", "managing_body", "caring_body", "registered_on")
        heads.extend(field_of(Kind.OWNERSHIP, key).name.of(language) for key in keys)
        heads.append(self.tr("提示"))
        table.setColumnCount(len(heads))
        table.setHorizontalHeaderLabels(heads)
        table.setAccessibleName(self.tr("将要确认的权属"))
        dress_rows(table, (200, 52, 146, 146, 88))

    # --- the list ---------------------------------------------------------------

    def preview(self) -> None:
        """List what could be confirmed now, and why some cannot."""
        district, day = self._session.district, self.act.act.on
        if self._uids is None:
            name, roles = self.body.value, self.role.currentData()
            found = candidates(district, day, name, tuple(roles)) if name else ()
        else:
            found = candidates(district, day, uids=self._uids)
        self._found = found
        self.table.blockSignals(True)
        self.table.setRowCount(len(found))
        self._ticks = [self._fill(line, one) for line, one in enumerate(found)]
        self.table.blockSignals(False)
        self._show_count()

    def _fill(self, line: int, candidate: Candidate) -> QTableWidgetItem:
        """Fill a line and return the item that carries its tick."""
        flag, state = Qt.ItemFlag, Qt.CheckState
        flags = flag.ItemIsEnabled | flag.ItemIsSelectable
        items = [QTableWidgetItem(text) for text in self._texts(candidate)]
        for column, item in enumerate(items):
            item.setToolTip(item.text())
            item.setFlags(flags)
            self.table.setItem(line, column, item)
        stuck = bool(candidate.obstacle.zh)
        shade = tone("danger" if stuck else "warn")
        if shade is not None:
            items[-1].setForeground(shade)
        if not stuck:
            items[0].setFlags(flags | flag.ItemIsUserCheckable)
        items[0].setCheckState(state.Unchecked if stuck else state.Checked)
        return items[0]

    def _texts(self, candidate: Candidate) -> tuple[str, ...]:
        session, row, segment = self._session, candidate.row, candidate.segment
        language = session.language
        title = segment_title(session.district, segment) if segment else ""
        return (
            title or row.segment_code,
            choice(row.bank or "both", language),
            row.managing_body,
            row.caring_body,
            row.registered_on.isoformat() if row.registered_on else "",
            candidate.obstacle.of(language) or candidate.remark.of(language),
        )

    def _tick(self, state: Qt.CheckState) -> None:
        for tick, candidate in zip(self._ticks, self._found, strict=True):
            if not candidate.obstacle.zh:
                tick.setCheckState(state)

    @property
    def chosen(self) -> list[str]:
        """Uids of the rows that are ticked."""
        ticked = Qt.CheckState.Checked
        return [
            candidate.row.uid
            for tick, candidate in zip(self._ticks, self._found, strict=True)
            if tick.checkState() is ticked
        ]

    def _show_count(self) -> None:
        chosen, all_ = len(self.chosen), len(self._found)
        if not all_ and self._uids is None and not self.body.value:
            self.count.setText(self.tr("请先选择单位。"))
        elif not all_:
            self.count.setText(self.tr("没有待确认的权属记录。"))
        else:
            stuck = sum(bool(one.obstacle.zh) for one in self._found)
            words = self.tr("将确认 {n} 条，共 {all} 条待确认")
            text = words.format(n=chosen, all=all_)
            if stuck:
                text += self.tr("；{n} 条暂不能确认，原因见“提示”").format(n=stuck)
            self.count.setText(text)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(chosen > 0)

    def accept(self) -> None:
        """Write the confirmations as one act, which can be undone as one."""
        reason = self.tr("确认权属")
        if self._uids is None:
            words = self.tr("确认权属：{body}（{n} 条）")
            reason = words.format(body=self.body.value, n=len(self.chosen))
        try:
            changes = confirm(self._session.district, self.chosen, self.act.act, reason)
        except OfficerError as error:
            self.wrong.setText(error.text.of(self._session.language))
            self.wrong.show()
            return
        if self._session.apply(changes, reason):
            super().accept()


class WithdrawDialog(QDialog):
    """Takes back confirmations, or registrations with them, for a reason.

    Parameters
    ----------
    session : Session
        What is open.
    uids : sequence of str
        Ownership rows.
    """

    def __init__(
        self, session: Session, uids: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._uids = session, uids
        self.setWindowTitle(self.tr("撤回登记或确认"))
        self.too = QCheckBox(
            self.tr("连同登记一起撤回（主体保留，状态回到未登记）"), self
        )
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(self.tr("例如：确认文件有误，退回重签"))
        self.wrong = muted("", self, "danger")
        self.wrong.hide()
        words = self.tr("撤回 {n} 条权属记录的确认。原因写入修改日志，可以撤销。")
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(12)
        box.addWidget(muted(words.format(n=len(uids)), self))
        box.addWidget(self.too)
        form = QFormLayout()
        form.addRow(self.tr("原因"), self.reason)
        box.addLayout(form)
        box.addWidget(self.wrong)
        box.addWidget(asking_buttons(self, self.tr("撤回"), self.tr("取消")))
        fit_screen(self, 460, 210)

    def accept(self) -> None:
        """Write it; a missing reason is said here."""
        state = OwnershipState
        wanted = state.REGISTERED if self.too.isChecked() else state.CONFIRMED
        reason = self.reason.text().strip()
        try:
            changes = withdraw(self._session.district, self._uids, wanted, reason)
        except OfficerError as error:
            self.wrong.setText(error.text.of(self._session.language))
            self.wrong.show()
            return
        if not changes.items or self._session.apply(changes, self.tr("撤回权属确认")):
            super().accept()
