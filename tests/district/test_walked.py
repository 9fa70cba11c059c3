"""Segments that a track went along: share, chainages, moments."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.district import District
from gridwatch.district.segments import Segment
from gridwatch.district.walked import walked

LINE = shapely.LineString([(0, 0), (1000, 0)])
DISTRICT = District(
    segments=(
        Segment("s", "S1", geometry=LINE),
        Segment("far", "S2", geometry=shapely.LineString([(0, 900), (1000, 900)])),
        Segment("none", "S3"),
    )
)


def along(*places, district=DISTRICT):
    points = np.array(places, float).reshape(-1, 2)
    start = np.datetime64("2026-05-01T01:00:00", "ms")
    times = start + np.arange(len(points)) * np.timedelta64(60_000, "ms")
    return walked(district, [points], [times])


def test_half_a_segment_is_half_walked() -> None:
    (walk,) = along(*[(x, 20) for x in range(0, 501, 100)])
    assert walk.segment.uid == "s"
    assert walk.share == pytest.approx(0.545, abs=0.02)
    assert walk.begin == pytest.approx(0, abs=1)
    assert walk.end == pytest.approx(545, abs=10)
    assert str(walk.since) == "2026-05-01T01:00:00.000"
    assert str(walk.until) == "2026-05-01T01:05:00.000"


def test_a_gap_without_reception_was_not_walked() -> None:
    (walk,) = along((0, 0), (100, 0), (900, 0), (1000, 0))
    assert walk.share == pytest.approx(0.3, abs=0.03)
    assert (walk.begin, walk.end) == pytest.approx((0, 1000), abs=1)


def test_a_track_far_off_walks_nothing() -> None:
    assert along((0, 400), (1000, 400)) == ()
    assert along() == ()
    assert along((0, 0), (10, 0), district=District()) == ()


def test_a_track_without_times_tells_none() -> None:
    points = np.array([[0, 0], [200, 0.0]])
    (walk,) = walked(DISTRICT, [points], [np.full(2, np.datetime64("NaT"), "M8[ms]")])
    assert walk.since is None
    assert walk.until is None


def test_places_that_are_no_numbers_are_passed_over() -> None:
    (walk,) = along((0, 0), (np.nan, np.nan), (200, 0))
    assert 0.1 < walk.share < 0.4


@settings(deadline=None)
@given(st.floats(0, 1000), st.floats(0, 1000))
def test_the_share_is_that_of_the_buffered_track(start, end) -> None:
    begin, stop = sorted((start, end))
    # Every hundred metres: never a gap.
    xs = np.linspace(begin, stop, int((stop - begin) // 100) + 2)
    found = walked(
        DISTRICT,
        [np.column_stack([xs, np.zeros_like(xs)])],
        [np.full(len(xs), np.datetime64("NaT"), "M8[ms]")],
    )
    covered = LINE.intersection(
        shapely.LineString([(begin, 0), (stop + 1e-6, 0)]).buffer(50)
    ).length
    assert found[0].share == pytest.approx(covered / 1000, abs=0.02)
