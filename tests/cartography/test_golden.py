"""Pictures that somebody has looked at; `GRIDWATCH_GOLDEN=write` draws them anew."""

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QFontDatabase, QImage

from gridwatch.cartography.paint import Emphasis, Look, View
from tests.cartography.conftest import EAST, NORTH, PINNED, STEP, pixels

FOLDER = Path(__file__).parent / "golden"
MIDDLE = (EAST + 1.5 * STEP, NORTH + STEP)
VIEWS = {
    "whole": View.at_scale(MIDDLE, 66_000, 400, 300),
    "near": View.at_scale((EAST + 1.2 * STEP, NORTH + 0.7 * STEP), 20_000, 400, 300),
    "fine": View.at_scale(MIDDLE, 66_000, 640, 480, 153.6),
    "emphasis": View.at_scale(MIDDLE, 66_000, 400, 300),
}


@pytest.mark.parametrize("name", VIEWS)
def test_the_map_looks_as_it_did(draw, layer, name):
    if PINNED.sans not in QFontDatabase.families():
        pytest.skip(f"the font of the golden pictures, {PINNED.sans}, is missing")
    town = Emphasis(layer["town"].shapes.geometries[1])
    emphasis = town if name == "emphasis" else None
    image, _ = draw(VIEWS[name], Look(fonts=PINNED, emphasis=emphasis))
    path = FOLDER / f"{name}.png"
    if os.environ.get("GRIDWATCH_GOLDEN") == "write":
        image.save(str(path))
    away = np.abs(pixels(image) - pixels(QImage(str(path))))
    # Another version of the font or of Qt moves edges a little, not much.
    assert away.mean() < 2.0
    assert (away.max(axis=2) > 64).mean() < 0.02
