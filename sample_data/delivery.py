"""Writes files the way an office delivers them: GBK shapefiles and a workbook."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
import shapely
import xlsxwriter
from pyogrio import raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from people import Holder

    Table = list[dict[str, str | date | None]]

CRS = "EPSG:4548"
REFERENCE_DAY = "2026-11-01"
LANGUAGE_BYTE, LANGUAGE_GBK = 29, 0x4D
FAULT_COLUMNS = ("rule", "kind", "code", "note")
ROSTER_COLUMNS = {
    "序号": 6,
    "姓名": 10,
    "职务": 14,
    "级别": 8,
    "单位及职务": 30,
    "办公电话": 15,
    "手机": 14,
    "责任对象类型": 12,
    "责任对象代码": 36,
    "责任对象名称": 36,
    "任职日期": 12,
    "离任日期": 12,
    "任命文号": 22,
    "备注": 18,
}


@dataclass(frozen=True)
class Layer:
    """One shapefile before it is written.

    Attributes
    ----------
    kind : str
        Point, LineString or Polygon.
    shapes : sequence of Geometry
        One for each row.
    columns : mapping of str to sequence
        Field names, at most ten bytes in GBK, and their values.
    """

    kind: str
    shapes: Sequence[shapely.Geometry]
    columns: Mapping[str, Sequence[object]]


def write_layer(path: Path, layer: Layer) -> None:
    """Write a shapefile in GBK, without a .cpg, dated the reference day.

    The library leaves the language byte of the .dbf blank, so it is set afterwards.

    Parameters
    ----------
    path : Path
        The .shp file; its folder is made if need be.
    layer : Layer
        What to write.
    """
    check_gbk(layer)
    path.parent.mkdir(parents=True, exist_ok=True)
    values = [field_values(column) for column in layer.columns.values()]
    masks = [
        np.isnat(column) if column.dtype.kind == "M" else None for column in values
    ]
    raw.write(
        path,
        shapely.to_wkb(np.array(layer.shapes)),
        values,
        np.array(list(layer.columns), dtype=object),
        field_mask=masks,
        geometry_type=layer.kind,
        crs=CRS,
        driver="ESRI Shapefile",
        encoding="CP936",
        layer_options={
            "DBF_DATE_LAST_UPDATE": REFERENCE_DAY,
            "RESIZE": "YES",
        },
    )
    path.with_suffix(".cpg").unlink(missing_ok=True)
    with path.with_suffix(".dbf").open("r+b") as table:
        table.seek(LANGUAGE_BYTE)
        table.write(bytes([LANGUAGE_GBK]))


def check_gbk(layer: Layer) -> None:
    """Make sure that every name and value can be written in GBK.

    GDAL replaces or drops what it cannot encode without a word.

    Parameters
    ----------
    layer : Layer
        What is to be written.
    """
    for name, column in layer.columns.items():
        if len(name.encode("gbk")) > 10:
            raise ValueError(f"field name {name} is longer than ten bytes")
        for value in column:
            if isinstance(value, str):
                value.encode("gbk")


def field_values(column: Sequence[object]) -> np.ndarray:
    """Turn a column into an array of the type its field gets.

    Parameters
    ----------
    column : sequence
        Strings, whole numbers, numbers or dates with gaps.

    Returns
    -------
    array
        Of objects, int32, float64 or days.
    """
    sample = next((value for value in column if value is not None), None)
    if isinstance(sample, date):
        return np.array(column, dtype="datetime64[D]")
    if isinstance(sample, int):
        return np.array(column, dtype=np.int32)
    if isinstance(sample, float):
        return np.array(column, dtype=np.float64)
    return np.array(column, dtype=object)


def write_roster(path: Path, sheets: dict[str, tuple[str, list[Holder]]]) -> None:
    """Write the roster workbook.

    Parameters
    ----------
    path : Path
        The .xlsx file; its folder is made if need be.
    sheets : dict
        For each sheet its title row and its rows.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        created = datetime.fromisoformat(REFERENCE_DAY)
        book.set_properties({"title": "云溪区河长制责任人名单", "created": created})
        look = {"border": 1, "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        formats = {
            "title": book.add_format(
                {"bold": True, "font_name": "黑体", "font_size": 16, "align": "center"}
            ),
            "header": book.add_format({**look, "bold": True, "align": "center"}),
            "text": book.add_format({**look, "num_format": "@"}),
            "date": book.add_format({**look, "num_format": "yyyy-mm-dd"}),
        }
        for name, (title, holders) in sheets.items():
            write_sheet(book.add_worksheet(name), title, holders, formats)


def write_sheet(
    sheet: xlsxwriter.worksheet.Worksheet,
    title: str,
    holders: list[Holder],
    formats: dict[str, xlsxwriter.format.Format],
) -> None:
    """Write one sheet: a merged title row, the header, the rows.

    Parameters
    ----------
    sheet : Worksheet
        The sheet.
    title : str
        The text of the title row.
    holders : list of Holder
        The rows.
    formats : dict of str to Format
        The looks of the cells.
    """
    sheet.merge_range(0, 0, 0, len(ROSTER_COLUMNS) - 1, title, formats["title"])
    for column, (header, width) in enumerate(ROSTER_COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, header, formats["header"])
    sheet.freeze_panes(2, 2)
    for row, holder in enumerate(holders, start=2):
        sheet.write_number(row, 0, row - 1, formats["header"])
        for column, value in enumerate(roster_row(holder), start=1):
            if isinstance(value, date):
                sheet.write_datetime(row, column, value, formats["date"])
            elif value:
                sheet.write_string(row, column, value, formats["text"])
            else:
                sheet.write_blank(row, column, None, formats["text"])


def roster_row(holder: Holder) -> list[str | date | None]:
    """Return the cells of a roster row after its serial.

    Parameters
    ----------
    holder : Holder
        The row.

    Returns
    -------
    list
        Texts and dates in the order of `ROSTER_COLUMNS`.
    """
    return [
        holder.name,
        holder.post,
        holder.level,
        holder.office,
        holder.phone,
        holder.mobile,
        holder.kind,
        "、".join(holder.codes),
        "、".join(holder.titles),
        holder.start,
        holder.end,
        holder.paper,
        holder.note,
    ]


def write_tables(path: Path, sheets: Mapping[str, Table]) -> None:
    """Write a workbook of plain tables: a header and rows, no title.

    Parameters
    ----------
    path : Path
        The .xlsx file; its folder is made if need be.
    sheets : mapping of str to Table
        The rows of each sheet, all with the same columns.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        created = datetime.fromisoformat(REFERENCE_DAY)
        book.set_properties({"title": path.stem, "created": created})
        look = {"border": 1, "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        bold = book.add_format({**look, "bold": True, "align": "center"})
        text = book.add_format({**look, "num_format": "@"})
        day = book.add_format({**look, "num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            for column, header in enumerate(rows[0]):
                widest = max(len(str(row[header] or "")) for row in rows)
                sheet.set_column(column, column, min(40, 6 + 1.4 * widest))
                sheet.write_string(0, column, header, bold)
                for place, row in enumerate(rows, start=1):
                    value = row[header]
                    if isinstance(value, date):
                        sheet.write_datetime(place, column, value, day)
                    else:
                        sheet.write_string(place, column, value or "", text)


def write_faults(path: Path, faults: Iterable[tuple[str, str, str, str]]) -> None:
    """Write the list of seeded faults.

    Parameters
    ----------
    path : Path
        The .csv file.
    faults : iterable of tuple of str
        Rule, kind, code and note of each.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FAULT_COLUMNS)
        writer.writerows(faults)
