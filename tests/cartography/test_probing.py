import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.patching import patch
from gridwatch.cartography.probing import at, distances, meets
from gridwatch.cartography.pyramid import build_pyramid
from tests.cartography.tessellation import EAST, NORTH, Tessellation

ORIGIN = np.array([EAST, NORTH])


def rows(form, seed, size=60):
    random = np.random.default_rng(seed)
    places = np.round(random.uniform(0, 100, (size, 2)), 2)
    if form is Form.POINT:
        return shapely.points(places + ORIGIN)
    if form is Form.LINE:
        walks = np.cumsum(random.normal(0, 5, (size, 6, 2)), axis=1)
        return shapely.linestrings(np.round(places[:, None] + walks, 2) + ORIGIN)
    found = []
    for place in places:
        ring = np.linspace(0, 2 * np.pi, 9, endpoint=False)
        wide = random.uniform(2, 15, (9, 1))
        star = np.column_stack([np.cos(ring), np.sin(ring)]) * wide
        outer = np.round(place + star, 2) + ORIGIN
        hole = np.round(place + star / 3, 2) + ORIGIN
        found.append(shapely.Polygon(outer, [hole]))
    return np.asarray(found)


forms = st.sampled_from(list(Form))
# Whole millimetres, so that grid and shapely speak of the same place.
spans = st.integers(-10_000, 110_000).map(lambda n: n / 1000)


@settings(max_examples=150, deadline=None)
@given(form=forms, seed=st.integers(0, 30), x=spans, y=spans, reach=st.floats(0, 20))
def test_what_lies_at_a_place_is_what_shapely_finds(form, seed, x, y, reach):
    geometries = rows(form, seed)
    pyramid = build_pyramid(Shapes.of(geometries, form))
    found = at(pyramid, EAST + x, NORTH + y, reach)
    away = shapely.distance(geometries, shapely.Point(EAST + x, NORTH + y))
    # A step of the grid is a millimetre.
    assert set(np.flatnonzero(away <= reach - 0.002)) <= set(found.tolist())
    assert set(found.tolist()) <= set(np.flatnonzero(away <= reach + 0.002))
    assert (np.diff(away[found]) >= -0.002).all()
    told = distances(pyramid, found, EAST + x, NORTH + y, max(reach, 0.1))
    assert np.allclose(told, away[found], atol=0.002)


@settings(max_examples=150, deadline=None)
@given(form=forms, seed=st.integers(0, 30), x=spans, y=spans, w=spans, h=spans)
def test_what_meets_a_rectangle_is_what_shapely_finds(form, seed, x, y, w, h):
    geometries = rows(form, seed)
    pyramid = build_pyramid(Shapes.of(geometries, form))
    west, east = sorted((x, w))
    south, north = sorted((y, h))
    extent = (EAST + west, NORTH + south, EAST + east, NORTH + north)
    found = meets(pyramid, np.arange(len(geometries)), extent)
    sure = shapely.intersects(geometries, shapely.box(*extent).buffer(-0.002))
    maybe = shapely.intersects(geometries, shapely.box(*extent).buffer(0.002))
    if east - west > 0.01 and north - south > 0.01:
        assert (found >= sure).all()
    assert (found <= maybe).all()


def test_the_hole_of_a_village_is_not_the_village_but_its_enclave():
    tiles = Tessellation(0)
    pyramid = build_pyramid(tiles.levels()[2])
    for place, hole in enumerate(tiles.holes):
        centre = np.mean(tiles.holes[hole], axis=0)
        assert at(pyramid, *centre).tolist() == [len(tiles.cells) + place]
        box = (*(centre - 1), *(centre + 1))
        host = np.array([tiles.cells.index(hole), len(tiles.cells) + place])
        assert meets(pyramid, host, box).tolist() == [False, True]


def test_the_corner_of_an_area_belongs_to_it():
    pyramid = build_pyramid(
        Shapes.of([shapely.box(EAST, NORTH, EAST + 9, NORTH + 9)], Form.AREA)
    )
    for x, y in ((0, 0), (9, 9), (4, 0), (0, 4), (9, 4)):
        assert at(pyramid, EAST + x, NORTH + y).tolist() == [0]
    assert at(pyramid, EAST + 9.01, NORTH + 4).tolist() == []


def test_every_place_of_a_tessellation_is_in_one_village():
    tiles = Tessellation(3)
    pyramid = build_pyramid(tiles.levels()[2])
    random = np.random.default_rng(0)
    west, south, east, north = tiles.district[0].bounds
    inside = shapely.points(random.uniform((west, south), (east, north), (400, 2)))
    inside = inside[shapely.contains(tiles.district[0], inside)]
    for point in inside:
        assert len(at(pyramid, point.x, point.y)) == 1


@pytest.mark.parametrize("form", list(Form))
def test_edited_features_are_found_where_they_are_now(form):
    before, after = rows(form, 1, 4), rows(form, 2, 4)
    layer = patch(
        build_pyramid(Shapes.of(before, form)),
        np.array([-1, 1, 2, 3]),
        Shapes.of(after[:1], form),
    )
    now = np.concatenate([after[:1], before[1:]])
    for i, geometry in enumerate(now):
        place = shapely.get_coordinates(geometry)[0]
        assert i in at(layer, *place, 0.01)
        everything = np.arange(4)
        met = meets(layer, everything, (*(place - 0.1), *(place + 0.1)))
        box = shapely.box(*(place - 0.1), *(place + 0.1))
        assert met.tolist() == shapely.intersects(now, box).tolist()


def test_empty_features_and_lines_without_length_are_no_obstacle():
    zero = shapely.LineString([(EAST, NORTH), (EAST, NORTH)])
    pyramid = build_pyramid(Shapes.of([None, zero], Form.LINE))
    every = np.arange(2)
    assert at(pyramid, EAST + 3, NORTH + 4, 5.0, every).tolist() == [1]
    assert meets(pyramid, every, (EAST - 1, NORTH - 1, EAST, NORTH)).tolist() == [
        False,
        True,
    ]
