import json
import sqlite3

import numpy as np
import pyogrio.raw
import pytest
import shapely

from gridwatch.intake import geopackage
from gridwatch.intake.layers import Unreadable
from tests.intake.deliveries import line, point, square


def write(path, layer, shapes, columns, kind):
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.asarray(shapes, object)),
        [np.asarray(values, object) for values in columns.values()],
        list(columns),
        layer=layer,
        geometry_type=kind,
        crs="EPSG:4548",
        append=path.exists(),
    )


def test_every_layer_of_a_geopackage_is_told(tmp_path):
    path = tmp_path / "交付 数据.gpkg"
    write(path, "河流", [line((0, 0), (9, 9))], {"河流名称": ["白河"]}, "LineString")
    write(path, "水库", [square(), None], {"水体名称": ["云湖", None]}, "Polygon")
    facts = {f.layer: f for f in geopackage.look(path)}
    assert {name: (f.geometry, f.rows) for name, f in facts.items()} == {
        "河流": ("line", 1),
        "水库": ("polygon", 2),
    }
    raw = geopackage.load(path, "水库")
    assert raw.columns["水体名称"] == ["云湖", None]
    assert raw.geometry[1] is None
    assert raw.numbers == [1, 2]


def test_a_geojson_is_one_layer_without_a_name(tmp_path):
    path = tmp_path / "a!b.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        '{"code":110118,"name":"密云区"},"geometry":{"type":"Point",'
        '"coordinates":[116.9,40.4]}}]}',
        encoding="utf-8",
    )
    (facts,) = geopackage.look(path)
    assert (facts.layer, facts.geometry, facts.rows) == (None, "point", 1)
    assert geopackage.load(path, None).columns["name"] == ["密云区"]


def test_whole_numbers_with_gaps_come_back_as_none_where_missing(tmp_path):
    path = tmp_path / "a.gpkg"
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.asarray([point(), point(1)], object)),
        [np.asarray([110118.0, np.nan])],
        ["code"],
        layer="p",
        geometry_type="Point",
        crs="EPSG:4548",
    )
    assert geopackage.load(path, "p").columns["code"] == [110118.0, None]


def test_a_gridwatch_store_is_refused_and_keeps_its_locks(tmp_path):
    path = tmp_path / "store.gpkg"
    owner = sqlite3.connect(path, isolation_level=None, timeout=0)
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        owner.execute("CREATE TABLE gw_store (x)")
        owner.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unreadable, match="gridwatch store"):
            geopackage.look(path)
        assert geopackage.is_store(path)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    finally:
        owner.close()
        other.close()


def test_a_geopackage_in_wal_mode_gets_no_side_files(tmp_path):
    path = tmp_path / "a.gpkg"
    write(path, "p", [point()], {"name": ["x"]}, "Point")
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA journal_mode=WAL")
    file.close()
    geopackage.look(path)
    geopackage.load(path, "p")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["a.gpkg"]


def test_a_file_gdal_cannot_open_says_so(tmp_path):
    (tmp_path / "a.geojson").write_text("no json at all")
    with pytest.raises(Unreadable):
        geopackage.look(tmp_path / "a.geojson")


def test_a_column_that_cannot_be_read_leaves_the_others(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "odd": odd},
            "geometry": {"type": "Point", "coordinates": [117.0, 40.0]},
        }
        for name, odd in (("甲", [1, 2]), ("乙", [3]), ("丙", [4, 5, 6]))
    ]
    path = tmp_path / "a.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(text, "utf-8")
    (facts,) = geopackage.look(path)
    raw = geopackage.load(path, facts.layer)
    assert facts.names == raw.names
    assert raw.columns["name"] == ["甲", "乙", "丙"]
    assert len(raw.geometry) == 3
    assert ("odd" in raw.names) or [note.field for note in raw.notes] == ["odd"]


def test_lists_of_unlike_values_in_a_real_file_leave_the_others(shared_data):
    (path,) = (shared_data / "hostile").rglob("test_type_promotion.json")
    (facts,) = geopackage.look(path)
    raw = geopackage.load(path, facts.layer)
    assert facts.rows == len(raw.numbers) > 0
    assert facts.notes
    assert {note.field for note in facts.notes} == {note.field for note in raw.notes}


@pytest.mark.parametrize(
    ("ending", "options"), [("tab", {}), ("mif", {"FORMAT": "MIF"})]
)
def test_the_chinese_of_a_mapinfo_table_is_read(tmp_path, ending, options):
    path = tmp_path / f"rivers.{ending}"
    pyogrio.raw.write(
        path,
        shapely.to_wkb([shapely.LineString([(116, 40), (117, 41)])] * 2),
        [np.asarray(["云溪河", "白鹭河"], object)],
        ["NAME"],
        driver="MapInfo File",
        encoding="CP936",
        geometry_type="LineString",
        crs="EPSG:4326",
        dataset_options=options,
    )
    (facts,) = geopackage.look(path)
    raw = geopackage.load(path, facts.layer)
    assert facts.names == raw.names == ("NAME",)
    assert raw.columns["NAME"] == ["云溪河", "白鹭河"]
