"""How far ownership has come, and what is still on the work lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.bodies import Body
from gridwatch.district.bodynames import (
    guess_type,
    is_outside,
    names_in_use,
    proposed_bodies,
)
from gridwatch.district.changes import patched
from gridwatch.district.ownership import Ownership, OwnershipState
from gridwatch.district.progress import (
    WorkList,
    belongs,
    contract_ending,
    managed_outside,
    progress_figure,
)
from gridwatch.district.registering import accept_bodies
from gridwatch.district.rules import Rules, Word

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 3, 1)
TOWN = "990101101000"
TYPES = (Word("镇街", "inside"), Word("市属单位", "outside"))
REGISTERED, CONFIRMED = OwnershipState.REGISTERED, OwnershipState.CONFIRMED


@pytest.fixture
def two(district: District) -> District:
    """Two segments of one river, the second managed from outside."""
    second = replace(district.segments[0], uid="s2", code="S2", sequence=2)
    row = Ownership("x", "S2", "both", "市水库处", "", registered_on=DAY)
    return replace(
        district,
        rules=replace(district.rules, lists={"body_types": TYPES}),
        segments=(*district.segments, second),
        ownerships=(*district.ownerships, row),
        bodies=(Body("m", "市水库处", "市属单位", "钱七", "010-7"),),
    )


def test_the_whole_district_counts_every_segment(two: District) -> None:
    found = progress_figure(two, DAY, REGISTERED)
    assert found.text.zh == "2/2 = 100.0 %"
    assert progress_figure(two, DAY, CONFIRMED).text.zh == "0/2 = 0.0 %"


def test_the_day_decides(two: District) -> None:
    assert progress_figure(two, date(2026, 2, 1), REGISTERED).short == "1/2 = 50.0 %"


def test_a_town_is_not_measured_by_what_bodies_outside_manage(two: District) -> None:
    found = progress_figure(two, DAY, REGISTERED, town=TOWN)
    assert found.text.zh == "1/1 = 100.0 %（分母不含 1 个由区外单位管理）"
    assert [row.uid for row in found.excluded] == ["s2"]
    rivers = progress_figure(two, DAY, REGISTERED, rivers=True, town=TOWN)
    assert rivers.short == "1/1 = 100.0 %"


def test_a_river_counts_when_all_of_its_segments_do(two: District) -> None:
    early = progress_figure(two, date(2026, 2, 1), REGISTERED, rivers=True)
    assert early.short == "0/1 = 0.0 %"
    (river,) = early.rest
    assert river.reason.zh == "1/2"
    assert progress_figure(two, DAY, REGISTERED, rivers=True).short == "1/1 = 100.0 %"


def test_a_river_without_segments_is_left_out_by_name(two: District) -> None:
    dry = replace(two.rivers[0], uid="r2", code="R2", name="干沟")
    more = replace(two, rivers=(*two.rivers, dry))
    found = progress_figure(more, DAY, REGISTERED, rivers=True)
    assert found.text.zh == "1/1 = 100.0 %（分母不含 1 个未划分河段）"


def test_work_lists_hold_what_their_names_say(two: District) -> None:
    first, second = two.ownerships
    assert belongs(two, None, WorkList.UNREGISTERED, DAY)
    assert belongs(two, first, WorkList.UNCONFIRMED, DAY)
    assert not belongs(two, first, WorkList.CONFIRMED, DAY)
    assert belongs(two, second, WorkList.UNCARED, DAY)
    assert not belongs(two, first, WorkList.UNCARED, DAY)
    assert belongs(two, second, WorkList.OUTSIDE, DAY)
    assert not belongs(two, first, WorkList.OUTSIDE, DAY)
    assert all(belongs(two, row, WorkList.ALL, DAY) for row in (first, second, None))


def test_contracts_are_listed_before_they_end(district: District) -> None:
    rules = Rules(data={"ownership": {"contract_reminder_days": 30}})
    ending = replace(district.ownerships[0], contract_end=date(2026, 3, 31))
    assert contract_ending(rules, ending, DAY)
    assert not contract_ending(rules, ending, date(2026, 2, 28))
    assert contract_ending(rules, ending, date(2027, 1, 1))
    assert not contract_ending(rules, district.ownerships[0], DAY)


def test_an_unknown_body_stands_outside_of_nothing(two: District) -> None:
    assert is_outside(two, "市水库处")
    assert not is_outside(two, "青石镇政府")
    assert managed_outside(two, two.segments[1])
    assert not managed_outside(two, two.segments[0])


def test_names_without_a_body_are_proposed_with_a_guessed_type(two: District) -> None:
    guesses = [{"pattern": "(", "type": "坏"}, {"pattern": "镇政府$", "type": "镇街"}]
    data = {"ownership": {"guesses": guesses}}
    full = replace(two, rules=replace(two.rules, data=data))
    found = {body.name: body.type for body in proposed_bodies(full)}
    assert found == {"青石镇政府": "镇街", "云溪水务所": ""}
    assert guess_type(Rules(), "青石镇政府") == ""


def test_accepted_bodies_are_no_longer_proposed(two: District) -> None:
    changes = accept_bodies(two, [*two.bodies, *proposed_bodies(two)], "建档")
    assert len(changes.items) == 2
    after = patched(two, changes)
    assert proposed_bodies(after) == ()
    assert patched(after, changes.inverse()).bodies == two.bodies


def test_an_edited_body_changes_only_what_was_edited(two: District) -> None:
    (change,) = accept_bodies(two, [replace(two.bodies[0], phone="010-8")], "").items
    assert change.before == {"phone": "010-7"}
    assert change.after == {"phone": "010-8"}


def test_names_in_use_count_rows(two: District) -> None:
    assert names_in_use(two) == {"云溪水务所": 1, "市水库处": 1, "青石镇政府": 1}
