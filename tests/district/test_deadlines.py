from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.deadlines import (
    add_days,
    days_past,
    is_working_day,
    replacement_deadline,
)
from gridwatch.district.rules import Rules, Word

SPRING = Rules(
    replacement_days=5,
    lists={
        "holidays": (
            Word("2026-02-16", "off"),
            Word("2026-02-17", "off"),
            Word("2026-02-14", "work"),
        )
    },
    data={"signboards": {"replacement_counting": "working"}},
)


def test_a_holiday_is_skipped_and_its_make_up_saturday_is_worked() -> None:
    # Friday the 13th; Saturday works, Sunday, Monday and Tuesday do not.
    assert add_days(SPRING, date(2026, 2, 13), 1, working=True) == date(2026, 2, 14)
    assert add_days(SPRING, date(2026, 2, 13), 2, working=True) == date(2026, 2, 18)


def test_the_district_says_which_days_count_for_a_board() -> None:
    changed = date(2026, 2, 13)
    assert replacement_deadline(SPRING, changed) == date(2026, 2, 23)
    assert replacement_deadline(Rules(), changed) == changed + timedelta(days=15)


def test_a_deadline_is_kept_on_its_last_day() -> None:
    assert days_past(date(2026, 1, 10), date(2026, 1, 10)) == 0
    assert days_past(date(2026, 1, 10), date(2026, 1, 11)) == 1


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.integers(0, 120))
def test_as_many_working_days_lie_between_as_were_added(start: date, days: int) -> None:
    end = add_days(SPRING, start, days, working=True)
    between = [start + timedelta(days=n + 1) for n in range((end - start).days)]
    assert sum(is_working_day(SPRING, day) for day in between) == days
    assert days == 0 or is_working_day(SPRING, end)
