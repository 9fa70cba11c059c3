"""The desk of ownership: registering, confirming, bodies, and the form to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.ownership import OwnershipState, state_of_row
from gridwatch.district.wording import Kind
from gridwatch.gui.desks.desk import Command, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.district.ownership import Ownership
    from gridwatch.district.segments import Segment
    from gridwatch.gui.dialogs.bodies import BodiesDialog
    from gridwatch.gui.dialogs.confirm_ownership import ConfirmDialog, WithdrawDialog
    from gridwatch.gui.dialogs.confirmation_forms import FormsDialog
    from gridwatch.gui.dialogs.register_ownership import RegisterDialog

__all__ = ["OwnershipDesk"]


class OwnershipDesk(Desk):
    """Commands on what is selected, and on all of one body."""

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        return (
            Command(
                "own-register",
                self.tr("登记权属…"),
                self.register,
                "Ctrl+R",
                picture="pencil",
            ),
            Command("own-confirm", self.tr("确认权属…"), self.confirm, picture="check"),
            Command(
                "own-batch",
                self.tr("按单位批量确认…"),
                self.confirm_body,
                "Ctrl+Shift+R",
            ),
            Command("own-withdraw", self.tr("撤回登记或确认…"), self.withdraw),
            Command("own-bodies", self.tr("单位台账…"), self.bodies),
            Command(
                "own-forms", self.tr("权属确认表…"), self.print_forms, menu="print"
            ),
        )

    # --- what is selected -------------------------------------------------------

    def segments(self) -> list[Segment]:
        """Return the selected segments, those of selected rivers and rows as well."""
        district = self.session.district
        selection = self.session.selection
        chosen = selection.get(Kind.SEGMENT, frozenset())
        codes = {
            row.segment_code
            for row in district.ownerships
            if row.uid in selection.get(Kind.OWNERSHIP, frozenset())
        }
        rivers = {
            river.code
            for river in district.rivers
            if river.uid in selection.get(Kind.RIVER, frozenset()) and river.code
        }
        return [
            segment
            for segment in district.segments
            if segment.uid in chosen
            or segment.code in codes
            or segment.river_code in rivers
        ]

    def rows(self) -> list[Ownership]:
        """Return the ownership rows of the selected segments."""
        found = self.session.district.ownerships_of_segment
        return [row for s in self.segments() for row in found.get(s.code, ()) if s.code]

    def _may_write(self) -> bool:
        if self.session.read_only:
            self.said.emit(self.tr("工作库是只读打开的，不能修改。"))
            return False
        return True

    def _nothing(self) -> None:
        self.panel_asked.emit("ownership")
        self.said.emit(self.tr("请先在地图上或“河段权属”表里选中河段。"))

    # --- the commands -----------------------------------------------------------

    def register(self) -> RegisterDialog | None:
        """Register who holds the selected segments."""
        from gridwatch.gui.dialogs.register_ownership import RegisterDialog

        segments = self.segments()
        if not segments:
            self._nothing()
            return None
        if not self._may_write():
            return None
        dialog = RegisterDialog(self.session, segments, self.window)
        self.show(dialog)
        return dialog

    def confirm(self) -> ConfirmDialog | None:
        """Confirm the rows of the selected segments."""
        from gridwatch.gui.dialogs.confirm_ownership import ConfirmDialog

        rows = self.rows()
        if not rows:
            self._nothing()
            return None
        if not self._may_write():
            return None
        uids = [row.uid for row in rows]
        dialog = ConfirmDialog(self.session, uids, self.window)
        self.show(dialog)
        return dialog

    def confirm_body(self) -> ConfirmDialog | None:
        """Confirm all rows of one body; that of the selected segment is proposed."""
        from gridwatch.gui.dialogs.confirm_ownership import ConfirmDialog

        if not self._may_write():
            return None
        body = next((row.managing_body for row in self.rows()), "")
        dialog = ConfirmDialog(self.session, None, self.window, body)
        self.show(dialog)
        return dialog

    def withdraw(self) -> WithdrawDialog | None:
        """Take back what was registered or confirmed of the selected segments."""
        from gridwatch.gui.dialogs.confirm_ownership import WithdrawDialog

        as_of = self.session.as_of
        rows = [
            row
            for row in self.rows()
            if state_of_row(row, as_of) is not OwnershipState.NONE
        ]
        if not rows:
            self._nothing()
            return None
        if not self._may_write():
            return None
        uids = [row.uid for row in rows]
        dialog = WithdrawDialog(self.session, uids, self.window)
        self.show(dialog)
        return dialog

    def bodies(self) -> BodiesDialog | None:
        """Show the bodies."""
        from gridwatch.gui.dialogs.bodies import BodiesDialog

        if not self._may_write():
            return None
        dialog = BodiesDialog(self.session, self.window)
        self.show(dialog)
        return dialog

    def print_forms(self) -> FormsDialog:
        """Print forms for signature and stamp."""
        from gridwatch.gui.dialogs.confirmation_forms import FormsDialog

        dialog = FormsDialog(self.session, self.window)
        dialog.said.connect(self.said)
        self.show(dialog)
        return dialog
