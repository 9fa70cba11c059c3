"""Which places names are offered: plain loops, which `placing` compiles as they are.

A frame has few names, so a chain of steps over whole arrays would cost more than what
it does. Nothing here imports numba.

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
    Box = tuple[float, float, float, float]

__all__ = [
    "FARTHEST",
    "course",
    "fits_in",
    "hangs_over",
    "interpolated",
    "last_before",
    "level_crossings",
    "middles",
    "near",
    "roomy",
    "rows_of",
    "shifted",
    "sides",
    "spelled",
    "spots",
    "visitors",
    "within",
]

_LONG = 1.1
_SHIFTS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.31, -0.31, 0.43, -0.43)
FARTHEST = 0.43
"""The largest of these: shares of the way from one name of a line to the next."""
_FIT = 1.12
_LOWEST = 1.2
_LOWEST_OVERHANGING = 0.5
_LENIENT = 1.15
_AROUND = ((0.0, -0.7), (0.0, 0.7), (0.3, 0.0), (-0.3, 0.0))
_BIG = 0.5
_COARSEST = 16


# ---- lines --------------------------------------------------------------------------


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
        As in `placing_rules`.
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
) -> tuple[Ints, Floats, Floats]:
    """Return the places around each of those that `middles` found.

    Returns
    -------
    first : ndarray of int64, shape (names + 1,)
        Where the places of each begin.
    ways, ends : ndarray
        Way to each place in metres along the full line, and in pixels.
    """
    first = np.zeros(len(line) + 1, np.int64)
    ways, ends = np.empty(len(line) * 9), np.empty(len(line) * 9)
    along, count = rows[2], 0
    for g in range(len(line)):
        o = line[g]
        half = room[o] / 2
        for share in _SHIFTS:
            way = at[g] + share * span[g]
            if way < half or way > lengths[o] - half:
                continue
            t = way + base[o]
            k = last_before(true, low[o], high[o], t)
            ways[count] = way
            ends[count] = interpolated(true, along, k, high[o], t)
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


# ---- areas --------------------------------------------------------------------------


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
        if height <= _LOWEST_OVERHANGING / _LENIENT:
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
    seen: Bytes,
    turn: Turn,
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
    clear : ndarray
        How far a point has to be from the edge of each area, metres.
    seen : ndarray of uint8
        Areas whose name shows in the picture.
    turn : tuple of float
        As everywhere here.

    Returns
    -------
    owner : ndarray of int64
        The areas, places in `items`.
    part : ndarray of int64, shape (points,)
        Place in `owner` of each point.
    x, y : ndarray
        Its pixel.
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
        if left < east and low < north and right > west and high > south:
            owner[count] = i
            count += 1
    owner = owner[:count]
    lowest = math.ceil(south / step)
    levels = max(math.ceil(north / step) - lowest, 0)
    most = (int((east - west) / step) + 2) * levels * max(count, 1)
    part_of, rank = np.empty(most, np.int64), np.empty(most, np.int64)
    x, y, away = np.empty(most), np.empty(most), np.empty(most)
    size = 0
    for place in range(count):
        i = owner[place]
        item, box = items[i], bounds[items[i]]
        begins, crossed = level_crossings(
            coords, offsets, pieces[item], pieces[item + 1], step, lowest, levels
        )
        middle_x = (max(float(box[0]), west) + min(float(box[2]), east)) / 2
        middle_y = (max(float(box[1]), south) + min(float(box[3]), north)) / 2
        # From crossings to the first and the last point of the lattice between two.
        spans = np.empty(len(crossed), np.int64)
        for k in range(len(crossed) // 2):
            left, right = max(crossed[2 * k], west), min(crossed[2 * k + 1], east)
            spans[2 * k] = math.ceil((left + clear[i]) / step)
            spans[2 * k + 1] = math.floor((right - clear[i]) / step)
        for level in range(levels):
            down = lowest + level
            for k in range(begins[level], begins[level + 1], 2):
                for over in range(spans[k], spans[k + 1] + 1):
                    amid = (
                        level > 0
                        and within(spans, begins[level - 1], begins[level], over)
                        and level < levels - 1
                        and within(spans, begins[level + 1], begins[level + 2], over)
                    )
                    fine = over | down
                    coarse = min(fine & -fine, _COARSEST) if fine != 0 else _COARSEST
                    px, py = over * step, down * step
                    part_of[size] = place
                    x[size] = (px + turn[0]) * turn[2]
                    y[size] = (py + turn[1]) * -turn[2]
                    alone = 0 if amid else 1
                    rank[size] = (2 * place + alone) * (2 * _COARSEST) - coarse
                    away[size] = math.hypot(px - middle_x, py - middle_y)
                    size += 1
    return owner, part_of[:size], x[:size], y[:size], rank[:size], away[:size]


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
