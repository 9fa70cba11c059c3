"""The fonts inside our files, read by a library that reads all fonts."""

from io import BytesIO

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.misc.psCharStrings import encodeIntT2
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography.pdf.compactfont import compact_font, operand

BOX = (-1000, -1000, 2000, 2000)
END = bytes([14])


def read(data):
    found = CFFFontSet()
    found.decompile(BytesIO(data), TTFont())
    return found


def square(wide, side):
    """Return a charstring: its width, then a square."""
    steps = [operand(side) + operand(0), operand(0) + operand(side)]
    back = operand(-side) + operand(0)
    start = operand(0) + operand(0) + bytes([21])
    return operand(wide) + start + b"".join(steps) + back + bytes([5]) + END


@given(st.integers(-32768, 32767))
def test_operands_are_those_of_the_library(value):
    assert operand(value) == encodeIntT2(value)


@pytest.mark.parametrize("value", [32768, -32769])
def test_an_operand_that_does_not_fit_is_refused(value):
    with pytest.raises(OverflowError):
        operand(value)


@pytest.mark.parametrize("count", [0, 1, 2, 300, 3000])
def test_a_library_reads_the_same_glyphs(count):
    outlines = [square(500 + n % 500, 1 + n % 900) for n in range(count + 1)]
    fonts = read(compact_font("ABCDEF+Noto-Regular", BOX, outlines))
    (name,) = fonts.fontNames
    font = fonts[name]
    assert name == "ABCDEF+Noto-Regular"
    assert tuple(font.rawDict["FontBBox"]) == BOX
    glyphs = font.CharStrings
    order = font.charset
    assert order == [".notdef", *(f"g{n}" for n in range(1, count + 1))]
    for number in {0, count // 2, count}:
        glyph = glyphs[order[number]]
        pen = RecordingPen()
        glyph.draw(pen)
        assert glyph.width == 500 + number % 500
        side = 1 + number % 900
        assert pen.value[2] == ("lineTo", ((side, side),))
