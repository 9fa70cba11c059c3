"""GeoTIFF pictures of the ground, read a part at a time.

The only module that imports rasterio, and only when a picture is opened: it brings a
GDAL of its own, which takes 0.1 s to load. That GDAL may only open TIFF files: were it
to touch the open store, the locks that SQLite holds on it would be gone.
"""

from __future__ import annotations

import contextlib
import math
import threading
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj.exceptions import CRSError

from gridwatch.district.wording import OfficerError, Text
from gridwatch.intake.georeference import identify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

__all__ = ["Raster", "RasterError", "UnknownCrsError", "open_raster"]

_SIZE = 256
_SAMPLE = 512
"""Longest edge of the reading that the stretch of 16-bit pictures is taken from."""
_STRETCH = (2.0, 98.0)
"""Percentiles that become black and white, as GIS programs have it."""
_AVERAGED = 1
"""Levels that are averaged where a picture lies in whole rows, without overviews; of
coarser ones only the rows that are needed are read. Tiled ones are read whole anyway.
"""
_WIDE = 8_192
_BLOCKS_KEPT = 128
"""Megabytes of blocks that GDAL may keep: the rows that several tiles share."""
_BLOCK = 256 << 20
"""Bytes of the largest block that is read at once."""

_UNUSABLE = Text(
    "“{name}”不能用作底图（{why}），没有改动它。请另选一个 GeoTIFF 或栅格 MBTiles。"
    "位置：{path}",
    "“{name}” cannot be a base map ({why}); it was not changed. Choose another GeoTIFF "
    "or a raster MBTiles. Place: {path}",
)
_NO_CRS = Text(
    "“{name}”没有写明坐标系，不知道放在哪里。请填写它的坐标系（EPSG 代码，"
    "例如 CGCS2000 三度带 117° 为 4548）再打开；文件没有改动。位置：{path}",
    "“{name}” does not say its CRS, so it cannot be put on the map. Give its CRS (EPSG "
    "code, e.g. 4548 for CGCS2000, 117°) and open it again; the file was not changed. "
    "Place: {path}",
)
_PIXELS = Text("{wide} 列 {tall} 行像素", "{wide} by {tall} pixels")
_UNREAD = Text("GDAL 读不了：{detail}", "GDAL cannot read it: {detail}")
_NOWHERE = Text(
    "没有定位信息，也没有 .tfw 文件", "it has no position, nor is there a .tfw file"
)
_COMPLEX = Text("像素是复数", "its pixels are complex numbers")
_BLOCKS = Text(
    "分块太大，请转换为分块（tiled）GeoTIFF", "its blocks are too large: make it tiled"
)
_SLOW = Text(
    "这张图没有概览金字塔，从远处看会慢；可用 QGIS 或 gdaladdo 建一次。",
    "It has no overviews and will be slow from afar; QGIS or gdaladdo can make them.",
)


class RasterError(OfficerError):
    """A picture that cannot be used as a base map."""


class UnknownCrsError(RasterError):
    """A picture that does not say its CRS; the officer may."""


