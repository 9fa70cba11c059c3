"""Files cut off anywhere, and with any bytes overwritten."""

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridwatch.district.wording import Kind
from gridwatch.intake.plan import Hints, read, survey
from tests.intake.deliveries import balanced, parted, raw_shapefile, ring

NAMES = {"名称": ["甲村", "乙村", "丙村", "丁村"], "长度": ["1", "2.5", "", "4"]}
RINGS = [
    parted(5, [ring()]),
    parted(5, [ring(200), ring(220, 20, 30, clockwise=False)]),
    b"\0\0\0\0",
    parted(5, [ring(400), ring(600)]),
]
ENDINGS = st.sampled_from([".shp", ".shx", ".dbf"])


def taken(folder):
    """Read what is there; every row has to be accounted for."""
    hints = Hints(kinds={"村界.shp": Kind.JURISDICTION}, target_crs=4548)
    plan = survey(Path(folder), hints)
    found = read(plan)
    balanced(plan, found)
    return found


@settings(max_examples=150, deadline=None)
@given(ENDINGS, st.floats(0, 1))
@example(".shp", 0.0)
@example(".dbf", 0.0)
@example(".shx", 0.0)
def test_a_file_cut_off_anywhere_never_crashes_the_reading(ending, share):
    with tempfile.TemporaryDirectory() as folder:
        path = raw_shapefile(Path(folder) / "村界.shp", 5, RINGS, NAMES)
        part = path.with_suffix(ending)
        data = part.read_bytes()
        part.write_bytes(data[: int(len(data) * share)])
        taken(folder)


@settings(max_examples=300, deadline=None)
@given(
    ENDINGS,
    st.lists(
        st.tuples(st.integers(0, 900), st.binary(min_size=1, max_size=8)), max_size=4
    ),
)
def test_bytes_overwritten_anywhere_never_crash_the_reading(ending, flips):
    with tempfile.TemporaryDirectory() as folder:
        path = raw_shapefile(Path(folder) / "村界.shp", 5, RINGS, NAMES)
        part = path.with_suffix(ending)
        data = bytearray(part.read_bytes())
        for place, raw in flips:
            at = place % len(data)
            data[at : at + len(raw)] = raw[: len(data) - at]
        part.write_bytes(data)
        taken(folder)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3), st.integers(8, 60), st.binary(min_size=1, max_size=4))
def test_one_overwritten_record_costs_no_other_its_shape(row, place, raw):
    with tempfile.TemporaryDirectory() as folder:
        path = raw_shapefile(Path(folder) / "村界.shp", 5, RINGS, NAMES)
        data = bytearray(path.read_bytes())
        at = 100 + sum(8 + len(record) for record in RINGS[:row])
        end = min(at + 8 + len(RINGS[row]), at + place + len(raw))
        data[at + 8 : end] = raw.ljust(end - at - 8, b"\xff")[: end - at - 8]
        path.write_bytes(data)
        found = taken(folder)
        names = {area.name for area in found.rows.get(Kind.JURISDICTION, ())}
        whole = {0: "甲村", 1: "乙村", 3: "丁村"}
        assert {name for at, name in whole.items() if at != row} <= names
