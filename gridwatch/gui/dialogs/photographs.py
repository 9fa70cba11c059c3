"""外业照片和轨迹: a folder from the field, held beside the register and taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
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

from gridwatch.district.wording import Kind, OfficerError
from gridwatch.gui import fieldwork
from gridwatch.gui.asking import ask_save, documents, fit_screen
from gridwatch.gui.dialogs.picturespage import PicturesPage
from gridwatch.gui.dialogs.trackspage import TracksPage
from gridwatch.gui.errands import StoppedError, message

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from gridwatch.district.drafts import Verdict
    from gridwatch.district.wording import Text
    from gridwatch.gui.errands import Errand, Reporter
    from gridwatch.gui.fieldwork import Picture, Trail
    from gridwatch.gui.session import Session

    _Found = tuple[tuple[Picture, ...], tuple[Trail, ...]]

__all__ = ["PhotographsDialog"]

_WIDE, _TALL = 1240, 660
_PLACED = frozenset({Kind.SEGMENT, Kind.SIGNBOARD, Kind.OUTFALL, Kind.PHOTO})


class PhotographsDialog(QDialog):
    """Chooses a folder, shows its photographs and tracks, and takes what is wanted.

    It does not stand in the way of the map: a click on a line shows it there.

    Parameters
    ----------
    session : Session
        What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.folder: Path | None = None
        self._errand: Errand | None = None
        self._own = False
        self.setWindowTitle(self.tr("外业照片和轨迹"))
        self._make()
        self._lay_out()
        self._listen()
        fit_screen(self, _WIDE, _TALL)
        self.words.setText(
            self.tr("选择存放照片（JPG、PNG、HEIC）或 GPX 轨迹的文件夹，含子文件夹。")
        )
        self._allow()

    def _make(self) -> None:
        self.chooser = QPushButton(self.tr("选择文件夹…"), self)
        self.where = QLabel(self)
        self.where.setObjectName("muted")
        self.datum = QComboBox(self)
        self.datum.addItem(self.tr("WGS 84（手机照片、手持机）"), False)
        self.datum.addItem(self.tr("GCJ-02（手机地图、小程序）"), True)
        self.datum.setAccessibleName(self.tr("坐标来源"))
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.pictures = PicturesPage(self.session, self)
        self.tracks = TracksPage(self.session, self)
        self.tabs.addTab(self.pictures, self.tr("照片"))
        self.tabs.addTab(self.tracks, self.tr("轨迹"))
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.stopper = QPushButton(self.tr("停止"), self)
        self.stopper.hide()
        self.export = QPushButton(self.tr("导出轨迹表…"), self)
        self.closer = QPushButton(self.tr("关闭"), self)
        self.taker = QPushButton(self.tr("存入工作库"), self)
        self.taker.setObjectName("primary")
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.chooser)
        top.addWidget(self.where, 1)
        top.addWidget(QLabel(self.tr("坐标"), self))
        top.addWidget(self.datum)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.stopper)
        foot.addWidget(self.words, 1)
        for button in (self.export, self.closer, self.taker):
            foot.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 14)
        box.setSpacing(8)
        box.addLayout(top)
        box.addWidget(self.tabs, 1)
        box.addLayout(foot)

    def _listen(self) -> None:
        self.chooser.clicked.connect(self.ask_folder)
        self.datum.currentIndexChanged.connect(lambda _: self.read_again())
        self.stopper.clicked.connect(self.stop)
        self.export.clicked.connect(self.ask_table)
        self.closer.clicked.connect(self.reject)
        self.taker.clicked.connect(self.take)
        self.tabs.currentChanged.connect(lambda _: self._allow())
        self.pictures.changed.connect(self._allow)
        self.tracks.changed.connect(self._allow)
        self.session.district_changed.connect(self._district_changed)
        self.session.closed.connect(self.reject)

    # --- reading ----------------------------------------------------------------

    def ask_folder(self) -> None:
        """Ask for the folder."""
        dialog = QFileDialog(self, self.tr("照片和轨迹的文件夹"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(str(self.folder or documents()))
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()

    def read(self, folder: Path) -> None:
        """Read a folder in the background."""
        if self._errand is not None:
            return
        self.folder = folder
        self.where.setText(str(folder))
        self.where.setToolTip(str(folder))
        district, gcj02 = self.session.district, bool(self.datum.currentData())

        def work(reporter: Reporter) -> _Found:
            tell, stop = reporter.progress, reporter.cancelled
            found = fieldwork.pictures_of(
                folder, district, gcj02=gcj02, progress=tell, cancelled=stop
            )
            trails = fieldwork.trails_of(
                folder, district, gcj02=gcj02, progress=tell, cancelled=stop
            )
            if reporter.cancelled():
                raise StoppedError
            return found, trails

        self._start(work, self._read)

    def read_again(self) -> None:
        """Hold the same folder beside the register anew."""
        if self.folder is not None:
            self.read(self.folder)

    def _read(self, found: _Found) -> None:
        pictures, trails = found
        self.pictures.show_pictures(pictures)
        self.tracks.show_trails(trails)
        self.tabs.setTabText(0, self.tr("照片 {n}").format(n=len(pictures)))
        self.tabs.setTabText(1, self.tr("轨迹 {n}").format(n=len(trails)))
        if trails and not pictures:
            self.tabs.setCurrentIndex(1)
        self._say_found(pictures, trails)

    def _say_found(
        self, pictures: tuple[Picture, ...], trails: tuple[Trail, ...]
    ) -> None:
        if not pictures and not trails:
            self.words.setText(self.tr("这个文件夹里没有照片，也没有 GPX 轨迹。"))
            return
        placed = sum(one.photo.placed for one in pictures)
        faults = sum(not one.fit for one in pictures)
        proposed = len(self.pictures.decided())
        words = self.tr(
            "{n} 张照片：有定位 {placed}，打不开 {faults}，建议采用 {proposed}。"
            "请逐张核对“处理”。"
        )
        self.words.setText(
            words.format(
                n=len(pictures), placed=placed, faults=faults, proposed=proposed
            )
        )

    def _district_changed(self, kinds: frozenset[Kind]) -> None:
        """Hold the photographs beside the register as it is now; choices stay."""
        if kinds & _PLACED and self.pictures.pictures and not self._own:
            self._hold_again()

    def _hold_again(self) -> None:
        photos = [one.photo for one in self.pictures.pictures]
        gcj02 = bool(self.datum.currentData())
        found = fieldwork.replaced(photos, self.session.district, gcj02=gcj02)
        self.pictures.show_again(found)

    # --- taking -----------------------------------------------------------------

    def take(self) -> None:
        """Take what was decided on the page that is shown, as one edit."""
        if self.tabs.currentIndex() == 0:
            self.take_pictures()
        else:
            self.take_marks()

    def take_pictures(self) -> None:
        """Put photographs into the store, then hang them on their rows."""
        store = self.session.store
        decided = self.pictures.decided()
        if store is None or not decided:
            return
        photos = list({one.photo.sha256: one.photo for one, _ in decided}.values())

        def work(reporter: Reporter) -> None:
            fieldwork.keep_pictures(
                store, photos, reporter.progress, reporter.cancelled
            )

        self._start(work, lambda _: self._hang(decided))

    def _hang(self, decided: list[tuple[Picture, Verdict]]) -> None:
        text = self.tr("导入外业照片（{n} 张）").format(n=len(decided))
        changes = fieldwork.pictures_changes(self.session.district, decided, text)
        self._own = True
        done = bool(changes.items) and self.session.apply(changes, text)
        self._own = False
        self._hold_again()
        if done:
            words = self.tr("已存入 {n} 张照片；可用“撤销”退回。")
            self.words.setText(words.format(n=len(decided)))

    def take_marks(self) -> None:
        """Make drafts of way points."""
        decided = self.tracks.decided()
        text = self.tr("航点建为草稿（{n} 个）").format(n=len(decided))
        changes = fieldwork.marks_changes(self.session.district, decided, text)
        self._own = True
        done = bool(changes.items) and self.session.apply(changes, text)
        self._own = False
        if done:
            self.tracks.show_trails(self.tracks.trails)
            words = self.tr("已建 {n} 个草稿；可用“撤销”退回。")
            self.words.setText(words.format(n=len(decided)))

    def ask_table(self) -> None:
        """Ask where to write which segments were walked."""
        name = self.tr("轨迹走过的河段") + ".xlsx"
        kinds = [self.tr("Excel 工作簿 (*.xlsx)"), "CSV (*.csv)"]
        ask_save(self, self.tr("导出轨迹表"), name, kinds, self.save_table)

    def save_table(self, path: Path) -> None:
        """Write which segments were walked."""
        try:
            self.tracks.save_table(path)
        except OfficerError as error:
            self.words.setText(error.text.of(self.session.language))
        else:
            self.words.setText(self.tr("已保存 {path}").format(path=path))

    # --- work -------------------------------------------------------------------

    def _start(
        self, work: Callable[[Reporter], object], done: Callable[..., None]
    ) -> None:
        self._busy(on=True)

        def ended(result: object) -> None:
            self._busy(on=False)
            done(result)

        self._errand = self.session.errands.start(
            work, ended, self._failed, self._progress
        )
        self._allow()

    def _failed(self, error: Exception) -> None:
        self._busy(on=False)
        self.words.setText(message(error, self.session.language))

    def _progress(self, done: int, total: int, what: Text) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.setToolTip(what.of(self.session.language))

    def _busy(self, *, on: bool) -> None:
        self.bar.setRange(0, 0)
        self.bar.setVisible(on)
        self.stopper.setVisible(on)
        self.words.setVisible(not on)
        if not on:
            self._errand = None
        self._allow()

    def _allow(self) -> None:
        idle = self._errand is None
        first = self.tabs.currentIndex() == 0
        number = len((self.pictures if first else self.tracks).decided())
        words = self.tr("存入工作库（{n} 张）")
        if not first:
            words = self.tr("建草稿（{n} 个）")
        self.taker.setText(words.format(n=number))
        self.taker.setEnabled(idle and number > 0 and not self.session.read_only)
        self.export.setVisible(not first)
        self.export.setEnabled(idle and bool(self.tracks.lines))
        self.chooser.setEnabled(idle)
        self.datum.setEnabled(idle)

    def stop(self) -> None:
        """Stop what is under way."""
        if self._errand is not None:
            self._errand.stop()

    def done(self, result: int) -> None:
        """Stop what is under way and close."""
        if self._errand is not None:
            self._errand.drop()
            self._errand.stop()
            self._errand = None
        self.pictures.map.rest()
        self.tracks.map.rest()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is under way."""
        self.done(0)
        super().closeEvent(event)
