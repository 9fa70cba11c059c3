"""Large pages on small paper: tiles with overlap, crop marks, and what goes where."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt

from gridwatch.cartography.pdf.engine import reused
from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.ink import BLACK, GREY, Hand, Ink, rectangle
from gridwatch.mapbook.paper import PAPERS, Rect
from gridwatch.mapbook.press import DrawnPage, Grounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

__all__ = ["OVERLAP", "Tiling", "plan_tiling", "tiled"]

MARGIN = 12.0
"""What most printers cannot reach, and room for marks and words, millimetres."""
OVERLAP = 10.0
_MARK = (1.5, 5.5)
"""Crop marks begin and end so far from the picture."""
_KEY = 3.8
"""Height of the small drawing of all tiles."""


@dataclass(frozen=True)
class Tiling:
    """How a large page is cut.

    Parameters
    ----------
    width, height : float
        Of the paper of a tile, millimetres.
    across, down : int
        Tiles beside and below each other.
    overlap : float
        What neighbours show twice, millimetres.
    """

    width: float
    height: float
    across: int
    down: int
    overlap: float = OVERLAP

    @property
    def number(self) -> int:
        """How many tiles there are."""
        return self.across * self.down

    def window(self, row: int, column: int) -> Rect:
        """Return what a tile shows, millimetres of the large page."""
        wide, tall = self.width - 2 * MARGIN, self.height - 2 * MARGIN
        left = column * (wide - self.overlap)
        top = row * (tall - self.overlap)
        return Rect(left, top, wide, tall)

    def name(self, row: int, column: int) -> str:
        """Return the name of a tile: row as a letter, column as a number.

        Examples
        --------
        >>> Tiling(210, 297, 5, 30).name(0, 1), Tiling(210, 297, 5, 30).name(27, 0)
        ('A2', 'AB1')
        """
        letters, rest = "", row
        while rest >= 0:
            letters = chr(ord("A") + rest % 26) + letters
            rest = rest // 26 - 1
        return f"{letters}{column + 1}"


def plan_tiling(
    width: float, height: float, paper: str = "A4", overlap: float = OVERLAP
) -> Tiling:
    """Return how a page is cut into the fewest tiles.

    Parameters
    ----------
    width, height : float
        Of the large page, millimetres.
    paper : str
        A key of `gridwatch.mapbook.paper.PAPERS`.
    overlap : float
        Millimetres.

    Examples
    --------
    >>> cut = plan_tiling(841, 1189, "A3")
    >>> (cut.across, cut.down, cut.number)
    (3, 5, 15)
    """
    short, long = PAPERS[paper]
    cuts = []
    for wide, tall in ((short, long), (long, short)):
        step = (wide - 2 * MARGIN - overlap, tall - 2 * MARGIN - overlap)
        across = max(1, math.ceil((width - overlap) / step[0] - 1e-9))
        down = max(1, math.ceil((height - overlap) / step[1] - 1e-9))
        cuts.append(Tiling(wide, tall, across, down, overlap))
    return min(cuts, key=lambda cut: cut.number)


def tiled(
    pages: Sequence[DrawnPage],
    paper: str = "A4",
    overlap: float = OVERLAP,
    language: Language = Language.ZH,
) -> list[DrawnPage]:
    """Return pages cut into tiles; one that fits the paper stays whole."""
    found: list[DrawnPage] = []
    for page in pages:
        short, long = PAPERS[paper]
        sides = sorted((page.width, page.height))
        if sides[0] <= short and sides[1] <= long:
            found.append(page)
            continue
        cut = plan_tiling(page.width, page.height, paper, overlap)
        places = [(r, c) for r in range(cut.down) for c in range(cut.across)]
        found += [_tile(page, cut, place, language) for place in places]
    return found


def _tile(
    page: DrawnPage, cut: Tiling, place: tuple[int, int], language: Language
) -> DrawnPage:
    name = cut.name(*place)

    def draw(painter: QPainter) -> None:
        _draw_part(painter, page, cut.window(*place))
        ink = Ink(painter)
        _draw_marks(ink, page, cut, place)
        _draw_words(ink, page, cut, place, language)

    return DrawnPage(
        cut.width,
        cut.height,
        draw,
        Text(f"{page.title.zh} {name}", f"{page.title.en} {name}"),
        grounded=_grounded(page, cut.window(*place)),
    )


def _draw_part(painter: QPainter, page: DrawnPage, window: Rect) -> None:
    painter.save()
    room = Rect(MARGIN, MARGIN, window.width, window.height)
    painter.setClipRect(rectangle(room), Qt.ClipOperation.IntersectClip)
    painter.translate(MARGIN - window.x, MARGIN - window.y)
    whole = QRectF(0.0, 0.0, page.width, page.height)
    reused(painter, ("page", id(page)), whole, page.draw)
    painter.restore()


def _shown(page: DrawnPage, window: Rect) -> Rect:
    """Return where the part of the large page lies on its tile."""
    wide = min(window.width, page.width - window.x)
    tall = min(window.height, page.height - window.y)
    return Rect(MARGIN, MARGIN, wide, tall)


def _draw_marks(ink: Ink, page: DrawnPage, cut: Tiling, place: tuple[int, int]) -> None:
    """Draw crop marks at the corners, and where the next tiles begin."""
    box = _shown(page, cut.window(*place))
    near, far = _MARK
    for x, out in ((box.x, -1.0), (box.right, 1.0)):
        for y, up in ((box.y, -1.0), (box.bottom, 1.0)):
            ink.line((x + out * near, y, x + out * far, y), 0.1, BLACK)
            ink.line((x, y + up * near, x, y + up * far), 0.1, BLACK)
    row, column = place
    if column:
        x = box.x + cut.overlap
        ink.line((x, box.y - near - 2.0, x, box.y - near), 0.1, GREY)
        ink.line((x, box.bottom + near, x, box.bottom + near + 2.0), 0.1, GREY)
    if row:
        y = box.y + cut.overlap
        ink.line((box.x - near - 2.0, y, box.x - near, y), 0.1, GREY)
        ink.line((box.right + near, y, box.right + near + 2.0, y), 0.1, GREY)


def _draw_words(
    ink: Ink,
    page: DrawnPage,
    cut: Tiling,
    place: tuple[int, int],
    language: Language,
) -> None:
    """Say in the lower margin which tile it is, and what it is glued to."""
    row, column = place
    name = cut.name(row, column)
    foot = cut.height - 3.0
    ink.text((MARGIN + 10.0, foot), name, Hand(4.2, weight=700))
    title = page.title.of(language)
    told = Text(
        f"{title}　第 {row + 1} 行第 {column + 1} 列，共 {cut.down} 行 "
        f"{cut.across} 列（{cut.number} 张）{_glue(cut, place).zh}",
        f"{title}   row {row + 1}, column {column + 1} of {cut.down} by {cut.across} "
        f"({cut.number} tiles){_glue(cut, place).en}",
    ).of(language)
    left = MARGIN + 12.0 + ink.width(name, Hand(4.2, weight=700))
    right = cut.width - MARGIN - 10.0
    key = min(16.0, _KEY * cut.across / cut.down)
    room = right - key - 4.0 - left
    ink.text((left, foot), told, Hand(2.3, colour=GREY), room=room)
    _draw_key(ink, cut, place, Rect(right - key, cut.height - 6.2, key, _KEY))


def _glue(cut: Tiling, place: tuple[int, int]) -> Text:
    """Return the words on the tiles that this one is glued over."""
    row, column = place
    before = []
    if column:
        before.append(cut.name(row, column - 1))
    if row:
        before.append(cut.name(row - 1, column))
    if not before:
        return Text("", "")
    zh, en = "、".join(before), " and ".join(before)
    return Text(
        f"；沿灰色短线与 {zh} 重叠 {cut.overlap:g} mm 粘贴",
        f"; glue with {cut.overlap:g} mm over {en}, at the grey ticks",
    )


def _draw_key(ink: Ink, cut: Tiling, place: tuple[int, int], box: Rect) -> None:
    """Draw all tiles small, this one filled."""
    wide, tall = box.width / cut.across, box.height / cut.down
    for row in range(cut.down):
        for column in range(cut.across):
            cell = Rect(box.x + column * wide, box.y + row * tall, wide, tall)
            ink.box(cell, 0.08, GREY, GREY if (row, column) == place else "")


def _grounded(page: DrawnPage, window: Rect) -> Grounded | None:
    """Return where the part of a map on a tile lies."""
    lies = page.grounded
    # A part of a turned map is turned around another middle than the whole.
    if lies is None or lies.turn:
        return None
    frame = lies.frame
    left, top = max(frame.x, window.x), max(frame.y, window.y)
    right = min(frame.right, window.right)
    bottom = min(frame.bottom, window.bottom)
    if right - left <= 1.0 or bottom - top <= 1.0:
        return None
    west, south, east, north = lies.extent
    metres = (east - west) / frame.width
    extent = (
        west + (left - frame.x) * metres,
        north - (bottom - frame.y) * (north - south) / frame.height,
        west + (right - frame.x) * metres,
        north - (top - frame.y) * (north - south) / frame.height,
    )
    part = Rect(
        left - window.x + MARGIN, top - window.y + MARGIN, right - left, bottom - top
    )
    return Grounded(part, extent, lies.crs)
