from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.tessellation import covering, flaws_of

SIDE = 7
CORNERS = st.integers(0, SIDE - 1)
RECTANGLE = st.tuples(CORNERS, CORNERS, st.integers(1, 4), st.integers(1, 4))


def box(x: int, y: int, wide: int, tall: int) -> shapely.Polygon:
    """Return a rectangle with a vertex at every whole metre, in a random-like order."""
    ring = [
        *((x + i, y) for i in range(wide)),
        *((x + wide, y + i) for i in range(tall)),
        *((x + wide - i, y + tall) for i in range(wide)),
        *((x, y + tall - i) for i in range(tall)),
    ]
    return shapely.Polygon(ring if (x + y) % 2 else ring[::-1])


def covered(rectangle: tuple[int, int, int, int]) -> np.ndarray:
    x, y, wide, tall = rectangle
    found = np.zeros((SIDE + 6, SIDE + 6), dtype=bool)
    found[x + 1 : x + 1 + wide, y + 1 : y + 1 + tall] = True
    return found


def enclosed(uncovered: np.ndarray) -> int:
    """Count the square metres that cannot be reached from outside."""
    outside = np.zeros_like(uncovered)
    outside[0, 0] = True
    for _ in range(uncovered.size):
        grown = outside.copy()
        for axis in (0, 1):
            for step in (1, -1):
                grown |= np.roll(outside, step, axis)
        grown &= uncovered
        if (grown == outside).all():
            break
        outside = grown
    return int((uncovered & ~outside).sum())


@settings(max_examples=200, deadline=None)
@given(st.lists(RECTANGLE, min_size=1, max_size=12))
def test_gaps_and_overlaps_are_those_that_counting_square_metres_finds(
    rectangles: list[tuple[int, int, int, int]],
) -> None:
    found = flaws_of([box(*rectangle) for rectangle in rectangles])
    grids = [covered(rectangle) for rectangle in rectangles]
    shared = {
        (i, j): int((grids[i] & grids[j]).sum())
        for i, j in combinations(range(len(grids)), 2)
    }
    assert {(o.first, o.second): o.square_metres for o in found.overlaps} == (
        pytest.approx({pair: size for pair, size in shared.items() if size})
    )
    gaps = sum(gap.area for gap in found.gaps)
    assert gaps == pytest.approx(enclosed(~np.any(grids, axis=0)))


def test_areas_that_tile_have_no_flaw() -> None:
    tiles = [box(x, y, 2, 2) for x in range(0, 6, 2) for y in range(0, 6, 2)]
    found = flaws_of([None, *tiles])
    assert (found.gaps, found.overlaps) == ((), ())
    assert not found.unmatched.any()


def test_a_hole_that_another_area_fills_is_no_gap() -> None:
    ring = shapely.Polygon(box(0, 0, 4, 4).exterior, [box(1, 1, 2, 2).exterior])
    assert flaws_of([ring, box(1, 1, 2, 2)]).gaps == ()
    assert [gap.area for gap in flaws_of([ring]).gaps] == [4]


def test_a_border_with_other_vertices_is_unmatched_but_no_gap_and_no_overlap() -> None:
    found = flaws_of([shapely.box(0, 0, 2, 2), box(2, 0, 2, 2)])
    assert (found.gaps, found.overlaps) == ((), ())
    assert found.unmatched.tolist() == [2, 2]


def test_a_sliver_narrower_than_the_tolerance_is_neither_gap_nor_overlap() -> None:
    left = shapely.Polygon([(0, 0), (2, 0), (2.004, 1), (2, 2), (0, 2)])
    pair = [left, shapely.box(2, 0, 4, 2)]
    assert flaws_of(pair, 0.01).overlaps == ()
    assert flaws_of(pair, 0.001).overlaps[0].square_metres == pytest.approx(0.004)


def test_an_area_laid_twice_overlaps_itself_all_over() -> None:
    found = flaws_of([box(0, 0, 3, 2), box(0, 0, 3, 2)])
    assert [(o.first, o.second, o.square_metres) for o in found.overlaps] == [(0, 1, 6)]


def test_an_area_inside_another_whose_edges_touch_nothing_is_found() -> None:
    found = flaws_of([box(0, 0, 6, 6), box(2, 2, 2, 2)])
    assert [(o.first, o.second, o.square_metres) for o in found.overlaps] == [(0, 1, 4)]


def test_a_ring_that_crosses_itself_is_mended_and_does_no_harm() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert flaws_of([bow]).gaps == ()


@pytest.mark.parametrize("areas", [[], [None], [shapely.Polygon()]])
def test_without_areas_there_is_no_flaw(areas: list[object]) -> None:
    found = flaws_of(areas)
    assert (found.gaps, found.overlaps, len(found.unmatched)) == ((), (), len(areas))


def test_frames_that_their_parts_tile_are_told_from_those_they_do_not() -> None:
    frames = [box(0, 0, 4, 2), box(4, 0, 4, 2), None, box(0, 2, 4, 2)]
    parts = [box(0, 0, 2, 2), box(2, 0, 2, 2), box(4, 0, 2, 2), box(0, 2, 4, 2)]
    which = np.array([0, 0, 1, -1])
    assert covering(parts, frames, which).tolist() == [True, False, False, False]
    assert covering(parts, frames, np.array([0, 0, 1, 3]))[3]
