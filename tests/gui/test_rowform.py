"""The form for any row: checked while typed, saved as one undoable edit."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from gridwatch.district.rowedits import make, values_of
from gridwatch.district.signboards import FaceName
from gridwatch.district.wording import FIELDS, Kind
from gridwatch.gui.dialogs.newrow import NewRowDialog
from gridwatch.gui.dialogs.rowform import RowForm
from gridwatch.gui.formboxes import ReferenceBox
from gridwatch.gui.wishing import RowWish, Verb
from gridwatch.store.opening import open_store
from tests.store.made import delivery


def form_of(window):
    app = QApplication.instance()
    app.processEvents()
    forms = [f for f in window.findChildren(RowForm) if f.isVisible()]
    assert len(forms) == 1
    return forms[0]


def told(form, key):
    return form.cells[key].told.text()


def type_into(form, key, text):
    entry = form.cells[key].box.entry
    entry.clear()
    QTest.keyClicks(entry, text)
    form.check()


def press(view, key, qtbot):
    """Press a key in a table that has the focus, as on a keyboard."""
    view.window().activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, key)


def search(box, text):
    """Type what QTest cannot: Chinese, as an input method hands it over."""
    box.entry.setText(text)
    box.entry.textEdited.emit(text)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_form_that_saves_and_is_undone(window, kind):
    session = window.session
    before = session.store.content_hash()
    values = {}
    if kind is Kind.TERM:
        values = {"post_uid": "po0", "person_uid": "p2"}
    if kind is Kind.PHOTO:
        values = {"kind": "signboard", "row_uid": "b0"}
    if kind is Kind.MONITORING:
        values = {"outfall_uid": "o0"}
    if kind is Kind.FORMER_FACE:
        values = {"signboard_uid": "b0"}
    session.row_wished.emit(RowWish(Verb.NEW, kind, values=values))
    form = form_of(window)
    assert set(form.cells) == {field.key for field in FIELDS[kind]}
    form.accept()
    assert session.selection == {kind: {form.uid}}
    assert session.district.row(kind, form.uid) is not None
    assert session.store.content_hash() != before
    session.undo_stack.undo()
    assert session.district.row(kind, form.uid) is None
    assert session.store.content_hash() == before


def test_every_row_opens_and_saves_unchanged(window):
    session = window.session
    for kind, rows in delivery().items():
        for row in rows:
            if session.district.row(kind, row.uid) is None:
                made = make(kind, values_of(row), "test", row.uid)
                assert session.apply(made), (kind, row.uid)
    for kind in Kind:
        assert session.district.rows(kind), kind
        for row in session.district.rows(kind):
            form = RowForm(session, kind, row, None, window)
            assert form.changes() is None, (kind, row.uid)
            form.deleteLater()


def test_a_phone_that_is_no_phone_is_told_while_typing_and_may_be_saved(window):
    window.session.row_wished.emit(RowWish(Verb.EDIT, Kind.PERSON, ("p0",)))
    form = form_of(window)
    type_into(form, "mobile", "1380000")
    assert "不像电话号码" in told(form, "mobile")
    assert "提醒，仍可保存" in form.summary.text()
    assert form.save.isEnabled()
    type_into(form, "mobile", "13800001234")
    assert told(form, "mobile") == ""
    QTest.mouseClick(form.save, Qt.MouseButton.LeftButton)
    assert window.session.district.row(Kind.PERSON, "p0").mobile == "13800001234"


def test_what_cannot_be_read_cannot_be_saved(window):
    window.session.row_wished.emit(RowWish(Verb.EDIT, Kind.OUTFALL, ("o1",)))
    form = form_of(window)
    type_into(form, "monitored", "yesterday")
    assert "2026-11-22" in told(form, "monitored")
    assert not form.save.isEnabled()
    form.accept()
    assert form.isVisible()
    type_into(form, "monitored", "2026/3/5")
    assert form.save.isEnabled()
    form.accept()
    assert window.session.district.row(Kind.OUTFALL, "o1").monitored == date(2026, 3, 5)


def test_a_day_is_taken_from_the_calendar_and_may_be_emptied(window):
    window.session.row_wished.emit(RowWish(Verb.EDIT, Kind.SIGNBOARD, ("b0",)))
    form = form_of(window)
    box = form.cells["installed"].box
    QTest.mouseClick(box.button, Qt.MouseButton.LeftButton)
    assert box.calendar.selectedDate() == QDate(2024, 1, 5)
    box.calendar.clicked.emit(QDate(2025, 6, 7))
    assert box.value() == date(2025, 6, 7)
    box.entry.clear()
    assert box.value() is None
    form.reject()


def test_a_segment_is_found_by_name_and_by_pinyin(window):
    window.session.row_wished.emit(RowWish(Verb.EDIT, Kind.SIGNBOARD, ("b0",)))
    form = form_of(window)
    box = form.cells["segment_code"].box
    assert isinstance(box, ReferenceBox)
    assert box.entry.text() == "潮河第 1 段"
    assert box.code.text() == "990101000001"
    box.entry.clear()
    QTest.keyClicks(box.entry, "admh")
    assert [hit.title for hit in box._hits] == ["安达木河全段"]
    box.choose(box._hits[0])
    assert box.value() == "990101000003"
    form.accept()
    assert window.session.district.row(Kind.SIGNBOARD, "b0").segment_code == (
        "990101000003"
    )


def test_a_term_shows_names_and_needs_both(window):
    window.session.row_wished.emit(RowWish(Verb.NEW, Kind.TERM))
    form = form_of(window)
    assert not form.save.isEnabled()
    assert "必须选择" in told(form, "person_uid")
    for key, text in (("person_uid", "张三"), ("post_uid", "东桥镇")):
        box = form.cells[key].box
        search(box, text)
        box.choose(box._hits[0])
    form.check()
    assert form.save.isEnabled()
    assert form.head.text() == "张三 · 东桥镇 镇级河长"
    form.reject()


def test_what_a_post_covers_decides_what_its_code_means(window):
    window.session.row_wished.emit(RowWish(Verb.EDIT, Kind.POST, ("po0",)))
    form = form_of(window)
    assert form.cells["covers_code"].box.entry.text() == "东桥镇"
    form.cells["covers"].box.put("river")
    box = form.cells["covers_code"].box
    box.entry.clear()
    search(box, "潮河")
    box.choose(box._hits[0])
    form.accept()
    post = window.session.district.row(Kind.POST, "po0")
    assert (post.covers, post.covers_code) == ("river", "R0")


def test_the_face_is_edited_part_by_part(window):
    window.session.row_wished.emit(RowWish(Verb.EDIT, Kind.SIGNBOARD, ("b1",)))
    form = form_of(window)
    face = form.cells["face"].box
    assert face.parts["chief"].text() == "张三"
    face.parts["chief"].setText("赵六")
    face.parts["qr"].setChecked(True)
    face.more.click()
    face._lines[0][0].setText("区级河长")
    face._lines[0][1].setText("王五")
    form.accept()
    now = window.session.district.row(Kind.SIGNBOARD, "b1").face
    assert (now.chief, now.qr, now.river) == ("赵六", True, "潮河")
    assert now.names == (FaceName("区级河长", "王五", ""),)
    window.commands["undo"].trigger()
    assert window.session.district.row(Kind.SIGNBOARD, "b1").face.chief == "张三"


def test_unknown_is_a_third_answer_where_it_may_be_unknown(window):
    window.session.row_wished.emit(RowWish(Verb.EDIT, Kind.OUTFALL, ("o0",)))
    form = form_of(window)
    box = form.cells["above_scale"].box
    assert [box.entry.itemText(i) for i in range(box.entry.count())] == [
        "不详", "是", "否",
    ]  # fmt: skip
    box.put(None)
    form.accept()
    assert window.session.district.row(Kind.OUTFALL, "o0").above_scale is None


def test_ranks_are_ticked(window):
    window.session.row_wished.emit(RowWish(Verb.EDIT, Kind.RIVER, ("r0",)))
    form = form_of(window)
    form.cells["levels"].box.ticks["municipal"].setChecked(True)
    form.accept()
    assert window.session.district.row(Kind.RIVER, "r0").levels == (
        "municipal",
        "district",
    )


def test_a_copy_has_the_fields_but_not_the_code(window):
    window.session.select({Kind.OUTFALL: ["o1"]})
    window.commands["row-copy"].trigger()
    form = form_of(window)
    assert form.cells["code"].box.value() == ""
    assert form.cells["name"].box.value() == "乙排污口"
    type_into(form, "code", "PW-99")
    form.accept()
    made = window.session.district.row(Kind.OUTFALL, form.uid)
    assert made.code == "PW-99"
    assert made.geometry == window.session.district.row(Kind.OUTFALL, "o1").geometry


def test_removing_says_what_points_there_and_clears_it(window, store_path):
    window.session.select({Kind.SEGMENT: ["s0"]})
    window.commands["row-remove"].trigger()
    box = window.findChild(QMessageBox, "removing")
    assert "潮河第 1 段" in box.text()
    assert "公示牌 6 条、河段权属 1 条指向它" in box.informativeText()
    box.button(QMessageBox.StandardButton.Yes).click()
    district = window.session.district
    assert district.row(Kind.SEGMENT, "s0") is None
    assert {b.segment_code for b in district.signboards} == {""}
    with open_store(store_path, read_only=True) as other:
        assert len(other.district().segments) == 2
    window.commands["undo"].trigger()
    assert {b.segment_code for b in window.session.district.signboards} == {
        "990101000001"
    }


def test_links_stay_where_the_officer_wants_them(window):
    window.session.row_wished.emit(RowWish(Verb.REMOVE, Kind.SEGMENT, ("s0",)))
    box = window.findChild(QMessageBox, "removing")
    box.checkBox().setChecked(False)
    box.button(QMessageBox.StandardButton.Yes).click()
    assert window.session.district.row(Kind.SIGNBOARD, "b0").segment_code == (
        "990101000001"
    )


def test_removing_a_person_takes_the_terms_along(window):
    window.session.row_wished.emit(RowWish(Verb.REMOVE, Kind.PERSON, ("p0",)))
    box = window.findChild(QMessageBox, "removing")
    assert "任期 1 条离不开它，会一并删除" in box.informativeText()
    box.button(QMessageBox.StandardButton.Yes).click()
    assert window.session.district.row(Kind.TERM, "te1") is None
    window.commands["undo"].trigger()
    assert window.session.district.row(Kind.TERM, "te1") is not None


def test_several_kinds_at_once_are_not_removed(window):
    window.session.select({Kind.SEGMENT: ["s0"], Kind.SIGNBOARD: ["b0"]})
    window.commands["row-remove"].trigger()
    box = window.findChild(QMessageBox, "trouble")
    assert "只选一类" in box.text()
    box.close()


def test_keys_of_a_table_make_edit_and_remove(window, qtbot):
    window.sides.raise_("signboards")
    table = window.sides.signboards
    qtbot.waitUntil(table.view.isVisible)
    window.activateWindow()
    table.view.setFocus()
    window.session.select({Kind.SIGNBOARD: ["b2"]})
    QTest.keyClick(table.view, Qt.Key.Key_Return)
    form = form_of(window)
    assert form.uid == "b2"
    form.reject()
    QApplication.processEvents()
    press(table.view, Qt.Key.Key_F2, qtbot)
    form = form_of(window)
    assert form.uid == "b2"
    form.reject()
    QApplication.processEvents()
    press(table.view, Qt.Key.Key_Insert, qtbot)
    form = form_of(window)
    assert form.kind is Kind.SIGNBOARD
    assert form.uid != "b2"
    form.reject()
    QApplication.processEvents()
    window.session.select({Kind.SIGNBOARD: ["b2"]})
    press(table.view, Qt.Key.Key_Delete, qtbot)
    box = window.findChild(QMessageBox, "removing")
    box.button(QMessageBox.StandardButton.Yes).click()
    assert window.session.district.row(Kind.SIGNBOARD, "b2") is None
    window.session.undo_stack.undo()
    assert window.session.district.row(Kind.SIGNBOARD, "b2") is not None


def test_the_menu_of_a_row_offers_the_same(window, qtbot):
    window.sides.raise_("outfalls")
    table = window.sides.outfalls
    qtbot.waitUntil(table.view.isVisible)
    window.session.select({Kind.OUTFALL: ["o2"]})
    menu = table.row_menu()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[:5] == ["新建…", "编辑…", "复制一行…", "删除…", "历史"]
    menu.actions()[0].trigger()
    form = form_of(window)
    assert form.kind is Kind.OUTFALL
    form.reject()
    menu.close()


def test_a_kind_without_a_table_is_made_from_the_list(window):
    window.session.row_wished.emit(RowWish(Verb.NEW))
    (dialog,) = window.findChildren(NewRowDialog)
    kinds = [
        dialog.list.item(i).data(Qt.ItemDataRole.UserRole)
        for i in range(dialog.list.count())
    ]
    dialog.list.setCurrentRow(kinds.index(Kind.BODY))
    dialog.accept()
    form = form_of(window)
    assert form.kind is Kind.BODY
    form.reject()


def test_a_store_that_can_only_be_read_is_not_edited(make_window, store_path):
    window = make_window()
    window.session.open(store_path, read_only=True)
    window.session.row_wished.emit(RowWish(Verb.EDIT, Kind.OUTFALL, ("o1",)))
    box = window.findChild(QMessageBox, "trouble")
    assert "只能读" in box.text()
    box.close()
    assert window.findChildren(RowForm) == []


def test_the_card_leads_to_the_form_and_registers_ownership(window):
    from PySide6.QtWidgets import QToolButton

    window.session.select({Kind.SEGMENT: ["s2"]})
    buttons = {
        b.toolTip(): b
        for b in window.sides.card.findChildren(QToolButton)
        if b.isVisible()
    }
    buttons["登记权属…"].click()
    form = form_of(window)
    assert form.kind is Kind.OWNERSHIP
    assert form.cells["segment_code"].box.value() == "990101000003"
    form.reject()
    QApplication.processEvents()
    buttons["编辑… (F2)"].click()
    assert form_of(window).uid == "s2"
    form_of(window).reject()
