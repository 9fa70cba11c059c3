"""Text of a page: embedded, found in normal code points, as wide as Qt says."""

import re

import pikepdf
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF

from gridwatch.cartography.lettering import FontSet, Lettering, Line
from gridwatch.cartography.pdf.engine import engine_of
from gridwatch.cartography.pdf.writing import write_names
from gridwatch.cartography.symbols import load_symbols
from gridwatch.mapbook.ink import Hand, Ink
from tests.cartography.pdf.conftest import poppler
from tests.cartography.pdf.test_engine import DPI, compare, on_image

SANS = "Noto Sans CJK SC"
RADICALS = "长示入口一门见车马鱼"


def font_of(family=SANS, pixels=400):
    font = QFont(family)
    font.setPixelSize(pixels)
    return font


def plain(text, font=None):
    def draw(painter):
        painter.setFont(font or font_of())
        painter.setPen(QColor("black"))
        painter.drawText(QPointF(300, 1500), text)

    return draw


@pytest.mark.parametrize(
    "text",
    [
        RADICALS,
        "河长制AVATAR To fi 12km²",
        "K3+250，长度0.85 km",
        "䶮村𠮷田",
        "青石镇（续）：《名录》“甲”",
        "① ☎ ★",
    ],
)
def test_text_is_found_as_it_was_written_and_looks_so(drawn, text):
    found = drawn(plain(text))
    # Poppler leaves out blanks between signs.
    assert found.words().strip() in (text, text.replace(" ", ""))
    compare(found.image(DPI), on_image(plain(text)))


def test_fonts_of_both_kinds_are_embedded_in_part(drawn):
    others = {"DejaVu Sans", "DejaVu Serif"} & set(QFontDatabase.families())
    families = [SANS, *sorted(others)]
    draws = [plain("River 河", font_of(family)) for family in families]
    found = drawn(*draws)
    rows = poppler("pdffonts", found.path).splitlines()[2:]
    assert len(rows) >= len(families)
    for row in rows:
        assert re.fullmatch(r"[A-Z]{6}\+\S+", row.split()[0])
        assert row.split()[-5:-2] == ["yes", "yes", "yes"], row
    assert found.path.stat().st_size < 30_000


def test_a_font_is_not_looked_for_by_its_file(drawn):
    # A family that is not there is what Qt takes instead: embedded all the same.
    found = drawn(plain("河长 River", font_of("No Such Family")))
    assert found.words().strip() == "河长 River"


def test_lines_are_as_wide_as_the_sheet_was_set_by(drawn):
    texts = ["AVATAR To We", "青石镇河长制责任图", "990101000194", "K3+250"]
    hand = Hand(5.0)
    widths = []

    def draw(painter):
        painter.scale(100, 100)
        ink = Ink(painter)
        for i, text in enumerate(texts):
            widths.append(ink.width(text, hand))
            ink.text((5.0, 10.0 + 10 * i), text, hand)

    found = drawn(draw)
    boxes = re.findall(
        r'<line xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"',
        found.words("-bbox-layout"),
    )
    told = [(float(b) - float(a)) / 72 * 25.4 for a, b in boxes]
    assert told == pytest.approx(widths, rel=0.004)
    font = font_of(pixels=1000)
    exact = [QFontMetricsF(font).horizontalAdvance(text) * 5 / 1000 for text in texts]
    assert widths == pytest.approx(exact, rel=0.002)


def name(text, places, *, family="serif", faded=False):
    texts = load_symbols().texts.values()
    styles = [style for style in texts if style.family == family]
    lettering = Lettering(styles[0], FontSet(SANS, SANS), 2540.0, faded=faded)
    return Line(text, lettering, (5000.0, 3000.0), tuple(places))


def curved(text):
    return [
        (i * 700.0 - 1000, (i - 1.5) ** 2 * 150, 20.0 * (i - 1.5))
        for i in range(len(text))
    ]


def writer(*lines):
    def draw(painter):
        painter.fillRect(0, 0, 10000, 6000, QColor("#E8F0E0"))
        write_names(engine_of(painter), lines)

    return draw


def test_a_name_on_a_curve_is_one_word_and_said_once(drawn):
    line = name("门长示河", curved("门长示河"))
    assert line.apart
    found = drawn(writer(line))
    assert found.words().split() == ["门长示河"]
    assert found.words("-raw").split() == ["门长示河"]


def test_names_under_each_other_and_turned_over_are_found(drawn):
    down = name("白马河", [(0.0, 900.0 * (i - 1), 0.0) for i in range(3)])
    assert drawn(writer(down)).words().split() == ["白马河"]
    steep = name("青河", [(0.0, -400.0, 85.0), (50.0, 400.0, 85.0)])
    assert drawn(writer(steep)).words().split() == ["青河"]


def test_a_level_name_is_one_word_with_its_halo_said_once(drawn):
    style = name("青石镇", []).lettering
    letters = tuple((x, 0.0, 0.0) for x in style.centres("青石镇").tolist())
    found = drawn(writer(name("青石镇", letters)))
    assert found.words().split() == ["青石镇"]


def test_a_reader_that_knows_no_actual_text_finds_the_name_too(drawn):
    # The whole name stands beneath, level, in letters that are not seen.
    found = drawn(writer(name("门长示河", curved("门长示河"))))
    with pikepdf.open(found.path, allow_overwriting_input=True) as pdf:
        contents = pdf.pages[0].Contents
        kept = re.sub(rb"/Span<<.*?>>BDC\n|EMC\n", b"", contents.read_bytes())
        assert kept != contents.read_bytes()
        contents.write(kept)
        pdf.save(found.path)
    assert "门长示河" in re.sub(r"\n", " ", found.words())


def test_spaced_titles_are_words(drawn):
    def draw(painter):
        painter.scale(100, 100)
        ink = Ink(painter)
        ink.spaced((50.0, 20.0), "云溪区青石镇河长制责任图", Hand(5.0), 1.2)
        ink.hint((20.0, 40.0), "K3+250 某排口")

    found = drawn(draw)
    assert found.words().split() == ["云溪区青石镇河长制责任图", "K3+250", "某排口"]


def test_weights_that_share_their_letters_share_a_font(drawn):
    def draw(painter):
        for row, weight in enumerate((400, 450, 700)):
            font = font_of()
            font.setWeight(QFont.Weight(weight))
            painter.setFont(font)
            painter.drawText(QPointF(300, 1500 * row + 800), "河长")

    rows = poppler("pdffonts", drawn(draw).path).splitlines()[2:]
    assert len(rows) == 2
