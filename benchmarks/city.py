"""Measure publishing districts to a PostGIS server and collecting them, beside ogr2ogr.

Usage: python -m benchmarks.city [--districts 16] [--data DIR]

Starts a PostgreSQL of its own on loopback (needs ``postgresql`` and its PostGIS),
publishes the store of set S as so many districts, publishes one again after an edit,
collects all into one store, and asks what the map of one town asks of the server.
ogr2ogr (``-f PostgreSQL``, copies) writes the same seven layers of one district into
the same server in the same run: it is told to do so anew each time, as it cannot tell
what has changed. Writes ``figures-city.md``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind
from gridwatch.store.central.collecting import collect
from gridwatch.store.central.publishing import Sending, publish
from gridwatch.store.central.server import Address, Server, connect
from gridwatch.store.connection import connect as sqlite
from gridwatch.store.connection import writing
from gridwatch.store.opening import create_store, open_store
from tests import postgres

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("GRIDWATCH_BENCH", "../bench"))
SENDING = Sending("测量员")
TOWN = """SELECT count(*), sum(ST_NPoints(geom)) FROM gridwatch.{table}
WHERE ST_Transform(geom, 4490) && ST_MakeEnvelope({box}, 4490)"""


def districts(source: Path, folder: Path, count: int) -> list[Path]:
    """Copy a store as so many districts, each with identifiers of its own."""
    found = []
    for number in range(count):
        path = folder / f"区{number + 1:02d}.gpkg"
        shutil.copy(source, path)
        with open_store(path):
            pass  # brought up to date
        raw = sqlite(path, "rw")
        with writing(raw, path):
            raw.execute(
                "UPDATE gw_store SET uid = ?, name = ?, code = ?",
                (uuid.uuid4().hex, path.stem, f"9901{number + 1:02d}"),
            )
            for kind in Kind:
                table = kind.value
                fixed = raw.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND"
                    " tbl_name = ? AND sql LIKE '%uid%'",
                    (table,),
                ).fetchall()
                for name, _ in fixed:
                    raw.execute(f'DROP TRIGGER "{name}"')
                raw.execute(f"UPDATE \"{table}\" SET uid = '{number}-' || uid")  # noqa: S608
                for _, sql in fixed:
                    raw.execute(sql)
        raw.close()
        found.append(path)
    return found


def clocked(do: Any, *words: Any, **options: Any) -> tuple[float, Any]:  # noqa: ANN401
    """Return seconds and the result."""
    begun = time.perf_counter()
    found = do(*words, **options)
    return time.perf_counter() - begun, found


def peer(path: Path, address: Address) -> float:
    """Return the seconds ogr2ogr takes for the layers of a store."""
    target = (
        f"PG:host={address.host} port={address.port} dbname={address.database}"
        f" user={address.user} active_schema=peer"
    )
    words = ["ogr2ogr", "-q", "-f", "PostgreSQL", target, str(path), "-overwrite"]
    words += ["--config", "PG_USE_COPY", "YES", "-lco", "LAUNDER=NO"]
    begun = time.perf_counter()
    subprocess.run(words, check=True, env={**os.environ, "PGCLIENTENCODING": "UTF8"})
    return time.perf_counter() - begun


def size_of(server: Server, schema: str) -> int:
    """Return the bytes of a schema's tables with their indexes."""
    told = server.rows(
        "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = :schema AND c.relkind = 'r'",
        schema=schema,
    )
    return int(told[0][0])


def town(server: Server, box: str) -> list[tuple[str, float]]:
    """Return what the map of one town costs at the server, in milliseconds."""
    found = []
    for table in ("segment", "cell", "signboard", "outfall"):
        sql = TOWN.format(table=table, box=box)
        spent = [clocked(server.rows, sql)[0] for _ in range(5)]
        found.append((table, 1000 * statistics.median(spent)))
    return found


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--districts", type=int, default=16)
    parser.add_argument("--data", type=Path, default=DATA)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = Path(place)
        with postgres.server(folder) as url:
            page = measured(Address.parsed(url), folder, told)
    (HERE / "figures-city.md").write_text(page, "utf-8")
    print(page)


def measured(address: Address, folder: Path, told: argparse.Namespace) -> str:
    """Publish, publish again, collect; return the page."""
    paths = districts(told.data / "S" / "store.gpkg", folder, told.districts)
    first, ogr, rows, again, edited = [], [], 0, [], []
    with connect(address) as server:
        server.rows("CREATE SCHEMA peer")
        server.rows("CREATE EXTENSION postgis")
        for path in paths:
            with open_store(path) as store:
                spent, done = clocked(publish, store, server, SENDING)
                first.append(spent)
                rows += done.rows
            if len(ogr) < 5:
                ogr.append(peer(path, address))
        theirs = size_of(server, "peer")
        for path in paths[:5]:
            with open_store(path) as store:
                again.append(clocked(publish, store, server, SENDING)[0])
                river = store.district().rivers[0]
                change = Change(
                    Kind.RIVER, river.uid, {"name": river.name}, {"name": "改名河"}
                )
                store.apply(Changes((change,)), who="测量员")
                edited.append(clocked(publish, store, server, SENDING)[0])
        server.rows("ANALYZE")
        with create_store(folder / "全市.gpkg", name="全市", code="", crs=4548) as city:
            whole, _ = clocked(collect, server, city, who="测量员")
            none, _ = clocked(collect, server, city, who="测量员")
        bytes_here = size_of(server, "gridwatch")
        bbox = server.rows(
            "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM (SELECT"
            " ST_Transform(geom, 4490)::box2d AS b FROM gridwatch.jurisdiction"
            " WHERE level = 'town' AND geom IS NOT NULL LIMIT 1) t"
        )[0]
        asked = town(server, ", ".join(f"{value:.6f}" for value in bbox))
    return PAGE.format(
        day=datetime.now().astimezone().date(),
        count=len(paths),
        rows=rows,
        each=rows // len(paths),
        size=sum(path.stat().st_size for path in paths) / 1e6,
        there=bytes_here / 1e6,
        theirs=theirs / 1e6,
        first=spread(first),
        ogr=spread(ogr),
        ratio=statistics.median(ogr) / statistics.median(first),
        again=spread(again),
        edited=spread(edited),
        faster=statistics.median(ogr) / statistics.median(edited),
        whole=whole,
        none=none,
        asked="; ".join(f"{table} {ms:.1f} ms" for table, ms in asked),
    )


def spread(values: list[float]) -> str:
    """Return median (least to most) seconds."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


PAGE = """# Figures of a city's server

Written by `python -m benchmarks.city` on {day}; 2 cores shared by the server and
whoever writes to it, fsync off. {count} districts of set S, {each:,} rows each,
{rows:,} in all; their stores are {size:,.0f} MB, the server's tables with indexes and
journal {there:,.0f} MB. Seconds, median (least to most).

| what | seconds |
| --- | ---: |
| a district published for the first time, journal and all | {first} |
| the same layers and tables by ogr2ogr (COPY), no journal | {ogr} |
| a district published again, nothing changed | {again} |
| a district published again after one edit | {edited} |
| all {count} districts collected into one new store | {whole:.1f} |
| collected again, nothing changed | {none:.1f} |

ogr2ogr / gridwatch: {ratio:.2f} for the first time, **{faster:.1f}** after an edit,
where ogr2ogr can only write everything again. What the map of one town asks of all
{count} districts (a box in CGCS2000 degrees, by the index): {asked}.
"""

if __name__ == "__main__":
    main()
