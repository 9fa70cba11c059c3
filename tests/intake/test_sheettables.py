"""Real workbooks as offices make them, read by the same door as an import."""

import re
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.wording import Kind
from gridwatch.intake import spreadsheet
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.plan import read, survey
from gridwatch.intake.sheettables import tables_of
from gridwatch.intake.workbook import Grid
from tests.intake.deliveries import balanced, workbook

HEAD = ["序号", "姓名", "职务", "责任对象代码", "任职日期"]


def chief(number, name, code="990101102201", since="2024.3.4"):
    return [number, name, "村级河长", code, since]


def made(path, draw):
    """Let `draw` fill the first sheet of a workbook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        draw(book, book.add_worksheet("名单"))
    return path


def notes(path, at=0):
    return " | ".join(note.text.zh for note in spreadsheet.look(path)[at].notes)


def test_a_head_of_two_merged_rows_gives_joined_names_that_are_known(tmp_path):
    def draw(_, sheet):
        sheet.merge_range("A1:F1", "云溪区河长名单")
        sheet.merge_range("A2:A3", "序号")
        sheet.merge_range("B2:D2", "河长")
        sheet.write_row("B3", ["姓名", "职务", "手机"])
        sheet.merge_range("E2:F2", "责任对象")
        sheet.write_row("E3", ["代码", "名称"])
        sheet.write_row("A4", [1, "云甲子", "村级河长", 10099990001, "990101102201"])

    path = made(tmp_path / "d" / "名单.xlsx", draw)
    (facts,) = spreadsheet.look(path)
    assert facts.header_row == 2
    assert facts.names == (
        "序号", "河长/姓名", "河长/职务", "河长/手机", "责任对象/代码", "责任对象/名称",
    )  # fmt: skip
    assert facts.rows == 1
    plan = survey(path.parent)
    fields = dict(plan.files[0].columns)
    assert fields["河长/姓名"] == "name"
    assert fields["责任对象/代码"] == "covers_code"
    found = read(plan)
    assert found.rows[Kind.PERSON][0].mobile == "10099990001"
    assert found.rows[Kind.POST][0].covers_code == "990101102201"


def test_merged_cells_of_the_body_are_filled_down_and_said(tmp_path):
    def draw(_, sheet):
        sheet.write_row("A1", HEAD)
        sheet.merge_range("D2:D4", "990101102201")
        for row in range(3):
            sheet.write_row(row + 1, 0, [row + 1, f"云{row}", "村级河长"])

    path = made(tmp_path / "a.xlsx", draw)
    raw = spreadsheet.load(path, "名单", None)
    assert raw.columns["责任对象代码"] == ["990101102201"] * 3
    assert "合并单元格已逐行填入：责任对象代码" in notes(path)


def test_a_merge_over_rows_that_are_otherwise_blank_makes_no_rows(tmp_path):
    def draw(_, sheet):
        sheet.write_row("A1", HEAD)
        sheet.merge_range("D2:D9", "990101102201")
        sheet.write_row("A2", [1, "云甲子", "村级河长"])

    assert spreadsheet.look(made(tmp_path / "a.xlsx", draw))[0].rows == 1


def test_sums_remarks_and_repeated_heads_are_left_out_and_said(tmp_path):
    rows = [
        HEAD,
        chief(1, "云甲子"),
        ["", "东桥镇小计", "", 1, ""],
        HEAD,
        chief(2, "云甲丑"),
        ["合 计", "", "", 2, ""],
        ["注：代管者不计入。"],
        ["填表人：云甲寅", "审核：云甲卯"],
    ]
    path = workbook(tmp_path / "a.xlsx", {"名单": rows})
    raw = spreadsheet.load(path, "名单", None)
    assert raw.numbers == [2, 5]
    said = notes(path)
    assert "合计、小计行）：3、6" in said
    assert "重复的表头）：4" in said
    assert "表注、签名等行）：7、8" in said


def test_a_village_whose_name_holds_a_word_of_sums_stays(tmp_path):
    rows = [HEAD, chief(1, "合计生"), chief(2, "注小明")]
    path = workbook(tmp_path / "a.xlsx", {"名单": rows})
    assert spreadsheet.load(path, "名单", None).columns["姓名"] == ["合计生", "注小明"]


def test_rows_of_units_and_column_numbers_are_passed_over(tmp_path):
    rows = [
        ["河段代码", "河段名称", "河段长度", "起点"],
        ["", "", "公里", ""],
        [1, 2, 3, 4],
        ["990101000001", "潮河一段", 1.5, "源头"],
    ]
    path = workbook(tmp_path / "a.xlsx", {"河段": rows})
    raw = spreadsheet.load(path, "河段", None)
    assert raw.numbers == [4]
    assert "河段长度（公里）" in raw.names
    assert "单位“公里”" in notes(path)
    assert "单位行、列号行）：2、3" in notes(path)


def test_a_unit_over_the_head_counts_for_lengths(tmp_path):
    rows = [
        ["河段台账", "", "（单位：km）"],
        ["河段代码", "河段名称", "河段长度"],
        ["990101000001", "潮河一段", 1.5],
    ]
    path = workbook(tmp_path / "a.xlsx", {"河段": rows})
    assert "河段长度（km）" in spreadsheet.look(path)[0].names


def test_two_tables_of_one_sheet_are_two_sources(tmp_path):
    rows = [
        ["一、现任"],
        HEAD,
        chief(1, "云甲子"),
        [],
        ["二、污染源"],
        ["污染源编码", "污染源名称", "排污口编码"],
        ["W1", "甲厂", "PW-01"],
        ["W2", "乙厂", "PW-02"],
    ]
    path = workbook(tmp_path / "d" / "a.xlsx", {"名单": rows})
    first, second = spreadsheet.look(path)
    assert (first.layer, first.rows) == ("名单", 1)
    assert (second.layer, second.rows, second.header_row) == ("名单（表2）", 2, 6)
    plan = survey(path.parent)
    found = read(plan)
    balanced(plan, found)
    assert [s.name for s in found.rows[Kind.SOURCE]] == ["甲厂", "乙厂"]


def test_a_long_code_stored_as_a_number_names_sheet_and_cell(tmp_path):
    rows = [HEAD, chief(1, "云甲子"), chief(2, "云甲丑", 990101102201003)]
    path = workbook(tmp_path / "d" / "名单.xlsx", {"名单": rows})
    found = read(survey(path.parent))
    (kept,) = found.rejected
    assert kept.source == "名单.xlsx#名单"
    assert "D3：" in kept.reason.zh
    assert "9.90101E+14" in kept.reason.zh


def test_formulas_without_a_result_and_errors_are_said_with_their_cells(tmp_path):
    def draw(_, sheet):
        sheet.write_row("A1", HEAD)
        sheet.write_row("A2", chief(1, "云甲子"))
        sheet.write_formula("C3", '="村级"&"河长"', value="村级河长")
        sheet.write("B3", "云甲丑")
        sheet.write_formula("D3", "=D2", value="gone")
        sheet.write_formula("E3", "=1/0", value="#DIV/0!")

    path = made(tmp_path / "a.xlsx", draw)
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, re.sub(rb"<v>gone</v>", b"", data))
    said = notes(bare)
    assert "D3 等 1 个单元格的公式没有存下结果" in said
    assert "E3 等 1 个单元格是错误值" in said
    assert spreadsheet.load(bare, "名单", None).columns["职务"][1] == "村级河长"
    assert "没有存下结果" not in notes(path)


def test_a_hidden_sheet_is_read_and_said(tmp_path):
    def draw(book, sheet):
        sheet.write_row("A1", HEAD)
        hidden = book.add_worksheet("旧名单")
        hidden.write_row("A1", HEAD)
        hidden.write_row("A2", chief(1, "云甲子"))
        hidden.hide()

    path = made(tmp_path / "a.xlsx", draw)
    assert notes(path) == ""
    assert "隐藏" in notes(path, 1)


def test_days_and_phones_of_a_roster_are_read_in_every_form(tmp_path):
    head = [*HEAD, "手机"]
    forms = ["2017年11月17日", "2017.11.17", 43056, "二〇一七年十一月", "去年"]
    rows = [
        [*chief(n, f"云{n}", f"99010110220{n}", form), "100 9999 0001/0000-69990001"]
        for n, form in enumerate(forms)
    ]
    path = workbook(tmp_path / "d" / "名单.xlsx", {"名单": [head, *rows]})
    found = read(survey(path.parent))
    days = [term.since for term in found.rows[Kind.TERM]]
    assert days == [date(2017, 11, 17)] * 3 + [date(2017, 11, 1), None]
    said = " ".join(f.text.zh for f in found.findings)
    assert "只到月" in said
    assert "“去年”不是日期" in said
    person = found.rows[Kind.PERSON][0]
    assert (person.mobile, person.office_phone) == ("10099990001", "0000-69990001")


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [["", None]],
        [HEAD],
        [["标题"]],
        [["标题"], [], ["注：空"]],
        [HEAD, []],
    ],
)
def test_sheets_without_rows_are_no_rows_and_no_fault(tmp_path, rows):
    path = workbook(tmp_path / "d" / "a.xlsx", {"名单": rows, "空": []})
    plan = survey(path.parent)
    assert all(file.kind is None for file in plan.files)
    assert read(plan).rows == {}


CELLS = st.one_of(
    st.none(), st.just(""), st.sampled_from([*HEAD, "合计", "公里", "注：x", "云甲子"]),
    st.floats(), st.integers(-5, 5), st.booleans(), st.dates(),
)  # fmt: skip


@settings(max_examples=300)
@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=14),
    st.lists(
        st.tuples(
            st.integers(0, 15), st.integers(0, 7), st.integers(0, 4), st.integers(0, 4)
        ),
        max_size=4,
    ),
)
def test_any_grid_is_read_and_no_row_is_counted_twice(rows, spans):
    width = max(map(len, rows), default=0)
    square = tuple([*row, *[""] * (width - len(row))] for row in rows)
    merges = tuple(
        ((top, left), (top + tall, left + wide))
        for top, left, tall, wide in spans
        if top + tall < len(square) and left + wide < width
    )
    tables = tables_of(Grid("s", square, merges))
    numbers = [number for table in tables for number, _ in table.body]
    assert len(numbers) == len(set(numbers))
    assert numbers == sorted(numbers)
    assert all(len(set(t.names)) == len(t.names) for t in tables)
    assert len({t.layer for t in tables}) == len(tables)


def test_a_stray_value_in_the_last_cell_is_refused_before_memory_runs_out(tmp_path):
    def draw(_, sheet):
        sheet.write_row("A1", HEAD)
        sheet.write("XFD1048576", "x")

    with pytest.raises(Unreadable) as caught:
        spreadsheet.look(made(tmp_path / "a.xlsx", draw))
    assert "XFD1048576" in caught.value.text.zh


def test_formats_far_beyond_the_data_are_no_matter(tmp_path):
    def draw(book, sheet):
        sheet.write_row("A1", HEAD)
        sheet.write_row("A2", chief(1, "云甲子"))
        sheet.write_blank("XFD1048576", None, book.add_format({"bold": True}))

    assert spreadsheet.look(made(tmp_path / "a.xlsx", draw))[0].rows == 1
