"""The columns that a higher platform wants (RPT-05): plain files an officer may edit.

A mapping names one kind of rows and its columns left to right: a heading, and either a
field or a fixed value. It is TOML, so that it can be read, copied and mailed.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gridwatch.district.wording import Format, Kind, Language, OfficerError, Text
from gridwatch.outgoing.derived import DERIVED, Deriver
from gridwatch.outgoing.tables import (
    LAYERS,
    ROSTER,
    Audience,
    Column,
    Table,
    fields_of,
    rows_on,
    value_of,
)
from gridwatch.reports.saving import moved_when_whole
from gridwatch.reports.writing import Column as SheetColumn
from gridwatch.reports.writing import write_table
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Facts
    from pathlib import Path

    from gridwatch.district.district import District

__all__ = [
    "ENDING",
    "KINDS",
    "MappedColumn",
    "Mapping",
    "choices_of",
    "find",
    "mapped_table",
    "mappings_in",
    "own_mappings",
    "read_mapping",
    "save_mapping",
    "starting_mapping",
    "write_mapped",
]

ENDING = ".toml"
KINDS = tuple(Kind(name) for name in LAYERS if name != ROSTER)
"""Kinds that a mapping can be of."""
_PLAIN_DAY = "yyyy-mm-dd"
_DAY_PARTS = re.compile(r"yyyy|mm|dd|m|d")
_BAD = '<>:"/\\|?*'


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the sheet that is wanted.

    Parameters
    ----------
    heading : str
        What stands in the head.
    field : str
        Key of a field or of something derived; empty: a fixed value.
    value : str
        The fixed value where there is no field.
    date_format : str
        How its days are written, e.g. ``yyyy年m月d日``; empty: that of the mapping.
    """

    heading: str
    field: str = ""
    value: str = ""
    date_format: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A sheet that is wanted.

    Parameters
    ----------
    name : str
        Its name; also that of its file and sheet.
    kind : Kind
        One line for each row of this kind.
    columns : tuple of MappedColumn
        Left to right.
    date_format : str
        ``yyyy``, ``mm`` or ``m``, ``dd`` or ``d`` between any other characters; empty:
        a true date.
    """

    name: str
    kind: Kind
    columns: tuple[MappedColumn, ...]
    date_format: str = ""


def choices_of(kind: Kind, language: Language) -> tuple[Column, ...]:
    """Return every field that a mapping of a kind may name, derived ones last."""
    own = [
        Column(field.key, field.name.of(language), field.format)
        for field in fields_of(kind)
    ]
    known = {column.key for column in own}
    derived = [
        Column(key, one.name.of(language), one.format)
        for key, one in DERIVED.items()
        if kind in one.kinds and key not in known
    ]
    return (*own, *derived)


def starting_mapping(kind: Kind, name: str, language: Language) -> Mapping:
    """Return a mapping of all own fields of a kind, to begin editing with."""
    columns = tuple(
        MappedColumn(field.name.of(language), field.key) for field in fields_of(kind)
    )
    return Mapping(name, kind, columns, _PLAIN_DAY)


# --- files ---------------------------------------------------------------------------


def own_mappings() -> Path:
    """Return the folder of the mappings that come with the program."""
    return resource("mappings")


def mappings_in(*folders: Path) -> dict[str, Path]:
    """Return the mappings of some folders by name; later folders win."""
    found: dict[str, Path] = {}
    for folder in folders:
        if folder.is_dir():
            paths = sorted(folder.glob(f"*{ENDING}"))
            found.update((path.stem, path) for path in paths)
    return found


def find(name: str, *folders: Path) -> Mapping:
    """Return the mapping of a name in some folders.

    Raises
    ------
    OfficerError
        Where there is none.
    """
    known = mappings_in(*folders)
    if name not in known:
        names = "、".join(known) or "-"
        raise OfficerError(_NO_MAPPING.filled(name=name, names=names))
    return read_mapping(known[name])


def read_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises
    ------
    OfficerError
        Where it cannot be read, or names what there is not.
    """
    try:
        facts = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise OfficerError(_UNREADABLE.filled(path=path, reason=reason)) from error
    except (ValueError, tomllib.TOMLDecodeError) as error:
        raise OfficerError(_UNREADABLE.filled(path=path, reason=error)) from error
    return _mapping(facts, path)


def _mapping(facts: Facts[str, Any], path: Path) -> Mapping:
    if facts.get("kind") not in set(KINDS):
        names = "、".join(KINDS)
        reason = _KIND.filled(kind=facts.get("kind"), kinds=names)
        raise _refused(path, reason)
    kind = Kind(str(facts["kind"]))
    columns = facts.get("column")
    if not isinstance(columns, list) or not columns:
        raise _refused(path, _NO_COLUMNS)
    known = {column.key for column in choices_of(kind, Language.ZH)}
    found = []
    for number, one in enumerate(columns, 1):
        column = _mapped(one if isinstance(one, dict) else {})
        if column.field and column.field not in known:
            raise _refused(path, _FIELD.filled(number=number, field=column.field))
        found.append(column)
    name = str(facts.get("name") or path.stem)
    return Mapping(name, kind, tuple(found), str(facts.get("date_format", "")))


