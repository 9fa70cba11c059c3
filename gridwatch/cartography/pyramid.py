"""Geometries at every level of detail, flat, ready to be mapped from a file.

Everything is read-only and lies in few arrays, so a pyramid can be views into a mapped
file (`gridwatch.cartography.archive`). Building one needs the compiled kernels.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.generalise import Form, Pieces, ranges
from gridwatch.cartography.kernels.spans import spans_of
from gridwatch.cartography.ranking import (
    TOLERANCES,
    grid_of,
    kept,
    ranked,
    runs_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.generalise import Shapes
    from gridwatch.cartography.ranking import Grid, Ranked, Runs
    from gridwatch.cartography.view import Extent

    Progress = Callable[[float], None]

__all__ = [
    "Level",
    "Part",
    "Pyramid",
    "Tree",
    "build_area_pyramids",
    "build_pyramid",
    "cut",
    "tree_of",
]

_SHARE = 0.5
"""Largest error of a level that is drawn, in pixels."""

_BLOCK = 64
_GAIN = 0.5
_WIDE = 250.0


class Level(NamedTuple):
    """The vertices that one level of detail keeps.

    Parameters
    ----------
    coords : ndarray of int32, shape (n, 2)
        East, north in steps of `Pyramid.unit` from `Pyramid.origin`.
    offsets : ndarray of int64, shape (pieces + 1,)
        Piece p has the vertices ``coords[offsets[p]:offsets[p + 1]]``. Rings are not
        closed: the last vertex is not the first one again. What is smaller than the
        level's tolerance keeps one vertex.
    edges : ndarray of uint8, shape (n,), or (0,) for lines and points
        Flags of the edge from a vertex to the next one of its ring: 1: of the two
        rings that share it, this one draws it; ``2 << i``: the areas of the i-th
        higher level have the same border.
    spans : ndarray of int32, shape (spans, 4)
        Boxes around runs of edges, as `kernels.spans.spans_of` returns them; (0, 4) for
        points.
    """

    coords: NDArray[np.int32]
    offsets: NDArray[np.int64]
    edges: NDArray[np.uint8]
    spans: NDArray[np.int32]


class Tree(NamedTuple):
    """What makes finding the features of an extent quick.

    Parameters
    ----------
    order : ndarray of int64
        Features that are not empty, along a Hilbert curve.
    blocks : ndarray of float64, shape (n, 4)
        Bounds of each 64 of them; relative to the origin like those of features.
    groups : ndarray of float64, shape (k, 4)
        Bounds of each 64 blocks.
    """

    order: NDArray[np.int64]
    blocks: NDArray[np.float64]
    groups: NDArray[np.float64]


class Part(NamedTuple):
    """Features that lie in one pyramid.

    Parameters
    ----------
    pyramid : Pyramid
        Where they lie.
    features : ndarray of int64, shape (k,)
        Their numbers there.
    places : ndarray of int64, shape (k,)
        Where they stood among the features asked for: what belongs to feature i of
        this part (class, label) is at ``places[i]``.
    """

    pyramid: Pyramid
    features: NDArray[np.int64]
    places: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pyramid:
    """All geometries of a layer at every level of detail.

    Parameters
    ----------
    form : Form
        Points, lines or areas.
    origin : ndarray of float64, shape (2,)
        (east, north) of the grid's origin, metres in the CRS of the layer.
    unit : float
        Metres per step of the grid.
    first : ndarray of int64, shape (m,)
        First piece of each feature.
    count : ndarray of int32, shape (m,)
        Pieces of each feature; 0 where it is empty.
    bounds : ndarray of float64, shape (m, 4)
        West, south, east, north, metres from `origin`; NaN where empty.
    tolerances : tuple of float
        Error of each level in metres; the first is 0, all vertices.
    levels : tuple of Level
        Finest first. Pieces and their order are the same at every level.
    tree : Tree or None
        Index for `visible`; None: all bounds are compared.
    """

    form: Form
    origin: NDArray[np.float64]
    unit: float
    first: NDArray[np.int64]
    count: NDArray[np.int32]
    bounds: NDArray[np.float64]
    tolerances: tuple[float, ...]
    levels: tuple[Level, ...]
    tree: Tree | None = None

    def __len__(self) -> int:
        """Return the number of features, empty ones included."""
        return len(self.first)

    @property
    def extent(self) -> Extent | None:
        """West, south, east, north in metres; None where there is nothing."""
        tree = self.tree
        box = self.bounds if tree is None else tree.groups
        if not len(box) or np.isnan(box[:, 0]).all():
            return None
        low = np.nanmin(box[:, :2], axis=0) + self.origin
        high = np.nanmax(box[:, 2:], axis=0) + self.origin
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def level(self, metres_per_pixel: float) -> Level:
        """Return the coarsest level whose error does not show at a scale."""
        return self.levels[self.number(metres_per_pixel)]

    def number(self, metres_per_pixel: float) -> int:
        """Return which level `level` is."""
        return max(bisect_right(self.tolerances, _SHARE * metres_per_pixel) - 1, 0)

    @cached_property
    def addresses(self) -> tuple[tuple[int, ...], ...]:
        """Where the arrays of each level lie in memory, and how long they are.

        A row for each level, as `gridwatch.cartography.kernels.bands` reads it. Only
        as long as the pyramid lives.
        """
        whole = (
            _address(self.first, np.int64),
            _address(self.count, np.int32),
            _address(self.bounds, np.float64),
            len(self.first),
        )
        return tuple(
            (
                _address(level.coords, np.int32),
                len(level.coords),
                _address(level.offsets, np.int64),
                len(level.offsets),
                _address(level.edges, np.uint8),
                len(level.edges),
                _address(level.spans, np.int32),
                len(level.spans),
                *whole,
            )
            for level in self.levels
        )

    def visible(self, extent: Extent) -> NDArray[np.int64]:
        """Return the features whose bounds meet an extent, in ascending order."""
        x, y = self.origin.tolist()
        west, south, east, north = (
            extent[0] - x,
            extent[1] - y,
            extent[2] - x,
            extent[3] - y,
        )
        if self.tree is not None:
            return _meeting()(self.bounds, *self.tree, west, south, east, north)
        box = self.bounds
        met = (box[:, 0] <= east) & (box[:, 2] >= west)
        met &= (box[:, 1] <= north) & (box[:, 3] >= south)
        return np.flatnonzero(met)

    def parts(self, features: NDArray[np.int64]) -> list[Part]:
        """Return the pyramids that features lie in: this one.

        `gridwatch.cartography.patching.Patched` may return two, so whoever draws
        goes through the parts.
        """
        return [Part(self, features, np.arange(len(features)))]

    @cached_property
    def _alone(self) -> NDArray[np.int64] | None:
        """The vertex of each feature; None unless each is one point, as nearly always.

        A vertex is one whole number here, which is quicker to look up than two.
        """
        if self.form is not Form.POINT or not (self.count == 1).all():
            return None
        whole = self.levels[0]
        return whole.coords.view(np.int64)[:, 0][whole.offsets[self.first]]

    def points(self, features: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return all vertices of some features in metres relative to `origin`."""
        if self._alone is None:
            return self.pieces(features, self.levels[0]).coords
        steps = self._alone[features].view(np.int32).reshape(-1, 2)
        return np.multiply(steps, self.unit, dtype=np.float64)

    def pieces(self, features: NDArray[np.int64], level: Level) -> Pieces:
        """Return pieces of some features in metres relative to `origin`.

        Parameters
        ----------
        features : ndarray of int
            In any order; the pieces come in this order.
        level : Level
            One of `levels`.
        """
        chosen = ranges(self.first[features], self.count[features].astype(np.int64))
        whole = Pieces(level.coords, level.offsets).take(chosen)  # type: ignore[arg-type]
        return Pieces(whole.coords * self.unit, whole.offsets)


