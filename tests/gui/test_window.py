"""The window as a whole: empty, opened, remembered, searched, in trouble."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from gridwatch.district.wording import Kind, Language
from gridwatch.gui import language
from gridwatch.gui.window import Desktop, take_picture
from gridwatch.store.opening import create_store, open_store

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("dressed"),
]


def test_window_without_a_store_says_how_to_begin(make_window):
    window = make_window()
    assert window.welcome.isVisible()
    assert not any(dock.isVisible() for dock in window.sides.docks.values())
    assert not window.commands["print"].isEnabled()
    assert window.commands["open"].isEnabled()


def test_empty_store_says_what_to_do_in_every_dock(make_window, tmp_path, qtbot):
    path = tmp_path / "空.gpkg"
    create_store(path, name="空", crs=4548).close()
    window = make_window()
    window.session.open(path)
    for name in ("ownership", "signboards", "outfalls"):
        window.sides.raise_(name)
        panel = getattr(window.sides, name)
        qtbot.waitUntil(panel.note.isVisible)
    assert window.map.isVisible()


def test_the_three_docks_list_the_store(window):
    totals = [t.model.total for t in (window.sides.ownership,)]
    assert totals == [3]
    window.sides.raise_("signboards")
    assert window.sides.signboards.model.total == 6
    window.sides.raise_("outfalls")
    assert window.sides.outfalls.model.total == 4


def test_map_stays_the_largest_part(make_window, store_path, qtbot):
    window = make_window(store_path)
    qtbot.waitUntil(lambda: window.sides.layers.width() < 240)
    assert window.map.width() > 0.5 * window.width()
    assert window.map.height() > 0.8 * (window.height() - 120)


def test_state_is_found_again_after_closing_and_opening(make_window, store_path):
    window = make_window(store_path)
    window.session.set_hidden({"cell", "outfall"})
    window.map.set_extent((500_500.0, 4_474_500.0, 503_000.0, 4_476_500.0))
    window.sides.docks["card"].close()
    window.sides.raise_("signboards")
    window.sides.signboards.view.setColumnHidden(2, True)
    window.sides.signboards.view.setColumnWidth(0, 177)
    extent = window.map.extent
    window.close()
    again = make_window(store_path)
    assert again.session.hidden == {"cell", "outfall"}
    west, _, east, _ = again.map.extent
    assert west <= extent[0] + 1
    assert abs((west + east) - (extent[0] + extent[2])) < 2
    assert not again.sides.docks["card"].isVisible()
    again.sides.raise_("signboards")
    assert again.sides.signboards.view.isColumnHidden(2)
    assert again.sides.signboards.view.columnWidth(0) == 177
    again.reset_layout()
    assert again.sides.docks["card"].isVisible()


def test_layer_tree_switches_layers(window):
    tree = window.sides.layers.tree
    item = tree.topLevelItem(0)
    assert item.text(0) == "公示牌"
    item.setCheckState(0, Qt.CheckState.Unchecked)
    assert window.session.hidden == {"signboard"}
    window.session.set_hidden(())
    assert item.checkState(0) is Qt.CheckState.Checked


def test_layer_tree_counts_classes_of_the_day(window):
    tree = window.sides.layers.tree
    boards = tree.topLevelItem(0)
    children = [boards.child(i) for i in range(boards.childCount())]
    assert {c.text(0): c.text(1) for c in children} == {
        "公示牌": "3",
        "过期公示牌": "3",
    }


def test_search_finds_by_name_code_and_pinyin_initials_and_flies(window):
    box = window.bar.search
    box.setFocus()
    QTest.keyClicks(box, "ch")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert window.session.selection == {Kind.RIVER: {"r0"}}
    box.clear()
    QTest.keyClicks(box, "PW-03")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert window.session.selection == {Kind.OUTFALL: {"o2"}}
    west, south, east, north = window.map.extent
    place = window.session.district.row(Kind.OUTFALL, "o2").geometry
    assert west < place.x < east
    assert south < place.y < north


def test_checks_are_counted_in_the_status_bar_and_their_rows_select(window, qtbot):
    checks = window.sides.checks
    qtbot.waitUntil(lambda: checks.report is not None)
    assert window.footer.checks.text().startswith("检查：")
    QTest.mouseClick(window.footer.checks, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: checks.faults.view.isVisible())
    checks.show_rule("signboard_stale")
    assert checks.faults.model.total == 3
    checks.faults.view.selectRow(0)
    assert set(window.session.selection) == {Kind.SIGNBOARD}
    window.session.set_as_of(date(2024, 6, 1))
    qtbot.waitUntil(lambda: checks.report.as_of == date(2024, 6, 1))
    qtbot.waitUntil(lambda: not window.session.errands.busy)


def test_escape_lets_go_of_the_selection(window):
    window.session.select({Kind.RIVER: ["r0"]})
    window.commands["release"].trigger()
    assert window.session.selection == {}


def test_file_that_is_no_store_is_refused_in_words_and_changes_nothing(
    window, tmp_path
):
    wrong = tmp_path / "不是.gpkg"
    wrong.write_text("nothing", encoding="utf-8")
    window.filing.open_path(wrong)
    box = window.findChild(QMessageBox, "trouble")
    assert box is not None
    assert "不是.gpkg" in box.text()
    box.close()
    assert window.session.path is not None
    assert window.session.district.name == "小溪区"


def test_store_of_another_window_can_be_opened_to_read(make_window, store_path):
    window = make_window()
    with open_store(store_path):
        window.filing.open_path(store_path)
        box = window.findChild(QMessageBox)
        box.button(QMessageBox.StandardButton.Open).click()
        assert window.session.read_only
        assert "只读" in window.windowTitle()
        window.session.close()


def test_map_picture_backup_and_roster_are_written(window, tmp_path):
    window.save_picture(tmp_path / "图.png")
    assert QImage(str(tmp_path / "图.png")).width() == 2 * window.map.view.width
    window.session.store.backup_to(tmp_path / "备份.gpkg")
    with open_store(tmp_path / "备份.gpkg", read_only=True) as copy:
        assert len(copy.district().signboards) == 6


def test_crash_is_reported_in_a_file_and_in_words(memory, tmp_path, monkeypatch):
    monkeypatch.setattr("gridwatch.gui.window.config_folder", lambda: tmp_path)
    desktop = Desktop(memory)
    desktop.window.show()
    try:
        raise ValueError("boom")
    except ValueError as error:
        desktop.crashed(type(error), error, error.__traceback__)
    box = desktop.window.findChild(QMessageBox, "trouble")
    report = next((tmp_path / "crashes").iterdir())
    assert str(report) in box.text()
    assert "boom" in report.read_text(encoding="utf-8")
    assert "boom" not in box.text()
    box.close()
    desktop.window.close()
    desktop.deleteLater()


def test_language_changes_at_once_and_the_store_stays_open(memory, store_path, qtbot):
    desktop = Desktop(memory)
    desktop.window.show()
    desktop.session.open(store_path)
    old = desktop.window
    memory.set_language(Language.EN)
    old.preferences_changed.emit()
    qtbot.waitUntil(lambda: desktop.session.language is Language.EN)
    assert desktop.window is not old
    assert desktop.session.district.name == "小溪区"
    assert desktop.window.sides.layers.tree.topLevelItem(0).text(0) == "Signboards"
    qtbot.waitUntil(lambda: desktop.window.map.settled)
    desktop.window.close()
    memory.set_language(None)
    language.install(QApplication.instance(), Language.ZH)
    desktop.deleteLater()


def test_light_and_dark_redraw_icons(window):
    from gridwatch.gui.look import dress

    before = window.commands["print"].icon().pixmap(20, 20).toImage()
    app = QApplication.instance()
    dress(app, dark=True)
    window.changeEvent(QEvent(QEvent.Type.PaletteChange))
    after = window.commands["print"].icon().pixmap(20, 20).toImage()
    dress(app, dark=False)
    window.changeEvent(QEvent(QEvent.Type.PaletteChange))
    assert before != after


def test_picture_of_the_window_is_taken_without_touching_settings(
    built_store, tmp_path
):
    store = shutil.copy(built_store, tmp_path / "s.gpkg")
    take_picture(store, tmp_path / "window.png", (1100, 700))
    image = QImage(str(tmp_path / "window.png"))
    assert (image.width(), image.height()) == (1100, 700)
    # What the window left behind would write its settings as it goes.
    gc.collect()
    QApplication.processEvents()
    assert sorted(
        p.name for p in tmp_path.iterdir() if p.suffix in (".png", ".ini")
    ) == ["window.png"]


def test_layers_hidden_in_one_store_are_seen_in_the_next(window, tmp_path):
    window.session.set_hidden({"cell", "river"})
    other = tmp_path / "另一个.gpkg"
    create_store(other, name="另一个", crs=4548).close()
    window.session.open(other)
    assert window.session.hidden == frozenset()


def test_a_start_reads_the_text_of_no_module():
    code = (
        "import linecache, gridwatch.gui.window, sys; "
        "sys.exit(any('gridwatch' in name for name in linecache.cache))"
    )
    call = subprocess.run([sys.executable, "-c", code], check=False)
    assert call.returncode == 0
