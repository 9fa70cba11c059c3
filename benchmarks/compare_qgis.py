"""Compare our picture with QGIS's, pixel by pixel, and put them side by side.

Usage: python -m benchmarks.compare_qgis [--data DIR] [--shared DIR] [--to FOLDER]

Areas and lines of the generated set S and of London, in flat colours and 1 px lines,
without names, at three zooms. Each frame is held against a slow exact painter and
against the other program's. Distances are in pixels:

* *astray*: how far the furthest inked pixel is from the true line,
* *bare*: how far the furthest place on a true line is from ink,
* *fills*: how far from a true border the furthest pixel of a wrong colour is,
* *apart*: how far the furthest inked pixel of one program is from one of the other.

Prints the figures, writes them into ``docs/map-engine.md`` between its markers and the
pictures into ``docs/pictures``. Needs QGIS.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyogrio.raw
import pyproj
import shapely
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from benchmarks.frames import draw_frame
from benchmarks.made_stores import DATA, set_of
from benchmarks.peer import Qgis, has_qgis
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.layer import ClassSymbol, Layer
from gridwatch.cartography.symbols import FillSymbol, LineSymbol, load_symbols
from gridwatch.cartography.view import View
from gridwatch.district.wording import Kind, Text
from tests.cartography.exact import (
    STRONG,
    fill_errors,
    in_pixels,
    ink_of,
    line_errors,
    mask_distance,
    middles,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- figures:beside -->", "<!-- /figures:beside -->"
WIDTH, HEIGHT = 1600, 1000
ZOOMS = (1, 4, 16)
TINTS = ("#FBB4AE", "#B3CDE3", "#CCEBC5", "#DECBE4", "#FED9A6", "#FFFFCC", "#E5D8BD")
BLACK = LineSymbol("#000000", 1.0, cap="round")
GREY, BLUE = LineSymbol("#505050", 1.0), LineSymbol("#08519C", 1.0, cap="round")
CROP = QRect(400, 300, 560, 400)
NAMES = ("gridwatch", "QGIS")


@dataclass(frozen=True)
class Source:
    """A set with areas and lines.

    Parameters
    ----------
    name : str
        Its name.
    areas, lines : tuple of str
        Path and layer name of each.
    middle : tuple of float
        Where the closer views look, as shares of the extent.
    """

    name: str
    areas: tuple[str, str]
    lines: tuple[str, str]
    middle: tuple[float, float] = (0.45, 0.55)


class Beside:
    """One set in both programs.

    Parameters
    ----------
    source : Source
        The set.
    qgis : Qgis
        The peer.
    folder : Path
        Room for files: both programs read copies without classes of their own.
    """

    def __init__(self, source: Source, qgis: Qgis, folder: Path) -> None:
        self.source, self.qgis, self.folder = source, qgis, folder
        crs = crs_of(*source.areas)
        self.areas = geometries(*source.areas, crs)
        self.lines = geometries(*source.lines, crs)
        self.copy = folder / f"{source.name}.gpkg"
        _write(self.copy, "areas", self.areas, crs)
        _write(self.copy, "lines", self.lines, crs)
        self.paper = load_symbols().paper

    def views(self) -> list[View]:
        """Return the whole set, then closer."""
        west, south, east, north = shapely.total_bounds(self.areas)
        whole = View.fitted((west, south, east, north), WIDTH, HEIGHT, margin=0.01)
        x, y = self.source.middle
        middle = (west + x * (east - west), south + y * (north - south))
        scales = [whole.scale_denominator / zoom for zoom in ZOOMS[1:]]
        closer = [View.at_scale(middle, n, WIDTH, HEIGHT) for n in scales]
        return [whole, *closer]

    # Each returns the frames of both programs of the same content.

    def fills(self, view: View) -> list[QImage]:
        """Return areas in seven flat colours."""
        symbols = [FillSymbol(tint) for tint in TINTS]
        return self._both([("areas", symbols)], view)

    def outlines(self, view: View) -> list[QImage]:
        """Return the areas' borders in black."""
        return self._both([("areas", [FillSymbol("", BLACK)])], view)

    def courses(self, view: View) -> list[QImage]:
        """Return the lines in black."""
        return self._both([("lines", [BLACK])], view)

    def picture(self, view: View) -> list[QImage]:
        """Return everything at once, for the eye."""
        areas = [FillSymbol(tint, GREY) for tint in TINTS]
        return self._both([("areas", areas), ("lines", [BLUE])], view)

    def _both(self, parts: Sequence[tuple[str, list[Any]]], view: View) -> list[QImage]:
        layers = [
            layer_of(self.areas if name == "areas" else self.lines, symbols)
            for name, symbols in parts
        ]
        ours = draw_frame(layers, view, labels=False).image
        self.qgis.load([self._told(name, symbols) for name, symbols in parts])
        place = self.folder / "qgis.png"
        self.qgis.render(view, labels=False, paper=self.paper, save=str(place))
        return [ours, QImage(str(place))]

    def _told(self, name: str, symbols: list[Any]) -> dict[str, object]:
        classes: list[dict[str, object]] = []
        for symbol in symbols:
            if isinstance(symbol, LineSymbol):
                classes.append({"line": symbol.colour, "width": symbol.width})
                continue
            edge = symbol.outline or LineSymbol("", 0.0)
            words = {"fill": symbol.fill, "outline": edge.colour, "width": edge.width}
            classes.append(words)
        return {
            "source": f"{self.copy}|layername={name}",
            "name": name,
            "field": "cls" if len(symbols) > 1 else "",
            "classes": classes,
        }


