"""What lies at a place or in an extent: loops over the vertices of a pyramid.

Forms are numbers here: 0 points, 1 lines, 2 areas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Steps = NDArray[np.int32]
    Bools = NDArray[np.bool_]

__all__ = ["measure", "meet", "meeting", "warm"]

_BLOCK = 64


@compiled
def _apart(
    boxes: Doubles, i: int, west: float, south: float, east: float, north: float
) -> bool:
    return not (
        boxes[i, 0] <= east
        and boxes[i, 2] >= west
        and boxes[i, 1] <= north
        and boxes[i, 3] >= south
    )


@compiled
def _inside(
    boxes: Doubles, i: int, west: float, south: float, east: float, north: float
) -> bool:
    return bool(
        boxes[i, 0] >= west
        and boxes[i, 2] <= east
        and boxes[i, 1] >= south
        and boxes[i, 3] <= north
    )


@compiled
def meeting(
    bounds: Doubles,
    order: Ints,
    blocks: Doubles,
    groups: Doubles,
    west: float,
    south: float,
    east: float,
    north: float,
) -> Ints:
    """Return the features whose bounds meet an extent, ascending.

    `order`, `blocks` and `groups` are those of `gridwatch.cartography.pyramid.Tree`.
    """
    found = np.empty(256, np.int64)
    count = 0
    for group in range(len(groups)):
        if _apart(groups, group, west, south, east, north):
            continue
        for block in range(group * _BLOCK, min((group + 1) * _BLOCK, len(blocks))):
            if _apart(blocks, block, west, south, east, north):
                continue
            if count + _BLOCK > len(found):
                larger = np.empty(2 * len(found), np.int64)
                larger[:count] = found[:count]
                found = larger
            whole = _inside(blocks, block, west, south, east, north)
            for k in range(block * _BLOCK, min((block + 1) * _BLOCK, len(order))):
                feature = order[k]
                if whole or not _apart(bounds, feature, west, south, east, north):
                    found[count] = feature
                    count += 1
    if count * 32 < len(bounds):
        return np.sort(found[:count])
    # So many that marking them is quicker than sorting.
    marked = np.zeros(len(bounds), np.bool_)
    for k in range(count):
        marked[found[k]] = True
    count = 0
    for feature in range(len(bounds)):
        if marked[feature]:
            found[count] = feature
            count += 1
    return found[:count].copy()


@compiled
def _off(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Return the squared distance of a point from a segment."""
    along_x, along_y = bx - ax, by - ay
    x, y = px - ax, py - ay
    inward = x * along_x + y * along_y
    length = along_x * along_x + along_y * along_y
    if inward <= 0.0:
        return x * x + y * y
    if inward >= length:
        x, y = px - bx, py - by
        return x * x + y * y
    aside = along_x * y - along_y * x
    return aside * aside / length


@compiled
def _contains(
    coords: Steps, offsets: Ints, first: int, last: int, px: float, py: float
) -> bool:
    """Tell whether a point is in an odd number of rings, or on one's edge."""
    odd = False
    for piece in range(first, last):
        low, high = offsets[piece], offsets[piece + 1]
        before = high - 1
        for i in range(low, high):
            ay, by = float(coords[before, 1]), float(coords[i, 1])
            if min(ay, by) <= py <= max(ay, by):
                ax, bx = float(coords[before, 0]), float(coords[i, 0])
                side = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
                if side == 0.0 and min(ax, bx) <= px <= max(ax, bx):
                    return True
                if (ay > py) != (by > py) and (side > 0.0) == (by > ay):
                    odd = not odd
            before = i
    return odd


