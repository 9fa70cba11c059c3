"""Make the pictures of README and manual from the sample district.

Usage: .venv/bin/python docs/make_pictures.py [FOLDER]    (default docs/pictures)

Nothing here is drawn by hand: the window is a real one over a store imported from
``sample_data/``, the sheet is the one ``gridwatch print`` makes. Where QGIS is
installed, its picture of the same store is put beside ours.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gridwatch.cartography.themes import ready_themes
from gridwatch.cli import run
from gridwatch.district.wording import Language
from gridwatch.gui.dialogs.importing import ImportDialog
from gridwatch.gui.dialogs.symbols import SymbolsDialog
from gridwatch.gui.remembering import Memory
from gridwatch.gui.window import Desktop, take_picture
from gridwatch.mapbook.binding import render_page
from gridwatch.mapbook.pages import plan_sheet
from gridwatch.resources import sample_folder
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 1)
TOWN = "990101101000"
PEER = "/usr/bin/python3"


def main() -> None:
    """Make all pictures."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        store = Path(place) / "云溪区.gpkg"
        office = ["--office", "云溪区河长制办公室（样例）"]
        run(["import", str(sample_folder()), str(store), *office])
        size = (1600, 1000)
        take_picture(store, target / "window.png", size, Language.ZH, DAY)
        take_picture(store, target / "window-en.png", size, Language.EN, DAY)
        _dialogs(Path(place), target)
        with open_store(store, read_only=True) as opened:
            district = opened.district()
        plan = plan_sheet(district, TOWN, DAY)
        render_page(plan, district, dpi=110).save(str(target / "sheet.png"))
        ours = target / "map.png"
        run(["render", str(store), "-o", str(ours), "--as-of", DAY.isoformat()])
        _beside_qgis(store, ours, target / "map-beside-qgis.png")
        _symbols(store, Path(place), target)


def _dialogs(place: Path, target: Path) -> None:
    """Picture the import plan of the sample and the print preview."""
    desktop = Desktop(Memory(place / "memory.ini"), Language.ZH)
    window, session = desktop.window, desktop.session
    window.show()
    plan = ImportDialog(session, sample_folder(), place, window)
    plan.resize(1150, 620)
    plan.open()
    _until(lambda: plan.plan is not None and not session.errands.busy)
    plan.target.setText(f"D:\\云溪区\\{Path(plan.target.text()).name}")
    plan.grab().save(str(target / "import.png"))
    plan.reject()
    window.close()
    desktop.deleteLater()


def _symbols(store: Path, place: Path, target: Path) -> None:
    """Picture a map in themes, and the dialog that chooses them."""
    desktop = Desktop(Memory(place / "themes.ini"), Language.ZH)
    window, session = desktop.window, desktop.session
    window.resize(1366, 768)
    window.show()
    session.open(store)
    session.set_as_of(DAY)
    ready = {one.id: one.theme for one in ready_themes()}
    for name in ("village_signboards", "segment_managing", "signboard_staleness"):
        session.set_theme(ready[name])
    _until(lambda: window.map.settled)
    window.grab().save(str(target / "themes.png"))
    dialog = SymbolsDialog(session, "signboard", window)
    dialog.open()
    QApplication.processEvents()
    dialog.grab().save(str(target / "symbols.png"))
    dialog.reject()
    window.close()
    desktop.deleteLater()


def _until(ready: Callable[[], bool]) -> None:
    limit = time.monotonic() + 60
    while not ready():
        QApplication.processEvents()
        if time.monotonic() > limit:
            raise TimeoutError("the window did not get ready")
        time.sleep(0.01)
    QApplication.processEvents()


def _beside_qgis(store: Path, ours: Path, target: Path) -> None:
    theirs = store.with_name("qgis.png")
    peer = ROOT / "benchmarks" / "qgis_peer.py"
    call = [PEER, str(peer), str(store), str(theirs), "1"]
    try:
        subprocess.run(call, check=True, capture_output=True, env=_clean())
    except (OSError, subprocess.CalledProcessError):
        print("QGIS is not here: no picture beside it")
        return
    images = [QImage(str(ours)), QImage(str(theirs))]
    size = QSize(1000, 625)
    both = QImage(size.width() * 2 + 10, size.height(), QImage.Format.Format_RGB32)
    both.fill(QColor("white"))
    painter = QPainter(both)
    smooth = Qt.TransformationMode.SmoothTransformation
    ratio = Qt.AspectRatioMode.KeepAspectRatio
    for place, image in zip((0, size.width() + 10), images, strict=True):
        painter.drawImage(place, 0, image.scaled(size, ratio, smooth))
    painter.end()
    both.save(str(target))


def _clean() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VIRTUAL", "PY"))}
    return {**kept, "QT_QPA_PLATFORM": "offscreen"}


if __name__ == "__main__":
    main()
