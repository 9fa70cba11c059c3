"""Tables: sheets of a workbook, and CSV files."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.intake.delimited import delimited
from gridwatch.intake.layers import Coding, Facts, RawLayer, Unreadable
from gridwatch.intake.sheettables import SheetTable, tables_of
from gridwatch.intake.workbook import Grid, grids_of, letters_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load", "look"]

_SAMPLE_ROWS = 60
_TEXTS = {".csv", ".tsv", ".txt"}

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
    if path.suffix.casefold() in _TEXTS:
        rows, coding = delimited(path, encoding)
        grids: tuple[Grid, ...] = (Grid(None, rows, coding=coding),)
    else:
        grids = grids_of(path)
    return tuple((table, grid.coding) for grid in grids for table in tables_of(grid))


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
    csv_encoding = encoding if path.suffix.casefold() in _TEXTS else None
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
