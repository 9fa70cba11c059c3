"""The office's tables of field review, made when the first package is cut.

They stand beside the register and are not registered in ``gpkg_contents``. Whoever
never sends a package has none of them, and a store that has them still opens in a
gridwatch that does not know them.
"""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

from gridwatch.district.review.decisions import Answer, Decision
from gridwatch.district.review.evidence import Evidence
from gridwatch.district.review.packages import FieldPage, Receipt
from gridwatch.district.wording import Kind
from gridwatch.store.review.manifests import manifest_facts, manifest_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from gridwatch.store.review.returns import Picture

    Base = Mapping[tuple[Kind, str], Mapping[str, object]]

__all__ = [
    "are_there",
    "base_of",
    "decision_of",
    "decision_text",
    "evidence",
    "keep_base",
    "keep_evidence",
    "keep_sheets",
    "make",
    "receipts",
    "sheets_of",
    "write_receipt",
]

_TABLES = """
CREATE TABLE IF NOT EXISTS gw_review_package (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  number TEXT NOT NULL UNIQUE,
  manifest TEXT NOT NULL,
  digest TEXT NOT NULL,
  file TEXT NOT NULL,
  base BLOB NOT NULL,
  finished INTEGER NOT NULL DEFAULT 0,
  closed INTEGER NOT NULL DEFAULT 0
)

CREATE TABLE IF NOT EXISTS gw_review_return (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  package_uid TEXT NOT NULL REFERENCES gw_review_package (uid),
  draft TEXT NOT NULL,
  serial INTEGER NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  by TEXT NOT NULL,
  at TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  file TEXT NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  UNIQUE (package_uid, draft, serial)
)

CREATE TABLE IF NOT EXISTS gw_review_reply (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  return_id INTEGER NOT NULL REFERENCES gw_review_return (id),
  package_uid TEXT NOT NULL,
  draft TEXT NOT NULL,
  kind TEXT NOT NULL,
  row_uid TEXT NOT NULL,
  reply TEXT NOT NULL,
  overlay TEXT NOT NULL DEFAULT '{}',
  decision TEXT,
  UNIQUE (package_uid, draft, kind, row_uid)
)

CREATE TABLE IF NOT EXISTS gw_review_sheet (
  package_uid TEXT NOT NULL,
  code TEXT NOT NULL,
  rows TEXT NOT NULL,
  PRIMARY KEY (package_uid, code)
)

CREATE TABLE IF NOT EXISTS gw_review_picture (
  name TEXT PRIMARY KEY,
  taken TEXT,
  longitude REAL,
  latitude REAL
)
"""


def make(connection: sqlite3.Connection) -> None:
    """Make the tables where they are not there; within a transaction."""
    for statement in _TABLES.strip().split("\n\n"):
        connection.execute(statement)


def are_there(connection: sqlite3.Connection) -> bool:
    """Tell whether a package was ever cut from this store."""
    found = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE name = 'gw_review_sheet'"
    ).fetchone()
    return bool(found[0])


def keep_base(base: Base) -> bytes:
    """Return the state that goes out, packed: kind, identifier, flat fields as JSON."""
    lines = [[kind.value, uid, facts] for (kind, uid), facts in base.items()]
    return zlib.compress(json.dumps(lines, ensure_ascii=False).encode(), 3)


def base_of(
    connection: sqlite3.Connection, package_uid: str
) -> dict[tuple[Kind, str], dict[str, Any]]:
    """Return the state that went out with a package, by row, as JSON holds it."""
    found = connection.execute(
        "SELECT base FROM gw_review_package WHERE uid = ?", (package_uid,)
    ).fetchone()
    lines = json.loads(zlib.decompress(found[0])) if found else []
    return {(Kind(kind), uid): facts for kind, uid, facts in lines}


