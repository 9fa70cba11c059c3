"""Names along lines: how often, on which side, how far away, and where a line ends."""

import numpy as np
import pytest
import shapely

from gridwatch.cartography.generalise import Shapes
from gridwatch.cartography.labels import letter_frame
from gridwatch.cartography.layer import ClassSymbol, Layer
from gridwatch.cartography.symbols import (
    LabelRule,
    LabelStyle,
    LineSymbol,
    PointSymbol,
    ScaleLimits,
    TextStyle,
)
from gridwatch.cartography.view import View
from gridwatch.district.wording import Kind, Text
from tests.cartography.conftest import EAST, NORTH, PINNED

WIDTH, HEIGHT, METRES = 800, 500, 5.0

pytestmark = pytest.mark.usefixtures("qapp")


def layer_of(shapes, names, symbol, kind, layer_id, **rule):
    style = LabelStyle(TextStyle("#08519C", 9.0), LabelRule(priority=4, **rule))
    count = len(shapes)
    return Layer(
        layer_id,
        Text("层", "layer"),
        kind,
        Shapes.of(shapes),
        tuple(str(i) for i in range(count)),
        np.zeros(count, np.int64),
        (ClassSymbol(Text("类", "class"), symbol),),
        labels=tuple(names),
        label_styles=(style,),
        limits=ScaleLimits(),
    )


def river(places, name="大溪河", **rule):
    """Return a layer with one line; places in metres from the middle of the view."""
    line = shapely.LineString(np.add(places, (EAST, NORTH)))
    symbol = LineSymbol("#08519C", 2.0)
    return layer_of([line], [name], symbol, Kind.RIVER, "river", **rule)


def points(places):
    found = [shapely.Point(x + EAST, y + NORTH) for x, y in places]
    symbol = PointSymbol("circle", 6.0, "#D62728")
    names = [""] * len(found)
    return layer_of(found, names, symbol, Kind.OUTFALL, "outfall")


def view_of(dx=0.0, dy=0.0):
    west, south = EAST + (dx - WIDTH / 2) * METRES, NORTH + (dy - HEIGHT / 2) * METRES
    extent = west, south, west + WIDTH * METRES, south + HEIGHT * METRES
    return View(extent, WIDTH, HEIGHT)


def letters(frame):
    """Return the middles of the letters of each name, pixels."""
    return [
        np.array(x.line.letters)[:, :2] + x.line.at
        for x in frame.placed
        if x.layer_id == "river"
    ]


STRAIGHT = [(x, 0.1 * x) for x in range(-9000, 9001, 50)]


def test_names_come_again_at_the_distance_of_the_rule():
    layer = river(STRAIGHT, repeat=60.0, spread=840.0, apart=0.0)
    frame = letter_frame([layer], view_of(), PINNED)
    places = np.sort([name.mean(axis=0)[0] for name in letters(frame)])
    assert len(places) > 4
    apart = 840.0 / METRES / np.hypot(1.0, 0.1)
    assert np.diff(places) == pytest.approx(np.full(len(places) - 1, apart), abs=1.0)


def away_from_line(name):
    x, y = name.mean(axis=0)
    east, north = (x - WIDTH / 2) * METRES, (HEIGHT / 2 - y) * METRES
    return abs(north - 0.1 * east) / np.hypot(1.0, 0.1) / METRES


@pytest.mark.parametrize("quick", [False, True])
def test_a_name_stands_farther_from_a_line_that_is_full_of_symbols(quick):
    layer = river(STRAIGHT, repeat=60.0, spread=840.0, apart=0.0)
    # Those far outside tell that symbols do not crowd the whole map.
    far = [(-30_000.0, -30_000.0), (30_000.0, 30_000.0)]
    full = points([(x, 0.1 * x) for x in range(-2400, 2401, 80)] + far)
    free = letters(letter_frame([layer], view_of(), PINNED, quick=quick))
    names = letters(letter_frame([layer, full], view_of(), PINNED, quick=quick))
    near = [name for name in free if abs(name.mean(axis=0)[0] - WIDTH / 2) < 300]
    beside = [name for name in names if abs(name.mean(axis=0)[0] - WIDTH / 2) < 300]
    assert len(beside) == len(near) > 2
    assert max(map(away_from_line, near)) < min(map(away_from_line, beside))
    # No symbol, 6 px wide, lies below the ink of a letter.
    symbols = (np.arange(-2400, 2401, 80) / METRES)[:, None] * (1.0, -0.1)
    symbols += WIDTH / 2, HEIGHT / 2
    for letter in np.concatenate(beside):
        assert np.abs(symbols - letter).max(axis=1).min() > 5.5 + 3.0


@pytest.mark.parametrize("apart", [0.0, 120.0])
def test_names_do_not_become_more_from_frame_to_frame(apart):
    x = np.arange(-9000.0, 9001.0, 20.0)
    wavy = np.column_stack([x, 400.0 * np.sin(x / 500.0)])
    layer = river(wavy, repeat=60.0, spread=840.0, apart=apart)
    first = letter_frame([layer], view_of(), PINNED)
    frame = first
    for _ in range(4):
        frame = letter_frame([layer], view_of(), PINNED, before=frame.shown)
    assert len(frame) == len(first) > 3
    for step in range(1, 30):
        view = view_of(step * 7.0, step * 3.0)
        frame = letter_frame([layer], view, PINNED, before=frame.shown)
        fresh = letter_frame([layer], view, PINNED)
        assert len(frame) <= len(fresh) + 2


def test_a_line_that_only_its_end_shows_of_has_its_name_there():
    beyond = (WIDTH / 2) * METRES
    # Its one name would stand in its middle, 60 px beside the picture.
    layer = river([(beyond - 400.0, 0.0), (beyond + 1000.0, 0.0)], spread=20_000.0)
    frame = letter_frame([layer], view_of(), PINNED)
    assert len(frame) == 1
    for name in letters(frame):
        assert (name[:, 0] < WIDTH).all()
    # There it stays while the map moves.
    moved = letter_frame([layer], view_of(20.0), PINNED, before=frame.shown)
    assert letters(moved)[0] == pytest.approx(letters(frame)[0] - (20.0, 0.0), abs=1e-3)


def test_a_name_that_left_the_picture_comes_again_where_the_line_still_shows():
    layer = river([(-1900.0, 0.0), (1900.0, 0.0)], spread=20_000.0)
    frame = letter_frame([layer], view_of(), PINNED)
    for dx in range(0, 460, 20):
        frame = letter_frame([layer], view_of(dx), PINNED, before=frame.shown)
    assert len(frame) == 1
