"""Which pieces of a layer are drawn with which symbol, in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.brushwork import (
    fill_areas,
    hatch_areas,
    path_of,
    stamp_points,
    stroke_lines,
)
from gridwatch.cartography.clipping import pixels_of
from gridwatch.cartography.generalise import Form, Pieces
from gridwatch.cartography.symbols import (
    FillSymbol,
    LineSymbol,
    PointSymbol,
    load_symbols,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]

__all__ = ["draw_layers", "highlight"]

_JURISDICTIONS = ("district", "town", "village")


def draw_layers(
    painter: QPainter, layers: Sequence[Layer], view: View
) -> dict[str, dict[int, int]]:
    """Draw layers and return how many features of each class are in view.

    Bottom to top: tints, bands along borders, water, cells, borders (the highest
    level on top), then everything else in the order of the layers.
    """
    areas = [layer for layer in layers if layer.id in _JURISDICTIONS]
    water = [layer for layer in layers if layer.id == "water_body"]
    rest = [layer for layer in layers if layer.shapes.form is not Form.AREA]
    seen = {layer.id: layer.shapes.visible(view.extent) for layer in layers}
    for layer in areas:
        _draw_fills(painter, layer, seen[layer.id], view)
    borders = [
        (*_borders(layer, layers, view), layer)
        for layer in reversed(layers)
        if layer.shapes.form is Form.AREA and layer.id != "water_body"
    ]
    for pieces, line, _ in borders:
        stroke_lines(painter, pieces, replace(line, width=0.0), view.zoom)
    for layer in water:
        _draw_fills(painter, layer, seen[layer.id], view)
    for pieces, line, _ in borders:
        stroke_lines(painter, pieces, replace(line, casing=""), view.zoom)
    for layer in rest:
        _DRAW[layer.shapes.form](painter, layer, layers, view)
    return {layer.id: _counted(layer, seen[layer.id]) for layer in layers}


def _counted(layer: Layer, features: Ints) -> dict[int, int]:
    counts = np.bincount(layer.classes[features], minlength=len(layer.symbols))
    return {i: int(count) for i, count in enumerate(counts) if count}


def _by_class(layer: Layer, features: Ints) -> list[tuple[int, Ints]]:
    """Return the features of each class, the least important class first."""
    classes = layer.classes[features]
    order = range(len(layer.symbols) - 1, -1, -1)
    groups = [(i, features[classes == i]) for i in order]
    return [(i, group) for i, group in groups if len(group)]


def _simple(layer: Layer, view: View) -> bool:
    return view.scale_denominator > layer.limits.simple


def _draw_fills(painter: QPainter, layer: Layer, seen: Ints, view: View) -> None:
    for index, features in _by_class(layer, seen):
        symbol = layer.symbols[index].symbol
        if not isinstance(symbol, FillSymbol):
            continue
        own_outline = symbol.outline is not None and layer.id not in _JURISDICTIONS
        if not (symbol.fill or symbol.hatch or own_outline):
            continue
        pieces = pixels_of(layer.shapes, features, view)
        path = path_of(pieces, closed=True)
        fill_areas(painter, path, symbol)
        if symbol.hatch is not None:
            anchor = view.to_pixel(*layer.shapes.origin.tolist())
            hatch_areas(painter, pieces, symbol.hatch, view.zoom, anchor)
        if own_outline and symbol.outline is not None:
            stroke_lines(painter, pieces, symbol.outline, view.zoom, closed=True)


def _borders(
    layer: Layer, layers: Sequence[Layer], view: View
) -> tuple[Pieces, LineSymbol]:
    """Return the borders that no higher level which is shown draws already."""
    symbol = layer.symbols[0].symbol if layer.symbols else None
    outline = symbol.outline if isinstance(symbol, FillSymbol) else None
    line = outline or LineSymbol("#00000000", 0.0)
    shown = {other.id for other in layers}
    mask = sum(
        1 << place
        for place in range(len(layer.above))
        if _JURISDICTIONS[place] in shown
    )
    shapes, above = layer.borders.shapes, layer.borders.above
    features = shapes.visible(view.extent)
    features = features[(above[features] & mask) == 0]
    return pixels_of(shapes, features, view), _thin(line) if _simple(
        layer, view
    ) else line


def _thin(line: LineSymbol) -> LineSymbol:
    """Return a line as seen from afar: a hairline without dashes or casing."""
    return replace(line, width=line.width * 0.7, dash=(), casing="", casing_width=0.0)


def _draw_lines(
    painter: QPainter, layer: Layer, layers: Sequence[Layer], view: View
) -> None:
    shown = {other.id: other for other in layers}
    if layer.id == "segment" and "river" in shown and _simple(layer, view):
        return  # From afar the rivers speak alone.
    features = layer.shapes.visible(view.extent)
    segments = shown.get("segment")
    if layer.covered is not None and segments and not _simple(segments, view):
        features = features[~layer.covered[features]]
    for index, group in _by_class(layer, features):
        symbol = layer.symbols[index].symbol
        if isinstance(symbol, LineSymbol):
            pieces = pixels_of(layer.shapes, group, view)
            stroke_lines(painter, pieces, symbol, view.zoom)


def _draw_points(
    painter: QPainter, layer: Layer, layers: Sequence[Layer], view: View
) -> None:
    del layers
    _stamp(painter, layer, layer.shapes.visible(view.extent), view)


def _stamp(painter: QPainter, layer: Layer, features: Ints, view: View) -> None:
    far = _simple(layer, view)
    for index, group in _by_class(layer, features)[::-1]:
        symbol = layer.symbols[index].symbol
        if isinstance(symbol, PointSymbol):
            points = pixels_of(layer.shapes, group, view).coords
            stamp_points(painter, np.rint(points), symbol, view.zoom, far=far)


_DRAW = {Form.LINE: _draw_lines, Form.POINT: _draw_points}


def highlight(
    painter: QPainter, layer: Layer, features: Ints, view: View, style: str
) -> None:
    """Draw features once more in the lines and fills called `style`."""
    symbols = load_symbols()
    pieces = pixels_of(layer.shapes, features, view)
    if layer.shapes.form is Form.LINE:
        stroke_lines(painter, pieces, symbols.lines[style], view.zoom)
    elif layer.shapes.form is Form.AREA:
        path, fill = path_of(pieces, closed=True), symbols.fills[style]
        fill_areas(painter, path, fill)
        if fill.outline is not None:
            stroke_lines(painter, pieces, fill.outline, view.zoom, closed=True)
    else:
        ring = symbols.points[style]
        points = np.rint(pieces.coords)
        stamp_points(painter, points, ring, view.zoom)
        # The symbols once more: selected lines must not run over them.
        _stamp(painter, layer, features, view)
