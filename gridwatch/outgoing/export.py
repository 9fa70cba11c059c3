"""Going out: what is wished, what would be lost, and the files, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gridwatch.district.rows import MAPPED
from gridwatch.district.wording import Format, Language, OfficerError, Text
from gridwatch.outgoing.fitting import (
    TEXT_LIMIT,
    Problem,
    fitted,
    is_text,
    misfits,
    names_in,
)
from gridwatch.outgoing.places import with_places
from gridwatch.outgoing.tables import Audience, tables_of
from gridwatch.outgoing.vectors import LONLAT, moved, write_layer, write_shapefile
from gridwatch.reports.saving import folder_when_whole, moved_when_whole
from gridwatch.reports.writing import Column as SheetColumn
from gridwatch.reports.writing import Sheet, write_book, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from gridwatch.district.district import District
    from gridwatch.outgoing.tables import Table

__all__ = [
    "ENCODINGS",
    "FORMATS",
    "Plan",
    "Stopped",
    "Wish",
    "Written",
    "format_of",
    "plan",
    "write",
]

FORMATS = ("shp", "gpkg", "geojson", "kml", "xlsx", "csv")
"""What can be written, by the name of the format."""
ENCODINGS = ("gbk", "gb18030", "utf-8")
"""Encodings of a shapefile's table."""
_ONE_FILE = {"gpkg", "kml", "xlsx"}
_LONLAT_ONLY = {"geojson", "kml"}
_SHEETS = {"xlsx", "csv"}
_MAPPED = tuple(kind.value for kind in MAPPED)
_FIELDS_SHEET = Text("字段对照", "fields")
_UNWELCOME = '<>:"/\\|?*'


@dataclass(frozen=True, slots=True)
class Wish:
    """What the officer wants to send out.

    Parameters
    ----------
    format : str
        One of `FORMATS`.
    as_of : date
        The day it speaks of.
    layers : tuple of str
        Of `tables.LAYERS`; empty: all that hold something, for maps those with places.
    encoding : str
        Of a shapefile: one of `ENCODINGS`.
    crs : int or None
        EPSG code; None: that of the store. GeoJSON and KML are always WGS 84.
    audience : Audience
        For whom.
    language : Language
        Language of headings and words.
    """

    format: str
    as_of: date
    layers: tuple[str, ...] = ()
    encoding: str = "gbk"
    crs: int | None = None
    audience: Audience = Audience.PUBLIC
    language: Language = Language.ZH


