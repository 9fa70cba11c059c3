"""``python -m gridwatch``: the command line, which also opens the window."""

from __future__ import annotations

import gc
import io
import os
import sys
from pathlib import Path

__all__ = ["main", "main_gui"]

_FOREIGN = (
    "PROJ_",
    "GDAL_",
    "OGR_",
    "CPL_",
    "QT_PLUGIN_PATH",
    "QT_QPA_PLATFORM_PLUGIN",
)
"""How the names of variables begin by which a QGIS, PostGIS or Anaconda on the same PC
sends our readers and Qt to files of other versions, or onto the network; they have to
go before the first reader is imported."""
_BROKEN = 5


def _prepare() -> None:
    for name in tuple(os.environ):
        if name.upper().startswith(_FOREIGN):
            del os.environ[name]
    os.environ["PROJ_NETWORK"] = "OFF"
    # A start makes hundreds of thousands of objects that stay: looking for garbage
    # among them at every seven hundredth takes a fourteenth of the time.
    gc.set_threshold(20_000, 20, 20)
    _name_interpreter()
    for stream in (sys.stdout, sys.stderr):
        # A Windows console in another code page would die on the first Chinese word.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _name_interpreter() -> None:
    """Name the interpreter for our second processes where Python runs in our launcher.

    ``gridwatch.exe`` would take their arguments for a store to open.
    """
    inside = Path(sys.prefix) / "pythonw.exe"
    if Path(sys.executable).stem.startswith("gridwatch") and inside.is_file():
        sys.executable = str(inside)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code that ``gridwatch --help`` explains."""
    _prepare()
    from gridwatch import selfcheck

    old = selfcheck.old_system()
    if old:
        selfcheck.show(old)
        return _BROKEN
    try:
        from gridwatch.cli import run

        return run(sys.argv[1:] if arguments is None else arguments)
    except ImportError as error:
        # A part that security software took away, or that was never unpacked.
        selfcheck.show(selfcheck.complaint(error))
        return _BROKEN


def main_gui() -> int:
    """Open the window: the entry without a console."""
    return main(["open", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
