"""Edits on top of a pyramid: what they touch is built anew, all else stays mapped.

A patch consists of the pyramid as it was, a small overlay, and for each feature the
place where it is drawn from. With an area its neighbours go into the overlay as well,
and what lies below it (the cells along a village border): the border may have become
theirs to draw, and it is simplified between other nodes now. Higher levels stay as
they are, since the picture of a border between other nodes is off by less than a pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.flat import frozen, offsets_of
from gridwatch.cartography.generalise import Form, ranges
from gridwatch.cartography.pyramid import Level, Part, Pyramid, cut
from gridwatch.cartography.ranking import (
    TOLERANCES,
    Grid,
    Ranked,
    Runs,
    fits,
    hilbert_order,
    ranked,
    runs_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.generalise import Shapes
    from gridwatch.cartography.view import Extent

    Ints = NDArray[np.int64]
    Doubles = NDArray[np.float64]

__all__ = ["OffGridError", "Patched", "patch", "patch_areas"]


class OffGridError(ValueError):
    """An edit lies so far away that the pyramid has to be built anew."""


@dataclass(frozen=True, eq=False)
class Patched:
    """A pyramid with edits on top.

    It answers like a `Pyramid`, but features are drawn part by part::

        for pyramid, inner, places in patched.parts(features):
            canvas.fill(pyramid, inner, classes[places], colours)

    Parameters
    ----------
    base : Pyramid
        The pyramid without the edits.
    overlay : Pyramid
        Features that were edited or touch edited ones, on the same grid and with the
        same tolerances.
    drawn : ndarray of int64, shape (m,)
        Where each feature is drawn from: its number in `base`, or ``-1 - number`` in
        `overlay`.
    truth : ndarray of int64, shape (m,)
        The same, but the number in `base` where the geometry has not changed.
    """

    base: Pyramid
    overlay: Pyramid
    drawn: Ints
    truth: Ints

    def __len__(self) -> int:
        """Return the number of features, empty ones included."""
        return len(self.drawn)

    @property
    def form(self) -> Form:
        """Points, lines or areas."""
        return self.base.form

    @property
    def origin(self) -> Doubles:
        """(east, north) of the grid's origin."""
        return self.base.origin

    @property
    def unit(self) -> float:
        """Metres per step of the grid."""
        return self.base.unit

    @property
    def tolerances(self) -> tuple[float, ...]:
        """Error of each level in metres."""
        return self.base.tolerances

    @cached_property
    def bounds(self) -> Doubles:
        """West, south, east, north, metres from `origin`; NaN where empty."""
        found = np.empty((len(self), 4))
        for part in self.parts(np.arange(len(self))):
            found[part.places] = part.pyramid.bounds[part.features]
        return frozen(found)

    @property
    def extent(self) -> Extent | None:
        """West, south, east, north in metres; None where there is nothing.

        What was removed may still count.
        """
        found = [e for e in (self.base.extent, self.overlay.extent) if e is not None]
        if not found:
            return None
        west, south, east, north = zip(*found, strict=True)
        return min(west), min(south), max(east), max(north)

    @cached_property
    def _features(self) -> tuple[Ints, Ints]:
        """Feature of each number in `base` and in `overlay`; -1: not drawn."""
        base = np.full(len(self.base), -1, np.int64)
        overlay = np.full(len(self.overlay), -1, np.int64)
        below = self.drawn >= 0
        base[self.drawn[below]] = np.flatnonzero(below)
        overlay[-1 - self.drawn[~below]] = np.flatnonzero(~below)
        return base, overlay

    def visible(self, extent: Extent) -> Ints:
        """Return the features whose bounds meet an extent, in ascending order."""
        base, overlay = self._features
        found = np.concatenate(
            [base[self.base.visible(extent)], overlay[self.overlay.visible(extent)]]
        )
        found = found[found >= 0]
        found.sort()
        return found

    def parts(self, features: Ints) -> list[Part]:
        """Return the pyramids that features lie in, and where they lie there."""
        numbers = self.drawn[features]
        below = numbers >= 0
        found = []
        if below.any():
            places = np.flatnonzero(below)
            found.append(Part(self.base, numbers[places], places))
        if not below.all():
            places = np.flatnonzero(~below)
            found.append(Part(self.overlay, -1 - numbers[places], places))
        return found


