"""The bytes of photographs, each kept once under its hash; small copies beside them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

__all__ = [
    "is_small",
    "keep",
    "keep_thumbnail",
    "names",
    "read",
    "read_thumbnail",
    "small_name",
]

_SMALL = "-small"
"""Ending of the name under which the small copy of a photograph is kept."""


def small_name(sha256: str) -> str:
    """Return the name under which the small copy of a photograph is kept."""
    return sha256 + _SMALL


def keep(connection: sqlite3.Connection, data: bytes) -> str:
    """Keep bytes, unless they are there; return their SHA-256 in hex."""
    name = hashlib.sha256(data).hexdigest()
    connection.execute(
        "INSERT INTO gw_photo_bytes VALUES (?, ?) ON CONFLICT DO NOTHING",
        (name, data),
    )
    return name


def read(connection: sqlite3.Connection, sha256: str) -> bytes | None:
    """Return the bytes kept under a hash, or None."""
    found = connection.execute(
        "SELECT bytes FROM gw_photo_bytes WHERE sha256 = ?", (sha256,)
    ).fetchone()
    return None if found is None else bytes(found[0])


def keep_thumbnail(connection: sqlite3.Connection, sha256: str, data: bytes) -> None:
    """Keep the small copy of the photograph of a hash, unless there is one."""
    connection.execute(
        "INSERT INTO gw_photo_bytes VALUES (?, ?) ON CONFLICT DO NOTHING",
        (small_name(sha256), data),
    )


def read_thumbnail(connection: sqlite3.Connection, sha256: str) -> bytes | None:
    """Return the small copy of a photograph by the hash of the photograph, or None."""
    return read(connection, small_name(sha256))


def names(connection: sqlite3.Connection) -> list[str]:
    """Return the names under which bytes are kept."""
    found = connection.execute("SELECT sha256 FROM gw_photo_bytes ORDER BY sha256")
    return [name for (name,) in found]


def is_small(name: str) -> bool:
    """Tell whether a name is that of a small copy."""
    return name.endswith(_SMALL)
