"""Shapes that are not sound in themselves, asked of GDAL.

All are asked for in bulk. Where that fails or gives no shape though the record holds
one, each is asked for alone: what GDAL then says is the reason. Nothing is ever written
beside the officer's files.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio.raw
import shapely

from gridwatch.district.wording import Text
from gridwatch.intake.dbf import DbfTable
from gridwatch.intake.geopackage import READ_ERRORS, shapes_of
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.shaperecords import parts_of, records_of
from gridwatch.intake.shp import write_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from gridwatch.intake.shaperecords import Parts, Records

__all__ = ["shapes_left"]

# Its English warnings reach the officer as findings, not on the console.
logging.getLogger("pyogrio").addHandler(logging.NullHandler())

_LATIN = "ISO-8859-1"


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
    there = [r for r in rows if r < len(records.types) and records.types[r] != -1]
    asked = set(there)
    with _openable(parts, records) as opened:
        lost = _ask(opened, there, shapes)
    shapes[shapely.is_empty(shapes)] = None
    for row in rows:
        if shapes[row] is None:
            lost.setdefault(row, _why(records, row, outside=row not in asked))
    return shapes[list(rows)], lost


def _ask(
    path: Path, rows: Sequence[int], shapes: NDArray[np.object_]
) -> dict[int, Text]:
    """Read records, in halves where one of them fails; returns why those are lost."""
    if not rows:
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # M values: a finding says it
            _, fids, wkb, _ = pyogrio.raw.read(
                path, columns=[], encoding=_LATIN, return_fids=True, fids=list(rows)
            )
        shapes[fids], lost = shapes_of(wkb)
    except READ_ERRORS as error:
        if len(rows) == 1:
            return {rows[0]: _LOST.filled(why=_short(error))}
        half = len(rows) // 2
        return _ask(path, rows[:half], shapes) | _ask(path, rows[half:], shapes)
    return {int(fids[at]): why for at, why in lost.items()}


def _why(records: Records, row: int, *, outside: bool) -> Text:
    """Return why a record without a shape has none."""
    if outside:
        return _OUTSIDE
    points = int(records.points[row])
    return _UNREAD.filled(points=points) if points > 0 else _EMPTY


_LOST = Text("图形已损坏，无法读取（{why}）", "the shape is damaged ({why})")
_UNREAD = Text(
    "图形已损坏：声明有 {points} 个点，但读不出来",
    "the shape is damaged: it declares {points} points but none can be read",
)
_EMPTY = Text("图形是空的", "the shape is empty")
_OUTSIDE = Text(
    "索引指向文件之外，图形不存在", "the index points outside the file: no shape there"
)


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__
