"""Data that no survey should deliver, and some do: drawn without complaint."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.picking import identify
from gridwatch.cartography.picture import render_map
from gridwatch.cartography.view import View
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.rivers import River

DAY = date(2026, 11, 1)
EAST, NORTH = 500_000.0, 4_470_000.0


def town(shape: shapely.Geometry | None) -> Jurisdiction:
    return Jurisdiction("t", "990101101000", "青石镇", Level.TOWN, geometry=shape)


def colours(district: District) -> set[int]:
    assert district.extent is not None
    view = View.fitted(district.extent, 320, 200)
    image = render_map(layers_of(district, DAY), view)
    return {image.pixel(x, y) for x in range(0, 320, 2) for y in range(0, 200, 2)}


def test_a_polygon_of_110000_vertices_is_drawn_and_found(qapp: object) -> None:
    del qapp
    turn = np.linspace(0, 2 * np.pi, 110_000, endpoint=False)
    reach = 9000 + 800 * np.sin(700 * turn)
    ring = np.c_[EAST + reach * np.cos(turn), NORTH + reach * np.sin(turn)]
    district = District(jurisdictions=(town(shapely.Polygon(ring)),))
    assert len(colours(district)) > 3
    view = View.fitted(district.extent or (0, 0, 1, 1), 320, 200)
    found = identify(layers_of(district, DAY), view, view.to_pixel(EAST, NORTH))
    assert found == [("town", "t")]


@pytest.mark.parametrize(
    "shape",
    [
        shapely.LineString([(EAST, NORTH), (EAST, NORTH)]),
        shapely.LineString(),
        shapely.MultiLineString(),
        None,
    ],
)
def test_a_line_without_length_is_passed_over(
    qapp: object, shape: shapely.Geometry | None
) -> None:
    del qapp
    area = shapely.box(EAST - 1000, NORTH - 1000, EAST + 1000, NORTH + 1000)
    river = River("r", "R1", "零河", ("district",), geometry=shape)
    district = District(jurisdictions=(town(area),), rivers=(river,))
    assert len(colours(district)) > 2


def test_coordinates_with_a_zone_prefix_give_the_same_picture(qapp: object) -> None:
    del qapp
    area = shapely.box(EAST - 1000, NORTH - 900, EAST + 1000, NORTH + 900)
    course = [(EAST - 900, NORTH), (EAST, NORTH + 333.333), (EAST + 900, NORTH)]
    pictures = []
    for shift in (0.0, 39_000_000.0):
        moved = shapely.transform(
            np.array([area, shapely.LineString(course)]),
            lambda c, s=shift: c + np.array((s, 0.0)),
        )
        river = River("r", "R1", "云溪河", ("district",), geometry=moved[1])
        district = District(jurisdictions=(town(moved[0]),), rivers=(river,))
        view = View.fitted(district.extent or (0, 0, 1, 1), 320, 200)
        pictures.append(render_map(layers_of(district, DAY), view))
    assert pictures[0] == pictures[1]


def test_100000_points_at_one_place_are_drawn(qapp: object) -> None:
    del qapp
    here = shapely.Point(EAST, NORTH)
    points = tuple(Outfall(str(i), geometry=here) for i in range(100_000))
    area = shapely.box(EAST - 500, NORTH - 500, EAST + 500, NORTH + 500)
    district = District(jurisdictions=(town(area),), outfalls=points)
    assert len(colours(district)) > 3


def test_one_feature_far_outside_does_not_shrink_the_map(qapp: object) -> None:
    del qapp
    area = shapely.box(EAST - 500, NORTH - 500, EAST + 500, NORTH + 500)
    far = shapely.LineString([(-9e6, -9e6), (EAST, NORTH)])
    river = River("r", "R1", "远河", ("district",), geometry=far)
    district = District(jurisdictions=(town(area),), rivers=(river,))
    assert district.extent == area.bounds
    assert len(colours(district)) > 3
