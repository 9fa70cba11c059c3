"""Two towns check their part on a stick; the office changed one field meanwhile.

Everything goes through the widgets an officer has: cutting, checking by keyboard,
sending back, taking in, deciding, undoing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from gridwatch.district.wording import Kind, Language
from gridwatch.gui import language
from gridwatch.gui.dialogs.reviewmode import ReviewWindow
from gridwatch.gui.dialogs.rowform import RowForm
from gridwatch.gui.look import dress
from gridwatch.gui.mainwindow import MainWindow
from gridwatch.gui.remembering import Memory
from gridwatch.gui.session import Session
from gridwatch.store.opening import open_store
from tests.store.review.made import NAMES, make_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def program(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[Callable[[str], MainWindow]]:
    """A maker of windows, each on a computer of its own."""
    language.install(qapp, Language.ZH)
    dress(qapp, dark=False)
    made: list[MainWindow] = []

    def make(computer: str) -> MainWindow:
        session = Session(Memory(tmp_path / f"{computer}.ini"))
        window = MainWindow(session)
        made.append(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in made:
        window.close()
        window.session.deleteLater()
        window.deleteLater()
    qapp.processEvents()


def test_two_towns_and_a_conflict(
    program: Callable[[str], MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    path, stick = make_store(tmp_path / "云溪区.gpkg"), tmp_path / "U盘"
    stick.mkdir()
    office = program("内业")
    office.session.open(path)
    packages = _cut(office, stick, qtbot)
    first, second = (next(stick.glob(f"{name}*.gwreview")) for name in NAMES)

    returns = [
        _check_the_first(program("一镇"), first, qtbot),
        _check_the_second(program("二镇"), second, qtbot),
    ]
    before = office.session.district
    _edit_in_the_office(office)

    packages.take(returns[::-1])
    qtbot.waitUntil(lambda: _back(packages) == 2)
    assert office.session.district.signboards != before.signboards
    assert office.session.district.outfalls == before.outfalls

    QTest.mouseClick(packages.go, LEFT)
    packages.reject()
    desk = office.reviews.desk()
    _decide(office, desk, qtbot)
    desk.reject()
    office.close()
    _look_into_the_store(path)


def _cut(office: MainWindow, stick: Path, qtbot: QtBot) -> Any:
    office.commands["packages"].trigger()
    (packages,) = [d for d in office.children() if type(d).__name__ == "PackagesDialog"]
    qtbot.waitUntil(lambda: packages._errand is None)
    cutting = packages.cut()
    QTest.mouseClick(cutting.all, LEFT)
    cutting.folder.setText(str(stick))
    with qtbot.waitSignal(cutting.cut):
        QTest.mouseClick(cutting.go, LEFT)
    cutting.reject()
    qtbot.waitUntil(lambda: packages._errand is None and len(packages.standings) == 2)
    return packages


def _opened(window: MainWindow, package: Path, qtbot: QtBot) -> ReviewWindow:
    window.open_files([package])
    qtbot.waitUntil(lambda: window.findChild(ReviewWindow) is not None)
    found = window.findChild(ReviewWindow)
    found.resize(1340, 700)
    return found


def _go_to(window: ReviewWindow, kind: Kind, uid: str) -> None:
    row = window.page.model.row_of(kind, uid)
    assert row is not None
    window.page.list.go_to(row)


def _check_the_first(window: MainWindow, package: Path, qtbot: QtBot) -> Path:
    """The chief on one board is another, its state too, and it stands elsewhere."""
    field = _opened(window, package, qtbot)
    QTest.keyClick(field.page.list, KEY.Key_1)
    _go_to(field, Kind.SIGNBOARD, "b000")
    qtbot.waitUntil(lambda: field.page.map.map.settled)
    QTest.keyClick(field.page.list, KEY.Key_2)
    field.page.form.cells["condition"].box.entry.setEditText("破损")
    field.page.form.cells["face"].box.parts["chief"].setText("赵六")
    field.page.list.setFocus()
    QTest.keyClick(field.page.list, KEY.Key_5)
    port = field.page.map.map.canvas.viewport()
    spot = port.rect().center() + QPoint(25, -20)
    QTest.mouseClick(port, LEFT, NONE, spot)
    _go_to(field, Kind.OUTFALL, "o00")
    QTest.keyClick(field.page.list, KEY.Key_3)
    return _sent(field, "青石镇王某", qtbot)


def _check_the_second(window: MainWindow, package: Path, qtbot: QtBot) -> Path:
    """Half is checked, the laptop is closed, and it goes on where it was."""
    field = _opened(window, package, qtbot)
    for _ in range(3):
        QTest.keyClick(field.page.list, KEY.Key_1)
    field.close()
    qtbot.waitUntil(lambda: not isValid(field))
    field = _opened(window, package, qtbot)
    assert field.review.progress.done == 3
    _go_to(field, Kind.OUTFALL, "o10")
    QTest.keyClick(field.page.list, KEY.Key_2)
    field.page.form.cells["name"].box.entry.setText("学校东排口")
    return _sent(field, "柳湾镇李某", qtbot)


def _sent(field: ReviewWindow, by: str, qtbot: QtBot) -> Path:
    dialog = field.send()
    dialog.by.setText(by)
    path = field.review.path.with_suffix(".gwreturn")
    assert dialog.file.text() == str(path)
    with qtbot.waitSignal(dialog.sent):
        QTest.mouseClick(dialog.go, LEFT)
    field.close()
    return path


def _edit_in_the_office(office: MainWindow) -> None:
    """The same field of the same board, changed to something else."""
    session = office.session
    board = session.district.row(Kind.SIGNBOARD, "b000")
    form = RowForm(session, Kind.SIGNBOARD, board, parent=office)
    form.open()
    form.cells["condition"].box.put("锈蚀")
    form.accept()
    changed: Any = session.district.row(Kind.SIGNBOARD, "b000")
    assert changed.condition == "锈蚀"


def _back(packages: Any) -> int:
    return sum(bool(one.returns) for one in packages.standings)


def _decide(office: MainWindow, desk: Any, qtbot: QtBot) -> None:
    """The conflict first: the place and the chief are taken, the state stays ours."""
    session = office.session

    def ready() -> bool:
        return desk._errand is None

    qtbot.waitUntil(ready)
    assert desk.model.lines[0].texts[0] == "⚠ 冲突"
    assert desk.page.case.uid == "b000"
    assert desk.page.sides.chosen == {"face.chief", "geometry"}
    desk.page.reason.setText("状况以内业现场照片为准")
    QTest.keyClick(desk.list, KEY.Key_P)
    qtbot.waitUntil(ready)
    board: Any = session.district.row(Kind.SIGNBOARD, "b000")
    assert (board.condition, board.face.chief) == ("锈蚀", "赵六")
    QTest.mouseClick(desk.all, LEFT)
    qtbot.waitUntil(ready)
    # An outfall with records cannot just go: that is said, and it stays open.
    assert "指向它" in desk.said.text()
    renamed: Any = session.district.row(Kind.OUTFALL, "o10")
    assert renamed.name == "学校东排口"
    assert session.district.row(Kind.OUTFALL, "o00") is not None
    QTest.mouseClick(desk.undo_button, LEFT)
    qtbot.waitUntil(ready)
    renamed = session.district.row(Kind.OUTFALL, "o10")
    assert renamed.name == "排口10"
    session.undo_stack.redo()
    qtbot.waitUntil(ready)
    _let_it_go(desk, qtbot)
    assert session.district.row(Kind.OUTFALL, "o00") is None


def _let_it_go(desk: Any, qtbot: QtBot) -> None:
    """The outfall goes once its records may go along; until then it stays in sight."""
    rows = [desk._by_id[line.uid].uid for line in desk.model.lines]
    desk.list.go_to(rows.index("o00"))
    QTest.keyClick(desk.list, KEY.Key_A)
    assert desk.page.case.uid == "o00"
    desk.page.along.click()
    QTest.keyClick(desk.list, KEY.Key_A)
    qtbot.waitUntil(lambda: desk._errand is None)


def _look_into_the_store(path: Path) -> None:
    with open_store(path, read_only=True) as store:
        district = store.district()
        board: Any = district.row(Kind.SIGNBOARD, "b000")
        outfall: Any = district.row(Kind.OUTFALL, "o10")
        assert (board.condition, board.face.chief) == ("锈蚀", "赵六")
        assert outfall.name == "学校东排口"
        reasons = {entry.reason for entry in store.journal()}
    assert any("状况以内业现场照片为准" in reason for reason in reasons)
    assert any(reason.startswith("外业核查 HC") for reason in reasons)
