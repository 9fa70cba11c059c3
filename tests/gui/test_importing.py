"""The import plan in detail: rows in each encoding, columns, profiles."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridwatch.district.gcj02 import to_gcj02
from gridwatch.district.wording import Kind, Language
from gridwatch.gui.dialogs.plan_details import field_word
from gridwatch.intake.columns import aliases
from gridwatch.intake.learning import learned

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton
WAIT = 15_000
ROWS = (
    "排污口编码,排污口名称,排污口类型,责任方",
    "PW-1,溪水东岸一号口,农业排口,云溪水务站",
    "PW-2,溪水西岸二号口,工业排污口,东桥加工厂",
)


@pytest.fixture
def delivery(tmp_path):
    """Return a folder with a ledger of outfalls in GBK."""
    folder = tmp_path / "来件10月"
    folder.mkdir()
    path = folder / "入河排污口台账10月.csv"
    path.write_bytes("\r\n".join(ROWS).encode("gbk"))
    return folder


@pytest.fixture
def dialog(make_window, delivery, qtbot):
    """Return the import dialog with its plan."""
    window = make_window()
    found = window.filing.import_folder(delivery)
    qtbot.waitUntil(lambda: found.plan is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(found.rows.previews), timeout=WAIT)
    found.table.change_current(found.plan.files[0].with_(kind=Kind.OUTFALL))
    yield found
    found.reject()


def texts(table, column):
    return [table.item(row, column).text() for row in range(table.rowCount())]


def test_the_first_rows_are_shown_in_the_likeliest_encoding(dialog):
    heads = [
        dialog.rows.table.horizontalHeaderItem(i).text()
        for i in range(dialog.rows.table.columnCount())
    ]
    assert set(heads) == set(ROWS[0].split(","))
    shown = [texts(dialog.rows.table, c) for c in range(len(heads))]
    assert ["溪水东岸一号口", "溪水西岸二号口"] in shown
    assert "GB18030" in dialog.rows.list.item(0).text()


def test_a_click_on_another_encoding_takes_it_and_shows_what_it_makes(dialog):
    rows = dialog.rows
    names = [rows.list.item(i).text() for i in range(rows.list.count())]
    other = next(i for i, name in enumerate(names) if name.startswith(("CP", "BIG")))
    place = rows.list.visualItemRect(rows.list.item(other)).center()
    QTest.mouseClick(rows.list.viewport(), LEFT, pos=place)
    file = dialog.plan.files[0]
    assert file.encoding == rows.previews[rows.list.currentRow()].encoding
    assert "gb" not in file.encoding
    shown = [texts(rows.table, c) for c in range(rows.table.columnCount())]
    assert ["溪水东岸一号口", "溪水西岸二号口"] not in shown


def test_a_column_is_given_to_a_field_by_hand(dialog):
    dialog.tabs.setCurrentWidget(dialog.columns)
    table = dialog.columns.table
    row = texts(table, 0).index("责任方")
    assert "云溪水务站" in table.item(row, 2).text()
    box = dialog.columns.field_box(row)
    at = box.findData("responsible_body")
    box.setCurrentIndex(at)
    box.activated.emit(at)
    assert dict(dialog.plan.files[0].columns)["责任方"] == "responsible_body"
    row = texts(table, 0).index("责任方")
    assert dialog.columns.field_box(row).currentData() == "responsible_body"
    assert "用户" in table.item(row, 3).text()


def test_what_was_said_of_a_column_is_known_next_time_once_it_was_imported(
    dialog, tmp_path, qtbot, monkeypatch
):
    monkeypatch.setenv("GRIDWATCH_CONFIG", str(tmp_path / "设置"))
    dialog.columns.chosen.emit("责任方", "note")
    assert learned() == {}
    dialog.target.setText(str(tmp_path / "新.gpkg"))
    dialog.go.click()
    assert learned() == {(Kind.OUTFALL, "责任方"): "note"}
    qtbot.waitUntil(lambda: not dialog._session.errands.busy, timeout=WAIT)


def test_next_month_the_profile_is_recognised(dialog, delivery, qtbot):
    dialog.table.change_current(
        dialog.plan.files[0]
        .with_(kind=Kind.OUTFALL)
        .with_(columns={"责任方": "responsible_body"})
    )
    dialog.profiles.save("排污口台账")
    assert "排污口台账" in dialog.profiles.words.text()
    old = next(delivery.iterdir())
    old.rename(delivery / "入河排污口台账11月.csv")
    session = dialog._session
    again = type(dialog)(session, delivery, delivery.parent)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.plan is not None, timeout=WAIT)
    assert "排污口台账" in again.profiles.words.text()
    assert dict(again.plan.files[0].columns)["责任方"] == "responsible_body"
    QTest.mouseClick(again.profiles.without, LEFT)
    assert dict(again.plan.files[0].columns)["责任方"] != "responsible_body"
    again.reject()


def test_every_field_that_a_column_may_fill_has_a_word():
    for kind, table in aliases().items():
        for key, _ in table.fields.values():
            assert not field_word(kind, key, Language.ZH).isascii(), (kind, key)


@pytest.fixture
def phone_points(tmp_path, window):
    """Return a folder with boards beside the river, as a Chinese phone gives them."""
    segment = next(s for s in window.session.district.segments if s.geometry)
    change = pyproj.Transformer.from_crs(4548, 4326, always_xy=True)
    places = [segment.geometry.interpolate(at * 97.0) for at in range(1, 40)]
    lonlat = np.array([change.transform(p.x, p.y) for p in places])
    shifted = to_gcj02(*lonlat.T)
    rows = ["公示牌编号,公示牌级别,经度,纬度"]
    rows += [
        f"S{n},村级,{x:.7f},{y:.7f}"
        for n, (x, y) in enumerate(zip(*shifted, strict=True))
    ]
    folder = tmp_path / "手机点"
    folder.mkdir()
    (folder / "公示牌.csv").write_text("\n".join(rows), "utf-8")
    return folder


def test_the_doctor_is_asked_from_the_plan_and_his_reading_is_taken(
    window, phone_points, qtbot
):
    dialog = window.filing.import_folder(phone_points)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=WAIT)
    dialog.tabs.setCurrentWidget(dialog.place)
    assert dialog.place.name.text()
    doctor = dialog.place.consult()
    qtbot.waitUntil(lambda: doctor.diagnosis is not None, timeout=WAIT)
    names = [h.coordinates.name.zh for h in doctor.diagnosis.hypotheses]
    doctor.list.setCurrentRow(next(i for i, n in enumerate(names) if "GCJ" in n))
    QTest.mouseClick(doctor.go, LEFT)
    file = dialog.plan.files[0]
    assert file.twists
    assert "GCJ" in file.coordinates.name.zh
    assert "GCJ" in dialog.place.name.text()
    QTest.mouseClick(dialog.go, LEFT)
    before = len(window.session.district.signboards)
    qtbot.waitUntil(
        lambda: len(window.session.district.signboards) > before, timeout=WAIT
    )
    new = [b for b in window.session.district.signboards if b.code.startswith("S")]
    river = next(s for s in window.session.district.segments if s.geometry).geometry
    assert max(board.geometry.distance(river) for board in new) < 5
    dialog.accept()


def test_the_rivers_of_china_are_read_when_only_degrees_are_said(
    make_window, shared_data, tmp_path, qtbot
):
    window = make_window()
    dialog = window.filing.import_folder(shared_data / "china_rivers_1to4m")
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=WAIT)
    rivers = next(
        i for i, f in enumerate(dialog.plan.files) if f.path.stem == "hyd2_4l"
    )
    for row, file in enumerate(dialog.plan.files):
        if file.kind is not None and file.crs_certain is False:
            box = dialog.table.cellWidget(row, 4)
            box.setCurrentIndex(box.findData(4490))
            box.activated.emit(box.currentIndex())
    file = dialog.plan.files[rivers]
    assert (file.encoding, file.kind) == ("gb18030", Kind.RIVER)
    assert not file.questions
    dialog.target.setText(str(tmp_path / "全国.gpkg"))
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: window.session.store is not None, timeout=60_000)
    names = {river.name for river in window.session.district.rivers}
    assert "永定河(桑干河、永定新河)" in names
    dialog.accept()
