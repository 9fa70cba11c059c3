"""Kernels put on a canvas what a slow painter would, in bands that do not show."""

import dataclasses
import sys
import threading

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography import canvas as canvases
from gridwatch.cartography.canvas import Canvas, pixels_of_image
from gridwatch.cartography.flat import frozen
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.kernels import strokes
from gridwatch.cartography.kernels.spans import spans_of
from gridwatch.cartography.pyramid import build_pyramid
from gridwatch.cartography.symbols import Hatch, LineSymbol, PointSymbol
from gridwatch.cartography.view import View

pytestmark = pytest.mark.usefixtures("qapp")

EAST, NORTH = 39_500_000.0, 4_470_000.0
SIZE = 96
BLACK, WHITE = 0, 255


def view(zoom=1.0, size=SIZE):
    return View((EAST, NORTH, EAST + size, NORTH + size), size, size, 96.0 * zoom)


def moved(geometry):
    return shapely.transform(geometry, lambda xy: xy + np.array([EAST, NORTH]))


def pyramid_of(*geometries):
    return build_pyramid(Shapes.of([moved(g) for g in geometries]))


def grey(image):
    """Return the red channel, row 0 at the top."""
    return ((pixels_of_image(image) >> 16) & 255).astype(int)


def stroked(geometry, symbol, *, closed=False, zoom=1.0):
    canvas = Canvas(view(zoom), "#FFFFFF")
    canvas.stroke(pyramid_of(geometry), np.array([0]), symbol, closed=closed)
    return 1.0 - grey(canvas.finish()) / 255.0


def centres(size=SIZE):
    x, y = np.meshgrid(np.arange(size) + 0.5, size - np.arange(size) - 0.5)
    return x, y


def covered(geometry, width, fine=8):
    """Return how much of each pixel lies within half a width of a geometry."""
    step = (np.arange(fine) + 0.5) / fine - 0.5
    x, y = centres()
    points = shapely.points(
        x[..., None, None] + step[:, None], y[..., None, None] + step[None, :]
    )
    near = shapely.distance(points, geometry) <= width / 2
    return near.mean(axis=(2, 3))


def line(*places):
    return shapely.LineString(places)


ZIGZAG = line((10, 12), (50, 70), (52, 20), (85, 25), (86, 80))


@pytest.mark.parametrize("width", [1.0, 1.6, 3.0, 7.0])
def test_a_line_covers_what_lies_within_half_its_width(width):
    found = stroked(ZIGZAG, LineSymbol("#000000", width, cap="round"))
    off = np.abs(found - covered(ZIGZAG, width))
    assert off.mean() < 0.005
    # At ends and in the inside of bends the cover is a little different.
    x, y = centres()
    bends = shapely.distance(shapely.MultiPoint(ZIGZAG.coords), shapely.points(x, y))
    assert off[bends > width + 2.0].max() < 0.13
    assert off.max() < 0.4


def test_a_thin_line_is_pale_and_not_narrow():
    found = stroked(line((10, 40.5), (80, 40.5)), LineSymbol("#000000", 0.5))
    assert found[:, 40].sum() == pytest.approx(0.5, abs=0.03)


def test_flat_ends_stop_where_the_line_ends():
    found = stroked(line((20, 40), (60, 40)), LineSymbol("#000000", 6.0))
    assert found[56, 19] == 0.0
    assert found[56, 20] == 1.0
    assert found[56, 59] == 1.0
    assert found[56, 60] == 0.0


def test_a_long_slanting_line_is_flat_at_its_ends_only():
    found = stroked(line((10, 10), (80, 80)), LineSymbol("#000000", 6.0))
    exact = covered(line((10, 10), (80, 80)).buffer(3.0, cap_style="flat"), 0.0)
    off = np.abs(found - exact)
    assert off.mean() < 0.005
    assert off.max() < 0.45
    assert found.sum() == pytest.approx(6.0 * 70 * 2**0.5, rel=0.02)


