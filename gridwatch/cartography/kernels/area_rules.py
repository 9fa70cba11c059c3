"""Which places names of areas are offered.

A frame has few names, so a chain of steps over whole arrays would cost more than what
it does: plain loops, which `placing` compiles as they are. Nothing here imports numba.

A `turn` is what turns coordinates into pixels: what is added to east and to north,
pixels per metre, metres per pixel.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Bytes = NDArray[np.uint8]
    Turn = tuple[float, float, float, float]

__all__ = [
    "LENIENT",
    "fits_in",
    "hangs_over",
    "lattice",
    "level_crossings",
    "middle_of",
    "put_points",
    "roomy",
    "rows_of",
    "spans_of",
    "spots",
    "visitors",
    "within",
]

_FIT = 1.12
_LOWEST = 1.2
_LOWEST_OVERHANGING = 0.5
LENIENT = 1.15
"""How much more room a name that stands already may take."""
_AROUND = ((0.0, -0.7), (0.0, 0.7), (0.3, 0.0), (-0.3, 0.0))
_BIG = 0.5
_COARSEST = 16
_FINEST = 4.0
"""How many times closer the lattice lies on parts that have no point of it."""


def fits_in(width: Any, wide: Any, high: Any, lenient: float) -> Any:  # noqa: ANN401
    """Tell whether a name fits in at a place, or for arrays of both at which."""
    return (width <= wide * _FIT * lenient) & (high > _LOWEST / lenient)


def hangs_over(
    width: Any,  # noqa: ANN401
    share: Any,  # noqa: ANN401
    wide: Any,  # noqa: ANN401
    high: Any,  # noqa: ANN401
    lenient: float,
) -> Any:  # noqa: ANN401
    """Tell whether enough of a name fits in at a place, or for arrays at which."""
    enough = width * (share / lenient) <= wide
    return enough & (high > _LOWEST_OVERHANGING / lenient)


def roomy(
    bounds: Singles, anchors: Singles, items: Ints, turn: Turn, pixels: Floats
) -> tuple[Ints, Floats, Floats, Floats, Floats]:
    """Return areas that are high enough for a name, and their widest places.

    Parameters
    ----------
    bounds, anchors : ndarray of float32
        Of a `gridwatch.cartography.namesource.LabelSource`.
    items : ndarray of int64
        The areas.
    turn : tuple of float
        As everywhere here.
    pixels : ndarray
        Height of the letters of each.

    Returns
    -------
    owner : ndarray of int64
        Places in `items`.
    x, y, wide : ndarray, shape (areas, choices)
        Middle and width of the widest places, pixels.
    high : ndarray
        Height of each in letters.
    """
    choices = anchors.shape[1]
    owner, high = np.empty(len(items), np.int64), np.empty(len(items))
    x, y = np.empty((len(items), choices)), np.empty((len(items), choices))
    wide = np.empty((len(items), choices))
    count = 0
    for i in range(len(items)):
        box = bounds[items[i]]
        low = min(float(box[2] - box[0]), float(box[3] - box[1]))
        height = low / turn[3] / pixels[i]
        if height <= _LOWEST_OVERHANGING / LENIENT:
            continue
        owner[count], high[count] = i, height
        for c in range(choices):
            place = anchors[items[i], c]
            x[count, c] = (float(place[0]) + turn[0]) * turn[2]
            y[count, c] = (float(place[1]) + turn[1]) * -turn[2]
            wide[count, c] = 0.0 if np.isnan(place[2]) else float(place[2]) / turn[3]
        count += 1
    return owner[:count], x[:count], y[:count], wide[:count], high[:count]


def spots(
    order: Ints,
    owner: Ints,
    x: Floats,
    y: Floats,
    wide: Floats,
    high: Floats,
    width: Floats,
    pixels: Floats,
    share: Floats,
    over: bool,
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return the places where names fit in, or `over` where enough of them does.

    Parameters
    ----------
    order : ndarray of int64
        Rows of what `roomy` returned, in the order in which names are placed.
    owner, x, y, wide, high : ndarray
        What `roomy` returned.
    width, pixels, share : ndarray
        Of the name of each owner: width, height of letters, and how much of it has to
        fit in.
    over : bool
        Places at which names hang over, those around the best one as well; only of
        areas that are not wide enough everywhere.

    Returns
    -------
    rows : ndarray of int64
        Those of `order` that have places.
    first : ndarray of int64, shape (rows + 1,)
        Where the places of each begin.
    x, y : ndarray
        The places.
    """
    choices = x.shape[1]
    size = len(order) * (choices + len(_AROUND))
    rows, first = np.empty(len(order), np.int64), np.zeros(len(order) + 1, np.int64)
    xs, ys = np.empty(size), np.empty(size)
    found, count = 0, 0
    for row in order:
        o, begun, inside = owner[row], count, 0
        for c in range(choices):
            fits = fits_in(width[o], wide[row, c], high[row], 1.0)
            inside += 1 if fits else 0
            if over:
                fits = hangs_over(width[o], share[o], wide[row, c], high[row], 1.0)
            if fits:
                xs[count], ys[count] = x[row, c], y[row, c]
                count += 1
        if over and inside == choices:
            count = begun
            continue
        if over and hangs_over(width[o], share[o], wide[row, 0], high[row], 1.0):
            for aside, down in _AROUND:
                xs[count] = x[row, 0] + aside * width[o]
                ys[count] = y[row, 0] + down * pixels[o]
                count += 1
        if count > begun:
            rows[found] = row
            found += 1
            first[found] = count
    return rows[:found], first[: found + 1], xs[:count], ys[:count]


