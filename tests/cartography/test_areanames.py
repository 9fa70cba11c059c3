"""Names of areas of which only a part shows."""

import pytest
import shapely

from gridwatch.cartography.labels import letter_frame
from gridwatch.cartography.symbols import FillSymbol
from gridwatch.district.wording import Kind
from tests.cartography.conftest import EAST, NORTH, PINNED
from tests.cartography.test_linenames import (
    HEIGHT,
    METRES,
    WIDTH,
    layer_of,
    view_of,
)

pytestmark = pytest.mark.usefixtures("qapp")


def area(west, south, east, north):
    """Return a layer with one area; pixels from the left bottom of the picture."""
    x, y = EAST - WIDTH / 2 * METRES, NORTH - HEIGHT / 2 * METRES
    box = (x + west * METRES, y + south * METRES, x + east * METRES, y + north * METRES)
    fill = FillSymbol("#CCEBC5")
    return layer_of([shapely.box(*box)], ["大新村"], fill, Kind.JURISDICTION, "village")


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize(
    "box",
    [
        (-1500, 100, 42, 900),
        (WIDTH - 42, -300, WIDTH + 900, 420),
        (200, -900, 900, 34),
        (-600, HEIGHT - 34, 500, HEIGHT + 900),
    ],
)
def test_a_small_part_of_an_area_that_shows_has_its_name(box, quick):
    frame = letter_frame([area(*box)], view_of(), PINNED, quick=quick)
    assert len(frame) == 1
    west, south, east, north = box
    at = next(x.line.at for x in frame.placed if x.line.at[0] > 0)
    assert max(west, 0) < at[0] < min(east, WIDTH)
    assert max(south, 0) < HEIGHT - at[1] < min(north, HEIGHT)


def test_a_sliver_of_an_area_has_no_name():
    assert not len(letter_frame([area(-1500, 100, 12, 900)], view_of(), PINNED))


def test_the_name_of_a_small_part_stays_while_the_map_moves():
    layer = area(-1500, 100, 60, 900)
    frame = letter_frame([layer], view_of(), PINNED)
    moved = letter_frame([layer], view_of(-9.0, 4.0), PINNED, before=frame.shown)
    first = next(x.line.at for x in frame.placed if 0 < x.line.at[0] < WIDTH)
    second = next(x.line.at for x in moved.placed if 0 < x.line.at[0] < WIDTH)
    assert second == pytest.approx((first[0] + 9.0, first[1] + 4.0), abs=1e-3)