def write_receipt(
    connection: sqlite3.Connection, receipt: Receipt, base: bytes
) -> None:
    """Write what went out."""
    manifest = receipt.manifest
    text = json.dumps(manifest_facts(manifest), ensure_ascii=False)
    connection.execute(
        "INSERT INTO gw_review_package"
        " (uid, number, manifest, digest, file, base, finished)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            manifest.uid,
            manifest.number,
            text,
            receipt.digest,
            receipt.file,
            base,
            int(receipt.finished),
        ),
    )


def receipts(connection: sqlite3.Connection) -> list[Receipt]:
    """Return every package that went out, oldest first."""
    if not are_there(connection):
        return []
    return [
        Receipt(
            manifest_of(json.loads(text), file), digest, file, bool(done), bool(closed)
        )
        for text, digest, file, done, closed in connection.execute(
            "SELECT manifest, digest, file, finished, closed FROM gw_review_package"
            " ORDER BY id"
        )
    ]


def keep_sheets(
    connection: sqlite3.Connection, package_uid: str, pages: Iterable[FieldPage]
) -> None:
    """Keep which rows stand on sheets that were printed later, by their codes."""
    connection.executemany(
        "INSERT INTO gw_review_sheet VALUES (?, ?, ?)"
        " ON CONFLICT (package_uid, code) DO UPDATE SET rows = excluded.rows",
        [
            (
                package_uid,
                page.code,
                json.dumps([[kind.value, uid] for kind, uid in page.rows]),
            )
            for page in pages
        ],
    )


def sheets_of(
    connection: sqlite3.Connection, package_uid: str
) -> tuple[FieldPage, ...]:
    """Return the sheets of a package that were printed after it was cut."""
    lines = connection.execute(
        "SELECT code, rows FROM gw_review_sheet WHERE package_uid = ? ORDER BY code",
        (package_uid,),
    )
    return tuple(
        FieldPage(code, tuple((Kind(kind), uid) for kind, uid in json.loads(text)))
        for code, text in lines
    )


def decision_text(decision: Decision | None) -> str | None:
    """Return a decision as the table keeps it."""
    if decision is None:
        return None
    return json.dumps(
        {
            "answer": decision.answer.value,
            "keys": list(decision.keys),
            "reason": decision.reason,
            "by": decision.by,
            "at": decision.at,
            "along": decision.along,
        },
        ensure_ascii=False,
    )


def decision_of(text: str | None) -> Decision | None:
    """Return the decision that the table keeps, or None."""
    if text is None:
        return None
    found = json.loads(text)
    return Decision(
        Answer(found["answer"]),
        tuple(found["keys"]),
        found["reason"],
        found["by"],
        found["at"],
        bool(found["along"]),
    )


def keep_evidence(connection: sqlite3.Connection, pictures: Iterable[Picture]) -> None:
    """Keep when and where photographs were taken, as their files say."""
    make(connection)
    connection.executemany(
        "INSERT INTO gw_review_picture VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (
                one.name,
                one.seen.taken.isoformat() if one.seen.taken else None,
                one.seen.longitude,
                one.seen.latitude,
            )
            for one in pictures
        ],
    )


def evidence(connection: sqlite3.Connection, crs: int) -> dict[str, Evidence]:
    """Return what photographs say of themselves, by name, places in a CRS.

    Parameters
    ----------
    crs : int
        EPSG code, metres.
    """
    told = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name = 'gw_review_picture'"
    ).fetchone()
    lines = (
        connection.execute("SELECT * FROM gw_review_picture").fetchall() if told else []
    )
    if not lines:
        return {}
    from pyproj import Transformer

    change = Transformer.from_crs(4326, crs, always_xy=True)
    found = {}
    for name, taken, longitude, latitude in lines:
        there = longitude is not None and latitude is not None
        east, north = change.transform(longitude, latitude) if there else (0.0, 0.0)
        place = (east, north) if there and isfinite(east) and isfinite(north) else None
        when = datetime.fromisoformat(taken) if taken else None
        found[name] = Evidence(name, when, place)
    return found
