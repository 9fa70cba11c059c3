"""Make the pictures of README from the sample district.

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
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gridwatch.cli import run
from gridwatch.district.wording import Language
from gridwatch.gui.window import take_picture
from gridwatch.mapbook.binding import render_page
from gridwatch.mapbook.pages import plan_sheet
from gridwatch.resources import sample_folder
from gridwatch.store.opening import open_store

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
        with open_store(store, read_only=True) as opened:
            district = opened.district()
        plan = plan_sheet(district, TOWN, DAY)
        render_page(plan, district, dpi=110).save(str(target / "sheet.png"))
        ours = target / "map.png"
        run(["render", str(store), "-o", str(ours), "--as-of", DAY.isoformat()])
        _beside_qgis(store, ours, target / "map-beside-qgis.png")


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