def crs_of(path: str, layer: str) -> str:
    """Return the CRS of a file."""
    return str(pyogrio.read_info(path, layer=layer)["crs"])


def geometries(path: str, layer: str, crs: str) -> NDArray[np.object_]:
    """Return the sound geometries of a file in a CRS."""
    raw = pyogrio.raw.read(path, layer=layer, columns=[])[2]
    found = shapely.from_wkb(raw)
    there = ~(shapely.is_missing(found) | shapely.is_empty(found))
    there &= shapely.is_valid(found)
    if not there.all():
        print(f"{layer}: {(~there).sum()} are not sound, left out", file=sys.stderr)
    own = crs_of(path, layer)
    if own == crs:
        return np.asarray(found[there], object)
    change = pyproj.Transformer.from_crs(own, crs, always_xy=True)
    return shapely.transform(found[there], change.transform, interleaved=False)


def _write(path: Path, name: str, shapes: NDArray[np.object_], crs: str) -> None:
    kind = "MultiPolygon" if name == "areas" else "MultiLineString"
    classes = (np.arange(len(shapes)) % len(TINTS)).astype(np.int32)
    pyogrio.raw.write(
        path,
        layer=name,
        driver="GPKG",
        geometry=shapely.to_wkb(shapes),
        field_data=[classes],
        fields=["cls"],
        geometry_type=kind,
        promote_to_multi=True,
        crs=crs,
    )


def layer_of(shapes: NDArray[np.object_], symbols: Sequence[Any]) -> Layer:
    """Return one of our layers with classes in turn."""
    line = isinstance(symbols[0], LineSymbol)
    name = Text("图层", "layer")
    return Layer(
        id="segment" if line else "village",
        name=name,
        kind=Kind.SEGMENT if line else Kind.JURISDICTION,
        shapes=Shapes.of(shapes, Form.LINE if line else Form.AREA),
        uids=tuple(map(str, range(len(shapes)))),
        classes=np.arange(len(shapes)) % len(symbols),
        symbols=tuple(ClassSymbol(name, symbol) for symbol in symbols),
    )


# ---- figures --------------------------------------------------------------------


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green, blue."""
    found = QColor(colour)
    return found.red(), found.green(), found.blue()


def pixels(image: QImage) -> NDArray[np.int_]:
    """Return a picture as an array, shape (height, width, 3), red first."""
    image = image.convertToFormat(QImage.Format.Format_RGBX8888)
    flat = np.frombuffer(image.constBits(), np.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine())[:, : image.width() * 4]
    return rows.reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


def differing(one: QImage, other: QImage) -> float:
    """Return the share of pixels that differ by more than an eighth."""
    return float((np.abs(pixels(one) - pixels(other)) > 32).any(axis=2).mean())


def apart(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return how far the furthest inked pixel of one is from one of the other."""
    found = 0.0
    for here, there in ((one, other), (other, one)):
        places = middles(here >= STRONG)
        if len(places):
            # Seen as ink there, so that a pixel just below the limit is no distance.
            found = max(found, float(mask_distance(there >= STRONG / 2, places).max()))
    return round(found, 2)


def compared(beside: Beside, view: View) -> dict[str, Any]:
    """Return the figures of one view, ours and QGIS's."""
    paper = rgb(beside.paper)
    areas, lines = in_pixels(beside.areas, view), in_pixels(beside.lines, view)
    colours = np.array([rgb(tint) for tint in TINTS])[np.arange(len(areas)) % 7]
    found: dict[str, Any] = {}
    frames = beside.fills(view)
    for name, frame in zip(NAMES, frames, strict=True):
        errors = fill_errors(pixels(frame), areas, colours, paper)
        told = {"fills": round(errors.furthest, 2), "areas_absent": len(errors.absent)}
        found[name] = told
    found["fills_differing"] = round(differing(*frames), 5)
    for what, frames, true in (
        ("outlines", beside.outlines(view), shapely.boundary(areas)),
        ("lines", beside.courses(view), lines),
    ):
        inks = [ink_of(pixels(frame), paper) for frame in frames]
        for name, ink in zip(NAMES, inks, strict=True):
            wrong = line_errors(ink, true)
            found[name] |= {
                f"{what}_astray": round(wrong.astray, 2),
                f"{what}_bare": round(wrong.bare, 2),
                f"{what}_absent": len(wrong.absent),
            }
        found[f"{what}_apart"] = apart(*inks)
        found[f"{what}_differing"] = round(differing(*frames), 5)
    return found


