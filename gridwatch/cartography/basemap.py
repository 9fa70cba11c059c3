"""A picture of the ground under the map: tiles of a file, in their own CRS.

What it costs grows with the view alone: of the levels of detail that a source has, the
one that is about as fine as the screen is taken, and of it the tiles that are in view.
Nothing here asks a network; a source is a file that a room below has opened.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from gridwatch.cartography.warping import Mesh, mesh_of, paint_mesh
from gridwatch.cartography.warping import Path as Way
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from gridwatch.cartography.view import Extent, View

__all__ = ["BASEMAP", "Backdrop", "BaseMap", "Tiles", "extent_in", "render_basemap"]

BASEMAP = "basemap"
"""Its identifier among those of the layers."""

_NAME = Text("底图", "Base map")
_SHIFTED = Text("底图（已从 GCJ-02 纠偏）", "Base map (shifted back from GCJ-02)")
_ROOM = 96 << 20
"""Bytes of decoded tiles that are kept."""
_LARGEST = 2048
"""Longest edge of a tile that is decoded, pixels."""
_BEYOND = 2
"""Levels that are made by shrinking, where a map is seen from further away."""
_MOST = 4096
"""Most tiles of one frame; 4K screens need some 500."""
_MARGIN = 3
_PREMULTIPLIED = QImage.Format.Format_ARGB32_Premultiplied


class Tiles(Protocol):
    """Where a base map's pixels come from.

    `gridwatch.store.tiles.TileSet` and `gridwatch.intake.raster.Raster` are such.
    May be asked on any thread.
    """

    @property
    def crs(self) -> str:
        """Its CRS, as pyproj takes it."""

    @property
    def tile_size(self) -> int:
        """Edge of a tile, pixels."""

    @property
    def levels(self) -> int:
        """Number of levels; level 0 is the finest, each next one half as fine."""

    @property
    def to_pixel(self) -> tuple[float, ...]:
        """The affine way (a, b, c, d, e, f) from the CRS to pixels of level 0."""

    @property
    def bounds(self) -> Extent:
        """West, south, east, north in its CRS."""

    @property
    def facts(self) -> tuple[Text, ...]:
        """How fine it is, in the officer's words."""

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the officer should beware of."""

    def tile(
        self, level: int, column: int, row: int
    ) -> bytes | NDArray[np.uint8] | None:
        """Return an encoded picture, or RGBA of shape (size, size, 4), or None."""

    def close(self) -> None:
        """Let go of the file."""


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Which base map is wanted, and how it is to be shown.

    Parameters
    ----------
    path : Path
        An ``.mbtiles`` file or a GeoTIFF.
    opacity : float
        0 (cannot be seen) to 1.
    gcj02 : bool
        Its pictures are shifted as those of Chinese web maps: shift them back.
    crs : int or None
        EPSG code for a file that does not say its CRS.
    """

    path: Path
    opacity: float = 1.0
    gcj02: bool = False
    crs: int | None = None

    @property
    def name(self) -> Text:
        """Name in the layer tree and in legends; says so where it was shifted."""
        return _SHIFTED if self.gcj02 else _NAME


class Backdrop:
    """An opened base map, ready to be drawn under the map of a district.

    Parameters
    ----------
    basemap : BaseMap
        What is wanted.
    source : Tiles
        Its pixels.
    crs : int
        EPSG code of the map.

    Raises
    ------
    pyproj.exceptions.CRSError
        Where one of the systems is not known.
    """

    def __init__(self, basemap: BaseMap, source: Tiles, crs: int) -> None:
        self.basemap = basemap
        self.source = source
        self.crs = crs
        self._cache = _Cache(source)
        # Kept: PROJ takes 20 to 40 ms to find it, longer than all the drawing.
        self._way = _way(source, basemap, crs)

    def render(
        self, view: View, cancelled: Callable[[], bool] = lambda: False
    ) -> QImage | None:
        """Return the base map of a view with its opacity; see `render_basemap`.

        May be called on any thread; the first call on a new thread takes 20 to 40 ms
        longer, so one worker should draw all frames.
        """
        opacity = self.basemap.opacity
        return _rendered(self._cache, self._way, view, opacity, cancelled)

    def shown_as(self, basemap: BaseMap) -> Backdrop:
        """Return the same file shown otherwise, with the tiles decoded so far."""
        other = copy(self)
        other.basemap = basemap
        if basemap.gcj02 != self.basemap.gcj02:
            other._way = _way(self.source, basemap, self.crs)
        return other

    def extent(self, crs: int | str) -> Extent | None:
        """Return its extent in a CRS; None where it cannot be brought there."""
        return extent_in(self.source, crs)

    def close(self) -> None:
        """Let go of the file; what is being drawn just now ends without tiles."""
        self.source.close()