def _mapped(facts: Facts[str, Any]) -> MappedColumn:
    return MappedColumn(
        str(facts.get("heading", "")),
        str(facts.get("field", "")),
        str(facts.get("value", "")),
        str(facts.get("date_format", "")),
    )


def _refused(path: Path, reason: Text) -> OfficerError:
    return OfficerError(
        Text(
            _UNREADABLE.zh.format(path=path, reason=reason.zh),
            _UNREADABLE.en.format(path=path, reason=reason.en),
        )
    )


def save_mapping(mapping: Mapping, folder: Path) -> Path:
    """Write a mapping under its name; returns the file.

    Raises
    ------
    OfficerError
        Where it cannot be written.
    """
    name = "".join("_" if c in _BAD or not c.isprintable() else c for c in mapping.name)
    path = folder / f"{name.strip('. ') or '1'}{ENDING}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OfficerError(_UNSAVED.filled(path=path, reason=reason)) from error
    with moved_when_whole(path) as draft:
        draft.write_text(_toml(mapping), encoding="utf-8")
    return path


def _toml(mapping: Mapping) -> str:
    lines = [
        f"name = {_quoted(mapping.name)}",
        f"kind = {_quoted(mapping.kind.value)}",
        f"date_format = {_quoted(mapping.date_format)}",
    ]
    for column in mapping.columns:
        lines += ["", "[[column]]", f"heading = {_quoted(column.heading)}"]
        if column.field:
            lines.append(f"field = {_quoted(column.field)}")
        else:
            lines.append(f"value = {_quoted(column.value)}")
        if column.date_format:
            lines.append(f"date_format = {_quoted(column.date_format)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON and DEL."""
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted.replace("\x7f", "\\u007f")


# --- the sheet -----------------------------------------------------------------------


def mapped_table(
    district: District,
    mapping: Mapping,
    as_of: date,
    audience: Audience = Audience.PUBLIC,
    language: Language = Language.ZH,
) -> Table:
    """Return the sheet that a mapping wants, as it stood on a day.

    Raises
    ------
    OfficerError
        Where longitude and latitude are wanted and the CRS has none.
    """
    deriver = Deriver(district, as_of, language)
    fields = {field.key: field for field in fields_of(mapping.kind)}
    formats = {c.key: c.format for c in choices_of(mapping.kind, language)}
    rows = []
    for row in rows_on(district, mapping.kind, as_of):
        values = []
        for column in mapping.columns:
            if not column.field:
                value: object = column.value
            elif column.field in fields:
                field = fields[column.field]
                value = value_of(mapping.kind, row, field, audience, language)
            else:
                value = deriver.value(mapping.kind, row, column.field)
            values.append(_dated(value, column.date_format or mapping.date_format))
        rows.append(tuple(values))
    columns = tuple(
        Column(c.field, c.heading, _format(formats.get(c.field), mapping, c))
        for c in mapping.columns
    )
    return Table(mapping.kind.value, mapping.name, columns, tuple(rows))


def _format(known: Format | None, mapping: Mapping, column: MappedColumn) -> Format:
    if known is None:
        # A fixed value stays the text that was typed: 0010 keeps its zeros.
        return Format.CODE
    written = column.date_format or mapping.date_format
    return Format.CODE if known is Format.DAY and written else known


def _dated(value: object, form: str) -> object:
    if not isinstance(value, date) or not form:
        return value
    parts = {
        "yyyy": f"{value.year:04d}",
        "mm": f"{value.month:02d}",
        "dd": f"{value.day:02d}",
        "m": str(value.month),
        "d": str(value.day),
    }
    return _DAY_PARTS.sub(lambda found: parts[found[0]], form)


def write_mapped(
    path: Path, table: Table, notes: Iterable[tuple[str, str]] = ()
) -> int:
    """Write a mapped sheet as ``.xlsx`` or ``.csv``; returns the number of rows.

    Raises
    ------
    OfficerError
        As `gridwatch.reports.writing.write_table`.
    """
    heads = [SheetColumn(column.title, column.format) for column in table.columns]
    return write_table(path, table.title, heads, table.rows, list(notes))


_UNREADABLE = Text(
    "读不了列次方案 {path}：{reason}。没有写出文件。",
    "Cannot read the mapping {path}: {reason}. Nothing was written.",
)
_UNSAVED = Text(
    "存不了列次方案 {path}（{reason}）。原有方案没有改变。",
    "Cannot save the mapping {path} ({reason}). What was there is as it was.",
)
_KIND = Text("kind = {kind} 不是 {kinds} 之一", "kind = {kind} is none of {kinds}")
_NO_COLUMNS = Text("没有一列 [[column]]", "it has no [[column]]")
_FIELD = Text(
    "第 {number} 列的字段 {field} 没有", "column {number} names no field: {field}"
)
_NO_MAPPING = Text(
    "没有名为 {name} 的列次方案，没有写出文件。已有：{names}。",
    "There is no mapping called {name}; nothing was written. Known: {names}.",
)
