"""The window of the four-level book: counted, shown, written, gone on with."""

from __future__ import annotations

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from gridwatch.district.bookrecords import last_book
from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.mapbook import MapBookDialog
from gridwatch.mapbook import apprentice, bookbinding
from gridwatch.mapbook.parts import folder_of


@pytest.fixture
def dialog(window):
    window.commands["four_level"].trigger()
    found = window.findChild(MapBookDialog)
    yield found
    found.reject()
    window.session.errands.stop_all()


def counted(dialog, qtbot):
    """Wait until the book is counted; return it."""
    qtbot.waitUntil(lambda: dialog.counted is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not dialog._session.errands.busy, timeout=30_000)
    return dialog.counted.book


def test_the_book_is_counted_and_its_pages_are_shown(dialog, qtbot):
    assert "约 10 幅" in dialog.words.text()
    book = counted(dialog, qtbot)
    assert f"共 {book.pages} 页" in dialog.words.text()
    assert dialog.total.text() == f"/ {book.pages}"
    cover = dialog.image
    assert cover.height() > cover.width()
    dialog.page.setValue(book.pages)
    qtbot.waitUntil(lambda: dialog.image is not cover, timeout=30_000)
    assert "内部资料" in dialog.guard.text()


def test_choosing_a_town_and_levels_makes_another_book(dialog, qtbot):
    whole = counted(dialog, qtbot)
    dialog.choose(["990101100000"])
    dialog.ranks["cell"].setChecked(False)
    assert dialog.counted is None
    assert not dialog.save_button.isEnabled()
    book = counted(dialog, qtbot)
    assert book.order.towns == ("990101100000",)
    assert [s.rank for s in book.subjects] == ["town", "village", "village"]
    assert book.pages < whole.pages
    first = dialog.towns.item(0)
    assert first.checkState() is Qt.CheckState.Unchecked
    dialog.choose([])
    assert counted(dialog, qtbot).order.towns == ()


def test_the_guard_says_what_the_public_does_not_see(dialog, qtbot):
    counted(dialog, qtbot)
    ids = [dialog.audience.itemData(i).id for i in range(dialog.audience.count())]
    dialog.audience.setCurrentIndex(ids.index("public"))
    counted(dialog, qtbot)
    told = dialog.guard.text()
    assert "每页标注“公开”" in told
    assert "入河排污口" in told
    assert "公里网" in told


def test_a_second_print_holds_only_what_has_changed(dialog, window, qtbot, tmp_path):
    session = window.session
    dialog.ranks["cell"].setChecked(False)
    book = counted(dialog, qtbot)
    assert not dialog.only.isEnabled()
    path = tmp_path / "图 册.pdf"
    dialog.save(path)
    assert not dialog.towns.isEnabled()
    qtbot.waitUntil(lambda: "已保存" in dialog.words.text(), timeout=60_000)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == book.pages
    record = last_book(session.district, book.edition)
    assert record is not None
    assert set(record.leaves) == {leaf.key for leaf in book.leaves}
    person = session.district.persons[0]
    change = Change(Kind.PERSON, "p0", {"name": person.name}, {"name": "周新"})
    assert session.apply(Changes((change,)))
    dialog.only.setChecked(True)
    now = counted(dialog, qtbot)
    wanted = dialog.counted.reprint.wanted
    assert "town:990101100000" in wanted
    assert not wanted & {"cover", "contents", "index", "village:990101101200"}
    assert "换" in dialog.words.text()
    dialog.save(tmp_path / "换页.pdf")
    qtbot.waitUntil(lambda: "已保存" in dialog.words.text(), timeout=60_000)
    with pikepdf.open(tmp_path / "换页.pdf") as pdf:
        assert len(pdf.pages) == dialog.counted.reprint.pages < now.pages
    session.undo_stack.undo()
    assert last_book(session.district, book.edition) == record


def test_cancelling_keeps_finished_pages_for_the_next_try(
    dialog, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr("gridwatch.mapbook.parts._PAGES", 2)
    dialog.keep.setChecked(False)
    book = counted(dialog, qtbot)
    path = tmp_path / "图册.pdf"
    dialog.save(path)
    qtbot.waitUntil(lambda: (folder_of(path) / "0001.json").exists(), timeout=60_000)
    dialog.reject()
    qtbot.waitUntil(lambda: "已取消" in dialog.words.text(), timeout=60_000)
    assert not path.exists()
    assert dialog.isVisible()
    dialog.counted = dialog.counted._replace(
        book=book.made(book.setting.made_on.replace(year=2031))
    )
    dialog.save(path)
    qtbot.waitUntil(lambda: "上次已画好" in dialog.words.text(), timeout=60_000)
    assert not folder_of(path).exists()


def test_nothing_to_print_is_told(dialog, qtbot):
    counted(dialog, qtbot)
    for box in dialog.ranks.values():
        box.setChecked(False)
    qtbot.waitUntil(lambda: "没有制作图册" in dialog.words.text(), timeout=30_000)
    assert not dialog.save_button.isEnabled()


def test_the_dialog_fits_a_small_screen(dialog):
    room = dialog.screen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.minimumSizeHint().height() <= 700


def test_each_level_has_a_paper_of_its_own(dialog, qtbot):
    usual = counted(dialog, qtbot)
    town = dialog.papers["town"]
    assert town.itemText(0) == "A3"
    town.setCurrentIndex(town.findText("A4"))
    assert dialog.counted is None
    small = counted(dialog, qtbot)
    assert small.order.papers == (("town", "A4"),)
    assert small.edition != usual.edition
    sheets = [p for p in small.planned() if p.leaf.rank == "town"]
    assert sheets
    assert {p.paper.paper for p in sheets} == {"A4"}
    town.setCurrentIndex(0)
    assert counted(dialog, qtbot).edition == usual.edition


@pytest.fixture
def asked(dialog, qtbot, monkeypatch):
    """Ask for a file for a book that counts as long; return the dialog that asks."""
    monkeypatch.setattr(bookbinding, "_MANY", 1)
    monkeypatch.setattr(apprentice, "_cores", lambda: 2)
    counted(dialog, qtbot)
    dialog.save_button.click()
    return dialog.findChild(QFileDialog)


def test_a_second_process_starts_while_the_file_is_named(
    dialog, asked, qtbot, tmp_path
):
    helper = dialog._helper
    assert helper is not None
    assert helper.alive
    path = tmp_path / "图册.pdf"
    asked.fileSelected.emit(str(path))
    qtbot.waitUntil(path.exists, timeout=60_000)
    qtbot.waitUntil(lambda: not dialog._session.errands.busy, timeout=30_000)
    assert not helper.alive
    asked.reject()


def test_it_ends_where_no_file_is_named(dialog, asked):
    helper = dialog._helper
    assert helper.alive
    asked.reject()
    assert not helper.alive
    assert dialog._helper is None
