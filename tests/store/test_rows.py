"""What is put in comes out again."""

from __future__ import annotations

from datetime import date

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district.cells import Cell
from gridwatch.district.outfalls import Outfall
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard, SignboardFace
from gridwatch.district.wording import FIELDS, Kind
from gridwatch.store.blobs import blobs_of, geometries_of
from gridwatch.store.opening import Store, UnfitValue, open_store
from gridwatch.store.rows import KEYS, columns_of, decoded, encoded
from tests.store.made import CRS, box, delivery, point

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.sampled_from(
        ["㐂村", "𠮷河", "🌊河长👩‍🌾", "长" * 200, "a'b\"c;--", " 空格 ", "\n"]
    ),
)
DAYS = st.none() | st.dates()
WORDS = st.lists(st.sampled_from(["municipal", "town", "区级", "𠮷"]), max_size=4)


def test_every_kind_comes_back_as_it_was(store: Store) -> None:
    district = store.district()
    for kind, rows in delivery().items():
        assert district.rows(kind) == rows, kind


def test_rows_survive_closing_and_opening(closed_store) -> None:
    with open_store(closed_store) as again:
        district = again.district()
    for kind, rows in delivery().items():
        assert district.rows(kind) == rows, kind


def test_every_field_the_officer_sees_has_its_column() -> None:
    for kind in Kind:
        fields = [field.key for field in FIELDS[kind]]
        assert [k for k in KEYS[kind] if k not in ("uid", "geometry")] == fields


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(name=TEXTS, code=TEXTS, words=WORDS, area=st.none() | st.floats(0, 1e9))
def test_any_text_of_a_river_survives(name, code, words, area) -> None:
    row = River("u", code, name, tuple(words), "perennial", area, name)
    assert decoded(Kind.RIVER, encoded(Kind.RIVER, [row], CRS)) == (row,)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(texts=st.tuples(*[TEXTS] * 4), installed=DAYS)
def test_any_face_of_a_signboard_survives(texts, installed) -> None:
    row = Signboard("u", face=SignboardFace(*texts), installed=installed)
    assert decoded(Kind.SIGNBOARD, encoded(Kind.SIGNBOARD, [row], CRS)) == (row,)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(name=TEXTS, flag=st.none() | st.booleans(), day=DAYS, serial=st.uuids().map(str))
def test_texts_days_and_flags_survive_the_file(
    empty_store: Store, name, flag, day, serial
) -> None:
    row = Outfall(serial, serial, name, above_scale=flag, monitored=day)
    empty_store.take({Kind.OUTFALL: (row,)}, source="x", who="x")
    assert empty_store.district().row(Kind.OUTFALL, serial) == row


def test_whole_numbers_in_a_length_stay_lengths(empty_store: Store) -> None:
    row = Segment("s", "S", length=5.0, sequence=7)
    empty_store.take({Kind.SEGMENT: (row,)}, source="x", who="x")
    (found,) = empty_store.district().segments
    assert found == row
    assert isinstance(found.length, float)


def test_coordinates_come_back_to_the_last_bit() -> None:
    line = shapely.LineString([(0.1 + 0.2, 1e7 / 3), (500000.123456789, 2**0.5)])
    (blob,) = blobs_of(Kind.RIVER, [line], CRS)
    assert geometries_of([blob])[0].wkb == line.wkb


def test_heights_are_dropped_and_empty_shapes_are_none() -> None:
    deep = shapely.LineString([(0, 0, 5), (1, 1, 6)])
    blobs = blobs_of(Kind.RIVER, [deep, shapely.LineString(), None], CRS)
    flat, empty, none = geometries_of(blobs)
    assert flat == shapely.LineString([(0, 0), (1, 1)])
    assert empty is None
    assert none is None


def test_a_multi_of_one_part_comes_back_as_the_part() -> None:
    multi = shapely.MultiPolygon([box(0, 0)])
    blobs = blobs_of(Kind.CELL, [multi, box(0, 0)], CRS)
    assert blobs[0] == blobs[1]
    assert geometries_of(blobs)[0] == box(0, 0)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        (Kind.CELL, point(0, 0)),
        (Kind.RIVER, box(0, 0)),
        (Kind.SIGNBOARD, shapely.MultiPoint([(0, 0), (1, 1)])),
        (Kind.JURISDICTION, shapely.GeometryCollection([box(0, 0)])),
    ],
)
def test_a_shape_of_another_type_is_refused_and_nothing_written(
    store: Store, kind: Kind, shape
) -> None:
    before = store.content_hash()
    (row, *_) = store.district().rows(kind)
    changed = type(row)("new", code="new", geometry=shape)
    with pytest.raises(UnfitValue) as caught:
        store.take({kind: (changed,)}, source="x", who="x")
    assert shape.geom_type in caught.value.text.zh
    assert store.content_hash() == before


def test_half_a_character_is_refused_in_the_officers_words(store: Store) -> None:
    before = store.content_hash()
    with pytest.raises(UnfitValue):
        store.take({Kind.CELL: (Cell("x", "\ud800"),)}, source="x", who="x")
    assert store.content_hash() == before


def test_the_columns_of_the_file_are_the_attributes(store: Store) -> None:
    for kind in Kind:
        found = [
            row[1]
            for row in store._connection.execute(f"PRAGMA table_info({kind.value})")
        ]
        assert set(found) == {"fid", *columns_of(kind)}, kind


def test_a_day_keeps_its_form_in_the_file(store: Store) -> None:
    (value,) = store._connection.execute(
        "SELECT installed FROM signboard WHERE uid = 'b1'"
    ).fetchone()
    assert value == "2024-01-02"
    assert date.fromisoformat(value) == date(2024, 1, 2)


def test_what_another_program_wrote_wrongly_is_named(store: Store) -> None:
    store._connection.execute(
        "UPDATE signboard SET installed = '去年' WHERE uid = 'b1'"
    )
    with pytest.raises(UnfitValue, match="installed"):
        store.district()


def test_nulls_of_another_program_read_as_no_value(store: Store) -> None:
    before = store.content_hash()
    store._connection.execute("UPDATE outfall SET name = NULL WHERE name = ''")
    assert store.district().rows(Kind.OUTFALL) == delivery()[Kind.OUTFALL]
    assert store.content_hash() == before
