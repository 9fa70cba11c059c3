from dataclasses import replace

import numpy as np
import shapely

from gridwatch.cartography.paint import View, identify, within
from tests.cartography.conftest import EAST, NORTH, STEP

VIEW = View.at_scale((EAST + STEP, NORTH + STEP), 25_000, 1_000, 800)


def at(point):
    return VIEW.to_pixel(point.x, point.y)


def test_points_come_before_lines_before_areas_topmost_first(layers, layer):
    board = layer["signboard"].shapes.geometries[0]
    found = identify(layers, VIEW, at(board))
    kinds = [layer_id for layer_id, _ in found]
    assert kinds[0] == "signboard"
    assert kinds.index("segment") < kinds.index("river") < kinds.index("cell")
    assert kinds.index("village") < kinds.index("town") < kinds.index("district")


def test_only_near_lines_are_found(layers):
    inside = shapely.Point(EAST + 2.1 * STEP, NORTH + 1.5 * STEP)
    kinds = {layer_id for layer_id, _ in identify(layers, VIEW, at(inside))}
    assert kinds == {"village", "town", "district"}


def test_hidden_layers_are_not_found(layers, layer):
    board = layer["signboard"].shapes.geometries[0]
    found = identify(layers, VIEW, at(board), hidden=frozenset({"signboard"}))
    assert "signboard" not in dict(found)


def test_layers_beyond_their_scale_are_not_found(layers, layer):
    far = View.at_scale((EAST + STEP, NORTH + STEP), 900_000, 1_000, 800)
    board = layer["signboard"].shapes.geometries[0]
    found = identify(layers, far, far.to_pixel(board.x, board.y))
    assert "signboard" not in dict(found)
    assert "river" in dict(found)


def test_within_finds_what_meets_the_rectangle_in_any_direction(layers, layer):
    board = layer["signboard"].shapes.geometries[0]
    corner = (board.x + 20, board.y + 20, board.x - 20, board.y - 20)
    found = within(layers, VIEW, corner)
    assert found["signboard"] == ["b0"]
    assert found["segment"] == ["s0"]
    assert "outfall" not in found


def test_nothing_lies_outside_the_district(layers):
    assert identify(layers, VIEW, VIEW.to_pixel(EAST - 9 * STEP, NORTH)) == []


def test_the_index_of_what_is_drawn_finds_the_same(layers):
    undrawn = [replace(one, family=None, place=0) for one in layers]
    drawn = [replace(one, family=None, place=0) for one in layers]
    assert all(one.pyramid is one.drawn for one in drawn)
    dice = np.random.default_rng(3)
    for x, y in dice.uniform((-50.0, -50.0), (1_050.0, 850.0), (200, 2)).tolist():
        assert identify(undrawn, VIEW, (x, y), 30.0) == identify(
            drawn, VIEW, (x, y), 30.0
        )
    assert all(one.drawn is None for one in undrawn)
