"""Symbols as pictures are symbols as they are drawn."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.brushwork import draw_point, picture_of
from gridwatch.cartography.symbols import load_symbols

pytestmark = pytest.mark.usefixtures("qapp")


def drawn(symbol, zoom, size):
    """Draw a symbol in the middle of a picture, in one go."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_point(painter, QPointF(size // 2, size // 2), symbol, zoom)
    painter.end()
    return image


@given(
    number=st.integers(2, 12_345),
    zoom=st.sampled_from((1.0, 1.5, 2.0)),
    name=st.sampled_from(sorted(load_symbols().badges)),
    struck=st.booleans(),
)
def test_badges_that_share_their_ground_look_as_if_each_were_drawn(
    number, zoom, name, struck
):
    symbol = replace(load_symbols().badges[name], text=str(number))
    if struck:
        symbol = replace(symbol, mark="cross", mark_colour="#C00000")
    picture = picture_of(symbol, zoom)
    assert picture == drawn(symbol, zoom, picture.width())


def test_a_badge_of_letters_and_one_without_text_are_drawn_as_they_are():
    badge = next(iter(load_symbols().badges.values()))
    for text in ("Ⅲ", "劣Ⅴ", ""):
        symbol = replace(badge, text=text)
        picture = picture_of(symbol, 1.0)
        assert picture == drawn(symbol, 1.0, picture.width())
