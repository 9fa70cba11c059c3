from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography.borders import borders_of
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.pyramid import build_area_pyramids, build_pyramid
from tests.cartography.tessellation import EAST, NORTH, Tessellation, turned

ORIGIN = np.array([EAST, NORTH])


def built(tiles, seed=0):
    random = np.random.default_rng(seed)
    levels = [turned(shapes, random) for shapes in tiles.levels()]
    return levels, build_area_pyramids(levels)


def rings(pyramid, level, features=None):
    features = range(len(pyramid)) if features is None else features
    for feature in features:
        first = pyramid.first[feature]
        for piece in range(first, first + pyramid.count[feature]):
            a, b = level.offsets[piece : piece + 2]
            yield level.coords[a:b], level.edges[a:b]


def chain(pyramid, level, features=None):
    """Return how often each edge is passed forwards less how often backwards."""
    found = Counter()
    for coords, _ in rings(pyramid, level, features):
        places = [tuple(c) for c in coords.tolist()]
        for a, b in zip(places, places[1:] + places[:1], strict=True):
            if a < b:
                found[a, b] += 1
            elif b < a:
                found[b, a] -= 1
    return {edge: count for edge, count in found.items() if count}


def placed(pyramid, coords):
    return coords * pyramid.unit + pyramid.origin


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), vertices=st.integers(2, 60))
def test_areas_and_those_that_they_make_up_have_the_same_border_at_every_level(
    seed, vertices
):
    tiles = Tessellation(seed, vertices=vertices)
    _, (district, towns, villages) = built(tiles, seed)
    order = {place: i for i, place in enumerate(tiles.cells)}
    extra = {place: len(order) + i for i, place in enumerate(tiles.holes)}
    for d, t, v in zip(district.levels, towns.levels, villages.levels, strict=True):
        assert chain(villages, v) == chain(district, d) == chain(towns, t)
        for i, group in enumerate(tiles.groups):
            inside = [order[p] for p in group] + [extra[p] for p in group if p in extra]
            assert chain(villages, v, inside) == chain(towns, t, [i])


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), vertices=st.integers(2, 60))
def test_edges_are_flagged_as_the_border_lines_of_the_painter(seed, vertices):
    shapes, pyramids = built(Tessellation(seed, vertices=vertices), seed)
    for pyramid, borders in zip(pyramids, borders_of(shapes), strict=True):
        expected = {}
        pieces = borders.shapes.pieces
        coords = np.rint(
            (pieces.coords + borders.shapes.origin - pyramid.origin) / pyramid.unit
        ).astype(int)
        for line in range(len(pieces.offsets) - 1):
            run = [tuple(c) for c in coords[slice(*pieces.offsets[line : line + 2])]]
            for a, b in pairwise(run):
                expected[frozenset((a, b))] = borders.above[line]
        found = Counter()
        for coords, flags in rings(pyramid, pyramid.levels[0]):
            run = [tuple(c) for c in coords.tolist()]
            for a, b, flag in zip(run, run[1:] + run[:1], flags, strict=True):
                assert expected[frozenset((a, b))] == flag >> 1
                found[frozenset((a, b))] += flag & 1
        assert found == dict.fromkeys(expected, 1)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), vertices=st.integers(3, 80))
def test_no_level_is_off_by_more_than_its_tolerance(seed, vertices):
    (_, _, shapes), (_, _, pyramid) = built(Tessellation(seed, vertices=vertices))
    original = [
        shapely.LinearRing(shapely.get_coordinates(ring))
        for geometry in shapes.geometries
        for ring in shapely.get_rings(shapely.orient_polygons(geometry))
    ]
    for tolerance, level in zip(pyramid.tolerances, pyramid.levels, strict=True):
        limit = max(tolerance, 0.71 * pyramid.unit) + 1e-8
        for ring, (coords, _) in zip(original, rings(pyramid, level), strict=True):
            run = placed(pyramid, np.vstack([coords, coords[:1]]))
            line = shapely.LineString(run)
            assert shapely.distance(line, shapely.points(ring.coords)).max() <= limit
            dense = shapely.get_coordinates(shapely.segmentize(line, 2.0))
            assert shapely.distance(ring, shapely.points(dense)).max() <= limit


