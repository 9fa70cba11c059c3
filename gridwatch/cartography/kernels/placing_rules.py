"""How names take their places: plain loops, which `placing` compiles as they are.

So there is one text of the rules for the window (compiled) and for paper (plain); this
module has all of the plain ones. Nothing here imports numba. A `frame` is what it is in
`grid_rules`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.kernels.area_rules import roomy, spots, visitors
from gridwatch.cartography.kernels.curve_rules import gathered, place_curves, table
from gridwatch.cartography.kernels.grid_rules import (
    boxes,
    cross,
    fits,
    points,
    take,
)
from gridwatch.cartography.kernels.led_rules import around, aside, inside, lacking
from gridwatch.cartography.kernels.line_rules import course, middles, shifted, spelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Grid = NDArray[np.uint8]

__all__ = [
    "TRIMS",
    "around",
    "aside",
    "boxes",
    "compose",
    "course",
    "cross",
    "gathered",
    "inside",
    "lacking",
    "led",
    "middles",
    "place_boxes",
    "place_curves",
    "place_led",
    "points",
    "roomy",
    "shifted",
    "sized",
    "spelled",
    "spots",
    "table",
    "visitors",
]

TRIMS = False
"""Whether `cross` passes over what cannot meet the picture."""


def sized(
    items: Ints,
    text: NDArray[np.int32],
    lettering: Ints,
    widths: Floats,
    pixels: Floats,
) -> tuple[Ints, Ints, Ints, Floats, Floats, Floats, Floats]:
    """Return the items that have a name, and how large that is.

    Parameters
    ----------
    items : ndarray of int64
        Some items of a `gridwatch.cartography.namesource.LabelSource`.
    text : ndarray of int32
        Of the source.
    lettering : ndarray of int64
        That of each of the items.
    widths : ndarray, shape (letterings, names)
        Of all names, pixels.
    pixels : ndarray, shape (letterings,)
        Size of the letters.

    Returns
    -------
    items, text, style : ndarray of int64
        The items, the name and the lettering of each.
    width, pixels : ndarray
        Width of each name and size of its letters, pixels.
    hw, hh : ndarray
        Half the width and height that it takes where it is level.
    """
    size = len(items)
    some, texts = np.empty(size, np.int64), np.empty(size, np.int64)
    style, width, height = np.empty(size, np.int64), np.empty(size), np.empty(size)
    hw, hh = np.empty(size), np.empty(size)
    count = 0
    for i in range(size):
        name, number = text[items[i]], lettering[i]
        if name == 0:
            continue
        wide, high = widths[number, name], pixels[number]
        some[count], texts[count], style[count] = items[i], name, number
        width[count], height[count] = wide, high
        hw[count], hh[count] = wide / 2 + 0.05 * high + 1.0, high * 0.55 + 1.0
        count += 1
    return (
        some[:count],
        texts[:count],
        style[:count],
        width[:count],
        height[:count],
        hw[:count],
        hh[:count],
    )


def place_boxes(
    taken: Grid,
    lines: Grid,
    frame: Floats,
    x: Floats,
    y: Floats,
    first: Ints,
    hw: Floats,
    hh: Floats,
    owner: Ints,
    mode: int,
    placed: Grid,
    seen: Grid,
) -> tuple[Ints, Ints]:
    """Find a place for level names: the first of each that is free.

    `hw` and `hh` are half the width and height of the name of each owner. Name g may
    stand at the places ``first[g]`` to ``first[g + 1]``. It is passed over where its
    owner has a name already (mode 1), or one that shows (mode 2; mode 3, in which it
    stands on no line either). Returns the names that have found places, and these.
    """
    found, places, count = np.empty(len(owner), np.int64), np.empty_like(owner), 0
    for g in range(len(owner)):
        o = owner[g]
        best = -1
        if (mode == 1 and placed[o] != 0) or (mode >= 2 and seen[o] != 0):
            continue
        for a in range(first[g], first[g + 1]):
            room = fits(taken, lines, frame, x[a], y[a], hw[o], hh[o])
            if room == 2:
                best = a
                break
            if room == 1 and best < 0 and mode != 3:
                best = a
        if best >= 0:
            found[count], places[count] = g, best
            count += 1
            placed[o] = 1
            if take(taken, frame, x[best], y[best], hw[o], hh[o]):
                seen[o] = 1
    return found[:count], places[:count]


def led(
    grid: Grid,
    frame: Floats,
    tail: tuple[float, float],
    box: tuple[float, float, float, float],
    act: int,
) -> bool:
    """Follow the line that leads from a place to the edge of a name.

    Parameters
    ----------
    grid : ndarray of uint8
        Fields of names, or of lines.
    frame : ndarray
        As everywhere here.
    tail : tuple of float
        Pixel of the place.
    box : tuple of float
        Middle of the name, half its width and height.
    act : int
        0: tell whether all fields on the way are free. 1: set them.
    """
    scale, left, top = frame[0], frame[1], frame[2]
    x0, y0 = tail
    if x0 < frame[3] or y0 < frame[4] or x0 > frame[5] or y0 > frame[6]:
        return False
    dx = min(max(x0, box[0] - box[2]), box[0] + box[2]) - x0
    dy = min(max(y0, box[1] - box[3]), box[1] + box[3]) - y0
    steps = int(math.hypot(dx, dy) * scale * 2.0) + 1
    for i in range(steps):
        row = int((y0 + dy * i / steps - top) * scale)
        column = int((x0 + dx * i / steps - left) * scale)
        if act == 1:
            grid[row, column] = frame[11]
        elif grid[row, column] == frame[11]:
            return False
    return True


def place_led(
    taken: Grid,
    lines: Grid,
    frame: Floats,
    x: Floats,
    y: Floats,
    tails: Floats,
    first: Ints,
    hw: Floats,
    hh: Floats,
    owner: Ints,
    placed: Grid,
    seen: Grid,
) -> tuple[Ints, Ints]:
    """Find a place beside their areas for names that found none inside.

    Arguments and results are those of `place_boxes`, and with each place the pixel
    that a line leads to from there (`tails`). The line runs over no other name.
    """
    names, places, count = np.empty(len(owner), np.int64), np.empty_like(owner), 0
    for g in range(len(owner)):
        o = owner[g]
        best = -1
        if placed[o] != 0:
            continue
        for a in range(first[g], first[g + 1]):
            room = fits(taken, lines, frame, x[a], y[a], hw[o], hh[o])
            if room == 0 or (room == 1 and best >= 0):
                continue
            tail = (tails[a, 0], tails[a, 1])
            if not led(taken, frame, tail, (x[a], y[a], hw[o], hh[o]), 0):
                continue
            best = a
            if room == 2:
                break
        if best >= 0:
            names[count], places[count] = g, best
            count += 1
            placed[o] = 1
            tail = (tails[best, 0], tails[best, 1])
            led(taken, frame, tail, (x[best], y[best], hw[o], hh[o]), 1)
            if take(taken, frame, x[best], y[best], hw[o], hh[o]):
                seen[o] = 1
    return names[:count], places[:count]


def compose(
    masks: NDArray[np.uint8],
    glyph: Ints,
    bounds: Ints,
    dx: Ints,
    dy: Ints,
    words: Ints,
    first: Ints,
    width: Ints,
    sheet: NDArray[np.uint8],
) -> None:
    """Put letters into the pictures of their words; where they meet, more counts.

    Word w has the letters ``words[w]`` to ``words[w + 1]`` and its picture, a row after
    the other, from ``sheet[first[w]]``; `masks` are pictures of letters, `bounds` left,
    top, right and bottom of what is drawn in that of each letter.
    """
    for w in range(len(first)):
        for i in range(words[w], words[w + 1]):
            for row in range(bounds[i, 1], bounds[i, 3]):
                begin = first[w] + (dy[i] + row) * width[w] + dx[i]
                for column in range(bounds[i, 0], bounds[i, 2]):
                    value = masks[glyph[i], row, column]
                    if value > sheet[begin + column]:
                        sheet[begin + column] = value
