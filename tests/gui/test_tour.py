"""The tour points at real parts, can be skipped, and does not come again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridwatch.district.wording import Kind, Language
from gridwatch.gui.remembering import Memory
from gridwatch.gui.window import Desktop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def tour(window):
    window.helping.offer_tour()
    yield window.helping.tour
    if window.helping.tour is not None:
        window.helping.tour.end()


def test_each_of_five_steps_leaves_its_part_bright_and_its_note_inside(
    window, tour, qtbot
):
    assert len(tour.steps) == 5
    for size in ((1366, 768), (1024, 640)):
        window.resize(*size)
        assert tour.size() == window.size()
        for at, step in enumerate(tour.steps):
            tour.go(at)
            qtbot.waitUntil(lambda: not tour.hole.isEmpty())
            corner = step.widget.mapTo(window, step.widget.rect().center())
            note = tour.note.geometry()
            assert tour.hole.contains(corner), step.title
            assert tour.rect().contains(note), step.title
            beside = step.widget is not window.map
            assert not (beside and tour.hole.intersects(note)), step.title


def test_steps_go_on_and_back_and_end_and_it_does_not_come_again(window, tour, memory):
    for _ in range(4):
        tour.next.click()
    assert tour.at == 4
    assert not tour.skip.isVisible()
    tour.back.click()
    assert tour.at == 3
    tour.go(4)
    tour.next.click()
    assert window.helping.tour is None
    window.helping.offer_tour()
    assert window.helping.tour is None
    assert Memory(memory.folder / "gridwatch.ini").toured
    window.session.select({Kind.SIGNBOARD: ["b0"]})
    assert window.session.selection == {Kind.SIGNBOARD: frozenset({"b0"})}


def test_keys_stay_in_the_tour_escape_skips_and_the_menu_shows_it_again(window, tour):
    hidden = window.session.hidden
    QTest.keyClick(tour, Qt.Key.Key_1)
    QTest.keyClick(tour, Qt.Key.Key_F)
    assert window.session.hidden == hidden
    assert window.helping.tour is tour
    QTest.keyClick(tour, Qt.Key.Key_Escape)
    assert window.helping.tour is None
    window.commands["tour"].trigger()
    assert window.helping.tour is not None


def test_a_dock_that_floats_is_spoken_of_without_being_pointed_at(window, tour):
    window.sides.docks["card"].setFloating(True)
    tour.go(2)
    assert tour.hole.isEmpty()
    assert tour.rect().contains(tour.note.geometry())
    window.sides.docks["card"].setFloating(False)


def test_without_a_store_there_is_nothing_to_point_at(make_window):
    window = make_window()
    window.helping.offer_tour()
    assert window.helping.tour is None
    assert not window.commands["tour"].isEnabled()


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("guided", [True, False])
def test_it_comes_by_itself_only_where_an_officer_sits(
    tmp_path, store_path, qtbot, guided
):
    memory = Memory(tmp_path / "new.ini")
    desktop = Desktop(memory, Language.ZH, guided=guided)
    window = desktop.window
    window.show()
    desktop.session.open(store_path)
    qtbot.wait(1)
    assert (window.helping.tour is not None) is guided
    assert memory.toured is guided
    if window.helping.tour is not None:
        window.helping.tour.end()
    window.close()
    window.deleteLater()
    desktop.deleteLater()
