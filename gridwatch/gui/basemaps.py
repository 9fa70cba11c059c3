"""Opening a base map: which reader takes which file, and what is refused.

No widgets: the command line opens base maps by this door too.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from gridwatch.cartography.basemap import Backdrop, BaseMap, Tiles
from gridwatch.district.wording import OfficerError, Text

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.cartography.view import Extent

__all__ = ["SUFFIXES", "meets", "open_basemap"]

_TILES = (".mbtiles",)
_RASTERS = (".tif", ".tiff")
SUFFIXES = (*_TILES, *_RASTERS)
"""Endings of files that can be base maps."""

_MISSING = Text(
    "找不到底图文件“{name}”，地图照常显示，只是没有底图。文件移动过的话，"
    "请在“视图 → 底图”里重新选择。位置：{path}",
    "The base map “{name}” is not there; the map is shown without it. If the file was "
    "moved, choose it again under View → Base Map. Place: {path}",
)
_STORE = Text(
    "“{name}”就是打开着的工作库，不能兼作底图；没有改动它。"
    "请选择栅格 MBTiles 或 GeoTIFF。",
    "“{name}” is the open store and cannot be its own base map; it was not changed. "
    "Choose a raster MBTiles or a GeoTIFF.",
)
_UNKNOWN = Text(
    "“{name}”不是底图文件，没有读取它。底图可以是栅格 MBTiles（.mbtiles）或 GeoTIFF"
    "（.tif）。位置：{path}",
    "“{name}” is no base map and was not read. A base map is a raster MBTiles "
    "(.mbtiles) or a GeoTIFF (.tif). Place: {path}",
)


def open_basemap(basemap: BaseMap, crs: int, store: Path | None = None) -> Backdrop:
    """Open the file of a base map; may take seconds, so not on the main thread.

    Parameters
    ----------
    basemap : BaseMap
        What is wanted.
    crs : int
        EPSG code of the map it is to lie under.
    store : Path or None
        The open store. It is refused before anything touches it: a second reader in
        this process could drop the locks that SQLite holds on it.

    Raises
    ------
    OfficerError
        Where the file is missing or cannot be a base map.
    """
    path = basemap.path
    words = {"name": path.name, "path": path}
    if not path.is_file():
        raise OfficerError(_MISSING.filled(**words))
    if store is not None and _same(path, store):
        raise OfficerError(_STORE.filled(**words))
    source = _opened(basemap)
    try:
        return Backdrop(basemap, source, crs)
    except BaseException:
        source.close()
        raise


def _opened(basemap: BaseMap) -> Tiles:
    """Open a file by its ending alone: nothing else is even looked into."""
    path = basemap.path
    ending = path.suffix.casefold()
    if ending in _TILES:
        from gridwatch.store.tiles import open_tiles

        return open_tiles(path)
    if ending in _RASTERS:
        from gridwatch.intake.raster import open_raster

        return open_raster(path, basemap.crs)
    raise OfficerError(_UNKNOWN.filled(name=path.name, path=path))


def _same(path: Path, store: Path) -> bool:
    with contextlib.suppress(OSError):
        return path.samefile(store)
    return False


def meets(backdrop: Backdrop, extent: Extent | None) -> bool:
    """Tell whether a base map meets an extent of its map; True where unknown."""
    found = backdrop.extent(backdrop.crs)
    if found is None or extent is None:
        return True
    west, south, east, north = found
    return (west <= extent[2] and extent[0] <= east and south <= extent[3]) and extent[
        1
    ] <= north
