"""What can be checked here of PDF/A-2b, and the rest of a document."""

import io
import re
import shutil
import subprocess
import tracemalloc
from datetime import UTC, datetime

import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet
from PIL import Image, ImageCms
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from gridwatch.cartography.pdf.document import Bookmark, Document, Facts
from gridwatch.cartography.pdf.georeference import viewport
from tests.cartography.pdf.archival import faults
from tests.cartography.pdf.test_text import font_of

FACTS = Facts(
    "云溪区 <图> & 册", "河长办", made=datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
)


def everything(painter):
    painter.setFont(font_of())
    painter.drawText(QPointF(300, 1500), "河长 River ①")
    painter.fillRect(QRectF(0, 0, 2000, 2000), QColor(10, 200, 30, 100))
    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    image.fill(QColor(1, 2, 3, 60))
    painter.drawImage(QRectF(0, 0, 900, 900), image)


@pytest.fixture
def pdf(drawn):
    found = drawn(everything, everything, facts=FACTS)
    with pikepdf.open(found.path) as opened:
        assert opened.check_pdf_syntax() == []
        yield opened


def test_metadata_say_what_the_old_dictionary_says(pdf):
    stream = pdf.Root.Metadata
    assert "/Filter" not in stream
    with pdf.open_metadata(update_docinfo=False) as meta:
        assert meta["pdfaid:part"] == "2"
        assert meta["pdfaid:conformance"] == "B"
        assert meta["dc:title"] == str(pdf.docinfo.Title) == FACTS.title
        assert meta["dc:creator"] == [str(pdf.docinfo.Author)] == ["河长办"]
        assert meta["xmp:CreatorTool"] == str(pdf.docinfo.Creator)
        assert meta["pdf:Producer"] == str(pdf.docinfo.Producer)
        assert meta["xmp:CreateDate"] == "2026-11-22T08:30:00+00:00"
    assert str(pdf.docinfo.CreationDate) == "D:20261122083000+00'00'"


def test_there_is_one_profile_of_colours_and_it_is_srgb(pdf):
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    data = intent.DestOutputProfile.read_bytes()
    profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
    assert profile.profile.xcolor_space.strip() == "RGB"
    assert intent.DestOutputProfile.N == 3
    srgb = ImageCms.createProfile("sRGB")
    way = ImageCms.buildTransform(profile, srgb, "RGB", "RGB")
    patch = Image.new("RGB", (1, 1), (200, 90, 30))
    there = ImageCms.applyTransform(patch, way).getpixel((0, 0))
    assert max(abs(a - b) for a, b in zip(there, (200, 90, 30), strict=True)) <= 1


def test_nothing_is_in_it_that_an_archive_forbids(pdf):
    assert not pdf.is_encrypted
    assert len(bytes(pdf.trailer.ID[0])) == 16
    data = b"".join(
        o.unparse() for o in pdf.objects if not isinstance(o, pikepdf.Stream)
    )
    for word in (
        b"/JavaScript",
        b"/AA",
        b"/EmbeddedFile",
        b"/OCProperties",
        b"/Annots",
    ):
        assert word not in data
    assert b"/OpenAction" not in data
    for o in pdf.objects:
        if isinstance(o, pikepdf.Stream):
            assert "/F" not in o
            assert "LZW" not in str(o.get("/Filter", ""))
            assert o.get("/Interpolate", False) is False


def test_the_rules_of_the_standard_are_kept(drawn):
    assert faults(drawn(everything, everything, facts=FACTS).path) == []


def test_each_font_is_whole_and_as_wide_as_its_program(pdf):
    fonts = [
        o
        for o in pdf.objects
        if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/CIDFontType0"
    ]
    assert fonts
    for font in fonts:
        assert font.FontDescriptor.FontName == font.BaseFont
        program = CFFFontSet()
        program.decompile(io.BytesIO(font.FontDescriptor.FontFile3.read_bytes()), None)
        top = program[0]
        first, widths = font.W
        order = top.charset
        assert first == 1
        assert len(order) == len(widths) + 1
        for glyph, wanted in zip(order[1:], widths, strict=True):
            charstring = top.CharStrings[glyph]
            charstring.draw(Nowhere())
            assert charstring.width == pytest.approx(float(wanted), abs=0.6)


