"""GeoPackage geometry blobs: a short header, then WKB; thousands at a time.

Layout: OGC 12-128r18 (GeoPackage 1.3.1), 2.1.3 "BLOB format". Every blob we write is
little-endian and carries an envelope, points excepted, whose WKB says it all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.wording import Kind, Text
from gridwatch.store.faults import UnfitValue

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["blobs_of", "bounds_of", "geometries_of", "register", "wkb_of"]

_LITTLE_ENDIAN = 0x01
_ENVELOPE_XY = 0x02
_EMPTY = 0x10
_HEAD = 8
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_HEADER = np.dtype(
    [
        ("magic", "S2"),
        ("version", "u1"),
        ("flags", "u1"),
        ("srs", "<i4"),
        ("envelope", "<f8", 4),
    ]
)
_POINT, _LINE, _RING, _POLYGON = 0, 1, 2, 3
_MULTI_LINE, _MULTI_POLYGON = 5, 6

_LINES = (_LINE, _RING, _MULTI_LINE)
_POLYGONS = (_POLYGON, _MULTI_POLYGON)
_TYPES: dict[Kind, tuple[int, ...]] = {
    Kind.JURISDICTION: _POLYGONS,
    Kind.RIVER: _LINES,
    Kind.SEGMENT: _LINES,
    Kind.WATER_BODY: _POLYGONS,
    Kind.CELL: _POLYGONS,
    Kind.SIGNBOARD: (_POINT,),
    Kind.OUTFALL: (_POINT,),
}
_UNFIT = Text(
    "第 {row} 个{kind}的图形类型（{type}）不能存入该图层；没有写入任何内容。"
    "请在来源文件中更正该图形后重试。",
    "The shape of {kind} no. {row} ({type}) does not fit that layer; nothing was "
    "written. Mend the shape in its source and try again.",
)
_ENDLESS = Text(
    "{kind}的图形坐标不是有限的数字，没有写入任何内容。请更正后重试。",
    "A shape of {kind} has coordinates that are no finite numbers; nothing was "
    "written. Mend it and try again.",
)


def header_length(blob: bytes) -> int:
    """Return where the WKB begins in a GeoPackage blob."""
    return _HEAD + _ENVELOPE_BYTES[(blob[3] >> 1) & 0x07]


def wkb_of(blob: bytes | None) -> bytes | None:
    """Return the WKB inside a blob, or None where there is no shape."""
    if blob is None or blob[3] & _EMPTY:
        return None
    return blob[header_length(blob) :]


def blobs_of(
    kind: Kind, geometries: Sequence[BaseGeometry | None], crs: int
) -> list[bytes | None]:
    """Encode shapes for the table of `kind`.

    Lines and polygons become multis, as the columns are declared; heights go; an
    empty shape is no shape.

    Parameters
    ----------
    kind : Kind
        One of the seven mapped kinds.
    geometries : sequence of shapely geometry or None
        In the store's CRS, (east, north) metres.
    crs : int
        EPSG code written into each header.

    Raises
    ------
    UnfitValue
        Where a shape is not of the kind's type.
    """
    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = geometries
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    found: list[bytes | None] = [None] * len(shapes)
    if there.any():
        places = np.flatnonzero(there)
        picked = shapes[places]
        _check(kind, picked, places)
        for place, blob in zip(places, _encoded(picked, crs), strict=True):
            found[place] = blob
    return found


def _check(kind: Kind, shapes: NDArray[np.object_], places: NDArray[np.intp]) -> None:
    types = shapely.get_type_id(shapes)
    wrong = np.flatnonzero(~np.isin(types, _TYPES[kind]))
    if len(wrong):
        first = int(wrong[0])
        name = shapes[first].geom_type
        raise UnfitValue(_UNFIT.filled(row=places[first] + 1, kind=kind, type=name))
    if not np.isfinite(shapely.bounds(shapes)).all():
        raise UnfitValue(_ENDLESS.filled(kind=kind))


def _encoded(shapes: NDArray[np.object_], crs: int) -> list[bytes]:
    shapes = _multis(shapely.force_2d(shapes))
    bodies = shapely.to_wkb(shapes, byte_order=1)
    heads = np.zeros(len(shapes), dtype=_HEADER)
    heads["magic"] = b"GP"
    heads["srs"] = crs
    points = shapely.get_type_id(shapes) == _POINT
    heads["flags"] = np.where(points, _LITTLE_ENDIAN, _LITTLE_ENDIAN | _ENVELOPE_XY)
    # The order of a GeoPackage envelope is minx, maxx, miny, maxy.
    heads["envelope"] = shapely.bounds(shapes)[:, [0, 2, 1, 3]]
    raw, size = heads.tobytes(), _HEADER.itemsize
    ends = np.where(points, _HEAD, size).tolist()
    return [
        raw[i * size : i * size + end] + body
        for i, (end, body) in enumerate(zip(ends, bodies, strict=True))
    ]


def _multis(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    types = shapely.get_type_id(shapes)
    shapes = shapes.copy()
    for singles, make in (
        ((_LINE, _RING), shapely.multilinestrings),
        ((_POLYGON,), shapely.multipolygons),
    ):
        places = np.flatnonzero(np.isin(types, singles))
        if len(places):
            shapes[places] = make(shapes[places], indices=np.arange(len(places)))
    return shapes


def geometries_of(blobs: Sequence[bytes | None]) -> list[BaseGeometry | None]:
    """Decode blobs; a multi of one part comes back as that part.

    Raises
    ------
    shapely.errors.GEOSException
        Where the WKB is not sound.
    """
    bodies = np.empty(len(blobs), dtype=object)
    bodies[:] = [wkb_of(blob) for blob in blobs]
    shapes = shapely.force_2d(shapely.from_wkb(bodies))
    types = shapely.get_type_id(shapes)
    multi = np.isin(types, (_MULTI_LINE, _MULTI_POLYGON))
    single = np.flatnonzero(multi & (shapely.get_num_geometries(shapes) == 1))
    if len(single):
        shapes[single] = shapely.get_geometry(shapes[single], 0)
    return list(shapes)


def bounds_of(blobs: Sequence[bytes | None]) -> NDArray[np.float64]:
    """Return bounds, shape (n, 4): west, south, east, north; NaN where none."""
    bodies = np.empty(len(blobs), dtype=object)
    bodies[:] = [wkb_of(blob) for blob in blobs]
    bounds: NDArray[np.float64] = shapely.bounds(shapely.from_wkb(bodies))
    return bounds


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the standard R-tree triggers call."""
    for name, place in (
        ("ST_MinX", 0),
        ("ST_MinY", 1),
        ("ST_MaxX", 2),
        ("ST_MaxY", 3),
    ):
        connection.create_function(name, 1, _edge(place), deterministic=True)
    connection.create_function("ST_IsEmpty", 1, _is_empty, deterministic=True)


def _edge(place: int) -> Callable[[bytes | None], float | None]:
    def edge(blob: bytes | None) -> float | None:
        if blob is None or blob[3] & _EMPTY:
            return None
        return float(bounds_of([blob])[0, place])

    return edge


def _is_empty(blob: bytes | None) -> int | None:
    if blob is None:
        return None
    if blob[3] & _EMPTY:
        return 1
    return int(bool(np.isnan(bounds_of([blob])[0, 0])))
