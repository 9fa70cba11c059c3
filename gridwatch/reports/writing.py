"""Writes one table as a spreadsheet (.xlsx) or as text (.csv)."""

from __future__ import annotations

import csv
import math
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from gridwatch.district.wording import Format, OfficerError, Text
from gridwatch.reports.saving import moved_when_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format as Style
    from xlsxwriter.worksheet import Worksheet

__all__ = ["CELL_LIMIT", "Column", "Sheet", "write_book", "write_table"]

CELL_LIMIT = 32_767
"""Characters a cell of a spreadsheet can hold."""
_ROW_LIMIT = 1_048_576
_SHEET_NAME = 31
_NOTES = "说明"
_NARROWEST, _WIDEST = 6.0, 48.0
_SAMPLED = 500
"""Rows looked at for the width of the columns."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEAD_STYLE = {
    "bold": True,
    "bg_color": "#E4EEF5",
    "font_color": "#1D3A52",
    "bottom": 1,
    "bottom_color": "#5C7F99",
    "valign": "vcenter",
    "text_wrap": True,
}
_NUMBER_STYLE = {Format.LENGTH: "#,##0", Format.AREA: "#,##0.00"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table going out.

    Parameters
    ----------
    title : str
        What stands in the head, with the unit where there is one.
    format : Format
        Codes and phones are always written as text.
    """

    title: str
    format: Format = Format.TEXT


def write_table(
    path: Path,
    title: str,
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[object]],
    notes: Sequence[tuple[str, str]] = (),
) -> int:
    """Write a table to ``.xlsx`` or ``.csv``; returns the number of rows.

    Text stays text: a code keeps its zeros and a value that begins with ``=``,
    ``+``, ``-`` or ``@`` never becomes a formula. In ``.csv`` such a value gets a
    leading apostrophe, since a spreadsheet would calculate it.

    Parameters
    ----------
    path : Path
        Where to; the ending decides the form.
    title : str
        Name of the sheet and title of the document.
    columns : sequence of Column or str
        Heads, left to right.
    rows : iterable of sequences
        Values: text, numbers, days, truth values, None.
    notes : sequence of (str, str)
        What is to be said of the table, heading and words: on a sheet of its own that
        comes second, or below the table in ``.csv``.

    Raises
    ------
    OfficerError
        Where the ending is another one, or the file cannot be written (open in Excel,
        disk full, too many rows for a spreadsheet); an older file stands untouched.
    """
    heads = [c if isinstance(c, Column) else Column(c) for c in columns]
    writers = {".xlsx": _write_xlsx, ".csv": _write_csv}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise OfficerError(_UNKNOWN_ENDING.filled(path=path))
    with moved_when_whole(path) as draft:
        return write(draft, title, heads, rows, notes)


