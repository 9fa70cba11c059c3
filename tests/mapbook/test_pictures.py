"""Pages as PNG and SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from PySide6.QtGui import QImage

from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook.binding import sheet_pages
from gridwatch.mapbook.pages import plan_sheet
from gridwatch.mapbook.pictures import draw_pictures
from gridwatch.mapbook.press import DrawnPage, PrintCancelledError
from tests.mapbook.conftest import AS_OF, TOWN

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def pages(district):
    return sheet_pages([plan_sheet(district, TOWN, AS_OF, "A4-portrait")], district)


def test_a_png_has_the_resolution_that_was_asked_for(pages, tmp_path):
    (file,) = draw_pictures(tmp_path / "图.png", pages, "png", dpi=100)
    image = QImage(str(file))
    assert (image.width(), image.height()) == (827, 1169)
    assert image.dotsPerMeterX() == pytest.approx(100 / 0.0254, abs=1)
    assert list(tmp_path.iterdir()) == [file]


def test_an_svg_has_the_size_of_its_paper_and_its_words(pages, tmp_path):
    (file,) = draw_pictures(tmp_path / "图.svg", pages, "svg")
    root = ET.fromstring(file.read_text("utf-8"))
    assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
    text = "".join(root.itertext())
    assert "河流责任表" in text
    assert "青石镇" in text


def test_several_pages_are_numbered(tmp_path):
    page = DrawnPage(20.0, 20.0, lambda _painter: None, Text("页", "page"))
    told = []
    files = draw_pictures(
        tmp_path / "a.png",
        [page] * 10,
        "png",
        dpi=50,
        progress=lambda done, total, _what: told.append((done, total)),
    )
    assert [file.name for file in files][::9] == ["a-01.png", "a-10.png"]
    assert told[0] == (0, 10)
    assert told[-1] == (10, 10)


def test_cancelling_leaves_old_pictures_and_no_draft(tmp_path):
    page = DrawnPage(20.0, 20.0, lambda _painter: None, Text("页", "page"))
    old = tmp_path / "a-1.png"
    old.write_bytes(b"old")
    answers = iter([False, True])
    with pytest.raises(PrintCancelledError):
        draw_pictures(
            tmp_path / "a.png", [page] * 2, "png", cancelled=lambda: next(answers)
        )
    assert list(tmp_path.iterdir()) == [old]
    assert old.read_bytes() == b"old"


def test_what_would_not_fit_the_memory_is_refused_with_what_would(tmp_path):
    page = DrawnPage(841.0, 1189.0, lambda _painter: None, Text("挂图", "wall map"))
    with pytest.raises(OfficerError) as raised:
        draw_pictures(tmp_path / "a.png", [page], "png", dpi=600)
    assert "359 dpi" in raised.value.text.zh
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_place_that_cannot_be_written_is_told(kind, tmp_path):
    page = DrawnPage(20.0, 20.0, lambda _painter: None, Text("页", "page"))
    with pytest.raises(OfficerError) as raised:
        draw_pictures(tmp_path / "none" / f"a.{kind}", [page], kind)
    assert "没有丢失" in raised.value.text.zh
