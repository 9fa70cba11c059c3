"""A base map chosen, shown, dimmed, remembered, missed; the store itself refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyproj
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from gridwatch.cartography.basemap import BASEMAP, BaseMap
from gridwatch.district.wording import OfficerError
from gridwatch.gui.basemaps import open_basemap
from gridwatch.gui.remembering import Memory
from tests.grounds import make_geotiff, make_mbtiles, plain
from tests.gui.conftest import EAST, NORTH, SIDE

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def degrees_of(extent):
    change = pyproj.Transformer.from_crs(4548, 4326, always_xy=True)
    return change.transform_bounds(*extent)


@pytest.fixture(scope="session")
def built_tiles(tmp_path_factory, qapp):
    del qapp
    here = degrees_of((EAST, NORTH, EAST + 2 * SIDE, NORTH + 2 * SIDE))
    path = tmp_path_factory.mktemp("tiles") / "影像.mbtiles"
    return make_mbtiles(path, here, (11, 13), plain("#3050a0"))


@pytest.fixture
def tiles(built_tiles, tmp_path):
    return Path(shutil.copy(built_tiles, tmp_path / built_tiles.name))


def ground_row(window):
    tree = window.sides.layers.tree
    rows = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
    found = [row for row in rows if row.data(0, Qt.ItemDataRole.UserRole) == BASEMAP]
    assert found in ([], [rows[-1]])
    return found[0] if found else None


def colours(window):
    """Return the share of the map that shows the base map's colour unmixed."""
    image = window.map.canvas.grab().toImage()
    flat = np.frombuffer(image.constBits(), np.uint8)
    seen = flat.reshape(image.height(), -1, 4)[..., :3]
    return (np.abs(seen.astype(int) - (0xA0, 0x50, 0x30)).max(axis=-1) <= 1).mean()


def choose(window, qtbot, basemap):
    dialog = window.grounds.ask()
    dialog.take(basemap)
    qtbot.waitUntil(lambda: not window.session.errands.busy)
    return dialog


def shown(window, qtbot, basemap):
    dialog = choose(window, qtbot, basemap)
    dialog.opacity.setValue(round(100 * basemap.opacity))
    dialog.shift.setChecked(basemap.gcj02)
    dialog.accept()
    qtbot.waitUntil(lambda: window.map.settled)


def test_the_dialog_tells_zooms_extent_and_crs(window, qtbot, tiles):
    dialog = choose(window, qtbot, BaseMap(tiles))
    text = dialog.facts.text()
    assert "缩放级别 11 至 13" in text
    assert "EPSG:3857" in text
    assert "117." in text
    assert dialog.warning.isHidden()
    dialog.reject()
    assert window.session.backdrop is None


def test_the_base_map_lies_under_the_map_and_at_the_foot_of_the_layers(
    window, qtbot, tiles
):
    assert ground_row(window) is None
    shown(window, qtbot, BaseMap(tiles))
    assert ground_row(window).text(0) == "底图"
    assert colours(window) > 0.2
    ground_row(window).setCheckState(0, Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: window.map.settled)
    assert colours(window) < 0.01


def test_the_row_says_that_it_was_shifted_back(window, qtbot, tiles):
    dialog = choose(window, qtbot, BaseMap(tiles))
    dialog.shift.setChecked(True)
    dialog.opacity.setValue(40)
    dialog.accept()
    assert window.session.basemap.gcj02
    assert ground_row(window).text(0) == "底图（已从 GCJ-02 纠偏）"
    assert ground_row(window).text(1) == "40%"


def test_its_menu_changes_the_opacity_and_removes_it(window, qtbot, tiles):
    shown(window, qtbot, BaseMap(tiles))
    menu = QMenu(window)
    window.sides.layers._offer_ground(menu)
    shades = menu.actions()[0].menu()
    next(a for a in shades.actions() if a.text() == "40 %").trigger()
    assert window.session.basemap.opacity == 0.4
    menu.actions()[-1].trigger()
    assert window.session.basemap is None
    assert ground_row(window) is None
    menu.deleteLater()


def test_it_comes_back_with_its_store_and_only_with_it(
    make_window, store_path, memory, qtbot, tiles
):
    window = make_window(store_path)
    shown(window, qtbot, BaseMap(tiles, 0.5, gcj02=True))
    assert memory.basemap_of(window.session.uid) == window.session.basemap
    window.session.close()
    assert window.session.backdrop is None
    window.session.open(store_path)
    qtbot.waitUntil(lambda: window.session.backdrop is not None)
    assert window.session.basemap == BaseMap(tiles, 0.5, gcj02=True)
    qtbot.waitUntil(lambda: window.map.settled)


