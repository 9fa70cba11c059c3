"""Room for names: what of long lines counts on a small picture."""

import itertools

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography.flat import offsets_of
from gridwatch.cartography.kernels import placing_rules
from gridwatch.cartography.room import Room, _telling
from gridwatch.cartography.view import View

WINDOW = (-10.0, -5.0, 10.0, 5.0)
VIEW = View((0.0, 0.0, 1000.0, 800.0), 1000, 800)


@st.composite
def lines(draw):
    """Return some walks that wander in and out of the window, and their offsets."""
    sizes = draw(st.lists(st.integers(2, 30), min_size=1, max_size=4))
    steps = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
    walks = [
        np.cumsum(draw(st.lists(steps, min_size=n, max_size=n)), axis=0) for n in sizes
    ]
    return np.concatenate(walks).astype(float), offsets_of(np.array(sizes))


@given(lines())
def test_lines_are_the_same_in_the_window(given_lines):
    coords, offsets = given_lines
    keep = _telling(coords, offsets, WINDOW)
    box = shapely.box(*WINDOW)
    for low, high in itertools.pairwise(offsets):
        whole = shapely.LineString(coords[low:high])
        kept = coords[low:high][keep[low:high]]
        assert keep[low]
        assert keep[high - 1]
        inside = shapely.intersects_xy(box, *coords[low:high].T)
        assert keep[low:high][inside].all()
        cut = shapely.LineString(kept).intersection(box)
        before = whole.intersection(box)
        assert abs(cut.length - before.length) < 1e-9
        assert cut.hausdorff_distance(before) < 1e-9 or before.is_empty


def test_of_a_river_far_away_only_what_keeps_it_there_is_left():
    far = np.column_stack([np.linspace(20.0, 90.0, 500), np.full(500, 40.0)])
    near = np.array([[12.0, 0.0], [0.0, 0.0], [-12.0, 1.0]])
    coords = np.concatenate([far[::-1], near])
    keep = _telling(coords, np.array([0, len(coords)]), WINDOW)
    assert keep.sum() <= 6
    assert keep[-2]


def test_the_bright_area_counts_outside_the_picture_as_well():
    def window(bright):
        return Room(VIEW, placing_rules, cut=False, bright=bright)._window

    left, top, right, bottom = window(None)
    assert (left, top) == (-300.0, -300.0)
    assert (right, bottom) == (1300.0, 1100.0)
    assert window(shapely.Polygon()) == window(None)
    assert window(shapely.box(100.0, 100.0, 900.0, 700.0)) == window(None)
    wide = window(shapely.box(100.0, -2000.0, 5000.0, 700.0))
    assert wide == (-300.0, -300.0, 5000.0, 2800.0)
