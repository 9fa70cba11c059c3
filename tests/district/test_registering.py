"""Registering and confirming ownership builds changes that can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.changes import patched
from gridwatch.district.ownership import (
    Ownership,
    OwnershipState,
    banks_differ,
    of_bank,
    state_of,
)
from gridwatch.district.registering import (
    Act,
    Holding,
    candidates,
    confirm,
    holdings_of,
    merge_banks,
    register,
    split_banks,
    withdraw,
)
from gridwatch.district.wording import OfficerError

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 3, 1)
ACT = Act(DAY, "赵六", "云水〔2026〕3号")
BOTH = Holding("both", "青石镇政府", "云溪水务所")
LEFT, RIGHT = Holding("left", "甲镇", "甲站"), Holding("right", "乙镇", "乙站")


def rows_of(district: District) -> tuple[Ownership, ...]:
    return district.ownerships_of_segment.get("S1", ())


def confirmed(district: District) -> District:
    return patched(district, confirm(district, ["w"], ACT))


def test_a_segment_without_a_row_gets_one(district: District) -> None:
    bare = replace(district, ownerships=())
    after = patched(bare, register(bare, ["S1"], [BOTH], ACT))
    (row,) = rows_of(after)
    assert (row.bank, row.managing_body, row.registered_on) == (
        "both",
        "青石镇政府",
        DAY,
    )
    assert (row.registered_by, row.registered_document) == ("赵六", "云水〔2026〕3号")
    assert row.confirmed_on is None


def test_a_row_of_both_banks_is_split_and_keeps_its_identity(
    district: District,
) -> None:
    after = patched(district, register(district, ["S1"], [LEFT, RIGHT], ACT))
    rows = {row.bank: row for row in rows_of(after)}
    assert rows.keys() == {"left", "right"}
    assert rows["left"].uid == "w"
    assert rows["right"].managing_body == "乙镇"
    assert banks_differ(rows_of(after))


def test_two_rows_are_joined_into_one_of_both_banks(district: District) -> None:
    apart = patched(district, register(district, ["S1"], [LEFT, RIGHT], ACT))
    after = patched(apart, register(apart, ["S1"], [BOTH], ACT))
    (row,) = rows_of(after)
    assert (row.uid, row.bank, row.managing_body) == ("w", "both", "青石镇政府")


def test_registering_can_be_taken_back_exactly(district: District) -> None:
    for holdings in ([LEFT, RIGHT], [BOTH], [LEFT]):
        changes = register(district, ["S1"], holdings, ACT)
        after = patched(patched(district, changes), changes.inverse())
        assert after.ownerships == district.ownerships


def test_a_confirmation_falls_when_the_bodies_change_and_only_then(
    district: District,
) -> None:
    done = confirmed(district)
    same = patched(done, register(done, ["S1"], [replace(BOTH, contract="H1")], ACT))
    assert rows_of(same)[0].confirmed_on == DAY
    other = replace(BOTH, caring_body="别的站")
    changed = patched(done, register(done, ["S1"], [other], ACT))
    assert rows_of(changed)[0].confirmed_on is None
    assert rows_of(changed)[0].confirmed_by == ""


def test_several_segments_get_the_same_bodies(district: District) -> None:
    second = replace(district.segments[0], uid="s2", code="S2")
    two = replace(district, segments=(*district.segments, second))
    after = patched(two, register(two, ["S1", "S2"], [BOTH], ACT))
    assert {row.segment_code for row in after.ownerships} == {"S1", "S2"}


@pytest.mark.parametrize(
    ("codes", "holdings"),
    [
        (["S1"], [BOTH, LEFT]),
        (["S1"], []),
        (["S1"], [Holding("both")]),
        (["S9"], [BOTH]),
        ([], [BOTH]),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    district: District, codes: list[str], holdings: list[Holding]
) -> None:
    with pytest.raises(OfficerError) as refused:
        register(district, codes, holdings, ACT)
    assert "没有更改任何数据" in refused.value.text.zh


def test_holdings_are_read_left_before_right(district: District) -> None:
    apart = patched(district, register(district, ["S1"], [RIGHT, LEFT], ACT))
    assert [one.bank for one in holdings_of(rows_of(apart))] == ["left", "right"]
    assert holdings_of(rows_of(apart))[0] == LEFT


def test_splitting_keeps_bodies_and_states_on_both_banks(district: District) -> None:
    done = confirmed(district)
    after = patched(done, split_banks(done, "w"))
    assert {row.confirmed_on for row in rows_of(after)} == {DAY}
    assert not banks_differ(rows_of(after))
    back = patched(after, merge_banks(after, "S1"))
    assert back.ownerships == done.ownerships


def test_banks_that_differ_are_not_simply_joined(district: District) -> None:
    apart = patched(district, register(district, ["S1"], [LEFT, RIGHT], ACT))
    with pytest.raises(OfficerError):
        merge_banks(apart, "S1")


def test_merging_keeps_a_confirmation_only_where_both_banks_have_one(
    district: District,
) -> None:
    apart = patched(district, split_banks(district, "w"))
    half = patched(apart, confirm(apart, ["w"], ACT))
    (row,) = rows_of(patched(half, merge_banks(half, "S1")))
    assert row.confirmed_on is None
    assert row.registered_on == date(2026, 1, 1)


# --- confirming ----------------------------------------------------------------------


def test_confirming_is_an_act_of_its_own(district: District) -> None:
    (row,) = rows_of(confirmed(district))
    assert (row.confirmed_on, row.confirmed_by) == (DAY, "赵六")
    assert row.registered_on == date(2026, 1, 1)


def test_what_is_not_registered_cannot_be_confirmed(district: District) -> None:
    bare = replace(district, ownerships=(Ownership("w", "S1", managing_body="甲"),))
    with pytest.raises(OfficerError) as refused:
        confirm(bare, ["w"], ACT)
    assert "尚未登记" in refused.value.text.zh
    with pytest.raises(OfficerError):
        confirm(district, ["w"], replace(ACT, on=date(2025, 1, 1)))


def test_candidates_of_a_body_say_what_stands_in_the_way(district: District) -> None:
    more = (
        Ownership("x", "S1", "both", "青石镇政府"),
        Ownership("y", "S1", "both", "别的", "云溪水务所", registered_on=DAY),
    )
    full = replace(district, ownerships=(*district.ownerships, *more))
    found = candidates(full, DAY, "青石镇政府", ("managing_body",))
    assert [(one.row.uid, one.obstacle.zh) for one in found] == [
        ("w", ""),
        ("x", "尚未登记"),
    ]
    caring = candidates(full, DAY, "云溪水务所", ("caring_body",))
    assert [one.row.uid for one in caring] == ["w", "y"]


def test_confirmed_rows_are_no_candidates(district: District) -> None:
    assert candidates(confirmed(district), DAY) == ()


def test_withdrawing_takes_a_reason(district: District) -> None:
    done = confirmed(district)
    with pytest.raises(OfficerError):
        withdraw(done, ["w"], OwnershipState.CONFIRMED, "  ")
    after = patched(done, withdraw(done, ["w"], OwnershipState.CONFIRMED, "有误"))
    assert state_of(rows_of(after), DAY) is OwnershipState.REGISTERED
    both = patched(done, withdraw(done, ["w"], OwnershipState.REGISTERED, "有误"))
    (row,) = rows_of(both)
    assert state_of([row], DAY) is OwnershipState.NONE
    assert row.managing_body == "青石镇政府"


def test_one_bank_alone_does_not_make_a_segment_registered(district: District) -> None:
    half = patched(district, register(district, ["S1"], [LEFT], ACT))
    assert state_of(rows_of(half), DAY) is OwnershipState.NONE
    assert banks_differ(rows_of(half))
    assert of_bank(rows_of(half), "right") is None
