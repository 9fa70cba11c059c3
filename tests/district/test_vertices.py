"""Vertices move, come and go without tearing what was joined."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from gridwatch.district.cells import Cell
from gridwatch.district.changes import patched
from gridwatch.district.district import District
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.snapping import Snapper, words_of
from gridwatch.district.vertices import (
    ReshapingError,
    chains,
    inserted,
    moved,
    removed,
)
from gridwatch.district.wording import Kind


def cell(uid, *places):
    return Cell(uid, uid, geometry=shapely.Polygon(places))


@pytest.fixture
def grid():
    """Four cells; the border between a and b has a vertex, d's west side has none."""
    return District(
        cells=(
            cell("a", (0, 0), (100, 0), (100, 50), (100, 100), (0, 100)),
            cell("b", (100, 0), (200, 0), (200, 100), (100, 100), (100, 50)),
            cell("c", (0, 100), (100, 100), (100, 200), (0, 200)),
            cell("d", (100, 100), (200, 100), (200, 200), (100, 200)),
        ),
        rivers=(
            River("r", "R", geometry=shapely.LineString([(0, 0), (500, 0), (1000, 0)])),
        ),
        segments=(
            Segment(
                "s", "S", "", "R", 1, geometry=shapely.LineString([(0, 0), (500, 0)])
            ),
            Segment(
                "t", "T", "", "R", 2, geometry=shapely.LineString([(500, 0), (1000, 0)])
            ),
        ),
    )


def shapes(district):
    return [c.geometry for c in district.cells]


def whole(district):
    """The cells cover the square without gap or overlap."""
    union = shapely.union_all(shapes(district))
    parts = sum(c.geometry.area for c in district.cells)
    return union.area == pytest.approx(parts) and len(union.interiors) == 0


def test_a_shared_vertex_moves_in_every_cell(grid):
    changes = moved(grid, Kind.CELL, grid.cells[0], (100, 100), (110, 95), "test")
    assert {c.uid for c in changes.items} == {"a", "b", "c", "d"}
    after = patched(grid, changes)
    assert whole(after)
    assert sum(c.area for c in shapes(after)) == pytest.approx(40_000)


def test_a_neighbour_without_the_vertex_gets_it(grid):
    one = inserted(grid, Kind.CELL, grid.cells[2], (50.0, 100.2), "test")
    # Take it away from the neighbour again: another program may not have set it.
    only_c = type(one)(tuple(c for c in one.items if c.uid == "c"))
    lone = patched(grid, only_c)
    changes = moved(lone, Kind.CELL, lone.cells[2], (50.0, 100.0), (50.0, 120.0), "t")
    assert {c.uid for c in changes.items} == {"a", "c"}
    assert whole(patched(lone, changes))


def test_a_new_vertex_stands_in_both_cells(grid):
    changes = inserted(grid, Kind.CELL, grid.cells[2], (101.0, 150.0), "test")
    assert {c.uid for c in changes.items} == {"c", "d"}
    after = patched(grid, changes)
    for uid in "cd":
        (ring, _), *_ = chains(after.row(Kind.CELL, uid).geometry)
        assert [100.0, 150.0] in ring.tolist()
    assert shapes(after)[2].equals(shapes(grid)[2])


def test_a_vertex_of_a_shared_border_goes_from_both(grid):
    changes = removed(grid, Kind.CELL, grid.cells[0], (100, 50), "test")
    assert {c.uid for c in changes.items} == {"a", "b"}
    assert whole(patched(grid, changes))


def test_a_vertex_where_borders_meet_stays(grid):
    with pytest.raises(ReshapingError, match="meet here"):
        removed(grid, Kind.CELL, grid.cells[0], (100, 100), "test")


def test_a_border_that_would_cross_itself_is_refused(grid):
    with pytest.raises(ReshapingError, match="cross itself"):
        moved(grid, Kind.CELL, grid.cells[0], (0, 0), (150, 50), "test")


def test_a_triangle_keeps_its_vertices():
    lone = District(cells=(cell("a", (0, 0), (9, 0), (0, 9)),))
    with pytest.raises(ReshapingError, match="fewer"):
        removed(lone, Kind.CELL, lone.cells[0], (0, 0), "test")


def test_segments_and_their_river_move_together(grid):
    changes = moved(grid, Kind.SEGMENT, grid.segments[0], (500, 0), (500, 40), "t")
    assert {c.uid for c in changes.items} == {"s", "t", "r"}
    after = patched(grid, changes)
    assert after.segments[0].geometry.coords[-1] == (500, 40)
    assert after.segments[1].geometry.coords[0] == (500, 40)
    union = shapely.union_all([s.geometry for s in after.segments])
    assert after.rivers[0].geometry.equals(union)


def test_a_vertex_on_a_segment_is_made_on_the_river_as_well(grid):
    changes = inserted(grid, Kind.SEGMENT, grid.segments[0], (250, 3), "test")
    assert {c.uid for c in changes.items} == {"s", "r"}
    back = patched(grid, changes)
    again = removed(back, Kind.SEGMENT, back.segments[0], (250, 0), "test")
    assert set(shapes(patched(back, again))) == set(shapes(grid))


def test_the_place_where_two_segments_meet_is_not_removed(grid):
    with pytest.raises(ReshapingError):
        removed(grid, Kind.SEGMENT, grid.segments[0], (500, 0), "test")


def test_other_rivers_stay_where_they_are(grid):
    other = River("x", "X", geometry=shapely.LineString([(500, 0), (500, 900)]))
    both = replace(grid, rivers=(*grid.rivers, other))
    changes = moved(both, Kind.RIVER, both.rivers[0], (500, 0), (510, 0), "test")
    assert "x" not in {c.uid for c in changes.items}


def test_holes_and_parts_keep_their_order():
    ring = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    two = shapely.MultiPolygon([ring, shapely.box(200, 0, 300, 100)])
    lone = District(cells=(Cell("a", geometry=two),))
    changes = moved(lone, Kind.CELL, lone.cells[0], (40, 40), (45, 45), "test")
    after = patched(lone, changes).cells[0].geometry
    assert len(after.geoms) == 2
    assert after.area < two.area + 400
    assert after.area != two.area


def test_a_board_snaps_to_the_segment_before_its_river(grid):
    place = Snapper(grid).nearest(250.0, 12.0, 20.0)
    assert (place.kind, place.uid) == (Kind.SEGMENT, "s")
    assert (place.east, place.north, place.bank) == (250.0, 0.0, "left")
    assert words_of(place).zh == "K0+250 左岸 12 米"
    assert Snapper(grid).nearest(250.0, 30.0, 20.0) is None
    assert Snapper(grid).nearest(250.0, -5.0, 20.0).bank == "right"


def test_ends_of_lines_are_snapped_to_but_not_the_one_that_moves(grid):
    snapper = Snapper(grid)
    assert snapper.end_near(505.0, 3.0, 10.0) == (500.0, 0.0)
    assert snapper.end_near(505.0, 3.0, 10.0, but=[(500.0, 0.0)]) is None


def test_a_district_without_lines_snaps_to_nothing():
    assert Snapper(District()).nearest(0.0, 0.0, 100.0) is None
    assert Snapper(District()).end_near(0.0, 0.0, 100.0) is None
