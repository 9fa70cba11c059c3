"""A map that only moved is the one that would have been drawn anew."""

import _thread
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography import carrying, frames
from gridwatch.cartography.carrying import Box, Mosaic, missing_boxes, shift_of
from gridwatch.cartography.frames import draw_frame
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.paint import Look, View
from gridwatch.cartography.pyramid import build_pyramid
from tests.cartography.conftest import (
    EAST,
    NORTH,
    PINNED,
    STEP,
    pixels,
    wait_for_threads,
)

pytestmark = pytest.mark.usefixtures("qapp")

LOOK = Look(fonts=PINNED)
BARE = Look(labels=False)
MIDDLE = EAST + 1.5 * STEP, NORTH + STEP


def view_at(x=0, y=0, metres=12.0, size=(420, 300), dpi=96.0):
    """Return the view whose corner is moved by whole pixels."""
    width, height = size
    west = MIDDLE[0] + (x - 210) * metres
    north = MIDDLE[1] + (150 - y) * metres
    extent = west, north - height * metres, west + width * metres, north
    return View(extent, width, height, dpi)


def off(one, other):
    """Return how far the pixels of two pictures differ."""
    return np.abs(pixels(one).astype(int) - pixels(other).astype(int)).max(axis=2)


@pytest.fixture
def drawn(monkeypatch):
    """Return the pixels of all parts that are drawn."""
    found = []
    real = frames.draw_layers
    monkeypatch.setattr(
        frames,
        "draw_layers",
        lambda brush, *rest, **more: (
            found.append(brush.box),
            real(brush, *rest, **more),
        ),
    )
    return found


def area_of(boxes):
    return sum((right - left) * (low - top) for left, top, right, low in boxes)


@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.tuples(*[st.integers(0, 40)] * 4),
)
def test_what_is_missing_and_what_is_known_make_up_the_picture(width, height, sides):
    left, right = sorted(min(side, width) for side in sides[:2])
    top, bottom = sorted(min(side, height) for side in sides[2:])
    count = np.zeros((height, width), int)
    for box in [Box(left, top, right, bottom)] * (right > left and bottom > top):
        count[box.top : box.bottom, box.left : box.right] += 1
    if not count.any():
        return
    for box in missing_boxes(Box(left, top, right, bottom), width, height):
        count[box.top : box.bottom, box.left : box.right] += 1
    assert (count == 1).all()


def test_only_moves_by_whole_pixels_at_the_same_scale_are_carried_on():
    assert shift_of(view_at(), view_at(7, -9)) == (-7, 9)
    assert shift_of(view_at(), view_at(0.5, 0)) is None
    assert shift_of(view_at(), view_at(metres=12.001)) is None
    assert shift_of(view_at(), view_at(dpi=144.0)) is None
    assert shift_of(view_at(), view_at(400, 0)) is None, "hardly anything is left"


@pytest.mark.parametrize("metres", [4.0, 12.0, 37.0])
@pytest.mark.parametrize("step", [(23, 0), (-23, 0), (0, 17), (-31, -12), (1, 1)])
def test_a_moved_map_is_the_one_drawn_anew(layers, metres, step):
    first = draw_frame(layers, view_at(metres=metres), BARE, keep=True)
    view = view_at(*step, metres=metres)
    moved = draw_frame(layers, view, BARE, first.past, keep=True)
    anew = draw_frame(layers, view, BARE)
    assert off(moved.image, anew.image).max() <= 2
    assert moved.counts == anew.counts


def test_names_are_those_of_a_map_drawn_anew(layers):
    first = draw_frame(layers, view_at(), LOOK, keep=True)
    moved = draw_frame(layers, view_at(30, 11), LOOK, first.past, keep=True)
    shown = first.past._replace(bare=None)
    anew = draw_frame(layers, view_at(30, 11), LOOK, shown)
    assert len(moved.names) == len(anew.names) > 0
    assert off(moved.image, anew.image).max() <= 3


def test_after_many_moves_nothing_has_worn_off(layers):
    rng = np.random.default_rng(3)
    frame, x, y = draw_frame(layers, view_at(), LOOK, keep=True), 0, 0
    for dx, dy in rng.integers(-25, 26, (30, 2)).tolist():
        x, y = x + dx, y + dy
        frame = draw_frame(layers, view_at(x, y), LOOK, frame.past, keep=True)
    anew = draw_frame(layers, view_at(x, y), BARE)
    worn = off(frame.bare.image, anew.image)
    # Where a long edge is cut is told in single precision: a pixel may be a shade off.
    assert worn.max() <= 16
    assert np.count_nonzero(worn > 2) <= 5


@pytest.mark.parametrize("dpi", [96.0, 120.0, 192.0])
def test_a_margin_is_drawn_around_what_there_is_and_cut_off_again(layers, drawn, dpi):
    small = view_at(dpi=dpi)
    large = view_at(-50, -36, size=(520, 372), dpi=dpi)
    first = draw_frame(layers, small, BARE, keep=True)
    drawn.clear()
    grown = draw_frame(layers, large, BARE, first.past, keep=True)
    assert area_of(drawn) == 520 * 372 - 420 * 300
    assert off(grown.image, draw_frame(layers, large, BARE).image).max() <= 2
    drawn.clear()
    again = draw_frame(layers, small, BARE, grown.past, keep=True)
    assert drawn == []
    assert again.image == first.image


def test_of_a_moved_map_only_what_came_into_sight_is_drawn(layers, drawn):
    first = draw_frame(layers, view_at(), LOOK, keep=True)
    drawn.clear()
    draw_frame(layers, view_at(20, 0), LOOK, first.past, keep=True)
    assert drawn == [(400, 0, 420, 300)]


def test_layers_that_changed_are_drawn_anew(layers, drawn):
    first = draw_frame(layers, view_at(), BARE, keep=True)
    other = [replace(layer) for layer in layers]
    drawn.clear()
    draw_frame(other, view_at(20, 0), BARE, first.past, keep=True)
    assert area_of(drawn) == 420 * 300
    drawn.clear()
    hidden = replace(BARE, hidden=frozenset(["river"]))
    draw_frame(layers, view_at(20, 0), hidden, first.past, keep=True)
    assert area_of(drawn) == 420 * 300


def test_symbols_that_reach_into_the_picture_are_there_before_their_middle_is(layers):
    """A picture is what a window cut out of a larger one shows."""
    larger = view_at(-60, -60, size=(540, 420))
    whole = pixels(draw_frame(layers, larger, BARE).image)[60:-60, 60:-60]
    cut = pixels(draw_frame(layers, view_at(), BARE).image)
    assert np.abs(whole.astype(int) - cut.astype(int)).max() <= 2


def test_what_was_kept_stays_as_it_was_when_names_are_written(layers):
    frame = draw_frame(layers, view_at(), LOOK, keep=True)
    assert off(frame.bare.image, draw_frame(layers, view_at(), BARE).image).max() == 0
    assert off(frame.image, frame.bare.image).max() > 50
    assert carrying.shift_of(frame.bare.view, view_at()) == (0, 0)


def test_what_is_given_up_is_drawn_on_no_more():
    area = build_pyramid(Shapes.of([shapely.box(0, 0, 2_000, 2_000)], Form.AREA))
    view = View((0.0, 0.0, 2_000.0, 2_000.0), 2_000, 2_000)
    before = _thread._count()
    with Mosaic(view, "#FFFFFF", (), None) as mosaic:
        (part,) = mosaic.parts
        for _ in range(50):
            part.canvas.fill(area, np.array([0]), np.array([0]), ["#000000"])
        mosaic.begin()
    wait_for_threads(before)
