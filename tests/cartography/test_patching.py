from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.patching import OffGridError, patch, patch_areas
from gridwatch.cartography.pyramid import build_area_pyramids, build_pyramid
from tests.cartography.tessellation import EAST, NORTH, Tessellation

EVERYWHERE = (EAST - 1e6, NORTH - 1e6, EAST + 1e6, NORTH + 1e6)


def edited(before, after):
    """Return source and shapes of a layer that has changed."""
    old = {geometry.wkb: i for i, geometry in enumerate(before.geometries)}
    source = [old.get(geometry.wkb, -1) for geometry in after.geometries]
    new = [i for i, number in enumerate(source) if number < 0]
    source = np.asarray(source)
    source[new] = -1 - np.arange(len(new))
    return source, Shapes.of(after.geometries[new], after.form)


def drawn(layer, tolerance):
    """Return rings of each feature as sets of edges with their flags."""
    found = {}
    for pyramid, features, places in layer.parts(np.arange(len(layer))):
        level = pyramid.levels[pyramid.tolerances.index(tolerance)]
        for feature, place in zip(features, places, strict=True):
            edges = Counter()
            first = pyramid.first[feature]
            for piece in range(first, first + pyramid.count[feature]):
                a, b = level.offsets[piece : piece + 2]
                at = level.coords[a:b] * pyramid.unit + pyramid.origin
                run = [tuple(c) for c in np.round(at, 3).tolist()]
                flags = level.edges[a:b] if len(level.edges) else np.zeros(b - a)
                for c, d, flag in zip(run, run[1:] + run[:1], flags, strict=True):
                    edges[frozenset((c, d)), int(flag) >> 1] += 1
            found[int(place)] = edges
    return found


def owned(layer, tolerance):
    """Count how often each edge is drawn."""
    found = Counter()
    for pyramid, features, _ in layer.parts(np.arange(len(layer))):
        level = pyramid.levels[pyramid.tolerances.index(tolerance)]
        for feature in features:
            first = pyramid.first[feature]
            for piece in range(first, first + pyramid.count[feature]):
                a, b = level.offsets[piece : piece + 2]
                run = [tuple(c) for c in level.coords[a:b].tolist()]
                flags = level.edges[a:b]
                for c, d, flag in zip(run, run[1:] + run[:1], flags, strict=True):
                    if c != d:
                        found[frozenset((c, d))] += int(flag & 1)
    return found


def moved_side(tiles, number):
    corners = [(i, j) for i in range(tiles.size + 1) for j in range(tiles.size + 1)]
    a = corners[number % len(corners)]
    options = [(a[0] + 1, a[1]), (a[0], a[1] + 1)]
    b = options[number // len(corners) % 2]
    return (a, b) if b in corners else None


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 500), number=st.integers(0, 49))
def test_a_moved_border_is_drawn_as_if_all_had_been_built_anew(seed, number):
    old = Tessellation(seed)
    side = moved_side(old, number)
    if side is None:
        return
    new = Tessellation(seed, moved=[side])
    base = build_area_pyramids(old.levels())
    edits = [edited(*pair) for pair in zip(old.levels(), new.levels(), strict=True)]
    patched = patch_areas(base, edits)
    whole = build_area_pyramids(new.levels())
    for layer, expected in zip(patched, whole, strict=True):
        for tolerance in set(layer.tolerances) & set(expected.tolerances):
            assert drawn(layer, tolerance) == drawn(expected, tolerance)
            found = owned(layer, tolerance)
            if tolerance == 0.0:
                assert set(found.values()) == {1}


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 500), gone=st.integers(0, 15), again=st.integers(0, 15))
def test_villages_that_go_leave_their_borders_to_the_neighbours(seed, gone, again):
    levels = Tessellation(seed).levels()
    layer = build_area_pyramids(levels)
    rows = levels[2].geometries
    for number in (gone, again):
        source = np.delete(np.arange(len(rows)), number)
        rows = rows[source]
        none = Shapes.of([], Form.AREA)
        layer = patch_areas(layer, [None, None, (source, none)])
    expected = build_area_pyramids([*levels[:2], Shapes.of(rows, Form.AREA)])[2]
    for tolerance in set(layer[2].tolerances) & set(expected.tolerances):
        assert set(owned(layer[2], 0.0).values()) == {1}
        # Where a village is gone the town's border is still simplified as before.
        assert drawn(layer[2], tolerance).keys() == drawn(expected, tolerance).keys()
    assert drawn(layer[2], 0.0) == drawn(expected, 0.0)


