"""Shapes of a delivery brought into the store: one family, flat, valid, transformed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.wording import Text
from gridwatch.intake.georeference import change_coordinates, transformer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridwatch.intake.findings import Notebook
    from gridwatch.intake.layers import Geometry

__all__ = ["prepared"]

_POINT, _LINE, _POLYGON = "point", "line", "polygon"
_FAMILY = np.asarray(
    [_POINT, _LINE, _LINE, _POLYGON, _POINT, _LINE, _POLYGON, "collection"], object
)
_POLYGON_TYPES = (3, 6)
_COLLECTION = 7
_BATCH = 1 << 20

_NO_SHAPE = Text("没有图形", "it has no shape")
_OTHER = Text("图形不是所需的类型", "its shape is not of the family the layer needs")
_FAR = Text(
    "坐标无效，或超出坐标系的适用范围",
    "its coordinates are not numbers or lie outside what the CRS can hold",
)
_FLAT = Text("图形没有面积或长度", "its shape has no area or length")
_SEVERAL = Text("一行有多个点", "one row holds several points")
_REPAIRED = Text(
    "无效多边形（自相交等）已自动修复",
    "invalid polygons (self-crossing …) were repaired",
)
_DROPPED = Text("高程 Z / 测量值 M 已去掉", "Z and M values were dropped")
_CLOSED = Text("没有 CRS，无法定位：请指定坐标系", "no CRS: say which one it is")


def prepared(
    shapes: NDArray[np.object_],
    family: Geometry,
    source: int | str | None,
    target: int,
    notebook: Notebook,
) -> tuple[NDArray[np.object_], dict[int, Text]]:
    """Bring shapes into the target CRS and refuse those that cannot be taken.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        As read; missing ones are None.
    family : {'point', 'line', 'polygon'}
        What the rows' kind needs.
    source : int, str or None
        EPSG code or WKT of the coordinates; None refuses every shape.
    target : int
        EPSG code of the store.
    notebook : Notebook
        Gets what was changed.

    Returns
    -------
    ndarray of shapely geometries, dict of int to Text
        The shapes, and for the positions that are refused the reason.
    """
    refused: dict[int, Text] = {}
    shapes = _flattened(shapes, notebook)
    _refuse(refused, shapely.is_missing(shapes) | shapely.is_empty(shapes), _NO_SHAPE)
    shapes = _of_family(shapes, family, refused)
    if source is None:
        _refuse(refused, np.ones(len(shapes), bool), _CLOSED)
        return shapes, refused
    good = np.asarray([at for at in range(len(shapes)) if at not in refused], int)
    shapes = _transformed(shapes, good, source, target, refused)
    good = np.asarray([at for at in good.tolist() if at not in refused], int)
    return _mended(shapes, good, family, refused, notebook), refused


def _refuse(refused: dict[int, Text], where: NDArray[np.bool_], why: Text) -> None:
    for at in np.flatnonzero(where).tolist():
        refused.setdefault(at, why)


def _flattened(shapes: NDArray[np.object_], notebook: Notebook) -> NDArray[np.object_]:
    tall = shapely.has_z(shapes) | shapely.has_m(shapes)
    if not tall.any():
        return shapes.copy()
    notebook.note("info", _DROPPED, count=int(tall.sum()))
    return np.asarray(shapely.force_2d(shapes), object)


def _of_family(
    shapes: NDArray[np.object_], family: Geometry, refused: dict[int, Text]
) -> NDArray[np.object_]:
    types = shapely.get_type_id(shapes)
    found = np.where(types < 0, family, _FAMILY[types])
    for at in np.flatnonzero(found == "collection").tolist():
        single = _single_member(shapes[at])
        if single is not None:
            shapes[at] = single
            found[at] = _FAMILY[shapely.get_type_id(single)]
    _refuse(refused, found != family, _OTHER)
    for at in np.flatnonzero(types == 4).tolist():
        if shapely.get_num_geometries(shapes[at]) == 1:
            shapes[at] = shapely.get_geometry(shapes[at], 0)
        else:
            refused.setdefault(at, _SEVERAL)
    return shapes


def _single_member(shape: shapely.Geometry) -> shapely.Geometry | None:
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else None


def _transformed(
    shapes: NDArray[np.object_],
    good: NDArray[np.intp],
    source: int | str,
    target: int,
    refused: dict[int, Text],
) -> NDArray[np.object_]:
    change = None if source == target else transformer(source, target)
    for some in _batches(shapes, good):
        points, owner = shapely.get_coordinates(shapes[some], return_index=True)
        if change is not None and len(points):
            points = change_coordinates(points, change)
        finite = np.isfinite(points).all(axis=1)
        lost = np.unique(owner[~finite])
        for at in some[lost].tolist():
            refused.setdefault(at, _FAR)
        if change is None:
            continue  # the shapes stay the very same: no second copy of a province
        whole = ~np.isin(owner, lost)
        kept = np.delete(some, lost)
        shapes[kept] = shapely.set_coordinates(shapes[kept].copy(), points[whole])
    return shapes


def _batches(
    shapes: NDArray[np.object_], good: NDArray[np.intp]
) -> list[NDArray[np.intp]]:
    """Return positions in groups of so many vertices: what is unpacked stays small."""
    which = np.cumsum(shapely.get_num_coordinates(shapes[good])) // _BATCH
    return list(np.split(good, np.flatnonzero(np.diff(which)) + 1))


def _mended(
    shapes: NDArray[np.object_],
    good: NDArray[np.intp],
    family: Geometry,
    refused: dict[int, Text],
    notebook: Notebook,
) -> NDArray[np.object_]:
    invalid = good[~shapely.is_valid(shapes[good])]
    if family == _POLYGON and len(invalid):
        fixed = shapely.make_valid(shapes[invalid])
        for at, shape in zip(invalid.tolist(), fixed.tolist(), strict=True):
            shapes[at] = _polygons_of(shape)
        usable = ~shapely.is_empty(shapes[invalid])
        if usable.any():
            notebook.note("warning", _REPAIRED, count=int(usable.sum()))
    if family != _POINT:
        size = shapely.area if family == _POLYGON else shapely.length
        for at in good[~(size(shapes[good]) > 0)].tolist():
            refused.setdefault(at, _FLAT)
    return shapes


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep the polygons of a repaired shape; lines and points are its scraps."""
    if shapely.get_type_id(shape) in _POLYGON_TYPES:
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons = [part for part in parts if shapely.get_type_id(part) == 3]
    if len(polygons) == 1:
        return polygons[0]
    return shapely.MultiPolygon(polygons)
