"""Small pictures copied to many places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.kernels.blending import blended
from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    A = NDArray[Any]

__all__ = ["stamp", "warm"]


@compiled
def stamp(corners: A, sprite: A, band: A, picture: A) -> None:
    """Lay a picture over another at many places, in one band.

    Parameters
    ----------
    corners : ndarray of int64, shape (n, 2)
        Column and row of the upper left corner of each copy.
    sprite, picture : ndarray of uint32, shape (height, width)
        Alpha, red, green, blue, multiplied by alpha; `picture` is changed.
    band : ndarray of int64
        First row, row after the last, width, in pixels.
    """
    top, bottom, width = band[0], band[1], band[2]
    tall, wide = sprite.shape[0], sprite.shape[1]
    for k in range(len(corners)):
        left, upper = corners[k, 0], corners[k, 1]
        if k > 0 and left == corners[k - 1, 0] and upper == corners[k - 1, 1]:
            continue
        for r in range(max(upper, top), min(upper + tall, bottom)):
            for c in range(max(left, 0), min(left + wide, width)):
                new = int(sprite[r - upper, c - left])
                alpha = new >> 24
                if alpha == 0:
                    continue
                picture[r, c] = new + int(blended(picture[r, c], 0, alpha))


def warm() -> None:
    """Call the kernel once with arrays of the kinds it will be given."""
    stamp(
        frozen(np.zeros((1, 2), np.int64)),
        frozen(np.full((1, 1), 255, np.uint32)),
        frozen(np.array([0, 1, 1], np.int64)),
        np.zeros((1, 1), np.uint32),
    )
