"""The compiled way from features to operators gives the bytes of the plain one."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.cartography.clipping import clipped_rings, pixels_of, trimmed_lines
from gridwatch.cartography.generalise import Form, Shapes
from gridwatch.cartography.kernels import paths
from gridwatch.cartography.pdf.numbers import lines_of, rounded
from gridwatch.cartography.view import View

VIEW = View((1000.0, 2000.0, 1400.0, 2300.0), 4000, 3000, dpi=2540.0)
BOX = (-300.0, -200.0, 4200.0, 3100.0)
SHIFT = (1234.0, 567.0)


def shapes(seed, form):
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(rng.integers(1, 12)):
        count = rng.integers(2, 40)
        # Some inside, some far out, some upon each other when rounded.
        spread = rng.choice([0.05, 30.0, 600.0, 40_000.0])
        middle = rng.uniform((900.0, 1900.0), (1500.0, 2400.0))
        places = middle + rng.normal(0.0, spread, (count, 2))
        if form is Form.AREA:
            made.append(shapely.convex_hull(shapely.multipoints(places)))
        elif form is Form.LINE:
            made.append(shapely.linestrings(places))
        else:
            made.append(shapely.points(places[0]))
    return Shapes.of(made, form)


def asked(found):
    features = np.arange(len(found))
    pieces = found.at(VIEW.detail)
    mpp = VIEW.metres_per_pixel
    begin = found.origin - (VIEW.extent[0], VIEW.extent[3])
    way = np.array([*begin, 1.0 / mpp, -1.0 / mpp, *SHIFT])
    return pieces.coords, pieces.offsets, found.features, features, way


def moved(pieces):
    return rounded(pieces._replace(coords=pieces.coords + SHIFT))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_lines_are_cut_and_written_alike(seed):
    found = shapes(seed, Form.LINE)
    pieces = found.drawn(np.arange(len(found)), VIEW.detail)
    pieces = pieces._replace(coords=VIEW.pixels(pieces.coords, found.origin))
    plain = lines_of(moved(trimmed_lines(pieces, BOX)))
    assert paths.lines(*asked(found), np.array(BOX)).tobytes() == plain


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_areas_are_cut_and_written_alike(seed):
    found = shapes(seed, Form.AREA)
    pieces = found.drawn(np.arange(len(found)), VIEW.detail)
    pieces = pieces._replace(coords=VIEW.pixels(pieces.coords, found.origin))
    plain = lines_of(moved(clipped_rings(pieces, BOX)), closed=True)
    assert paths.areas(*asked(found), np.array(BOX)).tobytes() == plain


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_points_and_what_is_in_view_are_the_same(seed):
    found = shapes(seed, Form.POINT)
    plain = pixels_of(found, np.arange(len(found)), VIEW).coords
    assert (paths.spots(*asked(found)) == plain).all()
    west, south, east, north = np.array(VIEW.extent) - np.tile(found.origin, 2)
    quick = paths.meeting(found.bounds, west, south, east, north)
    assert quick.tolist() == found.visible(VIEW.extent).tolist()


def test_a_comb_that_a_box_cuts_in_two_has_room():
    # Each tooth crosses the edge: a cut makes half as many vertices again.
    teeth = [(x, 2000.0 + (400.0 if x % 2 else 10.0)) for x in range(1000, 1400)]
    ring = shapely.Polygon([*teeth, (1400.0, 1000.0), (1000.0, 1000.0)])
    found = Shapes.of([ring], Form.AREA)
    pieces = found.drawn(np.array([0]), VIEW.detail)
    pieces = pieces._replace(coords=VIEW.pixels(pieces.coords, found.origin))
    plain = lines_of(moved(clipped_rings(pieces, BOX)), closed=True)
    assert paths.areas(*asked(found), np.array(BOX)).tobytes() == plain
