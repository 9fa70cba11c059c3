from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.chiefs import Person, Term
from gridwatch.district.rules import Rules
from gridwatch.district.signboards import FaceName, FormerFace, SignboardFace
from gridwatch.district.staleness import stale_boards, staleness_of

if TYPE_CHECKING:
    from gridwatch.district.district import District
    from gridwatch.district.signboards import Signboard

DAY = date(2026, 11, 1)
LEFT, CAME = date(2026, 6, 1), date(2026, 6, 10)


@pytest.fixture
def handed(district: District) -> District:
    """The village chief 西村丙 left, 新人己 came nine days later."""
    new = Person("n9", "新人己", "某村", "0000-69900099", "10000000099")
    terms = [
        replace(t, until=LEFT) if t.post_uid == "p2" else t for t in district.terms
    ]
    board = replace(district.signboards[0], installed=date(2024, 3, 1))
    return replace(
        district,
        persons=(*district.persons, new),
        terms=(*terms, Term("t9", "p2", "n9", CAME)),
        signboards=(board,),
    )


def with_face(district: District, **parts: object) -> District:
    board = district.signboards[0]
    return replace(
        district, signboards=(replace(board, face=replace(board.face, **parts)),)
    )


def test_it_tells_what_differs_since_when_and_by_whose_change(handed: District) -> None:
    (found,) = stale_boards(handed, DAY)
    assert [(one.part, one.printed, one.today) for one in found.differences] == [
        ("chief", "西村丙", "新人己")
    ]
    assert (found.since, found.days) == (CAME, (DAY - CAME).days)
    assert found.cause is not None
    assert (found.cause.role, found.cause.left, found.cause.came) == (
        "村级河长",
        "西村丙",
        "新人己",
    )
    assert (found.cause.left_on, found.cause.came_on) == (LEFT, CAME)


def test_the_deadline_follows_the_rule_of_the_district(handed: District) -> None:
    (found,) = stale_boards(handed, date(2026, 6, 26))
    assert (found.deadline, found.overdue) == (date(2026, 6, 25), 1)
    data = {"signboards": {"replacement_days": 30, "replacement_counting": "working"}}
    rules = replace(handed.rules, replacement_days=30, data=data)
    (found,) = stale_boards(replace(handed, rules=rules), date(2026, 6, 26))
    assert (found.deadline, found.overdue) == (date(2026, 7, 22), 0)


def test_a_vacant_post_makes_a_board_stale_from_the_day_it_was_left(
    handed: District,
) -> None:
    vacant = replace(handed, terms=handed.terms[:-1])
    (found,) = stale_boards(vacant, DAY)
    assert found.since == LEFT
    assert found.cause is not None
    assert not found.cause.came
    assert "空缺" in found.cause.text.zh


def test_a_colleague_who_stayed_dates_it_to_the_day_the_printed_one_left(
    handed: District,
) -> None:
    terms = [
        replace(t, since=date(2023, 1, 1)) if t.uid == "t9" else t for t in handed.terms
    ]
    (found,) = stale_boards(replace(handed, terms=tuple(terms)), DAY)
    assert found.since == LEFT
    assert found.cause is not None
    assert found.cause.text.zh == "村级河长西村丙（2026-06-01）离任，新人己仍在任。"


def test_a_face_that_went_up_wrong_is_stale_since_it_stands(handed: District) -> None:
    late = replace(handed.signboards[0], installed=date(2026, 9, 1))
    found = staleness_of(handed, late, DAY)
    assert found is not None
    assert found.since == date(2026, 9, 1)


def test_the_face_of_an_earlier_day_is_compared_with_the_roster_of_that_day(
    handed: District,
) -> None:
    board = replace(
        handed.signboards[0], face=SignboardFace("新人己"), installed=date(2026, 7, 1)
    )
    old = FormerFace(
        "f", "b", date(2024, 3, 1), date(2026, 7, 1), SignboardFace("西村丙")
    )
    replaced = replace(handed, signboards=(board,), former_faces=(old,))
    assert stale_boards(replaced, DAY) == []
    assert stale_boards(replaced, date(2026, 5, 31)) == []
    (found,) = stale_boards(replaced, date(2026, 6, 30))
    assert found.face.chief == "西村丙"
    assert found.stale


