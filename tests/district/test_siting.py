"""Bulk answers against slow, exact ones."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district import siting
from gridwatch.district.crossings import lengths_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    Point = tuple[float, float]

GRID = st.integers(-40, 40).map(lambda n: n / 4)
POINT = st.tuples(GRID, GRID)
LINE = st.lists(POINT, min_size=2, max_size=45).filter(lambda p: len(set(p)) > 1)
MANY = settings(max_examples=150, deadline=None)


def exact(point: Point, vertices: Sequence[Point]) -> tuple[Fraction, float]:
    """Return squared distance, and the least chainage at which it is reached."""
    px, py = map(Fraction, point)
    run, best = 0.0, (Fraction(10**9), 0.0)
    for (ax, ay), (bx, by) in pairwise(vertices):
        x, y, dx, dy = Fraction(ax), Fraction(ay), Fraction(bx - ax), Fraction(by - ay)
        square = dx * dx + dy * dy
        if not square:
            continue
        share = min(max(((px - x) * dx + (py - y) * dy) / square, Fraction(0)), 1)
        off = (px - x - share * dx) ** 2 + (py - y - share * dy) ** 2
        if off < best[0]:
            best = off, run + float(share) * math.sqrt(square)
        run += math.sqrt(square)
    return best


@MANY
@given(st.lists(POINT, min_size=1, max_size=12), st.lists(LINE, min_size=1, max_size=6))
def test_the_nearest_line_is_the_one_that_exact_arithmetic_finds(
    points: list[Point], lines: list[list[Point]]
) -> None:
    found = siting.nearest(
        np.array(points), [shapely.LineString(line) for line in lines], 3.0
    )
    for i, point in enumerate(points):
        squares = [exact(point, line)[0] for line in lines]
        if min(squares) > 9:
            assert found.line[i] == -1
            assert math.isnan(found.distance[i])
            continue
        assert float(squares[found.line[i]]) == pytest.approx(float(min(squares)))
        assert found.distance[i] == pytest.approx(math.sqrt(min(squares)))
        assert abs(found.offset[i]) in (0.0, pytest.approx(found.distance[i]))


@MANY
@given(st.lists(st.tuples(POINT, LINE), min_size=1, max_size=8))
def test_chainage_leads_to_the_place_nearest_to_the_point(
    asked: list[tuple[Point, list[Point]]],
) -> None:
    lines = [shapely.LineString(line) for _, line in asked]
    points = np.array([point for point, _ in asked])
    found = siting.locate(points, lines, np.arange(len(asked)))
    for i, (point, line) in enumerate(asked):
        place = shapely.line_interpolate_point(lines[i], found.chainage[i])
        away = shapely.distance(place, shapely.Point(point))
        assert away == pytest.approx(math.sqrt(exact(point, line)[0]), abs=1e-9)
        assert found.distance[i] == pytest.approx(away, abs=1e-9)


@MANY
@given(
    st.lists(st.tuples(GRID, GRID), min_size=2, max_size=60, unique_by=lambda p: p[0]),
    st.lists(POINT, min_size=1, max_size=10),
)
def test_north_of_a_river_that_flows_east_is_its_left_bank(
    vertices: list[Point], points: list[Point]
) -> None:
    course = sorted(vertices)
    line, xs, ys = shapely.LineString(course), *np.array(course).T
    found = siting.locate(np.array(points), [line], np.zeros(len(points), int))
    for i, (x, y) in enumerate(points):
        if not xs[0] < x < xs[-1]:
            continue
        height = y - np.interp(x, xs, ys)
        if abs(height) > 1e-9:
            assert np.sign(found.offset[i]) == np.sign(height)


def test_a_point_on_the_line_has_no_side() -> None:
    line = shapely.LineString([(0, 0), (10, 0)])
    assert siting.locate(np.array([[4.0, 0.0]]), [line], np.array([0])).offset[0] == 0


def test_chainage_runs_over_the_parts_of_a_multiline_in_their_order() -> None:
    line = shapely.MultiLineString([[(0, 0), (100, 0)], [(130, 0), (200, 0)]])
    points = np.array([[50.0, 3.0], [150.0, -4.0]])
    found = siting.nearest(points, [line], 10)
    assert found.chainage.tolist() == [50, 120]
    assert found.offset.tolist() == [3, -4]


def test_of_lines_equally_near_the_first_counts() -> None:
    lines = [shapely.LineString([(0, y), (9, y)]) for y in (2, 0, 2)]
    assert siting.nearest(np.array([[4.0, 1.0]]), lines, 5).line.tolist() == [0]


def test_doubled_vertices_and_missing_numbers_do_no_harm() -> None:
    whole = shapely.LineString([(0, 0), (0, 0), (5, 0), (5, 0), (99, 1), (9, 0)])
    line = shapely.transform(whole, lambda xy: np.where(xy == 99, np.nan, xy))
    dot = shapely.LineString([(3, 3), (3, 3)])
    found = siting.nearest(np.array([[7.0, 1.0], [5.0, 2.0]]), [dot, line], 5)
    assert found.line.tolist() == [1, 1]
    assert found.chainage.tolist() == [7, 5]


@pytest.mark.parametrize("lines", [[], [None], [shapely.LineString()]])
def test_where_there_is_no_line_nothing_is_near(lines: list[object]) -> None:
    points = np.array([[0.0, 0.0]])
    assert siting.nearest(points, lines, 1e9).line.tolist() == [-1]
    assert siting.locate(points, lines, np.zeros(1, int) - 1).line.tolist() == [-1]


def test_a_place_that_is_not_known_is_on_no_line_and_in_no_area() -> None:
    places = siting.points_of([None, shapely.Point(), shapely.Point(1, 1)])
    line, area = shapely.LineString([(0, 0), (2, 0)]), shapely.box(0, 0, 2, 2)
    assert siting.nearest(places, [line], 5).line.tolist() == [-1, -1, 0]
    assert siting.containing(places, [area]).tolist() == [-1, -1, 0]


@MANY
@given(
    st.lists(POINT, min_size=1, max_size=20),
    st.lists(st.tuples(GRID, GRID, st.integers(1, 9)), min_size=1, max_size=8),
)
def test_the_containing_area_is_the_first_that_holds_the_point_or_its_border(
    points: list[Point], squares: list[tuple[float, float, int]]
) -> None:
    areas = [shapely.box(x, y, x + side, y + side) for x, y, side in squares]
    kept = siting.spots(np.array(points))
    siting.containing(kept, areas[::-1])
    found = siting.containing(kept, [None, *areas])
    for (px, py), area in zip(points, found, strict=True):
        holding = [
            i + 1
            for i, (x, y, side) in enumerate(squares)
            if x <= px <= x + side and y <= py <= y + side
        ]
        assert area == (holding[0] if holding else -1)


@MANY
@given(
    LINE,
    st.lists(GRID, min_size=2, max_size=5, unique=True),
)
def test_lengths_by_area_add_up_to_the_line_where_areas_cover_it(
    vertices: list[Point], cuts: list[float]
) -> None:
    # Strips from west to east, as villages along a river; 0.1 keeps a line that runs
    # along a border, which lies in both, out of this test.
    edges = [-11.0, *(cut + 0.1 for cut in sorted(cuts)), 11.0]
    strips = [shapely.box(a, -11, b, 11) for a, b in pairwise(edges)]
    line = shapely.LineString(vertices)
    found = lengths_within([line], strips)
    assert found.metres.sum() == pytest.approx(line.length)
    assert found.area.tolist() == sorted(found.area.tolist())


def test_many_rows_are_answered_as_few_are() -> None:
    # Beyond a few thousand rows the work is cut up among the cores.
    at = np.random.default_rng(7).uniform(0, 100, (9000, 2))
    squares = [
        shapely.box(x, y, x + 10, y + 10)
        for x in range(0, 100, 10)
        for y in range(0, 100, 10)
    ]
    found = siting.containing(at, squares)
    assert found.tolist() == (at // 10 @ [10, 1]).astype(int).tolist()
