"""How names take their places along lines: plain loops.

`placing` compiles them as they are. Nothing here imports numba. A `frame` is what it is
in `grid_rules`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.kernels.grid_rules import free, letter_fits, take_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Grid = NDArray[np.uint8]
    Course = Sequence[Sequence[float]]

__all__ = [
    "along",
    "close_to",
    "free_beside",
    "lettered",
    "letters_fit",
    "looked_at",
    "named",
    "place_curves",
    "smoothed",
    "table",
]

_CALM = 26.0
_WILD = 38.0
_STEEP = 1.8807
"""Tangent of 62 degrees: steeper Chinese names stand upright."""
_TURNED = 0.2
"""Cosine of the most that a name may turn from its first letter to its last."""
_TURNS = 3
_EVEN = 0.06
"""How much the room between letters may differ."""
_UNEVEN = 0.3
"""Where it differs by more, no name can be read."""
_QUICK = 0.6
"""Share of a letter that is looked at first."""
_FARTHER = 0.7
"""How much farther beside a line names may stand, shares of half a letter's room."""
_SMOOTHER = 2.0
"""How much smoother the course is that they follow there."""
_FAR = 20.0
"""What that is worth less: names stand close where they can."""
_CROSSING = 50.0
"""What a place is worth less where a river runs through the name."""
_LEAST = 0.6
_MOST = 1.6
_PLACES = 16
"""More places than a name along a line is offered."""


def table(way: Sequence[float]) -> Sequence[int]:
    """Return what helps `along` to find a vertex; the plain one needs no help."""
    del way
    return [0]


def along(course: Course, low: int, high: int, t: float) -> int:
    """Return the last vertex from `low` to `high` - 2 that is not beyond `t`."""
    return bisect_right(course[2], t, low + 1, high - 1) - 1


def smoothed(
    course: Course, low: int, high: int, t: float, reach: float
) -> tuple[float, float, float, float]:
    """Return the mean place of a line around `t`, and its direction there.

    `course` has rows: x, y, way, the integrals of x and y over the way, `table`. A mean
    needs only what the integrals are at both its ends.
    """
    way = course[2]
    begin, end = way[low], way[high - 1]
    half = max(min(reach, t - begin, end - t), 0.05)
    a, b = max(t - half, begin), min(t + half, end)
    k = along(course, low, high, a)
    d = a - way[k]
    share = d / max(way[k + 1] - way[k], 1e-9)
    x0 = course[0][k] + share * (course[0][k + 1] - course[0][k])
    y0 = course[1][k] + share * (course[1][k + 1] - course[1][k])
    sx0 = course[3][k] + d * (course[0][k] + x0) / 2
    sy0 = course[4][k] + d * (course[1][k] + y0) / 2
    k = along(course, low, high, b)
    d = b - way[k]
    share = d / max(way[k + 1] - way[k], 1e-9)
    x1 = course[0][k] + share * (course[0][k + 1] - course[0][k])
    y1 = course[1][k] + share * (course[1][k + 1] - course[1][k])
    sx1 = course[3][k] + d * (course[0][k] + x1) / 2
    sy1 = course[4][k] + d * (course[1][k] + y1) / 2
    span = max(b - a, 1e-9)
    return (sx1 - sx0) / span, (sy1 - sy0) / span, x1 - x0, y1 - y0


