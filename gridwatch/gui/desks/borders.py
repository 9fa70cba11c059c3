"""The desk of borders: areas that should tile, and how they are made to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gridwatch.gui.desks.desk import Command, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.dialogs.borders import BordersDialog

__all__ = ["BordersDesk"]


class BordersDesk(Desk):
    """What an office does with borders that do not meet."""

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        text = self.tr("修复边界…")
        return (Command("borders", text, self.show_borders, menu="check"),)

    def show_borders(self) -> BordersDialog:
        """Show borders that do not meet, beside the map."""
        from gridwatch.gui.dialogs.borders import BordersDialog

        dialog = BordersDialog(self.session, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        return dialog
