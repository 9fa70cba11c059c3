import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.intake import shapefile as reader
from gridwatch.intake.dbf import DbfTable
from gridwatch.intake.layers import Unreadable
from tests.intake.deliveries import line, point, shapefile, square, typed_dbf

NAMES = {"河段代码": ["A1", "A2"], "河段名称": ["白河上段", "白河下段"]}
LINES = [line((0, 0), (50, 50)), line((50, 50), (90, 10))]


def loaded(path):
    facts = reader.look(path)[0]
    encoding = facts.coding.encoding if facts.coding else ""
    return facts, reader.load(path, encoding)


def snapshot(folder):
    return {f.name: (f.stat().st_mtime_ns, f.read_bytes()) for f in folder.iterdir()}


def test_gbk_table_without_cpg_is_read_in_chinese(tmp_path):
    facts, raw = loaded(shapefile(tmp_path / "河段.shp", LINES, NAMES))
    assert facts.coding.encoding == "gb18030"
    assert facts.geometry == "line"
    assert raw.columns["河段名称"] == ["白河上段", "白河下段"]
    assert raw.numbers == [1, 2]
    assert [g.equals(w) for g, w in zip(raw.geometry, LINES, strict=True)] == [True] * 2


def test_lying_language_byte_is_overruled_with_a_note(tmp_path):
    path = shapefile(tmp_path / "a.shp", LINES, NAMES, language_byte=0x57)
    facts, raw = loaded(path)
    assert raw.columns["河段名称"][0] == "白河上段"
    assert any("language byte" in note.text.en for note in facts.notes)


def test_lying_cpg_is_overruled_with_a_note(tmp_path):
    facts, raw = loaded(shapefile(tmp_path / "a.shp", LINES, NAMES, cpg="UTF-8"))
    assert raw.columns["河段名称"][0] == "白河上段"
    assert any(".cpg" in note.text.en for note in facts.notes)


def test_field_names_cut_in_mid_character_never_fail_the_layer(tmp_path):
    columns = {
        "管理主体单位": ["x", "y"],
        b"\xe7\xae": ["u", "v"],
        "名称": ["甲", "乙"],
    }
    path = shapefile(tmp_path / "a.shp", LINES, columns, encoding="utf-8", cpg="UTF-8")
    _, raw = loaded(path)
    assert raw.names == ("管理主", "field_2", "名称")
    assert raw.columns["field_2"] == ["u", "v"]


def test_names_that_repeat_after_the_cut_stay_apart(tmp_path):
    columns = {"管理主体单位甲": ["x", "y"], "管理主体单位乙": ["u", "v"]}
    _, raw = loaded(shapefile(tmp_path / "a.shp", LINES, columns))
    assert raw.names == ("管理主体单", "管理主体单_2")


def test_missing_shx_is_rebuilt_on_a_copy_only(tmp_path):
    path = shapefile(tmp_path / "a.shp", LINES, NAMES)
    path.with_suffix(".shx").unlink()
    before = snapshot(tmp_path)
    facts, raw = loaded(path)
    assert shapely.equals(raw.geometry, LINES).all()
    assert any(".shx" in note.text.en for note in facts.notes)
    assert snapshot(tmp_path) == before


def test_reading_writes_nothing_beside_the_delivery(tmp_path):
    path = shapefile(tmp_path / "a.shp", LINES, NAMES)
    before = snapshot(tmp_path)
    loaded(path)
    assert snapshot(tmp_path) == before


def test_missing_dbf_gives_shapes_and_a_note(tmp_path):
    facts, raw = loaded(shapefile(tmp_path / "a.shp", LINES, {}))
    assert (facts.rows, raw.names) == (2, ())
    assert shapely.equals(raw.geometry, LINES).all()
    assert any(".dbf" in note.text.en for note in facts.notes)


@pytest.mark.parametrize("folder", ["云溪区 数据", "look! here", "a#b%20c"])
def test_odd_paths_work(tmp_path, folder):
    _, raw = loaded(shapefile(tmp_path / folder / "河段!.shp", LINES, NAMES))
    assert shapely.equals(raw.geometry, LINES).all()
    assert raw.columns["河段代码"] == ["A1", "A2"]


