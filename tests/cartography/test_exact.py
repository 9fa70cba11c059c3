"""The picture is right: frames against a slow exact painter, automatically.

Flat colours and black lines of 1 px, no names. A frame may be off by less than a pixel
anywhere, and no feature that is larger than a pixel may be missing.
"""

from dataclasses import replace

import numpy as np
import pyogrio.raw
import pyproj
import pytest
import shapely
from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.frames import draw_frame
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.layer import ClassSymbol, Layer
from gridwatch.cartography.paint import Look, draw_map
from gridwatch.cartography.symbols import FillSymbol, LineSymbol, load_symbols
from gridwatch.cartography.view import View
from gridwatch.district.wording import Kind, Text
from gridwatch.intake import shapefile
from tests.cartography.conftest import EAST, NORTH, pixels
from tests.cartography.exact import (
    Lines,
    fill_errors,
    filled,
    in_pixels,
    ink_of,
    line_errors,
    mask_distance,
)

BLACK = LineSymbol("#000000", 1.0)
COLOURS = ("#FBB4AE", "#B3CDE3", "#CCEBC5", "#DECBE4", "#FED9A6", "#FFFFCC", "#E5D8BD")
PIXEL = 1.0
BRITISH_GRID = 27700


def painter(layers, view):
    image = QImage(view.width, view.height, QImage.Format.Format_RGB32)
    brush = QPainter(image)
    draw_map(brush, layers, view, Look(labels=False))
    brush.end()
    return image


def kernels(layers, view):
    return draw_frame(layers, view, Look(labels=False)).image


ENGINES = {"painter": painter, "kernels": kernels}
"""Whatever draws frames: layers and a view in, a picture out."""


@pytest.fixture(params=ENGINES)
def frame(request, qapp):
    del qapp
    return lambda layers, view: pixels(ENGINES[request.param](layers, view))


def rgb(colour):
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def paper():
    return rgb(load_symbols().paper)


def layer_of(geometries, symbols):
    form = Form.LINE if isinstance(symbols[0], LineSymbol) else Form.AREA
    name = Text("图层", "layer")
    return Layer(
        id="segment" if form is Form.LINE else "village",
        name=name,
        kind=Kind.SEGMENT if form is Form.LINE else Kind.JURISDICTION,
        shapes=Shapes.of(geometries, form),
        uids=tuple(map(str, range(len(geometries)))),
        classes=np.arange(len(geometries)) % len(symbols),
        symbols=tuple(ClassSymbol(name, symbol) for symbol in symbols),
    )


def fills_are_right(frame, areas, view):
    layer = layer_of(areas, [FillSymbol(colour) for colour in COLOURS])
    table = np.array([rgb(colour) for colour in COLOURS])[layer.classes]
    found = fill_errors(frame([layer], view), in_pixels(areas, view), table, paper())
    assert found.absent == []
    assert found.furthest <= PIXEL


def lines_are_right(frame, layer, lines, view):
    ink = ink_of(frame([layer], view), paper())
    found = line_errors(ink, in_pixels(lines, view))
    assert found.absent == []
    assert found.astray < PIXEL
    assert found.bare < PIXEL


def outlines_are_right(frame, areas, view):
    layer = layer_of(areas, [FillSymbol("", BLACK)])
    lines_are_right(frame, layer, shapely.boundary(np.asarray(areas, object)), view)


def courses_are_right(frame, lines, view):
    lines_are_right(frame, layer_of(lines, [BLACK]), lines, view)


# ---- a made-up coverage -----------------------------------------------------------

SIDE, COLUMNS, ROWS = 700.0, 9, 6


def wobbled(xy):
    """Move places by a function of the place alone: what was shared stays shared."""
    x, y = xy.T / SIDE
    away = np.zeros_like(xy)
    for octave in range(6):
        f = 2.1 * 2.03**octave
        share = 0.14 / f  # steep enough to be rough, not so steep that it folds
        away[:, 0] += share * np.sin(f * y + 1.7 * octave) * np.cos(0.8 * f * x)
        away[:, 1] += share * np.cos(f * x + 0.9 * octave) * np.sin(0.7 * f * y + 1.0)
    return xy + SIDE * away + (EAST, NORTH)


@pytest.fixture(scope="module")
def coverage():
    boxes = [
        shapely.box(i * SIDE, j * SIDE, (i + 1) * SIDE, (j + 1) * SIDE)
        for j in range(ROWS)
        for i in range(COLUMNS)
    ]
    # A hole, and an island that fills it.
    island = shapely.buffer(boxes[13].centroid, 180.0)
    boxes[13] = shapely.difference(boxes[13], island)
    boxes.append(island)
    areas = shapely.transform(shapely.segmentize(boxes, 4.0), wobbled)
    assert shapely.is_valid(areas).all()
    return areas


@pytest.fixture(scope="module")
def courses():
    lines = [
        shapely.LineString([(0, j * 311.0 + 90), (COLUMNS * SIDE, j * 293.0 + 400)])
        for j in range(10)
    ]
    return shapely.transform(shapely.segmentize(lines, 3.0), wobbled)


@pytest.fixture(params=[(700, 470), (230, 160), (61, 43)], ids="{0[0]} px".format)
def view(request, coverage):
    return View.fitted(tuple(shapely.total_bounds(coverage)), *request.param)


