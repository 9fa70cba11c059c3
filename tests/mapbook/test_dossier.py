"""The page of an outfall: complete, in one piece, nothing cut off."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from itertools import pairwise

import docx
import pikepdf
import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QImage

from gridwatch.district.dossiers import chosen, dossier_document, dossier_of
from gridwatch.district.outfalls import Monitoring, Source
from gridwatch.district.records import Photo
from gridwatch.district.wording import Language, OfficerError
from gridwatch.mapbook.dossier import Sheets, dossier_pages, print_dossiers
from gridwatch.mapbook.press import PrintCancelledError, picture
from gridwatch.reports.wordfile import write_docx
from tests.mapbook.conftest import AS_OF

LONG = "".join(chr(0x4E00 + 7 * n) for n in range(200))
LETTERS = ["".join(chr(0x4E00 + 3 * n + at) for n in range(200)) for at in range(3)]
"""Names of 200 characters of which no two share one."""
RED = "#D01020"

pytestmark = pytest.mark.usefixtures("qapp")


def nothing(_sha256):
    return None


def photograph():
    image = QImage(1600, 1200, QImage.Format.Format_RGB32)
    image.fill(QColor(RED))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return buffer.data().data()


def words_of(path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    told = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    )
    return "".join(told.stdout.decode().split())


def with_first(district, **fields):
    first, *rest = district.outfalls
    return replace(district, outfalls=(replace(first, **fields), *rest))


def test_a_page_tells_everything_on_record_and_says_what_is_not(district, tmp_path):
    full = with_first(
        district,
        above_scale=True,
        approval="已批",
        approval_document="云环排批〔2026〕18号",
        responsible_body="某某公司",
    )
    first = full.outfalls[0]
    full = replace(
        full,
        monitorings=(Monitoring("m", first.uid, date(2026, 9, 3), "达标", "甲站"),),
        sources=(Source("s", "W1", "某某车间", outfall_code=first.code),),
    )
    path = tmp_path / "一口一档.pdf"
    sheets = Sheets(full, AS_OF, nothing, made_on=date(2026, 11, 23))
    assert print_dossiers(path, sheets, [first]) == 1
    words = words_of(path)
    for wanted in (
        "入河排污口档案", "某排口", "云环排批〔2026〕18号", "某某公司", "2026-09-03",
        "甲站", "某某车间", "青石镇", "长示河", "未登记", "资料截至2026-11-22",
        "云溪区河长制办公室", "第1页，共1页",
    ):  # fmt: skip
        assert wanted in words, wanted


def test_names_of_two_hundred_characters_stand_there_to_the_last_one(
    district, tmp_path
):
    full = with_first(
        district,
        **dict(zip(("name", "responsible_body", "closing_note"), LETTERS, strict=True)),
    )
    path = tmp_path / "long.pdf"
    pages = print_dossiers(path, Sheets(full, AS_OF, nothing), full.outfalls[:1])
    assert pages == 1
    words = words_of(path)
    for letters in LETTERS:
        assert all(letter in words for letter in letters)


def test_what_is_too_much_for_one_page_goes_on_and_rows_left_out_are_counted(
    district, tmp_path
):
    first = district.outfalls[0]
    full = with_first(
        district,
        **dict.fromkeys(
            ("name", "responsible_body", "approval_document", "approved_by"), LONG
        ),
        closing_note=LONG * 3,
        closed_by=LONG,
    )
    full = replace(
        full,
        monitorings=tuple(
            Monitoring(
                f"m{n}", first.uid, date(2026, 1, 1 + n), "达标", f"甲{n}站", LONG
            )
            for n in range(9)
        ),
        sources=tuple(
            Source(f"s{n}", f"W{n}", f"乙{n}厂", LONG, LONG, "", first.code, LONG)
            for n in range(9)
        ),
    )
    pages = dossier_pages(Sheets(full, AS_OF, nothing), full.outfalls[:1])
    assert len(pages) == 2
    assert [page.bookmark for page in pages] == [True, False]
    path = tmp_path / "much.pdf"
    assert print_dossiers(path, Sheets(full, AS_OF, nothing), full.outfalls[:1]) == 2
    words = words_of(path)
    assert words.count("另有8条，见台账") == 2
    assert "2026-01-09" in words
    assert "甲8站" in words
    assert "乙0厂" in words


def test_each_outfall_has_its_bookmark_and_pages_are_numbered_through(
    district, tmp_path
):
    named = replace(
        district,
        outfalls=tuple(
            replace(row, name=f"第{n}排口") for n, row in enumerate(district.outfalls)
        ),
    )
    path = tmp_path / "all.pdf"
    told = []
    number = print_dossiers(
        path,
        Sheets(named, AS_OF, nothing),
        named.outfalls,
        progress=lambda done, total, _what: told.append((done, total)),
    )
    assert number == len(named.outfalls) > 1
    assert told[-1] == (number, number)
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            row.name for row in named.outfalls
        ]
    assert f"第{number}页，共{number}页" in words_of(path)


def test_a_stopped_batch_leaves_an_older_file_as_it_was(district, tmp_path):
    path = tmp_path / "all.pdf"
    path.write_bytes(b"older")
    with pytest.raises(PrintCancelledError):
        print_dossiers(
            path,
            Sheets(district, AS_OF, nothing),
            district.outfalls,
            cancelled=lambda: True,
        )
    assert path.read_bytes() == b"older"
    with pytest.raises(OfficerError):
        print_dossiers(path, Sheets(district, AS_OF, nothing), [])


def test_photographs_stand_side_by_side_and_not_before_they_were_taken(district):
    data = photograph()
    first = district.outfalls[0]
    full = replace(
        district,
        photos=tuple(
            Photo(role, "outfall", first.uid, role, date(2026, 9, 1), "a.png", role)
            for role in ("before", "after")
        ),
    )
    sheets = Sheets(full, AS_OF, lambda _: data)
    image = picture(dossier_pages(sheets, [first])[0], 50)
    rows = [
        [
            x
            for x in range(image.width())
            if image.pixelColor(x, y).name() == RED.lower()
        ]
        for y in range(image.height())
    ]
    widest = max(rows, key=len)
    assert len(widest) > 100
    assert sum(b - a > 1 for a, b in pairwise(widest)) == 1
    earlier = Sheets(full, date(2026, 8, 1), lambda _: data)
    image = picture(dossier_pages(earlier, [first])[0], 50)
    assert RED.lower() not in {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    }


def test_an_outfall_without_a_place_or_a_segment_still_has_its_page(district, tmp_path):
    bare = with_first(district, geometry=None, segment_code="", name="", code="")
    path = tmp_path / "bare.pdf"
    assert print_dossiers(path, Sheets(bare, AS_OF, nothing), bare.outfalls[:1]) == 1
    assert "未登记位置" in words_of(path)


def test_an_english_page_is_english(district, tmp_path):
    path = tmp_path / "en.pdf"
    sheets = Sheets(district, AS_OF, nothing, Language.EN)
    print_dossiers(path, sheets, district.outfalls[:1])
    words = words_of(path)
    assert "notonrecord" in words
    assert "未登记" not in words


def test_outfalls_are_chosen_by_code_by_town_and_by_village(district):
    town = next(j for j in district.jurisdictions if j.name == "青石镇")
    inside = chosen(district, (), ["青石镇"])
    assert inside == chosen(district, (), [town.code])
    assert 0 < len(inside) < len(district.outfalls)
    assert all(row.geometry.intersects(town.geometry) for row in inside)
    assert chosen(district) == district.outfalls
    assert [r.code for r in chosen(district, ["F1"])] == ["F1"]
    for codes, areas in ((["F99"], []), ([], ["没有镇"]), ([], ["长河镇"])):
        with pytest.raises(OfficerError):
            chosen(district, codes, areas)


def test_the_same_facts_go_into_a_word_document(district, tmp_path):
    data = photograph()
    first = district.outfalls[0]
    full = replace(
        district,
        photos=(Photo("p", "outfall", first.uid, "before", None, "a.png", "x"),),
    )
    path = tmp_path / "档案.docx"
    papers = [
        dossier_document(dossier_of(full, row, AS_OF), lambda _: data, full.office)
        for row in full.outfalls[:2]
    ]
    write_docx(path, papers)
    word = docx.Document(io.BytesIO(path.read_bytes()))
    cells = [c.text for t in word.tables for r in t.rows for c in r.cells]
    assert {"F0", "F1", "未登记", "农业排口（二级分类、三级分类未登记）"} <= set(cells)
    assert len(word.inline_shapes) >= 1
    assert sum("基本情况" in p.text for p in word.paragraphs) == 2
