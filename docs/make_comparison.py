"""Put a town's sheet of ours beside one of QGIS: docs/pictures/sheet-beside-qgis.png.

Usage: .venv/bin/python docs/make_comparison.py [--data DIR]

Needs the generated set S (`benchmarks.made_stores`) and, for the other half, QGIS with
the system's Python. QGIS's sheet is made by `benchmarks/qgis_sheet_peer.py`, ours by
``gridwatch print --recipe town``; both are A3 across, of the same town.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from pyogrio import read_dataframe
from PySide6.QtGui import QGuiApplication

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.made_stores import DATA, set_of, store_of
from gridwatch.district.jurisdictions import Level
from gridwatch.mapbook.press import picture
from gridwatch.mapbook.recipefile import shipped_recipes
from gridwatch.mapbook.recipepages import drawn_pages
from gridwatch.mapbook.recipeplan import Wish, plan_recipe
from gridwatch.store.opening import open_store

DAY = date(2026, 11, 1)
DPI = 110
WIDE, GAP, COLOURS = 1100, 24, 220


def our_sheet(store: Path, name: str, folder: Path) -> Path:
    """Draw the sheet of a town."""
    with open_store(store, read_only=True) as opened:
        district = opened.district()
    recipe = next(one for one in shipped_recipes() if one.id == "town")
    town = next(row for row in district.of_level(Level.TOWN) if row.name == name)
    wish = Wish(DAY, "A3-landscape", made_on=DAY)
    sheet = plan_recipe(recipe, district, town.code, wish)
    path = folder / "ours.png"
    picture(drawn_pages([sheet], district)[0], DPI).save(str(path))
    return path


def their_sheet(source: Path, number: int, folder: Path) -> Path:
    """Let QGIS make the sheet of the same town."""
    path = folder / "theirs.png"
    script = ROOT / "benchmarks/qgis_sheet_peer.py"
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    command = ["/usr/bin/python3", str(script), str(source), str(number), str(path)]
    subprocess.run(command, check=True, env=kept, capture_output=True)
    return path


def beside(paths: list[Path], target: Path) -> None:
    """Put pictures beside each other."""
    small = []
    for path in paths:
        with Image.open(path) as image:
            tall = round(image.height * WIDE / image.width)
            size = (WIDE, tall)
            small.append(image.convert("RGB").resize(size, Image.Resampling.LANCZOS))
    tall = max(image.height for image in small)
    whole = Image.new("RGB", (2 * WIDE + GAP, tall), "#8A8A8A")
    for i, image in enumerate(small):
        whole.paste(image, (i * (WIDE + GAP), 0))
    whole.quantize(COLOURS).save(target, optimize=True)


def main() -> None:
    """Read the command line."""
    asks = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asks.add_argument("--data", type=Path, default=DATA)
    given = asks.parse_args()
    application = QGuiApplication(["comparison"])
    target = ROOT / "docs/pictures/sheet-beside-qgis.png"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = set_of(given.data, "S")
        towns = read_dataframe(source, layer="towns", read_geometry=False)
        first = towns.sort_values("code").iloc[0]
        ours = our_sheet(store_of(given.data, "S"), str(first["name"]), folder)
        theirs = their_sheet(source, int(first["code"]), folder)
        beside([ours, theirs], target)
    del application
    print(target)


if __name__ == "__main__":
    main()
