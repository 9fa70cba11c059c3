import struct

import numpy as np
import pyogrio.raw
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.intake import shapefile
from gridwatch.intake.rings import polygon_of
from gridwatch.intake.shapebytes import shapes_of
from gridwatch.intake.shaperecords import bytes_of, parts_of, records_of

pytestmark = pytest.mark.filterwarnings("ignore:'crs' was not provided")

NUMBERS = st.integers(-9000, 9000).map(float)
PAIRS = st.tuples(NUMBERS, NUMBERS)


def boxes(at, holes):
    west, south = at[0] * 40, at[1] * 40
    outer = shapely.box(west, south, west + 30, south + 30)
    inner = [
        shapely.box(west + 5 + 8 * k, south + 5, west + 9 + 8 * k, south + 9)
        for k in range(holes)
    ]
    return shapely.difference(outer, shapely.union_all(inner)) if inner else outer


POINTS = st.lists(PAIRS.map(shapely.Point), min_size=1, max_size=90)
LINE = st.lists(PAIRS, min_size=2, max_size=40, unique=True).map(shapely.LineString)
LINES = st.lists(
    st.one_of(
        LINE, st.lists(LINE, min_size=2, max_size=4).map(shapely.MultiLineString)
    ),
    min_size=1,
    max_size=80,
)
BOX = st.builds(
    boxes, st.tuples(st.integers(0, 99), st.integers(0, 99)), st.integers(0, 3)
)
AREAS = st.lists(
    st.one_of(
        BOX,
        st.lists(st.integers(0, 5), min_size=2, max_size=4, unique=True).map(
            lambda ks: shapely.MultiPolygon([boxes((k, k), k % 3) for k in ks])
        ),
    ),
    min_size=1,
    max_size=80,
)


def written(folder, shapes, kind, *, tall=False):
    path = folder / "a.shp"
    shapes = np.asarray(shapes, object)
    if tall:
        shapes = shapely.force_3d(shapes, np.arange(len(shapes), dtype=float))
    name = f"{kind} Z" if tall else kind
    pyogrio.raw.write(
        path, shapely.to_wkb(shapes), [], [], geometry_type=name, crs=None
    )
    return path


def own(path):
    records = records_of(parts_of(path))
    return shapes_of(bytes_of(path), records.offsets, records.types)


def alike(found, wanted):
    assert not shapely.is_missing(found).any()
    same = shapely.equals_exact(shapely.normalize(found), shapely.normalize(wanted))
    assert same.all()


@settings(deadline=None, max_examples=25)
@given(
    st.one_of(
        st.tuples(st.just("Point"), POINTS),
        st.tuples(st.just("MultiLineString"), LINES),
        st.tuples(st.just("MultiPolygon"), AREAS),
    ),
    st.booleans(),
)
def test_what_gdal_writes_is_read_as_gdal_reads_it(tmp_path_factory, made, tall):
    kind, shapes = made
    path = written(tmp_path_factory.mktemp("shp"), shapes, kind, tall=tall)
    _, _, wkb, _ = pyogrio.raw.read(path)
    alike(own(path), shapely.from_wkb(wkb))
    assert shapely.has_z(own(path)).all() == tall


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_byte_makes_the_reader_fail_or_reach_outside(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("shp")
    path = written(folder, [boxes((k, 0), k % 3) for k in range(6)], "Polygon")
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(100, len(raw) - 4))
        raw[at : at + 4] = data.draw(
            st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\1\0\0\0"])
        )
    path.write_bytes(raw[: data.draw(st.integers(100, len(raw)))])
    found = own(path)
    good = found[~shapely.is_missing(found)]
    # A record may now say that it is a point.
    rings = good[shapely.get_type_id(good) != shapely.GeometryType.POINT]
    assert (shapely.get_num_coordinates(rings) >= 4).all()


def test_one_record_with_wrong_parts_costs_no_other(tmp_path):
    path = written(tmp_path, [boxes((k, 0), 2) for k in range(9)], "Polygon")
    records = records_of(parts_of(path))
    raw = bytearray(path.read_bytes())
    place = int(records.offsets[4]) + 8 + 4 + 32 + 8
    raw[place : place + 4] = struct.pack("<i", 7)  # the first part begins too late
    path.write_bytes(raw)
    lost = shapely.is_missing(own(path))
    assert np.flatnonzero(lost).tolist() == [4]


def test_records_that_are_not_sound_are_asked_of_the_other_reader(tmp_path):
    path = written(tmp_path, [shapely.Point(1, 1), shapely.Point(2, 2)], "Point")
    raw = bytearray(path.read_bytes())
    raw[112:120] = struct.pack("<d", float("nan"))
    path.write_bytes(raw)
    asked = []

    def rest(_path, rows):
        asked.extend(rows)
        return np.asarray([shapely.Point(7, 7)], object), {}

    raw_layer = shapefile.load(path, "utf-8", rest)
    assert asked == [0]
    assert [g.x for g in raw_layer.geometry] == [7, 2]


def ring(west, south, size, *, clockwise):
    points = [(0, 0), (0, size), (size, size), (size, 0), (0, 0)]
    found = np.asarray([(west + x, south + y) for x, y in points], float)
    return found if clockwise else found[::-1]


def test_a_hole_belongs_to_the_outline_around_it():
    rings = [
        ring(0, 0, 100, clockwise=True),
        ring(200, 0, 100, clockwise=True),
        ring(210, 10, 10, clockwise=False),
        ring(10, 10, 50, clockwise=False),
        ring(20, 20, 10, clockwise=True),
    ]
    found = polygon_of(rings)
    assert found.is_valid
    assert found.area == 100 * 100 * 2 - 100 - 2500 + 100


@pytest.mark.parametrize("clockwise", [True, False])
def test_rings_that_all_run_one_way_are_put_together_by_where_they_lie(clockwise):
    rings = [
        ring(20, 20, 10, clockwise=clockwise),
        ring(0, 0, 100, clockwise=clockwise),
        ring(10, 10, 50, clockwise=clockwise),
    ]
    found = polygon_of(rings)
    assert found.is_valid
    assert found.area == 100 * 100 - 2500 + 100


def test_rings_whose_sense_is_turned_are_put_together_by_where_they_lie():
    outer = ring(0, 0, 100, clockwise=False)
    hole = ring(10, 10, 50, clockwise=True)
    assert polygon_of([hole, outer]).area == 100 * 100 - 2500


def test_real_shapefiles_are_read_as_gdal_reads_them(shared_data):
    sets = ("china_rivers_1to4m", "crs", "beijing", "london", "stream_network")
    files = [f for name in sets for f in sorted((shared_data / name).rglob("*.shp"))]
    assert len(files) >= 8
    for path in files:
        _, fids, wkb, _ = pyogrio.raw.read(
            path, columns=[], encoding="ISO-8859-1", return_fids=True
        )
        wanted = shapely.force_2d(shapely.from_wkb(wkb))
        alike(shapely.force_2d(own(path)[fids]), wanted)
