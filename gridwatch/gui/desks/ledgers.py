"""The desk of ledgers: this month's file held against the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.gui.desks.desk import Command, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.dialogs.ledger import LedgerDialog

__all__ = ["LedgersDesk"]


class LedgersDesk(Desk):
    """The command on ledgers."""

    def commands(self) -> Sequence[Command]:
        """Return what the menu offers."""
        words = self.tr("台账比对…")
        return (Command("ledger", words, self.compare, "Ctrl+Shift+L"),)

    def compare(self) -> LedgerDialog:
        """Open the dialog."""
        from gridwatch.gui.dialogs.ledger import LedgerDialog

        dialog = LedgerDialog(self.session, self.window)
        self.show(dialog)
        return dialog
