"""Record a drag of the map in the real window, as a film strip for the manual.

Usage: python docs/make_drag.py STORE [FOLDER] [--scale 100000]

Without FOLDER the pictures go to docs/pictures.

Opens the store in a window of its own, read-only, waits for the sharp frame and then
drags the map by hand's breadths. Each picture of the strip is what stood on the screen
right after the hand had moved: the last frame shifted, with what the worker has made
sharp until then. The last one is the map at rest. Writes ``drag-strip.png``, small.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gridwatch.cartography.warming import Warming
from gridwatch.district.wording import Language
from gridwatch.gui.remembering import Memory
from gridwatch.gui.window import Desktop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gridwatch.gui.mapview import MapView

ROOT = Path(__file__).resolve().parent.parent
WINDOW = QSize(1600, 1000)
SMALL = QSize(320, 208)
FRAMES, ACROSS = 6, 3
MOVES_BETWEEN, MOVE = 6, (-0.02, -0.012)
MOVE_S = 0.016
PATIENCE_S = 120.0
GAP = 6


def main() -> None:
    """Open, drag, picture."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("store", type=Path)
    options.add_argument(
        "folder", type=Path, nargs="?", default=ROOT / "docs" / "pictures"
    )
    options.add_argument("--scale", type=float, default=100_000.0, help="N of 1:N")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        warming = Warming()
        warming.start()
        memory = Memory(Path(place) / "memory.ini")
        desktop = Desktop(memory, Language.ZH, warming=warming)
        window, session = desktop.window, desktop.session
        window.resize(WINDOW)
        window.show()
        session.open(given.store, read_only=True)
        window.map.set_scale(given.scale)
        until(lambda: session.layers and window.map.settled)
        frames = drag(window.map)
        window.close()
        warming.stop()
        desktop.deleteLater()
        QApplication.processEvents()
    given.folder.mkdir(parents=True, exist_ok=True)

    strip(frames).save(str(given.folder / "drag-strip.png"))


def drag(view: MapView) -> list[QImage]:
    """Return what stood on the map during a drag, and at rest."""
    frames = [small(view)]
    while len(frames) < FRAMES - 1:
        for _ in range(MOVES_BETWEEN):
            begun = time.monotonic()
            view.pan(*MOVE)
            QApplication.processEvents()
            time.sleep(max(MOVE_S - (time.monotonic() - begun), 0.0))
        frames.append(small(view))
    until(lambda: view.settled)
    frames.append(small(view))
    return frames


def small(view: MapView) -> QImage:
    """Return the map as it stands now, small."""
    picture = view.grab().toImage()
    middle = QRect(QPoint(0, 0), picture.size())
    side = min(middle.width() / SMALL.width(), middle.height() / SMALL.height())
    size = QSize(round(SMALL.width() * side), round(SMALL.height() * side))
    corner = middle.center() - QPoint(size.width() // 2, size.height() // 2)
    return picture.copy(QRect(corner, size)).scaled(
        SMALL,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def strip(frames: Sequence[QImage]) -> QImage:
    """Return the frames in rows, in the order of time."""
    rows = -(-len(frames) // ACROSS)
    size = QSize(
        ACROSS * SMALL.width() + (ACROSS - 1) * GAP,
        rows * SMALL.height() + (rows - 1) * GAP,
    )
    found = QImage(size, QImage.Format.Format_RGB32)
    found.fill(QColor("white"))
    painter = QPainter(found)
    for number, frame in enumerate(frames):
        row, column = divmod(number, ACROSS)
        corner = QPoint(column * (SMALL.width() + GAP), row * (SMALL.height() + GAP))
        painter.drawImage(corner, frame)
    painter.end()
    return found


def until(ready: Callable[[], bool]) -> None:
    """Let the window work until something holds."""
    limit = time.monotonic() + PATIENCE_S
    while not ready():
        QApplication.processEvents()
        if time.monotonic() > limit:
            raise TimeoutError("the map did not come to rest")
        time.sleep(0.005)


if __name__ == "__main__":
    main()
