"""The program with its window: started, pictured, and what happens when it fails."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gridwatch import __version__
from gridwatch.cartography.warming import Warming
from gridwatch.district.wording import Kind, Language, OfficerError, Text
from gridwatch.gui import language as languages
from gridwatch.gui.crashes import HardCrash, report_of, write_report
from gridwatch.gui.look import dress
from gridwatch.gui.mainwindow import MainWindow
from gridwatch.gui.remembering import Memory, config_folder
from gridwatch.gui.session import Session
from gridwatch.gui.units import Units

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from types import TracebackType

__all__ = ["Desktop", "MainWindow", "application", "run", "take_picture"]

_PATIENCE = 30_000
_CRASHED = Text(
    "程序遇到意外错误，刚才的操作可能没有完成；已经存入工作库的数据不受影响。\n\n"
    "出错报告：{path}\n请把这个文件发给维护人员（其中没有姓名和电话），然后可以继续工作。",
    "The program met an unexpected error; what you just did may not have been done. "
    "What is in the store is safe.\n\nReport: {path}\nSend this file to those who "
    "look after the program (it holds no names or telephones); you may go on working.",
)
_WENT_DOWN = Text(
    "上次运行时程序被系统中止。已经存入工作库的数据不受影响；最后一步操作可能没有完成，"
    "请核对。\n\n出错报告：{path}\n请把这个文件发给维护人员（其中没有姓名和电话）。",
    "The last time the program was stopped by the system. What is in the store is "
    "safe; look whether the last thing you did was done.\n\nReport: {path}\nSend this "
    "file to those who look after the program (it holds no names or telephones).",
)


def application() -> QApplication:
    """Return the application, made where there is none yet."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    app = QApplication(sys.argv[:1])
    app.setApplicationName("gridwatch")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("gridwatch")
    return app


