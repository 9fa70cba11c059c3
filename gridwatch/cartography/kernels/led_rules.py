"""Which places names beside their areas are offered, and which of them need a line.

Plain loops, for the reason told in `area_rules`; a `turn` is what it is there. Nothing
here imports numba.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.kernels.area_rules import level_crossings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]
    Bytes = NDArray[np.uint8]
    Turn = tuple[float, float, float, float]

__all__ = ["around", "aside", "inside", "lacking", "put_spans", "spacious"]

_GAPS = (0.3, 0.6, 1.0)
"""Steps away from the place, shares of `LabelRule.leader`."""
_SIDES = (
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.8, -0.8),
    (0.8, 0.8),
    (-0.8, -0.8),
    (-0.8, 0.8),
    (0.0, -1.0),
    (0.0, 1.0),
)
"""Directions in which a name may stand, the best first; y grows downwards."""
_HIGH = 1.2
_CLEAR = 0.3


def spacious(box: Singles, shown: Floats, width: float, height: float) -> bool:
    """Tell whether an area shows, is no larger than the picture and holds a name.

    `width` and `height` are those of the name, metres; `shown` is the picture.
    """
    left, low, right, high = float(box[0]), float(box[1]), float(box[2]), float(box[3])
    wide, tall = right - left, high - low
    if wide < width or tall < _HIGH * height:
        return False
    # Names of areas larger than the picture have had their turn.
    if wide >= shown[2] - shown[0] or tall >= shown[3] - shown[1]:
        return False
    return bool(
        left < shown[2] and low < shown[3] and right > shown[0] and high > shown[1]
    )


def aside(
    bounds: Singles,
    pieces: Ints,
    offsets: Ints,
    coords: Singles,
    anchors: Singles,
    items: Ints,
    width: Floats,
    pixels: Floats,
    placed: Bytes,
    shown: Floats,
    step: float,
    turn: Turn,
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return places inside areas that lack a name, near their widest place first.

    They stand on level lines across the area, at both ends and in the middle of each
    part that is wide enough.

    Parameters
    ----------
    bounds, pieces, offsets, coords, anchors
        Of a `gridwatch.cartography.namesource.LabelSource`.
    items : ndarray of int64
        The areas.
    width, pixels : ndarray
        Width of each name and size of its letters, pixels.
    placed : ndarray of uint8
        Areas that have a name.
    shown : ndarray, shape (4,)
        West, south, east, north of the picture, metres from the origin of the source.
    step : float
        From one level line to the next, metres.
    turn : tuple of float
        As everywhere here.

    Returns
    -------
    owner : ndarray of int64
        Places in `items`.
    first : ndarray of int64, shape (owners + 1,)
        Where the places of each begin.
    x, y : ndarray
        Middle of the name, pixels.
    """
    metres = turn[3]
    owner, count = np.empty(len(items), np.int64), 0
    for i in range(len(items)):
        wide, tall = width[i] * metres, pixels[i] * metres
        if placed[i] == 0 and spacious(bounds[items[i]], shown, wide, tall):
            owner[count] = i
            count += 1
    first, most = np.zeros(count + 1, np.int64), 64
    x, y = np.empty(most), np.empty(most)
    lowest = math.ceil(shown[1] / step)
    levels = max(math.ceil(shown[3] / step) - lowest, 0)
    size = 0
    for place in range(count):
        i = owner[place]
        half = (width[i] / 2 + _CLEAR * pixels[i]) * metres
        ends = pieces[items[i]], pieces[items[i] + 1]
        begins, crossed = level_crossings(coords, offsets, *ends, step, lowest, levels)
        begun = size
        while size + 3 * len(crossed) > most:
            x, y = np.append(x, np.empty(most)), np.append(y, np.empty(most))
            most = len(x)
        size = put_spans(begins, crossed, half, lowest, step, turn, x, y, size)
        tail = anchors[items[i], 0]
        tx = (float(tail[0]) + turn[0]) * turn[2]
        ty = (float(tail[1]) + turn[1]) * -turn[2]
        away = np.hypot(x[begun:size] - tx, y[begun:size] - ty)
        order = np.argsort(away, kind="mergesort")
        x[begun:size], y[begun:size] = x[begun:size][order], y[begun:size][order]
        first[place + 1] = size
    return owner[:count], first, x[:size], y[:size]


def put_spans(
    begins: Ints,
    crossed: Floats,
    half: float,
    lowest: int,
    step: float,
    turn: Turn,
    x: Floats,
    y: Floats,
    size: int,
) -> int:
    """Write the places on level lines behind the first `size`; return how many are now.

    `begins` and `crossed` are as `area_rules.level_crossings` returns them.
    """
    for share in (0.0, 0.5, 1.0):
        for level in range(len(begins) - 1):
            north = (lowest + level) * step
            for k in range(begins[level], begins[level + 1] - 1, 2):
                if crossed[k + 1] - crossed[k] < 2.0 * half:
                    continue
                left, right = crossed[k] + half, crossed[k + 1] - half
                at = left + share * (right - left)
                x[size] = (at + turn[0]) * turn[2]
                y[size] = (north + turn[1]) * -turn[2]
                size += 1
    return size


