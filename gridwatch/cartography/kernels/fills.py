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

from gridwatch.cartography.kernels.blending import blended, lay
from gridwatch.cartography.kernels.compiling import compiled
from gridwatch.cartography.kernels.spans import SPAN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    A = NDArray[Any]

__all__ = ["covered", "hatch_winding", "paint_winding", "wind"]

_ALL = np.uint32(255)
_BLOCK, _TOGETHER = 16, 8
"""Columns that a mark speaks of, and marks in a word."""


@compiled
def wind(
    coords: A,
    offsets: A,
    spans: A,
    first: A,
    count: A,
    bounds: A,
    features: A,
    turn: A,
    top: int,
    bottom: int,
    width: int,
    winding: A,
    marks: A,
) -> None:
    """Add the rings of some features to the winding numbers of a band.

    Parameters
    ----------
    coords, offsets, spans, first, count, bounds : ndarray
        Of a `gridwatch.cartography.pyramid.Pyramid` and one of its levels.
    features : ndarray of int64
        Features to look at.
    turn : ndarray of float64
        ``a, bx, by, unit``: a pixel is ``(a * east + bx, by - a * north)``.
    top, bottom, width : int
        First row of the band, row after the last, width, in pixels.
    winding : ndarray of int32, shape (rows, width)
        Changed.
    marks : ndarray of uint8, shape (rows, blocks)
        Not 0 where one of 16 columns was touched. Changed.
    """
    a, bx, by, unit = turn[0], turn[1], turn[2], turn[3]
    for k in range(len(features)):
        f = features[k]
        if by - a / unit * bounds[f, 1] < top or by - a / unit * bounds[f, 3] > bottom:
            continue
        for p in range(first[f], first[f] + count[f]):
            begin, end = offsets[p], offsets[p + 1]
            if end - begin < 3:
                continue
            x0 = a * coords[end - 1, 0] + bx
            y0 = by - a * coords[end - 1, 1]
            row0 = math.ceil(y0 - 0.5)
            i = begin
            while i < end:
                x1 = a * coords[i, 0] + bx
                y1 = by - a * coords[i, 1]
                row1 = math.ceil(y1 - 0.5)
                sign, low, high = 1, row0, row1
                if low > high:
                    sign, low, high = -1, high, low
                # Most edges of long rings are in other bands: they need no division.
                if low != high and high > top and low < bottom:
                    slope = (x1 - x0) / (y1 - y0)
                    for r in range(max(low, top), min(high, bottom)):
                        x = x0 + (r + 0.5 - y0) * slope
                        if x > width - 0.5:
                            # No pixel of the row is to the right of it.
                            continue
                        c = math.ceil(x - 0.5) if x > 0.5 else 0
                        winding[r - top, c] += sign
                        marks[r - top, c >> 4] = 1
                after = i
                while after % SPAN == 0 and after + SPAN < end:
                    box = spans[after // SPAN]
                    if (
                        by - a * box[1] >= top
                        and by - a * box[3] <= bottom
                        and a * box[0] + bx <= width
                    ):
                        break
                    after += SPAN
                if after > i:
                    x1 = a * coords[after, 0] + bx
                    y1 = by - a * coords[after, 1]
                    row1 = math.ceil(y1 - 0.5)
                x0, y0, row0, i = x1, y1, row1, after + 1


@compiled
def paint_winding(
    winding: A,
    marks: A,
    words: A,
    top: int,
    alpha: np.uint32,
    paint: np.uint32,
    picture: A,
) -> None:
    """Lay a colour over the pixels that are inside, and clear the winding numbers.

    Parameters
    ----------
    winding, marks : ndarray
        As `wind` left them.
    words : ndarray of uint64
        `marks`, eight of them at a time.
    top : int
        First row of the band.
    alpha, paint : uint32
        How much is covered; with what, opaque (`blended`).
    picture : ndarray of uint32, shape (height, width)
        Alpha, red, green, blue, multiplied by alpha. Changed.
    """
    width = picture.shape[1]
    for row in range(winding.shape[0]):
        # From `begun` on all pixels have the same winding number.
        total, begun = 0, 0
        pixels, numbers = picture[top + row], winding[row]
        for word in range(words.shape[1]):
            if words[row, word] == 0:
                continue
            for block in range(word << 3, (word + 1) << 3):
                if marks[row, block] == 0:
                    continue
                for c in range(block << 4, min((block + 1) << 4, width)):
                    more = numbers[c]
                    if more == 0:
                        continue
                    numbers[c] = 0
                    if total != 0:
                        lay(pixels[begun:c], paint, alpha)
                    total += more
                    begun = c
            words[row, word] = 0
        if total != 0:
            lay(pixels[begun:width], paint, alpha)


@compiled
def covered(winding: A, marks: A, words: A, row: int) -> bool:
    """Tell whether areas lie over a whole row, with an edge to the left of it only."""
    if marks[row, 0] == 0:
        return False
    for block in range(1, _TOGETHER):
        if marks[row, block] != 0:
            return False
    for word in range(1, words.shape[1]):
        if words[row, word] != 0:
            return False
    numbers = winding[row]
    for column in range(1, min(_BLOCK, len(numbers))):
        if numbers[column] != 0:
            return False
    return bool(numbers[0] != 0)


@compiled
def hatch_winding(
    winding: A,
    marks: A,
    top: int,
    alpha: np.uint32,
    paint: np.uint32,
    lines: A,
    picture: A,
) -> None:
    """Draw parallel lines over the pixels that are inside, and clear the numbers.

    `lines` holds cosine and sine of the direction (counter-clockwise from the right),
    distance between lines, their width, and a pixel (x, y) on one of them.
    """
    width = picture.shape[1]
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
                share = np.uint32(int(cover * min(broad, 1.0) * alpha + 0.5))
                old = picture[top + row, c]
                picture[top + row, c] = blended(old, paint, share)
