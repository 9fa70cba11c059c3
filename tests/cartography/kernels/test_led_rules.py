import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.kernels import placing, placing_rules
from gridwatch.cartography.namesource import LabelSource
from tests.cartography.levels import level_parts

SEEDS = st.integers(0, 2**32 - 1)
BOTH = (placing_rules, placing)
TURN = (0.0, -1000.0, 0.5, 2.0)
"""Two metres a pixel; the picture begins at the north 1000."""
SHOWN = np.array([0.0, 0.0, 1000.0, 1000.0])
FRAME = np.array([1.0, *[0.0] * 4, 500.0, 500.0, 0.0, 0.0, 500.0, 500.0, 1.0])


def alike(found):
    """Hold what the plain and the compiled rules return against each other."""
    for a, b in zip(*found, strict=True):
        assert a.shape == b.shape
        # Single precision does for how far two vertices are from each other.
        assert a == pytest.approx(b, rel=1e-6, abs=1e-5)
    return found[1]


def star(rng):
    """Return a polygon with arms, some with a hole in the middle."""
    count = int(rng.integers(5, 24))
    turn = np.sort(rng.uniform(0.0, 2 * np.pi, count))
    away = rng.uniform(0.35, 1.0, count) * rng.uniform(40, 300)
    middle = rng.uniform(0.0, 1000.0, 2)
    ring = middle + np.stack([np.cos(turn), np.sin(turn)], 1) * away[:, None]
    shape = shapely.Polygon(ring).buffer(0)
    if rng.random() < 0.4:
        shape = shape.difference(shapely.Point(middle).buffer(away.min() * 0.5))
    return shape


def source_of(shapes):
    """Return the source of some areas; it has them in an order of its own."""
    count = len(shapes)
    found = LabelSource.of(
        Shapes.of(shapes, Form.AREA), ["村"] * count, np.zeros(count, int)
    )
    shapes[:] = [shapes[i] for i in found.feature.tolist()]
    return found


def kept(source, area):
    """Return an area as the source has it, its rings simplified."""
    rings, _ = source.rings(np.array([area]))
    found = shapely.Polygon()
    for begin, end in itertools.pairwise(rings.offsets.tolist()):
        ring = shapely.Polygon(rings.coords[begin:end] + source.origin)
        found = found.symmetric_difference(ring)
    return found


def rings_of(source):
    return source.pieces, source.offsets[0], source.coords


def turn_of(source):
    east, north = source.origin.tolist()
    return east + TURN[0], north + TURN[1], *TURN[2:]


def shown_of(source):
    return SHOWN - np.tile(source.origin, 2)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_name_stands_inside_where_its_middle_and_its_ends_do(seed):
    rng = np.random.default_rng(seed)
    shapes = [star(rng) for _ in range(4)]
    source, size = source_of(shapes), 24
    items = rng.integers(0, 4, size)
    x, y = rng.uniform(0, 500, size), rng.uniform(0, 500, size)
    half = rng.uniform(1, 60, size)
    args = (*rings_of(source), items, x, y, half, turn_of(source))
    (found,) = alike([(rules.inside(*args),) for rules in BOTH])
    for i, item in enumerate(items.tolist()):
        east = (x[i] + np.array([-half[i], 0.0, half[i]])) * 2.0
        north = np.full(3, 1000.0 - y[i] * 2.0)
        points = shapely.points(east, north)
        if shapely.distance(shapely.boundary(shapes[item]), points).min() > 0.01:
            assert found[i] == shapely.contains(shapes[item], points).all()


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_names_aside_lie_in_their_areas_near_the_widest_place_first(seed):
    rng = np.random.default_rng(seed)
    shapes = [star(rng) for _ in range(5)]
    source, items = source_of(shapes), frozen(np.arange(5))
    width, pixels = rng.uniform(8, 60, 5), np.full(5, 10.0)
    placed = (rng.random(5) < 0.3).astype(np.uint8)
    step = 0.7 * 10.0 * 2.0
    args = (
        source.bounds,
        *rings_of(source),
        source.anchors,
        items,
        width,
        pixels,
        placed,
        shown_of(source),
        step,
        turn_of(source),
    )
    owner, first, x, y = alike([rules.aside(*args) for rules in BOTH])
    assert first[-1] == len(x)
    assert not placed[owner].any()
    for place, area in enumerate(owner.tolist()):
        mine = slice(first[place], first[place + 1])
        east, north = x[mine] * 2.0, 1000.0 - y[mine] * 2.0
        ends = [
            shapely.points(east + side * width[area], north) for side in (-0.99, 0.99)
        ]
        assert shapely.contains(kept(source, area).buffer(0.02), ends).all()
        tail = source.anchors[area, 0, :2].astype(float) + source.origin
        away = np.hypot(east - tail[0], north - tail[1])
        assert (np.diff(away) >= -1e-6).all()
        assert len(away) == 3 * len(wide_parts(source, area, step, width[area]))


