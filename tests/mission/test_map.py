"""Maps on paper: four levels, chiefs by colour, sketches, walls, tiles, field pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gridwatch.cartography.layers import layers_of
from gridwatch.district.coverage import chiefs_of_segment
from gridwatch.district.jurisdictions import Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.wording import Text
from gridwatch.mapbook.audience import audience_named, guarded_recipe
from gridwatch.mapbook.counting import plan_four_level
from gridwatch.mapbook.fourlevel import RANKS, BookOrder
from gridwatch.mapbook.outline import outline_of
from gridwatch.mapbook.pages import Setting
from gridwatch.mapbook.press import DrawnPage, press
from gridwatch.mapbook.recipe import BlockKind
from gridwatch.mapbook.recipefile import shipped_recipes
from gridwatch.mapbook.recipepages import SheetPainter, drawn_pages
from gridwatch.mapbook.recipeplan import Wish, plan_recipe
from gridwatch.mapbook.reprint import record_of, reprint_of
from gridwatch.mapbook.tiling import plan_tiling, tiled
from tests.cartography.pdf.conftest import poppler
from tests.mission.sample import DAY, sample_district

pytestmark = pytest.mark.usefixtures("qapp")
TOWN = "990101101000"
RECIPES = {one.id: one for one in shipped_recipes()}
WISH = Wish(DAY, made_on=DAY)


@pytest.fixture(scope="module")
def book(qapp):
    """The four-level book of one small town and of the district's own sheet."""
    assert qapp is not None
    district = sample_district()
    smallest = min(
        district.of_level(Level.TOWN), key=lambda town: town.geometry.area
    ).code
    rows = [j for j in district.jurisdictions if j.level is not Level.TOWN]
    towns = [j for j in district.of_level(Level.TOWN) if j.code == smallest]
    villages = {
        j.code for j in rows if j.level is Level.VILLAGE and j.parent_code == smallest
    }
    kept = [j for j in rows if j.level is not Level.VILLAGE or j.code in villages]
    cells = tuple(c for c in district.cells if c.village_code in villages)
    small = replace(district, jurisdictions=(*kept, *towns), cells=cells)
    return planned(small)


def planned(district, audience="internal"):
    setting = Setting(as_of=DAY, made_on=DAY)
    return plan_four_level(
        district,
        setting,
        layers_of(district, DAY),
        audience_named(audience),
        BookOrder(),
    )


def sheet_of(key, wanted="", district=None, audience=""):
    recipe = RECIPES[key]
    if audience:
        recipe, _ = guarded_recipe(recipe, audience_named(audience))
    return plan_recipe(recipe, district or sample_district(), wanted, WISH)


def words_on(path, sheets, district=None) -> str:
    pages = drawn_pages(sheets, district or sample_district())
    press(path, pages, title="x")
    return re.sub(r"\s", "", poppler("pdftotext", "-layout", path, "-"))


def test_map_01_four_levels_in_one_run_with_one_numbering(book) -> None:
    assert {leaf.rank for leaf in book.leaves} == {"front", *RANKS}
    papers = {
        rank: {RECIPES[rank].paper, *RECIPES[rank].papers}
        for rank in ("district", "town", "village", "cell")
    }
    assert "A0" in papers["district"] or "A1" in papers["district"]
    assert RECIPES["town"].paper == "A3"
    assert RECIPES["village"].paper == RECIPES["cell"].paper == "A4"
    labels = [label for leaf in book.leaves for label in leaf.labels]
    assert labels == [str(number) for number in range(1, len(labels) + 1)]


def test_map_02_the_wall_map_has_a_small_table_for_each_town() -> None:
    district = sample_district()
    (page,) = sheet_of("wall").pages
    towns = {row.uid: row.name for row in district.of_level(Level.TOWN)}
    assert {card.uid: card.name for card in page.cards} == towns
    assert sorted(card.number for card in page.cards) == [*range(1, len(towns) + 1)]
    assert {pin.number: pin.uid for pin in page.pins} == {
        card.number: card.uid for card in page.cards
    }


def test_map_03_the_distribution_sketch_is_fit_for_the_public(tmp_path) -> None:
    sheet = sheet_of("rivers", audience="public")
    told = words_on(tmp_path / "a.pdf", [sheet])
    assert not {"outfall", "signboard", "cell"} & {*sheet.recipe.maps.layers}
    assert "审图号" in told
    assert "示意图" in told
    mobiles = {p.mobile for p in sample_district().persons if p.mobile}
    assert mobiles
    assert not any(mobile in told for mobile in mobiles)
    for river in sample_district().rivers:
        assert river.name in told


def test_map_04_segments_have_a_colour_for_each_chief_and_a_table_beside(
    tmp_path,
) -> None:
    district, sheet = sample_district(), sheet_of("chiefs", TOWN)
    layer = next(
        one for one in SheetPainter(district).layers(sheet) if one.id == "segment"
    )
    inside = {s.uid for s in district.segments if s.town_code == TOWN}
    rows = {s.uid: s for s in district.segments}
    symbols: dict[str, object] = {}
    others: dict[str, tuple[str, str]] = {}
    for uid, place in zip(layer.uids, layer.classes.tolist(), strict=True):
        chiefs = chiefs_of_segment(district, rows[uid], DAY)["village"]
        names = "、".join(dict.fromkeys(chief.person.name for chief in chiefs))
        if uid in inside:
            assert layer.symbols[place].name.zh == names
            symbols[names] = layer.symbols[place].symbol
        else:
            others[uid] = names, layer.symbols[place].name.zh
    # Segments of other towns are told apart only where the same chiefs hold them.
    for names, shown in others.values():
        assert shown == (names if names in symbols else "其他" if names else "无河长")
    assert len(set(symbols.values())) == len(symbols) > 5
    told = words_on(tmp_path / "a.pdf", [sheet])
    assert all(name in told for name in symbols)
    assert re.search(r"1\d{10}", told)
    masked = words_on(tmp_path / "b.pdf", [sheet_of("chiefs", TOWN, audience="public")])
    assert all(name in masked for name in symbols)
    assert not re.search(r"1\d{10}", masked)


