"""The shift of Chinese web maps, against published values, and back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from gridwatch.district.gcj02 import BOX, from_gcj02, to_gcj02

PUBLISHED = (
    (121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
    (113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
    (116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
)
"""Longitude, latitude, and both shifted: test values of eviltransform (BSD)."""


def test_published_places_are_shifted_as_published():
    for lon, lat, east, north in PUBLISHED:
        found = to_gcj02(np.array([lon]), np.array([lat]))
        # Its ellipsoid differs: 2 cm of some 600 m.
        assert abs(found[0][0] - east) < 2e-7
        assert abs(found[1][0] - north) < 2e-7


@given(st.floats(BOX[0] + 0.1, BOX[2] - 0.1), st.floats(BOX[1] + 0.1, BOX[3] - 0.1))
def test_the_way_back_is_exact(lon, lat):
    there = to_gcj02(np.array([lon]), np.array([lat]))
    back = from_gcj02(*there)
    assert abs(back[0][0] - lon) < 1e-9
    assert abs(back[1][0] - lat) < 1e-9


@given(st.floats(75.0, 135.0), st.floats(18.0, 53.0))
def test_the_shift_is_below_a_kilometre_and_never_nothing(lon, lat):
    east, north = to_gcj02(np.array([lon]), np.array([lat]))
    *_, metres = Geod(ellps="GRS80").inv(lon, lat, east[0], north[0])
    assert 1.0 < metres < 1_500.0


@given(st.floats(-180.0, 180.0), st.floats(-85.0, 85.0))
def test_outside_china_nothing_is_shifted(lon, lat):
    west, south, east, north = BOX
    if west < lon < east and south < lat < north:
        return
    for change in (to_gcj02, from_gcj02):
        found = change(np.array([lon]), np.array([lat]))
        assert (found[0][0], found[1][0]) == (lon, lat)


def test_arrays_of_any_shape_are_taken():
    lon = np.full((3, 4), 116.0)
    east, north = to_gcj02(lon, np.full((3, 4), 40.0))
    assert east.shape == north.shape == (3, 4)
