"""Sheets in the columns that a higher platform wants."""

from __future__ import annotations

from datetime import date

import pytest
import python_calamine
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.district import District
from gridwatch.district.outfalls import Outfall
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.wording import Format, Kind, Language, OfficerError
from gridwatch.outgoing.mappings import (
    KINDS,
    MappedColumn,
    Mapping,
    choices_of,
    find,
    mapped_table,
    mappings_in,
    own_mappings,
    read_mapping,
    save_mapping,
    starting_mapping,
    write_mapped,
)

DAY = date(2026, 11, 1)
LINE = shapely.LineString([(486_000, 4_471_000), (487_000, 4_471_000)])
DISTRICT = District(
    crs=4548,
    rivers=(River("r", "R1", "潮河"),),
    segments=(Segment("s", "001", "一段", "R1", geometry=LINE),),
    outfalls=(
        Outfall("o", "0010", "东口", monitored=date(2026, 3, 5), segment_code="001",
                geometry=shapely.Point(486_500, 4_471_010)),
        Outfall("p", "0020", "=1+1"),
    ),
)  # fmt: skip


def test_every_mapping_that_comes_along_can_be_read_and_filled() -> None:
    known = mappings_in(own_mappings())
    assert len(known) >= 3
    for path in known.values():
        mapping = read_mapping(path)
        table = mapped_table(DISTRICT, mapping, DAY)
        assert len(table.rows) == len(DISTRICT.rows(mapping.kind))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_may_be_chosen_can_be_told(kind) -> None:
    columns = tuple(MappedColumn(c.title, c.key) for c in choices_of(kind, Language.ZH))
    table = mapped_table(DISTRICT, Mapping("x", kind, columns), DAY)
    assert all(len(row) == len(columns) for row in table.rows)


def test_order_headings_fixed_values_and_days_are_as_wished(tmp_path) -> None:
    mapping = Mapping(
        "上报",
        Kind.OUTFALL,
        (
            MappedColumn("河流", "river_name"),
            MappedColumn("行政区划", value="0110118"),
            MappedColumn("编码", "code"),
            MappedColumn("名称", "name"),
            MappedColumn("监测", "monitored"),
            MappedColumn("监测日", "monitored", date_format="yyyy/m/d"),
            MappedColumn("经度", "longitude"),
            MappedColumn("桩号", "chainage"),
        ),
        "yyyy年mm月dd日",
    )
    table = mapped_table(DISTRICT, mapping, DAY)
    assert write_mapped(tmp_path / "a.xlsx", table) == 2
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    head, first, second = book.get_sheet_by_name("上报").to_python()
    assert head == [column.heading for column in mapping.columns]
    assert first[:6] == [
        "潮河", "0110118", "0010", "东口", "2026年03月05日", "2026/3/5",
    ]  # fmt: skip
    assert first[6] == pytest.approx(116.84, abs=0.01)
    assert first[7] == "K0+500"
    assert second[3] == "=1+1"
    assert second[0] == ""


def test_a_true_date_stays_one_without_a_format() -> None:
    columns = (MappedColumn("监测", "monitored"),)
    table = mapped_table(DISTRICT, Mapping("x", Kind.OUTFALL, columns), DAY)
    assert table.rows[0] == (date(2026, 3, 5),)
    assert table.columns[0].format is Format.DAY


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
FIELDS = [column.key for column in choices_of(Kind.OUTFALL, Language.ZH)]
COLUMNS = st.one_of(
    st.builds(MappedColumn, TEXTS, st.sampled_from(FIELDS), date_format=TEXTS),
    st.builds(MappedColumn, TEXTS, value=TEXTS, date_format=TEXTS),
)


@settings(deadline=None)
@given(columns=st.lists(COLUMNS, min_size=1, max_size=5), form=TEXTS)
def test_a_saved_mapping_is_read_as_it_was(tmp_path_factory, columns, form) -> None:
    folder = tmp_path_factory.mktemp("m")
    mapping = Mapping("方案", Kind.OUTFALL, tuple(columns), form)
    assert read_mapping(save_mapping(mapping, folder)) == mapping


def test_saving_again_replaces_and_the_officers_own_wins_over_ours(tmp_path) -> None:
    name = next(iter(mappings_in(own_mappings())))
    mine = starting_mapping(Kind.CELL, name, Language.ZH)
    save_mapping(mine, tmp_path)
    save_mapping(mine, tmp_path)
    assert find(name, own_mappings(), tmp_path) == mine
    assert find(name, own_mappings()) != mine


def test_a_name_that_is_no_file_name_is_still_saved(tmp_path) -> None:
    mapping = starting_mapping(Kind.CELL, '../a:b?"c', Language.ZH)
    path = save_mapping(mapping, tmp_path)
    assert path.parent == tmp_path
    assert read_mapping(path).name == mapping.name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('kind = "nothing"', "不是"),
        ('kind = "cell"', "没有一列"),
        ('kind = "cell"\n[[column]]\nheading = "x"\nfield = "y"', "第 1 列"),
        ("= broken", "读不了"),
    ],
)
def test_a_wrong_mapping_is_told_in_words(tmp_path, text, told) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OfficerError) as caught:
        read_mapping(path)
    assert told in caught.value.text.zh


def test_an_unknown_name_tells_which_there_are() -> None:
    with pytest.raises(OfficerError) as caught:
        find("没有", own_mappings())
    assert "排污口台账" in caught.value.text.zh
