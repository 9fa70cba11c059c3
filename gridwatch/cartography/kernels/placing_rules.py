"""How names take their places: plain loops, which `placing` compiles as they are.

So there is one text of the rules for the window (compiled) and for paper (plain); this
module has all of the plain ones. Nothing here imports numba. A `frame` is what it is in
`grid_rules`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gridwatch.cartography.kernels.area_rules import roomy, spots, visitors
from gridwatch.cartography.kernels.curve_rules import place_curves, table
from gridwatch.cartography.kernels.grid_rules import boxes, cross, fits, squares, take
from gridwatch.cartography.kernels.led_rules import around, aside, inside, lacking
from gridwatch.cartography.kernels.line_rules import course, middles, shifted, spelled

if TYPE_CHECKING:
    import numpy as np
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
    "inside",
    "lacking",
    "led",
    "middles",
    "place_boxes",
    "place_curves",
    "place_led",
    "roomy",
    "shifted",
    "spelled",
    "spots",
    "squares",
    "table",
    "visitors",
]

TRIMS = False
"""Whether `cross` passes over what cannot meet the picture."""


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
    choice: Ints,
) -> None:
    """Find a place for level names: the first of each that is free.

    Name g may stand at the places ``first[g]`` to ``first[g + 1]``. It is passed over
    where its owner has a name already (mode 1), or one that shows (mode 2; mode 3, in
    which it stands on no line either).
    """
    for g in range(len(owner)):
        o = owner[g]
        best = -1
        if (mode == 1 and placed[o] != 0) or (mode >= 2 and seen[o] != 0):
            choice[g] = -1
            continue
        for a in range(first[g], first[g + 1]):
            found = fits(taken, lines, frame, x[a], y[a], hw[g], hh[g])
            if found == 2:
                best = a
                break
            if found == 1 and best < 0 and mode != 3:
                best = a
        choice[g] = best
        if best >= 0:
            placed[o] = 1
            if take(taken, frame, x[best], y[best], hw[g], hh[g]):
                seen[o] = 1


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
            grid[row, column] = 1
        elif grid[row, column] != 0:
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
    choice: Ints,
) -> None:
    """Find a place beside their areas for names that found none inside.

    Name g may stand at the places ``first[g]`` to ``first[g + 1]``, each with the pixel
    that a line leads to from there (`tails`). The line runs over no other name.
    """
    for g in range(len(owner)):
        o = owner[g]
        best = -1
        if placed[o] != 0:
            choice[g] = -1
            continue
        for a in range(first[g], first[g + 1]):
            found = fits(taken, lines, frame, x[a], y[a], hw[g], hh[g])
            if found == 0 or (found == 1 and best >= 0):
                continue
            tail = (tails[a, 0], tails[a, 1])
            if not led(taken, frame, tail, (x[a], y[a], hw[g], hh[g]), 0):
                continue
            best = a
            if found == 2:
                break
        choice[g] = best
        if best >= 0:
            placed[o] = 1
            tail = (tails[best, 0], tails[best, 1])
            led(taken, frame, tail, (x[best], y[best], hw[g], hh[g]), 1)
            if take(taken, frame, x[best], y[best], hw[g], hh[g]):
                seen[o] = 1


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
