"""Serials of all villages at once, held against one village after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.cellserials import SEVERAL, strays_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLACE = st.tuples(st.integers(0, 4), st.integers(0, 4))
VILLAGE = st.lists(PLACE, min_size=1, max_size=20)


def slow(middles: list[tuple[int, int]], row: float) -> list[tuple[int, int, bool]]:
    """Name the worst, forget it, look again: one village, pair by pair."""
    count = len(middles)
    wrong = {
        (i, j)
        for i in range(count)
        for j in range(i)
        if (north := middles[i][1] - middles[j][1]) > row
        or (north >= 0 and middles[i][0] < middles[j][0])
    }
    found = []
    while wrong and (2 * len(found) <= count or count <= SEVERAL):
        weight = [
            2 * sum(k in pair for pair in wrong) + any(k == i for i, _ in wrong)
            for k in range(count)
        ]
        worst = weight.index(max(weight))
        passed = sorted(j for i, j in wrong if i == worst)
        late = sorted(i for i, j in wrong if j == worst)
        found.append((worst, passed[0] if passed else late[-1], bool(passed)))
        wrong = {pair for pair in wrong if worst not in pair}
    return found


def named(
    middles: NDArray[np.float64], sizes: NDArray[np.int64], row: float
) -> list[list[tuple[int, int, bool]]]:
    found: list[list[tuple[int, int, bool]]] = [[] for _ in sizes]
    columns = (column.tolist() for column in strays_of(middles, sizes, row))
    for village, *stray in zip(*columns, strict=True):
        found[village].append((stray[0], stray[1], stray[2]))
    return found


@settings(max_examples=100, deadline=None)
@given(st.lists(VILLAGE, min_size=1, max_size=6), st.sampled_from([0.5, 1.0, 2.0, 9.0]))
def test_all_villages_at_once_name_the_cells_that_each_alone_would(
    villages: list[list[tuple[int, int]]], row: float
) -> None:
    middles = np.array([place for village in villages for place in village], float)
    sizes = np.array([len(village) for village in villages])
    assert named(middles, sizes, row) == [slow(one, row) for one in villages]


def test_a_village_without_cells_and_no_village_at_all_do_no_harm() -> None:
    assert named(np.zeros((0, 2)), np.zeros(0, int), 1.0) == []
    middles = np.array([[0.0, 0.0], [0.0, 5.0]])
    assert named(middles, np.array([0, 2, 0]), 1.0) == [[], [(1, 0, True)], []]
