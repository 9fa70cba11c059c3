"""The legend's lines: what can really be seen inside the frame, and nothing else.

Drawing counts features whose rectangle meets the frame. A river may pass by a corner
that its rectangle covers, and a district whose border lies outside fills the whole
frame: neither belongs into the legend.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.cartography.generalise import Shapes
from gridwatch.cartography.paint import LegendEntry
from gridwatch.cartography.symbols import load_symbols
from gridwatch.district.wording import Text
from gridwatch.mapbook.paper import Rect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.paint import Drawn, View
    from gridwatch.mapbook.sheets import Pin
    from gridwatch.mapbook.windows import MapWindow

    Bounds = tuple[float, float, float, float]

__all__ = ["legend_of_pins", "legend_on"]

_BORDERED = ("district", "town", "village")
"""Layers whose sample in the legend is their border."""
_SAMPLE = "8"
"""What the samples of numbers say."""
_ALERT = Text("编号红边：牌面过期", "Number with a red edge: stale face")
_DONE = Text("编号划去：已销号", "Number struck through: closed")


def legend_on(
    drawn: Drawn, layers: Sequence[Layer], view: View
) -> tuple[LegendEntry, ...]:
    """Return the lines of the legend of a map, topmost first.

    Parameters
    ----------
    drawn : Drawn
        What `draw_map` told.
    layers : sequence of Layer
        The layers it was given.
    view : View
        The view it was given.
    """
    shown = {layer.id: layer for layer in layers if layer.id in drawn.counts}
    segments = shown.get("segment")
    apart = segments is not None and view.scale_denominator <= segments.limits.simple
    if "river" in shown and not apart:
        shown.pop("segment", None)  # From afar the rivers speak alone.
    counts = {
        key: _seen(layer, drawn.counts[key], view.extent, uncovered=apart)
        for key, layer in shown.items()
    }
    return replace(drawn, counts=counts).legend(layers)


def legend_of_pins(pins: Sequence[Pin], window: MapWindow) -> tuple[LegendEntry, ...]:
    """Return the lines of the legend that say what marks on numbers mean."""
    seen = [
        pin
        for pin in pins
        if window.frame.contains(Rect(*window.to_paper(*pin.at), 0.0, 0.0))
    ]
    alert = sum(pin.alert and not pin.done for pin in seen)
    done = sum(pin.done for pin in seen)
    symbols = load_symbols()
    lines = (
        LegendEntry("pin", _ALERT, symbols.badge("pin", _SAMPLE, alert=True), alert),
        LegendEntry("pin", _DONE, symbols.badge("pin", _SAMPLE, done=True), done),
    )
    return tuple(line for line in lines if line.count)


def _seen(
    layer: Layer, drawn: Mapping[int, int], extent: Bounds, *, uncovered: bool
) -> dict[int, int]:
    """Return the features of each class drawn that meet the extent."""
    shapes = layer.shapes
    if not isinstance(shapes, Shapes) or not len(shapes.geometries):
        return dict(drawn)
    near = np.asarray(shapes.visible(extent), dtype=np.int64)
    if uncovered and layer.covered is not None:
        near = near[~layer.covered[near]]  # Segments draw those rivers.
    found = shapes.geometries[near]
    if layer.id in _BORDERED:
        found = shapely.boundary(found)
    box = shapely.box(*extent)
    shapely.prepare(box)
    met = near[shapely.intersects(box, found)]
    classes = np.bincount(layer.classes[met], minlength=len(layer.symbols))
    return {
        index: min(count, int(classes[index]))
        for index, count in drawn.items()
        if classes[index]
    }
