"""Draws tables of a recipe and the small tables of towns: rules, no upright lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.mapbook.cards import CARD_HEAD, CARD_LINE
from gridwatch.mapbook.ink import BLACK, GREY, Hand, Ink
from gridwatch.mapbook.listing import AFTER_FIGURES
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.tablecolumns import SOURCE_NAMES
from gridwatch.mapbook.typesetting import CAPTION_EM, LINE_EM, PAD_EM, ROW_PAD_EM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.mapbook.settables import SetTable, TablePiece
    from gridwatch.mapbook.sheets import Card, Sheet

__all__ = ["draw_card", "draw_nothing", "draw_piece"]

_HEAVY, _MIDDLE, _FINE = 0.3, 0.15, 0.05
_HAIR, _GROUP, _VACANT = "#A9A59C", "#8A867E", "#C62828"
_FIRST_LINE = 0.98
_TICK = 1.25
"""Edge of a box to tick, ems."""
_RED = ("待定", "vacant", "过期", "stale", "未登记", "not registered")
_ROWS = Text("共 {n} 条", "{n} rows")
_NOTHING = {
    "segments": Text("辖区内没有登记的河段。", "No river segment is recorded here."),
    "rivers": Text("辖区内没有登记的河流。", "No river is recorded here."),
    "ownership": Text("辖区内没有登记的河段。", "No river segment is recorded here."),
    "signboards": Text("辖区内没有登记的公示牌。", "No signboard is recorded here."),
    "outfalls": Text("辖区内没有登记的排污口。", "No outfall is recorded here."),
    "chiefs": Text("没有登记的责任人。", "Nobody is recorded."),
    "areas": Text("没有登记的下级行政区。", "No area below is recorded."),
}


def draw_piece(ink: Ink, sheet: Sheet, piece: TablePiece, f: float) -> None:
    """Draw caption, head and rows of one piece of a table."""
    grid, rect = piece.grid, piece.rect
    if piece.captioned:
        _caption(ink, sheet, piece)
    y = rect.y + grid.em * CAPTION_EM
    ink.line((rect.x, y, rect.right, y), _HEAVY * f)
    bold = Hand(grid.em, weight=600)
    _cells(ink, piece, y, grid.head, bold, centred=True)
    y += grid.head_height
    ink.line((rect.x, y, rect.right, y), _MIDDLE * f)
    for index in range(piece.start, piece.stop):
        _row(ink, piece, index, y, f)
        y += grid.row_height(index)
    ink.line((rect.x, y, rect.right, y), _HEAVY * f)


def draw_nothing(
    ink: Ink, sheet: Sheet, table: SetTable, rect: Rect, em: float
) -> None:
    """Say that a table has no row, or stands overleaf, where it would stand."""
    overleaf = Text("表见下页。", "See the table overleaf.")
    words = overleaf if table.rows else _NOTHING[table.recipe.rows]
    name = _title(table)
    hand = Hand(em * 1.25, serif=True, weight=600)
    ink.text((rect.x, rect.y + em * 1.35), sheet.say(name), hand)
    ink.text((rect.x, rect.y + em * 3.2), sheet.say(words), Hand(em, colour=GREY))


def _title(table: SetTable) -> Text:
    own = table.recipe.title
    return own if own.zh else SOURCE_NAMES[table.recipe.rows]


def _caption(ink: Ink, sheet: Sheet, piece: TablePiece) -> None:
    em, rect = piece.grid.em, piece.rect
    name, table = _title(piece.table), piece.table
    if piece.start > 0:
        name = Text(f"{name.zh}（续表）", f"{name.en} (continued)")
    y = rect.y + em * 1.35
    hand = Hand(em * 1.25, serif=True, weight=600)
    ink.text((rect.x, y), sheet.say(name), hand, room=rect.width)
    rows = _ROWS.filled(n=table.number)
    if piece.start > 0 or piece.stop < len(table.rows):
        last = min(piece.stop, table.number)
        here = f"{piece.start + 1}—{last}" if last > piece.start else str(last)
        rows = Text(f"第 {here} 条，{rows.zh}", f"{here} of {table.number}")
    day = Text(f"{rows.zh}　截至 {sheet.as_of}", f"{rows.en}, as of {sheet.as_of}")
    room = rect.width - ink.width(sheet.say(name), hand) - 2 * em
    if room > 6 * em:
        grey = Hand(em * 0.95, colour=GREY)
        ink.text((rect.right, y), sheet.say(day), grey, align=1.0, room=room)


def _row(ink: Ink, piece: TablePiece, index: int, y: float, f: float) -> None:
    grid, rect, rows = piece.grid, piece.rect, piece.table.rows
    row = rows[index]
    column = _group_column(piece.table)
    same = (
        index > piece.start
        and bool(row.group)
        and not row.total
        and rows[index - 1].group == row.group
    )
    if index > piece.start:
        begins = column is None or not same
        left = rect.x if begins or column != 0 else rect.x + grid.widths[0]
        width = _MIDDLE if row.total else _FINE
        colour = BLACK if row.total else _GROUP if begins else _HAIR
        ink.line((left, y, rect.right, y), width * f, colour)
    cells = list(grid.rows[index])
    if same and column is not None:
        cells[column] = ("",)
    hand = Hand(grid.em, weight=600 if row.total else 400)
    _cells(ink, piece, y, cells, hand, centred=False)
    if not row.total:
        _boxes(ink, piece, index, y, f)


def _group_column(table: SetTable) -> int | None:
    """Return the column that rows of one river share."""
    keys = [column.key for column in table.recipe.columns]
    return keys.index("river") if "river" in keys[:1] else None


def _boxes(ink: Ink, piece: TablePiece, index: int, top: float, f: float) -> None:
    """Draw the boxes to tick of a row."""
    grid, em = piece.grid, piece.grid.em
    first = len(piece.table.heads) - piece.table.ticks
    x = piece.rect.x + sum(grid.widths[:first])
    side = _TICK * em
    middle = top + grid.row_height(index) / 2
    for column in range(first, len(piece.table.heads)):
        width = grid.widths[column]
        box = Rect(x + (width - side) / 2, middle - side / 2, side, side)
        ink.box(box, 0.18 * f)
        x += width


def _cells(
    ink: Ink,
    piece: TablePiece,
    top: float,
    cells: Sequence[Sequence[str]],
    hand: Hand,
    *,
    centred: bool,
) -> None:
    grid, x, table = piece.grid, piece.rect.x, piece.table
    pad, em = grid.em * PAD_EM, grid.em
    tallest = max(len(cell) for cell in cells)
    ticks = len(table.heads) - table.ticks
    for column, lines in enumerate(cells):
        width, numeric = grid.widths[column], table.numeric[column]
        at, align = x + pad, 0.0
        if numeric:
            at, align = x + width - pad - em * AFTER_FIGURES, 1.0
        if column >= ticks:
            at, align = x + width / 2, 0.5
        shift = (tallest - len(lines)) * LINE_EM / 2 if centred else 0.0
        for i, line in enumerate(lines):
            down = ROW_PAD_EM / 2 + _FIRST_LINE + (i + shift) * LINE_EM
            y = top + em * (down + (LINE_EM - 1) / 2 - 0.1)
            room = width - 2 * pad
            ink.text((at, y), line, _marked(hand, line), align=align, room=room)
        x += width


def _marked(hand: Hand, line: str) -> Hand:
    """Return the hand in red for what has to be acted on."""
    colour = _VACANT if line in _RED else hand.colour
    return Hand(hand.em, hand.serif, hand.weight, colour)


def draw_card(ink: Ink, sheet: Sheet, card: Card, em: float) -> None:
    """Draw the small table of one town: number, name, chief, figures, rivers."""
    r, f = card.rect, em / 2.3
    ink.box(r, 0.12 * f, "#8F887C", "#FFFFFF")
    head = Rect(r.x, r.y, r.width, 2.5 * em)
    ink.box(head, 0.0, fill="#EEF3F7")
    radius = 0.95 * em
    middle = r.x + 1.5 * em, r.y + 1.25 * em
    number = Hand(em * 1.05, weight=600, colour="#FFFFFF")
    ink.disc(middle, radius, "#0B4F8A")
    ink.text((middle[0], middle[1] + em * 0.38), str(card.number), number, align=0.5)
    name = Hand(em * 1.3, serif=True, weight=600)
    left = r.x + 3.1 * em
    ink.text((left, r.y + 1.7 * em), card.name, name, room=r.width * 0.45)
    told = sheet.say(Text(f"镇级河长 {card.chief}", f"Chief {card.chief}"))
    room = r.right - left - min(ink.width(card.name, name), r.width * 0.45) - 2 * em
    at = r.right - 0.8 * em, r.y + 1.65 * em
    ink.text(at, told, Hand(em), align=1.0, room=max(room, 4 * em))
    grey = Hand(em * 0.92, colour=GREY)
    wide = r.width - 1.6 * em
    ink.text((r.x + 0.8 * em, r.y + 3.9 * em), card.figures, grey, room=wide)
    _card_lines(ink, card, em)
    if card.more:
        words = sheet.say(Text(f"另有 {card.more} 条河流", f"and {card.more} more"))
        y = r.y + (CARD_HEAD + 1.2 + len(card.lines) * CARD_LINE) * em
        ink.text((r.x + 0.8 * em, y), words, grey)


def _card_lines(ink: Ink, card: Card, em: float) -> None:
    r, pad = card.rect, 0.8 * em
    y, hand = r.y + (CARD_HEAD + 0.35) * em, Hand(em)
    for river, length, chief in card.lines:
        rule = y - 0.35 * em
        ink.line((r.x + pad, rule, r.right - pad, rule), 0.02 * em, _HAIR)
        base = y + 0.85 * em
        ink.text((r.x + pad, base), river, hand, room=r.width * 0.34)
        ink.text((r.x + r.width * 0.55, base), length, hand, align=1.0)
        ink.text((r.x + r.width * 0.59, base), chief, hand, room=r.width * 0.38)
        y += CARD_LINE * em
