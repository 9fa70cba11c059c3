"""What both programs draw, symbol by symbol: one table for gridwatch and for QGIS.

Villages are filled in seven classes with grey outlines, cells outlined, towns in 2 px,
segments in five levels, boards and outfalls marked with 6 px symbols; names of
villages and rivers stand in 9 point. Everything shows at every scale.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.layer import ClassSymbol, Layer
from gridwatch.cartography.symbols import (
    FillSymbol,
    LabelRule,
    LabelStyle,
    LineSymbol,
    PointSymbol,
    ScaleLimits,
    Symbol,
    TextStyle,
)
from gridwatch.cartography.view import METRES_PER_INCH, SCREEN_DPI, View
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gridwatch.cartography.view import Extent
    from gridwatch.district.district import District

__all__ = [
    "CONTENT",
    "HEIGHT",
    "WIDTH",
    "Part",
    "at_scale",
    "dressed",
    "framed",
    "grown",
    "qgis_layers",
    "random_views",
]

WIDTH, HEIGHT = 1600, 1000
_GROWTH = 1.02

_TINTS = ("#FBB4AE", "#B3CDE3", "#CCEBC5", "#DECBE4", "#FED9A6", "#FFFFCC", "#E5D8BD")
_BLUES = ("#08306B", "#2171B5", "#4292C6", "#6BAED6", "#9ECAE1")
_WIDTHS = (3.0, 2.4, 1.8, 1.4, 1.0)
_RANKS = ("省级", "municipal", "district", "town", "village")


@dataclass(frozen=True)
class Part:
    """One layer of the picture.

    Parameters
    ----------
    layer : str
        Our layer.
    table : str
        Table of the generated set.
    field : str
        Its column that holds the class; empty for one class.
    symbols : tuple of Symbol
        How each class is drawn.
    label : str
        Column that is written on the map; empty for none.
    lettering : TextStyle or None
        How it is written.
    """

    layer: str
    table: str
    field: str
    symbols: tuple[Symbol, ...]
    label: str = ""
    lettering: TextStyle | None = None


def _edge(colour: str, width: float) -> FillSymbol:
    return FillSymbol("", LineSymbol(colour, width))


CONTENT = (
    Part(
        "village",
        "villages",
        "cls",
        tuple(FillSymbol(tint, LineSymbol("#808080", 1.0)) for tint in _TINTS),
        "name",
        TextStyle("#303030", 9.0, halo="#FFFFFF"),
    ),
    Part("cell", "cells", "", (_edge("#C8C8C8", 1.0),)),
    Part("town", "towns", "", (_edge("#A03020", 2.0),)),
    Part(
        "segment",
        "segments",
        "lvl",
        tuple(
            LineSymbol(colour, width, cap="round")
            for colour, width in zip(_BLUES, _WIDTHS, strict=True)
        ),
        "river",
        TextStyle("#08519C", 9.0, halo="#FFFFFF"),
    ),
    Part("signboard", "signs", "", (PointSymbol("square", 6.0, "#2CA02C"),)),
    Part("outfall", "outfalls", "", (PointSymbol("circle", 6.0, "#D62728"),)),
)
"""The layers, bottom to top."""


# ---- ours -----------------------------------------------------------------------


_SEGMENT = 60.0, 840.0
"""How far apart the middles of segments are in S at full extent, px, and in metres."""

_RULES = {
    "": LabelRule(),
    # QGIS writes a name wherever it finds room, inside its area or not, and the
    # river's name once on every segment.
    "name": LabelRule(priority=6, overhang=0.0, later=0.5),
    "river": LabelRule(priority=4, repeat=_SEGMENT[0], spread=_SEGMENT[1], apart=0.0),
}


def dressed(layers: Sequence[Layer], district: District) -> tuple[Layer, ...]:
    """Return our layers with the symbols of `CONTENT`, open at every scale.

    Parameters
    ----------
    layers : sequence of Layer
        As `layers_of` returns them.
    district : District
        The rows they were made from.
    """
    by_id = {layer.id: layer for layer in layers}
    return tuple(_dressed(by_id[part.layer], part, district) for part in CONTENT)


def _dressed(layer: Layer, part: Part, district: District) -> Layer:
    style = LabelStyle(part.lettering or TextStyle("#000000", 9.0), _RULES[part.label])
    classes = np.zeros(len(layer.uids), np.int64)
    if len(part.symbols) > 1:
        classes = np.fromiter(_CLASSES[part.layer](layer, district), np.int64)
    name = Text(part.table, part.table)
    return replace(
        layer,
        classes=classes,
        symbols=tuple(ClassSymbol(name, symbol) for symbol in part.symbols),
        labels=layer.labels if part.label else (),
        label_styles=(style,) * len(part.symbols),
        limits=ScaleLimits(),
    )


def _village_classes(layer: Layer, district: District) -> Iterator[int]:
    """Yield the number of each village's town modulo seven, as the set has it."""
    number = {
        row.code: int(row.uid.split("-")[1])
        for row in district.jurisdictions
        if row.uid.startswith("town-")
    }
    parent = {row.uid: row.parent_code for row in district.jurisdictions}
    return (number[parent[uid]] % len(_TINTS) for uid in layer.uids)


