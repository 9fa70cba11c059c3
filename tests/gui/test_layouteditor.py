"""The layout editor: real mouse, real keys, undo, and a file that prints."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from gridwatch.district.wording import Text
from gridwatch.gui.dialogs.layouteditor import LayoutEditor
from gridwatch.mapbook.recipe import BlockKind
from gridwatch.mapbook.recipeediting import blocks_of
from gridwatch.mapbook.recipefile import read_recipe, shipped_recipes
from gridwatch.mapbook.recipeplan import Wish, plan_recipe


@pytest.fixture
def editor(window):
    window.commands["layouts"].trigger()
    found = window.findChild(LayoutEditor)
    yield found
    found.reject()
    window.session.errands.stop_all()


def block(editor, kind):
    """Return number and rectangle of the first block of a kind."""
    blocks = blocks_of(editor.recipe, landscape=editor.landscape)
    return next(b for b in blocks if editor.recipe.blocks[b[0]].kind is kind)


def spot(editor, rect, across=0.5, down=0.5):
    """Return the pixel of a place in a rectangle."""
    box = editor.canvas.pixels_of(rect)
    at = QPointF(box.x() + across * box.width(), box.y() + down * box.height())
    return at.toPoint()


def drag(editor, start, by, modifier=Qt.KeyboardModifier.NoModifier):
    canvas, left = editor.canvas, Qt.MouseButton.LeftButton
    QTest.mousePress(canvas, left, modifier, start)
    for part in (0.3, 0.7, 1.0):
        at = start + QPoint(round(by.x() * part), round(by.y() * part))
        QTest.mouseMove(canvas, at)
        # Offscreen, moves are told without their button: tell them again.
        canvas.mouseMoveEvent(_move(at, modifier))
    QTest.mouseRelease(canvas, left, modifier, start + by)


def _move(at, modifier):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    left = Qt.MouseButton.LeftButton
    kind = QEvent.Type.MouseMove
    return QMouseEvent(kind, QPointF(at), QPointF(at), left, left, modifier)


def test_a_block_is_dragged_undone_and_done_again(editor):
    before = editor.recipe
    number, rect = block(editor, BlockKind.LEGEND)
    mm = editor.canvas.mm
    drag(editor, spot(editor, rect), QPoint(round(20 * mm), round(-30 * mm)))
    moved = dict(blocks_of(editor.recipe, landscape=editor.landscape))[number]
    assert moved.x == pytest.approx(rect.x + 20, abs=6.5 / mm + 0.6)
    assert moved.y == pytest.approx(rect.y - 30, abs=6.5 / mm + 0.6)
    assert moved.width == pytest.approx(rect.width, abs=0.02)
    after = editor.recipe
    editor.undo.click()
    assert editor.recipe == before
    assert not editor.undo.isEnabled()
    QTest.keyClick(editor, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    if editor.recipe == before:
        editor.redo.click()
    assert editor.recipe == after


def test_a_dragged_edge_snaps_to_the_margin(editor):
    number, rect = block(editor, BlockKind.LEGEND)
    editor.canvas.choose(number)
    mm = editor.canvas.mm
    page_right = rect.right
    near = editor.canvas.pixels_of(rect)
    start = QPointF(near.right(), near.center().y()).toPoint()
    drag(editor, start, QPoint(round(-10 * mm), 0))
    inner = dict(blocks_of(editor.recipe, landscape=editor.landscape))[number]
    assert inner.x == rect.x
    assert inner.width < rect.width
    near = editor.canvas.pixels_of(inner)
    start = QPointF(near.right(), near.center().y()).toPoint()
    wanted = editor.canvas.pixels_of(rect).right() + 3
    drag(editor, start, QPoint(round(wanted) - start.x(), 0))
    again = dict(blocks_of(editor.recipe, landscape=editor.landscape))[number]
    guides = {
        edge
        for other, r in blocks_of(editor.recipe, landscape=editor.landscape)
        if other != number
        for edge in (r.x, r.right, r.x - 3.5, r.right + 3.5)
    }
    close = min(guides, key=lambda edge: abs(edge - page_right))
    assert again.right == pytest.approx(close, abs=0.02)


def test_arrows_move_and_resize_as_one_step_of_undo(editor):
    before = editor.recipe
    number, rect = block(editor, BlockKind.NORTH)
    editor.canvas.choose(number)
    for _ in range(3):
        QTest.keyClick(editor.canvas, Qt.Key.Key_Left)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(editor.canvas, Qt.Key.Key_Up, control)
    moved = dict(blocks_of(editor.recipe, landscape=editor.landscape))[number]
    assert (moved.x, moved.y) == pytest.approx((rect.x - 3, rect.y - 0.1), abs=0.011)
    QTest.keyClick(editor.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    smaller = dict(blocks_of(editor.recipe, landscape=editor.landscape))[number]
    assert smaller.width == pytest.approx(rect.width - 1, abs=0.02)
    editor.undo_stack.undo()
    assert editor.recipe == before


def test_blocks_are_chosen_by_keys_list_and_numbers_typed(editor):
    editor.canvas.setFocus()
    QTest.keyClick(editor.canvas, Qt.Key.Key_PageDown)
    first = editor.canvas.chosen
    assert first >= 0
    assert editor.list.currentRow() == 0
    editor.list.setCurrentRow(2)
    assert editor.canvas.chosen != first
    number = editor.canvas.chosen
    editor.sides["x"].setValue(editor.sides["x"].value() + 2.0)
    rect = dict(blocks_of(editor.recipe, landscape=editor.landscape))[number]
    assert rect.x == pytest.approx(editor.sides["x"].value(), abs=0.06)


def test_a_block_off_the_paper_is_told_and_cannot_be_saved(editor):
    number, _ = block(editor, BlockKind.NORTH)
    editor.canvas.choose(number)
    editor.sides["x"].setValue(900.0)
    assert "超出纸面" in editor.faults.text()
    assert not editor.save_button.isEnabled()
    editor.undo_stack.undo()
    assert editor.faults.text() == ""
    assert editor.save_button.isEnabled()


def test_the_sheet_itself_lies_under_the_frames(editor, qtbot):
    qtbot.waitUntil(lambda: editor.canvas._image is not None, timeout=30_000)
    assert "方向键" in editor.words.text()


def test_a_recipe_is_saved_opened_again_and_prints(editor, window, tmp_path):
    editor.title.setText("{place}自制图")
    editor.title.editingFinished.emit()
    number, _ = block(editor, BlockKind.LEGEND)
    editor.canvas.choose(number)
    editor.text.setPlainText("图上所示")
    path = tmp_path / "我的 版式.toml"
    editor.save(path)
    found = read_recipe(path)
    assert found.title.zh == "{place}自制图"
    assert found.blocks[number].text == Text("图上所示", "")
    assert found.name.zh == "我的 版式"
    editor.start(shipped_recipes()[0])
    editor.open_file(path)
    assert editor.recipe == found
    session = window.session
    sheet = plan_recipe(found, session.district, "", Wish(session.as_of))
    assert sheet.title.zh.endswith("自制图")


def test_a_broken_file_and_a_full_folder_are_told(editor, window, tmp_path):
    told = []
    window.session.troubled.connect(told.append)
    broken = tmp_path / "坏.toml"
    broken.write_text("name = ", encoding="utf-8")
    before = editor.recipe
    editor.open_file(broken)
    editor.save(tmp_path / "没有" / "版式.toml")
    assert len(told) == 2
    assert editor.recipe == before
    for box in window.findChildren(QMessageBox, "trouble"):
        box.close()


def test_every_delivered_recipe_can_be_shown(editor):
    for recipe in shipped_recipes():
        editor.start(recipe)
        assert editor.turn.count() == len(recipe.turns)
        shown = blocks_of(recipe, landscape=editor.landscape)
        assert editor.list.count() == len(shown), recipe.id
