"""Boards in the window: dock, card, new faces, batches, inventory, norm, photos."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QMenu

from gridwatch.district.wording import Kind
from gridwatch.gui.desks.boards import BoardsDesk
from gridwatch.store.opening import open_store

TODAY = date(2026, 6, 1)


@pytest.fixture
def desk(window):
    (found,) = (desk for desk in window.desks if isinstance(desk, BoardsDesk))
    return found


@pytest.fixture
def panel(window):
    window.sides.raise_("signboards")
    return window.sides.signboards


def cells(panel, key):
    section = [column.key for column in panel.model.columns].index(key)
    return {line.uid: line.values[section] for line in panel.model.lines}


def settle(session, qtbot):
    qtbot.waitUntil(lambda: not session.errands.busy, timeout=30_000)


def photo_file(folder):
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#1B6FB8"))
    path = folder / "牌.png"
    image.save(str(path))
    return path


def test_the_dock_tells_since_when_and_how_late(panel):
    # 李四 left on 2025-01-01: the boards that stood then have been stale since.
    assert cells(panel, "days")["b0"] == (TODAY - date(2025, 1, 1)).days
    assert cells(panel, "deadline")["b0"] == date(2025, 1, 16)
    assert cells(panel, "late")["b0"] == (TODAY - date(2025, 1, 16)).days
    assert "牌面写的是李四，现任是张三" in cells(panel, "differences")["b0"]
    assert cells(panel, "state")["b0"] == "过期　逾期"
    # 张三 is in office; only the phone on the face is another one.
    assert cells(panel, "state")["b1"] == "不符"
    assert cells(panel, "differences")["b1"] == "监督电话：牌面“12345”，现为“010-1”"


def test_the_dock_speaks_of_another_day(panel, window):
    window.session.set_as_of(date(2024, 4, 1))
    # In 2024 李四 was in office, and 张三 was not.
    assert "过期" not in cells(panel, "state")["b0"]
    assert "过期" in cells(panel, "state")["b1"]
    # A board that goes up later did not stand on the day.
    assert cells(panel, "state")["b4"] == "未设立"


def test_chips_count_and_filter(panel):
    stale = panel.chips.buttons["stale"]
    assert stale.text() == "过期 3"
    stale.setChecked(True)
    assert {line.uid for line in panel.model.lines} == {"b0", "b2", "b4"}
    assert panel.chips.buttons["removed"].isHidden()
    stale.setChecked(False)
    assert len(panel.model.lines) == 6


def test_the_card_puts_printed_and_todays_text_side_by_side(window):
    window.session.select({Kind.SIGNBOARD: ["b0"]})
    texts = [label.text() for label in window.sides.card.findChildren(QLabel)]
    for wanted in ("牌上写的", "今天应写", "李四", "张三"):
        assert wanted in texts
    assert any("镇级河长由李四换为张三（2025-01-01）" in text for text in texts)
    assert any("逾期" in text for text in texts)


def test_new_faces_are_proposed_for_the_stale_boards(desk, qtbot):
    dialog = desk.show_faces()
    settle(desk.session, qtbot)
    assert [board.uid for board in dialog.boards] == ["b0", "b2", "b4"]
    assert dialog.image is not None
    assert "李四 → 张三" in dialog.list.item(0).text()
    dialog.close()


def test_faces_marked_as_replaced_change_the_boards_and_can_be_undone(
    desk, window, qtbot, tmp_path
):
    session = window.session
    before = session.district
    session.select({Kind.SIGNBOARD: ["b0"]})
    dialog = desk.show_faces()
    settle(session, qtbot)
    dialog.day.setDate(QDate(2026, 6, 3))
    (box,) = dialog._photos.values()
    box.take(photo_file(tmp_path))
    dialog.replace()
    board = session.district.row(Kind.SIGNBOARD, "b0")
    assert (board.face.chief, board.installed) == ("张三", date(2026, 6, 3))
    (old,) = session.district.former_faces
    assert (old.face.chief, old.until) == ("李四", date(2026, 6, 3))
    (photo,) = session.district.photos_of["b0"]
    assert session.store.photo(photo.sha256) == (tmp_path / "牌.png").read_bytes()
    settle(session, qtbot)
    session.undo_stack.undo()
    assert session.district.signboards == before.signboards
    assert session.district.former_faces == ()
    assert session.district.photos == ()
    settle(session, qtbot)
    dialog.close()


def test_as_of_before_and_after_a_replacement_tell_different_names(
    desk, window, panel, qtbot
):
    session = window.session
    session.select({Kind.SIGNBOARD: ["b0"]})
    dialog = desk.show_faces()
    dialog.day.setDate(QDate(2026, 6, 3))
    dialog.replace()
    assert cells(panel, "chief")["b0"] == "李四"
    session.set_as_of(date(2026, 6, 3))
    assert cells(panel, "chief")["b0"] == "张三"
    assert cells(panel, "state")["b0"] == "有效"
    settle(session, qtbot)
    dialog.close()


def test_faces_are_saved_as_pdf_in_the_background(desk, qtbot, tmp_path):
    dialog = desk.show_faces()
    path = tmp_path / "校对.pdf"
    dialog.save_pdf(path)
    assert not dialog.done_button.isEnabled()
    settle(desk.session, qtbot)
    assert path.read_bytes().startswith(b"%PDF")
    assert str(path) in dialog.words.text()
    dialog.close()


def test_a_batch_is_ordered_and_marked_as_done(desk, window, qtbot):
    session = window.session
    dialog = desk.show_faces()
    assert not dialog.order_button.isEnabled()
    dialog.document.setText("六月换牌")
    dialog.day.setDate(QDate(2026, 6, 3))
    dialog.order()
    settle(session, qtbot)
    dialog.close()
    number = len(dialog.boards)
    ledger = desk.show_batches()
    assert ledger.batch.name == "六月换牌"
    assert not ledger.done_button.isEnabled()
    ledger.check([item.uid for item in ledger.batch.items])
    ledger.day.setDate(QDate(2026, 6, 10))
    ledger.mark()
    assert ledger.batch.closed == date(2026, 6, 10)
    assert len(session.district.former_faces) == number
    session.undo_stack.undo()
    assert ledger.batch.closed is None
    ledger.end()
    assert ledger.batch.closed == date(2026, 6, 10)
    ledger.close()


def test_an_empty_ledger_of_batches_says_what_to_do(desk):
    dialog = desk.show_batches()
    assert "还没有批次" in dialog.words.text()
    dialog.close()


def test_a_number_of_the_inventory_selects_its_boards(desk, window, tmp_path):
    dialog = desk.show_inventory()
    assert dialog.pivot.count() == 6
    dialog.day.setDate(QDate(2024, 2, 28))
    assert dialog.pivot.count() == 2
    last = dialog.table.rowCount() - 1
    dialog.show_boards(last, dialog.table.columnCount() - 1)
    assert window.session.selection[Kind.SIGNBOARD] == {"b0", "b1"}
    dialog.enter(0)
    assert dialog.axes[0].value == "village"
    assert dialog.pivot.count() == 2
    dialog.leave()
    assert dialog.axes[0].value == "town"
    dialog.exchange()
    assert [axis.value for axis in dialog.axes] == ["level", "town"]
    dialog.export_to(tmp_path / "统计.xlsx")
    assert (tmp_path / "统计.xlsx").stat().st_size > 0
    dialog.close()


def test_a_norm_is_chosen_and_counted(desk, panel, window):
    dialog = desk.show_norm()
    dialog.norm.setCurrentIndex(dialog.norm.findData("hebei_2022"))
    dialog.choose()
    group = dialog.table.topLevelItem(0)
    assert group is not None
    counts = {
        group.child(n).text(0): int(group.child(n).text(2))
        for n in range(group.childCount())
    }
    assert counts["治理目标"] == 6
    assert counts["河湖长基本信息"] == 0
    assert panel.chips.buttons["incomplete"].text() == "缺要素 6"
    dialog._select(group.child(2))
    assert len(window.session.selection[Kind.SIGNBOARD]) == 6
    dialog.close()
    with open_store(window.session.path, read_only=True) as store:
        assert store.district().rules.table("signboards")["norm"] == "hebei_2022"


def test_a_removed_board_stays_in_the_register(desk, window, panel):
    session = window.session
    assert desk.remove() is None
    session.select({Kind.SIGNBOARD: ["b0"]})
    dialog = desk.remove()
    dialog.day.setDate(QDate(2020, 1, 1))
    assert not dialog.agree.isEnabled()
    dialog.day.setDate(QDate(2026, 5, 1))
    dialog.reason.setText("道路施工")
    dialog.accept()
    assert session.district.row(Kind.SIGNBOARD, "b0").removed == date(2026, 5, 1)
    assert cells(panel, "state")["b0"] == "已拆除"
    session.undo_stack.undo()
    assert session.district.row(Kind.SIGNBOARD, "b0").removed is None


def test_a_photograph_hangs_on_a_board(desk, window, tmp_path):
    session = window.session
    session.select({Kind.SIGNBOARD: ["b0"]})
    dialog = desk.add_photo()
    assert not dialog.agree.isEnabled()
    dialog.photo.take(photo_file(tmp_path))
    dialog.photo.taken.setDate(QDate(2026, 5, 30))
    dialog.accept()
    (photo,) = session.district.photos_of["b0"]
    assert (photo.role, photo.name) == ("face", "牌.png")
    pictures = [
        label
        for label in window.sides.card.findChildren(QLabel)
        if not label.pixmap().isNull() and label.toolTip() == "牌.png"
    ]
    assert len(pictures) == 1
    session.undo_stack.undo()
    assert session.district.photos == ()


def test_commands_of_boards_stand_in_the_menus(window, panel):
    names = {action.objectName() for action in panel.menu().actions()}
    assert {"board-faces", "board-batches", "board-remove", "board-photo"} <= names
    remove = window.commands["board-remove"]
    assert remove.isEnabled()
    assert panel.view.contextMenuPolicy() is Qt.ContextMenuPolicy.CustomContextMenu


def test_one_right_click_opens_one_menu_with_rows_and_boards(panel):
    names = [action.objectName() for action in panel.row_menu().actions()]
    own = [action.objectName() for action in panel.menu().actions()]
    assert own
    assert names[-len(own) :] == own
    panel.view.customContextMenuRequested.emit(panel.view.rect().center())
    shown = [menu for menu in panel.findChildren(QMenu) if menu.isVisible()]
    assert len(shown) == 1
    shown[0].close()