def lettered(
    course: Course,
    low: int,
    high: int,
    middle: float,
    away: float,
    centres: Sequence[float],
    c0: int,
    c1: int,
    reach: float,
    back: bool,
    upright: bool,
    out: Floats,
) -> float:
    """Write place and turn of each letter to `out[c0:c1]`; return the sharpest bend.

    Letters stand at even distances on a line beside the smoothed course, so that bends
    neither crowd nor scatter them; `back` where they run against the line. Where they
    do, the bend is told as a full turn.
    """
    way = course[2]
    sign = -1.0 if back else 1.0
    uneven = 0.0
    # First at even ways along the course, then at even distances beside it.
    for j in range(c0, c1 - 1):
        out[j, 3] = centres[j + 1] - centres[j]
    for _ in range(_TURNS):
        total = 0.0
        for j in range(c0, c1 - 1):
            total += out[j, 3]
        t = middle + sign * ((centres[c0] + centres[c1 - 1]) / 2 - total / 2)
        uneven = 0.0
        for j in range(c0, c1):
            at = min(max(t, way[low]), way[high - 1])
            x, y, dx, dy = smoothed(course, low, high, at, reach)
            size = max(math.hypot(dx, dy), 1e-9)
            dx, dy = sign * dx / size, sign * dy / size
            out[j, 0], out[j, 1] = x - dy * away, y + dx * away
            out[j, 2], out[j, 4] = dx, dy
            t += sign * out[j, 3]
            if j > c0:
                gap = math.hypot(out[j, 0] - out[j - 1, 0], out[j, 1] - out[j - 1, 1])
                ratio = (centres[j] - centres[j - 1]) / max(gap, 1e-9)
                uneven = max(uneven, abs(ratio - 1.0))
                out[j - 1, 3] *= min(max(ratio, _LEAST), _MOST)
        if uneven < _EVEN:
            break
    for j in range(c0, c1):
        out[j, 2] = math.degrees(math.atan2(out[j, 4], out[j, 2]))
    least = most = last = out[c0, 2]
    worst = 0.0
    for j in range(c0, c1):
        now = out[j, 2]
        while now - last > 180.0:
            now -= 360.0
        while now - last < -180.0:
            now += 360.0
        worst = max(worst, abs(now - last))
        least, most, last = min(least, now), max(most, now), now
        out[j, 2] = now - 90.0 if upright else now
    if uneven > _UNEVEN:
        return 360.0
    return float(max(worst, (most - least) / 2))


def looked_at(
    taken: Grid,
    frame: Floats,
    course: Course,
    ends: tuple[int, int],
    ways: tuple[float, float, float],
    sizes: tuple[float, float, float, float],
    square: bool,
    far: bool,
    spots: Floats,
    place: int,
) -> bool:
    """Look at a place on a line, whatever its side; tell whether a name may do there.

    Parameters
    ----------
    taken, frame, course
        As everywhere here.
    ends : tuple of int
        Vertices of the line, `low` and `high`.
    ways : tuple of float
        To the first letter, the middle and the last letter, pixels.
    sizes : tuple of float
        Half a letter, the part of it that is looked at, how far beside the line the
        name stands, and how far the line is smoothed.
    square : bool
        Whether the letters are as wide as high: they may stand upright.
    far : bool
        Whether only names that show are worth the effort.
    spots : ndarray, shape (places, 16)
        Row `place` is given x, y and the way aside of the middle, the first letter and
        the last one, then whether the name runs against the line, and upright.
    """
    low, high = ends
    half, part, aside, smooth = sizes
    left, middle, right = ways
    way = course[2]
    if left - half < way[low] or right + half > way[high - 1]:
        return False
    # Cheap questions first: is the middle free?
    x, y, dx, dy = smoothed(course, low, high, middle, smooth)
    more = right - left
    if far and (x < frame[7] - more or x > frame[9] + more):
        return False
    if far and (y < frame[8] - more or y > frame[10] + more):
        return False
    size = max(math.hypot(dx, dy), 1e-9)
    over, down = -dy / size * aside, dx / size * aside
    if not free(taken, frame, x + over, y + down, part) and not free(
        taken, frame, x - over, y - down, part
    ):
        return False
    spots[place, 0], spots[place, 1], spots[place, 2], spots[place, 3] = (
        x,
        y,
        over,
        down,
    )
    x0, y0, dx0, dy0 = smoothed(course, low, high, left, smooth)
    x1, y1, dx1, dy1 = smoothed(course, low, high, right, smooth)
    size0 = max(math.hypot(dx0, dy0), 1e-9)
    size1 = max(math.hypot(dx1, dy1), 1e-9)
    if dx0 * dx1 + dy0 * dy1 < _TURNED * size0 * size1:
        return False
    spots[place, 4], spots[place, 5] = x0, y0
    spots[place, 6], spots[place, 7] = -dy0 / size0 * aside, dx0 / size0 * aside
    spots[place, 8], spots[place, 9] = x1, y1
    spots[place, 10], spots[place, 11] = -dy1 / size1 * aside, dx1 / size1 * aside
    dx, dy = (x1 - x0, y1 - y0) if right > left else (dx0, dy0)
    upright = square and abs(dy) > _STEEP * abs(dx)
    back = dy < 0.0 if upright else dx < 0.0
    spots[place, 12], spots[place, 13] = 1.0 if back else 0.0, 1.0 if upright else 0.0
    return True


