"""The dialog of symbols: from the layers panel to the map, the store and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog, QDialogButtonBox, QMenu

from gridwatch.cartography.palettes import palette_of
from gridwatch.cartography.themes import Role, Theme, ThemeKind
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.class_table import ASKED, COUNT, NAME
from gridwatch.gui.dialogs.symbols import SymbolsDialog
from gridwatch.store.opening import open_store

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

BUTTON = QDialogButtonBox.StandardButton


@pytest.fixture
def ask(window):
    """Open the dialog for a layer; it is closed in the end."""
    made = []

    def asked(layer_id):
        window.show_symbols(layer_id)
        made.append(window.findChildren(SymbolsDialog)[-1])
        return made[-1]

    yield asked
    for dialog in window.findChildren(SymbolsDialog):
        dialog.reject()


def choose(box, data):
    place = box.findData(data)
    assert place >= 0, data
    box.setCurrentIndex(place)
    box.activated.emit(place)


def lines(table):
    return {
        table.item(row, NAME).text(): int(
            table.item(row, COUNT).text().replace(",", "")
        )
        for row in range(table.rowCount())
    }


def legend(window, layer_id):
    tree = window.sides.layers.tree
    for i in range(tree.topLevelItemCount()):
        item = tree.topLevelItem(i)
        if item.data(0, Qt.ItemDataRole.UserRole) == layer_id:
            children = (item.child(k) for k in range(item.childCount()))
            return {child.text(0): child.text(1) for child in children}
    return None


def test_categories_are_counted_applied_kept_and_undone(window, ask, store_path, qtbot):
    session = window.session
    before = session.layers
    dialog = ask("outfall")
    assert dialog.theme.kind is ThemeKind.STANDARD
    choose(dialog.kind, ThemeKind.CATEGORY)
    choose(dialog.field, "approval")
    assert lines(dialog.table) == {"已批": 3, "备案": 1}
    with qtbot.waitSignal(session.district_changed) as told:
        dialog.accept()
    assert told.args == [frozenset({Kind.OUTFALL})]
    assert legend(window, "outfall") == {"已批": "3", "备案": "1"}
    qtbot.waitUntil(lambda: window.map.settled)
    assert [x is y for x, y in zip(session.layers, before, strict=True)].count(
        False
    ) == 1
    assert session.store.settings()["themes"]["outfall"]["field"] == "approval"
    window.commands["undo"].trigger()
    assert session.themes == ()
    assert session.store.settings()["themes"] == {}
    window.commands["redo"].trigger()
    session.close()
    with open_store(store_path) as store:
        assert set(store.settings()["themes"]) == {"outfall"}
    session.open(store_path)
    assert [theme.layer_id for theme in session.themes] == ["outfall"]
    assert legend(window, "outfall") == {"已批": "3", "备案": "1"}


def test_defaults_come_back(window, ask):
    dialog = ask("outfall")
    choose(dialog.kind, ThemeKind.SINGLE)
    dialog.apply()
    assert window.session.theme_of("outfall").kind is ThemeKind.SINGLE
    dialog.buttons.button(BUTTON.RestoreDefaults).click()
    dialog.accept()
    assert window.session.themes == ()
    standard = next(x for x in window.session.standard_layers if x.id == "outfall")
    assert next(x for x in window.session.layers if x.id == "outfall") is standard


def test_cancel_changes_nothing(window, ask):
    dialog = ask("outfall")
    choose(dialog.kind, ThemeKind.SINGLE)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert window.session.themes == ()


def test_numbers_are_cut_and_limits_can_be_moved(ask):
    dialog = ask("segment")
    choose(dialog.kind, ThemeKind.GRADUATED)
    choose(dialog.field, "length")
    dialog.count.setValue(2)
    table = dialog.table
    assert table.rowCount() == 2
    assert sum(lines(table).values()) == 3
    table.item(0, ASKED).setText("5000")
    assert lines(table) == {"≤ 5,000 米": 2, "> 5,000 米": 1}
    table.item(0, ASKED).setText("viel")
    assert not dialog.wrong.isHidden()
    assert "viel" in dialog.wrong.text()
    assert lines(table) == {"≤ 5,000 米": 2, "> 5,000 米": 1}


def test_rules_are_built_from_boxes_edited_as_text_and_ordered(ask):
    dialog = ask("outfall")
    choose(dialog.kind, ThemeKind.RULE)
    choose(dialog.rule_field, "rectification")
    choose(dialog.rule_operator, "=")
    dialog.rule_value.setCurrentText("整改中")
    dialog.add_rule.click()
    table = dialog.table
    assert list(lines(table).values()) == [2, 2]
    assert table.item(0, ASKED).text() == "整改状态 = '整改中'"
    assert dialog.theme.classes[1].role is Role.OTHER
    table.item(0, ASKED).setText("整改状态 = '整改中' 且 审批状态 = '备案'")
    assert list(lines(table).values()) == [0, 4]
    table.item(0, ASKED).setText("天气 = '晴'")
    assert "天气" in dialog.wrong.text()
    table.item(0, NAME).setText("没有")
    choose(dialog.rule_field, "monitored_days")
    choose(dialog.rule_operator, ">")
    dialog.rule_value.setCurrentText("90")
    dialog.add_rule.click()
    assert lines(table) == {"没有": 0, "距上次监测天数 > 90": 4, "其他": 0}
    dialog.up.click()
    assert next(iter(lines(table))) == "距上次监测天数 > 90"
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert lines(table) == {"没有": 0, "其他": 4}


def test_a_number_that_is_none_is_refused_in_words(ask):
    dialog = ask("outfall")
    choose(dialog.kind, ThemeKind.RULE)
    choose(dialog.rule_field, "monitored_days")
    dialog.rule_value.setCurrentText("很久")
    dialog.add_rule.click()
    assert "很久" in dialog.wrong.text()
    assert dialog.theme.classes == () or dialog.theme.classes[0].role is Role.OTHER


def test_colours_can_be_chosen_one_by_one_and_by_palette(ask):
    dialog = ask("outfall")
    choose(dialog.kind, ThemeKind.CATEGORY)
    choose(dialog.field, "approval")
    dialog.table.setCurrentCell(1, NAME)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    colours = dialog.findChild(QColorDialog)
    assert colours.currentColor().name().upper() == dialog.theme.classes[1].colour
    colours.colorSelected.emit(Qt.GlobalColor.black)
    colours.close()
    assert dialog.theme.classes[1].colour == "#000000"
    choose(dialog.palette_box, "calm")
    calm = palette_of("calm").colours
    assert [entry.colour for entry in dialog.theme.classes] == list(calm[:2])


def test_a_size_goes_to_every_class(window, ask):
    dialog = ask("signboard")
    choose(dialog.kind, ThemeKind.CATEGORY)
    dialog.size_box.setValue(14.0)
    dialog.apply()
    layer = next(x for x in window.session.layers if x.id == "signboard")
    assert {entry.symbol.size for entry in layer.symbols} == {14.0}


def test_ready_themes_of_the_layer_are_offered(ask):
    dialog = ask("signboard")
    offered = [dialog.ready.itemData(i) for i in range(dialog.ready.count())]
    assert offered == ["", "signboard_staleness", "signboard_level"]
    choose(dialog.ready, "signboard_staleness")
    # Three boards of the six name the mayor before; he left on 1 January 2025.
    assert lines(dialog.table)["过期超过 180 天"] == 3
    assert "QGIS" in dialog.note.text()


def test_the_layer_can_be_changed_inside_the_dialog(ask):
    dialog = ask("signboard")
    choose(dialog.layer, "segment")
    assert dialog.theme == Theme("segment")
    choose(dialog.kind, ThemeKind.CATEGORY)
    assert dialog.theme.field == "ownership"
    assert lines(dialog.table) == {"已确认": 1, "已登记": 1, "未登记": 1}


def test_a_class_in_the_legend_opens_the_dialog_and_so_do_the_menus(window, qtbot):
    tree = window.sides.layers.tree
    item = next(
        tree.topLevelItem(i)
        for i in range(tree.topLevelItemCount())
        if tree.topLevelItem(i).childCount()
    )
    tree.itemDoubleClicked.emit(item.child(0), 0)
    dialog = window.findChild(SymbolsDialog)
    assert dialog.theme.layer_id == item.data(0, Qt.ItemDataRole.UserRole)
    dialog.reject()
    window.commands["symbols"].trigger()
    qtbot.waitUntil(lambda: len(window.findChildren(SymbolsDialog)) >= 1)
    for dialog in window.findChildren(SymbolsDialog):
        dialog.reject()
    tree.customContextMenuRequested.emit(QPoint(20, 10))
    menu = window.sides.layers.findChild(QMenu)
    assert "符号…" in [action.text() for action in menu.actions()]
    menu.close()


def test_a_read_only_store_is_coloured_but_not_written(window, store_path):
    window.session.open(store_path, read_only=True)
    session = window.session
    window.show_symbols("outfall")
    dialog = window.findChildren(SymbolsDialog)[-1]
    choose(dialog.kind, ThemeKind.SINGLE)
    assert "只读" in dialog.note.text()
    dialog.accept()
    assert len(session.themes) == 1
    assert "themes" not in session.store.settings()


def test_the_dialog_fits_a_small_screen(ask):
    dialog = ask("segment")
    choose(dialog.kind, ThemeKind.RULE)
    hint = dialog.minimumSizeHint()
    assert hint.width() <= 960
    assert hint.height() <= 640
