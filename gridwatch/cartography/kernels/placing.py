"""The rules of `placing_rules`, compiled, and the copying of finished words."""

from __future__ import annotations

import math
import types
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.kernels import placing_rules as rules
from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_EVEN, _BYTE, _TWO = np.uint32(0x00FF00FF), np.uint32(8), np.uint32(16)
_WHOLE, _OPAQUE = np.uint32(256), np.uint32(0xFF000000)

__all__ = [
    "blit_words",
    "compose",
    "cross",
    "place_boxes",
    "place_curves",
    "place_led",
    "table",
    "warm",
]


@compiled
def _blocked(
    grid: NDArray[np.uint8], top: int, bottom: int, left: int, right: int
) -> bool:
    for row in range(top, bottom):
        for column in range(left, right):
            if grid[row, column] != 0:
                return True
    return False


@compiled
def _mark(
    grid: NDArray[np.uint8], top: int, bottom: int, left: int, right: int
) -> None:
    for row in range(top, bottom):
        for column in range(left, right):
            grid[row, column] = 1


@compiled
def cross(
    grid: NDArray[np.uint8],
    frame: NDArray[np.float64],
    coords: NDArray[np.float64],
    offsets: Ints,
) -> None:
    """Set the fields that lines cross, as `placing_rules.cross` does."""
    for piece in range(len(offsets) - 1):
        for i in range(offsets[piece], offsets[piece + 1] - 1):
            x0, y0 = coords[i, 0], coords[i, 1]
            x1, y1 = coords[i + 1, 0], coords[i + 1, 1]
            if max(x0, x1) < frame[3] or min(x0, x1) > frame[5]:
                continue
            if max(y0, y1) < frame[4] or min(y0, y1) > frame[6]:
                continue
            dx, dy = x1 - x0, y1 - y0
            count = math.ceil(math.hypot(dx, dy) * frame[0])
            for number in range(count):
                share = number / count
                x, y = x0 + dx * share, y0 + dy * share
                if x >= frame[3] and x <= frame[5] and y >= frame[4] and y <= frame[6]:
                    row = int((y - frame[2]) * frame[0])
                    grid[row, int((x - frame[1]) * frame[0])] = 1


@compiled
def table(way: NDArray[np.float64]) -> Ints:
    """Return the last vertex that is not beyond each whole pixel of the way."""
    found = np.zeros(int(way[-1]) + 2, np.int64)
    k = 0
    for pixel in range(len(found)):
        while k < len(way) - 1 and way[k + 1] <= pixel:
            k += 1
        found[pixel] = k
    return found


@compiled
def _along(
    course: tuple[NDArray[np.float64], ...], low: int, high: int, t: float
) -> int:
    way = course[2]
    k = max(course[5][int(t)], low)
    while k < high - 2 and way[k + 1] <= t:
        k += 1
    return int(min(k, high - 2))


_known: dict[str, object] = {"blocked": _blocked, "mark": _mark, "along": _along}


def _compiled(rule: Callable[..., object]) -> Callable[..., object]:
    """Compile a rule; the rules that it calls are the compiled ones."""
    if not isinstance(rule, types.FunctionType):
        raise TypeError(rule)
    names = {**rule.__globals__, **_known}
    copy = types.FunctionType(rule.__code__, names, rule.__name__)
    copy.__module__, copy.__qualname__ = rule.__module__, rule.__qualname__
    found = compiled(copy)
    _known[rule.__name__] = found
    return found


for _rule in (
    rules.clear,
    rules.free,
    rules.fits,
    rules.take,
    rules.led,
    rules.smoothed,
    rules.lettered,
):
    _compiled(_rule)
place_boxes = _compiled(rules.place_boxes)
place_led = _compiled(rules.place_led)
place_curves = _compiled(rules.place_curves)
compose = _compiled(rules.compose)


@compiled
def blit_words(
    image: NDArray[np.uint32],
    top: int,
    bottom: int,
    sheet: NDArray[np.uint32],
    first: Ints,
    width: Ints,
    height: Ints,
    x: Ints,
    y: Ints,
    opacity: NDArray[np.float32],
) -> None:
    """Lay premultiplied pictures over rows `top` to `bottom` of an opaque image.

    Picture i has its rows one after the other from ``sheet[first[i]]``.
    """
    for i in range(len(first)):
        share = np.uint32(int(opacity[i] * 256.0))
        left = max(0, -x[i])
        right = min(width[i], image.shape[1] - x[i])
        for row in range(max(0, top - y[i]), min(height[i], bottom - y[i])):
            begin = first[i] + row * width[i]
            for column in range(left, right):
                ink = sheet[begin + column]
                if ink == 0:
                    continue
                # Two channels at a time; 256ths stand for 255ths.
                even, odd = ink & _EVEN, (ink >> _BYTE) & _EVEN
                if share < _WHOLE:
                    even = ((even * share) >> _BYTE) & _EVEN
                    odd = ((odd * share) >> _BYTE) & _EVEN
                rest = _WHOLE - (odd >> _TWO)
                under = image[y[i] + row, x[i] + column]
                even += (((under & _EVEN) * rest) >> _BYTE) & _EVEN
                odd += (((under >> _BYTE) & _EVEN) * rest >> _BYTE) & _EVEN
                image[y[i] + row, x[i] + column] = _OPAQUE | even | (odd << _BYTE)


def warm() -> None:
    """Compile or load everything here, by calling it for next to nothing."""
    grid, few = np.zeros((4, 4), np.uint8), np.zeros(1, np.uint8)
    frame = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 4.0, 4.0, 0.0, 0.0, 4.0, 4.0])
    place, count = np.array([2.0]), np.zeros(1, np.int64)
    ends = np.array([0, 1])
    boxes = (place, place, ends, place / 8, place / 8, count, 1, few, few)
    place_boxes(grid, grid, frame, *boxes, count.copy())
    led = (place, place, np.ones((1, 2)), *boxes[2:6], few, few)
    place_led(grid, grid, frame, *led, count.copy())
    coords = np.array([[0.0, 2.0], [3.0, 2.0]])
    cross(grid, frame, coords, np.array([0, 2]))
    way = np.array([0.0, 3.0])
    course = (way, way, way, way, way, table(way))
    line = (count, count + 2, place, ends, count, place * 0, ends)
    sizes = (place / 8, place, place, place, count, count, count - 1)
    near = (np.zeros((1, 3)), count.copy(), count, few, count.copy(), count.copy())
    place_curves(grid, grid, frame, course, *line, *sizes, *near, np.zeros((1, 5)))
    masks, size = np.zeros((1, 2, 2), np.uint8), count + 2
    bounds = np.array([[0, 0, 2, 2]])
    letters = (count, bounds, count, count, ends, count, size)
    compose(masks, *letters, np.zeros(4, np.uint8))
    image, words = np.zeros((4, 4), np.uint32), np.zeros(4, np.uint32)
    where = (count, size, size, count, count, np.ones(1, np.float32))
    blit_words(image, 0, 4, words, *where)
