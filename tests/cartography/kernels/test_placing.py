import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.kernels import (
    curve_rules,
    grid_rules,
    placing,
    placing_rules,
)


def image(colour=0xFF808080):
    return np.full((20, 30), colour, np.uint32)


def laid(target, sprite, x, y, opacity=1.0, rows=(0, 20)):
    height, width = sprite.shape
    placing.blit_words(
        target,
        *rows,
        sprite.ravel(),
        np.array([0]),
        np.array([width]),
        np.array([height]),
        np.array([x]),
        np.array([y]),
        np.array([opacity], np.float32),
    )
    return target


def test_an_opaque_picture_replaces_what_is_below():
    found = laid(image(), np.full((3, 4), 0xFF123456, np.uint32), 5, 6)
    assert (found[6:9, 5:9] == 0xFF123456).all()
    assert (found == 0xFF808080).sum() == 600 - 12


@pytest.mark.parametrize("place", [(-2, -1), (28, 18), (-9, 0), (40, 40)])
def test_a_picture_over_the_edge_is_cut(place):
    found = laid(image(), np.full((3, 4), 0xFF123456, np.uint32), *place)
    assert found.shape == (20, 30)
    assert (found[5:15, 5:25] == 0xFF808080).all()


def test_bands_together_are_the_whole():
    rng = np.random.default_rng(1)
    alpha = rng.integers(0, 256, (9, 12)).astype(np.uint32)
    sprite = (alpha << 24) | (alpha // 2 << 16) | (alpha // 3 << 8) | alpha
    whole = laid(image(), sprite, 4, 5, 0.6)
    bands = image()
    for rows in ((0, 7), (7, 11), (11, 20)):
        laid(bands, sprite, 4, 5, 0.6, rows)
    assert (whole == bands).all()


@pytest.mark.parametrize("opacity", [1.0, 0.45])
def test_a_picture_that_lets_through_is_mixed(opacity):
    # Half red, premultiplied.
    found = laid(image(), np.full((1, 1), 0x80800000, np.uint32), 0, 0, opacity)[0, 0]
    cover = 0.5 * opacity
    wanted = [255 * cover + 128 * (1 - cover), 128 * (1 - cover), 128 * (1 - cover)]
    channels = [int(found) >> shift & 255 for shift in (16, 8, 0)]
    assert channels == pytest.approx(wanted, abs=2.5)


STAMP = 7
"""What set fields hold: others have been left by the pictures before."""
FRAME = (0.5, 0.0, 0.0, 0.0, 0.0, 200.0, 150.0, 20.0, 20.0, 180.0, 130.0, STAMP)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_boxes_are_placed_alike_and_apart(seed):
    rng = np.random.default_rng(seed)
    count, each = 40, 3
    frame = np.array(FRAME)
    x = rng.uniform(-20, 220, count * each)
    y = rng.uniform(-20, 170, count * each)
    first = np.arange(count + 1) * each
    owner = rng.integers(0, 25, count)
    wide, high = rng.uniform(3, 25, 25), rng.uniform(3, 9, 25)
    hw, hh = wide[owner], high[owner]
    results = []
    for rules in (placing_rules, placing):
        taken = np.full((80, 105), STAMP - 1, np.uint8)
        lines = STAMP * (np.random.default_rng(seed).random((80, 105)) < 0.02)
        lines = lines.astype(np.uint8)
        placed, seen = np.zeros(25, np.uint8), np.zeros(25, np.uint8)
        args = (taken, lines, frame, x, y, first, wide, high, owner, 1, placed, seen)
        results.append((*rules.place_boxes(*args), taken, placed, seen))
    for a, b in zip(*results, strict=True):
        assert np.array_equal(a, b)
    chosen, at = results[0][:2]
    assert len(set(owner[chosen])) == len(chosen) > 0
    apart = np.abs(x[at][:, None] - x[at]) >= hw[chosen][:, None] + hw[chosen]
    apart |= np.abs(y[at][:, None] - y[at]) >= hh[chosen][:, None] + hh[chosen]
    np.fill_diagonal(apart, val=True)
    assert apart.all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_names_with_leaders_are_placed_alike_and_off_the_leaders_of_others(seed):
    rng = np.random.default_rng(seed)
    count, each = 30, 6
    frame = np.array(FRAME)
    tails = rng.uniform(10, 140, (count, 2)).repeat(each, axis=0)
    x, y = (tails + rng.uniform(-40, 40, tails.shape)).T.copy()
    first = np.arange(count + 1) * each
    owner = rng.integers(0, 25, count)
    wide, high = rng.uniform(3, 12, 25), rng.uniform(3, 6, 25)
    hw, hh = wide[owner], high[owner]
    results = []
    for rules in (placing_rules, placing):
        taken = np.full((80, 105), STAMP - 1, np.uint8)
        lines = STAMP * (np.random.default_rng(seed).random((80, 105)) < 0.02)
        lines = lines.astype(np.uint8)
        placed, seen = np.zeros(25, np.uint8), np.zeros(25, np.uint8)
        args = (taken, lines, frame, x, y, tails, first, wide, high, owner)
        args += (placed, seen)
        results.append((*rules.place_led(*args), taken, placed, seen))
    for a, b in zip(*results, strict=True):
        assert np.array_equal(a, b)
    found = list(zip(*results[0][:2], strict=True))
    assert found
    boxes = [
        shapely.box(x[a] - hw[g], y[a] - hh[g], x[a] + hw[g], y[a] + hh[g])
        for g, a in found
    ]
    lines = [
        shapely.shortest_line(shapely.Point(tails[a]), box)
        for (_, a), box in zip(found, boxes, strict=True)
    ]
    for i, j in np.ndindex(len(found), len(found)):
        if i != j:
            assert not shapely.intersects(boxes[i], boxes[j])
            assert not shapely.crosses(lines[i], boxes[j].buffer(-2.0))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_lines_cross_the_same_fields(seed):
    rng = np.random.default_rng(seed)
    coords = np.cumsum(rng.normal(0, 9, (60, 2)), axis=0) + np.array([100, 75])
    offsets = np.array([0, 1, 20, 20, 41, 60])
    frame = np.array(
        [1 / 3, -1.0, -2.0, 0.0, 0.0, 200.0, 150.0, 0.0, 0.0, 200.0, 150.0, STAMP]
    )
    grids = [np.zeros((60, 80), np.uint8) for _ in range(2)]
    placing_rules.cross(grids[0], frame, coords, offsets)
    placing.cross(grids[1], frame, coords, offsets)
    assert grids[0].any()
    assert np.array_equal(*grids)


@pytest.mark.parametrize("seed", range(5))
def test_squares_around_points_are_marked_alike_and_none_of_points_outside(seed):
    rng = np.random.default_rng(seed)
    anchors = frozen(rng.uniform(-100.0, 500.0, (80, 1, 3)), np.float32)
    items, turn = frozen(np.flatnonzero(rng.random(80) < 0.7)), (5.0, -400.0, 0.5, 2.0)
    frame = np.array([1 / 3, -2.0, -1.5, 0.0, 0.0, 200.0, 150.0, *[0.0] * 4, STAMP])
    grids = [np.full((52, 70), STAMP - 1, np.uint8) for _ in range(2)]
    for rules, grid in zip((placing_rules, placing), grids, strict=True):
        rules.points(grid, frame, 3.0, anchors, items, turn, 4.5)
    assert np.array_equal(*grids)
    x = (anchors[items, 0, 0] + 5.0) * 0.5
    y = (anchors[items, 0, 1] - 400.0) * -0.5
    inside = (x >= 0.0) & (x <= 200.0) & (y >= 0.0) & (y <= 150.0)
    rows, columns = np.nonzero(grids[0] == STAMP)
    at = np.stack([columns * 3.0 - 0.5, rows * 3.0], axis=1)
    near = np.abs(at[:, None] - np.stack([x, y], axis=1)[inside])
    assert len(at) > inside.sum() > 0
    assert (near.max(axis=2).min(axis=1) <= 4.5 + 1.5).all()


def test_letters_of_a_name_keep_even_distances_around_a_bend():
    turn = np.linspace(np.pi, 0, 200)
    x, y = 100 + 60 * np.cos(turn), 100 - 60 * np.sin(turn)
    step = np.hypot(np.diff(x), np.diff(y))
    way = np.append(0.0, np.cumsum(step))
    sums = [np.append(0.0, np.cumsum(step * (v[1:] + v[:-1]) / 2)) for v in (x, y)]
    course = (*(row.tolist() for row in (x, y, way, *sums)), [0])
    centres = [-30.0, -15.0, 0.0, 15.0, 30.0]
    for side in (-12.0, 12.0):
        out = np.zeros((5, 5))
        args = (course, 0, 200, way[-1] / 2, side, centres, 0, 5, 12.0)
        bend = curve_rules.lettered(*args, False, False, out)
        apart = np.hypot(*np.diff(out[:, :2], axis=0).T)
        assert apart == pytest.approx(15.0, rel=0.08)
        radius = np.hypot(*(out[:, :2] - 100).T)
        assert radius == pytest.approx(60 - side, abs=3)
        assert 5 < bend < 60


def test_a_name_whose_letters_would_lie_on_each_other_is_too_wild():
    turn = np.linspace(np.pi, 0, 200)
    x, y = 100 + 25 * np.cos(turn), 100 - 25 * np.sin(turn)
    step = np.hypot(np.diff(x), np.diff(y))
    way = np.append(0.0, np.cumsum(step))
    sums = [np.append(0.0, np.cumsum(step * (v[1:] + v[:-1]) / 2)) for v in (x, y)]
    course = (*(row.tolist() for row in (x, y, way, *sums)), [0])
    centres = [-15.0, 0.0, 15.0]
    args = course, 0, 200, way[-1] / 2, 22.0, centres, 0, 3, 2.0
    assert curve_rules.lettered(*args, False, False, np.zeros((3, 5))) == 360.0


@settings(max_examples=300, deadline=None)
@given(st.floats(-180, 180), st.floats(10, 20), st.floats(10, 20), st.integers(0, 99))
def test_the_ink_of_a_letter_lies_on_no_taken_field(degrees, x, y, seed):
    # Chinese letters of 12 px have ink on 11 px; their room is 7.6 px to each side.
    ink = shapely.affinity.rotate(shapely.box(-5.5, -5.5, 5.5, 5.5), degrees)
    ink = shapely.affinity.translate(ink, x * 3.0, y * 3.0).buffer(-0.25)
    taken = (np.random.default_rng(seed).random((30, 30)) < 0.03).astype(np.uint8)
    frame = np.array([1 / 3, *[0.0] * 4, 90.0, 90.0, 0.0, 0.0, 90.0, 90.0, 1.0])
    lines = np.zeros_like(taken)
    half = 12 * 0.55 + 1.0
    args = frame, 3.0 * x, 3.0 * y, half, degrees
    if grid_rules.letter_fits(taken, lines, *args):
        for row, column in np.argwhere(taken).tolist():
            low = 3.0 * column, 3.0 * row
            field = shapely.box(*low, low[0] + 3.0, low[1] + 3.0)
            assert not field.intersects(ink)
        grid_rules.take_letter(taken, *args)
        assert not grid_rules.letter_fits(taken, lines, *args)


def test_a_slanted_letter_leaves_the_corners_of_its_square_to_others():
    taken, lines = np.zeros((30, 30), np.uint8), np.zeros((30, 30), np.uint8)
    frame = np.array([1 / 3, *[0.0] * 4, 90.0, 90.0, 0.0, 0.0, 90.0, 90.0, 1.0])
    # A field that the square of a letter at 45, 45 reaches with its corner only.
    taken[12, 12] = 1
    args = taken, lines, frame, 45.0, 45.0, 7.6
    assert grid_rules.letter_fits(*args, 0.0) == 0
    assert grid_rules.letter_fits(*args, 45.0) == 2
