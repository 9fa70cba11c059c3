"""The shipped sample district is what its script makes, and keeps its promises."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import python_calamine
import shapely

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
OFFICE = SAMPLE / "云溪区"
TODAY = date(2026, 11, 1)
MIN = date(1, 1, 1)
OFFICE_PHONE = r"0000-6990\d{4}"
LAYERS = {
    "行政区划/区界": 1,
    "行政区划/镇界": 19,
    "行政区划/村界": 330,
    "河湖 水系/河流": 63,
    "河湖 水系/河段": 260,
    "河湖 水系/水库": 4,
    "网格/责任网格": 1003,
    "公示牌/公示牌": 304,
    "排污口/入河排污口": 180,
}
TIERS = {
    "总河长": 2,
    "副总河长": 2,
    "区级河长": 11,
    "镇级河长": 38,
    "镇级河长助理": 64,
    "村级河长": 227,
    "村级管水员": 654,
}


class Table:
    """A shapefile: columns by name, and shapes."""

    def __init__(self, path: Path) -> None:
        meta, _, shapes, columns = pyogrio.raw.read(path, encoding="GBK")
        self.fields = list(meta["fields"])
        self.types = dict(zip(self.fields, meta["dtypes"], strict=True))
        self.columns = dict(zip(self.fields, columns, strict=True))
        self.shapes = shapely.from_wkb(shapes)

    def __getitem__(self, field: str) -> list:
        column = self.columns[field]
        if column.dtype.kind == "M":
            return column.astype("datetime64[D]").astype(object).tolist()
        return ["" if value is None else value for value in column.tolist()]

    def rows(self) -> list[dict]:
        fields = [self[field] for field in self.fields]
        return [
            dict(zip(self.fields, values, strict=True))
            for values in zip(*fields, strict=True)
        ]

    def by(self, field: str) -> dict:
        return dict(zip(self[field], self.shapes, strict=True))


@cache
def table(name: str) -> Table:
    return Table(OFFICE / f"{name}.shp")


@cache
def sheet(name: str) -> list[dict]:
    book = python_calamine.CalamineWorkbook.from_path(
        OFFICE / "河长名单" / "chiefs.xlsx"
    )
    _, header, *rows = book.get_sheet_by_name(name).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


@cache
def records(name: str) -> list[dict]:
    """Return a sheet of the register."""
    path = OFFICE / "登记资料" / "登记.xlsx"
    book = python_calamine.CalamineWorkbook.from_path(path)
    header, *rows = book.get_sheet_by_name(name).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


@cache
def seeded(rule: str) -> set[str]:
    """Return what is seeded for a rule, by code."""
    with (SAMPLE / "seeded_faults.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"] for row in csv.DictReader(file) if row["rule"] == rule}


@cache
def chiefs() -> dict[tuple[str, str], list[dict]]:
    """Return the rows of the roster by post and code, those who act among them."""
    found = defaultdict(list)
    acting = [row for row in sheet("空缺与代管") if row["备注"] == "代管"]
    for row in [*sheet("责任人名单"), *acting]:
        for code in row["责任对象代码"].split("、"):
            found[row["职务"], code].append(row)
    return found


@cache
def crossings() -> set[tuple[str, str]]:
    """Return pairs of segment and village that share more than a metre."""
    villages, segments = table("行政区划/村界"), table("河湖 水系/河段")
    tree = shapely.STRtree(villages.shapes)
    ones, others = tree.query(segments.shapes, predicate="intersects")
    shared = shapely.intersection(segments.shapes[ones], villages.shapes[others])
    segment, village = segments["河段代码"], villages["行政区划代"]
    return {
        (segment[one], village[other])
        for one, other, length in zip(ones, others, shapely.length(shared), strict=True)
        if length > 1.0
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    script = SAMPLE / "make_sample.py"
    subprocess.run([sys.executable, "-B", script, out], check=True, timeout=120)
    return out


def test_the_script_makes_the_shipped_files(made: Path) -> None:
    def files(root: Path) -> set[str]:
        return {
            file.relative_to(root).as_posix()
            for file in root.rglob("*")
            if file.is_file()
        }

    assert files(made / "云溪区") == files(OFFICE)
    for name in sorted(files(OFFICE)):
        if Path(name).suffix not in (".shp", ".dbf", ".xlsx"):
            fresh = (made / "云溪区" / name).read_bytes()
            assert fresh == (OFFICE / name).read_bytes(), name
    faults = "seeded_faults.csv"
    assert (made / faults).read_bytes() == (SAMPLE / faults).read_bytes()


@pytest.mark.parametrize("name", LAYERS)
def test_the_script_makes_each_shipped_layer(made: Path, name: str) -> None:
    fresh, shipped = made / "云溪区" / f"{name}.shp", OFFICE / f"{name}.shp"
    same = all(
        fresh.with_suffix(suffix).read_bytes()
        == shipped.with_suffix(suffix).read_bytes()
        for suffix in (".shp", ".dbf")
    )
    if same:
        return
    # Sine and cosine may differ in the last bit from machine to machine.
    one, other = Table(fresh), table(name)
    assert one.rows() == other.rows()
    points = shapely.get_coordinates(one.shapes)
    assert np.abs(points - shapely.get_coordinates(other.shapes)).max() < 0.02


def test_the_script_makes_the_shipped_roster(made: Path) -> None:
    def cells(root: Path, *parts: str) -> list:
        path = root.joinpath(*parts)
        book = python_calamine.CalamineWorkbook.from_path(path)
        return [
            (name, book.get_sheet_by_name(name).to_python())
            for name in book.sheet_names
        ]

    for parts in (("河长名单", "chiefs.xlsx"), ("登记资料", "登记.xlsx")):
        assert cells(made / "云溪区", *parts) == cells(OFFICE, *parts)


@pytest.mark.parametrize(("name", "count"), LAYERS.items())
def test_layers_are_delivered_as_an_office_does(name: str, count: int) -> None:
    path = OFFICE / f"{name}.shp"
    assert len(table(name).shapes) == count
    assert shapely.is_valid(table(name).shapes).all()
    header = path.with_suffix(".dbf").read_bytes()[:32]
    assert header[29] == 0x4D
    assert tuple(header[1:4]) == (126, 11, 1)
    assert not path.with_suffix(".cpg").exists()
    projection = path.with_suffix(".prj").read_text("ascii")
    assert projection.startswith('PROJCS["CGCS2000_3_Degree_GK_CM_117E"')
    assert "AUTHORITY" not in projection
    assert all(len(field.encode("gbk")) <= 10 for field in table(name).fields)
    points = shapely.get_coordinates(table(name).shapes)
    assert np.abs(points - np.round(points, 2)).max() < 1e-6
    codes = [field for field in table(name).fields if field.endswith(("码", "代"))]
    assert codes
    assert all(table(name).types[field] == "object" for field in codes)


def test_the_folder_is_small() -> None:
    size = sum(file.stat().st_size for file in SAMPLE.rglob("*") if file.is_file())
    assert size <= 8_000_000


def test_nothing_is_dated_after_the_reference_day() -> None:
    days = [
        day
        for name in LAYERS
        for field in table(name).fields
        if field.endswith(("日期", "监测日", "设立日")) and field != "落款日期"
        for day in table(name)[field]
        if day
    ]
    for name in ("责任人名单", "历史任职", "空缺与代管"):
        days += [row["任职日期"] for row in sheet(name)]
        days += [row["离任日期"] for row in sheet(name) if row["离任日期"]]
    for name in ("旧牌面", "监测记录", "发布记录"):
        fields = [field for field in records(name)[0] if field.endswith("日期")]
        days += [row[f] for row in records(name) for f in fields if row[f]]
    assert len(days) > 1500
    assert max(days) <= TODAY


@pytest.mark.parametrize("name", ["行政区划/镇界", "行政区划/村界", "网格/责任网格"])
def test_neighbours_share_their_border_exactly(name: str) -> None:
    assert shapely.coverage_is_valid(table(name).shapes)
    whole = shapely.coverage_union_all(table(name).shapes)
    district = table("行政区划/区界").shapes[0]
    assert whole.symmetric_difference(district).area < 0.01


@pytest.mark.parametrize(
    ("inner", "field", "outer", "bounds"),
    [
        ("行政区划/村界", "上级代码", "行政区划/镇界", (12, 26)),
        ("网格/责任网格", "所属村代码", "行政区划/村界", (1, 6)),
    ],
)
def test_units_fill_the_unit_above(
    inner: str, field: str, outer: str, bounds: tuple[int, int]
) -> None:
    members = defaultdict(list)
    for code, shape in zip(table(inner)[field], table(inner).shapes, strict=True):
        members[code].append(shape)
    above = table(outer).by("行政区划代")
    assert members.keys() == above.keys()
    for code, shapes in members.items():
        assert bounds[0] <= len(shapes) <= bounds[1]
        union = shapely.coverage_union_all(shapes)
        assert union.symmetric_difference(above[code]).area < 0.01


def test_codes_tell_the_unit_above() -> None:
    towns, villages = table("行政区划/镇界"), table("行政区划/村界")
    cells = table("网格/责任网格")
    assert all(re.fullmatch(r"990101\d{3}000", code) for code in towns["行政区划代"])
    assert set(towns["上级代码"]) == {"990101"}
    for row in villages.rows():
        assert re.fullmatch(r"990101\d{6}", row["行政区划代"])
        assert row["上级代码"] == row["行政区划代"][:9] + "000"
    for row in cells.rows():
        assert re.fullmatch(r"\d{15}", row["网格编码"])
        assert row["所属村代码"] == row["网格编码"][:12]
    for layer in (towns, villages):
        assert len(set(layer["行政区划代"])) == len(layer.shapes)
        assert len(set(layer["名称"])) == len(layer.shapes)


def test_cells_count_west_to_east_and_north_to_south() -> None:
    villages = defaultdict(list)
    cells = table("网格/责任网格")
    for code, shape in zip(cells["网格编码"], cells.shapes, strict=True):
        villages[code[:12]].append((code, shape))
    for members in villages.values():
        shapes = [shape for _, shape in members]
        north = max(shape.bounds[3] for shape in shapes)
        points = [shape.point_on_surface() for shape in shapes]
        order = sorted(
            range(len(shapes)),
            key=lambda place, points=points, north=north: (
                (north - points[place].y) // 1000,
                points[place].x,
            ),
        )
        serials = [int(members[place][0][12:]) for place in order]
        assert serials == list(range(1, len(shapes) + 1))


def test_rivers_form_one_tree_with_one_outlet() -> None:
    rivers = {row["河流代码"]: row for row in table("河湖 水系/河流").rows()}
    shapes = table("河湖 水系/河流").by("河流代码")
    border = table("行政区划/区界").shapes[0].exterior
    roots = [code for code, row in rivers.items() if not row["上级河流代"]]
    assert len(roots) == 1
    assert border.distance(shapely.Point(shapes[roots[0]].coords[-1])) < 0.005
    for code, row in rivers.items():
        parent = row["上级河流代"]
        if parent:
            assert shapes[code].coords[-1] in list(shapes[parent].coords)
            assert border.distance(shapes[code]) > 1
            assert rivers[parent]["流域面积"] > row["流域面积"]
        seen = set()
        while code:
            assert code not in seen
            seen.add(code)
            code = rivers[code]["上级河流代"]
    levels = Counter(row["河流级别"] for row in rivers.values())
    assert levels == {"市级;区级": 3, "区级": 18, "镇级": 24, "村级": 18}
    assert len({row["河流名称"] for row in rivers.values()}) == 63


def test_rivers_meet_only_at_mouths() -> None:
    rivers = table("河湖 水系/河流")
    assert shapely.is_simple(rivers.shapes).all()
    tree = shapely.STRtree(rivers.shapes)
    codes, parents = rivers["河流代码"], rivers["上级河流代"]
    for one, other in tree.query(rivers.shapes, predicate="intersects").T:
        if one >= other:
            continue
        mouths = [rivers.shapes[place].coords[-1] for place in (one, other)]
        meeting = rivers.shapes[one].intersection(rivers.shapes[other])
        assert meeting.geom_type == "Point"
        assert meeting.coords[0] in mouths
        siblings = parents[one] == parents[other]
        assert siblings or codes[one] == parents[other] or codes[other] == parents[one]


def test_segments_are_the_rivers_cut_at_town_borders() -> None:
    towns = table("行政区划/镇界").by("行政区划代")
    rivers = table("河湖 水系/河流").by("河流代码")
    segments, pieces = table("河湖 水系/河段"), defaultdict(list)
    for row, shape in zip(segments.rows(), segments.shapes, strict=True):
        assert re.fullmatch(r"990101\d{6}", row["河段代码"])
        assert shape.length >= 150
        assert row["河段长度"] == pytest.approx(shape.length, abs=0.06)
        assert shape.difference(towns[row["所属镇代码"]].buffer(0.02)).length == 0
        pieces[row["所属河流代"]].append((row["河段序号"], shape))
    for code, river in rivers.items():
        ordered = sorted(pieces[code], key=lambda piece: piece[0])
        assert [number for number, _ in ordered] == list(range(1, len(ordered) + 1))
        joined = [ordered[0][1].coords[0]]
        for _, shape in ordered:
            assert shape.coords[0] == joined[-1]
            joined += list(shape.coords)[1:]
        assert joined == list(river.coords)


def test_exactly_227_villages_have_a_segment_and_a_chief() -> None:
    crossed = {village for _, village in crossings()}
    assert len(crossed) == 227
    chief_of = {code for post, code in chiefs() if post == "村级河长"}
    assert chief_of == crossed


def test_the_roster_adds_up_to_998() -> None:
    rows = sheet("责任人名单")
    assert Counter(row["职务"] for row in rows[:998]) == TIERS
    assert sum(TIERS.values()) == 998
    assert len({row["姓名"] for row in rows[:998]}) == 998
    mobiles = Counter(row["手机"] for row in rows[:998])
    shared = {row["姓名"] for row in rows[:998] if mobiles[row["手机"]] > 1}
    assert shared == seeded("person_phone_shared")
    assert [row["序号"] for row in rows] == list(range(1, 1003))
    extra = Counter(row["职务"] for row in rows[998:])
    assert extra == {"库长": 2, "陆域河长": 2}
    posts = {row["姓名"]: row["职务"] for row in rows[:998]}
    for row in rows[998:]:
        wanted = "区级河长" if row["职务"] == "库长" else "镇级河长"
        assert posts[row["姓名"]] == wanted
        assert row["责任对象类型"] == "水体"
    assert not any(row["离任日期"] for row in rows)


def test_everything_has_its_chief() -> None:
    rivers, towns = table("河湖 水系/河流"), table("行政区划/镇界")
    for code in rivers["河流代码"]:
        assert len(chiefs()["区级河长", code]) == 1
    for code in towns["行政区划代"]:
        assert len(chiefs()["镇级河长", code]) == 2
    for code in table("网格/责任网格")["网格编码"]:
        assert chiefs()["村级管水员", code]
    for row in table("河湖 水系/水库").rows():
        post = {"水域": "库长", "陆域": "陆域河长"}[row["管理部位"]]
        assert len(chiefs()[post, row["水体代码"]]) == 1
    for row in sheet("责任人名单"):
        if row["职务"] == "村级管水员":
            assert len({code[:12] for code in row["责任对象代码"].split("、")}) == 1


def test_successors_took_over_after_the_former_left() -> None:
    rows = sheet("历史任职")
    assert len(rows) == 25
    current = {row["姓名"] for row in sheet("责任人名单")}
    for row in rows:
        assert row["姓名"] not in current
        assert row["任职日期"] < row["离任日期"]
        code = row["责任对象代码"].split("、")[0]
        starts = [one["任职日期"] for one in chiefs()[row["职务"], code]]
        assert any(row["离任日期"] < start for start in starts)


def test_nobody_can_have_these_phones() -> None:
    rows = sheet("责任人名单") + sheet("历史任职")
    assert all(re.fullmatch(r"1000000\d{4}", row["手机"]) for row in rows)
    odd = [row for row in rows if not re.fullmatch(OFFICE_PHONE, row["办公电话"])]
    assert {row["姓名"] for row in odd} < seeded("phone_malformed")
    phones = filter(None, table("公示牌/公示牌")["牌面电话"])
    assert all(re.fullmatch(r"1000000\d{4}", phone) for phone in phones)
    bodies = records("责任单位")
    odd = [row for row in bodies if not re.fullmatch(OFFICE_PHONE, row["单位电话"])]
    assert {row["单位名称"] for row in odd} < seeded("phone_malformed")


def test_the_vacancies_leave_nothing_without_a_holder() -> None:
    rows = sheet("空缺与代管")
    acting = [row for row in rows if row["备注"] == "代管"]
    assert len(acting) == 4
    known = {row["姓名"]: row for row in sheet("责任人名单")}
    for row in acting:
        left = [r for r in rows if r["责任对象代码"] == row["责任对象代码"]]
        assert any(r["离任日期"] == row["任职日期"] for r in left)
        assert row["姓名"] in known
    assert [row["姓名"] for row in rows].count("待定") == 1


def test_faces_before_today_end_where_the_next_begins() -> None:
    boards = {row["公示牌编号"]: row for row in table("公示牌/公示牌").rows()}
    former = records("旧牌面")
    assert len(former) > 150
    for row in former:
        board = boards[row["公示牌编号"]]
        assert row["更换日期"] == board["设立日期"]
        assert row["设立日期"] == board["首次设立日"] < row["更换日期"]


def test_the_last_monitoring_on_record_is_the_one_the_outfall_names() -> None:
    last = {}
    for row in records("监测记录"):
        last[row["排污口编码"]] = max(row["监测日期"], last.get(row["排污口编码"], MIN))
    outfalls = table("排污口/入河排污口").rows()
    assert last == {
        row["排污口编码"]: row["最近监测日"] for row in outfalls if row["最近监测日"]
    }


def test_sources_share_outfalls_and_stand_in_their_villages() -> None:
    sources = records("污染源")
    outfalls = Counter(row["排污口编码"] for row in sources)
    assert max(outfalls.values()) == 3
    known = set(table("排污口/入河排污口")["排污口编码"])
    assert {row["污染源编码"] for row in sources if row["排污口编码"] not in known} == (
        seeded("source_without_outfall")
    )


def test_every_body_of_an_ownership_row_is_listed_with_its_type() -> None:
    bodies = {row["单位名称"]: row["单位类别"] for row in records("责任单位")}
    assert {"中央单位", "市属单位", "承包单位", "区级单位", "镇街", "村居"} == set(
        bodies.values()
    )
    named = {
        (row["河段代码"], row[field])
        for row in table("河湖 水系/河段").rows()
        for field in ("管理主体单", "管护主体单", "保洁单位")
        if row[field]
    }
    assert {code for code, name in named if name not in bodies} == seeded(
        "ownership_body_unknown"
    )


def test_four_segments_have_an_owner_on_each_bank() -> None:
    banks = defaultdict(set)
    for row in records("分岸权属"):
        banks[row["河段代码"]].add(row["岸别"])
    pairs = [code for code, sides in banks.items() if sides == {"左岸", "右岸"}]
    assert len(pairs) == 4
    for row in table("河湖 水系/河段").rows():
        if row["河段代码"] in pairs:
            assert not row["管理主体单"]


def test_water_and_shore_share_their_border() -> None:
    waters = table("河湖 水系/水库")
    assert shapely.coverage_is_valid(waters.shapes)
    named = defaultdict(dict)
    for row, shape in zip(waters.rows(), waters.shapes, strict=True):
        named[row["水体名称"]][row["管理部位"]] = shape
    rivers = shapely.union_all(table("河湖 水系/河流").shapes)
    assert len(named) == 2
    for parts in named.values():
        (hole,) = parts["陆域"].interiors
        assert shapely.Polygon(hole).normalize() == parts["水域"].normalize()
        assert parts["水域"].intersection(rivers).length > 1000


@pytest.mark.parametrize(
    ("name", "field", "bounds"),
    [
        ("公示牌/公示牌", "河段代码", (5, 25)),
        ("排污口/入河排污口", "受纳河段代", (5, 40)),
    ],
)
def test_points_stand_on_the_bank(
    name: str, field: str, bounds: tuple[int, int]
) -> None:
    segments = table("河湖 水系/河段").by("河段代码")
    points = table(name)
    lines = [segments[code] for code in points[field]]
    away = shapely.distance(points.shapes, lines)
    code = points.fields[0]
    far = away > bounds[1] + 0.01
    assert set(np.array(points[code])[far]) == (
        seeded("point_far_from_river") if "公示牌" in name else set()
    )
    away = away[~far]
    assert bounds[0] - 0.01 <= away.min()
    assert away.max() <= bounds[1] + 0.01
    water = table("河湖 水系/水库").shapes[::2]
    assert not shapely.intersects(shapely.union_all(water), points.shapes).any()


def test_every_segment_has_a_board() -> None:
    boards = table("公示牌/公示牌")
    assert set(boards["河段代码"]) == set(table("河湖 水系/河段")["河段代码"])


def stale_boards() -> set[str]:
    segments = {row["河段代码"]: row for row in table("河湖 水系/河段").rows()}
    villages = table("行政区划/村界")
    tree, found = shapely.STRtree(villages.shapes), set()
    boards = table("公示牌/公示牌")
    for row, point in zip(boards.rows(), boards.shapes, strict=True):
        if row["标牌种类"] != "河长公示牌":
            assert not row["牌面河长"]
            continue
        segment = segments[row["河段代码"]]
        (home,) = tree.query(point, predicate="within")
        key = {
            "镇级": ("镇级河长", segment["所属镇代码"]),
            "村级": ("村级河长", villages["行政区划代"][home]),
        }.get(row["公示牌级别"], ("区级河长", segment["所属河流代"]))
        assert row["牌面职务"] == key[0]
        holder = chiefs()[key][0]
        if row["牌面河长"] != holder["姓名"]:
            found.add(row["公示牌编号"])
            former = [one for one in sheet("历史任职") if one["职务"] == key[0]]
            assert row["牌面河长"] in {one["姓名"] for one in former}
        else:
            assert row["牌面电话"] == holder["手机"]
            assert row["设立日期"] >= holder["任职日期"]
    return found


def test_the_seeded_faults_are_all_faults() -> None:
    segments = table("河湖 水系/河段").rows()
    outfalls = table("排污口/入河排污口").rows()
    banks = {row["河段代码"] for row in records("分岸权属")}
    overdue = TODAY - timedelta(365)
    found = {
        "signboard_stale": stale_boards(),
        "ownership_no_managing_body": {
            row["河段代码"]
            for row in segments
            if not row["管理主体单"] and row["河段代码"] not in banks
        },
        "ownership_no_caring_body": {
            row["河段代码"]
            for row in segments
            if not row["管护主体单"] and row["河段代码"] not in banks
        },
        "outfall_monitoring_overdue": {
            row["排污口编码"]
            for row in outfalls
            if row["规模以上"] == "是"
            and (not row["最近监测日"] or row["最近监测日"] < overdue)
        },
        "outfall_no_approval_document": {
            row["排污口编码"]
            for row in outfalls
            if row["审批状态"] == "已批" and not row["审批文号"]
        },
    }
    assert found == {rule: seeded(rule) for rule in found}
    assert [len(codes) for codes in found.values()] == [12, 3, 5, 4, 4]


def test_registration_comes_before_confirmation() -> None:
    segments = table("河湖 水系/河段").rows()
    registered = [row for row in segments if row["登记日期"]]
    confirmed = [row for row in segments if row["确认日期"]]
    assert len(registered) == 208
    assert len(confirmed) == 125
    for row in registered:
        assert row["登记人"]
        assert row["登记文号"]
    early = {r["河段代码"] for r in confirmed if r["确认日期"] <= r["登记日期"]}
    assert early == seeded("ownership_confirmed_early")
    for row in confirmed:
        assert row["确认人"]
        assert row["确认文号"]
    outside = [row for row in segments if row["管理主体单"].startswith("岚海市")]
    assert len(outside) == 2


def test_large_outfalls_were_monitored_within_300_days() -> None:
    rows = table("排污口/入河排污口").rows()
    days = [
        (TODAY - row["最近监测日"]).days
        for row in rows
        if row["规模以上"] == "是" and row["最近监测日"]
    ]
    assert sum(day > 365 for day in days) == 3
    assert sum(day <= 300 for day in days) == len(days) - 3
    assert set(Counter(row["排污口类型"] for row in rows).values()) == {22, 14, 54, 90}
