"""Profiles: decided once, recognised next month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.wording import Kind, OfficerError
from gridwatch.intake import profiles
from gridwatch.intake.plan import read, survey

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.intake.plan import Plan

DAY = date(2026, 10, 28)
HEADS = ("编号", "口子叫法", "所在", "责任方")


def delivered(folder: Path, month: int, heads: tuple[str, ...] = HEADS) -> Plan:
    """Return the plan of a month's ledger, whose columns nobody knows."""
    folder.mkdir()
    book = xlsxwriter.Workbook(str(folder / f"三查台账2026年{month}月.xlsx"))
    sheet = book.add_worksheet("台账")
    for at, row in enumerate((heads, ("PW-1", f"{month}号口", "甲村", "乙厂"))):
        sheet.write_row(at, 0, row)
    book.close()
    return survey(folder)


def decided(plan: Plan) -> Plan:
    """Return the plan as an officer settles it."""
    file = plan.files[0].with_(kind=Kind.OUTFALL)
    columns = {"编号": "code", "口子叫法": "name", "责任方": "responsible_body"}
    return plan.with_file(file.with_(columns=columns))


def test_numbers_in_a_name_do_not_matter() -> None:
    names = ("a/三查台账2026年10月.xlsx#台账", "b/c/三查台账2026年9月.xlsx#台账")
    assert len({profiles.pattern_of(name) for name in names}) == 1
    assert profiles.pattern_of("x.shp") != profiles.pattern_of("y.shp")


def test_what_was_decided_in_october_is_decided_in_november(tmp_path: Path) -> None:
    october = decided(delivered(tmp_path / "10", 10))
    folder = tmp_path / "profiles"
    kept = profiles.profile_of(october, "三查台账", DAY)
    profiles.write_profile(kept, profiles.file_in(folder, kept.name))
    november = delivered(tmp_path / "11", 11)
    assert november.files[0].kind is None or not november.certain
    found = profiles.recognised(november, profiles.profiles_in(folder))
    assert found is not None
    assert found.name == "三查台账"
    plan = profiles.applied(november, found)
    assert plan.certain
    assert "三查台账" in plan.files[0].kind_reason.zh
    assert dict(plan.files[0].columns)["口子叫法"] == "name"
    delivery = read(plan)
    assert [source.kind for source in delivery.sources] == [Kind.OUTFALL]
    assert "11号口" in str([*delivery.rows.values(), *delivery.rejected])


def test_a_file_of_other_columns_is_not_of_that_sort(tmp_path: Path) -> None:
    profile = profiles.profile_of(decided(delivered(tmp_path / "a", 1)), "甲", DAY)
    other = delivered(tmp_path / "b", 2, ("姓名", "电话", "职务", "单位"))
    assert profiles.recognised(other, [profile]) is None
    assert profiles.applied(other, profile) == other


def test_of_profiles_that_fit_alike_the_last_saved_counts(tmp_path: Path) -> None:
    plan = decided(delivered(tmp_path / "a", 1))
    old = profiles.profile_of(plan, "旧", DAY)
    new = profiles.profile_of(plan, "新", date(2026, 11, 1))
    for order in ([old, new], [new, old]):
        found = profiles.recognised(plan, order)
        assert found is not None
        assert found.name == "新"


def test_a_column_that_takes_a_field_takes_it_from_another(tmp_path: Path) -> None:
    file = decided(delivered(tmp_path / "a", 1)).files[0]
    moved = file.with_(columns={"所在": "name"})
    assert dict(moved.columns)["所在"] == "name"
    assert dict(moved.columns)["口子叫法"] is None
    assert dict(moved.columns)["编号"] == "code"
    assert (
        file.with_(columns={"没有这列": "name"}).columns
        == replace(
            file,
            columns=tuple((n, None if f == "name" else f) for n, f in file.columns),
        ).columns
    )


WORDS = st.text(min_size=1, max_size=12)


@given(
    WORDS,
    st.lists(
        st.builds(
            profiles.FileProfile,
            WORDS,
            st.lists(WORDS, max_size=4).map(tuple),
            st.sampled_from(["", *(k.value for k in Kind)]),
            st.sampled_from(["", "gb18030"]),
            st.none() | st.integers(1024, 9999),
            st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
)
def test_a_profile_read_back_is_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    files: tuple[profiles.FileProfile, ...],
) -> None:
    folder = tmp_path_factory.mktemp("p")
    profile = profiles.Profile(name, DAY, files)
    path = profiles.file_in(folder, name)
    profiles.write_profile(profile, path)
    assert profiles.read_profile(path) == profile


@pytest.mark.parametrize("name", ["LPT1", "con", "nul.2024", "COM¹"])
def test_a_name_that_windows_takes_for_a_device_is_a_file_all_the_same(
    tmp_path: Path, name: str
) -> None:
    path = profiles.file_in(tmp_path, name)
    assert path.name.startswith("_")
    profiles.write_profile(profiles.Profile(name, DAY, ()), path)
    assert profiles.read_profile(path).name == name


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"name":"x","saved":"?","files":[]}', "\x00\xff"]
)
def test_what_is_no_profile_is_told_and_passed_over(tmp_path: Path, text: str) -> None:
    path = tmp_path / "坏.json"
    path.write_text(text, "latin-1")
    with pytest.raises(OfficerError, match="坏"):
        profiles.read_profile(path)
    assert profiles.profiles_in(tmp_path) == []


def test_a_folder_that_cannot_be_written_to_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    profile = profiles.Profile("甲", DAY, ())
    with pytest.raises(OfficerError, match="was not saved"):
        profiles.write_profile(profile, tmp_path / "file" / "甲.json")
