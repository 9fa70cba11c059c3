"""A large store shows its map before its rows; here the limits are lowered."""

import gc
import sqlite3
import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from gridwatch.cartography.frames import draw_frame
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.mapped import Mapped
from gridwatch.cartography.themes import Theme, ThemeClass, ThemeKind
from gridwatch.cartography.warming import Warming
from gridwatch.district.wording import Kind, OfficerError, Text
from gridwatch.gui import footer
from gridwatch.gui.mainwindow import MainWindow
from gridwatch.gui.mapframe import draw_picture
from gridwatch.gui.picking import name_of
from gridwatch.gui.readingbar import ReadingBar
from gridwatch.gui.remembering import Memory
from gridwatch.gui.session import Session
from gridwatch.gui.storereading import Limits
from gridwatch.store.blobs import register
from tests.gui.conftest import AS_OF


@pytest.fixture(scope="module")
def warming():
    found = Warming()
    found.start()
    assert found.wait(180.0)
    found.stop()
    return found


@pytest.fixture
def opened(qtbot, store_path, tmp_path, warming):
    """Open the store in a window of its own with given limits."""
    windows = []

    def open_with(many, vast, few=None):
        limits = Limits(few or many, many, vast)
        memory = Memory(tmp_path / f"memory{len(windows)}.ini")
        session = Session(memory, warming=warming, limits=limits)
        session.set_as_of(AS_OF)
        window = MainWindow(session)
        qtbot.addWidget(window)
        window.show()
        windows.append((window, session))
        session.open(store_path)
        return window, session

    yield open_with
    for window, session in windows:
        window.close()
        session.errands.stop_all()
        session.close()


def test_the_first_opening_makes_the_map_and_keeps_it(opened, qtbot, store_path):
    window, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    qtbot.waitUntil(lambda: window.map.settled)
    assert all(isinstance(layer.shapes, Mapped) for layer in session.layers)
    west, south, east, north = session.extent
    shown = window.map.extent
    assert shown[0] <= west < east <= shown[2]
    assert shown[1] <= south < north <= shown[3]
    assert list(store_path.parent.glob("*.gwmap"))
    assert len(session.district.signboards) == 6


def test_the_next_opening_has_the_map_before_the_rows(opened, qtbot):
    first, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    first.close()
    session.close()
    window, session = opened(1, 1)
    assert session.layers
    assert not session.loaded
    assert session.read_only
    qtbot.waitUntil(lambda: window.map.settled)
    layer = next(layer for layer in session.layers if layer.id == "village")
    assert layer.labels[0] in name_of(session, Kind.JURISDICTION, layer.uids[0])
    assert window.map.hits(window.map.rect().center())
    assert not window.commands["roster-out"].isEnabled()
    session.read_rows()
    qtbot.waitUntil(lambda: session.loaded)
    assert window.commands["roster-out"].isEnabled()
    assert not session.read_only
    assert len(session.district.cells) > 0


def test_what_others_write_is_never_hidden_by_an_old_map(opened, qtbot, store_path):
    first, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    first.close()
    session.close()
    with sqlite3.connect(store_path) as other:
        register(other)  # what the triggers of a GeoPackage call
        other.execute("UPDATE river SET name = '别名河' WHERE uid = 'r0'")
    other.close()
    _, session = opened(1, 10**9)
    assert session.layers == ()
    qtbot.waitUntil(lambda: session.loaded)
    river = next(layer for layer in session.layers if layer.id == "river")
    assert "别名河" in list(river.labels)


def test_an_edit_shows_on_the_map_of_a_large_store(opened, qtbot):
    window, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    qtbot.waitUntil(lambda: window.map.settled)
    before = session.layers
    session.set_as_of(AS_OF.replace(year=AS_OF.year + 1))
    qtbot.waitUntil(lambda: session.layers is not before)
    qtbot.waitUntil(lambda: window.map.settled)


def test_closing_in_the_middle_of_reading_leaves_nothing_behind(opened):
    window, session = opened(1, 10**9)
    assert session.reading
    window.close()
    session.errands.stop_all()
    session.close()
    assert session.store is None


def test_deleting_the_kept_map_costs_only_time(opened, qtbot, store_path):
    first, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    first.close()
    session.close()
    for file in store_path.parent.glob("*.gwmap"):
        file.write_bytes(file.read_bytes()[:1000])
    _, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    assert session.layers


def test_a_day_chosen_before_the_rows_are_read_is_the_day_of_the_map(opened, qtbot):
    first, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    first.close()
    session.close()
    window, session = opened(1, 1)
    kept = session.layers
    session.set_as_of(AS_OF.replace(year=AS_OF.year + 3))
    qtbot.waitUntil(lambda: session.loaded)
    qtbot.waitUntil(lambda: session.layers is not kept)
    wanted = layers_of(session.district, session.as_of)
    for one, other in zip(session.layers, wanted, strict=True):
        assert one.classes.tolist() == other.classes.tolist()
        assert one.symbols == other.symbols
    qtbot.waitUntil(lambda: window.map.settled)


