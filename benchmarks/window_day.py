"""Measure how long the window takes to speak of another day.

Usage: python -m benchmarks.window_day [STORE] [--days 9]

Opens the store (without one the sample district, imported anew) in the real window,
off any screen, sets one day after the other and prints, as JSON, the milliseconds
until tables, card, legend and layers speak of it and the window takes the next click.
The sharp frame comes from the worker afterwards and is measured by `window_drag`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from gridwatch.gui.mainwindow import MainWindow
from gridwatch.gui.remembering import Memory
from gridwatch.gui.session import Session
from gridwatch.resources import sample_folder

FIRST = date(2025, 1, 15)
STEP = timedelta(days=37)
SETTLE_S = 1.0


def settle(app: QApplication) -> None:
    """Let the worker finish its frame."""
    until = time.monotonic() + SETTLE_S
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.005)


def measured(store: Path, days: int) -> list[float]:
    """Return the milliseconds of each day after the first, which warms up."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    session = Session(memory=Memory(store.with_suffix(".ini")))
    window = MainWindow(session)
    window.resize(1600, 1000)
    window.show()
    session.open(store)
    settle(app)
    spent = []
    for number in range(days + 1):
        begun = time.perf_counter()
        session.set_as_of(FIRST + number * STEP)
        app.processEvents()
        spent.append((time.perf_counter() - begun) * 1000)
        settle(app)
    window.close()
    return spent[1:]


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("store", type=Path, nargs="?")
    options.add_argument("--days", type=int, default=9)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "sample.gpkg"
        if given.store is not None:
            store.write_bytes(given.store.read_bytes())
        else:
            words = [sys.executable, "-m", "gridwatch", "import", sample_folder()]
            command = [*words, store, "--yes"]
            subprocess.run(command, check=True, capture_output=True)
        print(json.dumps({"ms": measured(store, given.days)}))


if __name__ == "__main__":
    main()
