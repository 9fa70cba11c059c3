from __future__ import annotations

from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.district import District
from gridwatch.district.outfalls import Outfall
from gridwatch.district.ownership import Ownership
from gridwatch.district.review import replies as said
from gridwatch.district.review.decisions import Answer, Decision
from gridwatch.district.review.facts import facts_of
from gridwatch.district.review.merging import Case, Received, Turn, cases_of, merged
from gridwatch.district.review.replies import Mark, Reply
from gridwatch.district.review.settling import settlement_of
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import FaceName, Signboard, SignboardFace
from gridwatch.district.wording import Kind

DAY = date(2026, 11, 20)
BOARD = Signboard(
    "b", "GS-1", segment_code="S1", condition="完好",
    face=SignboardFace("王某", phone="0000-1", names=(FaceName("镇级河长", "李某"),)),
    geometry=shapely.Point(0, 0),
)  # fmt: skip
BASE = District(
    segments=(Segment("s", "S1", "一段", "R"), Segment("z", "S2", "二段", "R")),
    signboards=(BOARD,),
    outfalls=(Outfall("o", "PW-1", "排口", segment_code="S1"),),
    persons=(Person("p", "王某"),),
    posts=(Post("q", "村级河长", "village", "segment", "S1"),),
    terms=(Term("t", "q", "p", date(2024, 1, 1)),),
    ownerships=(Ownership("w", "S1", "left", "甲", registered_on=date(2024, 3, 1)),),
)


def held(now: District, *replies: Reply, hidden: frozenset[str] = frozenset()):
    found = []
    for number, reply in enumerate(replies, start=1):
        row = BASE.row(reply.kind, reply.uid)
        base = None if row is None else facts_of(reply.kind, row)
        if base is not None:
            base = {k: v for k, v in base.items() if f"{reply.kind}.{k}" not in hidden}
        found.append(Received(number, "HC-1", 1, reply, base, None, f"d{number}"))
    return cases_of(now, found, hidden)


def accept(now: District, *cases: Case, along: bool = False):
    told = Decision(Answer.ACCEPT, along=along)
    return settlement_of(now, [(case, told) for case in cases], DAY)


def changed(**fields: object) -> District:
    from dataclasses import replace

    return replace(BASE, signboards=(replace(BOARD, **fields),))


def test_a_field_that_only_the_field_office_changed_is_theirs() -> None:
    reply = said.corrected(Kind.SIGNBOARD, BOARD, {"condition": "破损"})
    (case,) = held(BASE, reply)
    assert [(f.key, f.turn) for f in case.fields] == [("condition", Turn.THEIRS)]
    assert case.open
    assert not case.conflict
    (change,) = accept(BASE, case).settlement.changes.items
    assert (change.before, change.after) == (
        {"condition": "完好"},
        {"condition": "破损"},
    )


def test_the_same_field_changed_on_both_sides_is_a_conflict_others_are_not() -> None:
    facts = {"condition": "破损", "level": "town"}
    reply = said.corrected(Kind.SIGNBOARD, BOARD, facts)
    (case,) = held(changed(condition="丢失", code="GS-9"), reply)
    turns = {f.key: f.turn for f in case.fields}
    assert turns == {"condition": Turn.CONFLICT, "level": Turn.THEIRS}
    assert case.conflict
    assert set(case.touched) == {"condition", "code"}


def test_parts_of_a_face_merge_one_by_one_and_hidden_ones_survive() -> None:
    hidden = frozenset({"signboard.face.phone", "signboard.face.names"})
    reply = said.corrected(Kind.SIGNBOARD, BOARD, {"face.chief": "赵某"})
    now = changed(
        face=SignboardFace("王某", "村级河长", "0000-2", names=BOARD.face.names)
    )
    (case,) = held(now, reply, hidden=hidden)
    assert not case.conflict
    (change,) = accept(now, case).settlement.changes.items
    assert change.after == {
        "face": SignboardFace("赵某", "村级河长", "0000-2", names=BOARD.face.names)
    }


def test_what_both_sides_changed_alike_asks_nothing() -> None:
    reply = said.corrected(Kind.SIGNBOARD, BOARD, {"condition": "破损"})
    (case,) = held(changed(condition="破损"), reply)
    assert not case.open


