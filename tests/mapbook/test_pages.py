"""What stands where on a sheet: pure geometry, no painter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.wording import Language, OfficerError
from gridwatch.mapbook.pages import SheetPlan, plan_book, plan_sheet
from gridwatch.mapbook.paper import OFFICE, PAPERS
from gridwatch.mapbook.scales import grid_spacing, round_scale, scale_bar
from tests.mapbook.conftest import AS_OF, DRY_TOWN, TOWN, make_district, with_rows

EAST, NORTH = 486_000.0, 4_470_000.0
ALONE = "990101109000"
SMALL = make_district()


def alone(geometry: shapely.Geometry, name: str = "孤山镇") -> District:
    area = Jurisdiction("x", ALONE, name, Level.TOWN, "990101", 2026, geometry)
    return District(name="云溪区", code="990101", jurisdictions=(area,))


def check_layout(plan: SheetPlan) -> None:
    """Everything a sheet promises whatever stands on it."""
    page, boxes = plan.page.content, plan.boxes
    assert page.contains(boxes.border)
    assert boxes.border.contains(boxes.frame)
    parts = [boxes.title, boxes.border, boxes.legend, boxes.imprint]
    parts += [boxes.north, boxes.scale]
    parts += [box for box in (boxes.locator,) if box.width]
    for part in parts:
        assert page.contains(part)
    for i, part in enumerate(parts):
        assert not any(part.overlaps(other) for other in parts[i + 1 :])
    for block in plan.blocks:
        assert page.contains(block.rect)
        if block.page == 0:
            assert not any(block.rect.overlaps(part) for part in parts)
    check_extent(plan)
    check_rows(plan)


def check_extent(plan: SheetPlan) -> None:
    west, south, east, north = plan.extent
    frame = plan.boxes.frame
    assert (east - west) * 1000 / plan.scale == pytest.approx(frame.width)
    assert (north - south) * 1000 / plan.scale == pytest.approx(frame.height)
    assert plan.jurisdiction.geometry is not None
    a, b, c, d = plan.jurisdiction.geometry.bounds
    assert west < a
    assert south < b
    assert c < east
    assert d < north


def check_rows(plan: SheetPlan) -> None:
    shown = [i for block in plan.blocks for i in range(block.start, block.stop)]
    assert shown == list(range(len(plan.rows)))
    for block in plan.blocks:
        assert sum(block.grid.widths) == pytest.approx(block.rect.width)
        rows = sum(block.grid.row_height(i) for i in range(block.start, block.stop))
        assert block.rect.height == pytest.approx(block.grid.overhead + rows)
    for block in plan.blocks:
        same_page = [b for b in plan.blocks if b.page == block.page and b != block]
        assert not any(block.rect.overlaps(other.rect) for other in same_page)


def is_round(scale: int) -> bool:
    digits = str(scale).rstrip("0")
    return digits in {"1", "12", "15", "2", "25", "3", "4", "5", "6", "75", "8"}


def test_a_town_sheet_keeps_every_promise(district):
    plan = plan_sheet(district, TOWN, AS_OF)
    check_layout(plan)
    assert plan.title.zh == "云溪区青石镇河长制责任图"
    assert plan.number == "990101101000-20261122"
    assert (plan.first_page, plan.of_pages) == (1, 1)


@settings(max_examples=60, deadline=None)
@given(
    width=st.floats(20, 200_000),
    shape=st.floats(0.05, 20),
    rows=st.sampled_from([0, 1, 9, 60]),
    paper=st.sampled_from(
        ["auto", "A4", "A3", "A4-portrait", "A4-landscape", "A3-landscape"]
    ),
)
def test_any_shape_prints_whole_at_a_round_scale(width, shape, rows, paper):
    box = shapely.box(EAST, NORTH, EAST + width, NORTH + width * shape)
    base = district_of_rows(rows, box)
    plan = plan_sheet(base, ALONE, AS_OF, paper)
    check_layout(plan)
    assert is_round(plan.scale)
    if paper != "auto":
        assert paper.startswith(plan.page.paper)


def district_of_rows(rows: int, geometry: shapely.Geometry) -> District:
    base = with_rows(SMALL, rows)
    area = Jurisdiction("x", ALONE, "孤山镇", Level.TOWN, "990101", 2026, geometry)
    segments = tuple(replace(s, town_code=ALONE, geometry=None) for s in base.segments)
    return District(
        name="云溪区", jurisdictions=(area,), segments=segments, rivers=base.rivers
    )


def test_four_hundred_rows_go_on_overleaf_and_none_is_lost(district):
    many = with_rows(district, 400)
    for paper in ("A4", "A3", "A3-landscape", "auto"):
        plan = plan_sheet(many, TOWN, AS_OF, paper)
        check_layout(plan)
        assert plan.pages > 2
        assert {block.page for block in plan.blocks} == set(range(plan.pages))


def test_one_cell_with_hundreds_of_names_does_not_burst_the_page(district):
    segment = replace(district.segments[0], name="极长的名字" * 300)
    plan = plan_sheet(replace(district, segments=(segment,)), TOWN, AS_OF, "A4")
    check_layout(plan)


def test_a_town_without_a_river_has_a_sheet_that_says_so(district):
    plan = plan_sheet(district, DRY_TOWN, AS_OF)
    check_layout(plan)
    assert plan.rows == ()
    assert plan.blocks == ()
    assert "没有登记的河段" in plan.summary.zh


def test_an_enclave_lies_inside_the_frame_with_its_town():
    main = shapely.box(EAST, NORTH, EAST + 4000, NORTH + 3000)
    enclave = shapely.box(EAST + 15_000, NORTH + 200, EAST + 15_300, NORTH + 500)
    plan = plan_sheet(alone(shapely.union(main, enclave)), ALONE, AS_OF)
    check_layout(plan)
    assert plan.page.landscape


def test_a_village_of_a_hundred_metres_gets_a_large_scale():
    tiny = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
    plan = plan_sheet(alone(tiny), ALONE, AS_OF)
    check_layout(plan)
    assert plan.scale <= 1000
    assert plan.grid <= 50


def test_a_name_of_thirty_characters_is_kept_whole():
    name = "青石河流域生态保护与水源涵养综合治理示范区管理委员会直属镇"
    plan = plan_sheet(
        alone(shapely.box(EAST, NORTH, EAST + 900, NORTH + 900), name), ALONE, AS_OF
    )
    assert name in plan.title.zh


def test_districts_and_wide_towns_take_a3_villages_a4(district):
    assert plan_sheet(district, "990101", AS_OF).page.paper == "A3"
    assert plan_sheet(district, "990101101201", AS_OF).page.paper == "A4"


def test_the_table_names_the_chiefs_of_the_day(district):
    plan = plan_sheet(district, TOWN, AS_OF)
    by_segment = {row.cells[1]: row.cells for row in plan.rows}
    row = by_segment["长示河青石镇段"]
    assert row[0] == "长示河"
    assert row[2] == f"{district.segments[0].metres / 1000:.2f}"
    assert row[3] == "王建国"
    assert row[6] == "青石镇人民政府"


def test_a_required_post_that_nobody_holds_is_marked_vacant(district):
    plan = plan_sheet(district, "990101101203", AS_OF)
    assert plan.rows[0].cells[5] == "待定"
    english = plan_sheet(district, "990101101203", AS_OF, language=Language.EN)
    assert english.rows[0].cells[5] == "vacant"


def test_an_acting_chief_is_marked(district):
    plan = plan_sheet(district, "990101101202", AS_OF)
    assert any("（代管）" in row.cells[5] for row in plan.rows)


def test_a_village_counts_only_the_length_inside(district):
    inside = plan_sheet(district, "990101101203", AS_OF).rows[0]
    whole = plan_sheet(district, TOWN, AS_OF).rows[0]
    assert inside.segment_uid == whole.segment_uid
    assert 0 < inside.metres < whole.metres + 1e-6


def test_no_phone_stands_on_a_sheet(district):
    plan = plan_sheet(district, "990101", AS_OF)
    text = "".join(cell for row in plan.rows for cell in row.cells)
    assert "1380000" not in text
    assert "010-" not in text


def test_rivers_without_segments_are_listed_with_their_length_inside(district):
    undivided = replace(district, segments=(), ownerships=())
    rows = plan_sheet(undivided, TOWN, AS_OF).rows
    assert [row.river for row in rows] == ["长示河", "门头入口沟", "青石河"]
    whole = district.river_by_code["R001"].geometry.length
    assert 0 < rows[0].metres < whole
    assert rows[0].cells[1] == "—"
    assert rows[0].cells[3] == "王建国"
    assert rows[2].cells[5] == "—"


def test_latin_names_keep_their_spaces(district):
    areas = tuple(
        replace(j, name="Barking 019B") if j.code == TOWN else j
        for j in district.jurisdictions
    )
    plan = plan_sheet(replace(district, jurisdictions=areas), TOWN, AS_OF)
    assert plan.title.zh == "云溪区 Barking 019B河长制责任图"


def test_pages_are_numbered_through_the_book(district):
    book = plan_book(with_rows(district, 120), [TOWN, "990101101201"], AS_OF, "A4")
    assert book[0].first_page == 1
    assert book[1].first_page == book[0].pages + 1
    assert {plan.of_pages for plan in book} == {sum(plan.pages for plan in book)}


def test_the_same_plan_comes_out_twice(district):
    first = plan_sheet(district, TOWN, AS_OF, made_on=AS_OF)
    assert first == plan_sheet(district, TOWN, AS_OF, made_on=AS_OF)
    assert first.made_on == AS_OF


def test_a_jurisdiction_without_code_is_found_by_name(district):
    assert plan_sheet(district, "青石镇", AS_OF).jurisdiction.code == TOWN


def test_an_unknown_code_names_similar_ones(district):
    with pytest.raises(OfficerError) as raised:
        plan_sheet(district, "990101101001", AS_OF)
    assert TOWN in raised.value.text.zh
    assert "青石镇" in raised.value.text.zh
    with pytest.raises(OfficerError, match="青石镇"):
        plan_sheet(district, "青石", AS_OF)


def test_a_jurisdiction_without_geometry_is_refused_with_the_way_out():
    bare = Jurisdiction("x", ALONE, "孤山镇", Level.TOWN)
    with pytest.raises(OfficerError) as raised:
        plan_sheet(District(jurisdictions=(bare,)), ALONE, AS_OF)
    assert "导入" in raised.value.text.zh


def test_an_unknown_paper_and_an_empty_book_are_refused(district):
    with pytest.raises(OfficerError, match="A4-portrait"):
        plan_sheet(district, TOWN, AS_OF, "B5")
    with pytest.raises(OfficerError, match="No jurisdiction"):
        plan_book(district, [], AS_OF)


def test_the_day_of_printing_is_today_where_none_is_given(district):
    assert plan_sheet(district, TOWN, date(2020, 1, 1)).made_on >= date(2026, 1, 1)


@given(st.floats(1, 5e6))
def test_a_round_scale_shows_what_is_needed_and_wastes_at_most_a_third(needed):
    scale = round_scale(needed)
    assert is_round(scale)
    assert scale >= needed * (1 - 1e-9)
    assert scale <= max(500, needed * 1.5)


@given(st.integers(500, 2_000_000), st.floats(25, 80))
def test_scale_bar_and_number_agree_and_the_bar_fits(scale, room):
    bar = scale_bar(scale, room)
    assert bar.millimetres == pytest.approx(bar.metres * 1000 / scale)
    assert room / 2 <= bar.millimetres * (1 + 1e-9) <= room * (1 + 1e-6)
    assert bar.ticks()[-1][0] == pytest.approx(bar.millimetres)


@given(st.integers(500, 2_000_000))
def test_grid_lines_are_neither_crowded_nor_lost(scale):
    spacing = grid_spacing(scale) * 1000 / scale
    assert spacing * (1 + 1e-9) >= 26
    assert spacing < 70


def test_papers_have_their_iso_sizes():
    assert {paper: PAPERS[paper] for paper in OFFICE} == {
        "A4": (210.0, 297.0),
        "A3": (297.0, 420.0),
    }
