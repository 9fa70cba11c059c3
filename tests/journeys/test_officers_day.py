"""The officer's first ten minutes: import, look, edit, print, close, open again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from gridwatch.district.changes import Change, Changes
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Kind, Language
from gridwatch.gui import language
from gridwatch.gui.dialogs.printing import PrintDialog
from gridwatch.gui.look import dress
from gridwatch.gui.mainwindow import MainWindow
from gridwatch.gui.remembering import Memory
from gridwatch.gui.session import Session
from gridwatch.resources import sample_folder
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gridwatch.district.signboards import Signboard

DAY = date(2026, 11, 1)
LEFT = Qt.MouseButton.LeftButton
WAIT = 30_000


@pytest.fixture
def opened(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[Callable[[], MainWindow]]:
    """A maker of windows that share one memory, as runs of the program do."""
    language.install(qapp, Language.ZH)
    dress(qapp, dark=False)
    made: list[tuple[MainWindow, Session]] = []

    def make() -> MainWindow:
        session = Session(Memory(tmp_path / "memory.ini"))
        window = MainWindow(session)
        made.append((window, session))
        window.resize(1366, 768)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window, session in made:
        window.close()
        window.deleteLater()
        session.deleteLater()
    qapp.processEvents()


def test_from_a_folder_to_a_printed_map_and_back(
    opened: Callable[[], MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window, store = opened(), tmp_path / "云溪区.gpkg"
    _import(window, store, qtbot)
    session = window.session
    session.set_as_of(DAY)
    qtbot.waitUntil(lambda: window.map.settled, timeout=WAIT)

    _click_the_map(window, qtbot)
    _click_a_row(window, qtbot)
    _edit_and_undo(window, store)
    _print(window, tmp_path / "柳湾镇.pdf", qtbot)
    session.set_hidden({"cell"})
    window.sides.docks["layers"].close()
    extent = window.map.extent
    window.close()
    session.close()
    again = opened()
    again.session.open(store)
    assert again.session.hidden == {"cell"}
    assert again.sides.docks["layers"].isHidden()
    assert not again.sides.docks["card"].isHidden()
    middle = (again.map.extent[0] + again.map.extent[2]) / 2
    assert middle == pytest.approx((extent[0] + extent[2]) / 2, abs=2.0)


def _board(session: Session) -> Signboard:
    return next(b for b in session.district.signboards if b.code == "990101GP0153")


def _click_the_map(window: MainWindow, qtbot: QtBot) -> None:
    """A click on a board selects its row; the card says where it stands."""
    session = window.session
    board = _board(session)
    village = session.district.jurisdiction_at(board.geometry, Level.VILLAGE)
    assert village is not None
    x, y, r = board.geometry.x, board.geometry.y, 400.0
    window.map.set_extent((x - r, y - r, x + r, y + r))
    qtbot.waitUntil(lambda: window.map.settled, timeout=WAIT)
    place = QPoint(*(round(v) for v in window.map.view.to_pixel(x, y)))
    QTest.mouseClick(
        window.map.canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place
    )
    assert session.selection == {Kind.SIGNBOARD: {board.uid}}
    (line,) = window.sides.signboards.view.selected_lines()
    assert line.uid == board.uid
    assert village.name in _card(window)


def _click_a_row(window: MainWindow, qtbot: QtBot) -> None:
    """The filter counts; a click on a row moves the map."""
    session, panels = window.session, window.sides
    panels.raise_("outfalls")
    panels.outfalls.filter.setText("污水处理厂")
    qtbot.waitUntil(lambda: panels.outfalls.count.text() != "180 / 180")
    told, total = panels.outfalls.count.text().split(" / ")
    shown = int(told)
    named = [o for o in session.district.outfalls if "污水处理厂" in o.category]
    assert total == "180"
    assert 0 < len(named) <= shown < 180
    cell = panels.outfalls.view.visualRect(panels.outfalls.view.model().index(0, 0))
    QTest.mouseClick(
        panels.outfalls.view.viewport(),
        LEFT,
        Qt.KeyboardModifier.NoModifier,
        cell.center(),
    )
    (uid,) = session.selection[Kind.OUTFALL]
    there = session.district.row(Kind.OUTFALL, uid).geometry

    def arrived() -> bool:
        west, south, east, north = window.map.extent
        return bool(west < there.x < east and south < there.y < north)

    qtbot.waitUntil(arrived)


def _edit_and_undo(window: MainWindow, store: Path) -> None:
    """An edit is in the store at once, and undone at once."""
    session = window.session
    board = _board(session)
    before = board.condition
    edit = Change(
        Kind.SIGNBOARD, board.uid, {"condition": before}, {"condition": "设置不规范"}
    )
    assert session.apply(Changes((edit,)), "修改完好状况")
    assert _stored(store, board.uid) == "设置不规范"
    window.commands["undo"].trigger()
    assert _stored(store, board.uid) == before


def _import(window: MainWindow, store: Path, qtbot: QtBot) -> None:
    dialog = window.filing.import_folder(sample_folder())
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=WAIT)
    assert dialog.table.rowCount() == 18
    dialog.target.setText(str(store))
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: window.session.store is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.session.errands.busy, timeout=WAIT)
    assert "1,003" in dialog.account.text() or "1003" in dialog.account.text()
    dialog.accept()


def _card(window: MainWindow) -> str:
    labels = window.sides.card.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def _stored(path: Path, uid: str) -> str:
    with open_store(path, read_only=True) as store:
        return next(b.condition for b in store.district().signboards if b.uid == uid)


def _print(window: MainWindow, target: Path, qtbot: QtBot) -> None:
    district = window.session.district
    town = district.jurisdiction_by_code["990101101000"]
    window.session.select({Kind.JURISDICTION: [town.uid]})
    window.commands["print"].trigger()
    dialog = window.findChild(PrintDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.image is not None, timeout=WAIT)
    dialog.save(target)
    qtbot.waitUntil(target.exists, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.session.errands.busy, timeout=WAIT)
    assert target.read_bytes().startswith(b"%PDF")
    dialog.reject()
