"""Names along lines, again and again from their middles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.nameplaces import Curves, Offer, Seen, Task, faded_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["beside", "line_offers"]

_NEAR = 0.8
_LONG = 1.1
_PART = 0.5
_GAP_PX = 2.6
_NONE = np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0, np.int64)


class _Course(NamedTuple):
    """Lines of a view in pixels, with the full way in metres at each vertex.

    Both ways grow from line to line; a line has the vertices `low` to `high`.
    """

    rows: Floats
    true: Floats
    low: Ints
    high: Ints
    lengths: Floats
    base: Floats


def _course(seen: Seen, task: Task) -> _Course:
    items, found = task.room.lines_of(seen.layer)
    low, high, lengths, base = found.begins[:-1], found.begins[1:], *found[4:]
    if len(items) > len(seen.items):
        # Lines without a name.
        some = np.searchsorted(items, seen.items)
        low, high, lengths, base = low[some], high[some], lengths[some], base[some]
    return _Course(found.rows, found.true, low, high, lengths, base)


def line_offers(seen: Seen, task: Task) -> list[Offer]:
    """Names along lines: high classes first, then long lines, from their middles."""
    course = _course(seen, task)
    if not (course.lengths >= _room(seen, task) * _LONG).any():
        return []
    priority = seen.script.priority
    found = [Offer((priority, 2), seen, _repeated(seen, task, course))]
    if seen.kept is not None:
        found.append(Offer((priority, 0), seen, _kept(seen, task, course)))
    return found


def _room(seen: Seen, task: Task) -> Floats:
    """Return the length of line that each name takes, metres."""
    return seen.width * task.view.metres_per_pixel


def _repeated(seen: Seen, task: Task, course: _Course) -> Curves:
    """Names at even distances from the middle of each line.

    The distances are those of the rule, doubled or halved, so that names stay where
    they are while one zooms, and new ones come between them.
    """
    room, step, more = _room(seen, task), _steps(seen, task), _NONE
    if task.bright is not None:
        lines, ways, parts = _bright(course, task, room)
        more = lines, ways, parts, np.repeat([0, 1, 1], len(lines) // 3)
    rules, mpp = task.room.rules, task.view.metres_per_pixel
    line, at, span, number, x, y = rules.middles(
        *course, room, step, task.room.frame, mpp, more
    )
    faded = faded_at(x, y, task)
    classes = seen.layer.classes[seen.layer.names.feature[seen.items[line]]]
    order = np.lexsort((np.abs(number), -course.lengths[line], classes, faded))
    line = line[order]
    first, ways, middles = rules.shifted(
        *course,
        room,
        line,
        at[order],
        span[order],
        x[order],
        y[order],
        task.room.frame,
        mpp,
    )
    slots = number[order].astype(np.float64)
    if task.bright is not None:
        # Those of bright parts lie between the others.
        usual = course.lengths[line] / 2 + number[order] * step[line]
        slots[at[order] != usual] = np.nan
    apart = seen.rule("apart") * task.view.zoom
    return Curves(
        line,
        first,
        middles,
        ways,
        np.zeros(len(line), np.int64),
        course.rows,
        course.low[line],
        course.high[line],
        apart[line],
        slots,
        faded[order],
    )


def _bright(course: _Course, task: Task, room: Floats) -> tuple[Ints, Floats, Floats]:
    """Return lines with a part in the bright area: its middle and length, metres.

    On the sheet of a town each of its rivers is named inside the town, and where the
    middle is taken to both sides of it. Of a part that is shorter than the name some of
    the name may stand outside.
    """
    lines: list[int] = []
    middles: list[float] = []
    parts: list[float] = []
    inside = ~faded_at(course.rows[0], course.rows[1], task)
    ends = zip(course.low.tolist(), course.high.tolist(), strict=True)
    for line, (low, high) in enumerate(ends):
        turns = np.flatnonzero(np.diff(inside[low:high], prepend=0, append=0))
        way = course.true[low:high] - course.base[line]
        begin, end = way[turns[0::2]], way[turns[1::2] - 1]
        best = int(np.argmax(end - begin)) if len(begin) else 0
        if len(begin) and end[best] - begin[best] >= _PART * room[line]:
            lines.append(line)
            middles.append(float(begin[best] + end[best]) / 2)
            parts.append(float(end[best] - begin[best]))
    share = np.repeat([0.0, -0.3, 0.3], len(lines))
    part = np.tile(np.array(parts), 3)
    middle = np.tile(np.array(middles), 3) + share * part
    return np.tile(np.array(lines, np.int64), 3), middle, part


def _steps(seen: Seen, task: Task) -> Floats:
    """Return the way from one name of a line to the next, metres."""
    pixel = task.view.zoom * task.view.metres_per_pixel
    found = []
    for rule in seen.rules:
        repeat = rule.repeat * pixel
        spread = min(max(rule.spread, repeat), rule.farthest * pixel)
        found.append(rule.spread * 2.0 ** round(math.log2(spread / rule.spread)))
    return np.array(found)[seen.style]


def _kept(seen: Seen, task: Task, course: _Course) -> Curves:
    """Names that stood somewhere before."""
    index, places = seen.remembered()
    ways = np.clip(places[:, 0], 0.0, course.lengths[index])
    at = ways + course.base[index]
    x, y, middles = (np.interp(at, course.true, row) for row in course.rows[:3])
    some = np.flatnonzero(task.room.holds(x, y))
    line = index[some]
    slots = np.rint((ways - course.lengths[index] / 2) / _steps(seen, task)[index])
    return Curves(
        line,
        np.arange(len(some) + 1),
        middles[some],
        ways[some],
        places[some, 1].astype(np.int64),
        course.rows,
        course.low[line],
        course.high[line],
        seen.rule("apart")[line] * task.view.zoom * _NEAR,
        slots[some],
        faded_at(x[some], y[some], task),
    )


def beside(seen: Seen, owner: Ints, zoom: float) -> Floats:
    """Return how far beside their lines names stand, device pixels."""
    classes = seen.layer.classes[seen.layer.names.feature[seen.items[owner]]]
    found: Floats = seen.pixels[owner] * 0.5
    found += (seen.layer.breadths[classes] / 2 + _GAP_PX) * zoom
    return found
