"""What a dragged vertex snaps to."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from gridwatch.district.cells import Cell
from gridwatch.district.district import District
from gridwatch.district.snapping import Snapper
from gridwatch.district.wording import Kind

FAR = 1e6


def cell(uid: str, x: float, y: float, size: float = 100.0) -> Cell:
    return Cell(uid, uid, geometry=shapely.box(x, y, x + size, y + size))


def snapped(
    *cells: Cell,
    here: tuple[float, float],
    reach: float = 10.0,
    held: tuple[float, float] = (FAR, FAR),
) -> tuple[float, float] | None:
    """Return what the first of the cells snaps to."""
    district = District(cells=cells)
    return Snapper(district).corner_near(Kind.CELL, here, reach, cells[0], held)


def test_the_nearest_corner_of_a_neighbour_is_taken() -> None:
    first, second = cell("a", 0, 0), cell("b", 104, 0)
    assert snapped(first, second, here=(101, 2)) == (104, 0)
    assert snapped(first, second, here=(101, 98)) == (104, 100)


def test_a_row_does_not_snap_to_itself_nor_to_where_it_is_held() -> None:
    first, second = cell("a", 0, 0), cell("b", 100, 0)
    assert snapped(first, here=(1, 1)) is None
    assert snapped(first, second, here=(101, 1), held=(100, 0)) is None
    assert snapped(first, second, here=(101, 1), held=(100, 100)) == (100, 0)


def test_nothing_within_reach_snaps_to_nothing() -> None:
    first, second = cell("a", 0, 0), cell("b", 200, 0)
    assert snapped(first, second, here=(195, 9)) is None
    assert snapped(first, replace(second, geometry=None), here=(200, 0)) is None
    assert snapped(first, replace(second, geometry=shapely.Polygon()), here=(0, 0)) is (
        None
    )


@settings(max_examples=60, deadline=None)
@given(
    corners=st.lists(st.tuples(*[st.integers(0, 40)] * 2), min_size=1, max_size=25),
    here=st.tuples(*[st.integers(0, 60)] * 2),
    reach=st.integers(1, 30),
)
def test_the_nearest_is_the_nearest_of_all(
    corners: list[tuple[int, int]], here: tuple[int, int], reach: int
) -> None:
    cells = [cell(str(at), x, y, 7) for at, (x, y) in enumerate(corners)]
    found = snapped(*cells, here=here, reach=reach)
    places = np.vstack([
        np.empty((0, 2)),
        *(shapely.get_coordinates(one.geometry) for one in cells[1:]),
    ])  # fmt: skip
    away = np.hypot(*(places - here).T)
    nearest = away.min(initial=np.inf)
    if nearest > reach:
        assert found is None
    else:
        assert found is not None
        assert np.hypot(*np.subtract(found, here)) == pytest.approx(nearest)
