"""Layers as shapefile, GeoPackage, GeoJSON and KML: the only writer of those.

Everything written is read again before it takes its place, so that a full disk or a
driver that drops something without a word cannot leave a file that looks whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyogrio.raw import read, write

from gridwatch.district.wording import Format, OfficerError, Text
from gridwatch.outgoing.fitting import is_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from gridwatch.outgoing.tables import Column, Table

__all__ = ["LONLAT", "moved", "write_layer", "write_shapefile"]

LONLAT = 4326
"""EPSG code of what GeoJSON (RFC 7946) and KML are in: WGS 84, longitude first."""
_SHAPEFILE = "ESRI Shapefile"
_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".kml": "LIBKML"}
_OPTIONS: dict[str, dict[str, Any]] = {
    "GeoJSON": {"RFC7946": "YES", "COORDINATE_PRECISION": "9"}
}
_OLD_DATUMS = ("Beijing 1954", "Xian 1980")
_CP936, _LDID = 0x4D, 29
_REASON = 90


# --- places --------------------------------------------------------------------------


def moved(shapes: Sequence[Any], source: int, target: int) -> NDArray[np.object_]:
    """Return shapes in another CRS, x = east or longitude, y = north or latitude.

    Raises
    ------
    OfficerError
        Where only a ballpark transformation between the two is known, or a shape
        cannot be brought there.
    """
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    found[:] = shapely.force_2d(found)
    if source == target:
        return found
    ones, others = pyproj.CRS.from_epsg(source), pyproj.CRS.from_epsg(target)
    if _datum(ones) != _datum(others):
        raise OfficerError(_BALLPARK.filled(source=ones.name, target=others.name))
    change = pyproj.Transformer.from_crs(ones, others, always_xy=True)
    found[:] = shapely.transform(found, change.transform, interleaved=False)
    if not np.isfinite(shapely.get_coordinates(found)).all():
        raise OfficerError(_BEYOND.filled(target=others.name))
    return found


def _datum(crs: pyproj.CRS) -> str:
    """Return the old datum a CRS stands on; all modern ones agree to decimetres."""
    base = crs.geodetic_crs
    name = base.name if base is not None else crs.name
    return next((old for old in _OLD_DATUMS if old in name), "")


def _geometry_type(shapes: NDArray[np.object_]) -> str:
    types = set(shapely.get_type_id(shapes[~shapely.is_missing(shapes)]).tolist())
    if types <= {0}:
        return "Point"
    if types <= {1, 2, 5}:
        return "MultiLineString"
    return "MultiPolygon" if types <= {3, 6} else "Unknown"


def _as_multis(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return lines and polygons as multis, as layers of one type want them."""
    found = shapes.copy()
    types = shapely.get_type_id(found)
    for single, make in ((1, shapely.multilinestrings), (3, shapely.multipolygons)):
        places = np.flatnonzero(types == single)
        if len(places):
            found[places] = make(found[places], indices=np.arange(len(places)))
    return found


# --- values --------------------------------------------------------------------------


def _arrays(
    table: Table,
) -> tuple[list[NDArray[Any]], list[NDArray[np.bool_] | None]]:
    """Return the columns of a table, and where they hold nothing."""
    arrays, masks = [], []
    for place, column in enumerate(table.columns):
        values = [row[place] for row in table.rows]
        array, mask = _array(column, values)
        arrays.append(array)
        masks.append(mask)
    return arrays, masks


def _array(
    column: Column, values: list[object]
) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    if is_text(column):
        texts = np.empty(len(values), dtype=object)
        texts[:] = [str(v) if v not in (None, "") else None for v in values]
        return texts, None
    if column.format is Format.DAY:
        return np.array(values, dtype="datetime64[D]"), None
    empty = np.array([value is None for value in values], dtype=bool)
    filled = [0 if value is None else value for value in values]
    kind = np.int64 if column.format is Format.INTEGER else np.float64
    return np.array(filled, dtype=kind), empty


# --- files ---------------------------------------------------------------------------


def write_layer(path: Path, table: Table, crs: int) -> None:
    """Write a layer to a GeoPackage (beside what it holds), GeoJSON or KML.

    Parameters
    ----------
    path : Path
        A draft; the ending says what it becomes.
    table : Table
        The layer, its shapes in `crs` already.
    crs : int
        EPSG code.

    Raises
    ------
    OfficerError
        Where it cannot be written, or does not read back as it was.
    """
    driver = _DRIVERS[path.suffix.lower()]
    fields = [column.title for column in table.columns]
    if driver == "LIBKML":
        fields = _with_name(table, fields)
    _write(path, table, crs, fields, driver, layer=table.title)
    _check(path, table, fields, layer=None if driver == "GeoJSON" else table.title)


def _with_name(table: Table, fields: list[str]) -> list[str]:
    """Let the column that names a row become the label of its mark."""
    keys = [column.key for column in table.columns]
    for key in ("name", "code"):
        if key in keys:
            fields[keys.index(key)] = "Name"
            break
    return fields


