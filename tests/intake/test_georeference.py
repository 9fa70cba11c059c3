import pyproj
import pytest

from gridwatch.intake import georeference
from gridwatch.intake.georeference import identify, judge, target_for, zone_for

BEIJING = (115.4, 39.4, 117.5, 41.1)


def esri(epsg):
    return pyproj.CRS.from_epsg(epsg).to_wkt("WKT1_ESRI")


@pytest.mark.parametrize("epsg", [4548, 4527, 4490, 4326, 27700, 32650])
def test_esri_spelling_is_identified_by_its_epsg_code(epsg):
    found = identify(esri(epsg))
    assert found is not None
    assert (found.epsg, found.certain) == (epsg, True)


@pytest.mark.parametrize("epsg", [2436, 2384, 4214, 4610])
def test_old_chinese_datums_warn_and_are_never_certain(epsg):
    found = identify(esri(epsg))
    assert found is not None
    assert (found.epsg, found.certain) == (epsg, False)
    assert found.warning is not None
    assert "100 m" in found.warning.en


def test_a_projection_without_a_number_is_kept_as_its_definition():
    wkt = pyproj.CRS.from_proj4(
        "+proj=tmerc +lon_0=116.35 +lat_0=0 +x_0=400000 +ellps=GRS80 +units=m"
    ).to_wkt("WKT1_ESRI")
    found = identify(wkt)
    assert found is not None
    assert found.epsg is None
    assert "116.35" in found.wkt


def test_nonsense_in_a_prj_is_no_crs():
    assert identify("hello") is None
    assert identify('LOCAL_CS["x"]') is None


def test_degrees_in_china_are_cgcs2000_but_not_certain():
    found = judge(BEIJING, [])
    assert (found.epsg, found.certain) == (4490, False)
    assert "map scale" in found.reason.en


def test_degrees_elsewhere_are_wgs84_but_not_certain():
    assert judge((-0.5, 51.3, 0.3, 51.7), [])[:2] == (4326, False)


@pytest.mark.parametrize(
    ("east", "epsg"), [(39_500_000.0, 4527), (25_400_000.0, 4513), (20_500_000.0, 4498)]
)
def test_a_zone_number_before_the_easting_is_read(east, epsg):
    found = judge((east, 4.4e6, east + 5e4, 4.5e6), [])
    assert (found.epsg, found.certain) == (epsg, False)


def test_bare_metric_coordinates_need_a_hint():
    found = judge((480_000.0, 4.4e6, 520_000.0, 4.5e6), [])
    assert (found.epsg, found.certain) == (None, False)


def test_bare_metric_coordinates_follow_a_sibling_they_fall_upon():
    siblings = [(4548, BEIJING), (4545, (107.0, 30.0, 109.0, 31.0))]
    found = judge((480_000.0, 4.4e6, 520_000.0, 4.5e6), siblings)
    assert (found.epsg, found.certain) == (4548, True)


def test_a_sibling_far_away_does_not_lend_its_crs():
    found = judge((480_000.0, 2.4e6, 520_000.0, 2.5e6), [(4548, BEIJING)])
    assert found.epsg is None


def test_extents_that_are_no_numbers_are_unknown():
    nan = float("nan")
    assert judge((nan, nan, nan, nan), []).epsg is None
    assert judge(None, []).epsg is None


def test_the_store_takes_the_metric_crs_of_the_best_witness():
    assert target_for([(4326, "a"), (4548, "b")], BEIJING)[0] == 4548


def test_the_store_never_keeps_a_zone_number_before_the_easting():
    assert target_for([(4527, "a")], None)[0] == 4548
    assert georeference.unprefixed(4513) == 4534
    assert georeference.unprefixed(4533) == 4554


def test_old_datums_feet_and_web_mercator_are_no_target():
    assert target_for([(2436, "a"), (3857, "b"), (2278, "c")], BEIJING)[0] == 4548


@pytest.mark.parametrize("lon", range(75, 136, 3))
def test_every_three_degree_zone_is_chosen_by_its_meridian(lon):
    epsg, _ = zone_for(float(lon), 40.0)
    name = pyproj.CRS.from_epsg(epsg).name
    assert name == f"CGCS2000 / 3-degree Gauss-Kruger CM {lon}E"


def test_places_outside_china_get_their_utm_zone():
    assert zone_for(-3.5, 52.0)[0] == 32630
    assert zone_for(151.0, -33.8)[0] == 32756
