"""Large pages on small paper."""

from __future__ import annotations

import itertools
import re

import pikepdf
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from gridwatch.district.wording import Language, Text
from gridwatch.mapbook.ink import Hand, Ink
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.press import DrawnPage, Grounded, press
from gridwatch.mapbook.tiling import MARGIN, plan_tiling, tiled
from tests.cartography.pdf.conftest import poppler

SIDE = st.floats(150, 2000)


@given(SIDE, SIDE, st.sampled_from(["A4", "A3"]), st.floats(0, 30))
def test_tiles_cover_the_page_and_neighbours_overlap(width, height, paper, overlap):
    cut = plan_tiling(width, height, paper, overlap)
    boxes = [
        cut.window(row, column)
        for row in range(cut.down)
        for column in range(cut.across)
    ]
    shapes = [shapely.box(b.x, b.y, b.right, b.bottom) for b in boxes]
    page = shapely.box(0, 0, width, height)
    assert shapely.union_all(shapes).buffer(1e-6).covers(page)
    assert all(shape.intersects(page) for shape in shapes)
    for row, column in itertools.product(range(cut.down), range(cut.across - 1)):
        a, b = cut.window(row, column), cut.window(row, column + 1)
        assert a.right - b.x == pytest.approx(overlap)


def large(painter):
    for x in range(0, 594, 10):
        painter.fillRect(QRectF(x, 0, 5, 420), QColor("#A0C8E8"))
    Ink(painter).text((280.0, 200.0), "青石镇", Hand(20.0))
    Ink(painter).text((20.0, 20.0), "左上", Hand(8.0))


PAGE = DrawnPage(
    594.0,
    420.0,
    large,
    Text("区图", "map"),
    grounded=Grounded(Rect(0, 0, 594, 420), (0.0, 0.0, 5940.0, 4200.0), 4548),
)


@pytest.fixture(scope="module")
def tiles(tmp_path_factory, qapp):
    assert qapp is not None
    path = tmp_path_factory.mktemp("tiles") / "a.pdf"
    press(path, tiled([PAGE], "A4"), title="区图")
    return path


def test_each_tile_says_where_it_belongs(tiles):
    cut = plan_tiling(594.0, 420.0)
    text = poppler("pdftotext", tiles, "-")
    pages = text.split("\f")[:-1]
    assert len(pages) == cut.number
    names = [cut.name(r, c) for r in range(cut.down) for c in range(cut.across)]
    for page, name in zip(pages, names, strict=True):
        assert name in page.split()
        assert f"共 {cut.down} 行 {cut.across} 列（{cut.number} 张）" in page
    assert "重叠" not in pages[0]
    assert "与 A1 重叠 10 mm" in re.sub(r"\s+", " ", pages[1])


def test_tiles_have_their_paper_and_hold_the_page_once(tiles):
    cut = plan_tiling(594.0, 420.0)
    with pikepdf.open(tiles) as pdf:
        sizes = {tuple(round(float(x), 3) for x in page.MediaBox) for page in pdf.pages}
        wanted = (0.0, 0.0, cut.width / 25.4 * 72, cut.height / 25.4 * 72)
        assert sizes == {tuple(round(x, 3) for x in wanted)}
        forms = {page.Resources.XObject.X0.objgen for page in pdf.pages}
        assert len(forms) == 1


def test_a_tile_is_at_true_size_where_it_should_be(tiles):
    cut = plan_tiling(594.0, 420.0)
    window = cut.window(0, 1)
    stem = tiles.with_name("tile")
    poppler("pdftoppm", "-r", 254, "-f", 2, "-singlefile", "-png", tiles, stem)
    image = QImage(f"{stem}.png")
    y = round((MARGIN + 100) * 10)
    for page_x in range(int(window.x) + 7, int(window.right) - 7, 5):
        if page_x % 5 == 0:
            continue
        x = round((MARGIN + page_x - window.x) * 10)
        blue = page_x % 10 < 5
        assert (image.pixelColor(x, y).lightness() < 250) is blue, page_x


def test_the_ground_of_each_tile_is_its_part(tiles):
    assert tiles.is_file()
    cut = plan_tiling(594.0, 420.0)
    second = tiled([PAGE], "A4")[1]
    window = cut.window(0, 1)
    assert second.grounded.extent[0] == pytest.approx(window.x * 10)
    assert second.grounded.extent[3] == pytest.approx(4200.0)
    assert second.grounded.frame.x == pytest.approx(MARGIN)


def test_what_fits_the_paper_stays_whole():
    small = DrawnPage(210.0, 297.0, large, Text("小", "small"))
    assert tiled([small], "A4") == [small]
    assert len(tiled([small], "A4", language=Language.EN)) == 1
