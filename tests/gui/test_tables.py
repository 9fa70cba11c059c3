"""Tables: sorted, filtered, copied, two ways with the map."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gridwatch.district.wording import Format, Kind
from gridwatch.gui.tables import Column, Line, RowsModel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def click_row(panel, row, column=0, keys=Qt.KeyboardModifier.NoModifier):
    rect = panel.view.visualRect(panel.model.index(row, column))
    place = rect.center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, keys, place)
    return place


def shown(panel, column=0):
    return [line.texts[column] for line in panel.model.lines]


def front(window, qtbot, name):
    window.sides.raise_(name)
    panel = getattr(window.sides, name)
    qtbot.waitUntil(lambda: panel.view.isVisible())
    return panel


def test_click_on_a_row_selects_it_on_the_map_and_fills_the_card(window, qtbot):
    panel = front(window, qtbot, "outfalls")
    click_row(panel, 1)
    assert window.session.selection == {Kind.OUTFALL: {"o1"}}
    assert window.session.marks == {Kind.OUTFALL: {"o1"}}
    assert (Kind.OUTFALL, "o1", "name") in window.sides.card.values


def test_double_click_on_a_row_flies_there(window, qtbot):
    panel = front(window, qtbot, "signboards")
    before = window.map.extent
    place = click_row(panel, 0)
    QTest.mouseDClick(
        panel.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        place,
    )
    west, south, east, north = window.map.extent
    board = window.session.district.row(Kind.SIGNBOARD, "b0").geometry
    assert (west, south, east, north) != before
    assert west < board.x < east
    assert south < board.y < north


def test_several_rows_select_several_things(window, qtbot):
    panel = front(window, qtbot, "signboards")
    click_row(panel, 0)
    click_row(panel, 2, keys=Qt.KeyboardModifier.ShiftModifier)
    assert window.session.selection == {Kind.SIGNBOARD: {"b0", "b1", "b2"}}


def test_filter_looks_into_every_column_and_the_count_says_how_many(window, qtbot):
    panel = front(window, qtbot, "signboards")
    assert panel.count.text() == "6 / 6"
    QTest.keyClicks(panel.filter, "gs-03")
    qtbot.waitUntil(lambda: panel.count.text() == "1 / 6")
    panel.filter.setText("李四 2024-03")
    qtbot.waitUntil(lambda: shown(panel) == ["GS-03"])
    panel.filter.clear()
    qtbot.waitUntil(lambda: panel.count.text() == "6 / 6")


def test_header_click_sorts_and_keeps_the_selection(window, qtbot):
    panel = front(window, qtbot, "signboards")
    click_row(panel, 0)
    header = panel.view.horizontalHeader()
    x = header.sectionViewportPosition(0) + 10
    for _ in range(2):
        QTest.mouseClick(
            header.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            header.rect().center().__class__(x, header.height() // 2),
        )
    assert shown(panel)[0] == "GS-06"
    assert [line.uid for line in panel.view.selected_lines()] == ["b0"]


def test_copy_gives_tabs_with_the_head(window, qtbot):
    panel = front(window, qtbot, "signboards")
    click_row(panel, 1)
    QTest.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["公示牌编号", "状态"]
    assert lines[1].split("\t")[0] == "GS-02"
    assert len(lines) == 2


def test_columns_can_be_hidden_and_are_left_out_of_copies(window, qtbot):
    panel = front(window, qtbot, "signboards")
    menu = panel.view.column_menu()
    action = next(a for a in menu.actions() if a.text() == "状态")
    action.setChecked(False)
    menu.deleteLater()
    assert "状态" not in panel.view.copied().splitlines()[0].split("\t")


@pytest.mark.usefixtures("dressed")
def test_the_last_column_cannot_be_hidden(qtbot):
    model = RowsModel([Column("a", "甲"), Column("b", "乙")])
    from gridwatch.gui.tables import RowsView

    view = RowsView(model)
    qtbot.addWidget(view)
    view.column_menu().actions()[0].setChecked(False)
    view.column_menu().actions()[1].setChecked(False)
    assert not view.isColumnHidden(1)


def test_table_is_written_to_a_spreadsheet_as_shown(window, qtbot, tmp_path):
    from python_calamine import CalamineWorkbook

    panel = front(window, qtbot, "outfalls")
    panel.model.set_filter("乙")
    panel.export_to(tmp_path / "排污口.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "排污口.xlsx"))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "PW-02" in cells
    assert "PW-01" not in cells


def test_ownership_lists_segments_without_a_record_too(window, qtbot):
    panel = front(window, qtbot, "ownership")
    states = {line.uid: line.texts[1] for line in panel.model.lines}
    assert states == {"s0": "已确认", "s1": "已登记", "s2": "未登记"}


def test_another_day_changes_states_and_stale_boards(window, qtbot):
    from datetime import date

    panel = front(window, qtbot, "ownership")
    window.bar.day.setDate(window.bar.day.date().fromString("2025-04-01", "yyyy-MM-dd"))
    qtbot.waitUntil(lambda: window.session.as_of == date(2025, 4, 1))
    assert shown(panel, 1) == ["已登记", "已登记", "未登记"]
    boards = front(window, qtbot, "signboards")
    assert sum("过期" in text for text in shown(boards, 1)) == 3
    window.session.set_as_of(date(2024, 6, 1))
    chief = [column.key for column in boards.model.columns].index("chief")
    assert shown(boards, chief)[0] == "李四"
    assert "过期" not in shown(boards, 1)[0]


def test_sorting_puts_numbers_by_size_words_by_pinyin_and_blanks_last():
    model = RowsModel([Column("n", "名"), Column("l", "长", Format.LENGTH)])
    model.set_lines(
        Line(Kind.RIVER, uid, (name, size), (name, "" if size is None else f"{size:,}"))
        for uid, name, size in (
            ("a", "潮河", 900.0),
            ("b", "安达木河", 1200.0),
            ("c", "白河", None),
        )
    )
    model.sort(1)
    assert [line.uid for line in model.lines] == ["a", "b", "c"]
    model.sort(0)
    assert [line.texts[0] for line in model.lines] == ["安达木河", "白河", "潮河"]


def test_model_keeps_qt_rules(qtmodeltester):
    model = RowsModel([Column("n", "名"), Column("l", "长", Format.LENGTH)])
    model.set_lines(
        Line(Kind.RIVER, str(n), (f"河{n}", float(n)), (f"河{n}", f"{n}"))
        for n in range(5)
    )
    qtmodeltester.check(model)
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None
