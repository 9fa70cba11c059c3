"""What a four-level book is made of: district, towns, villages, cells, in order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gridwatch.district.cells import village_of_cell_code
from gridwatch.district.jurisdictions import Jurisdiction, Level, parent_of_code
from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.recipe import RecipeKind
from gridwatch.mapbook.recipefile import shipped_recipes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gridwatch.district.cells import Cell
    from gridwatch.district.district import District
    from gridwatch.mapbook.recipe import Recipe

__all__ = [
    "RANKS",
    "BookOrder",
    "LeftOut",
    "Subject",
    "cell_name",
    "recipes_of",
    "subjects_of",
]

RANKS = ("district", "town", "village", "cell")
"""The four levels, from above."""


@dataclass(frozen=True, slots=True)
class BookOrder:
    """What a book is to hold.

    Parameters
    ----------
    ranks : tuple of str
        Some of `RANKS`.
    towns : tuple of str
        Codes or names of the towns to print; empty for the whole district. With some
        towns only there is no sheet of the district.
    layouts : tuple of (str, Recipe)
        Recipes of the office's own, by the level that they are used for.
    papers : tuple of (str, str)
        Papers other than those of the recipes, by level; they may end in ``-portrait``
        or ``-landscape``.
    """

    ranks: tuple[str, ...] = RANKS
    towns: tuple[str, ...] = ()
    layouts: tuple[tuple[str, Recipe], ...] = field(default=(), repr=False)
    # Not in its words: those of books on recipes' own papers stay as they were.
    papers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """What one sheet is about.

    Parameters
    ----------
    rank : str
        One of `RANKS`.
    row : Jurisdiction or Cell
        The area; it has a geometry.
    name : str
        As contents and bookmarks call it.
    town : str
        Code of its town, or empty.
    key : str
        What the sheet is called in every edition of the book.
    """

    rank: str
    row: Jurisdiction | Cell
    name: str
    town: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that has no sheet, and why."""

    rank: str
    name: str
    why: Text


def recipes_of(order: BookOrder) -> dict[str, Recipe]:
    """Return the recipe of each level: the delivered one, or the office's own.

    Raises
    ------
    OfficerError
        Where a recipe of one's own is not meant for its level.
    """
    delivered = {recipe.id: recipe for recipe in shipped_recipes()}
    found = {rank: delivered[rank] for rank in RANKS if rank in delivered}
    for rank, recipe in order.layouts:
        if rank not in recipe.subjects or recipe.kind is not RecipeKind.MAP:
            raise OfficerError(_WRONG_LAYOUT.filled(name=recipe.name.zh, rank=rank))
        found[rank] = recipe
    return found


def subjects_of(
    district: District, order: BookOrder
) -> tuple[list[Subject], list[LeftOut]]:
    """Return the sheets of a book in order, and what has none.

    Towns follow their codes, each with its villages, each of those with its cells.
    Villages of no town and cells of no village come at the end.

    Raises
    ------
    OfficerError
        Where a town is unknown, or there is nothing to print.
    """
    tree = _Tree(district, order)
    found = [one for one in tree.walk() if one.rank in order.ranks]
    if not found:
        raise OfficerError(_NOTHING)
    return _keyed(found), [one for one in tree.left_out if one.rank in order.ranks]


def _keyed(subjects: list[Subject]) -> list[Subject]:
    """Give each a key: its code, or its uid where it has none or shares it."""
    seen: set[str] = set()
    found = []
    for one in subjects:
        key = f"{one.rank}:{one.row.code or one.row.uid}"
        if key in seen:
            key = f"{one.rank}:{one.row.uid}"
        seen.add(key)
        found.append(replace(one, key=key))
    return found


class _Tree:
    """All areas and cells by what they lie in."""

    def __init__(self, district: District, order: BookOrder) -> None:
        self._district = district
        self.left_out: list[LeftOut] = []
        self._towns = sorted(district.of_level(Level.TOWN), key=_order)
        self._wanted = _wanted(self._towns, order.towns)
        self._villages: defaultdict[str, list[Jurisdiction]] = defaultdict(list)
        for row in sorted(district.of_level(Level.VILLAGE), key=_order):
            self._villages[row.parent_code or parent_of_code(row.code)].append(row)
        self._cells: defaultdict[str, list[Cell]] = defaultdict(list)
        for cell in sorted(district.cells, key=lambda c: (c.code, c.uid)):
            code = cell.village_code or village_of_cell_code(cell.code)
            self._cells[code].append(cell)

    def walk(self) -> Iterator[Subject]:
        """Yield subjects in the order of the book."""
        if not self._wanted:
            for row in self._district.of_level(Level.DISTRICT):
                yield from self._area("district", row, "")
        for town in self._towns:
            if not self._wanted or town.uid in self._wanted:
                yield from self._area("town", town, town.code)
                yield from self._below(self._villages.pop(town.code, ()), town.code)
        if not self._wanted:
            for rows in list(self._villages.values()):
                yield from self._below(rows, "")
            for cells in list(self._cells.values()):
                yield from self._some(cells, "")

    def _below(
        self, villages: list[Jurisdiction] | tuple[()], town: str
    ) -> Iterator[Subject]:
        for village in villages:
            yield from self._area("village", village, town)
            yield from self._some(self._cells.pop(village.code, []), town)

    def _some(self, cells: list[Cell], town: str) -> Iterator[Subject]:
        for cell in cells:
            if _drawable(cell):
                yield Subject("cell", cell, cell_name(cell), town)
            else:
                self.left_out.append(LeftOut("cell", cell_name(cell), _NO_SHAPE))

    def _area(self, rank: str, row: Jurisdiction, town: str) -> Iterator[Subject]:
        name = row.name or row.code
        if _drawable(row):
            yield Subject(rank, row, name, town)
        else:
            self.left_out.append(LeftOut(rank, name, _NO_SHAPE))


def cell_name(cell: Cell) -> str:
    """Return what a cell is called: its name, else its code."""
    return cell.name or cell.code or cell.uid


def _drawable(row: Jurisdiction | Cell) -> bool:
    """Tell whether a row has an area; one of no size has no scale."""
    return row.geometry is not None and row.geometry.area > 0.0


def _order(row: Jurisdiction) -> tuple[str, str, str]:
    return row.code, row.name, row.uid


def _wanted(towns: list[Jurisdiction], names: tuple[str, ...]) -> set[str]:
    found = set()
    for name in names:
        uids = [town.uid for town in towns if name.strip() in (town.code, town.name)]
        if not uids:
            known = "、".join(town.name for town in towns[:8])
            raise OfficerError(_UNKNOWN.filled(name=name, known=known or "—"))
        found.update(uids)
    return found


_NO_SHAPE = Text("没有边界图形", "it has no boundary")
_NOTHING = Text(
    "没有可以制图的行政区或网格，因此没有制作图册。请先导入带边界的行政区。",
    "There is no jurisdiction or cell with a boundary, so no book was made. Import "
    "jurisdictions with their boundaries first.",
)
_WRONG_LAYOUT = Text(
    "版式“{name}”不是给这一级（{rank}）用的，因此没有制作图册。"
    "请换一个版式，或在文件的 subjects 里写上这一级。",
    "The layout “{name}” is not meant for {rank}, so no book was made. Choose another "
    "one, or add the level to its subjects.",
)
_UNKNOWN = Text(
    "没有代码或名称为“{name}”的镇街，因此没有制作图册。本区的镇街有：{known}。",
    "There is no town with the code or name “{name}”, so no book was made. Towns of "
    "this district: {known}.",
)
