"""Tables of a recipe set in columns and cut into pieces that fit their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.mapbook.listing import AFTER_FIGURES
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.tablecolumns import SOURCES
from gridwatch.mapbook.tabulating import NOBODY, TableRow, rows_of
from gridwatch.mapbook.typesetting import (
    PAD_EM,
    Grid,
    block_of,
    column_widths,
    ems,
    grid_of,
    paginate,
    rows_that_fit,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.mapbook.asked import Asked
    from gridwatch.mapbook.recipe import TableRecipe

__all__ = [
    "SetTable",
    "TablePiece",
    "filled",
    "height_of",
    "overleaf",
    "table_of",
    "whole_em",
]

_TICK = 2.6
"""Width of a column to tick, ems more than its head is long."""
_NUMBER = 3.9
"""Width of the column of numbers, ems."""
_CODE = 9.0
"""Codes of so many ems at most are kept on one line."""
_TALLEST = 0.5
"""No row becomes taller than so much of its place."""
_SMALLER = (0.95, 0.9, 0.86)
"""Parts of the wanted size in which a table may be set to spare a page."""
_LEAST_EM = 1.9
"""No table is made smaller than this to spare a page, millimetres."""


@dataclass(frozen=True, slots=True)
class SetTable:
    """A table with its rows.

    Parameters
    ----------
    recipe : TableRecipe
        What it is made of.
    rows : tuple of TableRow
        All rows, the sum last.
    heads : tuple of str
        Heads of the columns; those to tick last.
    numeric : tuple of bool
        Columns whose figures stand right.
    ticks : int
        So many columns at the end are to be ticked.
    """

    recipe: TableRecipe
    rows: tuple[TableRow, ...]
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    ticks: int

    @property
    def number(self) -> int:
        """Number of rows beside the sum."""
        return sum(1 for row in self.rows if not row.total)

    def grid(self, width: float, em: float, tallest: float) -> Grid:
        """Return it set so wide, no row taller than `tallest`."""
        widths = self._widths(width, em)
        cells = [row.cells for row in self.rows]
        return grid_of(self.heads, cells, widths, em, tallest)

    def _whole(self, column: int) -> float:
        """Return the ems of a column of codes, days or figures, which are not broken.

        0 where its cells are words.
        """
        cells = [row.cells[column] for row in self.rows if not row.total]
        plain = [cell for cell in cells if cell != NOBODY]
        if not plain or not all(cell.isascii() and " " not in cell for cell in plain):
            return 0.0
        blank = 2 * PAD_EM + AFTER_FIGURES * self.numeric[column] + 0.2
        longest = max(map(ems, plain))
        return (
            max(longest, ems(self.heads[column])) + blank if longest <= _CODE else 0.0
        )

    def _widths(self, width: float, em: float) -> tuple[float, ...]:
        """Share a width: columns with a width of their own take it, others the rest."""
        own = {
            i: column.width
            for i, column in enumerate(self.recipe.columns)
            if column.width > 0
        }
        for i, column in enumerate(self.recipe.columns):
            if column.key == "number":
                own.setdefault(i, _NUMBER * em)
            elif i not in own and (whole := self._whole(i)):
                own[i] = whole * em
        first = len(self.heads) - self.ticks
        for i in range(first, len(self.heads)):
            own[i] = (_TICK + max(1.0, len(self.heads[i]) * 0.55)) * em
        free = [i for i in range(len(self.heads)) if i not in own]
        taken = sum(own.values())
        least = 2.5 * em * len(free)
        if not free or taken + least > width:
            # Too wide as wished: everything shrinks alike.
            factor = width / (taken + least)
            return tuple(own.get(i, 2.5 * em) * factor for i in range(len(self.heads)))
        shared = column_widths(
            [self.heads[i] for i in free],
            [[row.cells[i] for i in free] for row in self.rows if not row.total],
            width - taken,
            em,
            [AFTER_FIGURES * self.numeric[i] for i in free],
        )
        found = dict(zip(free, shared, strict=True)) | own
        return tuple(found[i] for i in range(len(self.heads)))


@dataclass(frozen=True, slots=True)
class TablePiece:
    """A run of rows in one place.

    Parameters
    ----------
    table : SetTable
        The table.
    rect : Rect
        Where; its height is what the rows need.
    start, stop : int
        Rows ``start`` up to, not including, ``stop``.
    grid : Grid
        The table as set for this place.
    captioned : bool
        Whether its title stands above; of columns beside each other the first only.
    """

    table: SetTable
    rect: Rect
    start: int
    stop: int
    grid: Grid
    captioned: bool = True


def table_of(recipe: TableRecipe, asked: Asked) -> SetTable:
    """Return a table with its rows on the day asked."""
    kinds = [SOURCES[recipe.rows][column.key] for column in recipe.columns]
    heads = [
        (column.head if column.head.zh else kind.head).of(asked.language)
        for column, kind in zip(recipe.columns, kinds, strict=True)
    ]
    ticks = [tick.of(asked.language) for tick in recipe.ticks]
    numeric = [kind.numeric for kind in kinds] + [False] * len(ticks)
    return SetTable(
        recipe,
        rows_of(recipe, asked),
        (*heads, *ticks),
        tuple(numeric),
        len(ticks),
    )


def filled(
    table: SetTable, rect: Rect, em: float, columns: int = 1, start: int = 0
) -> list[TablePiece]:
    """Return as many rows from `start` on as fit into a place, in columns."""
    gap = 2.5 * em
    width = (rect.width - gap * (columns - 1)) / columns
    grid = table.grid(width, em, rect.height * _TALLEST)
    pieces: list[TablePiece] = []
    for number in range(columns):
        place = Rect(rect.x + number * (width + gap), rect.y, width, rect.height)
        stop = rows_that_fit(grid, start, rect.height)
        # The sum alone in a place says nothing: a row goes along.
        if stop == len(table.rows) - 1 and table.rows[-1].total and stop - start > 1:
            stop -= 1
        if stop <= start:
            break
        block = block_of(grid, start, stop, place, 0)
        pieces.append(TablePiece(table, block.rect, start, stop, grid, number == 0))
        start = stop
    return pieces


def height_of(table: SetTable, rect: Rect, em: float, columns: int = 1) -> float:
    """Return the height that all rows need in a place as wide, in columns."""
    gap = 2.5 * em
    width = (rect.width - gap * (columns - 1)) / columns
    grid = table.grid(width, em, rect.height * _TALLEST)
    heights = [grid.row_height(i) for i in range(len(table.rows))]
    low, high = sum(heights) / columns, sum(heights)
    # The lowest height at which the rows, filled in one after the other, all fit.
    tries = [sum(heights[: n + 1]) for n in range(len(heights))]
    for height in (*(h for h in tries if low <= h <= high), high):
        if _columns_used(heights, height) <= columns:
            return grid.overhead + height + 0.01
    return grid.overhead + high


def whole_em(table: SetTable, rect: Rect, em: float, columns: int = 1) -> float:
    """Return the size in which a table is set in its place.

    A little smaller than `em` where all rows then find room that would not otherwise:
    two rows overleaf cost a sheet of paper. Where they find none, `em` itself.
    """
    for size in (em, *(em * part for part in _SMALLER)):
        if size < min(em, _LEAST_EM):
            break
        if height_of(table, rect, size, columns) <= rect.height + 1e-6:
            return size
    return em


def _columns_used(heights: Sequence[float], height: float) -> int:
    used, room = 1, height
    for one in heights:
        if one > room + 1e-9:
            used, room = used + 1, height
        room -= one
    return used


def overleaf(
    table: SetTable, start: int, places: Sequence[Rect], em: float
) -> list[list[TablePiece]]:
    """Return the pieces of further pages, each page with the same places."""
    if start >= len(table.rows):
        return []
    grid = table.grid(places[0].width, em, places[0].height * _TALLEST)
    pages: dict[int, list[TablePiece]] = {}
    for block in paginate(grid, start, places, 0):
        piece = TablePiece(table, block.rect, block.start, block.stop, grid)
        pages.setdefault(block.page, []).append(piece)
    return [pages[number] for number in sorted(pages)]
