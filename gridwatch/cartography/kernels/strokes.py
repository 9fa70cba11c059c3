"""Lines: how much of each pixel a pen covers.

Every edge is a capsule: what lies within half a width of it is covered. Of two edges
that meet, a pixel takes the greater cover, so bends are round and nothing is laid on
twice; then the colour is laid over the picture once.
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

__all__ = ["paint_mask", "stroke", "warm"]


@compiled
def _capsule(
    mask: A,
    marks: A,
    band: A,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    half: float,
    strength: float,
    flat0: bool,
    flat1: bool,
) -> None:
    """Cover the pixels of one straight piece."""
    top, bottom, width = band[0], band[1], band[2]
    reach = half + 0.5
    r0 = int(max(math.floor(min(y0, y1) - reach), float(top)))
    r1 = int(min(math.ceil(max(y0, y1) + reach), float(bottom)))
    left, right = min(x0, x1) - reach, max(x0, x1) + reach
    if r0 >= r1 or right < 0.0 or left > width:
        return
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    length = math.sqrt(square)
    if length == 0.0 and (flat0 or flat1):
        return
    inverse = 1.0 / square if square > 0.0 else 0.0
    per = 1.0 / length if length > 0.0 else 0.0
    tilted = length > 2.0 and abs(dy) > 0.2 * length
    room = reach * length / abs(dy) + 0.5 if tilted else 0.0
    slope = dx / dy if tilted else 0.0
    wide = reach * reach
    flat = flat0 or flat1
    for r in range(r0, r1):
        py = r + 0.5 - y0
        low, high = left, right
        if tilted:
            middle = x0 + py * slope
            low, high = max(low, middle - room), min(high, middle + room)
        c0 = int(max(math.floor(low), 0.0))
        c1 = int(min(math.ceil(high), float(width)))
        if c0 >= c1:
            continue
        row = r - top
        across = py * dy
        px = c0 + 0.5 - x0
        for c in range(c0, c1):
            t = (px * dx + across) * inverse
            if 0.0 <= t <= 1.0:
                gap = abs(px * dy - py * dx) * per
                px += 1.0
                if gap >= reach:
                    continue
            else:
                n = 0.0 if t < 0.0 else 1.0
                ex, ey = px - n * dx, py - n * dy
                px += 1.0
                gap = ex * ex + ey * ey
                if gap >= wide:
                    continue
                gap = math.sqrt(gap)
            cover = min(reach - gap, 1.0)
            if flat:
                if flat0:
                    cover = min(cover, max(t * length + 0.5, 0.0))
                if flat1:
                    cover = min(cover, max((1.0 - t) * length + 0.5, 0.0))
            value = np.uint8(cover * strength + 0.5)
            mask[row, c] = max(mask[row, c], value)
        for block in range(c0 >> 4, ((c1 - 1) >> 4) + 1):
            marks[row, block] = 1


@compiled
def _dashed(
    mask: A,
    marks: A,
    band: A,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    half: float,
    strength: float,
    flat: bool,
    way: float,
    dashes: A,
    total: float,
) -> None:
    """Cover the dashes of one edge that begins `way` pixels along its line."""
    length = math.hypot(x1 - x0, y1 - y0)
    if length == 0.0:
        return
    place = way - math.floor(way / total) * total
    index = 0
    while index < len(dashes) - 1 and place >= dashes[index]:
        place -= dashes[index]
        index += 1
    done = 0.0
    begun = place == 0.0
    while done < length:
        step = min(dashes[index] - place, length - done)
        whole = done + step < length or place + step >= dashes[index]
        if index % 2 == 0:
            s, e = done / length, (done + step) / length
            _capsule(
                mask,
                marks,
                band,
                x0 + s * (x1 - x0),
                y0 + s * (y1 - y0),
                x0 + e * (x1 - x0),
                y0 + e * (y1 - y0),
                half,
                strength,
                flat and begun,
                flat and whole,
            )
        done += max(step, 1e-9)
        place = 0.0
        begun = True
        index = (index + 1) % len(dashes)


@compiled
def _normal(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float]:
    length = math.hypot(x1 - x0, y1 - y0)
    if length == 0.0:
        return 0.0, 0.0
    # To the left of the way, y downwards.
    return (y1 - y0) / length, -(x1 - x0) / length


@compiled
def stroke(
    coords: A,
    offsets: A,
    edges: A,
    first: A,
    count: A,
    bounds: A,
    features: A,
    turn: A,
    band: A,
    pen: A,
    dashes: A,
    skip: int,
    mask: A,
    marks: A,
) -> None:
    """Cover what a pen leaves along the pieces of features, in one band.

    Parameters
    ----------
    coords, offsets, edges, first, count, bounds : ndarray
        Of a `gridwatch.cartography.pyramid.Pyramid` and one of its levels.
    features : ndarray of int64
        Features to draw.
    turn, band : ndarray
        As for `gridwatch.cartography.kernels.fills.wind`.
    pen : ndarray of float64
        Half the width, strength (0 to 255), 1 for flat ends, 1 for rings, 1 to draw
        only edges with flag 1, offset to the left; lengths in pixels.
    dashes : ndarray of float64
        Dash, gap, … in pixels, an even number; empty for a solid line.
    skip : int
        Edges with one of these flags are left out.
    mask : ndarray of uint8, shape (rows, width)
        Cover of each pixel. Changed.
    marks : ndarray of uint8, shape (rows, blocks)
        Not 0 where one of 16 columns was touched. Changed.
    """
    a, bx, by, unit = turn[0], turn[1], turn[2], turn[3]
    top, bottom, width = band[0], band[1], band[2]
    half, strength = pen[0], pen[1]
    flat, ring, own, aside = pen[2] > 0, pen[3] > 0, pen[4] > 0, pen[5]
    reach = half + 1.0 + 2.0 * abs(aside)
    total = dashes.sum()
    for k in range(len(features)):
        f = features[k]
        if (
            by - a / unit * bounds[f, 1] < top - reach
            or by - a / unit * bounds[f, 3] > bottom + reach
        ):
            continue
        for p in range(first[f], first[f] + count[f]):
            begin, end = offsets[p], offsets[p + 1]
            size = end - begin
            if size == 0:
                continue
            steps = size if ring and size > 1 else size - 1
            x0 = a * coords[begin, 0] + bx
            y0 = by - a * coords[begin, 1]
            if size == 1:
                # Smaller than a pixel: a dot says that it is there.
                if top - reach < y0 < bottom + reach and not (own and ring):
                    _capsule(
                        mask, marks, band, x0, y0, x0, y0, half, strength, False, False
                    )
                continue
            way = 0.0
            for i in range(steps):
                after = begin + i + 1
                if after == end:
                    after = begin
                x1 = a * coords[after, 0] + bx
                y1 = by - a * coords[after, 1]
                sx, sy = x0, y0
                x0, y0 = x1, y1
                start = way
                if total > 0.0:
                    way += math.hypot(x1 - sx, y1 - sy)
                if (sy < top - reach and y1 < top - reach) or (
                    sy > bottom + reach and y1 > bottom + reach
                ):
                    continue
                if (sx < -reach and x1 < -reach) or (
                    sx > width + reach and x1 > width + reach
                ):
                    continue
                if ring and len(edges):
                    flag = edges[begin + i]
                    if (own and not flag & 1) or flag & skip:
                        continue
                ex, ey = x1, y1
                if aside != 0.0:
                    nx, ny = _normal(sx, sy, ex, ey)
                    sx, sy = sx + nx * aside, sy + ny * aside
                    ex, ey = ex + nx * aside, ey + ny * aside
                fx, fy, gx, gy = sx, sy, ex, ey
                low, high = 0.0, 1.0
                inside = (
                    min(sx, ex) > -reach
                    and max(sx, ex) < width + reach
                    and min(sy, ey) > top - reach
                    and max(sy, ey) < bottom + reach
                )
                if not inside:
                    # What lies far outside is cut off: dashes there would take for
                    # ever.
                    for axis in range(2):
                        s, e = (sx, ex) if axis == 0 else (sy, ey)
                        least = -reach - 2.0 if axis == 0 else top - reach - 2.0
                        most = (width if axis == 0 else bottom) + reach + 2.0
                        if s != e:
                            t0, t1 = (least - s) / (e - s), (most - s) / (e - s)
                            low = max(low, min(t0, t1))
                            high = min(high, max(t0, t1))
                    if low > high:
                        continue
                    fx, fy = sx + low * (ex - sx), sy + low * (ey - sy)
                    if high < 1.0:
                        gx, gy = sx + high * (ex - sx), sy + high * (ey - sy)
                starts = flat and i == 0 and not ring and low == 0.0
                ends = flat and i == steps - 1 and not ring and high == 1.0
                if total > 0.0:
                    _dashed(
                        mask,
                        marks,
                        band,
                        fx,
                        fy,
                        gx,
                        gy,
                        half,
                        strength,
                        flat,
                        start + low * math.hypot(ex - sx, ey - sy),
                        dashes,
                        total,
                    )
                else:
                    _capsule(
                        mask,
                        marks,
                        band,
                        fx,
                        fy,
                        gx,
                        gy,
                        half,
                        strength,
                        starts,
                        ends,
                    )


@compiled
def paint_mask(mask: A, marks: A, band: A, colour: A, picture: A) -> None:
    """Lay a colour over the covered pixels, and clear the cover.

    Parameters
    ----------
    mask, marks, band : ndarray
        As `stroke` left them.
    colour, picture : ndarray
        As for `gridwatch.cartography.kernels.fills.paint_winding`.
    """
    top, width = band[0], band[2]
    strength, paint = colour[0], colour[1]
    for row in range(mask.shape[0]):
        for block in range(marks.shape[1]):
            if marks[row, block] == 0:
                continue
            marks[row, block] = 0
            for c in range(block << 4, min((block + 1) << 4, width)):
                cover = int(mask[row, c])
                if cover == 0:
                    continue
                mask[row, c] = 0
                alpha = (cover * strength + 127) // 255
                old = picture[top + row, c]
                picture[top + row, c] = blended(old, paint, alpha)


def warm() -> None:
    """Call each kernel once with arrays of the kinds it will be given."""
    one = frozen(np.zeros(1, np.int64))
    band = frozen(np.array([0, 2, 2], np.int64))
    mask = np.zeros((2, 2), np.uint8)
    marks = np.zeros((2, 1), np.uint8)
    stroke(
        frozen(np.array([[0, 0], [2, 1]], np.int32)),
        frozen(np.array([0, 2], np.int64)),
        frozen(np.zeros(0, np.uint8)),
        one,
        frozen(np.ones(1, np.int32)),
        frozen(np.array([[0.0, 0.0, 2.0, 1.0]])),
        one,
        frozen(np.array([1.0, 0.0, 2.0, 1.0])),
        band,
        frozen(np.array([0.5, 255.0, 0.0, 0.0, 0.0, 0.0])),
        frozen(np.array([1.0, 1.0])),
        0,
        mask,
        marks,
    )
    colour = frozen(np.full(2, 255, np.int64))
    paint_mask(mask, marks, band, colour, np.zeros((2, 2), np.uint32))
