"""The desk of map books: the book of all levels, and layouts of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.gui.desks.desk import Command, Desk
from gridwatch.gui.dialogs.layouteditor import LayoutEditor
from gridwatch.gui.dialogs.mapbook import MapBookDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BooksDesk"]


class BooksDesk(Desk):
    """What an office prints as a whole."""

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        return (
            Command(
                "four_level",
                self.tr("四级图册…"),
                self.print_book,
                picture="book",
                menu="print",
            ),
            Command("layouts", self.tr("版式编辑…"), self.edit_layout, menu="print"),
        )

    def print_book(self) -> MapBookDialog:
        """Print the book of district, towns, villages and cells."""
        dialog = MapBookDialog(self.session, self.window)
        self.show(dialog)
        return dialog

    def edit_layout(self) -> LayoutEditor:
        """Edit the layout of a sheet and save it as one's own."""
        dialog = LayoutEditor(self.session, self.window)
        self.show(dialog)
        return dialog