def test_the_map_of_a_large_store_goes_out_as_a_picture(opened, qtbot):
    window, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    qtbot.waitUntil(lambda: window.map.settled)
    image = draw_picture(session.layers, window.map.view, session.look)
    drawn = draw_frame(session.layers, window.map.view, session.look)
    assert drawn.counts["village"]
    assert image == drawn.image


def test_the_map_of_a_small_store_is_kept_when_it_has_been_seen(opened, qtbot):
    first, session = opened(10**9, 10**9, few=1)
    assert session.loaded
    assert first.session.layers
    qtbot.waitUntil(lambda: bool(list(session.path.parent.glob("*.gwmap"))))
    qtbot.waitUntil(lambda: not session.errands.busy)
    rows, told = len(session.district.signboards), session.layers
    first.close()
    session.close()
    window, session = opened(10**9, 10**9, few=1)
    assert all(isinstance(layer.shapes, Mapped) for layer in session.layers)
    assert not session.loaded
    for one, other in zip(session.layers, told, strict=True):
        assert list(one.uids) == list(other.uids)
        assert one.classes.tolist() == other.classes.tolist()
    qtbot.waitUntil(lambda: session.loaded)
    assert len(session.district.signboards) == rows
    assert not session.read_only
    qtbot.waitUntil(lambda: window.map.settled)


def test_a_small_store_needs_no_bar_while_its_rows_are_read(opened, qtbot):
    first, session = opened(10**9, 10**9, few=1)
    qtbot.waitUntil(lambda: bool(list(session.path.parent.glob("*.gwmap"))))
    qtbot.waitUntil(lambda: not session.errands.busy)
    first.close()
    session.close()
    window, session = opened(10**9, 10**9, few=1)
    bar, size = window.findChild(ReadingBar), window.map.size()
    assert bar.isHidden()
    qtbot.waitUntil(lambda: session.reading)
    assert bar.isHidden()
    qtbot.waitUntil(lambda: session.loaded)
    assert window.map.size() == size


def test_rows_of_a_small_store_that_cannot_be_read_can_be_asked_for_again(
    opened, qtbot, monkeypatch
):
    first, session = opened(10**9, 10**9, few=1)
    qtbot.waitUntil(lambda: bool(list(session.path.parent.glob("*.gwmap"))))
    qtbot.waitUntil(lambda: not session.errands.busy)
    first.close()
    session.close()

    def broken(*_args):
        raise OfficerError(Text("坏了", "broken"))

    with monkeypatch.context() as patched:
        patched.setattr("gridwatch.gui.session.read_rows", broken)
        window, session = opened(10**9, 10**9, few=1)
        bar, told = window.findChild(ReadingBar), []
        session.troubled.connect(told.append)
        qtbot.waitUntil(lambda: bool(told))
        # Once, however often the map is drawn.
        for step in (0.1, -0.1, 0.1):
            qtbot.waitUntil(lambda: window.map.settled)
            window.map.pan(step, 0.0)
        qtbot.waitUntil(lambda: window.map.settled)
        assert len(told) == 1
    window.findChild(QMessageBox, "trouble").close()
    assert not bar.isHidden()
    assert gc.isenabled()
    session.read_rows()
    qtbot.waitUntil(lambda: session.loaded)
    assert bar.isHidden()


def test_a_kept_map_of_a_small_store_waits_for_no_compiling(
    qtbot, opened, store_path, tmp_path
):
    first, session = opened(10**9, 10**9, few=1)
    qtbot.waitUntil(lambda: bool(list(session.path.parent.glob("*.gwmap"))))
    qtbot.waitUntil(lambda: not session.errands.busy)
    first.close()
    session.close()
    cold = Session(
        Memory(tmp_path / "cold.ini"),
        warming=Warming(),  # never started: as while another process compiles
        limits=Limits(1, 10**9, 10**9),
    )
    cold.set_as_of(AS_OF)
    cold.open(store_path)
    assert cold.loaded
    assert not any(isinstance(layer.shapes, Mapped) for layer in cold.layers)
    cold.close()


def test_a_map_of_another_day_than_that_of_the_opening_is_not_kept(opened, qtbot):
    window, session = opened(10**9, 10**9, few=1)
    session.set_as_of(AS_OF.replace(year=AS_OF.year + 1))
    qtbot.waitUntil(lambda: session.seen and window.map.settled)
    qtbot.waitUntil(lambda: window.sides.checks.report is not None)
    assert not list(session.path.parent.glob("*.gwmap"))


def test_a_map_with_letters_on_its_lines_is_made_of_the_rows(opened, qtbot):
    _, session = opened(10**9, 10**9, few=1)
    name = session.district.rivers[0].name
    classes = (ThemeClass("#46A03C", value=name, letter="Ⅲ"),)
    session.set_theme(Theme("river", ThemeKind.CATEGORY, "name", classes=classes))
    assert any(layer.letters for layer in session.layers)
    session.close()
    _, session = opened(10**9, 10**9, few=1)
    qtbot.waitUntil(lambda: session.seen and not session.errands.busy)
    assert any(layer.letters for layer in session.layers)
    assert not list(session.path.parent.glob("*.gwmap"))


