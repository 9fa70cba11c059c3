"""The desk of the river ruler: rivers drawn out straight, and the cells' ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.gui.desks.desk import Command, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.dialogs.strip import StripDialog

__all__ = ["RulerDesk"]


class RulerDesk(Desk):
    """What an office does along a river and cell by cell."""

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        return (
            Command("cell_ledger", self.tr("网格台账和工作量"), self.show_cells),
            Command("strip", self.tr("河流直线示意图…"), self.draw_strip, menu="print"),
        )

    def show_cells(self) -> None:
        """Bring the table of cells to the front."""
        self.panel_asked.emit("cells")

    def draw_strip(self) -> StripDialog:
        """Draw a river out straight."""
        from gridwatch.gui.dialogs.strip import StripDialog

        dialog = StripDialog(self.session, self.window)
        self.show(dialog)
        return dialog
