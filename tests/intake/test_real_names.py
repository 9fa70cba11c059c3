"""Every Chinese name of the real sets, against an independent decoding of the bytes."""

import csv
import json
import sqlite3
import struct

import pytest

from gridwatch.intake import readers

GBK_SETS = [
    *(f"china_rivers_1to4m/hyd2_4{kind}.shp" for kind in "lp"),
    *(
        f"crs/beijing_districts_{name}_gbk_nocpg.shp"
        for name in (
            "cgcs2000_geo",
            "cgcs2000_gk117",
            "beijing54_gk117",
            "xian80_gk117",
        )
    ),
]
UTF8_SETS = [
    "london/gis_osm_water_a_free_1.shp",
    "london/gis_osm_waterways_free_1.shp",
    "london/LSOA_2011_London_gen_MHW.shp",
]


def oracle(path, encoding):
    """Read a .dbf the plain way: names and texts in the encoding the README gives."""
    data = path.read_bytes()
    count, head, width = struct.unpack("<IHH", data[4:12])
    fields = []
    at, place = 32, 1
    while data[at] != 0x0D:
        name = data[at : at + 11].split(b"\0")[0].decode(encoding)
        fields.append((name, place, data[at + 16]))
        place += data[at + 16]
        at += 32
    rows = [data[head + n * width : head + (n + 1) * width] for n in range(count)]
    return {
        name: [row[start : start + size].decode(encoding).strip() for row in rows]
        for name, start, size in fields
    }


def read(path):
    facts = readers.look(path)[0]
    encoding = facts.coding.encoding if facts.coding else ""
    return facts, readers.load(path, facts.layer, encoding)


def same(columns, wanted):
    """Return how many values there are; all have to be as the oracle has them."""
    assert list(columns) == list(wanted)
    texts = 0
    for name, values in columns.items():
        shown = ["" if value is None else str(value) for value in values]
        blank = ("", *("*" * n for n in range(1, 30)))
        told = ["" if value in blank else value for value in wanted[name]]
        assert shown == told, name
        texts += sum(not value.isascii() for value in shown)
    return texts


@pytest.mark.parametrize("name", GBK_SETS)
def test_every_value_of_the_gbk_sets_is_right(shared_data, name):
    path = shared_data / name
    facts, raw = read(path)
    assert (facts.coding.encoding, facts.coding.certain) == ("gb18030", True)
    assert same(raw.columns, oracle(path.with_suffix(".dbf"), "gbk")) >= 16


@pytest.mark.parametrize("name", UTF8_SETS)
def test_every_value_of_the_utf8_sets_is_right(shared_data, name):
    path = shared_data / name
    facts, raw = read(path)
    assert facts.coding.certain
    same(raw.columns, oracle(path.with_suffix(".dbf"), "utf-8"))


@pytest.mark.parametrize("name", ["beijing_rivers", "beijing_districts"])
def test_every_value_of_the_beijing_layers_is_right(shared_data, name):
    path = shared_data / "beijing" / f"{name}.gpkg"
    facts, raw = read(path)
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as db:
        table = db.execute(f"SELECT * FROM {facts.layer} ORDER BY fid")  # noqa: S608
        names = [column[0] for column in table.description]
        wanted = dict(zip(names, zip(*table, strict=True), strict=True))
    for column in raw.names:
        assert raw.columns[column] == list(wanted[column])


@pytest.mark.parametrize("name", ["miyun_villages", "miyun_towns"])
def test_every_value_of_the_beijing_tables_is_right(shared_data, name):
    path = shared_data / "beijing" / f"{name}.csv"
    _, raw = read(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in raw.names:
        assert [str(v) for v in raw.columns[column]] == [row[column] for row in rows]


def test_the_outline_of_miyun_keeps_its_name(shared_data):
    path = shared_data / "beijing" / "miyun_district.geojson"
    _, raw = read(path)
    (feature,) = json.loads(path.read_text(encoding="utf-8"))["features"]
    told = {key: values[0] for key, values in raw.columns.items()}
    texts = {k: v for k, v in feature["properties"].items() if isinstance(v, str)}
    assert {key: told[key] for key in texts} == texts
