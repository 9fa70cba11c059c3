import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography.flat import frozen, offsets_of
from gridwatch.cartography.generalise import Pieces
from gridwatch.cartography.kernels import (
    area_rules,
    line_rules,
    placing,
    placing_rules,
)
from tests.cartography.levels import level_parts

SEEDS = st.integers(0, 2**32 - 1)
BOTH = (placing_rules, placing)
EVERYWHERE = (-np.inf, -np.inf, np.inf, np.inf)


def alike(found):
    """Hold what the plain and the compiled rules return against each other."""
    for a, b in zip(*found, strict=True):
        assert a.shape == b.shape
        assert a == pytest.approx(b, rel=1e-12, abs=1e-9, nan_ok=True)
    return found[1]


def lines_of(rng, count=6, most=40):
    """Return random walks as a source of names has them: coords, way, offsets."""
    sizes = rng.integers(2, most, count)
    walks = [
        np.cumsum(rng.normal(0, 60, (size, 2)), axis=0) + rng.uniform(0, 900, 2)
        for size in sizes.tolist()
    ]
    steps = [np.hypot(*np.diff(walk, axis=0).T) for walk in walks]
    way = np.concatenate([np.append(0.0, np.cumsum(step)) for step in steps])
    coords = frozen(np.concatenate(walks), np.float32)
    return coords, frozen(way, np.float32), frozen(offsets_of(sizes))


def course_of(rules, lines, box):
    coords, way, offsets = lines
    items = frozen(np.arange(len(offsets) - 1))
    turn = (0.0, -1000.0, 0.5, 2.0)
    return rules.course(coords, way, offsets, offsets, items, turn, box)


