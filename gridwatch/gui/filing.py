"""What the file menu does: stores made, opened, filled, copied, and files going out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from gridwatch.district.wording import OfficerError, Text
from gridwatch.gui.asking import ask_save, documents
from gridwatch.gui.errands import StoppedError
from gridwatch.gui.session import today, who
from gridwatch.resources import sample_folder
from gridwatch.store.faults import LockedStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridwatch.gui.bringing import Brought
    from gridwatch.gui.dialogs.importing import ImportDialog
    from gridwatch.gui.errands import Errand
    from gridwatch.gui.session import Session

__all__ = ["Filing"]

_STORES = "GeoPackage (*.gpkg)"


class Filing(QObject):
    """Commands on files, for one window.

    Parameters
    ----------
    session : Session
        What is open.
    window : QWidget
        Parent of the dialogs.
    """

    working = Signal(str, int, int)
    said = Signal(str)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._errand: Errand | None = None

    # --- opening ----------------------------------------------------------------

    def open_path(self, path: Path) -> None:
        """Open a store; where another window holds it, offer to read it."""
        try:
            self._session.open(path)
        except LockedStore as error:
            self._offer_reading(path, error)
        except OfficerError as error:
            self._session.troubled.emit(error)

    def _offer_reading(self, path: Path, error: LockedStore) -> None:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle(self.tr("工作库正被使用"))
        box.setText(error.text.of(self._session.language))
        box.setInformativeText(self.tr("可以先以只读方式打开，看图和打印。"))
        box.setStandardButtons(buttons.Open | buttons.Cancel)
        box.button(buttons.Open).setText(self.tr("只读打开"))
        box.button(buttons.Open).clicked.connect(lambda: self._open_to_read(path))
        _show(box)

    def _open_to_read(self, path: Path) -> None:
        try:
            self._session.open(path, read_only=True)
        except OfficerError as error:
            self._session.troubled.emit(error)

    def ask_open(self) -> None:
        """Ask which store to open."""
        dialog = QFileDialog(self._window, self.tr("打开工作库"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("工作库") + f" · {_STORES}")
        dialog.setDirectory(str(self._home()))
        dialog.fileSelected.connect(lambda name: self.open_path(Path(name)))
        _show(dialog)

    def _home(self) -> Path:
        path = self._session.path
        recent = self._session.memory.recent
        return path.parent if path else recent[0].parent if recent else documents()

    def new_store(self) -> None:
        """Ask for a new store."""
        from gridwatch.gui.dialogs.new_store import NewStoreDialog

        dialog = NewStoreDialog(self._session, self._home(), self._window)
        dialog.made.connect(self.open_path)
        _show(dialog)

    def open_sample(self) -> None:
        """Build the sample district in the user's documents, then open it."""
        target = documents() / "gridwatch" / "云溪区示例.gpkg"
        if target.exists():
            self.open_path(target)
            return
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._session.troubled.emit(_no_folder(target.parent, error))
            return
        self.build(sample_folder(), target)

    def build(self, folder: Path, target: Path) -> None:
        """Make a store of a folder in the background and open it."""
        from gridwatch.gui.bringing import Target, bring_folder

        if self._errand is not None:
            return
        words = self.tr("正在准备 {name}…").format(name=target.stem)
        self.working.emit(words, 0, 0)
        self._errand = self._session.errands.start(
            bring_folder(folder, Target(target), who()),
            self._built,
            self._not_built,
            self._progress,
        )

    def _progress(self, done: int, total: int, what: Text) -> None:
        self.working.emit(what.of(self._session.language), done, total)

    def _built(self, brought: Brought) -> None:
        self._errand = None
        self.working.emit("", 0, 0)
        self.open_path(brought.path)

    def _not_built(self, error: Exception) -> None:
        stopped = self._errand is not None and self._errand.reporter.cancelled()
        self._errand = None
        self.working.emit("", 0, 0)
        if stopped:
            self.said.emit(StoppedError().text.of(self._session.language))
        else:
            self._session.troubled.emit(error)

    def stop(self) -> None:
        """Stop what is being built."""
        if self._errand is not None:
            self._errand.stop()

    # --- importing --------------------------------------------------------------

    def ask_import(self) -> None:
        """Ask which folder to import."""
        dialog = QFileDialog(self._window, self.tr("导入文件夹"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(str(self._home()))
        dialog.fileSelected.connect(lambda name: self.import_folder(Path(name)))
        _show(dialog)

    def ask_import_file(self) -> None:
        """Ask which single file, or archive, to import."""
        dialog = QFileDialog(self._window, self.tr("导入文件"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        every = self.tr("所有文件") + " (*)"
        dialog.setNameFilters([self.tr("可导入的文件") + f" ({_imported()})", every])
        dialog.setDirectory(str(self._home()))
        dialog.fileSelected.connect(lambda name: self.import_folder(Path(name)))
        _show(dialog)

    def import_folder(self, folder: Path) -> ImportDialog | None:
        """Show what lies in a folder, archive or file; import it when agreed to."""
        from gridwatch.gui.dialogs.importing import ImportDialog

        session = self._session
        if session.store is not None and session.read_only:
            session.troubled.emit(_read_only(session.path))
            return None
        dialog = ImportDialog(session, folder, self._home(), self._window)
        dialog.opened.connect(self.open_path)
        _show(dialog)
        return dialog

    # --- going out --------------------------------------------------------------

    def save_as(
        self, title: str, name: str, kinds: str, write: Callable[[Path], object]
    ) -> None:
        """Ask for a file name and write; a failure is told in words."""
        ask_save(
            self._window, title, name, [kinds], lambda path: self._write(path, write)
        )

    def _write(self, path: Path, write: Callable[[Path], object]) -> None:
        try:
            write(path)
        except OfficerError as error:
            self._session.troubled.emit(error)
        else:
            self.said.emit(self.tr("已保存：{path}").format(path=path))

    def ask_backup(self) -> None:
        """Ask where to write a copy of the store."""
        store, path = self._session.store, self._session.path
        if store is not None and path is not None:
            words = self.tr("备份")
            name = f"{path.stem}_{words}_{today().isoformat()}.gpkg"
            self.save_as(self.tr("备份工作库"), name, _STORES, store.backup_to)

    def export_aside(self) -> None:
        """Write the rows that no import could take."""
        from gridwatch.reports.tables import kept_aside

        store = self._session.store
        if store is None:
            return
        rows, language = store.kept_aside(), self._session.language
        if not rows:
            self.said.emit(self.tr("没有搁置的行：导入的每一行都已入库。"))
            return
        self.save_as(
            self.tr("导出搁置的行"),
            self.tr("搁置的行") + ".xlsx",
            self.tr("Excel 工作簿 (*.xlsx)"),
            lambda path: kept_aside(path, rows, language),
        )

    def export_roster(self) -> None:
        """Write the public list of chiefs on the day."""
        from gridwatch.reports.tables import roster

        session = self._session
        self.save_as(
            self.tr("导出河长名单"),
            self.tr("河长名单") + f"_{session.as_of.isoformat()}.xlsx",
            self.tr("Excel 工作簿 (*.xlsx)"),
            lambda path: roster(
                path, session.district, session.as_of, session.language
            ),
        )


def _show(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _no_folder(folder: Path, error: OSError) -> OfficerError:
    text = Text(
        "不能建立文件夹 {folder}：{why}。没有写入任何数据；请检查磁盘和权限。",
        "Cannot make the folder {folder}: {why}. Nothing was written; check the disk "
        "and your rights.",
    )
    return OfficerError(text.filled(folder=folder, why=error.strerror))


def _read_only(path: Path | None) -> OfficerError:
    text = Text(
        "{path} 是只读打开的，不能导入。没有写入任何数据；请关闭另一个窗口后重新打开。",
        "{path} is open for reading only, so nothing can be imported. Close the other "
        "window and open it again.",
    )
    return OfficerError(text.filled(path=path))


def _imported() -> str:
    """Return the endings of files that can be imported, as a dialog wants them."""
    from gridwatch.intake.archives import ARCHIVES
    from gridwatch.intake.readers import READABLE

    return " ".join(f"*{ending}" for ending in sorted({*READABLE, *ARCHIVES}))
