"""D2, as-of time: one day for every answer, fast enough to drag a slider."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gridwatch.district.answering import who_answers
from gridwatch.district.changes import patched
from gridwatch.district.changing import bulk_handover
from gridwatch.district.chiefs import Person, in_office
from gridwatch.district.wording import Kind
from tests.mission.sample import DAY, sample_district

if TYPE_CHECKING:
    from gridwatch.district.district import District

KINDS = (Kind.SEGMENT, Kind.CELL, Kind.SIGNBOARD, Kind.OUTFALL)


def names(district: District, day: date) -> dict[tuple[Kind, str], set[str]]:
    """Return who answers for everything on a day."""
    return {
        (kind, row.uid): {
            chief.person.name
            for rank in who_answers(district, kind, row.uid, day).ranks
            for chief in rank.chiefs
        }
        for kind in KINDS
        for row in district.rows(kind)
    }


def test_idea_d2_a_day_before_and_after_tell_different_names() -> None:
    district = sample_district()
    warden = next(
        t
        for t in district.terms
        if t.until is None
        and not t.acting
        and district.post_by_uid[t.post_uid].role == "村级管水员"
    )
    code = district.post_by_uid[warden.post_uid].covers_code
    cell = district.cell_by_code[code]
    new = Person("new", "新任管水员")
    after = patched(district, bulk_handover(district, warden.person_uid, new, DAY))
    old = district.person_by_uid[warden.person_uid].name
    key = Kind.CELL, cell.uid
    assert old in names(after, date(2026, 10, 31))[key]
    assert new.name in names(after, DAY)[key]
    assert old not in names(after, DAY)[key]
    # Nobody else's answer has changed but where the warden served.
    was, now = names(district, DAY), names(after, DAY)
    changed = {one for one in was if was[one] != now[one]}
    assert changed
    assert all(old in was[one] and new.name in now[one] for one in changed)


def test_idea_d2_every_answer_holds_exactly_those_in_office() -> None:
    district = replace(sample_district())
    for day in (date(2020, 1, 1), date(2024, 7, 1), DAY):
        serving = {
            district.person_by_uid[t.person_uid].name
            for t in district.terms
            if in_office(t, day)
        }
        told = names(district, day).values()
        assert any(told)
        for found in told:
            assert found <= serving


def test_idea_d2_another_day_asks_nothing_of_the_map_again() -> None:
    district = replace(sample_district())
    names(district, DAY)
    kept = {
        key: district.__dict__[key]
        for key in ("villages_of_segment", "cells_of_segment", "sites", "answering")
    }
    assert all(kept.values())
    names(district, date(2024, 7, 1))
    for key, value in kept.items():
        assert district.__dict__[key] is value
