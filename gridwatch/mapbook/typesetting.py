"""Breaks table text into lines and pages from estimated widths.

Widths are counted from characters (a Chinese one is 1 em, a Latin one 0.55 em), never
measured from a font: the same plan has to come out on every machine. Whoever draws a
line that turns out wider narrows it to its cell.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.mapbook.paper import Rect

__all__ = [
    "Block",
    "Grid",
    "block_of",
    "column_widths",
    "ems",
    "grid_of",
    "paginate",
    "rows_that_fit",
    "set_rows",
    "wrap",
]

_LATIN_EM = 0.55
LINE_EM = 1.3
"""From line to line."""
PAD_EM = 0.4
"""Between text and the edge of its cell, on each side."""
ROW_PAD_EM = 0.62
"""Above and below the lines of a row together."""
CAPTION_EM = 2.3
"""Line above the table's head."""
_CLOSING = "、，。；：）)”》"
_BREAK_AFTER = re.compile(r"(?<=[、，；,; ])")


def _em(letter: str) -> float:
    return 1.0 if unicodedata.east_asian_width(letter) in "WFA" else _LATIN_EM


@lru_cache(maxsize=65536)
def ems(text: str) -> float:
    """Return the estimated width of one line in ems.

    Examples
    --------
    >>> ems("河长"), round(ems("K3+250"), 2)
    (2.0, 3.3)
    """
    return sum(map(_em, text))


@lru_cache(maxsize=65536)
def wrap(text: str, width: float) -> tuple[str, ...]:
    """Break `text` into lines of at most `width` ems, after 、 and spaces if it can.

    Examples
    --------
    >>> wrap("王建国、李秀英、赵强", 7.5)
    ('王建国、', '李秀英、赵强')
    >>> wrap("潮白河青石镇段", 4)
    ('潮白河青', '石镇段')
    """
    lines = [""]
    for token in _BREAK_AFTER.split(text):
        if ems(lines[-1] + token.rstrip()) <= width:
            lines[-1] += token
            continue
        pieces = _pieces(token, width)
        if not lines[-1]:
            lines.pop()
        lines += pieces
    return tuple(line.rstrip() for line in lines)


def _pieces(token: str, width: float) -> list[str]:
    """Cut what cannot be broken well into parts of like length.

    So no single letter is left on the last line, and no line begins with a mark that
    closes something.
    """
    long = ems(token.rstrip())
    parts = max(1, math.ceil(long / width - 1e-9))
    even = min(width, long / parts + _LATIN_EM)
    pieces, used = [""], 0.0
    for letter in token:
        closing = letter in _CLOSING and len(pieces[-1]) > 1
        if pieces[-1] and used + _em(letter) > even and not letter.isspace():
            # The letter before goes along with a closing mark.
            carried = pieces[-1][-1] if closing else ""
            pieces[-1] = pieces[-1].removesuffix(carried)
            pieces.append(carried)
            used = sum(map(_em, carried))
        pieces[-1] += letter
        used += _em(letter)
    return pieces


def column_widths(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: float,
    em: float,
    after: Sequence[float] = (),
) -> tuple[float, ...]:
    """Share `width` millimetres among the columns by what stands in them.

    Every column gets room for its longest unbreakable piece (up to a limit), the rest
    goes where the longest texts are.
    """
    least, most = [], []
    for i, head in enumerate(heads):
        texts = [row[i] for row in rows]
        pieces = [ems(p) for t in texts for p in _BREAK_AFTER.split(t)]
        head_piece = max(ems(p) for p in head.split(" "))
        floor = max([head_piece, *(min(p, 4.2) for p in pieces)])
        blank = 2 * PAD_EM + (after[i] if after else 0.0)
        least.append(floor + blank)
        most.append(max([floor, *(min(ems(t), 16.0) for t in texts)]) + blank)
    room = width / em
    if sum(least) >= room:
        return tuple(width * part / sum(least) for part in least)
    spare = room - sum(least)
    wish = [high - low for low, high in zip(least, most, strict=True)]
    if spare >= sum(wish):
        extra = (spare - sum(wish)) / len(wish)
        return tuple(em * (high + extra) for high in most)
    granted = _granted(wish, spare)
    return tuple(em * (low + more) for low, more in zip(least, granted, strict=True))


def _granted(wishes: Sequence[float], spare: float) -> list[float]:
    """Share `spare` so that small wishes are met and large ones get even parts."""
    granted = [0.0] * len(wishes)
    order = sorted(range(len(wishes)), key=lambda i: wishes[i])
    for position, i in enumerate(order):
        granted[i] = min(wishes[i], spare / (len(order) - position))
        spare -= granted[i]
    return granted


