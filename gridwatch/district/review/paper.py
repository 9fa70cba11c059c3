"""The paper way: page code, number on the page and tick, typed back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.review import replies
from gridwatch.district.review.replies import Mark, Reply
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridwatch.district.review.packages import FieldPage, RowKey

__all__ = ["TICKS", "PaperError", "page_of", "row_of", "tick_of", "typed"]

TICKS = {
    Mark.RIGHT: ("✔", "√", "1", "y", "v", "对", "是", "属实"),
    Mark.GONE: ("✖", "\u00d7", "x", "0", "n", "没有", "无", "不存在"),
    Mark.REMARK: ("✉", "?", "？", "m", "注", "备注"),
}
"""What may be typed for each tick; corrections and new rows go through the form."""


class PaperError(OfficerError):
    """A code, number or tick that is not on any sheet, in words."""


def page_of(pages: Iterable[FieldPage], code: str) -> FieldPage:
    """Return the field sheet with a code; blanks and hyphens in it do not count.

    Raises
    ------
    PaperError
        Where no sheet of the package has it.
    """
    plain = _plain(code)
    for page in pages:
        if _plain(page.code) == plain:
            return page
    raise PaperError(_NO_PAGE.filled(code=code))


_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
"""Letters that are taken for others on paper; no code has them."""


def _plain(code: str) -> str:
    return "".join(c for c in code.upper() if c.isalnum()).translate(_MEANT)


def row_of(page: FieldPage, number: int) -> RowKey:
    """Return the row behind a number of a field sheet.

    Raises
    ------
    PaperError
        Where the sheet has no such number.
    """
    if not 1 <= number <= len(page.rows):
        text = _NO_LINE.filled(code=page.code, number=number, most=len(page.rows))
        raise PaperError(text)
    return page.rows[number - 1]


def tick_of(text: str) -> Mark:
    """Return the mark that was typed.

    Raises
    ------
    PaperError
        Where it is none of `TICKS`.

    Examples
    --------
    >>> tick_of("√"), tick_of("X")
    (<Mark.RIGHT: 'right'>, <Mark.GONE: 'gone'>)
    """
    plain = text.strip().casefold()
    for mark, words in TICKS.items():
        if plain in words or plain == mark.value:
            return mark
    raise PaperError(_NO_TICK.filled(tick=text))


def typed(
    pages: Iterable[FieldPage], code: str, number: int, tick: str, remark: str = ""
) -> Reply:
    """Return the reply that a line of a field sheet gives.

    Parameters
    ----------
    pages : iterable of FieldPage
        The sheets of the package.
    code, number : str, int
        The code printed on the page and the number of the line.
    tick : str
        What was ticked (`TICKS`).
    remark : str
        What was written beside it.

    Raises
    ------
    PaperError
        Where one of them is not on the sheets.
    """
    kind, uid = row_of(page_of(pages, code), number)
    mark = tick_of(tick)
    if mark is Mark.REMARK and not remark:
        raise PaperError(_NO_WORDS.filled(number=number))
    reply = Reply(Kind(kind), uid, mark)
    return replies.remarked(reply.kind, uid, reply, remark=remark)


_NO_PAGE = Text(
    "没有页码为“{code}”的核查表。没有录入；请对照页面右上角的页码再输。",
    "No field sheet has the code “{code}”. Nothing was taken; type it again as it is "
    "printed on the page.",
)
_NO_LINE = Text(
    "第 {code} 页没有第 {number} 号（共 {most} 号）。没有录入；请核对。",
    "Page {code} has no number {number} (it ends with {most}). Nothing was taken.",
)
_NO_TICK = Text(
    "“{tick}”不是核查结论。没有录入；请输 ✔（1）、✖（0）或 ✉（?）。",
    "“{tick}” is no tick. Nothing was taken; type ✔ (1), ✖ (0) or ✉ (?).",
)
_NO_WORDS = Text(
    "第 {number} 号写了备注，却没有文字。没有录入；请补上。",
    "Number {number} is a remark without words. Nothing was taken; add them.",
)
