"""The desk for what comes from the field and what goes to other offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gridwatch.gui.desks.desk import Command, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.gui.dialogs.exporting import ExportDialog
    from gridwatch.gui.dialogs.photographs import PhotographsDialog

__all__ = ["ExchangeDesk"]


class ExchangeDesk(Desk):
    """Photographs and tracks in; layers and sheets out."""

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        return (
            Command(
                "photographs",
                self.tr("导入外业照片和轨迹…"),
                self.bring_photographs,
                menu="bring",
            ),
            Command("export-layers", self.tr("导出图层…"), self.export, menu="send"),
            Command(
                "export-mapped",
                self.tr("按上级平台列次导出…"),
                self.export_mapped,
                menu="send",
            ),
        )

    def bring_photographs(self) -> PhotographsDialog:
        """Hold photographs and tracks beside the register; the map stays usable."""
        from gridwatch.gui.dialogs.photographs import PhotographsDialog

        dialog = PhotographsDialog(self.session, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        return dialog

    def export(self) -> ExportDialog:
        """Send layers to other programs."""
        from gridwatch.gui.dialogs.exporting import ExportDialog

        dialog = ExportDialog(self.session, self.window)
        self.show(dialog)
        return dialog

    def export_mapped(self) -> ExportDialog:
        """Write sheets in the columns that a higher platform wants."""
        from gridwatch.gui.dialogs.exporting import ExportDialog

        dialog = ExportDialog(self.session, self.window)
        dialog.tabs.setCurrentIndex(1)
        self.show(dialog)
        return dialog
