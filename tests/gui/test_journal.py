"""The journal: what was written, found again by filters, one entry taken back."""

from __future__ import annotations

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QToolButton

from gridwatch.cartography.themes import ready_themes
from gridwatch.district.changes import Change, Changes
from gridwatch.district.rowedits import removal
from gridwatch.district.wording import Kind, Language
from gridwatch.gui.journallines import changes_of
from gridwatch.gui.tools.sketch import Outline
from gridwatch.gui.wishing import RowWish, Verb
from gridwatch.store.opening import CodelistEntry
from gridwatch.store.pages import ImportLine


@pytest.fixture
def journal(window, qtbot):
    window.sides.raise_("journal")
    panel = window.sides.journal
    qtbot.waitUntil(panel.isVisible)
    return panel


def change(window, kind, uid, **values):
    row = window.session.district.row(kind, uid)
    before = {key: getattr(row, key) for key in values}
    assert window.session.apply(Changes((Change(kind, uid, before, values),), "试改"))


def shown(journal):
    model = journal.model
    return [
        [model.index(row, column).data() or "" for column in range(6)]
        for row in range(model.rowCount())
    ]


def choose(journal, row):
    journal.view.selectRow(row)
    return journal.told.text()


def test_an_import_is_one_line_and_edits_stand_above_it(window, journal):
    change(window, Kind.OUTFALL, "o1", name="新名")
    lines = shown(journal)
    assert lines[0][1:4] == ["修改排污口", "新名", "排污口名称：乙排污口 → 新名"]
    assert lines[0][5] == "试改"
    assert lines[1][1] == "导入"
    assert lines[1][2] == "test"
    assert "新增" in lines[1][3]
    assert isinstance(journal.model.lines[1], ImportLine)
    assert "公示牌 6" in choose(journal, 1)
    assert not journal.restore.isEnabled()


def test_settings_and_codelists_are_told_in_the_officers_words(window, journal):
    store, session = window.session.store, window.session
    store.set_setting("office", "云溪区水务局", "甲")
    rules = store.settings()["rules"]
    other = {**rules, "roster": {**rules["roster"], "vacancy_days": 45}}
    store.set_setting("rules", other, "甲")
    classed = next(t.theme for t in ready_themes() if t.theme.layer_id == "river")
    session.set_theme(classed)
    words = store.codelists()["roles"]
    store.set_codelist("roles", [*words, CodelistEntry("河道警长", "town")], "甲")
    journal.refresh()
    told = [line[1:4] for line in shown(journal)[:4]]
    assert told == [
        ["修改代码表", "职务", "内容：— → 河道警长"],
        ["新建设置", "图层符号", ""],
        ["修改设置", "规则", "roster.vacancy_days：90 → 45"],
        ["修改设置", "制图单位", "内容：小溪区河长办 → 云溪区水务局"],
    ]
    (change,) = changes_of(session.district, journal.model.lines[1], Language.ZH)
    assert change == ("河流", "标准", f"分类 {len(classed.classes)} 级")


def test_filters_by_text_kind_day_and_row(window, journal):
    change(window, Kind.OUTFALL, "o1", name="清水口")
    change(window, Kind.SIGNBOARD, "b1", type="临时")
    journal.filter.setText("清水口")
    journal.refresh()
    assert [line[1] for line in shown(journal)] == ["修改排污口"]
    journal.filter.clear()
    journal.kind.setCurrentIndex(journal.kind.findData(Kind.SIGNBOARD.value))
    journal.refresh()
    assert [line[1] for line in shown(journal)] == ["修改公示牌", "导入"]
    journal.kind.setCurrentIndex(0)
    journal.day.setText("2001/2/3")
    journal.refresh()
    assert shown(journal) == []
    assert "没有符合条件" in journal.note._label.text()
    journal.day.clear()
    window.session.select({Kind.SIGNBOARD: ["b1"]})
    journal.own.setChecked(True)
    assert [line[1] for line in shown(journal)] == ["修改公示牌", "新建公示牌"]
    window.session.select({Kind.OUTFALL: ["o1"]})
    assert [line[1] for line in shown(journal)] == ["修改排污口", "新建排污口"]


def test_an_entry_is_restored_and_that_is_undone(window, journal):
    change(window, Kind.OUTFALL, "o1", name="新名")
    choose(journal, 0)
    journal.restore.click()
    assert window.session.district.row(Kind.OUTFALL, "o1").name == "乙排污口"
    assert shown(journal)[0][5].startswith("恢复：修改排污口")
    window.commands["undo"].trigger()
    assert window.session.district.row(Kind.OUTFALL, "o1").name == "新名"


