"""变更审批: from one state to another, as far as the rules allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QLineEdit

from gridwatch.district import approving
from gridwatch.district.proceedings import proceedings_of
from gridwatch.gui.dialogs.outfall_act import (
    ActDialog,
    MaybeDay,
    filled_box,
    plain_form,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gridwatch.district.changes import Changes
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.wording import Text
    from gridwatch.gui.session import Session

__all__ = ["ApprovalDialog"]

_WIDTH = 520


class ApprovalDialog(ActDialog):
    """Changes the state of approval; every state can be chosen, and why not is told.

    Parameters
    ----------
    session : Session
        What is open.
    outfall : Outfall
        The outfall.
    """

    def __init__(
        self, session: Session, outfall: Outfall, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, "", "", parent)
        self.setWindowTitle(self.tr("变更审批"))
        self.agree.setText(self.tr("变更"))
        self.setMinimumWidth(_WIDTH)
        self.outfall = outfall
        rules = session.district.rules
        follow = approving.next_states(rules, outfall.approval)
        others = [s for s in approving.states(rules) if s not in follow]
        others = [state for state in others if state != outfall.approval]
        self.state = filled_box([*follow, *others], self)
        self.day = MaybeDay(self.tr("填写日期"), self.today, self, ticked=True)
        self.document = QLineEdit(self)
        self.document.setPlaceholderText(self.tr("例如：云环排批〔2026〕18 号"))
        self.authority = QLineEdit(outfall.approved_by, self)
        self.note = QLineEdit(self)
        self.head.setText(outfall.name or outfall.code)
        self._lay_out_form(follow)
        self._listen()

    def _lay_out_form(self, follow: Sequence[str]) -> None:
        state = self.outfall.approval or self.tr("未登记")
        self.told.setText(
            self.tr("现状：{state}　可以转为：{follow}").format(
                state=state, follow="、".join(follow) or "—"
            )
        )
        form = plain_form()
        form.addRow(self.tr("转为"), self.state)
        form.addRow(self.tr("审批日期"), self.day)
        form.addRow(self.tr("审批文号"), self.document)
        form.addRow(self.tr("审批机关"), self.authority)
        form.addRow(self.tr("备注"), self.note)
        self.history = QLabel(self._past(), self)
        self.history.setObjectName("muted")
        self.history.setWordWrap(True)
        self.history.setVisible(bool(self.history.text()))
        form.addRow(self.history)
        self.lay_out(form)

    def _listen(self) -> None:
        self.state.currentTextChanged.connect(lambda _: self.look_over())
        self.day.tick.toggled.connect(lambda _: self.look_over())
        self.day.box.dateChanged.connect(lambda _: self.look_over())
        for field in (self.document, self.authority):
            field.textChanged.connect(lambda _: self.look_over())

    def _past(self) -> str:
        acts = proceedings_of(self.session.district, self.outfall)
        lines = [
            f"{act.on}　{act.before.get('approval') or '—'} → "
            f"{act.after.get('approval')}　{act.document}".rstrip("　")
            for act in acts
            if act.act == "approval"
        ]
        return "\n".join([self.tr("变更记录："), *lines]) if lines else ""

    @property
    def decision(self) -> approving.Decision:
        """What has been entered."""
        return approving.Decision(
            self.state.currentText(),
            self.day.day,
            self.document.text(),
            self.authority.text(),
            self.note.text(),
        )

    def faults(self) -> Sequence[Text]:
        """Return why the change is refused."""
        district = self.session.district
        return approving.refusals(district, self.outfall, self.decision, self.today)

    def changes(self) -> Changes:
        """Return the change."""
        district = self.session.district
        return approving.change_approval(
            district, self.outfall, self.decision, self.today
        )

    def words(self) -> str:
        """Return how the act is called."""
        name = self.outfall.name or self.outfall.code
        return self.tr("变更审批：{name}").format(name=name)
