"""Odd shapes, on the bytes that hold them."""

import numpy as np
import pytest
import shapely

from gridwatch.district.wording import Kind
from gridwatch.intake import shapefile
from gridwatch.intake.coordinates import Coordinates
from gridwatch.intake.findings import Notebook
from gridwatch.intake.plan import Hints, read, survey
from gridwatch.intake.shapes import prepared
from tests.intake.deliveries import (
    X,
    Y,
    balanced,
    line,
    parted,
    point,
    raw_shapefile,
    ring,
    said,
    square,
)

NAMES = {"名称": ["甲村", "乙村"]}


def taken(path, kind=Kind.JURISDICTION):
    """Read a file as `kind`: shapes taken, rows kept aside, findings."""
    plan = survey(path.parent, Hints(kinds={path.name: kind}, target_crs=4548))
    found = read(plan)
    balanced(plan, found)
    shapes = [row.geometry for row in found.rows.get(kind, ())]
    return shapes, found.rejected, found.findings


def polygons(path, *first):
    """Write a good polygon behind one with the rings `first`."""
    records = [parted(5, list(first)), parted(5, [ring(500)])]
    return raw_shapefile(path, 5, records, NAMES)


def hole(*, clockwise):
    return ring(20, 20, 30, clockwise=clockwise)


@pytest.mark.parametrize(
    "rings",
    [
        [ring(), hole(clockwise=False)],
        [ring(), hole(clockwise=True)],
        [ring(clockwise=False), hole(clockwise=True)],
        [ring(clockwise=False), hole(clockwise=False)],
        [hole(clockwise=False), ring()],
    ],
)
def test_a_ring_inside_another_is_a_hole_whichever_way_they_run(tmp_path, rings):
    shapes, aside, _ = taken(polygons(tmp_path / "村界.shp", *rings))
    assert not aside
    assert [shape.area for shape in shapes] == pytest.approx([9100, 10000])
    assert shapely.is_valid(shapes).all()


def test_rings_that_run_the_wrong_way_are_said(tmp_path):
    path = polygons(tmp_path / "村界.shp", ring(clockwise=False))
    shapes, _, findings = taken(path)
    assert shapes[0].area == pytest.approx(10000)
    (told,) = [f for f in findings if "outer rings" in f.text.en]
    assert (told.row, told.count) == (1, 1)
    assert "outer rings" not in said(
        taken(polygons(tmp_path / "b/村界.shp", ring()))[2]
    )


def test_a_ring_left_open_is_closed(tmp_path):
    shapes, aside, _ = taken(polygons(tmp_path / "村界.shp", ring()[:-1]))
    assert [shape.area for shape in shapes] == pytest.approx([10000, 10000])
    assert not aside


def test_a_ring_that_crosses_itself_is_mended_and_said_with_its_row(tmp_path):
    bow = [(0, 0), (100, 100), (100, 0), (0, 100), (0, 0)]
    shapes, _, findings = taken(polygons(tmp_path / "村界.shp", bow))
    assert shapes[0].is_valid
    assert shapes[0].area == pytest.approx(5000)
    (mended,) = [f for f in findings if "repaired" in f.text.en]
    assert (mended.row, mended.count) == (1, 1)
    assert "rows 1" in mended.text.en
    assert "more than 1 %" in said(findings)


def test_parts_that_overlap_are_united_not_cut_out_of_each_other(tmp_path):
    path = polygons(tmp_path / "村界.shp", ring(), ring(90))
    shapes, _, _ = taken(path)
    assert shapes[0].area == pytest.approx(19000)


@pytest.mark.parametrize(
    "rings", [[], [[(0, 0), (1, 1)]], [[(0, 0), (1, 1), (0, 0)]], [ring(), []]]
)
def test_a_shape_without_ground_is_kept_aside_with_a_reason(tmp_path, rings):
    shapes, aside, _ = taken(polygons(tmp_path / "村界.shp", *rings))
    assert len(shapes) == len(aside) == 1
    assert aside[0].row == 1
    assert aside[0].reason.zh


