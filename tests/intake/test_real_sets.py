"""Real and hostile files, where this machine has them."""

import csv
import re
from dataclasses import replace

import pytest
import shapely

from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Kind
from gridwatch.intake import shapefile
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.plan import read, survey
from tests.intake.deliveries import balanced, said

KINDS = {
    "point": Kind.OUTFALL,
    "line": Kind.RIVER,
    "polygon": Kind.WATER_BODY,
    "none": Kind.JURISDICTION,
}


def taken(folder):
    plan = survey(folder)
    delivery = read(plan)
    balanced(plan, delivery)
    return plan, delivery, {k: len(rows) for k, rows in delivery.rows.items()}


def test_beijing_is_recognised_without_a_question(shared_data):
    plan, found, counts = taken(shared_data / "beijing")
    assert plan.certain
    assert plan.target_crs == 4548
    assert counts == {Kind.JURISDICTION: 475, Kind.RIVER: 11, Kind.WATER_BODY: 1}
    areas = {area.code: area for area in found.rows[Kind.JURISDICTION]}
    assert areas["110118"].level is Level.DISTRICT
    assert areas["110118001001"].parent_code in areas
    assert areas["110118001000"].parent_code in areas


def test_chinese_rivers_without_prj_or_cpg_are_recognised(shared_data):
    plan, found, counts = taken(shared_data / "china_rivers_1to4m")
    assert not plan.certain
    assert counts == {Kind.RIVER: 2143, Kind.WATER_BODY: 826}
    assert "克鲁伦河" in {river.name for river in found.rows[Kind.RIVER]}
    assert {(f.encoding, f.encoding_certain) for f in plan.files} == {("gb18030", True)}
    assert {(f.crs, f.crs_certain) for f in plan.files} == {(4490, False)}


def test_london_keeps_its_national_grid(shared_data):
    plan, found, counts = taken(shared_data / "london")
    assert plan.certain
    assert plan.target_crs == 27700
    assert counts[Kind.JURISDICTION] == 4835
    assert counts[Kind.RIVER] == 2349
    assert counts[Kind.WATER_BODY] + len(found.rejected) == 2098
    area = shapely.box(*shapely.total_bounds([a.geometry for a in found.rows["river"]]))
    assert area.intersects(found.rows[Kind.JURISDICTION][0].geometry)


def test_two_sets_in_one_folder_share_the_jurisdictions_crs(shared_data, tmp_path):
    for name in ("beijing", "china_rivers_1to4m"):
        try:
            (tmp_path / name).symlink_to(shared_data / name, target_is_directory=True)
        except OSError:
            pytest.skip("this machine does not let us make links")
    plan, _, counts = taken(tmp_path)
    assert plan.target_crs == 4548
    assert counts[Kind.RIVER] == 2154


def test_the_same_districts_in_four_systems_land_on_each_other(shared_data):
    plan, _, _ = taken(shared_data / "crs")
    assert plan.target_crs == 4548
    assert {f.crs: f.crs_certain for f in plan.files} == {
        2436: False, 2384: False, 4490: True, 4548: True,
    }  # fmt: skip
    assert "Beijing 1954" in said(plan.findings)
    assert "Xian 1980" in said(plan.findings)
    boxes = []
    for file in plan.files:
        found = read(replace(plan, files=(file,)))
        shapes = [area.geometry for area in found.rows[Kind.JURISDICTION]]
        assert len(shapes) == 16
        boxes.append(shapely.box(*shapely.total_bounds(shapes)))
    assert max(a.hausdorff_distance(b) for a in boxes for b in boxes) < 300


def test_outfalls_of_another_country_are_recognised(shared_data):
    plan, _, counts = taken(shared_data / "outfalls_wales")
    assert counts == {Kind.OUTFALL: 2114}
    assert not plan.certain  # the untidy workbook is asked about, not dropped


def test_no_row_of_any_hostile_file_vanishes(shared_data):
    plan = survey(shared_data / "hostile")
    files = tuple(
        file.with_(kind=KINDS[file.geometry], crs=file.crs or plan.target_crs)
        for file in plan.files
        if file.rows
    )
    plan = replace(plan, files=files)
    found = read(plan)
    balanced(plan, found)
    assert plan.rows > 10_000
    assert all(kept.reason.zh and kept.reason.en for kept in found.rejected)
    buggy = [r for r in found.rejected if "/buggy" in r.source]
    assert len(buggy) == 4  # of the fifth only the index is wrong: it is read
    assert all("damaged" in kept.reason.en for kept in buggy)


def outcomes(shared_data):
    with (shared_data / "hostile" / "outcomes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["path"].lower().endswith(".shp")]


def test_no_shapefile_gives_fewer_shapes_than_a_plain_reader(shared_data):
    for row in outcomes(shared_data):
        try:
            raw = shapefile.load(shared_data / "hostile" / row["path"], "latin-1")
        except Unreadable:
            assert row["pyogrio"] != "OK", row["path"]
            continue
        told = re.search(r" n=(\d+).*null=(\d+)", row["pyogrio_detail"])
        if told is not None:
            rows, null = map(int, told.groups())
            shapes = 0
            if raw.geometry is not None:
                shapes = int((~shapely.is_missing(raw.geometry)).sum())
            assert len(raw.numbers) >= rows, row["path"]
            assert shapes >= rows - null, row["path"]
