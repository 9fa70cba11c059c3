"""Lines: how much of each pixel a pen covers.

Every edge is a capsule: what lies within half a width of it is covered. Of two edges
that meet, a pixel takes the greater cover, so bends are round and nothing is laid on
twice; then the colour is laid over the picture once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.cartography.kernels.blending import blended
from gridwatch.cartography.kernels.compiling import compiled
from gridwatch.cartography.kernels.spans import SPAN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    A = NDArray[Any]

__all__ = ["PADDING", "paint_mask", "stroke"]

PADDING = 8
"""Columns that `stroke` may touch to the right of a picture."""
_LONG = 9.0
_STEEP = 0.04
_F = np.float32
_ZERO, _ONE, _ROUND = np.float32(0.0), np.float32(1.0), np.float32(0.5)
_MIDDLE, _BYTE = np.uint32(128), np.uint32(8)


@compiled
def _capsule(
    mask: A,
    marks: A,
    top: int,
    bottom: int,
    width: int,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    half: float,
    strength: float,
) -> None:
    """Cover the pixels of one straight piece with round ends.

    Pixels are looked at eight by eight, without branches, in single precision: so one
    instruction does for eight of them. Those that are looked at in vain get a cover
    of 0; at the right end they are the padding of `mask`.
    """
    reach = half + 0.5
    r0 = max(math.ceil(min(y0, y1) - reach - 0.5), top)
    r1 = min(math.floor(max(y0, y1) + reach + 0.5), bottom)
    left, right = min(x0, x1) - reach, max(x0, x1) + reach
    if r0 >= r1 or right < 0.0 or left > width:
        return
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    inverse = 1.0 / square if square > 0.0 else 0.0
    steep = square > _LONG and dy * dy > _STEEP * square
    room = reach * math.sqrt(square) / abs(dy) + 0.5 if steep else 0.0
    slope = dx / dy if steep else 0.0
    over, down, limit, power = _F(dx), _F(dy), _F(reach), _F(strength)
    step_x, step_y = _F(dx * inverse), dy * inverse
    for r in range(r0, r1):
        py = r + 0.5 - y0
        low, high = left, right
        if steep:
            middle = x0 + py * slope
            low, high = max(low, middle - room), min(high, middle + room)
        c0 = max(math.ceil(low - 0.5), 0)
        c1 = min(math.floor(high + 0.5), width)
        if c0 >= c1:
            continue
        start, across, begun = _F(c0 + 0.5 - x0), _F(py * step_y), _F(py)
        pixels = mask[r - top, c0 : c0 + ((c1 - c0 + 7) & -8)]
        for k in range(len(pixels)):
            px = start + _F(np.int32(k))
            t = px * step_x + across
            t = t if t > _ZERO else _ZERO
            t = t if t < _ONE else _ONE
            ex, ey = px - t * over, begun - t * down
            cover = limit - np.sqrt(ex * ex + ey * ey)
            cover = cover if cover > _ZERO else _ZERO
            cover = cover if cover < _ONE else _ONE
            value = np.uint8(np.int32(cover * power + _ROUND))
            old = pixels[k]
            pixels[k] = value if value > old else old
        for block in range(c0 >> 4, ((c1 - 1) >> 4) + 1):
            marks[r - top, block] = 1


@compiled
def _flat_capsule(
    mask: A,
    marks: A,
    top: int,
    bottom: int,
    width: int,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    half: float,
    strength: float,
    flat0: bool,
    flat1: bool,
) -> None:
    """Cover the pixels of one straight piece that ends flat at one end or both."""
    length = math.hypot(x1 - x0, y1 - y0)
    if length == 0.0:
        return
    reach = half + 0.5
    r0 = int(max(math.floor(min(y0, y1) - reach), float(top)))
    r1 = int(min(math.ceil(max(y0, y1) + reach), float(bottom)))
    c0 = int(max(math.floor(min(x0, x1) - reach), 0.0))
    c1 = int(min(math.ceil(max(x0, x1) + reach), float(width)))
    if r0 >= r1 or c0 >= c1:
        return
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    for r in range(r0, r1):
        py = r + 0.5 - y0
        for c in range(c0, c1):
            px = c + 0.5 - x0
            way = px * ux + py * uy
            beyond = max(max(-way, way - length), 0.0)
            cover = reach - math.hypot(px * uy - py * ux, beyond)
            if flat0:
                cover = min(cover, way + 0.5)
            if flat1:
                cover = min(cover, length - way + 0.5)
            if cover > 0.0:
                value = np.uint8(min(cover, 1.0) * strength + 0.5)
                mask[r - top, c] = max(mask[r - top, c], value)
        for block in range(c0 >> 4, ((c1 - 1) >> 4) + 1):
            marks[r - top, block] = 1


@compiled
def _ended(
    mask: A,
    marks: A,
    top: int,
    bottom: int,
    width: int,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    half: float,
    strength: float,
    flat0: bool,
    flat1: bool,
) -> None:
    """Cover the pixels of one straight piece, of which little is at its flat ends."""
    length = math.hypot(x1 - x0, y1 - y0)
    cut = half + 1.0
    room = (mask, marks, top, bottom, width)
    if length <= 3.0 * cut:
        _flat_capsule(*room, x0, y0, x1, y1, half, strength, flat0, flat1)
        return
    dx, dy = (x1 - x0) / length * cut, (y1 - y0) / length * cut
    if flat0:
        _flat_capsule(*room, x0, y0, x0 + dx, y0 + dy, half, strength, True, False)
        x0, y0 = x0 + dx, y0 + dy
    if flat1:
        _flat_capsule(*room, x1 - dx, y1 - dy, x1, y1, half, strength, False, True)
        x1, y1 = x1 - dx, y1 - dy
    _capsule(*room, x0, y0, x1, y1, half, strength)


@compiled
def _dashed(
    mask: A,
    marks: A,
    top: int,
    bottom: int,
    width: int,
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
            sx, sy = x0 + s * (x1 - x0), y0 + s * (y1 - y0)
            ex, ey = x0 + e * (x1 - x0), y0 + e * (y1 - y0)
            room = (mask, marks, top, bottom, width)
            if flat and (begun or whole):
                _ended(*room, sx, sy, ex, ey, half, strength, begun, whole)
            else:
                _capsule(*room, sx, sy, ex, ey, half, strength)
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
def _within(
    sx: float,
    sy: float,
    ex: float,
    ey: float,
    top: int,
    bottom: int,
    width: int,
    reach: float,
) -> tuple[float, float]:
    """Return from which to which part of an edge it is not far outside the band.

    The rest is left out: dashes there would take for ever. The second is less than
    the first where nothing is left.
    """
    low, high = 0.0, 1.0
    if (
        min(sx, ex) > -reach
        and max(sx, ex) < width + reach
        and min(sy, ey) > top - reach
        and max(sy, ey) < bottom + reach
    ):
        return low, high
    for axis in range(2):
        s, e = (sx, ex) if axis == 0 else (sy, ey)
        least = -reach - 2.0 if axis == 0 else top - reach - 2.0
        most = (width if axis == 0 else bottom) + reach + 2.0
        if s != e:
            t0, t1 = (least - s) / (e - s), (most - s) / (e - s)
            low = max(low, min(t0, t1))
            high = min(high, max(t0, t1))
    return low, high


@compiled
def _passed(
    spans: A,
    here: int,
    end: int,
    turn: A,
    top: int,
    bottom: int,
    width: int,
    reach: float,
) -> int:
    """Return the first vertex from `here` on whose span may meet the band.

    Or one so near the end of the piece that the rest of it is no whole span.
    """
    a, bx, by = turn[0], turn[1], turn[2]
    while here + SPAN < end:
        box = spans[here // SPAN]
        if (
            by - a * box[1] >= top - reach
            and by - a * box[3] <= bottom + reach
            and a * box[2] + bx >= -reach
            and a * box[0] + bx <= width + reach
        ):
            return here
        here += SPAN
    return here


@compiled
def stroke(
    coords: A,
    offsets: A,
    edges: A,
    spans: A,
    first: A,
    count: A,
    bounds: A,
    features: A,
    turn: A,
    top: int,
    bottom: int,
    width: int,
    pen: A,
    dashes: A,
    skip: int,
    mask: A,
    marks: A,
) -> None:
    """Cover what a pen leaves along the pieces of features, in one band.

    Parameters
    ----------
    coords, offsets, edges, spans, first, count, bounds : ndarray
        Of a `gridwatch.cartography.pyramid.Pyramid` and one of its levels.
    features : ndarray of int64
        Features to draw.
    turn, top, bottom, width
        As for `gridwatch.cartography.kernels.fills.wind`.
    pen : ndarray of float64
        Half the width, strength (0 to 255), 1 for flat ends, 1 for rings, 1 to draw
        only edges with flag 1, offset to the left; lengths in pixels.
    dashes : ndarray of float64
        Dash, gap, … in pixels, an even number; empty for a solid line.
    skip : int
        Edges with one of these flags are left out.
    mask : ndarray of uint8, shape (rows, width + `PADDING`)
        Cover of each pixel. Changed.
    marks : ndarray of uint8, shape (rows, blocks)
        Not 0 where one of 16 columns was touched. Changed.
    """
    a, bx, by, unit = turn[0], turn[1], turn[2], turn[3]
    half, strength = pen[0], pen[1]
    room = (mask, marks, top, bottom, width)
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
                    _capsule(*room, x0, y0, x0, y0, half, strength)
                continue
            way, here = 0.0, begin
            while here < begin + steps:
                if total == 0.0 and here % SPAN == 0:
                    # Of dashes it has to be known how many lie before.
                    near = _passed(spans, here, end, turn, top, bottom, width, reach)
                    if near > here:
                        here = near
                        x0 = a * coords[here, 0] + bx
                        y0 = by - a * coords[here, 1]
                i = here - begin
                here += 1
                after = here
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
                low, high = _within(sx, sy, ex, ey, top, bottom, width, reach)
                if low > high:
                    continue
                fx, fy, gx, gy = sx, sy, ex, ey
                if low > 0.0:
                    fx, fy = sx + low * (ex - sx), sy + low * (ey - sy)
                if high < 1.0:
                    gx, gy = sx + high * (ex - sx), sy + high * (ey - sy)
                starts = flat and i == 0 and not ring and low == 0.0
                ends = flat and i == steps - 1 and not ring and high == 1.0
                if total > 0.0:
                    begun = start + low * math.hypot(ex - sx, ey - sy)
                    ends_at = (fx, fy, gx, gy)
                    _dashed(*room, *ends_at, half, strength, flat, begun, dashes, total)
                elif starts or ends:
                    _ended(*room, fx, fy, gx, gy, half, strength, starts, ends)
                else:
                    _capsule(*room, fx, fy, gx, gy, half, strength)


@compiled
def paint_mask(
    mask: A,
    marks: A,
    words: A,
    top: int,
    strength: np.uint32,
    paint: np.uint32,
    picture: A,
) -> None:
    """Lay a colour over the covered pixels, and clear the cover.

    Parameters
    ----------
    mask, marks : ndarray
        As `stroke` left them.
    words, top, strength, paint, picture
        As for `gridwatch.cartography.kernels.fills.paint_winding`.
    """
    width = picture.shape[1]
    for row in range(words.shape[0]):
        for word in range(words.shape[1]):
            if words[row, word] == 0:
                continue
            for block in range(word << 3, (word + 1) << 3):
                if marks[row, block] == 0:
                    continue
                begin, end = block << 4, min((block + 1) << 4, width)
                pixels, covers = picture[top + row, begin:end], mask[row, begin:end]
                for k in range(len(pixels)):
                    share = np.uint32(np.uint32(covers[k]) * strength + _MIDDLE)
                    share = np.uint32(share + (share >> _BYTE)) >> _BYTE
                    pixels[k] = blended(pixels[k], paint, np.uint32(share))
                    covers[k] = 0
            words[row, word] = 0
