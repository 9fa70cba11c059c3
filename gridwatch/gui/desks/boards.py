"""The desk for boards: new faces, batches, inventory, norm, removal, photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gridwatch.district.staleness import stale_boards
from gridwatch.district.wording import Kind
from gridwatch.gui.desks.desk import Command, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QDialog

    from gridwatch.district.signboards import Signboard

__all__ = ["BoardsDesk"]


class BoardsDesk(Desk):
    """What an office does with boards; the selection says with which."""

    need_boards = frozenset({"board-remove", "board-photo"})
    write = frozenset({"board-remove", "board-photo"})

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        return (
            Command("board-faces", self.tr("更换公示牌牌面…"), self.show_faces),
            Command("board-batches", self.tr("公示牌更换批次…"), self.show_batches),
            Command("board-remove", self.tr("拆除公示牌…"), self.remove),
            Command("board-photo", self.tr("公示牌照片…"), self.add_photo),
            Command(
                "board-inventory",
                self.tr("公示牌统计…"),
                self.show_inventory,
                menu="check",
            ),
            Command("board-norm", self.tr("牌面规范…"), self.show_norm, menu="check"),
        )

    @property
    def chosen(self) -> list[Signboard]:
        """The selected boards."""
        uids = self.session.selection.get(Kind.SIGNBOARD, frozenset())
        return [row for row in self.session.district.signboards if row.uid in uids]

    def show_faces(self) -> QDialog:
        """Show new faces for the selected boards, else for all that are stale."""
        from gridwatch.gui.dialogs.newfaces import NewFacesDialog

        session = self.session
        found = stale_boards(session.district, session.as_of)
        boards = self.chosen or [one.board for one in found if one.stale]
        return self._beside(NewFacesDialog(session, boards, self.window))

    def show_batches(self) -> QDialog:
        """Show what has been ordered from the sign maker."""
        from gridwatch.gui.dialogs.boardbatches import BatchesDialog

        return self._beside(BatchesDialog(self.session, self.window))

    def remove(self) -> QDialog | None:
        """Record the selected board as taken away."""
        from gridwatch.gui.dialogs.boardacts import RemoveBoardDialog

        boards = self.chosen
        if not boards:
            self._ask_to_select()
            return None
        dialog = RemoveBoardDialog(self.session, boards[0], self.window)
        self.show(dialog)
        return dialog

    def add_photo(self) -> QDialog | None:
        """Hang a photograph on the selected board."""
        from gridwatch.gui.dialogs.boardacts import BoardPhotoDialog

        boards = self.chosen
        if not boards:
            self._ask_to_select()
            return None
        dialog = BoardPhotoDialog(self.session, boards[0], self.window)
        self.show(dialog)
        return dialog

    def show_inventory(self) -> QDialog:
        """Count boards by level, town, river and day."""
        from gridwatch.gui.dialogs.inventory import InventoryDialog

        return self._beside(InventoryDialog(self.session, self.window))

    def show_norm(self) -> QDialog:
        """Choose what a face has to show."""
        from gridwatch.gui.dialogs.facenorm import FaceNormDialog

        return self._beside(FaceNormDialog(self.session, self.window))

    def _beside(self, dialog: QDialog) -> QDialog:
        """Show a dialog that lets map and tables be used meanwhile."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        return dialog

    def _ask_to_select(self) -> None:
        self.panel_asked.emit("signboards")
        self.said.emit(self.tr("请先在表格里或地图上选一块公示牌。"))
