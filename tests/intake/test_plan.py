import json
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district.jurisdictions import Level
from gridwatch.district.signboards import SignboardFace
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.intake.plan import Cancelled, Hints, read, survey
from gridwatch.intake.rows import fresh_uid
from gridwatch.resources import sample_folder
from tests.intake.deliveries import (
    X,
    Y,
    balanced,
    line,
    point,
    said,
    shapefile,
    square,
    workbook,
)

SEGMENT = {
    "河段代码": ["990101000001", "990101000002"],
    "所属河流代": ["9901010001", "9901010001"],
    "河段序号": ["1", "2"],
    "河段名称": ["白河上段", "白河下段"],
    "河段长度": ["1200.5", ""],
    "所属镇代码": ["990101102", "990101102000"],
    "管理主体单": ["东桥镇政府", ""],
    "登记日期": ["20240102", ""],
}
SEEDED_IN_THE_ROSTER = {"离任日期早于任职日期"}
LINES = [line((0, 0), (50, 50)), line((50, 50), (90, 10))]


def taken(folder, hints=None):
    plan = survey(folder, hints or Hints())
    delivery = read(plan)
    balanced(plan, delivery)
    return plan, delivery


def planned(plan, source):
    return next(f for f in plan.files if f.source == source)


def test_segments_with_their_bodies_become_segments_and_ownership(tmp_path):
    shapefile(tmp_path / "河湖 水系" / "河段.shp", LINES, SEGMENT)
    plan, found = taken(tmp_path)
    assert plan.certain
    assert plan.target_crs == 4548
    first, second = found.rows[Kind.SEGMENT]
    assert (first.code, first.sequence, first.length) == ("990101000001", 1, 1200.5)
    assert (first.town_code, second.town_code) == ("990101102000",) * 2
    assert second.length is None
    assert first.geometry.equals(LINES[0])
    (bodies,) = found.rows[Kind.OWNERSHIP]
    assert (bodies.segment_code, bodies.bank) == ("990101000001", "both")
    assert (bodies.managing_body, bodies.registered_on) == (
        "东桥镇政府",
        date(2024, 1, 2),
    )


def test_fresh_identifiers_are_random_uuids():
    uids = {fresh_uid() for _ in range(200)}
    assert len(uids) == 200
    assert {(UUID(uid).version, UUID(uid).hex == uid) for uid in uids} == {(4, True)}


def test_kilometres_become_metres(tmp_path):
    columns = {"河段代码": ["a", "b"], "长度(km)": ["1.5", "2"]}
    shapefile(tmp_path / "河段.shp", LINES, columns)
    with_hint = survey(tmp_path)
    (file,) = with_hint.files
    column_map = (("河段代码", "code"), ("长度(km)", "length"))
    plan = replace(with_hint, files=(replace(file, columns=column_map),))
    assert [s.length for s in read(plan).rows[Kind.SEGMENT]] == [1500.0, 2000.0]


def test_signboards_keep_the_face_as_printed(tmp_path):
    columns = {
        "公示牌编号": ["G1"],
        "公示牌级别": ["镇级"],
        "河段代码": ["990101000001"],
        "设立日期": ["2020-05-01"],
        "牌面河长": ["张三"],
        "牌面职务": ["镇长"],
        "牌面电话": ["010-12345"],
        "牌面河名": ["白河"],
    }
    shapefile(tmp_path / "公示牌.shp", [point()], columns)
    _, found = taken(tmp_path)
    (board,) = found.rows[Kind.SIGNBOARD]
    assert (board.level, board.installed) == ("town", date(2020, 5, 1))
    assert board.face == SignboardFace("张三", "镇长", "010-12345", "白河")


@pytest.mark.parametrize(
    ("name", "columns", "level", "parent"),
    [
        ("村界", {"代码": "990101102201", "名称": "甲"}, "village", "990101102000"),
        ("镇界", {"代码": "990101102", "名称": "甲"}, "town", "990101"),
        ("区界", {"代码": "990101", "名称": "甲"}, "district", ""),
        ("x", {"行政区划代": "X1", "名称": "甲", "级别": "镇街"}, "town", ""),
        ("towns", {"code": "T1", "name": "甲"}, "town", ""),
    ],
)
def test_level_and_parent_come_from_column_code_or_file_name(
    tmp_path, name, columns, level, parent
):
    table = {key: [value] for key, value in columns.items()}
    shapefile(tmp_path / f"{name}.shp", [square()], table)
    _, found = taken(tmp_path)
    (area,) = found.rows[Kind.JURISDICTION]
    assert (area.level, area.parent_code) == (Level(level), parent)


