"""The contents of a book: which line stands where, with which number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gridwatch.mapbook.paper import Page, Rect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.mapbook.leaves import Leaf

__all__ = ["CONTENTS_PAGE", "ContentsLine", "ContentsPage", "contents_pages"]

CONTENTS_PAGE = Page("A4", landscape=False)
_COLUMNS = 3
_GAP = 6.0
_HEAD, _HEAD_OVERLEAF, _FOOT = 20.0, 12.0, 13.0


class _Style(NamedTuple):
    """How lines of a rank are set: type, room above and below, indent, weight."""

    em: float
    pitch: float
    indent: float
    weight: int


_STYLES = {
    "front": _Style(2.6, 5.0, 0.0, 400),
    "district": _Style(2.9, 6.2, 0.0, 600),
    "town": _Style(2.9, 6.6, 0.0, 600),
    "village": _Style(2.4, 4.4, 1.6, 400),
    "cell": _Style(2.1, 3.5, 4.4, 400),
}


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """One line: a name, and the number of its page.

    Parameters
    ----------
    rect : Rect
        Where it stands on its page.
    em : float
        Size of type.
    weight : int
        100 to 900.
    name, label : str
        What is written left and right.
    page : int
        Position of the page it leads to, from 0.
    """

    rect: Rect
    em: float
    weight: int
    name: str
    label: str
    page: int


@dataclass(frozen=True, slots=True)
class ContentsPage:
    """One page of the contents."""

    lines: tuple[ContentsLine, ...]
    number: int


def contents_pages(leaves: Sequence[Leaf]) -> tuple[ContentsPage, ...]:
    """Set the contents of a book; the number of pages does not depend on numbers.

    Parameters
    ----------
    leaves : sequence of Leaf
        All leaves; those that are listed get a line, with its number if they have one.
    """
    listed = [leaf for leaf in leaves if leaf.listed]
    pages: list[list[ContentsLine]] = [[]]
    column, y = 0, 0.0
    for i, leaf in enumerate(listed):
        style = _STYLES[leaf.rank]
        place = _column(column, len(pages) - 1)
        if y + _needed(listed, i) > place.height + 1e-9:
            column, y = column + 1, 0.0
            if column == _COLUMNS:
                pages.append([])
                column = 0
            place = _column(column, len(pages) - 1)
        rect = Rect(
            place.x + style.indent,
            place.y + y,
            place.width - style.indent,
            style.pitch,
        )
        label = leaf.labels[0] if leaf.labels else ""
        pages[-1].append(
            ContentsLine(rect, style.em, style.weight, leaf.name, label, leaf.first)
        )
        y += style.pitch
    return tuple(ContentsPage(tuple(lines), i) for i, lines in enumerate(pages))


def _needed(listed: Sequence[Leaf], i: int) -> float:
    """Return the height of a line with the first line below it, if it is a head."""
    own = _STYLES[listed[i].rank]
    following = listed[i + 1 : i + 2]
    below = [_STYLES[leaf.rank] for leaf in following]
    return own.pitch + sum(b.pitch for b in below if b.indent > own.indent)


def _column(number: int, page: int) -> Rect:
    content = CONTENTS_PAGE.content
    head = _HEAD_OVERLEAF if page else _HEAD
    width = (content.width - _GAP * (_COLUMNS - 1)) / _COLUMNS
    return Rect(
        content.x + number * (width + _GAP),
        content.y + head,
        width,
        content.height - head - _FOOT,
    )
