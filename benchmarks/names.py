"""Count the names placed on the sheets of all towns, beside QGIS.

Usage: python -m benchmarks.names STORE.gpkg [--against-qgis] [--pictures DIR]

Both programs draw jurisdictions, water bodies and rivers of each town's sheet at the
same scale with letters of the same size; QGIS uses its own placement as it comes.
Wanted are all names of the layers that our sheet names at that scale and that lie in
the town. Told are wanted and placed names of each sheet, and milliseconds of processor
time that placing ours takes.
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import shapely
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from benchmarks.peer import Qgis, has_qgis
from gridwatch.cartography.labels import place_labels
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.lettering import FontSet
from gridwatch.cartography.paint import Emphasis, Look, draw_map, shown_layers
from gridwatch.cartography.view import View
from gridwatch.district.jurisdictions import Level
from gridwatch.mapbook.pages import plan_sheet
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gridwatch.cartography.layer import Layer
    from gridwatch.mapbook.pages import SheetPlan

DAY = date(2026, 11, 1)
DPI = 96.0
NAMED = ("town", "village", "water_body", "river")


def view_of(plan: SheetPlan) -> View:
    """Return the map of a sheet as a screen shows it at the sheet's scale."""
    frame = plan.boxes.frame
    size = round(frame.width * DPI / 25.4), round(frame.height * DPI / 25.4)
    return View(plan.extent, *size, DPI)


def wanted(layers: Sequence[Layer], plan: SheetPlan) -> Iterator[tuple[str, str]]:
    """Yield layer and name of all in a town that its sheet names at its scale."""
    area = plan.jurisdiction.geometry
    for layer in layers:
        if layer.id not in NAMED or plan.scale > layer.limits.label:
            continue
        shapes = layer.rows.geometries
        inside = layer.id in ("town", "village")
        places = shapely.point_on_surface(shapes) if inside else shapes
        for i in np.flatnonzero(shapely.intersects(places, area)):
            if layer.labels[i]:
                yield layer.id, layer.labels[i]


def qgis_layers(store: Path) -> list[dict[str, object]]:
    """Return what QGIS loads: the same rows with letters of the same size."""
    edge = {"fill": "", "outline": "#9A6B4F", "width": 1.0}
    told = []
    for name, table, rule, look, size, colour in (
        (
            "village",
            "jurisdiction",
            "village",
            {**edge, "fill": "#F6F0DC"},
            7.5,
            "#6E5B4C",
        ),
        ("town", "jurisdiction", "town", edge, 12.5, "#54382A"),
        ("water", "water_body", "", {**edge, "fill": "#CFE6F5"}, 10.0, "#14568F"),
        ("river", "river", "", {"line": "#1B6FB8", "width": 2.0}, 9.0, "#14568F"),
    ):
        only = f"|subset=level='{rule}'" if rule else ""
        told.append(
            {
                "name": name,
                "source": f"{store}|layername={table}{only}",
                "classes": [look],
                "label": {
                    "field": "name",
                    "size": size,
                    "colour": colour,
                    "along": name == "river",
                },
            }
        )
    return told


def picture(layers: Sequence[Layer], plan: SheetPlan, file: Path) -> None:
    """Save the map of a sheet."""
    view, area = view_of(plan), plan.jurisdiction.geometry
    image = QImage(view.width, view.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    draw_map(painter, layers, view, Look(emphasis=Emphasis(area) if area else None))
    painter.end()
    image.save(str(file))


def counted(
    layers: Sequence[Layer], plan: SheetPlan, qgis: Qgis | None, pictures: Path | None
) -> tuple[int, int, int, float]:
    """Return wanted names, ours, QGIS's, and milliseconds of a sheet."""
    view, names = view_of(plan), set(wanted(layers, plan))
    shown, fonts = shown_layers(layers, view, Look()), FontSet.installed(paper=True)
    begun = time.process_time()
    placed, _ = place_labels(shown, view, fonts, plan.jurisdiction.geometry)
    spent = (time.process_time() - begun) * 1000
    ours = len(names & {(x.layer_id, x.line.text) for x in placed})
    more: dict[str, object] = {}
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        code = plan.jurisdiction.code
        picture(layers, plan, pictures / f"{code}.png")
        more["save"] = str(pictures.resolve() / f"{code}-qgis.png")
    theirs = set(qgis.names(view, **more)) if qgis else set()
    return len(names), ours, sum(name in theirs for _, name in names), spent


def main() -> None:
    """Count, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--against-qgis", action="store_true")
    parser.add_argument("--pictures", type=Path)
    asked = parser.parse_args()
    app = QGuiApplication([])
    with open_store(asked.store, read_only=True) as store:
        district = store.district()
    layers = [x for x in layers_of(district, DAY) if x.id in NAMED]
    beside = asked.against_qgis and has_qgis()
    qgis = Qgis(qgis_layers(asked.store.resolve())) if beside else None
    totals = np.zeros(3, int)
    print("wanted  ours    ms  QGIS      1:N  sheet")
    for town in district.of_level(Level.TOWN):
        plan = plan_sheet(district, town.code, DAY)
        *count, spent = counted(layers, plan, qgis, asked.pictures)
        totals += count
        told = f"{count[2]:>6}" if qgis else "     -"
        print(
            f"{count[0]:>6}{count[1]:>6}{spent:>6.0f}{told}{plan.scale:>9}  {town.name}"
        )
    if qgis:
        qgis.stop()
    share = 100 * (totals[0] - totals[1:]) / max(totals[0], 1)
    theirs = f", QGIS {share[1]:.1f} %" if qgis else ""
    print(f"unplaced: ours {share[0]:.1f} %{theirs} of {totals[0]}")
    del app


if __name__ == "__main__":
    main()
