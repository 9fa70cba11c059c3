"""Pins: numbered as one reads or along rivers; none on another, a line or a point."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography.labels import place_labels
from gridwatch.cartography.paint import Look
from gridwatch.cartography.pins import PinSet, along_rivers, lay_pins, reading_order
from gridwatch.cartography.room import Marks
from gridwatch.cartography.symbols import load_symbols
from gridwatch.cartography.view import View
from tests.cartography.conftest import EAST, NORTH, PINNED, STEP, pixels

VIEW = View((0.0, 0.0, 6000.0, 4000.0), 600, 400)


def pins_at(places):
    badge = load_symbols().badge
    symbols = [badge("pin", str(i + 1)) for i in range(len(places))]
    return PinSet(np.asarray(places, float).reshape(-1, 2), symbols)


# ---- numbers ------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), max_size=30),
    st.integers(10, 300),
)
def test_a_page_is_read_band_by_band_from_the_north(places, band):
    places = np.array(places, float).reshape(-1, 2)
    order = reading_order(places, float(band))
    assert sorted(order.tolist()) == list(range(len(places)))
    if len(places):
        top = places[:, 1].max()
        keys = [((top - y) // band, x) for x, y in places[order]]
        assert keys == sorted(keys)


def test_along_rivers_downstream_one_after_the_other_the_rest_at_the_end():
    first = shapely.LineString([(0, 100), (1000, 100)])
    second = shapely.MultiLineString(
        [[(500, 900), (500, 500)], [(500, 500), (500, 200)]]
    )
    places = np.array(
        [(900, 110), (100, 95), (505, 300), (495, 800), (5000, 9000), (5000, 0)], float
    )
    order = along_rivers(places, [first, second], 50.0, 100.0)
    assert order.tolist() == [1, 0, 3, 2, 4, 5]
    assert (
        along_rivers(places, [], 50.0, 100.0).tolist()
        == reading_order(places, 100.0).tolist()
    )
    assert len(along_rivers(np.empty((0, 2)), [first], 50.0, 100.0)) == 0


# ---- places -------------------------------------------------------------------------


def assert_no_pin_on_another(laid):
    boxes = shapely.box(*(laid.places - laid.half).T, *(laid.places + laid.half).T)
    a, b = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    assert (a == b).all()


def assert_apart(laid, dots):
    assert_no_pin_on_another(laid)
    # Those of a throng, whose lines may cross, say so.
    clear = ~np.isin(laid.rows, laid.thronged)
    laid = laid._replace(
        places=laid.places[clear], half=laid.half[clear], tails=laid.tails[clear]
    )
    boxes = shapely.box(*(laid.places - laid.half).T, *(laid.places + laid.half).T)
    ends = np.clip(laid.tails, laid.places - laid.half, laid.places + laid.half)
    way = ends - laid.tails
    start = laid.tails + way * (2.0 / np.hypot(*way.T))[:, None]
    lines = shapely.linestrings(np.stack([start, ends], axis=1))
    a, b = shapely.STRtree(lines).query(lines, predicate="intersects")
    assert (a == b).all()
    a, b = shapely.STRtree(boxes).query(lines, predicate="crosses")
    assert not len(a)
    a, b = shapely.STRtree(shapely.points(dots)).query(boxes, predicate="contains")
    assert not len(a)


CROWDS = st.one_of(
    st.tuples(st.integers(1, 25), st.just(60.0)),
    st.tuples(st.integers(1, 35), st.just(900.0)),
)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), CROWDS)
def test_no_pin_lies_on_another_on_a_line_or_on_a_point(seed, crowd):
    rng, (count, spread) = np.random.default_rng(seed), crowd
    places = np.clip(rng.normal((3000, 2000), spread, (count, 2)), 300, 3700)
    laid = lay_pins(pins_at(places), VIEW)
    assert not laid.unplaced
    assert len(laid.thronged) <= count / 5
    assert laid.rows.tolist() == list(range(count))
    assert_apart(laid, VIEW.pixels(places, np.zeros(2)))
    assert (laid.places >= laid.half).all()
    assert (laid.places <= np.array([600, 400]) - laid.half).all()


def test_in_a_throng_lines_may_cross_but_pins_never_lie_on_each_other():
    places = np.random.default_rng(8).normal((3000, 2000), 500, (90, 2))
    laid = lay_pins(pins_at(places), VIEW)
    assert not laid.unplaced
    assert laid.thronged
    assert_no_pin_on_another(laid)


def test_points_at_one_place_get_a_pin_each():
    laid = lay_pins(pins_at([(3000, 2000)] * 20), VIEW)
    assert not laid.unplaced
    assert not laid.thronged
    assert_apart(laid, np.empty((0, 2)))


def test_pins_stand_at_the_same_place_on_screen_and_paper():
    pins = pins_at(np.random.default_rng(1).uniform(500, 3500, (40, 2)))
    screen = lay_pins(pins, VIEW)
    paper = lay_pins(pins, View(VIEW.extent, 3750, 2500, 600.0))
    assert np.allclose(paper.places, screen.places * 6.25, atol=1e-6)


def test_points_outside_have_no_pin_and_too_many_are_told():
    laid = lay_pins(pins_at([(-10, 5), (3000, 2000), (6001, 0)]), VIEW)
    assert (laid.rows.tolist(), laid.unplaced) == ([1], ())
    tiny = View((0.0, 0.0, 60.0, 40.0), 60, 40)
    laid = lay_pins(pins_at(np.random.default_rng(4).uniform(5, 35, (60, 2))), tiny)
    assert laid.unplaced
    assert len(laid.rows) + len(laid.unplaced) == 60
    none = lay_pins(pins_at([]), VIEW)
    assert len(none.rows) == 0


@pytest.mark.usefixtures("qapp")
def test_pins_are_drawn_over_the_map_and_names_keep_off_them(draw, layers):
    view = View((EAST - 500, NORTH - 500, EAST + 6500, NORTH + 4500), 700, 500)
    places = [
        (EAST + (0.5 + i % 3) * STEP, NORTH + (0.5 + i // 3) * STEP) for i in range(6)
    ]
    pins = pins_at(places)
    image, record = draw(view, Look(fonts=PINNED, pins=pins))
    plain, _ = draw(view, Look(fonts=PINNED))
    assert record.pins.rows.tolist() == list(range(6))
    for x, y in record.pins.places.astype(int):
        there = slice(y - 5, y + 6), slice(x - 5, x + 6)
        assert (np.abs(pixels(image)[there] - pixels(plain)[there]) > 40).any()
    placed, _ = place_labels(layers, view, PINNED, marks=Marks(pins=pins))
    low, high = (record.pins.places + s * record.pins.half for s in (-1, 1))
    boxes = shapely.box(*low.T, *high.T)
    for label in placed:
        for x, y, _ in label.line.letters:
            at = shapely.Point(label.line.at[0] + x, label.line.at[1] + y)
            assert shapely.distance(boxes, at).min() > 0.4 * label.line.lettering.pixels
