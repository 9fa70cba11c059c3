"""The print window saves what its box says: PDF, pictures, tiles."""

from __future__ import annotations

import threading

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from gridwatch.gui import printjobs
from gridwatch.gui.dialogs.printing import PrintDialog
from gridwatch.mapbook import pictures
from gridwatch.mapbook.binding import sheet_pages

WAIT = 30_000


@pytest.fixture
def dialog(window, qtbot):
    window.commands["print"].trigger()
    found = window.findChild(PrintDialog)
    qtbot.waitUntil(lambda: found.image is not None, timeout=WAIT)
    found.keep.setChecked(False)
    yield found
    found.reject()
    window.session.errands.stop_all()


def saved(dialog, qtbot, path):
    """Save what is chosen, and wait until that is told."""
    dialog.save(path)
    qtbot.waitUntil(lambda: dialog._printing is None, timeout=WAIT)
    return dialog.words.text()


def test_a_picture_has_the_resolution_asked_for(dialog, qtbot, tmp_path):
    assert not dialog.output.dpi.isVisible()
    dialog.output.choose("png")
    assert dialog.output.dpi.isVisible()
    assert "PNG" in dialog.save_button.text()
    dialog.output.dpi.setValue(100)
    path = tmp_path / "图.png"
    assert "图.png" in saved(dialog, qtbot, path)
    page, _ = dialog._job.page(0)
    image = QImage(str(path))
    assert image.width() == round(page.width / 25.4 * 100)
    assert image.height() == round(page.height / 25.4 * 100)


def test_a_drawing_is_written_as_svg(dialog, qtbot, tmp_path):
    dialog.output.choose("svg")
    path = tmp_path / "图.svg"
    saved(dialog, qtbot, path)
    assert b"<svg" in path.read_bytes()[:2000]


def test_a_wall_map_is_cut_onto_small_paper(dialog, qtbot, tmp_path):
    district = next(
        row
        for row in range(dialog.recipe.count())
        if getattr(dialog.recipe.itemData(row), "id", "") == "district"
    )
    dialog.recipe.setCurrentIndex(district)
    papers = [dialog.paper.itemText(i) for i in range(dialog.paper.count())]
    wall = next(i for i, text in enumerate(papers) if text.startswith("A0"))
    dialog.paper.setCurrentIndex(wall)
    dialog.output.choose("pdf", "A3")
    qtbot.waitUntil(lambda: "拼贴" in dialog.words.text(), timeout=WAIT)
    tiles = dialog._job.tiles("A3")
    assert tiles > 8
    assert f"拼贴 {tiles} 张 A3" in dialog.words.text()
    path = tmp_path / "墙.pdf"
    assert f"已保存 {tiles} 页" in saved(dialog, qtbot, path)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == tiles
        sides = sorted(float(x) / 72 * 25.4 for x in pdf.pages[0].mediabox[2:])
        assert sides == pytest.approx([297.0, 420.0], abs=0.1)


def test_the_button_asks_for_a_file_of_the_kind_chosen(dialog, qtbot):
    dialog.output.choose("svg")
    qtbot.waitUntil(dialog.save_button.isEnabled, timeout=WAIT)
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    asked = dialog.findChild(QFileDialog)
    assert asked.nameFilters() == ["SVG (*.svg)"]
    assert asked.defaultSuffix() == "svg"
    asked.reject()


def test_pictures_can_be_stopped_and_leave_nothing(
    dialog, qtbot, tmp_path, monkeypatch
):
    dialog.output.choose("png")
    write = pictures._write

    def slowly(draft, page, dpi, file):
        # While the first page is drawn the officer changes her mind.
        dialog._printing.stop()
        write(draft, page, dpi, file)

    monkeypatch.setattr(pictures, "_write", slowly)
    monkeypatch.setattr(
        printjobs, "sheet_pages", lambda *given: sheet_pages(*given) * 3
    )
    folder = tmp_path / "out"
    folder.mkdir()
    dialog.save(folder / "图.png")
    qtbot.waitUntil(lambda: dialog._printing is None, timeout=WAIT)
    assert list(folder.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(dialog, qtbot, tmp_path):
    dialog.output.choose("png")
    words = saved(dialog, qtbot, tmp_path / "nowhere" / "图.png")
    assert "图.png" in words
    assert "无法" in words or "不能" in words
    assert dialog.save_button.isEnabled()


def test_what_became_of_saving_stays_readable_when_the_picture_comes_later(
    dialog, qtbot, tmp_path, monkeypatch
):
    gate, real = threading.Event(), type(dialog._job).image

    def image(job, *args):
        assert gate.wait(30.0)
        return real(job, *args)

    monkeypatch.setattr(type(dialog._job), "image", image)
    dialog.view.show_image(None)
    dialog._draw_page()
    dialog.output.choose("png")
    words = saved(dialog, qtbot, tmp_path / "nowhere" / "图.png")
    gate.set()
    qtbot.waitUntil(lambda: dialog.image is not None, timeout=WAIT)
    assert dialog.words.text() == words
    assert "图.png" in words