def test_a_file_that_is_gone_is_said_and_passed_over(
    make_window, store_path, qtbot, tiles
):
    window = make_window(store_path)
    shown(window, qtbot, BaseMap(tiles))
    window.session.close()
    tiles.unlink()
    said = []
    window.grounds.said.connect(said.append)
    window.session.open(store_path)
    qtbot.waitUntil(lambda: bool(said))
    assert "找不到底图文件" in said[0]
    assert str(tiles) in said[0]
    # It may only be a stick that is not plugged in today.
    assert window.session.memory.basemap_of(window.session.uid) is not None
    qtbot.waitUntil(lambda: window.map.settled)


def test_a_bad_file_is_explained_and_what_was_shown_stays(
    window, qtbot, tiles, tmp_path
):
    shown(window, qtbot, BaseMap(tiles))
    bad = tmp_path / "坏.mbtiles"
    bad.write_bytes(b"nothing")
    dialog = choose(window, qtbot, BaseMap(bad))
    assert "坏.mbtiles" in dialog.warning.text()
    dialog.accept()
    assert window.session.basemap.path == tiles


def test_a_file_elsewhere_is_warned_of(window, qtbot, tmp_path):
    path = make_mbtiles(
        tmp_path / "a.mbtiles", (10, 50, 10.1, 50.1), (9,), plain("#fff")
    )
    dialog = choose(window, qtbot, BaseMap(path))
    assert "不覆盖本区" in dialog.warning.text()
    dialog.reject()


def test_a_picture_without_crs_asks_for_it(window, qtbot, tmp_path):
    bands = np.full((1, 50, 50), 99, np.uint8)
    place = (EAST, 100.0, NORTH + 5_000, 100.0)
    path = make_geotiff(tmp_path / "a.tif", bands, crs=None, transform=place)
    dialog = choose(window, qtbot, BaseMap(path))
    assert dialog.crs.isVisible()
    assert "坐标系" in dialog.warning.text()
    dialog.crs.setCurrentIndex(dialog.crs.findData(4548))
    dialog.again.click()
    qtbot.waitUntil(lambda: not window.session.errands.busy)
    assert "50 列 50 行" in dialog.facts.text()
    dialog.accept()
    assert window.session.basemap == BaseMap(path, crs=4548)


def test_removing_is_done_when_agreed(window, qtbot, tiles):
    shown(window, qtbot, BaseMap(tiles))
    dialog = window.grounds.ask()
    dialog.remove.click()
    dialog.reject()
    assert window.session.basemap is not None
    dialog = window.grounds.ask()
    dialog.remove.click()
    dialog.accept()
    assert window.session.basemap is None
    assert window.session.memory.basemap_of(window.session.uid) is None


def test_closing_the_dialog_while_it_opens_leaves_nothing(window, qtbot, tiles):
    dialog = window.grounds.ask()
    dialog.take(BaseMap(tiles))
    dialog.reject()
    qtbot.waitUntil(lambda: not window.session.errands.busy)
    assert window.session.backdrop is None


@pytest.mark.parametrize("name", ["b.mbtiles", "b.tif"])
def test_the_open_store_is_refused_under_any_name(store_path, name):
    link = Path(store_path).with_name(name)
    link.hardlink_to(store_path)
    with pytest.raises(OfficerError) as error:
        open_basemap(BaseMap(link), 4548, Path(store_path))
    assert "工作库" in error.value.text.zh


def test_files_of_other_endings_are_not_looked_into(store_path):
    with pytest.raises(OfficerError) as error:
        open_basemap(BaseMap(Path(store_path)), 4548)
    assert "mbtiles" in error.value.text.en


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", "3", '{"path": 3}', '{"path": "a", "opacity": "x"}']
)
def test_what_cannot_be_understood_is_forgotten(tmp_path, kept):
    memory = Memory(tmp_path / "a.ini")
    memory.put("u", BASEMAP, kept)
    assert memory.basemap_of("u") is None


def test_only_this_layer_leaves_the_base_map_as_it_is(window, qtbot, tiles):
    shown(window, qtbot, BaseMap(tiles))
    window.session.set_hidden({BASEMAP})
    menu = QMenu(window)
    window.sides.layers._offer_layer(menu, "river")
    next(a for a in menu.actions() if a.text() == "只显示此图层").trigger()
    assert BASEMAP in window.session.hidden
    assert "river" not in window.session.hidden
    menu.deleteLater()


def test_a_picture_of_the_map_has_it_too(window, qtbot, tiles, tmp_path):
    shown(window, qtbot, BaseMap(tiles))
    path = tmp_path / "图.png"
    window.save_picture(path)
    from PySide6.QtGui import QImage

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    seen = flat.reshape(image.height(), -1, 4)[..., :3]
    assert (seen == (0xA0, 0x50, 0x30)).all(axis=-1).mean() > 0.2


def test_the_window_can_be_closed_while_it_opens(make_window, store_path, tiles):
    window = make_window(store_path)
    window.session.memory.put_basemap(window.session.uid, BaseMap(tiles))
    window.session.close()
    window.session.open(store_path)
    window.close()
    assert not window.session.errands.busy
