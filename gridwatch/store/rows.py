"""Frozen values to rows of the store's tables and back, a column at a time."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from shapely.errors import ShapelyError

from gridwatch.district.jurisdictions import Level
from gridwatch.district.manyrows import rest
from gridwatch.district.rows import TABLES
from gridwatch.district.signboards import SignboardFace, face_from_facts
from gridwatch.district.wording import FIELDS, Format, Kind, Text
from gridwatch.store.blobs import blobs_of, geometries_of, wkb_of
from gridwatch.store.faults import UnfitValue

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = [
    "GEOMETRY",
    "KEYS",
    "MADE_OF",
    "columns_of",
    "content_hash",
    "counts",
    "decoded",
    "delete",
    "encoded",
    "from_column",
    "insert",
    "plain",
    "read_one",
    "read_raw",
    "same",
    "to_column",
    "update",
]

GEOMETRY = "geometry"
"""Attribute of the frozen values; the column is called ``geom``."""
_GEOMETRY_COLUMN = "geom"

MADE_OF: dict[Kind, type[Any]] = {kind: made for kind, (_, made) in TABLES.items()}
"""The class of each kind's frozen values."""

KEYS: dict[Kind, tuple[str, ...]] = {
    kind: tuple(f.name for f in dataclasses.fields(made))
    for kind, made in MADE_OF.items()
}
"""Attributes of each kind in the order of its constructor, ``uid`` first."""

_UNFIT = Text(
    "{kind}的“{field}”不能存为 {value!r}；没有写入任何内容。请更正后重试。",
    "“{field}” of a {kind} cannot be stored as {value!r}; nothing was written. "
    "Mend it and try again.",
)
_UNREADABLE = Text(
    "表 {kind} 的列 {field} 中有无法读取的内容（{detail}），没有改动任何数据。"
    "它可能由其他程序写入；请在该程序中更正，或从备份恢复。",
    "Column {field} of table {kind} holds what cannot be read ({detail}); nothing "
    "was changed. Another program may have written it: mend it there, or restore a "
    "backup.",
)


@dataclass(frozen=True, slots=True)
class _Codec:
    """How one attribute becomes a column's value and back; None: as it is."""

    to: Callable[[Any], object] | None
    back: Callable[[Any], object] | None
    absent: object


def _day(value: object) -> object:
    if value is None or isinstance(value, date):
        return value.isoformat() if value else None
    raise TypeError("a day is a date or None")


def _words(value: Iterable[str]) -> str:
    if isinstance(value, str):
        raise TypeError("several words are a tuple, not one text")
    return ";".join(value)


_FACE_ALWAYS = ("chief", "post", "phone", "river")


def _face(value: SignboardFace) -> str:
    parts = dataclasses.asdict(value)
    kept = {k: v for k, v in parts.items() if v or k in _FACE_ALWAYS}
    return json.dumps(kept, ensure_ascii=False)


def _face_of(text: str) -> SignboardFace:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("a face is an object")
    return face_from_facts(found)


def _flag(value: object) -> int | None:
    return None if value is None else int(bool(value))


_BY_FORMAT: dict[Format, tuple[Callable[[Any], object], Callable[[Any], object]]] = {
    Format.DAY: (_day, date.fromisoformat),
    Format.CHOICES: (_words, lambda text: tuple(text.split(";")) if text else ()),
    Format.FLAG: (_flag, bool),
    Format.FACE: (_face, _face_of),
}


def _codecs(kind: Kind) -> dict[str, _Codec]:
    formats = {field.key: field.format for field in FIELDS[kind]}
    found = {}
    for field in dataclasses.fields(MADE_OF[kind]):
        to, back = _BY_FORMAT.get(formats.get(field.name, Format.TEXT), (None, None))
        if (kind, field.name) == (Kind.JURISDICTION, "level"):
            to, back = str, Level
        missing = field.default is dataclasses.MISSING
        found[field.name] = _Codec(to, back, "" if missing else field.default)
    return found


_CODECS = {kind: _codecs(kind) for kind in Kind}


def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return the table's columns in the order of `KEYS`."""
    return tuple(_GEOMETRY_COLUMN if key == GEOMETRY else key for key in KEYS[kind])


def to_column(kind: Kind, key: str, value: object) -> object:
    """Return the column's value for one attribute other than the geometry.

    Raises
    ------
    UnfitValue
        Where the value is not of the attribute's type.
    """
    to = _CODECS[kind][key].to
    try:
        return to(value) if to else value
    except (TypeError, AttributeError, ValueError) as error:
        text = _UNFIT.filled(kind=kind, field=key, value=value)
        raise UnfitValue(text) from error


def from_column(kind: Kind, key: str, value: object) -> object:
    """Return the attribute for a column's value; NULL gives its default."""
    codec = _CODECS[kind][key]
    if value is None:
        return codec.absent
    return codec.back(value) if codec.back else value


def encoded(
    kind: Kind, rows: Sequence[object], crs: int
) -> list[tuple[str | bytes | float | None, ...]]:
    """Return rows as tuples of column values in the order of `KEYS`."""
    if not rows:
        return []
    columns = []
    for key in KEYS[kind]:
        values = list(map(attrgetter(key), rows))
        columns.append(_encoded_column(kind, key, values, crs))
    return list(zip(*columns, strict=True))