@settings(max_examples=50, deadline=None)
@given(
    points=st.lists(
        st.tuples(st.floats(0, 3e3), st.floats(0, 3e3)), min_size=2, max_size=80
    )
)
def test_lines_keep_their_ends_and_their_tolerance(points):
    line = shapely.LineString(np.asarray(points) + ORIGIN)
    pyramid = build_pyramid(Shapes.of([line], Form.LINE))
    for tolerance, level in zip(pyramid.tolerances, pyramid.levels, strict=True):
        coords = placed(pyramid, level.coords)
        assert np.allclose(coords[[0, -1]], np.asarray(line.coords)[[0, -1]], atol=1e-3)
        found = shapely.LineString(coords)
        away = shapely.distance(found, shapely.points(line.coords)).max()
        assert away <= max(tolerance, 0.71 * pyramid.unit) + 1e-8


def test_each_level_takes_from_the_finer_one():
    _, pyramids = built(Tessellation(vertices=200))
    for pyramid in pyramids:
        assert len(pyramid.levels) > 3
        assert pyramid.tolerances[0] == 0.0
        assert len(np.unique(np.diff(np.log2(pyramid.tolerances[1:])))) == 1
        for fine, coarse in zip(pyramid.levels, pyramid.levels[1:], strict=False):
            assert len(coarse.coords) <= len(fine.coords)
            for (a, _), (b, _) in zip(
                rings(pyramid, fine), rings(pyramid, coarse), strict=True
            ):
                assert {*map(tuple, b.tolist())} <= {*map(tuple, a.tolist())}
                assert (a[0] == b[0]).all()


def test_the_coarsest_level_whose_error_does_not_show_is_drawn():
    _, (pyramid, *_) = built(Tessellation(vertices=200))
    assert pyramid.level(1e-6) is pyramid.levels[0]
    assert pyramid.level(1e9) is pyramid.levels[-1]
    for tolerance, level in zip(pyramid.tolerances, pyramid.levels, strict=True):
        assert pyramid.level(tolerance / 0.4 + 1e-9) is level


def test_rings_start_at_the_same_vertex_wherever_the_survey_began():
    tiles = Tessellation(3)
    _, one = built(tiles, 1)
    _, other = built(tiles, 2)
    for a, b in zip(one, other, strict=True):
        for fine, coarse in zip(a.levels, b.levels, strict=True):
            assert chain(a, fine) == chain(b, coarse)
        starts = [ring[0].tolist() for ring, _ in rings(a, a.levels[-1])]
        again = [ring[0].tolist() for ring, _ in rings(b, b.levels[0])]
        # A ring without nodes (an enclave) starts at its south-western end; another
        # at some node, which the survey may choose.
        nodes = [ring.tolist() for ring, _ in rings(a, a.levels[-1])]
        for start, same, ring in zip(starts, again, nodes, strict=True):
            assert start == same or same in ring


def test_outer_rings_run_counter_clockwise_and_holes_clockwise():
    _, (*_, villages) = built(Tessellation(1))
    host = np.flatnonzero(villages.count == 2)
    assert len(host)
    for feature in host:
        outer, hole = (
            shapely.LinearRing(c)
            for c, _ in rings(villages, villages.levels[0], [feature])
        )
        assert shapely.is_ccw(outer)
        assert not shapely.is_ccw(hole)


def test_islands_without_neighbours_shrink_to_a_vertex_but_stay():
    island = shapely.Point(EAST, NORTH).buffer(3.0, 64)
    far = shapely.Point(EAST + 9000, NORTH).buffer(2000.0, 256)
    pyramid = build_pyramid(Shapes.of([island, far], Form.AREA))
    sizes = np.diff(pyramid.levels[-1].offsets)
    assert sizes[pyramid.first[0]] == 1
    assert sizes[pyramid.first[1]] >= 3


