"""Points that stand too close to be told apart, as counted badges.

Which points come together depends on the data and on the scale (in steps of half an
octave) only: badges lie still while the map is moved, and are the same on paper.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.cartography.generalise import Form
from gridwatch.cartography.symbols import (
    PointSymbol,
    badge_width,
    leaves_no_mark,
    load_symbols,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.layer import Layer
    from gridwatch.cartography.namesource import LabelSource
    from gridwatch.cartography.view import View

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Box = tuple[int, int, int, int]

__all__ = ["Badges", "badges_of", "far_points", "winners"]

APART_PX = 48.0
"""How far badges are from each other at least, px at 96 dpi."""
_FEWEST = 4
"""Points that are worth a badge; fewer are drawn as they are."""
_TOUCHING = 0.15
"""Fields in which marks touch, shares of `APART_PX`."""
_CROWD = 0.5
"""Share of the points of a group that have to touch another one."""
_STEPS = 2.0
_DIGITS = 10
_MARGIN_PX = 192.0
_RIM_PX = 6.0
"""How far rings and rims reach beyond badges at most."""
_KEPT = 4


class Badges(NamedTuple):
    """The badges of a view.

    Parameters
    ----------
    places : ndarray, shape (badges, 2)
        Device pixel of the middle of each.
    symbols : tuple of tuple of PointSymbol
        What is written at each: a row for each layer, top to bottom.
    half : ndarray, shape (badges, 2)
        Half the width and height of each, px at 96 dpi.
    single : dict of str to ndarray of bool
        For each layer which of its features are drawn as they are.
    number : dict of str to int
        For each layer how many badges speak of it.
    """

    places: Floats
    symbols: tuple[tuple[PointSymbol, ...], ...]
    half: Floats
    single: dict[str, Bools]
    number: dict[str, int]

    def within(self, box: Box, zoom: float) -> Badges:
        """Return those that show in some of the pixels: left, top, right, bottom."""
        reach = self.half * zoom + _RIM_PX * zoom
        shown = (self.places > np.array(box[:2]) - reach).all(axis=1)
        shown &= (self.places < np.array(box[2:]) + reach).all(axis=1)
        rows = np.flatnonzero(shown)
        symbols = tuple(self.symbols[i] for i in rows.tolist())
        return self._replace(
            places=self.places[rows], symbols=symbols, half=self.half[rows]
        )

    def stamps(self, zoom: float) -> dict[PointSymbol, Floats]:
        """Return where each symbol is to be drawn, device pixels."""
        found: dict[PointSymbol, list[tuple[float, float]]] = {}
        for (x, y), rows in zip(self.places.tolist(), self.symbols, strict=True):
            top = y - sum(row.size for row in rows) / 2 * zoom
            for row in rows:
                found.setdefault(row, []).append((x, top + row.size / 2 * zoom))
                top += row.size * zoom
        return {symbol: np.array(places) for symbol, places in found.items()}


_NONE = Badges(np.empty((0, 2)), (), np.empty((0, 2)), {}, {})


def far_points(layers: Sequence[Layer], view: View) -> list[Layer]:
    """Return the layers of points that are drawn as small marks at this scale."""
    return [
        layer
        for layer in layers
        if layer.shapes.form is Form.POINT
        and view.scale_denominator > layer.limits.simple
    ]


_known: dict[tuple[object, ...], tuple[object, Badges]] = {}
"""The last badges, since the map and its names ask for the same ones."""


def badges_of(layers: Sequence[Layer], view: View) -> Badges:
    """Return the badges of layers of points in a view and on a margin around it.

    Parameters
    ----------
    layers : sequence of Layer
        Layers of points, as `far_points` returns them.
    view : View
        What is shown.
    """
    layers = [layer for layer in layers if len(layer.names)]
    if not layers:
        return _NONE
    parts = [(layer.names, layer.classes, layer.symbols) for layer in layers]
    key = view, *(id(part) for parts_of in parts for part in parts_of)
    found = _known.get(key)
    if found is None:
        # What is kept keeps the parts, so no other ones can take their numbers.
        found = parts, _badges(layers, view)
        for old in list(_known)[: 1 - _KEPT]:
            _known.pop(old, None)
        _known[key] = found
    return found[1]


def _badges(layers: Sequence[Layer], view: View) -> Badges:
    apart = APART_PX * view.metres_per_pixel * view.zoom
    step = 2.0 ** (math.ceil(math.log2(apart) * _STEPS) / _STEPS)
    groups = _grouped(tuple(layer.names for layer in layers), step)
    origin = layers[0].names.origin
    counts, alerts = _counted(layers, groups)
    merged = groups.crowded & (counts.sum(axis=1) >= _FEWEST)
    single = {
        layer.id: _alone(layer, ~merged[part])
        for layer, part in zip(layers, groups.members, strict=True)
    }
    pixels = view.pixels(groups.places.copy(), origin)
    size, margin = np.array([view.width, view.height]), _MARGIN_PX * view.zoom
    shown = merged & ((pixels > -margin) & (pixels < size + margin)).all(axis=1)
    chosen = np.flatnonzero(shown)
    symbols = tuple(
        _rows(layers, *both)
        for both in zip(counts[chosen].tolist(), alerts[chosen].tolist(), strict=True)
    )
    sums = np.count_nonzero(counts[chosen], axis=0).tolist()
    number = {layer.id: n for layer, n in zip(layers, sums, strict=True)}
    half = _halves(layers, counts[chosen])
    return Badges(pixels[chosen], symbols, half, single, number)


def _halves(layers: Sequence[Layer], counts: Ints) -> Floats:
    """Return half the width and height of badges."""
    sizes = [[_badge(x.id, 10**n, alert=False) for n in range(_DIGITS)] for x in layers]
    widths = np.array([[badge_width(symbol) for symbol in row] for row in sizes])
    height = np.array([row[0].size for row in sizes])
    digits = np.log10(np.maximum(counts, 1)).astype(np.int64)
    wide = widths[np.arange(len(layers)), digits] * (counts > 0)
    return np.stack([wide.max(axis=1), (height * (counts > 0)).sum(axis=1)], 1) / 2


def _alone(layer: Layer, alone: Bools) -> Bools:
    found = np.zeros(len(layer.uids), bool)
    found[layer.names.feature] = alone
    return found


def _counted(layers: Sequence[Layer], groups: _Groups) -> tuple[Ints, Bools]:
    """Return how many points of each layer a group has, and whether one is alarming."""
    alarming = load_symbols().alarming
    size = len(groups.places)
    counts = np.zeros((size, len(layers)), np.int64)
    alerts = np.zeros((size, len(layers)), bool)
    for i, (layer, part) in enumerate(zip(layers, groups.members, strict=True)):
        classes = layer.classes[layer.names.feature]
        shown = [not leaves_no_mark(entry.symbol) for entry in layer.symbols]
        alarm = [
            isinstance(x.symbol, PointSymbol)
            and {x.symbol.fill, x.symbol.ring} & alarming != set()
            for x in layer.symbols
        ]
        counts[:, i] = np.bincount(part[np.array(shown)[classes]], minlength=size)
        alerts[part[np.array(alarm)[classes]], i] = True
    return counts, alerts


def _rows(
    layers: Sequence[Layer], counts: Sequence[int], alerts: Sequence[bool]
) -> tuple[PointSymbol, ...]:
    return tuple(
        _badge(layer.id, count, alert=alert)
        for layer, count, alert in zip(layers, counts, alerts, strict=True)
        if count
    )


@lru_cache(maxsize=2048)
def _badge(layer_id: str, count: int, *, alert: bool) -> PointSymbol:
    return load_symbols().badge(layer_id, str(count), alert=alert)


# ---- which points come together -----------------------------------------------------


class _Groups(NamedTuple):
    """Groups of points.

    Parameters
    ----------
    places : ndarray, shape (groups, 2)
        Where they are, metres from the origin of the first source.
    crowded : ndarray of bool, shape (groups,)
        Whether their marks would lie on each other.
    members : tuple of ndarray of int
        The group of each item of each source.
    """

    places: Floats
    crowded: Bools
    members: tuple[Ints, ...]


@lru_cache(maxsize=8)
def _grouped(sources: tuple[LabelSource, ...], step: float) -> _Groups:
    """Put points into groups whose middles are at least `step` metres apart.

    Points are gathered on a lattice of half a step first; then the fullest fields take
    in what is near them.
    """
    origin = sources[0].origin
    points = [x.anchors[:, 0, :2].astype(float) + (x.origin - origin) for x in sources]
    every = np.concatenate(points)
    lattice = np.floor((every + origin) / (step / 2)).astype(np.int64)
    _, field = np.unique(_codes(lattice), return_inverse=True)
    field = field.reshape(-1)
    count = np.bincount(field)
    sums = [np.bincount(field, values) for values in every.T]
    middle = np.stack(sums, axis=1) / count[:, None]
    places = middle[winners(middle, count, step)]
    tree = shapely.STRtree(shapely.points(places))
    group = np.asarray(tree.nearest(shapely.points(middle)), np.int64)[field]
    ends = np.cumsum([len(part) for part in points])
    touching = np.bincount(group, _touching(every + origin, step), len(places))
    crowded = touching >= _CROWD * np.bincount(group, minlength=len(places))
    return _Groups(places, crowded, tuple(np.split(group, ends[:-1])))


def _codes(lattice: Ints) -> Ints:
    """Return a number for each field of a lattice; those around differ as well."""
    lattice = lattice - lattice.min(axis=0) + 1
    found: Ints = lattice[:, 0] * (int(lattice[:, 1].max()) + 2) + lattice[:, 1]
    return found


def _touching(points: Floats, step: float) -> Bools:
    """Tell which points have another one on their field or on those around it."""
    lattice = np.floor(points / (step * _TOUCHING)).astype(np.int64)
    known, place, count = np.unique(
        _codes(lattice), return_inverse=True, return_counts=True
    )
    down = int(np.ptp(lattice[:, 1])) + 3
    near = np.zeros(len(known), np.int64)
    for over in (-down, 0, down):
        for more in (over - 1, over, over + 1):
            at = np.minimum(np.searchsorted(known, known + more), len(known) - 1)
            near += np.where(known[at] == known + more, count[at], 0)
    found: Bools = near[place.reshape(-1)] > 1
    return found


def winners(places: Floats, worth: Ints | Floats, step: float) -> Ints:
    """Return places that are `step` apart from each other, those worth most first."""
    rank = np.empty(len(places), np.int64)
    rank[np.lexsort((np.arange(len(places)), -worth))] = np.arange(len(places))[::-1]
    dots = shapely.points(places)
    a, b = shapely.STRtree(dots).query(dots, predicate="dwithin", distance=step)
    a, b = a[a != b], b[a != b]
    open_, won = np.ones(len(places), bool), np.zeros(len(places), bool)
    while open_.any():
        keep = open_[a] & open_[b]
        a, b = a[keep], b[keep]
        rival = np.full(len(places), -1)
        np.maximum.at(rival, a, rank[b])
        first = open_ & (rank > rival)
        won |= first
        open_ &= ~first
        open_[b[first[a]]] = False
    found: Ints = np.flatnonzero(won)
    return found
