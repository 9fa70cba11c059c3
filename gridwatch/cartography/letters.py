"""Letters of classes on lines: for prints without colours, and for all eyes.

A line bears the letter of its class in its middle. Which lines do where there are many
depends on the data and the scale only, so letters lie still while the map is moved.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.clusters import winners
from gridwatch.cartography.generalise import Form, Shapes, chainage
from gridwatch.cartography.symbols import badge_width, load_symbols

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.layer import Layer
    from gridwatch.cartography.symbols import PointSymbol
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["Letters", "drawn_lines", "letters_of"]

_APART_PX = 40.0
_SHORTEST_PX = 30.0
_MARGIN_PX = 32.0


class Letters(NamedTuple):
    """The letters of a view.

    Parameters
    ----------
    places : ndarray, shape (letters, 2)
        Device pixel of the middle of each.
    symbols : tuple of PointSymbol
        What is drawn there.
    half : ndarray, shape (letters, 2)
        Half the width and height of each, px at 96 dpi.
    """

    places: Floats
    symbols: tuple[PointSymbol, ...]
    half: Floats

    def stamps(self) -> dict[PointSymbol, Floats]:
        """Return where each symbol is to be drawn, device pixels."""
        kinds = dict.fromkeys(self.symbols)
        return {
            kind: self.places[[symbol == kind for symbol in self.symbols]]
            for kind in kinds
        }


_NONE = Letters(np.empty((0, 2)), (), np.empty((0, 2)))


def drawn_lines(layers: Sequence[Layer], view: View) -> list[Layer]:
    """Return the layers of lines that are drawn: from afar rivers speak alone."""
    lines = [layer for layer in layers if layer.shapes.form is Form.LINE]
    rivers = any(layer.id == "river" for layer in lines)
    return [
        layer
        for layer in lines
        if not rivers
        or layer.id != "segment"
        or view.scale_denominator <= layer.limits.simple
    ]


def letters_of(layers: Sequence[Layer], view: View) -> Letters:
    """Return the letters on the lines of some layers in a view."""
    places: list[Floats] = []
    symbols: list[PointSymbol] = []
    for layer in layers:
        texts, shapes = layer.letters, layer.shapes
        # Of a store whose rows have not been read only outlines are known.
        if texts and isinstance(shapes, Shapes) and shapes.form is Form.LINE:
            found, some = _places(layer, shapes, view, texts)
            places.append(found)
            symbols += some
    if not symbols:
        return _NONE
    half = np.reshape([(badge_width(x) / 2, x.size / 2) for x in symbols], (-1, 2))
    return Letters(np.concatenate(places), tuple(symbols), half)


def _places(
    layer: Layer, shapes: Shapes, view: View, texts: Sequence[str]
) -> tuple[Floats, list[PointSymbol]]:
    metres = view.metres_per_pixel * view.zoom
    middles, lengths = _middles(shapes)
    wanted = np.array([bool(text) for text in texts])[layer.classes]
    chosen = wanted & (lengths >= _SHORTEST_PX * metres)
    chosen &= _apart(shapes, 2.0 ** math.ceil(math.log2(_APART_PX * metres)))
    rows = np.flatnonzero(chosen)
    pixels = view.pixels(middles[rows], shapes.origin)
    margin = _MARGIN_PX * view.zoom
    size = np.array([view.width, view.height])
    shown = ((pixels > -margin) & (pixels < size + margin)).all(axis=1)
    badge = load_symbols().badge
    symbols = [badge("letter", texts[i]) for i in layer.classes[rows[shown]].tolist()]
    return pixels[shown], symbols


@lru_cache(maxsize=2)
def _middles(shapes: Shapes) -> tuple[Floats, Floats]:
    """Return the middle of the longest part of each line, and the length of that."""
    pieces = shapes.pieces
    way = chainage(pieces)
    count = len(shapes.features) - 1
    middles, lengths = np.zeros((count, 2)), np.zeros(count)
    if not len(way):
        return middles, lengths
    starts, ends = way[pieces.offsets[:-1]], way[pieces.offsets[1:] - 1]
    owner = np.repeat(np.arange(count), np.diff(shapes.features))
    # The longest part comes last and stays.
    order = np.argsort(ends - starts, kind="stable")
    at = (starts + ends)[order] / 2
    lengths[owner[order]] = (ends - starts)[order]
    for axis in (0, 1):
        middles[owner[order], axis] = np.interp(at, way, pieces.coords[:, axis])
    return middles, lengths


@lru_cache(maxsize=6)
def _apart(shapes: Shapes, step: float) -> Bools:
    """Tell which lines have the longest course around their middle."""
    middles, lengths = _middles(shapes)
    found = np.zeros(len(lengths), bool)
    some = np.flatnonzero(lengths > 0.0)
    if len(some):
        found[some[winners(middles[some], lengths[some], step)]] = True
    return found