@dataclass(frozen=True)
class Plan:
    """What would be written, and what would be lost on the way.

    Parameters
    ----------
    wish : Wish
        What it was made of.
    tables : tuple of Table
        The layers, in the CRS they go out in.
    crs : int
        EPSG code of that.
    problems : tuple of Problem
        The gravest first.
    """

    wish: Wish
    tables: tuple[Table, ...]
    crs: int
    problems: tuple[Problem, ...] = ()

    @property
    def losses(self) -> int:
        """How many values do not fit as they are."""
        return sum(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Parameters
    ----------
    path : Path
        The file or folder.
    files : tuple of str
        Names of the files in it (or its own).
    rows : dict of str to int
        Rows by layer.
    """

    path: Path
    files: tuple[str, ...]
    rows: dict[str, int] = field(default_factory=dict)


class Stopped(OfficerError):  # noqa: N818 - an outcome, not a fault
    """Raised after the officer has stopped the writing."""

    def __init__(self) -> None:
        super().__init__(_STOPPED)


def format_of(path: Path) -> str:
    """Return the format that a path asks for by its ending; a folder is shapefiles.

    Raises
    ------
    OfficerError
        For any other ending.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending == "json":
        return "geojson"
    if not ending:
        return "shp"
    if ending not in FORMATS:
        raise OfficerError(_UNKNOWN.filled(name=path.name))
    return ending


def plan(district: District, wish: Wish) -> Plan:
    """Return what would be written and what would not fit; writes nothing.

    Raises
    ------
    OfficerError
        Where there is nothing to write, or the CRS cannot be reached exactly.
    """
    usual = () if wish.format in _SHEETS else _MAPPED
    names = wish.layers or usual
    if wish.format in _LONLAT_ONLY and not set(names) <= set(_MAPPED):
        raise OfficerError(_PLACELESS.filled(format=wish.format))
    tables = tables_of(district, names, wish.as_of, wish.audience, wish.language)
    if not wish.layers:
        tables = tuple(table for table in tables if table.rows)
    if not tables:
        raise OfficerError(_NOTHING)
    crs = LONLAT if wish.format in _LONLAT_ONLY else (wish.crs or district.crs)
    if wish.format in _SHEETS:
        tables = tuple(
            with_places(table, district.crs, crs, wish.language) for table in tables
        )
    else:
        tables = tuple(
            replace(table, shapes=tuple(moved(table.shapes, district.crs, crs)))
            if table.shapes is not None
            else table
            for table in tables
        )
    problems: list[Problem] = []
    if wish.format == "shp":
        for table in tables:
            problems += misfits(table, wish.encoding)
    problems.sort(key=lambda problem: problem.severity != "error")
    return Plan(wish, tables, crs, tuple(problems))


def write(
    going: Plan,
    path: Path,
    *,
    fit: bool = False,
    progress: Callable[[int, int, Text], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write a plan; the file or folder appears whole or not at all.

    Parameters
    ----------
    going : Plan
        What `plan` made.
    path : Path
        A file; for shapefiles, and for several layers as ``csv`` or ``geojson``, a
        folder that is new or empty.
    fit : bool
        Let texts that do not fit be marked and cut (`fitting.fitted`).
    progress, cancelled : callable, optional
        Told how far it is; asked whether to stop.

    Raises
    ------
    OfficerError
        Where values do not fit and `fit` is not wanted, where it was stopped, or where
        it cannot be written; what stood there before stands untouched.
    """
    if going.losses and not fit:
        raise OfficerError(_LOSSES.filled(number=going.losses))
    watched = _watched(going, progress, cancelled)
    if going.wish.format in _ONE_FILE or _single(going, path):
        files = _file(going, path, watched)
    else:
        files = _folder(going, path, watched, fit=fit)
    rows = {table.title: len(table.rows) for table in going.tables}
    return Written(path, files, rows)


def _single(going: Plan, path: Path) -> bool:
    """Tell whether one layer goes into one file."""
    return going.wish.format != "shp" and len(going.tables) == 1 and bool(path.suffix)


def _watched(
    going: Plan,
    progress: Callable[[int, int, Text], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[Table]:
    total = len(going.tables)
    for number, table in enumerate(going.tables):
        if cancelled is not None and cancelled():
            raise Stopped
        if progress is not None:
            progress(number, total, Text(table.title, table.title))
        yield table
    if cancelled is not None and cancelled():
        raise Stopped
    if progress is not None:
        progress(total, total, Text("", ""))


def _file(going: Plan, path: Path, tables: Iterator[Table]) -> tuple[str, ...]:
    if going.wish.format == "xlsx":
        sheets = [Sheet(t.title, _heads(t), t.rows) for t in tables]
        write_book(path, path.stem, sheets, _notes(going))
    elif going.wish.format == "csv":
        for table in tables:
            write_table(path, table.title, _heads(table), table.rows)
    else:
        with moved_when_whole(path) as draft:
            for table in tables:
                write_layer(draft, table, going.crs)
    return (path.name,)


def _folder(
    going: Plan, path: Path, tables: Iterator[Table], *, fit: bool
) -> tuple[str, ...]:
    with folder_when_whole(path) as draft:
        for table in tables:
            name = _file_name(table.title)
            if going.wish.format == "csv":
                write_table(
                    draft / f"{name}.csv", table.title, _heads(table), table.rows
                )
            elif going.wish.format == "geojson":
                write_layer(draft / f"{name}.geojson", table, going.crs)
            else:
                _shapefile(going, draft / name, table, fit=fit)
        if going.wish.format == "shp":
            _write_fields(going, draft)
        return tuple(sorted(one.name for one in draft.iterdir()))


def _shapefile(going: Plan, stem: Path, table: Table, *, fit: bool) -> None:
    encoding = going.wish.encoding
    names = names_in(table, encoding)
    path = stem.with_name(stem.name + (".shp" if table.mapped else ".dbf"))
    fitting = fitted(table, encoding) if fit else table
    write_shapefile(path, fitting, going.crs, names, encoding)


def _heads(table: Table) -> list[SheetColumn]:
    return [SheetColumn(column.title, column.format) for column in table.columns]


def _file_name(title: str) -> str:
    return "".join("_" if c in _UNWELCOME else c for c in title).strip(". ") or "1"


def _notes(going: Plan) -> list[tuple[str, str]]:
    told = (
        (Text("截至", "as of"), Text(*[going.wish.as_of.isoformat()] * 2)),
        (Text("坐标系", "CRS"), Text(*[f"EPSG:{going.crs}"] * 2)),
        (Text("用途", "for"), _AUDIENCES[going.wish.audience]),
    )
    language = going.wish.language
    return [(head.of(language), words.of(language)) for head, words in told]


_AUDIENCES = {
    Audience.PUBLIC: Text("对外：手机号已隐去中间几位", "public: mobiles are masked"),
    Audience.OFFICE: Text("办公室内部", "the office only"),
}


# --- the sheet of fields -------------------------------------------------------------

_FIELD_HEADS = (
    Text("图层", "layer"),
    Text("文件字段", "field in the file"),
    Text("全名", "full name"),
    Text("标识", "identifier"),
    Text("类型", "type"),
    Text("最宽(字节)", "widest (bytes)"),
    Text("空白行数", "rows without a value"),
)
_TYPE_NAMES = {
    Format.INTEGER: Text("整数", "whole number"),
    Format.LENGTH: Text("小数（米）", "number (m)"),
    Format.AREA: Text("小数（平方公里）", "number (km²)"),
    Format.DAY: Text("日期", "day"),
}
_TEXT_NAME = Text("文字", "text")


def _write_fields(going: Plan, folder: Path) -> None:
    """Write which short name stands for which field, beside the shapefiles."""
    language, encoding = going.wish.language, going.wish.encoding
    lines = []
    for table in going.tables:
        names = names_in(table, encoding)
        for place, column in enumerate(table.columns):
            values = [row[place] for row in table.rows]
            widths = [len(str(v or "").encode(encoding, "replace")) for v in values]
            lines.append(
                (
                    table.title,
                    names[place],
                    column.title,
                    column.key,
                    _TYPE_NAMES.get(column.format, _TEXT_NAME).of(language),
                    min(max(widths, default=0), TEXT_LIMIT)
                    if is_text(column)
                    else None,
                    sum(value in (None, "") for value in values),
                )
            )
    name = _FIELDS_SHEET.of(language)
    heads = [SheetColumn(head.of(language)) for head in _FIELD_HEADS]
    write_table(folder / f"{name}.xlsx", name, heads, lines, _notes(going))


_STOPPED = Text(
    "已停止，没有写出文件。数据没有改变。",
    "Stopped; no file was written. No data has changed.",
)
_NOTHING = Text(
    "没有可导出的内容，没有写出文件。请先导入数据，或另选图层。",
    "There is nothing to write; no file was made. Import first, or choose other "
    "layers.",
)
_PLACELESS = Text(
    "{format} 只能放有位置的图层（行政区、河流、河段、水库、网格、公示牌、排污口），"
    "没有写出文件。其余请用 .xlsx、.csv 或 .gpkg。",
    "{format} holds layers with places only; nothing was written. Use .xlsx, .csv or "
    ".gpkg for the others.",
)
_UNKNOWN = Text(
    "看不出 {name} 要写成什么格式，没有写出文件。请用 .gpkg、.geojson、.kml、.xlsx、"
    ".csv，或写一个文件夹名（shapefile）。",
    "Cannot tell what {name} should be; nothing was written. Use .gpkg, .geojson, "
    ".kml, .xlsx, .csv, or the name of a folder (shapefiles).",
)
_LOSSES = Text(
    "有 {number} 个值放不进这种文件（见清单），没有写出文件。请改用 GB18030、UTF-8 或 "
    "GeoPackage；或同意用〓代替、截断后再写。",
    "{number} values do not fit into such a file (see the list); nothing was written. "
    "Use GB18030, UTF-8 or a GeoPackage; or agree that they are marked and cut.",
)