def test_boards_that_are_gone_or_bear_no_face_are_not_compared(
    handed: District,
) -> None:
    board = handed.signboards[0]
    gone = replace(board, removed=date(2026, 10, 1))
    assert staleness_of(handed, gone, DAY) is None
    assert staleness_of(handed, gone, date(2026, 9, 30)) is not None
    assert staleness_of(handed, replace(board, subtype="界桩"), DAY) is None


def test_further_chiefs_on_the_face_count_too(handed: District) -> None:
    names = (FaceName("区级河长", "区长甲"), FaceName("镇级河长", "前镇长"))
    found = stale_boards(with_face(handed, chief="新人己", names=names), DAY)[0]
    assert [(one.part, one.printed, one.today) for one in found.differences] == [
        ("names", "前镇长", "镇长乙")
    ]
    assert found.stale


@pytest.mark.parametrize(
    ("printed", "differs"),
    [
        ("", False),
        ("69900099", False),
        ("0000 6990 0099", False),
        ("10000000099", False),
        ("12345678", False),
        ("0000-69900011", True),
    ],
)
def test_a_phone_may_be_the_office_phone_or_a_supervision_phone(
    handed: District, printed: str, differs: bool
) -> None:
    rules = replace(
        handed.rules, data={"signboards": {"supervision_phones": ["12345678"]}}
    )
    known = with_face(replace(handed, rules=rules), chief="新人己", phone=printed)
    found = stale_boards(known, DAY)
    assert bool(found) is differs
    if found:
        assert [one.part for one in found[0].differences] == ["phone"]
        assert found[0].differences[0].today == "0000-69900099"
        assert not found[0].stale


def test_a_mobile_is_never_told(handed: District) -> None:
    people = [replace(p, office_phone="") for p in handed.persons]
    known = replace(handed, persons=tuple(people))
    found = stale_boards(with_face(known, chief="新人己", phone="999"), DAY)
    assert found == []


def test_river_and_reach_are_compared_where_they_are_printed(handed: District) -> None:
    segment = replace(handed.segments[0], start="源头", end="河口", length=1800.0)
    known = replace(handed, segments=(segment,))
    agreeing = with_face(
        known,
        chief="新人己",
        river="云溪河（青石镇段）",
        start="源头",
        length="1.8公里",
    )
    assert stale_boards(agreeing, DAY) == []
    other = with_face(
        known,
        chief="新人己",
        river="青溪河",
        start="水库",
        end="河口",
        length="2.4 公里",
    )
    (found,) = stale_boards(other, DAY)
    assert [one.part for one in found.differences] == ["river", "start", "length"]
    assert found.differences[2].today == "1.80公里"
    assert found.since is None
    assert found.deadline is None


def test_a_post_may_be_printed_as_role_or_as_title(handed: District) -> None:
    for post in ("村级河长", "西村村级河长", "某村", ""):
        assert stale_boards(with_face(handed, chief="新人己", post=post), DAY) == []
    (found,) = stale_boards(with_face(handed, chief="新人己", post="镇级河长"), DAY)
    assert found.differences[0].part == "post"


def test_without_a_roster_nothing_is_called_stale(handed: District) -> None:
    bare = replace(handed, posts=(), terms=(), persons=())
    assert stale_boards(bare, DAY) == []
    assert isinstance(bare.rules, Rules)


def test_the_longest_stale_board_comes_first(handed: District) -> None:
    first: Signboard = handed.signboards[0]
    later = replace(first, uid="b2", code="B2", installed=date(2026, 8, 1))
    found = stale_boards(replace(handed, signboards=(later, first)), DAY)
    assert [one.board.uid for one in found] == ["b", "b2"]


def test_a_board_is_stale_only_from_the_day_of_the_handover(
    district: District,
) -> None:
    terms = tuple(
        replace(t, until=date(2026, 6, 1)) if t.post_uid == "p2" else t
        for t in district.terms
    )
    board = replace(district.signboards[0], installed=date(2024, 3, 1))
    changed = replace(district, terms=terms, signboards=(board,))
    assert stale_boards(changed, date(2026, 5, 31)) == []
    (found,) = stale_boards(changed, date(2026, 6, 1))
    assert found.stale
