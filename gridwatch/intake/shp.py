"""The shapes' own file of a shapefile, byte by byte: where they lie, what they measure.

GDAL needs an index that is right and drops measures (M); both are simple enough to
read here. Only positions and measures are: the shapes themselves are GDAL's.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

__all__ = ["HEADER", "Records", "measures", "records", "write_index"]

HEADER = 100
"""Bytes before the first record, in the ``.shp`` and the ``.shx``."""

_FARTHEST = 2**31 - 1
_POINT_M, _POINT_Z = 21, 11
_MANY_POINTS = {8, 18, 28}
_PARTED = {3, 5, 13, 15, 23, 25, 31}
_TALL = {18, 13, 15}
_MEASURED = {28, 23, 25} | _TALL
_NO_MEASURE = -1e38
"""What is less stands for "no measure" (ESRI Shapefile Technical Description)."""


@dataclass
class Records:
    """Where the shapes lie.

    Parameters
    ----------
    offsets : array of int
        Byte position of each record's header.
    types : array of int
        Shape type of each; -1 where the record lies outside the file.
    points : array of int
        Points that each declares.
    indexed : bool
        Whether there is an index.
    sound : bool
        Whether GDAL can go by it.
    """

    offsets: Places
    types: NDArray[np.int32]
    points: NDArray[np.int32]
    indexed: bool
    sound: bool = True


def records(shp: Path, shx: Path | None, expected: int = 0) -> Records:
    """Find the records of a shapefile: by its index or, where that is wrong, walking.

    Parameters
    ----------
    shp : Path
        The shapes; longer than `HEADER`.
    shx : Path or None
        The index.
    expected : int
        Rows of the attribute table: an index with fewer entries is looked into.
    """
    data = np.memmap(shp, np.uint8, "r")
    indexed = shx is not None and shx.stat().st_size >= HEADER
    if shx is None or not indexed:
        offsets, sound = np.asarray(list(_walked(data)), np.int64), False
    else:
        offsets, sound = _indexed(data, shx, expected)
    types = _integers(data, offsets + 8, -1)
    points = np.ones(len(offsets), np.int32)
    for family, place in ((_MANY_POINTS, 44), (_PARTED, 48)):
        where = np.isin(types, list(family))
        points[where] = _integers(data, offsets[where] + place, 0)
    return Records(offsets, types, points, indexed, sound)


def _indexed(data: Bytes, shx: Path, expected: int) -> tuple[Places, bool]:
    """Return the offsets of an index, or those walked to where it is wrong."""
    index = np.fromfile(shx, ">i4", offset=HEADER)
    index = index[: len(index) // 2 * 2].reshape(-1, 2).astype(np.int64) * 2
    offsets, sizes = index[:, 0], index[:, 1]
    there = _integers(data, offsets + 4, -1).byteswap().astype(np.int64) * 2
    foreign = int((there != sizes).sum()) * 2 > len(offsets)
    sound = _stated_entries(shx) == len(offsets) and not foreign
    if sound and len(offsets) >= expected:
        return offsets, True
    walked = np.asarray(list(_walked(data)), np.int64)
    if foreign or len(walked) > len(offsets):
        return walked, False
    return offsets, sound


def _stated_entries(shx: Path) -> int:
    """Return how many entries the header of an index promises; GDAL reads no more."""
    with shx.open("rb") as file:
        words = struct.unpack(">i", file.read(28)[24:28])[0]
    return int((words * 2 - HEADER) // 8)


def _integers(data: Bytes, places: Places, missing: int) -> NDArray[np.int32]:
    """Return the little-endian integers at byte positions, `missing` outside."""
    found = np.full(len(places), missing, np.int32)
    inside = (places >= HEADER) & (places + 4 <= len(data))
    bytes_of_each = places[inside][:, None] + np.arange(4)
    found[inside] = data[bytes_of_each].view("<i4").ravel()
    return found


def _doubles(data: Bytes, places: Places) -> Floats:
    """Return the numbers at byte positions, NaN outside."""
    found = np.full(len(places), np.nan)
    inside = (places >= HEADER) & (places + 8 <= len(data))
    bytes_of_each = places[inside][:, None] + np.arange(8)
    found[inside] = data[bytes_of_each].view("<f8").ravel()
    return found


def _walked(data: Bytes) -> Iterator[int]:
    """Walk the records of a ``.shp``; behind a broken one, look for the next."""
    raw = data.tobytes()
    kind = raw[32:36]
    at, number = HEADER, 0
    while at + 12 <= len(raw):
        size = struct.unpack(">i", raw[at + 4 : at + 8])[0] * 2
        if size < 4 or (number and at + 8 + size > len(raw)):
            found = _next(raw, at, number, kind)
            if found is None:
                if size >= 4:
                    yield at  # the last one, cut off
                return
            at = found
            continue
        yield at
        number = struct.unpack(">i", raw[at : at + 4])[0]
        at += 8 + size


def _next(raw: bytes, at: int, number: int, kind: bytes) -> int | None:
    """Find the header of a record after `number` that looks like one."""
    for later in range(number + 1, min(number + 4, _FARTHEST)):
        place = raw.find(struct.pack(">i", later), at + 4)
        while place >= 0:
            size = struct.unpack(">i", raw[place + 4 : place + 8].rjust(4, b"\xff"))[0]
            typed = raw[place + 8 : place + 12] in (kind, bytes(4))
            if size >= 2 and typed and place + 8 + size * 2 <= len(raw):
                return place
            place = raw.find(struct.pack(">i", later), place + 1)
    return None


def write_index(copy: Path, found: Records) -> None:
    """Write the index of a copy of the shapes beside it."""
    data = np.memmap(copy, np.uint8, "r")
    sizes = [data[at + 4 : at + 8].tobytes() for at in found.offsets.tolist()]
    size = (HEADER + 8 * len(sizes)) // 2
    head = data[:HEADER].tobytes()
    with copy.with_suffix(".shx").open("wb") as file:
        file.write(head[:24] + struct.pack(">i", size) + head[28:])
        for at, words in zip(found.offsets.tolist(), sizes, strict=True):
            place = min(at // 2, _FARTHEST)  # an index may point beyond any file
            file.write(struct.pack(">i", place) + words.ljust(4, b"\0"))


def measures(shp: Path, found: Records) -> tuple[Floats, Floats] | None:
    """Return the measure (M) at the beginning and the end of every shape.

    Parameters
    ----------
    shp : Path
        The shapes.
    found : Records
        Where they lie.

    Returns
    -------
    two arrays of float, or None
        NaN where a shape has none; None where no shape has any.
    """
    kinds = set(found.types.tolist())
    if not kinds & (_MEASURED | {_POINT_M, _POINT_Z}):
        return None
    data = np.memmap(shp, np.uint8, "r")
    size = _integers(data, found.offsets + 4, 0).byteswap().astype(np.int64) * 2
    end = found.offsets + 8 + size
    first = np.full(len(size), -1, np.int64)
    last = first.copy()
    for kind, place in ((_POINT_M, 20), (_POINT_Z, 28)):
        where = found.types == kind
        first[where] = last[where] = found.offsets[where] + 8 + place
    where = np.isin(found.types, list(_MEASURED))
    starts = _measures_begin(data, found, where)
    first[where] = starts
    last[where] = starts + 8 * (found.points[where].astype(np.int64) - 1)
    whole = (last + 8 <= end) & (found.points > 0)  # M may be left out where there is Z
    first[~whole] = last[~whole] = -1
    pair = _doubles(data, first), _doubles(data, last)
    for values in pair:
        values[~(values > _NO_MEASURE)] = np.nan
    return pair if np.isfinite(pair).any() else None


def _measures_begin(data: Bytes, found: Records, where: NDArray[np.bool_]) -> Places:
    """Return the byte positions of the first measure of the shapes asked for."""
    offsets, types = found.offsets[where] + 8, found.types[where]
    points = found.points[where].astype(np.int64)
    parts = _integers(data, offsets + 36, 0).astype(np.int64)
    many = np.isin(types, list(_MANY_POINTS))
    begin = offsets + np.where(many, 40, 44 + 4 * parts) + 16 * points
    begin += np.where(np.isin(types, list(_TALL)), 16 + 8 * points, 0)
    return begin + 16
