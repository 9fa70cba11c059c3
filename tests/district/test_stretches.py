from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from gridwatch.district.stretches import NOWHERE, Course, CutLimits, cut_at_borders

SIDE = 1000.0
LIMITS = CutLimits(sliver=50.0, border=20.0, border_run=200.0)
AREAS = [
    shapely.box(column * SIDE, row * SIDE, (column + 1) * SIDE, (row + 1) * SIDE)
    for row in range(3)
    for column in range(3)
]
WHOLE = shapely.union_all(AREAS)
ON_IT = 0.002
"""Metres: what lies so near a border may be said to lie on either side of it."""


def wandering(turns: list[float], start: tuple[float, float]) -> shapely.LineString:
    """A line that turns a little at each step, as a river does."""
    heading, at, points = 0.0, np.array(start), [start]
    for turn in turns:
        heading += turn
        at = at + 90.0 * np.array([math.cos(heading), math.sin(heading)])
        points.append(tuple(at))
    return shapely.LineString(points)


LINES = st.builds(
    wandering,
    st.lists(st.floats(-0.9, 0.9), min_size=3, max_size=60),
    st.tuples(st.floats(-200, 1500), st.floats(-200, 3200)),
)


@given(LINES)
def test_parts_add_up_to_the_whole_in_order_downstream(line: shapely.LineString):
    course = Course(line)
    (stretches,) = cut_at_borders([course], AREAS, LIMITS)
    assert stretches[0].since == 0.0
    assert stretches[-1].until == pytest.approx(line.length)
    for upper, lower in pairwise(stretches):
        assert upper.until == lower.since
        assert upper.areas != lower.areas
    parts = [course.between(s.since, s.until) for s in stretches]
    assert sum(p.length for p in parts) == pytest.approx(line.length)
    assert shapely.hausdorff_distance(shapely.union_all(parts), line) < 0.01


@given(LINES)
# Along the outer border, a picometre outside: rounding decides on which side it is.
@example(line=wandering([-1.1685332877993451e-14, 0.625, 0.0], (0.0, 0.0)))
def test_no_stretch_runs_in_a_foreign_area_for_longer_than_the_limit(
    line: shapely.LineString,
):
    course = Course(line)
    (stretches,) = cut_at_borders([course], AREAS, LIMITS)
    for stretch in stretches:
        own = [AREAS[a] if a != NOWHERE else None for a in stretch.areas]
        part = course.between(stretch.since, stretch.until)
        outside = part
        for area in own:
            if area is None:
                outside = outside.intersection(WHOLE.buffer(-ON_IT))
            else:
                outside = outside.difference(area.buffer(ON_IT))
        if stretch.on_border:
            border = shapely.union_all([shapely.boundary(a) for a in AREAS])
            inner = shapely.get_coordinates(part)
            far = shapely.distance(border, shapely.points(inner))
            # The sampling step may add half of itself.
            assert far.max() <= LIMITS.border * 1.5 + LIMITS.sliver
            continue
        pieces = shapely.get_parts(shapely.line_merge(outside))
        assert all(piece.length <= LIMITS.sliver + 0.01 for piece in pieces)


def test_a_short_corner_of_another_village_joins_its_neighbour():
    line = shapely.LineString([(100, 500), (980, 975), (1020, 1015), (1900, 1500)])
    (plain,) = cut_at_borders([Course(line)], AREAS)
    (joined,) = cut_at_borders([Course(line)], AREAS, LIMITS)
    assert [s.areas for s in plain] == [(0,), (1,), (4,)]
    assert [s.areas for s in joined] == [(0,), (4,)]
    assert sum(metres for _, metres in joined[1].inside) == pytest.approx(
        joined[1].length
    )


def test_a_river_that_follows_a_border_is_one_stretch_with_both_banks():
    weaving = [(1000 + (9 if n % 2 else -9), 900 - 25 * n) for n in range(25)]
    line = shapely.LineString([(500, 950), *weaving, (1500, 250)])
    (stretches,) = cut_at_borders([Course(line)], AREAS, LIMITS)
    assert [s.areas for s in stretches] == [(0,), (1, 0), (1,)]
    assert stretches[1].on_border
    assert stretches[1].length > 500


@pytest.mark.parametrize("aside", [0.0, 1e-12, -1e-12, 1e-7, -1e-7])
@pytest.mark.parametrize(("border", "area"), [(0.0, 0), (1000.0, 0), (3000.0, 6)])
def test_a_river_drawn_on_a_border_keeps_its_area_whichever_way_rounding_goes(
    border: float, area: int, aside: float
):
    line = shapely.LineString([(100, border), (160, border + aside), (220, border)])
    (stretches,) = cut_at_borders([Course(line)], AREAS, LIMITS)
    assert [s.areas for s in stretches] == [(area,)]


def test_a_river_that_only_comes_near_a_border_at_its_middle_keeps_its_own_area():
    line = shapely.LineString([(1300, 700), (1000.0005, 500), (1300, 300)])
    (stretches,) = cut_at_borders([Course(line)], AREAS, LIMITS)
    assert [s.areas for s in stretches] == [(1,)]


def test_what_lies_outside_all_areas_is_told_apart():
    line = shapely.LineString([(-500, 500), (1500, 500)])
    (stretches,) = cut_at_borders([Course(line)], AREAS, LIMITS)
    assert [s.areas for s in stretches] == [(NOWHERE,), (0,), (1,)]
    assert stretches[0].length == pytest.approx(500)


def test_parts_of_a_river_follow_each_other_downstream():
    lower = [(1500.0, 500.0), (2500.0, 500.0)]
    upper = [(100.0, 500.0), (1000.0, 500.0)]
    course = Course(shapely.MultiLineString([lower, upper]))
    assert course.length == pytest.approx(1900)
    assert course.locate([shapely.Point(100, 500)])[0] == 0.0
    assert course.locate([shapely.Point(2500, 510)])[0] == pytest.approx(1900)
    (stretches,) = cut_at_borders([course], AREAS, LIMITS)
    assert [s.areas for s in stretches] == [(0,), (1,), (2,)]


def test_touching_parts_are_one_line():
    parts = [[(0, 0), (100, 0)], [(100, 0), (200, 0)]]
    course = Course(shapely.MultiLineString(parts))
    assert len(course.parts) == 1


def test_nothing_comes_of_nothing():
    assert cut_at_borders([Course(None)], AREAS, LIMITS) == [()]
    assert cut_at_borders([], AREAS, LIMITS) == []
    line = shapely.LineString([(0, 0), (10, 0)])
    (stretches,) = cut_at_borders([Course(line)], [], LIMITS)
    assert [s.areas for s in stretches] == [(NOWHERE,)]