def render_basemap(
    source: Tiles,
    view: View,
    basemap: BaseMap,
    crs: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> QImage | None:
    """Return a base map warped into a view, once, without keeping decoded tiles.

    Parameters
    ----------
    source : Tiles
        Its pixels.
    view : View
        Extent in metres of `crs`, and size in device pixels.
    basemap : BaseMap
        Opacity, and whether to shift it back from GCJ-02.
    crs : int
        EPSG code of the map.
    cancelled : callable
        Asked between tiles and between squares of the mesh.

    Returns
    -------
    QImage or None
        Premultiplied, of the view's size, transparent where the file has nothing;
        None where it was cancelled or nothing of it can be seen: outside the file, or
        from so far away that more than `_BEYOND` levels would be missing.
    """
    way = _way(source, basemap, crs)
    return _rendered(_Cache(source), way, view, basemap.opacity, cancelled)


def extent_in(source: Tiles, crs: int | str) -> Extent | None:
    """Return the extent of a source in another CRS, or None.

    The shift of GCJ-02 (below 1 km) is left out: this tells whether a file meets a
    district at all.
    """
    import pyproj

    try:
        way = pyproj.Transformer.from_crs(source.crs, crs, always_xy=True)
        west, south, east, north = way.transform_bounds(*source.bounds, densify_pts=9)
    except pyproj.exceptions.ProjError:
        return None
    found = float(west), float(south), float(east), float(north)
    return found if all(map(math.isfinite, found)) else None


# --- tiles, decoded -------------------------------------------------------------------


class _Cache:
    """Decoded tiles of a source, those used last.

    Levels beyond the coarsest one are made by shrinking four tiles to one.
    """

    def __init__(self, source: Tiles) -> None:
        self.source = source
        self.size = source.tile_size
        self._kept: OrderedDict[tuple[int, int, int], QImage | None] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def tile(self, level: int, column: int, row: int) -> QImage | None:
        """Return a tile, premultiplied, or None where there is none."""
        key = (level, column, row)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self._made(*key)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += _weight(made)
            while self._bytes > _ROOM:
                self._bytes -= _weight(self._kept.popitem(last=False)[1])
        return made

    def _made(self, level: int, column: int, row: int) -> QImage | None:
        if level < self.source.levels:
            return decoded(self.source.tile(level, column, row), self.size)
        children = [
            (x, y, self.tile(level - 1, 2 * column + x, 2 * row + y))
            for y in (0, 1)
            for x in (0, 1)
        ]
        if not any(child for _, _, child in children):
            return None
        half = self.size // 2
        whole = _clear(self.size, self.size)
        painter = QPainter(whole)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for x, y, child in children:
            if child is not None:
                # Exactly half: bilinear sampling takes the mean of four pixels.
                painter.drawImage(QRect(x * half, y * half, half, half), child)
        painter.end()
        return whole


def _weight(image: QImage | None) -> int:
    return 200 if image is None else image.sizeInBytes()


def _clear(width: int, height: int) -> QImage:
    image = QImage(width, height, _PREMULTIPLIED)
    image.fill(0)
    return image


def decoded(data: bytes | NDArray[np.uint8] | None, size: int) -> QImage | None:
    """Return a tile as a premultiplied picture of `size` px square, or None.

    A picture that is damaged, huge or of no known format is none.
    """
    if data is None:
        return None
    if isinstance(data, bytes):
        image = _read(data)
        if image.isNull():
            return None
    else:
        pixels = np.ascontiguousarray(data)
        tall, wide, _ = pixels.shape
        rgba = QImage.Format.Format_RGBA8888
        # A conversion copies, so the array may go afterwards.
        image = QImage(pixels.data, wide, tall, 4 * wide, rgba)
    if image.size() != QSize(size, size):
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(size, size, mode=smooth)
    return image.convertToFormat(_PREMULTIPLIED)


def _read(data: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer)
    size = reader.size()
    # The header is asked first: a few bytes can claim a picture of many gigabytes.
    if not size.isValid() or max(size.width(), size.height()) > _LARGEST:
        return QImage()
    return reader.read()


# --- one frame ------------------------------------------------------------------------


def _rendered(
    cache: _Cache,
    way: Way,
    view: View,
    opacity: float,
    cancelled: Callable[[], bool],
) -> QImage | None:
    mesh = mesh_of(view, way)
    if mesh is None:
        return None
    level = _level_for(mesh.reduction, cache.source.levels)
    if level is None:
        return None
    mesh = mesh._replace(corners=mesh.corners / 2.0**level)
    part = _part(cache, level, _box(mesh), cancelled)
    if part is None or cancelled():
        return None
    picture, origin = part
    image = paint_mesh(picture, origin, mesh, (view.width, view.height), cancelled)
    if image is not None and opacity < 1.0:
        _fade(image, opacity)
    return image


def _way(source: Tiles, basemap: BaseMap, crs: int) -> Way:
    return Way(f"EPSG:{crs}", source.crs, source.to_pixel, gcj02=basemap.gcj02)


def _level_for(reduction: float, levels: int) -> int | None:
    """Return the level whose pixels are about as large as the screen's."""
    if not reduction > 0.0:
        return None
    wanted = max(0, round(math.log2(reduction)))
    last = levels - 1 + _BEYOND
    return None if wanted > last else wanted


def _box(mesh: Mesh) -> tuple[int, int, int, int]:
    """Return the pixels that a mesh meets, with a rim for bilinear sampling."""
    low = np.floor(mesh.corners.min(axis=(0, 1))).astype(int) - _MARGIN
    high = np.ceil(mesh.corners.max(axis=(0, 1))).astype(int) + _MARGIN
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _part(
    cache: _Cache,
    level: int,
    box: tuple[int, int, int, int],
    cancelled: Callable[[], bool],
) -> tuple[QImage, tuple[int, int]] | None:
    """Return the tiles of a level that meet a box, put together, and its corner."""
    left, top, right, bottom = box
    size = cache.size
    columns = range(left // size, (right - 1) // size + 1)
    rows = range(top // size, (bottom - 1) // size + 1)
    if len(columns) * len(rows) > _MOST:
        return None
    picture = _clear(right - left, bottom - top)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    found = False
    try:
        for row in rows:
            for column in columns:
                if cancelled():
                    return None
                place = QRect(column * size - left, row * size - top, size, size)
                found |= _put(painter, cache, (level, column, row), place)
    finally:
        painter.end()
    return (picture, (left, top)) if found else None


def _put(
    painter: QPainter, cache: _Cache, key: tuple[int, int, int], place: QRect
) -> bool:
    """Draw a tile, or the part of a coarser one that covers its ground."""
    level, column, row = key
    size = cache.size
    for up in range(max(1, cache.source.levels - level)):
        tile = cache.tile(level + up, column >> up, row >> up)
        if tile is None:
            continue
        if up == 0:
            painter.drawImage(place.topLeft(), tile)
            return True
        edge = size >> up
        if edge == 0:
            return False
        x, y = (column - (column >> up << up)) * edge, (row - (row >> up << up)) * edge
        painter.drawImage(place, tile, QRect(x, y, edge, edge))
        return True
    return False


def _fade(image: QImage, opacity: float) -> None:
    painter = QPainter(image)
    mode = QPainter.CompositionMode.CompositionMode_DestinationIn
    painter.setCompositionMode(mode)
    painter.fillRect(image.rect(), QColor(0, 0, 0, round(255 * max(0.0, opacity))))
    painter.end()
