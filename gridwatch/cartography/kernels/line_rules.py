"""Which places names along lines are offered.

A frame has few names, so a chain of steps over whole arrays would cost more than what
it does: plain loops, which `placing` compiles as they are. Nothing here imports numba.

A `turn` is what turns coordinates into pixels: what is added to east and to north,
pixels per metre, metres per pixel.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Turn = tuple[float, float, float, float]
    Box = tuple[float, float, float, float]

__all__ = [
    "FARTHEST",
    "course",
    "interpolated",
    "last_before",
    "middles",
    "near",
    "shifted",
    "shows",
    "sides",
    "spelled",
]

_LONG = 1.1
_SHIFTS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.31, -0.31, 0.43, -0.43)
FARTHEST = 0.43
"""The largest of these: shares of the way from one name of a line to the next."""


def sides(x: float, y: float, box: Box) -> int:
    """Return on which sides of a box a pixel lies, a bit for each."""
    found = 1 if x < box[0] else (4 if x > box[2] else 0)
    if y < box[1]:
        return found | 2
    return found | 8 if y > box[3] else found


def near(
    coords: Singles, offsets: Ints, items: Ints, turn: Turn, box: Box
) -> tuple[Ints, Ints]:
    """Return which vertices of lines matter in a box, and where those of each begin.

    Each edge that meets the box is kept as it is; of those that lie on one side of it
    together only the ends are.
    """
    size = 0
    for item in items:
        size += offsets[item + 1] - offsets[item]
    chosen, begins = np.empty(size, np.int64), np.zeros(len(items) + 1, np.int64)
    k = 0
    for i in range(len(items)):
        low, high = offsets[items[i]], offsets[items[i] + 1]
        before, here = 0, 0
        for j in range(low, high):
            after = 0
            if j + 1 < high:
                x = (float(coords[j + 1, 0]) + turn[0]) * turn[2]
                after = sides(x, (float(coords[j + 1, 1]) + turn[1]) * -turn[2], box)
            if j == low or j + 1 == high or before & here & after == 0:
                chosen[k] = j
                k += 1
                before = here
            here = after
        begins[i + 1] = k
    return chosen[:k], begins


def course(
    coords: Singles,
    way: Singles,
    offsets: Ints,
    ends: Ints,
    items: Ints,
    turn: Turn,
    box: Box,
) -> tuple[Floats, Floats, Floats, Ints, Floats, Floats]:
    """Return lines in pixels, and what it takes to go along them.

    Parameters
    ----------
    coords, way : ndarray of float32
        Of a `gridwatch.cartography.namesource.LabelSource`.
    offsets, ends : ndarray of int64
        Its rows of `offsets` for the scale, and for the coarsest level: where the full
        length of a line is told.
    items : ndarray of int64
        The lines.
    turn : tuple of float
        As everywhere here.
    box : tuple of float
        Left, top, right, bottom of what matters, pixels: edges beyond have no length.

    Returns
    -------
    pixels : ndarray, shape (n, 2)
        Vertices of all lines.
    rows : ndarray, shape (5, n)
        x, y, way in pixels, and the integrals of x and y over the way.
    true : ndarray, shape (n,)
        Full way in metres at each vertex. Both ways grow from line to line.
    begins : ndarray of int64, shape (lines + 1,)
        Where in these each line begins.
    lengths, base : ndarray, shape (lines,)
        Full length of each line, and what `true` is where it begins.
    """
    chosen, begins = near(coords, offsets, items, turn, box)
    size = len(chosen)
    pixels, rows, true = np.empty((size, 2)), np.zeros((5, size)), np.empty(size)
    lengths, base = np.zeros(len(items)), np.zeros(len(items))
    for i in range(len(items)):
        lengths[i] = way[ends[items[i] + 1] - 1]
        if i > 0:
            base[i] = base[i - 1] + (lengths[i - 1] + 1.0)
        beyond = 0
        for k in range(begins[i], begins[i + 1]):
            j = chosen[k]
            x = (float(coords[j, 0]) + turn[0]) * turn[2]
            y = (float(coords[j, 1]) + turn[1]) * -turn[2]
            pixels[k, 0], pixels[k, 1] = x, y
            rows[0, k], rows[1, k] = x, y
            true[k] = float(way[j]) + base[i]
            here, last = sides(x, y, box), beyond
            beyond = here
            if k == 0:
                continue
            before, step = rows[2, k - 1], 0.0
            if k > begins[i] and here & last == 0:
                step = math.hypot(x - rows[0, k - 1], y - rows[1, k - 1])
            rows[2, k] = before + step
            half = (rows[2, k] - before) / 2
            rows[3, k] = rows[3, k - 1] + half * (x + rows[0, k - 1])
            rows[4, k] = rows[4, k - 1] + half * (y + rows[1, k - 1])
    return pixels, rows, true, begins, lengths, base


def last_before(true: Floats, low: int, high: int, t: float) -> int:
    """Return the last vertex from `low` to `high` - 1 that is not beyond `t`."""
    first, last = low + 1, high
    while first < last:
        middle = (first + last) // 2
        if true[middle] <= t:
            first = middle + 1
        else:
            last = middle
    return first - 1


def interpolated(true: Floats, values: Floats, k: int, high: int, t: float) -> float:
    """Return what a value is at `t`, behind vertex `k`, as `numpy.interp` does."""
    if k >= high - 1 or true[k] == t:
        return float(values[k])
    slope = (values[k + 1] - values[k]) / (true[k + 1] - true[k])
    return float(slope * (t - true[k]) + values[k])


def middles(
    rows: Floats,
    true: Floats,
    low: Ints,
    high: Ints,
    lengths: Floats,
    base: Floats,
    room: Floats,
    step: Floats,
    frame: Floats,
    metres: float,
    more: tuple[Ints, Floats, Floats, Ints],
) -> tuple[Ints, Floats, Floats, Ints, Floats, Floats]:
    """Return where names may come again along lines, as far as one may be shown.

    Parameters
    ----------
    rows, true, lengths, base : ndarray
        As `course` returns them.
    low, high : ndarray of int64
        Vertices of each line.
    room, step : ndarray
        What a name takes of each line, and the way to the next one, metres.
    frame : ndarray
        As in `grid_rules`.
    metres : float
        Per pixel.
    more : tuple of ndarray
        Places beside these: line, way, length to both sides, number.

    Returns
    -------
    line : ndarray of int64
        Of each place.
    at, span : ndarray
        Way to it, and how far it may be shifted, metres.
    number : ndarray of int64
        How far it is from the middle of the line.
    x, y : ndarray
        Pixel of each.
    """
    size = len(more[0])
    for i in range(len(lengths)):
        if lengths[i] >= room[i] * _LONG:
            most = math.floor(max(lengths[i] - room[i], 0.0) / 2 / step[i])
            size += 2 * most + 1
    line, number = np.empty(size, np.int64), np.empty(size, np.int64)
    at, span, x, y = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    count, other = 0, 0
    left, top, right, bottom = frame[3], frame[4], frame[5], frame[6]
    east, south = rows[0], rows[1]
    for i in range(len(lengths) + len(more[0])):
        o, first, last = i, 0, 0
        if i >= len(lengths):
            other = i - len(lengths)
            o = more[0][other]
        elif lengths[i] < room[i] * _LONG:
            continue
        else:
            last = math.floor(max(lengths[i] - room[i], 0.0) / 2 / step[i])
            first = -last
        for n in range(first, last + 1):
            if i < len(lengths):
                way, reach, turn = lengths[i] / 2 + n * step[i], step[i], n
            else:
                way, reach, turn = more[1][other], more[2][other], more[3][other]
            t = way + base[o]
            k = last_before(true, low[o], high[o], t)
            px = interpolated(true, east, k, high[o], t)
            py = interpolated(true, south, k, high[o], t)
            # Of places outside some of those around them may be inside.
            beyond = FARTHEST * reach / metres
            if px < left - beyond or px > right + beyond:
                continue
            if py < top - beyond or py > bottom + beyond:
                continue
            line[count], at[count], span[count] = o, way, reach
            number[count], x[count], y[count] = turn, px, py
            count += 1
    return (
        line[:count],
        at[:count],
        span[:count],
        number[:count],
        x[:count],
        y[:count],
    )


def shows(x: float, y: float, within: float, frame: Floats) -> bool:
    """Tell whether a pixel lies in the picture, `within` pixels from its edge."""
    if x < frame[7] + within or x > frame[9] - within:
        return False
    return bool(frame[8] + within <= y <= frame[10] - within)


def shifted(
    rows: Floats,
    true: Floats,
    low: Ints,
    high: Ints,
    lengths: Floats,
    base: Floats,
    room: Floats,
    line: Ints,
    at: Floats,
    span: Floats,
    x: Floats,
    y: Floats,
    frame: Floats,
    metres: float,
) -> tuple[Ints, Floats, Floats]:
    """Return the places around each of those that `middles` found.

    Where the middle itself lies beside the picture, places come first at which the
    name can be read in it: so a line that only its end shows of has a name.

    Parameters
    ----------
    rows, true, low, high, lengths, base, room, frame, metres
        As `middles` was given them.
    line, at, span, x, y
        As it returned them.

    Returns
    -------
    first : ndarray of int64, shape (names + 1,)
        Where the places of each begin.
    ways, ends : ndarray
        Way to each place in metres along the full line, and in pixels.
    """
    first = np.zeros(len(line) + 1, np.int64)
    most = len(line) * len(_SHIFTS)
    ways, ends = np.empty(most), np.empty(most)
    along, count = rows[2], 0
    for g in range(len(line)):
        o, readable = line[g], count
        half = room[o] / 2
        beside = not shows(x[g], y[g], 0.0, frame)
        for share in _SHIFTS:
            way = at[g] + share * span[g]
            if way < half or way > lengths[o] - half:
                continue
            t = way + base[o]
            k = last_before(true, low[o], high[o], t)
            place = count
            if beside:
                px = interpolated(true, rows[0], k, high[o], t)
                py = interpolated(true, rows[1], k, high[o], t)
                if shows(px, py, half / metres, frame):
                    ways[readable + 1 : count + 1] = ways[readable:count].copy()
                    ends[readable + 1 : count + 1] = ends[readable:count].copy()
                    place = readable
                    readable += 1
            ways[place] = way
            ends[place] = interpolated(true, along, k, high[o], t)
            count += 1
        first[g + 1] = count
    return first, ways[:count], ends[:count]


def spelled(
    words: Ints, text: Ints, style: Ints, middles: Floats
) -> tuple[Ints, Floats]:
    """Return where the letters of some names begin, and the middle of each.

    `middles`, shape (styles, letters), has those of all names in each style.
    """
    begins = np.zeros(len(text) + 1, np.int64)
    for g in range(len(text)):
        begins[g + 1] = begins[g] + words[text[g] + 1] - words[text[g]]
    centres = np.empty(begins[-1])
    for g in range(len(text)):
        for i in range(begins[g + 1] - begins[g]):
            centres[begins[g] + i] = middles[style[g], words[text[g]] + i]
    return begins, centres
