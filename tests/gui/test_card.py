"""The card: all fields, neighbours as links, simple fields edited and undone."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QToolButton

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.handover import HandoverDialog
from gridwatch.gui.dialogs.paper import PaperDialog
from gridwatch.store.opening import open_store

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def words(window):
    labels = window.sides.card.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def link(window, text):
    for label in window.sides.card.findChildren(QLabel):
        for part in label.text().split("<a ")[1:]:
            if f">{text}</a>" in part:
                return label, part.split('href="')[1].split('"')[0]
    raise AssertionError(text)


def test_card_shows_every_field_and_its_neighbours(window):
    window.session.select({Kind.SIGNBOARD: ["b1"]})
    shown = words(window)
    for expected in ("GS-02", "镇级", "2024-02-05", "潮河 镇级河长 张三 12345"):
        assert expected in shown
    for neighbour in ("潮河第 1 段", "潮河", "东北村", "东桥镇", "小溪区", "张三"):
        link(window, neighbour)


def test_card_names_the_chiefs_of_the_day(window):
    window.session.select({Kind.SEGMENT: ["s0"]})
    link(window, "张三")
    window.session.set_as_of(date(2024, 6, 1))
    link(window, "李四")
    assert "张三" not in words(window)


def test_card_says_that_a_board_is_stale_and_that_a_post_is_vacant(window):
    window.session.select({Kind.SIGNBOARD: ["b0"]})
    assert "过期" in words(window)
    window.session.select({Kind.SEGMENT: ["s2"]})
    assert "空缺" in words(window)
    assert "没有权属登记" in words(window)


def test_link_selects_the_neighbour_and_flies_there(window):
    window.session.select({Kind.SIGNBOARD: ["b1"]})
    label, target = link(window, "东桥镇")
    before = window.map.extent
    label.linkActivated.emit(target)
    assert window.session.selection == {Kind.JURISDICTION: {"t0"}}
    assert window.map.extent != before


def test_person_shows_posts_and_marks_what_they_cover(window):
    window.session.select({Kind.PERSON: ["p0"]})
    assert window.session.marks == {Kind.JURISDICTION: {"t0"}}
    assert "镇级河长 2025-01-01 起" in words(window)


def test_the_card_of_a_person_opens_the_change_and_that_of_a_place_its_trace(window):
    def press(tip):
        buttons = window.sides.card.findChildren(QToolButton)
        QTest.mouseClick(
            next(b for b in buttons if b.isVisible() and tip in b.toolTip()),
            Qt.MouseButton.LeftButton,
        )

    person = window.session.district.persons[0]
    window.session.select({Kind.PERSON: [person.uid]})
    press("换届体检")
    dialog = window.findChild(HandoverDialog)
    assert dialog.leaver.person == person
    dialog.reject()
    window.session.select({Kind.SEGMENT: ["s0"]})
    press("责任追溯单")
    assert window.findChild(PaperDialog) is not None
    window.findChild(PaperDialog).reject()


def test_editing_writes_to_the_store_and_undo_takes_it_back(window, store_path):
    window.session.select({Kind.OUTFALL: ["o1"]})
    row = window.sides.card.values[Kind.OUTFALL, "o1", "name"]
    row.begin()
    row.editor.selectAll()
    QTest.keyClicks(row.editor, "new name")
    QTest.keyClick(row.editor, Qt.Key.Key_Return)
    assert window.session.district.row(Kind.OUTFALL, "o1").name == "new name"
    table = window.sides.outfalls
    window.sides.raise_("outfalls")
    assert "new name" in [line.texts[1] for line in table.model.lines]
    with open_store(store_path, read_only=True) as other:
        assert other.district().row(Kind.OUTFALL, "o1").name == "new name"
    window.commands["undo"].trigger()
    assert window.session.district.row(Kind.OUTFALL, "o1").name == "乙排污口"
    window.commands["redo"].trigger()
    assert window.session.district.row(Kind.OUTFALL, "o1").name == "new name"


def test_escape_leaves_the_value_as_it_was(window):
    window.session.select({Kind.OUTFALL: ["o1"]})
    row = window.sides.card.values[Kind.OUTFALL, "o1", "name"]
    row.begin()
    QTest.keyClicks(row.editor, "x")
    QTest.keyClick(row.editor, Qt.Key.Key_Escape)
    assert row.editor is None
    assert not window.session.undo_stack.canUndo()


def test_choice_is_taken_from_the_codelist(window):
    window.session.select({Kind.OUTFALL: ["o1"]})
    card = window.sides.card
    card.values[Kind.OUTFALL, "o1", "rectification"].begin()
    box = card.values[Kind.OUTFALL, "o1", "rectification"].editor
    assert "已销号" in [box.itemText(i) for i in range(box.count())]
    assert card.edit(Kind.OUTFALL, "o1", "above_scale", "是")
    assert window.session.district.row(Kind.OUTFALL, "o1").above_scale is True


def test_wrong_entry_is_refused_in_words(window):
    window.session.select({Kind.OUTFALL: ["o1"]})
    assert not window.sides.card.edit(Kind.OUTFALL, "o1", "monitored", "昨天")
    box = window.findChild(QMessageBox, "trouble")
    assert "日期写作" in box.text()
    box.close()
    assert window.session.district.row(Kind.OUTFALL, "o1").monitored == date(
        2025, 12, 1
    )


def test_edit_that_the_store_refuses_is_told_and_not_undoable(window):
    store = window.session.store
    change = Change(Kind.OUTFALL, "o1", {"name": "别的"}, {"name": "新"})
    assert not window.session.apply(Changes((change,), "test"))
    box = window.findChild(QMessageBox, "trouble")
    assert box is not None
    box.close()
    assert not window.session.undo_stack.canUndo()
    assert store.district().row(Kind.OUTFALL, "o1").name == "乙排污口"


def test_undo_that_the_store_refuses_is_told(window):
    card, session = window.sides.card, window.session
    window.session.select({Kind.OUTFALL: ["o1"]})
    assert card.edit(Kind.OUTFALL, "o1", "name", "甲")
    change = Change(Kind.OUTFALL, "o1", {"name": "甲"}, {"name": "乙"})
    session.store.apply(Changes((change,), "elsewhere"), who="somebody")
    window.commands["undo"].trigger()
    box = window.findChild(QMessageBox, "trouble")
    assert box is not None
    box.close()
    assert session.store.district().row(Kind.OUTFALL, "o1").name == "乙"


def test_codes_are_not_edited_in_passing(window):
    window.session.select({Kind.OUTFALL: ["o1"]})
    row = window.sides.card.values[Kind.OUTFALL, "o1", "code"]
    row.begin()
    assert row.editor is None
