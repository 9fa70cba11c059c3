"""The desk for outfalls in a real window over a real store."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from PySide6.QtCore import QBuffer, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtWidgets import QLabel

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs import dossiers
from gridwatch.gui.dialogs.dossiers import DossiersDialog
from gridwatch.gui.dialogs.figure import FigureDialog
from gridwatch.gui.dialogs.outfall_approval import ApprovalDialog
from gridwatch.gui.dialogs.outfall_rectification import RectificationDialog
from gridwatch.gui.dialogs.outfall_sources import SourcesDialog
from gridwatch.mapbook.dossier import print_dossiers

WAIT = 20_000


@pytest.fixture
def panel(window):
    window.sides.raise_("outfalls")
    return window.sides.outfalls


def select(panel, *uids):
    panel.session.select({Kind.OUTFALL: uids})
    return panel.desk


def row_of(panel, uid):
    return panel.session.district.row(Kind.OUTFALL, uid)


def line_of(panel, uid):
    keys = [column.key for column in panel.model.columns]
    line = next(line for line in panel.model.lines if line.uid == uid)
    return dict(zip(keys, line.texts, strict=True))


def change(panel, uid, **fields):
    row = row_of(panel, uid)
    before = {key: getattr(row, key) for key in fields}
    changes = Changes((Change(Kind.OUTFALL, uid, before, fields),), "set up")
    assert panel.session.apply(changes)


def photograph(folder, name, colour):
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    path = folder / name
    assert image.save(str(path))
    return path


# --- the dock -----------------------------------------------------------------------


def test_the_table_tells_due_day_days_overdue_and_marks(panel):
    change(panel, "o0", frequency_days=30)
    line = line_of(panel, "o0")
    assert line["due"] == "2025-12-31"
    assert line["overdue"] == "152"
    assert line["marks"] == "超期未监测　规模以上"
    assert line_of(panel, "o1")["overdue"] == ""


def test_a_chip_leaves_only_the_rows_with_its_mark(panel):
    chips = panel.chips.buttons
    assert chips["open"].text() == "未销号 2"
    assert chips["large"].text() == "规模以上 1"
    chips["open"].click()
    assert {line.uid for line in panel.model.lines} == {"o1", "o3"}
    assert panel.count.text() == "2 / 4"
    chips["large"].click()
    assert panel.model.lines == []
    chips["open"].click()
    chips["large"].click()
    assert len(panel.model.lines) == 4


def test_a_rate_opens_into_its_rows_and_follows_the_register(panel, window):
    button = panel.rates.buttons[3]
    assert button.text().startswith("2/4")
    button.click()
    (dialog,) = window.findChildren(FigureDialog)
    assert {row.uid for row in dialog.figure.numerator} == {"o0", "o2"}
    change(panel, "o1", rectification="已销号")
    assert len(dialog.figure.numerator) == 3
    assert button.text().startswith("3/4")
    dialog.close()


def test_the_menu_offers_only_what_can_be_done(panel):
    panel.session.select({})
    menu = panel.menu()
    assert not any(action.isEnabled() for action in menu.actions())
    select(panel, "o1")
    menu = panel.menu()
    assert [action.objectName() for action in menu.actions()] == [
        "outfall-monitoring",
        "outfall-approval",
        "outfall-rectification",
        "outfall-sources",
        "outfall-dossiers",
    ]
    assert all(action.isEnabled() for action in menu.actions())


def test_without_a_selection_a_command_says_what_to_do(window):
    said = []
    desk = next(d for d in window.desks if type(d).__name__ == "OutfallsDesk")
    desk.said.connect(said.append)
    window.session.select({})
    assert desk.monitor() is None
    assert desk.rectify() is None
    assert said == ["请先在表格里或地图上选一个排污口。"] * 2


# --- monitoring ---------------------------------------------------------------------


def test_one_monitoring_of_two_outfalls_is_recorded_and_undone_at_once(panel):
    dialog = select(panel, "o0", "o1").monitor()
    dialog.verdict.setCurrentText("达标")
    dialog.tested_by.setText("区监测站")
    dialog.accept()
    rows = panel.session.district.monitorings
    assert {(m.outfall_uid, m.result, m.tested_by) for m in rows} == {
        ("o0", "达标", "区监测站"),
        ("o1", "达标", "区监测站"),
    }
    panel.session.undo_stack.undo()
    assert panel.session.district.monitorings == ()


def test_a_second_record_of_the_same_day_is_refused_while_it_is_typed(panel):
    dialog = select(panel, "o0").monitor()
    dialog.tested_by.setText("甲站")
    dialog.accept()
    again = panel.desk.monitor()
    assert again.agree.isEnabled()
    again.tested_by.setText("甲站")
    assert not again.agree.isEnabled()
    assert "已登记" in again.wrong.text()
    assert again.records.topLevelItemCount() == 1
    again.reject()


# --- approval -----------------------------------------------------------------------


def test_an_impossible_state_is_explained_and_cannot_be_agreed_to(panel):
    dialog = select(panel, "o1").approve()
    assert isinstance(dialog, ApprovalDialog)
    dialog.state.setCurrentText("已关停")
    assert not dialog.agree.isEnabled()
    assert "须先转为拟关停" in dialog.wrong.text()
    dialog.state.setCurrentText("拟关停")
    assert dialog.agree.isEnabled()
    assert dialog.wrong.text() == ""
    dialog.accept()
    assert row_of(panel, "o1").approval == "拟关停"
    panel.session.undo_stack.undo()
    assert row_of(panel, "o1").approval == "已批"
    assert panel.session.district.publications == ()


# --- rectification ------------------------------------------------------------------


def test_a_close_out_waits_for_both_photographs_and_is_one_step_back(panel, tmp_path):
    dialog = select(panel, "o1").rectify()
    assert isinstance(dialog, RectificationDialog)
    assert dialog.pages.currentIndex() == dialog.CLOSE
    assert not dialog.agree.isEnabled()
    assert "缺整改前照片" in dialog.wrong.text()
    files = {
        role: photograph(tmp_path, f"{role}.png", colour)
        for role, colour in (("before", "#663311"), ("after", "#117733"))
    }
    drop(dialog.photos["before"], files["before"])
    assert "缺整改前照片" not in dialog.wrong.text()
    dialog.photos["after"].take(files["after"])
    dialog.closed_by.setText("林工")
    dialog.closing_note.setPlainText("截污纳管")
    assert dialog.agree.isEnabled()
    before = panel.session.store.content_hash()
    dialog.accept()
    row = row_of(panel, "o1")
    assert (row.rectification, row.closed_by) == ("已销号", "林工")
    photos = {p.role: p for p in panel.session.district.photos_of["o1"]}
    for role, path in files.items():
        kept = panel.session.store.photo(photos[role].sha256)
        assert kept == path.read_bytes()
    panel.session.undo_stack.undo()
    assert panel.session.store.content_hash() == before
    panel.session.undo_stack.redo()
    assert len(panel.session.district.photos_of["o1"]) == 2


def drop(box, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), copy, data, Qt.MouseButton.LeftButton, none)
    box.dropEvent(event)


def test_what_is_no_photograph_is_refused_in_a_sentence(panel, tmp_path):
    dialog = select(panel, "o1").rectify()
    letter = tmp_path / "信.txt"
    letter.write_text("不是照片", "utf-8")
    drop(dialog.photos["before"], letter)
    box = dialog.photos["before"]
    assert box.data is None
    assert any("信.txt" in label.text() for label in box.findChildren(QLabel))
    dialog.reject()


def test_a_close_out_can_be_reopened_with_a_reason(panel):
    dialog = select(panel, "o0").rectify()
    assert dialog.pages.currentIndex() == dialog.REOPEN
    assert not dialog.agree.isEnabled()
    dialog.reason.setText("复查仍有直排")
    dialog.accept()
    row = row_of(panel, "o0")
    assert row.rectification == "整改中"
    assert row.deadline is not None
    again = select(panel, "o0").rectify()
    assert "复查仍有直排" in again.history.text()
    again.reject()


# --- sources ------------------------------------------------------------------------


def test_sources_are_added_linked_and_let_go(panel):
    dialog = select(panel, "o2").show_sources()
    assert isinstance(dialog, SourcesDialog)
    dialog.add()
    assert "请填污染源名称" in dialog.wrong.text()
    dialog.name.setText("甲车间")
    dialog.category.setCurrentText("工业企业")
    dialog.village.setCurrentIndex(1)
    dialog.add()
    (source,) = panel.session.district.sources
    assert (source.outfall_code, source.name) == ("PW-03", "甲车间")
    assert source.village_code
    assert dialog.own.topLevelItemCount() == 1
    assert line_of(panel, "o2")["sources"] == "1"
    dialog.own.topLevelItem(0).setSelected(True)
    dialog.unlink()
    assert dialog.own.topLevelItemCount() == 0
    dialog.others.topLevelItem(0).setSelected(True)
    dialog.link()
    assert panel.session.district.sources[0].outfall_code == "PW-03"
    dialog.reject()
    panel.session.select({Kind.SOURCE: [source.uid]})
    assert panel.session.marks == {Kind.OUTFALL: {"o2"}}


# --- card ---------------------------------------------------------------------------


def card_words(window):
    return "\n".join(label.text() for label in window.sides.card.findChildren(QLabel))


def test_the_card_tells_records_and_what_is_due(panel, window):
    dialog = select(panel, "o0").monitor()
    dialog.tested_by.setText("区监测站")
    dialog.accept()
    words = card_words(window)
    # The day of the window lies before: what came later is not told.
    assert "没有监测记录" in words
    panel.session.set_as_of(date(2099, 1, 1))
    words = card_words(window)
    assert "区监测站" in words
    assert "超期" in words


def test_the_card_shows_a_photograph_small(panel, window):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("#224466"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    sha = panel.session.store.keep_photo(buffer.data().data())
    fields = {"kind": "outfall", "row_uid": "o1", "role": "before", "sha256": sha}
    panel.session.apply(Changes((Change(Kind.PHOTO, "p1", None, fields),)))
    select(panel, "o1")
    shown = [
        label.pixmap()
        for label in window.sides.card.findChildren(QLabel)
        if not label.pixmap().isNull() and label.pixmap().width() > 60
    ]
    assert len(shown) == 1
    assert "整改前" in card_words(window)


def test_a_level_of_the_class_offers_only_what_fits_and_takes_the_rest_along(
    panel, window
):
    change(panel, "o0", category="工业排污口", subclass="工矿企业排污口")
    select(panel, "o0")
    card = window.sides.card
    value = card.values[Kind.OUTFALL, "o0", "variety"]
    value.begin()
    words = [value.editor.itemText(i) for i in range(value.editor.count())]
    assert words == ["", "工业企业排污口", "矿山排污口", "尾矿库排污口"]
    assert card.edit(Kind.OUTFALL, "o0", "category", "农业排口")
    assert row_of(panel, "o0").subclass == ""


# --- dossiers -----------------------------------------------------------------------


def test_dossiers_are_previewed_and_saved_in_the_background(panel, tmp_path, qtbot):
    dialog = select(panel, "o0", "o1").show_dossiers()
    assert isinstance(dialog, DossiersDialog)
    assert len(dialog.outfalls()) == 2
    assert dialog.image is not None
    for name, save in (("a.pdf", dialog.save_pdf), ("a.docx", dialog.save_word)):
        path = tmp_path / name
        save(path)
        assert not dialog.pdf.isEnabled()
        qtbot.waitUntil(lambda: not panel.session.errands.busy, timeout=WAIT)
        qtbot.waitUntil(dialog.pdf.isEnabled, timeout=WAIT)
        assert path.stat().st_size > 1000
        assert str(path) in dialog.words.text()
    town = dialog.scope.findText("东桥镇")
    dialog.scope.setCurrentIndex(town)
    assert dialog.outfalls() == ()
    assert not dialog.pdf.isEnabled()
    dialog.scope.setCurrentIndex(dialog.scope.count() - 1)
    assert len(dialog.outfalls()) == 4
    dialog.reject()


def test_a_batch_of_dossiers_can_be_stopped(panel, tmp_path, qtbot, monkeypatch):
    stopped = threading.Event()

    def when_stopped(*words, **more):
        # A batch of one page may be ready before anybody can stop it.
        assert stopped.wait(WAIT / 1000)
        return print_dossiers(*words, **more)

    monkeypatch.setattr(dossiers, "print_dossiers", when_stopped)
    dialog = select(panel, "o0").show_dossiers()
    path = tmp_path / "a.pdf"
    dialog.save_pdf(path)
    dialog.stop()
    stopped.set()
    qtbot.waitUntil(lambda: not panel.session.errands.busy, timeout=WAIT)
    qtbot.waitUntil(dialog.pdf.isEnabled, timeout=WAIT)
    assert not path.exists()
    assert not list(tmp_path.glob("*.pdf*"))
    dialog.reject()
