"""Measure gridwatch beside its peers on the sample district, alternated in one run.

Usage: .venv/bin/python benchmarks/side_by_side.py [--rounds 3]

Each round does, one after the other on the same machine: our import of the whole
delivery (checks, journal, styles and roster included) and GDAL's ``ogr2ogr`` of its
nine shapefiles; our frames and QGIS's frames of the same store at 1600 x 1000, full
extent, labels on. Peers that are not installed are left out. Prints JSON (medians
and all values) and
writes the table of ``benchmarks/figures.md``.
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

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.picture import render_map
from gridwatch.cartography.view import View
from gridwatch.mapbook.binding import print_pdf
from gridwatch.mapbook.pages import plan_book
from gridwatch.resources import sample_folder
from gridwatch.store.opening import open_store

HERE = Path(__file__).resolve().parent
DAY = date(2026, 11, 1)
PEER = Path("/usr/bin/python3")
FRAMES = 5


def timed(*command: str | Path, **kept: object) -> float:
    """Return the milliseconds a whole process took."""
    begun = time.perf_counter()
    subprocess.run(
        [str(word) for word in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **kept.get("env", {})},  # type: ignore[dict-item]
    )
    return (time.perf_counter() - begun) * 1000


def our_import(store: Path) -> float:
    """Import the sample with our command line."""
    store.unlink(missing_ok=True)
    words = [sys.executable, "-m", "gridwatch", "import", sample_folder(), store]
    return timed(*words)


def their_import(target: Path) -> float:
    """Convert the nine shapefiles with ogr2ogr, told encoding and CRS."""
    target.unlink(missing_ok=True)
    spent = 0.0
    for number, path in enumerate(sorted(sample_folder().rglob("*.shp"))):
        mode = ["-update"] if number else []
        spent += timed(
            *["ogr2ogr", *mode, "-f", "GPKG", target, path],
            *["-nln", f"layer{number}", "-nlt", "PROMOTE_TO_MULTI"],
            env={"SHAPE_ENCODING": "CP936"},
        )
    return spent


def our_frames(store: Path) -> dict[str, list[float]]:
    """Milliseconds of the first and of the following frames, and of preparation."""
    with open_store(store, read_only=True) as opened:
        district = opened.district()
    begun = time.perf_counter()
    layers = layers_of(district, DAY)
    prepared = (time.perf_counter() - begun) * 1000
    assert district.extent is not None
    view = View.fitted(district.extent, 1600, 1000)
    spent = []
    for _ in range(FRAMES + 1):
        begun = time.perf_counter()
        render_map(layers, view)
        spent.append((time.perf_counter() - begun) * 1000)
    return {"prepare": [prepared], "first": spent[:1], "frame": spent[1:]}


def their_frames(store: Path, picture: Path) -> list[float]:
    """Milliseconds of QGIS's frames after its first one."""
    told = subprocess.run(
        [PEER, HERE / "qgis_peer.py", store, picture, str(FRAMES + 1)],
        check=True,
        capture_output=True,
        text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
    )
    facts = json.loads(told.stdout.splitlines()[-1])
    return [float(value) for value in facts["frame_ms"][1:]]


def our_sheets(store: Path, target: Path) -> list[float]:
    """Milliseconds per page of a book of all towns."""
    with open_store(store, read_only=True) as opened:
        district = opened.district()
    towns = [area.code for area in district.jurisdictions if area.level == "town"]
    begun = time.perf_counter()
    pages = print_pdf(plan_book(district, towns, DAY), district, target)
    return [(time.perf_counter() - begun) * 1000 / pages]


def has_qgis() -> bool:
    """Tell whether QGIS answers."""
    probe = [PEER, "-c", "import qgis.core"]
    return PEER.exists() and subprocess.run(probe, capture_output=True).returncode == 0


LINES = (
    ("import of the sample delivery", "import gridwatch", "import ogr2ogr"),
    ("layers made ready after opening", "prepare gridwatch", ""),
    ("first frame, labels", "first gridwatch", ""),
    ("following frames, labels", "frame gridwatch", "frame QGIS"),
    ("town sheet into the PDF, per page", "town page gridwatch", ""),
)


def table(figures: dict[str, list[float]], rounds: int) -> str:
    """Return the figures as a page."""
    today = f"{datetime.now().astimezone():%Y-%m-%d}"
    told = [
        "# Figures",
        "",
        f"Written by `benchmarks/side_by_side.py --rounds {rounds}` on {today}, "
        f"{os.cpu_count()} cores, no GPU, Python {platform.python_version()}; "
        "milliseconds, median (least to most). What is compared is said in the "
        "[README](README.md) beside this page.",
        "",
        "| what | gridwatch | peer | peer / gridwatch |",
        "| --- | ---: | ---: | ---: |",
    ]
    for what, ours, theirs in LINES:
        mine, yours = figures.get(ours, []), figures.get(theirs, [])
        ratio = ""
        if mine and yours:
            ratio = f"{statistics.median(yours) / statistics.median(mine):.1f}"
        cells = (what, spread(mine), spread(yours, theirs.split(" ")[-1]), ratio)
        told.append("| " + " | ".join(cells) + " |")
    return "\n".join(told) + "\n"


def spread(values: list[float], name: str = "") -> str:
    """Return median and range in words."""
    if not values:
        return ""
    middle = statistics.median(values)
    told = f"{middle:,.0f} ({min(values):,.0f} to {max(values):,.0f})"
    return f"{name} {told}".strip()


def main() -> None:
    """Alternate and tell."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    application = QGuiApplication(["benchmark"])
    figures: dict[str, list[float]] = {}

    def note(name: str, values: list[float]) -> None:
        figures.setdefault(name, []).extend(round(value, 1) for value in values)

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = place / "ours.gpkg"
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
            note("import gridwatch", [our_import(store)])
            if shutil.which("ogr2ogr"):
                note("import ogr2ogr", [their_import(place / "theirs.gpkg")])
            for name, values in our_frames(store).items():
                note(f"{name} gridwatch", values)
            if has_qgis():
                note("frame QGIS", their_frames(store, place / "qgis.png"))
            note("town page gridwatch", our_sheets(store, place / "book.pdf"))
    del application
    medians = {name: statistics.median(values) for name, values in figures.items()}
    print(json.dumps({"unit": "ms", "median": medians, "all": figures}, indent=1))
    (HERE / "figures.md").write_text(table(figures, rounds), "utf-8")


if __name__ == "__main__":
    main()