def test_a_level_nobody_tells_is_guessed_and_said(tmp_path):
    shapefile(tmp_path / "a.shp", [square()], {"LSOA11CD": ["E1"], "LSOA11NM": ["a"]})
    _, found = taken(tmp_path)
    assert found.rows[Kind.JURISDICTION][0].level is Level.VILLAGE
    assert "village assumed" in said(found.findings)


def test_cells_find_their_village_in_their_code(tmp_path):
    shapefile(tmp_path / "网格.shp", [square()], {"网格编码": ["990101102201003"]})
    _, found = taken(tmp_path)
    assert found.rows[Kind.CELL][0].village_code == "990101102201"


def test_rows_without_a_shape_are_kept_aside_whole(tmp_path):
    shapefile(
        tmp_path / "排污口.shp",
        [point(), None],
        {"排污口编码": ["P1", "P2"], "责任单位": ["甲厂", "乙厂"]},
    )
    _, found = taken(tmp_path)
    (kept,) = found.rejected
    assert (kept.source, kept.row, kept.kind) == ("排污口.shp", 2, Kind.OUTFALL)
    assert kept.values == {"排污口编码": "P2", "责任单位": "乙厂"}
    assert "no shape" in kept.reason.en
    assert len(found.rows[Kind.OUTFALL]) == 1


def test_a_code_seen_before_is_kept_aside_with_the_first_place(tmp_path):
    columns = {"排污口编码": ["P1", "P1", "", ""]}
    shapefile(tmp_path / "排污口.shp", [point(n) for n in range(4)], columns)
    _, found = taken(tmp_path)
    (kept,) = found.rejected
    assert "row 1 of 排污口.shp" in kept.reason.en
    assert shapely.from_wkt(kept.wkt).equals(point(1))
    assert len(found.rows[Kind.OUTFALL]) == 3


def test_a_river_drawn_in_pieces_of_one_code_becomes_one_river(tmp_path):
    pieces = [
        shapely.LineString([(X + 1000 * i, Y), (X + 1000 * (i + 1), Y)]) for i in (0, 1)
    ]
    shapefile(
        tmp_path / "河流.shp",
        pieces,
        {"河流代码": ["R1", "R1"], "河流名称": ["云溪河", "云溪河"]},
    )
    found = read(survey(tmp_path))
    (river,) = found.rows[Kind.RIVER]
    assert river.geometry.equals(shapely.LineString([(X, Y), (X + 2000, Y)]))
    assert river.geometry.coords[0] == (X, Y)
    assert (found.sources[0].taken, found.sources[0].rejected) == (2, 0)


def test_pieces_that_say_different_things_are_not_joined(tmp_path):
    pieces = [
        shapely.LineString([(X + 1000 * i, Y), (X + 1000 * (i + 1), Y)]) for i in (0, 1)
    ]
    shapefile(
        tmp_path / "河流.shp",
        pieces,
        {"河流代码": ["R1", "R1"], "河流名称": ["云溪河", "青石河"]},
    )
    found = read(survey(tmp_path))
    assert [river.name for river in found.rows[Kind.RIVER]] == ["云溪河"]
    assert [row.values["河流名称"] for row in found.rejected] == ["青石河"]


def test_an_enclave_is_another_part_of_its_jurisdiction(tmp_path):
    parts = [
        shapely.box(X, Y, X + 1000, Y + 1000),
        shapely.box(X + 3000, Y, X + 3500, Y + 500),
    ]
    shapefile(
        tmp_path / "镇界.shp",
        parts,
        {"行政区划代": ["990101101000"] * 2, "名称": ["青石镇"] * 2},
    )
    (town,) = read(survey(tmp_path)).rows[Kind.JURISDICTION]
    assert town.geometry.area == 1_250_000


def test_a_table_of_jurisdictions_joins_the_polygons_of_the_same_code(tmp_path):
    (tmp_path / "a_towns.csv").write_text(
        "code,name,areaCode\n990101102,东桥镇,990101\n990101103,西桥镇,990101\n",
        encoding="utf-8",
    )
    shapefile(tmp_path / "镇界.shp", [square()], {"行政区划代": ["990101102000"]})
    _, found = taken(tmp_path)
    with_shape, without = found.rows[Kind.JURISDICTION]
    assert (with_shape.name, with_shape.parent_code) == ("东桥镇", "990101")
    assert with_shape.geometry is not None
    assert (without.code, without.geometry) == ("990101103000", None)
    assert not found.rejected
    assert "merged" in said(found.findings)