def test_gone_against_an_edit_and_an_edit_against_gone_are_conflicts() -> None:
    outfall = BASE.outfalls[0]
    from dataclasses import replace

    edited = replace(BASE, outfalls=(replace(outfall, name="新名"),))
    assert held(edited, said.gone(Kind.OUTFALL, outfall))[0].conflict
    removed = replace(BASE, outfalls=())
    reply = said.corrected(Kind.OUTFALL, outfall, {"name": "别名"})
    (case,) = held(removed, reply)
    assert case.conflict
    # Accepting it brings the row back, as the field office has it.
    (change,) = accept(removed, case).settlement.changes.items
    assert change.before is None
    assert change.after["name"] == "别名"
    assert change.after["code"] == "PW-1"


def test_a_right_on_a_row_that_the_office_changed_says_so() -> None:
    (case,) = held(changed(condition="丢失"), said.right(Kind.SIGNBOARD, BOARD))
    assert "完好状况" in case.hints[0].zh
    assert not case.open


def test_two_persons_who_differ_are_rivals_and_cannot_both_be_taken() -> None:
    one = said.corrected(Kind.SIGNBOARD, BOARD, {"condition": "破损"})
    other = said.corrected(Kind.SIGNBOARD, BOARD, {"condition": "丢失"})
    cases = held(BASE, one, other)
    assert [case.rivals for case in cases] == [(2,), (1,)]
    settling = accept(BASE, *cases)
    assert [refusal.received for refusal in settling.refusals] == [2]
    assert settling.settlement.changes.items[0].after == {"condition": "破损"}


def test_two_persons_on_different_fields_of_a_row_make_one_change() -> None:
    one = said.corrected(Kind.SIGNBOARD, BOARD, {"face.chief": "赵某"})
    other = said.corrected(
        Kind.SIGNBOARD, BOARD, {"face.river": "潮河", "level": "town"}
    )
    cases = held(BASE, one, other)
    assert cases[0].rivals == ()
    (change,) = accept(BASE, *cases).settlement.changes.items
    assert change.after["face"].chief == "赵某"
    assert change.after["face"].river == "潮河"
    assert change.after["level"] == "town"


def test_new_rows_of_two_sides_clash_neither_by_identifier_nor_by_code() -> None:
    one = said.new_row(Kind.SIGNBOARD, {"code": "GS-1", "segment_code": "S1"})
    other = said.new_row(Kind.SIGNBOARD, {"code": "GS-1", "segment_code": "S2"})
    assert one.uid != other.uid
    cases = held(BASE, one, other)
    assert all("已被占用" in case.hints[0].zh for case in cases)
    settling = accept(BASE, *cases)
    codes = [change.after["code"] for change in settling.settlement.changes.items]
    assert codes == ["GS-2", "GS-3"]
    assert len(settling.notes) == 2


def test_a_part_takes_the_named_fields_and_no_other() -> None:
    facts = {"condition": "破损", "level": "town", "geometry": shapely.Point(9, 0)}
    (case,) = held(BASE, said.corrected(Kind.SIGNBOARD, BOARD, facts))
    assert case.metres == pytest.approx(9.0)
    told = Decision(Answer.PART, ("level",))
    settling = settlement_of(BASE, [(case, told)], DAY)
    (change,) = settling.settlement.changes.items
    assert change.after == {"level": "town"}


@pytest.mark.parametrize("answer", [Answer.REJECT, Answer.ASK])
def test_rejecting_and_asking_back_change_nothing(answer: Answer) -> None:
    (case,) = held(BASE, said.gone(Kind.OUTFALL, BASE.outfalls[0]))
    settling = settlement_of(BASE, [(case, Decision(answer))], DAY)
    assert settling.settlement.changes.items == ()
    assert settling.settlement.rulings[0].after.answer is answer


def test_a_board_that_is_gone_stays_on_record_as_taken_down() -> None:
    (case,) = held(BASE, said.gone(Kind.SIGNBOARD, BOARD))
    (change,) = accept(BASE, case).settlement.changes.items
    assert change.after == {"removed": DAY}


def test_a_row_that_others_point_to_goes_only_with_leave() -> None:
    (case,) = held(BASE, said.gone(Kind.SEGMENT, BASE.segments[0]))
    settling = accept(BASE, case)
    assert settling.settlement.changes.items == ()
    assert "公示牌" in settling.refusals[0].why.zh
    along = accept(BASE, case, along=True)
    kinds = {change.kind for change in along.settlement.changes.items}
    assert not along.refusals
    assert {Kind.SEGMENT, Kind.SIGNBOARD, Kind.OUTFALL} <= kinds


def test_a_row_and_what_points_to_it_may_go_together() -> None:
    from dataclasses import replace

    now = replace(BASE, signboards=(), posts=(), terms=(), ownerships=())
    segment = said.gone(Kind.SEGMENT, BASE.segments[0])
    outfall = said.gone(Kind.OUTFALL, BASE.outfalls[0])
    settling = accept(now, *held(BASE, segment, outfall))
    assert not settling.refusals
    assert len(settling.settlement.changes.items) == 2


