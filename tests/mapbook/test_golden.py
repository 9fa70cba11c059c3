"""A sheet looks as it did: compared in coarse patches, so fonts may differ a little.

After a wanted change of looks run the test once with GRIDWATCH_GOLDEN=write and look
at the new picture before it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QImage

from gridwatch.mapbook.binding import render_page
from gridwatch.mapbook.pages import plan_sheet
from tests.mapbook.conftest import AS_OF, TOWN

GOLDEN = Path(__file__).parent / "golden" / "town_a4.png"
PINNED = ("Noto Sans CJK SC", "Noto Serif CJK SC")
PATCHES = (42, 59)
MEAN, WORST = 2.5, 60


@pytest.fixture(scope="module")
def picture(district, qapp) -> QImage:
    assert qapp is not None
    if not set(PINNED) <= set(QFontDatabase.families()):
        pytest.skip(f"the golden picture is made with {' and '.join(PINNED)}")
    plan = plan_sheet(district, TOWN, AS_OF, "A4-portrait", made_on=AS_OF)
    return render_page(plan, district, dpi=72)


def patches(image: QImage) -> list[tuple[int, int, int]]:
    smooth = Qt.TransformationMode.SmoothTransformation
    keep = Qt.AspectRatioMode.IgnoreAspectRatio
    small = image.scaled(*PATCHES, keep, smooth)
    return [
        small.pixelColor(x, y).getRgb()[:3]
        for y in range(PATCHES[1])
        for x in range(PATCHES[0])
    ]


def test_a_town_sheet_looks_as_it_did(picture):
    if os.environ.get("GRIDWATCH_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        picture.convertToFormat(QImage.Format.Format_RGB32).save(str(GOLDEN))
    golden = QImage(str(GOLDEN))
    assert golden.size() == picture.size()
    apart = [
        max(abs(a - b) for a, b in zip(one, two, strict=True))
        for one, two in zip(patches(golden), patches(picture), strict=True)
    ]
    assert sum(apart) / len(apart) < MEAN
    assert max(apart) < WORST
