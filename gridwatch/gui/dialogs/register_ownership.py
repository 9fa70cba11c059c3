"""Registering who manages, cares for and cleans segments, bank by bank where needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridwatch.district.bodies import Body
from gridwatch.district.bodynames import BODY_ROLES, guess_type, proposed_bodies
from gridwatch.district.changes import Changes
from gridwatch.district.coverage import territory_of
from gridwatch.district.progress import segment_title
from gridwatch.district.registering import (
    Holding,
    accept_bodies,
    holdings_of,
    register,
)
from gridwatch.district.wording import Kind, OfficerError, field_of
from gridwatch.gui.asking import fit_screen
from gridwatch.gui.dialogs.owningparts import (
    ActFields,
    BodyBox,
    DayBox,
    asking_buttons,
    body_names,
    muted,
)
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.district.segments import Segment
    from gridwatch.gui.session import Session

__all__ = ["RegisterDialog"]

_WIDE, _TALL = 680, 600
_NAMED = 3


class _BankFields(QWidget):
    """The fields of one bank, or of both."""

    def __init__(self, session: Session, names: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        language = session.language
        self.bodies = {key: BodyBox(names, "", self) for key in BODY_ROLES}
        self.mode = QComboBox(self)
        self.mode.addItems(["", *session.codelists.get("care_modes", ())])
        self.contract = QLineEdit(self)
        self.contract_end = DayBox(None, self.tr("未填"), self)
        self.head = muted("", self, "section")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(7)
        form.addRow(self.head)
        widgets: dict[str, QWidget] = {
            **self.bodies,
            "care_mode": self.mode,
            "contract": self.contract,
            "contract_end": self.contract_end,
        }
        for key, widget in widgets.items():
            title = headline(field_of(Kind.OWNERSHIP, key).name.of(language))
            widget.setAccessibleName(title)
            form.addRow(title, widget)

    def put(self, holding: Holding) -> None:
        """Show who holds the bank."""
        for key, box in self.bodies.items():
            box.setEditText(getattr(holding, key))
        if holding.care_mode and self.mode.findText(holding.care_mode) < 0:
            self.mode.addItem(holding.care_mode)
        self.mode.setCurrentText(holding.care_mode)
        self.contract.setText(holding.contract)
        self.contract_end.day = holding.contract_end

    def holding(self, bank: str) -> Holding:
        """Return what was entered, for a bank."""
        managing, caring, cleaning, basin = (
            self.bodies[key].value for key in BODY_ROLES
        )
        return Holding(
            bank,
            managing,
            caring,
            cleaning,
            basin,
            care_mode=self.mode.currentText(),
            contract=self.contract.text().strip(),
            contract_end=self.contract_end.day,
        )


class RegisterDialog(QDialog):
    """Asks who holds one segment, or several alike.

    Parameters
    ----------
    session : Session
        What is open.
    segments : sequence of Segment
        The segments; several get the same bodies.
    """

    def __init__(
        self,
        session: Session,
        segments: Sequence[Segment],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._segments = session, tuple(segments)
        self.setWindowTitle(self.tr("登记权属"))
        names = body_names(session)
        self.banks = QComboBox(self)
        self.banks.addItems([self.tr("两岸相同"), self.tr("左岸、右岸分别登记")])
        self.banks.setAccessibleName(self.tr("岸别"))
        self.left, self.right = (_BankFields(session, names, self) for _ in range(2))
        titles = self.tr("登记日期"), self.tr("登记人"), self.tr("登记文号")
        self.act = ActFields(session, titles, self)
        self.note = muted("", self)
        self.wrong = muted("", self, "danger")
        self.wrong.hide()
        self._lay_out()
        self._put()
        self.banks.currentIndexChanged.connect(lambda _: self._show_banks())
        for side in (self.left, self.right):
            for box in side.bodies.values():
                box.editTextChanged.connect(lambda _: self._show_note())
        self._show_banks()
        fit_screen(self, _WIDE, _TALL)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(10)
        box.addWidget(muted(self._title(), self, "heading"))
        box.addWidget(muted(self._territory(), self))
        top = QFormLayout()
        top.addRow(self.tr("岸别"), self.banks)
        box.addLayout(top)
        self._sides = grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.addWidget(self.left, 0, 0)
        grid.addWidget(self.right, 0, 1)
        grid.setColumnStretch(0, 1)
        sides = QWidget(self)
        grid.setContentsMargins(0, 0, 0, 0)
        sides.setLayout(grid)
        # Two banks on a small screen: the fields scroll, the buttons stay.
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(sides)
        box.addWidget(scroll, 1)
        box.addWidget(self.act)
        box.addWidget(self.note)
        box.addWidget(self.wrong)
        self.buttons = asking_buttons(self, self.tr("登记"), self.tr("取消"))
        box.addWidget(self.buttons)

    def _title(self) -> str:
        district = self._session.district
        names = [segment_title(district, s) for s in self._segments[:_NAMED]]
        words = "、".join(names)
        if len(self._segments) > _NAMED:
            more = self.tr("等 {n} 个河段").format(n=len(self._segments))
            words = f"{words} {more}"
        return words

    def _territory(self) -> str:
        district = self._session.district
        towns = dict.fromkeys(
            area.name for s in self._segments for area in territory_of(district, s)
        )
        words = self.tr("属地：{towns}（由河段所在镇街决定，与管护主体、流域机构无关）")
        return words.format(towns="、".join(towns) or "—")

    def _put(self) -> None:
        """Begin with what the first segment has."""
        rows = self._session.district.ownerships_of_segment
        held = holdings_of(rows.get(self._segments[0].code, ()))
        by_bank = {one.bank: one for one in held}
        both = by_bank.get("both", Holding())
        self.left.put(by_bank.get("left", both))
        self.right.put(by_bank.get("right", both))
        self.banks.setCurrentIndex(int("left" in by_bank or "right" in by_bank))

    def _show_banks(self) -> None:
        apart = self.banks.currentIndex() == 1
        self.right.setVisible(apart)
        self._sides.setColumnStretch(1, int(apart))
        self.left.head.setText(self.tr("左岸") if apart else self.tr("两岸"))
        self.right.head.setText(self.tr("右岸"))
        self._show_note()

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Who is to hold what."""
        if self.banks.currentIndex() == 0:
            return (self.left.holding("both"),)
        return self.left.holding("left"), self.right.holding("right")

    # --- what will come of it ---------------------------------------------------

    def _new_names(self) -> list[str]:
        known = self._session.district.body_by_name
        named = (getattr(h, key) for h in self.holdings for key in BODY_ROLES)
        return [name for name in dict.fromkeys(named) if name and name not in known]

    def _falling(self) -> int:
        """Return how many confirmations would fall."""
        rows = self._session.district.ownerships_of_segment
        wanted = {(h.managing_body, h.caring_body) for h in self.holdings}
        return sum(
            row.confirmed_on is not None
            and (row.managing_body, row.caring_body) not in wanted
            for segment in self._segments
            for row in rows.get(segment.code, ())
        )

    def _show_note(self) -> None:
        parts = []
        if names := self._new_names():
            words = self.tr("单位台账里还没有：{names}，将一并建档。")
            parts.append(words.format(names="、".join(names)))
        if falling := self._falling():
            words = self.tr("主体有变，{n} 条已有的确认将作废，需重新确认。")
            parts.append(words.format(n=falling))
        self.note.setText("\n".join(parts))
        self.note.setVisible(bool(parts))

    def changes(self) -> Changes:
        """Return what is to be written.

        Raises
        ------
        OfficerError
            Where something is missing.
        """
        district, reason = self._session.district, self.tr("登记权属")
        codes = [segment.code for segment in self._segments]
        found = register(district, codes, self.holdings, self.act.act, reason)
        proposed = {body.name: body for body in proposed_bodies(district)}
        fresh = [
            proposed.get(name) or self._new_body(name) for name in self._new_names()
        ]
        told = accept_bodies(district, fresh, reason)
        return Changes((*told.items, *found.items), reason)

    def _new_body(self, name: str) -> Body:
        rules = self._session.district.rules
        return Body.named(name, guess_type(rules, name))

    def accept(self) -> None:
        """Write it; what is missing is said here."""
        try:
            changes = self.changes()
        except OfficerError as error:
            self.wrong.setText(error.text.of(self._session.language))
            self.wrong.show()
            return
        if not changes.items or self._session.apply(changes, changes.reason):
            super().accept()

    @property
    def ok(self) -> QWidget:
        """The button that registers."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)