@pytest.fixture
def near(coverage):
    corner = shapely.get_coordinates(coverage[30])[0].tolist()
    return View.at_scale(tuple(corner), 4_000, 600, 400)


def test_areas_are_filled_where_they_are(frame, coverage, view):
    fills_are_right(frame, coverage, view)


def test_outlines_lie_within_a_pixel_of_the_borders(frame, coverage, view):
    outlines_are_right(frame, coverage, view)


def test_lines_lie_within_a_pixel_of_their_course(frame, courses, view):
    courses_are_right(frame, courses, view)


def test_a_close_view_is_right_at_zone_prefixed_coordinates(
    frame, coverage, courses, near
):
    fills_are_right(frame, coverage, near)
    outlines_are_right(frame, coverage, near)
    courses_are_right(frame, courses, near)


def test_the_comparison_sees_a_missing_area(frame, coverage, view):
    layer = layer_of(coverage, [FillSymbol(colour) for colour in COLOURS])
    table = np.array([rgb(colour) for colour in COLOURS])[layer.classes]
    without = replace(layer, shapes=Shapes.of([None, *coverage[1:]], Form.AREA))
    picture = frame([without], view)
    found = fill_errors(picture, in_pixels(coverage, view), table, paper())
    assert found.absent == [0]
    assert found.furthest > PIXEL


def test_the_comparison_sees_a_line_that_is_off_by_more_than_a_pixel(
    frame, courses, view
):
    mpp = view.metres_per_pixel
    aside = shapely.transform(courses, lambda xy: xy + np.array([0.0, 2.2 * mpp]))
    picture = frame([layer_of(aside[:1], [BLACK])], view)
    found = line_errors(ink_of(picture, paper()), in_pixels(courses[:1], view))
    assert found.astray > PIXEL
    assert found.bare > PIXEL


def test_the_exact_painter_agrees_with_shapely(coverage, view):
    areas = in_pixels(coverage, view)
    picture = filled(areas, view.width, view.height)
    dice = np.random.default_rng(5)
    y, x = dice.integers(0, (view.height, view.width), (300, 2)).T
    inside = shapely.contains_xy(areas[:, None], x + 0.5, y + 0.5)
    expected = np.where(inside.any(axis=0), inside.argmax(axis=0), -1)
    assert (picture[y, x] == expected).all()


def test_distances_are_the_true_ones():
    lines = Lines(np.array([shapely.LineString([(0, 5), (90, 5)])]), 90, 60)
    assert lines.distance(np.array([[7.5, 6.5], [7.5, 50.0]])).tolist() == [1.5, 9.0]
    assert lines.from_squares(np.array([[7.5, 6.5], [8.5, 5.5]])).tolist() == [1.0, 0.0]
    mask = np.zeros((9, 9), bool)
    mask[4, 4] = True
    places = np.array([[4.5, 4.5], [3.0, 4.5], [1.0, 0.0]])
    assert mask_distance(mask, places).tolist() == [0.0, 1.0, 5.0]


# ---- real and generated sets, where this machine has them -------------------------


@pytest.fixture(scope="module")
def made_district(made_set):
    names = ("villages", "segments")
    return tuple(
        shapely.from_wkb(pyogrio.raw.read(made_set, layer=name, columns=[])[2])
        for name in names
    )


def looks(areas, others=()):
    """Return three views of different closeness."""
    west, south, east, north = shapely.total_bounds([*areas, *others])
    whole = View.fitted((west, south, east, north), 1600, 1000, margin=0.01)
    middle = (west + 0.45 * (east - west), south + 0.55 * (north - south))
    scale = whole.scale_denominator
    return [whole, *(View.at_scale(middle, scale / n, 1600, 1000) for n in (4, 16))]


def valid(geometries):
    found = [g for g in geometries if g is not None and not g.is_empty]
    return np.array([g for g in found if shapely.is_valid(g)], object)


def real(path, crs):
    found = valid(shapefile.load(path, "latin-1").geometry)
    own = pyogrio.read_info(path)["crs"]
    change = pyproj.Transformer.from_crs(own, crs, always_xy=True)
    return shapely.transform(found, change.transform, interleaved=False)


@pytest.mark.parametrize("closeness", [0, 1, 2])
def test_london_is_right_everywhere(frame, shared_data, closeness):
    folder = shared_data / "london"
    areas = real(folder / "LSOA_2011_London_gen_MHW.shp", BRITISH_GRID)
    view = looks(areas)[closeness]
    fills_are_right(frame, areas, view)
    outlines_are_right(frame, areas, view)


@pytest.mark.parametrize("closeness", [0, 1, 2])
def test_the_waterways_of_london_are_right_everywhere(frame, shared_data, closeness):
    lines = real(shared_data / "london" / "gis_osm_waterways_free_1.shp", BRITISH_GRID)
    courses_are_right(frame, lines, looks(lines)[closeness])


@pytest.mark.parametrize("closeness", [0, 1, 2])
def test_the_generated_district_is_right_everywhere(frame, made_district, closeness):
    areas, lines = made_district
    view = looks(areas)[closeness]
    fills_are_right(frame, areas, view)
    outlines_are_right(frame, areas, view)
    courses_are_right(frame, lines, view)
