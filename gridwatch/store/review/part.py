"""The GeoPackage inside a package: a store with the needed rows, read with distrust."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridwatch.district.district import District
from gridwatch.district.review.facts import FACE
from gridwatch.district.rows import MAPPED, TABLES
from gridwatch.district.wording import FIELDS, Format, Kind, Text
from gridwatch.store import rows, settings, spatial
from gridwatch.store.connection import address, connect, writing
from gridwatch.store.faults import StoreError, UnfitValue
from gridwatch.store.founding import Founding, found
from gridwatch.store.review.terms import MEGABYTE, ReviewError, limits
from gridwatch.store.versions import STEPS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from gridwatch.district.review.packages import Manifest

__all__ = ["picture_of", "read_part", "rows_of", "write_part"]

Raw = tuple[Any, ...]
_SETTINGS = ("rules", "office", "themes")
"""What a field office needs of the office's settings; the rest stays at home."""
_PATIENCE = 30.0
"""Seconds that reading a part may take; an honest town takes a tenth of one."""
_PRAGMAS = ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON")
_STEPS = 100_000
_ANY_CRS = 4548
"""SQLite instructions between two looks at the clock."""


def rows_of(
    connection: sqlite3.Connection,
    wanted: Mapping[Kind, Sequence[str]],
    withheld: Collection[str],
) -> dict[Kind, list[Raw]]:
    """Return rows as column values by kind, what is withheld left empty."""
    found_: dict[Kind, list[Raw]] = {}
    for kind, uids in wanted.items():
        names = ", ".join(f'"{name}"' for name in rows.columns_of(kind))
        # Names come from the fixed list of columns, never from a file.
        sql = (
            f'SELECT {names} FROM "{kind.value}"'  # noqa: S608
            " WHERE uid IN (SELECT value FROM json_each(?)) ORDER BY fid"
        )
        raw = connection.execute(sql, (json.dumps(list(uids)),)).fetchall()
        found_[kind] = _bared(kind, raw, withheld)
    return found_


def _bared(kind: Kind, raw: list[Raw], withheld: Collection[str]) -> list[Raw]:
    prefix = f"{kind.value}."
    keys = {one.removeprefix(prefix) for one in withheld if one.startswith(prefix)}
    if not keys:
        return raw
    places = [i for i, key in enumerate(rows.KEYS[kind]) if key in keys]
    parts = {key.removeprefix(FACE) for key in keys if key.startswith(FACE)}
    face = rows.KEYS[kind].index("face") if parts else -1
    found_ = []
    for row in raw:
        line = list(row)
        for place in places:
            line[place] = None
        if parts and line[face]:
            told = json.loads(line[face])
            kept = {k: v for k, v in told.items() if k not in parts}
            line[face] = json.dumps(kept, ensure_ascii=False)
        found_.append(tuple(line))
    return found_


def write_part(
    path: Path,
    manifest: Manifest,
    tables: Mapping[Kind, Sequence[Raw]],
    pictures: Mapping[str, bytes],
    office: sqlite3.Connection,
) -> None:
    """Write a store with some rows, which QGIS opens too.

    Parameters
    ----------
    path : Path
        Where; nothing may lie there.
    manifest : Manifest
        Of the package.
    tables : mapping of Kind to rows of column values
        What `rows_of` returned.
    pictures : mapping of str to bytes
        Photographs by the names under which stores keep them.
    office : sqlite3.Connection
        The office's store, for its rules and codelists.
    """
    path.write_bytes(_blank(manifest.crs))
    connection = connect(path, "rw")
    try:
        # It is written once, beside the package, and thrown away on any trouble.
        connection.execute("PRAGMA synchronous = OFF")
        with writing(connection, path):
            connection.execute(
                "UPDATE gw_store SET uid = ?, name = ?, code = ?, created = ?",
                (
                    manifest.uid,
                    manifest.district,
                    manifest.code,
                    manifest.at.isoformat(),
                ),
            )
            _copy_settings(office, connection)
            for kind, raw in tables.items():
                _fill(connection, kind, raw)
            connection.executemany(
                "INSERT INTO gw_photo_bytes VALUES (?, ?)", pictures.items()
            )
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, kind: Kind, raw: Sequence[Raw]) -> None:
    if not raw:
        return
    if kind not in MAPPED:
        rows.insert(connection, kind, raw)
        return
    with spatial.bulk_loading(connection, kind):
        fids = rows.insert(connection, kind, raw)
        place = rows.KEYS[kind].index(rows.GEOMETRY)
        spatial.index_rows(connection, kind, fids, [row[place] for row in raw])
    spatial.refresh_extent(connection, kind)


def _copy_settings(office: sqlite3.Connection, part: sqlite3.Connection) -> None:
    for key, value in office.execute("SELECT key, value FROM gw_setting").fetchall():
        if key in _SETTINGS:
            part.execute(
                "INSERT OR REPLACE INTO gw_setting VALUES (?, ?)", (key, value)
            )
    part.execute("DELETE FROM gw_codelist")
    lists = office.execute(
        "SELECT list, value, level, duty, source, parent FROM gw_codelist ORDER BY id"
    )
    part.executemany(
        "INSERT INTO gw_codelist (list, value, level, duty, source, parent)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        lists.fetchall(),
    )


