"""The tables of a city's server: those of a store, with the store each row is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.rows import MAPPED
from gridwatch.district.wording import Kind, Text
from gridwatch.store.central.server import Server, ServerError, quoted
from gridwatch.store.rows import columns_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

__all__ = ["SCHEMA", "declared_types", "prepare", "table_of"]

SCHEMA = "gridwatch"
_MAP_CRS = 4490
"""CGCS2000, degrees: the one CRS in which a city's map shows all districts."""
_TYPES = {
    "DATE": "date",
    "BOOLEAN": "boolean",
    "DOUBLE": "double precision",
    "REAL": "double precision",
    "INTEGER": "bigint",
    "MEDIUMINT": "bigint",
}


def table_of(kind: Kind) -> str:
    """Return the table of a kind, as SQL writes it."""
    return f"{SCHEMA}.{quoted(kind.value)}"


def declared_types(connection: sqlite3.Connection) -> dict[Kind, dict[str, str]]:
    """Return PostgreSQL's type of every column, by kind, in the order of `KEYS`."""
    found = {}
    for kind in Kind:
        told = connection.execute(f'PRAGMA table_info("{kind.value}")').fetchall()
        types = {name: _TYPES.get(said, "text") for _, name, said, *_ in told}
        columns = {name: types[name] for name in columns_of(kind)}
        if "geom" in columns:
            columns["geom"] = "geometry"
        found[kind] = columns
    return found


def prepare(
    server: Server, types: Mapping[Kind, Mapping[str, str]], version: int
) -> None:
    """Make the tables, or add what they lack, within the caller's transaction.

    Parameters
    ----------
    server : Server
        Where.
    types : mapping
        As `declared_types` returns it.
    version : int
        Version of the store's tables.

    Raises
    ------
    ServerError
        Where the server has no PostGIS, does not let us make tables, or holds those
        of a later gridwatch.
    """
    _require_postgis(server)
    there = server.rows("SELECT to_regclass('gridwatch.meta') IS NOT NULL")[0][0]
    known = server.rows("SELECT version FROM gridwatch.meta") if there else []
    if known and known[0][0] == version:
        return
    if known and known[0][0] > version:
        raise ServerError(_NEWER.filled(address=server.address))
    # Two offices may come first at the same moment.
    server.rows("SELECT pg_advisory_xact_lock(hashtext('gridwatch.prepare'))")
    for statement in _statements(types):
        server.rows(statement)
    server.rows(
        "INSERT INTO gridwatch.meta VALUES (true, :version)"
        " ON CONFLICT (one) DO UPDATE SET version = excluded.version",
        version=version,
    )


def _require_postgis(server: Server) -> None:
    if server.rows("SELECT 1 FROM pg_extension WHERE extname = 'postgis'"):
        return
    try:
        server.rows("SAVEPOINT postgis")
        server.rows("CREATE EXTENSION IF NOT EXISTS postgis")
    except ServerError as error:
        server.rows("ROLLBACK TO postgis")
        raise ServerError(_NO_POSTGIS.filled(address=server.address)) from error


def _statements(types: Mapping[Kind, Mapping[str, str]]) -> Iterator[str]:
    yield from _COMMON
    for kind, columns in types.items():
        yield from _kind_statements(kind, columns)


def _kind_statements(kind: Kind, columns: Mapping[str, str]) -> Iterator[str]:
    table, name = table_of(kind), kind.value
    yield (
        f"CREATE TABLE IF NOT EXISTS {table} (store_uid text NOT NULL REFERENCES"
        " gridwatch.store (uid), uid text NOT NULL, digest bytea NOT NULL,"
        " PRIMARY KEY (store_uid, uid))"
    )
    for column, made in columns.items():
        if column != "uid":
            yield (
                f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {quoted(column)} {made}"
            )
    if "code" in columns:
        yield f"CREATE INDEX IF NOT EXISTS {name}_code ON {table} (code)"
    yield from _owned(table, name, "store_uid")
    if kind in MAPPED:
        yield (
            f"CREATE INDEX IF NOT EXISTS {name}_place ON {table}"
            f" USING gist (ST_Transform(geom, {_MAP_CRS}))"
        )
        listed = ", ".join(
            f"r.{quoted(column)}" for column in columns if column != "geom"
        )
        yield f"DROP VIEW IF EXISTS gridwatch.{name}_map"
        yield (
            f"CREATE VIEW gridwatch.{name}_map AS SELECT s.name AS district,"  # noqa: S608
            f" s.code AS district_code, {listed},"
            f" ST_Transform(r.geom, {_MAP_CRS}) AS geom"
            f" FROM {table} r JOIN gridwatch.store s ON s.uid = r.store_uid"
        )


