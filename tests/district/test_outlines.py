"""Points in areas by their outlines, held against the geometry library."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district import outlines, siting
from gridwatch.district.outlines import Outlines, holding
from gridwatch.district.spots import spots

MANY = settings(max_examples=100, deadline=None)
GRID = st.integers(-12, 12).map(lambda n: n / 4)
PLACE = st.tuples(GRID, GRID)
AWAY = st.sampled_from(
    [(0.0, 0.0), (39_500_000.0, 4_420_000.0), (39_500_000.123, 4_420_000.457)]
)
"""Also where a zone number stands in front of eastings, with a remainder."""


@pytest.fixture(autouse=True)
def every_area_by_its_outline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small areas, few points and single runs go the long way here, too."""
    monkeypatch.setattr(outlines, "_LARGE", -1)
    monkeypatch.setattr(outlines, "_OFTEN", 0)
    monkeypatch.setattr(outlines, "_RUN", 2)
    monkeypatch.setattr(outlines, "_CHUNK", 40)


def slow(area: object, point: tuple[float, float]) -> bool:
    return bool(shapely.intersects(area, shapely.Point(point)))


def moved(area: shapely.Geometry, by: tuple[float, float]) -> shapely.Geometry:
    return shapely.transform(area, lambda xy: xy + np.array(by))


def agree(areas: list[object], points: list[tuple[float, float]]) -> None:
    """Ask every area about every point, and the library as well."""
    shapes = siting.shapes_of(areas)
    area, which = np.divmod(np.arange(len(areas) * len(points)), len(points))
    found = holding(shapes, area, np.array(points)[which])
    wanted = [slow(shapes[a], points[w]) for a, w in zip(area, which, strict=True)]
    assert found.tolist() == wanted
    # Outlines that are kept tell the same, also when some areas are asked only.
    kept = Outlines(shapes)
    for first in (0, len(areas) // 2):
        some = area >= first
        found = holding(kept, area[some], np.array(points)[which[some]])
        assert found.tolist() == np.array(wanted, bool)[some].tolist()


def star(corners: list[tuple[float, float]]) -> shapely.Polygon:
    """Return a simple ring through corners, around their middle."""
    x, y = np.mean(corners, axis=0)
    order = sorted(set(corners), key=lambda c: math.atan2(c[1] - y, c[0] - x))
    return shapely.Polygon(order)


def beside(number: float, towards: float) -> float:
    """Return the next number; beside 0 one that the library can still multiply."""
    return math.nextafter(number, towards) if number else math.copysign(1e-30, towards)


RING = st.lists(PLACE, min_size=3, max_size=14, unique=True)


@MANY
@given(
    st.lists(RING, min_size=1, max_size=4),
    st.lists(PLACE, min_size=1, max_size=15),
    AWAY,
)
def test_rings_of_any_form_hold_what_the_library_says(
    rings: list[list[tuple[float, float]]],
    points: list[tuple[float, float]],
    by: tuple[float, float],
) -> None:
    # Corners as drawn cross each other; around their middle they mostly do not.
    areas = [moved(shapely.Polygon(ring), by) for ring in rings]
    areas += [moved(star(ring), by) for ring in rings]
    corners = [tuple(xy) for area in areas for xy in shapely.get_coordinates(area)]
    there = [(x + by[0], y + by[1]) for x, y in points]
    agree(areas, [*there, *corners])


@MANY
@given(
    RING,
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 99)), min_size=1, max_size=12),
    AWAY,
)
def test_points_on_edges_and_a_hair_beside_them_are_judged_as_the_library_does(
    ring: list[tuple[float, float]],
    shares: list[tuple[float, int]],
    by: tuple[float, float],
) -> None:
    area = moved(star(ring), by)
    xy = shapely.get_coordinates(area)
    points = []
    for share, number in shares:
        edge = number % (len(xy) - 1)
        x, y = xy[edge] + share * (xy[edge + 1] - xy[edge])
        points += [(x, y), (beside(x, math.inf), y), (beside(x, -math.inf), y)]
        points += [(x, beside(y, math.inf)), (x, beside(y, -math.inf))]
    agree([area], points)


