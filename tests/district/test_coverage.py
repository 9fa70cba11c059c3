from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import shapely

from gridwatch.district import coverage
from gridwatch.district.ownership import OwnershipCount
from gridwatch.district.signboards import SignboardFace

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 11, 1)


def test_a_board_that_names_a_former_chief_is_stale(district: District) -> None:
    old = replace(district.signboards[0], face=SignboardFace("离任者"))
    assert coverage.is_stale(district, old, DAY)
    assert not coverage.is_stale(district, district.signboards[0], DAY)


def test_a_village_board_speaks_of_the_village_it_stands_in(
    district: District,
) -> None:
    board = replace(district.signboards[0], geometry=shapely.Point(1500, 510))
    expected = coverage.expected_on_face(district, board, DAY)
    assert expected is not None
    assert [chief.person.name for chief in expected] == ["东村丁"]


def test_a_board_is_stale_only_from_the_day_of_the_handover(
    district: District,
) -> None:
    terms = tuple(
        replace(t, until=date(2026, 6, 1)) if t.post_uid == "p2" else t
        for t in district.terms
    )
    changed = replace(district, terms=terms)
    board = replace(changed.signboards[0], installed=date(2024, 3, 1))
    assert not coverage.is_stale(changed, board, date(2026, 5, 31))
    assert coverage.is_stale(changed, board, date(2026, 6, 1))


def test_progress_counts_registration_and_confirmation_apart(
    district: District,
) -> None:
    segments, rivers = coverage.ownership_progress(district, DAY)
    assert segments == rivers == OwnershipCount(total=1, registered=1, confirmed=0)
    before, _ = coverage.ownership_progress(district, date(2025, 12, 31))
    assert before == OwnershipCount(total=1, registered=0, confirmed=0)


def test_a_board_has_been_stale_since_the_successor_took_office(
    district: District,
) -> None:
    (old,) = (t for t in district.terms if t.post_uid == "p2")
    other = next(p for p in district.persons if p.uid != old.person_uid)
    terms = tuple(
        replace(t, until=date(2026, 6, 1)) if t is old else t for t in district.terms
    )
    vacant = replace(district, terms=terms)
    board = replace(vacant.signboards[0], installed=None)
    assert coverage.stale_since(district, board, DAY) is None
    # Nobody holds the post: there is no day to count from.
    assert coverage.is_stale(vacant, board, DAY)
    assert coverage.stale_since(vacant, board, DAY) is None
    new = replace(old, uid="t9", person_uid=other.uid, since=date(2026, 6, 10))
    handed = replace(district, terms=(*terms, new))
    assert coverage.stale_since(handed, board, DAY) == date(2026, 6, 10)
    later = replace(board, installed=date(2026, 7, 1))
    assert coverage.stale_since(handed, later, DAY) == date(2026, 7, 1)


def test_chiefs_kept_for_a_segment_are_not_told_of_another_version_of_it(
    district: District,
) -> None:
    segment = next(
        s
        for s in district.segments
        if coverage.chiefs_of_segment(district, s, DAY)["district"]
    )
    elsewhere = replace(segment, river_code="")
    assert not coverage.chiefs_of_segment(district, elsewhere, DAY)["district"]
    again = coverage.chiefs_of_segment(district, segment, DAY)
    assert again["district"]
    assert again == coverage.chiefs_of_segment(replace(district), segment, DAY)
