"""D3: every board and outfall has chainage, bank and offset; a river drawn straight."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import shapely

from gridwatch.district.changes import Change, Changes, patched
from gridwatch.district.ruler import chainage_text, reading_of, strip_of
from gridwatch.district.wording import Kind
from gridwatch.mapbook.strip import strip_pages, write_strip
from tests.mission.sample import sample_district

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 1)


def test_d3_every_board_and_outfall_has_chainage_bank_offset_village_and_cell() -> None:
    district = sample_district()
    for row in (*district.signboards, *district.outfalls):
        reading, site = reading_of(district, row.uid), district.sites[row.uid]
        assert reading is not None
        assert reading.segment.code == row.segment_code
        line = reading.segment.geometry
        foot = line.interpolate(reading.on_segment)
        assert foot.distance(row.geometry) == pytest.approx(reading.offset, abs=1e-6)
        assert reading.bank in ("left", "right")
        assert reading.on_river is not None
        assert reading.on_river >= reading.on_segment
        assert site.village is not None
        assert site.cell is not None
        assert site.cell.village_code == site.village.code


def test_d3_the_bank_is_the_one_seen_looking_downstream() -> None:
    district = sample_district()
    checked = 0
    for row in district.signboards:
        reading = reading_of(district, row.uid)
        assert reading is not None
        line = reading.segment.geometry
        if not 5 < reading.on_segment < line.length - 5:
            continue
        behind = line.interpolate(reading.on_segment - 2)
        ahead = line.interpolate(reading.on_segment + 2)
        # A third way to tell the side: which way the triangle is turned.
        turned = shapely.LinearRing([behind, ahead, row.geometry]).is_ccw
        assert turned == (reading.bank == "left")
        checked += 1
    assert checked > 250


def test_d3_the_reading_is_kept_right_when_a_board_or_a_river_is_moved() -> None:
    district = sample_district()
    board = district.signboards[0]
    before = reading_of(district, board.uid)
    assert before is not None
    away = before.segment.geometry.interpolate(before.on_segment + 100)
    moved = Change(
        Kind.SIGNBOARD, board.uid, {"geometry": board.geometry}, {"geometry": away}
    )
    after = reading_of(patched(district, Changes((moved,))), board.uid)
    assert after is not None
    assert after.on_segment == pytest.approx(before.on_segment + 100, abs=1)
    line = before.segment.geometry
    shifted = shapely.transform(line, lambda xy: xy + 7.0)
    bent = Change(
        Kind.SEGMENT,
        before.segment.uid,
        {"geometry": line},
        {"geometry": shifted},
    )
    edited = patched(district, Changes((bent,)))
    fresh = replace(edited)
    assert reading_of(edited, board.uid) == reading_of(fresh, board.uid)


def test_d3_the_strip_of_the_longest_river_can_be_printed_and_searched(
    tmp_path: Path, qapp: object
) -> None:
    del qapp
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine")
    district = sample_district()
    river = max(district.rivers, key=lambda one: one.geometry.length)
    strip = strip_of(district, river)
    assert strip.length == pytest.approx(river.geometry.length, abs=0.1)
    path = tmp_path / "strip.pdf"
    pages = strip_pages(district, river, DAY)
    assert write_strip(path, pages) == len(pages)
    told = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True
    )
    words = told.stdout.decode()
    assert f"{river.name}直线示意图" in words
    assert strip.marks
    for mark in strip.marks:
        assert chainage_text(mark.at) in words
    for bound in strip.bounds:
        assert bound.segment.name in words
    villages = {s.name for s in strip.stretches if s.end - s.start > 1000}
    assert villages
    assert all(name in words for name in villages)