def test_dashes_and_gaps_alternate_along_the_bends():
    dashed = LineSymbol("#000000", 2.0, dash=(6.0, 4.0))
    found = stroked(line((10, 50), (40, 50), (40, 20)), dashed)
    row = found[46, 10:39] > 0.5
    assert row.tolist() == [i % 10 < 6 for i in range(29)]
    column = found[46:76, 40] > 0.5
    assert column.tolist()[1:] == [i % 10 < 6 for i in range(30)][1:]


def test_an_offset_line_lies_beside_its_course():
    aside = LineSymbol("#000000", 2.0, offset=5.0)
    found = stroked(line((10, 50), (80, 50)), aside)
    assert found[SIZE - 56, 40] == 1.0
    assert found[SIZE - 50, 40] == 0.0


def test_a_see_through_line_does_not_darken_where_it_crosses_itself():
    loop = line((10, 10), (80, 80), (80, 10), (10, 80))
    found = stroked(loop, LineSymbol("#80000000", 5.0))
    assert found.max() == pytest.approx(0.5, abs=0.01)


def test_a_line_that_comes_from_far_away_is_drawn_where_it_passes():
    found = stroked(line((-9e6, 40.5), (9e6, 40.5)), LineSymbol("#000000", 1.0))
    assert (found[SIZE - 41] > 0.99).all()
    dashed = LineSymbol("#000000", 1.0, dash=(3.0, 3.0))
    assert (
        0.4 < stroked(line((-9e6, 40.5), (9e6, 40.5)), dashed)[SIZE - 41].mean() < 0.6
    )


def test_a_line_without_length_is_a_dot_or_nothing():
    dot = line((40.5, 40.5), (40.5, 40.5))
    assert stroked(dot, LineSymbol("#000000", 5.0, cap="round")).sum() > 10


def test_widths_grow_with_the_resolution():
    once = stroked(line((10, 40), (80, 40)), LineSymbol("#000000", 2.0))
    thrice = stroked(line((10, 40), (80, 40)), LineSymbol("#000000", 2.0), zoom=3.0)
    assert thrice[:, 40].sum() == pytest.approx(3 * once[:, 40].sum(), abs=0.1)


# ---- fills --------------------------------------------------------------------------


def filled(areas, colours, classes=None):
    canvas = Canvas(view(), "#FFFFFF")
    features = np.arange(len(areas))
    pyramid = pyramid_of(*areas)
    canvas.fill(pyramid, features, features if classes is None else classes, colours)
    return canvas.finish()


places = st.integers(-2_000, 11_600).map(lambda step: step / 100)
points = st.tuples(places, places)


@settings(deadline=None, max_examples=40)
@given(st.lists(points, min_size=3, max_size=9))
def test_a_fill_covers_the_pixels_whose_middle_is_inside(corners):
    hull = shapely.MultiPoint(corners).convex_hull
    if hull.geom_type != "Polygon":
        return
    found = grey(filled([hull], ["#000000"])) == BLACK
    x, y = centres()
    inside = shapely.contains_xy(hull, x.ravel(), y.ravel()).reshape(x.shape)
    edge = shapely.distance(hull.exterior, shapely.points(x, y))
    wrong = (found != inside) & (edge > 0.51)
    assert not wrong.any()


def test_a_hole_stays_open():
    ring = shapely.box(10, 10, 90, 90).difference(shapely.box(40, 40, 60, 60))
    found = grey(filled([ring], ["#000000"]))
    assert found[SIZE - 50, 50] == WHITE
    assert found[SIZE - 20, 20] == BLACK


def test_neighbours_leave_no_pixel_open_and_cover_none_twice():
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(np.random.default_rng(4).random((60, 2)) * SIZE),
        extend_to=shapely.box(0, 0, SIZE, SIZE),
    )
    areas = list(cells.geoms)
    half = "#80000000"
    found = grey(filled(areas, [half] * len(areas)))
    assert found.min() == found.max()
    assert found[0, 0] == pytest.approx(127, abs=1)


