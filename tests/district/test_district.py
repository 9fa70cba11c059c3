from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from gridwatch.district.jurisdictions import Level
from gridwatch.district.signboards import Signboard

if TYPE_CHECKING:
    from gridwatch.district.district import District


def test_a_point_is_answered_with_district_first_and_village_last(
    district: District,
) -> None:
    here = district.jurisdictions_at(shapely.Point(300, 300))
    assert [j.uid for j in here] == ["district", "town", "west"]


def test_a_segment_knows_the_villages_and_towns_it_crosses(district: District) -> None:
    assert [j.uid for j in district.villages_of_segment["s"]] == ["west", "east"]
    assert [j.uid for j in district.towns_of_segment["s"]] == ["town"]


def test_one_stray_point_does_not_stretch_the_extent(district: District) -> None:
    stray = Signboard("far", geometry=shapely.Point(9e6, 9e6))
    assert replace(district, signboards=(stray,)).extent == (0, 0, 2000, 1000)


def test_without_jurisdictions_the_other_kinds_give_the_extent(
    district: District,
) -> None:
    assert replace(district, jurisdictions=(), cells=()).extent == (100, 500, 1900, 510)


def test_rows_of_a_level_are_found(district: District) -> None:
    assert [j.uid for j in district.of_level(Level.TOWN)] == ["town"]
    assert district.of_level(Level.CITY) == ()


def test_the_first_of_two_equal_codes_is_the_one_found(district: District) -> None:
    twice = replace(district, segments=(*district.segments, *district.segments))
    assert twice.segment_by_code["S1"] is district.segments[0]


def test_a_village_whose_ring_crosses_itself_is_crossed_all_the_same(
    district: District,
) -> None:
    bow_tie = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000), (0, 0)])
    villages = tuple(
        replace(j, geometry=bow_tie) if j.uid == "west" else j
        for j in district.jurisdictions
    )
    torn = replace(district, jurisdictions=villages)
    low = replace(
        district.segments[0], geometry=shapely.LineString([(100, 300), (1900, 300)])
    )
    torn = replace(torn, segments=(low,))
    assert [j.uid for j in torn.villages_of_segment["s"]] == ["west", "east"]
