"""Tables: sheets of a workbook, and CSV files."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.intake.encoding import Piece, decide
from gridwatch.intake.layers import Coding, Facts, RawLayer, Unreadable
from gridwatch.intake.sheettables import SheetTable, tables_of
from gridwatch.intake.workbook import Grid, grids_of, letters_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["column_names", "load", "look"]

_SAMPLE_ROWS = 60
_CSV = ".csv"

_Row = list[object]


def _tables(
    path: Path, encoding: str | None
) -> tuple[tuple[SheetTable, Coding | None], ...]:
    state = path.stat()
    return _read(path, encoding, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _read(
    path: Path, encoding: str | None, _changed: int, _size: int
) -> tuple[tuple[SheetTable, Coding | None], ...]:
    if path.suffix.casefold() == _CSV:
        grids: tuple[Grid, ...] = (_csv(path, encoding),)
    else:
        grids = grids_of(path)
    return tuple((table, grid.coding) for grid in grids for table in tables_of(grid))


def _csv(path: Path, encoding: str | None) -> Grid:
    data = path.read_bytes()
    if encoding:
        coding = Coding(encoding, True, Text("由用户指定", "chosen by the user"))
    elif data.startswith(b"\xef\xbb\xbf"):
        reason = Text("文件以 UTF-8 标记开头", "the file begins with the UTF-8 mark")
        coding = Coding("utf-8", True, reason)
    else:
        lines = data.splitlines()
        coding = decide([Piece(line) for line in lines[:20000]])
    text = data.decode(coding.encoding, "replace").removeprefix("\ufeff")
    head = text[:4096]
    delimiter = max((",", "\t", ";", "，"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows: tuple[_Row, ...] = tuple([*row] for row in reader)
    except csv.Error as error:
        why = Text("无法读取表格（{why}）", "the table cannot be read ({why})")
        raise Unreadable(why.filled(why=str(error))) from error
    return Grid(None, rows, coding=coding)


def look(path: Path, encoding: str | None = None) -> list[Facts]:
    """Look at every table of a workbook, or at a CSV file.

    Raises
    ------
    Unreadable
        Where the workbook is damaged or protected.
    """
    return [_facts(table, coding) for table, coding in _tables(path, encoding)]


def _facts(table: SheetTable, coding: Coding | None) -> Facts:
    sample = {
        name: [str(row[at]) for _, row in table.body[:_SAMPLE_ROWS] if at < len(row)]
        for at, name in enumerate(table.names)
    }
    return Facts(
        table.layer,
        table.names,
        len(table.body),
        coding=coding,
        sample=sample,
        header_row=table.header_row,
        notes=table.notes,
    )


def column_names(path: Path, layer: str | None, encoding: str) -> tuple[str, ...]:
    """Return the column names of a sheet read in another encoding."""
    facts = (f for f in look(path, encoding) if f.layer == layer)
    return next((f.names for f in facts), ())


def load(path: Path, layer: str | None, encoding: str | None) -> RawLayer:
    """Read the rows of one table.

    Parameters
    ----------
    path : Path
        Workbook or CSV file.
    layer : str or None
        Sheet, as `look` names its tables; None for a CSV file.
    encoding : str or None
        Codec of a CSV file.

    Raises
    ------
    Unreadable
        Where the file no longer has the sheet.
    """
    csv_encoding = encoding if path.suffix.casefold() == _CSV else None
    tables = (table for table, _ in _tables(path, csv_encoding or None))
    table = next((one for one in tables if one.layer == layer), None)
    if table is None:
        raise Unreadable(_NO_SHEET.filled(name=layer or path.name))
    columns: dict[str, list[object]] = {
        name: [row[at] if at < len(row) else None for _, row in table.body]
        for at, name in enumerate(table.names)
    }
    letters = {name: letters_of(at) for at, name in enumerate(table.names)}
    numbers = [number for number, _ in table.body]
    return RawLayer(table.names, numbers, columns, cells=letters)


_NO_SHEET = Text("文件里没有工作表“{name}”", "the file has no sheet “{name}”")
