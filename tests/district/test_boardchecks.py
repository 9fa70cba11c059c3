from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import shapely

from gridwatch.district import boardchecks
from gridwatch.district.signboards import SignboardFace

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 11, 30)
HEBEI = {
    "signboards": {"norm": "hebei", "bank_metres": 50},
    "faces": {
        "norms": {
            "hebei": {
                "name": "河北",
                "boards_per_village": 1,
                "more_beyond_metres": 300,
                "parts": [{"label": "监督电话", "fields": ["phone"]}],
            }
        }
    },
}


@pytest.fixture
def strict(district: District) -> District:
    return replace(district, rules=replace(district.rules, data=HEBEI))


def with_board(district: District, **fields: object) -> District:
    return replace(district, signboards=(replace(district.signboards[0], **fields),))


def told(check: str, district: District, day: date = DAY) -> list[tuple[str, str]]:
    find = getattr(boardchecks, check)
    return [(row.uid, text.zh) for _, row, text in find(district, day)]


def test_a_faultless_district_fails_no_check_of_boards(district: District) -> None:
    for check in boardchecks.__all__:
        assert told(check, district) == []


def test_a_stale_board_is_told_with_its_deadline(district: District) -> None:
    old = with_board(district, face=SignboardFace("前任"))
    ((uid, text),) = told("stale_boards", old)
    assert uid == "b"
    assert "牌面写的是前任，现任是西村丙" in text
    assert "应于 2026-11-16 前更换" in text
    ((_, late),) = told("replacements_overdue", old)
    assert late == "应于 2026-11-16 前更换，已逾期 14 天。"


def test_a_phone_that_is_no_longer_so_is_a_check_of_its_own(district: District) -> None:
    people = tuple(replace(p, office_phone="0000-69900001") for p in district.persons)
    known = replace(district, persons=people)
    wrong = with_board(known, face=SignboardFace("西村丙", phone="0000-11111111"))
    assert len(told("phones_outdated", wrong)) == 1
    assert told("stale_boards", wrong) == []


def test_other_parts_are_told_together(district: District) -> None:
    wrong = with_board(
        district, face=SignboardFace("西村丙", "库长", river="别的河", length="9公里")
    )
    ((_, text),) = told("other_parts_outdated", wrong)
    assert "职务" in text
    assert "河流名称" in text
    assert "长度" in text


def test_an_incomplete_face_is_found_by_the_norm(strict: District) -> None:
    assert told("faces_incomplete", strict) == [("b", "按“河北”，牌面缺：监督电话。")]
    assert (
        told("faces_incomplete", with_board(strict, face=SignboardFace(phone="1")))
        == []
    )


def test_a_board_that_went_before_it_came_is_found(district: District) -> None:
    odd = with_board(district, removed=date(2020, 1, 1))
    assert [uid for uid, _ in told("removed_before_installed", odd)] == ["b"]


def test_a_board_far_from_the_bank_is_found(strict: District) -> None:
    far = with_board(strict, geometry=shapely.Point(200, 580))
    ((_, text),) = told("boards_far_from_bank", far)
    assert "距河段 80 米" in text
    assert told("boards_far_from_bank", strict) == []


def test_a_segment_without_a_standing_board_is_found(district: District) -> None:
    gone = with_board(district, removed=DAY)
    assert told("segments_without_board", gone) == [("s", "河段没有公示牌。")]
    assert told("segments_without_board", gone, date(2026, 11, 29)) == []


def test_a_long_reach_in_a_village_needs_more_boards(strict: District) -> None:
    found = dict(told("villages_short_of_boards", strict))
    assert set(found) == {"west", "east"}
    assert "应有公示牌 3 块，现有 1 块" in found["west"]
    assert "应有公示牌 3 块，现有 0 块" in found["east"]
