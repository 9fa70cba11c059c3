"""Small pictures copied to many places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.cartography.kernels.blending import blended
from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    A = NDArray[Any]

__all__ = ["stamp"]

_NONE, _ALPHA, _ALL = np.uint32(0), np.uint32(24), np.uint32(255)


@compiled
def stamp(keys: A, sprite: A, top: int, bottom: int, picture: A) -> None:
    """Lay a picture over another at many places, in one band.

    Parameters
    ----------
    keys : ndarray of int64
        Upper left corner of each copy, as `gridwatch.cartography.orders.corner_keys`
        tells it.
    sprite, picture : ndarray of uint32, shape (height, width)
        Alpha, red, green, blue, multiplied by alpha; `picture` is changed.
    top, bottom : int
        First row of the band, row after the last.
    """
    tall, wide = sprite.shape[0], sprite.shape[1]
    width = picture.shape[1]
    stride, above = width + wide, top + 1
    first, last = 0, len(keys)
    while first < last:
        middle = (first + last) >> 1
        if keys[middle] < above * stride:
            first = middle + 1
        else:
            last = middle
    for k in range(first, len(keys)):
        row = keys[k] // stride
        upper, left = row - tall, keys[k] - row * stride - wide
        if upper >= bottom:
            break
        begin, end = max(-left, 0), min(wide, width - left)
        for r in range(max(upper, top), min(upper + tall, bottom)):
            for c in range(begin, end):
                new = sprite[r - upper, c]
                alpha = np.uint32(new >> _ALPHA)
                if alpha == _ALL:
                    picture[r, left + c] = new
                elif alpha != 0:
                    old = picture[r, left + c]
                    picture[r, left + c] = new + blended(old, _NONE, alpha)
