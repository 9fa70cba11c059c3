"""Idea D2: one date re-labels everything; the past stays as it was."""

from __future__ import annotations

from datetime import date

from gridwatch.cartography.layers import layers_of
from gridwatch.district.answers import answers_on
from gridwatch.district.wording import Kind
from tests.mission.sample import sample_district

DAY = date(2026, 11, 1)


def test_d2_another_day_names_other_people_and_colours_other_boards() -> None:
    district = sample_district()
    former, today = answers_on(district, date(2022, 1, 1)), answers_on(district, DAY)
    changed = [
        uid
        for uid, ranks in today.segments.items()
        if {c.person.uid for c in ranks["village"]}
        != {c.person.uid for c in former.segments[uid]["village"]}
    ]
    assert changed
    stale = {}
    for day in (date(2022, 1, 1), DAY):
        boards = next(x for x in layers_of(district, day) if x.kind is Kind.SIGNBOARD)
        stale[day] = {
            uid: int(c) for uid, c in zip(boards.uids, boards.classes, strict=True)
        }
    both = set(stale[date(2022, 1, 1)]) & set(stale[DAY])
    assert [u for u in both if stale[date(2022, 1, 1)][u] != stale[DAY][u]]
    assert stale[date(2022, 1, 1)] != stale[DAY]