def wide_parts(source, area, step, width):
    """Return the parts of level lines in the picture that hold a name."""
    rings, owner = source.rings(np.array([area]))
    shown = shown_of(source)
    _, left, right, _ = level_parts(
        rings, owner, step, (shown[1] / step, shown[3] / step)
    )
    half = (width / 2 + 0.3 * 10.0) * 2.0
    return np.flatnonzero(right - left >= 2.0 * half)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_areas_without_a_name_are_told_with_their_widest_place(seed):
    rng = np.random.default_rng(seed)
    source = source_of([star(rng) for _ in range(6)])
    placed = (rng.random(6) < 0.5).astype(np.uint8)
    args = source.bounds, source.anchors, frozen(np.arange(6)), placed
    found = [rules.lacking(*args, turn_of(source), FRAME) for rules in BOTH]
    owner, x, y, large = alike(found)
    places = source.anchors[:, 0, :2].astype(float) + source.origin
    px, py = places[:, 0] / 2.0, (1000.0 - places[:, 1]) / 2.0
    inside = (px >= 0) & (px <= 500) & (py >= 0) & (py <= 500)
    assert owner.tolist() == np.flatnonzero(inside & (placed == 0)).tolist()
    assert x == pytest.approx(px[owner])
    assert y == pytest.approx(py[owner])
    assert (large > 0).all()


def test_places_around_an_area_come_nearest_first_and_lead_to_known_ones():
    source = source_of([shapely.box(100, 100, 140, 900), shapely.box(400, 0, 900, 90)])
    args = source.anchors, np.arange(2), np.array([20.0, 30.0]), np.array([6.0, 6.0])
    found = [
        rules.around(*args, np.array([40.0, 40.0]), turn_of(source)) for rules in BOTH
    ]
    first, x, y, number, tails = alike(found)
    known = np.isfinite(source.anchors[:, :, 0]).sum(axis=1)
    assert np.diff(first).tolist() == (known * 3 * 8).tolist()
    assert set(number.tolist()) <= set(range(source.anchors.shape[1]))
    # To the right of the widest place, a third of the reach away, comes first.
    assert x[0] - tails[0, 0] == pytest.approx(0.3 * 40.0 + 20.0)
    assert y[0] == tails[0, 1]


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_boxes_set_the_same_fields_by_both_rules(seed):
    rng = np.random.default_rng(seed)
    places, half = rng.uniform(-60, 160, (20, 2)), rng.uniform(0.5, 30, (20, 2))
    grids = [np.zeros((30, 40), np.uint8) for _ in BOTH]
    for rules, grid in zip(BOTH, grids, strict=True):
        frame = np.array([1 / 3, -10.0, 5.0, *[0.0] * 8, 1.0])
        rules.boxes(grid, frame, 3.0, places, half)
    assert np.array_equal(*grids)
    assert grids[0].any() == any(
        place[0] + h[0] > -10
        and place[0] - h[0] < 110
        and place[1] + h[1] > 5
        and place[1] - h[1] < 95
        for place, h in zip(places, half, strict=True)
    )