ROWS = (
    ("fills: furthest wrong pixel from a border", "fills"),
    ("outlines: furthest ink from a border", "outlines_astray"),
    ("outlines: furthest border from ink", "outlines_bare"),
    ("lines: furthest ink from a course", "lines_astray"),
    ("lines: furthest course from ink", "lines_bare"),
    ("areas, borders, lines missing", "absent"),
)
SHARED_ROWS = (
    ("outlines: furthest from the other program's", "outlines_apart"),
    ("lines: furthest from the other program's", "lines_apart"),
    ("pixels that differ: fills", "fills_differing"),
    ("pixels that differ: outlines", "outlines_differing"),
    ("pixels that differ: lines", "lines_differing"),
)


def table(found: dict[str, dict[str, Any]]) -> str:
    """Return all figures as a table: a column for each set and zoom."""
    lines = [
        "| px, gridwatch / QGIS | " + " | ".join(found) + " |",
        "| --- |" + " ---: |" * len(found),
    ]
    for what, key in ROWS:
        cells = [
            " / ".join(_cell(figures[name], key) for name in NAMES)
            for figures in found.values()
        ]
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    for what, key in SHARED_ROWS:
        share = key.endswith("differing")
        cells = [
            f"{figures[key]:.2%}" if share else _distance(figures[key])
            for figures in found.values()
        ]
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(figures: dict[str, Any], key: str) -> str:
    if key == "absent":
        keys = ("areas_absent", "outlines_absent", "lines_absent")
        return str(sum(figures[name] for name in keys))
    return _distance(figures[key])


def _distance(value: float) -> str:
    return "> 4" if value > 8 else f"{value:.2f}"


# ---- pictures -------------------------------------------------------------------


def side_by_side(frames: Sequence[QImage]) -> QImage:
    """Return the middle of both pictures next to each other."""
    gap = 8
    found = QImage(CROP.width() * 2 + gap, CROP.height(), QImage.Format.Format_RGB32)
    found.fill(QColor("#FFFFFF"))
    painter = QPainter(found)
    for place, frame in enumerate(frames):
        painter.drawImage(QPoint(place * (CROP.width() + gap), 0), frame, CROP)
    painter.end()
    return found


def save(image: QImage, path: Path) -> None:
    """Write a picture and tell its size: it goes into the repository."""
    image.save(str(path))
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB", file=sys.stderr)


def put(path: Path, block: str) -> None:
    """Replace what stands between the markers of a page."""
    if not path.is_file():
        return
    head, _, rest = path.read_text("utf-8").partition(BEGIN)
    _, end, tail = rest.partition(END)
    if end:
        path.write_text(f"{head}{BEGIN}\n\n{block}\n\n{END}{tail}", "utf-8")


def sources(data: Path, shared: Path) -> list[Source]:
    """Return the sets that this machine has."""
    made = str(set_of(data, "S"))
    found = [Source("S", (made, "villages"), (made, "segments"))]
    london = shared / "data" / "london"
    if london.is_dir():
        areas, lines = "LSOA_2011_London_gen_MHW", "gis_osm_waterways_free_1"
        files = [(str(london / f"{name}.shp"), name) for name in (areas, lines)]
        found.append(Source("London", files[0], files[1]))
    return found


def main() -> None:
    """Compare, tell and picture."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, default=DATA, help="folder of the sets")
    options.add_argument("--shared", type=Path, default=Path("../shared"))
    options.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    given = options.parse_args()
    if not has_qgis():
        sys.exit("QGIS does not answer on this machine: nothing to compare with.")
    application = QGuiApplication(["compare"])
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder, Qgis([]) as qgis:
        for source in sources(given.data, given.shared):
            beside = Beside(source, qgis, Path(folder))
            for zoom, view in zip(ZOOMS, beside.views(), strict=True):
                print(f"{source.name}, {zoom}x", file=sys.stderr, flush=True)
                found[f"{source.name} {zoom}x"] = compared(beside, view)
                name = f"beside-{source.name.lower()}-{zoom}x.png"
                save(side_by_side(beside.picture(view)), given.to / name)
    del application
    print(json.dumps(found, indent=1))
    put(ROOT / "docs" / "map-engine.md", table(found))


if __name__ == "__main__":
    main()
