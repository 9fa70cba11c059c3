import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.wording import Kind
from gridwatch.intake.layers import RawLayer
from gridwatch.intake.plan import Hints, read, survey
from gridwatch.intake.tablepoints import angle, placing, with_points
from tests.intake.deliveries import workbook

HEAD = ["排污口编码", "排污口名称", "经度", "纬度"]


def table(**columns):
    count = len(next(iter(columns.values())))
    return RawLayer(tuple(columns), list(range(2, count + 2)), dict(columns))


def places(raw):
    return [None if g is None else (g.x, g.y) for g in with_points(raw).geometry]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("116°30′45″", 116.5125),
        ("116°30'45\"", 116.5125),
        ("116°30′45.36″E", 116.5126),
        ("东经116度30分45秒", 116.5125),
        ("E116.5125°", 116.5125),
        ("116 30 45", 116.5125),
        ("116:30:45", 116.5125),
        ("\uff11\uff11\uff16\uff0e\uff15", 116.5),
        ("40°22′", 40.366667),
        ("W1°30′", -1.5),
        ("南纬1.5", -1.5),
        ("-1.5", -1.5),
        (116.5, 116.5),
    ],
)
def test_every_way_of_writing_a_coordinate_is_read(text, number):
    assert angle(text) == pytest.approx(number, abs=1e-6)


@pytest.mark.parametrize("text", ["", "—", "不详", "116°70′", "nan", None, True, "2号"])
def test_what_is_no_coordinate_is_none(text):
    assert angle(text) is None


@given(st.floats(0, 179.999), st.sampled_from(["°′″", "度分秒", "°'\"", "::："]))
def test_degrees_minutes_and_seconds_come_back_as_they_went(number, marks):
    if marks == "::：":
        marks = ":: "
    degrees = int(number)
    minutes = int((number - degrees) * 60)
    seconds = min(((number - degrees) * 60 - minutes) * 60, 59.9999)
    text = f"{degrees}{marks[0]}{minutes}{marks[1]}{seconds:.4f}{marks[2]}"
    assert angle(text) == pytest.approx(number, abs=1e-6)


@pytest.mark.parametrize(
    "names",
    [
        ("经度", "纬度"),
        ("排污口经度（°）", "排污口纬度（°）"),
        ("LNG", "LAT"),
        ("Longitude", "Latitude"),
        ("东坐标", "北坐标"),
        ("X", "Y"),
        ("POINT_X", "POINT_Y"),
    ],
)
def test_rows_become_points_whatever_the_columns_are_called(names):
    raw = table(**{names[0]: ["116.8", "116.9"], names[1]: ["40.3", "40.4"]})
    assert places(raw) == [(116.8, 40.3), (116.9, 40.4)]
    assert with_points(raw).places == names


def test_one_column_may_hold_both_or_a_shape():
    both = table(经纬度=["116.8,40.3", "116.9，40.4"])
    assert places(both) == [(116.8, 40.3), (116.9, 40.4)]
    turned = table(坐标=["40.3, 116.8", "40.4 116.9"])
    assert places(turned) == [(116.8, 40.3), (116.9, 40.4)]
    wkt = table(WKT=["LINESTRING (0 0, 1 1)", "SRID=4490;POINT (1 2)"])
    assert with_points(wkt).geometry[0].length == pytest.approx(2**0.5)
    assert with_points(wkt).geometry[1].equals(shapely.Point(1, 2))


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("4470000.5", "500000.25"),
        ("4470000.5", "39500000.25"),
        ("40.3", "116.8"),
    ],
)
def test_x_that_is_north_is_taken_so(x, y):
    raw = table(X=[x, x], Y=[y, y])
    assert places(raw)[0] == (float(y), float(x))


def test_columns_that_say_east_and_north_are_believed():
    raw = table(经度=["40.3"], 纬度=["116.8"])
    assert places(raw) == [(40.3, 116.8)]


def test_a_row_whose_coordinates_are_none_says_so():
    raw = with_points(table(经度=["116.8", "不详", ""], 纬度=["40.3", "40.4", ""]))
    assert list(shapely.is_missing(raw.geometry)) == [False, True, True]
    assert "不详" in raw.lost[1].zh
    assert "空的" in raw.lost[2].zh


def test_two_pairs_of_a_line_are_no_point():
    names = ("起点经度", "起点纬度", "终点经度", "终点纬度")
    assert placing(names, {name: ["40.0"] for name in names}) is None


def test_columns_of_other_numbers_are_no_coordinates():
    assert placing(("X", "Y"), {"X": ["甲", "乙"], "Y": ["1", "2"]}) is None


@pytest.mark.parametrize("ending", ["csv", "xlsx", "txt", "tsv"])
def test_outfalls_in_a_table_come_in_as_points(tmp_path, ending):
    rows = [
        HEAD,
        ["W001", "南排口", "116°50′12″", "40°22′30″"],
        ["W002", "北排口", "116.9", "40.4"],
        ["W003", "失排口", "不详", ""],
    ]
    path = tmp_path / f"入河排污口.{ending}"
    if ending == "xlsx":
        workbook(path, {"排污口": rows})
    else:
        sign = "," if ending == "csv" else "\t"
        path.write_text("\n".join(map(sign.join, rows)), "gb18030")
    plan = survey(path, Hints(crs=4490))
    (file,) = plan.files
    assert (file.kind, file.geometry) == (Kind.OUTFALL, "point")
    delivery = read(plan)
    assert [row.name for row in delivery.rows[Kind.OUTFALL]] == ["南排口", "北排口"]
    (aside,) = delivery.rejected
    assert "不详" in aside.reason.zh
    unused = [f.text.zh for f in delivery.findings if "没有对应字段" in f.text.zh]
    assert not any("经度" in text for text in unused)
    x, y = shapely.get_coordinates(delivery.rows[Kind.OUTFALL][1].geometry)[0]
    assert np.isclose(y, 4_473_000, atol=5000)
    assert x > 100_000


def test_a_roster_with_coordinates_stays_a_roster(tmp_path):
    rows = [
        ["姓名", "职务", "责任对象代码", "手机", "经度", "纬度"],
        ["云甲子", "村级河长", "990101102201", "00000000000", 116.8, 40.3],
    ]
    path = workbook(tmp_path / "河长名单.xlsx", {"现任": rows})
    plan = survey(path)
    (file,) = plan.files
    assert file.kind is Kind.PERSON
    assert not file.placed
    assert not file.questions
    assert len(read(plan).rows[Kind.PERSON]) == 1