def visitors(
    bounds: Singles,
    pieces: Ints,
    offsets: Ints,
    coords: Singles,
    items: Ints,
    shown: Floats,
    need: float,
    step: float,
    clear: Floats,
    close: Floats,
    seen: Bytes,
    turn: Turn,
    stride: int,
) -> tuple[Ints, Ints, Floats, Floats, Ints, Floats]:
    """Return points of a lattice inside areas that are larger than the picture.

    Of areas without a name in the picture that show in part, or fill much of it.

    Parameters
    ----------
    bounds, pieces, offsets, coords
        Of a `gridwatch.cartography.namesource.LabelSource`.
    items : ndarray of int64
        The areas.
    shown : ndarray, shape (4,)
        West, south, east, north of the picture, metres from the origin of the source.
    need : float
        Size that an area has to have, metres.
    step : float
        From one point of the lattice to the next.
    clear, close : ndarray
        How far a point has to be from the edge of each area, metres; in parts that are
        too small for that.
    seen : ndarray of uint8
        Areas whose name shows in the picture.
    turn : tuple of float
        As everywhere here.
    stride : int
        A power of two, up to 16. More than 1: only the points amid others that lie on
        rows and columns with such numbers; these are the ones that come first anyway.

    Returns
    -------
    owner : ndarray of int64
        The areas, places in `items`.
    first : ndarray of int64, shape (areas + 1,)
        Where the points of each begin.
    x, y : ndarray
        The pixel of each point.
    rank : ndarray of int64
        Area, then those amid others, then the coarse ones: as one number.
    away : ndarray
        From the middle of what shows of the area, metres.
    """
    west, south, east, north = shown[0], shown[1], shown[2], shown[3]
    owner, count = np.empty(len(items), np.int64), 0
    for i in range(len(items)):
        box = bounds[items[i]]
        left, low = float(box[0]), float(box[1])
        right, high = float(box[2]), float(box[3])
        part = right - left > _BIG * (east - west) or high - low > _BIG * (
            north - south
        )
        part = part or left < west or low < south or right > east or high > north
        if not part or seen[i] != 0 or right - left <= need or high - low <= need:
            continue
        # In a part that is narrower than a name between its edges there is no point.
        broad = min(right, east) - max(left, west)
        if low < north and high > south and broad >= 2.0 * close[i]:
            owner[count] = i
            count += 1
    owner = owner[:count]
    most = 0
    for place in range(count):
        rows, columns = lattice(bounds[items[owner[place]]], shown, step / _FINEST)
        most += max(rows[1] - rows[0], 0) * max(columns[1] - columns[0], 0)
    first, rank = np.zeros(count + 1, np.int64), np.empty(most, np.int64)
    x, y, away = np.empty(most), np.empty(most), np.empty(most)
    found = x, y, rank, away
    size, finest = 0, step / _FINEST if stride == 1 else step
    for place in range(count):
        i, begun, apart, around = owner[place], size, step, clear[owner[place]]
        ends = pieces[items[i]], pieces[items[i] + 1]
        # In small parts between the points of the lattice, and nearer to the edge.
        while size == begun and apart >= finest:
            rows, _ = lattice(bounds[items[i]], shown, apart)
            levels = max(rows[1] - rows[0], 0)
            crossed = level_crossings(coords, offsets, *ends, apart, rows[0], levels)
            spans = spans_of(crossed[1], shown, apart, around)
            middle = middle_of(bounds[items[i]], shown)
            lattice_of = rows[0], apart, stride
            size = put_points(
                crossed[0], spans, lattice_of, middle, turn, place, found, size
            )
            apart, around = apart / 2, close[i]
        first[place + 1] = size
    return owner, first, x[:size], y[:size], rank[:size], away[:size]


def middle_of(box: Singles, shown: Floats) -> tuple[float, float]:
    """Return the middle of what shows of a box."""
    x = max(float(box[0]), shown[0]) + min(float(box[2]), shown[2])
    return x / 2, (max(float(box[1]), shown[1]) + min(float(box[3]), shown[3])) / 2


