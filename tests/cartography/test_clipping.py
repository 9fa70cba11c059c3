"""Rings cut at a box, held against shapely."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography.clipping import clipped_rings
from gridwatch.cartography.generalise import Pieces

BOX = (0.0, 0.0, 10.0, 10.0)


@st.composite
def stars(draw):
    """A ring around a middle, each vertex at its own distance: often concave."""
    number = draw(st.integers(3, 12))
    turns = np.sort(draw(st.lists(st.floats(0, 1), min_size=number, max_size=number)))
    turns = (np.arange(number) + 0.8 * turns) / number * 2 * np.pi
    far = draw(st.lists(st.floats(0.5, 15), min_size=number, max_size=number))
    middle = draw(st.tuples(st.floats(-8, 18), st.floats(-8, 18)))
    return np.column_stack([np.cos(turns), np.sin(turns)]) * np.array(far)[:, None] + (
        middle
    )


@given(st.lists(stars(), max_size=4))
def test_what_is_left_of_a_ring_is_what_shapely_leaves(rings):
    coords = np.concatenate([*rings, np.empty((0, 2))])
    offsets = np.cumsum([0, *map(len, rings)])
    found = clipped_rings(Pieces(coords, offsets), BOX)
    assert len(found.offsets) == len(offsets)
    assert (found.coords >= -1e-9).all()
    assert (found.coords <= 10 + 1e-9).all()
    for i, ring in enumerate(rings):
        shape = shapely.Polygon(ring)
        if not shape.is_valid:
            continue
        part = found.coords[found.offsets[i] : found.offsets[i + 1]]
        x, y = part[:, 0], part[:, 1]
        area = abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2
        wanted = shape.intersection(shapely.box(*BOX)).area
        assert area == np.float64(wanted) or abs(area - wanted) < 1e-6 * (1 + wanted)
