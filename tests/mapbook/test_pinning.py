"""Numbered pins: each beside its place, none upon another while there is room."""

from __future__ import annotations

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from gridwatch.mapbook.pinning import place_pins

FRAME = (0.0, 0.0, 180.0, 140.0)
points = st.tuples(st.floats(5.0, 175.0), st.floats(5.0, 135.0))


@given(st.lists(points, max_size=25))
def test_pins_stay_inside_and_apart(places) -> None:
    found = place_pins(places, 1.75, FRAME)
    assert [pin.index for pin in found] == list(range(len(places)))
    for pin in found:
        assert 1.75 < pin.middle[0] < 178.25
        assert 1.75 < pin.middle[1] < 138.25
        assert math.dist(pin.middle, pin.place) <= 11.6 * 1.75
    for one, other in itertools.combinations(found, 2):
        assert math.dist(one.middle, other.middle) >= 2 * 1.75


def test_a_name_stays_legible_where_the_pin_has_another_place() -> None:
    label = (51.0, 46.0, 75.0, 54.0)
    (pin,) = place_pins([(50.0, 50.0)], 1.75, FRAME, [label])
    x, y = pin.middle
    clear = x + 1.75 <= label[0] or y + 1.75 <= label[1] or y - 1.75 >= label[3]
    assert clear


def test_places_outside_the_frame_have_no_pin() -> None:
    found = place_pins([(-5.0, 3.0), (20.0, 20.0)], 1.75, FRAME)
    assert [pin.index for pin in found] == [1]


def test_four_hundred_places_at_one_spot_still_all_have_a_pin() -> None:
    assert len(place_pins([(90.0, 70.0)] * 400, 1.75, FRAME)) == 400
