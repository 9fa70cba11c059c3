"""Measure the real window on one store; run as a process of its own.

Usage: python -m benchmarks.window_drag STORE [--seconds 5]

Opens the store in the real window (offscreen), waits for the first sharp frame with
names, drags the map for some seconds with the mouse at 125 events a second, and prints
one line of JSON, milliseconds and megabytes:

- ``reopen_ms``: start of the process to the first sharp frame with names
- ``sharp_ms``: from the wish to the sharp frame, after the drag: median of nine steps
  of a twentieth of the view
- ``zoomed_ms``: the same of nine steps of zoom: nothing drawn before is of use
- ``paint_*_ms``: paint events of the map while it is dragged
- ``stall_*_ms``: gaps between ticks of a timer of 1 ms during the drag
- ``rss_mb``, ``peak_mb``: memory after the first frame; ``loaded_mb``: when all rows
  have been read that are read without being asked for
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING


def _begun() -> float:
    """Return when this process began, as `time.perf_counter` tells it."""
    now, status = time.perf_counter(), Path("/proc/self/stat")
    if not status.exists():
        return now
    # The name, in brackets, may hold spaces; the start is the 22nd field, in ticks.
    ticks = int(status.read_text("utf-8").rpartition(")")[2].split()[19])
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return now - age


BEGUN = _begun()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from gridwatch.__main__ import _prepare

_prepare()

from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from gridwatch.cartography.warming import Warming
from gridwatch.gui.remembering import Memory
from gridwatch.gui.window import Desktop

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 1600, 1000
PACE = 8
STEPS = 9
PATIENCE = 600.0


def until(ready: object) -> None:
    """Let the program run until something is so."""
    limit = time.perf_counter() + PATIENCE
    while not ready():  # type: ignore[operator]
        if time.perf_counter() > limit:
            sys.exit("gave up waiting")
        QApplication.processEvents()
        time.sleep(0.0005)


def sharp_frames(desktop: Desktop, move: Callable[[int], object]) -> float:
    """Return how long it takes until the map is sharp after a step, ms, median."""
    canvas, found = desktop.window.map, []
    for step in range(STEPS):
        until(lambda: canvas.settled)
        begun = time.perf_counter()
        move(1 if step % 2 == 0 else -1)
        # As a program at work: nobody asks in between, the picture tells of itself.
        while not canvas.sharp:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        found.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(found), 1)


def memory() -> dict[str, int]:
    """Return resident memory now and at its highest, megabytes."""
    status = Path("/proc/self/status")
    if not status.exists():
        return {}
    words = dict(
        line.split(":", 1) for line in status.read_text("utf-8").splitlines() if line
    )
    return {
        "rss_mb": int(words["VmRSS"].split()[0]) // 1024,
        "peak_mb": int(words["VmHWM"].split()[0]) // 1024,
    }


def spread(name: str, values: list[float]) -> dict[str, float]:
    """Return median, 99 of 100 and largest of some times."""
    ordered = sorted(values) or [0.0]
    late = min(int(len(ordered) * 0.99), len(ordered) - 1)
    return {
        f"{name}_median_ms": round(statistics.median(ordered), 2),
        f"{name}_p99_ms": round(ordered[late], 2),
        f"{name}_max_ms": round(ordered[-1], 2),
    }


class Drag:
    """A drag, with paint events and every gap noted."""

    def __init__(self, desktop: Desktop, seconds: float) -> None:
        self.map = desktop.window.map
        self.target = self.map.canvas.viewport()
        self.seconds = seconds
        self.paints: list[float] = []
        self.gaps: list[float] = []
        self.frames = 0
        self._last = 0.0

    def run(self) -> None:
        """Drag for some seconds."""
        tick = QTimer()
        tick.setInterval(1)
        tick.setTimerType(Qt.TimerType.PreciseTimer)
        tick.timeout.connect(self._tick)
        self._send(QEvent.Type.MouseButtonPress, 0)
        self._last = time.perf_counter()
        tick.start()
        begun, step = time.perf_counter(), 0
        while (spent := time.perf_counter() - begun) < self.seconds:
            if spent * 1000 >= step * PACE:
                step += 1
                self._send(QEvent.Type.MouseMove, step)
                if step % 10 == 0:
                    self._paint()
            QApplication.processEvents()
        tick.stop()
        self._send(QEvent.Type.MouseButtonRelease, step)

    def _paint(self) -> None:
        """Paint the map once more, at once, and note how long that takes."""
        begun = time.perf_counter()
        self.target.repaint()
        self.paints.append((time.perf_counter() - begun) * 1000)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now

    def _send(self, kind: QEvent.Type, step: int) -> None:
        middle = self.target.rect().center()
        across = abs((step * 3) % 800 - 400) - 200
        up = abs((step * 2) % 400 - 200) - 100
        place = QPointF(middle.x() + across, middle.y() + up)
        left = Qt.MouseButton.LeftButton
        held = (
            Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else left
        )
        event = QMouseEvent(
            kind, place, place, left, held, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(self.target, event)


def asked() -> argparse.Namespace:
    """Read the command line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("store", type=Path)
    options.add_argument("--seconds", type=float, default=5.0)
    return options.parse_args()


def main() -> None:
    """Open, drag and tell."""
    chosen = asked()
    with tempfile.TemporaryDirectory() as folder:
        warming = Warming()
        warming.start()
        desktop = Desktop(Memory(Path(folder) / "memory.ini"), warming=warming)
        window = desktop.window
        window.resize(*SIZE)
        window.show()
        desktop.session.open(chosen.store, read_only=True)
        session = desktop.session
        until(lambda: warming.ready and session.layers and window.map.settled)
        found: dict[str, float] = {
            "reopen_ms": round((time.perf_counter() - BEGUN) * 1000),
            **memory(),
        }
        until(lambda: session.seen and not session.reading)
        found["loaded_mb"] = memory().get("rss_mb", 0)
        drag = Drag(desktop, chosen.seconds)
        drag.run()
        until(lambda: window.map.settled)
        canvas = window.map
        found["sharp_ms"] = sharp_frames(desktop, lambda to: canvas.pan(0.05 * to, 0.0))
        found["zoomed_ms"] = sharp_frames(desktop, lambda to: canvas.zoom_by(1.25**to))
        found |= spread("paint", drag.paints) | spread("stall", drag.gaps)
        print(json.dumps(found))
        window.close()
        warming.stop()
        desktop.session.errands.stop_all()
        desktop.session.close()


if __name__ == "__main__":
    main()
