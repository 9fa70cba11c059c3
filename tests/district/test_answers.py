from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gridwatch.district.answers import answers_on
from gridwatch.district.chiefs import Term

if TYPE_CHECKING:
    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District

DAY = date(2026, 11, 1)


def names(chiefs: list[Chief] | None) -> list[str]:
    return [chief.person.name for chief in chiefs or []]


def test_one_view_tells_who_answers_for_everything_on_a_day(
    district: District,
) -> None:
    found = answers_on(district, DAY)
    assert {rank: names(who) for rank, who in found.segments["s"].items()} == {
        "district": ["区长甲"],
        "town": ["镇长乙"],
        "village": ["西村丙", "东村丁"],
    }
    assert names(found.cells["c"]) == ["管水戊"]
    assert names(found.signboards["b"]) == ["西村丙"]
    assert set(found.outfalls) == {"o"}


def test_before_and_after_a_change_the_view_tells_different_names(
    district: District,
) -> None:
    change = date(2026, 6, 1)
    old = replace(district.terms[2], until=change)
    new = Term("t9", "p2", "n4", change)
    terms = (*district.terms[:2], old, *district.terms[3:], new)
    changed = replace(district, terms=terms)
    assert names(answers_on(changed, date(2026, 5, 31)).signboards["b"]) == ["西村丙"]
    assert names(answers_on(changed, change).signboards["b"]) == ["管水戊"]
