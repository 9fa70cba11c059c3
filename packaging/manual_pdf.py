"""The manual and its card as PDFs: cover, contents with page numbers, bookmarks.

Pages are set by Qt from the same HTML as the help window shows and pressed by
``mapbook.press``, so that the Chinese can be searched. Headings are not left alone at
the foot of a page, rows of tables are not torn.
"""

from __future__ import annotations

import math
import re
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pikepdf
from manual_html import (
    ROOT,
    TITLE,
    Chapter,
    chapters,
    png_size,
    read_chapter,
    summary,
)
from PySide6.QtCore import QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)

from gridwatch import __version__
from gridwatch.district.wording import Text
from gridwatch.mapbook.ink import GREY, Hand, Ink
from gridwatch.mapbook.press import DrawnPage, press

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPainter

BOOK, CARD = "gridwatch-manual.pdf", "gridwatch-card.pdf"
_UNIT = 10.0
"""Layout units in a millimetre."""
_PAPER = (210.0, 297.0)
_LEFT, _TOP, _WIDE, _TALL = 24.0, 22.0, 164.0, 250.0
_PIXEL = 0.12
"""Millimetres of a pixel of a picture: a window of 1366 fills the width."""
_HIGHEST = 132.0
_KEEP = 26.0
"""A heading needs so much room below it."""
_FAMILIES = ["Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"]
_BODY = 36
_SHEET = """
body { color: #1d2733; }
h1 { font-size: 74px; margin-top: 0px; margin-bottom: 40px; color: #123f6b; }
h2 { font-size: 50px; margin-top: 56px; margin-bottom: 16px; color: #123f6b; }
h3 { font-size: 42px; margin-top: 36px; margin-bottom: 10px; }
p, li { line-height: 150%; }
p { margin-top: 0px; margin-bottom: 18px; }
a { color: #1b6fb8; text-decoration: none; }
.figure { text-align: center; margin-top: 14px; margin-bottom: 26px;
  line-height: 100%; }
.caption { color: #566270; font-size: 30px; }
table { margin-top: 10px; margin-bottom: 26px; border-collapse: collapse; }
th { background-color: #eef2f5; text-align: left; }
td, th { padding: 9px; border: 2px solid #b9c2cc; }
code, pre { font-family: "Noto Sans Mono CJK SC"; font-size: 32px;
  background-color: #f1f4f7; }
blockquote { margin-left: 40px; margin-right: 40px; background-color: #eef5fb; }
"""
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_IMAGE = re.compile(r'<img src="pictures/([^"]+)"')


@dataclass(frozen=True)
class Mark:
    """A line of the contents.

    Parameters
    ----------
    level : int
        1 is a chapter.
    title : str
        What it says.
    page : int
        Counted from the first page of its chapter.
    """

    level: int
    title: str
    page: int


