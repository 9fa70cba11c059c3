from datetime import date

import pytest

from gridwatch.intake import spreadsheet
from gridwatch.intake.layers import Unreadable
from tests.intake.deliveries import workbook

HEAD = ["序号", "姓名", "职务", "责任对象代码", "任职日期"]


def test_column_names_are_found_under_title_rows(tmp_path):
    rows = [
        ["云溪区河长名单"],
        [],
        ["（2024 年）"],
        HEAD,
        [1, "张三", "村级河长", "990101102201", date(2024, 1, 2)],
        [],
        [2, "李四", "村级河长", "990101102202", "2024.3.4"],
    ]
    path = workbook(tmp_path / "名单 2024!.xlsx", {"现任": rows, "空": []})
    current, empty = spreadsheet.look(path)
    assert (current.layer, current.rows, current.header_row) == ("现任", 2, 4)
    assert current.names == tuple(HEAD)
    assert empty.rows == 0
    raw = spreadsheet.load(path, "现任", None)
    assert raw.numbers == [5, 7]
    assert raw.columns["姓名"] == ["张三", "李四"]
    assert raw.cells["责任对象代码"] == "D"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_offices_use(tmp_path, coding):
    path = tmp_path / "乡镇.csv"
    path.write_bytes("代码,名称\r\n990101001,鼓楼街道\r\n".encode(coding))
    (facts,) = spreadsheet.look(path)
    raw = spreadsheet.load(path, None, facts.coding.encoding)
    assert raw.columns == {"代码": ["990101001"], "名称": ["鼓楼街道"]}
    assert raw.numbers == [2]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_semicolons_and_quoted_line_breaks_are_understood(tmp_path, end):
    path = tmp_path / "a.csv"
    path.write_text('code;name\n1;"a\nb"\n2;c\n', newline=end)
    raw = spreadsheet.load(path, None, "utf-8")
    assert raw.columns["name"] == ["a\nb", "c"]


def test_a_damaged_workbook_says_so(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Unreadable):
        spreadsheet.look(tmp_path / "a.xlsx")


def test_nameless_and_repeated_columns_stay_apart(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", {"s": [["姓名", "", "职务", "姓名"], [1, 2, 3, 4]]}
    )
    assert spreadsheet.look(path)[0].names == ("姓名", "field_2", "职务", "姓名_2")