@dataclass(frozen=True, slots=True)
class Grid:
    """A table set in columns: wrapped cells and heights, all in millimetres.

    Parameters
    ----------
    em : float
        Size of type.
    widths : tuple of float
        Width of each column.
    head : tuple of tuple of str
        Lines of each head cell.
    rows : tuple of tuple of tuple of str
        Lines of each cell of each row.
    """

    em: float
    widths: tuple[float, ...]
    head: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def overhead(self) -> float:
        """Height of caption and head."""
        return self.em * CAPTION_EM + self._height(self.head)

    @property
    def head_height(self) -> float:
        """Height of the head."""
        return self._height(self.head)

    def row_height(self, index: int) -> float:
        """Height of one row."""
        return self._height(self.rows[index])

    def needed(self) -> float:
        """Height of the whole table in one piece."""
        rows = sum(self.row_height(i) for i in range(len(self.rows)))
        return self.overhead + rows

    def _height(self, cells: Sequence[Sequence[str]]) -> float:
        lines = max(len(cell) for cell in cells)
        return self.em * (lines * LINE_EM + ROW_PAD_EM)


def set_rows(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: float,
    em: float,
    tallest: float,
    after: Sequence[float] = (),
) -> Grid:
    """Set a table `width` wide; no row becomes taller than `tallest` millimetres.

    A row that would be (some sixty names in one cell) ends in an ellipsis.
    """
    widths = column_widths(heads, rows, width, em, after)
    return grid_of(heads, rows, widths, em, tallest)


def grid_of(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: tuple[float, ...],
    em: float,
    tallest: float,
) -> Grid:
    """Set a table in columns of given widths; arguments as `set_rows`."""
    most = max(1, int((tallest / em - ROW_PAD_EM) / LINE_EM))

    def cell(text: str, column: int) -> tuple[str, ...]:
        lines = wrap(text, max(1.0, widths[column] / em - 2 * PAD_EM + 0.01))
        return lines if len(lines) <= most else (*lines[: most - 1], "…")

    head = tuple(
        _head(text, widths[i] / em - 2 * PAD_EM) for i, text in enumerate(heads)
    )
    body = tuple(tuple(cell(t, i) for i, t in enumerate(row)) for row in rows)
    return Grid(em, widths, head, body)


def _head(text: str, width: float) -> tuple[str, ...]:
    return (text,) if ems(text) <= width + 0.01 else tuple(text.split(" "))


@dataclass(frozen=True, slots=True)
class Block:
    """A run of rows in one place.

    Parameters
    ----------
    page : int
        0 is the map page.
    rect : Rect
        Where it stands; its height is exactly what the rows need.
    start, stop : int
        Rows ``start`` up to, not including, ``stop``.
    grid : Grid
        The table it is a part of.
    """

    page: int
    rect: Rect
    start: int
    stop: int
    grid: Grid


def paginate(grid: Grid, start: int, places: Sequence[Rect], page: int) -> list[Block]:
    """Fill `places`, page after page, with the rows from `start` on.

    Parameters
    ----------
    grid : Grid
        The table as set for these places.
    start : int
        First row not yet placed.
    places : sequence of Rect
        The columns of one page, repeated on as many pages as are needed.
    page : int
        Number of the first page to fill.
    """
    blocks: list[Block] = []
    while start < len(grid.rows):
        for place in places:
            stop = rows_that_fit(grid, start, place.height)
            # At least one row a column, or the book would never end.
            stop = max(stop, min(start + 1, len(grid.rows)))
            if stop > start:
                blocks.append(block_of(grid, start, stop, place, page))
            start = stop
        page += 1
    return blocks


def rows_that_fit(grid: Grid, start: int, height: float) -> int:
    """Return the end of the rows from `start` that fit into `height` with a head."""
    room, stop = height - grid.overhead, start
    while stop < len(grid.rows) and grid.row_height(stop) <= room + 1e-9:
        room -= grid.row_height(stop)
        stop += 1
    return stop


def block_of(grid: Grid, start: int, stop: int, place: Rect, page: int) -> Block:
    """Return the rows ``start:stop`` as a block at the top of `place`."""
    height = grid.overhead + sum(grid.row_height(i) for i in range(start, stop))
    rect = type(place)(place.x, place.y, place.width, height)
    return Block(page, rect, start, stop, grid)
