from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from gridwatch.district.cells import Cell

if TYPE_CHECKING:
    from gridwatch.district.district import District

WEST, EAST = "990101101201", "990101101202"


def with_cells(district: District, *cells: Cell) -> District:
    return replace(district, cells=cells)


def test_cells_are_listed_with_the_drawn_villages_they_name(
    district: District,
) -> None:
    box = shapely.box(0, 0, 10, 10)
    found = with_cells(
        district,
        Cell("a", village_code=EAST, geometry=box),
        Cell("b", village_code="nowhere", geometry=box),
        Cell("c", village_code=WEST),
        Cell("d", village_code=WEST, geometry=box),
    ).housed
    cells, villages, which = found.both_drawn()
    assert cells.tolist() == [0, 3]
    assert [villages[i].code for i in which] == [EAST, WEST]


def test_a_cell_astray_is_in_the_village_around_it_and_others_in_their_own(
    district: District,
) -> None:
    lying = with_cells(
        district,
        Cell("home", village_code=WEST, geometry=shapely.box(0, 0, 10, 10)),
        Cell("astray", village_code=WEST, geometry=shapely.box(1500, 0, 1510, 10)),
        Cell("outside", village_code=WEST, geometry=shapely.box(9000, 0, 9010, 10)),
        Cell("unknown", village_code="", geometry=shapely.box(5, 5, 10, 10)),
        Cell("undrawn", village_code=WEST),
    )
    found = lying.village_of_cell
    codes = {uid: village.code if village else "" for uid, village in found.items()}
    assert codes == {"home": WEST, "astray": EAST, "outside": "", "unknown": WEST}
    assert sorted(lying.cells_astray) == [1, 2, 3]


def test_a_cell_on_the_border_of_its_own_village_is_at_home(
    district: District,
) -> None:
    middle = shapely.box(990, 0, 1010, 10)
    lying = with_cells(district, Cell("c", village_code=EAST, geometry=middle))
    assert not lying.cells_astray
    assert lying.village_of_cell["c"] is lying.jurisdiction_by_code[EAST]