@MANY
@given(
    st.lists(
        st.tuples(GRID, GRID, st.integers(4, 12), st.integers(0, 3)),
        min_size=1,
        max_size=4,
    ),
    st.lists(PLACE, min_size=1, max_size=20),
    AWAY,
)
def test_holes_and_parts_hold_what_the_library_says(
    frames: list[tuple[float, float, int, int]],
    points: list[tuple[float, float]],
    by: tuple[float, float],
) -> None:
    parts = []
    for x, y, side, holes in frames:
        size = side / 4
        inner = [
            shapely.box(x + size * a, y + size * a, x + size * b, y + size * b)
            for a, b in ((0.125, 0.25), (0.25, 0.5), (0.625, 0.875))[:holes]
        ]
        shell = shapely.box(x, y, x + size, y + size)
        parts.append(shell.difference(shapely.union_all(inner)))
    whole = shapely.union_all(parts)
    apart = shapely.MultiPolygon([moved(parts[0], (9, 0)), moved(parts[0], (0, 9))])
    areas = [moved(area, by) for area in (*parts, whole, apart)]
    there = [(x + by[0], y + by[1]) for x, y in points]
    corners = [tuple(xy) for area in areas for xy in shapely.get_coordinates(area)]
    agree([*areas, None], [*there, *corners[:40]])


def test_long_rings_are_cut_into_runs_and_agree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outlines, "_RUN", 48)
    monkeypatch.setattr(outlines, "_CHUNK", 1 << 12)
    chance = np.random.default_rng(7)
    areas: list[object] = []
    for vertices in (5, 60, 700, 700, 6000):
        turn = np.sort(chance.uniform(0, 2 * math.pi, vertices))
        far = 100 + 30 * np.sin(9 * turn) + chance.uniform(0, 12, vertices)
        middle = 39_500_000 + chance.uniform(-80, 80, 2)
        ring = middle + far[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
        areas.append(shapely.Polygon(ring))
    points = 39_500_000 + chance.uniform(-220, 220, (900, 2))
    agree(areas, [tuple(point) for point in points])


def test_what_is_no_area_is_asked_of_the_library() -> None:
    square = shapely.box(0, 0, 2, 2)
    line = shapely.LineString([(0, 0), (4, 4)])
    mixed = shapely.GeometryCollection([shapely.box(5, 5, 6, 6), line])
    points = [(1.0, 1.0), (3.0, 3.0), (5.5, 5.5), (9.0, 9.0)]
    agree([square, line, mixed, shapely.Polygon(), None], points)


def test_an_area_with_a_number_missing_is_judged_as_the_library_does() -> None:
    square, area = shapely.box(0, 0, 2, 2), np.array([0, 1])
    with np.errstate(invalid="ignore"):
        torn = shapely.Polygon([(0, 0), (2, 0), (math.nan, math.nan), (0, 2)])
        found = holding(np.array([square, torn], object), area, np.ones((2, 2)))
        assert found.tolist() == [True, bool(shapely.intersects_xy(torn, 1, 1))]


def test_nothing_asked_is_nothing_told() -> None:
    none = np.zeros(0, np.int64)
    assert (
        holding(np.array([shapely.box(0, 0, 1, 1)]), none, np.zeros((0, 2))).size == 0
    )
    assert holding(np.zeros(0, object), none, np.zeros((0, 2))).size == 0


@MANY
@given(
    st.lists(PLACE, min_size=0, max_size=60),
    st.lists(st.tuples(GRID, GRID, GRID, GRID), min_size=0, max_size=12),
)
def test_strips_find_the_same_points_in_boxes_as_the_librarys_tree(
    points: list[tuple[float, float]], boxes: list[tuple[float, float, float, float]]
) -> None:
    xy = np.array(points).reshape(-1, 2)
    areas = np.array([shapely.LineString([b[:2], b[2:]]) for b in boxes] + [None])
    kept = spots(xy)
    tree = shapely.STRtree(shapely.points(xy))
    by_tree = set(zip(*map(np.ndarray.tolist, tree.query(areas)), strict=True))
    box, which = kept._strips.within(shapely.bounds(areas))
    assert (np.diff(box) >= 0).all()
    assert len(box) == len(by_tree)
    assert set(zip(box.tolist(), which.tolist(), strict=True)) == by_tree
    assert all(map(np.array_equal, kept.beside(areas[:0]), (box[:0], box[:0])))
