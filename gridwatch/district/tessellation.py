"""Do areas tile the ground: gaps, overlaps, borders that do not match.

Edges are compared first, as numbers: where areas tile, each inner edge is there twice,
once in each direction, and cancels out. What is left over bounds every place that is
covered never or more than once, so only there is geometry asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.outlines import rings_of
from gridwatch.district.siting import mended, shapes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gridwatch.district.siting import Floats, Ints, Shapes

    Hashes = NDArray[np.uint64]

__all__ = ["Flaws", "LooseEdges", "Overlap", "covering", "flaws_of", "loose_edges"]

_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)
_MIX_GROUP = np.uint64(0x165667B19E3779F9)
_HALF = np.uint64(32)
_ASIDE = (1.0, 2.9, 4.5)
"""Ways to step aside, in radians: along none of them do borders run."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Ground that two areas share.

    Parameters
    ----------
    first, second : int
        Indexes of the two areas, ascending.
    square_metres : float
        How much they share.
    """

    first: int
    second: int
    square_metres: float


@dataclass(frozen=True, eq=False)
class Flaws:
    """Where areas do not tile.

    Parameters
    ----------
    gaps : tuple of polygons
        Ground enclosed by areas that none of them covers.
    overlaps : tuple of Overlap
        Pairs that share ground.
    unmatched : array of float, shape (n,)
        Metres of each area's border that run along another area's border without
        sharing its vertices, or inside another area; 0 where all is well.
    """

    gaps: tuple[shapely.Polygon, ...]
    overlaps: tuple[Overlap, ...]
    unmatched: Floats


def flaws_of(areas: Shapes, tolerance: float = 0.01) -> Flaws:
    """Return gaps, overlaps and unmatched borders of areas that should tile.

    Parameters
    ----------
    areas : sequence of polygons
        None is no area.
    tolerance : float
        Slivers narrower than this on average, in metres, are no gap and no overlap;
        their borders still count as unmatched.
    """
    shapes = shapes_of(areas)
    rings, left = _unmatched(shapes)
    torn = np.unique(rings.owner[left])
    crossed = torn[~shapely.is_valid(shapes[torn])]
    if len(crossed):
        # A ring that crosses itself never cancels out, so it is among these.
        shapes[crossed] = mended(shapes[crossed], method="structure")
        rings, left = _unmatched(shapes)
    metres = np.zeros(len(shapes))
    if not len(left):
        return Flaws((), (), metres)
    faces = _faces(rings, left, tolerance)
    gaps, overlaps = _judged(faces, shapes)
    suspects = _suspects(rings, left, shapes)
    loose = shapely.coverage_invalid_edges(shapes[suspects])
    metres[suspects] = shapely.length(loose)
    return Flaws(gaps, overlaps, metres)


@dataclass(frozen=True, eq=False)
class LooseEdges:
    """Edges of areas that no other area has as well.

    Parameters
    ----------
    lines : array of float, shape (n, 2, 2)
        From where to where.
    owner : array of int, shape (n,)
        Index of the area.
    """

    lines: Floats
    owner: Ints


def loose_edges(areas: Shapes) -> LooseEdges:
    """Return the edges on which areas do not meet; the outer border is among them."""
    rings, left = _unmatched(shapes_of(areas))
    lines = np.stack([rings.start[left], rings.end[left]], axis=1)
    return LooseEdges(lines, rings.owner[left])


def covering(areas: Shapes, frames: Shapes, which: Ints) -> NDArray[np.bool_]:
    """Tell which frames their areas tile exactly, vertex by vertex.

    Cheap: edges are only compared. A frame that is told False may still be covered,
    with other vertices; ask geometry about those.

    Parameters
    ----------
    areas : sequence of polygons
        Parts, e.g. cells.
    frames : sequence of polygons
        Wholes, e.g. villages.
    which : array of int, shape (len(areas),)
        Index of the frame of each area, -1 where it has none.

    Returns
    -------
    array of bool, shape (len(frames),)
    """
    parts, wholes = shapes_of(areas).copy(), shapes_of(frames)
    parts[np.asarray(which) < 0] = None
    inner, outer = _rings(parts), _rings(wholes)
    group = np.concatenate([np.asarray(which)[inner.owner], outer.owner])
    both = _Rings(
        np.concatenate([inner.start, outer.start]),
        np.concatenate([inner.end, outer.end]),
        np.concatenate([inner.turn, -outer.turn]),
        group,
    )
    mixed = (group.astype(np.uint64) + np.uint64(1)) * _MIX_GROUP
    exact = ~shapely.is_missing(wholes)
    exact[group[_left_over(both, mixed)]] = False
    return np.asarray(exact, bool)


# --- edges --------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Rings:
    """All edges: where they begin and end, which way their area lies, and whose."""

    start: Floats  # (e, 2)
    end: Floats
    turn: NDArray[np.int8]  # 1: the area lies to the left of start -> end, -1: right
    owner: Ints


def _unmatched(shapes: NDArray[Any]) -> tuple[_Rings, Ints]:
    """Return all edges, and which of them do not cancel out."""
    rings = _rings(shapes)
    return rings, _left_over(rings, np.zeros(len(rings.owner), dtype=np.uint64))


def _rings(shapes: NDArray[Any]) -> _Rings:
    rings = rings_of(shapes)
    # -0.0 and 0.0 are one place
    xy = np.column_stack([rings.x, rings.y]) + 0.0
    last, begins = rings.last, rings.first
    counts = last - begins + 1
    keep = np.ones(len(xy), dtype=bool)
    keep[last] = False
    here = np.flatnonzero(keep)
    ring = np.repeat(np.arange(len(last)), np.maximum(counts - 1, 0))
    # Twice the signed area: positive runs counter-clockwise.
    centred = xy - np.repeat(xy[begins], counts, axis=0)
    cross = centred[here, 0] * centred[here + 1, 1]
    cross -= centred[here + 1, 0] * centred[here, 1]
    signed = np.bincount(ring, cross, minlength=len(last))
    turn = np.where((signed > 0) != rings.hole, 1, -1).astype(np.int8)
    return _Rings(xy[here], xy[here + 1], turn[ring], rings.area[ring])


def _left_over(rings: _Rings, group: Hashes) -> Ints:
    """Return the edges that do not cancel out, by index."""
    if not len(rings.owner):
        return np.zeros(0, dtype=np.int64)
    start, end = _hashes(rings.start), _hashes(rings.end)
    # The same number for both directions of an edge; the direction beside it.
    flip = start > end
    low, high = np.where(flip, end, start), np.where(flip, start, end)
    key = _stirred(low + _stirred(high) + group)
    turn = np.where(flip, -rings.turn, rings.turn)
    order = np.argsort(key)
    ranked = key[order]
    first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    net = np.add.reduceat(turn[order].astype(np.int64), first)
    counts = np.diff(np.r_[first, len(ranked)])
    found: Ints = np.sort(order[np.repeat(net != 0, counts)])
    return found


def _hashes(xy: Floats) -> Hashes:
    """Return one number per place, from the bits of its coordinates."""
    bits = np.ascontiguousarray(xy).view(np.uint64)
    return _stirred(_stirred(bits[:, 0] * _MIX[0]) + bits[:, 1] * _MIX[1])


def _stirred(values: Hashes) -> Hashes:
    found: Hashes = (values ^ (values >> _HALF)) * _MIX[0]
    return found


# --- ground -------------------------------------------------------------------------


def _faces(rings: _Rings, left: Ints, tolerance: float) -> NDArray[Any]:
    """Return the ground between the edges left over, slivers apart."""
    edges = shapely.linestrings(np.stack([rings.start[left], rings.end[left]], axis=1))
    noded = shapely.get_parts(shapely.union_all(edges))
    faces = shapely.get_parts(shapely.polygonize(noded))
    width = 2 * shapely.area(faces) / np.maximum(shapely.length(faces), 1e-300)
    kept: NDArray[Any] = faces[width > tolerance]
    return kept


def _judged(
    faces: NDArray[Any], shapes: NDArray[Any]
) -> tuple[tuple[shapely.Polygon, ...], tuple[Overlap, ...]]:
    """Count how many areas cover each face."""
    shared: dict[tuple[int, int], float] = {}
    gaps = []
    tree = shapely.STRtree(shapes)
    for face in faces:
        often = _times(face, tree)
        if not often:
            gaps.append(face)
        elif often > 1:
            for pair, size in _pairs(face, shapes, tree):
                shared[pair] = shared.get(pair, 0.0) + size
    overlaps = [Overlap(*pair, size) for pair, size in sorted(shared.items())]
    return tuple(gaps), tuple(overlaps)


def _times(face: shapely.Polygon, tree: shapely.STRtree) -> int:
    """Return how many areas cover a face.

    As many all over the face, so one point tells; it must not lie on a border between
    two of them.
    """
    found = 0
    for point in _inside(face):
        found = len(tree.query(point, predicate="within"))
        if found == len(tree.query(point, predicate="intersects")):
            break
    return found


def _pairs(
    face: shapely.Polygon, shapes: NDArray[Any], tree: shapely.STRtree
) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the pairs of areas that share ground of a face, and how much.

    Which two they are may change inside the face, where one ends and a third begins.
    """
    area = np.sort(tree.query(face, predicate="intersects"))
    parts = shapely.intersection(shapes[area], face)
    one, other = shapely.STRtree(parts).query(parts, predicate="intersects")
    one, other = one[one < other], other[one < other]
    sizes = shapely.area(shapely.intersection(parts[one], parts[other]))
    for i, j, size in zip(area[one], area[other], sizes, strict=True):
        if size > 0:
            yield (int(i), int(j)), float(size)


def _inside(face: shapely.Polygon) -> Iterator[shapely.Point]:
    """Yield places inside a face, those that are quickly found first."""
    middle = shapely.point_on_surface(face)
    yield middle
    # Cells often lie on a grid, and the middle on a line of it: a little aside, no
    # farther than the ground reaches.
    reach = shapely.distance(middle, shapely.boundary(face)) / 2
    for turn in _ASIDE:
        step = reach * np.array([np.cos(turn), np.sin(turn)])
        yield shapely.Point(shapely.get_coordinates(middle)[0] + step)
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(face))
    yield from shapely.centroid(triangles)


def _suspects(rings: _Rings, left: Ints, shapes: NDArray[Any]) -> Ints:
    """Return the areas with edges left over, and whatever lies at those edges."""
    edges = np.hstack(
        [
            np.minimum(rings.start[left], rings.end[left]),
            np.maximum(rings.start[left], rings.end[left]),
        ]
    )
    beside, _ = shapely.STRtree(shapely.box(*edges.T)).query(shapes)
    found: Ints = np.unique(np.concatenate([rings.owner[left], beside]))
    return found
