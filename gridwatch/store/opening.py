"""Making and opening a store: the one door to it."""

from __future__ import annotations

import contextlib
import getpass
import os
import stat
import time
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.store import checking, faults, founding
from gridwatch.store.connection import back_to_one_file, connect, translated
from gridwatch.store.faults import (
    BrokenLink,
    Cancelled,
    ConflictingEdit,
    DamagedStore,
    DiskFull,
    LockedStore,
    NetworkStore,
    NewerStore,
    NotAStore,
    ReadOnlyStore,
    StoreError,
    StoreExists,
    UnfitValue,
)
from gridwatch.store.journal import JournalEntry
from gridwatch.store.locking import WriterLock, take_lock
from gridwatch.store.places import on_network
from gridwatch.store.settings import CodelistEntry
from gridwatch.store.store import Store, StoreInfo
from gridwatch.store.taking import ImportResult, KeptAside, RejectedRow
from gridwatch.store.versions import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gridwatch.store.versions import Step

__all__ = [
    "BrokenLink",
    "Cancelled",
    "CodelistEntry",
    "ConflictingEdit",
    "DamagedStore",
    "DiskFull",
    "ImportResult",
    "JournalEntry",
    "KeptAside",
    "LockedStore",
    "NetworkStore",
    "NewerStore",
    "NotAStore",
    "ReadOnlyStore",
    "RejectedRow",
    "Store",
    "StoreError",
    "StoreExists",
    "StoreInfo",
    "UnfitValue",
    "create_store",
    "open_store",
]

_NETWORK = Text(
    "“{name}”位于网络共享上，多人同时写入会损坏数据，因此没有打开，也没有改动它。"
    "请复制到本机硬盘再打开；只查看时可以只读方式打开。位置：{path}",
    "“{name}” lies on a network share, where writing would put it at risk; it was "
    "not opened and not changed. Copy it to a disk of this computer, or open it "
    "read-only. Place: {path}",
)
_OLDER = Text(
    "“{name}”由旧版本的软件建立，需要升级，只读方式不能做到；没有改动它。"
    "请先正常打开一次（会先自动备份）。位置：{path}",
    "“{name}” was made by an older gridwatch and must be upgraded, which read-only "
    "cannot; it was not changed. Open it normally once (a copy is made first). "
    "Place: {path}",
)

_TRIES, _PAUSE_SECONDS = 5, 0.1


def create_store(
    path: Path,
    *,
    name: str,
    crs: int,
    code: str = "",
    office: str = "",
    secrecy: str = "",
) -> Store:
    """Make a new, empty store and open it.

    It grows under another name and moves to `path` when it is whole.

    Parameters
    ----------
    path : Path
        Where; nothing may lie there.
    name, code : str
        Name and 6-digit code of the district.
    crs : int
        EPSG code of a projected CRS in metres.
    office, secrecy : str
        Compiling office and secrecy mark of prints.

    Raises
    ------
    StoreExists, NetworkStore, StoreError
        Where it cannot be made.
    """
    if path.exists():
        raise StoreExists(faults.EXISTS.filled(name=path.name, path=path))
    if not path.parent.is_dir():
        raise StoreError(faults.NO_FOLDER.filled(folder=path.parent))
    if on_network(path):
        raise NetworkStore(_NETWORK.filled(name=path.name, path=path))
    given: dict[str, object] = {"office": office, "secrecy": secrecy}
    told = founding.Founding(name, code, crs, given, _user())
    lock = _locked(path)
    with contextlib.ExitStack() as stack:
        stack.callback(lock.release)
        _found(path, told)
        stack.pop_all()
        return _connected(path, lock)


def _found(path: Path, told: founding.Founding) -> None:
    growing = path.with_name(f".{path.name}.new")
    growing.unlink(missing_ok=True)
    try:
        founding.found(growing, told, STEPS)
        growing.rename(path)
    finally:
        growing.unlink(missing_ok=True)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def open_store(
    path: Path,
    *,
    read_only: bool = False,
    steps: Sequence[Step] = STEPS,
    at_once: int = checking.READ_WHOLE,
) -> Store:
    """Open a store.

    One window writes; others may read at the same time. An older store is upgraded
    after a copy has been put beside it.

    Parameters
    ----------
    path : Path
        The file.
    read_only : bool
        Only look; works beside another window and on a network share.
    steps : sequence of Step
        The versions there are.
    at_once : int
        Files up to so many bytes are read through; `Store.read_through` does it for
        others, later.

    Raises
    ------
    NotAStore, NewerStore, DamagedStore, LockedStore, NetworkStore, ReadOnlyStore
        Where it is refused; the file is then unchanged.
    """
    checking.check_place(path)
    if read_only:
        return _open_to_read(path, steps, at_once)
    if on_network(path):
        raise NetworkStore(_NETWORK.filled(name=path.name, path=path))
    if not _may_write(path):
        raise faults.only_readable(path)
    lock = _locked(path)
    with contextlib.ExitStack() as stack:
        stack.callback(lock.release)
        newest = steps[-1].version
        version = checking.inspect(path, newest, in_use=False, at_once=at_once)
        store = stack.enter_context(_connected(path, lock))
        store.upgrade(version, steps)
        stack.pop_all()
        return store


def _may_write(path: Path) -> bool:
    # The mode bits too: an administrator may write everywhere, but should not.
    writable = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
    return bool(path.stat().st_mode & writable) and os.access(path, os.W_OK)


def _locked(path: Path) -> WriterLock:
    # A window that only looks keeps writers out for the moment of its checks.
    for _ in range(_TRIES):
        try:
            lock = take_lock(path)
        except OSError as error:
            raise faults.only_readable(path) from error
        if lock is not None:
            return lock
        time.sleep(_PAUSE_SECONDS)
    raise faults.locked(path)


def _connected(path: Path, lock: WriterLock) -> Store:
    counter = checking.change_counter(path)
    with contextlib.ExitStack() as stack:
        stack.callback(lock.release)
        with translated(path):
            connection = connect(path, "rw")
            stack.callback(connection.close)
            back_to_one_file(connection)
            # Another program may be in the middle of writing.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        return Store(
            path, connection, stack.pop_all(), read_only=False, counter=counter
        )


def _open_to_read(path: Path, steps: Sequence[Step], at_once: int) -> Store:
    counter = checking.change_counter(path)
    with _no_writer(path) as free, contextlib.ExitStack() as stack:
        newest = steps[-1].version
        version = checking.inspect(path, newest, in_use=not free, at_once=at_once)
        if version < newest:
            raise ReadOnlyStore(_OLDER.filled(name=path.name, path=path))
        connection = checking.reader(path, stack, in_use=not free)
        return Store(path, connection, stack.pop_all(), read_only=True, counter=counter)


@contextlib.contextmanager
def _no_writer(path: Path) -> Iterator[bool]:
    """Keep writers out while looking; yields False where one is there."""
    with contextlib.ExitStack() as stack:
        free = True
        # Nobody of ours writes on a share or in a folder that may only be read.
        if not on_network(path):
            with contextlib.suppress(OSError):
                lock = take_lock(path)
                free = lock is not None
                if lock is not None:
                    stack.callback(lock.release)
        yield free
