from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import shapely

from gridwatch.district import coverage
from gridwatch.district.ownership import OwnershipCount

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 11, 1)


def test_a_village_board_speaks_of_the_village_it_stands_in(
    district: District,
) -> None:
    board = replace(district.signboards[0], geometry=shapely.Point(1500, 510))
    expected = coverage.expected_on_face(district, board, DAY)
    assert expected is not None
    assert [chief.person.name for chief in expected] == ["东村丁"]


def test_progress_counts_registration_and_confirmation_apart(
    district: District,
) -> None:
    segments, rivers = coverage.ownership_progress(district, DAY)
    assert segments == rivers == OwnershipCount(total=1, registered=1, confirmed=0)
    before, _ = coverage.ownership_progress(district, date(2025, 12, 31))
    assert before == OwnershipCount(total=1, registered=0, confirmed=0)


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
