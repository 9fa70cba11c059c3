"""Which features of a layer are drawn with which symbol, in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from gridwatch.cartography.clusters import badges_of, far_points
from gridwatch.cartography.generalise import Form
from gridwatch.cartography.letters import drawn_lines, letters_of
from gridwatch.cartography.pins import lay_pins
from gridwatch.cartography.symbols import (
    LineSymbol,
    PointSymbol,
    leaves_no_mark,
    load_symbols,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.clusters import Badges
    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.pins import LaidPins, PinSet
    from gridwatch.cartography.symbols import Hatch
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = [
    "JURISDICTIONS",
    "Brush",
    "counts_of",
    "draw_bright_marks",
    "draw_layers",
    "draw_pins",
    "highlight",
]

_NEAR_PX = 12.0
_NO_LINE = LineSymbol("#00000000", 0.0)
JURISDICTIONS = ("district", "town", "village")
"""Layers whose borders replace those of the layers below, highest level first."""


class Brush(Protocol):
    """What puts features on a device: a painter on paper, kernels on the screen.

    One order of drawing serves both, so that they cannot differ in what they show.
    Features are numbers of rows of a layer, as `seen` returns them.
    """

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the pixels of the view that are drawn."""

    def seen(self, layer: Layer) -> Ints:
        """Return the features that show, in ascending order."""

    def fill(self, layer: Layer, features: Ints, colours: Sequence[str]) -> None:
        """Fill areas in the colour of their class, the last class first."""

    def hatch(self, layer: Layer, features: Ints, hatch: Hatch) -> None:
        """Draw parallel lines in areas."""

    def outline(self, layer: Layer, features: Ints, line: LineSymbol) -> None:
        """Draw the rings of areas."""

    def borders(self, layer: Layer, above: int, line: LineSymbol) -> None:
        """Draw each border in view once, leaving out those of higher levels.

        Bit i of `above` is set where the level i of `Layer.above` is shown.
        """

    def lines(self, layer: Layer, features: Ints, line: LineSymbol) -> None:
        """Draw lines."""

    def points(
        self, layer: Layer, features: Ints, symbol: PointSymbol, *, far: bool
    ) -> None:
        """Draw points, with `far` as small plain marks."""

    def stamps(self, places: Floats, symbol: PointSymbol) -> None:
        """Draw a symbol at device pixels, shape (n, 2); it may bear a text."""

    def leaders(
        self, ends: Floats, colours: tuple[str, str], *, dots: bool = True
    ) -> None:
        """Draw thin lines, with `dots` each with a dot where it begins.

        `ends` has shape (n, 4): x and y of both ends, device pixels; `colours` are
        those of the line and of its halo.
        """


def draw_layers(
    brush: Brush,
    layers: Sequence[Layer],
    view: View,
    *,
    tints: bool = True,
    merged: bool = True,
) -> None:
    """Draw layers.

    Without `tints` the areas of jurisdictions stay open, so that a base map shows. With
    `merged` points that lie on each other, seen from afar, are badges with a number.
    Bottom to top: tints, bands along borders, water, cells, borders (the highest
    level on top), then everything else in the order of the layers.
    """
    seen = {layer.id: brush.seen(layer) for layer in layers}
    areas = [layer for layer in layers if layer.shapes.form is Form.AREA]
    # Cells that a theme fills lie below water and bands, as jurisdictions do.
    lands = [layer for layer in areas if layer.id != "water_body"]
    for layer in lands:
        _draw_areas(brush, layer, seen[layer.id], fills=tints)
    shown = {layer.id for layer in layers}
    borders = [
        (layer, _above(layer, shown), _border(layer, view)) for layer in reversed(lands)
    ]
    for layer, above, line in borders:
        if line.casing:
            brush.borders(layer, above, replace(line, width=0.0))
    for layer in areas:
        if layer.id == "water_body":
            _draw_areas(brush, layer, seen[layer.id])
    for layer, above, line in borders:
        brush.borders(layer, above, replace(line, casing="") if line.casing else line)
    _draw_marks(brush, layers, seen, view, merged=merged)


def counts_of(
    layers: Sequence[Layer], inside: Callable[[Layer], Ints]
) -> dict[str, dict[int, int]]:
    """Return how many features of each class are in view, by layer.

    `inside` returns the features of a layer that are.
    """
    return {layer.id: _counted(layer, inside(layer)) for layer in layers}


def draw_pins(brush: Brush, pins: PinSet, view: View) -> LaidPins:
    """Draw numbered pins with lines to their points, and return where they stand."""
    laid = lay_pins(pins, view)
    ends = np.clip(laid.tails, laid.places - laid.half, laid.places + laid.half)
    paper = load_symbols().paper
    of_ink: dict[str, list[int]] = {}
    for row, i in enumerate(laid.rows.tolist()):
        of_ink.setdefault(pins.symbols[i].outline, []).append(row)
    for ink, rows in of_ink.items():
        lines = np.hstack([laid.tails[rows], ends[rows]])
        brush.leaders(lines, (ink, paper), dots=pins.dots)
    for row, i in enumerate(laid.rows.tolist()):
        brush.stamps(laid.places[row : row + 1], pins.symbols[i])
    return laid


