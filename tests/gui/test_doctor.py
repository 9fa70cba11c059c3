"""The coordinate doctor's dialog: the officer sees the shift and decides."""

import numpy as np
import pyproj
import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gridwatch.district.gcj02 import to_gcj02
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.controlfit import FitDialog
from gridwatch.gui.dialogs.doctor import DoctorDialog
from gridwatch.intake.coordinates import Coordinates, Twist
from gridwatch.intake.plan import Hints, read, survey
from gridwatch.intake.surroundings import Known
from tests.intake.deliveries import shapefile
from tests.intake.test_doctor import beside, ground
from tests.intake.test_fitting import OLD, moved, written

LON, LAT = 116.84, 40.38


@pytest.fixture(scope="module")
def known():
    return ground(3, LON, LAT)


@pytest.fixture(scope="module")
def places(known):
    return beside(known, 3, 60, 20.0)


def boards(folder, points, crs):
    shapes = [shapely.Point(*point) for point in points]
    codes = {"公示牌编号": [f"GS{n}" for n in range(len(shapes))]}
    shapefile(folder / "来件" / "公示牌.shp", shapes, codes, crs=crs)
    return survey(folder / "来件", Hints(target_crs=4548))


@pytest.fixture
def opened(window, qtbot):
    """Return a maker of dialogs that have ended their examination."""
    made = []

    def make(planned, known):
        dialog = DoctorDialog(window.session, planned, known, window)
        made.append(dialog)
        dialog.resize(1120, 640)
        dialog.open()
        settle(qtbot, dialog)
        return dialog

    yield make
    for dialog in made:
        dialog.reject()
        dialog.deleteLater()


def settle(qtbot, dialog):
    qtbot.waitUntil(lambda: dialog._errand is None, timeout=20_000)


def colours(widget):
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


def test_a_shift_is_shown_and_chosen(tmp_path, opened, known, places, qtbot):
    plan = boards(tmp_path, np.column_stack(to_gcj02(*places.T)), 4490)
    dialog = opened(plan.files[0], known)
    assert dialog.diagnosis.certain
    assert "GCJ-02" in dialog.list.item(0).text()
    assert "m" in dialog.list.item(0).toolTip()
    # Arrows and the new place are orange, the river is blue.
    assert {"#d9480f", "#3c8fd1"} <= colours(dialog.picture)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.go.click()
    (file,) = chosen.args
    assert file.twists == (Twist.GCJ02,)
    rows = read(plan.with_file(file)).rows[Kind.SIGNBOARD]
    change = pyproj.Transformer.from_crs(4490, known.crs, always_xy=True)
    there = np.column_stack(change.transform(*places.T))
    found = np.array([(row.geometry.x, row.geometry.y) for row in rows])
    assert np.abs(found - there).max() < 0.01


def test_the_plans_reading_can_be_kept(tmp_path, opened, known, places, qtbot):
    plan = boards(tmp_path, np.column_stack(to_gcj02(*places.T)), 4490)
    dialog = opened(plan.files[0], known)
    dialog.list.setCurrentRow(dialog.diagnosis.accepted)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.go.click()
    assert chosen.args[0].coordinates == Coordinates(4490)
    assert chosen.args[0].crs_certain


def test_cancelling_changes_nothing(tmp_path, opened, known, places, qtbot):
    plan = boards(tmp_path, places, None)
    dialog = opened(plan.files[0], known)
    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.cancel.click()


def test_closing_while_it_examines_is_quiet(tmp_path, window, known, places, qtbot):
    plan = boards(tmp_path, places, None)
    dialog = DoctorDialog(window.session, plan.files[0], known, window)
    dialog.open()
    dialog.reject()
    qtbot.waitUntil(lambda: not window.session.errands.busy, timeout=20_000)
    assert dialog.diagnosis is None


