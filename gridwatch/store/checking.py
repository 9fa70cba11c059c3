"""Is this file a store of ours, whole, and not newer than we are? Nothing is changed.

While a window of ours is writing to the file, only SQLite opens it here: closing a
plain file handle would drop that window's locks (POSIX).
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from pathlib import Path

from gridwatch.district.wording import Kind, Text
from gridwatch.store.connection import connect
from gridwatch.store.faults import (
    BROKEN,
    NewerStore,
    NotAStore,
    damaged,
    fault_of,
    unopened,
)

__all__ = ["change_counter", "check_place", "inspect", "reader"]

READ_WHOLE = 1 << 28
"""Files up to this size are read through when they are opened, bytes: a second."""

_MAGIC = b"SQLite format 3\x00"
_WRITE_VERSION, _APPLICATION = slice(18, 20), slice(68, 72)
_WAL = b"\x02\x02"
_GPKG = b"GPKG"

_MISSING = Text(
    "找不到文件“{name}”。请检查它是否被移动或改名，U盘是否已连接。位置：{path}",
    "There is no file “{name}”. See whether it was moved or renamed, or its stick "
    "taken out. Place: {path}",
)
_FOLDER = Text(
    "“{name}”是文件夹，不是工作库。请选择其中的 .gpkg 文件；要导入一个文件夹，"
    "请用“导入文件夹”。位置：{path}",
    "“{name}” is a folder, not a store. Choose a .gpkg file in it; to import a "
    "folder, use Import folder. Place: {path}",
)
_NO_DATABASE = Text(
    "“{name}”不是工作库：它不是 SQLite 文件。没有改动它。请选择由本软件建立的 .gpkg "
    "文件。位置：{path}",
    "“{name}” is not a store: it is no SQLite file. It was not changed. Choose a "
    ".gpkg file made by gridwatch. Place: {path}",
)
_NO_GEOPACKAGE = Text(
    "“{name}”是 SQLite 文件，但不是 GeoPackage 工作库。没有改动它。请选择由本软件"
    "建立的 .gpkg 文件。位置：{path}",
    "“{name}” is an SQLite file but no GeoPackage. It was not changed. Choose a "
    ".gpkg file made by gridwatch. Place: {path}",
)
_FOREIGN = Text(
    "“{name}”是其他软件建立的 GeoPackage，不是工作库。没有改动它。"
    "请新建工作库，再把它所在的文件夹导入。位置：{path}",
    "“{name}” is a GeoPackage of another program, not a store. It was not changed. "
    "Make a new store and import the folder it lies in. Place: {path}",
)
_NEWER = Text(
    "“{name}”由更新版本的软件建立（库版本 {found}，本软件最高支持 {known}）。"
    "没有改动它。请升级本软件后再打开。位置：{path}",
    "“{name}” was made by a newer gridwatch (store version {found}, this one knows "
    "{known}). It was not changed. Update gridwatch, then open it. Place: {path}",
)


def check_place(path: Path) -> None:
    """Refuse a missing file and a folder.

    Raises
    ------
    NotAStore
        Where there is no file.
    """
    if path.is_dir():
        raise _refusal(_FOLDER, path)
    if not path.exists():
        raise _refusal(_MISSING, path)


def inspect(path: Path, newest: int, *, in_use: bool, at_once: int = READ_WHOLE) -> int:
    """Return the version of the store at `path`.

    Parameters
    ----------
    path : Path
        The file.
    newest : int
        The latest version we know.
    in_use : bool
        Whether another window of ours is its writer.
    at_once : int
        Files up to so many bytes are read through.

    Raises
    ------
    NotAStore, NewerStore, DamagedStore, LockedStore
        Where it cannot be opened; nothing has then been changed.
    """
    if not in_use:
        try:
            _check_header(path)
        except OSError as error:
            raise unopened(path) from error
    with contextlib.ExitStack() as stack:
        connection = reader(path, stack, in_use=in_use)
        try:
            version = _version(connection, path, newest)
            # What is about to be rewritten is looked at whatever it takes.
            most = at_once if version == newest else READ_WHOLE
            read_through(connection, path, most)
            return version
        except BROKEN as error:
            raise fault_of(error, path) from error


def reader(
    path: Path, stack: contextlib.ExitStack, *, in_use: bool
) -> sqlite3.Connection:
    """Return a connection for looking only, which leaves nothing beside the file.

    A store that a crash left with a journal, or QGIS with a WAL, is looked at in a
    copy, in which SQLite may put it right.

    Parameters
    ----------
    path : Path
        The file.
    stack : ExitStack
        Closes the connection and takes the copy away.
    in_use : bool
        Whether another window of ours is its writer.
    """
    path = path.resolve()
    try:
        if in_use or not _would_leave_traces(path):
            with contextlib.suppress(_InterruptedError):
                return _direct(path, stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        connection = connect(_copied(path, folder), "rw")
        stack.callback(connection.close)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BROKEN as error:
        raise fault_of(error, path) from error
    return connection


def _would_leave_traces(path: Path) -> bool:
    """Tell a file in WAL mode that nobody has open: SQLite would make files beside."""
    with path.open("rb") as file:
        header = file.read(100)
    shared = path.with_name(path.name + "-shm")
    return header[_WRITE_VERSION] == _WAL and not shared.exists()


class _InterruptedError(Exception):
    """A crash left a journal that must first be rolled back."""


def _direct(path: Path, stack: contextlib.ExitStack) -> sqlite3.Connection:
    try:
        connection = connect(path, "ro")
        stack.callback(connection.close)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK:
            raise _InterruptedError from error
        raise
    return connection


def _refusal(text: Text, path: Path) -> NotAStore:
    return NotAStore(text.filled(name=path.name, path=path))


def change_counter(path: Path) -> int | None:
    """Return how often the file was committed to; None where that is not all.

    SQLite counts in bytes 24 to 28 of the file's head (https://sqlite.org/fileformat2.html,
    1.3.7). What another program left in a write-ahead log is not counted there. Only
    for a file that this process has not open: closing it again would let go of locks.
    """
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size > 0:
        return None
    with path.open("rb") as file:
        return int.from_bytes(file.read(28)[24:28], "big")


def _check_header(path: Path) -> None:
    with path.open("rb") as file:
        header = file.read(100)
    if not header.startswith(_MAGIC):
        raise _refusal(_NO_DATABASE, path)
    if header[_APPLICATION] != _GPKG:
        raise _refusal(_NO_GEOPACKAGE, path)


def _copied(path: Path, folder: Path) -> Path:
    for end in ("", "-journal", "-wal"):
        part = path.with_name(path.name + end)
        if part.exists():
            shutil.copyfile(part, folder / ("copy.gpkg" + end))
    return folder / "copy.gpkg"


def _version(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    tables = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
    }
    if "gw_store" not in tables:
        raise _refusal(_FOREIGN, path)
    row = connection.execute("SELECT schema_version FROM gw_store").fetchone()
    if row is None:
        raise damaged(path, "gw_store")
    version = int(row[0])
    if version > newest:
        text = _NEWER.filled(name=path.name, path=path, found=version, known=newest)
        raise NewerStore(text)
    if version == newest and (lost := {kind.value for kind in Kind} - tables):
        raise damaged(path, ", ".join(sorted(lost)))
    return version


def read_through(
    connection: sqlite3.Connection, path: Path, most: int = READ_WHOLE
) -> None:
    """Read every page of a file of at most so many bytes; SQLite works unlocked.

    A province takes a minute to read through; damage shows when rows are read.

    Raises
    ------
    DamagedStore
        Where a page is not as it should be.
    """
    if path.stat().st_size > most:
        return
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise damaged(path, str(verdict))