def crossing(a, b, box):
    """Tell whether edges come into a box, by their middles cut again and again."""
    share = np.linspace(0.0, 1.0, 201)[:, None, None]
    places = a + share * (b - a)
    inside = (places >= box[:2]) & (places <= box[2:])
    return inside.all(axis=2).any(axis=0)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_lines_are_gone_along_alike(seed):
    lines = lines_of(np.random.default_rng(seed))
    for box in (EVERYWHERE, (100.0, 100.0, 300.0, 250.0)):
        alike([course_of(rules, lines, box) for rules in BOTH])


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_every_edge_in_the_picture_is_kept_as_it_is(seed):
    lines = lines_of(np.random.default_rng(seed))
    box = np.array([100.0, 100.0, 300.0, 250.0])
    whole, _, true, *_ = course_of(placing, lines, EVERYWHERE)
    pixels, rows, near, begins, *_ = course_of(placing, lines, tuple(box))
    last = lines[2][1:-1] - 1
    edges = np.delete(np.arange(len(whole) - 1), last)
    wanted = edges[crossing(whole[edges], whole[edges + 1], box)]
    kept = np.delete(np.arange(len(pixels) - 1), begins[1:-1] - 1)
    there = {(near[k], near[k + 1]): k for k in kept.tolist()}
    for edge in wanted.tolist():
        k = there[true[edge], true[edge + 1]]
        assert (pixels[k : k + 2] == whole[edge : edge + 2]).all()
        length = np.hypot(*(whole[edge + 1] - whole[edge]))
        assert rows[2, k + 1] - rows[2, k] == pytest.approx(length)
    # What is left of the rest lies outside, on one side: it crosses no picture.
    rest = np.array([k for pair, k in there.items() if k not in wanted], np.int64)
    for k in rest.tolist():
        if rows[2, k + 1] == rows[2, k]:
            assert not crossing(pixels[k : k + 1], pixels[k + 1 : k + 2], box).any()


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_value_between_two_vertices_is_that_of_numpy(seed):
    rng = np.random.default_rng(seed)
    true = np.cumsum(rng.uniform(0.1, 5.0, 30))
    values = rng.normal(0, 9, 30)
    asked = np.append(rng.uniform(true[0], true[-1], 50), true)
    for t in asked.tolist():
        k = line_rules.last_before(true, 0, 30, t)
        found = line_rules.interpolated(true, values, k, 30, t)
        assert found == np.interp(t, true, values)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_places_along_lines_are_found_alike_and_leave_room_for_the_name(seed):
    rng = np.random.default_rng(seed)
    lines = lines_of(rng)
    _, rows, true, begins, lengths, base = course_of(placing, lines, EVERYWHERE)
    line = rows, true, begins[:-1], begins[1:], lengths, base
    room, step = rng.uniform(50, 400, 6), 2.0 ** rng.integers(6, 9, 6)
    frame = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 400.0, 300.0, 0.0, 0.0, 400.0, 300.0])
    more = np.array([2]), lengths[2:3] / 3, np.array([90.0]), np.array([1])
    where = alike(
        [rules.middles(*line, room, step, frame, 2.0, more) for rules in BOTH]
    )
    owner = where[0]
    places = *where[:3], *where[4:]
    first, ways, _ = alike([x.shifted(*line, room, *places, frame, 2.0) for x in BOTH])
    owners = owner.repeat(np.diff(first))
    assert (ways >= room[owners] / 2).all()
    assert (ways <= lengths[owners] - room[owners] / 2).all()
    x = np.interp(where[1] + base[owner], true, rows[0])
    assert where[4] == pytest.approx(x)
    # Beside the picture those come first at which the name can be read in it.
    t = ways + base[owners]
    at = [np.interp(t, true, row) for row in rows[:2]]
    less = room[owners] / 2 / 2.0
    read = (at[0] >= less) & (at[0] <= 400.0 - less)
    read &= (at[1] >= less) & (at[1] <= 300.0 - less)
    inside = (where[4] >= 0) & (where[4] <= 400) & (where[5] >= 0) & (where[5] <= 300)
    for g in range(len(owner)):
        some = slice(first[g], first[g + 1])
        away = np.abs(ways[some] - where[1][g]).round(6)
        later = ~read[some] & ~inside[g]
        assert np.array_equal(np.lexsort((away, later)), np.arange(len(away)))


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_wide_places_of_areas_are_found_alike_and_hold_the_name(seed):
    rng = np.random.default_rng(seed)
    count = 30
    low, size = rng.uniform(0, 900, (count, 2)), rng.uniform(5, 200, (count, 2))
    bounds = frozen(np.hstack([low, low + size]), np.float32)
    anchors = rng.uniform(0, 200, (count, 4, 3))
    anchors[rng.random((count, 4)) < 0.2] = np.nan
    anchors = frozen(anchors, np.float32)
    items, turn = frozen(np.arange(count)), (0.0, -1000.0, 0.5, 2.0)
    pixels, width = np.full(count, 12.0), rng.uniform(10, 120, count)
    share = rng.choice([0.0, 0.6], count)
    found = alike([x.roomy(bounds, anchors, items, turn, pixels) for x in BOTH])
    owner, _, _, wide, high = found
    order = np.argsort(-wide[:, 0], kind="stable")
    for over in (False, True):
        some = alike([x.spots(order, *found, width, pixels, share, over) for x in BOTH])
        rows, first = some[:2]
        if not over:
            assert (np.diff(first) > 0).all()
            fits = width[owner][:, None] <= wide * 1.12
            fits &= (high > 1.2)[:, None]
            assert sorted(rows) == np.flatnonzero(fits.any(axis=1)).tolist()
            assert np.array_equal(np.diff(first), fits[rows].sum(axis=1))


