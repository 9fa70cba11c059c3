"""Base map tiles from an MBTiles file: another SQLite file, read and never written.

The format is MBTiles 1.3 (github.com/mapbox/mbtiles-spec): a table or view ``tiles``
of pictures in Web Mercator (EPSG:3857), rows counted from the south, and a table
``metadata`` that many writers fill badly. What is in the tiles counts, then.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from gridwatch.district.wording import OfficerError, Text
from gridwatch.store.connection import address
from gridwatch.store.faults import BROKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TileSet", "TilesError", "open_tiles"]

_HALF = math.pi * 6_378_137.0
"""Half the width of the Web Mercator square, metres."""
_SIZE = 256
_DEEPEST = 24
_LARGEST = 8 << 20
"""Bytes of the largest tile that is read; a usual one has 30 kB."""
_STEPS = 20_000
"""SQLite instructions between two looks at the clock."""
_PATIENCE = 2.0
"""Seconds one question may take; a `tiles` that is a view can be anything."""
_SIDECARS = ("-wal", "-journal")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8", b"BM")
_PACKED = (b"\x1f\x8b", b"\x1a")

_NOT_TILES = Text(
    "“{name}”不是可用的 MBTiles 文件（{why}），没有用作底图，也没有改动它。"
    "请另选一个栅格 MBTiles 或 GeoTIFF。位置：{path}",
    "“{name}” is no usable MBTiles file ({why}); it was not taken as base map and not "
    "changed. Choose another raster MBTiles or a GeoTIFF. Place: {path}",
)
_ZOOMS = Text("缩放级别 {least} 至 {most}", "Zoom {least} to {most}")
_NO_DATABASE = Text("打不开：{detail}", "it cannot be opened: {detail}")
_NO_TABLE = Text("缺少瓦片表 tiles", "it has no table “tiles”")
_EMPTY = Text("里面没有瓦片", "it holds no tiles")
_VECTOR = Text(
    "里面是矢量瓦片（pbf），本程序只显示图片瓦片",
    "it holds vector tiles (pbf), and only pictures can be shown",
)
_NO_PICTURES = Text(
    "瓦片不是 PNG、JPEG 或 WebP 图片", "its tiles are no PNG, JPEG or WebP pictures"
)


class TilesError(OfficerError):
    """A file that cannot be used as a base map."""


class TileSet:
    """The tiles of one file, finest level first: a source for a base map.

    May be asked from several threads; one question at a time is answered.

    Parameters
    ----------
    path : Path
        The file.
    connection : sqlite3.Connection
        Open for reading.

    Attributes
    ----------
    crs : str
        ``EPSG:3857``.
    tile_size : int
        Nominal edge of a tile, pixels: 256. Files for fine screens hold pictures of
        512 pixels for the same ground.
    levels : int
        Number of levels. Level 0 is the largest zoom, each next one half as fine.
    zooms : tuple of int
        Smallest and largest zoom.
    to_pixel : tuple of float
        (a, b, c, d, e, f): a place (x, y) of the CRS lies at column ``a x + b y + c``,
        row ``d x + e y + f`` of level 0, both counted from the upper left corner.
    bounds : tuple of float
        West, south, east, north in metres of the CRS.
    facts : tuple of Text
        Its zooms, in the officer's words.
    notes : tuple of Text
        What the officer should beware of; nothing here.
    """

    crs = "EPSG:3857"
    tile_size = _SIZE
    notes: tuple[Text, ...] = ()

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = connection
        self._lock = threading.Lock()
        self._deadline = 0.0
        connection.set_progress_handler(self._late, _STEPS)
        self.zooms = self._zooms()
        self.levels = self.zooms[1] - self.zooms[0] + 1
        self.facts = (_ZOOMS.filled(least=self.zooms[0], most=self.zooms[1]),)
        across = _SIZE * 2 ** self.zooms[1] / (2 * _HALF)
        middle = _HALF * across
        self.to_pixel = (across, 0.0, middle, 0.0, -across, middle)
        self._refuse_vectors()
        self.bounds = self._bounds_told() or self._bounds_found()

    def _late(self) -> bool:
        return time.monotonic() > self._deadline

    def _ask(
        self, question: str, values: Sequence[int] = ()
    ) -> tuple[object, ...] | None:
        with self._lock:
            if self._connection is None:
                return None
            self._deadline = time.monotonic() + _PATIENCE
            found = self._connection.execute(question, values).fetchone()
            return None if found is None else tuple(found)

    # --- what the file is -------------------------------------------------------

    def _zooms(self) -> tuple[int, int]:
        found = [
            self._ask(
                f"SELECT {which}(zoom_level) FROM tiles"  # noqa: S608 - two fixed words
                " WHERE zoom_level BETWEEN 0 AND ?",
                (_DEEPEST,),
            )
            for which in ("min", "max")
        ]
        least, most = (row[0] if row else None for row in found)
        if not (isinstance(least, int) and isinstance(most, int)):
            raise _unusable(self.path, _EMPTY)
        return least, most

    def _refuse_vectors(self) -> None:
        head = self._ask(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? LIMIT 1",
            (self.zooms[1],),
        )
        data = head[0] if head else None
        named = str(self._told("format")).strip().casefold() in ("pbf", "mvt")
        if named or (isinstance(data, bytes) and data.startswith(_PACKED)):
            raise _unusable(self.path, _VECTOR)
        if not (isinstance(data, bytes) and data.startswith(_PICTURES)):
            raise _unusable(self.path, _NO_PICTURES)

    def _told(self, name: str) -> object:
        """Return an entry of the metadata, or an empty text."""
        with contextlib.suppress(sqlite3.Error, UnicodeDecodeError), self._lock:
            assert self._connection is not None
            self._deadline = time.monotonic() + _PATIENCE
            question = "SELECT value FROM metadata WHERE name = ?"
            row = self._connection.execute(question, (name,)).fetchone()
            return row[0] if row else ""
        return ""

    def _bounds_told(self) -> tuple[float, float, float, float] | None:
        """Return the extent that the metadata speak of, in metres."""
        try:
            parts = [float(part) for part in str(self._told("bounds")).split(",")]
            west, south, east, north = parts
        except ValueError:
            return None
        if not (-180 <= west < east <= 180 and -90 < south < north < 90):
            return None
        low, high = _metres(west, south), _metres(east, north)
        return (*low, *high)

    def _bounds_found(self) -> tuple[float, float, float, float]:
        """Return the extent of all tiles of the finest level that can be counted."""
        for zoom in (self.zooms[1], self.zooms[0]):
            with contextlib.suppress(sqlite3.Error):
                found = self._ask(
                    "SELECT min(tile_column), min(tile_row), max(tile_column) + 1,"
                    " max(tile_row) + 1 FROM tiles WHERE zoom_level = ?",
                    (zoom,),
                )
                if found is not None and all(isinstance(n, int) for n in found):
                    step = 2 * _HALF / 2**zoom
                    w, s, e, n = (float(str(v)) * step - _HALF for v in found)
                    return w, s, e, n
        return -_HALF, -_HALF, _HALF, _HALF

    # --- tiles ------------------------------------------------------------------

    def tile(self, level: int, column: int, row: int) -> bytes | None:
        """Return a tile as it lies in the file, or None where there is none.

        Parameters
        ----------
        level : int
            0 for the finest one.
        column, row : int
            Counted from the upper left corner of the world.

        Notes
        -----
        A tile that is not a picture of a usual size or that SQLite cannot read is none:
        one bad page does not take the map away.
        """
        zoom = self.zooms[1] - level
        across = 1 << zoom
        if not (0 <= column < across and 0 <= row < across):
            return None
        try:
            found = self._ask(
                "SELECT tile_data FROM tiles"
                " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                (zoom, column, across - 1 - row),
            )
        except BROKEN:
            return None
        return found[0] if found and isinstance(found[0], bytes) else None

    def close(self) -> None:
        """Let go of the file; there are no tiles any more."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None