def test_panels_behind_others_are_made_after_the_first_picture(opened, qtbot):
    window, session = opened(10**9, 10**9)
    docks = window.sides.docks
    front = {"layers", "ownership", "card"}
    assert {name for name, dock in docks.items() if dock.filled} == front
    size = window.map.size()
    qtbot.waitUntil(lambda: session.seen)
    qtbot.waitUntil(lambda: all(dock.filled for dock in docks.values()))
    assert window.map.size() == size
    window.sides.raise_("signboards")
    table = window.sides.signboards
    qtbot.waitUntil(lambda: table.model.total == len(session.district.signboards))


def test_no_panel_is_made_while_the_map_is_moved(opened, qtbot):
    window, session = opened(10**9, 10**9)
    docks = window.sides.docks.values()
    session.errands.quiet.keep(1.5)
    qtbot.waitUntil(lambda: session.seen and window.map.settled)
    qtbot.wait(50)
    if session.errands.quiet.left:
        assert sum(dock.filled for dock in docks) == 3
    qtbot.waitUntil(lambda: all(dock.filled for dock in docks))


def test_tables_and_checks_begin_after_the_first_picture(opened, qtbot):
    window, session = opened(10**9, 10**9)  # a small store: its rows are read at once
    table, checks = window.sides.ownership, window.sides.checks
    assert session.loaded
    assert not session.seen
    assert not gc.isenabled()
    assert table.model.rowCount() == 0
    assert not session.errands.busy
    assert checks.report is None
    qtbot.waitUntil(lambda: session.seen)
    assert gc.isenabled()
    assert window.map.sharp
    assert table.model.rowCount() == len(session.district.segments)
    qtbot.waitUntil(lambda: checks.report is not None)


def test_tables_fill_though_no_picture_ever_comes(
    qtbot, store_path, tmp_path, warming, monkeypatch
):
    monkeypatch.setattr("gridwatch.gui.firstpicture._PATIENCE", 50)
    session = Session(Memory(tmp_path / "alone.ini"), warming=warming)
    told = []
    session.shown.connect(lambda: told.append(session.seen))
    session.open(store_path, read_only=True)
    assert not session.seen
    qtbot.waitUntil(lambda: told == [True])
    session.close()
    assert gc.isenabled()


def test_closing_before_the_first_picture_begins_nothing(opened):
    window, session = opened(10**9, 10**9)
    told = []
    session.shown.connect(lambda: told.append("shown"))
    window.close()
    assert session.seen
    assert gc.isenabled()
    assert told == []


def test_reading_rests_while_the_map_is_dragged_and_goes_on_after(opened, qtbot):
    first, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    first.close()
    session.close()
    window, session = opened(1, 1)
    qtbot.waitUntil(lambda: window.map.settled and session.seen)
    window.map.pan(0.1, 0.0)
    assert session.errands.quiet.left > 0.0
    session.errands.quiet.keep(1.0)
    session.read_rows()
    assert session.reading
    qtbot.waitUntil(lambda: session.errands.quiet.left < 0.2)
    assert session.reading
    qtbot.waitUntil(lambda: session.loaded)


def test_the_map_keeps_its_size_while_rows_begin_to_be_read(opened, qtbot):
    first, session = opened(1, 10**9)
    qtbot.waitUntil(lambda: session.loaded)
    first.close()
    session.close()
    window, session = opened(1, 1)
    qtbot.waitUntil(lambda: window.map.settled and session.seen)
    size = window.map.size()
    session.read_rows()
    assert window.map.size() == size
    qtbot.waitUntil(lambda: session.loaded)


def test_what_tells_places_is_there_before_the_pointer_asks(opened, qtbot, monkeypatch):
    made_on = []
    made = footer._to_degrees.__wrapped__
    monkeypatch.setattr(
        footer._to_degrees,
        "__wrapped__",
        lambda crs: made_on.append(threading.current_thread()) or made(crs),
    )
    opened(10**9, 10**9)
    qtbot.waitUntil(lambda: bool(made_on))
    assert threading.main_thread() not in made_on


def test_a_margin_is_drawn_around_a_map_that_is_dragged_and_no_other(
    opened, qtbot, monkeypatch
):
    window, _ = opened(10**9, 10**9)
    qtbot.waitUntil(lambda: window.map.settled)
    port, widths = window.map.canvas.viewport(), []
    monkeypatch.setattr(
        window.map._frames, "ask", lambda request: widths.append(request.view.width)
    )
    wide = window.map.shown_view().width
    window.map.pan(0.05, 0.0)
    window.map.redraw()
    assert set(widths) == {wide}
    middle, left = port.rect().center(), Qt.MouseButton.LeftButton
    QTest.mousePress(port, left, pos=middle)
    for step in (20, 40):
        QTest.mouseMove(port, middle + QPoint(step, 0))
    window.map.redraw()
    assert widths[-1] > wide
    QTest.mouseRelease(port, left, pos=middle)
    window.map.redraw()
    assert widths[-1] == wide
