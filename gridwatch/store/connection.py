"""Connections to the store's file and transactions on them.

The journal mode is SQLite's rollback journal (DELETE) with ``synchronous=FULL``: the
one file is whole after every commit, so that a copy of it made by hand misses
nothing. See docs/store.md for the reasons.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from gridwatch.store.blobs import register
from gridwatch.store.faults import BROKEN, fault_of, unfit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["address", "back_to_one_file", "connect", "reading", "translated", "writing"]

_WAIT_SECONDS = 5.0


def address(path: Path) -> str:
    """Return the URI by which SQLite opens a file."""
    # sqlite wants file:///C:/… and file:////server/share/…
    text = path.resolve().as_posix()
    return ("file://" if text.startswith("/") else "file:///") + quote(text, safe="/:")


def connect(path: Path, mode: Literal["ro", "rw", "rwc"]) -> sqlite3.Connection:
    """Open a connection with our functions and safety settings.

    It may be handed from thread to thread; the caller sees to it that one thread at a
    time uses it.

    Raises
    ------
    sqlite3.Error
        Where it cannot be opened.
    """
    connection = sqlite3.connect(
        f"{address(path)}?mode={mode}",
        uri=True,
        timeout=_WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        register(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        # Pages stay in memory until the commit, so that other windows go on reading.
        connection.execute("PRAGMA cache_spill = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into messages for officers."""
    try:
        yield
    except BROKEN as error:
        raise fault_of(error, path) from error


@contextlib.contextmanager
def writing(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Run the block as one transaction: all of it, or none of it.

    Raises
    ------
    StoreError
        Where SQLite refuses; everything has then been rolled back.
    """
    with translated(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException as error:
            # A full disk may already have rolled it back.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, UnicodeEncodeError | OverflowError):
                raise unfit(error) from error
            raise


@contextlib.contextmanager
def reading(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Run the block on one consistent state of the store."""
    with translated(path):
        connection.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def back_to_one_file(connection: sqlite3.Connection) -> None:
    """See that nothing lies beside the store, if nobody else has it open.

    QGIS leaves it in WAL mode; a crash may leave a journal that says nothing.
    """
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA busy_timeout = 200")
        # SQLite removes an idle journal only on the way from PERSIST to DELETE.
        connection.execute("PRAGMA journal_mode = PERSIST")
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(f"PRAGMA busy_timeout = {int(_WAIT_SECONDS * 1000)}")
