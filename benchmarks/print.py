"""Measure map books beside QGIS's atlas on set S, alternated in one run.

Usage: python -m benchmarks.print [--data DIR] [--rounds 3] [--pages 5000]
       [--qgis SCRIPT]

Each round does, each in a process of its own, one after the other: QGIS's atlas of 330
villages and of 20 towns (SCRIPT, as a rule ``../shared/bench/qgis_bench.py``, run by
the system's Python), ours of the same pages with the same content (A3, the map of all
layers, names of villages and segments, title, legend, scale bar), and ours as the
sheets that gridwatch prints (A4, with table, locator, grid, imprint). What is counted
begins with the first page and ends with the whole file, the plan of the sheets
included; reading the store, opening QGIS's layers, and compiling the rules for names,
which the window does once after an installation, are not. Then one book of many
pages for the memory. Writes ``benchmarks/figures-print.json`` and ``.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.made_stores import DATA, peak_mb, store_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.mapbook.ink import Ink
    from gridwatch.mapbook.press import DrawnPage

HERE = Path(__file__).resolve().parent
PEER = Path("/usr/bin/python3")
DAY = date(2026, 11, 1)
TASKS = ("villages", "towns", "village sheets", "town sheets")
_FRAME = (10.0, 20.0, 400.0, 265.0)
_MARGIN = 1.2
"""QGIS's atlas leaves a tenth of the extent free on each side."""


def areas_of(district: District, task: str) -> list[Jurisdiction]:
    """Return the 330 villages or the 20 towns."""
    from gridwatch.district.jurisdictions import Level

    towns = task.startswith("town")
    return list(district.of_level(Level.TOWN if towns else Level.VILLAGE))


def same_pages(district: District, areas: Sequence[Jurisdiction]) -> list[DrawnPage]:
    """Return pages with what QGIS's layout has: map, title, legend, scale bar."""
    from gridwatch.cartography.layers import layers_of
    from gridwatch.cartography.lettering import FontSet
    from gridwatch.cartography.paint import Look, View, draw_map
    from gridwatch.district.wording import Language, Text
    from gridwatch.mapbook.ink import Hand, Ink
    from gridwatch.mapbook.legend import draw_legend
    from gridwatch.mapbook.paper import Rect
    from gridwatch.mapbook.press import DrawnPage

    named = ("village", "segment", "river")
    # QGIS's layout writes the names of villages and segments.
    layers = [
        layer if layer.id in named else replace(layer, label_styles=())
        for layer in layers_of(district, DAY)
    ]
    left, top, wide, tall = _FRAME
    # QGIS draws each point, so points that lie on each other are not counted here.
    look = Look(fonts=FontSet.installed(paper=True), merged=False)

    def draw(area: Jurisdiction, painter: QPainter) -> None:
        extent, metres = _extent(area)
        view = View(extent, round(wide * 100), round(tall * 100), dpi=2540.0)
        ink = Ink(painter)
        painter.save()
        painter.translate(left, top)
        painter.scale(0.01, 0.01)
        drawn = draw_map(painter, layers, view, look)
        painter.restore()
        ink.box(Rect(*_FRAME), 0.3)
        ink.text((10.0, 14.0), area.name, Hand(6.35))
        draw_legend(ink, Rect(345.0, 30.0, 60.0, 120.0), drawn.legend(layers), ZH)
        _draw_bar(ink, round(metres * 1000))

    ZH = Language.ZH  # noqa: N806
    return [
        DrawnPage(420.0, 297.0, partial(draw, area), Text(area.name, area.name))
        for area in areas
    ]


def _extent(area: Jurisdiction) -> tuple[tuple[float, float, float, float], float]:
    """Return what the frame shows of an area, and the metres of a millimetre."""
    assert area.geometry is not None
    west, south, east, north = area.geometry.bounds
    _, _, wide, tall = _FRAME
    metres = max((east - west) / wide, (north - south) / tall) * _MARGIN
    x, y = (west + east) / 2, (south + north) / 2
    across, up = metres * wide / 2, metres * tall / 2
    return (x - across, y - up, x + across, y + up), metres


