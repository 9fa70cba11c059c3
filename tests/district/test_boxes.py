"""Boxes that meet, held against the tree of the geometry library."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.boxes import Boxes, meeting

SIDE = st.integers(0, 60).map(lambda n: n / 4)
SIZE = st.sampled_from([0.0, 0.25, 1.0, 3.0, 40.0])
BOX = st.tuples(SIDE, SIDE, SIZE, SIZE)
AWAY = st.sampled_from([0.0, 39_500_000.125])


def boxes_of(rows: list[tuple[float, float, float, float]], away: float) -> Boxes:
    """Return boxes from west, south, width and height, moved far away."""
    west, south, wide, high = np.array(rows, float).reshape(-1, 4).T
    return Boxes(west + away, south + away, west + wide + away, south + high + away)


@given(st.lists(BOX, max_size=12), st.lists(BOX, max_size=12), AWAY)
@settings(max_examples=200, deadline=None)
def test_every_pair_that_meets_is_found_once(
    ones: list[tuple[float, float, float, float]],
    others: list[tuple[float, float, float, float]],
    away: float,
) -> None:
    mine, yours = boxes_of(ones, away), boxes_of(others, away)
    one, other = meeting(mine, yours)
    tree = shapely.STRtree(shapely.box(*yours))
    wanted = np.column_stack(tree.query(shapely.box(*mine)))
    found = list(zip(one.tolist(), other.tolist(), strict=True))
    assert sorted(found) == sorted(map(tuple, wanted.tolist()))


def test_a_box_without_a_place_meets_nothing() -> None:
    one = boxes_of([(0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 1.0, 1.0)], 0.0)
    one.west[0] = np.nan
    assert [found.tolist() for found in meeting(one, one)] == [[1], [1]]
    one.west[1] = np.nan
    assert [found.tolist() for found in meeting(one, one)] == [[], []]


def test_one_box_as_large_as_all_others_together_is_dealt_to_few_squares() -> None:
    number = np.arange(200) * 1.0
    small = Boxes(number, number, number + 0.01, number + 0.01)
    large = boxes_of([(0.0, 0.0, 200.0, 200.0)], 0.0)
    one, other = meeting(small, large)
    assert sorted(one.tolist()) == list(range(200))
    assert set(other.tolist()) == {0}