def draw_bright_marks(
    brush: Brush,
    layers: Sequence[Layer],
    view: View,
    area: BaseGeometry,
    *,
    merged: bool,
) -> None:
    """Draw points and badges inside an area once more, over the line around it."""
    far = far_points(layers, view) if merged else []
    badges = badges_of(far, view)
    for layer in layers:
        if layer.shapes.form is not Form.POINT:
            continue
        features = _alone(badges, layer, brush.seen(layer))
        source = layer.names
        places = source.anchors[:, 0, :2].astype(np.float64) + source.origin
        inside = np.zeros(len(layer.uids), bool)
        inside[source.feature] = shapely.intersects_xy(area, *places.T)
        _draw_points(brush, layer, features[inside[features]], view)
    middles = shapely.points(np.stack(view.to_map(*badges.places.T), axis=1))
    # Badges that the line around the area would run through belong to it as well.
    near = _NEAR_PX * view.zoom * view.metres_per_pixel
    rows = np.flatnonzero(shapely.dwithin(middles, area, near))
    shown = badges._replace(
        places=badges.places[rows], symbols=tuple(badges.symbols[i] for i in rows)
    )
    for symbol, spots in shown.stamps(view.zoom).items():
        brush.stamps(spots, symbol)


def _draw_marks(
    brush: Brush,
    layers: Sequence[Layer],
    seen: Mapping[str, Ints],
    view: View,
    *,
    merged: bool,
) -> None:
    """Draw lines and points, those that lie on each other as badges."""
    far = far_points(layers, view) if merged else []
    badges = badges_of(far, view)
    lines = drawn_lines(layers, view)
    for layer in layers:
        features = seen[layer.id]
        if not len(features):
            continue
        if any(layer is line for line in lines):
            _draw_lines(brush, layer, layers, features, view)
        elif layer.shapes.form is Form.POINT:
            _draw_points(brush, layer, _alone(badges, layer, features), view)
    stamps = letters_of(lines, view).stamps()
    for symbol, places in stamps.items():
        brush.stamps(places, symbol)
    if len(badges.places):
        stamps = badges.within(brush.box, view.zoom).stamps(view.zoom)
        for symbol, places in stamps.items():
            brush.stamps(places, symbol)


def _alone(badges: Badges, layer: Layer, features: Ints) -> Ints:
    """Return the features that no badge stands for."""
    single = badges.single.get(layer.id)
    return features if single is None else features[single[features]]


def _counted(layer: Layer, features: Ints) -> dict[int, int]:
    if len(layer.symbols) == 1:
        return {0: len(features)} if len(features) else {}
    counts = np.bincount(layer.classes[features], minlength=len(layer.symbols))
    return {i: int(count) for i, count in enumerate(counts) if count}


def _by_class(layer: Layer, features: Ints) -> list[tuple[int, Ints]]:
    """Return the features of each class, the least important class first."""
    if not len(features):
        return []
    if len(layer.symbols) == 1:
        return [(0, features)]
    classes = layer.classes[features]
    order = range(len(layer.symbols) - 1, -1, -1)
    groups = [(i, features[classes == i]) for i in order]
    return [(i, group) for i, group in groups if len(group)]


def _simple(layer: Layer, view: View) -> bool:
    return view.scale_denominator > layer.limits.simple


def _draw_areas(brush: Brush, layer: Layer, seen: Ints, *, fills: bool = True) -> None:
    """Fill areas; hatch and outline those that have their own."""
    if not len(seen):
        return
    if fills and layer.colours:
        brush.fill(layer, seen, layer.colours)
    own_outline = layer.id == "water_body"
    if not (own_outline or layer.hatched):
        return
    for index, features in _by_class(layer, seen):
        symbol = layer.fills[index]
        if symbol.hatch is not None:
            brush.hatch(layer, features, symbol.hatch)
        if own_outline and symbol.outline is not None:
            brush.outline(layer, features, symbol.outline)


def _border(layer: Layer, view: View) -> LineSymbol:
    """Return the line of a layer's borders at this scale."""
    outline = layer.fills[0].outline if layer.fills else None
    line = outline or _NO_LINE
    return _thin(line) if _simple(layer, view) else line


def _above(layer: Layer, shown: Collection[str]) -> int:
    """Return a bit for each higher level that draws its own borders."""
    return sum(
        1 << place for place in range(len(layer.above)) if JURISDICTIONS[place] in shown
    )


def _thin(line: LineSymbol) -> LineSymbol:
    """Return a line as seen from afar: a hairline without dashes or casing."""
    return replace(line, width=line.width * 0.7, dash=(), casing="", casing_width=0.0)


def _draw_lines(
    brush: Brush, layer: Layer, layers: Sequence[Layer], features: Ints, view: View
) -> None:
    shown = {other.id: other for other in layers}
    segments = shown.get("segment")
    if layer.covered is not None and segments and not _simple(segments, view):
        features = features[~layer.covered[features]]
    for index, group in _by_class(layer, features):
        symbol = layer.symbols[index].symbol
        if isinstance(symbol, LineSymbol) and not leaves_no_mark(symbol):
            for strand in symbol.strands:
                brush.lines(layer, group, strand)


def _draw_points(brush: Brush, layer: Layer, features: Ints, view: View) -> None:
    far = _simple(layer, view)
    for index, group in _by_class(layer, features)[::-1]:
        symbol = layer.symbols[index].symbol
        if isinstance(symbol, PointSymbol) and not leaves_no_mark(symbol):
            brush.points(layer, group, symbol, far=far)


def highlight(
    brush: Brush, layer: Layer, features: Ints, view: View, style: str
) -> None:
    """Draw features once more in the lines and fills called `style`."""
    symbols = load_symbols()
    if layer.shapes.form is Form.LINE:
        brush.lines(layer, features, symbols.lines[style])
    elif layer.shapes.form is Form.AREA:
        fill = symbols.fills[style]
        brush.fill(layer, features, [fill.fill] * max(len(layer.symbols), 1))
        if fill.outline is not None:
            brush.outline(layer, features, fill.outline)
    else:
        brush.points(layer, features, symbols.points[style], far=False)
        # The symbols once more: selected lines must not run over them.
        _draw_points(brush, layer, features, view)
