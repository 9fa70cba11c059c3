"""Shapes of a ``.shp``, all at once from its bytes.

Only records that are sound in themselves are read here: sizes that fit, parts in order,
rings that close. Which record is not is told, and asked of another reader. The layout
is that of the ESRI Shapefile Technical Description (July 1998).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from gridwatch.intake.rings import polygon_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Places = NDArray[np.int64]

__all__ = ["shapes_of"]

_POINTS, _LINES, _POLYGONS = (1, 11, 21), (3, 13, 23), (5, 15, 25)
_WITH_Z = (11, 13, 15)
_HEAD = 8
_BOX = 32
_BATCH = 1 << 24


class _Parted(NamedTuple):
    """Records of one family: where they are, and how many parts and points each has."""

    rows: Places
    at: Places
    parts: Places
    points: Places


def shapes_of(
    data: Bytes, offsets: Places, types: NDArray[np.int32]
) -> NDArray[np.object_]:
    """Return the shapes of all records that are sound; None for every other.

    Parameters
    ----------
    data : ndarray of uint8
        The ``.shp``, mapped or read.
    offsets : ndarray of int64, shape (records,)
        Where each record begins.
    types : ndarray of int32, shape (records,)
        Shape type of each record, -1 where it lies outside the file.
    """
    shapes = np.full(len(offsets), None, object)
    room = _room(data, offsets, types)
    for kind in sorted(set(types.tolist())):
        for some in _batches(np.flatnonzero(types == kind), room):
            if kind in _POINTS:
                _points(data, offsets, room, some, shapes, tall=kind in _WITH_Z)
            elif kind in _LINES or kind in _POLYGONS:
                found = _sound(data, offsets, room, some, tall=kind in _WITH_Z)
                make = _lines if kind in _LINES else _polygons
                make(data, found, shapes, tall=kind in _WITH_Z)
    return shapes


def _batches(rows: Places, room: Places) -> list[Places]:
    """Return the records in groups of so many bytes: the copies stay small."""
    which = np.cumsum(room[rows]) // _BATCH
    return np.split(rows, np.flatnonzero(np.diff(which)) + 1)


def _room(data: Bytes, offsets: Places, types: NDArray[np.int32]) -> Places:
    """Return the bytes of content of each record: what it says, as far as there are."""
    inside = (types >= 0) & (offsets + _HEAD <= len(data))
    room = np.zeros(len(offsets), np.int64)
    where = offsets[inside]
    said = _numbers(data, where + 4, ">i4").astype(np.int64) * 2
    room[inside] = np.minimum(said, len(data) - where - _HEAD)
    return room


def _blocks(data: Bytes, places: Places, kind: str, count: int = 1) -> NDArray[Any]:
    """Return `count` numbers from each place on, one row a place."""
    size = np.dtype(kind).itemsize * count
    if not len(places):
        return np.empty((0, count), kind)
    windows = np.lib.stride_tricks.sliding_window_view(data, size)
    return np.ascontiguousarray(windows[places]).view(kind)


def _numbers(data: Bytes, places: Places, kind: str) -> NDArray[Any]:
    return _blocks(data, places, kind)[:, 0]


def _points(
    data: Bytes,
    offsets: Places,
    room: Places,
    rows: Places,
    shapes: NDArray[np.object_],
    *,
    tall: bool,
) -> None:
    count = 3 if tall else 2
    rows = rows[room[rows] >= 4 + 8 * count]
    found = _blocks(data, offsets[rows] + _HEAD + 4, "<f8", count)
    good = np.isfinite(found).all(axis=1)
    shapes[rows[good]] = shapely.points(found[good])


def _sound(
    data: Bytes, offsets: Places, room: Places, rows: Places, *, tall: bool
) -> _Parted:
    """Return the records whose sizes fit and whose parts are in order."""
    rows = rows[room[rows] >= 4 + _BOX + 8]
    at = offsets[rows] + _HEAD + 4 + _BOX
    parts = _numbers(data, at, "<i4").astype(np.int64)
    points = _numbers(data, at + 4, "<i4").astype(np.int64)
    needed = 4 + _BOX + 8 + 4 * parts + 16 * points + (16 + 8 * points) * tall
    good = (parts > 0) & (points > 1) & (needed <= room[rows])
    return _Parted(rows[good], at[good] + 8, parts[good], points[good])


def _starts(data: Bytes, found: _Parted) -> tuple[Places, Places]:
    """Return where parts begin among all points, with the end; and of which record.

    The parts of a record whose own list makes no sense come out empty.
    """
    owner = np.repeat(np.arange(len(found.rows)), found.parts)
    within = np.arange(len(owner)) - np.repeat(
        np.cumsum(found.parts) - found.parts, found.parts
    )
    own = _numbers(data, found.at[owner] + 4 * within, "<i4").astype(np.int64)
    first = np.cumsum(found.points) - found.points
    starts = np.append(own + first[owner], found.points.sum())
    return starts, owner


def _well_parted(found: _Parted, starts: Places, owner: Places) -> NDArray[np.bool_]:
    """Tell which records have parts that follow each other from the first point."""
    first = np.cumsum(found.points) - found.points
    last = first + found.points
    own = starts[:-1]
    lead = np.append(True, owner[1:] != owner[:-1]) if len(owner) else owner == owner
    ends = np.append(own[1:], starts[-1:])
    ends = np.where(np.append(lead[1:], True), last[owner], ends)
    wrong = (own < first[owner]) | (ends <= own) | (lead & (own != first[owner]))
    good = np.ones(len(found.rows), bool)
    good[owner[wrong]] = False
    return good


def _only(found: _Parted, good: NDArray[np.bool_]) -> _Parted:
    return _Parted(*(column[good] for column in found))


def _coordinates(data: Bytes, found: _Parted, *, tall: bool) -> NDArray[np.float64]:
    """Return the points of all records, one after the other."""
    places = found.at + 4 * found.parts
    pairs = _joined(data, places, 16 * found.points).reshape(-1, 2)
    if not tall:
        return pairs
    heights = _joined(data, places + 16 * found.points + 16, 8 * found.points)
    return np.column_stack([pairs, heights])


def _joined(data: Bytes, places: Places, sizes: Places) -> NDArray[np.float64]:
    """Return the numbers of all records, so many bytes from each place on."""
    if len(sizes) and sizes.min() == sizes.max():  # squares, mostly
        return _blocks(data, places, "<f8", int(sizes[0]) // 8).ravel()
    view = data.data
    bounds = zip(places.tolist(), (places + sizes).tolist(), strict=True)
    return np.frombuffer(b"".join([view[a:b] for a, b in bounds]), "<f8")


def _lines(
    data: Bytes, found: _Parted, shapes: NDArray[np.object_], *, tall: bool
) -> None:
    found, starts, owner = _parted(data, found, 2)
    flat = _coordinates(data, found, tall=tall)
    finite = _finite(flat, found)
    if not len(found.rows):
        return
    lines = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, flat, (starts,))
    single = found.parts == 1
    first = np.cumsum(found.parts) - found.parts
    shapes[found.rows[single & finite]] = lines[first[single & finite]]
    several = ~single & finite
    if several.any():
        chosen = several[owner]
        ranks = np.cumsum(several) - 1
        shapes[found.rows[several]] = shapely.multilinestrings(
            lines[chosen], indices=ranks[owner[chosen]]
        )


def _finite(flat: NDArray[np.float64], found: _Parted) -> NDArray[np.bool_]:
    good = np.ones(len(found.rows), bool)
    if np.isfinite(flat.sum()):
        return good  # the usual case, at a tenth of the cost
    bad = np.flatnonzero(~np.isfinite(flat).all(axis=1))
    if len(bad):
        good[np.searchsorted(np.cumsum(found.points), bad, side="right")] = False
    return good


def _parted(data: Bytes, found: _Parted, least: int) -> tuple[_Parted, Places, Places]:
    """Return the records whose parts are in order and have `least` points each."""
    for _ in range(2):
        starts, owner = _starts(data, found)
        good = _well_parted(found, starts, owner)
        if good.all():
            short = owner[np.diff(starts) < least]
            good[short] = False
        if good.all():
            break
        found = _only(found, good)
    starts, owner = _starts(data, found)
    short = owner[np.diff(starts) < least]
    if len(short):
        good = np.ones(len(found.rows), bool)
        good[short] = False
        found = _only(found, good)
        starts, owner = _starts(data, found)
    return found, starts, owner


def _polygons(
    data: Bytes, found: _Parted, shapes: NDArray[np.object_], *, tall: bool
) -> None:
    found, starts, owner = _parted(data, found, 4)
    if not len(found.rows):
        return
    flat = _coordinates(data, found, tall=tall)
    closed = (flat[starts[:-1]] == flat[starts[1:] - 1]).all(axis=1)
    good = _finite(flat, found)
    good[owner[~closed]] = False
    single = (found.parts == 1) & good
    rings = np.flatnonzero(single[owner])
    _single_rings(flat, starts, rings, found.rows[single], shapes)
    first = np.cumsum(found.parts) - found.parts
    for at in np.flatnonzero(good & ~single).tolist():
        begin = int(first[at])
        bounds = starts[begin : begin + int(found.parts[at]) + 1].tolist()
        parts = [flat[a:b] for a, b in pairwise(bounds)]
        shapes[found.rows[at]] = polygon_of(parts)


def _single_rings(
    flat: NDArray[np.float64],
    starts: Places,
    rings: Places,
    rows: Places,
    shapes: NDArray[np.object_],
) -> None:
    """Make the polygons that are one ring each; the rings need not lie in a row."""
    if not len(rings):
        return
    sizes = starts[rings + 1] - starts[rings]
    if len(rings) == len(starts) - 1:
        points, bounds = flat, starts
    else:
        bounds = np.append(0, np.cumsum(sizes))
        shift = np.repeat(starts[rings] - bounds[:-1], sizes)
        points = flat[np.arange(int(bounds[-1])) + shift]
    shapes[rows] = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, points, (bounds, np.arange(len(rings) + 1))
    )
