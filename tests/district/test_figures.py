"""A figure shows what it is made of, and cannot contradict itself."""

from __future__ import annotations

from datetime import date

import pytest

from gridwatch.district.figures import (
    Counted,
    Declared,
    Figure,
    against_register,
    contradictions,
    counted,
)
from gridwatch.district.rivers import River
from gridwatch.district.wording import Kind, Text

DAY = date(2026, 11, 1)
RULE = Text("已批的占应批的", "approved ones among those to be approved")
NONE = Text("", "")
CLOSING = Text("拟关停", "to be closed")


def rows(n: int, first: int = 0, reason: Text = NONE) -> tuple[Counted, ...]:
    numbers = range(first, first + n)
    return tuple(
        Counted(Kind.OUTFALL, str(i), f"P{i}", f"{i} 号口", reason) for i in numbers
    )


def figure(reached: int, whole: int | None, aside: int = 0) -> Figure:
    return Figure(
        name=Text("审批率", "approval rate"),
        numerator=rows(reached),
        denominator=None if whole is None else rows(whole),
        excluded=rows(aside, 100, CLOSING),
        rule=RULE,
        as_of=DAY,
    )


def test_a_rate_says_its_parts_and_what_it_leaves_out() -> None:
    found = figure(7, 10, 1)
    assert found.value == pytest.approx(0.7)
    assert found.text.zh == "7/10 = 70.0 %（分母不含 1 个拟关停）"
    assert found.text.en == ("7/10 = 70.0 % (not in the denominator: 1 to be closed)")


def test_a_rate_that_leaves_nothing_out_says_nothing_of_it() -> None:
    assert figure(13, 27).text.zh == "13/27 = 48.1 %"


def test_nothing_out_of_nothing_is_no_rate() -> None:
    found = figure(0, 0)
    assert found.value is None
    assert found.text.zh == "0/0"


def test_a_count_has_no_denominator() -> None:
    found = figure(12, None, 2)
    assert found.value is None
    assert found.text.zh == "12（不含 2 个拟关停）"


def test_the_rest_is_what_is_still_to_be_done() -> None:
    assert [row.uid for row in figure(7, 10).rest] == ["7", "8", "9"]


def test_reasons_of_exclusion_are_counted_apart() -> None:
    other = Text("区外单位", "outside the district")
    found = Figure(
        RULE, (), rows(3), rows(2, 10, CLOSING) + rows(3, 20, other), RULE, DAY
    )
    assert found.exclusions == ((other, 3), (CLOSING, 2))
    assert found.text.zh == "0/3 = 0.0 %（分母不含 3 个区外单位、2 个拟关停）"


def test_a_row_outside_the_denominator_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="not in its denominator"):
        Figure(RULE, rows(3), rows(2), (), RULE, DAY)


def test_a_row_cannot_be_excluded_and_counted_on() -> None:
    with pytest.raises(ValueError, match="excludes a row"):
        Figure(RULE, (), rows(2), rows(1), RULE, DAY)


def test_a_row_of_the_register_is_counted_under_its_own_name_and_code() -> None:
    river = River("r", "R1", "潮河")
    assert counted(Kind.RIVER, river) == Counted(Kind.RIVER, "r", "R1", "潮河")
    assert counted(Kind.RIVER, river, name="潮河（密云段）").name == "潮河（密云段）"


# --- contradictions ------------------------------------------------------------------

DIRECTORY, REPORT = Text("分级名录", "the directory"), Text("工作汇报", "the report")


def test_two_papers_that_state_different_numbers_contradict_each_other() -> None:
    (found,) = contradictions(
        [
            Declared("河流", 54, DIRECTORY, unit="条"),
            Declared("河流", 60, REPORT, unit="条"),
            Declared("河段", 260, REPORT, unit="段"),
        ]
    )
    assert found.difference == 6
    assert found.text.zh == "“河流”：分级名录为 54 条，工作汇报为 60 条，相差 6 条。"
    assert "the directory says 54, the report says 60" in found.text.en


def test_numbers_of_different_days_may_differ() -> None:
    before, after = date(2017, 4, 30), date(2018, 4, 30)
    stated = [
        Declared("河流", 54, DIRECTORY, before),
        Declared("河流", 60, REPORT, after),
    ]
    assert contradictions(stated) == ()
    same_day = [stated[0], Declared("河流", 60, REPORT, before)]
    assert len(contradictions(same_day)) == 1


def test_rounding_is_no_contradiction() -> None:
    stated = [Declared("长度", 412.6, DIRECTORY), Declared("长度", 413.0, REPORT)]
    assert contradictions(stated, tolerance=0.5) == ()
    assert len(contradictions(stated)) == 1


def test_a_stated_number_is_held_against_the_register() -> None:
    own = Figure(RULE, rows(5), None, (), RULE, DAY)
    stated = [
        Declared("排污口", 5, DIRECTORY, unit="个"),
        Declared("排污口", 7, REPORT, unit="个"),
        Declared("河流", 9, REPORT),
    ]
    (found,) = against_register(stated, own, "排污口")
    assert found.text.zh == "“排污口”：工作汇报为 7 个，本工作库为 5 个，相差 2 个。"