def test_places_far_outside_do_not_make_millimetres_coarse():
    line = shapely.LineString([(EAST + 0.001, NORTH), (EAST + 0.004, NORTH + 0.007)])
    town = shapely.LineString([(EAST - 3e6, NORTH), (EAST - 3e6, NORTH + 1)])
    pyramid = build_pyramid(Shapes.of([line, town], Form.LINE))
    assert pyramid.unit == 0.001
    exact = pyramid.pieces(np.array([0]), pyramid.levels[0]).coords + pyramid.origin
    assert np.allclose(exact, np.asarray(line.coords), atol=1e-6, rtol=0)


def test_a_place_at_the_foot_of_the_zone_makes_steps_of_a_centimetre():
    points = [shapely.Point(EAST, NORTH), shapely.Point(0.0, 0.0)]
    pyramid = build_pyramid(Shapes.of(points, Form.POINT))
    assert pyramid.unit == 0.01
    exact = pyramid.pieces(np.array([0, 1]), pyramid.levels[0]).coords + pyramid.origin
    assert np.allclose(exact, [[EAST, NORTH], [0.0, 0.0]], atol=0.0051, rtol=0)


@pytest.mark.parametrize("wild", [1e30, 3e8, np.nan, np.inf])
def test_what_lies_beyond_the_earth_is_left_out(wild):
    points = [shapely.Point(EAST, NORTH), shapely.Point(wild, NORTH)]
    with np.errstate(invalid="ignore"):
        pyramid = build_pyramid(
            Shapes(
                Form.POINT,
                np.empty(0, object),
                np.array([EAST, NORTH]),
                Shapes.of(points[:1] * 2).pieces._replace(
                    coords=shapely.get_coordinates(points) - (EAST, NORTH)
                ),
                np.arange(3),
                np.zeros((2, 4)),
            )
        )
    assert pyramid.count.tolist() == [1, 0]
    assert pyramid.unit == 0.001
    assert pyramid.visible((EAST - 9, NORTH - 9, EAST + 9, NORTH + 9)).tolist() == [0]


def test_lines_without_length_keep_two_vertices():
    zero = shapely.LineString([(EAST, NORTH)] * 5)
    two = shapely.LineString([(EAST, NORTH), (EAST + 1, NORTH)])
    pyramid = build_pyramid(Shapes.of([zero, None, two], Form.LINE))
    for level in pyramid.levels:
        assert np.diff(level.offsets).tolist() == [2, 2]
    assert pyramid.count.tolist() == [1, 0, 1]


def test_empty_features_keep_their_place():
    box = shapely.box(EAST, NORTH, EAST + 9, NORTH + 9)
    pyramid = build_pyramid(Shapes.of([None, box, shapely.Polygon()], Form.AREA))
    assert pyramid.count.tolist() == [0, 1, 0]
    assert np.isnan(pyramid.bounds[[0, 2]]).all()
    assert pyramid.visible((EAST, NORTH, EAST + 1, NORTH + 1)).tolist() == [1]


@pytest.mark.parametrize("form", list(Form))
def test_layers_without_features_have_a_pyramid(form):
    pyramid = build_pyramid(Shapes.of([], form))
    assert len(pyramid) == 0
    assert pyramid.extent is None
    assert pyramid.visible((0, 0, 1, 1)).tolist() == []
    assert len(pyramid.pieces(np.empty(0, np.int64), pyramid.level(1.0)).coords) == 0


def test_an_empty_level_among_others_changes_nothing():
    shapes = Tessellation(2).levels()
    empty = Shapes.of([], Form.AREA)
    *_, expected = build_area_pyramids(shapes[1:])
    *_, found = build_area_pyramids([shapes[1], empty, shapes[2]])
    assert (found.levels[0].coords == expected.levels[0].coords).all()
    assert (found.levels[0].edges == expected.levels[0].edges).all()


