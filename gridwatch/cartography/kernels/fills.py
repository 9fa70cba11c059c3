"""Areas: which pixels have their middle inside, and what covers them.

An edge that crosses the middle of a row of pixels adds one to the winding number of
every pixel to the right of it, or takes one away: so only the pixel at the crossing is
touched, and a running total along the row gives the winding numbers. Neighbours that
share an edge share the crossing, so there is neither a gap nor an overlap.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.kernels.blending import blended
from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    A = NDArray[Any]

__all__ = ["hatch_winding", "paint_winding", "warm", "wind"]


@compiled
def wind(
    coords: A,
    offsets: A,
    first: A,
    count: A,
    bounds: A,
    features: A,
    classes: A,
    wanted: int,
    turn: A,
    band: A,
    winding: A,
    marks: A,
) -> None:
    """Add the rings of the features of one class to the winding numbers of a band.

    Parameters
    ----------
    coords, offsets, first, count, bounds : ndarray
        Of a `gridwatch.cartography.pyramid.Pyramid` and one of its levels.
    features, classes : ndarray of int64
        Features to look at and their classes.
    wanted : int
        The class.
    turn : ndarray of float64
        ``a, bx, by``: a pixel is ``(a * east + bx, by - a * north)``.
    band : ndarray of int64
        First row, row after the last, width, in pixels.
    winding : ndarray of int32, shape (rows, width + 1)
        Changed.
    marks : ndarray of uint8, shape (rows, blocks)
        Not 0 where one of 16 columns was touched. Changed.
    """
    a, bx, by, unit = turn[0], turn[1], turn[2], turn[3]
    top, bottom, width = band[0], band[1], band[2]
    for k in range(len(features)):
        if classes[k] != wanted:
            continue
        f = features[k]
        if by - a / unit * bounds[f, 1] < top or by - a / unit * bounds[f, 3] > bottom:
            continue
        for p in range(first[f], first[f] + count[f]):
            begin, end = offsets[p], offsets[p + 1]
            if end - begin < 3:
                continue
            x0 = a * coords[end - 1, 0] + bx
            y0 = by - a * coords[end - 1, 1]
            for i in range(begin, end):
                x1 = a * coords[i, 0] + bx
                y1 = by - a * coords[i, 1]
                if y0 < y1:
                    xa, ya, xb, yb, sign = x0, y0, x1, y1, 1
                else:
                    xa, ya, xb, yb, sign = x1, y1, x0, y0, -1
                x0, y0 = x1, y1
                low, high = math.ceil(ya - 0.5), math.ceil(yb - 0.5)
                if low == high or high <= top or low >= bottom:
                    continue
                r0 = int(max(low, float(top)))
                r1 = int(min(high, float(bottom)))
                slope = (xb - xa) / (yb - ya)
                for r in range(r0, r1):
                    x = xa + (r + 0.5 - ya) * slope
                    if x <= 0.5:
                        c = 0
                    elif x >= width:
                        c = width
                    else:
                        c = math.ceil(x - 0.5)
                    row = r - top
                    winding[row, c] += sign
                    marks[row, c >> 4] = 1


@compiled
def paint_winding(winding: A, marks: A, band: A, colour: A, picture: A) -> None:
    """Lay a colour over the pixels that are inside, and clear the winding numbers.

    Parameters
    ----------
    winding, marks, band : ndarray
        As `wind` left them.
    colour : ndarray of int64
        Alpha; the colour as one number, opaque (`blended`).
    picture : ndarray of uint32, shape (height, width)
        Alpha, red, green, blue, multiplied by alpha. Changed.
    """
    top, width = band[0], band[2]
    alpha, paint = colour[0], colour[1]
    solid = np.uint32(paint)
    for row in range(winding.shape[0]):
        total = 0
        for block in range(marks.shape[1]):
            begin, end = block << 4, min((block + 1) << 4, width)
            if marks[row, block] == 0:
                if total == 0:
                    continue
                if alpha == 255:
                    for c in range(begin, end):
                        picture[top + row, c] = solid
                else:
                    for c in range(begin, end):
                        old = picture[top + row, c]
                        picture[top + row, c] = blended(old, paint, alpha)
                continue
            marks[row, block] = 0
            for c in range(begin, end):
                total += winding[row, c]
                winding[row, c] = 0
                if total != 0:
                    old = picture[top + row, c]
                    picture[top + row, c] = blended(old, paint, alpha)
        winding[row, width] = 0


@compiled
def hatch_winding(
    winding: A,
    marks: A,
    band: A,
    colour: A,
    lines: A,
    picture: A,
) -> None:
    """Draw parallel lines over the pixels that are inside, and clear the numbers.

    `lines` holds cosine and sine of the direction (counter-clockwise from the right),
    distance between lines, their width, and a pixel (x, y) on one of them.
    """
    top, width = band[0], band[2]
    cosine, sine, step, broad = lines[0], lines[1], lines[2], lines[3]
    for row in range(winding.shape[0]):
        total = 0
        y = top + row + 0.5 - lines[5]
        for block in range(marks.shape[1]):
            if marks[row, block] == 0 and total == 0:
                continue
            marks[row, block] = 0
            for c in range(block << 4, min((block + 1) << 4, width)):
                total += winding[row, c]
                winding[row, c] = 0
                if total == 0:
                    continue
                across = ((c + 0.5 - lines[4]) * sine + y * cosine) / step
                away = abs(across - math.floor(across + 0.5)) * step
                cover = min(max(max(broad, 1.0) / 2 + 0.5 - away, 0.0), 1.0)
                alpha = int(cover * min(broad, 1.0) * colour[0] + 0.5)
                old = picture[top + row, c]
                picture[top + row, c] = blended(old, colour[1], alpha)
        winding[row, width] = 0


def warm() -> None:
    """Call each kernel once with arrays of the kinds it will be given."""
    coords = frozen(np.array([[0, 0], [4, 0], [4, 4]], np.int32))
    one = frozen(np.zeros(1, np.int64))
    band = frozen(np.array([0, 2, 2], np.int64))
    winding = np.zeros((2, 3), np.int32)
    marks = np.zeros((2, 1), np.uint8)
    picture = np.zeros((2, 2), np.uint32)
    colour = frozen(np.full(2, 255, np.int64))
    wind(
        coords,
        frozen(np.array([0, 3], np.int64)),
        one,
        frozen(np.ones(1, np.int32)),
        frozen(np.array([[0.0, 0.0, 4.0, 4.0]])),
        one,
        one,
        0,
        frozen(np.array([1.0, 0.0, 4.0, 1.0])),
        band,
        winding,
        marks,
    )
    paint_winding(winding, marks, band, colour, picture)
    lines = frozen(np.array([1.0, 0.0, 5.0, 1.0, 0.0, 0.0]))
    hatch_winding(winding, marks, band, colour, lines, picture)
