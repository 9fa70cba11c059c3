"""Which reader takes which file, and in which process.

Shapefiles and texts are read here, byte by byte; what only native libraries read is
read in a process of its own (`gridwatch.intake.worker`). Each reader is loaded with the
first file that needs it: the libraries behind them take a third of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridwatch.district.wording import Text
from gridwatch.intake import worker
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.limits import MEGABYTE, reader_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from gridwatch.intake.layers import Facts, RawLayer

__all__ = ["READABLE", "column_names", "load", "look", "not_ours", "prepare"]

_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}
_TEXTS = {".csv", ".tsv", ".txt"}
_LAYERS = {
    ".gpkg", ".gdb", ".geojson", ".json", ".topojson", ".fgb",
    ".kml", ".gpx", ".gml", ".tab", ".mif",
}  # fmt: skip
READABLE = frozenset({".shp", ".dbf", *_WORKBOOKS, *_TEXTS, *_LAYERS})
"""File endings that have a reader."""
_NATIVE = READABLE - {".shp", ".dbf", *_TEXTS}

_ARCHIVES = {".rar", ".7z", ".tar", ".gz", ".tgz"}
_OFFICE_LOCK = "~$"


def prepare(paths: Iterable[Path]) -> None:
    """Start the reading process already, where one of the files will need it."""
    if any(path.suffix.casefold() in _NATIVE for path in paths):
        worker.prepare()


def not_ours(path: Path) -> Text:
    """Say why a file without a reader is left out."""
    ending = path.suffix.casefold()
    if ending in _ARCHIVES:
        return Text(
            "压缩包：请先解压，或改用 zip", "an archive: unpack it first, or use zip"
        )
    if ending in {".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix"}:
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
    ending = path.suffix.casefold()
    try:
        if path.name.startswith(_OFFICE_LOCK):
            raise Unreadable(Text("Office 的临时文件", "a lock file of Office"))
        if ending == ".shp":
            from gridwatch.intake import shapefile

            return shapefile.look(path, encoding)
        if ending == ".dbf":
            from gridwatch.intake import loosetable

            return loosetable.look(path, encoding)
        if ending in _LAYERS:
            return _found(worker.ask("layer_facts", path))
        return [_placed(path, facts) for facts in _sheets(path, ending, encoding)]
    except OSError as error:
        text = Text("无法打开（{why}）", "cannot be opened ({why})")
        raise Unreadable(text.filled(why=error.strerror or str(error))) from error


def _found(facts: list[Facts]) -> list[Facts]:
    return facts


def _sheets(path: Path, ending: str, encoding: str | None) -> list[Facts]:
    if ending in _TEXTS and _is_small(path):
        from gridwatch.intake import spreadsheet

        return spreadsheet.look(path, encoding)
    return _found(worker.ask("sheet_facts", path, encoding))


def _is_small(path: Path) -> bool:
    return path.stat().st_size <= reader_limits().text_mb * MEGABYTE


def _placed(path: Path, facts: Facts) -> Facts:
    """Add where the points of a table lie, where its columns say that."""
    from gridwatch.intake import tablepoints

    if not facts.rows or not tablepoints.placing(facts.names, facts.sample):
        return facts
    encoding = facts.coding.encoding if facts.coding else ""
    return tablepoints.located(facts, load(path, facts.layer, encoding))


def load(
    path: Path,
    layer: str | None,
    encoding: str,
    tick: Callable[[], None] | None = None,
) -> RawLayer:
    """Read all rows of a layer.

    Parameters
    ----------
    path : Path
        The file.
    layer : str or None
        Layer or sheet, None where the file is one table.
    encoding : str
        Python codec name of its texts, where the format does not say.
    tick : callable or None
        Called now and then while another process reads; may raise to stop.

    Raises
    ------
    Unreadable
        Where the file has become unreadable since it was looked at.
    """
    ending = path.suffix.casefold()
    try:
        if ending == ".shp":
            from gridwatch.intake import shapefile

            return shapefile.load(path, encoding, _shapes_left)
        if ending == ".dbf":
            from gridwatch.intake import loosetable

            return loosetable.load(path, encoding)
        if ending in _LAYERS:
            raw: RawLayer = worker.ask("layer_rows", path, layer, tick=tick)
            return raw
        return _table(path, layer, encoding, tick)
    except OSError as error:
        text = Text("无法打开（{why}）", "cannot be opened ({why})")
        raise Unreadable(text.filled(why=error.strerror or str(error))) from error


def _table(
    path: Path, layer: str | None, encoding: str, tick: Callable[[], None] | None
) -> RawLayer:
    """Read a sheet or a text, and the points that its columns tell."""
    from gridwatch.intake import spreadsheet, tablepoints

    if path.suffix.casefold() in _TEXTS and _is_small(path):
        raw = spreadsheet.load(path, layer, encoding)
    else:
        raw = worker.ask("sheet_rows", path, layer, encoding, tick=tick)
    return tablepoints.with_points(raw)


def _shapes_left(path: Path, rows: list[int]) -> tuple[Any, dict[int, Text]]:
    import shapely

    shapes, lost = worker.ask("shapes_left", path, rows)
    return shapely.from_wkb(shapes), lost


def column_names(path: Path, layer: str | None, encoding: str) -> tuple[str, ...]:
    """Return the columns of a layer read in an encoding; empty where unreadable."""
    try:
        facts = (f for f in look(path, encoding) if f.layer == layer)
        return next((f.names for f in facts), ())
    except (Unreadable, LookupError):
        return ()
