"""Features of a map as operators of a page, in one go from their arrays.

What `clipping` and `pdf.numbers` do in some thirty steps over whole arrays: those are
quick for a district and slow for a village, where each step has little to do. The
bytes are the same ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["areas", "lines", "meeting", "spots", "warm"]

_MINUS, _ZERO, _SPACE, _NEWLINE = 45, 48, 32, 10
_MOVE, _LINE, _CLOSE = 109, 108, 104
_OPERATOR = 6
"""Bytes of a space, an operator and a line's end; of ``l h`` and what is around it."""
_GROWN = 6
"""Vertices of a ring after four cuts by those before: each makes half as many again."""


@compiled
def meeting(
    bounds: Floats | NDArray[np.float32],
    west: float,
    south: float,
    east: float,
    north: float,
) -> Ints:
    """Return the rows of boxes (west, south, east, north) that meet another box.

    The sides of the other box are rounded to the precision of the rows, as where numpy
    compares them.
    """
    box = np.array([west, south, east, north]).astype(bounds.dtype)
    west, south, east, north = box[0], box[1], box[2], box[3]
    found = np.empty(len(bounds), np.int64)
    count = 0
    for i in range(len(bounds)):
        if (
            bounds[i, 0] <= east
            and bounds[i, 2] >= west
            and bounds[i, 1] <= north
            and bounds[i, 3] >= south
        ):
            found[count] = i
            count += 1
    return found[:count]


@compiled
def _digits(value: int) -> int:
    count = 1
    if value < 0:
        count, value = 2, -value
    while value >= 10:
        value //= 10
        count += 1
    return count


@compiled
def _write(out: Bytes, at: int, value: int) -> int:
    """Write a whole number from `at` on; return where it ends."""
    end = at + _digits(value)
    if value < 0:
        out[at] = _MINUS
        value = -value
    place = end - 1
    while True:
        out[place] = _ZERO + value % 10
        value //= 10
        place -= 1
        if value == 0:
            break
    return end


@compiled
def _written(whole: Ints, begins: Ints, size: int, count: int, closed: bool) -> Bytes:
    """Return pieces of whole numbers as the operators of their path.

    Piece i has the rows ``begins[i]`` to ``begins[i + 1]`` of the first `size` ones;
    what has less than two is left out.
    """
    room = 0
    for i in range(size):
        room += _digits(whole[i, 0]) + _digits(whole[i, 1]) + _OPERATOR
    out = np.empty(room, np.uint8)
    at = 0
    for piece in range(count):
        first = begins[piece]
        stop = begins[piece + 1] if piece + 1 < count else size
        if stop - first < 2:
            continue
        for i in range(first, stop):
            at = _write(out, at, whole[i, 0])
            out[at] = _SPACE
            at = _write(out, at + 1, whole[i, 1])
            out[at] = _SPACE
            out[at + 1] = _MOVE if i == first else _LINE
            at += 2
            if closed and i == stop - 1:
                out[at] = _SPACE
                out[at + 1] = _CLOSE
                at += 2
            out[at] = _NEWLINE
            at += 1
    return out[:at]


@compiled
def _kept(whole: Ints, size: int, begin: int, x: float, y: float) -> int:
    """Add a vertex in whole numbers unless it falls on the one before it."""
    over, down = np.int64(np.rint(x)), np.int64(np.rint(y))
    if size > begin and whole[size - 1, 0] == over and whole[size - 1, 1] == down:
        return size
    whole[size, 0] = over
    whole[size, 1] = down
    return size + 1


@compiled
def _side(x: float, y: float, box: Floats) -> int:
    found = 0
    if x < box[0]:
        found |= 1
    if x > box[2]:
        found |= 2
    if y < box[1]:
        found |= 4
    if y > box[3]:
        found |= 8
    return found


@compiled
def lines(
    coords: Floats, offsets: Ints, first: Ints, features: Ints, way: Floats, box: Floats
) -> Bytes:
    """Return the path of lines, without the stretches that cannot meet a box.

    Parameters
    ----------
    coords : ndarray, shape (n, 2)
        Vertices, (east, north) less their origin, metres.
    offsets : ndarray, shape (pieces + 1,)
        Line i has the vertices ``offsets[i]`` to ``offsets[i + 1]``.
    first : ndarray, shape (m + 1,)
        Feature i has the lines ``first[i]`` to ``first[i + 1]``.
    features : ndarray
        Which are drawn, in this order.
    way : ndarray, shape (6,)
        What is added to east and north, what both are multiplied with then (dots),
        where the map begins on the page (dots).
    box : ndarray, shape (4,)
        Left, top, right, bottom of what shows, dots of the map.
    """
    room, most = 0, 0
    for feature in features:
        for piece in range(first[feature], first[feature + 1]):
            room += offsets[piece + 1] - offsets[piece]
    whole = np.empty((room, 2), np.int64)
    begins = np.empty(room + 1, np.int64)
    size, count = 0, 0
    for feature in features:
        for piece in range(first[feature], first[feature + 1]):
            open_ = False
            x0, y0, side0 = 0.0, 0.0, 0
            for i in range(offsets[piece], offsets[piece + 1]):
                x = (coords[i, 0] + way[0]) * way[2]
                y = (coords[i, 1] + way[1]) * way[3]
                side = _side(x, y, box)
                if i > offsets[piece] and (side & side0) == 0:
                    if not open_:
                        begins[count] = size
                        count += 1
                        most = size
                        size = _kept(whole, size, most, x0 + way[4], y0 + way[5])
                        open_ = True
                    size = _kept(whole, size, most, x + way[4], y + way[5])
                else:
                    open_ = False
                x0, y0, side0 = x, y, side
    return _written(whole, begins, size, count, False)