def test_edits_upon_edits_are_drawn_as_if_all_had_been_built_anew():
    sides = [((1, 1), (1, 2)), ((2, 2), (3, 2)), ((1, 1), (2, 1)), ((3, 3), (3, 4))]
    current = Tessellation(5)
    layers = build_area_pyramids(current.levels())
    for size in range(1, len(sides) + 1):
        later = Tessellation(5, moved=sides[:size])
        pairs = zip(current.levels(), later.levels(), strict=True)
        layers = patch_areas(layers, [edited(*pair) for pair in pairs])
        current = later
    whole = build_area_pyramids(current.levels())
    for layer, expected in zip(layers, whole, strict=True):
        for tolerance in set(layer.tolerances) & set(expected.tolerances):
            assert drawn(layer, tolerance) == drawn(expected, tolerance)


def test_only_the_surroundings_of_an_edit_are_built():
    old = Tessellation(1, size=10)
    new = Tessellation(1, size=10, moved=[((3, 3), (3, 4))])
    edits = [edited(*pair) for pair in zip(old.levels(), new.levels(), strict=True)]
    *_, village = patch_areas(build_area_pyramids(old.levels()), edits)
    assert len(village) == len(village.base)
    assert 2 <= len(village.overlay) <= 20


@pytest.mark.parametrize("form", [Form.POINT, Form.LINE])
def test_points_and_lines_are_added_changed_and_removed(form):
    def make(x):
        if form is Form.POINT:
            return shapely.Point(EAST + x, NORTH)
        return shapely.LineString([(EAST + x, NORTH), (EAST + x, NORTH + 9)])

    base = build_pyramid(Shapes.of([make(x) for x in range(10)], form))
    new = Shapes.of([make(20), make(30), None], form)
    source = np.array([0, 1, -1, 3, 4, -2, 9, -3])
    once = patch(base, source, new)
    twice = patch(once, np.array([0, 2, 5, -1]), Shapes.of([make(40)], form))
    for layer, places in ((once, [0, 1, 20, 3, 4, 30, 9]), (twice, [0, 20, 30, 40])):
        for feature, x in enumerate(places):
            box = (EAST + x - 0.1, NORTH, EAST + x + 0.1, NORTH + 1)
            assert layer.visible(box).tolist() == [feature]
            (part,) = layer.parts(np.array([feature]))
            found = part.pyramid.pieces(part.features, part.pyramid.levels[0])
            assert found.coords[0, 0] + layer.origin[0] == EAST + x
    assert np.isnan(once.bounds[7]).all()
    assert len(twice) == 4
    assert twice.visible(EVERYWHERE).tolist() == [0, 1, 2, 3]


def test_parts_keep_the_places_of_what_was_asked_for():
    base = build_pyramid(Shapes.of(shapely.points(np.eye(4, 2)), Form.POINT))
    source = np.array([0, -1, 2, 3])
    layer = patch(base, source, Shapes.of([shapely.Point(5, 5)], Form.POINT))
    asked = np.array([3, 1, 0])
    parts = layer.parts(asked)
    places = np.concatenate([part.places for part in parts])
    assert sorted(places.tolist()) == [0, 1, 2]
    assert {part.pyramid for part in parts} == {layer.base, layer.overlay}
    assert layer.parts(asked[:0]) == []


def test_what_lies_off_the_grid_asks_for_a_new_pyramid():
    base = build_pyramid(Shapes.of([shapely.Point(EAST, NORTH)], Form.POINT))
    far = Shapes.of([shapely.Point(0.0, 0.0)], Form.POINT)
    with pytest.raises(OffGridError):
        patch(base, np.array([0, -1]), far)
