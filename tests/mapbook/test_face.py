"""The face of a board, drawn: what stands on it, that it fits, and how it looks.

After a wanted change of looks run the test once with GRIDWATCH_GOLDEN=write and look
at the new picture before it is kept.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPainter

from gridwatch.district.facebook import texts_of
from gridwatch.district.newfaces import FaceText
from gridwatch.district.signboards import FaceName, SignboardFace
from gridwatch.district.wording import Language, OfficerError
from gridwatch.mapbook.face import draw_face
from gridwatch.mapbook.faceproof import face_pages, print_faces
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.press import PrintCancelledError, picture
from gridwatch.mapbook.qrcode import draw_qr
from gridwatch.mapbook.sketch import Sketcher
from tests.mapbook.test_golden import MEAN, PINNED, WORST, patches

GOLDEN = Path(__file__).parent / "golden" / "face_a4.png"
DAY = date(2026, 11, 22)
TEXTS = {
    "faces": {
        "texts": {
            "goals": "水清岸绿",
            "prohibitions": "禁止倾倒垃圾",
            "slogan": "爱河护河",
            "duties": {"town": "巡查、保洁和问题整改"},
        },
        "qr": {"template": "{river} {code}"},
    }
}


@pytest.fixture(scope="module")
def known(district):
    return replace(district, rules=replace(district.rules, data=TEXTS))


@pytest.fixture(scope="module")
def texts(known, qapp):
    assert qapp is not None
    return texts_of(known, known.signboards[:3], DAY)


def drawn(text: FaceText, sketcher: Sketcher | None = None) -> QImage:
    image = QImage(750, 500, QImage.Format.Format_RGB32)
    image.fill(QColor("#00FF00"))
    painter = QPainter(image)
    draw_face(painter, Rect(0, 0, 750, 500), text, sketcher)
    painter.end()
    return image


def test_a_proof_looks_as_it_did(known, texts):
    if not set(PINNED) <= set(QFontDatabase.families()):
        pytest.skip(f"the golden picture is made with {' and '.join(PINNED)}")
    (page,) = face_pages(texts[:1], Sketcher(known), DAY)
    image = picture(page, 72)
    if os.environ.get("GRIDWATCH_GOLDEN") == "write":
        image.convertToFormat(QImage.Format.Format_RGB32).save(str(GOLDEN))
    golden = QImage(str(GOLDEN))
    assert golden.size() == image.size()
    apart = [
        max(abs(a - b) for a, b in zip(one, two, strict=True))
        for one, two in zip(patches(golden), patches(image), strict=True)
    ]
    assert sum(apart) / len(apart) < MEAN
    assert max(apart) < WORST


def test_pages_at_true_size_are_as_large_as_the_board(known, texts, tmp_path):
    path = tmp_path / "牌面.pdf"
    assert print_faces(path, texts, Sketcher(known), DAY, full_size=True) == 3
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            width, height = (float(n) for n in page.mediabox[2:])
            assert width == pytest.approx(1500 / 25.4 * 72, abs=1)
            assert height == pytest.approx(1000 / 25.4 * 72, abs=1)


def test_every_board_has_a_page_and_a_bookmark(known, texts, tmp_path):
    path = tmp_path / "校对.pdf"
    told = []
    print_faces(
        path, texts, Sketcher(known), DAY, progress=lambda *step: told.append(step[:2])
    )
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    with pikepdf.open(path) as pdf:
        with pdf.open_outline() as outline:
            titles = [str(item.title) for item in outline.root]
        assert len(pdf.pages) == 3
        width, height = (float(n) for n in pdf.pages[0].mediabox[2:])
    assert [title.split()[0] for title in titles] == ["B0", "B1", "B2"]
    assert (width, height) == pytest.approx((841.89, 595.28), abs=0.1)


def test_names_and_titles_can_be_searched(known, texts, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    path = tmp_path / "校对.pdf"
    print_faces(path, texts[:1], Sketcher(known), DAY)
    found = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    )
    words = found.stdout.decode("utf-8")
    for wanted in (
        "长示河河长制公示牌",
        "镇级河长",
        texts[0].face.chief,
        "监督电话",
        "B0",
    ):
        assert wanted in words


def test_a_board_may_have_another_size(known, texts):
    square = replace(texts[0], size=(600.0, 900.0))
    (page,) = face_pages([square], Sketcher(known), DAY, full_size=True)
    assert (page.width, page.height) == (600.0, 900.0)
    assert not picture(page, 10).isNull()


def test_stopping_leaves_no_file(known, texts, tmp_path):
    path = tmp_path / "校对.pdf"
    with pytest.raises(PrintCancelledError):
        print_faces(path, texts, Sketcher(known), DAY, cancelled=lambda: True)
    with pytest.raises(OfficerError):
        print_faces(path, (), Sketcher(known), DAY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("many", [1, 5, 9, 40])
def test_long_texts_stay_inside_their_boxes(known, texts, many):
    """What lies in the margins between the boxes is white, however much is written."""
    names = tuple(FaceName("区级河长" * 3, "名" * 200, "0" * 60) for _ in range(many))
    face = SignboardFace(
        "长" * 200,
        "职" * 200,
        "1" * 200,
        "河" * 200,
        names,
        "起" * 200,
        "终" * 200,
        "长" * 200,
        duties="责" * 900,
        goals="标" * 900,
        prohibitions="禁" * 900,
        management_range="围" * 900,
        slogan="语" * 300,
        hotline="2" * 200,
        issuer="单" * 200,
    )
    image = drawn(replace(texts[0], face=face), Sketcher(known))
    # The strip between the left column and the map, and the one above the water.
    gap = [image.pixelColor(x, y) for x in (486, 490) for y in range(100, 430, 3)]
    foot = [image.pixelColor(x, 445) for x in range(20, 480, 5)]
    assert all(colour == QColor("#FFFFFF") for colour in gap + foot)


def test_an_old_face_with_nothing_but_a_name_is_drawn_too(texts):
    bare = FaceText(SignboardFace("甲"))
    assert drawn(bare) != drawn(FaceText(SignboardFace("乙")))
    assert not drawn(FaceText(SignboardFace())).isNull()
    assert drawn(texts[0]) != drawn(texts[1])


def test_the_sketch_map_shows_the_reach_and_the_board(known, texts):
    frame = Rect(0, 0, 400, 340)
    image = QImage(400, 340, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    assert Sketcher(known).draw(painter, frame, texts[0], 8.0)
    assert not Sketcher(known).draw(
        painter, frame, replace(texts[0], segment=None), 8.0
    )
    painter.end()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(0, 400, 2)
        for y in range(0, 340, 2)
    }
    assert {"#0b4f9e", "#c62828", "#f6f3e8"} <= colours


def test_the_qr_code_is_square_and_dark_on_white():
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_qr(painter, Rect(0, 0, 200, 100), "云溪河 B1", "H")
    draw_qr(painter, Rect(0, 0, 10, 10), "很长" * 3000, "?")
    painter.end()
    dark = [
        (x, y)
        for x in range(200)
        for y in range(100)
        if image.pixelColor(x, y).lightness() < 90 and not (x < 11 and y < 11)
    ]
    columns, rows = {x for x, _ in dark}, {y for _, y in dark}
    assert abs((max(columns) - min(columns)) - (max(rows) - min(rows))) <= 2
    assert min(columns) > 50
    assert max(columns) < 150


def test_a_proof_speaks_english_around_the_face(known, texts):
    (page,) = face_pages(texts[:1], Sketcher(known), DAY, language=Language.EN)
    (other,) = face_pages(texts[:1], Sketcher(known), DAY)
    assert picture(page, 40) != picture(other, 40)
