"""Measure map books beside QGIS's atlas on set S, alternated in one run.

Usage: python -m benchmarks.print [--data DIR] [--rounds 3] [--pages 5000]
       [--qgis SCRIPT]

Each round does, each in a process of its own, one after the other: QGIS's atlas of 330
villages and of 20 towns (SCRIPT, as a rule ``../shared/bench/qgis_bench.py``, run by
the system's Python), ours of the same pages with the same content (A3, the map of all
layers, names of villages and segments, title, legend, scale bar), and ours as the
sheets that gridwatch prints (A4, with table, locator, grid, imprint).

Two times are told. *Printing* begins, for both, when the program is loaded and the data
are open, and ends with the whole file, the plan of the sheets included: what an officer
waits for in a window. Long books are drawn by two processes, as gridwatch prints them;
the second one is started before the store is read, as the window starts it while the
officer names the file and ``print --book`` while it counts pages. *The whole command*
begins with the start of the process and ends with its end, all libraries, data and
second processes included. Compiling the rules for names, which the window does once
after an installation, is in neither.

Then one book of many pages for the memory. Writes ``benchmarks/figures-print.json`` and
``.md``.
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
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.made_stores import DATA, peak_mb, store_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction

HERE = Path(__file__).resolve().parent
PEER = Path("/usr/bin/python3")
TASKS = ("villages", "towns", "village sheets", "town sheets")


def areas_of(district: District, task: str) -> list[Jurisdiction]:
    """Return the 330 villages or the 20 towns."""
    from gridwatch.district.jurisdictions import Level

    towns = task.startswith("town")
    return list(district.of_level(Level.TOWN if towns else Level.VILLAGE))


def ours(store: Path, task: str, target: Path) -> dict[str, Any]:
    """Print one task in this process and return its figures."""
    from PySide6.QtGui import QGuiApplication

    from benchmarks.atlas import same_pages
    from gridwatch.cartography.warming import load_printing
    from gridwatch.mapbook.apprentice import ended, helper_for
    from gridwatch.mapbook.binding import print_pdf
    from gridwatch.mapbook.pages import plan_book
    from gridwatch.mapbook.press import press
    from gridwatch.store.opening import open_store

    application = QGuiApplication(["print"])
    long = task == "villages"
    with ended(helper_for(float(long), 1.0)) as helper:
        with open_store(store, read_only=True) as opened:
            district = opened.district()
        areas = areas_of(district, task)
        load_printing()
        begun = time.perf_counter()
        if task.endswith("sheets"):
            codes = [area.code for area in areas]
            plans = plan_book(district, codes, date(2026, 11, 1))
            pages = print_pdf(plans, district, target)
        else:
            made = same_pages(district, areas)
            pages = press(target, made, title="atlas", helper=helper or True)
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

    from benchmarks.atlas import same_pages
    from gridwatch.mapbook.press import press
    from gridwatch.store.opening import open_store

    application = QGuiApplication(["print"])
    with open_store(store, read_only=True) as opened:
        district = opened.district()
    pages = same_pages(district, areas_of(district, "villages"))
    book = (pages * (number // len(pages) + 1))[:number]
    told: dict[int, int] = {}

    marks = [number // 10, number // 2, number]

    def progress(done: int, _total: int, _what: object) -> None:
        # Pages that the second process has drawn come some at a time.
        if marks and done >= marks[0]:
            told[marks.pop(0)] = now_mb()

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
    told: dict[str, Any] = {}
    for task, key in {"villages": "atlas330", "towns": "atlastown"}.items():
        command = [str(PEER), str(script), str(data), "--ops", key]
        begun = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, env=kept)
        whole = time.perf_counter() - begun
        if done.returncode:
            return {}
        found = json.loads(done.stdout[done.stdout.index("{") :])
        told[task] = {
            "pages": found[key]["pages"],
            "seconds": found[key]["total_s"],
            "whole_s": whole,
            "kb_a_page": found[key]["kb_per_page"],
            "peak_mb": found["mem_end"]["peak_mb"],
        }
        told["version"] = found["qgis"]
    return told


def child(store: Path, task: str, *more: str) -> dict[str, Any]:
    """Run a part of this module in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.print", "--store", str(store)]
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, "--task", task, *more], capture_output=True, text=True, check=True
    )
    whole = time.perf_counter() - begun
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found | {"whole_s": whole}


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
        book = child(store, "many", "--pages", str(given.pages)) if given.pages else {}
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
        "| pages | printing: ours, s | QGIS, s | faster | whole command: ours, s "
        "| QGIS, s | faster | ours, kB a page | QGIS | bytes |",
        f"| {' | '.join(['---'] * 10)} |",
    ]
    lines += [_row(task, rounds) for task in TASKS]
    lines += [
        "",
        "`villages` and `towns` have the content of QGIS's layout (A3, the map of all "
        "layers, names of villages and segments, title, legend, scale bar); the sheets "
        "are those that gridwatch prints (A4 where it fits), with names of everything, "
        "table, locator, grid, ruler and imprint, held against the same QGIS pages, "
        "which have none of these.",
        "",
    ]
    if book := figures["many"]:
        memory = ", ".join(f"{mb} MB after {n}" for n, mb in book["mb"].items())
        lines += [
            f"Memory of a book of {list(book['mb'])[-1]} pages: {memory}; peak "
            f"{book['peak_mb']} MB, {book['seconds']:.0f} s, {book['file_mb']:.0f} MB.",
            "",
        ]
    return "\n".join(lines)


def _row(task: str, rounds: Sequence[dict[str, Any]]) -> str:
    mine = [one["ours"][task] for one in rounds]
    size = mine[0]["kb_a_page"]
    label = f"{mine[0]['pages']} {task}"
    other = "villages" if task.startswith("village") else "towns"
    peers = [one["qgis"].get(other) for one in rounds]
    if not all(peers):
        return f"| {label} | - | - | - | - | - | - | {size:.1f} | - | - |"
    their_kb = peers[0]["kb_a_page"]
    return (
        f"| {label} | {_beside(mine, peers, 'seconds')} | "
        f"{_beside(mine, peers, 'whole_s')} | "
        f"{size:.1f} | {their_kb:.1f} | {100 * size / their_kb:.0f} % |"
    )


def _beside(mine: list[dict[str, Any]], peers: list[Any], key: str) -> str:
    """Return three cells: ours, theirs, and how often ours goes into theirs."""
    ours_s = statistics.median(one[key] for one in mine)
    theirs_s = statistics.median(peer[key] for peer in peers)
    ratios = [p[key] / m[key] for p, m in zip(peers, mine, strict=True)]
    return (
        f"{ours_s:.2f} | {theirs_s:.2f} | "
        f"{statistics.median(ratios):.1f}x ({min(ratios):.1f} to {max(ratios):.1f})"
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