def test_a_ballpark_needs_a_yes(tmp_path, opened, known, places, qtbot):
    change = pyproj.Transformer.from_crs(4490, 2436, always_xy=True)
    plan = boards(tmp_path, np.column_stack(change.transform(*places.T)), 2436)
    dialog = opened(plan.files[0], known)
    dialog.list.setCurrentRow(dialog.diagnosis.accepted)
    assert not dialog.go.isEnabled()
    assert "EPSG" in dialog.doubt.text()
    dialog.accept_doubt.setChecked(True)
    assert dialog.go.isEnabled()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.go.click()
    assert chosen.args[0].ballpark
    assert plan.with_file(chosen.args[0]).certain


def test_control_points_are_shown_with_their_residuals(tmp_path, opened, known, qtbot):
    plan = boards(tmp_path, OLD, 2436)
    table = written(tmp_path / "控制点.csv", OLD[:, ::-1], moved(OLD)[:, ::-1])
    dialog = opened(plan.files[0], known)
    asked = dialog.ask_fit()
    asked.take(table)
    assert asked.table.rowCount() == 6
    assert asked.table.item(0, 0).text() == "K0"
    assert "6" in asked.figures.text()
    asked.accept()
    settle(qtbot, dialog)
    assert dialog.hypothesis.coordinates.fit is not None
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.go.click()
    found = read(plan.with_file(chosen.args[0]))
    rows = found.rows[Kind.SIGNBOARD]
    placed = np.array([(row.geometry.x, row.geometry.y) for row in rows])
    assert np.abs(placed - moved(OLD)).max() < 0.001
    assert "K5" in found.placed["公示牌.shp"].zh


def test_bad_control_points_are_told_and_cannot_be_taken(tmp_path, window, qtbot):
    new = moved(OLD)
    new[3] += (70.0, 0.0)
    table = written(tmp_path / "控制点.csv", OLD, new)
    dialog = FitDialog(Coordinates(2436), 4548, window.session.language, window)
    qtbot.addWidget(dialog)
    dialog.take(table)
    assert "K3" in dialog.wrong.text()
    assert dialog.fit is None
    dialog.accept()
    assert not dialog.result()


def test_a_box_that_is_said_is_tried(tmp_path, opened, places, qtbot):
    change = pyproj.Transformer.from_crs(4490, 4548, always_xy=True)
    plan = boards(tmp_path, np.column_stack(change.transform(*places.T)), None)
    dialog = opened(plan.files[0], None)
    many = dialog.list.count()
    dialog.box.setText("鱼")
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    assert "没有采用" in dialog.verdict.text()
    dialog.box.setText(f"{LON - 0.3}，{LAT - 0.3}，{LON + 0.3}，{LAT + 0.3}")
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    settle(qtbot, dialog)
    assert dialog.diagnosis.best.coordinates == Coordinates(4548)
    assert dialog.list.count() <= many
    assert dialog.isVisible()


def test_a_file_without_shapes_offers_nothing(tmp_path, opened, known):
    codes = {"公示牌编号": ["1", "2"]}
    shapes = [None, shapely.Point()]
    shapefile(tmp_path / "来件" / "公示牌.shp", shapes, codes, crs=4548)
    plan = survey(tmp_path / "来件")
    dialog = opened(plan.files[0], known)
    assert not dialog.go.isEnabled()
    assert dialog.verdict.text()
    dialog.picture.look_near()
    assert not dialog.grab().isNull()


def test_the_picture_zooms_and_moves(tmp_path, opened, known, places, qtbot):
    plan = boards(tmp_path, np.column_stack(to_gcj02(*places.T)), 4490)
    picture = opened(plan.files[0], known).picture
    before = picture._per_pixel
    event = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(picture, event)
    assert picture._per_pixel < before
    middle = picture._middle
    qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(picture, QPoint(140, 100))
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=QPoint(140, 100))
    assert picture._middle[0] < middle[0]


def test_what_the_open_store_knows_is_ground(window):
    known = Known.of(window.session.district)
    assert known.crs == 4548
    assert known.has_lines
    assert len(known.rivers) == 5
