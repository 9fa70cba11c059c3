"""The cells of a workbook: values, merged ranges, and what the file hides.

`python-calamine` reads values and merged ranges; it hands on a formula that nobody has
calculated as an empty cell. Which cells these are is read from the sheet's own XML.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import python_calamine

from gridwatch.district.wording import Text
from gridwatch.intake.layers import Note, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gridwatch.intake.layers import Coding

__all__ = ["Grid", "Merge", "grids_of", "letters_of"]

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, as (row, column) from 0."""

_XLSX = (".xlsx", ".xlsm")
_LARGEST_XML = 400_000_000
_CELL = re.compile(rb"<c\b([^>]*?)>(.*?)</c>", re.DOTALL)
_VALUE = re.compile(rb"<v[^>]*>[^<]+</v>|<is>")
_PLACE = re.compile(rb'\br="([A-Z]+\d+)"')
_ERROR = re.compile(rb'\bt="e"')
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet.

    Parameters
    ----------
    name : str or None
        Sheet; None for a CSV file.
    rows : tuple of list
        Values, row by row from the sheet's first; blank cells are ``""`` or None.
    merges : tuple of Merge
        Merged ranges; the value stands in their first cell.
    coding : Coding or None
        Encoding of a CSV file.
    notes : tuple of Note
        What the officer should know of the sheet.
    """

    name: str | None
    rows: tuple[list[Any], ...]
    merges: tuple[Merge, ...] = ()
    coding: Coding | None = None
    notes: tuple[Note, ...] = ()

    @cached_property
    def solid(self) -> list[int]:
        """Indexes of the rows in which there is anything, of a million perhaps."""
        return [at for at, row in enumerate(self.rows) if not _is_blank(row)]


def _is_blank(row: Sequence[object]) -> bool:
    if not any(row):
        return row.count("") + row.count(None) == len(row)
    return not any(value is not None and str(value).strip() for value in row)


def grids_of(path: Path) -> tuple[Grid, ...]:
    """Read every sheet of a workbook (``.xlsx``, ``.xlsm``, ``.xls``, ``.ods``).

    Raises
    ------
    Unreadable
        Where it is damaged or protected.
    """
    if path.suffix.casefold() in _XLSX:
        _refuse_vast(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            hidden = {
                about.name
                for about in book.sheets_metadata
                if about.visible is not python_calamine.SheetVisibleEnum.Visible
            }
            grids = [_grid(book, name) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        text = Text("无法读取表格（{why}）", "the workbook cannot be read ({why})")
        raise Unreadable(text.filled(why=str(error)[:160])) from error
    told: dict[str | None, list[Note]] = {name: [_HIDDEN] for name in hidden}
    if path.suffix.casefold() in _XLSX:
        for name, note in _formula_notes(path).items():
            told.setdefault(name, []).extend(note)
    return tuple(
        Grid(g.name, g.rows, g.merges, notes=tuple(told.get(g.name, ()))) for g in grids
    )


_HIDDEN = Note(
    "warning",
    Text("这张工作表在文件里是隐藏的", "this sheet is hidden in the workbook"),
)


def _grid(book: python_calamine.CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    rows = tuple(sheet.to_python(skip_empty_area=False))
    return Grid(name, rows, tuple(sheet.merged_cell_ranges or ()))


# --- sheets of which nobody knows the end -----------------------------------------

_DIMENSION = re.compile(rb'<dimension\b[^>]*\bref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"')
_VALUED = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>/]*>\s*(?:<f\b[^>]*>[^<]*</f>\s*)?<(?:v|is)>'
)
_MOST_CELLS = 40_000_000
_HEAD_BYTES = 20_000


def _refuse_vast(path: Path) -> None:
    """Refuse a sheet whose values reach so far that no memory would hold it.

    Raises
    ------
    Unreadable
        Where a stray value stands in a cell such as XFD1048576.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for name, part in _parts(archive).items():
                with archive.open(part) as xml:
                    head = xml.read(_HEAD_BYTES)
                said = _DIMENSION.search(head)
                if said is not None and _cells(said[1], int(said[2])) <= _MOST_CELLS:
                    continue
                far = _farthest(archive.read(part))
                if far is not None:
                    raise Unreadable(_VAST.filled(sheet=name, cell=far))
    except (KeyError, OSError, ValueError, ElementTree.ParseError, zipfile.BadZipFile):
        return


_VAST = Text(
    "工作表“{sheet}”一直用到 {cell}，大得读不下：请删去数据以外的行和列，另存后再试",
    "the sheet “{sheet}” reaches to {cell} and is too large to be read: delete the "
    "rows and columns beyond the data, save it and try again",
)


def _cells(letters: bytes, row: int) -> int:
    return row * _column_of(letters)


def _column_of(letters: bytes) -> int:
    """Return the number of a column, A is 1."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _farthest(xml: bytes) -> str | None:
    """Return the last cell of the values' range where it holds too many cells."""
    column, row = 0, 0
    for found in _VALUED.finditer(xml):
        column, row = max(column, _column_of(found[1])), max(row, int(found[2]))
    if column * row <= _MOST_CELLS:
        return None
    return f"{letters_of(column - 1)}{row}"


# --- formulas -------------------------------------------------------------------------


def _formula_notes(path: Path) -> dict[str | None, list[Note]]:
    found: dict[str | None, list[Note]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name, part in _parts(archive).items():
                if archive.getinfo(part).file_size <= _LARGEST_XML:
                    found[name] = _notes_of(archive.read(part))
    except (KeyError, OSError, ValueError, ElementTree.ParseError, zipfile.BadZipFile):
        return found
    return found


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the XML part of each sheet."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    found = {}
    for sheet in book.iter():
        target = targets.get(sheet.get(_R, ""))
        if sheet.tag.endswith("}sheet") and target:
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            found[sheet.get("name", "")] = part
    return found


def _notes_of(xml: bytes) -> list[Note]:
    if b"<f" not in xml and b't="e"' not in xml:
        return []
    empty: list[str] = []
    wrong: list[str] = []
    for cell in _CELL.finditer(xml):
        about, inner = cell[1], cell[2]
        place = _PLACE.search(about)
        if place is None:
            continue
        if _ERROR.search(about):
            wrong.append(place[1].decode())
        elif b"<f" in inner and _VALUE.search(inner) is None:
            empty.append(place[1].decode())
    notes = []
    for cells, text in ((empty, _NO_VALUE), (wrong, _WRONG)):
        if cells:
            said = text.filled(cell=cells[0], n=len(cells))
            notes.append(Note("warning", said, count=len(cells)))
    return notes


_NO_VALUE = Text(
    "{cell} 等 {n} 个单元格的公式没有存下结果，按空白读取："
    "请用 Excel 打开、保存后再导入",
    "{n} formulas ({cell} the first) have no result in the file and were read as "
    "blank: open and save it in a spreadsheet program, then import again",
)
_WRONG = Text(
    "{cell} 等 {n} 个单元格是错误值（如 #REF!、#N/A），按空白读取",
    "{n} cells ({cell} the first) hold an error such as #REF! and were read as blank",
)


def letters_of(at: int) -> str:
    """Return the letters of a spreadsheet column, 0 is A.

    Examples
    --------
    >>> letters_of(0), letters_of(27)
    ('A', 'AB')
    """
    letters = ""
    number = at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
