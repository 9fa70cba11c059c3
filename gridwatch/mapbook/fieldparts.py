"""Parts of sheets that are filled in by hand: page code, signatures, remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.mapbook.ink import GREY, Hand, Ink
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.qrcode import draw_qr
from gridwatch.mapbook.recipe import RecipeKind
from gridwatch.mapbook.typesetting import wrap

if TYPE_CHECKING:
    from gridwatch.mapbook.sheets import Sheet

__all__ = ["draw_code", "draw_signatures", "draw_words"]

_FIELD = (
    Text("核查人", "checked by"),
    Text("核查日期", "on"),
    Text("录入人", "entered by"),
    Text("录入日期", "on"),
)
_PROOF = (
    Text("校对人", "read by"),
    Text("审核人", "approved by"),
    Text("制作单位", "sign maker"),
    Text("日期", "date"),
)
_HEAD = Text("页码编码", "page code")
_TALL = 14.0
"""Signatures in a box lower than so many millimetres stand in one line."""


def draw_code(ink: Ink, box: Rect, sheet: Sheet, code: str) -> None:
    """Draw a page code in figures to be typed, and as QR to be scanned."""
    side = min(box.height, box.width * 0.48)
    square = Rect(box.right - side, box.y, side, side)
    draw_qr(ink.painter, square, code)
    groups = code.split("-")
    room = square.x - box.x - 1.5
    em = box.height * 0.19
    right = square.x - 1.5
    head = Hand(box.height * 0.115, colour=GREY)
    ink.text((right, box.y + head.em * 1.4), sheet.say(_HEAD), head, align=1.0)
    y = box.y + head.em * 1.4
    for group in groups:
        y += em * 1.3
        ink.text((right, y), group, Hand(em, weight=700), align=1.0, room=room)
    # One line of it, so that a search of the PDF finds the whole code.
    ink.hint((right - room, box.bottom), code)


def draw_signatures(ink: Ink, box: Rect, sheet: Sheet) -> None:
    """Draw who signs, with lines to write on."""
    field = sheet.recipe.kind is RecipeKind.FIELD
    words = [sheet.say(text) for text in (_FIELD if field else _PROOF)]
    rows = 2 if box.height > _TALL else 1
    count = len(words) // rows
    wide, tall = box.width / count, box.height / rows
    hand = Hand(2.6)
    for i, text in enumerate(words):
        x, y = box.x + i % count * wide, box.y + i // count * tall + tall * 0.6
        ink.text((x, y), text, hand)
        start = x + ink.width(text, hand) + 1.5
        ink.line((start, y + 0.8, x + wide - 3.0, y + 0.8), 0.12)


def draw_words(ink: Ink, box: Rect, words: str, em: float) -> None:
    """Write a text wrapped into a box; what finds no room is not written."""
    lines = [line for part in words.split("\n") for line in wrap(part, box.width / em)]
    y = box.y + em
    for line in lines:
        if y > box.bottom + 0.3 * em:
            return
        ink.text((box.x, y), line, Hand(em), room=box.width)
        y += em * 1.45
