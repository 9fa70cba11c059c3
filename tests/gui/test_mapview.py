"""What the mouse and the keyboard do on the map."""

from __future__ import annotations

import pytest
import shapely
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gridwatch.cartography.carrying import shift_of
from gridwatch.district.wording import Kind
from gridwatch.gui.frameworker import Plane
from gridwatch.gui.mapview import Tool
from tests.gui.conftest import at, pixel_of, turn

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def viewport(window):
    return window.map.canvas.viewport()


def drag(window, start, end, keys=NONE):
    port = viewport(window)
    QTest.mousePress(port, LEFT, keys, start)
    steps = 5
    for n in range(1, steps + 1):
        QTest.mouseMove(port, start + (end - start) * n / steps)
    QTest.mouseRelease(port, LEFT, keys, end)


def width_of(window):
    west, _, east, _ = window.map.extent
    return east - west


def test_click_on_a_signboard_selects_its_row_in_the_table(window, qtbot):
    board = window.session.district.row(Kind.SIGNBOARD, "b2")
    QTest.mouseClick(viewport(window), LEFT, NONE, pixel_of(window, board.geometry))
    assert window.session.selection == {Kind.SIGNBOARD: {"b2"}}
    qtbot.waitUntil(lambda: window.sides.signboards.view.isVisible())
    chosen = window.sides.signboards.view.selected_lines()
    assert [line.uid for line in chosen] == ["b2"]


def test_click_on_a_line_prefers_the_segment_to_its_river(window):
    QTest.mouseClick(viewport(window), LEFT, NONE, pixel_of(window, at(1.5, 0.7)))
    assert window.session.selection == {Kind.SEGMENT: {"s2"}}


def test_click_beside_everything_selects_the_topmost_area(window):
    QTest.mouseClick(viewport(window), LEFT, NONE, pixel_of(window, at(0.75, 0.9)))
    assert window.session.selection == {Kind.CELL: {"c1"}}


def test_click_outside_lets_go(window):
    window.session.select({Kind.SIGNBOARD: ["b0"]})
    QTest.mouseClick(viewport(window), LEFT, NONE, QPoint(3, 3))
    assert window.session.selection == {}


def test_click_where_two_points_lie_offers_a_list(window):
    board = window.session.district.row(Kind.SIGNBOARD, "b4")
    place = pixel_of(window, board.geometry)
    QTest.mouseClick(viewport(window), LEFT, NONE, place)
    menus = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu)]
    shown = next(menu for menu in menus if menu.isVisible())
    entries = [action for action in shown.actions() if "GS-06" in action.text()]
    entries[0].trigger()
    shown.close()
    assert window.session.selection == {Kind.SIGNBOARD: {"b5"}}


def test_control_click_adds_to_the_selection(window):
    for uid in ("b0", "b3"):
        board = window.session.district.row(Kind.SIGNBOARD, uid)
        keys = Qt.KeyboardModifier.ControlModifier
        QTest.mouseClick(viewport(window), LEFT, keys, pixel_of(window, board.geometry))
    assert window.session.selection == {Kind.SIGNBOARD: {"b0", "b3"}}


def test_dragging_moves_the_map_with_the_pointer(window):
    place = at(0.3, 0.3)
    start = pixel_of(window, place)
    drag(window, start, start + QPoint(80, -50))
    assert (pixel_of(window, place) - start - QPoint(80, -50)).manhattanLength() <= 2
    assert window.session.selection == {}


def test_wheel_zooms_and_keeps_the_place_under_the_pointer(window):
    place, before = at(0.4, 1.2), width_of(window)
    spot = pixel_of(window, place)
    turn(window, spot)
    assert width_of(window) == pytest.approx(before / 1.25)
    assert (pixel_of(window, place) - spot).manhattanLength() <= 1


def test_two_fingers_on_a_touchpad_zoom_around_the_pointer(window):
    viewport = window.map.canvas.viewport()
    spot = QPointF(200.0, 150.0)
    before = window.map.view
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        spot,
        spot,
        QPointF(viewport.mapToGlobal(spot.toPoint())),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(viewport, event)
    after = window.map.view
    assert after.metres_per_pixel == pytest.approx(before.metres_per_pixel / 1.25)
    assert after.to_map(200, 150) == pytest.approx(before.to_map(200, 150))


def test_hovering_lights_up_what_is_under_the_pointer(window, qtbot):
    signboard = window.session.district.signboards[0]
    place = pixel_of(window, signboard.geometry)
    hits = window.map.hits(place)
    window.map.hovering.light_up(hits[:1])
    qtbot.waitUntil(lambda: Plane.HOVER in window.map._frame._pictures)
    image, _ = window.map._frame._pictures[Plane.HOVER]
    assert image.pixelColor(0, 0).alpha() == 0
    QTest.mouseMove(window.map.canvas.viewport(), QPoint(1, 1))
    QApplication.sendEvent(window.map.canvas.viewport(), QEvent(QEvent.Type.Leave))
    assert Plane.HOVER not in window.map._frame._pictures


