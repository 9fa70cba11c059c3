"""Reports of unexpected errors: what the program did, nothing of what it works on.

A report is handed on to strangers. It names versions, lines of the program and kinds of
errors; names, telephones, coordinates and paths that a message may quote are left out.
"""

from __future__ import annotations

import contextlib
import faulthandler
import getpass
import platform
import re
import sys
import traceback
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from gridwatch import __version__

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["HardCrash", "bare", "report_of", "write_report"]

_PATHS = re.compile(r"""(?:[A-Za-z]:[\\/]|\\\\|(?<![\w.])/)[^'"<>|:*?\n]*""")
_NUMBERS = re.compile(r"\d(?:[\d\s.,+()/-]*\d){3,}")
_MAILS = re.compile(r"[\w.+-]+@[\w.-]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_KEPT = 20


def bare(text: str) -> str:
    """Return a message without anything that could name a person, place or file.

    Examples
    --------
    >>> bare("张三 13800001111 not found in C:/Users/张三/云溪.gpkg")
    '□ # not found in …'
    >>> bare("index 12 is out of bounds")
    'index 12 is out of bounds'
    """
    text = _PATHS.sub("…", text)
    text = _MAILS.sub("@", text)
    text = _FOREIGN.sub(lambda found: "…" if found[0] == "…" else "□", text)
    text = _NUMBERS.sub("#", text)
    user = _user()
    return re.sub(rf"\b{re.escape(user)}\b", "□", text) if user else text


@cache
def _user() -> str:
    with contextlib.suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""


def report_of(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> str:
    """Return the whole report of an error and of those that led to it."""
    told = traceback.TracebackException(kind, error, trace)
    return f"{_head()}\n" + "\n".join(_lines(told))


def _head() -> str:
    return f"gridwatch {__version__}\nPython {sys.version}\n{_system()}\n"


def _system() -> str:
    if sys.platform == "win32":
        # The platform module would ask WMI, which may hang when a PC is in trouble.
        found = sys.getwindowsversion()
        return f"Windows {found.major}.{found.minor}.{found.build}"
    return f"{platform.system()} {platform.release()} {platform.machine()}"


def _lines(told: traceback.TracebackException) -> list[str]:
    before: list[str] = []
    if told.__cause__ is not None:
        before = [*_lines(told.__cause__), "", "… which led to:", ""]
    elif told.__context__ is not None and not told.__suppress_context__:
        before = [*_lines(told.__context__), "", "… while that was handled:", ""]
    frames = [
        f"  {_place(frame.filename)}:{frame.lineno} {frame.name}\n    {frame.line}"
        for frame in told.stack
    ]
    head = next(iter(told.format_exception_only()), "").rstrip()
    name, mark, message = head.partition(": ")
    return [*before, *frames, f"{name}{mark}{bare(message)}"]


def _place(filename: str) -> str:
    """Return a file of the program without the folders above it."""
    parts = Path(filename.replace("\\", "/")).parts
    for top in ("site-packages", "site", "Lib", "gridwatch"):
        if top in parts:
            return "/".join(parts[parts.index(top) :])
    return parts[-1] if parts else filename


def write_report(folder: Path, text: str) -> Path:
    """Write a report into a folder of its own; a full disk is no second error."""
    crashes = folder / "crashes"
    now = datetime.now().astimezone()
    path = crashes / f"crash-{now:%Y%m%d-%H%M%S}.txt"
    with contextlib.suppress(OSError):
        crashes.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for old in sorted(crashes.glob("crash-*.txt"))[:-_KEPT]:
            old.unlink()
    return path


class HardCrash:
    """What is left when a native library takes the whole program down.

    Python's own handler writes the lines that were running into a file; the next start
    finds it and makes a report of it.

    Parameters
    ----------
    folder : Path
        The folder of settings.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "crashes" / "running.txt"
        self._file: TextIO | None = None

    def start(self) -> Path | None:
        """Listen, and return the report of the run before if that one went down."""
        left = self._left()
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8")
            faulthandler.enable(self._file, all_threads=True)
        return left

    def _left(self) -> Path | None:
        try:
            text = self._path.read_text(encoding="utf-8", errors="replace")
            self._path.unlink()
        except OSError:
            return None  # none, or of another window that is open
        if not text.strip():
            return None
        lines = [
            re.sub(r'"(.*)"', lambda found: f'"{_place(found[1])}"', line)
            for line in text.splitlines()
        ]
        return write_report(self._folder, f"{_head()}\n" + "\n".join(lines))

    def stop(self) -> None:
        """Stop listening; nothing is left of a run that ended well."""
        if self._file is None:
            return
        faulthandler.disable()
        self._file.close()
        self._file = None
        with contextlib.suppress(OSError):
            self._path.unlink()
