"""Where what can be made again is kept between two runs: maps, machine code."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

__all__ = ["CODE", "cache_folder", "code_folder"]

CODE = "kernels-"
"""What the names of folders of machine code begin with."""


def cache_folder() -> Path:
    """Return a folder for what can be made again; it exists and can be written to.

    ``GRIDWATCH_CACHE`` names another one than the system's.
    """
    for folder in _candidates():
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
    return _temporary()


@cache
def _temporary() -> Path:
    return Path(tempfile.mkdtemp(prefix="gridwatch-"))


def _candidates() -> list[Path]:
    named = os.environ.get("GRIDWATCH_CACHE")
    if named:
        return [Path(named)]
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return [Path(local) / "gridwatch" / "cache"] if local else []
    given = os.environ.get("XDG_CACHE_HOME")
    with contextlib.suppress(RuntimeError):
        return [(Path(given) if given else Path.home() / ".cache") / "gridwatch"]
    return []


def code_folder() -> Path:
    """Return the folder of the machine code of these very kernels.

    numba looks at the file of a kernel only, not at those whose functions it calls: in
    a folder of its own no change of any of them can bring old code back.
    """
    return cache_folder() / f"{CODE}{_digest()}"


@cache
def _digest() -> str:
    """Return a word for the kernels' texts, this Python and its numba."""
    folder = Path(__file__).parent / "kernels"
    files = sorted(folder.glob("*.py"))
    numba = importlib.util.find_spec("numba")
    if numba is not None and numba.origin is not None:
        files.append(Path(numba.origin).with_name("_version.py"))
    stats = [(file.name, file.stat()) for file in files if file.exists()]
    code = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]
    known = (str(folder), sys.version, code)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]
