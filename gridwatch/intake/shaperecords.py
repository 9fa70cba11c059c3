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
from gridwatch.intake.shp import HEADER, Records, records

if TYPE_CHECKING:
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


def records_of(parts: Parts, expected: int = 0) -> Records:
    """Return where the records of a shapefile lie; `expected` is for `shp.records`."""
    return records(parts.shp, parts.shx, expected)
