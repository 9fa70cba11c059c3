"""The rules of names, compiled, and the copying of finished words."""

from __future__ import annotations

import math
import types
from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.kernels import (
    area_rules,
    curve_rules,
    grid_rules,
    led_rules,
    line_rules,
)
from gridwatch.cartography.kernels import placing_rules as rules
from gridwatch.cartography.kernels.compiling import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_EVEN, _BYTE, _TWO = np.uint32(0x00FF00FF), np.uint32(8), np.uint32(16)
_WHOLE, _OPAQUE = np.uint32(256), np.uint32(0xFF000000)

TRIMS = True
"""Whether `cross` passes over what cannot meet the picture."""

__all__ = [
    "TRIMS",
    "around",
    "aside",
    "blit_words",
    "boxes",
    "compose",
    "course",
    "cross",
    "gathered",
    "inside",
    "lacking",
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
    "warm",
]


@compiled
def _blocked(
    grid: NDArray[np.uint8],
    top: int,
    bottom: int,
    left: int,
    right: int,
    stamp: float,
) -> bool:
    sign = np.uint8(stamp)
    for row in range(top, bottom):
        for column in range(left, right):
            if grid[row, column] == sign:
                return True
    return False


@compiled
def _mark(
    grid: NDArray[np.uint8],
    top: int,
    bottom: int,
    left: int,
    right: int,
    stamp: float,
) -> None:
    sign = np.uint8(stamp)
    for row in range(top, bottom):
        for column in range(left, right):
            grid[row, column] = sign


@compiled
def cross(
    grid: NDArray[np.uint8],
    frame: NDArray[np.float64],
    coords: NDArray[np.float64],
    offsets: Ints,
) -> None:
    """Set the fields that lines cross, as `grid_rules.cross` does."""
    for piece in range(len(offsets) - 1):
        for i in range(offsets[piece], offsets[piece + 1] - 1):
            x0, y0 = coords[i, 0], coords[i, 1]
            x1, y1 = coords[i + 1, 0], coords[i + 1, 1]
            if (x0 < frame[3] and x1 < frame[3]) or (x0 > frame[5] and x1 > frame[5]):
                continue
            if (y0 < frame[4] and y1 < frame[4]) or (y0 > frame[6] and y1 > frame[6]):
                continue
            dx, dy = x1 - x0, y1 - y0
            count = math.ceil(math.hypot(dx, dy) * frame[0])
            for number in range(count):
                share = number / count
                x, y = x0 + dx * share, y0 + dy * share
                if x >= frame[3] and x <= frame[5] and y >= frame[4] and y <= frame[6]:
                    row = int((y - frame[2]) * frame[0])
                    grid[row, int((x - frame[1]) * frame[0])] = np.uint8(frame[11])


@compiled
def _square(
    grid: NDArray[np.uint8],
    frame: NDArray[np.float64],
    step: float,
    x: float,
    y: float,
    half: float,
) -> None:
    rows, columns = grid.shape
    sign = np.uint8(frame[11])
    top = max(int((y - half - frame[2]) / step), 0)
    left = max(int((x - half - frame[1]) / step), 0)
    bottom = min(int((y + half - frame[2]) / step), rows - 1)
    right = min(int((x + half - frame[1]) / step), columns - 1)
    for row in range(min(top, rows - 1), max(bottom, 0) + 1):
        for column in range(min(left, columns - 1), max(right, 0) + 1):
            grid[row, column] = sign


@compiled
def points(
    grid: NDArray[np.uint8],
    frame: NDArray[np.float64],
    step: float,
    anchors: NDArray[np.float32],
    items: Ints,
    turn: tuple[float, float, float, float],
    half: float,
) -> None:
    """Set the fields of squares around points, as `grid_rules.points` does."""
    for item in items:
        place = anchors[item, 0]
        x = (float(place[0]) + turn[0]) * turn[2]
        y = (float(place[1]) + turn[1]) * -turn[2]
        if frame[3] <= x <= frame[5] and frame[4] <= y <= frame[6]:
            _square(grid, frame, step, x, y, half)


@compiled
def boxes(
    grid: NDArray[np.uint8],
    frame: NDArray[np.float64],
    step: float,
    places: NDArray[np.float64],
    half: NDArray[np.float64],
) -> None:
    """Set the fields of boxes around places, as `grid_rules.boxes` does."""
    rows, columns = grid.shape
    sign = np.uint8(frame[11])
    for i in range(len(places)):
        x, y = places[i, 0] - frame[1], places[i, 1] - frame[2]
        left = int(max((x - half[i, 0]) / step, 0.0))
        top = int(max((y - half[i, 1]) / step, 0.0))
        right = min(int(max((x + half[i, 0]) / step + 1.0, 0.0)), columns)
        bottom = min(int(max((y + half[i, 1]) / step + 1.0, 0.0)), rows)
        for row in range(top, bottom):
            for column in range(left, right):
                grid[row, column] = sign


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


def _compiled(rule: Callable[..., object]) -> Callable[..., Any]:
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
    grid_rules.clear,
    grid_rules.free,
    grid_rules.fits,
    grid_rules.take,
    grid_rules.slanted,
    grid_rules.letter_fits,
    grid_rules.take_letter,
    rules.led,
    curve_rules.smoothed,
    curve_rules.lettered,
    curve_rules.looked_at,
    curve_rules.free_beside,
    curve_rules.named,
    curve_rules.close_to,
    curve_rules.letters_fit,
    line_rules.sides,
    line_rules.near,
    line_rules.last_before,
    line_rules.interpolated,
    line_rules.shows,
    area_rules.fits_in,
    area_rules.hangs_over,
    area_rules.within,
    area_rules.lattice,
    area_rules.middle_of,
    area_rules.spans_of,
    area_rules.put_points,
    area_rules.rows_of,
    area_rules.level_crossings,
    led_rules.spacious,
    led_rules.put_spans,
):
    _compiled(_rule)
