from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import shapely

from gridwatch.district import cellchecks
from gridwatch.district.cells import Cell
from gridwatch.district.rules import Rules
from gridwatch.district.waterbodies import WaterBody

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 11, 1)
WEST = "990101101201"
# Four cells of the western village, as reading runs: north-west, north-east, …
QUARTERS = (
    shapely.box(0, 500, 500, 1000),
    shapely.box(500, 500, 1000, 1000),
    shapely.box(0, 0, 500, 500),
    shapely.box(500, 0, 1000, 500),
)


def quartered(district: District, *order: int, row: float = 400.0) -> District:
    """Return the western village in four cells, numbered in an order of QUARTERS."""
    cells = tuple(
        Cell(f"c{place}", f"{WEST}{serial:03d}", "", WEST, QUARTERS[place])
        for serial, place in enumerate(order, 1)
    )
    rules = replace(district.rules, data={"cells": {"row_metres": row}})
    return replace(district, cells=cells, rules=rules)


def found(district: District, check: str) -> list[str]:
    return [row.uid for _, row, _ in getattr(cellchecks, check)(district, DAY)]


@pytest.mark.parametrize("check", cellchecks.__all__)
def test_a_faultless_district_and_an_empty_one_have_no_fault(
    district: District, check: str
) -> None:
    assert found(district, check) == []
    assert found(quartered(district, 0, 1, 2, 3), check) == []
    assert found(type(district)(), check) == []


def test_serials_that_run_west_to_east_and_north_to_south_are_in_order(
    district: District,
) -> None:
    assert found(quartered(district, 0, 1, 2, 3), "cell_serial_out_of_order") == []
    # With a row as high as the village, west before east is in order too.
    high = quartered(district, 0, 2, 1, 3, row=2000.0)
    assert found(high, "cell_serial_out_of_order") == []


def test_a_cell_farther_north_than_a_row_is_high_comes_first(
    district: District,
) -> None:
    swapped = quartered(district, 0, 2, 1, 3)
    assert found(swapped, "cell_serial_out_of_order") == ["c1"]


def test_only_the_cell_that_stands_wrong_is_named_and_not_those_it_passed(
    district: District,
) -> None:
    last = quartered(district, 1, 2, 3, 0)
    assert found(last, "cell_serial_out_of_order") == ["c0"]
    first = quartered(district, 3, 0, 1, 2)
    assert found(first, "cell_serial_out_of_order") == ["c3"]


def test_a_village_that_its_cells_do_not_cover_is_named_with_the_missing_area(
    district: District,
) -> None:
    whole = quartered(district, 0, 1, 2, 3)
    bitten = replace(whole, cells=whole.cells[:3])
    (_, village, text), *rest = cellchecks.cell_gap(bitten, DAY)
    assert (village.uid, rest) == ("west", [])
    assert text.zh == "网格没有盖满本村，缺 25.00 公顷。"


def test_a_covered_village_whose_cells_have_other_vertices_has_no_gap(
    district: District,
) -> None:
    whole = quartered(district, 0, 1, 2, 3)
    dotted = replace(
        whole.cells[0], geometry=shapely.segmentize(whole.cells[0].geometry, 100)
    )
    assert found(replace(whole, cells=(dotted, *whole.cells[1:])), "cell_gap") == []


def test_a_gap_is_found_also_where_another_cell_is_there_twice(
    district: District,
) -> None:
    whole = quartered(district, 0, 1, 2, 3)
    twice = replace(whole.cells[3], geometry=whole.cells[0].geometry)
    torn = replace(whole, cells=(*whole.cells[:3], twice))
    assert found(torn, "cell_gap") == ["west"]
    assert found(torn, "cell_overlap") == ["c0"]


