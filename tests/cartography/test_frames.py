"""The window's frames show what paper shows; one is kept as a picture."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from gridwatch.cartography.frames import draw_frame, draw_marks
from gridwatch.cartography.mapfile import read_map, write_map
from gridwatch.cartography.paint import Look, View
from tests.cartography.conftest import EAST, NORTH, PINNED, STEP, pixels

pytestmark = pytest.mark.usefixtures("qapp")

EXTENT = (EAST - 300, NORTH - 300, EAST + 3 * STEP + 300, NORTH + 2 * STEP + 300)
GOLDEN = Path(__file__).parent / "golden"


def whole(width=600, dpi=96.0):
    return View.fitted(EXTENT, width, width * 2 // 3, dpi)


def test_the_same_features_are_counted_as_on_paper(layers, draw):
    _, record = draw(whole(), Look(labels=False))
    assert draw_frame(layers, whole()).counts == record.counts


@pytest.mark.parametrize("dpi", [96.0, 144.0, 288.0])
def test_the_picture_is_much_like_the_one_on_paper(layers, draw, dpi):
    look = Look(labels=False, fonts=PINNED)
    view = whole(round(600 * dpi / 96.0), dpi)
    ours = pixels(draw_frame(layers, view, look).image).astype(int)
    paper = pixels(draw(view, look)[0]).astype(int)
    off = np.abs(ours - paper).max(axis=2)
    assert (off > 90).mean() < 0.01
    assert off.mean() < 4.0


def test_names_of_one_frame_keep_their_places_in_the_next(layers):
    look = Look(fonts=PINNED)
    first = draw_frame(layers, whole(), look)
    again = draw_frame(layers, whole(), look, first.past)
    assert first.image == again.image


def test_what_nobody_wants_any_more_is_not_finished(layers):
    assert draw_frame(layers, whole(), cancelled=lambda: True) is None


def test_marks_are_drawn_on_nothing(layers):
    segment = next(layer for layer in layers if layer.id == "segment")
    chosen = {"segment": frozenset([segment.uids[0], "unknown"])}
    found = draw_marks(layers, whole(), chosen, "selection")
    inked = pixels(found)[:, :, :3].any(axis=2).mean()
    assert 0.001 < inked < 0.1


def test_layers_come_back_from_the_file_beside_the_store(layers, tmp_path):
    places = [tmp_path / "区.gwmap"]
    look = Look(fonts=PINNED)
    assert read_map(places, "day 1") is None
    assert write_map(places, "day 1", layers) is not None
    found = read_map(places, "day 1")
    assert read_map(places, "day 2") is None
    assert [layer.id for layer in found] == [layer.id for layer in layers]
    for one, other in zip(found, layers, strict=True):
        assert one.symbols == other.symbols
        assert list(one.uids) == list(other.uids)
    assert (
        draw_frame(found, whole(), look).image
        == draw_frame(layers, whole(), look).image
    )


def test_the_frame_is_the_golden_one(layers):
    image = draw_frame(layers, whole(), Look(fonts=PINNED)).image
    file = GOLDEN / "frame.png"
    kept = pixels(QImage(str(file)).convertToFormat(image.format())).astype(int)
    off = np.abs(pixels(image).astype(int) - kept).max(axis=2)
    assert (off > 24).mean() < 0.002
