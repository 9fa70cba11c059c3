"""Tables that a frame is drawn from."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography.orders import corner_keys, few_corner_keys
from gridwatch.cartography.view import View

VIEW = View((0.0, 0.0, 40.0, 30.0), 40, 30)
PLACES = st.tuples(st.integers(-12, 52), st.integers(-12, 42))
SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 9))


@given(st.lists(PLACES, max_size=20), SHAPES)
def test_few_corners_get_the_keys_that_many_get(corners, shape):
    columns, rows = np.array(corners, float).reshape(-1, 2).T
    size = VIEW.height, VIEW.width
    wanted = corner_keys(rows, columns, shape, size).tolist()
    assert few_corner_keys(corners, shape, VIEW) == wanted
