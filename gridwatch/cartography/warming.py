"""Whether the compiled kernels are ready; loading or compiling them in the background.

The machine code lies in the user's cache folder. The first time on a machine it has to
be compiled, which takes up to a minute: another process does that, since compiling
would keep Python's lock from the window and cannot be interrupted; then this one loads
it in half a second. Where no folder can be written to, the code lives in a temporary
one.
"""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import subprocess
import sys
import threading
import time
from functools import cache
from typing import TYPE_CHECKING

from gridwatch.cartography.cachefolders import CODE, code_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

__all__ = [
    "Warming",
    "load_kernels",
    "load_printing",
    "paths_loaded",
    "placing_loaded",
]

_PICTURES = ("bands", "placing", "probing")
_KERNELS = (*_PICTURES, "ranks", "paths")
_PRINTING = ("placing", "paths")
_ROOM = "gridwatch.cartography.kernels"
_WAIT = 0.05
_LATER = 1.0
"""Seconds that what pictures do without waits, so that the first one has the cores."""
_WHOLE = "whole"
"""The file in a folder of machine code that says: all of it is there."""
_OLD = 30 * 86_400.0
"""Seconds after which the machine code of another version is not asked for again."""


def load_kernels() -> None:
    """Load all kernels, compiling those that are not in the cache folder."""
    _load(_KERNELS)
    folder = code_folder()
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        (folder / _WHOLE).touch()
    _remove_old(folder)


def placing_loaded() -> bool:
    """Tell whether names can be placed by compiled rules at once."""
    return "placing" in _loaded()


def paths_loaded() -> bool:
    """Tell whether features can become operators of a page by compiled loops."""
    return "paths" in _loaded()


def load_printing() -> bool:
    """Load what pages are made with: compiled loops if that takes no compiling, fonts.

    For errands that draw many maps without a window; tells whether the loops are
    loaded.
    """
    import fontTools.fontBuilder  # noqa: F401 - as slow to load as ten pages to draw

    if not paths_loaded() and _compiled():
        _load(_PRINTING, pictures=False)
    return paths_loaded()


def _load(names: Iterable[str], *, pictures: bool = True) -> None:
    for name in names:
        warm = importlib.import_module(f"{_ROOM}.{name}").warm
        warm(pictures=pictures) if name == "placing" else warm()
        _loaded().add(name)


@cache
def _loaded() -> set[str]:
    """Return the kernels that this process has loaded."""
    return set()


def _compiled() -> bool:
    """Tell whether all kernels lie compiled, without loading any."""
    return (code_folder() / _WHOLE).exists()


def _remove_old(own: Path) -> None:
    """Remove machine code of other versions that was made long ago."""
    with contextlib.suppress(OSError):
        for folder in own.parent.glob(f"{CODE}*"):
            whole = folder / _WHOLE
            age = time.time() - (whole if whole.exists() else folder).stat().st_mtime
            if folder != own and age > _OLD:
                shutil.rmtree(folder, ignore_errors=True)


class Warming:
    """Gets the kernels ready on a thread of its own."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._turn = threading.Lock()
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._loading = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def ready(self) -> bool:
        """Whether a picture can be drawn by kernels."""
        return self._ready.is_set()

    @property
    def loading(self) -> bool:
        """Whether machine code that lies compiled is being loaded: a second."""
        return self._loading.is_set() and not self.ready

    def tell(self, listener: Callable[[], None]) -> None:
        """Call `listener`, on any thread, when the kernels are ready."""
        with self._turn:
            self._listeners.append(listener)
        if self.ready:
            self._call()

    def forget(self, listener: Callable[[], None]) -> None:
        """Call `listener` no more."""
        with self._turn:
            self._listeners = [other for other in self._listeners if other != listener]

    def _call(self) -> None:
        with self._turn:
            waiting, self._listeners = self._listeners, []
        for listener in waiting:
            listener()

    def start(self) -> None:
        """Begin, unless it has begun already."""
        if self._thread is None:
            if _compiled():
                self._loading.set()
            self._thread = threading.Thread(
                target=self._work, name="gridwatch-warming", daemon=True
            )
            self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the kernels are ready; tell whether they are."""
        return self._ready.wait(seconds)

    def stop(self) -> None:
        """Give up compiling, tell nobody any more, and wait for the thread."""
        self._stop.set()
        with self._turn:
            self._listeners.clear()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        # To look through the machine code takes another process a second as well.
        if not _compiled():
            self._fill_cache()
        if self._stop.is_set():
            return
        _load(_PICTURES)
        self._ready.set()
        if not self._stop.is_set():
            self._call()
        if not self._stop.wait(_LATER) or not _compiled():
            load_kernels()

    def _fill_cache(self) -> None:
        """Let another process compile; if it cannot, loading will."""
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        with (
            contextlib.suppress(OSError),
            subprocess.Popen(
                [sys.executable, "-m", "gridwatch.cartography.warming"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                creationflags=flags,
            ) as process,
        ):
            while process.poll() is None:
                if self._stop.wait(_WAIT):
                    process.kill()


if __name__ == "__main__":
    load_kernels()