def _draw_bar(ink: Ink, scale: int) -> None:
    from gridwatch.mapbook.ink import BLACK, Hand
    from gridwatch.mapbook.paper import Rect
    from gridwatch.mapbook.scales import scale_bar

    bar = scale_bar(scale, 60.0)
    step = bar.millimetres / bar.divisions
    for i in range(bar.divisions):
        part = Rect(15.0 + i * step, 274.0, step, 1.3)
        ink.box(part, 0.1, fill=BLACK if i % 2 else "#FFFFFF")
    for offset, label in bar.ticks():
        ink.text((15.0 + offset, 273.0), label, Hand(2.1), align=0.5)


def ours(store: Path, task: str, target: Path) -> dict[str, Any]:
    """Print one task in this process and return its figures."""
    from PySide6.QtGui import QGuiApplication

    from gridwatch.mapbook.binding import print_pdf
    from gridwatch.mapbook.pages import plan_book
    from gridwatch.mapbook.press import press
    from gridwatch.store.opening import open_store

    application = QGuiApplication(["print"])
    with open_store(store, read_only=True) as opened:
        district = opened.district()
    areas = areas_of(district, task)
    begun = time.perf_counter()
    if task.endswith("sheets"):
        plans = plan_book(district, [area.code for area in areas], DAY)
        pages = print_pdf(plans, district, target)
    else:
        pages = press(target, same_pages(district, areas), title="atlas")
    seconds = time.perf_counter() - begun
    size = target.stat().st_size
    del application
    return {
        "pages": pages,
        "seconds": seconds,
        "kb_a_page": size / 1e3 / pages,
        "peak_mb": peak_mb(),
    }


