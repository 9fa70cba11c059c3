"""Documents written for a word processor, so that the office can edit them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from gridwatch.district.documents import (
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Signature,
    Table,
)
from gridwatch.district.wording import Language
from gridwatch.reports.saving import moved_when_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from docx.document import Document as WordDocument
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

    from gridwatch.district.documents import Block

__all__ = ["write_docx"]

_SONG, _HEI, _FANG, _LATIN = "宋体", "黑体", "仿宋", "Times New Roman"
_TITLE, _HEADINGS, _BODY, _CELL = 22.0, (16.0, 15.0, 14.0), 14.0, 10.5
_MARGINS = {False: (28, 37, 26, 35), True: (22, 24, 22, 22)}
"""Left, top, right, bottom, millimetres; upright as in GB/T 9704-2012."""
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def write_docx(
    path: Path,
    documents: Document | Sequence[Document],
    language: Language = Language.ZH,
) -> None:
    """Write one document, or several one after the other.

    Characters that XML cannot hold are left out; nothing in the texts is taken for
    a field or a formula.

    Raises
    ------
    OfficerError
        Where the file cannot be written; an older one stands untouched.
    """
    several = [documents] if isinstance(documents, Document) else list(documents)
    word = docx.Document()
    word.core_properties.author = "gridwatch"
    if several:
        word.core_properties.title = _clean(several[0].title.of(language))
        _lay(word, several[0])
    for number, one in enumerate(several):
        if number:
            word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _Writer(word, language).write(one)
    with moved_when_whole(path) as draft:
        word.save(str(draft))


def _lay(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    across, down = (297, 210) if document.landscape else (210, 297)
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(across), Mm(down)
    left, top, right, bottom = _MARGINS[document.landscape]
    section.left_margin, section.top_margin = Mm(left), Mm(top)
    section.right_margin, section.bottom_margin = Mm(right), Mm(bottom)
    style = word.styles["Normal"]
    _set_font(style.element.get_or_add_rPr(), _FANG)


def _set_font(properties: object, east_asian: str) -> None:
    fonts = properties.find(qn("w:rFonts"))  # type: ignore[attr-defined]
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.append(fonts)  # type: ignore[attr-defined]
    fonts.set(qn("w:ascii"), _LATIN)
    fonts.set(qn("w:hAnsi"), _LATIN)
    fonts.set(qn("w:eastAsia"), east_asian)


def _clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or " " <= c < "\ufffe")


class _Writer:
    """Writes the blocks of one document."""

    def __init__(self, word: WordDocument, language: Language) -> None:
        self._word, self._language = word, language

    def write(self, document: Document) -> None:
        title = self._word.add_paragraph()
        title.alignment = _ALIGN["center"]
        self._run(title, document.title.of(self._language), _TITLE, _SONG, bold=True)
        if document.subtitle is not None:
            line = self._word.add_paragraph()
            line.alignment = _ALIGN["center"]
            self._run(line, document.subtitle.of(self._language), _HEADINGS[2], _FANG)
        for block in document.blocks:
            self._add(block)
        if document.foot is not None:
            foot = self._word.sections[0].footer.paragraphs[0]
            if not foot.text:
                self._run(foot, document.foot.of(self._language), 9.0, _SONG)

    def _add(self, block: Block) -> None:
        if isinstance(block, Heading):
            size = _HEADINGS[min(block.level, len(_HEADINGS)) - 1]
            line = self._word.add_paragraph()
            line.paragraph_format.keep_with_next = True
            self._run(line, block.text.of(self._language), size, _HEI)
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
            self._word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _run(
        self,
        line: WordParagraph,
        words: str,
        points: float,
        font: str,
        *,
        bold: bool = False,
    ) -> None:
        run = line.add_run(_clean(words))
        run.font.size = Pt(points)
        run.bold = bold
        _set_font(run._element.get_or_add_rPr(), font)

    def _paragraph(self, block: Paragraph) -> None:
        line = self._word.add_paragraph()
        line.alignment = _ALIGN[block.align]
        line.paragraph_format.space_after = Pt(4)
        if block.indent and block.align == "left" and self._language is Language.ZH:
            line.paragraph_format.first_line_indent = Pt(2 * _BODY)
        words = block.text.of(self._language)
        self._run(line, words, _BODY, _FANG, bold=block.bold)

    def _room(self) -> Emu:
        section = self._word.sections[0]
        width, left, right = (
            section.page_width,
            section.left_margin,
            section.right_margin,
        )
        assert width is not None
        return Emu(width - (left or 0) - (right or 0))

    def _table(self, block: Table) -> None:
        table = self._word.add_table(rows=0, cols=len(block.head), style="Table Grid")
        rows = [[text.of(self._language) for text in block.head], *block.rows]
        for y, row in enumerate(rows):
            cells = table.add_row().cells
            for x, words in enumerate(row):
                align = (
                    "center" if y == 0 else "right" if x in block.numeric else "left"
                )
                self._cell(cells[x], words, align, head=y == 0)
        head = table.rows[0]._tr.get_or_add_trPr()
        head.append(OxmlElement("w:tblHeader"))
        if block.shares:
            room, total = self._room(), sum(block.shares)
            table.autofit = False
            for column, share in zip(table.columns, block.shares, strict=True):
                for cell in column.cells:
                    cell.width = Emu(int(room * share / total))
        self._word.add_paragraph()

    def _cell(self, cell: _Cell, words: str, align: str, *, head: bool) -> None:
        line = cell.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT if align == "left" else _ALIGN[align]
        self._run(line, words, _CELL, _HEI if head else _SONG)

    def _picture(self, block: Picture) -> None:
        line = self._word.add_paragraph()
        line.alignment = _ALIGN["center"]
        width = min(Mm(block.width_mm), self._room())
        try:
            line.add_run().add_picture(io.BytesIO(block.png), width=Emu(width))
        except UnrecognizedImageError:
            return
        if block.caption is not None:
            below = self._word.add_paragraph()
            below.alignment = _ALIGN["center"]
            self._run(below, block.caption.of(self._language), 9.0, _SONG)

    def _signature(self, block: Signature) -> None:
        table = self._word.add_table(rows=1, cols=max(1, len(block.lines)))
        for cell, text in zip(table.rows[0].cells, block.lines, strict=False):
            parts = Signature.below(text)
            for number, part in enumerate(parts):
                line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                self._run(line, part.of(self._language), _BODY - 2, _FANG)