def test_rings_with_repeated_vertices_spikes_and_touching_loops_are_built():
    ring = [(0, 0), (0, 0), (5, 0), (9, 0), (5, 0), (5, 5), (2, 5), (5, 5), (0, 5)]
    eight = [(20, 0), (25, 5), (20, 10), (30, 10), (25, 5), (30, 0)]
    flat = [(40, 0), (41, 0), (42, 0), (41, 0)]
    dot = [(50, 0), (50, 0), (50, 0)]
    rows = [shapely.Polygon(r) for r in (ring, eight, flat, dot)]
    pyramid = build_pyramid(Shapes.of(rows, Form.AREA))
    sizes = np.diff(pyramid.levels[0].offsets)[pyramid.first]
    assert sizes.tolist() == [8, 6, 4, 1]
    for level in pyramid.levels:
        assert (np.diff(level.offsets) >= 1).all()


def saw(size):
    """A saw whose teeth grow: each split leaves all but one vertex on one side."""
    return np.column_stack([np.arange(size), np.arange(size) * (np.arange(size) % 2)])


@pytest.mark.parametrize("form", [Form.LINE, Form.AREA])
def test_a_ring_of_110_000_vertices_that_splits_badly_is_ranked(form):
    coords = saw(110_000) * 0.1 + (EAST, NORTH)
    kind = shapely.Polygon if form is Form.AREA else shapely.LineString
    pyramid = build_pyramid(Shapes.of([kind(coords)], form))
    assert len(pyramid.levels[0].coords) == 110_000
    assert len(pyramid.levels[-1].coords) < 110_000


def test_points_at_one_place_are_all_found():
    points = np.tile([EAST, NORTH], (10_000, 1))
    pyramid = build_pyramid(Shapes.of(shapely.points(points), Form.POINT))
    assert len(pyramid.levels) == 1
    assert len(pyramid.visible((EAST, NORTH, EAST, NORTH))) == 10_000


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 99),
    size=st.integers(0, 9000),
    corner=st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2)),
    width=st.floats(0, 1.5),
)
def test_features_of_an_extent_are_those_whose_bounds_meet_it(
    seed, size, corner, width
):
    random = np.random.default_rng(seed)
    low = random.uniform(0, 1e4, (size, 2)) + ORIGIN
    high = low + random.exponential(90, (size, 2))
    rows = shapely.linestrings(np.stack([low, high], 1))
    rows[random.random(size) < 0.01] = None
    pyramid = build_pyramid(Shapes.of(rows, Form.LINE))
    west, south = np.asarray(corner) * 1e4 + (EAST, NORTH)
    extent = (west, south, west + width * 1e4, south + width * 1e4)
    box = pyramid.bounds + np.tile(pyramid.origin, 2)
    met = (box[:, 0] <= extent[2]) & (box[:, 2] >= extent[0])
    met &= (box[:, 1] <= extent[3]) & (box[:, 3] >= extent[1])
    assert pyramid.visible(extent).tolist() == np.flatnonzero(met).tolist()


def test_pieces_lie_near_each_other_on_the_ground():
    random = np.random.default_rng(0)
    points = random.uniform(0, 1e5, (20_000, 2)) + ORIGIN
    pyramid = build_pyramid(Shapes.of(shapely.points(points), Form.POINT))
    steps = np.hypot(*np.diff(pyramid.levels[0].coords * pyramid.unit, axis=0).T)
    assert np.median(steps) < 2 * 1e5 / np.sqrt(20_000)


def test_building_tells_its_progress_and_can_be_stopped():
    shapes, told = Tessellation(0).levels(), []
    build_area_pyramids(shapes, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(share):
        raise InterruptedError(share)

    with pytest.raises(InterruptedError):
        build_area_pyramids(shapes, stop)
    with pytest.raises(InterruptedError):
        build_pyramid(Shapes.of([shapely.LineString([(0, 0), (1, 1)])]), stop)


def test_nothing_of_a_pyramid_can_be_written_to():
    _, (pyramid, *_) = built(Tessellation(0))
    arrays = [a for level in pyramid.levels for a in level]
    arrays += [pyramid.origin, pyramid.first, pyramid.count, pyramid.bounds]
    arrays += [*pyramid.tree]
    assert not any(array.flags.writeable for array in arrays)
