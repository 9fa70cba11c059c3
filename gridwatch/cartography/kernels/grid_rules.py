"""Which fields of the grids are free and which are taken: plain loops.

`placing` compiles them as they are, but for those that are quicker over whole arrays
here. Nothing here imports numba.

A `frame` is a row of numbers: fields of the grids per pixel and the pixel where they
begin (scale, x, y); where boxes have to lie (left, top, right, bottom); the picture
(left, top, right, bottom); the stamp.

A field is set where it holds the *stamp*, 1 to 255. Grids serve picture after picture,
each with a stamp of its own: so they need not be cleared in between.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Singles = NDArray[np.float32]
    Grid = NDArray[np.uint8]

__all__ = [
    "blocked",
    "boxes",
    "clear",
    "cross",
    "fits",
    "free",
    "letter_fits",
    "mark",
    "points",
    "slanted",
    "take",
    "take_letter",
]

_INNER = 0.38
"""Share of half a letter at each edge that a river may cross."""
_SLANTED = 20.0
"""Degrees from level and upright on from which the corners of a letter are free."""
_WAIST = 0.55
"""How far into its square a slanted letter still has ink beside its corners."""


def blocked(
    grid: Grid, top: int, bottom: int, left: int, right: int, stamp: float
) -> bool:
    """Tell whether any field of a part of the grid is set."""
    return bool((grid[top:bottom, left:right] == stamp).any())


def mark(
    grid: Grid, top: int, bottom: int, left: int, right: int, stamp: float
) -> None:
    """Set all fields of a part of the grid."""
    grid[top:bottom, left:right] = stamp


def cross(grid: Grid, frame: Floats, coords: Floats, offsets: Ints) -> None:
    """Set the fields that lines cross.

    Each edge is sampled from its own beginning, so that it sets the same fields
    wherever the picture begins.
    """
    along = np.diff(coords, axis=0)
    counts = np.ceil(np.hypot(along[:, 0], along[:, 1]) * frame[0]).astype(np.int64)
    counts[offsets[1:-1] - 1] = 0
    ends = np.cumsum(counts)
    number = np.arange(int(ends[-1])) - np.repeat(ends - counts, counts)
    share = number / np.repeat(counts, counts)
    x, y = (
        np.repeat(coords[:-1, i], counts) + np.repeat(along[:, i], counts) * share
        for i in (0, 1)
    )
    inside = (x >= frame[3]) & (x <= frame[5]) & (y >= frame[4]) & (y <= frame[6])
    rows = ((y[inside] - frame[2]) * frame[0]).astype(np.int64)
    grid[rows, ((x[inside] - frame[1]) * frame[0]).astype(np.int64)] = frame[11]


def points(
    grid: Grid,
    frame: Floats,
    step: float,
    anchors: Singles,
    items: Ints,
    turn: tuple[float, float, float, float],
    half: float,
) -> None:
    """Set the fields of squares around points that lie where boxes may lie.

    `anchors` are those of a `gridwatch.cartography.namesource.LabelSource`, `items` its
    points; a `turn` is what it is in `area_rules`.
    """
    places = anchors[items, 0, :2].astype(np.float64)
    x, y = (places[:, 0] + turn[0]) * turn[2], (places[:, 1] + turn[1]) * -turn[2]
    inside = (x >= frame[3]) & (x <= frame[5]) & (y >= frame[4]) & (y <= frame[6])
    _squares(grid, frame, step, x[inside], y[inside], half)


def _squares(
    grid: Grid, frame: Floats, step: float, x: Floats, y: Floats, half: float
) -> None:
    """Set the fields of squares around points.

    `step` is how wide the fields of the grid are. Of
    squares on the same field only one is looked at.
    """
    rows, columns = grid.shape
    top = ((y - half - frame[2]) / step).astype(np.int64)
    left = ((x - half - frame[1]) / step).astype(np.int64)
    bottom = ((y + half - frame[2]) / step).astype(np.int64)
    right = ((x + half - frame[1]) / step).astype(np.int64)
    size = math.ceil(2 * half / step) + 1
    for down in range(size):
        row = np.clip(np.minimum(top + down, bottom), 0, rows - 1)
        for over in range(size):
            column = np.clip(np.minimum(left + over, right), 0, columns - 1)
            grid[row, column] = frame[11]


def boxes(grid: Grid, frame: Floats, step: float, places: Floats, half: Floats) -> None:
    """Set the fields of boxes around places; `half` is half of each one's size.

    `step` is how wide the fields of the grid are.
    """
    places = places - frame[1:3]
    low = np.maximum((places - half) / step, 0.0).astype(np.int64).tolist()
    high = np.maximum((places + half) / step + 1.0, 0.0).astype(np.int64)
    # Those far outside begin and end outside the grid: no field is set.
    for (left, top), (right, bottom) in zip(low, high.tolist(), strict=True):
        grid[top:bottom, left:right] = frame[11]


def fits(
    taken: Grid, lines: Grid, frame: Floats, x: float, y: float, hw: float, hh: float
) -> int:
    """Return 0: no room around x, y; 1: room, but a river crosses; 2: free."""
    if x - hw < frame[3] or y - hh < frame[4] or x + hw > frame[5]:
        return 0
    if y + hh > frame[6]:
        return 0
    if not clear(taken, frame, x, y, hw, hh):
        return 0
    edge = min(hw, hh) * _INNER
    return 2 if clear(lines, frame, x, y, hw - edge, hh - edge) else 1


def clear(grid: Grid, frame: Floats, x: float, y: float, hw: float, hh: float) -> bool:
    """Tell whether no field around x, y is set."""
    scale, left, top = frame[0], frame[1], frame[2]
    return not blocked(
        grid,
        int((y - hh - top) * scale),
        int((y + hh - top) * scale) + 1,
        int((x - hw - left) * scale),
        int((x + hw - left) * scale) + 1,
        frame[11],
    )


def free(taken: Grid, frame: Floats, x: float, y: float, half: float) -> bool:
    """Tell whether a square around x, y may be taken at all."""
    if x - half < frame[3] or y - half < frame[4]:
        return False
    if x + half > frame[5] or y + half > frame[6]:
        return False
    return clear(taken, frame, x, y, half, half)


def take(taken: Grid, frame: Floats, x: float, y: float, hw: float, hh: float) -> bool:
    """Take the room around x, y; return whether it shows in the picture."""
    scale, left, top = frame[0], frame[1], frame[2]
    mark(
        taken,
        int((y - hh - top) * scale),
        int((y + hh - top) * scale) + 1,
        int((x - hw - left) * scale),
        int((x + hw - left) * scale) + 1,
        frame[11],
    )
    if x + hw <= frame[7] or x - hw >= frame[9]:
        return False
    return bool(y + hh > frame[8] and y - hh < frame[10])


def slanted(degrees: float) -> bool:
    """Tell whether a letter is turned so far that it leaves its square's corners."""
    return _SLANTED < degrees % 90.0 < 90.0 - _SLANTED


def letter_fits(
    taken: Grid,
    lines: Grid,
    frame: Floats,
    x: float,
    y: float,
    half: float,
    degrees: float,
) -> int:
    """Return what `fits` does for a letter: the corners of a slanted one are free."""
    if not slanted(degrees):
        return fits(taken, lines, frame, x, y, half, half)
    waist = half * _WAIST
    found = fits(taken, lines, frame, x, y, half, waist)
    if found == 0:
        return 0
    return min(found, fits(taken, lines, frame, x, y, waist, half))


def take_letter(
    taken: Grid, frame: Floats, x: float, y: float, half: float, degrees: float
) -> None:
    """Set the fields of a letter: those of a slanted one without the corners."""
    if slanted(degrees):
        waist = half * _WAIST
        take(taken, frame, x, y, half, waist)
        take(taken, frame, x, y, waist, half)
    else:
        take(taken, frame, x, y, half, half)
