"""Baidu's shift, against a published value, and back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from gridwatch.district.bd09 import from_bd09, to_bd09
from gridwatch.district.gcj02 import BOX, to_gcj02


@given(st.floats(BOX[0] + 0.1, BOX[2] - 0.1), st.floats(BOX[1] + 0.1, BOX[3] - 0.1))
def test_the_way_back_is_exact(lon, lat):
    there = to_bd09(np.array([lon]), np.array([lat]))
    back = from_bd09(*there)
    assert abs(back[0][0] - lon) < 1e-9
    assert abs(back[1][0] - lat) < 1e-9


@given(st.floats(75.0, 135.0), st.floats(18.0, 53.0))
def test_baidu_lies_north_east_of_the_other_web_maps(lon, lat):
    there = to_bd09(np.array([lon]), np.array([lat]))
    first = to_gcj02(np.array([lon]), np.array([lat]))
    *_, metres = Geod(ellps="GRS80").inv(
        first[0][0], first[1][0], there[0][0], there[1][0]
    )
    assert 500.0 < metres < 1_200.0
    assert there[0][0] > first[0][0]
    assert there[1][0] > first[1][0]


def test_a_place_of_gcj02_is_shifted_as_the_circulating_code_does():
    # coordtransform (wandergis, MIT): gcj02tobd09(116.404, 39.915) in its README.
    import gridwatch.district.bd09 as module

    east, north = module._further(np.array([116.404]), np.array([39.915]))
    assert abs(east[0] - 116.41036949371029) < 1e-9
    assert abs(north[0] - 39.92133699351021) < 1e-9
