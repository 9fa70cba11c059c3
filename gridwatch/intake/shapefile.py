"""The only reader of shapefiles.

The attribute table is read byte for byte (`gridwatch.intake.dbf`), the shapes by
pyogrio in bulk. Where pyogrio gives no shape though the record holds one, fiona is
asked as well: it says what is wrong where pyogrio keeps silent. Nothing is ever
written beside the officer's files.
"""

from __future__ import annotations

import logging
import shutil
import struct
import tempfile
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import fiona
import fiona.errors
import numpy as np
import pyogrio.errors
import pyogrio.raw
import shapely
import shapely.geometry

from gridwatch.district.wording import Text
from gridwatch.intake.dbf import DbfTable
from gridwatch.intake.encoding import decide
from gridwatch.intake.layers import Coding, Facts, Geometry, Note, RawLayer, Unreadable
from gridwatch.intake.shp import HEADER, Records, measures, write_index
from gridwatch.intake.shp import records as records_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["attributes", "column_names", "load", "look"]

for _name in ("pyogrio", "fiona"):
    # Their English warnings reach the officer as findings, not on the console.
    logging.getLogger(_name).addHandler(logging.NullHandler())

_MAGIC = 9994
_FAMILIES: dict[int, Geometry] = {
    1: "point", 11: "point", 21: "point", 8: "point", 18: "point", 28: "point",
    3: "line", 13: "line", 23: "line",
    5: "polygon", 15: "polygon", 25: "polygon", 31: "polygon",
}  # fmt: skip
_LATIN = "ISO-8859-1"
_SAMPLE_ROWS = 60
_READ_ERRORS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    RuntimeError,
    ValueError,
    OSError,
)


@dataclass
class _Parts:
    """The files of one shapefile."""

    shp: Path
    shx: Path | None
    dbf: Path | None
    prj: Path | None
    cpg: Path | None


def _parts(path: Path) -> _Parts:
    found: dict[str, Path] = {}
    stem = path.stem.casefold()
    for other in path.parent.iterdir():
        if other.stem.casefold() == stem:
            # The exact spelling wins where A.dbf and a.dbf lie side by side.
            key = other.suffix.casefold()
            if key not in found or other.stem == path.stem:
                found[key] = other
    return _Parts(path, *(found.get(ext) for ext in (".shx", ".dbf", ".prj", ".cpg")))


def _header(path: Path) -> tuple[int, tuple[float, float, float, float] | None]:
    with path.open("rb") as file:
        head = file.read(HEADER)
    if len(head) < HEADER or struct.unpack(">i", head[:4])[0] != _MAGIC:
        text = Text("{name} 不是 shapefile", "{name} is no shapefile")
        raise Unreadable(text.filled(name=path.name))
    kind = struct.unpack("<i", head[32:36])[0]
    box = struct.unpack("<4d", head[36:68])
    usable = all(np.isfinite(box)) and box[0] <= box[2] and box[1] <= box[3]
    return kind, box if usable and box != (0.0, 0.0, 0.0, 0.0) else None


def _coding(parts: _Parts, table: DbfTable | None, hint: str | None) -> Coding | None:
    if table is None:
        return None
    if hint:
        return Coding(hint, True, Text("由用户指定", "chosen by the user"))
    cpg = _said_beside(parts)
    return decide(table.pieces(), language_byte=table.language_byte, cpg=cpg)


def _said_beside(parts: _Parts) -> str | None:
    """Return what the ``.cpg`` says, None where there is none."""
    return parts.cpg.read_text("latin-1")[:40] if parts.cpg is not None else None


def attributes(path: Path) -> tuple[DbfTable | None, str | None]:
    """Return the attribute table of a shapefile and what its ``.cpg`` says.

    Raises
    ------
    Unreadable
        Where the ``.dbf`` is none.
    """
    parts = _parts(path)
    table = DbfTable(parts.dbf) if parts.dbf is not None else None
    return table, _said_beside(parts)