@compiled
def _cut(
    ring: Floats, size: int, axis: int, limit: float, sign: float, out: Floats
) -> int:
    """Cut a ring at a line parallel to an axis (Sutherland and Hodgman)."""
    count = 0
    for i in range(size):
        after = i + 1 if i + 1 < size else 0
        depth = (ring[i, axis] - limit) * sign
        beyond = (ring[after, axis] - limit) * sign
        if depth >= 0.0:
            out[count, 0] = ring[i, 0]
            out[count, 1] = ring[i, 1]
            count += 1
        if (depth >= 0.0) != (beyond >= 0.0):
            share = depth / (depth - beyond)
            out[count, 0] = ring[i, 0] + share * (ring[after, 0] - ring[i, 0])
            out[count, 1] = ring[i, 1] + share * (ring[after, 1] - ring[i, 1])
            out[count, axis] = limit
            count += 1
    return count


@compiled
def areas(
    coords: Floats, offsets: Ints, first: Ints, features: Ints, way: Floats, box: Floats
) -> Bytes:
    """Return the path of what of rings lies in a box; parameters as `lines`."""
    room, pieces, longest = 0, 0, 0
    for feature in features:
        for piece in range(first[feature], first[feature + 1]):
            length = offsets[piece + 1] - offsets[piece]
            room += _GROWN * length
            longest = max(longest, length)
            pieces += 1
    whole = np.empty((room, 2), np.int64)
    begins = np.empty(pieces + 1, np.int64)
    ring = np.empty((_GROWN * longest, 2))
    other = np.empty((_GROWN * longest, 2))
    size, count = 0, 0
    for feature in features:
        for piece in range(first[feature], first[feature + 1]):
            length, sides = 0, 0
            for i in range(offsets[piece], offsets[piece + 1]):
                x = (coords[i, 0] + way[0]) * way[2]
                y = (coords[i, 1] + way[1]) * way[3]
                ring[length, 0] = x
                ring[length, 1] = y
                sides |= _side(x, y, box)
                length += 1
            for turn in range(4):
                axis, limit = turn // 2, box[turn // 2 + 2 * (turn % 2)]
                if sides & (1 << turn):
                    sign = 1.0 if turn % 2 == 0 else -1.0
                    length = _cut(ring, length, axis, limit, sign, other)
                    ring, other = other, ring
            begins[count] = size
            for i in range(length):
                size = _kept(
                    whole, size, begins[count], ring[i, 0] + way[4], ring[i, 1] + way[5]
                )
            count += 1
    return _written(whole, begins, size, count, True)


@compiled
def spots(
    coords: Floats, offsets: Ints, first: Ints, features: Ints, way: Floats
) -> Floats:
    """Return where points stand, dots of the map; parameters as `lines`."""
    room = 0
    for feature in features:
        room += offsets[first[feature + 1]] - offsets[first[feature]]
    found = np.empty((room, 2))
    size = 0
    for feature in features:
        for i in range(offsets[first[feature]], offsets[first[feature + 1]]):
            found[size, 0] = (coords[i, 0] + way[0]) * way[2]
            found[size, 1] = (coords[i, 1] + way[1]) * way[3]
            size += 1
    return found


def warm() -> None:
    """Compile or load everything here, by calling it for next to nothing."""
    coords = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]])
    offsets, first, few = np.array([0, 3]), np.array([0, 1]), np.zeros(1, np.int64)
    way = np.array([0.0, 0.0, 1.0, -1.0, 0.0, 0.0])
    box = np.array([1.0, -3.0, 3.0, 3.0])
    lines(coords, offsets, first, few, way, box)
    areas(coords, offsets, first, few, way, box)
    spots(coords, offsets, first, few, way)
    meeting(np.zeros((1, 4)), 0.0, 0.0, 1.0, 1.0)
    single = frozen(np.zeros((1, 4)), np.float32)
    meeting(single, 0.0, 0.0, 1.0, 1.0)
