"""Shapes of a delivery brought into the store: one family, flat, valid, transformed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.intake.coordinates import Coordinates
    from gridwatch.intake.findings import Notebook, Severity
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
_AREA_MOVED = Text(
    "修复后面积变化超过 1 %，请在地图上核对",
    "the repair changed the area by more than 1 %: check on the map",
)
_REPEATED = Text(
    "图形与前面另一行完全相同，两行都已读入",
    "shapes that are the same as another row's before: both were taken",
)
_EARTH = 1e8
"""No coordinate in metres is as large, zone prefixes included: such are torn bytes."""

_AREA_KEPT = 0.01
_ROWS_NAMED = 10
_DROPPED = Text("高程 Z / 测量值 M 已去掉", "Z and M values were dropped")
_CLOSED = Text("没有 CRS，无法定位：请指定坐标系", "no CRS: say which one it is")


def prepared(
    shapes: NDArray[np.object_],
    family: Geometry,
    source: Coordinates,
    target: int,
    notebook: Notebook,
    numbers: Sequence[int] | None = None,
) -> tuple[NDArray[np.object_], dict[int, Text]]:
    """Bring shapes into the target CRS and refuse those that cannot be taken.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        As read; missing ones are None.
    family : {'point', 'line', 'polygon'}
        What the rows' kind needs.
    source : Coordinates
        How the coordinates are read; without a CRS or a fit every shape is refused.
    target : int
        EPSG code of the store.
    notebook : Notebook
        Gets what was changed.
    numbers : sequence of int or None
        Row number of each shape, as the officer counts; None counts from 1.

    Returns
    -------
    ndarray of shapely geometries, dict of int to Text
        The shapes, and for the positions that are refused the reason.
    """
    refused: dict[int, Text] = {}
    rows = np.arange(1, len(shapes) + 1) if numbers is None else np.asarray(numbers)
    shapes = _flattened(shapes, notebook)
    _refuse(refused, shapely.is_missing(shapes) | shapely.is_empty(shapes), _NO_SHAPE)
    shapes = _of_family(shapes, family, refused)
    if source.crs is None and source.fit is None:
        _refuse(refused, np.ones(len(shapes), bool), _CLOSED)
        return shapes, refused
    good = np.asarray([at for at in range(len(shapes)) if at not in refused], int)
    shapes = _transformed(shapes, good, source, target, refused)
    good = np.asarray([at for at in good.tolist() if at not in refused], int)
    shapes = _mended(shapes, good, rows, family, refused, notebook)
    good = np.asarray([at for at in good.tolist() if at not in refused], int)
    _note_repeats(shapes, good, rows, family, notebook)
    return shapes, refused


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
    source: Coordinates,
    target: int,
    refused: dict[int, Text],
) -> NDArray[np.object_]:
    same = source.plain and source.crs == target
    for some in _batches(shapes, good):
        points, owner = shapely.get_coordinates(shapes[some], return_index=True)
        if not same and len(points):
            points = source.placed(points, target)
        finite = (np.abs(points) < _EARTH).all(axis=1)
        lost = np.unique(owner[~finite])
        for at in some[lost].tolist():
            refused.setdefault(at, _FAR)
        if same:
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
    rows: NDArray[np.intp],
    family: Geometry,
    refused: dict[int, Text],
    notebook: Notebook,
) -> NDArray[np.object_]:
    invalid = good[~shapely.is_valid(shapes[good])]
    if family == _POLYGON and len(invalid):
        before = shapely.area(shapes[invalid])
        shapes[invalid] = [_repaired(shape) for shape in shapes[invalid]]
        usable = ~shapely.is_empty(shapes[invalid])
        after = shapely.area(shapes[invalid])
        _note(notebook, "warning", _REPAIRED, rows[invalid[usable]])
        moved = usable & (abs(after - before) > _AREA_KEPT * np.maximum(after, before))
        _note(notebook, "warning", _AREA_MOVED, rows[invalid[moved]])
    if family != _POINT:
        size = shapely.area if family == _POLYGON else shapely.length
        for at in good[~(size(shapes[good]) > 0)].tolist():
            refused.setdefault(at, _FLAT)
    return shapes


def _note(
    notebook: Notebook, severity: Severity, text: Text, rows: NDArray[np.intp]
) -> None:
    """Write down what holds for some rows, naming the first of them."""
    if not len(rows):
        return
    zh = "、".join(map(str, rows[:_ROWS_NAMED].tolist()))
    en = zh.replace("、", ", ")
    more = len(rows) > _ROWS_NAMED
    zh, en = (f"{zh} …", f"{en} …") if more else (zh, en)
    told = Text(f"{text.zh}（第 {zh} 行）", f"{text.en} (rows {en})")
    notebook.note(severity, told, row=int(rows[0]), count=len(rows))


def _repaired(shape: shapely.Geometry) -> shapely.Geometry:
    """Make a polygon valid.

    A ring inside another is a hole however it runs; parts that overlap in part are
    ground told twice and are united.
    """
    parts = shapely.get_parts(shape)
    method = "linework"
    if len(parts) > 1 and shapely.is_valid(parts).all():
        one, other = shapely.STRtree(parts).query(parts, predicate="overlaps")
        method = "structure" if (one != other).any() else method
    return _polygons_of(
        shapely.make_valid(shape, method=method, keep_collapsed=method == "linework")
    )


def _note_repeats(
    shapes: NDArray[np.object_],
    good: NDArray[np.intp],
    rows: NDArray[np.intp],
    family: Geometry,
    notebook: Notebook,
) -> None:
    """Say which shapes stand twice, point for point; both are taken."""
    some = shapes[good]
    if not len(some):
        return
    box = shapely.bounds(some)
    size = shapely.area(some) + shapely.length(some)
    # One number of each that equal shapes share; few others do.
    key = box @ (1.0, 3.1, 7.3, 17.9) + 31.7 * size + shapely.get_num_coordinates(some)
    order = np.argsort(key, kind="stable")
    twin = np.flatnonzero(np.diff(key[order]) == 0)
    same = shapely.equals_exact(some[order[twin]], some[order[twin + 1]])
    later = np.sort(good[order[twin[same] + 1]])
    severity: Severity = "info" if family == _POINT else "warning"
    _note(notebook, severity, _REPEATED, rows[later])


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep the polygons of a repaired shape; lines and points are its scraps."""
    if shapely.get_type_id(shape) in _POLYGON_TYPES:
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons = [part for part in parts if shapely.get_type_id(part) == 3]
    if len(polygons) == 1:
        return polygons[0]
    return shapely.MultiPolygon(polygons)
