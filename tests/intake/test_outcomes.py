import json
import shutil

import numpy as np
import pyogrio
import pytest
import shapely

from gridwatch.district.wording import Kind
from gridwatch.intake.outcomes import counted, outcomes
from gridwatch.intake.plan import read, survey
from tests.intake.deliveries import line, point, shapefile, workbook


def tried(path):
    plan = survey(path)
    found = outcomes(plan, read(plan))
    return {outcome.source: outcome for outcome in found}, counted(found, plan)


def test_every_row_is_accepted_kept_aside_or_left_out(tmp_path):
    good = {"河段代码": ["990101000001", "990101000002"]}
    shapefile(tmp_path / "河段.shp", [line((0, 0), (9, 9)), None], good)
    shapefile(tmp_path / "树.shp", [point(1, 1)] * 3, {"胸径": ["1", "2", "3"]})
    (tmp_path / "照片.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "坏.xlsx").write_bytes(b"PK")
    found, counts = tried(tmp_path)
    assert found["河段.shp"].became == "partly read"
    assert (found["河段.shp"].accepted, found["河段.shp"].aside) == (1, 1)
    assert (found["树.shp"].became, found["树.shp"].left_out) == ("left out", 3)
    assert found["照片.jpg"].became == "not data"
    assert found["坏.xlsx"].became == "unreadable"
    assert (counts.rows, counts.accepted, counts.aside, counts.left_out) == (5, 1, 1, 3)
    assert (counts.files, counts.layers) == (4, 2)


def test_lost_shapes_of_a_layer_nobody_recognises_are_told(tmp_path, shared_data):
    for part in (shared_data / "hostile/gdal/shp").glob("buggymultipoly.*"):
        shutil.copy(part, tmp_path)
    found, counts = tried(tmp_path)
    (outcome,) = found.values()
    assert outcome.damaged == 1
    assert "声明有 16 个点" in outcome.reasons[0][0].zh
    assert counts.damaged == 1


@pytest.mark.parametrize("ending", ["geojson", "kml", "gpkg", "gml", "fgb"])
def test_layers_of_other_formats_are_points_lines_and_areas(tmp_path, ending):
    path = tmp_path / f"入河排污口.{ending}"
    drivers = {"gml": "GML", "fgb": "FlatGeobuf", "kml": "KML"}
    pyogrio.raw.write(
        path,
        shapely.to_wkb([shapely.Point(116.8, 40.3)]),
        [_texts("南排口")],
        ["Name"],
        geometry_type="Point",
        crs="EPSG:4326",
        driver=drivers.get(ending),
    )
    (file,) = [f for f in survey(path).files if f.rows]
    assert (file.kind, file.geometry) == (Kind.OUTFALL, "point")
    assert read(survey(path)).rows[Kind.OUTFALL][0].name == "南排口"


def _texts(*values):
    return np.asarray(values, object)


def test_one_value_that_stops_the_bulk_reader_costs_one_column(tmp_path):
    rows = [
        _feature(1, {"name": "南排口", "排污口编码": "W1", "kinds": [1, 2]}),
        _feature(2, {"name": "北排口", "排污口编码": "W2", "kinds": [3]}),
    ]
    path = tmp_path / "排污口.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    found, _ = tried(path)
    (outcome,) = found.values()
    assert (outcome.became, outcome.accepted) == ("read", 2)


def _feature(number, properties):
    place = {"type": "Point", "coordinates": [116.8, 40.3 + number / 100]}
    return {"type": "Feature", "geometry": place, "properties": properties}


def test_a_track_is_looked_at_but_no_river(shared_data):
    path = shared_data / "gpx/test_files/korita-zbevnica.gpx"
    found, _ = tried(path)
    tracks = found["korita-zbevnica.gpx#tracks"]
    assert (tracks.became, tracks.rows) == ("left out", 4)
    assert "GPX" in tracks.reason.zh
    assert tracks.accepted == 0


def test_a_dbf_alone_is_a_table(tmp_path):
    shp = shapefile(tmp_path / "单位.shp", [point()], {"x": ["1"]})
    names = {"单位名称": ["东桥镇政府"], "单位类型": ["政府"]}
    shapefile(tmp_path / "河段.shp", [line((0, 0), (1, 1))], names)
    for part in (shp, shp.with_suffix(".shx"), tmp_path / "河段.shp"):
        part.unlink()
    found, _ = tried(tmp_path / "河段.dbf")
    (outcome,) = found.values()
    assert outcome.rows == 1


def test_a_side_file_that_was_chosen_stands_for_its_shapefile(tmp_path):
    good = {"河段代码": ["990101000001"]}
    shapefile(tmp_path / "河段.shp", [line((0, 0), (9, 9))], good)
    found, _ = tried(tmp_path / "河段.dbf")
    assert list(found) == ["河段.shp"]


def test_a_single_workbook_is_a_delivery(tmp_path):
    rows = [["姓名", "职务", "责任对象代码"], ["云甲子", "村级河长", "990101102201"]]
    path = workbook(tmp_path / "名单.xlsx", {"现任": rows})
    found, counts = tried(path)
    assert list(found) == ["名单.xlsx#现任"]
    assert counts.accepted == 1