def _encoded_column(kind: Kind, key: str, values: list[Any], crs: int) -> list[Any]:
    if key == GEOMETRY:
        return list(blobs_of(kind, values, crs))
    if _CODECS[kind][key].to is None:
        return values
    return [to_column(kind, key, value) for value in values]


def read_raw(connection: sqlite3.Connection, kind: Kind) -> list[tuple[Any, ...]]:
    """Return all rows of a table as column values, in the order of the store."""
    names = ", ".join(f'"{name}"' for name in columns_of(kind))
    # Names come from the fixed list above, never from a file.
    sql = f'SELECT {names} FROM "{kind.value}" ORDER BY fid'  # noqa: S608
    return connection.execute(sql).fetchall()


def counts(connection: sqlite3.Connection) -> dict[Kind, int]:
    """Return the number of rows by kind."""
    found = {}
    for kind in Kind:
        sql = f'SELECT count(*) FROM "{kind.value}"'  # noqa: S608
        (found[kind],) = connection.execute(sql).fetchone()
    return found


def read_one(
    connection: sqlite3.Connection, kind: Kind, uid: str
) -> tuple[Any, ...] | None:
    """Return one row as column values, or None."""
    names = ", ".join(f'"{name}"' for name in columns_of(kind))
    sql = f'SELECT {names} FROM "{kind.value}" WHERE uid = ?'  # noqa: S608
    found: tuple[Any, ...] | None = connection.execute(sql, (uid,)).fetchone()
    return found


def insert(
    connection: sqlite3.Connection, kind: Kind, raw: Sequence[tuple[Any, ...]]
) -> list[int]:
    """Add rows of column values; return their fids."""
    (last,) = connection.execute(
        "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?",
        (kind.value,),
    ).fetchone()
    names = ", ".join(f'"{name}"' for name in columns_of(kind))
    marks = ", ".join("?" * len(KEYS[kind]))
    sql = f'INSERT INTO "{kind.value}" (fid, {names}) VALUES (?, {marks})'  # noqa: S608
    fids = list(range(last + 1, last + 1 + len(raw)))
    connection.executemany(
        sql, ((fid, *row) for fid, row in zip(fids, raw, strict=True))
    )
    return fids


def update(
    connection: sqlite3.Connection, kind: Kind, uid: str, values: Mapping[str, object]
) -> None:
    """Write column values, by attribute, of one row."""
    if not values:
        return
    names = [_GEOMETRY_COLUMN if key == GEOMETRY else key for key in values]
    pairs = ", ".join(f'"{name}" = ?' for name in names)
    sql = f'UPDATE "{kind.value}" SET {pairs} WHERE uid = ?'  # noqa: S608
    connection.execute(sql, (*values.values(), uid))


def delete(connection: sqlite3.Connection, kind: Kind, uid: str) -> None:
    """Remove one row."""
    sql = f'DELETE FROM "{kind.value}" WHERE uid = ?'  # noqa: S608
    connection.execute(sql, (uid,))


def decoded(kind: Kind, raw: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Return frozen values for rows of column values.

    Raises
    ------
    UnfitValue
        Where another program wrote what the column does not allow.
    """
    if not raw:
        return ()
    columns = []
    for key, values in zip(KEYS[kind], zip(*raw, strict=True), strict=True):
        rest()
        columns.append(_decoded_column(kind, key, values))
    rest()
    return tuple(map(MADE_OF[kind], *columns))


def _decoded_column(kind: Kind, key: str, values: Sequence[Any]) -> Sequence[Any]:
    codec = _CODECS[kind][key]
    try:
        if key == GEOMETRY:
            return geometries_of(values)
        if codec.back is None and None not in values:
            return values
        return [from_column(kind, key, value) for value in values]
    except (ValueError, TypeError, IndexError, AttributeError, ShapelyError) as error:
        text = _UNREADABLE.filled(kind=kind, field=key, detail=error)
        raise UnfitValue(text) from error


def same(kind: Kind, key: str, one: object, other: object) -> bool:
    """Tell whether two values of one column mean the same.

    NULL is the attribute's default; of a geometry only its WKB counts.
    """
    if key == GEOMETRY:
        return _body(one) == _body(other)
    if one is None or other is None:
        absent = to_column(kind, key, _CODECS[kind][key].absent)
        one = absent if one is None else one
        other = absent if other is None else other
    return one == other


def _body(blob: object) -> bytes | None:
    return wkb_of(blob) if isinstance(blob, bytes) else None


def content_hash(tables: Mapping[Kind, Iterable[tuple[Any, ...]]]) -> str:
    """Return a hash over rows of column values, whatever their order."""
    total = hashlib.sha256()
    for kind in Kind:
        total.update(kind.value.encode())
        lines = (repr(plain(kind, row)) for row in tables[kind])
        for line in sorted(lines):
            total.update(line.encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def plain(kind: Kind, row: tuple[Any, ...]) -> list[object]:
    """Return column values without what does not count: NULLs, blob headers."""
    found: list[object] = []
    for key, value in zip(KEYS[kind], row, strict=True):
        if key == GEOMETRY:
            found.append(wkb_of(value))
        elif value is None:
            found.append(to_column(kind, key, _CODECS[kind][key].absent))
        else:
            found.append(value)
    return found
