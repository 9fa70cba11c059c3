"""Readings written and read back, and twists undone."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.gcj02 import to_gcj02
from gridwatch.district.wording import OfficerError
from gridwatch.intake.coordinates import Coordinates, Twist, unpacked
from gridwatch.intake.doubt import doubt_at
from gridwatch.intake.georeference import old_datum

HERE = np.array([[116.84, 40.37], [116.9, 40.5]])
METRES = np.column_stack(
    pyproj.Transformer.from_crs(4490, 4548, always_xy=True).transform(*HERE.T)
)


@given(
    st.one_of(st.none(), st.sampled_from([4490, 4326, 3857, *range(4491, 4555), 2436])),
    st.sets(st.sampled_from(list(Twist))),
)
def test_a_reading_says_itself_as_it_is_told(epsg, twists):
    if epsg is None and twists - {Twist.SWAPPED}:
        epsg = 4490
    if epsg is None and not twists:
        return
    reading = Coordinates(epsg, twists=tuple(t for t in Twist if t in twists))
    assert Coordinates.told(str(reading)) == reading


@pytest.mark.parametrize("words", ["", "gcj", "EPSG:999999", "4548+x", "EPSG:5773"])
def test_words_that_are_no_reading_are_refused(words):
    with pytest.raises(OfficerError, match="no way to read"):
        Coordinates.told(words)


def test_every_twist_is_undone():
    shifted = np.column_stack(to_gcj02(*HERE.T))
    for words, points in (
        ("degrees", HERE),
        ("EPSG:4490+swapped", HERE[:, ::-1]),
        ("gcj02", shifted),
        ("gcj02+swapped", shifted[:, ::-1]),
        ("EPSG:4548", METRES),
        ("4527", METRES + np.array([39_000_000.0, 0.0])),
        ("EPSG:4548+swapped", METRES[:, ::-1]),
    ):
        placed = Coordinates.told(words).placed(points, 4548)
        assert np.abs(placed - METRES).max() < 0.001, words


@given(st.floats(73.0, 135.0))
def test_packed_degrees_are_unpacked(value):
    degrees = int(value)
    minutes = int((value - degrees) * 60)
    seconds = min(round((value - degrees) * 3600 - minutes * 60, 4), 59.9999)
    packed = float(f"{degrees}.{minutes:02d}{round(seconds * 1e4):06d}")
    found = unpacked(np.array([packed]), Twist.DMS)
    assert abs(found[0] - value) < 1e-7


def test_places_out_of_reach_are_inf_and_no_error():
    wild = np.array([[1e30, 5.0], [np.nan, 1.0], [200.0, 95.0], [np.inf, 0.0]])
    for words in ("EPSG:4548", "EPSG:3857+gcj02", "degrees+dms", "bd09"):
        placed = Coordinates.told(words).placed(wild, 4548)
        assert placed.shape == wild.shape
    assert not np.isfinite(Coordinates().placed(HERE, 4548)).any()


def test_old_datums_are_told_by_code_and_by_odd_names():
    assert old_datum(21420) == "Beijing 1954"
    assert old_datum(4555) == "Beijing 1954"
    assert old_datum(2334) == "Xian 1980"
    assert old_datum(4284) == ""  # Pulkovo 1942: the same ellipsoid, another datum
    odd = (
        'PROJCS["x",GEOGCS["{name}",DATUM["D_{name}",SPHEROID["k",{ball}]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
        'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
        'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",117.0],'
        'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],'
        'UNIT["Meter",1.0]]'
    )
    assert old_datum(odd.format(name="未知", ball="6378245.0,298.3")) == "Beijing 1954"
    assert old_datum(odd.format(name="未知", ball="6378140.0,298.257")) == "Xian 1980"
    assert old_datum(odd.format(name="北京54坐标系", ball="6378137.0,298.26")) != ""
    assert old_datum(odd.format(name="我的", ball="6378137.0,298.257222101")) == ""


def test_the_size_of_the_doubt_is_told_with_its_source():
    around = (116.5, 40.2, 117.2, 40.7)
    assert "65 to 72 m" in doubt_at(2436, around).en
    assert "EPSG" in doubt_at(2436, around).en
    assert "no parameters" in doubt_at(2384, around).en
    assert doubt_at(4548, around) is None
