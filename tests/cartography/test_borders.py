import numpy as np
import shapely

from gridwatch.cartography.borders import borders_of, tinted, touching
from gridwatch.cartography.generalise import Shapes

GRID = [shapely.box(i % 4, i // 4, i % 4 + 1, i // 4 + 1) for i in range(16)]


def length(borders, chosen=None):
    offsets, coords = borders.shapes.pieces.offsets, borders.shapes.pieces.coords
    lines = range(len(offsets) - 1) if chosen is None else np.flatnonzero(chosen)
    return sum(
        shapely.LineString(coords[offsets[i] : offsets[i + 1]]).length for i in lines
    )


def test_a_shared_border_is_drawn_once():
    (borders,) = borders_of([Shapes.of(GRID)])
    assert length(borders) == 40.0


def test_borders_of_higher_levels_are_marked():
    towns = Shapes.of([shapely.union_all(GRID[:8]), shapely.union_all(GRID[8:])])
    towns = Shapes.of(shapely.segmentize(towns.geometries, 1.0))
    _, villages = borders_of([towns, Shapes.of(GRID)])
    assert length(villages, villages.above == 1) == 20.0
    assert length(villages, villages.above == 0) == 20.0


def test_touching_areas_are_found_over_their_edges_not_their_corners():
    pairs = {tuple(pair) for pair in touching(Shapes.of(GRID)).tolist()}
    assert (0, 1) in pairs
    assert (0, 4) in pairs
    assert (0, 5) not in pairs


def test_neighbours_get_different_tints():
    pairs = touching(Shapes.of(GRID))
    tints = tinted(pairs, np.arange(16), 5)
    assert (tints[pairs[:, 0]] != tints[pairs[:, 1]]).all()
    assert len(set(tints.tolist())) > 2


def test_a_group_has_one_tint():
    tints = tinted(touching(Shapes.of(GRID)), np.repeat([0, 1], 8), 5)
    assert len(set(tints[:8].tolist())) == 1
    assert tints[0] != tints[8]


def test_no_areas_no_borders():
    (borders,) = borders_of([Shapes.of([])])
    assert len(borders.shapes) == 0
