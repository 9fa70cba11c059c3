"""The desk for outfalls: monitoring, approval, rectification, sources, dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.gui.desks.desk import Command, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QDialog

    from gridwatch.district.outfalls import Outfall

__all__ = ["OutfallsDesk"]


class OutfallsDesk(Desk):
    """What an office does with outfalls; the selection says with which."""

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        return (
            Command("outfall-monitoring", self.tr("登记排污口监测…"), self.monitor),
            Command("outfall-approval", self.tr("变更排污口审批…"), self.approve),
            Command("outfall-rectification", self.tr("整改与销号…"), self.rectify),
            Command("outfall-sources", self.tr("污染源…"), self.show_sources),
            Command(
                "outfall-dossiers",
                self.tr("排污口一口一档…"),
                self.show_dossiers,
                menu="print",
            ),
        )

    def monitor(self) -> QDialog | None:
        """Record a monitoring of the selected outfalls."""
        from gridwatch.gui.dialogs.outfall_act import outfalls_of
        from gridwatch.gui.dialogs.outfall_monitoring import MonitoringDialog

        rows = outfalls_of(self.session)
        if not rows:
            self._ask_to_select()
            return None
        return self._shown(MonitoringDialog(self.session, rows, self.window))

    def approve(self) -> QDialog | None:
        """Change the approval of the selected outfall."""
        from gridwatch.gui.dialogs.outfall_approval import ApprovalDialog

        row = self._one()
        if row is None:
            self._ask_to_select()
            return None
        return self._shown(ApprovalDialog(self.session, row, self.window))

    def rectify(self) -> QDialog | None:
        """Order, close out or reopen the rectification of the selected outfall."""
        from gridwatch.gui.dialogs.outfall_rectification import RectificationDialog

        row = self._one()
        if row is None:
            self._ask_to_select()
            return None
        return self._shown(RectificationDialog(self.session, row, self.window))

    def show_sources(self) -> QDialog | None:
        """Show the sources of the selected outfall."""
        from gridwatch.gui.dialogs.outfall_sources import SourcesDialog

        row = self._one()
        if row is None:
            self._ask_to_select()
            return None
        return self._shown(SourcesDialog(self.session, row, self.window))

    def show_dossiers(self) -> QDialog:
        """Show the dossiers of the selected outfalls, of a town, or of all."""
        from gridwatch.gui.dialogs.dossiers import DossiersDialog

        return self._shown(DossiersDialog(self.session, self.window))

    def _one(self) -> Outfall | None:
        """Return the selected outfall, the first of several, or None."""
        from gridwatch.gui.dialogs.outfall_act import outfalls_of

        return next(iter(outfalls_of(self.session)), None)

    def _ask_to_select(self) -> None:
        self.panel_asked.emit("outfalls")
        self.said.emit(self.tr("请先在表格里或地图上选一个排污口。"))

    def _shown(self, dialog: QDialog) -> QDialog:
        self.show(dialog)
        return dialog