class Nowhere:
    """A pen that only follows."""

    def __getattr__(self, _name):
        return lambda *_points, **_more: None


def test_every_code_has_a_meaning(pdf):
    for o in pdf.objects:
        if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/Type0":
            table = o.ToUnicode.read_bytes()
            codes = len(o.DescendantFonts[0].W[1])
            lines = re.findall(rb"^<(?!0000)\w{4}> <\w+>$", table, re.MULTILINE)
            assert len(lines) == codes


def test_bookmarks_are_a_tree_that_leads_to_its_pages(drawn):
    marks = [
        Bookmark("青石镇", 0, (Bookmark("东村", 1), Bookmark("西村", 2))),
        Bookmark("云门镇", 3),
    ]
    found = drawn(*[everything] * 4, bookmarks=marks)
    with pikepdf.open(found.path) as opened, opened.open_outline() as outline:
        assert opened.check_pdf_syntax() == []
        assert [item.title for item in outline.root] == ["青石镇", "云门镇"]
        first = outline.root[0]
        assert first.is_closed
        assert [item.title for item in first.children] == ["东村", "西村"]
        objgen = first.children[1].destination[0].objgen
        assert objgen == opened.pages[2].objgen
        assert not outline.root[1].children


def test_many_pages_hang_in_a_tree_and_need_no_memory(qapp, tmp_path):
    assert qapp is not None
    font = QFont("Noto Sans CJK SC")
    font.setPixelSize(300)

    def draw(painter: QPainter) -> None:
        painter.setFont(font)
        for line in range(6):
            painter.drawText(QPointF(300, 600 * line), f"第{line}行 河长")
            painter.fillRect(QRectF(0, 600 * line, 9000, 20), QColor("red"))

    with (tmp_path / "a.pdf").open("wb") as stream:
        document = Document(stream, FACTS)
        for _ in range(20):
            document.add_page(100, 60, draw)
        tracemalloc.start()
        for _ in range(300):
            document.add_page(100, 60, draw)
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        document.close()
    # Some bytes for each object's place, none for what it holds.
    assert kept / 300 < 200, kept
    with pikepdf.open(tmp_path / "a.pdf") as opened:
        assert len(opened.pages) == document.pages == 320
        assert len(opened.Root.Pages.Kids) == 5
        assert opened.Root.Pages.Count == 320


CRS, EXTENT = 4548, (486_000.0, 4_470_000.0, 496_000.0, 4_476_000.0)


def test_a_reader_that_knows_finds_the_place(qapp, tmp_path):
    assert qapp is not None
    if shutil.which("gdalinfo") is None:
        pytest.skip("gdalinfo (gdal-bin) is not installed")
    frame = (20.0, 30.0, 100.0, 60.0)
    path = tmp_path / "a.pdf"
    with path.open("wb") as stream:
        document = Document(stream, FACTS)
        more = viewport(frame, 148.0, EXTENT, CRS)
        document.add_page(210.0, 148.0, everything, more)
        document.close()
    done = subprocess.run(
        ["gdalinfo", str(path)], capture_output=True, text=True, timeout=60
    )
    if "not recognized as" in done.stderr:
        pytest.skip("this GDAL reads no PDF")
    assert 'ID["EPSG",4548]' in done.stdout
    origin = [
        float(x) for x in re.search(r"Origin = \((.*?),(.*?)\)", done.stdout).groups()
    ]
    # The page begins 20 mm west and 30 mm north of the frame, at 1:100,000.
    assert origin == pytest.approx([484_000.0, 4_479_000.0], abs=25.0)
    size = re.search(r"Pixel Size = \((.*?),(.*?)\)", done.stdout).groups()
    assert abs(float(size[0])) == pytest.approx(2.54 / 150 * 1000, rel=0.002)


def test_a_system_nobody_knows_gives_no_coordinates():
    assert viewport((0.0, 0.0, 1.0, 1.0), 9.0, EXTENT, 999_999) == {}