def spans_of(crossed: Floats, shown: Floats, step: float, clear: float) -> Ints:
    """Return the first and the last point of a lattice between two crossings each."""
    spans = np.empty(len(crossed), np.int64)
    for k in range(len(crossed) // 2):
        left, right = max(crossed[2 * k], shown[0]), min(crossed[2 * k + 1], shown[2])
        spans[2 * k] = math.ceil((left + clear) / step)
        spans[2 * k + 1] = math.floor((right - clear) / step)
    return spans


def put_points(
    begins: Ints,
    spans: Ints,
    lattice_of: tuple[int, float, int],
    middle: tuple[float, float],
    turn: Turn,
    place: int,
    found: tuple[Floats, Floats, Ints, Floats],
    size: int,
) -> int:
    """Write the points of one area behind the first `size`; return how many are now.

    Level i has the `spans` from ``begins[i]`` to ``begins[i + 1]``; `lattice_of` are
    the number of the lowest level, the step and the stride; `found` are x, y, rank and
    away as `visitors` returns them.
    """
    lowest, step, stride = lattice_of
    x, y, rank, away = found
    levels = len(begins) - 1
    for level in range(-lowest % stride, levels, stride):
        down = lowest + level
        for k in range(begins[level], begins[level + 1], 2):
            for over in range(
                -(-spans[k] // stride) * stride, spans[k + 1] + 1, stride
            ):
                amid = (
                    level > 0
                    and within(spans, begins[level - 1], begins[level], over)
                    and level < levels - 1
                    and within(spans, begins[level + 1], begins[level + 2], over)
                )
                if stride > 1 and not amid:
                    continue
                fine = over | down
                coarse = min(fine & -fine, _COARSEST) if fine != 0 else _COARSEST
                px, py = over * step, down * step
                x[size] = (px + turn[0]) * turn[2]
                y[size] = (py + turn[1]) * -turn[2]
                alone = 0 if amid else 1
                rank[size] = (2 * place + alone) * (2 * _COARSEST) - coarse
                away[size] = math.hypot(px - middle[0], py - middle[1])
                size += 1
    return size


def lattice(
    box: Singles, shown: Floats, step: float
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the rows and columns of a lattice on the part of a box that shows.

    Both from the first one to the one after the last.
    """
    west, south = max(float(box[0]), shown[0]), max(float(box[1]), shown[1])
    east, north = min(float(box[2]), shown[2]), min(float(box[3]), shown[3])
    rows = math.ceil(south / step), math.ceil(north / step)
    return rows, (math.ceil(west / step), math.floor(east / step) + 1)


def within(spans: Ints, begin: int, end: int, over: int) -> bool:
    """Tell whether a number is in one of the spans `begin` to `end`."""
    k = begin
    while k < end and not spans[k] <= over <= spans[k + 1]:
        k += 2
    return k < end


def rows_of(a: float, b: float, lowest: int, levels: int) -> tuple[int, int]:
    """Return the level lines that an edge crosses, counted from the lowest one.

    A line belongs to an edge from its lower end on, without its upper end.
    """
    low = max(math.ceil(min(a, b)) - lowest, 0)
    return low, min(math.ceil(max(a, b)) - lowest, levels)


def level_crossings(
    coords: Singles,
    offsets: Ints,
    first: int,
    last: int,
    step: float,
    lowest: int,
    levels: int,
) -> tuple[Ints, Floats]:
    """Return where rings cross level lines, from left to right.

    Level i is the line at the north ``(lowest + i) * step`` and has the crossings
    ``begins[i]`` to ``begins[i + 1]``, which enter and leave by turns.
    """
    begins = np.zeros(levels + 1, np.int64)
    for ring in range(first, last):
        before = offsets[ring + 1] - 1
        for i in range(offsets[ring], offsets[ring + 1]):
            a, b = float(coords[before, 1]) / step, float(coords[i, 1]) / step
            low, high = rows_of(a, b, lowest, levels)
            for level in range(low, high):
                begins[level + 1] += 1
            before = i
    for level in range(levels):
        begins[level + 1] += begins[level]
    crossed, ends = np.empty(begins[levels]), begins.copy()
    for ring in range(first, last):
        before = offsets[ring + 1] - 1
        for i in range(offsets[ring], offsets[ring + 1]):
            a, b = float(coords[before, 1]) / step, float(coords[i, 1]) / step
            low, high = rows_of(a, b, lowest, levels)
            start = float(coords[before, 0])
            way = float(coords[i, 0]) - start
            for level in range(low, high):
                place = start + (lowest + level - a) / (b - a) * way
                # Few lie on a line: each is put where it belongs.
                k = ends[level]
                ends[level] += 1
                while k > begins[level] and crossed[k - 1] > place:
                    crossed[k] = crossed[k - 1]
                    k -= 1
                crossed[k] = place
            before = i
    return begins, crossed
