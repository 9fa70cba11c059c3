"""Tables: sheets of a workbook, and CSV files.

Offices put a title over a table, merge it, and leave a row empty: the row of column
names is the one in which the most columns are known to us.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import python_calamine

from gridwatch.district.wording import Text
from gridwatch.intake.columns import alias_hits
from gridwatch.intake.delimited import delimited
from gridwatch.intake.layers import Coding, Facts, RawLayer, Unreadable
from gridwatch.intake.recognise import IN_TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["load", "look"]

_HEADER_ROWS = 20
_SAMPLE_ROWS = 60
_KNOWN_COLUMNS = 2
_TEXTS = {".csv", ".tsv", ".txt"}

_Row = list[object]


@dataclass(frozen=True)
class _Sheet:
    name: str | None
    rows: tuple[_Row, ...]
    coding: Coding | None = None


def _sheets(path: Path, encoding: str | None) -> tuple[_Sheet, ...]:
    state = path.stat()
    return _read(path, encoding, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _read(
    path: Path, encoding: str | None, _changed: int, _size: int
) -> tuple[_Sheet, ...]:
    if path.suffix.casefold() in _TEXTS:
        rows, coding = delimited(path, encoding)
        return (_Sheet(None, rows, coding),)
    return _workbook(path)


def _workbook(path: Path) -> tuple[_Sheet, ...]:
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            return tuple(_Sheet(name, _cells(book, name)) for name in book.sheet_names)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        text = Text("无法读取表格（{why}）", "the workbook cannot be read ({why})")
        raise Unreadable(text.filled(why=str(error)[:160])) from error


def _cells(book: python_calamine.CalamineWorkbook, name: str) -> tuple[_Row, ...]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return tuple([*row] for row in rows)


def _blank(row: Sequence[object]) -> bool:
    return all(value is None or str(value).strip() == "" for value in row)


def _known(row: Sequence[object]) -> int:
    names = [str(value) for value in row if isinstance(value, str) and value.strip()]
    return max(len(alias_hits(names, kind)) for kind in IN_TABLES)


def _header(sheet: _Sheet) -> int:
    """Return the index of the row with the column names, -1 for an empty sheet."""
    head = list(enumerate(sheet.rows[:_HEADER_ROWS]))
    best = max(head, key=lambda pair: (_known(pair[1]), -pair[0]), default=None)
    if best is not None and _known(best[1]) >= _KNOWN_COLUMNS:
        return best[0]
    return next((at for at, row in head if not _blank(row)), -1)


def _names(row: Sequence[object]) -> tuple[str, ...]:
    names: list[str] = []
    for number, value in enumerate(row, 1):
        name = " ".join(str(value).split()) if value not in (None, "") else ""
        name = name or f"field_{number}"
        unique, serial = name, 2
        while unique in names:
            unique, serial = f"{name}_{serial}", serial + 1
        names.append(unique)
    return tuple(names)


def _body(sheet: _Sheet, header: int) -> list[tuple[int, _Row]]:
    """Return the rows below the header with their row numbers, blank ones left out."""
    return [
        (at + 1, row)
        for at, row in enumerate(sheet.rows)
        if at > header and not _blank(row)
    ]


def look(path: Path, encoding: str | None = None) -> list[Facts]:
    """Look at every sheet of a workbook, or at a CSV file.

    Raises
    ------
    Unreadable
        Where the workbook is damaged or protected.
    """
    return [_facts(sheet) for sheet in _sheets(path, encoding)]


def _facts(sheet: _Sheet) -> Facts:
    header = _header(sheet)
    if header < 0:
        return Facts(sheet.name, (), 0, coding=sheet.coding)
    names = _names(sheet.rows[header])
    body = _body(sheet, header)
    sample = {
        name: [str(row[at]) for _, row in body[:_SAMPLE_ROWS] if at < len(row)]
        for at, name in enumerate(names)
    }
    return Facts(
        sheet.name,
        names,
        len(body),
        coding=sheet.coding,
        sample=sample,
        header_row=header + 1,
    )


def load(path: Path, layer: str | None, encoding: str | None) -> RawLayer:
    """Read the rows of one sheet.

    Parameters
    ----------
    path : Path
        Workbook or CSV file.
    layer : str or None
        Sheet; None for a CSV file.
    encoding : str or None
        Codec of a CSV file.
    """
    csv_encoding = encoding if path.suffix.casefold() in _TEXTS else None
    sheets = _sheets(path, csv_encoding or None)
    sheet = next(s for s in sheets if s.name == layer)
    header = _header(sheet)
    names = _names(sheet.rows[header]) if header >= 0 else ()
    body = _body(sheet, header)
    columns: dict[str, list[object]] = {
        name: [row[at] if at < len(row) else None for _, row in body]
        for at, name in enumerate(names)
    }
    letters = {name: _letters(at) for at, name in enumerate(names)}
    return RawLayer(names, [number for number, _ in body], columns, cells=letters)


def _letters(at: int) -> str:
    """Return the letters of a spreadsheet column, 0 is A.

    Examples
    --------
    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    letters = ""
    number = at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
