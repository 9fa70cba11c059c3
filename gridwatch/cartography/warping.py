"""A picture in one coordinate system laid under a map in another.

The view is cut into squares of whole pixels. In each the way from map to picture is an
affine one, fitted to the exact places of its corners; squares are halved until the
middle of none is further from its exact place than `TOLERANCE`. Whole pixels leave no
seams, and Qt's painter samples bilinearly on its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QBrush, QImage, QPainter, QTransform

from gridwatch.district.gcj02 import to_gcj02

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gridwatch.cartography.view import View

    Floats = NDArray[np.float64]

__all__ = ["Mesh", "Path", "mesh_of", "paint_mesh"]

TOLERANCE = 0.25
"""Largest error of a square, pixels of the view."""
_WIDEST = 128
_NARROWEST = 8
_DEGREES = "EPSG:4326"


class Path:
    """The way from places of the map to pixels of a picture's finest level.

    Parameters
    ----------
    source, target : str
        CRS of the map and of the picture, as pyproj takes them.
    to_pixel : tuple of float
        (a, b, c, d, e, f): column ``a x + b y + c`` and row ``d x + e y + f`` of a
        place (x, y) of the picture's CRS, east before north.
    gcj02 : bool
        The picture shows its ground where GCJ-02 puts it.
    """

    def __init__(
        self, source: str, target: str, to_pixel: tuple[float, ...], *, gcj02: bool
    ) -> None:
        # Only who shows a base map waits for it.
        import pyproj

        def way(one: str, other: str) -> pyproj.Transformer:
            return pyproj.Transformer.from_crs(one, other, always_xy=True)

        self._gcj02 = gcj02
        self._ways = (
            [way(source, _DEGREES), way(_DEGREES, target)]
            if gcj02
            else [way(source, target)]
        )
        self._affine = to_pixel

    def pixels(self, east: Floats, north: Floats) -> Floats:
        """Return (column, row) along a new last axis; not finite where there is none.

        Parameters
        ----------
        east, north : ndarray of float, same shape
            Metres of the map's CRS.
        """
        x, y = self._ways[0].transform(east, north)
        # Where a projection ends, PROJ answers inf.
        with np.errstate(invalid="ignore"):
            if self._gcj02:
                x, y = self._ways[1].transform(*to_gcj02(x, y))
            a, b, c, d, e, f = self._affine
            return np.stack([a * x + b * y + c, d * x + e * y + f], axis=-1)


class Mesh(NamedTuple):
    """Squares of the view, and the affine way from each to the picture.

    Parameters
    ----------
    boxes : ndarray of int, shape (n, 4)
        Left, top, right, bottom of each square, pixels of the view.
    corners : ndarray of float, shape (n, 4, 2)
        Exact pixels of the picture's finest level for its corners: upper left, upper
        right, lower left, lower right.
    error : float
        Largest distance found between the affine and the exact place of a middle,
        pixels of the view.
    """

    boxes: NDArray[np.int64]
    corners: Floats
    error: float

    @property
    def reduction(self) -> float:
        """Pixels of the finest level along one pixel of the view, the median."""
        wide = (self.boxes[:, 2] - self.boxes[:, 0]).astype(np.float64)
        tall = (self.boxes[:, 3] - self.boxes[:, 1]).astype(np.float64)
        across = np.linalg.norm(self.corners[:, 1] - self.corners[:, 0], axis=1) / wide
        down = np.linalg.norm(self.corners[:, 2] - self.corners[:, 0], axis=1) / tall
        return float(np.median(np.sqrt(across * down)))


def mesh_of(view: View, path: Path) -> Mesh | None:
    """Return the coarsest mesh that is exact enough; None where nothing can be shown.

    Squares without an exact place (outside what a projection can reach) are left out.
    """
    size = _WIDEST
    while True:
        mesh = _mesh(view, path, size)
        if mesh is None or mesh.error <= TOLERANCE or size <= _NARROWEST:
            return mesh
        size //= 2


def _steps(length: int, size: int) -> NDArray[np.int64]:
    return np.append(np.arange(0, length, size), length)


def _mesh(view: View, path: Path, size: int) -> Mesh | None:
    x, y = _steps(view.width, size), _steps(view.height, size)
    # Corners and middles go through the projection in one call.
    xs = np.sort(np.concatenate([x, (x[1:] + x[:-1]) / 2.0]))
    ys = np.sort(np.concatenate([y, (y[1:] + y[:-1]) / 2.0]))
    mpp = view.metres_per_pixel
    east, north = np.meshgrid(view.extent[0] + xs * mpp, view.extent[3] - ys * mpp)
    exact = path.pixels(east, north)
    grid, middles = exact[::2, ::2], exact[1::2, 1::2]
    corners = np.stack(
        [grid[:-1, :-1], grid[:-1, 1:], grid[1:, :-1], grid[1:, 1:]], axis=2
    )
    left, top = np.meshgrid(x[:-1], y[:-1])
    right, bottom = np.meshgrid(x[1:], y[1:])
    boxes = np.stack([left, top, right, bottom], axis=-1).reshape(-1, 4)
    corners, middles = corners.reshape(-1, 4, 2), middles.reshape(-1, 2)
    good = np.isfinite(corners).all(axis=(1, 2)) & np.isfinite(middles).all(axis=1)
    if not good.any():
        return None
    mesh = Mesh(boxes[good], corners[good], 0.0)
    return mesh._replace(error=_error(mesh, middles[good]))


def _error(mesh: Mesh, middles: Floats) -> float:
    """Return how far the worst affine place of a middle or corner is off."""
    corners = mesh.corners
    bent = np.abs(corners.mean(axis=1) - middles).max()
    # Of four corners an affine fit misses each by a quarter of their twist.
    twist = corners[:, 0] - corners[:, 1] - corners[:, 2] + corners[:, 3]
    scale = mesh.reduction
    worst = max(float(bent), float(np.abs(twist).max()) / 4.0)
    return worst / scale if scale > 0.0 else 0.0


def paint_mesh(
    picture: QImage,
    origin: tuple[float, float],
    mesh: Mesh,
    size: tuple[int, int],
    cancelled: Callable[[], bool],
) -> QImage | None:
    """Return the picture laid under the view, premultiplied; None where cancelled.

    Parameters
    ----------
    picture : QImage
        A part of one level, with room around what the mesh meets.
    origin : tuple of float
        Column and row of its upper left pixel in that level.
    mesh : Mesh
        Its corners in pixels of that level.
    size : tuple of int
        Width and height of the view.
    cancelled : callable
        Asked now and then.
    """
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        brush = QBrush(picture)
        ways = _affines(mesh, origin)
        for box, matrix in zip(mesh.boxes.tolist(), ways, strict=True):
            if cancelled():
                return None
            left, top, right, bottom = box
            brush.setTransform(matrix)
            painter.fillRect(QRect(left, top, right - left, bottom - top), brush)
    finally:
        painter.end()
    return image


def _affines(mesh: Mesh, origin: tuple[float, float]) -> list[QTransform]:
    """Return the way from pixels of the picture to those of the view, per square."""
    c, boxes = mesh.corners - np.asarray(origin), mesh.boxes.astype(np.float64)
    wide, tall = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    across = (c[:, 1] - c[:, 0] + c[:, 3] - c[:, 2]) / (2.0 * wide[:, None])
    down = (c[:, 2] - c[:, 0] + c[:, 3] - c[:, 1]) / (2.0 * tall[:, None])
    middle = c.mean(axis=1)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2.0, (boxes[:, 1] + boxes[:, 3]) / 2.0
    start = middle - across * x[:, None] - down * y[:, None]
    rows = np.hstack([across, down, start]).tolist()
    return [QTransform(*row).inverted()[0] for row in rows]
