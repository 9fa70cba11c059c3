"""Whether every part of an installed program is there, said in an officer's words.

Needs nothing but Python, so that it can speak when another part is missing.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from pathlib import Path
from typing import TextIO

__all__ = ["MANIFEST", "broken_parts", "complaint", "main", "old_system", "show"]

MANIFEST = "manifest.txt"
"""Lies beside ``site/`` in a product: hash, size and path of every file."""
_OLDEST_BUILD = 17763
_SHOWN = 6
_PARTS = (
    *("numpy", "shapely", "pyproj", "pyogrio", "rasterio", "numba", "rapidfuzz"),
    *("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtSvg"),
    *("PySide6.QtPrintSupport", "pikepdf", "fontTools.cffLib", "segno"),
    *("PIL.Image", "docx", "xlsxwriter", "python_calamine", "pyzipper", "pg8000"),
    *("sqlite3", "lzma"),
)
_MISSING = (
    "程序文件不完整，没有启动。工作库和设置不受影响。\n\n缺少或损坏：\n{names}\n\n"
    "可能被杀毒软件或清理软件移走。请重新运行安装程序；便携版请重新解压。\n"
    "如果再次出现，请在杀毒软件里把 gridwatch 的文件夹设为信任。\n\n"
    "The program's files are not complete; your stores and settings are safe. "
    "Run the installer again."
)
_TOO_OLD = (
    "gridwatch 需要 Windows 10（1809 版）或更新的系统，这台电脑的系统版本过低"
    "（{build}），没有启动。请联系信息管理人员。\n\n"
    "gridwatch needs Windows 10 version 1809 or later."
)


def product_folder() -> Path | None:
    """Return the folder of an installed product, None in a checkout."""
    folder = Path(__file__).resolve().parents[2]
    return folder if (folder / MANIFEST).is_file() else None


def broken_parts(folder: Path, *, deep: bool = False) -> list[str]:
    """Return the files of a product that are missing or not as they were built.

    Parameters
    ----------
    folder : Path
        Where the manifest lies.
    deep : bool
        Read every file and compare its hash, which takes some seconds; else only
        compare sizes.
    """
    broken = []
    for line in (folder / MANIFEST).read_text(encoding="utf-8").splitlines():
        digest, size, name = line.split(" ", 2)
        path = folder / name
        try:
            whole = path.stat().st_size == int(size)
            if whole and deep:
                whole = _digest(path) == digest
        except OSError:
            whole = False
        if not whole:
            broken.append(name)
    return broken


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def old_system() -> str:
    """Return what to say of a system that is too old, or empty."""
    if sys.platform == "win32":
        found = sys.getwindowsversion()
        if found.major < 10 or found.build < _OLDEST_BUILD:
            return _TOO_OLD.format(build=found.build)
    return ""


def complaint(error: BaseException) -> str:
    """Return what to say where a part of the program cannot be loaded."""
    folder = product_folder()
    broken = broken_parts(folder) if folder else []
    more = f"\n… 共 {len(broken)} 个文件" if len(broken) > _SHOWN else ""
    names = "\n".join(broken[:_SHOWN]) + more if broken else str(error)
    return _MISSING.format(names=names)


def show(text: str) -> None:
    """Show a sentence, in a box where there is no console."""
    console: TextIO | None = getattr(sys, "stderr", None)  # pythonw has none
    if console is not None:
        print(text, file=console, flush=True)
    elif sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "gridwatch", 0x10030)


def main(words: list[str]) -> int:
    """Check the product: ``--quick`` sizes and parts, else every byte.

    Returns
    -------
    int
        0 where all is there.
    """
    folder = product_folder()
    broken = broken_parts(folder, deep="--quick" not in words) if folder else []
    for name in _PARTS:
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - a damaged file may raise anything
            broken.append(f"{name}: {error}")
    told = old_system() or ("\n".join(broken) if broken else "")
    show(told or "gridwatch: 程序文件完整 / complete")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