def test_map_04_the_district_has_a_colour_for_the_chiefs_of_each_town() -> None:
    district = sample_district()
    painter = SheetPainter(district)
    layer = next(
        one
        for one in painter.layers(sheet_of("chiefs-district"))
        if one.id == "segment"
    )
    named = [one.name.zh for one in layer.symbols if one.name.zh != "其他"]
    assert len(named) == len(district.of_level(Level.TOWN))
    assert len({one.symbol for one in layer.symbols}) == len(layer.symbols)


def test_map_05_the_sketch_stands_on_the_face_of_a_board(tmp_path) -> None:
    district = sample_district()
    board = next(b for b in district.signboards if b.code and b.segment_code)
    sheet = sheet_of("face", board.code)
    assert sheet.face is not None
    assert sheet.face.segment is not None
    with_map = tmp_path / "a.pdf"
    told = words_on(with_map, [sheet])
    villages = [j.name for j in district.villages_of_segment[sheet.face.segment.uid]]
    assert any(name in told for name in villages)


def test_map_06_the_large_map_comes_on_small_paper_with_marks(tmp_path) -> None:
    sheet = sheet_of("district")
    (page, *_) = drawn_pages([sheet], sample_district())
    cut = plan_tiling(page.width, page.height, "A3")
    assert cut.number > 1
    path = tmp_path / "a.pdf"
    few = tiled([DrawnPage(page.width, page.height, page.draw, Text("a", "a"))], "A3")
    press(path, few[:2], title="x")
    told = poppler("pdftotext", path, "-")
    assert f"{cut.down} 行 {cut.across} 列" in told
    assert "重叠" in told


def test_pat_08_the_day_sheet_has_a_map_a_code_and_boxes_to_tick() -> None:
    sheet = sheet_of("field-boards", TOWN)
    page = sheet.pages[0]
    kinds = {placed.kind for placed in page.blocks}
    assert {BlockKind.MAP, BlockKind.CODE} <= kinds
    assert page.code
    assert page.pins
    (table,) = sheet.recipe.tables
    assert table.ticks
    assert {pin.uid for pin in page.pins} <= {
        row.uid for row in page.pieces[0].table.rows
    }


def test_iss_04_a_second_print_strikes_out_what_was_closed_since() -> None:
    district = sample_district()

    def pins(of) -> dict[str, tuple[int, bool, bool]]:
        sheet = sheet_of("outfalls", TOWN, of)
        rows = {row.uid: row for t in sheet.tables.values() for row in t.rows}
        return {
            pin.uid: (pin.number, pin.done, "已销号" in rows[pin.uid].cells)
            for page in sheet.pages
            for pin in page.pins
        }

    before = pins(district)
    still = {uid for uid, (_, done, _) in before.items() if not done}
    assert still
    closed = tuple(
        replace(one, closed_on=DAY, rectification="已销号") if one.uid in still else one
        for one in district.outfalls
    )
    after = pins(replace(district, outfalls=closed))
    for uid, (number, done, said) in before.items():
        assert after[uid] == (number, True, True)
        assert done is said


def test_idea_d7_only_pages_whose_content_changed_are_printed_again(book) -> None:
    before = record_of(book)
    assert not reprint_of(book, before).changed
    district = book.district
    outfall = next(o for o in district.outfalls if o.geometry is not None)
    assert isinstance(outfall, Outfall)
    cell = next(c for c in district.cells if c.geometry is not None)
    there = replace(outfall, geometry=cell.geometry.representative_point())
    moved = replace(
        district,
        outfalls=tuple(there if o is outfall else o for o in district.outfalls),
    )
    again = reprint_of(planned(moved), before)
    assert 0 < len(again.changed) < len(book.leaves)


def test_idea_d15_the_guard_says_what_it_took_away_and_why(book) -> None:
    public = planned(book.district, "public")
    assert public.removed
    for removal, count in public.removed:
        assert count > 0
        assert removal.what.zh
        assert removal.rule.source
    # For their own use nothing is taken away.
    assert not book.removed
    told = "；".join(removal.what.zh for removal, _ in public.removed)
    assert all(word in told for word in ("网格", "入河排污口", "比例尺", "手机号码"))
    assert max(count for _, count in public.removed) <= len(public.leaves)


def test_idea_d16_bookmarks_by_town_and_by_chief(book) -> None:
    leaves = book.leaves
    marks = outline_of(leaves, book.setting.language)
    towns = [j.name for j in book.district.of_level(Level.TOWN)]

    def under(mark) -> set[str]:
        return {mark.title}.union(*(under(one) for one in mark.children), set())

    every = set().union(*(under(mark) for mark in marks))
    assert all(any(name in title for title in every) for name in towns)
    assert any(mark.title == "按河长查" and mark.children for mark in marks)