class _Layer(NamedTuple):
    """A layer with its edits, while it is patched.

    Parameters
    ----------
    base, overlay, fresh : Pyramid
        As it was built; edits until now; new edits.
    truth : ndarray of int64, shape (m,)
        Number in `base`, or ``-1 - number`` in `overlay` and then `fresh`.
    back : ndarray of int64
        Feature of each number in `base`; -1: none has this geometry now.
    """

    base: Pyramid
    overlay: Pyramid
    fresh: Pyramid
    truth: Ints
    back: Ints

    def bounds(self, features: Ints) -> Doubles:
        """Return absolute bounds."""
        found = np.empty((len(features), 4))
        for pyramid, numbers, places in self.parts(features):
            found[places] = pyramid.bounds[numbers]
        found += np.tile(self.base.origin, 2)
        return found

    def parts(self, features: Ints) -> Iterator[tuple[Pyramid, Ints, Ints]]:
        """Yield the pyramids in which the present geometry of features lies."""
        numbers = self.truth[features]
        size = len(self.overlay)
        later = -1 - numbers - size
        for pyramid, chosen, own in (
            (self.base, numbers >= 0, numbers),
            (self.overlay, (numbers < 0) & (later < 0), -1 - numbers),
            (self.fresh, later >= 0, later),
        ):
            places = np.flatnonzero(chosen)
            if len(places):
                yield pyramid, own[places], places

    def near(self, box: Doubles) -> Ints:
        """Return the features whose bounds meet an extent."""
        west, south, east, north = box.tolist()
        found = self.back[self.base.visible((west, south, east, north))]
        edited = np.flatnonzero(self.truth < 0)
        box = self.bounds(edited)
        met = (box[:, :2] <= (east, north)) & (box[:, 2:] >= (west, south))
        return np.concatenate([found[found >= 0], edited[met.all(axis=1)]])

    def changed(self) -> Doubles:
        """Return absolute bounds of all that is not there or was not there before."""
        gone = self.base.bounds[self.back < 0] + np.tile(self.base.origin, 2)
        edited = self.bounds(np.flatnonzero(self.truth < 0))
        found: Doubles = np.concatenate([gone, edited])
        return found[~np.isnan(found[:, 0])]


def patch(
    pyramid: Pyramid | Patched, source: Ints, shapes: Shapes
) -> Pyramid | Patched:
    """Return a layer of points or lines with edits; see `patch_areas`."""
    return patch_areas([pyramid], [(source, shapes)])[0]


def patch_areas(
    levels: Sequence[Pyramid | Patched],
    edits: Sequence[tuple[Ints, Shapes] | None],
) -> list[Pyramid | Patched]:
    """Return layers that share borders with edits on top.

    Parameters
    ----------
    levels : sequence of Pyramid or Patched
        All that were built together, highest level first.
    edits : sequence
        For each level None, or a source and shapes. The source says for each feature
        of the layer as it is now what it is: the number of a feature of `levels` that
        has not changed, or ``-1 - k`` for feature k of the shapes, edited or new.

    Raises
    ------
    OffGridError
        Something new lies where the grid has no room.
    """
    layers = [_layer(*pair) for pair in zip(levels, edits, strict=True)]
    redone, clip = _redone(layers)
    runs, spans = [], []
    for layer, features in zip(layers, redone, strict=True):
        run, span = _gathered(layer, features, clip)
        runs.append(run)
        spans.append(span)
    base = layers[0].base
    found = ranked(runs, base.form, base.unit)
    made: list[Pyramid | Patched] = []
    for i, given in enumerate(levels):
        if edits[i] is None and not len(redone[i]) and isinstance(given, Pyramid):
            made.append(given)
            continue
        overlay = _overlay(layers[i], redone[i], runs[i], found[i], spans[i])
        made.append(_patched(layers[i], redone[i], overlay))
    return made