def write_shapefile(
    path: Path, table: Table, crs: int, fields: Sequence[str], encoding: str
) -> None:
    """Write a layer as shapefile with ``.cpg`` and ``.prj``; a mere table as ``.dbf``.

    Parameters
    ----------
    path : Path
        The ``.shp`` or ``.dbf``.
    table : Table
        The layer, its texts made to fit (`fitting`), its shapes in `crs` already.
    crs : int
        EPSG code; written in Esri's spelling.
    fields : sequence of str
        Short names.
    encoding : str
        Python's name of the encoding.

    Raises
    ------
    OfficerError
        Where it cannot be written, or does not read back as it was.
    """
    name = encoding.upper()
    _write(path, table, crs, fields, _SHAPEFILE, encoding=name)
    path.with_suffix(".cpg").write_text(name, encoding="ascii")
    if table.mapped:
        wkt = pyproj.CRS.from_epsg(crs).to_wkt("WKT1_ESRI")
        path.with_suffix(".prj").write_text(wkt, encoding="utf-8")
    if encoding.lower() == "gbk":
        # ArcGIS asks the language byte first.
        with path.with_suffix(".dbf").open("r+b") as stream:
            stream.seek(_LDID)
            stream.write(bytes([_CP936]))
    _check(path, table, fields, encoding=name)


def _write(
    path: Path,
    table: Table,
    crs: int,
    fields: Sequence[str],
    driver: str,
    **options: Any,  # noqa: ANN401
) -> None:
    arrays, masks = _arrays(table)
    shapes, kind = None, None
    if table.shapes is not None:
        plain = np.empty(len(table.shapes), dtype=object)
        plain[:] = table.shapes
        plain = _as_multis(plain)
        kind = _geometry_type(plain)
        shapes = shapely.to_wkb(plain)
    try:
        write(
            str(path),
            shapes,
            arrays,
            np.array(fields, dtype=object),
            field_mask=masks,
            driver=driver,
            geometry_type=kind,
            crs=f"EPSG:{crs}" if table.mapped else None,
            **options,
            **_OPTIONS.get(driver, {}),
        )
    except (RuntimeError, ValueError) as error:
        raise _failed(path, table, str(error)) from error


def _check(
    path: Path,
    table: Table,
    fields: Sequence[str],
    layer: str | None = None,
    encoding: str | None = None,
) -> None:
    """Read what was written and compare it with what was to be written.

    Raises
    ------
    OfficerError
        Where a row, a shape, a name or a text is not there.
    """
    try:
        meta, _, shapes, columns = read(str(path), layer=layer, encoding=encoding)
    except (DataSourceError, DataLayerError, RuntimeError, ValueError) as error:
        raise _failed(path, table, str(error)) from error
    if shapes is not None and table.shapes is not None:
        there = [shape is not None for shape in table.shapes]
        if [shape is not None for shape in shapes] != there:
            raise _failed(path, table, _UNLIKE)
    found = {str(n): values for n, values in zip(meta["fields"], columns, strict=True)}
    # A GeoJSON of no rows has no fields; KML leaves out fields without any value.
    if not table.rows or path.suffix.lower() == ".kml":
        return
    pairs = zip(table.columns, fields, _arrays(table)[0], strict=True)
    for column, name, array in pairs:
        values = found.get(name)
        if values is None or not _alike(column, array, values):
            raise _failed(path, table, _UNLIKE)


def _alike(column: Column, ones: NDArray[Any], others: NDArray[Any]) -> bool:
    if len(ones) != len(others) or not is_text(column):
        return len(ones) == len(others)
    return all(
        (one or "") == (str(other) if other is not None else "")
        for one, other in zip(ones, others, strict=True)
    )


_UNLIKE = "what was written does not read back as it was"


def _failed(path: Path, table: Table, reason: str) -> OfficerError:
    if reason == _UNLIKE:
        return OfficerError(_DIFFERENT.filled(name=table.title))
    # The driver speaks of the draft, whose name nobody knows.
    plain = reason.replace(str(path), table.title)[:_REASON]
    return OfficerError(_UNWRITTEN.filled(name=table.title, reason=plain))


_UNWRITTEN = Text(
    "写不出“{name}”（{reason}）。没有留下半个文件，原有文件和工作库都没有改变。"
    "请查看磁盘是否已满、文件夹能否写入，再试一次。",
    "Cannot write “{name}” ({reason}). No half file was left; older files and the "
    "store are as they were. See whether the disk is full or the folder may not be "
    "written.",
)
_DIFFERENT = Text(
    "“{name}”写出后读回来与工作库不一致，已丢弃；原有文件和工作库都没有改变。"
    "请查看磁盘是否已满；或换一种格式。",
    "“{name}” did not read back as it was written and was thrown away; older files and "
    "the store are as they were. See whether the disk is full, or take another format.",
)
_BALLPARK = Text(
    "从 {source} 到 {target} 没有严密的转换参数，没有写出文件。"
    "请选工作库自己的坐标系，或向测绘部门要转换后的成果。",
    "No exact transformation from {source} to {target} is known; nothing was written. "
    "Take the store's own CRS, or ask the surveying office.",
)
_BEYOND = Text(
    "有图形不在 {target} 的适用范围内，没有写出文件。请换一个坐标系。",
    "A shape lies beyond what {target} can hold; nothing was written. Take another "
    "CRS.",
)
