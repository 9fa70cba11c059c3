"""Every recipe makes a sensible sheet of every sort of place, however odd."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.pagecodes import area_key, code_of, fingerprint
from gridwatch.district.wording import OfficerError
from gridwatch.mapbook.asked import Asked
from gridwatch.mapbook.onsheet import legend_of_pins
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.projection import degrees_of
from gridwatch.mapbook.recipe import Audience, BlockKind, MapRecipe, TableRecipe
from gridwatch.mapbook.recipe import TableColumn as Column
from gridwatch.mapbook.recipefile import shipped_recipes
from gridwatch.mapbook.recipeplan import Wish, numbered, plan_recipe, plan_subject
from gridwatch.mapbook.settables import filled, whole_em
from gridwatch.mapbook.subjects import subject_of, subjects_of
from gridwatch.mapbook.tablecolumns import SOURCES
from gridwatch.mapbook.tabulating import rows_of
from gridwatch.mapbook.windows import along, window_on
from tests.mapbook.conftest import AS_OF, DRY_TOWN, EAST, NORTH, TOWN, with_rows

if TYPE_CHECKING:
    from gridwatch.mapbook.sheets import Sheet

RECIPES = {one.id: one for one in shipped_recipes()}
WISH = Wish(AS_OF, made_on=AS_OF)
VILLAGE = "990101101201"


def plan(key: str, district: District, wanted: str = "", wish: Wish = WISH) -> Sheet:
    return plan_recipe(RECIPES[key], district, wanted, wish)


def check_sheet(sheet: Sheet) -> None:
    """Everything that any sheet promises."""
    paper = Rect(0.0, 0.0, sheet.page.width, sheet.page.height)
    for page in sheet.pages:
        for placed in page.blocks:
            assert paper.contains(placed.rect, 0.02), placed
        rects = [piece.rect for piece in page.pieces]
        solid = [p for p in page.blocks if p.kind is not BlockKind.TABLE]
        for i, rect in enumerate(rects):
            assert paper.contains(rect)
            assert not any(rect.overlaps(other, 0.01) for other in rects[i + 1 :])
            for placed in solid:
                assert not rect.overlaps(placed.rect, 0.05), placed.kind
        if page.window is not None:
            check_window(page.window)
    check_tables(sheet)


def check_window(window, slack=0.001) -> None:
    """The scale is true on the ground, both ways."""
    west, south, east, north = window.extent
    x, y = (west + east) / 2, (south + north) / 2
    edges = [(west, y), (east, y), (x, south), (x, north)]
    degrees = degrees_of(window.crs, np.array(edges))
    geod = pyproj.Geod(ellps="GRS80")
    for one, other, mm in ((0, 1, window.frame.width), (2, 3, window.frame.height)):
        metres = geod.inv(*degrees[one], *degrees[other])[2]
        assert metres * 1000 / window.scale == pytest.approx(mm, rel=slack)


def check_tables(sheet: Sheet) -> None:
    """Every row stands on the sheet exactly once, in order."""
    if sheet.windows:
        return  # A strip repeats what two of its pages show.
    for table in sheet.tables.values():
        shown = [
            i
            for page in sheet.pages
            for piece in page.pieces
            if piece.table is table
            for i in range(piece.start, piece.stop)
        ]
        assert shown == list(range(len(table.rows)))


# --- all recipes ----------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(RECIPES))
def test_every_recipe_serves_everything_it_says_it_does(district, key) -> None:
    recipe = RECIPES[key]
    for kind in recipe.subjects:
        subject = subjects_of(district, [kind])[0]
        for paper in (recipe.paper, *recipe.papers):
            sheet = plan_subject(recipe, district, subject, replace(WISH, paper=paper))
            assert sheet.page.paper == paper
            check_sheet(sheet)


def test_pages_run_through_a_book(district) -> None:
    sheets = numbered(
        plan("village", district, code) for code in (VILLAGE, "990101102201")
    )
    assert [sheet.first_page for sheet in sheets] == [1, 1 + len(sheets[0].pages)]
    assert {sheet.of_pages for sheet in sheets} == {sum(len(s.pages) for s in sheets)}


def test_a_paper_the_recipe_does_not_serve_is_refused(district) -> None:
    for paper in ("A0", "A9", "A4-landscape-x", "A4-sideways"):
        with pytest.raises(OfficerError, match=r"没有打印|nothing was printed"):
            plan("field-boards", district, VILLAGE, replace(WISH, paper=paper))


def test_an_unknown_name_tells_similar_ones(district) -> None:
    with pytest.raises(OfficerError, match="青石镇"):
        subject_of(district, RECIPES["town"], "青石")
    with pytest.raises(OfficerError):
        subject_of(district, RECIPES["town"], VILLAGE)


# --- odd places -----------------------------------------------------------------------


def alone(geometry, name="孤山镇", level=Level.TOWN) -> District:
    area = Jurisdiction("x", "990101109000", name, level, "990101", 2026, geometry)
    return District(name="云溪区", code="990101", crs=4548, jurisdictions=(area,))


def test_an_enclave_far_off_has_a_map_of_its_own() -> None:
    main = shapely.box(EAST, NORTH, EAST + 6000, NORTH + 5000)
    far = shapely.box(EAST + 60_000, NORTH, EAST + 60_500, NORTH + 400)
    sheet = plan("town", alone(shapely.MultiPolygon([main, far])), "孤山镇")
    check_sheet(sheet)
    page = sheet.pages[0]
    assert page.window is not None
    assert page.inset is not None
    assert page.window.scale <= 30_000
    assert shapely.box(*page.window.extent).contains(main)
    assert shapely.box(*page.inset.extent).contains(far)
    assert page.window.frame.contains(page.inset.frame)
    # It hides nothing of the main part that could be spared.
    left, top = page.window.to_paper(EAST, NORTH + 5000)
    right, bottom = page.window.to_paper(EAST + 6000, NORTH)
    drawn = Rect(left, top, right - left, bottom - top)
    assert not drawn.overlaps(page.inset.frame)


def test_a_near_part_shares_the_map() -> None:
    main = shapely.box(EAST, NORTH, EAST + 6000, NORTH + 5000)
    near = shapely.box(EAST + 6500, NORTH, EAST + 7500, NORTH + 900)
    sheet = plan("town", alone(shapely.MultiPolygon([main, near])), "孤山镇")
    assert sheet.pages[0].inset is None
    assert shapely.box(*sheet.pages[0].window.extent).contains(near)


def test_a_village_of_a_hundred_metres_is_drawn_at_a_large_round_scale() -> None:
    tiny = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
    sheet = plan("village", alone(tiny, "一户村", Level.VILLAGE), "一户村")
    check_sheet(sheet)
    assert sheet.scale == 1000
    assert sheet.pages[0].window.grid in (20, 50, 100)


def test_a_place_of_no_extent_is_drawn_all_the_same() -> None:
    speck = shapely.box(EAST, NORTH, EAST + 1e-6, NORTH + 1e-6)
    check_sheet(plan("town", alone(speck), "孤山镇"))


def test_a_town_without_a_river_has_a_table_without_rows(district) -> None:
    sheet = plan("town", district, DRY_TOWN)
    check_sheet(sheet)
    assert sheet.tables["segments"].rows == ()
    assert len(sheet.pages) == 1


def test_four_hundred_rows_go_on_overleaf_and_the_sum_stands_last(district) -> None:
    many = with_rows(district, 400)
    sheet = plan("town", many, TOWN, replace(WISH, paper="A4"))
    check_sheet(sheet)
    assert len(sheet.tables["segments"].rows) == 401
    assert len(sheet.pages) > 3
    assert all(page.window is None for page in sheet.pages[1:])
    last = sheet.pages[-1].pieces[-1]
    assert last.table.rows[last.stop - 1].total
    assert last.stop - last.start > 1


@pytest.fixture(scope="module")
def long_table(district):
    return plan("town", with_rows(district, 60), TOWN).tables["segments"]


@given(rows=st.integers(1, 60), tall=st.floats(20, 200), em=st.floats(1.5, 5.0))
def test_a_table_shrinks_a_little_only_where_that_spares_a_page(
    long_table, rows, tall, em
) -> None:
    table = replace(long_table, rows=long_table.rows[:rows])
    rect = Rect(0.0, 0.0, 180.0, tall)
    size = whole_em(table, rect, em)

    def fits(at) -> bool:
        (piece,) = filled(table, rect, at)[:1] or (None,)
        return piece is not None and piece.stop == len(table.rows)

    assert 0.86 * em <= size <= em
    assert size == em or (fits(size) and not fits(em) and size >= 1.9)


def test_an_empty_district_prints_a_sheet_that_says_so() -> None:
    for key in ("district", "rivers", "wall"):
        sheet = plan(key, District(name="云溪区", code="990101", crs=4548))
        check_sheet(sheet)
        assert sheet.subject.geometry is None
    with pytest.raises(OfficerError, match=r"没有打印|nothing"):
        subject_of(District(name="云溪区"), RECIPES["strip"])


def test_a_district_with_a_border_only_is_drawn(district) -> None:
    border = District(
        name="云溪区", code="990101", crs=4548, jurisdictions=district.jurisdictions[:1]
    )
    for key in ("district", "rivers", "wall", "signboards"):
        check_sheet(plan(key, border, "990101"))


shapes = st.builds(
    lambda w, h, n: shapely.box(EAST, NORTH, EAST + w, NORTH + h).buffer(n),
    st.floats(1.0, 60_000.0),
    st.floats(1.0, 60_000.0),
    st.sampled_from([0.0, 1.0, 40.0, 500.0]),
)


@settings(max_examples=25)
@given(shapes, st.sampled_from(["town", "ownership", "outfalls"]))
def test_any_shape_lies_whole_on_its_map(shape, key) -> None:
    sheet = plan(key, alone(shape), "孤山镇")
    check_sheet(sheet)
    assert shapely.box(*sheet.pages[0].window.extent).contains(shape)


# --- scale ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("crs", "east", "north"),
    [
        (4548, 390_000, 4_470_000),
        (3857, 13_000_000, 4_900_000),
        (27700, 530_000, 180_000),
    ],
)
def test_the_scale_is_true_on_the_ground_whatever_the_projection(
    crs, east, north
) -> None:
    bounds = (east, north, east + 6000, north + 4000)
    window = window_on(MapRecipe(), Rect(20, 20, 200, 160), 6.5, bounds, crs)
    # Web Mercator takes the ellipsoid for a sphere: its scale differs by direction.
    check_window(window, 0.004 if crs == 3857 else 0.0002)


def test_a_scale_rule_is_kept_and_what_fits_none_takes_the_next_round_one() -> None:
    border = Rect(0, 0, 213, 163)
    rule = MapRecipe(scales=(10_000, 25_000))
    small = window_on(rule, border, 6.5, (EAST, NORTH, EAST + 1500, NORTH + 900), 4548)
    large = window_on(rule, border, 6.5, (EAST, NORTH, EAST + 9e4, NORTH + 900), 4548)
    assert small.scale == 10_000
    assert large.scale == 500_000


# --- strips ---------------------------------------------------------------------------


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.floats(0, 80_000), st.floats(0, 80_000)), min_size=2, max_size=9
    )
)
def test_windows_of_a_strip_overlap_and_leave_nothing_of_the_river_out(turns) -> None:
    line = shapely.LineString([(EAST + x, NORTH + y) for x, y in turns])
    if line.length < 10:
        return
    maps = RECIPES["strip"].maps
    windows = along(maps, Rect(25, 28, 257, 110), 6.5, [line], 4548)
    boxes = [window.ground for window in windows]
    assert shapely.union_all(boxes).buffer(1.0).contains(line)
    for one, other in pairwise(boxes):
        shared = line.intersection(one.intersection(other).buffer(0.5))
        assert not shared.is_empty
    assert len({window.scale for window in windows}) == 1
    assert len(windows) <= 24


@pytest.mark.parametrize("degrees", [0, 20, 50, 80, 100, 150, 200, 275, 330])
def test_pages_of_a_strip_turn_so_that_the_river_runs_along_them(degrees) -> None:
    way = np.radians(degrees)
    steps = np.arange(0.0, 9000.0, 10.0)
    aside = 60.0 * np.sin(steps / 90.0)
    east = EAST + steps * np.cos(way) - aside * np.sin(way)
    north = NORTH + steps * np.sin(way) + aside * np.cos(way)
    line = shapely.LineString(np.stack([east, north], axis=1))
    windows = along(RECIPES["strip"].maps, Rect(25, 28, 257, 110), 6.5, [line], 4548)
    level = along(
        replace(RECIPES["strip"].maps, turned=False),
        Rect(25, 28, 257, 110),
        6.5,
        [line],
        4548,
    )
    assert len(windows) <= len(level)
    # Nearly level it fills the page from corner to corner, and north stays above.
    if min(degrees % 180, -degrees % 180) <= 20:
        assert {window.turn for window in windows} == {0.0}
        return
    for window in windows[:-1]:
        part = shapely.intersection(line, window.ground)
        places = [window.to_paper(x, y) for x, y in shapely.get_coordinates(part)]
        wide, tall = np.ptp(np.array(places), axis=0)
        assert wide > 4 * tall
        assert wide > 0.8 * window.frame.width
        assert abs(window.turn) <= 115
    # Read page after page, the river never changes the way it runs.
    assert len({bool(np.cos(np.radians(degrees - w.turn)) > 0) for w in windows}) == 1


def test_a_turned_map_is_the_ground_turned() -> None:
    line = shapely.LineString([(EAST, NORTH), (EAST + 4000, NORTH + 6000)])
    frame = Rect(25, 28, 257, 110)
    window = along(RECIPES["strip"].maps, frame, 6.5, [line], 4548)[0]
    assert window.turn == pytest.approx(56, abs=1)
    corners = [window.to_paper(x, y) for x, y in window.corners.tolist()]
    inner = window.frame
    assert np.allclose(
        corners,
        [
            (inner.x, inner.bottom),
            (inner.x, inner.y),
            (inner.right, inner.y),
            (inner.right, inner.bottom),
        ],
    )
    # A kilometre of ground is as long in every direction.
    x, y = window.middle
    for toward in ((1000.0, 0.0), (0.0, 1000.0)):
        one, other = (
            window.to_paper(x, y),
            window.to_paper(x + toward[0], y + toward[1]),
        )
        long = np.hypot(*np.subtract(one, other)) * window.scale / 1000
        assert long == pytest.approx(1000 / window.factor, rel=1e-9)


def test_each_page_of_a_strip_lists_its_own_segments_only(district) -> None:
    recipe = replace(
        RECIPES["strip"], maps=replace(RECIPES["strip"].maps, scales=(10_000,))
    )
    sheet = plan_recipe(recipe, district, "R001", WISH)
    assert len(sheet.pages) > 2
    segments = {s.uid: s for s in district.segments}
    for page in sheet.pages:
        frame = page.window.ground
        listed = {row.uid for piece in page.pieces for row in piece.table.rows}
        own = {
            s.uid
            for s in segments.values()
            if s.river_code == "R001" and s.geometry.intersects(frame)
        }
        assert listed == own


# --- field sheets ---------------------------------------------------------------------


def test_the_legend_explains_the_marks_on_numbers_that_are_seen(district) -> None:
    outfalls = tuple(
        replace(one, rectification="已销号" if number else "", closed_on=None)
        for number, one in enumerate(district.outfalls)
    )
    sheet = plan("outfalls", replace(district, outfalls=outfalls), "990101")
    (window,) = {page.window for page in sheet.pages if page.window is not None}
    pins = [pin for page in sheet.pages for pin in page.pins]
    closed = sum(pin.done for pin in pins)
    assert 0 < closed < len(pins)
    (line,) = legend_of_pins(pins, window)
    assert (line.name.zh, line.count) == ("编号划去：已销号", closed)
    stale = [replace(pin, alert=True, done=False) for pin in pins]
    (line,) = legend_of_pins(stale, window)
    assert line.name.zh == "编号红边：牌面过期"
    west, _, _, north = window.extent
    outside = [replace(pin, at=(west - 1.0, north)) for pin in pins]
    assert legend_of_pins(outside, window) == ()


def test_codes_of_a_field_sheet_name_its_pages_and_rows(district) -> None:
    board = district.signboards[0]
    many = replace(
        district,
        signboards=tuple(
            replace(board, uid=f"m{i}", code=f"M{i:03}") for i in range(60)
        ),
    )
    sheet = plan("field-boards", many, TOWN)
    check_sheet(sheet)
    assert len(sheet.pages) >= 3
    seen = []
    for number, page in enumerate(sheet.pages, 1):
        found = code_of(page.code)
        (piece,) = page.pieces
        uids = [row.uid for row in piece.table.rows[piece.start : piece.stop]]
        assert found.rows == "signboards"
        assert found.area == area_key(TOWN)
        assert (found.as_of, found.page) == (AS_OF, number)
        assert found.rows_print == fingerprint(uids)
        rows = piece.table.rows[piece.start : piece.stop]
        numbers = [int(row.cells[0]) for row in rows]
        assert [pin.number for pin in page.pins] == numbers
        seen += uids
    assert sorted(seen) == sorted(f"m{i}" for i in range(60))


# --- tables ---------------------------------------------------------------------------


@pytest.mark.parametrize("rows", sorted(SOURCES))
def test_every_column_of_every_table_can_be_asked_for(district, rows) -> None:
    table = TableRecipe("t", rows, columns=tuple(map(Column, SOURCES[rows])))
    for kind in ("district", "town", "village", "cell", "river"):
        for subject in subjects_of(district, [kind])[:2]:
            found = rows_of(table, Asked(district, subject, AS_OF))
            assert all(len(row.cells) == len(table.columns) for row in found)
            assert all(all(row.cells) for row in found if not row.total)


def test_the_public_sees_telephones_masked_and_the_office_whole(district) -> None:
    table = TableRecipe("t", "segments", columns=(Column("phone"),), total=False)
    subject = subject_of(district, RECIPES["town"], TOWN)
    office = rows_of(table, Asked(district, subject, AS_OF, Audience.RESTRICTED))
    public = rows_of(table, Asked(district, subject, AS_OF, Audience.PUBLIC))
    assert any("13800001234" in row.cells[0] for row in office)
    assert not any("13800001234" in row.cells[0] for row in public)
    assert any("138****1234" in row.cells[0] for row in public)


def test_sums_are_those_of_the_rows(district) -> None:
    subject = subject_of(district, RECIPES["district"])
    columns = tuple(map(Column, ("name", "length", "signboards", "outfalls")))
    *rows, total = rows_of(
        TableRecipe("t", "areas", columns=columns), Asked(district, subject, AS_OF)
    )
    assert total.total
    assert total.cells[2] == str(sum(int(row.cells[2]) for row in rows))
    assert int(total.cells[2]) == len(district.signboards)
    metres = sum(float(row.cells[1]) for row in rows)
    assert float(total.cells[1]) == pytest.approx(metres, abs=0.02)


def test_a_table_speaks_of_its_day(district) -> None:
    subject = subject_of(district, RECIPES["town"], TOWN)
    table = TableRecipe("t", "segments", columns=(Column("town_chief"),), total=False)
    terms = tuple(replace(term, since=date(2025, 1, 1)) for term in district.terms)
    before = replace(district, terms=terms)
    now = rows_of(table, Asked(before, subject, AS_OF))
    then = rows_of(table, Asked(before, subject, date(2024, 1, 1)))
    assert {row.cells[0] for row in then} == {"待定"}
    assert "待定" not in {row.cells[0] for row in now}


def test_cards_of_very_many_towns_stay_on_the_paper(district) -> None:
    town = next(j for j in district.jurisdictions if j.code == TOWN)
    towns = tuple(
        replace(town, uid=f"t{i}", code=f"990101{100 + i}000", name=f"第{i}镇")
        for i in range(300)
    )
    many = District(
        name="云溪区",
        code="990101",
        crs=4548,
        jurisdictions=(district.jurisdictions[0], *towns),
    )
    (page,) = plan("wall", many, "990101").pages
    paper = Rect(0.0, 0.0, 841.0, 594.0)
    assert len(page.cards) > 50
    assert all(paper.contains(card.rect) for card in page.cards)
    for i, card in enumerate(page.cards):
        assert not any(card.rect.overlaps(c.rect) for c in page.cards[i + 1 :])


def test_boards_are_those_that_stand_in_the_area(district) -> None:
    table = TableRecipe("t", "signboards", columns=(Column("code"),), total=False)
    for kind in ("town", "village", "cell"):
        for subject in subjects_of(district, [kind]):
            listed = {
                row.uid for row in rows_of(table, Asked(district, subject, AS_OF))
            }
            own = {
                board.uid
                for board in district.signboards
                if subject.geometry.contains(board.geometry)
            }
            assert listed == own, subject.name