def test_areas_of_one_class_that_overlap_are_filled_once():
    both = [shapely.box(10, 10, 60, 60), shapely.box(40, 40, 90, 90)]
    found = grey(filled(both, ["#80000000"], np.zeros(2, int)))
    assert set(np.unique(found).tolist()) <= {127, 255}


def test_the_first_class_lies_on_top():
    areas = [shapely.box(10, 10, 60, 60), shapely.box(10, 10, 90, 90)]
    found = grey(filled(areas, ["#FF0000", "#000000"]))
    assert found[SIZE - 30, 30] == 255
    assert found[SIZE - 80, 80] == BLACK


def test_a_hatch_covers_its_share_of_the_area_only():
    canvas = Canvas(view(), "#FFFFFF")
    hatch = Hatch("#000000", 1.0, 4.0, 45.0)
    area = shapely.box(20, 20, 80, 80)
    canvas.hatch(pyramid_of(area), np.array([0]), hatch, (0.0, 0.0))
    found = 1.0 - grey(canvas.finish()) / 255.0
    assert found[SIZE - 78 : SIZE - 22, 22:78].mean() == pytest.approx(0.25, abs=0.04)
    assert found[:10].sum() == 0.0


# ---- long rings ---------------------------------------------------------------------


def unhurried(pyramid):
    """Return a pyramid none of whose spans is ever passed over."""
    levels = [
        level._replace(spans=frozen(np.tile(EVERYWHERE, (len(level.spans), 1))))
        for level in pyramid.levels
    ]
    return dataclasses.replace(pyramid, levels=tuple(levels))


EVERYWHERE = np.array([-(2**30), -(2**30), 2**30, 2**30], np.int32)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(100, 3_000), st.booleans())
def test_what_lies_outside_is_passed_over_without_a_trace(seed, count, closed):
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0.0, 2.0 * np.pi, count))
    far = rng.uniform(150.0, 400.0) + rng.normal(0.0, 6.0, count)
    middle = rng.uniform(-300.0, 400.0, 2)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * far[:, None] + middle
    geometry = shapely.Polygon(ring) if closed else shapely.LineString(ring)
    pyramid = pyramid_of(geometry)
    pen = LineSymbol("#202020", 2.5, casing="#A03020", casing_width=5.0, offset=1.5)
    pictures = []
    for one in (pyramid, unhurried(pyramid)):
        canvas = Canvas(view(), "#FFFFFF")
        if closed:
            canvas.fill(one, np.array([0]), np.array([0]), ["#3070B0"])
            canvas.hatch(one, np.array([0]), Hatch("#FFFFFF", 1.0, 6.0, 30.0), (3, 4))
        canvas.stroke(one, np.array([0]), pen, closed=closed)
        pictures.append(canvas.finish())
    assert pictures[0] == pictures[1]


def test_of_a_long_ring_far_outside_the_spans_are_passed_over():
    turn = np.array([1.0, 0.0, 0.0, 1.0])
    coords = frozen(np.column_stack([np.arange(1_000), np.full(1_000, 700)]), np.int32)
    boxes = spans_of(coords)
    found = strokes._passed(boxes, 64, 1_000, turn, 0, 128, 200, 3.0)
    assert found == 960
    assert strokes._passed(boxes, 64, 1_000, turn, -800, 0, 200, 3.0) == 64


# ---- points, bands, threads ---------------------------------------------------------


def test_points_stand_where_they_are():
    canvas = Canvas(view(), "#FFFFFF")
    canvas.stamp(np.array([[40.0, 30.0]]), PointSymbol("square", 9.0, "#000000"))
    found = grey(canvas.finish()) < 128
    rows, columns = np.nonzero(found)
    assert (rows.min() + rows.max() + 1) / 2 == 30
    assert (columns.min() + columns.max() + 1) / 2 == 40


