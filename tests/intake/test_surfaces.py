"""Surfaces in space become polygons; what is cut short stays what it was."""

from __future__ import annotations

import struct

import pytest
import shapely

from gridwatch.intake.surfaces import flattened


def triangle(code: int, *corners: tuple[float, ...]) -> bytes:
    ring = [*corners, corners[0]]
    numbers = [number for corner in ring for number in corner]
    head = struct.pack("<BIII", 1, code, 1, len(ring))
    return head + struct.pack(f"<{len(numbers)}d", *numbers)


TIN_Z = struct.pack("<BII", 1, 1016, 2) + (
    triangle(1017, (0, 0, 5), (1, 0, 5), (1, 1, 6))
    + triangle(1017, (0, 0, 5), (1, 1, 6), (0, 1, 7))
)


def test_a_tin_becomes_a_multipolygon_with_its_heights():
    shape = shapely.from_wkb(flattened(TIN_Z))
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == 1
    assert {z for *_, z in shapely.get_coordinates(shape, include_z=True)} == {5, 6, 7}


def test_a_tin_inside_a_collection_is_found_behind_other_shapes():
    # As the shapefile driver writes a multipatch: the collection with the old mark.
    point = struct.pack("<BI3d", 1, 1001, 1, 2, 3)
    line = struct.pack("<BII6d", 1, 1002, 2, 0, 0, 0, 1, 1, 1)
    whole = struct.pack("<BII", 1, 0x80000007, 3) + point + line + TIN_Z
    shape = shapely.from_wkb(flattened(whole))
    kinds = [part.geom_type for part in shape.geoms]
    assert kinds == ["Point", "LineString", "MultiPolygon"]


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(1, 2),
        shapely.box(0, 0, 1, 1).difference(shapely.box(0.2, 0.2, 0.4, 0.4)),
        shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
    ],
)
def test_other_shapes_stay_as_they_are(shape):
    assert flattened(shapely.to_wkb(shape)) == shapely.to_wkb(shape)


@pytest.mark.parametrize("end", range(5, len(TIN_Z), 7))
def test_one_that_is_cut_short_is_left_alone(end):
    assert flattened(TIN_Z[:end]) == TIN_Z[:end]
