"""The tables an office sends out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from gridwatch.district.checks import CheckReport, CheckResult, Fault
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.rivers import River
from gridwatch.district.rules import Role, Rules
from gridwatch.district.wording import Kind, Language, Text
from gridwatch.reports.tables import check_report, kept_aside, masked, roster

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = date(2026, 11, 22)


def read(path: Path) -> list[list[object]]:
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_index(0).to_python()


@dataclass
class Aside:
    source: str
    row: int
    reason: Text | str
    values: dict[str, object] = field(default_factory=dict)
    wkt: str = ""


def report() -> CheckReport:
    text = Text("河段没有村级河长", "segment without village chief")
    fault = Fault("COV-01", Kind.SEGMENT, "s1", "990101000001", "长示河一段", text)
    name = Text("河段缺河长", "segments without chief")
    empty = CheckResult("COV-02", Text("村缺河长", "villages"), "warning", ())
    return CheckReport(AS_OF, (CheckResult("COV-01", name, "error", (fault,)), empty))


def test_every_fault_of_a_check_is_a_line(tmp_path):
    path = tmp_path / "检查.xlsx"
    assert check_report(path, report()) == 1
    assert read(path)[1] == [
        "河段缺河长",
        "错误",
        "河段",
        "990101000001",
        "长示河一段",
        "河段没有村级河长",
    ]


def test_a_check_report_speaks_english(tmp_path):
    check_report(tmp_path / "a.xlsx", report(), Language.EN)
    assert read(tmp_path / "a.xlsx")[1][5] == "segment without village chief"


def test_rows_kept_aside_come_with_reason_columns_and_geometry(tmp_path):
    rows = [
        Aside("河段.shp", 7, Text("没有图形", "no geometry"), {"河段代码": "0071"}),
        Aside("井.xlsx", 3, "坐标在区外", {"编号": 12, "备注": "=1+1"}, "POINT (1 2)"),
    ]
    assert kept_aside(tmp_path / "未导入.xlsx", rows) == 2
    head, first, second = read(tmp_path / "未导入.xlsx")
    assert head == ["来源文件", "行号", "原因", "河段代码", "编号", "备注", "几何 WKT"]
    assert first == ["河段.shp", 7.0, "没有图形", "0071", "", "", ""]
    assert second == ["井.xlsx", 3.0, "坐标在区外", "", "12", "=1+1", "POINT (1 2)"]


def test_a_long_geometry_goes_on_in_the_next_column_and_is_whole(tmp_path):
    wkt = "LINESTRING (" + ", ".join(f"{i} {i}" for i in range(9000)) + ")"
    kept_aside(tmp_path / "a.xlsx", [Aside("a.shp", 1, "x", {}, wkt)])
    row = read(tmp_path / "a.xlsx")[1]
    assert len(row) > 4
    assert "".join(str(cell) for cell in row[3:]) == wkt


def make_district() -> District:
    return District(
        rules=Rules(
            roles=(
                Role("区级河长", "district", "chief"),
                Role("村级河长", "village", "chief"),
            )
        ),
        jurisdictions=(
            Jurisdiction("j", "990101101201", "东沟村", Level.VILLAGE, "990101101000"),
        ),
        rivers=(River("r", "R001", "长示河"),),
        persons=(
            Person("p1", "张伟", "区水务局局长", "010-69000001", "13800001234"),
            Person("p2", "李敏", "村书记", "13911112222", "13911112222"),
            Person("p3", "旧人", "", "", "13700000000"),
        ),
        posts=(
            Post("o2", "村级河长", "village", "jurisdiction", "990101101201"),
            Post("o1", "区级河长", "district", "river", "R001"),
            Post("o3", "村级河长", "village", "jurisdiction", "990101101209"),
        ),
        terms=(
            Term("t1", "o1", "p1"),
            Term("t2", "o2", "p2", acting=True),
            Term("t3", "o2", "p3", None, date(2026, 1, 1)),
        ),
    )


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_no_mobile_number_stands_in_the_public_roster(tmp_path, ending):
    path = tmp_path / f"河长名单.{ending}"
    assert roster(path, make_district(), AS_OF) == 3
    text = str(read(path)) if ending == "xlsx" else path.read_text("utf-8-sig")
    for number in ("13800001234", "13911112222", "13700000000"):
        assert number not in text
    assert "138****1234" in text
    assert "010-69000001" in text


def test_the_roster_lists_posts_in_order_with_acting_and_vacant_ones(tmp_path):
    roster(tmp_path / "a.xlsx", make_district(), AS_OF)
    rows = read(tmp_path / "a.xlsx")[1:]
    assert [row[1] for row in rows] == ["区级河长", "村级河长", "村级河长"]
    assert [row[2] for row in rows] == ["张伟", "李敏", "待定"]
    assert [row[4] for row in rows] == ["长示河", "东沟村", "行政区 990101101209"]
    assert rows[1][6] == "139****2222"
    assert rows[1][8] == "代管"


def test_the_roster_speaks_of_its_day(tmp_path):
    roster(tmp_path / "a.xlsx", make_district(), date(2025, 6, 1))
    assert "旧人" in str(read(tmp_path / "a.xlsx"))


def test_masking_keeps_three_and_four_digits():
    assert masked("138 0000 1234") == "138****1234"
    assert masked("+86 13800001234") == "138****1234"
    assert masked("12345") == "****"
    assert masked("") == ""
