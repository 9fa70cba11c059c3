"""Rows GRD of the mission, each played on the sample district."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
import shapely

from gridwatch.district import cellchecks
from gridwatch.district.cells import is_cell_code
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Kind
from gridwatch.district.workload import State, loads_of, outlier_rule, rolled_up
from gridwatch.gui.neighbours import groups_of
from gridwatch.resources import sample_folder
from tests.mission.sample import sample_district

DAY = date(2026, 11, 1)


def test_grd_01_the_card_of_a_cell_names_people_segments_boards_and_outfalls() -> None:
    district = sample_district()
    load = max(loads_of(district, DAY), key=lambda one: len(one.outfalls))
    groups = {
        group.name.zh: [link.text for link in group.links]
        for group in groups_of(district, Kind.CELL, load.cell, DAY)
    }
    assert load.chiefs
    assert load.wardens
    assert groups["村级河长"] == [chief.person.name for chief in load.chiefs]
    assert groups["管水员"] == [chief.person.name for chief in load.wardens]
    assert len(groups["排污口"]) == len(load.outfalls) > 1
    assert load.village is not None
    assert groups["村居"] == [load.village.name]
    assert groups["河段（格内长）"]


def test_grd_02_workload_of_every_cell_and_outliers_by_a_rule_that_is_said() -> None:
    district = sample_district()
    loads = loads_of(district, DAY)
    drawn = sum(segment.geometry.length for segment in district.segments)
    assert sum(load.river_metres for load in loads) == pytest.approx(drawn, rel=1e-6)
    assert sum(len(load.signboards) for load in loads) == 304
    assert sum(len(load.outfalls) for load in loads) == 180
    heavy = [load.load for load in loads if load.state is State.HEAVY]
    others = [load.load for load in loads if load.state is not State.HEAVY]
    assert 0 < len(heavy) < 20
    assert min(heavy) > max(others)
    assert "超过涉河网格中位数 3 倍" in outlier_rule(district.rules).zh


@pytest.mark.parametrize("check", cellchecks.__all__)
def test_grd_03_in_the_sample_only_seeded_faults_are_found(check: str) -> None:
    rows = getattr(cellchecks, check)(sample_district(), DAY)
    seeded = sample_folder().parent / "seeded_faults.csv"
    with seeded.open(encoding="utf-8") as lines:
        wanted = {row["code"] for row in csv.DictReader(lines) if row["rule"] == check}
    assert {getattr(row, "code", "") for _, row, _ in rows} == wanted


def test_grd_03_gaps_overlaps_and_wrong_places_are_found_where_they_are() -> None:
    district = sample_district()
    members = Counter(cell.village_code for cell in district.cells)
    code = next(code for code, many in members.items() if many >= 4)
    mine = sorted(
        (cell for cell in district.cells if cell.village_code == code),
        key=lambda cell: cell.code,
    )
    first, last = mine[0], mine[-1]

    def found(check: str, **cells: object) -> set[str]:
        edited = tuple(
            replace(cell, **cells[cell.uid]) if cell.uid in cells else cell
            for cell in district.cells
        )
        torn = replace(district, cells=edited)
        rows = getattr(cellchecks, check)(torn, DAY)
        return {getattr(row, "code", "") for _, row, _ in rows}

    smaller = {first.uid: {"geometry": first.geometry.buffer(-20)}}
    assert found("cell_gap", **smaller) == {code}
    larger = {first.uid: {"geometry": first.geometry.buffer(20)}}
    beside = {c.code for c in district.cells if c.geometry.touches(first.geometry)}
    assert found("cell_overlap", **larger)
    assert found("cell_overlap", **larger) <= beside | {first.code}
    swapped = {first.uid: {"code": last.code}, last.uid: {"code": first.code}}
    assert found("cell_serial_out_of_order", **swapped) <= {c.code for c in mine}
    assert found("cell_serial_out_of_order", **swapped)
    away = {first.uid: {"geometry": shapely.box(0, 0, 100, 100)}}
    assert found("cell_in_no_village", **away) == {first.code}
    assert found("cell_code_elsewhere", **away) == {first.code}
    short = {first.uid: {"code": first.code[:-1]}}
    assert found("cell_code_malformed", **short) == {first.code[:-1]}
    assert is_cell_code(first.code)


def test_grd_04_every_point_has_its_cell_unless_the_officer_says_another() -> None:
    district = sample_district()
    points = (*district.signboards, *district.outfalls)
    assert all(district.sites[row.uid].cell is not None for row in points)
    board = district.signboards[0]
    here = district.sites[board.uid].cell
    assert here is not None
    assert here.geometry.intersects(board.geometry)
    other = next(cell for cell in district.cells if cell is not here)
    moved = replace(board, cell_code=other.code, cell_reason="由邻村代管")
    site = district.edited(signboards=(moved, *district.signboards[1:])).sites[
        board.uid
    ]
    assert (site.cell, site.by_hand) == (other, True)


def test_grd_06_sums_agree_up_both_hierarchies() -> None:
    district = sample_district()
    loads = loads_of(district, DAY)
    ways = [
        rolled_up(district, loads, Kind.JURISDICTION, Level.VILLAGE),
        rolled_up(district, loads, Kind.JURISDICTION, Level.TOWN),
        rolled_up(district, loads, Kind.JURISDICTION, Level.DISTRICT),
        rolled_up(district, loads, Kind.SEGMENT),
        rolled_up(district, loads, Kind.RIVER),
    ]
    assert [len(totals) for totals in ways] == [330, 19, 1, 260, 63]
    for totals in ways:
        assert sum(t.signboards for t in totals) == 304
        assert sum(t.outfalls for t in totals) == 180
        metres = sum(t.river_metres for t in totals)
        assert metres == pytest.approx(ways[2][0].river_metres)
    for totals in ways[:3]:
        assert sum(t.cells for t in totals) == 1003
    towns = {total.uid: total for total in ways[1]}
    for uid, town in towns.items():
        inside = [village for village in ways[0] if village.above == uid]
        assert sum(village.cells for village in inside) == town.cells
        assert sum(v.river_metres for v in inside) == pytest.approx(town.river_metres)
