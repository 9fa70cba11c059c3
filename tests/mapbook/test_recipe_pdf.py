"""Sheets by recipes as PDF: names are found, fonts embedded, lengths true on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Language
from gridwatch.mapbook.press import press
from gridwatch.mapbook.recipe import BlockKind, Place, RecipeBlock
from gridwatch.mapbook.recipefile import shipped_recipes
from gridwatch.mapbook.recipepages import SheetPainter, drawn_pages
from gridwatch.mapbook.recipeplan import Wish, numbered, plan_recipe
from gridwatch.mapbook.scales import scale_bar
from tests.mapbook.conftest import AS_OF, DRY_TOWN, TOWN, with_rows
from tests.mapbook.test_binding import poppler, widest_run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("qapp")
RECIPES = {one.id: one for one in shipped_recipes()}
WISH = Wish(AS_OF, made_on=AS_OF)
PT = 72 / 25.4


def printed(path: Path, district: District, *wanted: tuple[str, str]) -> list:
    sheets = numbered(
        plan_recipe(RECIPES[key], district, subject, WISH) for key, subject in wanted
    )
    press(path, drawn_pages(sheets, district), title="图")
    return list(sheets)


@pytest.fixture(scope="module")
def book(district, tmp_path_factory, qapp) -> tuple[Path, list]:
    """One sheet of most recipes, small and large paper."""
    assert qapp is not None
    path = tmp_path_factory.mktemp("版 式") / "图.pdf"
    sheets = printed(
        path,
        district,
        ("town", TOWN),
        ("village", "990101101201"),
        ("signboards", TOWN),
        ("rivers", "990101"),
        ("field-boards", TOWN),
        ("wall", "990101"),
        ("strip", "R001"),
    )
    return path, sheets


def test_every_page_has_its_paper_to_a_tenth_of_a_millimetre(book) -> None:
    path, sheets = book
    told = poppler("pdfinfo", "-l", 99, path)
    found = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", told)
    wanted = [sheet.page for sheet in sheets for _ in sheet.pages]
    assert len(found) == len(wanted)
    for (width, height), page in zip(found, wanted, strict=True):
        assert float(width) / PT == pytest.approx(page.width, abs=0.1)
        assert float(height) / PT == pytest.approx(page.height, abs=0.1)


def test_names_on_the_sheets_are_found_in_normal_characters(book, district) -> None:
    path, sheets = book
    text = poppler("pdftotext", "-layout", path, "-")
    flat = re.sub(r"\s", "", text)
    for sheet in sheets:
        assert sheet.title.zh in flat
        for table in sheet.tables.values():
            for row in table.rows[:30]:
                for cell in row.cells:
                    assert re.sub(r"\s", "", cell) in flat or len(cell) > 14, cell
    towns = [j.name for j in district.of_level(Level.TOWN)]
    assert set(towns) <= {name for name in towns if name in flat}
    assert not {c for c in text if "\u2e80" <= c <= "\u2fdf"}
    for words in ("编制单位：云溪区河长制办公室", "2000国家大地坐标系", "检核尺100mm"):
        assert words in flat
    assert sheets[4].pages[0].code in flat


def test_every_font_is_embedded(book) -> None:
    lines = poppler("pdffonts", book[0]).splitlines()[2:]
    assert lines
    assert {line.split()[-5] for line in lines} == {"yes"}


@pytest.mark.parametrize("key", ["town", "village", "strip"])
def test_scale_bar_and_check_ruler_are_true_on_paper(district, tmp_path, key) -> None:
    path = tmp_path / "a.pdf"
    subject = {"town": TOWN, "village": "990101101201", "strip": "R001"}[key]
    (sheet,) = printed(path, district, (key, subject))
    boxes = {placed.kind: placed.rect for placed in sheet.pages[0].blocks}
    box = boxes[BlockKind.SCALE]
    f = min(box.height / 20.0, box.width / 43.5, max(1.0, box.height / 30.0))
    # The bar's frame is drawn with a line of 0.1 mm: ends lie in its middle.
    bar = widest_run(path, (box.x, box.y + 11.0 * f, box.width, 2.4 * f))
    wanted = scale_bar(sheet.scale, box.width - 9.0 * f).millimetres
    assert bar - 0.1 * f == pytest.approx(wanted, rel=0.002)
    ruler = boxes[BlockKind.RULER]
    rule = widest_run(path, (ruler.x - 5, ruler.y + 1, ruler.width + 10, 1.2))
    assert rule == pytest.approx(100.0, rel=0.002)


def text_of(path: Path, district: District, *wanted: tuple[str, str]) -> str:
    printed(path, district, *wanted)
    return re.sub(r"\s", "", poppler("pdftotext", "-layout", path, "-"))


def test_what_is_missing_is_said_on_the_sheet(district, tmp_path) -> None:
    dry = text_of(tmp_path / "a.pdf", district, ("town", DRY_TOWN))
    assert "辖区内没有登记的河段。" in dry
    empty = District(name="云溪区", code="990101", crs=4548)
    told = text_of(tmp_path / "b.pdf", empty, ("district", ""))
    assert "还没有边界或河流图形" in told
    assert "没有登记的下级行政区。" in told
    assert "1:2500" not in told  # No scale of nowhere.


@pytest.mark.parametrize("key", ["town", "field-boards"])
def test_a_name_of_thirty_characters_is_found_whole(tmp_path, district, key) -> None:
    long = "云溪县级市国家级经济技术开发区长河生态文明先行示范街道办事处"
    areas = tuple(
        replace(j, name=long) if j.code == TOWN else j for j in district.jurisdictions
    )
    named = replace(district, jurisdictions=areas)
    text = text_of(tmp_path / "a.pdf", named, (key, TOWN))
    assert len(long) == 30
    assert long in text


def test_a_table_that_goes_on_says_so_on_every_page(district, tmp_path) -> None:
    many = with_rows(district, 400)
    text = text_of(tmp_path / "a.pdf", many, ("town", TOWN))
    assert "河流责任表（续表）" in text
    assert "共400条" in text
    assert "合计" in text
    for number in (1, 200, 400):
        assert f"第{number}河段" in text


def test_the_public_sees_a_blank_for_the_review_number_and_no_mark(
    district, tmp_path
) -> None:
    public = text_of(tmp_path / "a.pdf", district, ("rivers", "990101"))
    assert "审图号：____" in public
    assert "内部资料" not in public
    office = text_of(tmp_path / "b.pdf", district, ("town", TOWN))
    assert "审图号" not in office
    assert "内部资料" in office


def test_the_legend_lists_what_lies_on_the_sheet_and_nothing_else(district) -> None:
    from PySide6.QtGui import QImage, QPainter

    from gridwatch.mapbook import sheetdrawing

    sheet = plan_recipe(RECIPES["village"], district, "990101101202", WISH)
    image = QImage(1240, 1754, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(1240 / 210, 1240 / 210)
    listed: list[str] = []
    kept = sheetdrawing.draw_legend

    def spied(ink, box, entries, language) -> None:
        listed.extend(entry.layer_id for entry in entries)
        kept(ink, box, entries, language)

    sheetdrawing.draw_legend = spied
    try:
        SheetPainter(district).draw(painter, sheet, 0)
    finally:
        sheetdrawing.draw_legend = kept
        painter.end()
    import shapely

    frame = shapely.box(*sheet.pages[0].window.extent)
    border = district.of_level(Level.DISTRICT)[0].geometry.boundary
    assert ("district" in listed) is bool(border.intersects(frame))
    for key, rows in (
        ("signboard", district.signboards),
        ("outfall", district.outfalls),
        ("water_body", district.water_bodies),
    ):
        there = any(row.geometry.intersects(frame) for row in rows)
        assert (key in listed) is there, key
    assert "village" in listed


def test_numbers_of_the_national_series_stand_where_a_recipe_asks(
    district, tmp_path
) -> None:
    from gridwatch.mapbook.sheetnumbers import sheets_within

    place = Place(left=25, width=30, bottom=2, height=9)
    recipe = replace(
        RECIPES["village"],
        blocks=(*RECIPES["village"].blocks, RecipeBlock(BlockKind.SHEETS, place)),
    )
    sheet = plan_recipe(recipe, district, "990101101201", WISH)
    path = tmp_path / "a.pdf"
    press(path, drawn_pages([sheet], district), title="图")
    text = poppler("pdftotext", "-layout", path, "-")
    window = sheet.pages[0].window
    numbers = sheets_within(window.crs, window.extent)
    assert numbers
    assert all(number in text for number in numbers[:2])


def test_a_sheet_in_english_has_no_chinese_but_names(district, tmp_path) -> None:
    wish = Wish(AS_OF, language=Language.EN, made_on=AS_OF)
    sheet = plan_recipe(RECIPES["signboards"], district, TOWN, wish)
    path = tmp_path / "a.pdf"
    press(path, drawn_pages([sheet], district), title="map")
    text = poppler("pdftotext", "-layout", path, "-")
    for words in ("Legend", "Page 1 of", "Check: 100 mm", "Chainage", "grid north"):
        assert words in text, words
    for words in ("图例", "比例", "检核", "编制单位", "序号"):
        assert words not in text, words
