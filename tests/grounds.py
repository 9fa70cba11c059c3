"""Makers of small base maps, for the tests of several rooms."""

from __future__ import annotations

import math
import sqlite3
import warnings
from contextlib import closing

import numpy as np
import pyproj
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

HALF = math.pi * 6_378_137.0
_WAY = pyproj.Transformer.from_crs(4326, 3857, always_xy=True)


def encoded(pixels, form="PNG"):
    """Return an array (height, width, 3) as a picture file."""
    tall, wide, _ = pixels.shape
    whole = np.ascontiguousarray(pixels, np.uint8)
    image = QImage(whole.tobytes(), wide, tall, 3 * wide, QImage.Format.Format_RGB888)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form, 95)
    return bytes(buffer.data().data())


def world_pixel(lon, lat, zoom, size=256):
    """Return (column, row) of a place in the pixels of a zoom level."""
    x, y = _WAY.transform(lon, lat)
    across = size * 2**zoom / (2 * HALF)
    return (x + HALF) * across, (HALF - y) * across


def plain(colour):
    """Return a painter of tiles in one colour."""
    shade = QColor(colour)
    rgb = (shade.red(), shade.green(), shade.blue())
    return lambda *_: np.full((256, 256, 3), rgb, np.uint8)


def marked(places, width=6.0):
    """Return a painter of white tiles with red squares at (lon, lat) places.

    The squares are `width` pixels wide at every zoom, centred to a fraction of a
    pixel by their covering.
    """

    def paint(zoom, column, row):
        pixels = np.full((256, 256, 3), 255.0)
        for lon, lat in places:
            x, y = world_pixel(lon, lat, zoom)
            cover = np.outer(
                _covered(y - 256 * row, width), _covered(x - 256 * column, width)
            )
            pixels[..., 1:] *= 1 - cover[..., None]
        return np.rint(pixels).astype(np.uint8)

    return paint


def _covered(centre, width):
    edges = np.clip(np.arange(257.0), centre - width / 2, centre + width / 2)
    return np.diff(edges)


def make_mbtiles(path, lonlat, zooms, paint, *, form="PNG", metadata=None):
    """Write the tiles of an extent (west, south, east, north, degrees)."""
    west, south, east, north = lonlat
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        db.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER,"
            " tile_row INTEGER, tile_data BLOB)"
        )
        db.execute(
            "CREATE UNIQUE INDEX tile ON tiles (zoom_level, tile_column, tile_row)"
        )
        told = {"format": form.lower(), **(metadata or {})}
        db.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
        for zoom in zooms:
            left, top = (int(v // 256) for v in world_pixel(west, north, zoom))
            right, low = (int(v // 256) for v in world_pixel(east, south, zoom))
            for column in range(left, right + 1):
                for row in range(top, low + 1):
                    data = encoded(paint(zoom, column, row), form)
                    place = (zoom, column, 2**zoom - 1 - row, data)
                    db.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", place)
    return path


def make_geotiff(path, bands, *, crs, transform, **options):
    """Write an array (bands, rows, columns) as a GeoTIFF.

    `transform` is (west, pixel width, north, pixel height), or None.
    """
    import rasterio
    from rasterio.transform import Affine

    count, rows, columns = bands.shape
    colours = options.pop("colormap", None)
    profile = {"width": columns, "height": rows, "count": count, "crs": crs}
    if transform is not None:
        west, wide, north, tall = transform
        profile["transform"] = Affine(wide, 0.0, west, 0.0, -tall, north)
    with warnings.catch_warnings():
        # A picture without a place is what some tests want.
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        file = rasterio.open(
            path, "w", driver="GTiff", dtype=bands.dtype, **profile, **options
        )
    with file:
        file.write(bands)
        if colours is not None:
            file.write_colormap(1, colours)
    return path
