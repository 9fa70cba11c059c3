"""How far lines run inside areas, found from where they cross borders.

Each line is cut where it meets a border; each piece then lies in whatever area holds
its middle, and its length is a difference of two chainages. No shape is laid over
another. A piece that runs along a border belongs to the areas on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.boxes import meeting
from gridwatch.district.manyrows import rest
from gridwatch.district.siting import (
    Courses,
    counting,
    courses,
    holders_of,
    outlines_of,
    places_at,
    unmeasured,
)

if TYPE_CHECKING:
    from gridwatch.district.outlines import Outlines
    from gridwatch.district.siting import Floats, Ints, Shapes

__all__ = ["Lengths", "lengths_within"]

_BLOCK = 1 << 11
"""Pairs of runs looked at together: what they take stays in a core's own memory."""
_NEAR = 1e-6
"""Metres: so near a border a line is cut; one more cut does no harm."""


@dataclass(frozen=True, eq=False)
class Lengths:
    """How far lines run inside areas: one entry per pair that shares a stretch.

    Parameters
    ----------
    line, area : array of int, shape (n,)
        Indexes, ordered by area, then by line.
    metres : array of float, shape (n,)
        Length of the line inside the closed area.
    """

    line: Ints
    area: Ints
    metres: Floats


def lengths_within(lines: Shapes | Courses, areas: Shapes | Outlines) -> Lengths:
    """Return how far each line runs inside each area it meets.

    Parameters
    ----------
    lines : sequence of lines, or Courses
        None is no line. A line that runs the same way twice is measured twice.
    areas : sequence of polygons, or Outlines
        What a ring that crosses itself encloses once is inside.
    """
    flat = lines if isinstance(lines, Courses) else courses(lines)
    outlines = outlines_of(areas)
    border, owner = unmeasured(outlines.rings), outlines.rings.area
    rest()
    edge, other = _edges_that_meet(flat, border)
    rest()
    line, at, along = _cuts(flat, border, owner, (edge, other))
    rest()
    pieces = _pieces(flat, line, at)
    middle = (pieces.start + pieces.end) / 2
    piece, area = holders_of(places_at(flat, pieces.line, middle), outlines)
    beside, whose = _pieces_along(pieces, along)
    return _summed(
        pieces, np.concatenate([piece, beside]), np.concatenate([area, whose])
    )


def _edges_that_meet(flat: Courses, border: Courses) -> tuple[Ints, Ints]:
    """Return pairs (edge of a line, edge of a border) whose boxes meet."""
    run, other = _runs_that_meet(flat, border)
    found = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
    for begin in range(0, len(run), _BLOCK):
        rest()
        part = slice(begin, begin + _BLOCK)
        found.append(_facing(flat, run[part], border, other[part]))
    edges, others = (np.concatenate(column) for column in zip(*found, strict=True))
    return edges, others


def _facing(
    flat: Courses, run: Ints, border: Courses, other: Ints
) -> tuple[Ints, Ints]:
    """Return the edges of pairs of runs whose boxes meet."""
    back, facing = _in_box(border, other, flat, run)
    many = np.bincount(back, minlength=len(run))
    # Most boxes meet without an edge of the border in them.
    met = np.flatnonzero(many)
    pair, edge = _in_box(flat, run[met], border, other[met])
    pair = met[pair]
    # Each of the one against each of the other, pair by pair.
    begins = np.concatenate([[0], np.cumsum(many)])[:-1]
    left = np.repeat(np.arange(len(edge)), many[pair])
    right = begins[pair[left]] + counting(many[pair])
    one, two = _ends(flat.x, edge), _ends(border.x, facing)
    keep = one[0][left] <= two[1][right] + _NEAR
    keep &= one[1][left] >= two[0][right] - _NEAR
    left, right = left[keep], right[keep]
    one, two = _ends(flat.y, edge), _ends(border.y, facing)
    keep = one[0][left] <= two[1][right] + _NEAR
    keep &= one[1][left] >= two[0][right] - _NEAR
    return edge[left[keep]], facing[right[keep]]


def _runs_that_meet(flat: Courses, border: Courses) -> tuple[Ints, Ints]:
    return meeting(flat.boxes, border.boxes.grown(_NEAR))


def _in_box(
    mine: Courses, run: Ints, theirs: Courses, other: Ints
) -> tuple[Ints, Ints]:
    """Return (pair, edge) for the edges of runs that meet the box of the other run."""
    west, south, east, north = (side[other] for side in theirs.boxes)
    # A row for each pair, as wide as the longest run; a shorter one ends in place.
    edges = mine.edges[run]
    steps = np.arange(int(edges.max(initial=0)) + 1)
    vertex = mine.first[run][:, None] + np.minimum(steps, edges[:, None])
    x = mine.x.take(vertex)
    keep = np.minimum(x[:, 1:], x[:, :-1]) <= (east + _NEAR)[:, None]
    keep &= np.maximum(x[:, 1:], x[:, :-1]) >= (west - _NEAR)[:, None]
    keep &= steps[1:] <= edges[:, None]
    # Few are left to be asked how far north they lie.
    pair, step = np.divmod(np.flatnonzero(keep), max(len(steps) - 1, 1))
    edge = mine.first[run[pair]] + step
    low, high = _ends(mine.y, edge)
    keep = low <= (north + _NEAR)[pair]
    keep &= high >= (south - _NEAR)[pair]
    return pair[keep], edge[keep]


