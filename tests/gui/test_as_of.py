"""Everything speaks of the day in the tool bar, and says so."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from python_calamine import CalamineWorkbook

from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.printing import PrintDialog
from gridwatch.gui.session import today

PAST = date(2024, 6, 1)


@pytest.fixture
def past(window):
    window.session.set_as_of(PAST)
    return window


def test_another_day_than_today_is_marked_in_amber_with_a_way_back(past):
    bar = past.bar
    assert bar.back.isVisible()
    assert bar.back.text() == "回到今天"
    assert bar.day.property("other") is True
    assert past.map._frame.note == "截至 2024-06-01"
    bar.back.click()
    assert past.session.as_of == today()
    assert not bar.back.isVisible()
    assert bar.day.property("other") is False
    assert past.map._frame.note == ""


def test_a_key_goes_back_to_today(past):
    assert past.commands["today"].shortcut().toString() == "Ctrl+T"
    past.commands["today"].trigger()
    assert past.session.as_of == today()


def test_a_store_that_is_opened_on_another_day_is_marked_at_once(
    make_window, store_path
):
    window = make_window()
    window.session.set_as_of(PAST)
    window.session.open(store_path)
    assert window.map._frame.note == "截至 2024-06-01"


def test_the_mark_can_be_seen_on_the_map(past, qtbot):
    qtbot.waitUntil(lambda: past.map.settled)
    seen = past.map.canvas.viewport().grab().toImage()
    assert seen.pixelColor(11, 20).name().upper() == "#FFE9B8"
    past.session.set_as_of(today())
    qtbot.waitUntil(lambda: past.map.settled)
    seen = past.map.canvas.viewport().grab().toImage()
    assert seen.pixelColor(11, 20).name().upper() != "#FFE9B8"


def test_map_table_card_and_checks_speak_of_the_same_day(past, qtbot):
    session = past.session
    past.sides.raise_("signboards")
    states = {line.uid: line.texts[1] for line in past.sides.signboards.model.lines}
    # Li Si was in office then, so the boards that name Zhang San are stale.
    assert states["b1"].startswith("过期")
    layer = next(one for one in session.layers if one.id == "signboard")
    stale = [c.name.zh for c in layer.symbols].index("过期公示牌")
    marked = {u for u, c in zip(layer.uids, layer.classes, strict=True) if c == stale}
    assert marked == {uid for uid, state in states.items() if "过期" in state}
    session.select({Kind.SIGNBOARD: ["b1"]})
    labels = past.sides.card.findChildren(type(past.footer.names))
    words = " ".join(label.text() for label in labels)
    assert "关联（截至 2024-06-01）" in words
    checks = past.sides.checks
    qtbot.waitUntil(lambda: checks.report is not None and checks.report.as_of == PAST)
    assert "截至 2024-06-01" in past.footer.checks.text()
    session.set_as_of(today())
    qtbot.waitUntil(lambda: checks.report.as_of == today())
    assert "截至" not in past.footer.checks.text()


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_table_that_goes_out_names_its_day(past, tmp_path, ending):
    past.sides.raise_("signboards")
    path = tmp_path / f"boards{ending}"
    past.sides.signboards.export_to(path)
    if ending == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file))[-1] == ["截至", "2024-06-01"]
        return
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names[0] == "公示牌 截至 2024-06-01"
    assert ["截至", "2024-06-01"] in book.get_sheet_by_index(1).to_python()


def test_checks_and_roster_that_go_out_name_their_day(past, tmp_path, qtbot):
    from gridwatch.reports.tables import roster

    checks = past.sides.checks
    qtbot.waitUntil(lambda: checks.report is not None and checks.report.as_of == PAST)
    checks.export_to(tmp_path / "checks.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "checks.xlsx")
    assert book.sheet_names[0] == "检查结果 截至 2024-06-01"
    roster(tmp_path / "roster.xlsx", past.session.district, PAST)
    book = CalamineWorkbook.from_path(tmp_path / "roster.xlsx")
    assert book.sheet_names[0] == "河长名单 截至 2024-06-01"
    names = [row[2] for row in book.get_sheet_by_index(0).to_python()]
    assert "李四" in names
    assert "张三" not in names


def test_a_picture_that_goes_out_names_its_day(past, tmp_path):
    path = tmp_path / "map.png"
    past.save_picture(path)
    image = QImage(str(path))
    corner = image.copy(image.width() - 200, image.height() - 30, 195, 28)
    dark = sum(
        corner.pixelColor(x, y).lightness() < 90
        for x in range(corner.width())
        for y in range(corner.height())
    )
    assert dark > 100


def test_what_is_printed_starts_from_the_day(past):
    dialog = PrintDialog(past.session, book=False, parent=past)
    day = dialog.day.date()
    assert date(day.year(), day.month(), day.day()) == PAST
    dialog.deleteLater()


def test_a_backup_is_named_after_today_since_it_holds_every_day(past):
    from PySide6.QtWidgets import QFileDialog

    past.filing.ask_backup()
    (dialog,) = past.findChildren(QFileDialog)
    assert today().isoformat() in dialog.selectedFiles()[0]
    dialog.close()


def test_the_day_typed_in_the_bar_is_taken(window, qtbot):
    window.bar.day.setFocus()
    window.bar.day.setDate(window.bar.day.date().addDays(-1))
    wanted = date(2026, 6, 1) - timedelta(days=1)
    qtbot.waitUntil(lambda: window.session.as_of == wanted)
    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.session.as_of == today()