def test_where_very_many_villages_have_gaps_the_size_is_told_from_below(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cellchecks, "_MANY", 0)
    whole = quartered(district, 0, 1, 2, 3)
    bitten = replace(whole, cells=whole.cells[:3])
    ((_, _, text),) = cellchecks.cell_gap(bitten, DAY)
    assert text.zh == "网格没有盖满本村，至少缺 25.00 公顷。"
    # A cell that reaches out hides the gap from the sums, not from a closer look.
    out = replace(whole.cells[2], geometry=shapely.box(-500, 0, 500, 500))
    ((_, _, text),) = cellchecks.cell_gap(
        replace(whole, cells=(*whole.cells[:2], out)), DAY
    )
    assert text.zh == "网格没有盖满本村，缺 25.00 公顷。"


def test_a_village_or_cell_whose_ring_crosses_itself_is_looked_at_all_the_same(
    district: District,
) -> None:
    bow = shapely.Polygon([(0, 0), (500, 500), (500, 0), (0, 500), (0, 0)])
    whole = quartered(district, 0, 1, 2, 3)
    torn = replace(whole.cells[2], geometry=bow)
    cells = (*whole.cells[:2], torn, whole.cells[3])
    assert found(replace(whole, cells=cells), "cell_gap") == ["west"]


def test_a_village_most_of_whose_cells_are_out_of_order_is_named_once(
    district: District,
) -> None:
    strips = tuple(
        Cell(
            f"c{i}",
            f"{WEST}{9 - i:03d}",
            "",
            WEST,
            shapely.box(i * 100, 0, i * 100 + 100, 1000),
        )
        for i in range(8)
    )
    backwards = replace(district, cells=strips)
    assert found(backwards, "cell_serial_out_of_order") == ["west"]


def test_gaps_and_overlaps_below_the_districts_limits_are_left_out(
    district: District,
) -> None:
    whole = quartered(district, 0, 1, 2, 3)
    wide = replace(whole.cells[0], geometry=shapely.box(0, 500, 501, 1000))
    torn = replace(whole, cells=(wide, *whole.cells[1:]))
    assert found(torn, "cell_overlap") == ["c0"]
    rules = Rules(data={"cells": {"overlap_square_metres": 600}})
    assert found(replace(torn, rules=rules), "cell_overlap") == []


def test_a_cell_in_no_village_or_of_an_unknown_one_is_named(
    district: District,
) -> None:
    away = replace(district.cells[0], geometry=shapely.box(5000, 0, 5100, 100))
    assert found(replace(district, cells=(away,)), "cell_in_no_village") == ["c"]
    unknown = replace(district.cells[0], village_code="990101101999")
    assert found(replace(district, cells=(unknown,)), "cell_in_no_village") == ["c"]


def test_a_cell_in_another_village_than_its_code_says_is_named(
    district: District,
) -> None:
    moved = replace(district.cells[0], geometry=shapely.box(1200, 0, 1500, 300))
    assert found(replace(district, cells=(moved,)), "cell_code_elsewhere") == ["c"]


@pytest.mark.parametrize("code", ["", "99010110120100", "990101101201OO1"])
def test_a_code_that_has_not_15_digits_is_named(district: District, code: str) -> None:
    cell = replace(district.cells[0], code=code)
    assert found(replace(district, cells=(cell,)), "cell_code_malformed") == ["c"]


def test_a_board_three_kilometres_from_any_river_is_named_with_the_distance(
    district: District,
) -> None:
    board = replace(district.signboards[0], geometry=shapely.Point(1000, 3500))
    (_, row, text), *rest = cellchecks.point_far_from_river(
        replace(district, signboards=(board,)), DAY
    )
    assert (row.uid, rest) == ("b", [])
    assert text.zh == "离最近的河流 3,000 米（限 500 米）。"


def test_a_board_at_a_reservoir_is_not_far_from_water(district: District) -> None:
    lake = WaterBody("w", geometry=shapely.box(500, 3000, 1500, 4000))
    for place in (shapely.Point(1000, 3500), shapely.Point(1000, 4200)):
        board = replace(district.signboards[0], geometry=place)
        beside = replace(district, signboards=(board,), water_bodies=(lake,))
        assert found(beside, "point_far_from_river") == []
