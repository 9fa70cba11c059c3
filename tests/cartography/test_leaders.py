"""Names that find no room at the widest place of their area: aside, or with a line."""

import numpy as np
import pytest
import shapely

from gridwatch.cartography.frames import draw_frame
from gridwatch.cartography.labels import letter_frame, place_labels
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.leaderlines import led_to
from gridwatch.cartography.paint import Emphasis, Look
from gridwatch.cartography.symbols import load_symbols
from gridwatch.cartography.view import View
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.signboards import Signboard
from tests.cartography.conftest import AS_OF, EAST, NORTH, PINNED, pixels

pytestmark = pytest.mark.usefixtures("qapp")

SIDE = 3_000.0
SLIVER = shapely.box(EAST + 4400, NORTH + 3100, EAST + 4520, NORTH + 5900)


def villages(*shapes):
    return tuple(
        Jurisdiction(f"v{i}", f"9901011012{i:02d}", name, Level.VILLAGE, geometry=shape)
        for i, (name, shape) in enumerate(shapes)
    )


def block(column, row):
    west, south = EAST + column * SIDE, NORTH + row * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


def layers_with(*rows, boards=()):
    district = District(jurisdictions=rows, signboards=boards)
    return [layer for layer in layers_of(district, AS_OF) if len(layer.uids)]


@pytest.fixture(scope="module")
def world():
    """Nine villages, a sliver cut out of the one in the middle."""
    shapes = [
        (f"东{'一二三四五六七八九'[3 * i + j]}村", block(i, j).difference(SLIVER))
        for i, j in np.ndindex(3, 3)
    ]
    return layers_with(*villages(*shapes, ("飞地社区", SLIVER)))


def view_of(dx=0.0, dy=0.0, dpi=96.0):
    centre = EAST + 1.5 * SIDE + dx, NORTH + 1.5 * SIDE + dy
    zoom = dpi / 96.0
    return View.at_scale(centre, 60_000.0, round(640 * zoom), round(600 * zoom), dpi)


def named(placed, text):
    (label,) = [x for x in placed if x.line.text == text]
    return label.line


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("dpi", [96.0, 300.0])
def test_a_sliver_gets_its_name_beside_it_with_a_line(world, quick, dpi):
    view = view_of(dpi=dpi)
    placed, unplaced = place_labels(world, view, PINNED, quick=quick)
    assert unplaced == 0
    line = named(placed, "飞地社区")
    assert SLIVER.buffer(3.0).contains(shapely.Point(view.to_map(*line.tail)))
    end = led_to(line.tail, line.box)
    away = np.hypot(end[0] - line.tail[0], end[1] - line.tail[1])
    assert 4.0 < away / view.zoom < 60.0
    assert all(x.line.tail is None for x in placed if x.line.text != "飞地社区")


def test_the_line_is_drawn_in_the_window_and_stays_in_a_drag(world):
    first = letter_frame(world, view_of(), PINNED)
    assert len(first.leaders.first) == 1
    before = named(first.placed, "飞地社区")
    second = letter_frame(world, view_of(dx=190.0), PINNED, before=first.shown)
    after = named(second.placed, "飞地社区")
    moved = np.subtract(before.at, after.at)
    assert moved == pytest.approx(np.subtract(before.tail, after.tail), abs=0.1)
    assert moved == pytest.approx((190.0 / view_of().metres_per_pixel, 0.0), abs=0.1)


def test_the_line_is_seen_on_screen_and_paper(world, draw):
    view = view_of()
    line = named(place_labels(world, view, PINNED)[0], "飞地社区")
    end = led_to(line.tail, line.box)
    x, y = np.rint((np.array(line.tail) + end) / 2).astype(int)
    there = slice(y - 2, y + 3), slice(x - 2, x + 3)
    image, _ = draw(view, Look(fonts=PINNED), of=world)
    plain, _ = draw(view, Look(fonts=PINNED, labels=False), of=world)
    frame = draw_frame(world, view, Look(fonts=PINNED))
    for found in (image, frame.image):
        assert np.abs(pixels(found)[there] - pixels(plain)[there]).max() > 25


def test_a_name_whose_best_place_is_taken_stands_elsewhere_in_its_area_without_a_line():
    town = Jurisdiction("t", "990101101000", "望溪镇", Level.TOWN, geometry=block(0, 0))
    rows = villages(("上下东西村", block(0, 0)))
    layers = layers_with(town, *rows)
    view = View.at_scale((EAST + SIDE / 2, NORTH + SIDE / 2), 100_000.0, 500, 500)
    placed, unplaced = place_labels(layers, view, PINNED)
    line = named(placed, "上下东西村")
    assert unplaced == 0
    assert line.tail is None
    left, top, width, height = line.box
    corners = [(left, top), (left + width, top + height)]
    assert all(
        block(0, 0).buffer(60).contains(shapely.Point(view.to_map(*at)))
        for at in corners
    )


def test_where_all_areas_are_small_none_gets_a_line():
    small = [
        (
            f"小村{i}",
            shapely.box(EAST + 400 * i, NORTH, EAST + 400 * i + 380, NORTH + 380),
        )
        for i in range(40)
    ]
    layers = layers_with(*villages(*small))
    view = View.at_scale((EAST + 8000, NORTH), 100_000.0, 700, 400)
    placed, _ = place_labels(layers, view, PINNED)
    assert all(x.line.tail is None for x in placed)


def test_a_board_on_the_border_of_a_sheets_area_stays_whole(draw):
    area = block(0, 0)
    at = EAST + SIDE - 15.0, NORTH + SIDE / 2
    board = Signboard("b", "B", geometry=shapely.Point(at))
    layers = layers_with(*villages(("东村", area)), boards=(board,))
    view = View.at_scale(at, 20_000.0, 300, 300)
    look = Look(fonts=PINNED, emphasis=Emphasis(area), labels=False)
    image, _ = draw(view, look, of=layers)
    fill = load_symbols().points["signboard_current"].fill
    wanted = [int(fill[i : i + 2], 16) for i in (1, 3, 5)]
    assert pixels(image)[147:154, 147:154].reshape(-1, 3) == pytest.approx(
        np.tile(wanted, (49, 1)), abs=30
    )
