"""Numbers of the national series, against published examples and their own inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.mapbook.sheetnumbers import (
    SERIES,
    bounds_of_sheet,
    sheet_number,
    sheets_within,
)


@pytest.mark.parametrize(
    ("longitude", "latitude", "scale", "number"),
    [
        # The worked example of textbooks on GB/T 13989: 114°33′45″, 39°22′30″.
        (114.5625, 39.375, 1_000_000, "J50"),
        (114.5625, 39.375, 500_000, "J50B001001"),
        (114.5625, 39.375, 250_000, "J50C001001"),
        (114.5625, 39.375, 100_000, "J50D002002"),
        (114.5625, 39.375, 50_000, "J50E004003"),
        (114.5625, 39.375, 25_000, "J50F008005"),
        (114.5625, 39.375, 10_000, "J50G015010"),
        (114.5625, 39.375, 5_000, "J50H030019"),
        # The middle of Miyun, from the project's notes on standards.
        (116.843, 40.376, 10_000, "K50G087046"),
        (116.843, 40.376, 50_000, "K50E022012"),
        (116.843, 40.376, 100_000, "K50D011006"),
    ],
)
def test_published_examples(longitude, latitude, scale, number) -> None:
    assert sheet_number(longitude, latitude, scale) == number


@given(
    st.floats(73.0, 135.0),
    st.floats(3.0, 53.9),
    st.sampled_from([1_000_000, *SERIES]),
)
def test_a_place_lies_on_the_sheet_that_its_number_names(lon, lat, scale) -> None:
    west, south, east, north = bounds_of_sheet(sheet_number(lon, lat, scale))
    assert west - 1e-6 <= lon <= east + 1e-6
    assert south - 1e-6 <= lat <= north + 1e-6
    middle = (west + east) / 2, (south + north) / 2
    assert bounds_of_sheet(sheet_number(*middle, scale)) == pytest.approx(
        (west, south, east, north)
    )


def test_sheets_of_a_town_are_neighbours_without_a_gap() -> None:
    found = sheets_within(4548, (486_000, 4_470_000, 492_000, 4_476_000))
    assert len(found) == len(set(found)) >= 4
    boxes = [bounds_of_sheet(number) for number in found]
    area = sum((e - w) * (n - s) for w, s, e, n in boxes)
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    assert area == pytest.approx((east - west) * (north - south))
