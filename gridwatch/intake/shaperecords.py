"""The records of a ``.shp``: where each begins, found by its index or by walking.

An index that is missing or contradicts itself is made anew from the shapes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.wording import Text
from gridwatch.intake.layers import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "HEADER",
    "Parts",
    "Records",
    "bytes_of",
    "header_of",
    "parts_of",
    "records_of",
]

_MAGIC = 9994
HEADER = 100
"""Bytes before the first record."""
_MANY_POINTS = {8, 18, 28}
_PARTED = {3, 5, 13, 15, 23, 25, 31}


def bytes_of(path: Path) -> NDArray[np.uint8]:
    """Return a file mapped into memory, read only."""
    if path.stat().st_size == 0:
        return np.empty(0, np.uint8)
    return np.memmap(path, np.uint8, "r")


@dataclass
class Parts:
    """The files of one shapefile."""

    shp: Path
    shx: Path | None
    dbf: Path | None
    prj: Path | None
    cpg: Path | None


def parts_of(path: Path) -> Parts:
    """Return the files that belong to a ``.shp``, however their endings are written."""
    found: dict[str, Path] = {}
    stem = path.stem.casefold()
    for other in path.parent.iterdir():
        if other.stem.casefold() == stem:
            # The exact spelling wins where A.dbf and a.dbf lie side by side.
            key = other.suffix.casefold()
            if key not in found or other.stem == path.stem:
                found[key] = other
    return Parts(path, *(found.get(ext) for ext in (".shx", ".dbf", ".prj", ".cpg")))


@dataclass
class Records:
    """Where the shapes lie: byte offsets, shape types and declared points."""

    offsets: NDArray[np.int64]
    types: NDArray[np.int32]
    points: NDArray[np.int32]
    indexed: bool
    sound: bool = True


def header_of(path: Path) -> tuple[int, tuple[float, float, float, float] | None]:
    """Return the shape type a ``.shp`` declares and its extent, where that is usable.

    Raises
    ------
    Unreadable
        Where it is no shapefile.
    """
    with path.open("rb") as file:
        head = file.read(HEADER)
    if len(head) < HEADER or struct.unpack(">i", head[:4])[0] != _MAGIC:
        text = Text("{name} 不是 shapefile", "{name} is no shapefile")
        raise Unreadable(text.filled(name=path.name))
    kind = struct.unpack("<i", head[32:36])[0]
    box = struct.unpack("<4d", head[36:68])
    usable = all(np.isfinite(box)) and box[0] <= box[2] and box[1] <= box[3]
    return kind, box if usable and box != (0.0, 0.0, 0.0, 0.0) else None


def records_of(parts: Parts) -> Records:
    """Return where the records of a shapefile lie."""
    data = bytes_of(parts.shp)
    indexed = parts.shx is not None and parts.shx.stat().st_size >= HEADER
    if parts.shx is not None and indexed:
        index = np.fromfile(parts.shx, ">i4", offset=HEADER)
        index = index[: len(index) // 2 * 2].reshape(-1, 2).astype(np.int64) * 2
        offsets = index[:, 0]
        sound = _stated_entries(parts.shx) == len(offsets)
        sound = sound and _sizes_agree(data, offsets, index[:, 1])
    else:
        sound = False
        offsets = np.asarray(list(_scan(data)), np.int64)
    types = _integers(data, offsets + 8, -1)
    points = np.ones(len(offsets), np.int32)
    for family, place in ((_MANY_POINTS, 44), (_PARTED, 48)):
        where = np.isin(types, list(family))
        points[where] = _integers(data, offsets[where] + place, 0)
    return Records(offsets, types, points, indexed, sound)


def _sizes_agree(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], sizes: NDArray[np.int64]
) -> bool:
    """Tell whether index and records name the same sizes."""
    inside = (offsets >= HEADER) & (offsets + 8 <= len(data))
    own = _integers(data, offsets[inside] + 4, 0).byteswap().astype(np.int64) * 2
    return bool((own == sizes[inside]).all())


def _stated_entries(shx: Path) -> int:
    """Return how many entries the header of an index promises; GDAL reads no more."""
    with shx.open("rb") as file:
        words = struct.unpack(">i", file.read(28)[24:28])[0]
    return int((words * 2 - HEADER) // 8)


def _integers(
    data: NDArray[np.uint8], places: NDArray[np.int64], missing: int
) -> NDArray[np.int32]:
    """Return the little-endian integers at byte positions, `missing` outside."""
    found = np.full(len(places), missing, np.int32)
    inside = (places >= HEADER) & (places + 4 <= len(data))
    bytes_of_each = places[inside][:, None] + np.arange(4)
    found[inside] = data[bytes_of_each].view("<i4").ravel()
    return found


def _scan(data: NDArray[np.uint8]) -> Iterator[int]:
    """Walk the records of a ``.shp`` whose index is missing."""
    raw = data.tobytes()
    at = HEADER
    while at + 12 <= len(raw):
        size = struct.unpack(">i", raw[at + 4 : at + 8])[0] * 2
        if size < 4:
            return
        yield at
        at += 8 + size