def test_invalid_polygons_are_repaired_and_said(tmp_path):
    bow_tie = shapely.Polygon(
        [(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100), (X, Y)]
    )
    shapefile(tmp_path / "水库.shp", [bow_tie], {"水体代码": ["1"]})
    _, found = taken(tmp_path)
    assert found.rows[Kind.WATER_BODY][0].geometry.is_valid
    assert "repaired" in said(found.findings)


def test_heights_are_dropped_and_said(tmp_path):
    tall = shapely.Point(X, Y, 321.0)
    shapefile(tmp_path / "排污口.shp", [tall], {"排污口编码": ["1"]})
    _, found = taken(tmp_path)
    assert not found.rows[Kind.OUTFALL][0].geometry.has_z
    assert "Z and M" in said(found.findings)


def test_files_in_other_systems_meet_in_the_store(tmp_path):
    shapefile(tmp_path / "镇界.shp", [square()], {"行政区划代": ["990101102000"]})
    place = shapely.Point(39_000_000 + X, Y)
    shapefile(tmp_path / "排污口.shp", [place], {"排污口编码": ["1"]}, crs=4527)
    plan, found = taken(tmp_path)
    assert plan.target_crs == 4548
    assert found.rows[Kind.OUTFALL][0].geometry.distance(point()) < 0.001


def test_a_file_without_prj_follows_its_siblings(tmp_path):
    shapefile(tmp_path / "镇界.shp", [square()], {"行政区划代": ["990101102000"]})
    shapefile(tmp_path / "排污口.shp", [point(9)], {"排污口编码": ["1"]}, crs=None)
    plan, found = taken(tmp_path)
    assert plan.certain
    assert found.rows[Kind.OUTFALL][0].geometry.equals(point(9))


def test_a_lone_file_without_prj_is_a_question_and_loses_nothing(tmp_path):
    shapefile(tmp_path / "排污口.shp", [point()], {"排污口编码": ["1"]}, crs=None)
    plan, found = taken(tmp_path)
    assert not plan.certain
    assert len(found.rejected) == 1
    told, found = taken(tmp_path, Hints(crs=4548))
    assert told.certain
    assert len(found.rows[Kind.OUTFALL]) == 1


def test_the_stores_extent_settles_a_file_without_prj(tmp_path):
    shapefile(tmp_path / "排污口.shp", [point()], {"排污口编码": ["1"]}, crs=None)
    near = survey(tmp_path, known_extent=(116.5, 40.0, 117.5, 41.0))
    assert (near.files[0].crs, near.certain) == (4548, True)
    metres = (X - 9e3, Y - 9e3, X + 9e3, Y + 9e3)
    same = survey(tmp_path, Hints(target_crs=4548), known_extent=metres)
    assert (same.files[0].crs, same.certain) == (4548, True)


def test_old_datums_are_a_question_and_never_moved_silently(tmp_path):
    shapefile(tmp_path / "排污口.shp", [point()], {"排污口编码": ["1"]}, crs=2436)
    plan, found = taken(tmp_path)
    assert not plan.certain
    assert plan.target_crs == 4548
    assert "100 m" in said(plan.findings)
    (kept,) = found.rejected
    assert "control points" in kept.reason.en
    assert kept.wkt == "POINT (500000 4470000)"
    # Choosing the CRS in the table is no yes to the doubt.
    chosen = plan.with_file(plan.files[0].with_(crs=2436))
    assert not chosen.certain
    assert len(read(chosen).rejected) == 1


def test_a_ballpark_that_is_accepted_is_taken_and_written_down(tmp_path):
    shapefile(tmp_path / "排污口.shp", [point()], {"排污口编码": ["1"]}, crs=2436)
    plan, found = taken(tmp_path, Hints(accept_ballpark=True))
    assert plan.certain
    assert len(found.rows[Kind.OUTFALL]) == 1
    (account,) = found.sources
    assert account.placing is not None
    assert "ballpark" in account.placing.en
    assert "ballpark" in said(found.findings)


