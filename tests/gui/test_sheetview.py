"""A page in a window is shown whole, also when its room changes."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from gridwatch.gui.sheetview import SheetView


@pytest.fixture
def view(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    found = SheetView(parent)
    found.resize(300, 400)
    parent.show()
    yield found
    parent.close()


def page():
    image = QImage(420, 297, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    return image


def shown(view):
    return view.widget().pixmap().deviceIndependentSize()


def test_a_page_fills_its_room_in_its_own_shape(view):
    view.show_image(page())
    assert view.image is not None
    size, room = shown(view), view.viewport().size()
    assert size.width() == pytest.approx(room.width() - 16, abs=1.5)
    assert size.width() / size.height() == pytest.approx(420 / 297, rel=0.02)


def test_a_page_follows_when_its_room_changes(view, qtbot):
    view.show_image(page())
    before = shown(view).width()
    view.resize(600, 500)
    qtbot.waitUntil(lambda: shown(view).width() > before)
    assert shown(view).width() <= view.viewport().width()
    assert shown(view).height() <= view.viewport().height()


def test_without_a_page_nothing_is_shown(view):
    view.show_image(page())
    view.show_image(None)
    view.resize(500, 500)
    assert view.image is None
    assert view.widget().pixmap().isNull()
