"""Shared rivers: the longest reach names the convenor; the exception overrides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from gridwatch.district.convenors import Ground, convenings_of
from tests.mission.sample import DAY, sample_district


def test_xb_01_the_longest_reach_names_the_convenor_with_the_working() -> None:
    district = sample_district()
    convenings = {one.river.code: one for one in convenings_of(district, DAY)}
    metres: defaultdict[str, defaultdict[str, float]] = defaultdict(
        lambda: defaultdict(float)
    )
    for segment in district.segments:
        metres[segment.river_code][segment.town_code] += segment.metres
    shared = {code for code, towns in metres.items() if len(towns) > 1}
    assert set(convenings) == shared
    for code, one in convenings.items():
        longest = max(metres[code], key=lambda town: metres[code][town])
        assert one.convenor is not None
        assert one.convenor.code == longest
        assert one.convenor.metres == pytest.approx(metres[code][longest])
        assert f"{one.convenor.metres / 1000:.2f} 公里" in one.reasons[0].zh
        assert one.convenor.holder in one.reasons[-1].zh


def test_xb_02_the_flood_commander_s_jurisdiction_overrides() -> None:
    district = sample_district()
    plain = convenings_of(district, DAY)[0]
    other = plain.reaches[-1]
    rivers = tuple(
        replace(river, commander_code=other.code) if river == plain.river else river
        for river in district.rivers
    )
    one = convenings_of(replace(district, rivers=rivers), DAY)[0]
    assert one.ground is Ground.COMMANDER
    assert one.convenor is not None
    assert one.convenor.code == other.code
    assert any("防汛抗旱指挥长" in reason.zh for reason in one.reasons)
    assert any("flood commander" in reason.en for reason in one.reasons)