def free_beside(
    taken: Grid, frame: Floats, spots: Floats, place: int, sign: float, part: float
) -> bool:
    """Tell whether both ends and the middle of a name are free on one side."""
    for at in (4, 8, 0):
        x = spots[place, at] + sign * spots[place, at + 2]
        y = spots[place, at + 1] + sign * spots[place, at + 3]
        if not free(taken, frame, x, y, part):
            return False
    return True


def named(near: Floats, k: int, owner: int, slot: float) -> bool:
    """Tell whether a slot of an owner has a name among those that `near` chains."""
    while k >= 0 and not (near[k, 3] == owner and near[k, 4] == slot):
        k = int(near[k, 2])
    return k >= 0


def close_to(near: Floats, k: int, x: float, y: float, apart: float) -> bool:
    """Tell whether one of the names that `near` chains is close to a pixel."""
    while k >= 0:
        if abs(x - near[k, 0]) < apart and abs(y - near[k, 1]) < apart:
            return True
        k = int(near[k, 2])
    return False


def letters_fit(
    taken: Grid,
    lines: Grid,
    frame: Floats,
    out: Floats,
    c0: int,
    c1: int,
    half: float,
) -> int:
    """Return the least of what `letter_fits` says of the letters of a name."""
    room = 2
    for i in range(c0, c1):
        found = letter_fits(taken, lines, frame, out[i, 0], out[i, 1], half, out[i, 2])
        room = min(room, found)
        if room == 0:
            break
    return room


def gathered(choice: Ints, letters: Ints, out: Floats) -> tuple[Ints, Ints, Floats]:
    """Return the names that have found places, and those of their letters.

    Parameters
    ----------
    choice, letters, out : ndarray
        What `place_curves` has left there, and where the letters of each name begin.

    Returns
    -------
    found : ndarray of int64
        The names.
    begins : ndarray of int64, shape (names + 1,)
        Where the letters of each begin.
    places : ndarray, shape (letters, 3)
        Middle of each letter, pixels, and its turn.
    """
    found, begins = np.empty(len(choice), np.int64), np.zeros(len(choice) + 1, np.int64)
    places = np.empty((len(out), 3))
    count, size = 0, 0
    for g in range(len(choice)):
        if choice[g] < 0:
            continue
        for i in range(letters[g], letters[g + 1]):
            for column in range(3):
                places[size, column] = out[i, column]
            size += 1
        found[count] = g
        count += 1
        begins[count] = size
    return found[:count], begins[: count + 1], places[:size]


