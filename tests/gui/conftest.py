"""A small district in a real store, and a real window over it."""

from __future__ import annotations

import shutil
import threading
from datetime import date

import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gridwatch.district.cells import Cell
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.ownership import Ownership
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard, SignboardFace
from gridwatch.district.waterbodies import WaterBody
from gridwatch.district.wording import Kind, Language
from gridwatch.gui import language
from gridwatch.gui.look import dress
from gridwatch.gui.mainwindow import MainWindow
from gridwatch.gui.remembering import Memory
from gridwatch.gui.session import Session
from gridwatch.store.opening import create_store

EAST, NORTH, SIDE = 500_000.0, 4_470_000.0, 4_000.0
AS_OF = date(2026, 6, 1)


def box(column, row, width=1, height=1):
    """Return a square of the lattice, in metres."""
    west, south = EAST + column * SIDE, NORTH + row * SIDE
    return shapely.box(west, south, west + width * SIDE, south + height * SIDE)


def at(column, row):
    """Return a place of the lattice."""
    return shapely.Point(EAST + column * SIDE, NORTH + row * SIDE)


def line(*places):
    """Return a line through places of the lattice."""
    return shapely.LineString([at(*place) for place in places])


def _jurisdictions():
    yield Jurisdiction(
        "d", "990101", "小溪区", Level.DISTRICT, "", 2026, box(0, 0, 2, 2)
    )
    for t, name in enumerate(("东桥镇", "西山镇")):
        code = f"99010110{t}000"
        yield Jurisdiction(
            f"t{t}", code, name, Level.TOWN, "990101", 2026, box(t, 0, 1, 2)
        )
        for v in range(2):
            yield Jurisdiction(
                f"v{t}{v}",
                f"99010110{t}20{v}",
                f"{name[0]}{'南北'[v]}村",
                Level.VILLAGE,
                code,
                2026,
                box(t, v),
            )


def _rivers():
    yield River(
        "r0",
        "R0",
        "潮河",
        ("district",),
        "perennial",
        12.5,
        "",
        line((0, 1.5), (2, 1.5)),
    )
    yield River(
        "r1",
        "R1",
        "安达木河",
        ("town",),
        "seasonal",
        None,
        "R0",
        line((1.5, 0), (1.5, 1.5)),
    )


def _segments():
    yield Segment(
        "s0", "990101000001", "", "R0", 1, "源头", "东界", None, "990101100000",
        line((0, 1.5), (1, 1.5)),
    )  # fmt: skip
    yield Segment(
        "s1", "990101000002", "", "R0", 2, "西界", "出口", 4100.0, "990101101000",
        line((1, 1.5), (2, 1.5)),
    )  # fmt: skip
    yield Segment(
        "s2", "990101000003", "安达木河全段", "R1", 1, "", "", None, "990101101000",
        line((1.5, 0), (1.5, 1.5)),
    )  # fmt: skip


def _boards():
    for n in range(6):
        face = SignboardFace("张三" if n % 2 else "李四", "镇级河长", "12345", "潮河")
        yield Signboard(
            f"b{n}",
            f"GS-{n + 1:02d}",
            "town",
            "永久",
            "990101000001",
            date(2024, 1 + n, 5),
            "完好",
            face,
            # The last two stand side by side.
            at(0.1 + 0.14 * min(n, 4) + (0.002 if n == 5 else 0.0), 1.45),
        )


def _outfalls():
    for n in range(4):
        yield Outfall(
            f"o{n}",
            f"PW-{n + 1:02d}",
            f"{'甲乙丙丁'[n]}排污口",
            "农业排口",
            n == 0,
            "已批" if n else "备案",
            f"批〔2025〕{n} 号",
            date(2025, 12, 1),
            "规范",
            "整改中" if n % 2 else "已销号",
            "990101000002",
            "某某公司",
            at(1.15 + 0.2 * n, 1.55),
        )