class SetChapter:
    """A chapter set as pages.

    Parameters
    ----------
    chapter : Chapter
        What is set.
    folder : Path
        Where its pictures are found.
    highest : float
        Tallest picture, millimetres.
    """

    def __init__(self, chapter: Chapter, highest: float = _HIGHEST) -> None:
        self.chapter = chapter
        self._pictures = {path.name: path for path in chapter.pictures}
        self._highest = highest
        self._cuts: dict[int, set[int]] = {}
        self.text = self._set()
        while self._mend():
            pass

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.text.pageCount()

    def marks(self) -> list[Mark]:
        """Return chapter and sections with their pages."""
        found = []
        for block in self._blocks():
            level = block.blockFormat().headingLevel()
            if level in (1, 2):
                page = self._page_of(block)
                found.append(Mark(level, block.text().strip(), page))
        return found

    def _set(self) -> QTextDocument:
        text = QTextDocument()
        text.setDocumentMargin(0)
        font = QFont()
        font.setFamilies(_FAMILIES)
        font.setPixelSize(_BODY)
        # Glyphs that no character is mapped to could not be searched for.
        for feature in ("liga", "locl"):
            font.setFeature(QFont.Tag(feature), 0)
        text.setDefaultFont(font)
        text.setDefaultStyleSheet(_SHEET)
        text.setPageSize(QSizeF(_WIDE * _UNIT, _TALL * _UNIT))
        image = QTextDocument.ResourceType.ImageResource.value
        for name, path in self._pictures.items():
            text.addResource(image, QUrl(f"pictures/{name}"), QImage(str(path)))
        text.setHtml(f"<body>{self._sized(self._cut(self.chapter.body))}</body>")
        # Qt counts a page of a document only after all of it has been laid out.
        text.documentLayout().documentSize()
        return text

    def _sized(self, body: str) -> str:
        def fit(found: re.Match[str]) -> str:
            wide, tall = (n * _PIXEL for n in png_size(self._pictures[found[1]]))
            zoom = min(1.0, _WIDE / wide, self._highest / tall)
            across, down = (f"{mm * zoom * _UNIT:.0f}" for mm in (wide, tall))
            return f'{found[0]} width="{across}" height="{down}"'

        return _IMAGE.sub(fit, body)

    def _cut(self, body: str) -> str:
        """Cut tables before the rows that a page's end would tear."""
        number = -1

        def cut(found: re.Match[str]) -> str:
            nonlocal number
            number += 1
            rows = _ROW.findall(found[0])
            ends = sorted(self._cuts.get(number, ()))
            pieces, start = [], 1
            for end in [*ends, len(rows)]:
                head = f"<thead>{rows[0]}</thead>"
                pieces.append("".join([head, *rows[start:end]]))
                start = end
            broken = '<table width="100%" style="page-break-before: always">'
            whole = '<table width="100%">'
            return "".join(
                (broken if n else whole) + piece + "</table>"
                for n, piece in enumerate(pieces)
                if piece
            )

        return _TABLE.sub(cut, body)

    # --- mending ----------------------------------------------------------------------

    def _mend(self) -> bool:
        """Mend the first thing that stands badly; tell whether there was one."""
        if self._cut_one():
            self.text = self._set()
            return True
        return self._move_heading()

    def _cut_one(self) -> bool:
        number, before = -1, 0
        for table in self._tables():
            first = before == 0
            rows = table.rows()
            torn = self._torn(table)
            number, before = self._numbered(number, before)
            if torn is not None and torn > (1 if first or torn > 1 else 0):
                done = self._cuts.setdefault(number, set())
                at = self._start + torn
                if at not in done:
                    done.add(at)
                    return True
            self._start += rows - 1
            before = self._start
        return False

    def _numbered(self, number: int, before: int) -> tuple[int, int]:
        """Return which table of the source this piece belongs to."""
        cuts = sorted(self._cuts.get(number, ())) if number >= 0 else []
        if number >= 0 and before in [cut - 1 for cut in cuts]:
            return number, before
        self._start = 0
        return number + 1, 0

    _start = 0

    def _torn(self, table: QTextTable) -> int | None:
        """Return the first row that does not end on the page where it begins."""
        for y in range(1, table.rows()):
            tops, ends = [], []
            for x in range(table.columns()):
                cell = table.cellAt(y, x)
                tops.append(self._page_of(cell.firstCursorPosition().block()))
                ends.append(self._page_of(cell.lastCursorPosition().block(), end=True))
            if max(ends) > min(tops):
                return y
        head = self._page_of(table.cellAt(0, 0).firstCursorPosition().block())
        if table.rows() > 1:
            first = self._page_of(table.cellAt(1, 0).firstCursorPosition().block())
            if first > head:
                return 1
        return None

    def _move_heading(self) -> bool:
        for block in self._blocks():
            if not _breaks(block) and self._stands_badly(block):
                form = QTextBlockFormat()
                always = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
                form.setPageBreakPolicy(always)
                QTextCursor(block).mergeBlockFormat(form)
                self.text.documentLayout().documentSize()
                return True
        return False

    def _stands_badly(self, block: QTextBlock) -> bool:
        """Tell whether a picture lost its caption, or a heading what follows it."""
        if "\N{OBJECT REPLACEMENT CHARACTER}" in block.text():
            return self._page_of(block) < self._page_of(block, end=True)
        if block.blockFormat().headingLevel() < 2:
            return False
        room = _TALL * _UNIT * (self._page_of(block) + 1) - self._rect(block).bottom()
        return room < _KEEP * _UNIT or self._alone(block)

    def _alone(self, block: QTextBlock) -> bool:
        """Tell whether what follows a heading begins on the next page."""
        after = block.next()
        return after.isValid() and self._page_of(after) > self._page_of(block)

    # --- where things stand -----------------------------------------------------------

    def _blocks(self) -> list[QTextBlock]:
        found, block = [], self.text.begin()
        while block.isValid():
            found.append(block)
            block = block.next()
        return found

    def _tables(self) -> list[QTextTable]:
        frames = self.text.rootFrame().childFrames()
        tables = [frame for frame in frames if isinstance(frame, QTextTable)]
        return sorted(tables, key=lambda table: table.firstPosition())

    def _rect(self, block: QTextBlock) -> QRectF:
        return self.text.documentLayout().blockBoundingRect(block)

    def _page_of(self, block: QTextBlock, *, end: bool = False) -> int:
        rect = self._rect(block)
        at = rect.bottom() - 1 if end else rect.top() + 1
        return math.floor(at / (_TALL * _UNIT))

    # --- drawing ----------------------------------------------------------------------

    def drawer(self, number: int) -> Callable[[QPainter], None]:
        """Return what draws one page of it, counted from 0."""

        def draw(painter: QPainter) -> None:
            painter.save()
            painter.translate(_LEFT, _TOP)
            painter.scale(1 / _UNIT, 1 / _UNIT)
            painter.translate(0.0, -number * _TALL * _UNIT)
            area = QRectF(0, number * _TALL * _UNIT, _WIDE * _UNIT, _TALL * _UNIT)
            # Not the first row of dots of what stands on the next page.
            painter.setClipRect(area.adjusted(0, 0, 0, -1))
            self.text.drawContents(painter, area)
            painter.restore()

        return draw


