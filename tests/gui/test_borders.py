"""修复边界: tried, looked at, applied as one edit, taken back."""

from __future__ import annotations

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.borders import AREAS, FATE, WHAT, BordersDialog
from gridwatch.store.opening import open_store
from tests.gui.conftest import EAST, NORTH, SIDE

LEFT = Qt.MouseButton.LeftButton


def shift(window, uid, east):
    """Move the eastern border of an area, as another surveyor would draw it."""
    area = window.session.district.row(Kind.JURISDICTION, uid)
    moved = shapely.transform(
        area.geometry, lambda c: c + [[east if x > EAST + 1 else 0, 0] for x, _ in c]
    )
    change = Change(
        Kind.JURISDICTION, uid, {"geometry": area.geometry}, {"geometry": moved}
    )
    assert window.session.apply(Changes((change,)))


@pytest.fixture
def dialog(window):
    shift(window, "v00", -0.8)
    shift(window, "v01", 0.5)
    window.commands["borders"].trigger()
    (found,) = window.findChildren(BordersDialog)
    yield found
    found.reject()


def tried(dialog, qtbot):
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: dialog.closing is not None)


def villages(window):
    rows = window.session.district.jurisdictions
    return {row.uid: row.geometry for row in rows if row.uid.startswith("v")}


def test_nothing_can_be_applied_before_it_was_tried(dialog):
    assert not dialog.apply_button.isEnabled()
    assert dialog.table.rowCount() == 0


def test_gaps_overlaps_and_what_becomes_of_them_are_listed(dialog, qtbot, window):
    tried(dialog, qtbot)
    cells = [
        [dialog.table.item(row, column).text() for column in (WHAT, AREAS, FATE)]
        for row in range(dialog.table.rowCount())
    ]
    assert ["重叠", "东北村、西北村", "修复"] in cells
    assert all(fate == "修复" for _, _, fate in cells)
    assert "个面" in dialog.words.text()
    assert window.session.selection == {Kind.JURISDICTION: {"v01", "v11"}}


def test_repairing_is_one_edit_that_undo_takes_back(dialog, qtbot, window, store_path):
    before = villages(window)
    tried(dialog, qtbot)
    steps = window.session.undo_stack.count()
    QTest.mouseClick(dialog.apply_button, LEFT)
    assert window.session.undo_stack.count() == steps + 1
    assert shapely.coverage_is_valid(list(villages(window).values()))
    assert "修复边界" in window.session.undo_stack.undoText()
    assert not dialog.apply_button.isEnabled()
    with open_store(store_path, read_only=True) as store:
        assert "修复边界" in store.journal(1)[0].reason
    window.session.undo_stack.undo()
    after = villages(window)
    assert all(before[uid].equals_exact(after[uid], 0.0) for uid in before)


def test_what_is_wider_than_the_tolerance_is_left(dialog, qtbot, window):
    dialog.tolerance.setValue(0.6)
    shift(window, "v10", 0)
    tried(dialog, qtbot)
    assert dialog.closing.tolerance == pytest.approx(0.6)
    QTest.mouseClick(dialog.apply_button, LEFT)
    gap = shapely.box(EAST + SIDE - 0.8, NORTH, EAST + SIDE, NORTH + SIDE / 2)
    covered = shapely.union_all(list(villages(window).values()))
    assert not covered.contains(gap.centroid)


def test_another_tolerance_and_changed_rows_drop_what_was_tried(dialog, qtbot, window):
    tried(dialog, qtbot)
    dialog.tolerance.setValue(2.0)
    assert dialog.closing is None
    assert not dialog.apply_button.isEnabled()
    tried(dialog, qtbot)
    shift(window, "v10", 0.1)
    assert dialog.closing is None
    assert "重新试算" in dialog.words.text()


def test_areas_that_meet_say_so(window, qtbot):
    window.commands["borders"].trigger()
    (dialog,) = window.findChildren(BordersDialog)
    tried(dialog, qtbot)
    assert "都吻合" in dialog.words.text()
    dialog.reject()


def test_the_picture_shows_the_flaw_in_the_middle(dialog, qtbot):
    assert reddish(dialog.picture) == 0
    tried(dialog, qtbot)
    assert reddish(dialog.picture) > 200
    dialog.tolerance.setValue(2.0)
    assert reddish(dialog.picture) == 0


def reddish(picture):
    """Count the pixels in the middle half that are marked as a flaw."""
    image = picture.grab().toImage()
    wide, tall = image.width(), image.height()
    colours = (
        image.pixelColor(x, y)
        for x in range(wide // 4, 3 * wide // 4)
        for y in range(tall // 4, 3 * tall // 4)
    )
    return sum(one.red() > one.blue() + 40 for one in colours)


def test_closing_while_it_is_tried_leaves_nothing_behind(window, qtbot):
    window.commands["borders"].trigger()
    (dialog,) = window.findChildren(BordersDialog)
    QTest.mouseClick(dialog.go, LEFT)
    dialog.reject()
    qtbot.waitUntil(lambda: not window.session.errands.busy)
