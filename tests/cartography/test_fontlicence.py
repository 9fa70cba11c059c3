"""Fonts that may not be embedded are passed over, or refused with what to do."""

from io import BytesIO

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PySide6.QtGui import QFontDatabase, QRawFont

from gridwatch.cartography import lettering
from gridwatch.cartography.fontlicence import (
    FontRefusedError,
    first_allowed,
    forbidden,
    insist,
)
from gridwatch.cartography.lettering import FontSet
from gridwatch.district.wording import Text
from gridwatch.mapbook.ink import Hand, Ink
from gridwatch.mapbook.press import DrawnPage, press

pytestmark = pytest.mark.usefixtures("qapp")
LETTERS = "河长"
ALLOWED = {"installable": 0, "print": 4, "edit": 8, "old, generous": 0x000A}
REFUSED = {
    "restricted": (0x0002, "禁止嵌入"),
    "no parts": (0x0104, "禁止子集"),
    "bitmaps": (0x0204, "点阵"),
}


def made_font(family, licence, table=True):
    """Return a font file of two square letters with a licence mark."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((900, 0), (900, 800), (100, 800)):
        pen.lineTo(corner)
    pen.closePath()
    builder = FontBuilder(1000)
    names = [".notdef", *(f"uni{ord(c):04X}" for c in LETTERS)]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"uni{ord(c):04X}" for c in LETTERS})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    if table:
        builder.setupOS2(fsType=licence, sTypoAscender=880, usWinAscent=880)
    builder.setupPost()
    data = BytesIO()
    builder.save(data)
    return data.getvalue()


@pytest.fixture
def installed():
    """Lend Qt made fonts; they are taken back in the end."""
    numbers = []

    def lend(family, licence):
        numbers.append(
            QFontDatabase.addApplicationFontFromData(made_font(family, licence))
        )
        assert QFontDatabase.applicationFontFamilies(numbers[-1]) == [family]

    yield lend
    for number in numbers:
        QFontDatabase.removeApplicationFont(number)


def raw(licence, table=True):
    return QRawFont(made_font("Made", licence, table), 100.0)


@pytest.mark.parametrize("licence", ALLOWED.values(), ids=ALLOWED)
def test_fonts_that_allow_embedding_are_used(licence):
    assert forbidden(raw(licence)) is None
    insist(raw(licence))


def test_a_font_without_a_mark_forbids_nothing():
    assert forbidden(raw(0, table=False)) is None


@pytest.mark.parametrize(("licence", "words"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_names_the_font_and_says_what_to_do(licence, words):
    with pytest.raises(FontRefusedError) as caught:
        insist(raw(licence))
    told = caught.value.text
    assert "“Made”" in told.zh
    assert words in told.zh
    assert "思源黑体" in told.zh
    assert "原有文件保持不变" in told.zh
    assert "Made" in told.en


def test_a_pdf_with_a_forbidden_font_is_not_written(installed, tmp_path):
    installed("Gridwatch Closed", 0x0002)
    target = tmp_path / "book.pdf"
    target.write_bytes(b"the older one")
    fonts = FontSet("Gridwatch Closed", "Gridwatch Closed")

    def draw(painter):
        Ink(painter, fonts).text((20.0, 20.0), LETTERS, Hand(5.0))

    page = DrawnPage(210.0, 297.0, draw, Text("页", "page"))
    with pytest.raises(FontRefusedError, match="Gridwatch Closed"):
        press(target, [page], title="x")
    assert target.read_bytes() == b"the older one"
    assert list(tmp_path.iterdir()) == [target]


def test_paper_passes_over_a_family_that_forbids_embedding(installed, monkeypatch):
    installed("Gridwatch Closed", 0x0002)
    installed("Gridwatch Open", 0x0008)
    families = ("Gridwatch Nowhere", "Gridwatch Closed", "Gridwatch Open")
    assert first_allowed(families[1:]) == "Gridwatch Open"
    monkeypatch.setattr(lettering, "_SANS", families)
    monkeypatch.setattr(lettering, "_SERIF", families[:2])
    find = lettering._installed.__wrapped__
    assert find(paper=True) == FontSet("Gridwatch Open", "Gridwatch Open")
    assert find(paper=False) == FontSet("Gridwatch Closed", "Gridwatch Closed")