class Raster:
    """A GeoTIFF as tiles of its own grid, finest level first: a base map's source.

    May be asked from several threads; one question at a time is answered.

    Parameters
    ----------
    path : Path
        The file.
    dataset : rasterio.DatasetReader
        Open for reading.
    crs : int or None
        EPSG code, where the file does not say.

    Attributes
    ----------
    crs : str
        The CRS, as pyproj takes it.
    tile_size : int
        Edge of a tile, pixels.
    levels : int
        Level 0 has the picture's own pixels, each next one half as many along an
        edge, until one tile holds them all.
    size : tuple of int
        Columns and rows.
    to_pixel : tuple of float
        (a, b, c, d, e, f): a place (x, y) of the CRS, east before north, lies at
        column ``a x + b y + c``, row ``d x + e y + f``.
    bounds : tuple of float
        West, south, east, north in the CRS.
    facts : tuple of Text
        Its size and pixel, in the officer's words.
    notes : tuple of Text
        What the officer should beware of.
    """

    tile_size = _SIZE

    def __init__(self, path: Path, dataset: Any, crs: int | None) -> None:  # noqa: ANN401 - rasterio is imported late
        self.path = path
        self._dataset = dataset
        self._lock = threading.Lock()
        self._gone = False
        self.size = (int(dataset.width), int(dataset.height))
        self.levels = 1 + max(0, math.ceil(math.log2(max(self.size) / _SIZE)))
        self.crs = _crs_of(path, dataset, crs)
        self.to_pixel = _affine(path, dataset)
        self.bounds = _bounds(dataset)
        wide, tall = (f"{edge:,}" for edge in self.size)
        self.facts = (_PIXELS.filled(wide=wide, tall=tall),)
        self._overviews = bool(dataset.overviews(1))
        self._in_rows = int(dataset.block_shapes[0][1]) == self.size[0]
        large = max(self.size) > _WIDE and not self._overviews
        self.notes: tuple[Text, ...] = (_SLOW,) if large else ()
        self._solid = all(
            [flag.name for flag in flags] == ["all_valid"]
            for flags in dataset.mask_flag_enums
        )
        self._refuse_strange()
        self._bands = _bands_of(dataset)
        self._palette = _palette_of(dataset) if len(self._bands) == 1 else None
        self._range = self._stretch()

    def _refuse_strange(self) -> None:
        dataset = self._dataset
        kind = np.dtype(dataset.dtypes[0])
        if kind.kind == "c":
            raise _unusable(self.path, _COMPLEX)
        rows, columns = dataset.block_shapes[0]
        if rows * columns * kind.itemsize * dataset.count > _BLOCK:
            raise _unusable(self.path, _BLOCKS)

    def _stretch(self) -> list[tuple[float, float]] | None:
        """Return what becomes black and white in each band; None for plain bytes."""
        dataset = self._dataset
        if self._palette is not None:
            return None
        if dataset.dtypes[0] == "uint8":
            bits = dataset.tags(1, ns="IMAGE_STRUCTURE").get("NBITS", "8")
            most = float(2 ** int(bits) - 1)
            return None if most >= 255 else [(0.0, most)] * len(self._bands)
        share = max(1.0, max(self.size) / _SAMPLE)
        shape = tuple(max(1, round(n / share)) for n in reversed(self.size))
        values = dataset.read(self._bands, out_shape=(len(self._bands), *shape))
        there = np.isfinite(values)
        if not self._solid:
            there &= dataset.dataset_mask(out_shape=shape) > 0
        pairs = zip(values, there, strict=True)
        return [_range_of(band[good]) for band, good in pairs]

    # --- tiles ------------------------------------------------------------------

    def tile(self, level: int, column: int, row: int) -> Pixels | None:
        """Return RGBA of shape (256, 256, 4), or None beyond the picture.

        Parameters
        ----------
        level : int
            0 for the picture's own pixels.
        column, row : int
            Counted from its upper left corner.
        """
        step, left, top = 1 << level, column * _SIZE, row * _SIZE
        wide = min(_SIZE, self._length(0, level) - left)
        tall = min(_SIZE, self._length(1, level) - top)
        if min(column, row) < 0 or min(wide, tall) <= 0:
            return None
        window = (
            (top * step, min((top + tall) * step, self.size[1])),
            (left * step, min((left + wide) * step, self.size[0])),
        )
        try:
            part = self._read(window, (tall, wide), level)
        except _faults():
            # One bad block does not take the map away.
            return None
        if part is None or (wide, tall) == (_SIZE, _SIZE):
            return part
        whole = np.zeros((_SIZE, _SIZE, 4), np.uint8)
        whole[:tall, :wide] = part
        return whole

    def _length(self, axis: int, level: int) -> int:
        """Return how many whole pixels of a level there are along an edge."""
        return max(1, self.size[axis] >> level)

    def _read(
        self,
        window: tuple[tuple[int, int], tuple[int, int]],
        shape: tuple[int, int],
        level: int,
    ) -> Pixels | None:
        from rasterio.enums import Resampling

        # Numbers of a palette have no mean.
        plain = self._palette is not None or level == 0
        sparse = self._in_rows and not self._overviews and level > _AVERAGED
        how = Resampling.nearest if plain or sparse else Resampling.average
        with self._lock, _thrifty(), self._open() as dataset:
            if dataset is None:
                return None
            part = {"window": window, "resampling": how}
            bands = (len(self._bands), *shape)
            values = dataset.read(self._bands, out_shape=bands, **part)
            if self._solid:
                # Asked for a mask, rasterio would fill one as large as the window.
                mask = np.full(shape, 255, np.uint8)
            else:
                mask = dataset.dataset_mask(out_shape=shape, **part)
        return self._coloured(values, mask)

    def _coloured(self, values: NDArray[Any], mask: Pixels) -> Pixels:
        if self._palette is not None:
            found: Pixels = self._palette[np.clip(values[0], 0, len(self._palette) - 1)]
            found[..., 3] = np.minimum(found[..., 3], mask)
            return found
        found = np.empty((*mask.shape, 4), np.uint8)
        for i in range(3):
            band = min(i, len(values) - 1)
            found[..., i] = self._bytes(values[band], band)
        found[..., 3] = mask
        if values.dtype.kind == "f":
            found[..., 3][~np.isfinite(values).all(axis=0)] = 0
        return found

    def _bytes(self, values: NDArray[Any], band: int) -> NDArray[Any]:
        if self._range is None:
            return values
        low, high = self._range[band]
        scaled = (np.nan_to_num(values.astype(np.float32)) - low) * (255 / (high - low))
        found: Pixels = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
        return found

    @contextlib.contextmanager
    def _open(self) -> Iterator[Any]:
        """Hand out the dataset, and close it where that was asked for meanwhile."""
        yield None if self._gone else self._dataset
        if self._gone:
            self._dataset.close()

    def close(self) -> None:
        """Let go of the file; there are no tiles any more.

        Never waits for a reading that is under way: the window calls this.
        """
        self._gone = True
        if self._lock.acquire(blocking=False):
            try:
                self._dataset.close()
            finally:
                self._lock.release()


