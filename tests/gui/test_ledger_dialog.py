"""台账比对 in the window: chips, ticks, questions, one edit, next month's profile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from gridwatch.district.ledgervalues import Status
from gridwatch.district.wording import Kind
from gridwatch.gui.desks.ledgers import LedgersDesk
from gridwatch.gui.dialogs.ledgerdetail import NEW
from gridwatch.gui.dialogs.ledgerlist import NAME, STATUS, TICK, WHAT
from gridwatch.store.opening import open_store
from tests.intake.deliveries import workbook

LEFT = Qt.MouseButton.LeftButton
HEAD = ["排污口编码", "排污口名称", "责任单位", "东坐标", "北坐标"]
NAMES = {"PW-01": "甲排污口", "PW-02": "乙排污口", "PW-03": "丙排污口"}


def rows_of(district):
    """This month: PW-01 changed, PW-02 moved, PW-03 recoded, PW-04 gone, one new."""
    found = {o.code: o for o in district.outfalls}
    one, two, three = (found[code] for code in NAMES)
    at = [(o.geometry.x, o.geometry.y) for o in (one, two, three)]
    return [
        ["某年某月台账"],
        HEAD,
        ["PW-01", one.name, "新公司", *at[0]],
        ["PW-02", two.name, two.responsible_body, at[1][0] + 400, at[1][1]],
        ["PW-33", three.name, three.responsible_body, *at[2]],
        ["PW-77", "龙潭新排口", "新公司", at[0][0] + 3000, at[0][1] + 3000],
        ["合计", "", 4],
    ]


@pytest.fixture
def file(window, tmp_path):
    rows = rows_of(window.session.district)
    return workbook(tmp_path / "排污口台账2026年5月.xlsx", {"台账": rows, "空": []})


@pytest.fixture
def opened(window, qtbot):
    """Return what opens a dialog with a file and waits for the comparison."""
    made = []

    def open_it(path):
        desk = next(one for one in window.desks if isinstance(one, LedgersDesk))
        dialog = desk.compare()
        made.append(dialog)
        dialog.open_file(path)
        settled(dialog, qtbot)
        return dialog

    yield open_it
    for dialog in made:
        if isValid(dialog):
            dialog.reject()


def settled(dialog, qtbot):
    qtbot.waitUntil(lambda: dialog._errand is None, timeout=10_000)


def line_of(dialog, status):
    at = next(n for n, one in enumerate(dialog.model.shown) if one.status is status)
    dialog.table.selectRow(at)
    return at


def test_the_menu_offers_it_and_the_empty_dialog_says_what_to_do(window):
    assert window.commands["ledger"].isEnabled()
    window.commands["ledger"].trigger()
    (dialog,) = [w for w in window.children() if type(w).__name__ == "LedgerDialog"]
    assert "选择本月的台账文件" in dialog.told.text()
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_chips_count_and_only_what_is_sure_is_ticked(opened, file):
    dialog = opened(file)
    texts = [button.text() for button in dialog.chips.buttons.values()]
    assert texts == ["新增 1", "变更 1", "消失 1", "移动 1", "需核对 1"]
    chosen = {one.status for one in dialog.model.chosen}
    assert chosen == {Status.NEW, Status.CHANGED, Status.MOVED}
    assert "表头在第 2 行" in dialog.told.text()
    assert "接受所选（3）" in dialog.go.text()


def test_a_chip_filters_and_words_filter(opened, file):
    dialog = opened(file)
    QTest.mouseClick(dialog.chips.buttons["moved"], LEFT)
    assert [one.status for one in dialog.model.shown] == [Status.MOVED]
    QTest.mouseClick(dialog.chips.buttons["moved"], LEFT)
    QTest.keyClicks(dialog.words, "77")
    assert [one.status for one in dialog.model.shown] == [Status.NEW]
    # What is filtered out stays ticked.
    assert len(dialog.model.chosen) == 3


def test_a_line_shows_its_fields_and_selects_the_row_on_the_map(opened, file, window):
    dialog = opened(file)
    at = line_of(dialog, Status.CHANGED)
    cell = dialog.model.index(at, WHAT).data()
    assert cell == "责任单位 某某公司 → 新公司"
    texts = [dialog.detail.fields.item(0, column).text() for column in range(3)]
    assert texts == ["责任单位", "某某公司", "新公司"]
    assert window.session.selection == {Kind.OUTFALL: {"o0"}}
    assert dialog.model.index(at, STATUS).data() == "变更"
    assert dialog.model.index(at, NAME).data() == "甲排污口"


def test_space_ticks_and_a_question_has_no_tick(opened, file):
    dialog = opened(file)
    at = line_of(dialog, Status.VANISHED)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    state = dialog.model.index(at, TICK).data(Qt.ItemDataRole.CheckStateRole)
    assert state is Qt.CheckState.Checked
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert Status.VANISHED not in {one.status for one in dialog.model.chosen}
    at = line_of(dialog, Status.QUESTION)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert len(dialog.model.chosen) == 3
    assert dialog.model.index(at, TICK).data(Qt.ItemDataRole.CheckStateRole) is None


def test_a_question_offers_its_candidates_and_the_answer_is_compared(
    opened, file, qtbot
):
    dialog = opened(file)
    line_of(dialog, Status.QUESTION)
    box = dialog.detail.choice
    assert [box.itemData(at) for at in range(box.count())] == ["", "o2", NEW]
    assert "丙排污口" in box.itemText(1)
    box.setCurrentIndex(1)
    box.activated.emit(1)
    settled(dialog, qtbot)
    counts = dialog.found.diff.counts
    assert (counts[Status.QUESTION], counts[Status.CHANGED]) == (0, 2)
    line_of(dialog, Status.CHANGED)


def test_said_to_be_new_the_old_row_has_vanished(opened, file, qtbot):
    dialog = opened(file)
    line_of(dialog, Status.QUESTION)
    box = dialog.detail.choice
    box.setCurrentIndex(2)
    box.activated.emit(2)
    settled(dialog, qtbot)
    counts = dialog.found.diff.counts
    assert (counts[Status.NEW], counts[Status.VANISHED]) == (2, 2)


def test_accepting_is_one_edit_and_undo_brings_the_differences_back(
    opened, file, window, store_path, qtbot
):
    dialog = opened(file)
    before = {o.uid: o for o in window.session.district.outfalls}
    QTest.mouseClick(dialog.go, LEFT)
    settled(dialog, qtbot)
    stack = window.session.undo_stack
    assert stack.count() == 1
    assert "排污口台账2026年5月.xlsx" in stack.undoText()
    assert dialog.found.diff.counts[Status.CHANGED] == 0
    assert not dialog.go.isEnabled()
    after = {o.code: o for o in window.session.district.outfalls}
    assert after["PW-01"].responsible_body == "新公司"
    assert after["PW-77"].name == "龙潭新排口"
    stack.undo()
    settled(dialog, qtbot)
    assert dialog.found.diff.counts[Status.CHANGED] == 1
    with open_store(store_path, read_only=True) as store:
        assert {o.uid: o for o in store.district().outfalls} == before


def test_one_row_alone_can_be_accepted(opened, file, window, qtbot):
    dialog = opened(file)
    dialog.model.tick(dialog.model.shown, on=False)
    line_of(dialog, Status.NEW)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    QTest.mouseClick(dialog.go, LEFT)
    settled(dialog, qtbot)
    assert len(window.session.district.outfalls) == 5
    assert dialog.found.diff.counts[Status.CHANGED] == 1
    # What was left out is left out still.
    assert dialog.model.chosen == ()


def test_next_months_file_is_compared_as_this_months_was(
    opened, file, tmp_path, window, qtbot
):
    dialog = opened(file)
    dialog.moved.setValue(500)
    dialog.moved.editingFinished.emit()
    settled(dialog, qtbot)
    assert dialog.found.diff.counts[Status.MOVED] == 0
    columns = dialog.ask_columns()
    box = columns.boxes["责任单位"]
    box.setCurrentIndex(0)
    columns.accept()
    settled(dialog, qtbot)
    assert dialog.found.diff.counts[Status.CHANGED] == 0
    QTest.mouseClick(dialog.go, LEFT)
    settled(dialog, qtbot)
    dialog.reject()
    rows = rows_of(window.session.district)
    june = workbook(tmp_path / "排污口台账2026年6月.xlsx", {"台账": rows})
    again = opened(june)
    assert again.moved.value() == 500
    assert dict(again.found.file.columns)["责任单位"] is None


def test_a_file_that_is_no_ledger_is_a_sentence(opened, tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"x": [["随便"], ["什么"]]})
    dialog = opened(path)
    assert "没有更改任何数据" in dialog.told.text()
    assert not dialog.go.isEnabled()


def test_stopping_leaves_everything_as_it_was(window, file, qtbot):
    desk = next(one for one in window.desks if isinstance(one, LedgersDesk))
    dialog = desk.compare()
    dialog.open_file(file)
    dialog.stop()
    settled(dialog, qtbot)
    assert dialog.found is None or dialog.found.diff.counts
    assert window.session.undo_stack.count() == 0
    dialog.reject()


def test_closing_while_it_works_leaves_no_thread(window, file):
    desk = next(one for one in window.desks if isinstance(one, LedgersDesk))
    dialog = desk.compare()
    dialog.open_file(file)
    dialog.reject()
    window.session.errands.stop_all()
    assert window.session.undo_stack.count() == 0


def test_the_table_goes_out(opened, file, tmp_path):
    dialog = opened(file)
    out = tmp_path / "比对.xlsx"
    dialog.write_table(out)
    assert out.stat().st_size > 0
    assert "已保存" in dialog.told.text()


def test_chiefs_with_names_only_are_asked_and_answered(opened, tmp_path, qtbot, window):
    rows = [
        ["河流", "村居", "姓名", "电话"],
        ["安达木河", "西南村", "新长甲", "10099990001"],
        ["潮河", "", "新长乙", "10099990002"],
    ]
    path = workbook(tmp_path / "河段长名单.xlsx", {"名单": rows})
    dialog = opened(path)
    assert dialog.role.isVisible()
    assert dialog.role.currentData() == "河段长"
    counts = dialog.found.diff.counts
    assert (counts[Status.NEW], counts[Status.QUESTION]) == (1, 1)
    line_of(dialog, Status.QUESTION)
    box = dialog.detail.choice
    assert {box.itemData(at) for at in range(1, box.count())} == {
        "990101000001",
        "990101000002",
    }
    assert window.session.selection == {Kind.SEGMENT: {"s0", "s1"}}
    box.setCurrentIndex(1)
    box.activated.emit(1)
    settled(dialog, qtbot)
    assert dialog.found.diff.counts[Status.NEW] == 2
    QTest.mouseClick(dialog.go, LEFT)
    settled(dialog, qtbot)
    posts = [p for p in window.session.district.posts if p.role == "河段长"]
    assert len(posts) == 2
    assert {p.covers for p in posts} == {"segment"}
    assert dialog.found.diff.same == 2