@cache
def _meeting() -> Callable[..., NDArray[np.int64]]:
    """Return the kernel, imported when it is first called for."""
    from gridwatch.cartography.kernels.probing import meeting

    return meeting


def _address(array: NDArray[Any], kind: type[np.generic]) -> int:
    """Return where an array lies in memory.

    Raises
    ------
    TypeError
        It is of another kind than whoever reads it there expects.
    """
    if array.dtype != kind or not (array.flags.c_contiguous and array.flags.aligned):
        raise TypeError(f"an array of {array.dtype} instead of {kind.__name__}")
    address: int = array.__array_interface__["data"][0]
    return address


def tree_of(bounds: NDArray[np.float64], order: NDArray[np.int64]) -> Tree:
    """Return the index of features with bounds, in an order that keeps places close."""
    blocks = _blocks(bounds[order])
    return Tree(frozen(order, np.int64), frozen(blocks), frozen(_blocks(blocks)))


def _blocks(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(boxes):
        return np.empty((0, 4))
    starts = np.arange(0, len(boxes), _BLOCK)
    low = np.minimum.reduceat(boxes[:, :2], starts)
    return np.hstack([low, np.maximum.reduceat(boxes[:, 2:], starts)])


def build_area_pyramids(
    levels: Sequence[Shapes], progress: Progress | None = None
) -> list[Pyramid]:
    """Build the pyramids of layers that share borders.

    Parameters
    ----------
    levels : sequence of Shapes
        Highest level first, at most eight: flag ``2 << i`` of an edge means
        ``levels[i]``.
    progress : callable, optional
        Called with the share that is done, 0 to 1, several times a second. What it
        raises ends the work and comes out here: that is how to cancel.

    Notes
    -----
    All have one grid, and at one scale one tolerance. A vertex where rings of any
    level meet or part stays at every level; between two of these all rings keep the
    same vertices.
    """
    grid = grid_of(levels)
    runs = [runs_of(shapes, grid) for shapes in levels]
    found = ranked(runs, Form.AREA, grid.unit, progress) if runs else []
    return _pyramids(runs, found, Form.AREA, grid)


def build_pyramid(shapes: Shapes, progress: Progress | None = None) -> Pyramid:
    """Build the pyramid of one layer; see `build_area_pyramids` for shared borders."""
    if shapes.form is Form.AREA:
        return build_area_pyramids([shapes], progress)[0]
    grid = grid_of([shapes])
    run = runs_of(shapes, grid)
    found = ranked([run], shapes.form, grid.unit, progress)
    return _pyramids([run], found, shapes.form, grid)[0]


def _pyramids(
    runs: Sequence[Runs], found: Sequence[Ranked], form: Form, grid: Grid
) -> list[Pyramid]:
    chosen = [] if form is Form.POINT else _chosen(runs, found)
    return [cut(a, b, form, grid, chosen) for a, b in zip(runs, found, strict=True)]


def _chosen(runs: Sequence[Runs], found: Sequence[Ranked]) -> list[int]:
    """Return the indexes of the tolerances that are worth a level.

    From the first that leaves out half of the vertices (closer in, few of them are on
    the screen), until the whole is small on a screen or nothing is left that could go.
    """
    from gridwatch.cartography.kernels.ranks import histogram

    counts = np.zeros(256, np.int64)
    for part in found:
        histogram(frozen(part.ranks), counts)
    boxes = np.concatenate([run.bounds for run in runs])
    width = 0.0
    if not np.isnan(boxes).all():
        width = float(
            (np.nanmax(boxes, axis=0)[2:] - np.nanmin(boxes, axis=0)[:2]).max()
        )
    total, chosen = int(counts.sum()), []
    for i, tolerance in enumerate(TOLERANCES):
        left = int(counts[i + 1 :].sum())
        if left <= _GAIN * total:
            chosen.append(i)
        if left == counts[255] or tolerance / _SHARE * _WIDE > width:
            break
    return chosen


def _level(
    coords: NDArray[np.int32],
    offsets: NDArray[np.int64],
    edges: NDArray[np.uint8],
    form: Form,
) -> Level:
    spans = spans_of(coords[:0] if form is Form.POINT else coords)
    return Level(coords, offsets, edges, frozen(spans))


def cut(
    run: Runs, found: Ranked, form: Form, grid: Grid, chosen: Sequence[int]
) -> Pyramid:
    """Return the pyramid of ranked vertices with the levels of some tolerances."""
    offsets = frozen(run.offsets)
    whole = frozen(found.steps), offsets, frozen(found.edges)
    levels = [_level(*whole, form)]
    for i in chosen:
        level = _level(*kept(found, offsets, i + 1), form)
        # Levels that are the same share their memory.
        same = len(level.coords) == len(levels[-1].coords)
        levels.append(levels[-1] if same else level)
    return Pyramid(
        form,
        frozen(grid.origin),
        grid.unit,
        frozen(run.first),
        frozen(run.counts),
        frozen(run.bounds),
        (0.0, *(TOLERANCES[i] for i in chosen)),
        tuple(levels),
        tree_of(run.bounds, run.order),
    )