def test_a_later_change_is_told_before_it_would_be_lost(window, journal):
    change(window, Kind.OUTFALL, "o1", name="第一次")
    change(window, Kind.OUTFALL, "o1", name="第二次")
    choose(journal, 1)
    journal.restore.click()
    box = window.findChild(QMessageBox, "restoring")
    assert "“排污口名称”后来又改成了“第二次”" in box.informativeText()
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert window.session.district.row(Kind.OUTFALL, "o1").name == "第二次"
    box = None
    journal.restore.click()
    (box,) = [b for b in window.findChildren(QMessageBox, "restoring") if b.isVisible()]
    box.button(QMessageBox.StandardButton.Yes).click()
    assert window.session.district.row(Kind.OUTFALL, "o1").name == "乙排污口"


def test_a_removed_row_is_brought_back_with_its_terms_after_it(window, journal):
    before = window.session.store.content_hash()
    away = removal(window.session.district, Kind.PERSON, ["p0"])
    window.session.apply(away.changes("离职"))
    assert [line[1] for line in shown(journal)[:2]] == ["删除人员", "删除任期"]
    choose(journal, 1)
    journal.restore.click()
    box = window.findChild(QMessageBox, "trouble")
    assert "人员已被删除" in box.text()
    box.close()
    choose(journal, 0)
    journal.restore.click()
    assert shown(journal)[0][1] == "新建人员"
    choose(journal, 2)
    journal.restore.click()
    assert window.session.store.content_hash() == before


def test_a_moved_point_is_outlined_before_and_after(window, journal):
    board = window.session.district.row(Kind.SIGNBOARD, "b1").geometry
    to = shapely.Point(board.x + 300, board.y)
    change(window, Kind.SIGNBOARD, "b1", geometry=to)
    told = choose(journal, 0)
    assert "X 4,475,800.0" in told
    outline = window.map.sketch.outline
    assert outline.before == (([(board.x, board.y)], False),)
    assert outline.after == (([(to.x, to.y)], False),)
    choose(journal, 1)
    assert window.map.sketch.outline == Outline()


def test_the_card_leads_to_the_history_of_its_row(window, qtbot):
    change(window, Kind.SEGMENT, "s1", name="改名")
    window.session.select({Kind.SEGMENT: ["s1"]})
    buttons = {
        b.toolTip(): b
        for b in window.sides.card.findChildren(QToolButton)
        if b.isVisible()
    }
    buttons["历史"].click()
    journal = window.sides.journal
    qtbot.waitUntil(journal.isVisible)
    assert journal.own.isChecked()
    assert [line[1] for line in shown(journal)] == ["修改河段", "新建河段"]


def test_history_of_a_row_that_is_not_selected(window, qtbot):
    window.session.row_wished.emit(RowWish(Verb.HISTORY, Kind.PERSON, ("p1",)))
    journal = window.sides.journal
    qtbot.waitUntil(journal.isVisible)
    assert [line[1:3] for line in shown(journal)] == [["新建人员", "李四"]]


def test_older_pages_are_read_while_scrolling(window, journal):
    items = []
    for n in range(450):
        was = "乙排污口" if n == 0 else f"名{n - 1}"
        items.append(Change(Kind.OUTFALL, "o1", {"name": was}, {"name": f"名{n}"}))
    window.session.apply(Changes(tuple(items), "很多"))
    assert journal.model.rowCount() == 200
    assert journal.model.canFetchMore()
    while journal.model.canFetchMore():
        journal.model.fetchMore()
    assert [line[1] for line in shown(journal)[449:451]] == ["修改排污口", "导入"]


def test_a_store_that_can_only_be_read_shows_its_journal(
    make_window, store_path, qtbot
):
    window = make_window()
    window.session.open(store_path, read_only=True)
    window.sides.raise_("journal")
    journal = window.sides.journal
    qtbot.waitUntil(journal.isVisible)
    assert shown(journal)[0][1] == "导入"
    window.session.select({Kind.OUTFALL: ["o1"]})
    journal.own.setChecked(True)
    choose(journal, 0)
    assert not journal.restore.isEnabled()
    assert journal.view.model().headerData(0, Qt.Orientation.Horizontal) == "时间"
