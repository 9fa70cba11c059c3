"""Ledger files read for comparing: kinds, places, codes, columns."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridwatch.district.district import District
from gridwatch.district.ledgererrand import Wishes, held_against, shift_warning
from gridwatch.district.ledgervalues import Status
from gridwatch.district.outfalls import Outfall
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.intake import georeference
from gridwatch.intake.ledger import LedgerHints, name_pattern, read_ledger
from gridwatch.intake.variants import variants
from tests.intake.deliveries import X, Y, point, shapefile, workbook

CRS = 4548
HEAD = ["排污口编码", "排污口名称", "责任单位"]


def ledger(tmp_path, rows, name="排污口台账.xlsx", **hints):
    path = workbook(tmp_path / name, {"台账": rows})
    return read_ledger(path, CRS, LedgerHints(**hints))


def said(file):
    return " | ".join(f.text.zh for f in file.findings)


def test_a_row_keeps_only_what_the_file_has_columns_for(tmp_path):
    file = ledger(tmp_path, [["标题"], HEAD, ["PW-1", "东口", ""]])
    assert file.kind is Kind.OUTFALL
    (row,) = file.rows
    assert row.key == "3"
    assert dict(row.fields) == {"code": "PW-1", "name": "东口", "responsible_body": ""}
    assert row.place is None


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (["公示牌编号", "公示牌级别", "牌面河长"], Kind.SIGNBOARD),
        (["河段代码", "河段名称", "起点", "终点"], Kind.SEGMENT),
        (["河段代码", "岸别", "管理主体"], Kind.OWNERSHIP),
        (["网格编码", "网格名称", "所属村代码"], Kind.CELL),
        (["姓名", "职务", "手机", "责任对象代码"], Kind.PERSON),
        (["污染源编码", "污染源名称", "排污口编码"], Kind.SOURCE),
    ],
)
def test_the_kind_is_told_by_the_columns(tmp_path, head, kind):
    cells = ["A1", "村级河长" if kind is Kind.PERSON else "左岸", "张三", "S1"]
    file = ledger(tmp_path, [head, cells[: len(head)]], "a.xlsx")
    assert file.kind is kind


def test_a_long_code_that_lost_digits_is_blanked_and_named_not_its_row(tmp_path):
    rows = [["网格编码", "网格名称"], [990101102201003.0, "一号网格"]]
    file = ledger(tmp_path, rows, "网格.xlsx")
    assert file.rows[0].fields == {"code": None, "name": "一号网格"}
    assert "A2：代码 990101102201003 被存成了数字" in said(file)


def lonlat():
    to = georeference.transformer(CRS, 4490)
    ((lon, lat),) = georeference.change_coordinates(np.array([[X, Y]]), to)
    return float(lon), float(lat)


@pytest.mark.parametrize(
    ("heads", "swap"),
    [(("经度", "纬度"), False), (("X坐标", "Y坐标"), True), (("东经", "北纬"), False)],
)
def test_degrees_become_places_of_the_store_whichever_column_is_which(
    tmp_path, heads, swap
):
    lon, lat = lonlat()
    pair = [lat, lon] if swap else [lon, lat]
    file = ledger(tmp_path, [[*HEAD, *heads], ["1", "东口", "甲", *pair]])
    assert file.rows[0].place.distance(point()) < 0.01
    assert ("对调" in said(file)) == swap


def test_degrees_minutes_and_seconds_are_read(tmp_path):
    rows = [
        [*HEAD, "经度", "纬度"],
        ["1", "东", "甲", "116°30\u203236\u2033", "40°12'0\""],
    ]
    place = ledger(tmp_path, rows).rows[0].place
    to = georeference.transformer(4490, CRS)
    ((east, north),) = georeference.change_coordinates(np.array([[116.51, 40.2]]), to)
    assert place.distance(shapely.Point(east, north)) < 0.01


def test_metres_are_those_of_the_store_and_a_zone_prefix_is_understood(tmp_path):
    rows = [[*HEAD, "东坐标", "北坐标"], ["1", "东口", "甲", X + 5, Y]]
    assert ledger(tmp_path, rows).rows[0].place.distance(point()) == pytest.approx(5)
    rows = [[*HEAD, "东坐标", "北坐标"], ["1", "东口", "甲", 39e6 + X, Y]]
    file = ledger(tmp_path, rows)
    assert "EPSG:4527" in said(file)
    assert file.rows[0].place.distance(point()) < 0.01


def test_a_row_without_proper_coordinates_is_a_row_without_a_place(tmp_path):
    lon, lat = lonlat()
    rows = [
        [*HEAD, "经度", "纬度"],
        ["1", "东口", "甲", lon, lat],
        ["2", "西口", "甲", "无", ""],
    ]
    file = ledger(tmp_path, rows)
    assert [row.place is None for row in file.rows] == [False, True]
    assert "坐标不全" in said(file)


def test_a_shapefile_is_a_ledger_too(tmp_path):
    path = shapefile(
        tmp_path / "排污口.shp",
        [point(), point(100)],
        {"排污口编码": ["1", "2"], "名称": ["东口", "西口"]},
    )
    file = read_ledger(path, CRS)
    assert file.kind is Kind.OUTFALL
    assert [row.place.x for row in file.rows] == pytest.approx([X, X + 100])


def test_a_csv_in_gbk_is_a_ledger_too(tmp_path):
    path = tmp_path / "排污口台账.csv"
    path.write_bytes("排污口编码,排污口名称\r\nPW-1,东口\r\n".encode("gbk"))
    assert read_ledger(path, CRS).rows[0].fields["name"] == "东口"


def test_columns_chosen_by_the_officer_go_before_the_table(tmp_path):
    rows = [["甲列", "乙列", "排污口编码"], ["东口", "张厂", "1"]]
    columns = {"甲列": "name", "乙列": "responsible_body"}
    file = ledger(tmp_path, rows, columns=columns, kind=Kind.OUTFALL)
    assert file.rows[0].fields["name"] == "东口"
    assert file.rows[0].fields["responsible_body"] == "张厂"


def test_the_best_sheet_is_taken_unless_one_is_wanted(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "封面": [["云溪区"], ["2026"]],
            "排污口台账": [HEAD, ["1", "东口", "甲"]],
            "公示牌": [["公示牌编号", "公示牌级别"], ["GP1", "镇级"]],
        },
    )
    assert read_ledger(path, CRS).layer == "排污口台账"
    boards = read_ledger(path, CRS, LedgerHints(layer="公示牌"))
    assert boards.kind is Kind.SIGNBOARD
    assert [t.layer for t in boards.tables] == ["封面", "排污口台账", "公示牌"]


@pytest.mark.parametrize(
    "rows", [[], [HEAD], [["随便", "什么"], ["1", "2"]], [["合计"], ["注：无"]]]
)
def test_what_is_no_ledger_says_so_and_what_to_do(tmp_path, rows):
    with pytest.raises(OfficerError) as caught:
        ledger(tmp_path, rows, "a.xlsx")
    assert "没有更改任何数据" in caught.value.text.zh


def test_a_damaged_or_missing_file_says_so(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    for name in ("a.xlsx", "missing.xlsx"):
        with pytest.raises(OfficerError) as caught:
            read_ledger(tmp_path / name, CRS)
        assert "没有更改任何数据" in caught.value.text.zh


def test_a_roster_takes_its_role_from_the_name_of_the_file_or_asks(tmp_path):
    rows = [["河流", "村", "姓名", "电话"], ["潮河", "东北村", "张三", "10099990001"]]
    roles = ("河段长", "村级河长")
    file = ledger(tmp_path, rows, "河段长名单.xlsx", roles=roles)
    assert file.rows[0].fields["role"] == "河段长"
    assert file.delivered.names["2"]["river"] == "潮河"
    file = ledger(tmp_path, rows, "名单.xlsx", roles=roles, kind=Kind.PERSON)
    assert file.rows == ()
    assert "请指定职务" in said(file)


def test_next_months_name_has_the_same_pattern():
    one, other = Path("台账2026年11月.xlsx"), Path("台账2026年12月(1).xlsx")
    assert name_pattern(one) == name_pattern(other)
    assert name_pattern(one) != name_pattern(Path("名单2026年11月.xlsx"))


def test_stopping_while_reading_goes_through(tmp_path):
    class StoppedError(Exception):
        pass

    def tick(_done, _total):
        raise StoppedError

    path = workbook(tmp_path / "排污口.xlsx", {"台账": [HEAD, ["1", "东口", "甲"]]})
    with pytest.raises(StoppedError):
        read_ledger(path, CRS, LedgerHints(), tick)


def test_when_everything_moved_the_coordinates_are_doubted(tmp_path):
    outfalls = tuple(
        Outfall(f"u{n}", f"P{n}", f"口{n}", geometry=point(100.0 * n))
        for n in range(20)
    )
    district = District(outfalls=outfalls, crs=CRS)
    rows = [[*HEAD[:2], "东坐标", "北坐标"]]
    rows += [[o.code, o.name, o.geometry.x + 500, o.geometry.y] for o in outfalls]
    file = ledger(tmp_path, rows)
    wishes = Wishes(date(2026, 11, 1), variants=variants())
    diff, _ = held_against(district, file.delivered, wishes)
    assert diff.counts[Status.MOVED] == 20
    assert "多半是坐标系不同" in shift_warning(diff).zh
    assert "500 米" in shift_warning(diff).zh