def many(store: Path, number: int, target: Path) -> dict[str, Any]:
    """Print a book of so many pages; return the memory after some and after all."""
    from PySide6.QtGui import QGuiApplication

    from gridwatch.mapbook.press import press
    from gridwatch.store.opening import open_store

    application = QGuiApplication(["print"])
    with open_store(store, read_only=True) as opened:
        district = opened.district()
    pages = same_pages(district, areas_of(district, "villages"))
    book = (pages * (number // len(pages) + 1))[:number]
    told: dict[int, int] = {}

    def progress(done: int, _total: int, _what: object) -> None:
        if done in (number // 10, number // 2, number):
            told[done] = now_mb()

    begun = time.perf_counter()
    press(target, book, title="many", progress=progress)
    del application
    seconds = time.perf_counter() - begun
    size = target.stat().st_size / 1e6
    return {"mb": told, "peak_mb": peak_mb(), "seconds": seconds, "file_mb": size}


def now_mb() -> int:
    """Return the memory this process holds just now, MB."""
    status = Path("/proc/self/status").read_text("utf-8").splitlines()
    found = next(line for line in status if line.startswith("VmRSS"))
    return int(found.split()[1]) // 1024


def theirs(script: Path, data: Path) -> dict[str, Any]:
    """Let QGIS print its two atlases; {} where it is not there."""
    if not (PEER.exists() and script.is_file()):
        return {}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    command = [str(PEER), str(script), str(data), "--ops", "atlas330,atlastown"]
    done = subprocess.run(command, capture_output=True, text=True, env=kept)
    if done.returncode:
        return {}
    found = json.loads(done.stdout[done.stdout.index("{") :])
    names = {"villages": "atlas330", "towns": "atlastown"}
    return {
        task: {
            "pages": found[key]["pages"],
            "seconds": found[key]["total_s"],
            "kb_a_page": found[key]["kb_per_page"],
        }
        for task, key in names.items()
    } | {"version": found["qgis"], "peak_mb": found["mem_end"]["peak_mb"]}


def child(store: Path, task: str, *more: str) -> dict[str, Any]:
    """Run a part of this module in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.print", "--store", str(store)]
    done = subprocess.run(
        [*command, "--task", task, *more], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Alternate the peers and return all figures."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.gpkg"
        shutil.copy(store_of(given.data, "S"), store)
        # As the window does when it is first opened: rules for names are compiled once.
        subprocess.run(
            [sys.executable, "-m", "gridwatch.cartography.warming"], check=True
        )
        rounds = []
        for _ in range(given.rounds):
            peer = theirs(given.qgis, given.data / "S")
            mine = {task: child(store, task) for task in TASKS}
            rounds.append({"qgis": peer, "ours": mine})
            print(json.dumps(rounds[-1]), flush=True)
        book = child(store, "many", "--pages", str(given.pages))
    return {
        "day": datetime.now().astimezone().date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load": os.getloadavg()[0],
        "rounds": rounds,
        "many": book,
    }


def report(figures: dict[str, Any]) -> str:
    """Return the figures as a page."""
    rounds = figures["rounds"]
    peer = rounds[0]["qgis"]
    lines = [
        "# Map books beside QGIS's atlas",
        "",
        f"Made by `python -m benchmarks.print` on {figures['day']}: set S, "
        f"{figures['machine']}, load {figures['load']:.1f} at the end, {len(rounds)} "
        f"rounds, QGIS {peer.get('version', 'not installed')} (an old release). "
        "Medians; in brackets the range of the ratios of the rounds.",
        "",
        "| pages | ours, s | QGIS, s | faster | ours, kB a page | QGIS | bytes |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_row(task, rounds) for task in TASKS]
    book = figures["many"]
    memory = ", ".join(f"{mb} MB after {n}" for n, mb in book["mb"].items())
    lines += [
        "",
        "`villages` and `towns` have the content of QGIS's layout (A3, the map of all "
        "layers, names of villages and segments, title, legend, scale bar); the sheets "
        "are those that gridwatch prints (A4 where it fits), with names of everything, "
        "table, locator, grid, ruler and imprint, held against the same QGIS pages, "
        "which have none of these.",
        "",
        f"Memory of a book of {list(book['mb'])[-1]} pages: {memory}; peak "
        f"{book['peak_mb']} MB, {book['seconds']:.0f} s, {book['file_mb']:.0f} MB.",
        "",
    ]
    return "\n".join(lines)


def _row(task: str, rounds: Sequence[dict[str, Any]]) -> str:
    mine = [one["ours"][task] for one in rounds]
    seconds = statistics.median(one["seconds"] for one in mine)
    size = mine[0]["kb_a_page"]
    label = f"{mine[0]['pages']} {task}"
    other = "villages" if task.startswith("village") else "towns"
    peers = [one["qgis"].get(other) for one in rounds]
    if not all(peers):
        return f"| {label} | {seconds:.2f} | - | - | {size:.1f} | - | - |"
    theirs_s = statistics.median(peer["seconds"] for peer in peers)
    ratios = [p["seconds"] / m["seconds"] for p, m in zip(peers, mine, strict=True)]
    their_kb = peers[0]["kb_a_page"]
    return (
        f"| {label} | {seconds:.2f} | {theirs_s:.2f} | "
        f"{statistics.median(ratios):.1f}x ({min(ratios):.1f} to {max(ratios):.1f}) | "
        f"{size:.1f} | {their_kb:.1f} | {100 * size / their_kb:.0f} % |"
    )


def main() -> None:
    """Read the command line."""
    asks = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asks.add_argument("--data", type=Path, default=DATA)
    asks.add_argument("--rounds", type=int, default=3)
    asks.add_argument("--pages", type=int, default=5000)
    script = Path("../shared/bench/qgis_bench.py")
    asks.add_argument("--qgis", type=Path, default=script)
    asks.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    asks.add_argument("--task", help=argparse.SUPPRESS)
    given = asks.parse_args()
    if given.task:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "a.pdf"
            if given.task == "many":
                found = many(given.store, given.pages, target)
            else:
                found = ours(given.store, given.task, target)
        print(json.dumps(found))
        return
    figures = run(given)
    words = json.dumps(figures, indent=1)
    (HERE / "figures-print.json").write_text(words + "\n", "utf-8")
    (HERE / "figures-print.md").write_text(report(figures), "utf-8")
    print(report(figures))


if __name__ == "__main__":
    main()
