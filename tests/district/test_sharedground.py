from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district import sharedground
from gridwatch.district.sharedground import quickly_shared, shared_ground

# Where a city lies: rounding is that of real coordinates.
FAR = np.array([500_000.0, 4_480_000.0])
NUMBERS = st.integers(0, 12)


def array(*shapes: shapely.Geometry | None) -> np.ndarray:
    found = np.empty(len(shapes), object)
    found[:] = shapes
    return found


def star(middle: tuple[float, float], reaches: list[float]) -> shapely.Polygon:
    """Return a sound polygon around a middle, with a corner in each direction."""
    turns = np.arange(len(reaches)) * 2 * math.pi / len(reaches)
    ways = np.column_stack([np.cos(turns), np.sin(turns)])
    return shapely.Polygon(FAR + middle + ways * np.array(reaches)[:, None])


STARS = st.builds(
    star,
    st.tuples(st.floats(0, 900), st.floats(0, 900)),
    st.lists(st.floats(60, 700), min_size=3, max_size=80),
)


def box(x: int, y: int, wide: int, tall: int) -> shapely.Polygon:
    corners = np.array([[x, y], [x + wide, y + tall]]) * 100 + FAR
    return shapely.box(*corners.ravel())


BOXES = st.builds(box, NUMBERS, NUMBERS, st.integers(1, 6), st.integers(1, 6))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(STARS, BOXES | STARS), min_size=1, max_size=6))
def test_shared_ground_is_the_area_of_the_shapes_cut_with_each_other(pairs):
    ones, others = (array(*column) for column in zip(*pairs, strict=True))
    sound = shapely.is_valid(ones) & shapely.is_valid(others)
    wanted = shapely.area(shapely.intersection(ones[sound], others[sound]))
    found = shared_ground(ones[sound], others[sound])
    assert found == pytest.approx(wanted, abs=1e-5)
    turned = shared_ground(others[sound], ones[sound])
    assert turned == pytest.approx(wanted, abs=1e-5)


@settings(max_examples=100, deadline=None)
@given(st.lists(BOXES, min_size=1, max_size=9), BOXES)
def test_borders_that_run_along_each_other_are_no_special_case(boxes, whole):
    joined = shapely.union_all(boxes)
    wanted = shapely.area(shapely.intersection(whole, joined))
    found = shared_ground(array(whole), array(joined))
    assert found[0] == pytest.approx(wanted, abs=1e-5)


def test_holes_and_parts_count_whichever_way_their_rings_run():
    ring = [(0, 0), (100, 0), (100, 100), (0, 100)]
    hole = [(20, 20), (80, 20), (80, 80), (20, 80)]
    half = shapely.box(50, -10, 150, 110)
    for shell in (ring, ring[::-1]):
        for inner in (hole, hole[::-1]):
            framed = shapely.Polygon(shell, [inner])
            both = shapely.MultiPolygon([framed, shapely.box(200, 0, 210, 10)])
            assert shared_ground(array(both), array(half))[0] == pytest.approx(3200)
            wide = shapely.box(50, 0, 205, 100)
            assert shared_ground(array(wide), array(both))[0] == pytest.approx(3250)


def test_runs_of_edges_from_one_area_to_the_next_mix_nothing_up(monkeypatch):
    ones = array(*[shapely.box(i * 10, 0, i * 10 + 10, 10) for i in range(40)])
    others = array(*[shapely.box(i * 10 + i / 8, 0, i * 10 + 20, 5) for i in range(40)])
    wanted = shapely.area(shapely.intersection(ones, others))
    for run, block in ((16, 1 << 14), (1, 7), (50, 3)):
        monkeypatch.setattr(sharedground, "_RUN", run)
        monkeypatch.setattr(sharedground, "_BLOCK", block)
        assert shared_ground(ones, others) == pytest.approx(wanted)


def test_what_is_no_polygon_has_no_ground():
    box = shapely.box(0, 0, 10, 10)
    ones = array(box, None, shapely.Point(1, 1), shapely.Polygon())
    assert shared_ground(ones, array(None, box, box, box)).tolist() == [0, 0, 0, 0]
    assert len(shared_ground(array(), array())) == 0


def test_crossed_rings_and_shapes_of_many_corners_are_left_to_cutting():
    box, crossed = (
        shapely.box(0, 0, 10, 10),
        shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]),
    )
    fine = shapely.Point(0, 0).buffer(10, quad_segs=200)
    ones, others = (
        array(box, crossed, box, fine, fine, None),
        array(box, box, crossed, box, fine, box),
    )
    assert quickly_shared(ones, others).tolist() == [
        True,
        False,
        False,
        True,
        False,
        False,
    ]