RULES = [
    (Kind.SIGNBOARD, "b", {"segment_code": "S9"}, "不在工作库中"),
    (Kind.SEGMENT, "s", {"code": "S2"}, "指向它"),
    (Kind.SIGNBOARD, "b", {"cell_code": "990101"}, "不在工作库中"),
    (Kind.TERM, "t", {"person_uid": "nobody"}, "不在工作库中"),
    (Kind.TERM, "t", {"until": date(2023, 1, 1)}, "早于"),
    (Kind.OWNERSHIP, "w", {"segment_code": "S9"}, "不在工作库中"),
    (Kind.OWNERSHIP, "w", {"confirmed_on": date(2024, 1, 1)}, "早于登记"),
    (Kind.OWNERSHIP, "w", {"confirmed_on": date(2025, 1, 1), "registered_on": None},
     "先登记"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "uid", "facts", "words"), RULES)
def test_the_rules_of_the_district_are_asked_before_anything_is_written(
    kind: Kind, uid: str, facts: dict[str, object], words: str
) -> None:
    row = BASE.row(kind, uid)
    assert row is not None
    bad = said.corrected(kind, row, facts)
    good = said.corrected(Kind.OUTFALL, BASE.outfalls[0], {"name": "好"})
    settling = accept(BASE, *held(BASE, bad, good))
    # One reply that breaks a rule does not hold up the others.
    assert [refusal.received for refusal in settling.refusals] == [1]
    assert words in settling.refusals[0].why.zh
    assert [change.uid for change in settling.settlement.changes.items] == ["o"]


def test_a_term_that_overlaps_and_a_second_ownership_of_a_bank_are_refused() -> None:
    term = said.new_row(
        Kind.TERM,
        {"post_uid": "q", "person_uid": "p", "since": date(2025, 1, 1)},
    )
    bank = said.new_row(Kind.OWNERSHIP, {"segment_code": "S1", "bank": "left"})
    settling = accept(BASE, *held(BASE, term, bank))
    words = [refusal.why.zh for refusal in settling.refusals]
    assert "重叠" in words[0]
    assert "已有权属" in words[1]


def test_a_new_row_may_point_to_another_that_is_accepted_with_it() -> None:
    segment = said.new_row(Kind.SEGMENT, {"code": "S5", "name": "五段"})
    board = said.new_row(Kind.SIGNBOARD, {"code": "GS-5", "segment_code": "S5"})
    cases = held(BASE, segment, board)
    assert not accept(BASE, *cases).refusals
    assert [r.received for r in accept(BASE, cases[1]).refusals] == [2]


def test_what_a_settlement_wrote_is_taken_back_by_its_inverse() -> None:
    facts = {"condition": "破损"}
    (case,) = held(BASE, said.corrected(Kind.SIGNBOARD, BOARD, facts))
    settlement = accept(BASE, case).settlement
    assert settlement.inverse().inverse() == settlement
    assert settlement.inverse().rulings[0].after is None


def test_photographs_of_an_accepted_reply_come_on_record() -> None:
    reply = said.remarked(
        Kind.SIGNBOARD, "b", said.right(Kind.SIGNBOARD, BOARD), photos=["a" * 64]
    )
    (case,) = held(BASE, reply)
    assert case.open
    (change,) = accept(BASE, case).settlement.changes.items
    assert change.kind is Kind.PHOTO
    assert change.after["row_uid"] == "b"
    again = accept(BASE, case).settlement.changes.items
    assert again == (change,)


WORDS = st.sampled_from(["甲", "乙", "丙"])


@given(WORDS, WORDS, WORDS)
def test_three_ways_are_told_apart_for_every_combination(
    base: str, now: str, theirs: str
) -> None:
    turn = merged(base, now, theirs)
    assert (turn is Turn.SAME) == (now == theirs)
    assert (turn is Turn.CONFLICT) == (len({base, now, theirs}) == 3)
    if turn is Turn.THEIRS:
        assert now == base != theirs


def test_a_tick_after_a_correction_takes_the_correction_away() -> None:
    reply = said.corrected(Kind.SIGNBOARD, BOARD, {"condition": "破损"})
    assert said.right(Kind.SIGNBOARD, BOARD, reply).theirs == {}
    back = said.corrected(Kind.SIGNBOARD, BOARD, {"condition": "完好"}, reply)
    assert (back.mark, back.theirs) == (Mark.RIGHT, {})