def test_symbols_are_cut_at_every_edge_of_the_picture():
    symbol = PointSymbol("circle", 30.0, "#80000000")
    whole = Canvas(view(size=200), "#FFFFFF")
    whole.stamp(
        np.array([[x, y] for x in (52.0, 147.0) for y in (55.0, 149.0)]), symbol
    )
    part = Canvas(view(), "#FFFFFF")
    part.stamp(np.array([[x, y] for x in (-1.0, 94.0) for y in (2.0, 96.0)]), symbol)
    assert (grey(part.finish()) == grey(whole.finish())[53:149, 53:149]).all()


def test_southern_symbols_lie_on_top():
    symbol, north, south = PointSymbol("square", 9.0, "#000000"), 40.0, 43.0
    together, apart = Canvas(view(), "#FFFFFF"), Canvas(view(), "#FFFFFF")
    together.stamp(np.array([[40.0, south], [40.0, north]]), symbol)
    for y in (north, south):
        apart.stamp(np.array([[40.0, y]]), symbol)
    assert together.finish() == apart.finish()


def test_a_pyramid_of_other_numbers_is_refused():
    pyramid = build_pyramid(Shapes.of([moved(ZIGZAG)]))
    other = dataclasses.replace(pyramid, count=pyramid.count.astype(np.int64))
    with pytest.raises(TypeError):
        Canvas(view()).stroke(other, np.array([0]), LineSymbol("#000000", 1.0))


def test_a_million_points_at_one_place_are_one_symbol():
    symbol = PointSymbol("circle", 9.0, "#80000000", outline_width=0.0)
    one, many = Canvas(view(), "#FFFFFF"), Canvas(view(), "#FFFFFF")
    one.stamp(np.full((1, 2), 40.0), symbol)
    many.stamp(np.full((1_000_000, 2), 40.0), symbol)
    assert one.finish() == many.finish()


def test_bands_do_not_show(monkeypatch):
    pictures = []
    for rows in (7, 1000):
        monkeypatch.setattr(canvases, "_ROWS", rows)
        monkeypatch.setattr(canvases, "_rooms", [])
        # So large that all cores draw.
        canvas = Canvas(view(size=600), "#FFFFFF")
        dashed = LineSymbol("#1B6FB8", 3.0, dash=(7.0, 3.0), casing="#000000",
                            casing_width=5.0)  # fmt: skip
        area = pyramid_of(shapely.Point(48, 48).buffer(40))
        canvas.fill(area, np.array([0]), np.array([0]), ["#40FF0000"])
        canvas.stroke(area, np.array([0]), dashed, closed=True)
        canvas.stroke(pyramid_of(ZIGZAG), np.array([0]), dashed)
        pictures.append(canvas.finish())
    assert pictures[0] == pictures[1]


def test_a_ground_without_paper_is_see_through():
    canvas = Canvas(view())
    canvas.stroke(pyramid_of(ZIGZAG), np.array([0]), LineSymbol("#FFB000", 4.0))
    found = pixels_of_image(canvas.finish())
    assert found[0, 0] == 0
    assert found.max() >> 24 == 255


@pytest.mark.parametrize("form", list(Form))
def test_an_empty_layer_draws_nothing(form):
    pyramid = build_pyramid(Shapes.of([None, None], form))
    canvas = Canvas(view(), "#FFFFFF")
    nothing = np.array([0, 1])
    canvas.fill(pyramid, nothing, nothing, ["#000000"] * 2)
    canvas.stroke(pyramid, nothing, LineSymbol("#000000", 1.0), closed=True)
    assert (grey(canvas.finish()) == WHITE).all()


def test_no_thread_is_given_a_room_of_another_width():
    wrong = []

    def take_and_give(width):
        for _ in range(3_000):
            room = canvases._room_for(width)
            if room.width != width:
                wrong.append(room.width)
            canvases._give_back(room)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [
            threading.Thread(target=take_and_give, args=(width,))
            for width in (300, 400)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert wrong == []
