"""Editing on the map with a real mouse: every edit is written at once and undone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gridwatch.district.rowedits import make
from gridwatch.district.vertices import chains
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.rowform import RowForm
from gridwatch.gui.mapview import Tool
from gridwatch.store.opening import open_store
from tests.gui.conftest import at, pixel_of, turn

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier


def viewport(window):
    return window.map.canvas.viewport()


def move(window, place):
    QTest.mouseMove(viewport(window), place)


def click(window, place, keys=NONE):
    move(window, place)
    QTest.mouseClick(viewport(window), LEFT, keys, place)


def drag(window, start, end, *, drop=True):
    port = viewport(window)
    QTest.mousePress(port, LEFT, NONE, start)
    for n in range(1, 6):
        QTest.mouseMove(port, start + (end - start) * n / 5)
    if drop:
        QTest.mouseRelease(port, LEFT, NONE, end)


def go_to(window, point, metres=1500):
    window.map.set_extent(
        (point.x - metres, point.y - metres, point.x + metres, point.y + metres)
    )


def row(window, kind, uid):
    return window.session.district.row(kind, uid)


def form_of(window):
    QApplication.processEvents()
    (form,) = [f for f in window.findChildren(RowForm) if f.isVisible()]
    return form


def ground(window, pixel):
    return window.map.view.to_map(pixel.x(), pixel.y())


# --- points --------------------------------------------------------------------


def test_a_click_makes_a_board_on_the_river_with_its_segment(window):
    window.commands["tool-add"].trigger()
    go_to(window, at(0.5, 1.5))
    spot = pixel_of(window, at(0.5, 1.5)) + QPoint(3, 6)
    move(window, spot)
    assert "潮河第 1 段" in window.footer.names.text()
    assert "K2+0" in window.footer.names.text()
    click(window, spot)
    form = form_of(window)
    assert form.kind is Kind.SIGNBOARD
    assert form.cells["segment_code"].box.entry.text() == "潮河第 1 段"
    form.accept()
    made = row(window, Kind.SIGNBOARD, form.uid)
    segment = row(window, Kind.SEGMENT, "s0")
    assert made.geometry.distance(segment.geometry) < 1e-6
    window.commands["undo"].trigger()
    assert row(window, Kind.SIGNBOARD, form.uid) is None


def test_alt_keeps_the_point_where_the_pointer_is(window):
    window.map.set_tool(Tool.ADD)
    go_to(window, at(0.5, 1.5))
    spot = pixel_of(window, at(0.5, 1.5)) + QPoint(0, 8)
    click(window, spot, ALT)
    form = form_of(window)
    form.accept()
    made = row(window, Kind.SIGNBOARD, form.uid)
    assert made.geometry.coords[0] == pytest.approx(ground(window, spot))


def test_far_from_the_river_the_bank_and_the_distance_are_told(window):
    window.map.set_tool(Tool.ADD)
    go_to(window, at(0.5, 1.5))
    move(window, pixel_of(window, at(0.5, 1.5)) - QPoint(0, 40))
    assert "左岸" in window.footer.names.text()
    move(window, pixel_of(window, at(0.5, 1.5)) + QPoint(0, 40))
    assert "右岸" in window.footer.names.text()
    move(window, pixel_of(window, at(0.5, 1.5)) + QPoint(0, 200))
    assert "点一下放置公示牌" in window.footer.names.text()


def test_the_menu_of_the_tool_makes_outfalls(window):
    menu = window.commands["tool-add"].menu()
    menu.actions()[1].trigger()
    assert window.map.tool is Tool.ADD
    click(window, pixel_of(window, at(0.3, 0.3)))
    form = form_of(window)
    assert form.kind is Kind.OUTFALL
    form.reject()
    assert len(window.session.district.outfalls) == 4


def test_a_row_without_a_place_gets_it_by_a_click(window):
    session = window.session
    values = {"code": "GS-99", "segment_code": "990101000002"}
    session.apply(make(Kind.SIGNBOARD, values, "test", "lost"))
    session.select({Kind.SIGNBOARD: ["lost"]})
    window.map.set_tool(Tool.ADD)
    assert "放置所选" in window.footer.names.text()
    go_to(window, at(0.5, 1.5))
    click(window, pixel_of(window, at(0.5, 1.5)) + QPoint(0, 4))
    found = row(window, Kind.SIGNBOARD, "lost")
    assert found.geometry.distance(row(window, Kind.SEGMENT, "s0").geometry) < 1e-6
    # What the row says of its segment is the officer's word and stays.
    assert found.segment_code == "990101000002"
    window.commands["undo"].trigger()
    assert row(window, Kind.SIGNBOARD, "lost").geometry is None


def test_a_board_is_dragged_and_relinked_and_put_back(window, store_path):
    window.map.set_tool(Tool.RESHAPE)
    go_to(window, at(1.0, 1.5), 3000)
    board = row(window, Kind.SIGNBOARD, "b3")
    start = pixel_of(window, board.geometry)
    drag(window, start, pixel_of(window, at(1.2, 1.5)) + QPoint(2, 5))
    moved = row(window, Kind.SIGNBOARD, "b3")
    assert moved.segment_code == "990101000002"
    assert moved.geometry.distance(row(window, Kind.SEGMENT, "s1").geometry) < 1e-6
    with open_store(store_path, read_only=True) as other:
        assert other.district().row(Kind.SIGNBOARD, "b3") == moved
    window.commands["undo"].trigger()
    assert row(window, Kind.SIGNBOARD, "b3") == board


def test_escape_gives_a_drag_up(window):
    window.map.set_tool(Tool.RESHAPE)
    board = row(window, Kind.SIGNBOARD, "b2")
    start = pixel_of(window, board.geometry)
    drag(window, start, start + QPoint(60, 60), drop=False)
    QTest.keyClick(window.map, Qt.Key.Key_Escape)
    QTest.mouseRelease(viewport(window), LEFT, NONE, start + QPoint(60, 60))
    assert row(window, Kind.SIGNBOARD, "b2") == board
    assert not window.session.undo_stack.canUndo()


def test_dragging_beside_everything_still_moves_the_map(window):
    window.map.set_tool(Tool.RESHAPE)
    window.session.select({})
    before = window.map.extent
    start = pixel_of(window, at(0.75, 0.9))
    drag(window, start, start + QPoint(70, 20))
    assert window.map.extent != before
    assert not window.session.undo_stack.canUndo()


# --- lines ----------------------------------------------------------------------


def test_a_vertex_is_made_dragged_and_removed(window):
    window.map.set_tool(Tool.RESHAPE)
    go_to(window, at(0.5, 1.5))
    click(window, pixel_of(window, at(0.62, 1.5)))
    assert window.session.selection == {Kind.SEGMENT: {"s0"}}
    spot = pixel_of(window, at(0.5, 1.5))
    QTest.mouseDClick(viewport(window), LEFT, NONE, spot)
    line = row(window, Kind.SEGMENT, "s0").geometry
    assert len(line.coords) == 3
    drag(window, spot, spot + QPoint(0, 50))
    bent = row(window, Kind.SEGMENT, "s0").geometry
    assert bent.length > line.length
    river = row(window, Kind.RIVER, "r0").geometry
    assert bent.coords[1] in list(river.coords)
    QTest.keyClick(window.map, Qt.Key.Key_Delete)
    assert len(row(window, Kind.SEGMENT, "s0").geometry.coords) == 2
    assert row(window, Kind.SEGMENT, "s0") is not None
    for _ in range(3):
        window.commands["undo"].trigger()
    assert row(window, Kind.SEGMENT, "s0").geometry.equals(line)
    assert not window.session.undo_stack.canUndo()


def test_an_end_snaps_to_the_end_of_a_neighbour(window):
    window.map.set_tool(Tool.RESHAPE)
    window.session.select({Kind.SEGMENT: ["s2"]})
    go_to(window, at(1.5, 1.5), 4000)
    start = pixel_of(window, at(1.5, 1.5))
    drag(window, start, pixel_of(window, at(2.0, 1.5)) + QPoint(4, 3), drop=False)
    tool = window.editing.reshaping
    assert tool._snap == at(2.0, 1.5).coords[0]
    QTest.mouseRelease(viewport(window), LEFT, NONE, start)
    line = row(window, Kind.SEGMENT, "s2").geometry
    assert line.coords[-1] == at(2.0, 1.5).coords[0]


def test_the_meeting_of_two_segments_is_not_removed(window):
    window.map.set_tool(Tool.RESHAPE)
    window.session.select({Kind.SEGMENT: ["s0"]})
    click_place = pixel_of(window, at(1.0, 1.5))
    QTest.mousePress(viewport(window), LEFT, NONE, click_place)
    QTest.mouseRelease(viewport(window), LEFT, NONE, click_place)
    QTest.keyClick(window.map, Qt.Key.Key_Delete)
    assert "不能删除" in window.footer.names.text()
    assert not window.session.undo_stack.canUndo()


def test_the_right_button_offers_to_remove_a_vertex(window):
    window.map.set_tool(Tool.RESHAPE)
    go_to(window, at(0.5, 1.5))
    window.session.select({Kind.SEGMENT: ["s0"]})
    spot = pixel_of(window, at(0.5, 1.5))
    QTest.mouseDClick(viewport(window), LEFT, NONE, spot)
    port = viewport(window)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, spot, port.mapToGlobal(spot)
    )
    QApplication.sendEvent(port, event)
    (menu,) = [
        w
        for w in QApplication.topLevelWidgets()
        if isinstance(w, QMenu) and w.isVisible()
    ]
    menu.actions()[0].trigger()
    menu.close()
    assert len(row(window, Kind.SEGMENT, "s0").geometry.coords) == 2


# --- cells ------------------------------------------------------------------------


def test_a_corner_of_a_cell_moves_in_its_neighbour_too(window):
    window.map.set_tool(Tool.RESHAPE)
    click(window, pixel_of(window, at(0.2, 0.3)))
    assert window.session.selection == {Kind.CELL: {"c0"}}
    before = row(window, Kind.CELL, "c0").geometry
    start = pixel_of(window, at(0.5, 0.0))
    drag(window, start, start + QPoint(-12, -30))
    one, other = (row(window, Kind.CELL, uid).geometry for uid in ("c0", "c1"))
    assert not one.equals(before)
    assert one.intersection(other).area == pytest.approx(0.0, abs=1e-3)
    corner = next(
        tuple(xy)
        for xy in chains(one)[0][0].tolist()
        if tuple(xy) not in list(before.exterior.coords)
    )
    assert list(corner) in chains(other)[0][0].tolist()
    window.commands["undo"].trigger()
    assert row(window, Kind.CELL, "c0").geometry.equals(before)


def test_a_border_that_would_cross_itself_is_refused_in_words(window):
    window.map.set_tool(Tool.RESHAPE)
    window.session.select({Kind.CELL: ["c1"]})
    drag(window, pixel_of(window, at(0.5, 0.0)), pixel_of(window, at(0.8, 1.3)))
    assert "自相交" in window.footer.names.text()
    assert not window.session.undo_stack.canUndo()


# --- splitting --------------------------------------------------------------------


def test_a_click_splits_a_segment_and_one_undo_joins_it(window):
    before = window.session.store.content_hash()
    window.commands["tool-split"].trigger()
    go_to(window, at(0.5, 1.5), 3000)
    spot = pixel_of(window, at(0.4, 1.5)) + QPoint(0, 3)
    move(window, spot)
    assert "上段" in window.footer.names.text()
    click(window, spot)
    chosen = window.session.selection[Kind.SEGMENT]
    assert len(chosen) == 2
    parts = [row(window, Kind.SEGMENT, uid) for uid in chosen]
    assert sum(p.geometry.length for p in parts) == pytest.approx(4000.0)
    assert {p.code for p in parts} == {"990101000001", "990101000004"}
    below = next(p.code for p in parts if p.uid != "s0")
    linked = [b.uid for b in window.session.district.signboards_of_segment[below]]
    assert linked == ["b3", "b4", "b5"]
    assert "已分为" in window.footer.names.text()
    window.commands["undo"].trigger()
    assert window.session.store.content_hash() == before


def test_a_click_beside_every_segment_splits_nothing(window):
    window.map.set_tool(Tool.SPLIT)
    click(window, pixel_of(window, at(0.2, 0.2)))
    assert "没有河段" in window.footer.names.text()
    assert not window.session.undo_stack.canUndo()


# --- the tools as such ----------------------------------------------------------


def test_escape_lays_the_tool_down(window):
    window.commands["tool-reshape"].trigger()
    assert window.commands["tool-reshape"].isChecked()
    window.commands["release"].trigger()
    assert window.map.tool is Tool.BROWSE
    assert window.commands["tool-browse"].isChecked()
    assert window.footer.names.text() == ""


def test_wheel_and_space_work_with_a_tool_in_hand(window):
    window.map.set_tool(Tool.RESHAPE)
    window.session.select({Kind.SEGMENT: ["s0"]})
    before = window.map.extent
    start = pixel_of(window, at(0.0, 1.5))
    QTest.keyPress(window.map, Qt.Key.Key_Space)
    drag(window, start, start + QPoint(50, 0))
    QTest.keyRelease(window.map, Qt.Key.Key_Space)
    assert window.map.extent != before
    before = window.map.view.metres_per_pixel
    turn(window, start)
    assert window.map.view.metres_per_pixel == pytest.approx(before / 1.25)
    assert not window.session.undo_stack.canUndo()


def test_a_store_that_can_only_be_read_offers_no_tools(make_window, store_path):
    window = make_window()
    window.session.open(store_path, read_only=True)
    for name in ("tool-add", "tool-reshape", "tool-split"):
        assert not window.commands[name].isEnabled()


def test_the_sketch_is_drawn_over_the_map_and_not_into_its_picture(window, qtbot):
    window.map.set_tool(Tool.RESHAPE)
    window.session.select({Kind.SEGMENT: ["s0"]})
    qtbot.waitUntil(lambda: window.map.settled)
    spot = pixel_of(window, at(1.0, 1.5))
    picture, _ = window.map._frame._pictures[next(iter(window.map._frame._pictures))]
    seen = window.map.canvas.viewport().grab().toImage()
    # The middle of the handle is white, and blue around.
    assert seen.pixelColor(spot).lightness() > 200
    assert picture.pixelColor(spot) != seen.pixelColor(spot)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_what_was_shown_as_done_survives_a_kill(store_path):
    """Moves and splits by the mouse in another process, which is killed at once."""
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtCore import QPoint\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from gridwatch.district.wording import Kind\n"
        "from gridwatch.gui.mainwindow import MainWindow\n"
        "from gridwatch.gui.mapview import Tool\n"
        "from gridwatch.gui.session import Session\n"
        "from gridwatch.gui.remembering import Memory\n"
        "from tests.gui.conftest import at, pixel_of\n"
        "from tests.gui.test_mapedit import click, drag\n"
        "app = QApplication([])\n"
        "path = Path(sys.argv[1])\n"
        "session = Session(Memory(path.with_suffix('.ini')))\n"
        "window = MainWindow(session)\n"
        "window.show()\n"
        "session.open(path)\n"
        "window.map.set_tool(Tool.RESHAPE)\n"
        "board = session.district.row(Kind.SIGNBOARD, 'b2')\n"
        "start = pixel_of(window, board.geometry)\n"
        "drag(window, start, start + QPoint(0, 40))\n"
        "window.map.set_tool(Tool.SPLIT)\n"
        "click(window, pixel_of(window, at(0.4, 1.5)))\n"
        "done = session.store.content_hash()\n"
        "board = session.district.row(Kind.SIGNBOARD, 'b0')\n"
        "start = pixel_of(window, board.geometry)\n"
        "window.map.set_tool(Tool.RESHAPE)\n"
        "drag(window, start, start + QPoint(30, 30), drop=False)\n"
        "print(done, len(session.district.segments), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, str(store_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert found.returncode == -signal.SIGKILL, found.stderr
    done, segments = found.stdout.split()
    assert segments == "4"
    with open_store(store_path) as store:
        assert store.content_hash() == done
        assert len(store.district().segments) == 4
        assert store.journal(limit=1)[0].reason == "分段"