def stars(rng, count=4):
    """Return star-shaped rings as a source of names has them, not closed."""
    sizes = rng.integers(3, 30, count)
    rings = []
    for size in sizes.tolist():
        turn = np.sort(rng.uniform(0, 2 * np.pi, size))
        away = rng.uniform(100, 700, size)
        middle = rng.uniform(200, 800, 2)
        rings.append(middle + np.stack([np.cos(turn), np.sin(turn)], 1) * away[:, None])
    offsets = frozen(offsets_of(sizes))
    boxes = [np.concatenate([ring.min(axis=0), ring.max(axis=0)]) for ring in rings]
    coords = frozen(np.concatenate(rings), np.float32)
    return coords, offsets, frozen(np.array(boxes), np.float32)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_level_lines_are_crossed_where_the_whole_arrays_say_so(seed):
    coords, offsets, _ = stars(np.random.default_rng(seed))
    step, lowest, levels = 64.0, 2, 11
    rings = Pieces(coords.astype(np.float64), offsets)
    rows = (lowest * step / step, float(lowest + levels))
    part, left, right, level = level_parts(rings, np.arange(4), step, rows)
    for ring in range(4):
        begins, crossed = area_rules.level_crossings(
            coords, offsets, ring, ring + 1, step, lowest, levels
        )
        mine = part == ring
        assert crossed[0::2] == pytest.approx(left[mine])
        assert crossed[1::2] == pytest.approx(right[mine])
        counts = np.bincount(level[mine] - lowest, minlength=levels)
        assert np.array_equal(np.diff(begins), 2 * counts)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_points_in_large_areas_are_found_alike_inside_the_picture(seed):
    rng = np.random.default_rng(seed)
    coords, offsets, bounds = stars(rng)
    shown, step = np.array([300.0, 350.0, 700.0, 600.0]), 32.0
    items, pieces = frozen(np.arange(4)), frozen(np.arange(5))
    clear, seen = rng.uniform(5, 40, 4), (rng.random(4) < 0.3).astype(np.uint8)
    close, turn = clear * 0.5, (0.0, -1000.0, 0.5, 2.0)
    owner, first, x, y, rank, _ = alike(
        [
            rules.visitors(
                *(bounds, pieces, offsets, coords, items),
                *(shown, 64.0, step, clear, close, seen, turn, 1),
            )
            for rules in BOTH
        ]
    )
    part = np.repeat(np.arange(len(owner)), np.diff(first))
    assert not seen[owner].any()
    rings = Pieces(coords.astype(np.float64), offsets)
    for number, area in enumerate(owner.tolist()):
        mine = part == number
        found = np.column_stack([x[mine] * 2, 1000.0 - y[mine] * 2])
        # The points of the coarsest lattice that has any.
        for finer in (1, 2, 4):
            apart = step / finer
            around = (clear if finer == 1 else close)[area]
            points = lattice_in(rings, area, shown, apart, around)
            if len(points):
                break
        assert sorted(map(tuple, np.rint(found / apart).astype(int))) == points
        assert found / apart == pytest.approx(np.rint(found / apart), abs=1e-6)
        # One amid others comes before those at an edge.
        known = set(points)
        amid = [
            {(i, j - 1), (i, j + 1)} <= known
            for i, j in np.rint(found / apart).astype(int).tolist()
        ]
        assert np.array_equal((rank[mine] + 16) // 32 % 2 == 0, np.array(amid, bool))


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_with_a_stride_those_points_are_found_that_come_first(seed):
    rng = np.random.default_rng(seed)
    coords, offsets, bounds = stars(rng)
    shown, turn = np.array([300.0, 350.0, 700.0, 600.0]), (0.0, -1000.0, 0.5, 2.0)
    rings = bounds, frozen(np.arange(5)), offsets, coords, frozen(np.arange(4))
    rest = shown, 64.0, 8.0, np.full(4, 4.0), np.full(4, 2.0), np.zeros(4, np.uint8)
    every, some = (
        alike([rules.visitors(*rings, *rest, turn, stride) for rules in BOTH])
        for stride in (1, 4)
    )
    assert np.array_equal(every[0], some[0])
    assert len(every[2]) == 0 or 0 < len(some[2]) < len(every[2]) / 8
    for number in range(len(every[0])):
        points = [
            np.column_stack(found[2:])[found[1][number] : found[1][number + 1]]
            for found in (every, some)
        ]
        whole, few = (each[np.lexsort(each.T[[3, 2]])] for each in points)
        assert np.array_equal(whole[: len(few)], few)


def lattice_in(rings, area, shown, step, clear):
    """Return column and row of the points inside an area and away from its edge."""
    rows = shown[1] / step, np.ceil(shown[3] / step)
    part, left, right, level = level_parts(rings, np.arange(4), step, rows)
    found = []
    for i in np.flatnonzero(part == area).tolist():
        first = np.ceil((max(left[i], shown[0]) + clear) / step)
        last = np.floor((min(right[i], shown[2]) - clear) / step)
        found += [(int(k), int(level[i])) for k in np.arange(first, last + 1)]
    return sorted(found)
