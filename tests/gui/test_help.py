"""F1 opens the manual at what has the keyboard, also inside a dialog; about; keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox

from gridwatch.gui import helping, helpwindow
from gridwatch.gui.dialogs.preferences import PreferencesDialog
from gridwatch.gui.helping import target_of
from gridwatch.gui.helpwindow import HelpWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

INDEX = """[{"page": "import.html", "title": "3　导入资料", "sections": [
 {"anchor": "导入资料", "title": "导入资料", "level": 1, "words": "先出计划"},
 {"anchor": "坐标医生", "title": "坐标医生", "level": 2, "words": "每种读法都试一遍"}]},
 {"page": "first-run.html", "title": "2　首次打开", "sections": [
 {"anchor": "首次打开", "title": "首次打开", "level": 1, "words": ""},
 {"anchor": "首选项", "title": "首选项", "level": 2, "words": "所有设置"}]}]"""
PAGE = """<html><head><link rel="stylesheet" href="manual.css"></head><body>
<h1>{name}</h1>{gap}<h2 id="坐标医生">坐标医生</h2><h2 id="首选项">首选项</h2>{gap}
</body></html>"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    place = tmp_path / "手册 # 50%20"
    place.mkdir()
    (place / "index.json").write_text(INDEX, "utf-8")
    for name in ("import", "first-run", "first-hour", "map"):
        page = PAGE.format(name=name, gap="<p>字</p>" * 80)
        (place / f"{name}.html").write_text(page, "utf-8")
    monkeypatch.setattr(helpwindow, "manual", lambda: place)
    return place


def shown():
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, HelpWindow)]


def opened_at():
    (window,) = [w for w in shown() if w.isVisible()]
    return window, window.view.source().fileName(), window.view.source().fragment()


def test_f1_on_the_map_opens_its_chapter(window, folder):
    window.map.setFocus()
    window.commands["help"].trigger()
    manual, page, anchor = opened_at()
    assert (page, anchor) == ("map.html", "移动缩放选中")
    assert manual.folder == folder


@pytest.mark.usefixtures("folder")
def test_f1_key_in_a_dialog_opens_the_dialogs_section(window, qtbot):
    window.preferences()
    dialog = window.findChild(PreferencesDialog)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    dialog.language.setFocus()
    qtbot.waitUntil(lambda: bool(dialog.property("helped")))
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    manual, page, anchor = opened_at()
    assert (page, anchor) == ("first-run.html", "首选项")
    assert manual.view.verticalScrollBar().value() > 0
    dialog.reject()


def test_a_part_that_nobody_named_leads_to_what_it_stands_in(window):
    inside = window.sides.checks.findChildren(QLineEdit)[0]
    assert target_of(inside).startswith("checks.html")
    assert target_of(None) == "first-hour.html"


@pytest.mark.usefixtures("folder")
def test_closing_the_window_closes_the_manual(make_window):
    window = make_window()
    window.helping.show_manual("import.html")
    assert opened_at()[1] == "import.html"
    window.close()
    assert [w for w in shown() if w.isVisible()] == []


@pytest.mark.usefixtures("folder")
def test_search_lists_sections_and_a_click_goes_there(make_window):
    manual = make_window().helping.show_manual("import.html")
    manual.sought.setText("读法")
    assert manual.tree.topLevelItemCount() == 1
    item = manual.tree.topLevelItem(0)
    assert item.text(0).startswith("坐标医生")
    manual.tree.itemClicked.emit(item, 0)
    assert opened_at()[1:] == ("import.html", "坐标医生")
    manual.sought.setText("没有这个词")
    assert "没有找到" in manual.tree.topLevelItem(0).text(0)
    manual.sought.clear()
    assert manual.tree.topLevelItemCount() == 2
    assert manual.tree.currentItem().text(0) == "坐标医生"


@pytest.mark.usefixtures("folder")
def test_back_leads_to_the_page_before(make_window):
    manual = make_window().helping.show_manual("import.html")
    manual.show_place("first-run.html#首选项")
    manual.view.backward()
    assert manual.view.source().fileName() == "import.html"


@pytest.mark.usefixtures("folder")
def test_target_that_is_not_there_leaves_the_page(make_window):
    manual = make_window().helping.show_manual("import.html")
    manual.show_place("gone.html")
    assert manual.view.source().fileName() == "import.html"


def test_manual_that_was_not_built_says_so(make_window, tmp_path, monkeypatch):
    monkeypatch.setattr(helpwindow, "manual", lambda: tmp_path / "none")
    manual = make_window().helping.show_manual("import.html")
    assert manual.places == []
    assert not manual.pdf.isVisible()


def test_every_place_in_the_table_of_help_is_written_once():
    text = helping.resource("help.csv").read_text("utf-8")
    names = [line.split(",")[0] for line in text.splitlines()]
    assert len(names) == len(set(names))


def test_keys_are_listed(make_window):
    window = make_window()
    window.commands["keys"].trigger()
    box = window.findChild(QMessageBox)
    assert "F1" in box.text()
    box.close()
