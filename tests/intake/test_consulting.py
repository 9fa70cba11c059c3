"""What the plan asks about coordinates, with a store and among files alone."""

import numpy as np
import pyproj
import pytest
import shapely

from gridwatch.district.gcj02 import to_gcj02
from gridwatch.district.wording import Kind, OfficerError
from gridwatch.intake.coordinates import Coordinates, Twist
from gridwatch.intake.plan import Hints, read, survey
from gridwatch.intake.surroundings import Known
from tests.intake.deliveries import said, shapefile
from tests.intake.test_doctor import beside, ground

LON, LAT = 116.84, 40.38
COUNT = 60


@pytest.fixture(scope="module")
def known():
    return ground(3, LON, LAT)


@pytest.fixture(scope="module")
def places(known):
    return beside(known, 3, COUNT, 20.0)


def boards(folder, points, crs):
    shapes = [shapely.Point(*point) for point in points]
    codes = {"公示牌编号": [f"GS{n}" for n in range(len(shapes))]}
    return shapefile(folder / "公示牌.shp", shapes, codes, crs=crs)


def rivers(folder, known):
    codes = {"河流代码": [f"R{n}" for n in range(len(known.rivers))]}
    codes["河流名称"] = [f"甲{n}河" for n in range(len(known.rivers))]
    return shapefile(folder / "河流.shp", known.rivers, codes, crs=known.crs)


def shifted(places):
    return np.column_stack(to_gcj02(*places.T))


def far_from(rows, places, known):
    """Return the largest distance of boards from where they stand, metres."""
    change = pyproj.Transformer.from_crs(4490, known.crs, always_xy=True)
    there = np.column_stack(change.transform(*places.T))
    found = np.array([(b.geometry.x, b.geometry.y) for b in rows[Kind.SIGNBOARD]])
    return float(np.hypot(*(found - there).T).max())


def test_a_file_that_lies_about_a_shift_is_a_question_and_not_moved(
    tmp_path, known, places
):
    boards(tmp_path, shifted(places), 4490)
    plan = survey(tmp_path, Hints(target_crs=known.crs), known.box, known)
    (file,) = plan.files
    assert not plan.certain
    assert "GCJ-02" in file.crs_reason.zh
    assert file.coordinates == Coordinates(4490)
    assert plan.diagnoses["公示牌.shp"].best.coordinates.twists == (Twist.GCJ02,)
    assert 300 < far_from(read(plan).rows, places, known) < 1_000


def test_the_reading_that_the_officer_says_puts_it_right_and_is_told(
    tmp_path, known, places
):
    boards(tmp_path, shifted(places), 4490)
    hints = Hints(target_crs=known.crs, readings={"公示牌": "gcj02"})
    plan = survey(tmp_path, hints, known.box, known)
    assert plan.certain
    found = read(plan)
    assert far_from(found.rows, places, known) < 0.01
    assert "GCJ-02" in found.placed["公示牌.shp"].zh
    assert "GCJ-02" in said(found.findings)


def test_a_file_that_says_nothing_gets_the_best_reading_as_a_guess(
    tmp_path, known, places
):
    change = pyproj.Transformer.from_crs(4490, known.crs, always_xy=True)
    metric = np.column_stack(change.transform(*places.T))
    boards(tmp_path, metric[:, ::-1], None)
    plan = survey(tmp_path, Hints(target_crs=known.crs), known.box, known)
    assert not plan.certain
    assert plan.files[0].twists == (Twist.SWAPPED,)
    assert far_from(read(plan).rows, places, known) < 0.01


def test_a_plain_reading_beyond_doubt_is_no_question(tmp_path, known, places):
    boards(tmp_path, places, None)
    plan = survey(tmp_path, Hints(target_crs=known.crs), known.box, known)
    assert plan.certain
    assert plan.files[0].crs == 4490


def test_rivers_of_the_same_delivery_stand_in_for_a_store(tmp_path, known, places):
    rivers(tmp_path, known)
    boards(tmp_path, shifted(places), 4490)
    plan = survey(tmp_path)
    assert "公示牌.shp" in plan.diagnoses
    assert "河流.shp" not in plan.diagnoses
    asked = dict(plan.questions)
    assert "GCJ-02" in asked["公示牌.shp"].zh


def test_a_true_file_beside_its_rivers_raises_no_question(tmp_path, known, places):
    rivers(tmp_path, known)
    boards(tmp_path, places, 4490)
    assert survey(tmp_path).certain


def test_a_zone_that_puts_a_file_elsewhere_is_a_question(tmp_path, known, places):
    change = pyproj.Transformer.from_crs(4490, 4548, always_xy=True)
    boards(tmp_path, np.column_stack(change.transform(*places.T)), 4547)
    plan = survey(tmp_path, Hints(target_crs=known.crs), known.box, known)
    assert not plan.certain
    assert "EPSG:4548" in plan.files[0].crs_reason.zh
    assert plan.files[0].crs == 4547


def test_a_box_alone_settles_nothing_by_distance(tmp_path, places):
    boards(tmp_path, places, None)
    box = Known.of_degrees((LON - 0.3, LAT - 0.3, LON + 0.3, LAT + 0.3))
    plan = survey(tmp_path, Hints(), None, box)
    assert not plan.certain
    assert plan.files[0].crs == 4490


def test_readings_that_are_none_are_refused(tmp_path, places):
    boards(tmp_path, places, 4490)
    with pytest.raises(OfficerError):
        survey(tmp_path, Hints(readings={"公示牌.shp": "mars"}))


def test_empty_shapes_and_endless_numbers_do_no_harm(tmp_path, known):
    shapes = [None, shapely.Point(), shapely.Point(1e300, -1e300)]
    codes = {"公示牌编号": ["1", "2", "3"]}
    shapefile(tmp_path / "公示牌.shp", shapes, codes, crs=None)
    plan = survey(tmp_path, Hints(target_crs=known.crs), known.box, known)
    assert len(read(plan).rejected) == 3
