"""Measure the map beside QGIS, alternated in one run.

Usage: python -m benchmarks.map --size S|M|L [--against-qgis] [--rounds 3] [--data DIR]

Both programs draw the same six layers at 1600 x 1000 (`content`): all of the set, then
random views 4, 16 and 64 times closer, and views at one fixed scale. In each round
every picture is drawn by one program and then by the other. A *first visit* is a view
that this process has never drawn; *warm* is the same view again. Prints medians and
ranges, and the range of the rounds' ratios; keeps them in ``figures-map.json`` and
writes the tables of ``figures-map.md`` and of the READMEs.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication

from benchmarks import content, figures
from benchmarks.frames import draw_frame
from benchmarks.made_stores import DATA, SIZES, peak_mb, set_of, store_of
from benchmarks.peer import Qgis, has_qgis
from benchmarks.start import COMPILED
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.picking import identify
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.cartography.layer import Layer
    from gridwatch.cartography.view import View

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 1)
ZOOMS = (4, 16, 64)
SAME_SCALE = 25_000
SEED = 7
LIMIT_S = 120.0
OURS_AGAIN = 5
QUESTIONS = 50
PICKED = {"segment": "segments", "village": "villages", "outfall": "outfalls"}
WINDOW_LIMIT_S = 600.0
HOPELESS = {("L", "full, labels")}
"""Pictures that QGIS does not finish (more than seven minutes): left out."""


@dataclass
class Case:
    """What one kind of picture took.

    Parameters
    ----------
    ours, first, theirs : dict of int to list of float
        Milliseconds by round: ours warm, ours at the first visit, QGIS's.
    our_labels, their_labels : list of int
        Names placed.
    """

    ours: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    first: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    theirs: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    our_labels: list[int] = field(default_factory=list)
    their_labels: list[int] = field(default_factory=list)


def told(case: Case) -> dict[str, Any]:
    """Return medians, ranges and ratios of a case."""
    found: dict[str, Any] = {}
    for name in ("ours", "first", "theirs"):
        rounds = getattr(case, name)
        every = [value for values in rounds.values() for value in values]
        if every:
            found[name] = {
                "median": round(statistics.median(every), 2),
                "least": round(min(every), 2),
                "most": round(max(every), 2),
            }
    for name in ("ours", "first"):
        ratios = _ratios(getattr(case, name), case.theirs)
        if ratios:
            found[f"ratio_{name}"] = {
                "median": three_digits(statistics.median(ratios)),
                "least": three_digits(min(ratios)),
                "most": three_digits(max(ratios)),
            }
    for name in ("our_labels", "their_labels"):
        if getattr(case, name):
            found[name] = round(statistics.mean(getattr(case, name)), 1)
    return found


def three_digits(value: float) -> float:
    """Return a number with no more digits than it is known to."""
    return float(f"{value:.3g}")


def _ratios(
    ours: dict[int, list[float]], theirs: dict[int, list[float]]
) -> list[float]:
    """Return one ratio for each round that both were in."""
    return [
        statistics.median(theirs[i]) / statistics.median(ours[i])
        for i in sorted(set(ours) & set(theirs))
        if ours[i] and theirs[i]
    ]


class Run:
    """One run over one size.

    Parameters
    ----------
    size : str
        S, M or L.
    layers : sequence of Layer
        Ours, in the symbols of `content`.
    qgis : Qgis or None
        The peer.
    """

    def __init__(self, size: str, layers: Sequence[Layer], qgis: Qgis | None) -> None:
        self.size, self.layers, self.qgis = size, layers, qgis
        self.extent = content.grown(layers)
        self.cases: dict[str, Case] = defaultdict(Case)
        self.left_out: list[str] = []

    def round(self, number: int, views: int) -> None:
        """Draw every kind of picture once more, by turns."""
        whole = content.framed(self.extent)
        for labels in (True, False):
            kind = "labels" if labels else "no labels"
            self._pictures(f"full, {kind}", [whole], labels, number)
        for zoom in ZOOMS:
            scattered = content.random_views(self.extent, zoom, views, SEED + number)
            self._pictures(f"{zoom}x, labels", scattered, True, number)
            self._pictures(f"{zoom}x, no labels", scattered, False, number)
        same = content.at_scale(self.extent, SAME_SCALE, views, SEED + number)
        self._pictures(f"1:{SAME_SCALE}, labels", same, True, number)
        self._questions(number)

    def _pictures(
        self, name: str, views: Sequence[View], labels: bool, number: int
    ) -> None:
        case = self.cases[name]
        for view in views:
            spent, placed = self._ours(view, labels=labels)
            # A view counts as new once: without labels it has been drawn before.
            if labels and (len(views) > 1 or number == 0):
                case.first[number].append(spent)
            for _ in range(OURS_AGAIN if len(views) == 1 else 1):
                case.ours[number].append(self._ours(view, labels=labels)[0])
            if labels:
                case.our_labels.append(placed)
            self._theirs(name, view, labels, number)

    def _ours(self, view: View, *, labels: bool) -> tuple[float, int]:
        begun = time.perf_counter()
        frame = draw_frame(self.layers, view, labels=labels)
        return (time.perf_counter() - begun) * 1000, frame.labels

    def _theirs(self, name: str, view: View, labels: bool, number: int) -> None:
        if self.qgis is None or name in self.left_out:
            return
        if (self.size, name) in HOPELESS:
            self.left_out.append(name)
            return
        limit = LIMIT_S if self.size == "L" else 0.0
        spent, placed = self.qgis.render(view, labels=labels, limit=limit)
        if spent is None:
            self.left_out.append(name)
            return
        self.cases[name].theirs[number].append(spent)
        if labels:
            self.cases[name].their_labels.append(placed)

    def _questions(self, number: int) -> None:
        """Ask what lies at random places, layer by layer, then what a hover asks."""
        dice = random.Random(3 + number)
        west, south, east, north = self.extent
        view = content.random_views(self.extent, 64, 1, SEED)[0]
        for ours, theirs in (*PICKED.items(), ("", "everything")):
            layers = [layer for layer in self.layers if ours in ("", layer.id)]
            case = self.cases[f"identify, {theirs}"]
            # The first question of a process opens files and makes indexes.
            identify(layers, view, (0.0, 0.0))
            for _ in range(QUESTIONS):
                x = west + dice.random() * (east - west)
                y = south + dice.random() * (north - south)
                begun = time.perf_counter()
                identify(layers, view, view.to_pixel(x, y), 50 / view.metres_per_pixel)
                case.ours[number].append((time.perf_counter() - begun) * 1000)
                if self.qgis is not None and ours:
                    box = (x - 50, y - 50, x + 50, y + 50)
                    case.theirs[number].append(self.qgis.identify(theirs, box))


def open_layers(store: Path) -> tuple[Sequence[Layer], dict[str, int]]:
    """Open a store as the window does; return its layers and what is in it."""
    with open_store(store, read_only=True) as opened:
        district = opened.district()
    layers = content.dressed(layers_of(district, DAY), district)
    vertices = sum(len(layer.shapes.pieces.coords) for layer in layers)
    features = sum(len(layer.uids) for layer in layers)
    return layers, {"features": features, "vertices": vertices}


def measured(
    size: str, data: Path, rounds: int, views: int, peer: bool
) -> dict[str, Any]:
    """Run one size and return its figures."""
    source, store = set_of(data, size), store_of(data, size)
    begun = time.perf_counter()
    layers, inside = open_layers(store)
    opened = time.perf_counter() - begun
    qgis = Qgis(content.qgis_layers(source)) if peer else None
    run = Run(size, layers, qgis)
    for number in range(rounds):
        print(f"{size}: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        run.round(number, views)
    found = {
        "size": size,
        **inside,
        "opened_s": round(opened, 2),
        "peak_mb": peak_mb(),
        "rounds": rounds,
        "cases": {name: told(case) for name, case in run.cases.items()},
        "left_out": run.left_out,
        **_machine(),
    }
    if qgis is not None:
        found |= {"qgis": qgis.version, "qgis_memory": qgis.memory()}
        qgis.stop()
    return found


def _machine() -> dict[str, Any]:
    return {
        "on": f"{datetime.now().astimezone():%Y-%m-%d}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def window_figures(store: Path) -> dict[str, Any]:
    """Return what the real window tells of itself, in a process of its own."""
    if not (ROOT / "benchmarks" / "window_drag.py").is_file():
        return {"note": "benchmarks/window_drag.py is not there"}
    # Modules and kernels lie compiled, as the setup program and the first start leave
    # them.
    compileall.compile_dir(ROOT / "gridwatch", quiet=1)
    command = [sys.executable, "-m", "benchmarks.window_drag", str(store)]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **COMPILED},
            capture_output=True,
            text=True,
            timeout=WINDOW_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"note": f"the window did not answer in {WINDOW_LIMIT_S:.0f} s"}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return {"note": f"the window ended with {done.returncode}: {last}"}
    start = done.stdout.find("{")
    found: dict[str, Any] = json.loads(done.stdout[start:])
    return found


def main() -> None:
    """Alternate, tell and write the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--size", choices=SIZES, required=True)
    options.add_argument("--against-qgis", action="store_true")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--views", type=int, default=7, help="per zoom and round")
    options.add_argument("--data", type=Path, default=DATA, help="folder of the sets")
    options.add_argument("--no-window", action="store_true")
    options.add_argument("--dry", action="store_true", help="write no tables")
    given = options.parse_args()
    peer = given.against_qgis and has_qgis()
    if given.against_qgis and not peer:
        print("QGIS does not answer on this machine: ours only", file=sys.stderr)
    application = QGuiApplication.instance() or QGuiApplication(["benchmark"])
    found = measured(given.size, given.data, given.rounds, given.views, peer)
    del application
    if not given.no_window:
        found["window"] = window_figures(store_of(given.data, given.size))
    print(json.dumps(found, ensure_ascii=False, indent=1))
    if not given.dry:
        figures.keep(found)
        figures.write()


if __name__ == "__main__":
    main()
