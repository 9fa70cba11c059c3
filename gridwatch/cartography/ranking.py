"""From pieces in metres to ranked vertices on a grid: the work behind a pyramid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.flat import frozen, offsets_of
from gridwatch.cartography.generalise import Form, ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.generalise import Shapes

    Doubles = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bytes = NDArray[np.uint8]
    Progress = Callable[[float], None]

__all__ = [
    "TOLERANCES",
    "Grid",
    "Ranked",
    "Runs",
    "fits",
    "grid_of",
    "hilbert_order",
    "kept",
    "ranked",
    "runs_of",
]

TOLERANCES = tuple(2.0**power for power in range(-8, 18))
"""Metres; every level of every pyramid has one of these, so that levels of different
layers at the same scale fit each other."""

_UNIT = 0.001
_ROOM = 2**31 - 16
_EARTH = 1e8
_BITS = 16
_VERTICES = 4_000_000


class Grid(NamedTuple):
    """Where whole numbers stand for metres.

    Parameters
    ----------
    origin : ndarray of float64, shape (2,)
        (east, north) of step 0, whole metres.
    unit : float
        Metres per step.
    """

    origin: Doubles
    unit: float


class Runs(NamedTuple):
    """Pieces on a grid, those of a feature together, features along a Hilbert curve.

    Parameters
    ----------
    steps : ndarray of int32, shape (n, 2)
        Vertices; no piece has the same one twice in a row.
    offsets : ndarray of int64, shape (pieces + 1,)
        Piece p has the vertices ``steps[offsets[p]:offsets[p + 1]]``.
    first, counts : ndarray of int64, int32, shape (m,)
        First piece of each feature and number of its pieces.
    bounds : ndarray of float64, shape (m, 4)
        West, south, east, north in metres from the grid's origin; NaN where empty.
    order : ndarray of int64, shape (m - empty ones,)
        Features along the curve.
    """

    steps: NDArray[np.int32]
    offsets: Ints
    first: Ints
    counts: NDArray[np.int32]
    bounds: Doubles
    order: Ints


class Ranked(NamedTuple):
    """Vertices with their ranks.

    Parameters
    ----------
    steps : ndarray of int32, shape (n, 2)
        Vertices; rings start where rings part.
    ranks : ndarray of uint8, shape (n,)
        Number of `TOLERANCES` that a vertex survives; 255: all.
    edges : ndarray of uint8, shape (n,) or (0,)
        Flags as in `gridwatch.cartography.pyramid.Level`.
    """

    steps: NDArray[np.int32]
    ranks: Bytes
    edges: Bytes


def grid_of(levels: Sequence[Shapes]) -> Grid:
    """Choose a grid that has room for several layers.

    A step is a millimetre as long as everything lies within 4,290 km; one place
    further away makes it coarser (a feature at 0, 0 beside eastings with a zone
    prefix: 1 cm). What lies beyond the Earth is left out of the reckoning, and of the
    pyramid.
    """
    boxes = [_boxes(shapes) + np.tile(shapes.origin, 2) for shapes in levels]
    whole = np.concatenate(boxes) if boxes else np.empty((0, 4))
    whole = whole[~np.isnan(whole).any(axis=1)]
    if not len(whole):
        return Grid(np.zeros(2), _UNIT)
    low, high = whole[:, :2].min(axis=0), whole[:, 2:].max(axis=0)
    origin = np.floor((low + high) / 2.0)
    reach = float(np.maximum(high - origin, origin - low).max())
    unit = _UNIT
    for factor in (1, 2, 5, 10, 20, 50, 100):
        unit = _UNIT * factor
        if reach / unit < _ROOM:
            break
    return Grid(frozen(origin), unit)


def fits(shapes: Shapes, grid: Grid) -> bool:
    """Tell whether a grid has room for shapes."""
    boxes = _boxes(shapes) + np.tile(shapes.origin - grid.origin, 2)
    reach = np.nanmax(np.abs(boxes), initial=0.0)
    return bool(reach / grid.unit < _ROOM)


def _boxes(shapes: Shapes) -> Doubles:
    """Return the bounds of pieces; NaN where they are not on Earth."""
    from gridwatch.cartography.kernels.ranks import piece_boxes

    boxes = np.empty((len(shapes.pieces.offsets) - 1, 4))
    piece_boxes(
        frozen(shapes.pieces.coords, np.float64),
        frozen(shapes.pieces.offsets, np.int64),
        boxes,
    )
    with np.errstate(invalid="ignore"):
        far = np.abs(boxes + np.tile(shapes.origin, 2)) > _EARTH
    boxes[far.any(axis=1)] = np.nan
    return boxes


def runs_of(shapes: Shapes, grid: Grid) -> Runs:
    """Put the pieces of a layer on a grid, in Hilbert order of the features."""
    from gridwatch.cartography.kernels.ranks import to_grid

    boxes = _boxes(shapes)
    valid = ~np.isnan(boxes[:, 0])
    owner = np.repeat(np.arange(len(shapes)), np.diff(shapes.features))
    count = np.bincount(owner[valid], minlength=len(shapes)).astype(np.int32)
    bounds = _bounds(shapes, boxes)
    order = hilbert_order(bounds)
    starts = shapes.features[order]
    pieces = ranges(starts, shapes.features[order + 1] - starts)
    pieces = pieces[valid[pieces]]
    first = np.zeros(len(shapes), np.int64)
    first[order] = offsets_of(count[order])[:-1]
    steps = np.empty((len(shapes.pieces.coords), 2), np.int32)
    counts = np.empty(len(pieces), np.int64)
    size = to_grid(
        frozen(shapes.pieces.coords, np.float64),
        frozen(shapes.pieces.offsets, np.int64),
        frozen(pieces),
        frozen(shapes.origin - grid.origin),
        grid.unit,
        shapes.form is Form.AREA,
        steps,
        counts,
    )
    bounds += np.tile(shapes.origin - grid.origin, 2)
    return Runs(steps[:size], offsets_of(counts), first, count, bounds, order)


def _bounds(shapes: Shapes, boxes: Doubles) -> Doubles:
    """Return the bounds of features, from those of their pieces."""
    found = np.full((len(shapes), 4), np.nan)
    filled = np.flatnonzero(np.diff(shapes.features) > 0)
    if len(filled):
        starts = shapes.features[filled]
        found[filled, :2] = np.fmin.reduceat(boxes[:, :2], starts)
        found[filled, 2:] = np.fmax.reduceat(boxes[:, 2:], starts)
    return found


def hilbert_order(bounds: Doubles) -> Ints:
    """Return the features with bounds, along a Hilbert curve through their centres."""
    from gridwatch.cartography.kernels.ranks import hilbert

    some = np.flatnonzero(~np.isnan(bounds[:, 0]))
    centres = (bounds[some, :2] + bounds[some, 2:]) / 2.0
    if not len(some):
        return some
    # A place far outside must not squeeze all others into one cell of the curve.
    low, high = np.percentile(centres, (1.0, 99.0), axis=0)
    spread = float(max((high - low).max(), 1e-3))
    places = (centres - low + spread / 8.0) / (spread * 1.25) * (2.0**_BITS - 1.0)
    places = np.clip(places, 0.0, 2.0**_BITS - 1.0)
    along = np.empty(len(some), np.uint32)
    hilbert(frozen(places), _BITS, along)
    found: Ints = some[np.argsort(along, kind="stable")]
    return found


def _limits(unit: float) -> Doubles:
    """Return the squared tolerances in steps, less what the grid itself is off."""
    steps = np.maximum(np.asarray(TOLERANCES) / unit - 0.75, 0.0)
    return frozen(steps**2)


def _batches(offsets: Ints) -> list[Ints]:
    """Split pieces into batches of some million vertices, to tell the progress."""
    size = len(offsets) - 1
    steps = np.arange(_VERTICES, int(offsets[-1]) if size else 0, _VERTICES)
    cuts = np.unique(np.concatenate([[0], np.searchsorted(offsets, steps), [size]]))
    cuts = np.minimum(cuts, size)
    return [frozen(cuts[i : i + 2]) for i in range(len(cuts) - 1)]


def ranked(
    runs: Sequence[Runs], form: Form, unit: float, progress: Progress | None = None
) -> list[Ranked]:
    """Rank the vertices of layers; rings of all layers together, highest level first.

    Parameters
    ----------
    runs : sequence of Runs
        Layers on the same grid. Their `steps` are overwritten: rings are rotated.
    form : Form
        Form of all of them.
    unit : float
        Metres per step.
    progress : callable, optional
        Called with the share that is done; may raise to stop the work.
    """
    if form is not Form.AREA:
        return [_ranked_lines(run, unit, progress) for run in runs]
    sizes = [len(run.steps) for run in runs]
    steps = np.concatenate([run.steps for run in runs])
    offsets = offsets_of(np.concatenate([np.diff(run.offsets) for run in runs]))
    place = np.repeat(
        np.arange(len(runs), dtype=np.uint8), [len(run.offsets) - 1 for run in runs]
    )
    ranks, edges = _ranked_rings(steps, frozen(offsets), place, unit, progress)
    ends = np.cumsum(sizes)
    return [
        Ranked(steps[a:b], ranks[a:b], edges[a:b])
        for a, b in zip(ends - sizes, ends, strict=True)
    ]


def _ranked_lines(run: Runs, unit: float, progress: Progress | None) -> Ranked:
    from gridwatch.cartography.kernels.ranks import rank_lines

    ranks = np.empty(len(run.steps), np.uint8)
    offsets, limits = frozen(run.offsets), _limits(unit)
    for batch in _batches(offsets):
        rank_lines(frozen(run.steps), offsets, batch, limits, ranks)
        if progress is not None:
            progress(float(offsets[batch[1]]) / max(len(ranks), 1))
    return Ranked(run.steps, ranks, np.empty(0, np.uint8))


def _table(entries: int) -> NDArray[np.uint32]:
    """Return a hash table with room for some entries."""
    size = max(64, 1 << math.ceil(math.log2(max(entries, 1) * 1.25)))
    return np.full(size, 0xFFFFFFFF, np.uint32)


def _ranked_rings(
    steps: NDArray[np.int32],
    offsets: Ints,
    place: Bytes,
    unit: float,
    progress: Progress | None,
) -> tuple[Bytes, Bytes]:
    from gridwatch.cartography.kernels.ranks import rank_rings, rotate_rings

    size, rings = len(steps), len(place)
    nodes = _nodes(steps, offsets, progress)
    rotate_rings(steps, offsets, nodes)
    arcs = int(np.count_nonzero(nodes)) + rings
    table, used = _table(arcs), np.zeros(1, np.int64)
    heads, masks = np.empty((arcs, 4), np.int64), np.empty(arcs, np.uint8)
    ranks, edges = np.empty(size, np.uint8), np.empty(size, np.uint8)
    fixed = (frozen(nodes), frozen(place), _limits(unit))
    for batch in _batches(offsets):
        rank_rings(
            frozen(steps),
            offsets,
            batch,
            *fixed,
            table,
            used,
            heads,
            masks,
            ranks,
            edges,
        )
        if progress is not None:
            progress(0.5 + 0.5 * float(offsets[batch[1]]) / max(size, 1))
    return ranks, edges


def _nodes(steps: NDArray[np.int32], offsets: Ints, progress: Progress | None) -> Bytes:
    """Return 1 for each vertex where rings meet or part, else 0."""
    from gridwatch.cartography.kernels.ranks import (
        find_nodes,
        mark_nodes,
        typical_step,
    )

    size = len(steps)
    table, same = _table(size), np.empty(size, np.uint32)
    state, nodes = np.zeros(size, np.uint8), np.empty(size, np.uint8)
    fixed = frozen(steps)
    shift = math.ceil(math.log2(16.0 * typical_step(fixed, offsets)))
    for batch in _batches(offsets):
        find_nodes(fixed, offsets, batch, shift, table, same, state)
        if progress is not None:
            progress(0.5 * float(offsets[batch[1]]) / max(size, 1))
    mark_nodes(frozen(same), frozen(state), nodes)
    return nodes


def kept(
    found: Ranked, offsets: Ints, rank: int
) -> tuple[NDArray[np.int32], Ints, Bytes]:
    """Return the vertices of a rank or more, offsets of the pieces, flags of edges."""
    from gridwatch.cartography.kernels.ranks import gather

    size = int(np.count_nonzero(found.ranks >= rank))
    steps, starts = np.empty((size, 2), np.int32), np.empty(len(offsets), np.int64)
    flags = np.empty(size if len(found.edges) else 0, np.uint8)
    gather(
        frozen(found.steps),
        frozen(offsets),
        frozen(found.ranks),
        frozen(found.edges),
        rank,
        steps,
        starts,
        flags,
    )
    return frozen(steps), frozen(starts), frozen(flags)