def test_double_click_zooms_in(window):
    before = width_of(window)
    QTest.mouseDClick(viewport(window), LEFT, NONE, QPoint(200, 200))
    assert width_of(window) == pytest.approx(before / 2)


def test_shift_drag_zooms_to_the_box(window):
    start, end = pixel_of(window, at(0.2, 1.8)), pixel_of(window, at(0.8, 1.2))
    drag(window, start, end, Qt.KeyboardModifier.ShiftModifier)
    west, south, east, north = window.map.extent
    inside = shapely.box(west, south, east, north)
    assert inside.buffer(50).covers(at(0.2, 1.8))
    assert inside.buffer(50).covers(at(0.8, 1.2))
    assert not inside.covers(at(1.9, 0.1))


def test_rubber_band_selects_what_lies_in_it(window):
    window.map.set_tool(Tool.SELECT)
    start, end = pixel_of(window, at(0.05, 1.49)), pixel_of(window, at(0.42, 1.4))
    drag(window, start, end)
    assert window.session.selection == {Kind.SIGNBOARD: {"b0", "b1", "b2"}}


def test_keys_move_zoom_and_go_back(window, qtbot):
    window.map.setFocus()
    # The first report of the checks gives the panels their heights.
    qtbot.waitUntil(lambda: window.sides.checks.report is not None)
    qtbot.waitUntil(lambda: window.map.settled)
    before = window.map.extent
    QTest.keyClick(window.map, Qt.Key.Key_Right)
    assert window.map.extent[0] > before[0]
    qtbot.waitUntil(lambda: window.map.settled)
    QTest.keyClick(window.map, Qt.Key.Key_Plus)
    assert width_of(window) < before[2] - before[0]
    qtbot.waitUntil(lambda: window.map.settled)
    window.map.go_back()
    qtbot.waitUntil(lambda: window.map.settled)
    window.map.go_back()
    assert window.map.extent == pytest.approx(before)
    qtbot.waitUntil(lambda: window.map.settled)
    window.map.go_forward()
    assert window.map.extent[0] > before[0]


def test_f_shows_the_selection(window):
    window.session.select({Kind.OUTFALL: ["o1"]})
    window.commands["fit"].trigger()
    west, south, east, north = window.map.extent
    place = window.session.district.row(Kind.OUTFALL, "o1").geometry
    assert shapely.box(west, south, east, north).covers(place)
    assert east - west < 5_000


def test_number_keys_switch_layers(window, qtbot):
    window.activateWindow()
    window.map.setFocus()
    QTest.keyClick(window.map, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: "signboard" in window.session.hidden)
    board = window.session.district.row(Kind.SIGNBOARD, "b2").geometry
    assert (Kind.SIGNBOARD, "b2") not in window.map.hits(pixel_of(window, board))
    QTest.keyClick(window.map, Qt.Key.Key_1)
    assert window.session.hidden == frozenset()


def test_pointer_shows_metres_and_degrees_in_the_status_bar(window):
    place = at(1.0, 1.0)
    QTest.mouseMove(viewport(window), pixel_of(window, place))
    window.map.pointed.emit((place.x, place.y))
    assert "北坐标 X 4474000.0" in window.footer.metres.text()
    assert "东坐标 Y 504000.0" in window.footer.metres.text()
    assert window.footer.angle.text().startswith("117°02")
    assert "1:" in window.footer.scale.currentText()


def test_moving_shows_the_old_picture_at_once_and_a_sharp_one_soon(window, qtbot):
    window.map.pan(0.2, 0.0)
    assert not window.map.settled
    qtbot.waitUntil(lambda: window.map.settled)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_the_map_is_moved_by_whole_device_pixels(window, monkeypatch, ratio):
    monkeypatch.setattr(type(window.map), "devicePixelRatioF", lambda _: ratio)
    before = window.map.shown_view()
    window.map.pan(0.0537, -0.0421)
    assert shift_of(before, window.map.shown_view()) is not None


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.75])
def test_a_drag_keeps_what_was_taken_hold_of_under_the_pointer(
    window, monkeypatch, ratio
):
    monkeypatch.setattr(type(window.map), "devicePixelRatioF", lambda _: ratio)
    start, end = QPoint(200, 150), QPoint(291, 187)
    held = window.map.view.to_map(start.x(), start.y())
    port = viewport(window)
    QTest.mousePress(port, LEFT, NONE, start)
    for x in range(start.x(), end.x() + 1, 7):
        QTest.mouseMove(port, QPoint(x, start.y() + (x - start.x()) * 37 // 91))
    QTest.mouseMove(port, end)
    x, y = window.map.view.to_pixel(*held)
    QTest.mouseRelease(port, LEFT, NONE, end)
    assert (x, y) == pytest.approx((end.x(), end.y()), abs=0.5 / ratio + 1e-6)


def test_many_features_are_one_item_on_the_scene(window):
    frames = [
        i for i in window.map.canvas.scene().items() if type(i).__name__ == "MapFrame"
    ]
    assert len(frames) == 1
