"""The table of cells, its sums, and what the ruler says in tables and cards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind
from gridwatch.gui.panels import cells
from tests.gui.conftest import at


@pytest.fixture
def panel(window):
    window.sides.raise_("cells")
    return window.sides.cells


def column(panel, key):
    return [c.key for c in panel.model.columns].index(key)


def told(panel, *keys):
    places = [column(panel, key) for key in keys]
    return [tuple(line.texts[i] for i in places) for line in panel.model.lines]


def choose(panel, row):
    panel.view.selectRow(row)


def test_each_cell_is_listed_with_river_boards_outfalls_and_state(panel):
    assert told(panel, "code", "metres", "boards", "outfalls", "state") == [
        ("990101100200001", "0", "0", "0", "无管水员"),
        ("990101100200002", "0", "0", "0", "无管水员"),
        ("990101100201001", "2,000", "3", "0", "无管水员"),
    ]


def test_selecting_a_line_selects_the_cell_on_the_map(panel, window):
    choose(panel, 2)
    assert window.session.selection == {Kind.CELL: {"c2"}}


def test_levels_show_villages_towns_district_segments_and_rivers(panel):
    wanted = {1: "东南村", 2: "东桥镇", 3: "小溪区", 4: "潮河第 1 段", 5: "潮河"}
    for index, name in wanted.items():
        panel.show_tier(index)
        assert told(panel, "name")[0][0] == name
    assert panel.model.total == 1


def test_a_town_opens_into_its_villages_and_a_village_into_its_cells(panel):
    panel.show_tier(2)
    choose(panel, 0)
    QTest.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert told(panel, "name") == [("东南村",), ("东北村",)]
    assert panel.where.text() == "东桥镇：村居"
    choose(panel, 1)
    panel.down.click()
    assert told(panel, "name") == [("网格2",)]
    assert not panel.down.isEnabled()
    panel.up.click()
    QTest.keyClick(panel.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert panel.tier.level == "town"
    assert not panel.up.isEnabled()


def test_a_river_opens_into_segments_and_those_into_cells(panel):
    panel.show_tier(5)
    choose(panel, 0)
    panel.open_row()
    assert told(panel, "name") == [("潮河第 1 段",)]
    choose(panel, 0)
    panel.open_row()
    assert told(panel, "name") == [("网格2",)]


def test_the_rule_for_heavy_loads_can_be_read(panel):
    assert "中位数 3 倍" in panel.toolTip()


def test_a_large_district_is_reckoned_in_the_background(panel, qtbot, monkeypatch):
    monkeypatch.setattr(cells, "_AT_ONCE", 0)
    monkeypatch.setattr(panel, "_loads", None)
    panel.refresh()
    assert panel.model.total == 0
    assert panel.note.isVisible()
    qtbot.waitUntil(lambda: panel.model.total == 3)


def test_the_table_of_boards_shows_chainage_bank_and_offset(window):
    window.sides.raise_("signboards")
    panel = window.sides.signboards
    line = next(line for line in panel.model.lines if line.uid == "b0")
    values = [line.texts[column(panel, k)] for k in ("on_segment", "bank", "offset")]
    # 0.1 of a square from the start, 0.05 south of a river that flows east.
    assert values == ["K0+400", "右岸", "200"]


def test_the_reading_follows_a_board_that_is_moved_and_comes_back_with_undo(window):
    window.sides.raise_("signboards")
    session, panel = window.session, window.sides.signboards
    board = session.district.row(Kind.SIGNBOARD, "b0")
    change = Change(
        Kind.SIGNBOARD, "b0", {"geometry": board.geometry}, {"geometry": at(0.5, 1.6)}
    )

    def reading():
        line = next(line for line in panel.model.lines if line.uid == "b0")
        return line.texts[column(panel, "on_segment")], line.texts[
            column(panel, "bank")
        ]

    assert session.apply(Changes((change,)), "移动公示牌")
    assert reading() == ("K2+000", "左岸")
    session.undo_stack.undo()
    assert reading() == ("K0+400", "右岸")


def words(window):
    labels = window.sides.card.findChildren(QLabel)
    return " ".join(label.text() for label in labels)


def test_the_card_of_a_board_names_both_chainages_by_their_names(window):
    window.session.select({Kind.OUTFALL: ["o0"]})
    text = words(window)
    assert "河段桩号 K0+600" in text
    assert "全河桩号 K4+600" in text
    assert "左岸 200 米" in text


def test_the_card_of_a_cell_names_people_segments_boards_and_village(window):
    window.session.select({Kind.CELL: ["c2"]})
    text = words(window)
    assert "东北村" in text
    assert "2,000 米" in text
    assert "GS-01" in text


def test_a_cell_assigned_by_hand_is_shown_with_its_reason(window):
    session = window.session
    before = {"cell_code": "", "cell_reason": ""}
    after = {"cell_code": "990101100200001", "cell_reason": "村界有争议"}
    change = Change(Kind.SIGNBOARD, "b0", before, after)
    assert session.apply(Changes((change,)), "指定网格")
    session.select({Kind.SIGNBOARD: ["b0"]})
    assert "手工指定：村界有争议" in words(window)
