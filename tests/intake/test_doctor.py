"""The doctor names the right reading or says that it cannot tell, never a wrong one."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district.bd09 import to_bd09
from gridwatch.district.gcj02 import to_gcj02
from gridwatch.intake.doctor import diagnose
from gridwatch.intake.surroundings import Known

DEGREES = 4490


def changed(points, source, target):
    change = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return np.column_stack(change.transform(*points.T))


def packed(values):
    degrees = np.floor(values)
    minutes = np.floor((values - degrees) * 60)
    seconds = (values - degrees) * 3600 - minutes * 60
    return np.round(degrees + minutes / 100 + np.minimum(seconds, 59.99) / 1e4, 8)


def minutes(values):
    degrees = np.floor(values)
    return np.round(degrees * 100 + (values - degrees) * 60, 5)


def zone_of(lon):
    return 4534 + round((lon - 75) / 3)


def disguised(way, places, lon):
    """Return places in degrees as a file disguised in one way has them, with a code."""
    zone, six = zone_of(lon), round((lon - 75) / 6)
    east, north = places.T
    metric = changed(places, DEGREES, zone)
    return {
        "degrees": lambda: (places, DEGREES),
        "swapped degrees": lambda: (places[:, ::-1], DEGREES),
        "zone": lambda: (metric, zone),
        "swapped zone": lambda: (metric[:, ::-1], zone),
        "prefixed": lambda: (changed(places, DEGREES, zone - 21), zone - 21),
        "six degrees": lambda: (changed(places, DEGREES, 4502 + six), 4502 + six),
        "prefixed six": lambda: (changed(places, DEGREES, 4491 + six), 4491 + six),
        "utm": lambda: (changed(places, DEGREES, 32643 + six), 32643 + six),
        "mercator": lambda: (changed(places, DEGREES, 3857), 3857),
        "gcj02": lambda: (np.column_stack(to_gcj02(east, north)), DEGREES),
        "bd09": lambda: (np.column_stack(to_bd09(east, north)), DEGREES),
        "gcj02 in zone": lambda: (
            changed(np.column_stack(to_gcj02(east, north)), DEGREES, zone),
            zone,
        ),
        "packed": lambda: (packed(places), DEGREES),
        "minutes": lambda: (minutes(places), DEGREES),
    }[way]()


WAYS = (
    "degrees", "swapped degrees", "zone", "swapped zone", "prefixed", "six degrees",
    "prefixed six", "utm", "mercator", "gcj02", "bd09", "gcj02 in zone", "packed",
    "minutes",
)  # fmt: skip


def ground(seed, lon, lat, *, rivers=12, size=30_000.0):
    """Return a made-up district with winding rivers, and its zone."""
    rng = np.random.default_rng(seed)
    crs = zone_of(lon)
    ((east, north),) = changed(np.array([[lon, lat]]), DEGREES, crs)
    lines = []
    for _ in range(rivers):
        start = rng.uniform(-size / 2, size / 2, 2)
        turns = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.35, 60))
        steps = np.column_stack([np.cos(turns), np.sin(turns)]) * size / 50
        lines.append(shapely.LineString(start + np.cumsum(steps, 0) + (east, north)))
    half = size / 2
    box = (east - half, north - half, east + half, north + half)
    inside = [line.intersection(shapely.box(*box)) for line in lines]
    return Known.of_shapes(crs, [line for line in inside if line.length], [], box)


def beside(known, seed, count, away):
    """Return places in degrees near the rivers."""
    rng = np.random.default_rng(seed + 1)
    whole = shapely.union_all(known.rivers)
    along = shapely.get_coordinates(
        shapely.line_interpolate_point(
            rng.choice(shapely.get_parts(whole), count),
            rng.random(count),
            normalized=True,
        )
    )
    return changed(along + rng.normal(0, away, along.shape), known.crs, DEGREES)


def error_of(found, points, places, known):
    """Return how far the first hypothesis puts the file from where it lies, metres."""
    there = found.best.coordinates.placed(points, known.crs)
    return float(np.hypot(*(there - changed(places, DEGREES, known.crs)).T).max())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("lon", "lat"), [(116.84, 40.38), (109.1, 21.5), (87.6, 43.8)])
def test_each_disguise_of_boards_near_rivers_is_seen_through(way, lon, lat):
    known = ground(3, lon, lat)
    places = beside(known, 3, 120, 30.0)
    points, _ = disguised(way, places, lon)
    found = diagnose(points, known)
    assert found.certain, found.reason.en
    assert error_of(found, points, places, known) < 2.0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(WAYS),
    st.integers(0, 10_000),
    st.floats(75.0, 133.0),
    st.floats(19.0, 52.0),
    st.integers(1, 200),
    st.sampled_from([0.0, 20.0, 60.0, 300.0, 2_000.0]),
    st.integers(1, 25),
)
def test_the_doctor_is_right_or_in_doubt(way, seed, lon, lat, count, away, rivers):  # noqa: PLR0913
    known = ground(seed, lon, lat, rivers=rivers)
    if not known.has_lines:
        return
    places = beside(known, seed, count, away)
    points, _ = disguised(way, places, lon)
    found = diagnose(points, known)
    if found.certain:
        assert error_of(found, points, places, known) < 2.0
    elif found.hypotheses:
        assert found.reason.zh
        assert found.reason.en