def _breaks(block: QTextBlock) -> bool:
    policy = block.blockFormat().pageBreakPolicy()
    return bool(policy & QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)


# --- the book -------------------------------------------------------------------------

_LINES = 38
_LINE = 6.4
_ENGLISH = 96
"""Letters in a line of the summary on the cover."""


def write_book(path: Path, folder: Path) -> int:
    """Write the manual; returns its pages."""
    parts = [SetChapter(chapter) for chapter in chapters(folder)]
    lines = [mark for part in parts for mark in part.marks()]
    front = 1 + math.ceil(len(lines) / _LINES)
    starts, at = [], front
    for part in parts:
        starts.append(at)
        at += part.pages
    listed = [
        Mark(mark.level, mark.title, start + mark.page)
        for part, start in zip(parts, starts, strict=True)
        for mark in part.marks()
    ]
    pages = [_page(_cover(summary(folder)))]
    pages.extend(
        _page(_contents(listed[first : first + _LINES], first == 0))
        for first in range(0, len(listed), _LINES)
    )
    for part in parts:
        title = part.chapter.title
        first = len(pages) + 1
        pages.extend(
            _page(_numbered(part.drawer(n), title, first + n))
            for n in range(part.pages)
        )
    press(path, pages, title=TITLE)
    _finish(path, listed)
    return len(pages)


def write_card(path: Path, folder: Path) -> int:
    """Write the card; returns its pages."""
    part = SetChapter(read_chapter("", "card", folder / "card.md"), highest=58.0)
    title = "gridwatch 快速上手"
    pages = [
        _page(_numbered(part.drawer(n), title, n + 1, of=part.pages))
        for n in range(part.pages)
    ]
    return press(path, pages, title=title)


def _page(draw: Callable[[QPainter], None]) -> DrawnPage:
    return DrawnPage(*_PAPER, draw, Text(TITLE, TITLE), bookmark=False)


def _cover(english: str) -> Callable[[QPainter], None]:
    return lambda painter: _draw_cover(painter, textwrap.wrap(english, _ENGLISH))


