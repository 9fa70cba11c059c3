"""What a shapefile cannot hold, found row by row before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from gridwatch.district.wording import Format, Text
from gridwatch.outgoing.shortnames import cut, short_names

if TYPE_CHECKING:
    from gridwatch.outgoing.tables import Column, Table

__all__ = ["MARK", "TEXT_LIMIT", "Problem", "fitted", "is_text", "misfits", "names_in"]

TEXT_LIMIT = 254
"""Bytes of a text in dBASE III."""
MARK = "〓"
"""What stands for a character that an encoding lacks (it is in GB 2312)."""
_MORE = "…"

Severity = Literal["error", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that will not go out as it is.

    Parameters
    ----------
    severity : {'error', 'info'}
        An error loses something unless the officer chooses otherwise; an info is
        done without loss, or cannot be avoided in that format.
    layer : str
        Title of the layer.
    row : int or None
        Number of the row in it, from 1.
    key : str
        Code or name of the row.
    field : str
        Full name of the column, or empty.
    text : Text
        What it is.
    count : int
        For how many rows it holds.
    """

    severity: Severity
    layer: str
    row: int | None
    key: str
    field: str
    text: Text
    count: int = 1


def names_in(table: Table, encoding: str) -> tuple[str, ...]:
    """Return the short names of a table's columns."""
    return short_names([column.title for column in table.columns], encoding)


def misfits(table: Table, encoding: str) -> list[Problem]:
    """Return what a shapefile in an encoding cannot hold of a table."""
    found = _names(table, encoding)
    keys = [_key(table, row) for row in table.rows]
    for place, column in enumerate(table.columns):
        values = [row[place] for row in table.rows]
        found += _column(table, column, values, keys, encoding)
    missing = [i for i, shape in enumerate(table.shapes or ()) if shape is None]
    if missing:
        first = missing[0]
        found.append(
            Problem(
                "info",
                table.title,
                first + 1,
                keys[first],
                "",
                _NO_PLACE.filled(number=len(missing)),
                len(missing),
            )
        )
    return found


def _key(table: Table, row: tuple[object, ...]) -> str:
    """Return what names a row: its code, else its name, else its first value."""
    values = {column.key: row[i] for i, column in enumerate(table.columns)}
    return str(values.get("code") or values.get("name") or next(iter(row), "") or "")


def _names(table: Table, encoding: str) -> list[Problem]:
    short = names_in(table, encoding)
    return [
        Problem(
            "info",
            table.title,
            None,
            "",
            column.title,
            _SHORTENED.filled(short=name),
        )
        for column, name in zip(table.columns, short, strict=True)
        if name != column.title
    ]


def _column(
    table: Table,
    column: Column,
    values: list[object],
    keys: list[str],
    encoding: str,
) -> list[Problem]:
    found = []
    if not is_text(column):
        empty = [i for i, value in enumerate(values) if value is None]
        if empty:
            text = _NULL.filled(number=len(empty))
            at = empty[0]
            found.append(
                Problem(
                    "info",
                    table.title,
                    at + 1,
                    keys[at],
                    column.title,
                    text,
                    len(empty),
                )
            )
        return found
    found += [
        Problem("error", table.title, i + 1, keys[i], column.title, text)
        for i, value in enumerate(values)
        for text in _wrong(str(value or ""), encoding)
    ]
    return found


def is_text(column: Column) -> bool:
    """Tell whether the values of a column are text."""
    return column.format not in (
        Format.INTEGER,
        Format.LENGTH,
        Format.AREA,
        Format.DAY,
    )


def _wrong(text: str, encoding: str) -> list[Text]:
    if _easy(text):
        return []
    lacking = _lacking(text, encoding)
    found = []
    if lacking:
        shown = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in lacking)
        found.append(_LACKING.filled(characters=shown, encoding=encoding.upper()))
    size = len(text.encode(encoding, "replace"))
    if size > TEXT_LIMIT:
        found.append(_WIDE.filled(size=size, limit=TEXT_LIMIT))
    if text != text.strip():
        found.append(_BLANKS)
    return found


def _easy(text: str) -> bool:
    """Tell quickly of most texts that nothing can be wrong with them."""
    plain = text.isascii() and text.isprintable() and len(text) <= TEXT_LIMIT
    return plain and text == text.strip()


def _lacking(text: str, encoding: str) -> str:
    """Return the characters that cannot be written, each once."""
    found = []
    for character in dict.fromkeys(text):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            found.append(character)
        else:
            if character == "\0":
                found.append(character)
    return "".join(found)


def fitted(table: Table, encoding: str) -> Table:
    """Return a table whose texts fit: `MARK` for what is lacking, long ones cut.

    Only for an officer who has seen `misfits` and agreed.
    """
    texts = [is_text(column) for column in table.columns]
    rows = tuple(
        tuple(
            _fit(value, encoding) if text else value
            for value, text in zip(row, texts, strict=True)
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def _fit(value: object, encoding: str) -> object:
    if value is None or isinstance(value, int | float | date):
        return value
    text = str(value)
    if not _wrong(text, encoding):
        return text
    for character in _lacking(text, encoding):
        text = text.replace(character, MARK)
    text = text.strip()
    if len(text.encode(encoding)) > TEXT_LIMIT:
        room = TEXT_LIMIT - len(_MORE.encode(encoding))
        text = cut(text, encoding, room).rstrip() + _MORE
    return text


_SHORTENED = Text(
    "文件里写作“{short}”：全名超过 10 个字节，见字段对照表",
    "becomes “{short}”: the full name is longer than 10 bytes; see the sheet of fields",
)
_NULL = Text(
    "{number} 行没有值，写为空白；有的软件会读成 0",
    "{number} rows have no value; left blank, which some programs read as 0",
)
_NO_PLACE = Text(
    "{number} 行没有图形，只写属性",
    "{number} rows have no shape; only their values go out",
)
_LACKING = Text(
    "“{characters}”在 {encoding} 里没有；可改用 GB18030 或 UTF-8",
    "{encoding} lacks “{characters}”; GB18030 or UTF-8 has it",
)
_WIDE = Text(
    "有 {size} 个字节，shapefile 的文字最多 {limit} 个字节；可改用 GeoPackage",
    "is {size} bytes long, a shapefile holds {limit}; a GeoPackage holds all",
)
_BLANKS = Text(
    "首尾有空格，shapefile 不保留",
    "begins or ends with blanks, which a shapefile does not keep",
)
