"""Small tables of the towns beside a wall map (一张图)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Text
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.recipe import BlockKind, TableColumn, TableRecipe
from gridwatch.mapbook.sheets import Card
from gridwatch.mapbook.subjects import subjects_of
from gridwatch.mapbook.tabulating import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.mapbook.asked import Asked
    from gridwatch.mapbook.sheets import PlacedBlock
    from gridwatch.mapbook.tabulating import TableRow

    Place = tuple[float, float]

__all__ = ["CARD_HEAD", "CARD_LINE", "cards_of"]

CARD_HEAD = 5.0
"""Height of a card's head, ems."""
CARD_LINE = 1.5
"""From line to line, ems."""
_FOOT = 0.7
_GAP = 1.0
_FIGURES = Text(
    "河流 {rivers} 条　{length} km　公示牌 {signboards}（过期 {stale}）　"
    "排污口 {outfalls}",
    "{rivers} rivers, {length} km, {signboards} boards ({stale} stale), "
    "{outfalls} outfalls",
)
_AREAS = TableRecipe(
    "areas",
    "areas",
    columns=tuple(
        TableColumn(key)
        for key in (
            "name",
            "chief",
            "rivers",
            "length",
            "signboards",
            "stale",
            "outfalls",
        )
    ),
    total=False,
)
_RIVERS = TableRecipe(
    "rivers",
    "rivers",
    columns=(TableColumn("river"), TableColumn("length"), TableColumn("chief")),
    total=False,
)


def cards_of(
    placed: Sequence[PlacedBlock], asked: Asked, em: float
) -> list[tuple[Card, Place]]:
    """Return the cards of a sheet with the place of each town, in the blocks for them.

    Towns go down the first block, then down the next. Where rivers find no room, the
    longest lists are cut first; a card says how many are left out.
    """
    places = [one.rect for one in placed if one.kind is BlockKind.INSETS]
    if not places:
        return []
    rows = rows_of(_AREAS, asked)
    towns = {one.uid: one for one in subjects_of(asked.district, (Level.TOWN.value,))}
    lists = [
        rows_of(_RIVERS, replace(asked, subject=towns[row.uid]))
        if row.uid in towns
        else ()
        for row in rows
    ]
    found: list[tuple[Card, Place]] = []
    runs = _shared([CARD_HEAD + len(lines) * CARD_LINE for lines in lists], len(places))
    for place, (start, stop) in zip(places, runs, strict=True):
        shown = _shown([len(lists[i]) for i in range(start, stop)], place.height, em)
        y = place.y
        for i, lines in zip(range(start, stop), shown, strict=True):
            height = (CARD_HEAD + _FOOT + lines * CARD_LINE) * em
            rect = Rect(place.x, y, place.width, height)
            card = _card(rect, i + 1, rows[i], lists[i], lines, asked)
            found.append((card, _at(rows[i])))
            y += height + _GAP * em
    return found


def _shared(heights: Sequence[float], places: int) -> list[tuple[int, int]]:
    """Return runs of cards of like height, one for each place."""
    whole, runs, start = sum(heights), [], 0
    for number in range(1, places + 1):
        stop = start
        while stop < len(heights) and (
            number == places
            or sum(heights[:stop]) + heights[stop] / 2 < whole * number / places
        ):
            stop += 1
        runs.append((start, stop))
        start = stop
    return runs


def _shown(counts: Sequence[int], height: float, em: float) -> list[int]:
    """Return how many lines each card shows so that all fit."""
    spare = height / em - sum(CARD_HEAD + _FOOT + _GAP for _ in counts)
    room = max(0, int(spare / CARD_LINE))
    shown = list(counts)
    while sum(shown) > room and any(shown):
        longest = max(range(len(shown)), key=lambda i: shown[i])
        shown[longest] -= 1
    return shown


def _card(
    rect: Rect,
    number: int,
    row: TableRow,
    rivers: Sequence[TableRow],
    lines: int,
    asked: Asked,
) -> Card:
    name, chief, count, length, boards, stale, outfalls = row.cells
    figures = _FIGURES.filled(
        rivers=count, length=length, signboards=boards, stale=stale, outfalls=outfalls
    )
    # The last line tells what is left out.
    cut = lines < len(rivers)
    kept = rivers[: max(0, lines - 1)] if cut else rivers
    return Card(
        rect,
        number,
        name,
        chief,
        asked.say(figures),
        tuple((r.cells[0], r.cells[1], r.cells[2]) for r in kept),
        len(rivers) - len(kept),
        row.uid,
    )


def _at(row: TableRow) -> Place:
    return row.at or (0.0, 0.0)