_ODD = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What odd values raise when they are turned into rows, rules and codelists."""

# --- reading -------------------------------------------------------------------------


def read_part(path: Path) -> District:
    """Return the rows of a part.

    The file is opened so that nothing in it can act: read-only and for reading alone,
    its schema untrusted; and refused unless every table, view, index and trigger in it
    is, word for word, one that this program makes.

    Raises
    ------
    ReviewError
        Where it is not a part of ours, or damaged.
    """
    try:
        with _distrusting(path) as connection:
            _check_schema(connection, path)
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise ReviewError(_BROKEN.filled(detail=str(verdict)[:80]))
            return _district(connection)
    except (sqlite3.Error, UnicodeDecodeError, UnfitValue, StoreError) as error:
        raise ReviewError(_BROKEN.filled(detail=str(error)[:80])) from error
    except _ODD as error:
        raise ReviewError(_BROKEN.filled(detail=str(error)[:80])) from error


@contextlib.contextmanager
def _distrusting(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(
        f"{address(path)}?mode=ro&immutable=1", uri=True, isolation_level=None
    )
    end = time.monotonic() + _PATIENCE
    try:
        connection.setlimit(
            sqlite3.SQLITE_LIMIT_LENGTH, int(limits().text_mb * MEGABYTE)
        )
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for pragma in (
            "trusted_schema = OFF",
            "query_only = ON",
            "cell_size_check = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        yield connection
    finally:
        connection.close()


def _check_schema(connection: sqlite3.Connection, path: Path) -> None:
    ours = _own_schema()
    for line in connection.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
    ):
        if line not in ours:
            what = f"{line[0]} {line[1]}"[:80]
            raise ReviewError(_FOREIGN.filled(name=path.name, what=what))
    tables = {name for kind, name, _, _ in _schema(connection) if kind == "table"}
    if lost := {kind.value for kind in Kind} - tables:
        raise ReviewError(_BROKEN.filled(detail=", ".join(sorted(lost))[:80]))


def _schema(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str, str]]:
    return frozenset(
        connection.execute(
            "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
        ).fetchall()
    )


@lru_cache(maxsize=1)
def _own_schema() -> frozenset[tuple[str, str, str, str]]:
    """Return everything that a store of ours is made of, by making one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "own.gpkg")
        path.write_bytes(_blank(_ANY_CRS))
        connection = connect(path, "ro")
        try:
            return _schema(connection)
        finally:
            connection.close()


@lru_cache(maxsize=4)
def _blank(crs: int) -> bytes:
    """Return an empty store: made once, twenty packages are cut in a row."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "blank.gpkg")
        found(path, Founding("", "", crs), STEPS)
        return path.read_bytes()


def _district(connection: sqlite3.Connection) -> District:
    values = settings.read(connection)
    (crs,) = connection.execute("SELECT crs FROM gw_store").fetchone()
    found_: dict[str, Any] = {}
    for kind in Kind:
        raw = rows.read_raw(connection, kind)
        _check_types(kind, raw)
        found_[TABLES[kind][0]] = rows.decoded(kind, raw)
    found_ |= {key: str(values.get(key, "")) for key in ("name", "code", "office")}
    return District(crs=int(crs), rules=settings.rules(connection), **found_)


_TYPES: dict[Format, tuple[type, ...]] = {
    Format.INTEGER: (int,),
    Format.FLAG: (int,),
    Format.LENGTH: (int, float),
    Format.AREA: (int, float),
}


def _check_types(kind: Kind, raw: Sequence[Raw]) -> None:
    """Refuse what SQLite lets stand in a column that is declared otherwise."""
    formats = {field.key: field.format for field in FIELDS[kind]}
    for place, key in enumerate(rows.KEYS[kind]):
        form = formats.get(key, Format.TEXT)
        allowed = (bytes,) if key == rows.GEOMETRY else _TYPES.get(form, (str,))
        kinds = {type(row[place]) for row in raw} - {type(None)}
        if not kinds <= set(allowed) or (key == "uid" and None in {r[0] for r in raw}):
            raise ValueError(f"{kind}.{key}")


def picture_of(path: Path, name: str) -> bytes | None:
    """Return a photograph of a part that was read before, or None.

    One at a time: in full size those of a town do not fit into an old computer.
    """
    most = int(limits().photo_mb * MEGABYTE)
    try:
        with _distrusting(path) as connection:
            found_ = connection.execute(
                "SELECT bytes FROM gw_photo_bytes"
                " WHERE sha256 = ? AND length(bytes) <= ?",
                (name, most),
            ).fetchone()
    except sqlite3.Error:
        return None
    return bytes(found_[0]) if found_ and isinstance(found_[0], bytes) else None


_FOREIGN = Text(
    "核查包里有本软件不会写入的内容（{what}），没有打开，也没有执行其中任何内容。"
    "请确认来源，或请出包的人重新裁切。",
    "The package holds what this program never writes ({what}); it was not opened and "
    "nothing in it was run. Make sure where it comes from, or ask for it again.",
)
_BROKEN = Text(
    "核查包里的数据读不了（{detail}），没有打开，没有改动任何内容。"
    "请重新复制，或请出包的人重新裁切。",
    "The data in the package cannot be read ({detail}); it was not opened and nothing "
    "was changed. Copy it again, or ask for it once more.",
)