def _layer(given: Pyramid | Patched, edit: tuple[Ints, Shapes] | None) -> _Layer:
    base = given.base if isinstance(given, Patched) else given
    grid = Grid(base.origin, base.unit)
    nothing = _empty(base)
    overlay = given.overlay if isinstance(given, Patched) else nothing
    truth = given.truth if isinstance(given, Patched) else np.arange(len(base))
    fresh = nothing
    if edit is not None:
        source, shapes = edit
        if not fits(shapes, grid):
            raise OffGridError("built anew")
        run = runs_of(shapes, grid)
        flat = Ranked(run.steps, np.empty(0, np.uint8), np.empty(0, np.uint8))
        fresh = cut(run, flat, base.form, grid, ())
        kept = source >= 0
        merged = source - len(overlay)
        merged[kept] = truth[source[kept]]
        truth = merged
    back = np.full(len(base), -1, np.int64)
    same = truth >= 0
    back[truth[same]] = np.flatnonzero(same)
    return _Layer(base, overlay, fresh, truth, back)


def _empty(base: Pyramid) -> Pyramid:
    none, grid = np.empty(0, np.uint8), Grid(base.origin, base.unit)
    run = Runs(
        np.empty((0, 2), np.int32),
        np.zeros(1, np.int64),
        np.empty(0, np.int64),
        np.empty(0, np.int32),
        np.empty((0, 4)),
        np.empty(0, np.int64),
    )
    return cut(run, Ranked(run.steps, none, none), base.form, grid, ())


def _redone(layers: Sequence[_Layer]) -> tuple[list[Ints], Doubles]:
    """Return the features of each level that go into its overlay, and their bounds."""
    found: list[list[Ints]] = [[] for _ in layers]
    clip = np.array([np.inf, np.inf, -np.inf, -np.inf])
    for i, layer in enumerate(layers):
        if layer.base.form is not Form.AREA:
            found[i].append(np.flatnonzero(layer.truth < 0))
            continue
        # What is edited may be an empty geometry, without bounds.
        found[i].append(np.flatnonzero(layer.truth < 0))
        for box in layer.changed():
            for k in range(i, len(layers)):
                found[k].append(layers[k].near(box))
    redone = [
        np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)
        for parts in found
    ]
    for layer, features in zip(layers, redone, strict=True):
        box = layer.bounds(features)
        box = box[~np.isnan(box[:, 0])]
        if len(box):
            np.minimum(clip[:2], box[:, :2].min(axis=0), out=clip[:2])
            np.maximum(clip[2:], box[:, 2:].max(axis=0), out=clip[2:])
    return redone, clip


def _gathered(layer: _Layer, redone: Ints, clip: Doubles) -> tuple[Runs, Ints]:
    """Return rings of a level: those redone, and what touches them.

    The second value is the feature in `redone` of each ring, -1 for the others.
    """
    features = redone
    if layer.base.form is Form.AREA and np.isfinite(clip).all():
        features = np.union1d(redone, layer.near(clip))
    place = np.full(len(features), -1, np.int64)
    place[np.searchsorted(features, redone)] = np.arange(len(redone))
    features, place = _in_order(layer, features, place)
    box = (clip - np.tile(layer.base.origin, 2)) / layer.base.unit
    chains: list[NDArray[np.int32]] = []
    owners: list[Ints] = []
    order: list[Ints] = []
    for pyramid, numbers, places in layer.parts(features):
        for chosen, whole in ((place[places] >= 0, True), (place[places] < 0, False)):
            level = pyramid.levels[0]
            steps, counts, owner = _rings(pyramid, level, numbers[chosen])
            if not whole:
                steps, counts, owner = _clipped(steps, counts, owner, box)
            chains.append(steps)
            owners.append(places[chosen][owner])
            order.append(counts)
    return _sorted(layer, chains, owners, order, place)


def _in_order(layer: _Layer, features: Ints, place: Ints) -> tuple[Ints, Ints]:
    """Put edited features first, the others in the order of the base.

    The first ring that has an edge draws it, so the order has to be that in which
    the neighbours outside the overlay were built.
    """
    numbers = layer.truth[features]
    key = np.where(numbers < 0, -1, layer.base.first[np.maximum(numbers, 0)])
    order = np.argsort(key, kind="stable")
    return features[order], place[order]


