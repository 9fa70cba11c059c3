"""D12 坐标医生: which reading of a file falls on the district's rivers and borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import shapely

from gridwatch.district.gcj02 import to_gcj02
from gridwatch.district.wording import Kind
from gridwatch.intake.doctor import diagnose
from gridwatch.intake.plan import Hints, read, survey
from gridwatch.intake.surroundings import Known
from tests.intake.deliveries import shapefile
from tests.mission.sample import sample_district

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from gridwatch.district.district import District

    Floats = NDArray[np.float64]


def places(district: District) -> Floats:
    """Return where the boards of the sample stand."""
    boards = [b.geometry for b in district.signboards if b.geometry is not None]
    return shapely.get_coordinates(np.asarray(boards, object))


def degrees(district: District, points: Floats) -> Floats:
    to = pyproj.Transformer.from_crs(district.crs, 4490, always_xy=True)
    return np.column_stack(to.transform(*points.T))


def shifted(district: District, points: Floats) -> Floats:
    return np.column_stack(to_gcj02(*degrees(district, points).T))


def swapped(district: District, points: Floats) -> Floats:
    return degrees(district, points)[:, ::-1]


def zoned(_district: District, points: Floats) -> Floats:
    return points + np.array([39e6, 0.0])


@pytest.mark.parametrize(
    ("disguise", "named"),
    [
        (degrees, "EPSG:4490"),
        (shifted, "GCJ-02"),
        (swapped, "对调"),
        (zoned, "EPSG:4527"),
    ],
)
def test_d12_boards_in_disguise_are_told_by_where_they_fall(
    disguise: Callable[[District, Floats], Floats], named: str
) -> None:
    district = sample_district()
    points = places(district)
    found = diagnose(disguise(district, points), Known.of(district))
    assert found.best is not None
    names = [found.best.coordinates, *found.best.alike]
    assert any(named in one.name.zh for one in names), found.reason.zh
    assert found.certain
    there = shapely.STRtree(shapely.points(points))
    _, apart = there.query_nearest(
        shapely.points(found.best.placed), return_distance=True
    )
    assert apart.max() < 5


def test_d12_an_old_datum_is_never_moved_without_a_yes(tmp_path: Path) -> None:
    points = places(sample_district())
    shapes = [shapely.Point(*point) for point in points]
    codes = {"公示牌编号": [f"GS{n}" for n in range(len(shapes))]}
    shapefile(tmp_path / "来件" / "公示牌.shp", shapes, codes, crs=2436)
    plan = survey(tmp_path / "来件", Hints(target_crs=4548))
    assert plan.files[0].barred is not None
    asked = read(plan)
    assert not asked.rows.get(Kind.SIGNBOARD)
    assert len(asked.rejected) == len(shapes)
    told = survey(tmp_path / "来件", Hints(target_crs=4548, accept_ballpark=True))
    assert len(read(told).rows[Kind.SIGNBOARD]) == len(shapes)