def _roster():
    persons = (
        Person("p0", "张三", "东桥镇镇长", "010-1", "13000000001"),
        Person("p1", "李四", "东桥镇原镇长", "010-2", "13000000002"),
        Person("p2", "王五", "小溪区副区长", "010-3", "13000000003"),
    )
    posts = (
        Post("po0", "镇级河长", "town", "jurisdiction", "990101100000"),
        Post("po1", "区级河长", "district", "river", "R0"),
    )
    terms = (
        Term("te0", "po0", "p1", date(2020, 1, 1), date(2025, 1, 1)),
        Term("te1", "po0", "p0", date(2025, 1, 1), None),
        Term("te2", "po1", "p2", date(2021, 1, 1), None),
    )
    return {Kind.PERSON: persons, Kind.POST: posts, Kind.TERM: terms}


def rows():
    """Return all rows of the small district."""
    cells = tuple(
        Cell(f"c{n}", f"99010110020{n // 2}00{n % 2 + 1}", f"网格{n}", "", area)
        for n, area in enumerate((box(0, 0, 0.5), box(0.5, 0, 0.5), box(0, 1, 0.5)))
    )
    first = Ownership(
        uid="w0",
        segment_code="990101000001",
        managing_body="东桥镇人民政府",
        caring_body="东桥镇水务站",
        cleaning_body="甲公司",
        registered_on=date(2025, 3, 1),
        registered_by="赵六",
        confirmed_on=date(2025, 5, 1),
        confirmed_by="钱七",
    )
    second = Ownership(
        uid="w1",
        segment_code="990101000002",
        managing_body="西山镇人民政府",
        registered_on=date(2025, 3, 2),
    )
    water = (
        WaterBody("l0", "K1", "青水库", "water", "小(一)型", at(0.5, 0.5).buffer(600)),
    )
    return {
        Kind.JURISDICTION: tuple(_jurisdictions()),
        Kind.RIVER: tuple(_rivers()),
        Kind.SEGMENT: tuple(_segments()),
        Kind.WATER_BODY: water,
        Kind.CELL: cells,
        Kind.SIGNBOARD: tuple(_boards()),
        Kind.OUTFALL: tuple(_outfalls()),
        Kind.OWNERSHIP: (first, second),
        **_roster(),
    }


@pytest.fixture(scope="session")
def built_store(tmp_path_factory):
    path = tmp_path_factory.mktemp("built") / "小溪区 工作库.gpkg"
    with create_store(
        path, name="小溪区", code="990101", crs=4548, office="小溪区河长办"
    ) as store:
        store.take(rows(), source="test", who="tester")
    return path


@pytest.fixture
def store_path(built_store, tmp_path):
    folder = tmp_path / "数据 folder"
    folder.mkdir()
    return shutil.copy(built_store, folder / built_store.name)


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "gridwatch.ini")


@pytest.fixture(scope="session")
def dressed(qapp):
    language.install(qapp, Language.ZH)
    dress(qapp, dark=False)
    return qapp


@pytest.fixture
def make_window(qtbot, dressed, memory):
    """Return a maker of windows; all of them are closed in the end."""
    made = []

    def make(path=None, size=(1366, 768)):
        session = Session(memory)
        window = MainWindow(session)
        made.append((window, session))
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        if path is not None:
            session.open(path)
            session.set_as_of(AS_OF)
            qtbot.waitUntil(lambda: window.map.settled)
        return window

    yield make
    for window, session in made:
        window.close()
        window.deleteLater()
        session.deleteLater()
    dressed.processEvents()


@pytest.fixture
def window(make_window, store_path):
    return make_window(store_path)


@pytest.fixture(autouse=True)
def nothing_left_running():
    """Fail a test that leaves a thread or a window behind."""
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in set(threading.enumerate()) - before
        if not isinstance(thread, threading._DummyThread)
    ]
    assert not left
    app = QApplication.instance()
    if app is not None:
        shown = [w for w in app.topLevelWidgets() if w.isVisible()]
        assert not shown


def turn(window, spot):
    """Turn the mouse wheel by one notch over a pixel of the map: nearer."""
    port = window.map.canvas.viewport()
    event = QWheelEvent(
        QPointF(spot),
        QPointF(port.mapToGlobal(spot)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def pixel_of(window, point):
    """Return the pixel of the map viewport that shows a place."""
    x, y = window.map.view.to_pixel(point.x, point.y)
    return QPoint(round(x), round(y))
