"""Measure how long the program takes from nothing to its window and to its map.

Usage: python -m benchmarks.start [STORE] [--rounds 5] [--cold] [--against-qgis]

Each round starts a new process, on a screen of Xvfb if there is one, and notes, in
seconds since it was asked for: the window painted, and the map of the store (without
one: of the sample district) drawn with its names. ``--cold`` first drops the program's
files from the system's cache, as after switching on the computer (files that another
process has open stay). With ``--against-qgis`` each round also starts QGIS on the same
store, in turn. Then the import time of each package is listed. Medians and ranges;
writes ``figures-start.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridwatch.resources import sample_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""Modules are compiled once and kept, as the setup program leaves them."""
PROGRAM = """
import os, sys, time
from pathlib import Path
from gridwatch.__main__ import _prepare
_prepare()
from gridwatch.gui.window import Desktop, Warming
from PySide6.QtCore import QEvent, QObject, QTimer
warming = Warming()
desktop = Desktop(warming=warming)
class Painted(QObject):
    def eventFilter(self, thing, event):
        if event.type() == QEvent.Type.Paint and thing is desktop.window:
            desktop.window.removeEventFilter(self)
            QTimer.singleShot(0, shown)
        return False
def shown():
    print("window", time.time(), flush=True)
    warming.start()
    if len(sys.argv) < 2:
        desktop.app.quit()
        return
    desktop.window.filing.open_path(Path(sys.argv[1]))
    look.start(5)
def ready():
    if desktop.session.store is not None and desktop.window.map.settled:
        look.stop()
        print("map", time.time(), flush=True)
        os._exit(0)
look = QTimer()
look.timeout.connect(ready)
watch = Painted()
desktop.window.installEventFilter(watch)
desktop.window.show_whole()
desktop.app.exec()
"""
QGIS = """
import os, time
from qgis.utils import iface
from qgis.PyQt.QtCore import QTimer
print("window", time.time(), flush=True)
def ready():
    print("map", time.time(), flush=True)
    os._exit(0)
iface.mapCanvas().mapCanvasRefreshed.connect(lambda: QTimer.singleShot(0, ready))
iface.mapCanvas().refresh()
"""


def started(
    command: list[str], environment: dict[str, str], seconds: float = 120
) -> dict[str, float]:
    """Start a program and return the seconds until each of the moments it prints."""
    begun = time.time()
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    moments = re.findall(r"^(window|map) ([\d.]+)$", done.stdout, re.MULTILINE)
    if not moments:
        sys.exit(done.stderr or f"said nothing: {command}")
    return {name: float(moment) - begun for name, moment in moments}


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Give the variables of a screen nobody sees, or of none at all."""
    if shutil.which("Xvfb") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    read, write = os.pipe()
    size = ["-screen", "0", "1366x768x24"]
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), *size],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        try:
            yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            server.terminate()


def forget(folders: list[Path]) -> None:
    """Drop files from the system's cache, as far as nobody has them open."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                handle = os.open(path, os.O_RDONLY)
                try:
                    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                finally:
                    os.close(handle)


def sample(folder: Path) -> Path:
    """Return a store of the sample district."""
    store = folder / "sample.gpkg"
    words = ["import", str(sample_folder()), str(store), "--yes"]
    call = [sys.executable, "-m", "gridwatch", *words]
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
    return store


def import_times(lazy: bool) -> dict[str, float]:
    """Return milliseconds by package of importing the window, without nested ones.

    Parameters
    ----------
    lazy : bool
        Instead, each package that waits for its first use, in a process of its own.
    """
    if not lazy:
        return _imports("import gridwatch.gui.window")
    names = ("pyogrio", "rasterio", "pikepdf", "docx", "fontTools.ttLib")
    return {
        name: sum(_imports(f"import {name}").values())
        for name in (*names, "xlsxwriter", "PIL.Image", "numba", "pyzipper", "pg8000")
    }


def _imports(program: str) -> dict[str, float]:
    call = [sys.executable, "-X", "importtime", "-c", program]
    told = subprocess.run(
        call,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **COMPILED},
    ).stderr
    spent: Counter[str] = Counter()
    for line in told.splitlines():
        found = re.match(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", line)
        if found:
            parts = found[2].split(".")
            package = ".".join(parts[:2]) if parts[0] == "gridwatch" else parts[0]
            spent[package] += int(found[1])
    return {name: micro / 1000 for name, micro in spent.most_common()}


def told(values: list[float]) -> dict[str, float]:
    """Return the median and the range."""
    middle = statistics.median(values)
    return {"median": middle, "least": min(values), "most": max(values)}


def measure(store: Path, rounds: int, cold: bool, qgis: bool) -> dict[str, Any]:
    """Start everything `rounds` times, in turn."""
    spent: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as place, screen() as shown:
        script = Path(place) / "moments.py"
        script.write_text(QGIS, "utf-8")
        profile = ["--profiles-path", place, "--nologo", "--noplugins"]
        peer = ["qgis", *profile, "--code", str(script), str(store)]
        ours = [sys.executable, "-c", PROGRAM, str(store)]
        mine = {"GRIDWATCH_CONFIG": place, "XDG_CONFIG_HOME": place, **shown}
        mine |= COMPILED
        package = Path(sys.prefix)
        for _ in range(rounds + 1):
            if cold:
                forget([package, HERE.parent / "gridwatch", HERE.parent / "resources"])
            for name, seconds in started(ours, mine).items():
                spent.setdefault(f"gridwatch {name}", []).append(seconds)
            if qgis:
                for name, seconds in started(peer, shown).items():
                    spent.setdefault(f"QGIS {name}", []).append(seconds)
    # The first round compiles and warms what every later one finds.
    return {name: told(values[1:]) for name, values in spent.items()}


def page(found: dict[str, Any]) -> str:
    """Return the figures as a page."""
    lines = [
        "# Starting: figures",
        "",
        f"`python -m benchmarks.start`, {found['rounds']} rounds, "
        f"{'cold' if found['cold'] else 'warm'}, {found['cores']} cores; seconds from "
        "the call, median (range).",
        "",
        "| moment | s |",
        "| --- | --- |",
    ]
    lines += [
        f"| {name} | {one['median']:.2f} ({one['least']:.2f}-{one['most']:.2f}) |"
        for name, one in found["moments"].items()
    ]
    for title, key in (
        ("What the window imports, own time", "imports"),
        ("What waits for its first use, with all it brings", "lazy"),
    ):
        lines += ["", f"{title}:", "", "| package | ms |", "| --- | --- |"]
        shown = [(n, ms) for n, ms in found[key].items() if ms >= 5]
        lines += [f"| {name} | {ms:.0f} |" for name, ms in shown]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--against-qgis", action="store_true")
    wanted = parser.parse_args()
    qgis = wanted.against_qgis and shutil.which("qgis") is not None
    with tempfile.TemporaryDirectory() as folder:
        store = wanted.store or sample(Path(folder))
        found = {
            "rounds": wanted.rounds,
            "cold": wanted.cold,
            "cores": os.cpu_count(),
            "moments": measure(store, wanted.rounds, wanted.cold, qgis),
            "imports": import_times(lazy=False),
            "lazy": import_times(lazy=True),
        }
    (HERE / "figures-start.json").write_text(json.dumps(found, indent=1) + "\n")
    (HERE / "figures-start.md").write_text(page(found))
    print(page(found))


if __name__ == "__main__":
    main()
