"""The desk of rivers: splitting, convenors, reservoirs, directory."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from gridwatch.district.changes import Change, Changes
from gridwatch.district.proposals import Verdict
from gridwatch.district.wording import Kind
from gridwatch.gui.desks.rivers import RiversDesk
from gridwatch.gui.dialogs.splitting import CODE, TICK
from gridwatch.gui.look import shades
from gridwatch.store.opening import open_store

LEFT = Qt.MouseButton.LeftButton
ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@pytest.fixture
def desk(window):
    return next(one for one in window.desks if isinstance(one, RiversDesk))


@pytest.fixture
def splitting(window, qtbot):
    """The dialog with the proposals of the second river, whose segment is whole."""
    window.session.select({Kind.SEGMENT: ["s2"]})
    window.commands["splitting"].trigger()
    (dialog,) = [w for w in window.children() if type(w).__name__ == "SplittingDialog"]
    assert dialog.ticked() == ["r1"]
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: bool(dialog.proposals))
    yield dialog
    dialog.reject()


def test_the_menus_offer_the_desk(window):
    names = {"splitting", "convenors", "reservoirs", "directory"}
    assert all(window.commands[name].isEnabled() for name in names)


def test_a_selected_segment_ticks_its_river_and_proposals_are_listed(splitting):
    rows = splitting.table.rowCount()
    assert rows == len(splitting.proposals) == 2
    assert {one.verdict for one in splitting.proposals} == {Verdict.REPLACE}
    assert "西南村" in splitting.proposals[0].name


def test_a_row_shows_on_the_map_whose_place_it_takes(splitting, window):
    splitting.table.selectRow(1)
    assert window.session.selection == {Kind.SEGMENT: {"s2"}}


def test_what_belongs_together_is_ticked_together(splitting):
    splitting.table.item(0, TICK).setCheckState(OFF)
    assert splitting.table.item(1, TICK).checkState() is OFF
    assert not splitting.accept_button.isEnabled()
    splitting.table.item(1, TICK).setCheckState(ON)
    assert len(splitting.chosen()) == 2


def test_accepting_is_one_edit_that_undo_takes_back(splitting, window, store_path):
    session = window.session
    splitting.table.item(0, CODE).setText("990101000777")
    QTest.mouseClick(splitting.accept_button, LEFT)
    codes = {segment.code for segment in session.district.segments}
    assert "990101000777" in codes
    assert "990101000003" not in codes
    assert len(codes) == 4
    assert "2 段" in session.undo_stack.undoText()
    session.undo_stack.undo()
    with open_store(store_path, read_only=True) as store:
        assert {s.uid for s in store.district().segments} == {"s0", "s1", "s2"}


def test_a_code_in_use_is_refused_in_words_and_nothing_is_written(splitting, window):
    splitting.table.item(0, CODE).setText("990101000001")
    splitting.take()
    assert "990101000001" in splitting.words.text()
    assert len(window.session.district.segments) == 3
    assert splitting.proposals


def test_proposals_are_dropped_when_the_rows_change_under_them(splitting, window):
    change = Change(Kind.SEGMENT, "s0", {"name": ""}, {"name": "甲段"})
    window.session.apply(Changes((change,)))
    assert splitting.proposals == []
    assert "重新划分" in splitting.words.text()


def test_the_filter_narrows_what_all_means(splitting):
    splitting.choose([])
    splitting.filter.setText("潮河")
    splitting.all.setChecked(True)
    assert splitting.ticked() == ["r0"]


def test_convenors_are_listed_with_bars_reasons_and_a_letter(window, desk):
    dialog = desk.show_convenors()
    assert [one.river.name for one in dialog.convenings] == ["潮河"]
    assert "召集人为东桥镇河长张三" in dialog.reasons.text()
    assert window.session.selection == {Kind.RIVER: {"r0"}}
    bars = dialog.bars.grab().toImage()
    assert bars.width() > 100
    accent, soft = QColor(shades().accent).rgb(), QColor(shades().soft).rgb()
    seen = Counter(
        bars.pixel(x, y) for x in range(bars.width()) for y in range(bars.height())
    )
    assert seen[accent] > 500
    reaches = dialog.convenings[0].reaches
    assert bool(seen[soft]) is (len(reaches) > 1)
    letter = dialog.show_letter()
    assert "潮河" in letter.windowTitle()
    letter.reject()
    dialog.reject()


def test_convenors_follow_the_day_and_the_commander(window, desk, tmp_path):
    session = window.session
    dialog = desk.show_convenors()
    change = Change(
        Kind.RIVER, "r0", {"commander_code": ""}, {"commander_code": "990101101000"}
    )
    session.apply(Changes((change,)))
    assert dialog.table.item(0, 3).text() == "空缺顺延"
    assert "西山镇河长当日空缺" in dialog.reasons.text()
    dialog.export_to(tmp_path / "召集人.xlsx")
    assert (tmp_path / "召集人.xlsx").exists()
    dialog.reject()


def test_reservoirs_show_parts_and_shores(window, desk, tmp_path):
    dialog = desk.show_reservoirs()
    item = dialog.tree.topLevelItem(0)
    assert item.text(0).startswith("青水库")
    assert item.child(0).text(0) == "水域"
    assert "水边线" in dialog.line.text()
    assert dialog.villages.item(0, 0).text() == "东南村"
    dialog.villages.selectRow(0)
    assert window.session.selection == {Kind.JURISDICTION: {"v00"}}
    dialog.export_to(tmp_path / "水库.xlsx")
    assert (tmp_path / "水库.xlsx").exists()
    dialog.reject()


def test_the_card_of_a_water_body_names_the_villages_ashore(window):
    from gridwatch.gui.neighbours import groups_of

    session = window.session
    row = session.district.water_bodies[0]
    groups = groups_of(
        session.district, Kind.WATER_BODY, row, session.as_of, session.language
    )
    shore = next(group for group in groups if "沿岸村居" in group.name.zh)
    assert [link.text for link in shore.links] == ["东南村"]
    assert shore.links[0].note.endswith("米")


def test_whom_a_reservoir_chief_reports_to_stands_in_plain_words(window, qtbot):
    from PySide6.QtWidgets import QLabel

    from gridwatch.district.chiefs import Post

    session = window.session
    post = Post("pk", "库长", "district", "water_body", "K1")
    fields = {
        "role": post.role, "level": post.level, "covers": post.covers,
        "covers_code": post.covers_code,
    }  # fmt: skip
    session.apply(Changes((Change(Kind.POST, "pk", None, fields),)))
    session.select({Kind.WATER_BODY: ["l0"]})
    qtbot.waitUntil(lambda: bool(_labels(window, QLabel, "→")))
    (label,) = _labels(window, QLabel, "→")
    assert label.objectName() != "danger"
    assert label.text().startswith("区级河长 王五")


def _labels(window, kind, mark):
    return [one for one in window.sides.card.findChildren(kind) if mark in one.text()]


def test_the_directory_is_written_in_the_background(desk, qtbot, tmp_path):
    folder = tmp_path / "名录 2026"
    with qtbot.waitSignal(desk.said, timeout=20_000, check_params_cb=_done):
        desk.write_directory(folder)
    endings = sorted(path.suffix for path in folder.iterdir())
    assert endings == [".docx", ".pdf", ".xlsx"]


def _done(text: str) -> bool:
    return "已写到" in text


def test_names_and_hidden_classes_are_chosen_with_the_symbols(window):
    from gridwatch.cartography.themes import ThemeKind
    from gridwatch.gui.dialogs.symbols import SymbolsDialog

    session = window.session
    dialog = SymbolsDialog(session, "river", window)
    dialog.open()
    dialog.kind.setCurrentIndex(dialog.kind.findData(ThemeKind.CATEGORY))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    dialog.table.setCurrentCell(0, 1)
    QTest.mouseClick(dialog.seen, LEFT)
    assert dialog.theme.classes[0].hidden
    dialog.label.setCurrentIndex(dialog.label.findData("code"))
    dialog.label.activated.emit(dialog.label.currentIndex())
    dialog.accept()
    theme = session.theme_of("river")
    assert theme.label == "code"
    assert theme.classes[0].hidden
    again = replace(theme)
    rivers = next(layer for layer in session.layers if layer.id == "river")
    assert again.label
    assert {*rivers.labels} == {"", "R1"}
