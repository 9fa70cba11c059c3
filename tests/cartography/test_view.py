import numpy as np
import pytest

from gridwatch.cartography.view import View, scale_bar


def test_fitted_shows_the_whole_extent_in_the_middle():
    view = View.fitted((0, 0, 1_000, 200), 500, 500)
    west, south, east, north = view.extent
    assert west < 0 < 1_000 < east
    assert (south + north) / 2 == pytest.approx(100)
    assert view.metres_per_pixel == pytest.approx((north - south) / 500)


def test_fitted_on_a_point_is_a_view_all_the_same():
    assert View.fitted((5, 5, 5, 5), 100, 100).metres_per_pixel > 0


@pytest.mark.parametrize("dpi", [96, 192, 600])
def test_at_scale_has_the_scale_asked_for(dpi):
    view = View.at_scale((0, 0), 25_000, 800, 600, dpi)
    assert view.scale_denominator == pytest.approx(25_000)


def test_pixels_and_back():
    view = View((39_500_000, 4_470_000, 39_501_000, 4_470_500), 1_000, 500)
    assert view.to_pixel(39_500_250, 4_470_400) == pytest.approx((250, 100))
    assert view.to_map(250, 100) == pytest.approx((39_500_250, 4_470_400))
    found = view.pixels(np.array([[250.0, 400.0]]), np.array([39_500_000.0, 4_470_000]))
    assert found[0] == pytest.approx([250, 100])


@pytest.mark.parametrize(
    ("metres", "room", "expected"),
    [(1.0, 250, 200), (1.0, 99, 50), (12.5, 100, 1_000), (0.001, 100, 0.1)],
)
def test_the_scale_bar_is_the_longest_round_length_that_fits(metres, room, expected):
    view = View((0, 0, 1_000 * metres, 500 * metres), 1_000, 500)
    length, pixels = scale_bar(view, room)
    assert length == pytest.approx(expected)
    assert pixels == pytest.approx(expected / metres)
    assert pixels <= room * 1.001


@pytest.mark.parametrize("mpp", [0.1, 30.1])
def test_a_part_of_a_view_has_its_pixels_and_its_scale(mpp):
    east, north = 39_500_000.3, 4_470_000.7
    view = View((east, north - 600 * mpp, east + 800 * mpp, north), 800, 600)
    part = view.part(17, 5, 18, 600)
    assert (part.width, part.height) == (1, 595)
    assert part.metres_per_pixel == view.metres_per_pixel
    assert part.scale_denominator == view.scale_denominator
    x, y = view.to_pixel(part.extent[0], part.extent[3])
    assert (x, y) == pytest.approx((17, 5), abs=1e-6)
