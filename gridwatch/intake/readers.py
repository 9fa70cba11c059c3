"""Which reader takes which file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.intake import spreadsheet
from gridwatch.intake.layers import Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.intake.layers import Facts, RawLayer

__all__ = ["READABLE", "column_names", "load", "look", "not_ours"]

_TABLES = {".xlsx", ".xlsm", ".xls", ".ods", ".csv"}
_LAYERS = {".gpkg", ".geojson", ".json", ".kml"}
READABLE = frozenset({".shp", *_TABLES, *_LAYERS})
"""File endings that have a reader."""

_ARCHIVES = {".zip", ".rar", ".7z"}
_OFFICE_LOCK = "~$"


def not_ours(path: Path) -> Text:
    """Say why a file without a reader is left out."""
    ending = path.suffix.casefold()
    if ending in _ARCHIVES:
        return Text("压缩包：请先解压", "an archive: unpack it first")
    if ending in {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix"}:
        return Text(
            "shapefile 的一部分，但缺少同名 .shp",
            "part of a shapefile without its .shp",
        )
    return Text("不是本系统读取的数据文件", "not a kind of file that holds our data")


def look(path: Path, encoding: str | None = None) -> list[Facts]:
    """Return the facts of every layer of a file.

    Raises
    ------
    Unreadable
        Where nothing can be made of the file.
    """
    # The libraries behind take 130 MB and a third of a second: not before the window.
    from gridwatch.intake import geopackage, shapefile

    ending = path.suffix.casefold()
    try:
        if path.name.startswith(_OFFICE_LOCK):
            raise Unreadable(Text("Office 的临时文件", "a lock file of Office"))
        if ending == ".shp":
            return shapefile.look(path, encoding)
        if ending in _TABLES:
            return spreadsheet.look(path, encoding)
        return geopackage.look(path)
    except OSError as error:
        text = Text("无法打开（{why}）", "cannot be opened ({why})")
        raise Unreadable(text.filled(why=error.strerror or str(error))) from error


def load(path: Path, layer: str | None, encoding: str) -> RawLayer:
    """Read all rows of a layer.

    Raises
    ------
    Unreadable
        Where the file has become unreadable since it was looked at.
    """
    from gridwatch.intake import geopackage, shapefile

    ending = path.suffix.casefold()
    try:
        if ending == ".shp":
            return shapefile.load(path, encoding)
        if ending in _TABLES:
            return spreadsheet.load(path, layer, encoding)
        return geopackage.load(path, layer)
    except OSError as error:
        text = Text("无法打开（{why}）", "cannot be opened ({why})")
        raise Unreadable(text.filled(why=error.strerror or str(error))) from error


def column_names(path: Path, layer: str | None, encoding: str) -> tuple[str, ...]:
    """Return the columns of a layer read in an encoding; empty where unreadable."""
    from gridwatch.intake import geopackage, shapefile

    ending = path.suffix.casefold()
    try:
        if ending == ".shp":
            return shapefile.column_names(path, encoding)
        if ending in _TABLES:
            return spreadsheet.column_names(path, layer, encoding)
        return geopackage.column_names(path, layer)
    except (OSError, Unreadable, LookupError):
        return ()
