"""By which day something must be done: calendar days, working days, public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridwatch.district.rules import Rules

__all__ = ["add_days", "days_past", "is_working_day", "replacement_deadline"]

_SATURDAY = 5


def is_working_day(rules: Rules, day: date) -> bool:
    """Tell whether an office works on `day`.

    The codelist ``holidays`` decides first: a day there is ``off``, or ``work`` where
    a weekend day makes up for a holiday. Other days follow the week.
    """
    return _works(_marked(rules), day)


def _works(marked: dict[str, str], day: date) -> bool:
    word = marked.get(day.isoformat())
    return day.weekday() < _SATURDAY if word is None else word == "work"


def _marked(rules: Rules) -> dict[str, str]:
    return {word.value: word.duty for word in rules.lists.get("holidays", ())}


def add_days(rules: Rules, start: date, days: int, *, working: bool) -> date:
    """Return the day `days` after `start`, which itself does not count.

    Parameters
    ----------
    rules : Rules
        Tell which days are worked.
    start : date
        The day that sets the clock going.
    days : int
        How many, 0 or more.
    working : bool
        Count working days instead of calendar days.

    Examples
    --------
    >>> from gridwatch.district.rules import Rules
    >>> add_days(Rules(), date(2026, 11, 25), 3, working=True).isoformat()
    '2026-11-30'
    """
    if not working:
        return start + timedelta(days=days)
    marked, day, left = _marked(rules), start, days
    while left > 0:
        day += timedelta(days=1)
        left -= _works(marked, day)
    return day


def replacement_deadline(rules: Rules, changed_on: date) -> date:
    """Return the last day for replacing a board after a change of chief.

    Parameters
    ----------
    rules : Rules
        ``[signboards] replacement_days`` and ``replacement_counting`` (``calendar`` or
        ``working``): 15 calendar days in Hebei (DB13, 2022), 30 working days in
        Jiangsu (2017).
    changed_on : date
        First day of the new holder, or of the vacancy.
    """
    counting = rules.table("signboards").get("replacement_counting", "calendar")
    working = counting == "working"
    return add_days(rules, changed_on, rules.replacement_days, working=working)


def days_past(deadline: date, as_of: date) -> int:
    """Return the days by which `as_of` is past `deadline`; 0 where it is not.

    Examples
    --------
    >>> days_past(date(2026, 1, 10), date(2026, 1, 12))
    2
    """
    return max(0, (as_of - deadline).days)
