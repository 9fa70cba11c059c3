"""The doctor names the right reading or says that it cannot tell, never a wrong one."""

from functools import cache

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district.bd09 import to_bd09
from gridwatch.district.gcj02 import to_gcj02
from gridwatch.intake.coordinates import Coordinates, Twist
from gridwatch.intake.doctor import diagnose
from gridwatch.intake.surroundings import Known

DEGREES = 4490


@cache
def way(source, target):
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def changed(points, source, target):
    return np.column_stack(way(source, target).transform(*points.T))


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


def cells_of(known, count=14):
    """Return a crooked lattice of cells, and blocks of them as villages."""
    west, south, east, north = known.box
    rng = np.random.default_rng(5)
    x, y = np.meshgrid(
        np.linspace(west, east, count + 1), np.linspace(south, north, count + 1)
    )
    reach = (east - west) / count / 4
    x = x + rng.uniform(-reach, reach, x.shape)
    y = y + rng.uniform(-reach, reach, y.shape)
    at = np.stack([x, y], axis=-1)
    rings = [
        (at[r, c], at[r, c + 1], at[r + 1, c + 1], at[r + 1, c])
        for r in range(count)
        for c in range(count)
    ]
    cells = shapely.polygons(rings)
    block = np.array(
        [(n // count) // 3 * count + n % count // 3 for n in range(len(cells))]
    )
    villages = [
        shapely.coverage_union_all(cells[block == one]) for one in np.unique(block)
    ]
    return cells, Known.of_shapes(known.crs, known.rivers, villages, known.box)


@pytest.mark.parametrize("way", WAYS)
def test_cells_are_told_by_the_borders_they_share(way):
    cells, known = cells_of(ground(3, 116.84, 40.38))
    corners = shapely.get_coordinates(cells)
    places = changed(corners, known.crs, DEGREES)
    points, _ = disguised(way, places, 116.84)
    found = diagnose(shapely.set_coordinates(cells.copy(), points), known)
    assert found.certain, found.reason.en
    assert error_of(found, points, places, known) < 2.0


@pytest.mark.parametrize("way", WAYS)
def test_a_single_river_is_told_by_its_own_course(way):
    known = ground(3, 116.84, 40.38)
    line = shapely.get_parts(known.rivers)[2]
    places = changed(shapely.get_coordinates(line), known.crs, DEGREES)
    points, _ = disguised(way, places, 116.84)
    found = diagnose([shapely.LineString(points)], known)
    assert found.best is not None
    assert not found.certain
    assert error_of(found, points, places, known) < 2.0


@pytest.mark.parametrize("metres", [110.0, 200.0, 350.0])
def test_a_shift_that_nobody_named_is_doubted(metres):
    known = ground(3, 116.84, 40.38)
    places = beside(known, 3, 120, 20.0)
    step = np.array([metres * 0.6, metres * 0.8])
    found = diagnose(changed(places, DEGREES, known.crs) + step, known)
    assert not found.certain
    assert found.left_over is not None
    assert abs(np.hypot(*found.left_over) - metres) < metres / 2
    assert "north" in found.reason.en or "east" in found.reason.en


def test_nothing_known_or_nothing_there_is_said():
    known = ground(3, 116.84, 40.38)
    for shapes in ([], [None], [shapely.Point()], np.empty((0, 2))):
        found = diagnose(shapes, known)
        assert not found.certain
        assert found.best is None
    far = diagnose(np.array([[2.35, 48.86], [2.36, 48.87]]), known)
    assert not far.certain
    assert "no reading" in far.reason.en
    bare = diagnose(beside(known, 3, 50, 10.0), Known(4548))
    assert not bare.certain
    assert "no rivers" in bare.reason.en


def test_what_the_file_says_is_what_shifts_are_told_against():
    known = ground(3, 116.84, 40.38)
    places = beside(known, 3, 80, 10.0)
    shifted = np.column_stack(to_gcj02(*places.T))
    found = diagnose(shifted, known, prj=pyproj.CRS(4326).to_wkt("WKT1_ESRI"))
    assert found.contradicts
    told = found.hypotheses[found.accepted]
    assert told.coordinates == Coordinates(4326)
    assert told.shift == 0
    assert found.best.coordinates.twists == (Twist.GCJ02,)
    assert 300 < found.best.shift < 1_000


def test_an_old_datum_is_never_certain():
    known = ground(3, 116.84, 40.38)
    metric = changed(beside(known, 3, 120, 10.0), DEGREES, 2436)
    found = diagnose(metric, known, prj="EPSG:2436")
    assert not found.certain


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
