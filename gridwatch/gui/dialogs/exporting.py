"""导出: layers for other programs, and sheets as a higher platform wants them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gridwatch.gui.asking import ask_save, documents, fit_screen
from gridwatch.gui.dialogs.layerspage import LayersPage
from gridwatch.gui.dialogs.mappingpage import MappingPage
from gridwatch.gui.dialogs.new_store import file_name_of
from gridwatch.gui.errands import message
from gridwatch.gui.remembering import config_folder
from gridwatch.outgoing import export, mappings

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from gridwatch.district.wording import Text
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.session import Session

__all__ = ["ExportDialog"]

_WIDE, _TALL = 980, 640
_FOLDERS = ("shp", "csv", "geojson")


class ExportDialog(QDialog):
    """Asks what goes out and where to, tells what would be lost, and writes it.

    Parameters
    ----------
    session : Session
        What is open.
    folder : Path, optional
        Where the officer's own mappings lie; without it beside his settings.
    """

    def __init__(
        self,
        session: Session,
        parent: QWidget | None = None,
        folder: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._errand: Errand | None = None
        self.setWindowTitle(self.tr("导出"))
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.layers = LayersPage(session, self)
        own = folder or config_folder() / "mappings"
        self.mapping = MappingPage(session, own, self)
        self.tabs.addTab(self.layers, self.tr("图层"))
        self.tabs.addTab(self.mapping, self.tr("按上级平台列次"))
        self._make()
        self._lay_out()
        self._listen()
        fit_screen(self, _WIDE, _TALL)
        self._allow()

    def _make(self) -> None:
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.stopper = QPushButton(self.tr("停止"), self)
        self.stopper.hide()
        self.closer = QPushButton(self.tr("关闭"), self)
        self.writer = QPushButton(self.tr("导出…"), self)
        self.writer.setObjectName("primary")
        for button in (self.stopper, self.closer, self.writer):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.stopper)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.closer)
        foot.addWidget(self.writer)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 14)
        box.setSpacing(10)
        box.addWidget(self.tabs, 1)
        box.addLayout(foot)

    def _listen(self) -> None:
        self.layers.changed.connect(self._allow)
        self.mapping.changed.connect(self._allow)
        self.tabs.currentChanged.connect(lambda _: self._allow())
        self.stopper.clicked.connect(self.stop)
        self.closer.clicked.connect(self.reject)
        self.writer.clicked.connect(self.ask)
        self.session.closed.connect(self.reject)

    def _allow(self) -> None:
        first = self.tabs.currentIndex() == 0
        ready = self.layers.ready if first else bool(self.mapping.name.text().strip())
        self.writer.setEnabled(self._errand is None and ready)

    # --- where to ---------------------------------------------------------------

    def ask(self) -> None:
        """Ask where to write what the shown page says."""
        if self.tabs.currentIndex() == 1:
            self._ask_sheet()
            return
        plan = self.layers.plan
        if plan is None:
            return
        name, form = self._name(), plan.wish.format
        if form in _FOLDERS and (form == "shp" or len(plan.tables) > 1):
            self._ask_folder(name)
            return
        kinds = {
            "gpkg": "GeoPackage (*.gpkg)",
            "kml": "KML (*.kml)",
            "geojson": "GeoJSON (*.geojson)",
            "csv": "CSV (*.csv)",
            "xlsx": self.tr("Excel 工作簿 (*.xlsx)"),
        }
        ask_save(self, self.tr("导出"), f"{name}.{form}", [kinds[form]], self.write)

    def _name(self) -> str:
        district = self.session.district.name or self.tr("导出")
        day = self.layers.wish().as_of
        return file_name_of(f"{district}_{day:%Y%m%d}", "")

    def _ask_folder(self, name: str) -> None:
        """Ask in which folder a new one is made."""
        dialog = QFileDialog(
            self, self.tr("在哪个文件夹里新建“{name}”").format(name=name)
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(str(documents()))
        dialog.fileSelected.connect(lambda where: self.write(_free(where, name)))
        dialog.open()

    def _ask_sheet(self) -> None:
        name = file_name_of(self.mapping.name.text().strip(), "")
        kinds = [self.tr("Excel 工作簿 (*.xlsx)"), "CSV (*.csv)"]
        ask_save(self, self.tr("导出"), f"{name}.xlsx", kinds, self.write_sheet)

    # --- writing ----------------------------------------------------------------

    def write(self, path: Path) -> None:
        """Write the layers in the background."""
        plan, fit = self.layers.plan, self.layers.fit.isChecked()
        if plan is None:
            return

        def work(reporter: Reporter) -> Path:
            export.write(
                plan,
                path,
                fit=fit,
                progress=reporter.progress,
                cancelled=reporter.cancelled,
            )
            return path

        self._start(work)

    def write_sheet(self, path: Path) -> None:
        """Write the mapped sheet in the background."""
        make = self.mapping.sheet_maker()

        def work(_: Reporter) -> Path:
            mappings.write_mapped(path, make())
            return path

        self._start(work)

    def _start(self, work: Callable[[Reporter], Path]) -> None:
        self._busy(on=True)

        def done(path: Path) -> None:
            self._busy(on=False)
            self.words.setText(self.tr("已写出 {path}").format(path=path))

        def failed(error: Exception) -> None:
            self._busy(on=False)
            self.words.setText(message(error, self.session.language))

        self._errand = self.session.errands.start(work, done, failed, self._progress)
        self._allow()

    def _progress(self, done: int, total: int, _what: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _busy(self, *, on: bool) -> None:
        self.bar.setRange(0, 0)
        self.bar.setVisible(on)
        self.stopper.setVisible(on)
        self.words.setVisible(not on)
        self.tabs.setEnabled(not on)
        if not on:
            self._errand = None
        self._allow()

    def stop(self) -> None:
        """Stop what is being written."""
        if self._errand is not None:
            self._errand.stop()

    def done(self, result: int) -> None:
        """Stop what is under way and close."""
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        self.layers.rest()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is under way."""
        self.done(0)
        super().closeEvent(event)


def _free(where: str, name: str) -> Path:
    """Return a folder that is not there yet: the name, or the name with a number."""
    folder, number = Path(where) / name, 2
    while folder.exists():
        folder = Path(where) / f"{name}_{number}"
        number += 1
    return folder