def test_coordinates_outside_the_system_are_kept_aside(tmp_path):
    points = [shapely.Point(116.9, 40.4), shapely.Point(116.9, 400.0)]
    shapefile(tmp_path / "排污口.shp", points, {"排污口编码": ["1", "2"]}, crs=4490)
    _, found = taken(tmp_path)
    (kept,) = found.rejected
    assert kept.row == 2
    assert kept.wkt == "POINT (116.9 400)"


def test_files_that_are_not_for_us_are_left_out_with_a_reason(tmp_path):
    for name in ("说明.pdf", "readme.txt", "a.zip", "lonely.shx"):
        (tmp_path / name).write_bytes(b"x")
    plan, found = taken(tmp_path)
    assert plan.certain
    assert all(f.kind is None and f.kind_reason.zh for f in plan.files)
    assert len(plan.files) == 4
    assert not found.rows


def test_shapes_nobody_recognises_are_a_question(tmp_path):
    shapefile(tmp_path / "roads.shp", LINES, {"FID_1": ["1", "2"]})
    plan = survey(tmp_path)
    assert not plan.certain
    assert plan.files[0].kind is None
    told = survey(tmp_path, Hints(kinds={"roads.shp": None}))
    assert told.certain
    river = survey(tmp_path, Hints(kinds={"roads.shp": Kind.RIVER}))
    assert len(read(river).rows[Kind.RIVER]) == 2


def test_an_answer_changes_the_plan(tmp_path):
    shapefile(tmp_path / "roads.shp", LINES, {"名称": ["甲河", "乙"]}, crs=None)
    plan = survey(tmp_path)
    changed = plan.files[0].with_(kind=Kind.SEGMENT, crs=4547, encoding="gbk")
    plan = plan.with_file(changed)
    assert plan.certain
    assert plan.target_crs == 4547
    assert [s.name for s in read(plan).rows[Kind.SEGMENT]] == ["甲河", "乙"]


def test_a_wrong_target_is_refused(tmp_path):
    with pytest.raises(OfficerError, match="metres"):
        survey(tmp_path, Hints(target_crs=4326))


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(OfficerError, match="does not exist"):
        survey(tmp_path / "nowhere")


def test_progress_rises_to_the_end(tmp_path):
    shapefile(tmp_path / "河段.shp", LINES, SEGMENT)
    shapefile(tmp_path / "排污口.shp", [point()], {"排污口编码": ["1"]})
    steps = []
    read(survey(tmp_path), lambda *step: steps.append(step))
    done = [step[0] for step in steps]
    assert done == sorted(done)
    assert steps[-1][:2] == (3, 3)
    assert all(step[2].zh for step in steps)


def test_cancelling_hands_nothing_on(tmp_path):
    shapefile(tmp_path / "河段.shp", LINES, SEGMENT)
    with pytest.raises(Cancelled):
        read(survey(tmp_path), cancelled=lambda: True)


def test_a_file_gone_since_the_survey_loses_no_row_unsaid(tmp_path):
    shapefile(tmp_path / "河段.shp", LINES, SEGMENT)
    plan = survey(tmp_path)
    (tmp_path / "河段.shp").unlink()
    found = read(plan)
    balanced(plan, found)
    assert len(found.rejected) == 2


def test_linked_folders_are_followed_once(tmp_path):
    shapefile(tmp_path / "one" / "河段.shp", LINES, SEGMENT)
    whole = tmp_path / "whole"
    whole.mkdir()
    try:
        (whole / "a").symlink_to(tmp_path / "one", target_is_directory=True)
        (whole / "loop").symlink_to(whole, target_is_directory=True)
    except OSError:
        pytest.skip("this machine does not let us make links")
    if not (whole / "a" / "河段.shp").is_file():
        pytest.skip("links lead nowhere here: wine makes them and does not follow")
    assert [f.source for f in survey(whole).files] == ["a/河段.shp"]


