"""Choosing a river, seeing it drawn out straight, saving it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.strip import StripDialog


@pytest.fixture
def dialog(window, qtbot):
    window.session.select({Kind.SEGMENT: ["s2"]})
    window.commands["strip"].trigger()
    (found,) = [w for w in window.children() if isinstance(w, StripDialog)]
    qtbot.waitUntil(lambda: bool(found.pages))
    yield found
    found.reject()


def test_the_river_of_the_selected_segment_is_drawn_at_once(dialog):
    assert dialog.river.uid == "r1"
    assert dialog.pages[0].title.zh == "安达木河直线示意图"


def test_another_river_is_drawn_when_it_is_chosen(dialog, qtbot):
    dialog.choose("r0")
    qtbot.waitUntil(lambda: dialog.pages[0].title.zh == "潮河直线示意图")
    assert "共 1 幅" in dialog.note.text()


def test_typing_leaves_only_rivers_that_match(dialog):
    dialog.filter.setText("潮")
    items = [dialog.rivers.item(i) for i in range(dialog.rivers.count())]
    assert [i.text() for i in items if not i.isHidden()] == ["潮河（2 段）"]


def test_longer_paper_is_drawn_longer(dialog, qtbot):
    dialog.papers.setCurrentIndex(2)
    dialog.papers.activated.emit(2)
    qtbot.waitUntil(lambda: dialog.pages[0].width == 841)


def test_the_pdf_is_written(dialog, tmp_path):
    dialog.save_pdf(tmp_path / "strip.pdf")
    assert (tmp_path / "strip.pdf").read_bytes().startswith(b"%PDF")


def test_a_folder_that_is_not_there_is_told_in_words(dialog, tmp_path, window):
    dialog.save_pdf(tmp_path / "nowhere" / "strip.pdf")
    (told,) = window.findChildren(QMessageBox)
    assert "strip.pdf" in told.text() + told.informativeText()
    told.reject()


def test_without_a_river_in_order_the_dialog_says_what_is_missing(window):
    district = window.session.district
    for segment in district.segments:
        window.sides.card.edit(Kind.SEGMENT, segment.uid, "sequence", "")
    window.commands["strip"].trigger()
    (found,) = [w for w in window.children() if isinstance(w, StripDialog)]
    assert "序号" in found.note.text()
    assert not found.pdf.isEnabled()
    found.reject()
