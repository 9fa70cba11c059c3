"""One small screen: nothing hangs over its edge, and no name is cut to nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest

from gridwatch.gui.dialogs.importing import ImportDialog
from gridwatch.gui.dialogs.printing import PrintDialog
from tests.gui.conftest import pixel_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.mark.parametrize(("beyond", "maximised"), [(200, True), (-200, False)])
def test_window_too_large_for_the_screen_fills_it(
    make_window, monkeypatch, beyond, maximised
):
    window = make_window()
    window.hide()
    room = QSize(1366, 768)
    monkeypatch.setattr(
        window,
        "screen",
        lambda: type("Screen", (), {"availableSize": staticmethod(lambda: room)}),
    )
    window.resize(room + QSize(beyond, beyond))
    window.show_whole()
    assert window.isMaximized() is maximised


@pytest.mark.parametrize("kind", ["import", "print"])
def test_dialogs_are_no_larger_than_the_screen(window, tmp_path, kind):
    if kind == "print":
        window.print_maps(False)
        dialog = window.findChild(PrintDialog)
    else:
        window.filing.import_folder(tmp_path)
        dialog = window.findChild(ImportDialog)
    room = window.screen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() < room.height()
    dialog.reject()
    window.session.errands.stop_all()


def test_layers_keep_room_for_their_names(make_window, store_path):
    window = make_window(store_path, (1024, 700))
    assert window.sides.layers.tree.width() >= 160


def test_list_of_hits_ends_where_the_search_box_ends(window, qtbot):
    box = window.bar.search
    box.setFocus()
    QTest.keyClicks(box, "ch")
    hits = box.completer().popup()
    qtbot.waitUntil(hits.isVisible)
    end = box.mapToGlobal(box.rect().bottomRight()).x()
    assert hits.width() > box.width()
    assert hits.frameGeometry().right() == end
    hits.hide()


def test_name_under_the_pointer_is_told_without_a_click(window, qtbot):
    board = window.session.district.signboards[0]
    window.map.canvas.viewport().cursor().setPos(
        window.map.canvas.viewport().mapToGlobal(pixel_of(window, board.geometry))
    )
    QTest.mouseMove(window.map.canvas.viewport(), pixel_of(window, board.geometry))
    qtbot.waitUntil(lambda: board.code in window.footer.names.text())


def test_long_name_under_the_pointer_pushes_nothing_off_the_window(window):
    before = window.minimumSizeHint().width()
    window.footer.show_names("很长的名字" * 60)
    assert window.minimumSizeHint().width() == before
    assert window.width() == 1366


@pytest.mark.parametrize("entry", ["1:25,000", "25000", "1：25000", "1/25 000"])
def test_scale_may_be_typed(window, entry):
    scale = window.footer.scale
    scale.setEditText(entry)
    scale.lineEdit().returnPressed.emit()
    assert window.map.view.scale_denominator == pytest.approx(25_000, rel=1e-3)
    assert scale.currentText() == "1:25,000"


@pytest.mark.parametrize("entry", ["", "abc", "0", "1:", "-5"])
def test_senseless_scale_changes_nothing(window, entry):
    scale, before = window.footer.scale, window.map.extent
    shown = scale.currentText()
    scale.setEditText(entry)
    scale.lineEdit().returnPressed.emit()
    assert window.map.extent == before
    assert scale.currentText() == shown
