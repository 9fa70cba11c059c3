import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.changes import patched
from gridwatch.district.closing import changes_of, closed, flaws_in, tiling_rows
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.wording import Kind

TOLERANCE = 2.0


def voronoi(count, seed, side=5000.0):
    """Return random areas that tile a square."""
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(rng.uniform(0, side, (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds))
    return np.array(shapely.intersection(cells, shapely.box(0, 0, side, side)), object)


def jittered(areas, reach, seed):
    """Move every corner of every area by less than `reach`, each on its own."""
    rng = np.random.default_rng(seed)

    def moved(corners):
        angle = rng.uniform(0, 2 * np.pi, len(corners) - 1)
        far = rng.uniform(0, reach, len(corners) - 1)
        step = np.column_stack([far * np.cos(angle), far * np.sin(angle)])
        return corners + np.vstack([step, step[:1]])

    return np.array([shapely.transform(area, moved) for area in areas], object)


def assert_small(closing):
    limit = closing.tolerance * shapely.length(closing.areas)
    assert (abs(closing.area_changes) < limit).all()
    assert shapely.is_valid(closing.shapes).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 60), st.integers(0, 10**6), st.floats(0.01, TOLERANCE / 2))
def test_borders_apart_by_less_than_the_tolerance_are_closed(count, seed, reach):
    areas = jittered(voronoi(count, seed), reach * 0.99, seed)
    closing = closed(areas, TOLERANCE)
    assert shapely.coverage_is_valid(list(closing.shapes))
    assert not closing.after.overlaps
    assert closing.after.unmatched.sum() == pytest.approx(0, abs=1e-6)
    assert_small(closing)


@settings(max_examples=20, deadline=None)
@given(st.integers(3, 60), st.integers(0, 10**6), st.floats(0.01, 50))
def test_areas_that_meet_keep_every_vertex(count, seed, tolerance):
    areas = voronoi(count, seed)
    closing = closed(areas, tolerance)
    assert len(closing.changed) == 0
    assert all(a is b for a, b in zip(areas, closing.shapes, strict=True))


@settings(max_examples=20, deadline=None)
@given(st.integers(20, 80), st.integers(0, 10**6))
def test_what_lies_far_from_a_torn_border_is_not_touched(count, seed):
    areas = voronoi(count, seed)
    torn = areas.copy()
    torn[:1] = jittered(areas[:1], 0.9, seed)
    closing = closed(torn, TOLERANCE)
    near = shapely.dwithin(areas, areas[0], 3 * TOLERANCE)
    assert not set(closing.changed.tolist()) - set(np.flatnonzero(near).tolist())
    assert shapely.coverage_is_valid(list(closing.shapes))
    assert_small(closing)


def strip(west, east, height=100.0):
    return shapely.box(west, 0, east, height)


def test_a_gap_goes_to_the_neighbour_with_the_longest_border():
    gap = [strip(0, 100), shapely.box(101, 0, 200, 60), shapely.box(101, 60, 200, 100)]
    closing = closed(gap, TOLERANCE)
    assert shapely.coverage_is_valid(list(closing.shapes))
    assert shapely.union_all(closing.shapes).area == pytest.approx(200 * 100)


def test_a_wide_gap_and_a_wide_overlap_are_left_and_listed():
    areas = [
        shapely.box(0, 0, 100, 100),
        shapely.box(60, 0, 200, 100),
        shapely.box(200.5, 0, 300, 100),
    ]
    closing = closed(areas, TOLERANCE)
    assert [(o.first, o.second) for o in closing.after.overlaps] == [(0, 1)]
    assert closing.after.overlaps[0].square_metres == pytest.approx(4000)
    assert closing.shapes[0] is areas[0]
    flaw = next(flaw for flaw in flaws_in(closing) if not flaw.closes)
    assert flaw.areas == (0, 1)
    assert flaw.width > TOLERANCE


def test_a_hole_between_areas_that_is_wider_than_the_tolerance_stays():
    ring = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    left = ring.intersection(shapely.box(0, 0, 50, 100))
    right = shapely.transform(
        ring.intersection(shapely.box(50, 0, 100, 100)),
        lambda c: c + np.array([0.5, 0]),
    )
    closing = closed([left, right], TOLERANCE)
    assert len(closing.after.gaps) == 1
    assert closing.after.gaps[0].area == pytest.approx(400, rel=0.1)
    assert shapely.coverage_is_valid(list(closing.shapes))


def test_corners_that_miss_each_other_along_a_border_are_closed():
    left = shapely.Polygon([(0, 0), (100, 0), (101, 40), (100, 100), (0, 100)])
    right = shapely.Polygon([(100, 0), (200, 0), (200, 100), (100, 100), (99.5, 70)])
    closing = closed([left, right], TOLERANCE)
    assert shapely.coverage_is_valid(list(closing.shapes))
    assert_small(closing)


def test_areas_without_a_shape_stay_so():
    closing = closed([None, strip(0, 100), strip(100.5, 200)], TOLERANCE)
    assert closing.shapes[0] is None
    assert closing.area_changes[0] == 0
    assert closed([], TOLERANCE).changed.size == 0
    assert closed([None], TOLERANCE).changed.size == 0


def test_an_area_narrower_than_the_tolerance_is_not_swallowed():
    areas = [strip(0, 100), strip(100.2, 101), strip(101.1, 200)]
    closing = closed(areas, TOLERANCE)
    assert all(shape.area > 0 for shape in closing.shapes)


def test_a_ring_that_crosses_itself_at_a_torn_border_does_not_stop_it():
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    closing = closed([bow, strip(100.5, 200)], TOLERANCE)
    assert shapely.is_valid(closing.shapes).all()


def test_the_edit_is_one_and_its_inverse_restores_everything():
    shapes = jittered(voronoi(12, 3), 0.9, 3)
    areas = tuple(
        Jurisdiction(f"v{n}", f"{n}", f"{n}村", Level.VILLAGE, geometry=shape)
        for n, shape in enumerate(shapes)
    )
    town = Jurisdiction("t", "T", "镇", Level.TOWN, geometry=shapely.box(0, 0, 9, 9))
    before = District(jurisdictions=(town, *areas))
    rows = tiling_rows(before, Kind.JURISDICTION, Level.VILLAGE)
    assert rows == areas
    closing = closed([row.geometry for row in rows], TOLERANCE)
    changes = changes_of(Kind.JURISDICTION, rows, closing, "修复边界")
    assert {change.uid for change in changes.items} <= {row.uid for row in rows}
    after = patched(before, changes)
    assert shapely.coverage_is_valid([a.geometry for a in after.jurisdictions[1:]])
    back = patched(after, changes.inverse())
    pairs = zip(before.jurisdictions, back.jurisdictions, strict=True)
    assert all(a.geometry.equals_exact(b.geometry, 0.0) for a, b in pairs)