class Desktop(QObject):
    """The window and the session behind it; the window is made anew when needed.

    Parameters
    ----------
    memory : Memory or None
        What is remembered between two runs.
    language : Language or None
        None asks settings, environment and locale.
    warming : Warming or None
        Gets the compiled kernels ready.
    guided : bool
        Whether the tour is offered when a store is opened for the first time.
    """

    def __init__(
        self,
        memory: Memory | None = None,
        language: Language | None = None,
        warming: Warming | None = None,
        *,
        guided: bool = False,
    ) -> None:
        super().__init__()
        self.warming = warming
        self.app = application()
        self.memory = memory or Memory()
        chosen = language or languages.preferred(self.memory.language)
        self.session = Session(self.memory, chosen, self, warming=warming)
        self._guided = guided
        self.app.styleHints().colorSchemeChanged.connect(lambda _: self._dress())
        self.window = self._made()

    def _made(self) -> MainWindow:
        languages.install(self.app, self.session.language)
        self._dress()
        window = MainWindow(self.session)
        window.preferences_changed.connect(self._preferences_changed)
        self._units = Units.chosen(self.memory)
        if self._guided:
            # After the docks have found their places.
            later = Qt.ConnectionType.QueuedConnection
            self.session.opened.connect(window.helping.offer_tour, later)
        return window

    def _dress(self) -> None:
        memory, theme = self.memory, self.memory.theme
        dress(
            self.app,
            None if theme == "system" else theme == "dark",
            memory.choice("font", ""),
            memory.choice("font_size", "standard"),
        )

    def _preferences_changed(self) -> None:
        self._dress()
        wanted = languages.preferred(self.memory.language)
        if (
            wanted is not self.session.language
            or Units.chosen(self.memory) != self._units
        ):
            # Not inside the dialog's own slot: it belongs to the window that goes.
            QTimer.singleShot(0, self, lambda: self._speak(wanted))

    def _speak(self, wanted: Language) -> None:
        """Make the window anew in another language, with the same store."""
        old, path, extent = self.window, self.session.path, self.window.map.extent
        read_only = self.session.read_only
        shape = old.saveGeometry()
        old.close()
        self.session.deleteLater()
        self.session = Session(self.memory, wanted, self, warming=self.warming)
        self.window = self._made()
        self.window.restoreGeometry(shape)
        self.window.show()
        old.deleteLater()
        if path is not None:
            self.session.open(path, read_only=read_only)
            self.window.map.set_extent(extent)

    # --- crashes ----------------------------------------------------------------

    def crashed(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Write a report and tell the officer; for ``sys.excepthook``."""
        if isinstance(error, OfficerError):
            self.window.show_trouble(error)
            return
        path = write_report(config_folder(), report_of(kind, error, trace))
        self.window.show_trouble(OfficerError(_CRASHED.filled(path=path)))

    def went_down(self, report: Path) -> None:
        """Tell that the run before ended within a native library."""
        self.window.show_trouble(OfficerError(_WENT_DOWN.filled(path=report)))


def run(store_path: Path | None = None, language: Language | None = None) -> int:
    """Open the window and stay until it is closed.

    Parameters
    ----------
    store_path : Path or None
        Store, review package or return to open at once.
    language : Language or None
        None asks settings, environment and locale.

    Returns
    -------
    int
        Exit code.
    """
    app = application()
    warming = Warming()
    desktop = Desktop(language=language, warming=warming, guided=True)
    sys.excepthook = desktop.crashed
    threading.excepthook = _crashed_beside
    hard = HardCrash(config_folder())
    left = hard.start()
    desktop.window.show_whole()
    warming.start()
    if store_path is not None:
        path = store_path
        QTimer.singleShot(0, desktop, lambda: desktop.window.open_files([path]))
    if left is not None:
        report = left
        QTimer.singleShot(0, desktop, lambda: desktop.went_down(report))
    try:
        return app.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        warming.stop()
        desktop.session.errands.stop_all()
        desktop.session.close()
        hard.stop()


def _crashed_beside(told: threading.ExceptHookArgs) -> None:
    """Report what went wrong on another thread; the window goes on."""
    if told.exc_value is not None:
        text = report_of(told.exc_type, told.exc_value, told.exc_traceback)
        write_report(config_folder(), text)


def take_picture(
    store_path: Path,
    png_path: Path,
    size: tuple[int, int] = (1600, 1000),
    language: Language | None = None,
    as_of: date | None = None,
) -> None:
    """Save a picture of the window with a store open and a signboard selected.

    Works without a screen (``QT_QPA_PLATFORM=offscreen``).

    Parameters
    ----------
    store_path : Path
        The store, opened for reading.
    png_path : Path
        The picture.
    size : tuple of int
        Width and height in pixels.
    language : Language or None
        None asks environment and locale.
    as_of : date or None
        The day the window speaks of; None is today.

    Raises
    ------
    OfficerError
        Where the store cannot be opened or the picture cannot be written.
    """
    app = application()
    memory = Memory(png_path.with_suffix(".picture.ini"))
    desktop = Desktop(memory, language)
    window, session = desktop.window, desktop.session
    if as_of is not None:
        session.set_as_of(as_of)
    window.resize(QSize(*size))
    window.show()
    session.open(store_path, read_only=True)
    window.resize(QSize(*size))
    window.sides.place()
    _select_something(session)
    for kind in session.selection:
        window.sides.show_table_of(kind)
    _wait(app, window)
    saved = window.grab().save(str(png_path))
    window.close()
    desktop.deleteLater()
    app.sendPostedEvents(desktop, QEvent.Type.DeferredDelete)
    # What is still to be written would come back after it has been removed.
    memory.write()
    png_path.with_suffix(".picture.ini").unlink(missing_ok=True)
    if not saved:
        raise OfficerError(_NO_PICTURE.filled(path=png_path))


_NO_PICTURE = Text(
    "不能写入 {path}。请检查文件夹和权限。",
    "Cannot write {path}; check the folder and your rights.",
)


def _select_something(session: Session) -> None:
    for kind in (Kind.SIGNBOARD, Kind.OUTFALL, Kind.SEGMENT, Kind.JURISDICTION):
        rows = session.district.rows(kind)
        if rows:
            middle = rows[len(rows) // 2]
            session.select({kind: [middle.uid]})
            return


def _wait(app: QApplication, window: MainWindow) -> None:
    """Let the map be drawn and the checks be done."""
    loop = QEventLoop()
    patience = QTimer(singleShot=True, interval=_PATIENCE)
    patience.timeout.connect(loop.quit)
    look = QTimer(interval=20)

    def ready() -> None:
        if window.map.settled and window.sides.checks.report is not None:
            loop.quit()

    look.timeout.connect(ready)
    patience.start()
    look.start()
    loop.exec()
    look.stop()
    patience.stop()
    app.processEvents()
