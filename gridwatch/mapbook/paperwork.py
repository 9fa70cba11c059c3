"""Documents set as A4 pages: official letters, forms and lists."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTableFormat,
)

from gridwatch.cartography.lettering import FontSet
from gridwatch.district.documents import (
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Signature,
    Table,
)
from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.ink import GREY, Hand, Ink, font_of
from gridwatch.mapbook.press import DrawnPage, press

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QPainter, QTextTable

    from gridwatch.district.documents import Block

__all__ = ["pages_of", "write_pdf"]

_UNIT = 10.0
"""Layout units in a millimetre."""
_POINT = 25.4 / 72
_A4 = (210.0, 297.0)
_PORTRAIT = (28.0, 37.0, 26.0, 35.0)
"""Left, top, right, bottom, millimetres: GB/T 9704-2012, type area 156 by 225."""
_LANDSCAPE = (22.0, 24.0, 22.0, 22.0)
_TITLE, _HEADINGS, _BODY, _CELL, _SMALL = 22.0, (16.0, 15.0, 14.0), 14.0, 10.5, 9.0
"""Sizes of type, points."""
_PAGE = Text("第 {n} 页，共 {total} 页", "page {n} of {total}")
_LINE_HEIGHT = 140.0
_PADDING = 1.1
_LINE_BELOW = 4.0
_AT_ONCE = 80
"""Rows set before looking where the page ends; no page holds so many."""
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignJustify,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


def write_pdf(
    path: Path,
    documents: Document | Sequence[Document],
    language: Language = Language.ZH,
) -> int:
    """Write one document, or several one after the other; returns the pages.

    Raises
    ------
    OfficerError
        Where the file cannot be written; an older one stands untouched.
    """
    several = [documents] if isinstance(documents, Document) else list(documents)
    pages = [page for one in several for page in pages_of(one, language)]
    title = several[0].title.of(language) if several else ""
    english = language is Language.EN
    return press(path, pages, title=title, english=english)


def pages_of(document: Document, language: Language = Language.ZH) -> list[DrawnPage]:
    """Return the pages of a document; needs a running QGuiApplication."""
    return _Setter(document, language).pages()


class _Setter:
    """Sets one document."""

    def __init__(self, document: Document, language: Language) -> None:
        self._document, self._language = document, language
        across, down = _A4[::-1] if document.landscape else _A4
        self._paper = across, down
        left, top, right, bottom = _LANDSCAPE if document.landscape else _PORTRAIT
        self._area = left, top, across - left - right, down - top - bottom
        self._fonts = FontSet.installed(paper=True)
        self._text = QTextDocument()
        self._text.setDocumentMargin(0)
        self._text.setPageSize(QSizeF(self._area[2] * _UNIT, self._area[3] * _UNIT))
        self._cursor = QTextCursor(self._text)
        self._fresh = True
        self._break = False
        self._pictures = 0
        self._title(document.title.of(language), document.subtitle)
        for block in document.blocks:
            self._add(block)

    def pages(self) -> list[DrawnPage]:
        total = self._text.pageCount()
        width, height = self._paper
        return [
            DrawnPage(
                width, height, self._drawer(n, total), self._document.title, n == 0
            )
            for n in range(total)
        ]

    def _drawer(self, number: int, total: int) -> Callable[[QPainter], None]:
        left, top, wide, tall = self._area

        def draw(painter: QPainter) -> None:
            painter.save()
            painter.translate(left, top)
            painter.scale(1 / _UNIT, 1 / _UNIT)
            painter.translate(0.0, -number * tall * _UNIT)
            rect = QRectF(0.0, number * tall * _UNIT, wide * _UNIT, tall * _UNIT)
            self._text.drawContents(painter, rect)
            painter.restore()
            self._draw_foot(painter, number, total)

        return draw

    def _draw_foot(self, painter: QPainter, number: int, total: int) -> None:
        left, _, wide, _ = self._area
        y = self._paper[1] - 12.0
        ink, hand = Ink(painter), Hand(3.2, colour=GREY)
        words = _PAGE.of(self._language).format(n=number + 1, total=total)
        ink.text((left + wide, y), words, hand, align=1.0)
        if self._document.foot is not None:
            room = wide - ink.width(words, hand) - 6.0
            ink.text((left, y), self._document.foot.of(self._language), hand, room=room)

    # --- blocks -----------------------------------------------------------------

    def _add(self, block: Block) -> None:
        if isinstance(block, Heading):
            size = _HEADINGS[min(block.level, len(_HEADINGS)) - 1]
            form = self._block("left", before=3.0, after=1.0)
            form.setNonBreakableLines(True)
            self._line(form, block.text.of(self._language), size, weight=700, hei=True)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Signature):
            self._signature(block)
        else:
            assert isinstance(block, PageBreak)
            self._break = True

    def _title(self, title: str, subtitle: Text | None) -> None:
        self._line(self._block("center", after=3.0), title, _TITLE, weight=700)
        if subtitle is not None:
            words = subtitle.of(self._language)
            self._line(self._block("center", after=4.0), words, _HEADINGS[2])

    def _paragraph(self, block: Paragraph) -> None:
        form = self._block(block.align, after=1.0)
        indented = block.indent and block.align == "left"
        if indented and self._language is Language.ZH:
            form.setTextIndent(2 * _BODY * _POINT * _UNIT)
        weight = 700 if block.bold else 400
        self._line(form, block.text.of(self._language), _BODY, weight=weight)

    def _block(
        self, align: str, *, before: float = 0.0, after: float = 0.0
    ) -> QTextBlockFormat:
        form = QTextBlockFormat()
        form.setAlignment(_ALIGN[align])
        form.setTopMargin(before * _UNIT)
        form.setBottomMargin(after * _UNIT)
        kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight
        form.setLineHeight(_LINE_HEIGHT, kind.value)
        return form

    def _line(
        self,
        form: QTextBlockFormat,
        words: str,
        points: float,
        *,
        weight: int = 400,
        hei: bool = False,
    ) -> None:
        if self._break:
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            self._break = False
        if self._fresh:
            self._cursor.setBlockFormat(form)
            self._fresh = False
        else:
            self._cursor.insertBlock(form)
        self._cursor.insertText(words, self._letters(points, weight=weight, hei=hei))

    def _letters(
        self, points: float, *, weight: int = 400, hei: bool = False
    ) -> QTextCharFormat:
        hand = Hand(points * _POINT, serif=not hei, weight=weight)
        font = font_of(self._fonts, hand)
        font.setPixelSize(max(1, round(points * _POINT * _UNIT)))
        letters = QTextCharFormat()
        letters.setFont(font)
        letters.setForeground(QColor("#111111"))
        return letters

    def _table(self, block: Table) -> None:
        """Set a table page by page: Qt would tear a row at the foot of a page."""
        rows = list(block.rows)
        fresh = False
        while True:
            self._gap()
            some = rows[:_AT_ONCE]
            table = self._grid(block, some)
            torn = self._torn(table, len(some))
            if torn is None or (torn == 1 and fresh):
                fresh, kept = False, len(some)
            else:
                kept, fresh = torn - 1, True
                first = 0 if kept == 0 else torn
                table.removeRows(first, table.rows() - first)
                self._break = True
            self._after_table()
            rows = rows[kept:]
            if not rows:
                return
            if not self._break:
                self._break = fresh = True

    def _after_table(self) -> None:
        """Go on in the line that stands below each table, instead of under it."""
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._cursor.setBlockCharFormat(self._letters(1.0))
        self._fresh = True

    def _torn(self, table: QTextTable, rows: int) -> int | None:
        """Return the first row that does not stand whole on its head's page."""
        layout = self._text.documentLayout()
        tall = self._area[3] * _UNIT
        # Room for the line below the table, or that begins a page by itself.
        foot = (_PADDING + _LINE_BELOW) * _UNIT
        head = layout.blockBoundingRect(
            table.cellAt(0, 0).firstCursorPosition().block()
        )
        page = math.floor(head.top() / tall)
        for y in range(1, rows + 1):
            for x in range(table.columns()):
                block = table.cellAt(y, x).lastCursorPosition().block()
                if layout.blockBoundingRect(block).bottom() + foot > (page + 1) * tall:
                    return y
        return None

    def _grid(self, block: Table, rows: Sequence[Sequence[str]]) -> QTextTable:
        form = QTextTableFormat()
        form.setBorder(0.25 * _UNIT)
        form.setBorderCollapse(True)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QColor("#555555"))
        form.setCellPadding(_PADDING * _UNIT)
        form.setCellSpacing(0)
        percent = QTextLength.Type.PercentageLength
        form.setWidth(QTextLength(percent, 100))
        shares = block.shares or _shares(block, self._language)
        total = sum(shares)
        form.setColumnWidthConstraints(
            [QTextLength(percent, 100 * share / total) for share in shares]
        )
        # One layout for the whole table instead of one for each cell.
        self._cursor.beginEditBlock()
        table = self._cursor.insertTable(len(rows) + 1, len(block.head), form)
        for x, text in enumerate(block.head):
            words = text.of(self._language)
            self._cell(table, 0, x, words, Qt.AlignmentFlag.AlignHCenter)
        for y, row in enumerate(rows, 1):
            for x, words in enumerate(row):
                align = _plain("right" if x in block.numeric else "left")
                self._cell(table, y, x, words, align)
        self._shade(table, len(block.head))
        self._cursor.endEditBlock()
        return table

    def _cell(
        self, table: QTextTable, y: int, x: int, words: str, align: Qt.AlignmentFlag
    ) -> None:
        cell = table.cellAt(y, x).firstCursorPosition()
        inner = QTextBlockFormat()
        inner.setAlignment(align)
        cell.setBlockFormat(inner)
        head = y == 0
        cell.insertText(
            words, self._letters(_CELL, weight=700 if head else 400, hei=head)
        )

    def _shade(self, table: QTextTable, columns: int) -> None:
        for x in range(columns):
            cell = table.cellAt(0, x)
            form = cell.format()
            form.setBackground(QColor("#EEF2F5"))
            cell.setFormat(form)

    def _gap(self) -> None:
        """Begin a line of no height: a table needs something to stand below."""
        form = QTextBlockFormat()
        form.setBottomMargin(1.5 * _UNIT)
        self._line(form, "", 2.0)

    def _picture(self, block: Picture) -> None:
        image = QImage.fromData(block.png)
        if image.isNull():
            return
        self._pictures += 1
        name = f"picture{self._pictures}"
        resource = QTextDocument.ResourceType.ImageResource.value
        self._text.addResource(resource, QUrl(name), image)
        width = min(block.width_mm, self._area[2])
        tall = min(width * image.height() / image.width(), self._area[3] - 15.0)
        form = QTextImageFormat()
        form.setName(name)
        form.setWidth(tall * image.width() / image.height() * _UNIT)
        form.setHeight(tall * _UNIT)
        self._line(self._block("center", before=1.0), "", _SMALL)
        self._cursor.insertImage(form)
        if block.caption is not None:
            words = block.caption.of(self._language)
            self._line(self._block("center", after=2.0), words, _SMALL, hei=True)

    def _signature(self, block: Signature) -> None:
        self._gap()
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellPadding(2.0 * _UNIT)
        share = QTextLength(
            QTextLength.Type.PercentageLength, 100 / max(1, len(block.lines))
        )
        form.setColumnWidthConstraints([share] * len(block.lines))
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table = self._cursor.insertTable(1, len(block.lines), form)
        for x, text in enumerate(block.lines):
            cell = table.cellAt(0, x).firstCursorPosition()
            words = Signature.below(text)
            letters = self._letters(_BODY - 2)
            cell.insertText("\n".join(w.of(self._language) for w in words), letters)
        self._after_table()


def _shares(block: Table, language: Language) -> list[float]:
    """Return widths by content: every part of a torn table gets the same ones."""
    found = []
    for x, text in enumerate(block.head):
        cells = [text.of(language), *(row[x] for row in block.rows)]
        longest = max(sum(1 if c < "\u2e80" else 2 for c in cell) for cell in cells)
        found.append(float(min(max(longest, 4), 40)))
    return found


def _plain(align: str) -> Qt.AlignmentFlag:
    right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
    return right if align == "right" else left
