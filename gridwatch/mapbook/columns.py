"""Draws the table of rivers and chiefs: three rules, no upright lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.mapbook.ink import BLACK, GREY, Hand, Ink
from gridwatch.mapbook.listing import AFTER_FIGURES, COLUMNS
from gridwatch.mapbook.typesetting import CAPTION_EM, LINE_EM, PAD_EM, ROW_PAD_EM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.mapbook.pages import SheetPlan
    from gridwatch.mapbook.typesetting import Block

__all__ = ["draw_block", "draw_empty"]

_HEAVY, _MIDDLE, _FINE = 0.3, 0.15, 0.05
_HAIR = "#A9A59C"
_RIVER_RULE = "#8A867E"
_VACANT = "#C62828"
_FIRST_LINE = 0.98
"""Baseline of a row's first line below its upper edge, in ems."""


def draw_block(ink: Ink, plan: SheetPlan, block: Block) -> None:
    """Draw caption, head and rows of one block."""
    grid, rect = block.grid, block.rect
    y = _caption(ink, plan, block)
    ink.line((rect.x, y, rect.right, y), _HEAVY)
    bold = Hand(grid.em, weight=600)
    _cells(ink, block, y, grid.head, bold, centred=True)
    y += grid.head_height
    ink.line((rect.x, y, rect.right, y), _MIDDLE)
    for index in range(block.start, block.stop):
        begins = _begins(plan, block, index)
        if index > block.start:
            colour = _RIVER_RULE if begins else _HAIR
            left = rect.x if begins else rect.x + grid.widths[0]
            ink.line((left, y, rect.right, y), _FINE, colour)
        cells = grid.rows[index] if begins else (("",), *grid.rows[index][1:])
        _cells(ink, block, y, cells, Hand(grid.em), centred=False)
        y += grid.row_height(index)
    ink.line((rect.x, y, rect.right, y), _HEAVY)


def draw_empty(ink: Ink, plan: SheetPlan) -> None:
    """Say that there is no river, or that the table is overleaf, where it would be."""
    note = plan.boxes.note
    overleaf = Text(
        f"{plan.summary.zh}，河流责任表见下页", f"{plan.summary.en}; table overleaf"
    )
    text = (overleaf if plan.rows else plan.summary).of(plan.language)
    ink.text((note.x, note.y + 4.0), text, Hand(2.6, colour=GREY))


def _caption(ink: Ink, plan: SheetPlan, block: Block) -> float:
    em, rect = block.grid.em, block.rect
    continued = block.start > 0
    name = Text("河流责任表", "Rivers and chiefs")
    if continued:
        name = Text(f"{name.zh}（续）", f"{name.en} (continued)")
    y = rect.y + em * 1.35
    hand = Hand(em * 1.25, serif=True, weight=600)
    ink.text((rect.x, y), name.of(plan.language), hand)
    day = Text(f"截至 {plan.as_of}", f"as of {plan.as_of}")
    right = (
        day
        if continued
        else Text(f"{plan.summary.zh}　{day.zh}", f"{plan.summary.en}, {day.en}")
    )
    room = rect.width - ink.width(name.of(plan.language), hand) - 2 * em
    ink.text(
        (rect.right, y),
        right.of(plan.language),
        Hand(em * 0.95, colour=GREY),
        align=1.0,
        room=room,
    )
    return rect.y + em * CAPTION_EM


def _begins(plan: SheetPlan, block: Block, index: int) -> bool:
    """Tell whether a river's name is written: on its first row in this block."""
    same = plan.rows[index].river == plan.rows[index - 1].river
    return index == block.start or not same


def _cells(
    ink: Ink,
    block: Block,
    top: float,
    cells: Sequence[Sequence[str]],
    hand: Hand,
    *,
    centred: bool,
) -> None:
    grid, x = block.grid, block.rect.x
    pad, em = grid.em * PAD_EM, grid.em
    tallest = max(len(cell) for cell in cells)
    for column, lines in enumerate(cells):
        width = grid.widths[column]
        numeric = COLUMNS[column].numeric
        at = x + (width - pad - em * AFTER_FIGURES if numeric else pad)
        shift = (tallest - len(lines)) * LINE_EM / 2 if centred else 0.0
        for i, line in enumerate(lines):
            down = ROW_PAD_EM / 2 + _FIRST_LINE + (i + shift) * LINE_EM
            ink.text(
                (at, top + em * (down + (LINE_EM - 1) / 2 - 0.1)),
                line,
                _marked(hand, line),
                align=1.0 if numeric else 0.0,
                room=width - 2 * pad,
            )
        x += width


def _marked(hand: Hand, line: str) -> Hand:
    """Return the hand in red for a vacant post: that is what has to be acted on."""
    red = line in ("待定", "vacant")
    return Hand(hand.em, weight=hand.weight, colour=_VACANT if red else BLACK)
