import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.intake.delimited import delimited
from gridwatch.intake.layers import NotData
from gridwatch.intake.plan import survey

ROWS = [
    ["代码", "名称", "备注"],
    ["990101001", "鼓楼街道", ""],
    ["990101002", "溪翁庄", "a"],
]
CODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("sign", [",", "\t", ";", "|", "，"])
def test_every_encoding_and_separator_is_told_by_the_bytes(tmp_path, coding, sign):
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(map(sign.join, ROWS)).encode(coding))
    assert [*delimited(path).rows] == ROWS


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.lists(st.text('河段镇村ab1 ,;"\n', max_size=6), min_size=3, max_size=3),
        min_size=2,
        max_size=6,
    ),
    st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]),
)
def test_a_table_comes_back_as_it_was_written(tmp_path_factory, rows, coding):
    import csv
    import io

    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows([["编号河段", "名称村镇", "备注"], *rows])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(sheet.getvalue().encode(coding))
    assert [*delimited(path).rows][1:] == rows


def test_a_text_that_is_no_table_is_left_alone_without_a_question(tmp_path):
    (tmp_path / "说明.txt").write_text("本次共提交三个图层。\n联系人：云甲子", "utf-8")
    with pytest.raises(NotData):
        delimited(tmp_path / "说明.txt")
    plan = survey(tmp_path)
    assert plan.certain
    assert not plan.findings


def test_a_very_long_cell_is_no_trouble(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"代码,WKT\n1,{'9' * 400_000}\n", "utf-8")
    assert len(delimited(path).rows[1][1]) == 400_000


def test_an_empty_file_has_no_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    assert delimited(path).rows == ()


def test_a_large_text_is_read_in_the_other_process(tmp_path, monkeypatch):
    from gridwatch.intake import readers, spreadsheet
    from gridwatch.intake.limits import ReaderLimits

    limits = ReaderLimits(60, 1, 3072, 6, 60, text_mb=0)
    monkeypatch.setattr(readers, "reader_limits", lambda: limits)
    monkeypatch.setattr(spreadsheet, "look", None)
    monkeypatch.setattr(spreadsheet, "load", None)
    path = tmp_path / "排污口.csv"
    path.write_text("排污口编码,经度,纬度\nW1,116.5,40.2\n", "gb18030")
    (facts,) = readers.look(path)
    assert (facts.geometry, facts.coding.encoding) == ("point", "gb18030")
    assert readers.load(path, None, "gb18030").geometry[0].x == 116.5
