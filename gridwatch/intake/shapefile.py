"""The only reader of shapefiles.

Attribute table and shapes are read byte for byte (`gridwatch.intake.dbf`,
`gridwatch.intake.shapebytes`). Records that are not sound in themselves are asked of
GDAL (`gridwatch.intake.damagedshapes`), so that one of them costs no other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.wording import Text
from gridwatch.intake.dbf import DbfTable
from gridwatch.intake.encoding import decide
from gridwatch.intake.layers import Coding, Facts, Geometry, Note, RawLayer, Unreadable
from gridwatch.intake.shapebytes import shapes_of
from gridwatch.intake.shaperecords import (
    Parts,
    Records,
    bytes_of,
    header_of,
    parts_of,
    records_of,
)
from gridwatch.intake.shp import measures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["attributes", "column_names", "load", "look"]

_FAMILIES: dict[int, Geometry] = {
    1: "point", 11: "point", 21: "point", 8: "point", 18: "point", 28: "point",
    3: "line", 13: "line", 23: "line",
    5: "polygon", 15: "polygon", 25: "polygon", 31: "polygon",
}  # fmt: skip
_SAMPLE_ROWS = 60


def _coding(parts: Parts, table: DbfTable | None, hint: str | None) -> Coding | None:
    if table is None:
        return None
    if hint:
        return Coding(hint, True, Text("由用户指定", "chosen by the user"))
    cpg = _said_beside(parts)
    values, full = table.texts()
    return decide(values, full=full, language_byte=table.language_byte, cpg=cpg)


def _said_beside(parts: Parts) -> str | None:
    """Return what the ``.cpg`` says, None where there is none."""
    return parts.cpg.read_text("latin-1")[:40] if parts.cpg is not None else None


def attributes(path: Path) -> tuple[DbfTable | None, str | None]:
    """Return the attribute table of a shapefile and what its ``.cpg`` says.

    Raises
    ------
    Unreadable
        Where the ``.dbf`` is none.
    """
    parts = parts_of(path)
    table = DbfTable(parts.dbf) if parts.dbf is not None else None
    return table, _said_beside(parts)


def _table(parts: Parts, notes: list[Note]) -> DbfTable | None:
    if parts.dbf is None:
        notes.append(Note("warning", _NO_DBF))
        return None
    try:
        table = DbfTable(parts.dbf)
    except Unreadable as error:
        notes.append(Note("error", error.text))
        return None
    if table.truncated:
        notes.append(Note("error", _CUT_OFF, count=table.truncated))
    return table


_NO_DBF = Text(
    "缺少 .dbf：只有图形，没有属性", "the .dbf is missing: shapes without attributes"
)
_NO_SHX = Text(
    "缺少 .shx：已在临时副本上重建索引，源文件未改动",
    "the .shx is missing: rebuilt on a temporary copy, the delivery is unchanged",
)
_BAD_SHX = Text(
    ".shx 自相矛盾：已在临时副本上重建索引，源文件未改动",
    "the .shx contradicts itself: rebuilt on a temporary copy, the delivery is "
    "unchanged",
)
_CUT_OFF = Text(
    ".dbf 在中途截断，末尾的记录不存在",
    "the .dbf is cut off: records at its end do not exist",
)
_DELETED = Text(
    "已在 .dbf 中标记删除的记录，未导入",
    "records marked as deleted in the .dbf: left out",
)
_MEASURES = Text(
    "图形带测量值 M（{low} 至 {high}）：图形里不保存，起止值作为列“{names}”读入",
    "shapes carry measures (M, {low} to {high}): not kept in the shapes; those at "
    "their ends are read as columns {names}",
)
_TURNED = Text(
    "外环方向与 shapefile 规范相反（抽查 {looked} 个）：按内外关系读取，面积不受影响",
    "outer rings run against the shapefile's rule (of {looked} looked at): read by "
    "what lies inside what, areas are not affected",
)
_UNEQUAL = Text(
    "图形 {shapes} 个，属性 {records} 条，数目不一致",
    "{shapes} shapes but {records} attribute records",
)


def _kept(records: Records, table: DbfTable | None) -> NDArray[np.intp]:
    """Return the 0-based records that can be reached, deleted ones left out."""
    total = max(len(records.offsets), table.records if table else 0)
    kept = np.ones(total, bool)
    if table is not None:
        kept[: table.records] = ~table.deleted
    return np.flatnonzero(kept)


def _notes(
    parts: Parts, records: Records, table: DbfTable | None, rows: int
) -> list[Note]:
    notes = []
    if not records.indexed:
        notes.append(Note("info", _NO_SHX))
    elif not records.sound:
        notes.append(Note("warning", _BAD_SHX))
    if table is not None:
        shapes, total = len(records.offsets), table.records
        if shapes != total:
            text = _UNEQUAL.filled(shapes=shapes, records=total)
            notes.append(Note("warning", text))
        gone = max(shapes, total) - rows
        if gone:
            notes.append(Note("info", _DELETED, count=gone))
    if parts.cpg is not None and parts.cpg.stat().st_size == 0:
        notes.append(Note("info", Text(".cpg 是空的", "the .cpg is empty")))
    return notes


def look(path: Path, encoding: str | None = None) -> list[Facts]:
    """Look at a shapefile without reading its shapes.

    Parameters
    ----------
    path : Path
        The ``.shp``.
    encoding : str or None
        Codec said by the officer; None decides from the bytes.

    Raises
    ------
    Unreadable
        Where the ``.shp`` is none.
    """
    parts = parts_of(path)
    kind, box = header_of(path)
    notes: list[Note] = []
    table = _table(parts, notes)
    records = records_of(parts, table.records if table else 0)
    rows = len(_kept(records, table))
    coding = _coding(parts, table, encoding)
    if coding is not None and coding.overruled is not None:
        notes.append(Note("warning", coding.overruled))
    names: tuple[str, ...] = ()
    sample: dict[str, list[str]] = {}
    if table is not None and coding is not None:
        names = table.names(coding.encoding, notes)
        sample = _sample(table, coding.encoding)
    names = (*names, *_measured(path, records, names, notes))
    return [
        Facts(
            None,
            names,
            rows,
            _FAMILIES.get(kind, "none"),
            coding,
            parts.prj.read_text("utf-8", "replace") if parts.prj else "",
            box,
            sample,
            0,
            (*notes, *_notes(parts, records, table, rows)),
        )
    ]


def _sample(table: DbfTable, encoding: str) -> dict[str, list[str]]:
    values = table.values(encoding, slice(0, _SAMPLE_ROWS), [])
    return {
        name: [str(value) for value in column if value is not None]
        for name, column in values.items()
    }


def column_names(path: Path, encoding: str) -> tuple[str, ...]:
    """Return the field names of a shapefile read in another encoding."""
    dbf = parts_of(path).dbf
    return DbfTable(dbf).names(encoding) if dbf is not None else ()


Rest = Callable[["Path", list[int]], tuple[Any, dict[int, Text]]]
"""Whoever is asked for the records that are not sound: their shapes, why some lack."""


@np.errstate(over="ignore", invalid="ignore")  # coordinates of damaged shapes
def load(path: Path, encoding: str, rest: Rest | None = None) -> RawLayer:
    """Read all rows of a shapefile.

    Parameters
    ----------
    path : Path
        The ``.shp``.
    encoding : str
        Python codec name of its texts.
    rest : callable or None
        Asked for the shapes that are not sound in themselves; None asks GDAL here.

    Returns
    -------
    RawLayer
        One row for every record; rows whose shape was lost say why.
    """
    parts = parts_of(path)
    kind, _ = header_of(path)
    notes: list[Note] = []
    table = _table(parts, notes=[])
    records = records_of(parts, table.records if table else 0)
    kept = _kept(records, table)
    columns = _columns(table, encoding or "utf-8", kept, notes)
    for name, values in _measured(path, records, tuple(columns), []).items():
        ends = [None if np.isnan(v) else v for v in values.tolist()]
        columns[name] = [ends[row] if row < len(ends) else None for row in kept]
    layer = RawLayer(tuple(columns), (kept + 1).tolist(), columns, notes=notes)
    if kind in _FAMILIES or (records.types > 0).any():
        total = max(len(records.offsets), int(kept.max(initial=-1)) + 1)
        shapes, lost = _shapes(parts.shp, records, total, rest or _asked_here)
        layer.geometry = shapes[kept]
        if _FAMILIES.get(kind) == "polygon":
            notes += _turned(layer.geometry)
        layer.lost = {at: lost[row] for at, row in enumerate(kept) if row in lost}
    return layer


def _asked_here(path: Path, rows: list[int]) -> tuple[Any, dict[int, Text]]:
    from gridwatch.intake.damagedshapes import shapes_left

    return shapes_left(path, rows)


def _shapes(
    path: Path, records: Records, total: int, rest: Rest
) -> tuple[NDArray[np.object_], dict[int, Text]]:
    """Read every shape; those that are not sound are asked for."""
    shapes = np.full(total, None, object)
    found = shapes_of(bytes_of(path), records.offsets, records.types)
    shapes[: len(found)] = found
    wanted = np.flatnonzero(shapely.is_missing(found) & (records.types != 0)).tolist()
    if not wanted:
        return shapes, {}
    try:
        shapes[wanted], lost = rest(path, wanted)
    except Unreadable as error:
        lost = dict.fromkeys(wanted, error.text)
    return shapes, lost


def _measured(
    path: Path, records: Records, names: Sequence[str], notes: list[Note]
) -> dict[str, NDArray[np.float64]]:
    """Return the measures at the ends of the shapes as columns, by record."""
    found = measures(path, records)
    if found is None:
        return {}
    first, last = found
    points = set(records.types.tolist()) <= _POINTS
    titles: tuple[str, ...] = ("M",) if points else ("M_起", "M_止")
    while set(titles) & set(names):
        titles = tuple(f"{title}_" for title in titles)
    both = np.concatenate([first, last])
    text = _MEASURES.filled(
        low=f"{np.nanmin(both):g}", high=f"{np.nanmax(both):g}", names="、".join(titles)
    )
    row = int(np.flatnonzero(np.isfinite(first) | np.isfinite(last))[0]) + 1
    count = int((np.isfinite(first) | np.isfinite(last)).sum())
    notes.append(Note("info", text, row, None, count))
    return dict(zip(titles, found, strict=False))


_POINTS = {0, 1, 11, 21}
_LOOKED_AT = 2_000


def _turned(shapes: NDArray[np.object_]) -> list[Note]:
    """Say that outer rings run the wrong way round; of very many, some are asked."""
    step = len(shapes) // _LOOKED_AT + 1
    rows = np.flatnonzero(~shapely.is_missing(shapes))[::step]
    if not len(rows):
        return []
    outer = shapely.get_exterior_ring(shapely.get_geometry(shapes[rows], 0))
    turned = rows[shapely.is_ccw(outer)]
    if not len(turned):
        return []
    text = _TURNED.filled(looked=len(rows))
    return [Note("info", text, int(turned[0]) + 1, None, len(turned))]


def _columns(
    table: DbfTable | None,
    encoding: str,
    kept: NDArray[np.intp],
    notes: list[Note],
) -> dict[str, list[object]]:
    if table is None:
        return {}
    columns = table.values(encoding, slice(0, None), notes)
    if len(kept) == table.records:
        return columns
    return {
        name: [values[row] if row < table.records else None for row in kept]
        for name, values in columns.items()
    }