def lacking(
    bounds: Singles,
    anchors: Singles,
    items: Ints,
    placed: Bytes,
    turn: Turn,
    frame: Floats,
) -> tuple[Ints, Floats, Floats, Floats]:
    """Return the areas that lack a name, where they are widest, and their size.

    Parameters
    ----------
    bounds, anchors
        Of a `gridwatch.cartography.namesource.LabelSource`.
    items, placed, turn
        As for `aside`.
    frame : ndarray
        As in `grid_rules`: areas whose widest place lies outside are passed over.

    Returns
    -------
    owner : ndarray of int64
        Places in `items`.
    x, y : ndarray
        Pixel of the widest place of each.
    large : ndarray
        Area of its bounds, square metres.
    """
    owner, large = np.empty(len(items), np.int64), np.empty(len(items))
    x, y = np.empty(len(items)), np.empty(len(items))
    count = 0
    for i in range(len(items)):
        if placed[i] != 0:
            continue
        place = anchors[items[i], 0]
        px = (float(place[0]) + turn[0]) * turn[2]
        py = (float(place[1]) + turn[1]) * -turn[2]
        if not (frame[3] <= px <= frame[5] and frame[4] <= py <= frame[6]):
            continue
        box = bounds[items[i]]
        owner[count], x[count], y[count] = i, px, py
        large[count] = (float(box[2]) - float(box[0])) * (float(box[3]) - float(box[1]))
        count += 1
    return owner[:count], x[:count], y[:count], large[:count]


def around(
    anchors: Singles,
    items: Ints,
    hw: Floats,
    hh: Floats,
    reach: Floats,
    turn: Turn,
) -> tuple[Ints, Floats, Floats, Ints, Floats]:
    """Return places around the widest places of areas, the near ones first.

    Parameters
    ----------
    anchors : ndarray of float32
        Of a `gridwatch.cartography.namesource.LabelSource`.
    items : ndarray of int64
        The areas.
    hw, hh : ndarray
        Half the width and height of each name, pixels.
    reach : ndarray
        How far from its area it may stand, pixels.
    turn : tuple of float
        As everywhere here.

    Returns
    -------
    first : ndarray of int64, shape (areas + 1,)
        Where the places of each begin.
    x, y : ndarray
        Middle of the name, pixels.
    number : ndarray of int64
        Which of the widest places of its area a line leads to.
    tails : ndarray, shape (places, 2)
        The pixel of that.
    """
    choices = anchors.shape[1]
    first = np.zeros(len(items) + 1, np.int64)
    most = len(items) * len(_GAPS) * choices * len(_SIDES)
    x, y = np.empty(most), np.empty(most)
    number, tails = np.empty(most, np.int64), np.empty((most, 2))
    size = 0
    for i in range(len(items)):
        for gap in _GAPS:
            away = reach[i] * gap
            for choice in range(choices):
                place = anchors[items[i], choice]
                if np.isnan(place[0]):
                    continue
                tx = (float(place[0]) + turn[0]) * turn[2]
                ty = (float(place[1]) + turn[1]) * -turn[2]
                for over, down in _SIDES:
                    x[size] = tx + over * (away + hw[i])
                    y[size] = ty + down * (away + hh[i])
                    number[size] = choice
                    tails[size, 0], tails[size, 1] = tx, ty
                    size += 1
        first[i + 1] = size
    return first, x[:size], y[:size], number[:size], tails[:size]


def inside(
    pieces: Ints,
    offsets: Ints,
    coords: Singles,
    items: Ints,
    x: Floats,
    y: Floats,
    half: Floats,
    turn: Turn,
) -> Bools:
    """Tell which level names have their middle and both ends inside their area.

    Parameters
    ----------
    pieces, offsets, coords
        Of a `gridwatch.cartography.namesource.LabelSource`.
    items : ndarray of int64
        The area of each name.
    x, y, half : ndarray
        Middle of each name and half its width, pixels.
    turn : tuple of float
        As everywhere here.
    """
    found = np.ones(len(items), np.bool_)
    for i in range(len(items)):
        left, middle, right = 0, 0, 0
        for ring in range(pieces[items[i]], pieces[items[i] + 1]):
            before = offsets[ring + 1] - 1
            for j in range(offsets[ring], offsets[ring + 1]):
                y0 = (float(coords[before, 1]) + turn[1]) * -turn[2]
                y1 = (float(coords[j, 1]) + turn[1]) * -turn[2]
                if (y0 <= y[i]) != (y1 <= y[i]):
                    x0 = (float(coords[before, 0]) + turn[0]) * turn[2]
                    x1 = (float(coords[j, 0]) + turn[0]) * turn[2]
                    over = x0 + (y[i] - y0) / (y1 - y0) * (x1 - x0)
                    left += 1 if over < x[i] - half[i] else 0
                    middle += 1 if over < x[i] else 0
                    right += 1 if over < x[i] + half[i] else 0
                before = j
        found[i] = left % 2 == 1 and middle % 2 == 1 and right % 2 == 1
    return found