def test_a_null_shape_is_kept_aside_and_its_row_named(tmp_path):
    records = [b"\0\0\0\0", parted(5, [ring()])]
    shapes, aside, _ = taken(raw_shapefile(tmp_path / "村界.shp", 5, records, NAMES))
    assert len(shapes) == 1
    assert [(kept.row, kept.values["名称"]) for kept in aside] == [(1, "甲村")]


def test_lines_without_length_are_kept_aside(tmp_path):
    records = [parted(3, [[(0, 0), (0, 0)]]), parted(3, [[(0, 0), (9, 9)]])]
    path = raw_shapefile(tmp_path / "河流.shp", 3, records, NAMES)
    shapes, aside, _ = taken(path, Kind.RIVER)
    assert len(shapes) == len(aside) == 1
    assert "length" in aside[0].reason.en


def test_all_parts_of_a_line_are_there(tmp_path):
    parts = [[(0, 0), (9, 0)], [(20, 0), (29, 0)], [(40, 0), (49, 0)]]
    records = [parted(3, parts), parted(3, parts[:1])]
    path = raw_shapefile(tmp_path / "河流.shp", 3, records, NAMES)
    shapes, _, _ = taken(path, Kind.RIVER)
    assert [shapely.get_num_geometries(shape) for shape in shapes] == [3, 1]


def test_shapes_that_stand_twice_are_both_taken_and_named(tmp_path):
    records = [parted(5, [ring()]), parted(5, [ring(500)]), parted(5, [ring()])]
    table = {"名称": ["甲村", "乙村", "丙村"]}
    path = raw_shapefile(tmp_path / "村界.shp", 5, records, table)
    shapes, _, findings = taken(path)
    assert len(shapes) == 3
    (told,) = [f for f in findings if "the same as" in f.text.en]
    assert (told.severity, told.row, told.count) == ("warning", 3, 1)


def test_measures_of_lines_become_columns_and_are_said(tmp_path):
    way = [[(0, 0), (9, 0), (20, 0)]]
    records = [
        parted(23, way, measures=[3.5, 4.0, 7.25]),
        parted(23, way, measures=[-1e39, -1e39, -1e39]),
    ]
    path = raw_shapefile(tmp_path / "河流.shp", 23, records, NAMES)
    facts = shapefile.look(path)[0]
    raw = shapefile.load(path, "gbk")
    assert facts.names == raw.names == ("名称", "M_起", "M_止")
    assert raw.columns["M_起"] == [3.5, None]
    assert raw.columns["M_止"] == [7.25, None]
    shapes, aside, findings = taken(path, Kind.RIVER)
    assert len(shapes) == 2
    assert not aside
    assert "measures (M, 3.5 to 7.25)" in said(findings)


def test_measures_behind_heights_are_read_and_heights_said_to_go(tmp_path):
    way = [[(0, 0), (9, 0)], [(20, 0), (29, 0)]]
    heights = [1.0, 2.0, 3.0, 4.0]
    records = [
        parted(13, way, heights, measures=[10.0, 11.0, 12.0, 13.0]),
        parted(13, way, heights),
    ]
    path = raw_shapefile(tmp_path / "河流.shp", 13, records, NAMES)
    raw = shapefile.load(path, "gbk")
    assert (raw.columns["M_起"], raw.columns["M_止"]) == ([10.0, None], [13.0, None])
    assert shapely.has_z(raw.geometry).all()
    assert "Z and M" in said(taken(path, Kind.RIVER)[2])


def test_measures_of_points_become_one_column(tmp_path):
    def content(measure):
        return np.array([21], "<i4").tobytes() + np.array([X, Y, measure]).tobytes()

    records = [content(5.0), content(-1e40)]
    path = raw_shapefile(tmp_path / "排污口.shp", 21, records, {"M": ["a", "b"]})
    raw = shapefile.load(path, "gbk")
    assert raw.columns == {"M": ["a", "b"], "M_": [5.0, None]}


def test_a_broken_record_length_does_not_hide_the_records_behind_it(tmp_path):
    records = [parted(5, [ring(200 * n)]) for n in range(5)]
    table = {"名称": [f"{n}村" for n in range(5)]}
    path = raw_shapefile(tmp_path / "村界.shp", 5, records, table, shx=False)
    data = bytearray(path.read_bytes())
    third = 100 + 2 * (8 + len(records[0]))
    data[third + 4 : third + 8] = (10**8).to_bytes(4, "big")
    path.write_bytes(data)
    raw = shapefile.load(path, "gbk")
    assert len(raw.numbers) == 5
    found = sorted(shape.bounds[0] - X for shape in raw.geometry if shape is not None)
    assert found[:2] == [0, 200]
    assert found[-2:] == [600, 800]