def place_curves(
    taken: Grid,
    lines: Grid,
    frame: Floats,
    course: Course,
    low: Ints,
    high: Ints,
    middles: Floats,
    first: Ints,
    sides: Ints,
    centres: Sequence[float],
    letters: Ints,
    half: Floats,
    away: Floats,
    reach: Floats,
    apart: Floats,
    slots: Floats,
    chinese: Ints,
    text: Ints,
    last: Ints,
    near: Floats,
    state: Ints,
    owner: Ints,
    placed: Grid,
    choice: Ints,
    side: Ints,
    out: Floats,
) -> None:
    """Find a place for names along lines.

    Name g may stand around the ways ``middles[first[g]:first[g + 1]]`` along the line
    of the vertices ``low[g]`` to ``high[g]``, above it or else below, or where symbols
    on the line leave no room there farther away (`sides` 0), or only where it stood:
    -1, 1 or, farther away, -2, 2. A calm place off all rivers is taken at once; else
    the first calm one, else the least wild one. `last` holds the name of each text
    placed last, the rows of `near` its place, the one before, its owner and its slot;
    `state` their number. Of each slot of an owner one name is placed: where one stood
    before and was placed first, none comes again.
    """
    spots, may = np.empty((_PLACES, 16)), np.zeros(_PLACES, np.uint8)
    for g in range(len(low)):
        choice[g] = -1
        if named(near, last[text[g]], owner[g], slots[g]):
            continue
        c0, c1 = letters[g], letters[g + 1]
        ends, square = (low[g], high[g]), chinese[g] != 0
        best, best_side, best_worth = -1, 0, 1e9
        best_x, best_y, best_aside, best_smooth = 0.0, 0.0, 0.0, 0.0
        best_back, best_upright, written = False, False, False
        for turn in range(4):
            up = -1.0 if turn % 2 == 0 else 1.0
            least = 0.0 if turn < 2 else _FAR
            if best_worth <= (0.0 if turn < 2 else _CROSSING):
                break
            where = int(up) if turn < 2 else 2 * int(up)
            if sides[g] != 0 and sides[g] != where:
                continue
            aside, smooth = away[g], reach[g]
            if turn >= 2:
                aside += _FARTHER * half[g]
                smooth *= _SMOOTHER
            sizes = half[g], half[g] * _QUICK, aside, smooth
            for a in range(first[g], first[g + 1]):
                place, middle = a - first[g], middles[a]
                # What was found above the line is known below it.
                if turn % 2 == 0 or sides[g] != 0:
                    ways = middle + centres[c0], middle, middle + centres[c1 - 1]
                    fine = looked_at(
                        taken,
                        frame,
                        course,
                        ends,
                        ways,
                        sizes,
                        square,
                        turn >= 2,
                        spots,
                        place,
                    )
                    may[place] = 1 if fine else 0
                if may[place] == 0:
                    continue
                back, upright = spots[place, 12] != 0.0, spots[place, 13] != 0.0
                sign = -up if back else up
                if not free_beside(taken, frame, spots, place, sign, sizes[1]):
                    continue
                x, y = (
                    spots[place, 0] + sign * spots[place, 2],
                    spots[place, 1] + sign * spots[place, 3],
                )
                if close_to(near, last[text[g]], x, y, apart[g]):
                    continue
                bend = lettered(
                    course,
                    low[g],
                    high[g],
                    middle,
                    up * aside,
                    centres,
                    c0,
                    c1,
                    smooth,
                    back,
                    upright,
                    out,
                )
                written = False
                if bend > _WILD:
                    continue
                worth = least if bend <= _CALM else least + 100.0 + bend
                if worth >= best_worth:
                    continue
                room = letters_fit(taken, lines, frame, out, c0, c1, half[g])
                if room == 0:
                    continue
                if room == 1:
                    worth += _CROSSING
                if worth < best_worth:
                    best, best_side, best_worth, written = a, where, worth, True
                    best_x, best_y = x, y
                    best_aside, best_smooth = up * aside, smooth
                    best_back, best_upright = back, upright
                if worth == least:
                    break
        if best < 0:
            continue
        if not written:
            lettered(
                course,
                low[g],
                high[g],
                middles[best],
                best_aside,
                centres,
                c0,
                c1,
                best_smooth,
                best_back,
                best_upright,
                out,
            )
        choice[g], side[g] = best, best_side
        placed[owner[g]] = 1
        for i in range(c0, c1):
            take_letter(taken, frame, out[i, 0], out[i, 1], half[g], out[i, 2])
        k = state[0]
        near[k, 0], near[k, 1], near[k, 2] = best_x, best_y, last[text[g]]
        near[k, 3], near[k, 4] = owner[g], slots[g]
        last[text[g]] = k
        state[0] = k + 1
