"""The sheet of the map: which ground it shows, in which shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QGraphicsRectItem

from gridwatch.cartography.view import View
from gridwatch.gui.mapcanvas import MapCanvas

EASTINGS = st.floats(39_000_000.0, 39_900_000.0)
NORTHINGS = st.floats(1_000_000.0, 5_000_000.0)
SIZES = st.floats(20.0, 400_000.0)


@pytest.fixture
def canvas(qtbot):
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    return made


def test_all_that_was_asked_for_is_shown_in_the_middle_and_metres_are_square(canvas):
    @given(EASTINGS, NORTHINGS, SIZES, SIZES)
    def shown(west, south, width, height):
        asked = west, south, west + width, south + height
        canvas.show_ground(asked)
        view = canvas.view
        assert view == View.fitted(asked, 800, 400, margin=0.0)
        found = view.extent
        rounded = 1e-6 * max(width, height)
        assert found[0] <= asked[0] + rounded
        assert found[1] <= asked[1] + rounded
        assert found[2] >= asked[2] - rounded
        assert found[3] >= asked[3] - rounded
        up = (found[3] - found[1]) / view.height
        assert up == pytest.approx(view.metres_per_pixel, rel=1e-6)

    shown()


def test_an_extent_in_the_shape_of_the_sheet_is_taken_to_the_last_bit(canvas):
    asked = (39_500_000.1, 3_000_000.2, 39_500_800.1, 3_000_400.2)
    canvas.show_ground(asked)
    assert canvas.view.extent == asked


def test_a_place_without_size_is_shown_too(canvas):
    canvas.show_ground((5.0, 5.0, 5.0, 5.0))
    assert canvas.view.metres_per_pixel > 0.0


def test_moving_is_told_once_and_standing_still_not_at_all(canvas):
    told = []
    canvas.moved.connect(lambda: told.append(canvas.view.extent))
    for _ in range(2):
        canvas.show_ground((0.0, 0.0, 80.0, 40.0))
    assert told == [(0.0, 0.0, 80.0, 40.0)]


def test_another_size_shows_what_was_asked_for_again(canvas):
    canvas.show_ground((0.0, 0.0, 80.0, 40.0))
    canvas.resize(400, 400)
    assert canvas.view.extent == (0.0, -20.0, 80.0, 60.0)
    canvas.resize(800, 400)
    assert canvas.view.extent == (0.0, 0.0, 80.0, 40.0)


def test_pixels_of_items_are_those_of_the_view(canvas):
    item = QGraphicsRectItem(3.0, 4.0, 5.0, 6.0)
    canvas.add(item)
    assert canvas.mapFromScene(3.0, 4.0).toTuple() == (3, 4)
    canvas.resize(300, 900)
    assert canvas.mapFromScene(3.0, 4.0).toTuple() == (3, 4)