def test_side_files_in_capitals_are_found(tmp_path):
    path = shapefile(tmp_path / "a.shp", LINES, NAMES)
    for ending in (".dbf", ".prj", ".shx"):
        path.with_suffix(ending).rename(path.with_suffix(ending.upper()))
    facts, raw = loaded(path)
    assert facts.crs
    assert raw.columns["河段代码"] == ["A1", "A2"]


def test_null_shapes_keep_their_row(tmp_path):
    _, raw = loaded(shapefile(tmp_path / "a.shp", [point(), None], {"n": ["1", "2"]}))
    assert raw.numbers == [1, 2]
    assert raw.geometry[1] is None


def test_deleted_records_are_left_out_and_counted(tmp_path):
    path = shapefile(tmp_path / "a.shp", LINES, NAMES, deleted=(0,))
    facts, raw = loaded(path)
    assert (facts.rows, raw.numbers) == (1, [2])
    assert shapely.equals(raw.geometry[0], LINES[1])
    assert any("deleted" in note.text.en for note in facts.notes)


def test_one_bad_shape_does_not_kill_the_layer(tmp_path):
    squares = [square(), square(200), square(400)]
    path = shapefile(tmp_path / "a.shp", squares, {"n": ["1", "2", "3"]})
    data = bytearray(path.read_bytes())
    second = 100 + (len(data) - 100) // 3
    data[second + 8 + 40 : second + 8 + 44] = (10**6).to_bytes(4, "little")
    path.write_bytes(data)
    _, raw = loaded(path)
    assert shapely.equals(raw.geometry[[0, 2]], [squares[0], squares[2]]).all()
    assert raw.geometry[1] is None
    assert "damaged" in raw.lost[1].en


def test_a_file_cut_off_in_the_middle_keeps_what_is_there(tmp_path):
    squares = [square(), square(200), square(400)]
    path = shapefile(tmp_path / "a.shp", squares, {"n": ["1", "2", "3"]})
    path.write_bytes(path.read_bytes()[:-60])
    _, raw = loaded(path)
    assert len(raw.numbers) == 3
    assert shapely.equals(raw.geometry[:2], squares[:2]).all()
    assert 2 in raw.lost


def test_fewer_attribute_records_than_shapes_lose_no_shape(tmp_path):
    path = shapefile(tmp_path / "a.shp", LINES, {"n": ["1"]})
    facts, raw = loaded(path)
    assert facts.rows == 2
    assert shapely.equals(raw.geometry, LINES).all()
    assert raw.columns["n"] == ["1", None]


def test_a_file_that_is_no_shapefile_says_so(tmp_path):
    (tmp_path / "a.shp").write_bytes(b"PK\x03\x04" * 40)
    with pytest.raises(Unreadable):
        reader.look(tmp_path / "a.shp")


def test_a_broken_dbf_header_leaves_the_shapes(tmp_path):
    path = shapefile(tmp_path / "a.shp", LINES, NAMES)
    path.with_suffix(".dbf").write_bytes(b"\x03" * 20)
    facts, raw = loaded(path)
    assert facts.rows == 2
    assert shapely.equals(raw.geometry, LINES).all()


def test_bytes_that_do_not_decode_are_shown_and_noted(tmp_path):
    columns = {"名称": ["白河村委会", "清水沟", "东桥镇", b"\xff\xff "]}
    path = shapefile(tmp_path / "a.shp", [point(n) for n in range(4)], columns)
    raw = reader.load(path, "gb18030")
    assert raw.columns["名称"][3].startswith("�")
    assert raw.notes[0].row == 4


