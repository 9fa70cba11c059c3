"""The dock, the dialogs and the desk of ownership, in a real window."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gridwatch.district.bodies import Body
from gridwatch.district.ownership import OwnershipState
from gridwatch.district.registering import Act, Holding, accept_bodies, register
from gridwatch.district.wording import Kind
from gridwatch.gui.desks.ownership import OwnershipDesk
from gridwatch.gui.dialogs.figure import FigureDialog

CODE, SECOND, BARE = "990101000001", "990101000002", "990101000003"
REGISTERED, CONFIRMED = OwnershipState.REGISTERED, OwnershipState.CONFIRMED


@pytest.fixture
def desk(window):
    return next(desk for desk in window.desks if isinstance(desk, OwnershipDesk))


@pytest.fixture
def panel(window):
    return window.sides.ownership


def rows_of(window, code):
    return window.session.district.ownerships_of_segment.get(code, ())


def choose(window, *uids):
    window.session.select({Kind.SEGMENT: uids})


def work(panel, name):
    panel.work.setCurrentIndex(panel.work.findText(name))
    panel.refresh()
    return [line.uid for line in panel.model.lines]


def outside(window):
    session = window.session
    body = Body("m", "西山镇人民政府", "市属单位", "钱七", "010-7")
    assert session.apply(accept_bodies(session.district, [body], "建档"))


# --- the dock ------------------------------------------------------------------------


def test_the_strip_counts_segments_and_rivers(panel):
    bar = panel.bars[REGISTERED]
    assert (bar.segments.text(), bar.rivers.text()) == ("河段 2/3", "河流 1/2")
    bar = panel.bars[CONFIRMED]
    assert (bar.segments.text(), bar.rivers.text()) == ("河段 1/3", "河流 0/2")


def test_a_number_opens_into_its_rows(panel, window, qtbot):
    qtbot.mouseClick(panel.bars[REGISTERED].segments, Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(FigureDialog)
    assert [row.uid for row in dialog.figure.rest] == ["s2"]
    dialog.close()


def test_the_bar_itself_opens_too(panel, window, qtbot):
    qtbot.mouseClick(panel.bars[CONFIRMED].bar, Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(FigureDialog)
    assert dialog.figure.short == "1/3 = 33.3 %"
    dialog.close()


def test_work_lists_filter_the_table(panel):
    assert work(panel, "未登记") == ["s2"]
    assert work(panel, "已登记、未确认") == ["s1"]
    assert work(panel, "已确认") == ["s0"]
    assert work(panel, "无管护主体") == ["s1", "s2"]
    assert work(panel, "合同到期或将到期") == []
    assert "没有河段" in panel.note.findChildren(QLabel)[1].text()
    assert len(work(panel, "全部")) == 3


def test_a_town_can_be_chosen_and_leaves_bodies_outside_out(panel, window):
    outside(window)
    panel.town.setCurrentIndex(panel.town.findText("西山镇"))
    panel.refresh()
    assert [line.uid for line in panel.model.lines] == ["s1", "s2"]
    assert panel.bars[REGISTERED].segments.text() == "河段 0/1"
    assert panel.aside.text() == "分母不含 1 个由区外单位管理"
    assert not panel.aside.isHidden()


def test_bodies_outside_are_marked_with_their_contact(panel, window):
    outside(window)
    assert work(panel, "涉及区外单位") == ["s1"]
    keys = [column.key for column in panel.model.columns]
    (line,) = panel.model.lines
    assert line.texts[keys.index("managing_body")] == "西山镇人民政府（区外）"
    assert line.texts[keys.index("contact")] == "市属单位 钱七 010-7"


# --- registering ---------------------------------------------------------------------


def test_registering_fills_a_segment_without_a_row_and_can_be_undone(desk, window):
    choose(window, "s2")
    dialog = desk.register()
    dialog.left.bodies["managing_body"].setEditText("西山镇人民政府")
    dialog.left.bodies["caring_body"].setEditText("新水务站")
    dialog.act.document.setText("溪水〔2026〕1号")
    assert "新水务站" in dialog.note.text()
    dialog.accept()
    (row,) = rows_of(window, BARE)
    assert (row.bank, row.caring_body) == ("both", "新水务站")
    assert row.registered_on == date(2026, 6, 1)
    assert row.registered_document == "溪水〔2026〕1号"
    assert "新水务站" in window.session.district.body_by_name
    window.session.undo_stack.undo()
    assert rows_of(window, BARE) == ()
    assert window.session.district.bodies == ()


def test_banks_can_be_registered_apart(desk, window, panel):
    choose(window, "s0")
    dialog = desk.register()
    assert dialog.right.isHidden()
    dialog.banks.setCurrentIndex(1)
    assert not dialog.right.isHidden()
    dialog.right.bodies["managing_body"].setEditText("乙单位")
    assert "1 条已有的确认" not in dialog.note.text()
    dialog.accept()
    rows = {row.bank: row for row in rows_of(window, CODE)}
    assert rows["right"].managing_body == "乙单位"
    assert rows["left"].confirmed_on == date(2025, 5, 1)
    assert rows["right"].confirmed_on is None
    keys = [column.key for column in panel.model.columns]
    banks = [ln.texts[keys.index("bank")] for ln in panel.model.lines if ln.uid == "s0"]
    assert sorted(banks) == ["右岸", "左岸"]


def test_the_dialog_warns_before_a_confirmation_falls(desk, window):
    choose(window, "s0")
    dialog = desk.register()
    dialog.left.bodies["caring_body"].setEditText("别的站")
    assert "1 条已有的确认将作废" in dialog.note.text()
    dialog.reject()


def test_what_is_missing_is_said_in_the_dialog(desk, window):
    choose(window, "s2")
    dialog = desk.register()
    dialog.accept()
    assert dialog.isVisible()
    assert "至少要填" in dialog.wrong.text()
    dialog.reject()


def test_a_body_is_found_by_part_of_its_name_or_by_initials(desk, window):
    choose(window, "s2")
    dialog = desk.register()
    finder = dialog.left.bodies["managing_body"].completer()
    for sought in ("水务", "dqzswz"):
        finder.setCompletionPrefix(sought)
        assert finder.currentCompletion() == "东桥镇水务站"
    dialog.reject()


def test_without_a_selection_the_dock_is_shown_instead(desk, window):
    window.session.select({})
    assert desk.register() is None
    assert desk.confirm() is None


# --- confirming ----------------------------------------------------------------------


def test_selected_segments_are_confirmed(desk, window):
    choose(window, "s1")
    dialog = desk.confirm()
    assert len(dialog.chosen) == 1
    dialog.act.by.setText("钱七")
    dialog.accept()
    (row,) = rows_of(window, SECOND)
    assert (row.confirmed_on, row.confirmed_by) == (date(2026, 6, 1), "钱七")
    window.session.undo_stack.undo()
    assert rows_of(window, SECOND)[0].confirmed_on is None


def test_a_batch_lists_what_cannot_be_confirmed(desk, window):
    session = window.session
    act = Act(date(2026, 7, 1), "赵六")
    held = [Holding("both", "西山镇人民政府", "站")]
    session.apply(register(session.district, [BARE], held, act))
    session.select({})
    dialog = desk.confirm_body()
    assert dialog.count.text() == "请先选择单位。"
    dialog.body.setEditText("西山镇人民政府")
    assert dialog.table.rowCount() == 2
    assert dialog.count.text().startswith("将确认 1 条，共 2 条待确认；1 条暂不能确认")
    hints = [dialog.table.item(line, 5).text() for line in range(2)]
    assert hints == ["没有管护主体", "登记日期 2026-07-01 晚于确认日期"]
    dialog.accept()
    assert rows_of(window, SECOND)[0].confirmed_on == date(2026, 6, 1)
    assert rows_of(window, BARE)[0].confirmed_on is None


def test_a_row_can_be_taken_off_the_batch(desk, window):
    choose(window, "s1")
    dialog = desk.confirm_body()
    assert dialog.body.value == "西山镇人民政府"
    dialog.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.chosen == []
    assert not dialog.buttons.buttons()[0].isEnabled()
    dialog.reject()


def test_withdrawing_asks_for_a_reason(desk, window):
    choose(window, "s0")
    dialog = desk.withdraw()
    dialog.accept()
    assert "原因" in dialog.wrong.text()
    dialog.reason.setText("文件有误")
    dialog.accept()
    (row,) = rows_of(window, CODE)
    assert row.confirmed_on is None
    assert row.registered_on is not None
    assert window.session.store.journal(1)[0].reason == "文件有误"


# --- bodies and forms ----------------------------------------------------------------


def test_proposed_bodies_are_accepted_with_their_guessed_types(desk, window):
    dialog = desk.bodies()
    names = [body.name for body in dialog.bodies()]
    assert sorted(names) == sorted(
        ["东桥镇人民政府", "东桥镇水务站", "甲公司", "西山镇人民政府"]
    )
    dialog.ticks[names.index("甲公司")].setCheckState(Qt.CheckState.Unchecked)
    dialog.accept()
    types = {body.name: body.type for body in window.session.district.bodies}
    assert types == {
        "东桥镇人民政府": "镇街",
        "东桥镇水务站": "镇街",
        "西山镇人民政府": "镇街",
    }


def test_a_form_is_shown_saved_and_kept_on_record(desk, window, tmp_path):
    dialog = desk.print_forms()
    dialog.choose(["东桥镇人民政府"])
    assert [form.party for form in dialog.chosen] == ["东桥镇人民政府"]
    paper = dialog.preview(dialog.chosen)
    dialog.reject()
    paper.save_pdf(tmp_path / "确认表.pdf")
    paper.save_word(tmp_path / "确认表.docx")
    paper.close()
    assert (tmp_path / "确认表.pdf").read_bytes().startswith(b"%PDF")
    kept = window.session.district.publications
    assert [(one.what, one.document) for one in kept] == [
        ("confirmation", "确认表.pdf"),
        ("confirmation", "确认表.docx"),
    ]


def test_each_body_gets_a_file_of_its_own(desk, window, qtbot, tmp_path):
    dialog = desk.print_forms()
    dialog.choose(["东桥镇人民政府", "西山镇人民政府"])
    with qtbot.waitSignal(dialog.said, timeout=20_000):
        dialog.write_to(tmp_path, ".docx")
    assert sorted(path.name for path in tmp_path.glob("权属确认表_*")) == [
        "权属确认表_东桥镇人民政府_2026-06-01.docx",
        "权属确认表_西山镇人民政府_2026-06-01.docx",
    ]
    assert len(window.session.district.publications) == 2


# --- the card ------------------------------------------------------------------------


def test_the_card_shows_states_and_history_of_both_banks(window):
    session = window.session
    act = Act(date(2026, 5, 1), "赵六", "溪水〔2026〕1号")
    held = [Holding("left", "甲", "甲站"), Holding("right", "乙", "乙站")]
    session.apply(register(session.district, [CODE], held, act, "两岸分开"))
    choose(window, "s0")
    said = [label.text() for label in window.sides.card.findChildren(QLabel)]
    assert "左岸 · 已登记 · 2026-05-01 · 赵六 · 溪水〔2026〕1号" in said
    assert "右岸 · 已登记 · 2026-05-01 · 赵六 · 溪水〔2026〕1号" in said
    assert any(
        "两岸分开" in text and "管理主体 东桥镇人民政府→甲" in text for text in said
    )
