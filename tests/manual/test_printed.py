"""The manual as PDF: contents that are right, bookmarks, text that can be found."""

from __future__ import annotations

import shutil
import subprocess

import pikepdf
import pytest

from tests.manual.conftest import FOLDER

BOOK, CARD = "gridwatch-manual.pdf", "gridwatch-card.pdf"


def text_of(path, page):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    call = ["pdftotext", "-f", str(page), "-l", str(page), "-layout", str(path), "-"]
    return subprocess.run(call, capture_output=True, text=True, check=True).stdout


def outline(path):
    with pikepdf.open(path) as pdf, pdf.open_outline() as found:
        numbers = {page.objgen: n for n, page in enumerate(pdf.pages, 1)}
        for item in found.root:
            yield 1, item.title, numbers[item.destination[0].objgen]
            for child in item.children:
                yield 2, child.title, numbers[child.destination[0].objgen]


def test_every_chapter_is_bookmarked_on_the_page_where_it_begins(printed):
    marks = list(outline(printed / BOOK))
    chapters = [m for m in marks if m[0] == 1][1:]
    assert len(chapters) == len(list(FOLDER.glob("[0-9]*.md"))) + 1
    for _, title, page in [*chapters[:3], chapters[-1]]:
        words = text_of(printed / BOOK, page).replace(" ", "").replace("　", "")
        assert title.replace(" ", "").replace("　", "") in words
    assert [p for *_, p in marks] == sorted(p for *_, p in marks)


def test_contents_name_the_pages_of_the_bookmarks(printed):
    marks = list(outline(printed / BOOK))
    first = text_of(printed / BOOK, 2)
    listed = [line.split() for line in first.splitlines() if line.strip()]
    numbers = [int(words[-1]) for words in listed if words[-1].isdigit()]
    # The foot of the page carries no number: it stands before the chapters.
    assert numbers == [page for _, _, page in marks[1 : len(numbers) + 1]]
    assert len(numbers) > 20


def test_lines_of_the_contents_are_links(printed):
    first = [page for _, _, page in outline(printed / BOOK)][1]
    with pikepdf.open(printed / BOOK) as pdf:
        links = pdf.pages[1].obj["/Annots"]
        assert len(links) > 20
        assert links[0]["/Dest"][0].objgen == pdf.pages[first - 1].objgen


def test_the_radicals_that_qt_confuses_can_be_searched(printed):
    marks = {title.split()[-1]: page for _, title, page in outline(printed / BOOK)}
    words = text_of(printed / BOOK, marks["名册"])
    assert "河长" in words
    assert "名册" in words


def test_the_card_is_one_sheet_of_two_sides(printed):
    with pikepdf.open(printed / CARD) as pdf:
        assert len(pdf.pages) == 2
        width, height = (float(x) for x in pdf.pages[0].MediaBox[2:])
    assert (round(width), round(height)) == (595, 842)
