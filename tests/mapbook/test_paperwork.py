from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

from gridwatch.district.documents import (
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.paperwork import pages_of, write_pdf
from gridwatch.mapbook.press import PrintCancelledError, press, print_on

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("qapp")


def paper(rows: int) -> Document:
    head = (Text("河段", "segment"), Text("长度（米）", "length (m)"))
    cells = tuple((f"潮河第{n}段", f"{n * 100:,}") for n in range(rows))
    return Document(
        Text("河段权属确认表", "Confirmation of ownership"),
        (
            Heading(Text("一、范围", "1 Scope")),
            Paragraph(Text("入河排污口由某镇长期管理。", "Managed by a town.")),
            Table(head, cells, shares=(3, 1), numeric=frozenset({1})),
            Signature((Text("管理单位", "managing body"), Text("村", "village"))),
            PageBreak(),
            Paragraph(Text("附件", "Annex")),
        ),
        subtitle=Text("截至 2026-11-25", "as of 2026-11-25"),
        foot=Text("云溪区河长办", "Yunxi office"),
    )


def text_of(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine")
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    )
    return done.stdout.decode()


def test_a_document_becomes_a_pdf_whose_chinese_can_be_found(tmp_path: Path) -> None:
    path = tmp_path / "确认表.pdf"
    pages = write_pdf(path, paper(60))
    words = text_of(path)
    for word in ("河段权属确认表", "入河排污口由某镇长期管理", "潮河第59段", "5,900"):
        assert word in words
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == pages > 2
        box = [float(x) for x in pdf.pages[0].MediaBox]
        assert box[2:] == pytest.approx([595.28, 841.89], abs=0.01)


def test_the_head_of_a_long_table_stands_on_every_page(tmp_path: Path) -> None:
    path = tmp_path / "长表.pdf"
    pages = write_pdf(path, paper(120))
    assert text_of(path).count("长度（米）") == pages - 1


def test_no_row_is_torn_at_the_foot_of_a_page_and_none_is_lost(
    tmp_path: Path,
) -> None:
    head = (Text("编号", "number"), Text("说明", "words"))
    rows = tuple(
        (f"第{n}行", "甲乙丙丁戊己庚辛壬癸" * (1 + n % 7) + f"止{n}。")
        for n in range(90)
    )
    path = tmp_path / "长行.pdf"
    write_pdf(path, Document(Text("表", "table"), (Table(head, rows),)))
    pages = text_of(path).split("\f")
    for n in range(90):
        (begins,) = [i for i, page in enumerate(pages) if f"第{n}行" in page]
        assert f"止{n}。" in pages[begins].replace("\n", "").replace(" ", "")


def test_a_row_longer_than_a_page_is_set_all_the_same(tmp_path: Path) -> None:
    long = "".join(f"第{n}句。" for n in range(900))
    table = Table((Text("说明", "words"),), (("甲",), (long,), ("乙",)))
    path = tmp_path / "长句.pdf"
    write_pdf(path, Document(Text("表", "table"), (table,)))
    words = text_of(path).replace("\n", "").replace(" ", "")
    assert "第0句" in words
    assert "第899句" in words


def test_english_pages_are_numbered_in_english(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    total = write_pdf(path, [paper(3), paper(3)], Language.EN)
    assert total == 4
    assert "page 1 of 2" in text_of(path)
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == ["Confirmation of ownership"] * 2


def test_a_cancelled_print_leaves_the_older_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"older")
    pages = pages_of(paper(200))
    with pytest.raises(PrintCancelledError):
        press(path, pages, title="x", cancelled=lambda: True)
    with pytest.raises(OfficerError):
        press(path, [], title="x")
    assert path.read_bytes() == b"older"
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_pages_go_to_a_printer_at_true_size_and_turned_on_upright_paper(
    tmp_path: Path,
) -> None:
    path = tmp_path / "打印.pdf"
    device = QPdfWriter(str(path))
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    across = Document(Text("横排", "across"), (Paragraph(Text("字", "w")),), None, True)
    print_on(device, [*pages_of(paper(3)), *pages_of(across)])
    del device
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 3
        sizes = {tuple(round(float(x)) for x in p.MediaBox) for p in pdf.pages}
    assert sizes == {(0, 0, 595, 842)}
    with pytest.raises(OfficerError):
        print_on(QPdfWriter(str(tmp_path / "b.pdf")), [])
