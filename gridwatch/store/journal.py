"""What was written: when, who, table, key, before, after. Rows are only ever added."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import shapely

from gridwatch.district.wording import Kind
from gridwatch.store.blobs import wkb_of
from gridwatch.store.rows import GEOMETRY, KEYS, from_column

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

__all__ = [
    "Entry",
    "JournalEntry",
    "as_json",
    "digest",
    "entry_of",
    "read",
    "read_raw",
    "stamp",
    "write",
]

_TABLES = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One written row.

    Parameters
    ----------
    id : int
        Number in the journal, rising.
    at : datetime
        When, UTC.
    who : str
        Who.
    kind : Kind or None
        What kind of row; None for settings, codelists and the store itself.
    table : str
        Table in the store.
    uid : str
        Key of the row: its stable identifier, or the name of a setting.
    before, after : mapping of str to object, or None
        The written fields, as attributes of the frozen value; None: there was no row,
        or there is none any more. The geometry of an imported row stands as
        ``{"sha256": …}`` over its WKB instead of as a shape.
    reason : str
        Why, in the officer's words.
    source : str
        The folder or file an import came from, or empty.
    """

    id: int
    at: datetime
    who: str
    kind: Kind | None
    table: str
    uid: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What every row of one act has in common."""

    who: str
    at: str
    reason: str = ""
    import_id: int | None = None


def stamp() -> str:
    """Return the present moment as the store writes it: UTC, milliseconds."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return now.replace("+00:00", "Z")


def digest(blob: bytes | None) -> object:
    """Return what stands for the geometry of an imported row in the journal."""
    body = wkb_of(blob)
    return None if body is None else {"sha256": hashlib.sha256(body).hexdigest()}


def as_json(fields: Mapping[str, object] | None) -> str | None:
    """Return column values as the journal's JSON; a blob becomes its WKB in hex."""
    if fields is None:
        return None
    plain = {
        key: _hex(value) if isinstance(value, bytes) else value
        for key, value in fields.items()
    }
    return json.dumps(plain, ensure_ascii=False)


def _hex(blob: bytes) -> str | None:
    body = wkb_of(blob)
    return None if body is None else body.hex()


def write(
    connection: sqlite3.Connection,
    entry: Entry,
    table: str,
    rows: Iterable[tuple[str, str | None, str | None]],
) -> None:
    """Add rows of (key, before as JSON, after as JSON) to the journal."""
    connection.executemany(
        "INSERT INTO gw_journal"
        " (at, who, table_name, row_key, before, after, reason, import_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (entry.at, entry.who, table, *row, entry.reason, entry.import_id)
            for row in rows
        ),
    )


_SELECT = (
    "SELECT j.id, j.at, j.who, j.table_name, j.row_key, j.before, j.after, j.reason,"
    " coalesce(i.source, '') FROM gw_journal j LEFT JOIN gw_import i"
    " ON i.id = j.import_id WHERE :key IS NULL OR j.row_key = :key"
    " ORDER BY j.id DESC LIMIT :limit"
)


def read(
    connection: sqlite3.Connection, limit: int, key: str | None
) -> list[JournalEntry]:
    """Return the latest entries, newest first."""
    found = connection.execute(_SELECT, {"key": key, "limit": limit})
    return [entry_of(row) for row in found]


def read_raw(connection: sqlite3.Connection, since: int) -> list[tuple[Any, ...]]:
    """Return entries as they stand in the file, from number `since` on, oldest first.

    Returns
    -------
    list of tuple
        Number, time, who, table, key, before, after, reason, source.
    """
    found = connection.execute(
        "SELECT j.id, j.at, j.who, j.table_name, j.row_key, j.before, j.after,"
        " j.reason, coalesce(i.source, '') FROM gw_journal j LEFT JOIN gw_import i"
        " ON i.id = j.import_id WHERE j.id >= ? ORDER BY j.id",
        (since,),
    )
    return found.fetchall()


def entry_of(row: tuple[Any, ...]) -> JournalEntry:
    """Return an entry: number, time, who, table, key, before, after, why, source."""
    number, at, who, table, key, before, after, reason, source = row
    kind = _TABLES.get(table)
    return JournalEntry(
        id=number,
        at=datetime.fromisoformat(at),
        who=who,
        kind=kind,
        table=table,
        uid=key,
        before=_fields(kind, before),
        after=_fields(kind, after),
        reason=reason,
        source=source,
    )


def _fields(kind: Kind | None, text: str | None) -> dict[str, object] | None:
    if text is None:
        return None
    found: dict[str, object] = json.loads(text)
    if kind is None:
        return found
    return {key: _attribute(kind, key, value) for key, value in found.items()}


def _attribute(kind: Kind, key: str, value: object) -> object:
    if key == GEOMETRY:
        return _shape(value)
    # A later version may have dropped a field: its old entries stay readable.
    return from_column(kind, key, value) if key in KEYS[kind] else value


def _shape(value: object) -> object:
    if not isinstance(value, str):
        return value
    shape = shapely.from_wkb(value)
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape
