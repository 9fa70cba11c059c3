"""The desk for rivers: splitting, directory, reservoirs, convenors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from gridwatch.gui.asking import documents
from gridwatch.gui.desks.desk import Command, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QDialog

    from gridwatch.gui.dialogs.convenors import ConvenorsDialog
    from gridwatch.gui.dialogs.reservoirs import ReservoirsDialog
    from gridwatch.gui.dialogs.splitting import SplittingDialog
    from gridwatch.gui.directories import Written
    from gridwatch.gui.errands import Reporter

__all__ = ["RiversDesk"]

_D = TypeVar("_D", bound="QDialog")


class RiversDesk(Desk):
    """What an office does with whole rivers."""

    def commands(self) -> Sequence[Command]:
        """Return what the menus offer."""
        return (
            Command("splitting", self.tr("划分河段…"), self.split),
            Command("reservoirs", self.tr("水库管理…"), self.show_reservoirs),
            Command("convenors", self.tr("河长联席会议召集人…"), self.show_convenors),
            Command(
                "directory",
                self.tr("河流分级分段名录和分布示意图…"),
                self.ask_directory,
                menu="print",
            ),
        )

    def split(self) -> SplittingDialog:
        """Cut rivers into segments."""
        from gridwatch.gui.dialogs.splitting import SplittingDialog

        return self._beside(SplittingDialog(self.session, self.window))

    def show_reservoirs(self) -> ReservoirsDialog:
        """Show the reservoirs."""
        from gridwatch.gui.dialogs.reservoirs import ReservoirsDialog

        return self._beside(ReservoirsDialog(self.session, self.window))

    def show_convenors(self) -> ConvenorsDialog:
        """Show who convenes the chiefs of shared rivers."""
        from gridwatch.gui.dialogs.convenors import ConvenorsDialog

        return self._beside(ConvenorsDialog(self.session, self.window))

    def _beside(self, dialog: _D) -> _D:
        """Show a dialog that lets the map be used meanwhile."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        return dialog

    # --- directory --------------------------------------------------------------

    def ask_directory(self) -> QFileDialog:
        """Ask for the folder of the directory."""
        dialog = QFileDialog(self.window, self.tr("名录写到哪个文件夹"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(str(documents()))
        dialog.fileSelected.connect(lambda path: self.write_directory(Path(path)))
        dialog.open()
        return dialog

    def write_directory(self, folder: Path) -> None:
        """Write table, document and map in the background."""
        from gridwatch.gui.directories import write_directory

        session = self.session
        district, as_of, language = session.district, session.as_of, session.language
        self.said.emit(self.tr("正在编制名录…"))

        def work(reporter: Reporter) -> Written:
            return write_directory(
                district,
                folder,
                as_of,
                language=language,
                progress=reporter.progress,
                cancelled=reporter.cancelled,
            )

        session.errands.start(work, self._written, session.troubled.emit)

    def _written(self, written: Written) -> None:
        where = self.tr("名录已写到 {folder}。").format(folder=written.files[0].parent)
        self.said.emit(where + written.summary.of(self.session.language))
