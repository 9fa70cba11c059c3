"""Real and hostile files, where this machine has them."""

import csv
import re
from dataclasses import replace

import numpy as np
import pyogrio.raw
import pyproj
import pytest
import shapely

from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Kind
from gridwatch.intake import shapefile
from gridwatch.intake.consulting import shapes_of
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.plan import Hints, read, survey
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


def districts(plan, crs):
    """Read the file of one CRS of a plan alone: names and shapes, and what was not."""
    (file,) = (f for f in plan.files if f.crs == crs)
    found = read(replace(plan, files=(file,)))
    areas = found.rows.get(Kind.JURISDICTION, ())
    return {area.name: area.geometry for area in areas}, found


def test_exact_systems_land_within_a_metre_of_each_other(shared_data):
    plan = survey(shared_data / "crs")
    assert plan.target_crs == 4548
    assert {f.crs: f.crs_certain for f in plan.files} == {
        2436: False, 2384: False, 4490: True, 4548: True,
    }  # fmt: skip
    (degrees, _), (metres, _) = districts(plan, 4490), districts(plan, 4548)
    assert len(degrees) == len(metres) == 16
    for name, area in degrees.items():
        assert area.hausdorff_distance(metres[name]) < 1.0
    # Independently of gridwatch, vertex by vertex.
    path = shared_data / "crs" / "beijing_districts_cgcs2000_geo_gbk_nocpg.shp"
    plain = shapely.from_wkb(pyogrio.raw.read(path)[2])
    change = pyproj.Transformer.from_crs(4490, 4548, always_xy=True)
    there = np.column_stack(change.transform(*shapely.get_coordinates(plain).T))
    ours = shapely.get_coordinates(list(degrees.values()))
    assert ours.shape == there.shape
    assert np.abs(ours - there).max() < 0.001


@pytest.mark.parametrize(
    ("crs", "datum"), [(2436, "Beijing 1954"), (2384, "Xian 1980")]
)
def test_old_datums_are_refused_until_the_doubt_is_accepted(shared_data, crs, datum):
    plan = survey(shared_data / "crs")
    assert datum in said(plan.findings)
    areas, found = districts(plan, crs)
    assert not areas
    assert len(found.rejected) == 16
    assert all(datum in kept.reason.en for kept in found.rejected)
    accepted = survey(shared_data / "crs", Hints(accept_ballpark=True))
    areas, found = districts(accepted, crs)
    assert len(areas) == 16
    assert "ballpark" in said(found.findings)


@pytest.mark.parametrize("crs", [2436, 2384])
def test_control_points_bring_an_old_datum_home(shared_data, tmp_path, crs):
    plan = survey(shared_data / "crs")
    exact, _ = districts(plan, 4548)
    (file,) = (f for f in plan.files if f.crs == crs)
    # Points of one district, as a surveyor picks them, in both systems.
    old = shapely.get_coordinates(shapes_of(file)[0])
    new = shapely.get_coordinates(
        shapes_of(next(f for f in plan.files if f.crs == 4548))[0]
    )
    picked = np.linspace(0, len(old) - 2, 8).astype(int)
    rows = ["点名,x_old,y_old,x_new,y_new"]
    for n, at in enumerate(picked):
        # Surveyors write X for north.
        numbers = (*old[at][::-1], *new[at][::-1])
        rows.append(f"K{n}," + ",".join(f"{v:.3f}" for v in numbers))
    table = tmp_path / "控制点.csv"
    table.write_text("\n".join(rows), encoding="gbk")
    hints = Hints(control_points={file.path.name: table})
    fitted = survey(shared_data / "crs", hints)
    areas, found = districts(fitted, crs)
    assert len(areas) == 16
    first = min(areas, key=lambda name: areas[name].distance(shapely.Point(new[0])))
    assert areas[first].hausdorff_distance(exact[first]) < 1.0
    (account,) = found.sources
    assert "K7" in account.placing.zh
    assert "控制点.csv" in account.placing.zh


def test_a_river_in_two_names_is_read_once_degrees_are_said(shared_data):
    folder = shared_data / "china_rivers_1to4m"
    plan = survey(folder, Hints(readings={"hyd2_4l": "degrees", "hyd2_4p": "degrees"}))
    assert plan.certain
    names = {river.name for river in read(plan).rows[Kind.RIVER]}
    assert "永定河(桑干河、永定新河)" in names


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
    # The index of buggypoint lies about its size; the point itself is whole.
    assert len(buggy) == 4
    assert all("damaged" in kept.reason.en and kept.row == 1 for kept in buggy)
    account = {source.source: source for source in found.sources}
    assert account["gdal/shp/buggypoint.shp"].taken == 1


def outcomes(shared_data):
    with (shared_data / "hostile" / "outcomes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["path"].lower().endswith(".shp")]


NO_PLACE = {"gdal/shp/pointnan.shp": 1}
"""Points whose coordinates are no numbers."""


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
            # An empty point to a plain reader; here it is told.
            nowhere = NO_PLACE.get(row["path"], 0)
            assert len(raw.lost) >= nowhere, row["path"]
            assert shapes >= rows - null - nowhere, row["path"]
