"""A folder from the field: looked through, decided, taken in as one edit."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pyproj
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gridwatch.district.drafts import Verdict
from gridwatch.district.wording import Kind
from gridwatch.gui import fieldwork
from gridwatch.gui.dialogs.photographs import PhotographsDialog
from gridwatch.store.opening import open_store
from tests.gui.conftest import at
from tests.intake.test_photographs import picture, save

TO_DEGREES = pyproj.Transformer.from_crs(4548, 4326, always_xy=True)


def degrees(point):
    return TO_DEGREES.transform(point.x, point.y)


def gps(point):
    east, north = degrees(point)

    def parts(value):
        minutes = (value % 1) * 60
        return float(int(value)), float(int(minutes)), (minutes % 1) * 60

    return {1: "N", 2: parts(north), 3: "E", 4: parts(east)}


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "巡河 照片"
    found.mkdir()
    save(found / "1板.jpg", picture(mark=1), gps=gps(at(0.1, 1.4505)))
    save(found / "2口.jpg", picture(mark=9), gps=gps(at(1.15, 1.5505)),
         taken="2026:05:01 10:00:00")  # fmt: skip
    save(found / "3河.jpg", picture(mark=17), gps=gps(at(0.6, 1.52)),
         taken="2026:05:01 11:00:00")  # fmt: skip
    save(found / "4无.jpg", picture(mark=25), taken="2026:05:01 12:00:00")
    (found / "5坏.jpg").write_bytes(b"")
    shutil.copy(found / "1板.jpg", found / "6同.jpg")
    (found / "轨迹.gpx").write_text(_gpx(), encoding="utf-8")
    return found


def _gpx():
    places = [degrees(at(x / 100, 1.501)) for x in range(61)]
    points = "".join(
        f'<trkpt lat="{y:.8f}" lon="{x:.8f}"><time>2026-05-01T01:{n:02d}:00Z</time>'
        "</trkpt>"
        for n, (x, y) in enumerate(places[:60])
    )
    x, y = degrees(at(0.4, 1.505))
    return (
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        f'<wpt lat="{y:.8f}" lon="{x:.8f}"><name>疑似排口</name></wpt>'
        f"<trk><trkseg>{points}</trkseg></trk></gpx>"
    )


@pytest.fixture
def dialog(window, qtbot, folder):
    window.commands["photographs"].trigger()
    (found,) = [w for w in window.children() if isinstance(w, PhotographsDialog)]
    found.read(folder)
    qtbot.waitUntil(lambda: found._errand is None)
    yield found
    found.reject()
    qtbot.waitUntil(lambda: not window.session.errands.busy)


def column(table, number):
    return [table.text(row, number) for row in range(table.model().rowCount())]


def test_each_photograph_is_told_with_what_it_is_near(dialog):
    table = dialog.pictures.table
    verdicts = ["挂到已有的", "挂到已有的", "作为河段现场照片"] + ["不采用"] * 3
    assert column(table, 2) == verdicts
    assert column(table, 4)[0].startswith("公示牌 GS-01")
    assert column(table, 4)[1].startswith("排污口 PW-01")
    assert column(table, 6)[2] == "K2+400"
    assert "没有定位信息" in column(table, 3)[3]
    assert "0 字节" in column(table, 3)[4]
    assert "1板.jpg" in column(table, 3)[5]
    assert "6 张照片：有定位 4，打不开 1，建议采用 3" in dialog.words.text()


def test_taking_is_one_edit_with_the_pictures_in_the_store(dialog, window, qtbot):
    session = window.session
    steps = session.undo_stack.count()
    dialog.taker.click()
    qtbot.waitUntil(lambda: "已存入 3 张" in dialog.words.text())
    assert session.undo_stack.count() == steps + 1
    photos = {photo.name: photo for photo in session.district.photos}
    assert (photos["1板.jpg"].kind, photos["1板.jpg"].row_uid) == ("signboard", "b0")
    assert (photos["2口.jpg"].kind, photos["2口.jpg"].row_uid) == ("outfall", "o0")
    assert (photos["3河.jpg"].kind, photos["3河.jpg"].row_uid) == ("segment", "s0")
    kept = session.store.photo(photos["1板.jpg"].sha256)
    assert kept == (dialog.folder / "1板.jpg").read_bytes()
    small = session.store.thumbnail(photos["1板.jpg"].sha256)
    assert Image.open(io.BytesIO(small)).format == "JPEG"
    # The card of the segment shows it.
    session.select({Kind.SEGMENT: ["s0"]})
    labels = [label.text() for label in window.sides.card.findChildren(QLabel)]
    assert "2026-05-01" in labels
    # Told as there already, and not proposed again.
    assert dialog.pictures.decided() == []
    assert not dialog.taker.isEnabled()
    session.undo_stack.undo()
    assert session.district.photos == ()
    assert len(dialog.pictures.decided()) == 3


def test_a_new_draft_is_made_where_the_officer_says_so(dialog, window, qtbot):
    dialog.pictures.table.selectRow(2)
    dialog.pictures.buttons[Verdict.OUTFALL].click()
    dialog.taker.click()
    qtbot.waitUntil(lambda: "已存入" in dialog.words.text())
    (draft,) = [o for o in window.session.district.outfalls if not o.code]
    assert draft.name == "草稿 3河"
    assert draft.segment_code == "990101000001"
    assert draft.geometry.distance(at(0.6, 1.52)) < 0.1
    assert window.session.district.photos_of[draft.uid][0].name == "3河.jpg"


def test_only_what_can_become_of_a_photograph_is_offered(dialog):
    page = dialog.pictures
    page.table.selectRow(3)
    offered = [v for v, b in page.buttons.items() if b.isEnabled()]
    assert offered == [Verdict.LEAVE]
    page.table.selectRow(2)
    assert not page.buttons[Verdict.ATTACH].isEnabled()
    assert page.buttons[Verdict.SIGNBOARD].isEnabled()


def test_choosing_a_line_shows_the_row_on_the_map_of_the_window(dialog, window):
    dialog.pictures.table.selectRow(1)
    assert window.session.selection == {Kind.OUTFALL: frozenset({"o0"})}
    dialog.pictures.table.selectRow(2)
    assert window.session.selection == {Kind.SEGMENT: frozenset({"s0"})}


def test_the_small_map_draws_and_answers_to_the_mouse(dialog, qtbot):
    small = dialog.pictures.map
    qtbot.waitUntil(lambda: small._drawn == small.view)
    before = small.view
    place = dialog.pictures.pictures[2].place
    spot = small._pixel(before, place.east, place.north).toPoint()
    qtbot.mouseClick(small, Qt.MouseButton.LeftButton, pos=spot)
    assert dialog.pictures.table.numbers() == [2]
    assert small.view.metres_per_pixel < before.metres_per_pixel
    assert not small.grab().isNull()


def test_tracks_tell_which_segments_and_how_much(dialog, tmp_path):
    dialog.tabs.setCurrentIndex(1)
    page = dialog.tracks
    assert column(page.walks, 1) == ["990101000001"]
    assert 55 <= int(column(page.walks, 2)[0].rstrip("%")) <= 65
    dialog.save_table(tmp_path / "轨迹.csv")
    assert "990101000001" in (tmp_path / "轨迹.csv").read_text("utf-8-sig")
    page.points.selectRow(0)
    page.buttons[Verdict.OUTFALL].click()
    dialog.taker.click()
    names = [o.name for o in dialog.session.district.outfalls]
    assert "草稿 疑似排口" in names


def test_places_of_phone_maps_are_shifted_back(dialog, qtbot):
    before = dialog.pictures.pictures[0].place
    dialog.datum.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog._errand is None)
    after = dialog.pictures.pictures[0].place
    assert 300 < abs(after.east - before.east) < 900


def test_a_file_that_changed_meanwhile_stops_everything(dialog, window, qtbot):
    (dialog.folder / "2口.jpg").write_bytes(b"other")
    dialog.taker.click()
    qtbot.waitUntil(lambda: "被改动" in dialog.words.text())
    assert window.session.district.photos == ()
    sha = dialog.pictures.pictures[0].photo.sha256
    assert window.session.store.photo(sha) is None


def test_stopping_keeps_nothing(store_path, folder):
    with open_store(store_path) as store:
        district = store.district()
        found = fieldwork.pictures_of(folder, district)
        photos = [one.photo for one in found if one.fit]
        asked = iter([False, False, True])
        with pytest.raises(Exception, match="Stopped"):
            fieldwork.keep_pictures(store, photos, cancelled=lambda: next(asked))
        assert store.photo(photos[0].sha256) is None


def test_a_folder_of_nothing_says_so(dialog, tmp_path, qtbot):
    empty = tmp_path / "空"
    empty.mkdir()
    dialog.read(empty)
    qtbot.waitUntil(lambda: "没有照片" in dialog.words.text())
    dialog.read(Path(tmp_path / "没有"))
    qtbot.waitUntil(lambda: "没有 " in dialog.words.text())
    assert not dialog.taker.isEnabled()
