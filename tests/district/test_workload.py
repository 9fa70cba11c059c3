from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import shapely

from gridwatch.district.cells import Cell
from gridwatch.district.chiefs import Post, Term
from gridwatch.district.jurisdictions import Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.wording import Kind
from gridwatch.district.workload import (
    State,
    load_of_cell,
    loads_of,
    outlier_rule,
    rolled_up,
)

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 11, 1)
WEST, EAST = "990101101201", "990101101202"


@pytest.fixture
def celled(district: District) -> District:
    """Three cells: two in the west, one in the east, which has no warden."""
    cells = (
        Cell("c", f"{WEST}001", "", WEST, shapely.box(0, 0, 500, 1000)),
        Cell("w", f"{WEST}002", "", WEST, shapely.box(500, 0, 1000, 1000)),
        Cell("e", f"{EAST}001", "", EAST, shapely.box(1000, 0, 2000, 1000)),
    )
    post = Post("p9", "村级管水员", "village", "cell", f"{WEST}002")
    term = Term("t9", "p9", "n4", date(2024, 1, 1))
    outfall = Outfall("o", "O1", geometry=shapely.Point(1500, 490))
    return replace(
        district,
        cells=cells,
        posts=(*district.posts, post),
        terms=(*district.terms, term),
        outfalls=(outfall,),
    )


def test_a_cell_knows_its_village_people_segments_boards_and_outfalls(
    celled: District,
) -> None:
    load = loads_of(celled, DAY)[0]
    assert load.village is not None
    assert (load.village.uid, load.town and load.town.uid) == ("west", None)
    assert [chief.person.name for chief in load.chiefs] == ["西村丙"]
    assert [chief.person.name for chief in load.wardens] == ["管水戊"]
    assert [(s.uid, metres) for s, metres in load.segments] == [("s", 400)]
    assert [board.uid for board in load.signboards] == ["b"]
    assert load.outfalls == ()
    assert load.load == pytest.approx(0.4 + 0.2)


def test_one_cell_asked_alone_holds_the_same(celled: District) -> None:
    alone = load_of_cell(celled, celled.cells[0], DAY)
    assert alone.segments == loads_of(celled, DAY)[0].segments
    assert alone.load == loads_of(celled, DAY)[0].load


def test_a_cell_without_a_warden_on_the_day_says_so(celled: District) -> None:
    assert [load.state for load in loads_of(celled, DAY)] == [
        State.NORMAL,
        State.NORMAL,
        State.NO_WARDEN,
    ]
    before = loads_of(celled, date(2023, 1, 1))
    assert {load.state for load in before} == {State.NO_WARDEN}


def test_more_than_the_stated_multiple_of_the_median_is_heavy_and_the_rule_is_said(
    celled: District,
) -> None:
    rules = replace(celled.rules, data={"workload": {"heavy_times_median": 1.05}})
    loads = loads_of(replace(celled, rules=rules), DAY)
    # 0.6, 0.5 and 1.4 points; the median is 0.6.
    assert [round(load.load, 1) for load in loads] == [0.6, 0.5, 1.4]
    assert loads[0].state is State.NORMAL
    manned = replace(
        celled,
        rules=rules,
        posts=(*celled.posts, Post("p8", "村级管水员", "", "cell", f"{EAST}001")),
        terms=(*celled.terms, Term("t8", "p8", "n3")),
    )
    assert loads_of(manned, DAY)[2].state is State.HEAVY
    assert "1.05 倍" in outlier_rule(rules).zh


def test_two_wardens_share_the_load(celled: District) -> None:
    term = Term("t7", "p9", "n3")
    shared = replace(celled, terms=(*celled.terms, term))
    assert loads_of(shared, DAY)[1].load == pytest.approx(0.25)


def test_a_board_assigned_by_hand_counts_in_that_cell(celled: District) -> None:
    moved = replace(
        celled.signboards[0], cell_code=f"{EAST}001", cell_reason="村界争议"
    )
    loads = loads_of(replace(celled, signboards=(moved,)), DAY)
    assert [len(load.signboards) for load in loads] == [0, 0, 1]


def test_cells_add_up_to_villages_towns_and_the_district(celled: District) -> None:
    loads = loads_of(celled, DAY)
    villages = rolled_up(celled, loads, Kind.JURISDICTION, Level.VILLAGE)
    assert [(t.uid, t.cells, t.river_metres, t.wardens) for t in villages] == [
        ("west", 2, 900, 1),
        ("east", 1, 900, 0),
    ]
    assert [(t.signboards, t.outfalls, t.unmanned) for t in villages] == [
        (1, 0, 0),
        (0, 1, 1),
    ]
    (whole,) = rolled_up(celled, loads, Kind.JURISDICTION, Level.DISTRICT)
    assert (whole.name, whole.cells, whole.river_metres) == ("district", 3, 1800)


def test_what_belongs_to_no_town_is_told_and_not_lost(celled: District) -> None:
    (rest,) = rolled_up(celled, loads_of(celled, DAY), Kind.JURISDICTION, Level.TOWN)
    assert (rest.kind, rest.cells) == (None, 3)


def test_cells_add_up_to_segments_and_rivers_with_the_same_sums(
    celled: District,
) -> None:
    loads = loads_of(celled, DAY)
    (segment,) = rolled_up(celled, loads, Kind.SEGMENT)
    (river,) = rolled_up(celled, loads, Kind.RIVER)
    assert (segment.uid, segment.above) == ("s", "r")
    for total in (segment, river):
        assert (total.cells, total.river_metres) == (3, 1800)
        assert (total.signboards, total.outfalls) == (1, 1)
