from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.outfalls import Outfall
from gridwatch.district.ruler import strip_of
from gridwatch.district.wording import Language
from gridwatch.mapbook.press import picture
from gridwatch.mapbook.strip import reaches, spread, strip_pages, write_strip
from tests.district.conftest import make_district

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.district import District

DAY = date(2026, 11, 1)
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def small() -> District:
    """Two villages and one river of one segment."""
    return make_district()


def words_of(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine")
    told = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True
    )
    return told.stdout.decode()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0, 200), max_size=60))
def test_labels_never_stand_closer_than_they_are_high_nor_leave_the_sheet(
    wanted: list[float],
) -> None:
    wanted.sort()
    places = spread(wanted, 3.0, 0.0, 200.0)
    assert all(b - a >= 3.0 - 1e-6 for a, b in pairwise(places))
    assert all(-1e-6 <= place <= 200 + 1e-6 for place in places)


def test_labels_with_room_stand_where_they_belong() -> None:
    assert spread([10.0, 20.0, 30.0], 4.0, 0.0, 100.0) == [10, 20, 30]


def test_more_labels_than_fit_are_set_closer_and_stay_on_the_sheet() -> None:
    places = spread([50.0] * 11, 30.0, 0.0, 100.0)
    assert places == pytest.approx([10.0 * i for i in range(11)])


def crowded(district: District, count: int) -> District:
    outfalls = tuple(
        Outfall(f"o{i}", f"O{i}", f"第{i}号排口", geometry=shapely.Point(x, 510))
        for i, x in enumerate(range(110, 110 + count * 10, 10))
    )
    return replace(district, outfalls=outfalls)


def test_a_river_with_more_labels_than_a_sheet_holds_is_cut_into_equal_reaches(
    small: District,
) -> None:
    strip = strip_of(crowded(small, 170), small.rivers[0])
    cuts = reaches(strip, 240.0)
    assert len(cuts) > 1
    assert cuts[0][0] == 0
    assert cuts[-1][1] == pytest.approx(strip.length)
    assert all(a[1] == b[0] for a, b in pairwise(cuts))
    assert len(reaches(strip_of(small, small.rivers[0]), 240.0)) == 1


def test_the_pdf_tells_every_segment_bank_place_and_person_and_can_be_searched(
    small: District,
    tmp_path: Path,
) -> None:
    place = Outfall("o", "O1", "西村排口", geometry=shapely.Point(1600, 480))
    full = replace(small, outfalls=(place,), office="云溪区河长办")
    pages = strip_pages(full, full.rivers[0], DAY)
    assert write_strip(tmp_path / "strip.pdf", pages) == 1
    words = words_of(tmp_path / "strip.pdf").replace(" ", "")
    for wanted in (
        "云溪河直线示意图",
        "2026-11-01",
        "K0+100B1西村丙",
        "K1+500西村排口",
        "west",
        "east",
        "K0+000—K1+800",
        "区区长甲镇镇长乙村西村丙、东村丁",
        "云溪区河长办",
    ):
        assert wanted in words, wanted


def test_every_page_of_a_long_river_is_drawn_and_numbered(
    small: District,
    tmp_path: Path,
) -> None:
    many = crowded(small, 170)
    pages = strip_pages(many, many.rivers[0], DAY)
    assert write_strip(tmp_path / "strip.pdf", pages) == len(pages) > 1
    words = words_of(tmp_path / "strip.pdf")
    assert f"第 {len(pages)} / {len(pages)} 幅" in words
    assert all(f"第{i}号排口" in words for i in range(170))


def test_a_longer_paper_needs_fewer_sheets(
    small: District,
) -> None:
    many = crowded(small, 170)
    short = strip_pages(many, many.rivers[0], DAY)
    long = strip_pages(many, many.rivers[0], DAY, width=1189.0)
    assert len(long) == 1 < len(short)
    assert long[0].width == 1189.0


def test_the_english_sheet_has_no_chinese_words_of_ours(
    small: District,
    tmp_path: Path,
) -> None:
    pages = strip_pages(small, small.rivers[0], DAY, language=Language.EN)
    write_strip(tmp_path / "strip.pdf", pages, language=Language.EN)
    words = words_of(tmp_path / "strip.pdf")
    assert "Strip diagram of 云溪河" in words
    assert "left bank" in words
    assert "岸" not in words


def test_a_page_has_ink_on_both_banks_and_water_between(
    small: District,
) -> None:
    page = strip_pages(small, small.rivers[0], DAY)[0]
    image = picture(page, 60)
    dots = 60 / 25.4
    water = image.pixelColor(round(60 * dots), round(96 * dots))
    assert water.blue() > water.red() + 60
    for bank in (range(60, 88), range(104, 132)):
        dark = [
            (x, y)
            for x in range(40, 200)
            for y in bank
            if image.pixelColor(round(x * dots), round(y * dots)).lightness() < 120
        ]
        assert dark, bank