def test_an_index_of_another_file_is_not_believed(tmp_path):
    records = [
        parted(5, [ring(200 * n), ring(50 + 200 * n)][: n + 1]) for n in range(3)
    ]
    table = {"名称": ["甲村", "乙村", "丙村"]}
    path = raw_shapefile(tmp_path / "村界.shp", 5, records, table)
    other = raw_shapefile(tmp_path / "b/b.shp", 5, [b"\0\0\0\0"] * 3, table)
    before = other.with_suffix(".shx").read_bytes()
    path.with_suffix(".shx").write_bytes(before)
    raw = shapefile.load(path, "gbk")
    assert not raw.lost
    assert not shapely.is_missing(raw.geometry).any()
    assert path.with_suffix(".shx").read_bytes() == before


def test_an_index_that_was_cut_off_loses_no_shape(tmp_path):
    records = [parted(5, [ring(200 * n)]) for n in range(4)]
    table = {"名称": [f"{n}村" for n in range(4)]}
    path = raw_shapefile(tmp_path / "村界.shp", 5, records, table)
    index = path.with_suffix(".shx")
    index.write_bytes(index.read_bytes()[:-16])
    raw = shapefile.load(path, "gbk")
    assert not shapely.is_missing(raw.geometry).any()


def test_many_mended_rows_are_counted_and_the_first_named():
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    notebook = Notebook("a")
    moved = [shapely.transform(bow, lambda c, n=n: c + n) for n in range(30)]
    prepared(
        np.array(moved, object),
        "polygon",
        Coordinates(4548),
        4548,
        notebook,
        range(5, 35),
    )
    mended = next(f for f in notebook.findings() if "repaired" in f.text.en)
    assert (mended.row, mended.count) == (5, 30)
    assert "14 …" in mended.text.en


def test_points_that_lie_on_each_other_are_only_told():
    notebook = Notebook("a")
    points = np.array([point(), point(9), point()], object)
    _, refused = prepared(points, "point", Coordinates(4548), 4548, notebook)
    assert not refused
    (told,) = notebook.findings()
    assert (told.severity, told.row) == ("info", 3)


def test_a_shape_of_another_family_is_kept_aside():
    _, refused = prepared(
        np.array([square(), line((0, 0), (1, 1)), None], object),
        "polygon",
        Coordinates(4548),
        4548,
        Notebook("a"),
    )
    assert set(refused) == {1, 2}


def test_a_line_of_one_point_leaves_the_other_lines(tmp_path):
    good = parted(3, [[(0, 0), (9, 9)]])
    records = [
        good,
        parted(3, [[(5, 5)]]),
        good,
        parted(3, [[(0, 0), (9, 9)], [(1, 1)]]),
    ]
    table = {"名称": ["甲河", "乙河", "丙河", "丁河"]}
    path = raw_shapefile(tmp_path / "河流.shp", 3, records, table)
    shapes, aside, _ = taken(path, Kind.RIVER)
    assert [kept.row for kept in aside] in ([2], [2, 4])
    assert len(shapes) + len(aside) == 4
    assert all(shape.length > 0 for shape in shapes)


@pytest.mark.parametrize("field", [0, 32, 36, 40, 44])
def test_a_shape_with_a_wild_number_in_it_leaves_the_others(tmp_path, field):
    bad = bytearray(parted(5, [ring(200)]))
    bad[field : field + 4] = (2**31 - 7).to_bytes(4, "little")
    records = [parted(5, [ring()]), bytes(bad), parted(5, [ring(400)])]
    table = {"名称": ["甲村", "乙村", "丙村"]}
    path = raw_shapefile(tmp_path / "村界.shp", 5, records, table)
    shapes, aside, _ = taken(path)
    assert len(shapes) + len(aside) == 3
    assert {0.0, 400.0} <= {shape.bounds[0] - X for shape in shapes}
    assert all(kept.row == 2 for kept in aside)
