"""Layers going out: what does not fit is told before, what is written reads back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import fiona
import pyogrio
import pytest
import python_calamine
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district.bodies import Body
from gridwatch.district.chiefs import Person
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import FormerFace, Signboard, SignboardFace
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.intake import readers
from gridwatch.outgoing import export, vectors
from gridwatch.outgoing.fitting import MARK, TEXT_LIMIT
from gridwatch.outgoing.shortnames import short_names
from gridwatch.outgoing.tables import Audience, fields_of

DAY = date(2026, 11, 1)
PLACE = shapely.Point(486_667.4, 4_471_291.2)


def district(**rows) -> District:
    return District("云溪区", "990101", 4548, **rows)


def outfalls(*names: str) -> District:
    rows = (
        Outfall(f"o{i}", f"00{i}", name, geometry=PLACE) for i, name in enumerate(names)
    )
    return district(outfalls=tuple(rows))


def written(found: District, path: Path, form: str, *, fit: bool = False, **wish):
    going = export.plan(found, export.Wish(form, DAY, **wish))
    return export.write(going, path, fit=fit)


@pytest.mark.parametrize("encoding", export.ENCODINGS)
def test_a_shapefile_has_its_encoding_and_its_crs_beside_it(tmp_path, encoding) -> None:
    written(outfalls("东桥排口"), tmp_path / "出", "shp", encoding=encoding)
    folder = tmp_path / "出"
    assert (folder / "排污口.cpg").read_text() == encoding.upper()
    assert "CGCS2000_3_Degree_GK_CM_117E" in (folder / "排污口.prj").read_text()
    assert (folder / "字段对照.xlsx").exists()
    language = (folder / "排污口.dbf").read_bytes()[29]
    assert language == (0x4D if encoding == "gbk" else 0)
    with fiona.open(folder / "排污口.shp", encoding=encoding) as layer:
        (row,) = layer
        assert "东桥排口" in row["properties"].values()


TEXTS = st.text(
    st.one_of(
        st.sampled_from("潮河云溪镇，。（）〇②Ⅲ·"),
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")),
    ),
    max_size=300,
)
NUMBERS = st.one_of(
    st.none(), st.floats(-1e9, 1e9, allow_subnormal=False).map(lambda x: round(x, 3))
)
DAYS = st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 1, 1)))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.tuples(TEXTS, TEXTS, NUMBERS), min_size=1, max_size=6),
    encoding=st.sampled_from(export.ENCODINGS),
)
def test_whatever_fits_comes_back_and_whatever_does_not_is_told_row_by_row(
    rows, encoding
) -> None:
    line = shapely.LineString([(0, 0), (100, 50)])
    found = district(
        segments=tuple(
            Segment(f"s{i}", f"{i:012d}", name, start=start, length=length,
                    geometry=line)
            for i, (name, start, length) in enumerate(rows)
        )
    )  # fmt: skip
    going = export.plan(found, export.Wish("shp", DAY, encoding=encoding))
    told = {(p.row, p.field) for p in going.problems if p.severity == "error"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "出"
        export.write(going, path, fit=True)
        raw = readers.load(path / "河段.shp", None, encoding)
    for i, (name, start, length) in enumerate(rows):
        for title, value in (("河段名称", name), ("起点位置", start)):
            got = column(raw, title, encoding)[i] or ""
            if (i + 1, title) in told:
                assert len(got.encode(encoding)) <= TEXT_LIMIT
            else:
                assert got == value
        got = column(raw, "河段长度", encoding)[i]
        assert (None if got is None else float(got)) == length


def column(raw, title: str, encoding: str) -> list:
    """Return the column that a full name was shortened to."""
    titles = [f.name.zh for f in fields_of(Kind.SEGMENT)]
    return raw.columns[short_names(titles, encoding)[titles.index(title)]]


def test_what_a_shapefile_cannot_hold_is_refused_until_the_officer_agrees(
    tmp_path,
) -> None:
    found = outfalls("正常", "㐂村排口", "长" * 200)
    going = export.plan(found, export.Wish("shp", DAY, encoding="gbk"))
    losses = [p for p in going.problems if p.severity == "error"]
    assert [(p.row, p.key, p.field) for p in losses] == [
        (2, "001", "排污口名称"),
        (3, "002", "排污口名称"),
    ]
    assert "㐂" in losses[0].text.zh
    assert "400" in losses[1].text.zh
    with pytest.raises(OfficerError, match="2 values"):
        export.write(going, tmp_path / "出")
    assert list(tmp_path.iterdir()) == []
    export.write(going, tmp_path / "出", fit=True)
    raw = readers.load(tmp_path / "出" / "排污口.shp", None, "gbk")
    values = raw.columns["排污口名称"]
    assert values[1] == f"{MARK}村排口"
    assert values[2] == "长" * 126 + "…"


def test_gb18030_and_a_geopackage_keep_what_gbk_lacks(tmp_path) -> None:
    found = outfalls("㐂村排口")
    for encoding in ("gb18030", "utf-8"):
        wish = export.Wish("shp", DAY, encoding=encoding)
        assert export.plan(found, wish).losses == 0
    written(found, tmp_path / "a.gpkg", "gpkg")
    _, _, _, values = pyogrio.raw.read(tmp_path / "a.gpkg", layer="排污口")
    assert "㐂村排口" in values[1]


def test_missing_numbers_and_shapes_are_told_and_stay_missing(tmp_path) -> None:
    found = district(segments=(Segment("s", "1", "一段"),))
    going = export.plan(found, export.Wish("shp", DAY))
    told = {p.field: p.count for p in going.problems if p.count and p.row}
    assert told == {"河段序号": 1, "河段长度": 1, "": 1}
    assert going.losses == 0
    export.write(going, tmp_path / "出")
    raw = readers.load(tmp_path / "出" / "河段.shp", None, "gbk")
    assert raw.columns["河段长度"] == [None]


def test_a_full_disk_or_a_driver_that_drops_something_leaves_nothing(
    tmp_path, monkeypatch
) -> None:
    real = vectors.write

    def cut_short(path, *arguments, **options):
        real(path, *arguments, **options)
        dbf = Path(path).with_suffix(".dbf")
        dbf.write_bytes(dbf.read_bytes()[:-60])

    monkeypatch.setattr(vectors, "write", cut_short)
    with pytest.raises(OfficerError) as caught:
        written(outfalls("甲", "乙"), tmp_path / "出", "shp")
    assert "没有改变" in caught.value.text.zh
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_driver_is_a_sentence_and_the_old_file_stays(
    tmp_path, monkeypatch
) -> None:
    old = tmp_path / "a.gpkg"
    old.write_bytes(b"old")

    def fail(*_, **__):
        raise vectors.DataSourceError("disk full")

    monkeypatch.setattr(vectors, "write", fail)
    with pytest.raises(OfficerError, match="disk full"):
        written(outfalls("甲"), old, "gpkg")
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_a_folder_that_holds_anything_is_refused(tmp_path) -> None:
    (tmp_path / "出").mkdir()
    (tmp_path / "出" / "重要.txt").write_text("x")
    with pytest.raises(OfficerError, match="holds something"):
        written(outfalls("甲"), tmp_path / "出", "shp")
    assert [p.name for p in tmp_path.rglob("*")] == ["出", "重要.txt"]


def test_stopping_leaves_nothing_behind(tmp_path) -> None:
    found = replace(outfalls("甲"), bodies=(Body("b", "水务局"),))
    for form, name in (("shp", "出"), ("gpkg", "a.gpkg")):
        going = export.plan(found, export.Wish(form, DAY, layers=("outfall", "body")))
        asked = iter([False, True])
        with pytest.raises(export.Stopped):
            export.write(going, tmp_path / name, cancelled=lambda a=asked: next(a))
    assert list(tmp_path.iterdir()) == []


def test_geojson_is_wgs84_longitude_first(tmp_path) -> None:
    written(outfalls("甲"), tmp_path / "a.geojson", "geojson", layers=("outfall",))
    meta, _, shapes, _ = pyogrio.raw.read(tmp_path / "a.geojson")
    place = shapely.from_wkb(shapes)[0]
    assert meta["crs"] == "EPSG:4326"
    assert (round(place.x, 3), round(place.y, 3)) == (116.843, 40.376)


@pytest.mark.parametrize(("crs", "east"), [(None, 486_667.4), (4490, 116.8429)])
def test_the_crs_is_the_wished_one(tmp_path, crs, east) -> None:
    written(outfalls("甲"), tmp_path / "a.gpkg", "gpkg", crs=crs)
    meta, _, shapes, _ = pyogrio.raw.read(tmp_path / "a.gpkg", layer="排污口")
    assert meta["crs"] == f"EPSG:{crs or 4548}"
    assert shapely.from_wkb(shapes)[0].x == pytest.approx(east, abs=1e-3)


def test_an_old_datum_is_refused_with_a_sentence() -> None:
    with pytest.raises(OfficerError, match="No exact transformation"):
        export.plan(outfalls("甲"), export.Wish("shp", DAY, crs=2436))


def test_kml_has_places_and_labels_and_refuses_lists_of_persons(tmp_path) -> None:
    written(outfalls("东桥排口"), tmp_path / "a.kml", "kml")
    assert "<name>东桥排口</name>" in (tmp_path / "a.kml").read_text("utf-8")
    with pytest.raises(OfficerError, match="places only"):
        export.plan(outfalls("甲"), export.Wish("kml", DAY, layers=("person",)))


def test_codes_stay_text_and_nothing_becomes_a_formula(tmp_path) -> None:
    names = ["=1+1", "+86", "-x", "@SUM(A1)", "\t=1"]
    written(outfalls(*names), tmp_path / "a.xlsx", "xlsx")
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    head, *rows = book.get_sheet_by_name("排污口").to_python()
    assert [row[head.index("排污口名称")] for row in rows] == names
    assert [row[0] for row in rows] == ["000", "001", "002", "003", "004"]
    written(outfalls(*names), tmp_path / "a.csv", "csv", layers=("outfall",))
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").splitlines()[1:]
    cells = [line.split(",")[1].strip('"') for line in lines]
    assert [c for c in cells if c.lstrip()[:1] in "=-@"] == []


def test_mobiles_are_masked_unless_for_the_office() -> None:
    person = Person("p", "张三", "", "010-1234567", "13800001234")
    found = district(persons=(person,))
    for audience, phone in (
        (Audience.PUBLIC, "138****1234"),
        (Audience.OFFICE, "13800001234"),
    ):
        wish = export.Wish("csv", DAY, layers=("person",), audience=audience)
        going = export.plan(found, wish)
        assert going.tables[0].rows == (("张三", "", "010-1234567", phone),)


def test_boards_go_out_as_they_stood_on_the_day() -> None:
    board = Signboard(
        "b", "GS-01", installed=date(2024, 1, 1), face=SignboardFace("新河长"),
        geometry=PLACE,
    )  # fmt: skip
    gone = Signboard("c", "GS-02", removed=date(2020, 1, 1), geometry=PLACE)
    former = FormerFace("f", "b", date(2017, 1, 1), date(2024, 1, 1),
                        SignboardFace("旧河长"))  # fmt: skip
    found = district(signboards=(board, gone), former_faces=(former,))
    for day, chief in ((date(2025, 1, 1), "新河长"), (date(2021, 1, 1), "旧河长")):
        (table,) = export.plan(found, export.Wish("gpkg", day)).tables
        (row,) = table.rows
        keys = [c.key for c in table.columns]
        assert row[keys.index("face.chief")] == chief


def test_nothing_to_write_is_a_sentence() -> None:
    with pytest.raises(OfficerError, match="nothing to write"):
        export.plan(district(), export.Wish("gpkg", DAY))


def test_empty_layers_that_were_named_go_out_empty(tmp_path) -> None:
    area = Jurisdiction("d", "1", "区", Level.DISTRICT, geometry=PLACE.buffer(9))
    found = district(jurisdictions=(area,))
    for form, name in (("shp", "出"), ("gpkg", "a.gpkg"), ("geojson", "g"),
                       ("xlsx", "a.xlsx")):  # fmt: skip
        layers = ("jurisdiction", "outfall")
        found_rows = written(found, tmp_path / name, form, layers=layers).rows
        assert found_rows == {"行政区": 1, "排污口": 0}


def test_a_line_and_a_multiline_share_a_layer_and_keep_their_parts(tmp_path) -> None:
    line = shapely.LineString([(0, 0), (9, 9)])
    both = shapely.MultiLineString([line, shapely.LineString([(20, 0), (30, 9)])])
    found = district(
        segments=(Segment("a", "1", geometry=line), Segment("b", "2", geometry=both))
    )
    for form, name in (("shp", "出/河段.shp"), ("gpkg", "a.gpkg")):
        written(found, tmp_path / Path(name).parts[0], form)
        shapes = pyogrio.raw.read(tmp_path / name)[2]
        assert [shapely.get_num_geometries(g) for g in shapely.from_wkb(shapes)] == [
            1,
            2,
        ]
