"""What an officer can meet when a store is opened, read or written."""

# Each name says what the officer meets; that it is an error, `OfficerError` says.
# ruff: noqa: N818

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "BROKEN",
    "EXISTS",
    "NO_FOLDER",
    "BrokenLink",
    "Cancelled",
    "ConflictingEdit",
    "DamagedStore",
    "DiskFull",
    "LockedStore",
    "NetworkStore",
    "NewerStore",
    "NotAStore",
    "ReadOnlyStore",
    "StoreError",
    "StoreExists",
    "UnfitValue",
    "damaged",
    "fault_of",
    "locked",
    "only_readable",
    "unfit",
    "unopened",
]


class StoreError(OfficerError):
    """Something about a store; the message says what was and was not written."""


class NotAStore(StoreError):
    """There is no store of ours at that place."""


class StoreExists(StoreError):
    """A new store would overwrite a file."""


class NewerStore(StoreError):
    """A later gridwatch made it."""


class DamagedStore(StoreError):
    """The file is cut short or its pages are not sound."""


class LockedStore(StoreError):
    """Another window or program is writing to it."""


class NetworkStore(StoreError):
    """It lies on a network share, where SQLite's locks cannot be trusted."""


class ReadOnlyStore(StoreError):
    """It may not be written to."""


class DiskFull(StoreError):
    """The disk has no room left; nothing of the last work was written."""


class ConflictingEdit(StoreError):
    """The row is no longer what the edit started from."""


class BrokenLink(StoreError):
    """A term of office would point to a person or post that is not there."""


class UnfitValue(StoreError):
    """A value that its column cannot hold."""


class Cancelled(StoreError):
    """The officer stopped the work; the store is as before."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "导入已取消；工作库与导入前完全一样。需要时可重新导入。",
                "The import was cancelled; the store is exactly as before. Import "
                "again when you like.",
            )
        )


_DAMAGED = Text(
    "文件“{name}”已损坏（{detail}），没有打开，也没有改动它。请从备份恢复，"
    "并保留这个文件以便抢救数据。位置：{path}",
    "The file “{name}” is damaged ({detail}); it was not opened and not changed. "
    "Restore a backup, and keep this file so that its data can be rescued. "
    "Place: {path}",
)
_LOCKED = Text(
    "“{name}”正被另一个窗口或程序写入，本次操作没有写入任何内容。"
    "请关闭另一个窗口后重试，或以只读方式打开。位置：{path}",
    "“{name}” is being written by another window or program; nothing was written "
    "now. Close the other one and try again, or open it read-only. Place: {path}",
)
_FULL = Text(
    "磁盘空间已满，“{name}”与本次操作前完全一样。请腾出空间后重试。位置：{path}",
    "The disk is full; “{name}” is exactly as before this work. Make room and try "
    "again. Place: {path}",
)
_READ_ONLY = Text(
    "“{name}”是只读的，没有写入任何内容。请以只读方式打开，或取消文件的只读属性，"
    "或复制到本机可写的文件夹。位置：{path}",
    "“{name}” may only be read; nothing was written. Open it read-only, clear the "
    "file's read-only attribute, or copy it to a folder you may write to. "
    "Place: {path}",
)
_UNOPENED = Text(
    "无法打开或建立“{name}”，没有写入任何内容。请检查文件夹是否存在、是否有写入权限、"
    "磁盘是否已连接。位置：{path}",
    "“{name}” could not be opened or made; nothing was written. See that its folder "
    "is there and may be written to, and that the disk is connected. Place: {path}",
)
_UNREADABLE = Text(
    "读写“{name}”时出错（{detail}），本次操作没有写入任何内容。"
    "请检查磁盘或U盘是否仍然连接，然后重新打开。位置：{path}",
    "“{name}” could not be read or written ({detail}); nothing of this work was "
    "written. See that the disk or stick is still there and open it again. "
    "Place: {path}",
)

_UNFIT = Text(
    "有一个值无法存入工作库（{detail}），没有写入任何内容。请在来源中更正后重试。",
    "A value cannot be stored ({detail}); nothing was written. Mend it in its source "
    "and try again.",
)
EXISTS = Text(
    "“{name}”已经存在，没有覆盖它。请换一个文件名，或直接打开它。位置：{path}",
    "“{name}” is there already and was not overwritten. Choose another name, or "
    "open it. Place: {path}",
)
NO_FOLDER = Text(
    "文件夹“{folder}”不存在，没有建立工作库。请先建立该文件夹，或另选位置。",
    "There is no folder “{folder}”; no store was made. Make it first, or choose "
    "another place.",
)

_BY_CODE: dict[int, tuple[type[StoreError], Text]] = {
    sqlite3.SQLITE_CORRUPT: (DamagedStore, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (DamagedStore, _DAMAGED),
    sqlite3.SQLITE_BUSY: (LockedStore, _LOCKED),
    sqlite3.SQLITE_LOCKED: (LockedStore, _LOCKED),
    sqlite3.SQLITE_FULL: (DiskFull, _FULL),
    sqlite3.SQLITE_READONLY: (ReadOnlyStore, _READ_ONLY),
    sqlite3.SQLITE_PERM: (ReadOnlyStore, _READ_ONLY),
    sqlite3.SQLITE_CANTOPEN: (StoreError, _UNOPENED),
}
_PRIMARY = 0xFF


BROKEN = (sqlite3.Error, UnicodeDecodeError)
"""What Python's SQLite raises; a message that quotes damaged bytes is not even text."""


def fault_of(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> StoreError:
    """Return the officer's message for an error of SQLite.

    Parameters
    ----------
    error : sqlite3.Error or UnicodeDecodeError
        As raised; its code decides, not its wording.
    path : Path
        The store.
    """
    if isinstance(error, UnicodeDecodeError):
        return damaged(path, str(error))
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    fault, text = _BY_CODE.get(code, (StoreError, _UNREADABLE))
    return fault(text.filled(name=path.name, path=path, detail=error))


def damaged(path: Path, detail: str) -> DamagedStore:
    """Return the fault of a store whose content is not sound."""
    return DamagedStore(_DAMAGED.filled(name=path.name, path=path, detail=detail))


def locked(path: Path) -> LockedStore:
    """Return the fault of a store that another window holds."""
    return LockedStore(_LOCKED.filled(name=path.name, path=path))


def only_readable(path: Path) -> ReadOnlyStore:
    """Return the fault of a store that may not be written."""
    return ReadOnlyStore(_READ_ONLY.filled(name=path.name, path=path))


def unopened(path: Path) -> StoreError:
    """Return the fault of a file that the system does not let us open."""
    return StoreError(_UNOPENED.filled(name=path.name, path=path))


def unfit(error: Exception) -> UnfitValue:
    """Return the fault of a value that SQLite cannot take, e.g. half a character."""
    return UnfitValue(_UNFIT.filled(detail=error))
