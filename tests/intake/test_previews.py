import pytest

from gridwatch.intake.previews import previews
from tests.intake.deliveries import line, shapefile, workbook

LINES = [line((0, 0), (50, 50)), line((50, 50), (90, 10))]
TABLE = {"河段代码": ["A1", "A2"], "河段名称": ["白河上段", "云溪支流"]}


def test_each_encoding_shows_the_texts_as_it_reads_them(tmp_path):
    path = shapefile(tmp_path / "a.shp", LINES, TABLE, language_byte=0x57)
    shown = {p.encoding: p for p in previews(path)}
    assert set(shown) == {"utf-8", "gb18030", "cp950", "cp1252"}
    assert shown["gb18030"].names == ("河段代码", "河段名称")
    assert shown["gb18030"].rows == (("A1", "白河上段"), ("A2", "云溪支流"))
    assert shown["cp1252"].rows[0][1].startswith("°\xd7ºÓ")


def test_the_right_encoding_comes_first_with_a_figure_and_a_reason(tmp_path):
    path = shapefile(tmp_path / "a.shp", LINES, TABLE, cpg="UTF-8")
    first, *others = previews(path)
    assert first.encoding == "gb18030"
    assert first.score == 1.0
    assert all(other.score < first.score for other in others)
    assert "全部" in first.reason.zh
    assert "do not decode" in next(p for p in others if p.encoding == "utf-8").reason.en


def test_rows_that_tell_nothing_about_an_encoding_are_passed_over(tmp_path):
    table = {"name": [*["plain"] * 30, "白河", "云溪"]}
    path = shapefile(tmp_path / "a.shp", [LINES[0]] * 32, table)
    rows = previews(path)[0].rows
    assert rows[-2:] == (("白河",), ("云溪",))
    assert len(rows) == 5


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig"])
def test_text_tables_are_shown_too(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes("代码,名称\nA1,白河\nA2,云溪支流\n".encode(encoding))
    first = previews(path)[0]
    assert first.names == ("代码", "名称")
    assert first.rows == (("A1", "白河"), ("A2", "云溪支流"))


def test_formats_with_an_encoding_of_their_own_have_nothing_to_flip(tmp_path):
    book = workbook(tmp_path / "a.xlsx", {"表": [["代码"], ["A1"]]})
    assert previews(book, "表") == ()
    assert previews(tmp_path / "gone.shp") == ()


def test_a_shapefile_without_a_table_has_no_texts(tmp_path):
    assert previews(shapefile(tmp_path / "a.shp", LINES, {})) == ()
