from __future__ import annotations

from datetime import date

from gridwatch.district.rules import Rules, Word
from gridwatch.district.signboards import (
    FormerFace,
    Signboard,
    SignboardFace,
    bears_face,
    first_day,
    standing_on,
    stood_on,
)

OLD, NEW = SignboardFace("甲"), SignboardFace("乙")
BOARD = Signboard("b", installed=date(2020, 5, 1), face=NEW)
FORMER = FormerFace("f", "b", date(2017, 4, 1), date(2020, 5, 1), OLD)


def test_the_face_of_a_day_is_the_one_that_stood_then() -> None:
    for day, name in (
        (date(2017, 4, 1), "甲"),
        (date(2020, 4, 30), "甲"),
        (date(2020, 5, 1), "乙"),
    ):
        standing = standing_on(BOARD, day, [FORMER])
        assert standing is not None
        assert standing.face.chief == name
    assert standing_on(BOARD, date(2017, 3, 31), [FORMER]) is None


def test_a_face_that_is_not_on_record_is_not_made_up() -> None:
    board = Signboard(
        "b", installed=date(2020, 5, 1), face=NEW, erected=date(2017, 1, 1)
    )
    assert stood_on(board, date(2018, 1, 1))
    assert standing_on(board, date(2018, 1, 1)) is None


def test_a_board_stands_until_the_day_it_is_removed() -> None:
    board = Signboard("b", installed=date(2017, 1, 1), removed=date(2019, 1, 1))
    assert stood_on(board, date(2018, 12, 31))
    assert not stood_on(board, date(2019, 1, 1))


def test_a_board_without_any_day_has_always_stood() -> None:
    assert first_day(Signboard("b")) is None
    assert stood_on(Signboard("b"), date(1990, 1, 1))
    undated = FormerFace("f", "b", None, date(2020, 5, 1), OLD)
    assert first_day(BOARD, [undated]) is None


def test_only_subtypes_with_a_face_bear_one() -> None:
    words = (Word("河长公示牌", "face"), Word("界桩", ""), Word("湖长公示牌", "face"))
    rules = Rules(lists={"signboard_subtypes": words})
    found = [
        bears_face(Signboard("b", subtype=name), rules)
        for name in ("", "河长公示牌", "湖长公示牌", "界桩", "路牌")
    ]
    assert found == [True, True, True, False, False]
