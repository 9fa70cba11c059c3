"""Random tables written as offices write them come back value by value."""

import csv
import io
import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import fiona
import numpy as np
import pyogrio.raw
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.intake import readers, shapefile
from gridwatch.intake.dbf import DbfTable
from gridwatch.intake.encoding import decide
from gridwatch.intake.values import as_day
from tests.intake.deliveries import typed_dbf

USUAL = "云溪区白河村镇水务局管理处李王张刘清潭沟桥东西南北大小上下段左右岸支流"
HANZI = [chr(n) for n in range(0x4E00, 0x9FA6)]
SIMPLE = [c for c in HANZI if len(c.encode("gb2312", "ignore")) == 2]
"""Characters of GB 2312, all of them."""
RARE = "㐂㙟㴩䢺𠀋𡔹𣲗𤧛𬇕"
"""Characters of river and place names that GBK lacks; GB18030 and UTF-8 have them."""
CODINGS = ["gbk", "gb18030", "utf-8"]
WIDEST = 254


def words(alphabet, longest):
    return st.text(st.sampled_from(alphabet), min_size=1, max_size=longest)


def texts(longest):
    ascii_part = st.text("ABKabk019 .-+()", max_size=6)
    hanzi = words(USUAL, longest) | words(SIMPLE, longest) | words(HANZI, longest)
    hanzi = hanzi | words(USUAL + RARE, longest)
    return st.builds(lambda *w: "".join(w)[:longest], ascii_part, hanzi, ascii_part)


def tables(longest):
    row = st.tuples(
        st.none() | texts(longest),
        st.none() | texts(longest),
        st.none() | st.integers(-(10**9), 10**9),
        st.none() | st.floats(-1e6, 1e6).map(lambda n: round(n, 6)),
        st.none() | st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    )
    return st.lists(row, min_size=1, max_size=12)


def writable(rows, coding):
    """Leave out of texts what a coding lacks: that loss is the writer's."""
    return [
        tuple(
            cell.encode(coding, "ignore").decode(coding) if type(cell) is str else cell
            for cell in row
        )
        for row in rows
    ]


def kept(text, encoding, width=WIDEST):
    """What a field of `width` bytes leaves of a text."""
    if text is None:
        return None
    raw = text.encode(encoding)
    cut = raw[:width]
    left = cut.decode(encoding, "ignore") if len(raw) > width else text
    return left.strip(" ") or None


def assert_read(read, rows, encoding, width=WIDEST):
    """Compare columns as read with the rows that were written."""
    columns = list(read.values())
    for at, row in enumerate(rows):
        assert columns[0][at] == kept(row[0], encoding, width)
        assert columns[1][at] == kept(row[1], encoding, width)
        assert (columns[2][at] is None) == (row[2] is None)
        assert row[2] is None or int(float(columns[2][at])) == row[2]
        assert (columns[3][at] is None) == (row[3] is None)
        assert row[3] is None or float(columns[3][at]) == pytest.approx(row[3])
        day = as_day(columns[4][at]) if columns[4][at] else None
        assert day == row[4]


FIELDS = [
    ("河段名称", "C", WIDEST, 0),
    ("管理主体单位", "C", WIDEST, 0),
    ("序号", "N", 12, 0),
    ("长度", "N", 20, 6),
    ("登记日期", "D", 8, 0),
]