def _table(parts: _Parts, notes: list[Note]) -> DbfTable | None:
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
    parts: _Parts, records: Records, table: DbfTable | None, rows: int
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
    parts = _parts(path)
    kind, box = _header(path)
    notes: list[Note] = []
    table = _table(parts, notes)
    records = records_of(parts.shp, parts.shx, table.records if table else 0)
    rows = len(_kept(records, table))
    coding = _coding(parts, table, encoding)
    if coding is not None and coding.overruled is not None:
        notes.append(Note("warning", coding.overruled))
    names: tuple[str, ...] = ()
    sample: dict[str, list[str]] = {}
    if table is not None and coding is not None:
        names = table.names(coding.encoding, notes)
        sample = _sample(table, coding.encoding)
    measured = _measured(path, records, names, notes)
    names = (*names, *measured)
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
    dbf = _parts(path).dbf
    return DbfTable(dbf).names(encoding) if dbf is not None else ()


def load(path: Path, encoding: str) -> RawLayer:
    """Read all rows of a shapefile.

    Parameters
    ----------
    path : Path
        The ``.shp``.
    encoding : str
        Python codec name of its texts.

    Returns
    -------
    RawLayer
        One row for every record; rows whose shape was lost say why.
    """
    parts = _parts(path)
    kind, _ = _header(path)
    notes: list[Note] = []
    table = _table(parts, notes=[])
    records = records_of(parts.shp, parts.shx, table.records if table else 0)
    kept = _kept(records, table)
    columns = _columns(table, encoding or "utf-8", kept, notes)
    for name, values in _measured(path, records, tuple(columns), []).items():
        ends = [None if np.isnan(v) else v for v in values.tolist()]
        columns[name] = [ends[row] if row < len(ends) else None for row in kept]
    layer = RawLayer(tuple(columns), (kept + 1).tolist(), columns, notes=notes)
    if kind in _FAMILIES or (records.types > 0).any():
        alone = table is not None and table.records < len(records.offsets)
        with _openable(parts, records, alone=alone) as opened:
            shapes, lost = _shapes(
                opened, records, max(int(kept.max(initial=-1)) + 1, 0)
            )
        layer.geometry = shapes[kept]
        if _FAMILIES.get(kind) == "polygon":
            notes += _turned(layer.geometry)
        layer.lost = {at: lost[row] for at, row in enumerate(kept) if row in lost}
    return layer


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
_LOOKED_AT = 20_000


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


@contextmanager
def _openable(parts: _Parts, records: Records, *, alone: bool) -> Iterator[Path]:
    """Give a path GDAL can open: the file itself, or a copy in a plain place.

    GDAL takes ``!`` in a path for a member of an archive, cannot open a shapefile
    without its index, and stops where the ``.dbf`` ends; all are cured on a temporary
    copy of the shapes `alone`.
    """
    if records.sound and not alone and "!" not in str(parts.shp):
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


def _shapes(
    path: Path, records: Records, total: int
) -> tuple[NDArray[np.object_], dict[int, Text]]:
    """Read every shape; those lost are asked for again one by one."""
    total = max(total, len(records.offsets))
    shapes = np.full(total, None, object)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # M values: a finding says it
            _, fids, wkb, _ = pyogrio.raw.read(
                path, columns=[], encoding=_LATIN, return_fids=True
            )
            found = shapely.from_wkb(wkb, on_invalid="fix")
        inside = fids < total
        shapes[fids[inside]] = found[inside]
    except _READ_ERRORS:
        pass  # nothing in bulk: every record is asked for below
    missing = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    wanted = [int(i) for i in missing if i < len(records.types)]
    wanted = [i for i in wanted if records.types[i] != 0]
    return shapes, _asked_again(path, records, shapes, wanted) if wanted else {}


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
        if records.types[row] == -1:
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
