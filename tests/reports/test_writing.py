"""Tables as spreadsheet and text, read back with a reader that is not ours."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from gridwatch.district.wording import Format, OfficerError
from gridwatch.reports.writing import CELL_LIMIT, Column, write_table

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = [
    Column("河段代码", Format.CODE),
    Column("名称"),
    Column("长度（米）", Format.LENGTH),
    Column("设立日期", Format.DAY),
    Column("规模以上", Format.FLAG),
]
ROWS = [
    ("990101000001", "长示河一段", 1234.5, date(2026, 11, 22), True),
    ("000000000007", "", None, None, False),
]
DANGEROUS = ("=1+1", "+86-10", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1")


def read(path: Path) -> list[list[object]]:
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_index(0).to_python()


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_a_spreadsheet_comes_back_as_it_was(tmp_path):
    path = tmp_path / "河段 表.xlsx"
    assert write_table(path, "河段", COLUMNS, ROWS) == 2
    head, first, second = read(path)
    assert head == [column.title for column in COLUMNS]
    assert first == ["990101000001", "长示河一段", 1234.5, date(2026, 11, 22), "是"]
    assert second == ["000000000007", "", "", "", "否"]


def test_codes_are_text_even_where_numbers_are_handed_over(tmp_path):
    write_table(tmp_path / "a.xlsx", "t", [Column("c", Format.CODE)], [[990101000001]])
    assert read(tmp_path / "a.xlsx")[1] == ["990101000001"]


def test_nothing_becomes_a_formula_in_a_spreadsheet(tmp_path):
    path = tmp_path / "a.xlsx"
    write_table(path, "t", ["值", "=A1"], [[text, "x"] for text in DANGEROUS])
    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert [row[0] for row in read(path)[1:]] == list(DANGEROUS)


def test_nothing_becomes_a_formula_in_text(tmp_path):
    path = tmp_path / "a.csv"
    write_table(path, "t", ["值"], [[text] for text in (*DANGEROUS, "-3.5", -3.5)])
    values = [row[0] for row in lines(path)[1:]]
    assert values == [*(f"'{text}" for text in DANGEROUS), "-3.5", "-3.5"]


def test_text_begins_with_the_mark_that_excel_needs(tmp_path):
    path = tmp_path / "a.csv"
    assert write_table(path, "t", COLUMNS, ROWS) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines(path)[1] == [
        "990101000001",
        "长示河一段",
        "1234.5",
        "2026-11-22",
        "是",
    ]


def test_head_is_frozen_filtered_and_columns_fit_chinese(tmp_path):
    path = tmp_path / "a.xlsx"
    write_table(path, "t", ["名称", "b"], [["门头入口沟青石镇段", "1"]])
    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B2"/>' in sheet
    width = float(sheet.split('<col min="1" max="1" width="')[1].split('"')[0])
    assert 18 <= width < 26


def test_an_empty_table_has_its_head(tmp_path):
    assert write_table(tmp_path / "a.xlsx", "t", ["名称"], []) == 0
    assert read(tmp_path / "a.xlsx") == [["名称"]]


def test_odd_values_do_not_break_the_file(tmp_path):
    path = tmp_path / "a.xlsx"
    odd = [float("nan"), float("inf"), "x" * (CELL_LIMIT + 5), "a\x00b", "￥㐂𠀀"]
    write_table(path, "a/b:c*?[表]" * 5, ["v"], [[value] for value in odd])
    values = [row[0] for row in read(path)[1:]]
    assert str(values[2]).endswith("…（截断）")
    assert len(str(values[2])) <= CELL_LIMIT
    assert values[4] == "￥㐂𠀀"


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(OfficerError) as raised:
        write_table(tmp_path / "a.doc", "t", ["v"], [])
    assert ".xlsx" in raised.value.text.zh
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["图.xlsx", "图.csv"])
def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path, name):
    (tmp_path / name).mkdir()
    for path in (tmp_path / name, tmp_path / "missing" / name):
        with pytest.raises(OfficerError) as raised:
            write_table(path, "t", ["v"], [["1"]])
        assert "没有丢失" in raised.value.text.zh
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["图.xlsx", "图.csv"])
def test_an_old_file_stands_when_the_rows_fail(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"old")

    def rows():
        yield ["1"]
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        write_table(path, "t", ["v"], rows())
    assert path.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_notes_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_table(path, "表", ["x"], [(1,)], [("口径", "=1+1")]) == 1
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["表", "说明"]
    assert book.get_sheet_by_name("说明").to_python() == [["口径", "=1+1"]]


def test_notes_stand_below_a_text_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_table(path, "表", ["x"], [(1,)], [("口径", "全部")])
    assert path.read_text("utf-8-sig").splitlines() == ["x", "1", "", "口径,全部"]
