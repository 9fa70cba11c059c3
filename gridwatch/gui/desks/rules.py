"""The desk for rules and codelists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.gui.desks.desk import Command, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.dialogs.rules import RulesDialog

__all__ = ["RulesDesk"]


class RulesDesk(Desk):
    """What a district sets for itself."""

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        text = self.tr("规则与代码表…")
        return (Command("rules", text, self.edit, picture="settings", menu="check"),)

    def edit(self) -> RulesDialog:
        """Edit rules and codelists."""
        from gridwatch.gui.dialogs.rules import RulesDialog

        dialog = RulesDialog(self.session, self.window)
        self.show(dialog)
        return dialog