@compiled
def measure(
    form: int,
    coords: Steps,
    offsets: Ints,
    first: Ints,
    count: NDArray[np.int32],
    features: Ints,
    px: float,
    py: float,
    reach: float,
    found: Doubles,
) -> None:
    """Write the distance of a point from each feature, in steps.

    What is more than `reach` away may have any larger value.
    """
    far = reach * reach
    for k in range(len(features)):
        feature = features[k]
        start, stop = first[feature], first[feature] + count[feature]
        if form == 2 and _contains(coords, offsets, start, stop, px, py):
            found[k] = 0.0
            continue
        best = np.inf
        if form == 2 and reach <= 0.0:
            found[k] = best
            continue
        for piece in range(start, stop):
            low, high = offsets[piece], offsets[piece + 1]
            if form == 0 or high - low == 1:
                for i in range(low, high):
                    x, y = px - coords[i, 0], py - coords[i, 1]
                    best = min(best, x * x + y * y)
                continue
            before = high - 1 if form == 2 else low
            for i in range(low + (form != 2), high):
                ax, ay = float(coords[before, 0]), float(coords[before, 1])
                bx, by = float(coords[i, 0]), float(coords[i, 1])
                limit = min(reach, np.sqrt(best))
                if (
                    min(ax, bx) - limit <= px <= max(ax, bx) + limit
                    and min(ay, by) - limit <= py <= max(ay, by) + limit
                ):
                    best = min(best, _off(px, py, ax, ay, bx, by))
                before = i
        found[k] = np.sqrt(best) if best <= far else np.inf


@compiled
def _crosses(
    ax: float,
    ay: float,
    bx: float,
    by: float,
    west: float,
    south: float,
    east: float,
    north: float,
) -> bool:
    """Tell whether a segment meets a rectangle."""
    if max(ax, bx) < west or min(ax, bx) > east:
        return False
    if max(ay, by) < south or min(ay, by) > north:
        return False
    dx, dy = bx - ax, by - ay
    # Else it misses only if all corners lie on one side of it.
    a = dx * (south - ay) - dy * (west - ax)
    b = dx * (south - ay) - dy * (east - ax)
    c = dx * (north - ay) - dy * (west - ax)
    d = dx * (north - ay) - dy * (east - ax)
    return min(min(a, b), min(c, d)) <= 0.0 <= max(max(a, b), max(c, d))


@compiled
def _feature_meets(
    form: int,
    coords: Steps,
    offsets: Ints,
    start: int,
    stop: int,
    west: float,
    south: float,
    east: float,
    north: float,
) -> bool:
    for piece in range(start, stop):
        low, high = offsets[piece], offsets[piece + 1]
        before = high - 1 if form == 2 else low
        for i in range(low, high):
            x, y = float(coords[i, 0]), float(coords[i, 1])
            if west <= x <= east and south <= y <= north:
                return True
            if form != 0 and _crosses(
                float(coords[before, 0]),
                float(coords[before, 1]),
                x,
                y,
                west,
                south,
                east,
                north,
            ):
                return True
            before = i
    return form == 2 and _contains(coords, offsets, start, stop, west, south)


@compiled
def meet(
    form: int,
    coords: Steps,
    offsets: Ints,
    first: Ints,
    count: NDArray[np.int32],
    bounds: Doubles,
    unit: float,
    features: Ints,
    west: float,
    south: float,
    east: float,
    north: float,
    found: Bools,
) -> None:
    """Write which features have a point in common with an extent.

    The extent and `bounds` are in metres relative to the origin.
    """
    w, s, e, n = west / unit, south / unit, east / unit, north / unit
    for k in range(len(features)):
        feature = features[k]
        start, stop = first[feature], first[feature] + count[feature]
        if start == stop or _apart(bounds, feature, west, south, east, north):
            found[k] = False
        elif _inside(bounds, feature, west, south, east, north):
            found[k] = True
        else:
            found[k] = _feature_meets(form, coords, offsets, start, stop, w, s, e, n)


def warm() -> None:
    """Call each kernel once, with the types that it is called with later."""
    coords = frozen(np.array([[0, 0], [4, 0], [4, 4]], np.int32))
    offsets, one = frozen(np.array([0, 3])), frozen(np.zeros(1, np.int64))
    count, boxes = frozen(np.ones(1, np.int32)), frozen(np.array([[0.0, 0, 4, 4]]))
    box = (0.5, 0.5, 1.0, 1.0)
    meeting(boxes, one, boxes, boxes, *box)
    measure(2, coords, offsets, one, count, one, 0.5, 9.5, 99.0, np.empty(1))
    meet(2, coords, offsets, one, count, boxes, 1.0, one, *box, np.empty(1, np.bool_))
