import shutil
import zipfile

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from gridwatch.gui.dialogs.importing import ImportDialog
from tests.intake.deliveries import point, shapefile


@pytest.fixture
def outfalls(tmp_path):
    names = {"排污口编码": ["W1", "W2"], "排污口名称": ["南排口", "北排口"]}
    return shapefile(tmp_path / "来件" / "排污口.shp", [point(), point(5, 5)], names)


def dropped(window, *paths):
    """Drop files on a window as the desktop does; returns whether it welcomed them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    place, action = QPointF(50, 50), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place.toPoint(), action, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(place, action, data, buttons, keys))
    return enter.isAccepted()


def planned(window, qtbot):
    dialog = window.findChild(ImportDialog)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=20_000)
    return dialog


def test_an_archive_dropped_on_the_window_is_planned(
    make_window, outfalls, tmp_path, qtbot
):
    path = tmp_path / "来件.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in outfalls.parent.iterdir():
            archive.write(part, f"数据/{part.name}")
    window = make_window()
    assert dropped(window, path)
    dialog = planned(window, qtbot)
    assert [f.source for f in dialog.plan.files] == ["来件.zip/数据/排污口.shp"]
    assert dialog.table.kind_box(0).currentText() == "排污口"
    dialog.reject()


def test_the_parts_of_a_shapefile_are_one_delivery(make_window, outfalls, qtbot):
    window = make_window()
    assert dropped(window, *outfalls.parent.iterdir())
    dialog = planned(window, qtbot)
    assert [f.source for f in dialog.plan.files] == ["排污口.shp"]
    dialog.reject()


def test_a_store_dropped_on_the_window_is_opened(make_window, store_path):
    window = make_window()
    assert dropped(window, store_path)
    assert window.session.path == store_path
    assert window.findChild(ImportDialog) is None


def test_several_things_at_once_are_refused_with_a_sentence(
    make_window, outfalls, tmp_path
):
    other = tmp_path / "b.zip"
    shutil.copy(outfalls, other)
    window = make_window()
    assert dropped(window, outfalls, other)
    box = window.findChild(QMessageBox, "trouble")
    assert "一次只能" in box.text()
    assert window.findChild(ImportDialog) is None
    box.close()


def test_what_is_no_file_is_not_welcome(make_window):
    assert not dropped(make_window())


def test_a_single_file_can_be_chosen_from_the_menu(make_window, outfalls, qtbot):
    window = make_window()
    window.commands["import-file"].trigger()
    chooser = window.findChild(QFileDialog)
    assert "*.zip" in chooser.nameFilters()[0]
    chooser.fileSelected.emit(str(outfalls))
    chooser.close()
    dialog = planned(window, qtbot)
    assert [f.source for f in dialog.plan.files] == ["排污口.shp"]
    dialog.reject()
