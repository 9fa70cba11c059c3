from __future__ import annotations

from typing import TYPE_CHECKING

import docx
import pytest

from gridwatch.district.documents import Document, Paragraph, Picture, Table
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.reports.wordfile import write_docx

if TYPE_CHECKING:
    from pathlib import Path

TITLE = Text("河长名单", "Roster")


def test_a_document_opens_in_a_word_processor_with_all_its_words(
    tmp_path: Path,
) -> None:
    path = tmp_path / "名单.docx"
    table = Table((Text("姓名", "name"), Text("电话", "phone")), (("王某", "0000-1"),))
    words = Paragraph(Text("现公布如下。", "As follows."))
    write_docx(path, Document(TITLE, (words, table)))
    found = docx.Document(str(path))
    lines = [p.text for p in found.paragraphs]
    assert lines[:2] == ["河长名单", "现公布如下。"]
    cells = [[c.text for c in row.cells] for row in found.tables[0].rows]
    assert cells == [["姓名", "电话"], ["王某", "0000-1"]]


def test_what_xml_cannot_hold_and_what_is_no_picture_stops_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.docx"
    blocks = (
        Paragraph(Text("甲\x00\x0b乙{{ x }}=1+1", "a\x00b")),
        Picture(b"no picture", 50.0),
    )
    write_docx(path, Document(TITLE, blocks), Language.ZH)
    lines = [p.text for p in docx.Document(str(path)).paragraphs]
    assert "甲乙{{ x }}=1+1" in lines


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(OfficerError):
        write_docx(tmp_path / "nowhere" / "a.docx", Document(TITLE, ()))