def _segment_classes(layer: Layer, district: District) -> Iterator[int]:
    rank = {row.code: _RANKS.index(row.levels[0]) for row in district.rivers}
    river = {row.uid: row.river_code for row in district.segments}
    return (rank[river[uid]] for uid in layer.uids)


_CLASSES = {"village": _village_classes, "segment": _segment_classes}


# ---- views ----------------------------------------------------------------------


def grown(layers: Sequence[Layer]) -> Extent:
    """Return the extent of all villages, grown by a fiftieth around its middle."""
    village = next(layer for layer in layers if layer.id == "village")
    extent = village.shapes.extent
    assert extent is not None
    west, south, east, north = extent
    x, y = (west + east) / 2, (south + north) / 2
    w, h = (east - west) / 2 * _GROWTH, (north - south) / 2 * _GROWTH
    return x - w, y - h, x + w, y + h


def framed(extent: Extent) -> View:
    """Return the view that just holds an extent."""
    return View.fitted(extent, WIDTH, HEIGHT, margin=0.0)


def random_views(extent: Extent, zoom: int, count: int, seed: int) -> list[View]:
    """Return views somewhere in an extent, `zoom` times closer than all of it."""
    mpp = framed(extent).metres_per_pixel / zoom
    return _scattered(extent, mpp, count, seed * 1000 + zoom)


def at_scale(extent: Extent, denominator: int, count: int, seed: int) -> list[View]:
    """Return views somewhere in an extent at 1:`denominator`."""
    mpp = denominator * METRES_PER_INCH / SCREEN_DPI
    return _scattered(extent, mpp, count, seed * 1000 + 500)


def _scattered(extent: Extent, mpp: float, count: int, seed: int) -> list[View]:
    dice = random.Random(seed)
    west, south, east, north = extent
    w, h = mpp * WIDTH, mpp * HEIGHT
    found = []
    for _ in range(count):
        x = west + dice.random() * max(east - west - w, 0.0)
        y = south + dice.random() * max(north - south - h, 0.0)
        found.append(View((x, y, x + w, y + h), WIDTH, HEIGHT))
    return found


# ---- QGIS's ---------------------------------------------------------------------


def qgis_layers(source: Path) -> list[dict[str, object]]:
    """Return what `qgis_map_peer` has to load, bottom to top."""
    return [
        {
            "source": f"{source}|layername={part.table}",
            "name": part.table,
            "field": part.field,
            "classes": [_told(symbol) for symbol in part.symbols],
            "label": _label(part),
        }
        for part in CONTENT
    ]


def _told(symbol: Symbol) -> dict[str, object]:
    """Return one symbol in plain words for the other process."""
    if isinstance(symbol, LineSymbol):
        return {"line": symbol.colour, "width": symbol.width}
    if isinstance(symbol, FillSymbol):
        edge = symbol.outline or LineSymbol("", 0.0)
        return {"fill": symbol.fill, "outline": edge.colour, "width": edge.width}
    return {
        "shape": symbol.shape,
        "size": symbol.size,
        "fill": symbol.fill,
        "outline": symbol.outline,
        "width": symbol.outline_width,
    }


def _label(part: Part) -> dict[str, object] | None:
    if part.lettering is None:
        return None
    return {
        "field": part.label,
        "size": part.lettering.size,
        "colour": part.lettering.colour,
        "along": isinstance(part.symbols[0], LineSymbol),
    }