def _draw_cover(painter: QPainter, english: Sequence[str]) -> None:
    ink = Ink(painter)
    painter.fillRect(QRectF(0, 0, _PAPER[0], 112), QColor("#123f6b"))
    white = "#ffffff"
    ink.text((_LEFT, 62), "河长制网格化管理", Hand(13.0, weight=700, colour=white))
    ink.text((_LEFT, 82), "用户手册", Hand(9.0, colour=white))
    ink.text((_LEFT, 134), f"gridwatch {__version__}", Hand(5.5))
    ink.text(
        (_LEFT, 146), "写给区河长办的 GIS 专员：一个人、一台电脑、没有网络", Hand(4.4)
    )
    words = "图片由程序从虚构的示例“云溪区”生成。在程序里按 F1，翻到正用的那一节。"
    ink.text((_LEFT, 156), words, Hand(3.8, colour=GREY))
    for n, line in enumerate(english):
        ink.text((_LEFT, 232 + 5.4 * n), line, Hand(3.4, colour=GREY))


def _contents(lines: Sequence[Mark], first: bool) -> Callable[[QPainter], None]:
    def draw(painter: QPainter) -> None:
        ink, y = Ink(painter), _TOP + 8
        if first:
            ink.text((_LEFT, y), "目录", Hand(7.4, weight=700))
        y += 8
        for mark in lines:
            chapter = mark.level == 1
            hand = Hand(3.9 if chapter else 3.5, weight=700 if chapter else 400)
            left = _LEFT if chapter else _LEFT + 8
            number = str(mark.page + 1)
            ink.text((left, y), mark.title, hand, room=_WIDE - 24)
            ink.text((_LEFT + _WIDE, y), number, hand, align=1.0)
            begin = left + ink.width(mark.title, hand) + 3
            end = _LEFT + _WIDE - ink.width(number, hand) - 3
            dots = " ." * max(0, int((end - begin) / ink.width(" .", _DOTS)))
            ink.text((end, y), dots, _DOTS, align=1.0)
            y += _LINE

    return draw


_DOTS = Hand(3.2, colour=GREY)


def _numbered(
    draw: Callable[[QPainter], None], title: str, number: int, of: int = 0
) -> Callable[[QPainter], None]:
    def whole(painter: QPainter) -> None:
        draw(painter)
        ink, small = Ink(painter), Hand(3.1, colour=GREY)
        ink.text((_LEFT, 13), title, small)
        words = f"{number} / {of}" if of else str(number)
        ink.text((_LEFT + _WIDE, 287), words, small, align=1.0)
        ink.text((_LEFT, 287), f"gridwatch {__version__}", small)

    return whole


def _finish(path: Path, listed: Sequence[Mark]) -> None:
    """Add bookmarks in two levels, and links to the lines of the contents."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("目录", 1))
            for mark in listed:
                item = pikepdf.OutlineItem(mark.title, mark.page)
                if mark.level == 1:
                    outline.root.append(item)
                else:
                    outline.root[-1].children.append(item)
        for place, mark in enumerate(listed):
            sheet = pdf.pages[1 + place // _LINES]
            top = _TOP + 16 + (place % _LINES) * _LINE
            link = _link(top, pdf.pages[mark.page])
            notes = sheet.obj.get("/Annots", pikepdf.Array())
            notes.append(pdf.make_indirect(link))
            sheet.obj["/Annots"] = notes
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.save(path)


def _link(y: float, target: pikepdf.Page) -> pikepdf.Dictionary:
    point = 72 / 25.4
    bottom = (_PAPER[1] - y - 1.5) * point
    rect = [_LEFT * point, bottom, (_LEFT + _WIDE) * point, bottom + _LINE * point]
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=rect,
        Border=[0, 0, 0],
        Dest=[target.obj, pikepdf.Name.Fit],
    )


def main() -> None:
    """Write both PDFs beside the pages of the manual."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "manual"
    place.mkdir(parents=True, exist_ok=True)
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    folder = ROOT / "docs" / "manual"
    for name, write in ((BOOK, write_book), (CARD, write_card)):
        pages = write(place / name, folder)
        sys.stdout.write(f"{place / name}: {pages} pages\n")
    del app


if __name__ == "__main__":
    main()