def _ends(values: Floats, edge: Ints) -> tuple[Floats, Floats]:
    """Return the lower and the higher end of edges in one direction."""
    one, other = values[edge], values[edge + 1]
    return np.minimum(one, other), np.maximum(one, other)


@dataclass(frozen=True, eq=False)
class _Along:
    """Stretches of lines that run along the border of an area."""

    line: Ints
    start: Floats
    end: Floats
    area: Ints


def _cuts(
    flat: Courses, border: Courses, owner: Ints, pairs: tuple[Ints, Ints]
) -> tuple[Ints, Floats, _Along]:
    """Return where lines meet borders (line, chainage), and where they run along one.

    With a line's edge from a by d and a border's from c by e, they meet at a + t d
    where t = (c - a) x e / (d x e).
    """
    edge, other = pairs
    ax, ay = flat.x[edge], flat.y[edge]
    dx, dy = flat.x[edge + 1] - ax, flat.y[edge + 1] - ay
    cx, cy = border.x[other] - ax, border.y[other] - ay
    ex, ey = (
        border.x[other + 1] - border.x[other],
        border.y[other + 1] - border.y[other],
    )
    long, wide = np.hypot(dx, dy), np.hypot(ex, ey)
    cross = dx * ey - dy * ex
    # Both ends of the border's edge as seen from the line's: along it, and aside.
    first, last = (cx * dx + cy * dy) / long, ((cx + ex) * dx + (cy + ey) * dy) / long
    aside = (dx * cy - dy * cx) / long
    aside_last = (dx * (cy + ey) - dy * (cx + ex)) / long
    flush = (np.abs(aside) <= _NEAR) & (np.abs(aside_last) <= _NEAR)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (cx * ey - cy * ex) / cross * long
        u = (cx * dy - cy * dx) / cross * wide
    meets = (t >= -_NEAR) & (t <= long + _NEAR) & (u >= -_NEAR) & (u <= wide + _NEAR)
    crossing = np.flatnonzero(meets & ~flush)
    base = flat.chainage[edge]
    low = base + np.clip(np.minimum(first, last), 0.0, long)
    high = base + np.clip(np.maximum(first, last), 0.0, long)
    shared = np.flatnonzero(flush & (high - low > _NEAR))
    ring = border.part_of(other[shared])
    line = flat.line_of(edge[shared])
    along = _Along(line, low[shared], high[shared], owner[ring])
    at = base[crossing] + np.clip(t[crossing], 0.0, long[crossing])
    return (
        np.concatenate([flat.line_of(edge[crossing]), along.line, along.line]),
        np.concatenate([at, along.start, along.end]),
        along,
    )


# --- pieces -------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Parts of lines between two cuts, in order."""

    line: Ints
    start: Floats
    end: Floats


def _pieces(flat: Courses, line: Ints, at: Floats) -> _Pieces:
    """Cut lines at chainages, and where one part of a multiline ends."""
    drawn = np.diff(flat.begins) > 1
    first, last = flat.begins[:-1][drawn], flat.begins[1:][drawn] - 1
    drawn_line = flat.line_of(first)
    lines = np.concatenate([line, drawn_line, drawn_line])
    places = np.concatenate([at, flat.chainage[first], flat.chainage[last]])
    order = np.lexsort((places, lines))
    lines, places = lines[order], places[order]
    start, end = places[:-1], places[1:]
    keep = (lines[1:] == lines[:-1]) & (end - start > _NEAR)
    return _Pieces(lines[:-1][keep], start[keep], end[keep])


def _pieces_along(pieces: _Pieces, along: _Along) -> tuple[Ints, Ints]:
    """Return the pieces that run along borders, and the area of each border."""
    if not len(along.line) or not len(pieces.line):
        none = np.zeros(0, dtype=np.int64)
        return none, none
    # One number that grows along the lines, one behind the other.
    size = max(float(pieces.end.max()), float(along.end.max())) + 1.0
    middle = pieces.line * size + (pieces.start + pieces.end) / 2
    begin = np.searchsorted(middle, along.line * size + along.start)
    end = np.searchsorted(middle, along.line * size + along.end)
    many = np.maximum(end - begin, 0)
    which = np.repeat(np.arange(len(many)), many)
    return begin[which] + counting(many), along.area[which]


def _summed(pieces: _Pieces, piece: Ints, area: Ints) -> Lengths:
    """Add up the pieces of each line in each area."""
    count = max(len(pieces.line), 1)
    piece_area = np.unique(area * count + piece)
    area, piece = piece_area // count, piece_area % count
    line = pieces.line[piece]
    lines = int(line.max()) + 1 if len(line) else 1
    pairs, which = np.unique(area * lines + line, return_inverse=True)
    metres = np.zeros(len(pairs))
    np.add.at(metres, which, (pieces.end - pieces.start)[piece])
    return Lengths(pairs % lines, pairs // lines, metres)
