"""Names along lines, again and again from their middles."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.flat import offsets_of
from gridwatch.cartography.generalise import Pieces, chainage, ranges
from gridwatch.cartography.nameplaces import Curves, Offer, Seen, Task, faded_at
from gridwatch.cartography.symbols import LineSymbol

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["beside", "line_offers"]

_NEAR = 0.8
_LONG = 1.1
_PART = 0.5
_SHIFTS = np.array([0.0, 0.1, -0.1, 0.2, -0.2, 0.31, -0.31, 0.43, -0.43])
_GAP_PX = 2.6
_MOST_REPEAT_PX = 600.0


class _Course(NamedTuple):
    """Lines of a view in pixels, with the full way in metres at each vertex.

    Both ways grow from line to line.
    """

    rows: tuple[Floats, ...]
    true: Floats
    base: Floats
    offsets: Ints
    lengths: Floats


def _course(seen: Seen, task: Task, lengths: Floats) -> _Course:
    items, pieces, true = task.room.lines_of(seen.layer)
    if len(items) > len(seen.items):
        # Lines without a name.
        chosen = np.searchsorted(items, seen.items)
        true = Pieces(true, pieces.offsets).take(chosen).coords
        pieces = pieces.take(chosen)
    base = np.zeros(len(lengths))
    np.cumsum(lengths[:-1] + 1.0, out=base[1:])
    true = true + base.repeat(pieces.offsets[1:] - pieces.offsets[:-1])
    way = chainage(pieces)
    x, y = np.ascontiguousarray(pieces.coords.T)
    half = (way[1:] - way[:-1]) / 2
    sums = np.zeros((2, len(way)))
    for total, values in zip(sums, (x, y), strict=True):
        np.cumsum(half * (values[1:] + values[:-1]), out=total[1:])
    return _Course((x, y, way, *sums), true, base, pieces.offsets, lengths)


def line_offers(seen: Seen, task: Task) -> list[Offer]:
    """Names along lines: high classes first, then long lines, from their middles."""
    lengths = seen.layer.names.lengths(seen.items)
    if not (lengths >= _room(seen, task) * _LONG).any():
        return []
    course = _course(seen, task, lengths)
    priority = float(min(rule.priority for rule in seen.rules))
    found = [Offer((priority, 2), seen, _repeated(seen, task, course))]
    if seen.kept is not None:
        found.append(Offer((priority, 0), seen, _kept(seen, task, course)))
    return found


def _room(seen: Seen, task: Task) -> Floats:
    """Return the length of line that each name takes, metres."""
    return seen.width * task.view.metres_per_pixel


def _repeated(seen: Seen, task: Task, course: _Course) -> Curves:
    """Names at even distances from the middle of each line.

    The distances are powers of two, so that names stay where they are while one
    zooms, and new ones come between them.
    """
    view, lengths, room = task.view, course.lengths, _room(seen, task)
    step = _steps(seen, task)
    most = np.floor(np.maximum(lengths - room, 0.0) / 2 / step).astype(np.int64)
    counts = np.where(lengths >= room * _LONG, 2 * most + 1, 0)
    line = np.arange(len(counts)).repeat(counts)
    number = ranges(-most, counts)
    span = step[line]
    at = lengths[line] / 2 + number * span
    if task.bright is not None:
        bright, middle, part = _bright(course, task, room)
        line, at = np.append(line, bright), np.append(at, middle)
        turns = np.repeat([0, 1, 1], len(bright) // 3)
        number, span = np.append(number, turns), np.append(span, part)
    x, y = _places(course, line, at)
    # Of anchors outside some of the places around them may be inside.
    more = _SHIFTS[-2] * span / view.metres_per_pixel
    some = np.flatnonzero(task.room.holds(x, y, more))
    faded = faded_at(x[some], y[some], task)
    line, at, number, span = line[some], at[some], number[some], span[some]
    classes = seen.layer.classes[seen.layer.names.feature[seen.items[line]]]
    order = np.lexsort((np.abs(number), -lengths[line], classes, faded))
    line, at = line[order], at[order]
    ways = at[:, None] + _SHIFTS * span[order][:, None]
    half = room[line][:, None] / 2
    fit = (ways >= half) & (ways <= lengths[line][:, None] - half)
    first = offsets_of(np.count_nonzero(fit, axis=1))
    names = _curves(course, line, first, ways[fit])
    apart = seen.rule("apart")[line] * view.zoom
    return names._replace(apart=apart, faded=faded[order])


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
    for line, (low, high) in enumerate(itertools.pairwise(course.offsets.tolist())):
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
    repeat = seen.rule("repeat") * pixel
    most = np.maximum(_MOST_REPEAT_PX * pixel, repeat)
    spread = np.clip(seen.rule("spread"), repeat, most)
    found: Floats = 2.0 ** np.rint(np.log2(spread))
    return found


def _kept(seen: Seen, task: Task, course: _Course) -> Curves:
    """Names that stood somewhere before."""
    index, places = seen.remembered()
    ways = np.clip(places[:, 0], 0.0, course.lengths[index])
    x, y = _places(course, index, ways)
    some = np.flatnonzero(task.room.holds(x, y))
    line = index[some]
    names = _curves(course, line, np.arange(len(some) + 1), ways[some])
    return names._replace(
        sides=places[some, 1].astype(np.int64),
        apart=seen.rule("apart")[line] * task.view.zoom * _NEAR,
        faded=faded_at(x[some], y[some], task),
    )


def _places(course: _Course, line: Ints, ways: Floats) -> tuple[Floats, Floats]:
    at = ways + course.base[line]
    x = np.interp(at, course.true, course.rows[0])
    return x, np.interp(at, course.true, course.rows[1])


def _curves(course: _Course, line: Ints, first: Ints, ways: Floats) -> Curves:
    at = ways + course.base[line].repeat(first[1:] - first[:-1])
    return Curves(
        line,
        first,
        np.interp(at, course.true, course.rows[2]),
        ways,
        np.zeros(len(line), np.int64),
        course.rows,
        course.offsets[line],
        course.offsets[line + 1],
        np.zeros(len(line)),
        np.zeros(len(line), bool),
    )


def beside(seen: Seen, owner: Ints, zoom: float) -> Floats:
    """Return how far beside their lines names stand, device pixels."""
    symbols = [entry.symbol for entry in seen.layer.symbols]
    widths = [_breadth(x) if isinstance(x, LineSymbol) else 1.0 for x in symbols]
    classes = seen.layer.classes[seen.layer.names.feature[seen.items[owner]]]
    found: Floats = seen.pixels[owner] * 0.5
    found += (np.array(widths)[classes] / 2 + _GAP_PX) * zoom
    return found


def _breadth(line: LineSymbol) -> float:
    """Return how broad a line is with all that runs beside it."""
    return max(strand.width + 2.0 * abs(strand.offset) for strand in line.strands)
