"""The store is a GeoPackage that other programs read without a word."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import shapely

from gridwatch.district.changes import Change, Changes
from gridwatch.district.rows import MAPPED
from gridwatch.district.wording import Kind
from gridwatch.store.opening import Store, StoreError, create_store, open_store
from tests.store.made import CRS, box, cells, delivery


def ask(path: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_the_file_says_it_is_a_geopackage_1_3(closed_store: Path) -> None:
    header = closed_store.read_bytes()[:100]
    assert header[68:72] == b"GPKG"
    assert ask(closed_store, "PRAGMA user_version") == [(10300,)]
    assert ask(closed_store, "PRAGMA integrity_check") == [("ok",)]
    assert ask(closed_store, "PRAGMA foreign_key_check") == []
    assert ask(closed_store, "PRAGMA journal_mode") == [("delete",)]


def test_the_reference_systems_are_those_the_standard_asks_for(
    closed_store: Path,
) -> None:
    found = dict(
        ask(closed_store, "SELECT srs_id, definition FROM gpkg_spatial_ref_sys")
    )
    assert set(found) == {-1, 0, 4326, CRS}
    assert found[CRS].startswith('PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 117E"')


def test_every_kind_is_registered_as_features_or_attributes(
    closed_store: Path,
) -> None:
    found = dict(ask(closed_store, "SELECT table_name, data_type FROM gpkg_contents"))
    for kind in Kind:
        assert found[kind] == ("features" if kind in MAPPED else "attributes")
    assert found["layer_styles"] == "attributes"
    assert not [name for name in found if name.startswith("gw_")]
    srs = ask(closed_store, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns")
    assert srs == [(CRS,)]


def test_the_extensions_in_use_are_declared(closed_store: Path) -> None:
    found = ask(closed_store, "SELECT table_name, extension_name FROM gpkg_extensions")
    rtrees = {table for table, name in found if name == "gpkg_rtree_index"}
    assert rtrees == {kind.value for kind in MAPPED}
    assert ("gpkg_data_columns", "gpkg_schema") in found
    mime = ask(
        closed_store, "SELECT mime_type FROM gpkg_data_columns WHERE name='牌面内容'"
    )
    assert set(mime) == {("application/json",)}


def test_column_names_on_record_are_real_columns(closed_store: Path) -> None:
    for table, column in ask(
        closed_store, "SELECT table_name, column_name FROM gpkg_data_columns"
    ):
        columns = [row[1] for row in ask(closed_store, f"PRAGMA table_info({table})")]
        assert column in columns


def rtree_of(store: Store, kind: Kind) -> dict[str, tuple[float, ...]]:
    ask = store._connection.execute
    uids = dict(ask(f"SELECT fid, uid FROM {kind}"))  # noqa: S608 - a fixed name
    index = ask(f"SELECT * FROM rtree_{kind}_geom")  # noqa: S608 - a fixed name
    return {uids[fid]: (w, s, e, n) for fid, w, e, s, n in index}


def assert_rtrees_right(store: Store) -> None:
    district = store.district()
    for kind in MAPPED:
        found = rtree_of(store, kind)
        rows = {r.uid: r.geometry for r in district.rows(kind) if r.geometry}
        assert set(found) == set(rows), kind
        for uid, geometry in rows.items():
            # The index holds 32-bit numbers, rounded outwards.
            assert found[uid] == pytest.approx(geometry.bounds, rel=1e-6)


def extent_of(store: Store, kind: Kind) -> tuple[float, ...]:
    return store._connection.execute(
        "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?",
        (kind.value,),
    ).fetchone()


def assert_extents_right(store: Store) -> None:
    district = store.district()
    for kind in MAPPED:
        shapes = [r.geometry for r in district.rows(kind) if r.geometry]
        expected = tuple(shapely.total_bounds(shapes)) if shapes else (None,) * 4
        assert extent_of(store, kind) == expected, kind


def test_index_and_extent_fit_after_an_import(store: Store) -> None:
    assert_rtrees_right(store)
    assert_extents_right(store)


def test_index_and_extent_follow_every_edit(store: Store) -> None:
    first = store.district().cells[0]
    far, near = box(9000, 9000), box(50, 50, 10)
    steps = [
        Change(Kind.CELL, first.uid, {"geometry": first.geometry}, {"geometry": far}),
        Change(Kind.CELL, first.uid, {"geometry": far}, {"geometry": near}),
        Change(Kind.CELL, first.uid, {"geometry": near}, {"geometry": None}),
        Change(Kind.CELL, first.uid, {"geometry": None}, {"geometry": near}),
        Change(Kind.CELL, "new", None, {"code": "1", "geometry": far}),
        Change(Kind.CELL, "new", {}, None),
    ]
    for step in steps:
        store.apply(Changes((step,)), who="x")
        assert_rtrees_right(store)
        assert_extents_right(store)


def test_index_follows_an_import_that_changes_shapes(store: Store) -> None:
    moved = tuple(
        type(c)(f"again{i}", c.code, c.name, c.village_code, box(i * 7.0, 900))
        for i, c in enumerate(cells(3))
    )
    store.take({Kind.CELL: moved}, source="x", who="x")
    assert_rtrees_right(store)
    assert_extents_right(store)


def test_the_standard_triggers_stand_after_a_bulk_load(store: Store) -> None:
    sql = "SELECT count(*) FROM sqlite_master WHERE name GLOB 'rtree_*_geom_[iud]*'"
    assert store._connection.execute(sql).fetchone() == (6 * len(MAPPED),)


def test_a_change_is_dated_in_the_contents(store: Store) -> None:
    sql = "SELECT table_name, last_change FROM gpkg_contents"
    before = dict(store._connection.execute(sql))
    change = Change(Kind.PERSON, "p1", {"unit": "石匣村委会"}, {"unit": "新单位"})
    store.apply(Changes((change,)), who="x")
    after = dict(store._connection.execute(sql))
    assert {k for k in after if after[k] != before[k]} == {"person"}


def test_rows_of_other_programs_get_an_identifier_and_keep_it(store: Store) -> None:
    connection = store._connection
    connection.execute("INSERT INTO person (name) VALUES ('新人'), ('又一人')")
    uids = [row.uid for row in store.district().persons if row.name != "王某"]
    assert all(uids)
    assert len(set(uids)) == len(uids)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        connection.execute("UPDATE person SET uid = 'other'")


def test_every_table_has_a_style_that_is_sound_xml(closed_store: Path) -> None:
    styles = ask(
        closed_store,
        "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML"
        " FROM layer_styles",
    )
    assert {style[0] for style in styles} == {kind.value for kind in Kind}
    for table, column, default, qml in styles:
        assert column == ("geom" if Kind(table) in MAPPED else "")
        assert default == 1
        root = ET.fromstring(qml.split("\n", 1)[1])
        assert (root.find("renderer-v2") is not None) == (Kind(table) in MAPPED)
        assert root.find("aliases/alias") is not None
    river = next(qml for table, _, _, qml in styles if table == "river")
    assert "11,79,138,255" in river, "the colour of municipal rivers"


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="ogrinfo is not installed")
def test_ogrinfo_reads_it_without_a_warning(closed_store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.gpkg"
    shutil.copyfile(closed_store, copy)
    told = subprocess.run(
        ["ogrinfo", "-ro", "-al", str(copy)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert told.stderr == ""
    assert "warning" not in told.stdout.lower()
    for kind in Kind:
        rows = len(delivery()[kind])
        assert f"Layer name: {kind}\n" in told.stdout
        part = told.stdout.split(f"Layer name: {kind}\n")[1]
        assert f"Feature Count: {rows}\n" in part.split("Layer name:")[0]
    assert "gw_" not in told.stdout
    assert 'ID["EPSG",4548]' in told.stdout


@pytest.mark.parametrize("crs", [4490, 4326, 999999, 2263])
def test_a_crs_that_is_not_in_metres_is_refused(tmp_path: Path, crs: int) -> None:
    path = tmp_path / "s.gpkg"
    with pytest.raises(StoreError, match=str(crs)):
        create_store(path, name="x", crs=crs)
    assert list(tmp_path.iterdir()) == []


def test_geopandas_reads_the_same_shapes_and_names_from_a_copy(
    closed_store: Path, tmp_path: Path
) -> None:
    geopandas = pytest.importorskip("geopandas")
    # A copy: GDAL must never open a store that may be live in this process.
    copy = Path(shutil.copy(closed_store, tmp_path / "copy.gpkg"))
    frame = geopandas.read_file(copy, layer="river")
    with open_store(closed_store, read_only=True) as store:
        rivers = store.district().rivers
    assert frame.crs.to_epsg() == CRS
    assert frame["name"].tolist() == [river.name for river in rivers]
    shapes = [river.geometry for river in rivers]
    assert all(shapely.equals(frame.geometry.to_numpy(), shapes))