def open_tiles(path: Path) -> TileSet:
    """Open an MBTiles file for reading.

    Nothing is written, no lock is taken where nobody can be writing, and nothing
    beside the file is made.

    Raises
    ------
    TilesError
        Where the file is missing, no database, without tiles, or holds vector tiles.
    """
    try:
        connection = _connect(path)
    except BROKEN as error:
        raise _unreadable(path, error) from error
    try:
        return TileSet(path, connection)
    except BROKEN as error:
        connection.close()
        raise _unreadable(path, error) from error
    except BaseException:
        connection.close()
        raise


def _connect(path: Path) -> sqlite3.Connection:
    quiet = not any(Path(f"{path}{part}").exists() for part in _SIDECARS)
    connection = sqlite3.connect(
        f"{address(path)}?mode=ro" + ("&immutable=1" if quiet else ""),
        uri=True,
        timeout=_PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST)
        connection.execute("PRAGMA query_only = ON")
        # Its views may not call functions that do more than compute.
        connection.execute("PRAGMA trusted_schema = OFF")
        kinds = "SELECT count(*) FROM sqlite_schema WHERE lower(name) = 'tiles'"
        if not connection.execute(kinds).fetchone()[0]:
            raise _unusable(path, _NO_TABLE)
    except BaseException:
        connection.close()
        raise
    return connection


def _unusable(path: Path, why: Text) -> TilesError:
    zh, en = (
        template.format(name=path.name, path=path, why=reason)
        for template, reason in zip(_NOT_TILES, why, strict=True)
    )
    return TilesError(Text(zh, en))


def _unreadable(path: Path, error: Exception) -> TilesError:
    return _unusable(path, _NO_DATABASE.filled(detail=error))


def _metres(longitude: float, latitude: float) -> tuple[float, float]:
    """Return Web Mercator metres of a place in degrees."""
    bent = math.asinh(math.tan(math.radians(min(max(latitude, -85.06), 85.06))))
    return longitude / 180.0 * _HALF, bent / math.pi * _HALF