@contextmanager
def table_of(data):
    """A table in a file, and the encoding it is taken for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.dbf"
        path.write_bytes(data)
        table = DbfTable(path)
        try:
            values, full = table.texts()
            mark = table.language_byte
            yield table, decide(values, full=full, language_byte=mark)
        finally:
            vars(table).clear()  # Windows removes no file that is still mapped


@settings(max_examples=150, deadline=None)
@given(tables(longest=140), st.sampled_from(CODINGS), st.sampled_from([0, 0x57, 0x4D]))
def test_hand_made_tables_come_back_whole(rows, coding, byte):
    rows = writable(rows, coding)
    data = typed_dbf(FIELDS, rows, encoding=coding, language_byte=byte)
    with table_of(data) as (table, found):
        # Field names alone are enough to tell: in all offices' tables they are there.
        assert found.certain
        assert_read(table.values(found.encoding, slice(0, None), []), rows, coding)


@settings(max_examples=150, deadline=None)
@given(tables(longest=40), st.sampled_from(CODINGS), st.sampled_from([0, 0x57]))
def test_where_hardly_any_text_tells_the_encoding_it_is_marked(rows, coding, byte):
    rows = writable(rows, coding)
    plain = [(f"F{n}", *column[1:]) for n, column in enumerate(FIELDS)]
    data = typed_dbf(plain, rows[:2], encoding=coding, language_byte=byte)
    with table_of(data) as (table, found):
        if not found.certain:
            return
        notes = []
        read = table.values(found.encoding, slice(0, None), notes)
        # 锛丏 is GBK, and ！D in UTF-8: what is read as a stray is told, row by row.
        if not any("as the table is" in note.text.en for note in notes):
            assert_read(read, rows[:2], coding)


@settings(max_examples=60, deadline=None)
@given(st.lists(words(USUAL, 12), min_size=1, max_size=5), st.sampled_from(CODINGS))
def test_one_usual_name_is_enough_to_tell(names, coding):
    data = typed_dbf([("NAME", "C", 60, 0)], [(n,) for n in names], encoding=coding)
    with table_of(data) as (table, found):
        read = table.values(found.encoding, slice(0, None), [])["NAME"]
        assert read == names or not found.certain
        if sum(map(len, set(names))) > 2:
            assert found.certain


def written(path, rows, coding, library):
    columns = list(zip(*rows, strict=True))
    names = ["name", "unit", "n", "length", "day"]
    if library == "pyogrio":
        data = [
            np.array(columns[0], object),
            np.array(columns[1], object),
            np.array([0 if v is None else v for v in columns[2]], np.int64),
            np.array([0 if v is None else v for v in columns[3]], float),
            np.array(columns[4], "datetime64[D]"),
        ]
        masks = [None, None, *(np.array([v is None for v in c]) for c in columns[2:])]
        points = shapely.to_wkb(shapely.points(np.arange(len(rows)), 0.0))
        pyogrio.raw.write(
            path, points, data, names, masks, geometry_type="Point",
            crs="EPSG:4490", encoding=coding,
        )  # fmt: skip
        return
    kinds = ["str:80", "str:80", "int:18", "float:24.15", "date"]
    schema = {"geometry": "Point", "properties": dict(zip(names, kinds, strict=True))}
    with fiona.open(path, "w", "ESRI Shapefile", schema, encoding=coding) as layer:
        for at, row in enumerate(rows):
            day = row[4].isoformat() if row[4] else None
            values = dict(zip(names, [*row[:4], day], strict=True))
            shape = {"type": "Point", "coordinates": (at, 0.0)}
            layer.write({"geometry": shape, "properties": values})


@pytest.mark.parametrize("library", ["pyogrio", "fiona"])
@settings(max_examples=40, deadline=None)
@given(
    table=tables(longest=26), coding=st.sampled_from(CODINGS), with_cpg=st.booleans()
)
def test_tables_of_the_usual_writers_come_back_whole(library, table, coding, with_cpg):
    rows = writable([("云溪区", "白河", *table[0][2:]), *table], coding)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.shp"
        written(path, rows, coding, library)
        if not with_cpg:
            path.with_suffix(".cpg").unlink(missing_ok=True)
        facts = shapefile.look(path)[0]
        assert facts.coding.certain
        raw = shapefile.load(path, facts.coding.encoding)
        assert_read(raw.columns, rows, coding)
        assert len(raw.geometry) == len(rows)


@settings(max_examples=80, deadline=None)
@given(tables(longest=60), st.sampled_from([*CODINGS, "utf-8-sig"]))
def test_text_tables_come_back_whole(table, coding):
    rows = writable([("云溪区", "白河", *table[0][2:]), *table], coding)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(["河段名称", "管理主体单位", "序号", "长度", "登记日期"])
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(buffer.getvalue().encode(coding))
        facts = readers.look(path)[0]
        assert facts.coding.certain
        raw = readers.load(path, None, facts.coding.encoding)
    for at, row in zip(
        raw.numbers, zip(*raw.columns.values(), strict=True), strict=True
    ):
        told = ["" if value is None else str(value) for value in row]
        meant = ["" if value is None else str(value) for value in rows[at - 2]]
        assert told == meant