def _rings(
    pyramid: Pyramid, level: Level, numbers: Ints
) -> tuple[NDArray[np.int32], Ints, Ints]:
    """Return vertices, sizes, and the index into `numbers` of all pieces."""
    counts = pyramid.count[numbers].astype(np.int64)
    pieces = ranges(pyramid.first[numbers], counts)
    starts = level.offsets[pieces]
    sizes = level.offsets[pieces + 1] - starts
    owner = np.repeat(np.arange(len(numbers)), counts)
    return level.coords[ranges(starts, sizes)], sizes, owner


def _clipped(
    steps: NDArray[np.int32], counts: Ints, owner: Ints, box: Doubles
) -> tuple[NDArray[np.int32], Ints, Ints]:
    """Return the runs of rings in a box, with a vertex more at both ends.

    They are closed as if they were rings, which adds wrong neighbours only outside.
    """
    within = (steps >= box[:2] - 2.0) & (steps <= box[2:] + 2.0)
    inside: NDArray[np.bool_] = within[:, 0] & within[:, 1]
    ring = np.repeat(np.arange(len(counts)), counts)
    filled = counts > 0
    ends = np.cumsum(counts)
    starts, last = (ends - counts)[filled], ends[filled] - 1
    keep = inside.copy()
    keep[1:] |= inside[:-1]
    keep[:-1] |= inside[1:]
    # A run that passes the start of its ring would be two: such rings stay whole.
    whole = np.zeros(len(counts), bool)
    whole[filled] = inside[starts] | inside[last]
    keep |= whole[ring]
    kept = np.flatnonzero(keep)
    if not len(kept):
        return steps[:0], counts[:0], owner[:0]
    split = np.ones(len(kept), bool)
    split[1:] = (np.diff(kept) > 1) | (np.diff(ring[kept]) > 0)
    cuts = np.flatnonzero(split)
    sizes = np.diff(np.append(cuts, len(kept)))
    return steps[kept], sizes, owner[ring[kept[cuts]]]


def _sorted(
    layer: _Layer,
    chains: list[NDArray[np.int32]],
    owners: list[Ints],
    sizes: list[Ints],
    place: Ints,
) -> tuple[Runs, Ints]:
    """Put rings into the order of their features."""
    none = np.empty(0, np.int64)
    owner = np.concatenate([none, *owners])
    counts = np.concatenate([none, *sizes])
    steps = np.concatenate([np.empty((0, 2), np.int32), *chains])
    order = np.argsort(owner, kind="stable")
    starts = offsets_of(counts)[:-1]
    steps = steps[ranges(starts[order], counts[order])]
    offsets = offsets_of(counts[order])
    run = Runs(steps, offsets, none, none.astype(np.int32), layer.base.bounds, none)
    return run, place[owner[order]]


def _overlay(
    layer: _Layer, redone: Ints, run: Runs, found: Ranked, span: Ints
) -> Pyramid:
    """Return the pyramid of the features that were redone."""
    base = layer.base
    own = np.flatnonzero(span >= 0)
    sizes = np.diff(run.offsets)[own]
    chosen = ranges(run.offsets[own], sizes)
    count = np.bincount(span[own], minlength=len(redone)).astype(np.int32)
    first = np.zeros(len(redone), np.int64)
    # Rings of one feature follow each other.
    first[span[own][::-1]] = np.arange(len(own))[::-1]
    bounds = layer.bounds(redone) - np.tile(base.origin, 2)
    ranks, edges = found.ranks[chosen], found.edges
    kept = Ranked(found.steps[chosen], ranks, edges[chosen] if len(edges) else edges)
    cutting = Runs(
        kept.steps, offsets_of(sizes), first, count, bounds, hilbert_order(bounds)
    )
    levels = [TOLERANCES.index(tolerance) for tolerance in base.tolerances[1:]]
    return cut(cutting, kept, base.form, Grid(base.origin, base.unit), levels)


def _patched(layer: _Layer, redone: Ints, overlay: Pyramid) -> Patched:
    drawn, truth = layer.truth.copy(), layer.truth.copy()
    drawn[redone] = -1 - np.arange(len(redone))
    edited = redone[truth[redone] < 0]
    truth[edited] = drawn[edited]
    return Patched(layer.base, overlay, frozen(drawn), frozen(truth))