HANZI = "云溪区白河村镇水务局管理处李王张刘清潭沟桥东西南北大小上下"
TEXTS = st.text(HANZI, min_size=1, max_size=8)
TABLES = st.lists(st.tuples(TEXTS, TEXTS), min_size=3, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(TABLES, st.sampled_from(["gbk", "gb18030", "utf-8"]), st.sampled_from([0, 0x57]))
def test_chinese_tables_survive_being_written_and_read(tmp_path, table, coding, byte):
    first, second = zip(*table, strict=True)
    path = shapefile(
        tmp_path / "t.shp",
        [point(n) for n in range(len(table))],
        {"名称": list(first), "位置": list(second)},
        encoding=coding,
        language_byte=byte,
    )
    _, raw = loaded(path)
    assert raw.columns == {"名称": list(first), "位置": list(second)}


def test_large_tables_are_sampled_where_they_are_not_ascii(tmp_path):
    columns = {"n": ["plain"] * 20_000 + ["白河水务局"]}
    path = tmp_path / "a.dbf"
    shapefile(tmp_path / "a.shp", [None] * 20_001, columns)
    values, _ = DbfTable(path).texts()
    assert values == {"白河水务局".encode("gbk")}


def many(count):
    return [point(n) for n in range(count)]


def test_rows_in_another_encoding_are_read_and_named_one_by_one(tmp_path):
    names = ["白河村", "清水沟", "云溪镇", "大王庄".encode(), "石桥", "东河".encode()]
    path = shapefile(tmp_path / "a.shp", many(6), {"名称": names})
    _, raw = loaded(path)
    assert raw.columns["名称"] == [
        "白河村",
        "清水沟",
        "云溪镇",
        "大王庄",
        "石桥",
        "东河",
    ]
    strays = [note for note in raw.notes if "utf-8" in note.text.en]
    assert [note.row for note in strays] == [4, 6]
    assert "大王庄" in strays[0].text.zh


def test_an_encoding_chosen_by_the_officer_is_not_second_guessed(tmp_path):
    path = shapefile(tmp_path / "a.shp", many(2), {"name": ["白河村", "清水沟"]})
    assert reader.load(path, "utf-8").columns["name"][0].startswith("�")


def test_values_cut_in_mid_character_are_mended_and_said_with_the_row(tmp_path):
    table = {"name": ["白河".encode(), "清水沟的".encode()[:10]]}
    _, raw = loaded(shapefile(tmp_path / "a.shp", many(2), table, language_byte=0))
    assert raw.columns["name"] == ["白河", "清水沟"]
    assert [(n.row, "half a character" in n.text.en) for n in raw.notes] == [(2, True)]


def test_mended_field_names_are_said(tmp_path):
    columns = {"管理主体单位": ["x"], b"\xff\xff": ["u"], "名称": ["甲村河"]}
    path = shapefile(tmp_path / "a.shp", many(1), columns, encoding="utf-8")
    said = [note.text.en for note in reader.look(path)[0].notes]
    assert any("管理主" in text and "half" in text for text in said)
    assert any("field_2" in text for text in said)


def test_numbers_shown_as_stars_and_empty_days_are_null_and_said(tmp_path):
    path = shapefile(tmp_path / "a.shp", many(3), {"x": ["1", "2", "3"]})
    columns = [("n", "N", 4, 0), ("d", "D", 8, 0), ("河", "C", 8, 0)]
    cells = [(b"1", b"20240630", "白河"), (b"****", b"00000000", "x"), (b"", b"", None)]
    data = typed_dbf([(n, "C", w, p) for n, _, w, p in columns], cells, encoding="gbk")
    data = data.replace(b"n\0\0\0\0\0\0\0\0\0\0C", b"n\0\0\0\0\0\0\0\0\0\0N")
    data = data.replace(b"d\0\0\0\0\0\0\0\0\0\0C", b"d\0\0\0\0\0\0\0\0\0\0D")
    path.with_suffix(".dbf").write_bytes(data)
    _, raw = loaded(path)
    assert raw.columns["n"] == ["1", None, None]
    assert raw.columns["d"] == ["20240630", None, None]
    assert raw.columns["河"] == ["白河", "x", None]
    assert [(n.row, n.field) for n in raw.notes if "***" in n.text.en] == [(2, "n")]
