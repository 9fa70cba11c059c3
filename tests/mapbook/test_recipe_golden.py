"""Every recipe looks as it did, at 150 dpi, with a pinned font.

After a wanted change of looks run these once with GRIDWATCH_GOLDEN=write and look at
the new pictures (tests/mapbook/golden/recipes) before they are kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QFontDatabase, QImage

from gridwatch.mapbook.press import picture
from gridwatch.mapbook.recipefile import shipped_recipes
from gridwatch.mapbook.recipepages import SheetPainter, drawn_pages
from gridwatch.mapbook.recipeplan import Wish, plan_recipe
from tests.mapbook.conftest import AS_OF, TOWN

GOLDEN = Path(__file__).parent / "golden" / "recipes"
PINNED = ("Noto Sans CJK SC", "Noto Serif CJK SC")
DPI, COLOURS = 150, 200
PATCH = 12
"""Pixels along a patch: 2 mm on paper."""
MEAN, FAR, MOST_FAR = 2.5, 48, 0.004
"""Levels of 255 apart on average; how far is far; which part may be far."""
SUBJECTS = {
    "town": (TOWN, "A4"),
    "village": ("990101101201", ""),
    "cell": ("990101101201001", ""),
    "district": ("990101", "A3"),
    "wall": ("990101", "A3"),
    "rivers": ("990101", "A4"),
    "ownership": (TOWN, "A4"),
    "chiefs": (TOWN, "A4"),
    "chiefs-district": ("990101", "A3"),
    "signboards": (TOWN, "A4"),
    "outfalls": (TOWN, "A4"),
    "strip": ("R001", ""),
    "field-boards": (TOWN, ""),
    "field-outfalls": (TOWN, ""),
    "face": ("B0", ""),
}


@pytest.fixture(scope="module")
def press(district, qapp) -> SheetPainter:
    assert qapp is not None
    if not set(PINNED) <= set(QFontDatabase.families()):
        pytest.skip(f"the golden pictures are made with {' and '.join(PINNED)}")
    return SheetPainter(district)


def test_every_recipe_has_a_golden_picture() -> None:
    recipes = {recipe.id for recipe in shipped_recipes()}
    assert set(SUBJECTS) == recipes
    assert {path.stem for path in GOLDEN.glob("*.png")} == recipes


@pytest.mark.parametrize("key", sorted(SUBJECTS))
def test_a_recipe_looks_as_it_did(district, press, key) -> None:
    wanted, paper = SUBJECTS[key]
    recipe = next(one for one in shipped_recipes() if one.id == key)
    sheet = plan_recipe(recipe, district, wanted, Wish(AS_OF, paper, made_on=AS_OF))
    image = picture(drawn_pages([sheet], district, press)[0], DPI)
    pixels = rgb(image)
    path = GOLDEN / f"{key}.png"
    if os.environ.get("GRIDWATCH_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        small = Image.fromarray(pixels).quantize(COLOURS, kmeans=COLOURS)
        small.save(path, optimize=True)
    with Image.open(path) as golden:
        before = np.asarray(golden.convert("RGB"))
    assert before.shape == pixels.shape
    apart = np.abs(patches(before) - patches(pixels)).max(axis=2)
    assert apart.mean() < MEAN
    assert (apart > FAR).mean() < MOST_FAR


def rgb(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(bytes(plain.constBits()), np.uint8)
    rows = flat.reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3)


def patches(pixels: np.ndarray) -> np.ndarray:
    """Return the mean colour of each patch: fonts may differ a little."""
    tall, wide = (edge // PATCH for edge in pixels.shape[:2])
    cut = pixels[: tall * PATCH, : wide * PATCH].astype(np.float32)
    return cut.reshape(tall, PATCH, wide, PATCH, 3).mean(axis=(1, 3))


def test_a_sheet_that_moved_by_five_millimetres_is_noticed() -> None:
    with Image.open(GOLDEN / "village.png") as golden:
        before = np.asarray(golden.convert("RGB"))
    moved = np.roll(before, 30, axis=1)
    apart = np.abs(patches(before) - patches(moved)).max(axis=2)
    assert (apart > FAR).mean() > MOST_FAR
