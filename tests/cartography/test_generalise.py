import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography.clipping import trimmed_lines, trimmed_rings
from gridwatch.cartography.generalise import (
    Form,
    Pieces,
    Shapes,
    chainage,
    simplified,
)


def wavy(count=2_000):
    x = np.linspace(0.0, 10_000.0, count)
    return shapely.LineString(np.column_stack([x, 300 * np.sin(x / 400)]))


def test_missing_and_empty_geometries_keep_their_place():
    shapes = Shapes.of([None, shapely.Point(1, 2), shapely.Point()], Form.POINT)
    assert len(shapes) == 3
    assert shapes.features.tolist() == [0, 0, 1, 1]
    assert shapes.visible((0, 0, 5, 5)).tolist() == [1]


def test_a_layer_without_rows_has_no_extent():
    shapes = Shapes.of([], Form.AREA)
    assert len(shapes) == 0
    assert shapes.extent is None


def test_zone_prefixed_eastings_keep_their_millimetres():
    shapes = Shapes.of([shapely.Point(39_512_345.678, 4_471_234.567)], Form.POINT)
    back = shapes.pieces.coords[0] + shapes.origin
    assert back == pytest.approx([39_512_345.678, 4_471_234.567], abs=1e-6)
    assert np.abs(shapes.pieces.coords).max() < 1.0


def test_rings_are_open_and_holes_run_the_other_way():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(2, 2, 4, 4))
    shapes = Shapes.of([ring])
    assert shapes.form is Form.AREA
    assert np.diff(shapes.pieces.offsets).tolist() == [4, 4]
    signs = []
    for a, b in zip(shapes.pieces.offsets, shapes.pieces.offsets[1:], strict=False):
        x, y = shapes.pieces.coords[a:b].T
        signs.append(np.sign((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()))
    assert signs == [1, -1]


def test_only_parts_of_the_wanted_form_are_taken():
    mixed = shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(0, 0, 1, 1)])
    assert len(Shapes.of([mixed], Form.AREA).pieces.coords) == 4


def test_simplified_lines_stay_within_half_a_pixel_and_shrink():
    shapes = Shapes.of([wavy()])
    drawn = shapes.at(20.0)
    assert len(drawn.coords) < len(shapes.pieces.coords) / 4
    line = shapely.LineString(drawn.coords + shapes.origin)
    assert shapely.hausdorff_distance(line, wavy()) < 20.0


def one_by_one(line, tolerance):
    """Simplify one line vertex by vertex, as the rule is told."""
    fields = [tuple(np.floor(place / tolerance)) for place in line]
    return [
        place
        for i, place in enumerate(line)
        if i in (0, len(line) - 1) or fields[i] != fields[i - 1]
    ]


def straight(before, here, after, limit):
    (over, down), (aside, below) = after - before, here - before
    length = np.hypot(over, down)
    inward = over * aside + down * below
    beside = abs(over * below - down * aside)
    return beside <= limit * length and 0.0 <= inward <= length**2


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.5, 2.0, 8.0]))
def test_vertices_go_as_the_rule_tells_one_by_one(seed, tolerance):
    random = np.random.default_rng(seed)
    steps = random.normal(size=(random.integers(2, 60), 2)) * random.choice([0.5, 3.0])
    line = np.cumsum(steps, axis=0)
    kept = one_by_one(line, tolerance)
    for turn in range(3):
        kept = [
            here
            for i, here in enumerate(kept)
            if i in (0, len(kept) - 1)
            or i % 2 == turn % 2
            or not straight(kept[i - 1], here, kept[i + 1], tolerance / 2)
        ]
    found = simplified(Pieces(line, np.array([0, len(line)])), tolerance)
    assert found.coords.tolist() == np.array(kept).tolist()
    assert found.offsets.tolist() == [0, len(kept)]


def test_ends_of_lines_never_move():
    shapes = Shapes.of([wavy()])
    drawn = shapes.at(500.0).coords + shapes.origin
    assert drawn[0] == pytest.approx([0.0, 0.0])
    assert drawn[-1] == pytest.approx(wavy().coords[-1])


def test_pieces_keep_number_and_order_at_every_scale():
    shapes = Shapes.of([shapely.box(0, 0, 1, 1), shapely.box(900, 0, 2000, 900)])
    for scale in (0.1, 10.0, 1_000.0):
        assert len(shapes.at(scale).offsets) == 3


def test_scales_within_a_factor_of_two_share_their_work():
    shapes = Shapes.of([wavy()])
    assert shapes.at(17.0) is shapes.at(31.0)


def test_visible_returns_what_meets_the_extent():
    shapes = Shapes.of([shapely.box(i, 0, i + 1, 1) for i in range(5)])
    assert shapes.visible((1.5, 0.2, 2.5, 0.4)).tolist() == [1, 2]


def test_chainage_has_no_step_between_pieces():
    pieces = Pieces(
        np.array([[0.0, 0], [3, 4], [90, 90], [90, 91]]), np.array([0, 2, 4])
    )
    assert chainage(pieces).tolist() == [0.0, 5.0, 5.0, 6.0]


def test_trimmed_lines_keep_every_stretch_that_meets_the_box():
    coords = np.array(
        [[-90.0, 5], [-50, 5], [-20, 5], [5, 5], [40, 5], [50, 5], [60, 5]]
    )
    found = trimmed_lines(Pieces(coords, np.array([0, 7])), (0, 0, 10, 10))
    assert found.coords[:, 0].tolist() == [-20, 5, 40]
    away = trimmed_lines(Pieces(coords[:3], np.array([0, 3])), (0, 0, 10, 10))
    assert len(away.coords) == 0


@pytest.mark.parametrize("seed", range(5))
def test_trimmed_rings_look_the_same_inside_the_box(seed):
    random = np.random.default_rng(seed)
    turns = np.sort(random.uniform(0, 2 * np.pi, 300))
    reach = random.uniform(5, 60, 300)
    ring = np.column_stack([reach * np.cos(turns), reach * np.sin(turns)])
    ring += random.uniform(-20, 20, 2)
    window = shapely.box(-10, -10, 10, 10)
    found = trimmed_rings(Pieces(ring, np.array([0, 300])), (-10, -10, 10, 10))
    assert len(found.coords) < 300
    before = shapely.make_valid(shapely.Polygon(ring)).intersection(window)
    after = shapely.make_valid(shapely.Polygon(found.coords)).intersection(window)
    assert before.symmetric_difference(after).area == pytest.approx(0.0, abs=1e-6)
