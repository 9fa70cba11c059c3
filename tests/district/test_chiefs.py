from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.chiefs import (
    Person,
    Post,
    Term,
    holders,
    in_office,
    roster_counts,
    roster_formula,
)

DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@given(DAYS, DAYS)
def test_a_handover_on_a_day_leaves_exactly_one_holder_on_every_day(
    handover: date, day: date
) -> None:
    old = Term("old", "p", "a", None, handover)
    new = Term("new", "p", "b", handover, None)
    assert [in_office(old, day), in_office(new, day)].count(True) == 1


def test_two_holders_at_once_are_both_named() -> None:
    people = {"a": Person("a", "甲"), "b": Person("b", "乙")}
    terms = {"p": [Term("1", "p", "a"), Term("2", "p", "b")]}
    found = holders([Post("p", "总河长")], terms, people, date(2026, 1, 1))
    assert [chief.person.name for chief in found] == ["甲", "乙"]


def test_an_acting_holder_comes_after_a_regular_one() -> None:
    people = {"a": Person("a", "甲"), "b": Person("b", "乙")}
    terms = {"p": [Term("1", "p", "a", acting=True), Term("2", "p", "b")]}
    found = holders([Post("p", "村级河长")], terms, people, date(2026, 1, 1))
    assert [chief.person.name for chief in found] == ["乙", "甲"]


def test_one_person_in_two_posts_of_a_role_counts_once() -> None:
    posts = [Post("p", "村级管水员"), Post("q", "村级管水员")]
    terms = [Term("1", "p", "a"), Term("2", "q", "a")]
    assert roster_counts(posts, terms, date(2026, 1, 1)) == {"村级管水员": 1}


def test_a_person_who_left_yesterday_no_longer_counts() -> None:
    today = date(2026, 1, 2)
    terms = [Term("1", "p", "a", None, today - timedelta(days=1))]
    assert roster_counts([Post("p", "村级河长")], terms, today) == {}


def test_the_miyun_formula_sums_to_998() -> None:
    numbers = (2, 2, 11, 38, 64, 227, 654)
    roles = [f"role {i}" for i in range(len(numbers))]
    counts = dict(zip(roles, numbers, strict=True))
    assert roster_formula(counts, roles) == "2+2+11+38+64+227+654=998"
