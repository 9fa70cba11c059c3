from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from gridwatch.district import siting
from gridwatch.district.jurisdictions import Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.ruler import (
    chainage_text,
    reading_of,
    rivers_with_lines,
    strip_of,
)
from gridwatch.district.segments import Segment

if TYPE_CHECKING:
    from gridwatch.district.district import District


def two_segments(district: District, *, length: float | None = None) -> District:
    """Return the river as an upper segment of 900 m and a lower one of 900 m."""
    upper = Segment(
        "u", "U", "", "R1", 1, geometry=shapely.LineString([(100, 500), (1000, 500)])
    )
    lower = Segment(
        "l",
        "L",
        "",
        "R1",
        2,
        length=length,
        geometry=shapely.LineString([(1000, 500), (1900, 500)]),
    )
    outfall = Outfall("o", "O", segment_code="L", geometry=shapely.Point(1250, 480))
    return replace(district, segments=(lower, upper), outfalls=(outfall,))


@pytest.mark.parametrize(
    ("metres", "text"),
    [(0, "K0+000"), (3250, "K3+250"), (999.5, "K1+000"), (12007.4, "K12+007")],
)
def test_chainages_are_written_in_kilometres_and_metres(
    metres: float, text: str
) -> None:
    assert chainage_text(metres) == text


def test_an_unknown_chainage_is_written_as_nothing() -> None:
    assert chainage_text(None) == ""


def test_the_ruler_tells_chainage_on_the_segment_and_on_the_whole_river(
    district: District,
) -> None:
    reading = reading_of(two_segments(district), "o")
    assert reading is not None
    assert (reading.on_segment, reading.on_river) == (250, 1150)
    assert (reading.bank, reading.offset) == ("right", 20)


def test_the_declared_length_does_not_move_chainages_of_drawn_segments(
    district: District,
) -> None:
    reading = reading_of(two_segments(district, length=5000), "o")
    assert reading is not None
    assert reading.on_river == 1150


def test_a_segment_without_a_line_counts_with_its_declared_length(
    district: District,
) -> None:
    split = two_segments(district)
    bare = replace(split.segments[1], geometry=None, length=400.0)
    reading = reading_of(replace(split, segments=(split.segments[0], bare)), "o")
    assert reading is not None
    assert reading.on_river == 650


def test_segments_of_one_number_lie_beside_each_other(district: District) -> None:
    split = two_segments(district)
    other_bank = Segment(
        "x", "X", "", "R1", 1, geometry=shapely.LineString([(100, 520), (900, 520)])
    )
    beside = replace(split, segments=(*split.segments, other_bank))
    assert beside.river_starts == {"u": 0, "x": 0, "l": 900}


def test_a_segment_without_a_place_in_its_river_has_no_river_chainage(
    district: District,
) -> None:
    split = two_segments(district)
    lower = replace(split.segments[0], sequence=None)
    reading = reading_of(replace(split, segments=(lower, split.segments[1])), "o")
    assert reading is not None
    assert (reading.on_segment, reading.on_river) == (250, None)


def test_a_place_far_from_any_segment_has_no_reading(district: District) -> None:
    far = Outfall("far", geometry=shapely.Point(1000, 9000))
    assert reading_of(replace(district, outfalls=(far,)), "far") is None


def test_a_strip_has_everything_along_the_river_in_order(district: District) -> None:
    split = two_segments(district)
    strip = strip_of(split, split.rivers[0])
    assert strip.length == 1800
    assert [(b.segment.uid, b.start, b.end) for b in strip.bounds] == [
        ("u", 0, 900),
        ("l", 900, 1800),
    ]
    assert [(m.row.uid, m.at, m.bank) for m in strip.marks] == [
        ("b", 100, "left"),
        ("o", 1150, "right"),
    ]
    villages = [s for s in strip.stretches if s.level is Level.VILLAGE]
    assert [(s.bank, s.name) for s in villages] == [
        ("left", "west"),
        ("left", "east"),
        ("right", "west"),
        ("right", "east"),
    ]
    assert villages[0].end == pytest.approx(900, abs=6)
    assert villages[1].end == pytest.approx(1800, abs=6)


def test_a_river_that_is_a_border_has_another_village_on_either_bank(
    district: District,
) -> None:
    line = shapely.LineString([(1000, 900), (1000, 100)])
    border = Segment("s", "S1", "", "R1", 1, geometry=line)
    strip = strip_of(replace(district, segments=(border,)), district.rivers[0])
    # Flowing south, the east is left.
    assert {(s.bank, s.name) for s in strip.stretches if s.level is Level.VILLAGE} == {
        ("left", "east"),
        ("right", "west"),
    }


def test_only_rivers_with_segments_in_sequence_can_be_drawn_out(
    district: District,
) -> None:
    assert rivers_with_lines(district) == list(district.rivers)
    assert rivers_with_lines(replace(district, segments=())) == []


def test_places_beside_a_line_stand_on_its_left_at_even_steps() -> None:
    lines = [None, shapely.LineString([(0, 0), (0, 10), (20, 10)])]
    line, chainage, points = siting.points_beside(lines, 10.0, 2.0)
    assert line.tolist() == [1, 1, 1]
    assert chainage.tolist() == [5, 15, 25]
    np.testing.assert_allclose(points, [[-2, 5], [5, 12], [15, 12]])