def open_raster(path: Path, crs: int | None = None) -> Raster:
    """Open a GeoTIFF, or a TIFF with a world file, for reading.

    Parameters
    ----------
    path : Path
        The file; never the store.
    crs : int or None
        EPSG code for a file that does not say its CRS; what a file says goes first.

    Raises
    ------
    UnknownCrsError
        Where neither the file nor the caller says the CRS.
    RasterError
        Where the file is missing or cannot be drawn.
    """
    import rasterio

    try:
        with warnings.catch_warnings(), _thrifty():
            # That a TIFF has no position is said in our own words.
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            dataset = rasterio.open(path, driver="GTiff")
    except _faults() as error:
        raise _unusable(path, _UNREAD.filled(detail=error)) from error
    try:
        with _thrifty():
            return Raster(path, dataset, crs)
    except _faults() as error:
        dataset.close()
        raise _unusable(path, _UNREAD.filled(detail=error)) from error
    except BaseException:
        dataset.close()
        raise


def _thrifty() -> AbstractContextManager[object]:
    """Keep GDAL from holding a twentieth of all memory in blocks; we keep tiles."""
    import rasterio
    from rasterio.session import DummySession

    found: AbstractContextManager[object] = rasterio.Env(
        session=DummySession(), GDAL_CACHEMAX=_BLOCKS_KEPT
    )
    return found


def _faults() -> tuple[type[Exception], ...]:
    """Return what rasterio raises for a file that is not sound."""
    from rasterio.errors import RasterioError

    return (RasterioError, OSError, MemoryError, ValueError)


def _unusable(path: Path, why: Text) -> RasterError:
    zh, en = (
        template.format(name=path.name, path=path, why=reason)
        for template, reason in zip(_UNUSABLE, why, strict=True)
    )
    return RasterError(Text(zh, en))


def _crs_of(path: Path, dataset: Any, given: int | None) -> str:  # noqa: ANN401
    definition = dataset.crs.to_wkt() if dataset.crs else ""
    found = identify(definition) if definition else None
    if found is not None and (found.epsg or found.wkt):
        return f"EPSG:{found.epsg}" if found.epsg else found.wkt
    if found is not None:
        # An old datum without a number of its own.
        return str(definition)
    if given is None:
        raise UnknownCrsError(_NO_CRS.filled(name=path.name, path=path))
    with contextlib.suppress(CRSError):
        if identify(f"EPSG:{given}") is not None:
            return f"EPSG:{given}"
    raise UnknownCrsError(_NO_CRS.filled(name=path.name, path=path))


def _affine(path: Path, dataset: Any) -> tuple[float, ...]:  # noqa: ANN401
    forward = dataset.transform
    if forward.is_identity or forward.is_degenerate:
        raise _unusable(path, _NOWHERE)
    back = ~forward
    found = tuple(float(n) for n in (back.a, back.b, back.c, back.d, back.e, back.f))
    if not all(map(math.isfinite, found)):
        raise _unusable(path, _NOWHERE)
    return found


def _bounds(dataset: Any) -> tuple[float, float, float, float]:  # noqa: ANN401
    """Return the extent, also of a picture that is turned."""
    t = dataset.transform
    corners = [(x, y) for x in (0, dataset.width) for y in (0, dataset.height)]
    xs = [float(t.a * x + t.b * y + t.c) for x, y in corners]
    ys = [float(t.d * x + t.e * y + t.f) for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _bands_of(dataset: Any) -> list[int]:  # noqa: ANN401
    """Return the bands to show as red, green and blue, or the one to show as grey."""
    names = [interpretation.name for interpretation in dataset.colorinterp]
    if {"red", "green", "blue"} <= set(names):
        return [names.index(name) + 1 for name in ("red", "green", "blue")]
    plain = [i + 1 for i, name in enumerate(names) if name != "alpha"]
    return plain[:3] if len(plain) >= 3 else plain[:1] or [1]


def _palette_of(dataset: Any) -> Pixels | None:  # noqa: ANN401
    if dataset.colorinterp[0].name != "palette":
        return None
    entries = dataset.colormap(1)
    table = np.zeros((max(entries) + 1, 4), np.uint8)
    for index, colour in entries.items():
        table[index] = colour
    return table


def _range_of(values: NDArray[Any]) -> tuple[float, float]:
    if not len(values):
        return 0.0, 1.0
    low, high = (float(n) for n in np.percentile(values, _STRETCH))
    return (low, high) if high > low else (low, low + 1.0)
