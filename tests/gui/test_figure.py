"""A number can be opened: its rows are listed, shown on the map and exported."""

from __future__ import annotations

from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook
from shiboken6 import isValid

from gridwatch.district.changes import Change, Changes
from gridwatch.district.figures import Figure, counted
from gridwatch.district.wording import Kind, Text
from gridwatch.gui.dialogs.figure import explain

RULE = Text("已批的占应批的", "approved ones among those to be approved")


def approved(session) -> Figure:
    outfalls, kind = session.district.outfalls, Kind.OUTFALL
    whole = [row for row in outfalls if row.rectification != "已销号"]
    gone = [row for row in outfalls if row.rectification == "已销号"]
    reason = Text("已销号", "closed out")
    return Figure(
        name=Text("排污口审批率", "approval rate of outfalls"),
        numerator=tuple(
            counted(Kind.OUTFALL, r) for r in whole if r.approval == "已批"
        ),
        denominator=tuple(counted(kind, row) for row in whole),
        excluded=tuple(counted(kind, row, reason=reason) for row in gone),
        rule=RULE,
        as_of=session.as_of,
    )


@pytest.fixture
def opened(window, qtbot):
    session = window.session
    dialog = explain(session, approved(session), window, lambda: approved(session))
    qtbot.waitExposed(dialog)
    yield dialog
    if isValid(dialog):
        dialog.close()


def texts(dialog):
    return [label.text() for label in dialog.findChildren(type(dialog._name))]


def test_the_dialog_says_the_number_its_rule_and_its_day(opened):
    said = "\n".join(texts(opened))
    assert "2/2 = 100.0 %" in said
    assert "分母不含 2 个已销号" in said
    assert "口径：已批的占应批的" in said
    assert "截至 2026-06-01" in said


def test_each_part_lists_its_rows(opened):
    names = [opened.parts.tabText(i) for i in range(opened.parts.count())]
    assert names == ["分子 2", "未达到 0", "分母 2", "不计 2"]
    opened.parts.setCurrentIndex(3)
    lines = opened.rows.model.lines
    assert [line.texts[0] for line in lines] == ["PW-01", "PW-03"]
    assert {line.texts[3] for line in lines} == {"已销号"}


def test_choosing_a_row_selects_it_on_the_map(opened, window):
    opened.rows.view.selectRow(1)
    assert window.session.selection == {Kind.OUTFALL: frozenset({"o3"})}


def test_a_whole_part_can_be_shown_on_the_map(opened, window):
    opened.parts.setCurrentIndex(3)
    opened.show_all()
    assert window.session.selection == {Kind.OUTFALL: frozenset({"o0", "o2"})}


def test_the_number_follows_the_register(opened, window):
    change = Change(Kind.OUTFALL, "o1", {"approval": "已批"}, {"approval": "待补办"})
    window.session.apply(Changes((change,), "test"))
    assert "1/2 = 50.0 %" in texts(opened)
    opened.parts.setCurrentIndex(1)
    assert [line.uid for line in opened.rows.model.lines] == ["o1"]
    window.session.undo_stack.undo()
    assert "2/2 = 100.0 %" in texts(opened)


def test_a_plain_count_has_two_parts(window):
    session = window.session
    figure = replace(approved(session), denominator=None)
    dialog = explain(session, figure, window)
    names = [dialog.parts.tabText(i) for i in range(dialog.parts.count())]
    assert names == ["计入 2", "不计 2"]
    dialog.close()


def test_the_export_holds_every_row_and_the_rule(opened, tmp_path):
    path = tmp_path / "审批率.xlsx"
    opened.export_to(path)
    book = CalamineWorkbook.from_path(str(path))
    lines = book.get_sheet_by_index(0).to_python()
    assert lines[0] == ["计为", "类别", "代码", "名称", "说明"]
    assert [line[0] for line in lines[1:]] == ["分子（已计入）"] * 2 + ["不计"] * 2
    notes = dict(book.get_sheet_by_name("说明").to_python())
    assert notes["数字"] == "2/2 = 100.0 %（分母不含 2 个已销号）"
    assert notes["口径"] == RULE.zh
    assert notes["截至"] == "2026-06-01"


def test_the_dialog_goes_with_the_store(opened, window):
    window.session.close()
    assert not isValid(opened) or not opened.isVisible()