def _owned(table: str, name: str, key: str) -> Iterator[str]:
    """Let everyone admitted read a table, and an office write rows of its own."""
    own = f"{key} IN (SELECT uid FROM gridwatch.store WHERE owner = current_user)"  # noqa: S608
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS {name}_read ON {table}"
    yield f"CREATE POLICY {name}_read ON {table} FOR SELECT USING (true)"
    yield f"DROP POLICY IF EXISTS {name}_own ON {table}"
    yield f"CREATE POLICY {name}_own ON {table} USING ({own}) WITH CHECK ({own})"


_COMMON = (
    "CREATE SCHEMA IF NOT EXISTS gridwatch",
    "CREATE TABLE IF NOT EXISTS gridwatch.meta (one boolean PRIMARY KEY"
    " DEFAULT true CHECK (one), version integer NOT NULL)",
    "CREATE TABLE IF NOT EXISTS gridwatch.store (uid text PRIMARY KEY,"
    " owner name NOT NULL DEFAULT current_user, code text, name text,"
    " crs integer NOT NULL, line integer NOT NULL DEFAULT 1,"
    " journal_id bigint NOT NULL DEFAULT 0, journal_digest bytea,"
    " rows bigint NOT NULL DEFAULT 0, published_at timestamptz, published_by text)",
    "ALTER TABLE gridwatch.store ENABLE ROW LEVEL SECURITY",
    "DROP POLICY IF EXISTS store_read ON gridwatch.store",
    "CREATE POLICY store_read ON gridwatch.store FOR SELECT USING (true)",
    "DROP POLICY IF EXISTS store_own ON gridwatch.store",
    "CREATE POLICY store_own ON gridwatch.store USING (owner = current_user)"
    " WITH CHECK (owner = current_user)",
    "CREATE TABLE IF NOT EXISTS gridwatch.journal (store_uid text NOT NULL"
    " REFERENCES gridwatch.store (uid), line integer NOT NULL, id bigint NOT NULL,"
    " at timestamptz NOT NULL, who text, table_name text, row_key text, before text,"
    " after text, reason text, source text, PRIMARY KEY (store_uid, line, id))",
    "CREATE INDEX IF NOT EXISTS journal_row ON gridwatch.journal (store_uid, row_key)",
    *_owned("gridwatch.journal", "journal", "store_uid"),
    "CREATE OR REPLACE FUNCTION gridwatch.refuse() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RAISE EXCEPTION 'the journal is only added to'"
    " USING ERRCODE = '42501'; END $$",
    "DROP TRIGGER IF EXISTS journal_stays ON gridwatch.journal",
    "CREATE TRIGGER journal_stays BEFORE UPDATE OR DELETE ON gridwatch.journal"
    " FOR EACH STATEMENT EXECUTE FUNCTION gridwatch.refuse()",
    "CREATE TABLE IF NOT EXISTS gridwatch.gone (store_uid text NOT NULL REFERENCES"
    " gridwatch.store (uid), kind text NOT NULL, uid text NOT NULL,"
    " at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (store_uid, kind, uid))",
    *_owned("gridwatch.gone", "gone", "store_uid"),
    "CREATE TABLE IF NOT EXISTS gridwatch.photo_bytes (name text PRIMARY KEY,"
    " bytes bytea NOT NULL)",
)

_NO_POSTGIS = Text(
    "{address} 没有安装 PostGIS，也不允许这个用户安装。服务器没有改动。"
    "请管理员在该数据库里执行 CREATE EXTENSION postgis，再发布。",
    "{address} has no PostGIS and does not let this user add it; nothing was changed. "
    "Have the administrator run CREATE EXTENSION postgis in that database.",
)
_NEWER = Text(
    "{address} 上的数据表来自更新版本的 gridwatch，没有写入任何内容。"
    "请先更新本机的 gridwatch。",
    "The tables at {address} are those of a later gridwatch; nothing was written. "
    "Update gridwatch here first.",
)
