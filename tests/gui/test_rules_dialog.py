"""Rules and codelists are edited in the window, stored at once, and undone."""

from __future__ import annotations

import pytest

from gridwatch.gui.dialogs.rules import RulesDialog, uses_of
from gridwatch.store.opening import CodelistEntry


@pytest.fixture
def dialog(window):
    made = RulesDialog(window.session, window)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def choose(dialog, name):
    dialog.which.setCurrentIndex(dialog.which.findData(name))
    dialog.fill_words()


def row_of(dialog, word):
    rows = range(dialog.words.rowCount())
    return next(row for row in rows if dialog.words.item(row, 0).text() == word)


@pytest.mark.parametrize(
    ("section", "key", "typed", "value"),
    [
        ("rivers", "far_metres", "320", 320),
        ("roster", "chief_in_dry_cells", "是", True),
        ("roster", "several_holders", "总河长、库长", ["总河长", "库长"]),
        ("roster", "declared", '{"总河长": 2}', {"总河长": 2}),
        ("signboards", "norm", "hebei_2022", "hebei_2022"),
    ],
)
def test_a_rule_is_stored_as_the_sort_of_value_it_is(
    dialog, window, section, key, typed, value
):
    before = window.session.district.rules.data[section][key]
    assert dialog.set_rule(section, key, typed)
    assert window.session.store.settings()["rules"][section][key] == value
    assert window.session.district.rules.data[section][key] == value
    window.session.undo_stack.undo()
    assert window.session.district.rules.data[section][key] == before


def test_what_is_no_value_is_refused_in_words(dialog, window):
    assert not dialog.set_rule("rivers", "far_metres", "很远")
    assert "很远" in dialog.told.text()
    assert window.session.district.rules.number("rivers", "far_metres", 0) == 500
    assert not dialog.set_rule("roster", "declared", "{")


def test_a_rule_says_where_it_comes_from(dialog):
    dialog.search.setText("far_metres")
    shown = [
        head.child(i)
        for head in map(
            dialog.tree.topLevelItem, range(dialog.tree.topLevelItemCount())
        )
        for i in range(head.childCount())
        if not head.child(i).isHidden()
    ]
    assert [item.text(0) for item in shown] == ["far_metres"]
    assert "自定值" in shown[0].text(2)


def test_an_earlier_edit_can_still_be_undone_after_a_rule(dialog, window):
    stack = window.session.undo_stack
    assert dialog.set_rule("rivers", "far_metres", "320")
    assert dialog.set_rule("rivers", "far_metres", "330")
    stack.undo()
    stack.undo()
    assert window.session.district.rules.number("rivers", "far_metres", 0) == 500


def test_a_word_in_use_is_not_removed_and_the_count_is_said(dialog, window):
    choose(dialog, "signboard_conditions")
    used = uses_of(window.session.district, "signboard_conditions", "完好")
    assert used == 6
    dialog.words.setCurrentCell(row_of(dialog, "完好"), 0)
    assert not dialog.remove_word()
    assert "6" in dialog.told.text()
    dialog.words.item(row_of(dialog, "完好"), 0).setText("很好")
    assert not dialog.save_words()


def test_words_are_added_moved_removed_and_undone(dialog, window):
    choose(dialog, "signboard_conditions")
    before = window.session.store.codelists()["signboard_conditions"]
    dialog.words.setCurrentCell(row_of(dialog, "设置不规范"), 0)
    assert dialog.remove_word()
    dialog.words.setCurrentCell(0, 0)
    dialog.add_word()
    dialog.words.item(1, 0).setText("被遮挡")
    dialog.move_word(-1)
    assert dialog.save_words()
    words = [e.value for e in window.session.store.codelists()["signboard_conditions"]]
    assert words[:2] == ["被遮挡", "完好"]
    assert "设置不规范" not in words
    assert list(window.session.codelists["signboard_conditions"]) == words
    window.session.undo_stack.undo()
    assert window.session.store.codelists()["signboard_conditions"] == before


def test_a_holiday_is_kept_with_its_source(dialog, window):
    choose(dialog, "holidays")
    dialog.words.clearSelection()
    dialog.words.setCurrentCell(-1, -1)
    dialog.add_word()
    row = dialog.words.currentRow()
    for column, text in ((0, "2031-01-01"), (2, "off"), (4, "通知")):
        dialog.words.item(row, column).setText(text)
    assert dialog.save_words()
    kept = window.session.store.codelists()["holidays"]
    assert CodelistEntry("2031-01-01", duty="off", source="通知") in kept