place_boxes = _compiled(rules.place_boxes)
place_led = _compiled(rules.place_led)
place_curves = _compiled(curve_rules.place_curves)
gathered = _compiled(curve_rules.gathered)
sized = _compiled(rules.sized)
compose = _compiled(rules.compose)
course = _compiled(line_rules.course)
middles = _compiled(line_rules.middles)
shifted = _compiled(line_rules.shifted)
spelled = _compiled(line_rules.spelled)
roomy = _compiled(area_rules.roomy)
spots = _compiled(area_rules.spots)
visitors = _compiled(area_rules.visitors)
aside = _compiled(led_rules.aside)
lacking = _compiled(led_rules.lacking)
around = _compiled(led_rules.around)
inside = _compiled(led_rules.inside)


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


def _warm_offers() -> None:
    """Compile or load what finds places, with arrays of the kinds it will be given."""
    coords = frozen(np.array([[0.0, 0.0], [9.0, 0.0], [9.0, 9.0]]), np.float32)
    way, ends = frozen(coords[:, 0]), frozen(np.array([0, 3]))
    items, turn = frozen(np.zeros(1, np.int64)), (0.0, 9.0, 1.0, 1.0)
    found = course(coords, way, ends, ends, items, turn, (0.0, 0.0, 9.0, 9.0))
    _, rows, true, begins, lengths, base = found
    room, none, count = np.ones(1), np.empty(0), np.empty(0, np.int64)
    line = (rows, true, begins[:-1], begins[1:], lengths, base, room)
    frame = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 9.0, 9.0, 0.0, 0.0, 9.0, 9.0, 1.0])
    where = middles(*line, room, frame, 1.0, (count, none, none, count))
    shifted(*line, *where[:3], *where[4:], frame, 1.0)
    style = np.zeros(1, np.int64)
    short = frozen(style, np.int32)
    sized(items, short, style, rows, room)
    spelled(ends, style, style, rows)
    bounds = frozen(np.array([[0.0, 0.0, 9.0, 9.0]]), np.float32)
    anchors = frozen(np.array([[[4.0, 4.0, 4.0]]]), np.float32)
    places = roomy(bounds, anchors, items, turn, room)
    spots(style, *places, room, room, room, False)
    shown, seen = np.array([1.0, 1.0, 8.0, 8.0]), np.zeros(1, np.uint8)
    rings = (bounds, frozen(np.array([0, 1])), ends, coords, items)
    visitors(*rings, shown, 2.0, 1.0, room, room, seen, turn, 1)
    _warm_led(rings, anchors, shown, frame, turn)


def _warm_led(rings: tuple[Any, ...], anchors: Any, *more: Any) -> None:  # noqa: ANN401
    """Do the same for names beside their areas."""
    bounds, pieces, offsets, coords, items = rings
    shown, frame, turn = more
    room, seen = np.ones(1), np.zeros(1, np.uint8)
    aside(*rings[:4], anchors, items, room, room, seen, shown, 1.0, turn)
    lacking(bounds, anchors, items, seen, turn, frame)
    points(np.zeros((4, 4), np.uint8), frame, 1.0, anchors, items, turn, 1.0)
    some = items.copy()
    around(anchors, some, room, room, room, turn)
    inside(pieces, offsets, coords, some, room, room, room, turn)
    boxes(np.zeros((4, 4), np.uint8), frame, 1.0, np.ones((1, 2)), np.ones((1, 2)))


def warm(*, pictures: bool = True) -> None:
    """Compile or load everything here, by calling it for next to nothing.

    Without `pictures` what makes those of names is left out: paper has no use for it.
    """
    grid, few = np.zeros((4, 4), np.uint8), np.zeros(1, np.uint8)
    frame = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 4.0, 4.0, 0.0, 0.0, 4.0, 4.0, 1.0])
    place, count = np.array([2.0]), np.zeros(1, np.int64)
    ends = np.array([0, 1])
    boxes = (place, place, ends, place / 8, place / 8, count, 1, few, few)
    place_boxes(grid, grid, frame, *boxes)
    led = (place, place, np.ones((1, 2)), *boxes[2:6], few, few)
    place_led(grid, grid, frame, *led)
    coords = np.array([[0.0, 2.0], [3.0, 2.0]])
    cross(grid, frame, coords, np.array([0, 2]))
    way = np.array([0.0, 3.0])
    along = (way, way, way, way, way, table(way))
    line = (count, count + 2, place, ends, count, place * 0, ends)
    sizes = (place / 8, place, place, place, place, count, count, count - 1)
    near = (np.zeros((1, 5)), count.copy(), count, few, count.copy(), count.copy())
    out = np.zeros((1, 5))
    place_curves(grid, grid, frame, along, *line, *sizes, *near, out)
    gathered(count, ends, out)
    _warm_offers()
    if not pictures:
        return
    masks, size = np.zeros((1, 2, 2), np.uint8), count + 2
    bounds = np.array([[0, 0, 2, 2]])
    letters = (count, bounds, count, count, ends, count, size)
    compose(masks, *letters, np.zeros(4, np.uint8))
    image, words = np.zeros((4, 4), np.uint32), np.zeros(4, np.uint32)
    where = (count, size, size, count, count, np.ones(1, np.float32))
    blit_words(image, 0, 4, words, *where)
