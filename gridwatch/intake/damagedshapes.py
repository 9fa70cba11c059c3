"""Shapes that are not sound in themselves, asked of GDAL one by one.

pyogrio is asked first, in bulk. Where it gives no shape though the record holds one,
fiona is asked as well: it says what is wrong where pyogrio keeps silent. Nothing is
ever written beside the officer's files.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fiona
import fiona.errors
import numpy as np
import pyogrio.errors
import pyogrio.raw
import shapely
import shapely.geometry

from gridwatch.district.wording import Text
from gridwatch.intake.dbf import DbfTable
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.shaperecords import parts_of, records_of
from gridwatch.intake.shp import write_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from gridwatch.intake.shaperecords import Parts, Records

__all__ = ["shapes_left"]

for _name in ("pyogrio", "fiona"):
    # Their English warnings reach the officer as findings, not on the console.
    logging.getLogger(_name).addHandler(logging.NullHandler())

_LATIN = "ISO-8859-1"
_READ_ERRORS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    shapely.errors.GEOSException,
    RuntimeError,
    ValueError,
    IndexError,
    OSError,
)


@contextmanager
def _openable(parts: Parts, records: Records) -> Iterator[Path]:
    """Give a path GDAL can open: the file itself, or a copy in a plain place.

    GDAL takes ``!`` in a path for a member of an archive, cannot open a shapefile
    without its index, and stops where the ``.dbf`` ends; all are cured on a temporary
    copy of the shapes alone.
    """
    if records.sound and not _cut_short(parts, records) and "!" not in str(parts.shp):
        yield parts.shp
        return
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="gridwatch"))
        copy = Path(folder) / "layer.shp"
        shutil.copyfile(parts.shp, copy)
        if records.sound and parts.shx is not None:
            shutil.copyfile(parts.shx, copy.with_suffix(".shx"))
        else:
            write_index(copy, records)
        yield copy


def _cut_short(parts: Parts, records: Records) -> bool:
    """Tell whether the attribute table has fewer records than there are shapes."""
    if parts.dbf is None:
        return False
    try:
        return bool(DbfTable(parts.dbf).records < len(records.offsets))
    except Unreadable:
        return False


def shapes_left(path: Path, rows: Sequence[int]) -> tuple[Any, dict[int, Text]]:
    """Return the shapes of single records, and why others are lost.

    Parameters
    ----------
    path : Path
        The ``.shp``.
    rows : sequence of int
        Records from 0, those that are not sound in themselves.

    Returns
    -------
    ndarray of shapely geometries, dict of int to Text
        One shape for each of `rows`, None where it is lost; the reason by record.
    """
    parts = parts_of(path)
    records = records_of(parts)
    shapes = np.full(max([len(records.offsets), *(row + 1 for row in rows)]), None)
    with _openable(parts, records) as opened:
        _in_bulk(opened, rows, shapes)
        missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
        lost = _asked_again(opened, records, shapes, [r for r in rows if missing[r]])
    return shapes[list(rows)], lost


def _in_bulk(path: Path, rows: Sequence[int], shapes: NDArray[np.object_]) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # M values: a finding says it
            _, fids, wkb, _ = pyogrio.raw.read(
                path, columns=[], encoding=_LATIN, return_fids=True, fids=list(rows)
            )
        shapes[fids] = shapely.from_wkb(wkb, on_invalid="fix")
    except _READ_ERRORS:
        return  # nothing in bulk: every record is asked for


def _asked_again(
    path: Path, records: Records, shapes: NDArray[np.object_], wanted: list[int]
) -> dict[int, Text]:
    """Ask fiona for single shapes; returns why the others are lost."""
    lost: dict[int, Text] = {}
    try:
        with fiona.open(path, encoding=_LATIN) as layer:
            for row in wanted:
                shapes[row], why = _single(layer, row)
                if shapes[row] is None:
                    lost[row] = why
    except (fiona.errors.FionaError, OSError, ValueError) as error:
        for row in wanted:
            lost.setdefault(row, _LOST.filled(why=_short(error)))
    for row in lost:
        if row >= len(records.types) or records.types[row] == -1:
            lost[row] = _OUTSIDE
        elif lost[row] == _EMPTY and records.points[row] > 0:
            lost[row] = _UNREAD.filled(points=records.points[row])
    return lost


_LOST = Text("图形已损坏，无法读取（{why}）", "the shape is damaged ({why})")
_UNREAD = Text(
    "图形已损坏：声明有 {points} 个点，但读不出来",
    "the shape is damaged: it declares {points} points but none can be read",
)
_EMPTY = Text("图形是空的", "the shape is empty")
_OUTSIDE = Text(
    "索引指向文件之外，图形不存在", "the index points outside the file: no shape there"
)
_PATCH = Text(
    "三维面片（MultiPatch）不是地图图形", "a multipatch is not a shape for a map"
)


def _single(layer: fiona.Collection, row: int) -> tuple[shapely.Geometry | None, Text]:
    try:
        feature = layer.get(row)
        geometry = feature.geometry if feature is not None else None
        if geometry is None:
            return None, _EMPTY
        if geometry.type not in _READABLE:
            return None, _PATCH
        shape = shapely.geometry.shape(geometry)
    except Exception as error:  # noqa: BLE001 - fiona passes on any of GDAL's errors
        return None, _LOST.filled(why=_short(error))
    return (None, _EMPTY) if shape.is_empty else (shape, _EMPTY)


_READABLE = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
}  # fmt: skip


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__
