"""``python -m gridwatch``: the command line, which also opens the window."""

from __future__ import annotations

import io
import os
import sys

__all__ = ["main", "main_gui"]

_FOREIGN = ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH")
"""A QGIS or PostGIS on the same PC sets these to files of other versions, which break
our readers; they have to go before the first reader is imported."""


def _prepare() -> None:
    for name in _FOREIGN:
        os.environ.pop(name, None)
    for stream in (sys.stdout, sys.stderr):
        # A Windows console in another code page would die on the first Chinese word.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code that ``gridwatch --help`` explains."""
    _prepare()
    from gridwatch.cli import run

    return run(sys.argv[1:] if arguments is None else arguments)


def main_gui() -> int:
    """Open the window: the entry without a console."""
    return main(["open", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