def held_below(folder):
    """The files of a folder that this process has mapped or open."""
    mapped = Path("/proc/self/maps").read_text("utf-8", "replace")
    names = [one for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    lines = [*mapped.splitlines(), *(str(name.readlink()) for name in names)]
    return [line for line in lines if str(folder) in line]


def test_no_file_of_a_delivery_is_held_once_it_is_read(tmp_path):
    shapefile(tmp_path / "in" / "河段.shp", LINES, SEGMENT)
    shapefile(tmp_path / "in" / "坏.shp", LINES, SEGMENT).with_suffix(".shx").unlink()
    (tmp_path / "in" / "表.csv").write_text("排污口编码,排污口名称\nP1,甲\n", "utf-8")
    workbook(
        tmp_path / "in" / "名单.xlsx", {"现任": [["姓名", "职务"], ["甲", "河长"]]}
    )
    plan, found = taken(tmp_path / "in")
    assert found.rows[Kind.SEGMENT]
    if sys.platform == "linux":
        assert held_below(tmp_path) == []
    # Windows lets nobody remove or replace what is held, the reading process included.
    shutil.rmtree(tmp_path / "in")
    assert plan.files


def test_stores_in_the_folder_are_left_out(tmp_path):
    (tmp_path / "store.gpkg").write_bytes(b"SQLite format 3\0" + b"gw_store" * 20)
    plan = survey(tmp_path)
    assert plan.files[0].kind is None
    assert "gridwatch store" in plan.files[0].kind_reason.en


def test_a_csv_of_outfalls_without_places_is_kept_aside(tmp_path):
    (tmp_path / "o.csv").write_text("排污口编码,排污口名称\nP1,甲\n", encoding="utf-8")
    hints = Hints(kinds={"o.csv": Kind.OUTFALL})
    _, found = taken(tmp_path, hints)
    assert len(found.rejected) == 1


def test_an_ownership_table_is_recognised(tmp_path):
    head = ["河段代码", "岸别", "管理主体", "登记日期"]
    rows = [head, ["A1", "左岸", "甲镇", "2024-01-02"], ["", "", "乙镇", ""]]
    workbook(tmp_path / "权属.xlsx", {"权属": rows})
    _, found = taken(tmp_path)
    (bodies,) = found.rows[Kind.OWNERSHIP]
    assert (bodies.bank, bodies.managing_body) == ("left", "甲镇")
    assert len(found.rejected) == 1


def test_mixed_geojson_shapes_are_taken_or_kept_aside_each(tmp_path):
    def feature(kind, coordinates):
        shape = {"type": kind, "coordinates": coordinates} if kind else None
        return {
            "type": "Feature",
            "properties": {"河流名称": "白河"},
            "geometry": shape,
        }

    path = [[116.9, 40.4], [116.91, 40.41]]
    features = [
        feature("LineString", path),
        feature("MultiLineString", [path]),
        feature("Point", path[0]),
        feature(None, None),
        feature("LineString", [path[0], path[0]]),
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (tmp_path / "河流.geojson").write_text(text, encoding="utf-8")
    plan, found = taken(tmp_path)
    assert plan.files[0].kind is Kind.RIVER
    assert len(found.rows[Kind.RIVER]) == 2
    assert sorted(r.row for r in found.rejected) == [3, 4, 5]


SHAPES = st.sampled_from(
    [point(), point(5), None, shapely.Point(1e300, Y), shapely.Point(X, -1e200)]
)
CODES = st.sampled_from(["", "P1", "P2", "P3", "1.2E+15"])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=40,
    deadline=None,
)
@given(st.lists(st.tuples(SHAPES, CODES), min_size=1, max_size=8))
def test_every_row_goes_on_or_is_kept_aside(tmp_path, rows):
    shapes, codes = zip(*rows, strict=True)
    if all(shape is None for shape in shapes):
        shapes, codes = (*shapes, point()), (*codes, "")
    shapefile(tmp_path / "排污口.shp", shapes, {"排污口编码": codes})
    plan, found = taken(tmp_path)
    assert plan.rows == len(shapes)
    numbers = [kept.row for kept in found.rejected]
    assert len(set(numbers)) == len(numbers)


def test_the_sample_delivery_is_taken_whole_without_a_question():
    if not sample_folder().is_dir():
        pytest.skip("the sample delivery has not been made yet")
    plan, found = taken(sample_folder())
    assert plan.certain
    assert plan.target_crs == 4548
    assert not found.rejected
    counts = {kind: len(rows) for kind, rows in found.rows.items()}
    assert counts[Kind.RIVER] == 63
    assert counts[Kind.JURISDICTION] == 350
    # Four segments with a row for each bank, one both ways, one that is not there.
    assert counts[Kind.OWNERSHIP] == counts[Kind.SEGMENT] + 6
    told = {f.text.zh for f in found.findings if f.severity != "info"}
    assert told == SEEDED_IN_THE_ROSTER