def _write_csv(
    draft: Path,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    notes: Sequence[tuple[str, str]],
) -> int:
    del title
    count = 0
    # The byte order mark tells Excel and WPS that the text is UTF-8.
    with draft.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([_guarded(column.title) for column in columns])
        for row in rows:
            writer.writerow([_guarded(_plain(value)) for value in row])
            count += 1
        if notes:
            writer.writerows(
                [(), *([_guarded(text) for text in note] for note in notes)]
            )
    return count


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _guarded(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _write_xlsx(
    draft: Path,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    notes: Sequence[tuple[str, str]],
) -> int:
    return _write_sheets(draft, title, [Sheet(title, columns, rows)], notes)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a book: its name, heads and rows."""

    name: str
    columns: Sequence[Column | str]
    rows: Iterable[Sequence[object]]


def write_book(
    path: Path,
    title: str,
    sheets: Sequence[Sheet],
    notes: Sequence[tuple[str, str]] = (),
) -> int:
    """Write several tables as the sheets of one ``.xlsx``; returns the rows in all.

    Raises
    ------
    OfficerError
        As `write_table`.
    """
    if path.suffix.lower() != ".xlsx":
        raise OfficerError(_UNKNOWN_ENDING.filled(path=path))
    with moved_when_whole(path) as draft:
        return _write_sheets(draft, title, sheets, notes)


def _write_sheets(
    draft: Path,
    title: str,
    sheets: Sequence[Sheet],
    notes: Sequence[tuple[str, str]],
) -> int:
    # All rows first: a source that fails must not leave a half-made book behind.
    filled = [(sheet, list(sheet.rows)) for sheet in sheets]
    if any(len(lines) >= _ROW_LIMIT for _, lines in filled):
        raise OfficerError(_TOO_LONG.filled(limit=_ROW_LIMIT - 1))
    book = xlsxwriter.Workbook(str(draft))
    book.set_properties({"title": title})
    head = book.add_format(_HEAD_STYLE)
    for one, lines in filled:
        sheet = book.add_worksheet(_sheet_name(one.name))
        heads = [c if isinstance(c, Column) else Column(c) for c in one.columns]
        _write_rows(sheet, heads, lines, head, [_style(book, c) for c in heads])
    if notes:
        _write_notes(book, notes)
    _close(book)
    return sum(len(lines) for _, lines in filled)


def _write_rows(
    sheet: Worksheet,
    columns: Sequence[Column],
    lines: Sequence[Sequence[object]],
    head: Style,
    styles: Sequence[Style | None],
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 24)
    for i, column in enumerate(columns):
        sample = (row[i] for row in lines[:_SAMPLED])
        sheet.set_column(i, i, _width(column, sample))
        sheet.write_string(0, i, column.title, head)
    for number, row in enumerate(lines, 1):
        for i, value in enumerate(row):
            _write_cell(sheet, (number, i), value, columns[i], styles[i])
    sheet.autofilter(0, 0, max(len(lines), 1), max(len(columns) - 1, 0))


def _write_notes(book: xlsxwriter.Workbook, notes: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(_NOTES)
    head = book.add_format({"bold": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    for number, (heading, words) in enumerate(notes):
        sheet.write_string(number, 0, _cut(heading), head)
        sheet.write_string(number, 1, _cut(words), body)


def _close(book: xlsxwriter.Workbook) -> None:
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error


def _style(book: xlsxwriter.Workbook, column: Column) -> Style | None:
    if column.format in (Format.CODE, Format.PHONE):
        return book.add_format({"num_format": "@"})
    if column.format in _NUMBER_STYLE:
        return book.add_format({"num_format": _NUMBER_STYLE[column.format]})
    if column.format is Format.DAY:
        return book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    return None


def _write_cell(
    sheet: Worksheet,
    at: tuple[int, int],
    value: object,
    column: Column,
    style: Style | None,
) -> None:
    plain = _plain(value)
    as_text = column.format in (Format.CODE, Format.PHONE)
    if plain is None or plain == "":
        return
    if isinstance(value, date) and not as_text:
        moment = (
            value
            if isinstance(value, datetime)
            else datetime.combine(value, datetime.min.time())
        )
        sheet.write_datetime(*at, moment.replace(tzinfo=None), style)
    elif isinstance(plain, int | float) and not as_text:
        sheet.write_number(*at, plain, style)
    else:
        sheet.write_string(*at, _cut(str(plain)), style)


def _cut(text: str) -> str:
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 5] + "…（截断）"


def _width(column: Column, values: Iterable[object]) -> float:
    """Return the width in characters; a Chinese one counts two."""
    longest = max((_characters(_plain(value)) for value in values), default=0)
    # Room for the filter's arrow beside the head.
    wanted = max(longest + 1.5, _characters(column.title) + 4.0)
    return min(max(wanted, _NARROWEST), _WIDEST)


def _characters(value: object) -> int:
    text = "" if value is None else str(value)[:200]
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _sheet_name(title: str) -> str:
    name = "".join("_" if c in "[]:*?/\\" else c for c in title).strip("' ")
    return name[:_SHEET_NAME] or "1"


_UNKNOWN_ENDING = Text(
    "不能写成 {path} 这种格式。没有写出文件。请用 .xlsx（表格）或 .csv（文本）。",
    "Cannot write {path} in this format; nothing was written. Use .xlsx or .csv.",
)
_TOO_LONG = Text(
    "行数超过表格文件的上限 {limit} 行。没有写出文件。请改存为 .csv。",
    "More rows than the {limit} a spreadsheet can hold; nothing was written. "
    "Save as .csv instead.",
)
