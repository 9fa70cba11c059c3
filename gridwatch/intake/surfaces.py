"""Surfaces in space (三维面片), as GDAL hands them on, made polygons.

Shapely's library reads no triangulated or many-faced surface. Both are written as
multipolygons are, under other numbers: only those have to be changed.
"""

from __future__ import annotations

import struct

__all__ = ["flattened"]

_POLYGON, _MULTI_POLYGON = 3, 6
_AS = {15: _MULTI_POLYGON, 16: _MULTI_POLYGON, 17: _POLYGON}
"""OGC 06-103r4, table 6: polyhedral surface, TIN, triangle."""
_SEVERAL = {4, 5, 6, 7}
_OLD_Z = 0x80000000


def flattened(wkb: bytes) -> bytes:
    """Return WKB with every triangle a polygon, every surface a multipolygon.

    Parameters
    ----------
    wkb : bytes
        Little-endian, ISO or with the old mark of z, as GDAL writes it.

    Returns
    -------
    bytes
        Of the same length; `wkb` itself where it is cut short or of another kind.

    Examples
    --------
    >>> ring = struct.pack("<II8d", 1, 4, 0, 0, 1, 0, 1, 1, 0, 0)
    >>> triangle = struct.pack("<BI", 1, 17) + ring
    >>> tin = struct.pack("<BII", 1, 16, 1) + triangle
    >>> import shapely
    >>> shapely.from_wkb(flattened(tin)).wkt
    'MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))'
    """
    changed = bytearray(wkb)
    try:
        whole = _walk(changed, 0) <= len(wkb)
    except (struct.error, KeyError, RecursionError):
        whole = False
    return bytes(changed) if whole else wkb


def _walk(wkb: bytearray, at: int) -> int:
    """Renumber the shape that begins at a byte; return where the next one begins."""
    if wkb[at : at + 1] != b"\x01":
        raise KeyError(at)
    code = _number(wkb, at + 1)
    old = code & _OLD_Z
    dimension, kind = divmod(code & ~_OLD_Z, 1000)
    kind = _AS.get(kind, kind)
    struct.pack_into("<I", wkb, at + 1, old | (dimension * 1000 + kind))
    place = 8 * (3 if old else {0: 2, 1: 3, 2: 3, 3: 4}[dimension])
    at += 5
    if kind == 1:
        return at + place
    count = _number(wkb, at)
    at += 4
    if kind == 2:
        return at + count * place
    for _ in range(count):
        at = _walk(wkb, at) if kind in _SEVERAL else _past_ring(wkb, at, place)
    return at


def _past_ring(wkb: bytearray, at: int, place: int) -> int:
    return at + 4 + _number(wkb, at) * place


def _number(wkb: bytearray, at: int) -> int:
    (found,) = struct.unpack_from("<I", wkb, at)
    return int(found)
