"""One writer for each store: a lock of the operating system beside the file.

The lock lives in a small file of its own. Locking the store itself would break
SQLite's locks: POSIX drops every lock of a process on a file as soon as that process
closes any handle to it. The system lets go of the lock when a window dies, however
it dies, so a lock file left behind by a crash does not lock anybody out.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["WriterLock", "take_lock"]


class WriterLock:
    """The held lock of one store.

    Parameters
    ----------
    path : Path
        The lock file.
    handle : int
        Its open descriptor, locked.
    """

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle: int | None = handle

    def release(self) -> None:
        """Let go and take the lock file away; a second call does nothing."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        if sys.platform == "win32":
            # Windows does not remove an open file.
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
            os.close(handle)
            with contextlib.suppress(OSError):
                self._path.unlink()
        else:
            # Removed while still held: who waits on the old file sees it is gone.
            with contextlib.suppress(OSError):
                self._path.unlink()
            os.close(handle)


def take_lock(store: Path) -> WriterLock | None:
    """Become the writer of `store`; None where another window is.

    Raises
    ------
    OSError
        Where no lock file can be made, e.g. in a folder that may only be read.
    """
    # One store, one lock, by whatever link it is reached.
    store = store.resolve()
    path = store.with_name(store.name + ".lock")
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if not _locked(handle):
            os.close(handle)
            return None
        if _is_same(path, handle):
            return WriterLock(path, handle)
        # Its former holder removed the file between our opening and locking it.
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            # flock, not lockf: it also keeps out a second window of this process.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_same(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
