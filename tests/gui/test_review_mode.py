"""外业核查: a package in the window, answered by keyboard, closed, opened again."""

from __future__ import annotations

import shutil

import pytest
import shapely
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMessageBox
from shiboken6 import isValid

from gridwatch.district.review.cutting import area_of
from gridwatch.district.review.packages import AreaKind
from gridwatch.district.review.replies import Mark
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.passphrase import PassphraseDialog
from gridwatch.gui.dialogs.reviewmode import ReviewWindow
from gridwatch.store.opening import open_store
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.field import open_package
from gridwatch.store.review.returns import read_return_file
from tests.store.review.made import DAY, NAMES, TOWNS, look, make_store

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
LISTED = 11
"""Two segments, four boards, two outfalls, three cells."""


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    """Return the packages of the first town: a plain one, and one with a passphrase."""
    folder = tmp_path_factory.mktemp("packages")
    store_path = make_store(folder / "office.gpkg")
    found = []
    with open_store(store_path) as store:
        district = store.district()
        area = area_of(district, AreaKind.TOWN, TOWNS[0])
        for name, passphrase in (("plain", ""), ("locked", "口令 123")):
            path = folder / f"{name}.gwreview"
            order = Order(area, NAMES[0], DAY, passphrase=passphrase)
            cut(store, district, order, path, who="内业")
            found.append(path)
    return found


@pytest.fixture
def package(packages, tmp_path):
    return shutil.copy(packages[0], tmp_path / f"{NAMES[0]}.gwreview")


@pytest.fixture
def opened(make_window, qtbot, dressed):
    """Return what opens a package through the window, as a double click does."""
    main = make_window()
    made = []

    def open_it(path):
        main.open_files([path])

        def fresh():
            return [w for w in main.findChildren(ReviewWindow) if w not in made]

        qtbot.waitUntil(lambda: bool(fresh()))
        (window,) = fresh()
        made.append(window)
        window.resize(1340, 700)
        return window

    yield open_it
    for window in made:
        if isValid(window):
            window.close()
    dressed.processEvents()


def press(window, *keys):
    for key in keys:
        QTest.keyClick(window.page.list, key)


def go_to(window, kind, uid):
    window.page.list.go_to(window.page.model.row_of(kind, uid))


def type_into(entry, text):
    """Type as an input method does: Chinese comes in one piece."""
    entry.setFocus()
    entry.setText(text)
    entry.textEdited.emit(text)


def test_one_key_ticks_a_row_and_the_next_is_there(opened, package):
    window = opened(package)
    assert window.page.count.text() == f"已核 0 / {LISTED}"
    first = window.page.list.current
    press(window, KEY.Key_1)
    assert window.review.reply(first.kind, first.uid).mark is Mark.RIGHT
    assert window.page.list.current.uid != first.uid
    press(window, *[KEY.Key_1] * (LISTED - 1))
    assert window.page.count.text() == f"已核 {LISTED} / {LISTED}"
    assert window.page.bar.value() == LISTED
    assert "生成回传" in window.page.said.text()


def test_each_way_to_answer_is_three_keys_at_most(opened, package):
    window = opened(package)
    go_to(window, Kind.SIGNBOARD, "b000")
    press(window, KEY.Key_3)
    assert window.review.reply(Kind.SIGNBOARD, "b000").mark is Mark.GONE
    go_to(window, Kind.SIGNBOARD, "b001")
    press(window, KEY.Key_4)
    assert window.page.remark.hasFocus()
    type_into(window.page.remark, "立柱倾斜")
    QTest.keyClick(window.page.remark, KEY.Key_Return)
    reply = window.review.reply(Kind.SIGNBOARD, "b001")
    assert (reply.mark, reply.remark) == (Mark.REMARK, "立柱倾斜")
    assert window.page.list.hasFocus()
    assert window.page.list.current.uid != "b001"


def test_what_is_typed_is_a_correction_at_every_key_and_on_the_disk(opened, package):
    window = opened(package)
    go_to(window, Kind.OUTFALL, "o00")
    press(window, KEY.Key_2)
    entry = window.page.form.cells["name"].box.entry
    entry.setFocus()
    entry.selectAll()
    for number, letter in enumerate("ABC", start=1):
        QTest.keyClick(entry, letter)
        saved = window.review.reply(Kind.OUTFALL, "o00").theirs
        assert saved == {"name": "ABC"[:number]}
    assert "原为：排口00" in window.page.form.cells["name"].told.text()
    QTest.keyClick(entry, KEY.Key_Return)
    assert window.page.list.current.uid == "o01"
    window.close()
    again = opened(package)
    assert again.review.reply(Kind.OUTFALL, "o00").theirs == {"name": "ABC"}
    go_to(again, Kind.OUTFALL, "o00")
    assert again.page.form.cells["name"].box.entry.text() == "ABC"


def test_a_correction_typed_back_is_no_correction(opened, package):
    window = opened(package)
    go_to(window, Kind.OUTFALL, "o00")
    entry = window.page.form.cells["name"].box.entry
    entry.setText("别名")
    entry.setText("排口00")
    assert window.review.reply(Kind.OUTFALL, "o00").mark is Mark.RIGHT
    assert window.page.form.cells["name"].told.text() == ""


def test_one_part_of_a_face_is_one_correction(opened, package):
    window = opened(package)
    go_to(window, Kind.SIGNBOARD, "b000")
    window.page.form.cells["face"].box.parts["chief"].setText("新河长")
    reply = window.review.reply(Kind.SIGNBOARD, "b000")
    assert reply.theirs == {"face.chief": "新河长"}
    assert "牌面·河长" in window.page.list.current.texts[4]


def test_it_opens_where_it_was_left(opened, package):
    window = opened(package)
    press(window, KEY.Key_1, KEY.Key_1)
    here = window.page.list.current.uid
    window.close()
    assert opened(package).page.list.current.uid == here


def test_the_place_is_a_click_on_the_map(opened, package, qtbot):
    window = opened(package)
    go_to(window, Kind.SIGNBOARD, "b000")
    qtbot.waitUntil(lambda: window.page.map.map.settled)
    press(window, KEY.Key_5)
    assert window.page.map.tool.armed
    port = window.page.map.map.canvas.viewport()
    spot = port.rect().center() + QPoint(30, 0)
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(port, LEFT, none, spot)
    there = window.review.reply(Kind.SIGNBOARD, "b000").theirs["geometry"]
    base = window.review.district.row(Kind.SIGNBOARD, "b000").geometry
    metres = 30 * window.page.map.map.view.metres_per_pixel
    assert there.distance(base) == pytest.approx(metres, rel=0.05)
    assert window.page.map.told.text().startswith("<b>移动 ")
    assert not window.page.map.tool.armed


def test_a_segment_does_not_move_and_esc_gives_a_place_up(opened, package):
    window = opened(package)
    press(window, KEY.Key_5)
    assert not window.page.map.tool.armed
    assert "只有公示牌和排污口" in window.page.said.text()
    go_to(window, Kind.SIGNBOARD, "b000")
    press(window, KEY.Key_5)
    QTest.keyClick(window.page.map.map, KEY.Key_Escape)
    assert not window.page.map.tool.armed
    assert window.review.reply(Kind.SIGNBOARD, "b000") is None
    QTest.keyClick(window, KEY.Key_Escape)
    assert window.isVisible()


def test_a_new_row_has_its_segment_and_its_place_and_can_be_dropped(opened, package):
    window = opened(package)
    go_to(window, Kind.OUTFALL, "o00")
    window.add_row(Kind.OUTFALL)
    (uid,) = window.review.new_uids()
    assert window.page.list.current.uid == uid
    window.page.map.tool.placed.emit(500_100.0, 4_400_200.0)
    window.page.form.cells["name"].box.entry.setText("无名排口")
    reply = window.review.reply(Kind.OUTFALL, uid)
    assert reply.mark is Mark.NEW
    assert reply.theirs["segment_code"] == "990101000000"
    assert reply.theirs["geometry"] == shapely.Point(500_100, 4_400_200)
    assert reply.theirs["name"] == "无名排口"
    press(window, KEY.Key_1)
    assert window.review.reply(Kind.OUTFALL, uid).mark is Mark.NEW
    press(window, KEY.Key_0)
    assert window.review.new_uids() == ()
    assert window.page.model.row_of(Kind.OUTFALL, uid) is None
    window.undo()
    assert window.review.new_uids() == (uid,)


def test_undo_brings_back_what_was_said_before(opened, package):
    window = opened(package)
    go_to(window, Kind.OUTFALL, "o00")
    entry = window.page.form.cells["name"].box.entry
    for text in ("甲", "甲乙"):
        entry.setText(text)
    press(window, KEY.Key_3)
    assert window.review.reply(Kind.OUTFALL, "o00").mark is Mark.GONE
    window.undo()
    assert window.review.reply(Kind.OUTFALL, "o00").theirs == {"name": "甲乙"}
    window.undo()  # Both keystrokes: one correction of one field.
    assert window.review.reply(Kind.OUTFALL, "o00") is None
    window.undo()
    assert "没有可撤销" in window.page.said.text()


def test_a_photograph_comes_with_the_row_and_a_text_file_does_not(
    opened, package, tmp_path
):
    picture, text = tmp_path / "牌.jpg", tmp_path / "假.jpg"
    Image.new("RGB", (64, 48), "teal").save(picture)
    text.write_text("no picture", encoding="utf-8")
    window = opened(package)
    go_to(window, Kind.SIGNBOARD, "b000")
    window.add_photo(text)
    assert "没有添加" in window.page.said.text()
    assert window.review.reply(Kind.SIGNBOARD, "b000") is None
    window.add_photo(picture)
    reply = window.review.reply(Kind.SIGNBOARD, "b000")
    assert window.review.photo(reply.photos[0]) == picture.read_bytes()
    assert window.page.strip.count() == 1


def test_words_and_marks_filter_the_list(opened, package):
    window = opened(package)
    window.page.chips.buttons["cell"].click()
    assert {line.kind for line in window.page.model.lines} == {Kind.CELL}
    press(window, KEY.Key_1)
    assert len(window.page.model.lines) == 3  # Ticked ones stay until asked again.
    window.page.chips.buttons["open"].click()
    assert len(window.page.model.lines) == 2
    window.page.chips.buttons["cell"].click()
    window.page.chips.buttons["open"].click()
    window.page.words.setText("PW-01")
    assert [line.uid for line in window.page.model.lines] == ["o01"]


def test_the_return_carries_the_replies_and_who_answers_for_them(
    opened, package, qtbot, tmp_path
):
    window = opened(package)
    assert not window.page.buttons["send"].isEnabled()
    press(window, KEY.Key_1, KEY.Key_3)
    dialog = window.send()
    assert not dialog.go.isEnabled()
    dialog.by.setText("王某某")
    dialog.file.setText(str(tmp_path / "没有" / "a.gwreturn"))
    dialog.go.click()
    qtbot.waitUntil(dialog.said.isVisible)
    dialog.file.setText(str(tmp_path / "a.gwreturn"))
    with qtbot.waitSignal(dialog.sent):
        dialog.go.click()
    found = read_return_file(tmp_path / "a.gwreturn", look)
    assert [reply.mark for reply in found.replies] == [Mark.RIGHT, Mark.GONE]
    assert (found.by, found.done, found.total) == ("王某某", 2, LISTED)
    assert "次回传，2 条意见" in window.page.said.text()


def test_ticks_on_paper_are_typed_back_by_page_number_and_tick(opened, package):
    window = opened(package)
    window.type_in()
    (dialog,) = [d for d in window.children() if type(d).__name__ == "SheetsDialog"]
    page = window.review.manifest.pages[0]
    QTest.keyClicks(dialog.code, page.code[:-1] + "X")
    QTest.keyClick(dialog.code, KEY.Key_Return)
    assert "没有页码" in dialog.said.text()
    dialog.code.clear()
    QTest.keyClicks(dialog.code, page.code)
    QTest.keyClick(dialog.code, KEY.Key_Return)
    QTest.keyClicks(dialog.number, "2")
    assert dialog.row.text().startswith("河段 ")
    QTest.keyClick(dialog.number, KEY.Key_Return)
    for tick in "10":
        QTest.keyClicks(dialog.tick, tick)
        QTest.keyClick(dialog.tick, KEY.Key_Return)
    assert dialog.number.text() == "4"
    marks = [window.review.reply(*key).mark for key in page.rows[1:3]]
    assert marks == [Mark.RIGHT, Mark.GONE]
    dialog.accept()


def test_a_locked_package_asks_for_its_passphrase(
    make_window, packages, tmp_path, qtbot
):
    path = shutil.copy(packages[1], tmp_path / "locked.gwreview")
    main = make_window()
    main.open_files([path])
    for given in ("错", "口令 123"):
        qtbot.waitUntil(lambda: main.findChild(PassphraseDialog) is not None)
        dialog = main.findChild(PassphraseDialog)
        assert "口令" in dialog.findChild(type(main.footer.names)).text()
        dialog.entry.setText(given)
        dialog.accept()
        qtbot.waitUntil(lambda d=dialog: not isValid(d))
    qtbot.waitUntil(lambda: main.findChild(ReviewWindow) is not None)
    main.findChild(ReviewWindow).close()


def test_a_package_open_elsewhere_and_one_that_is_none_are_sentences(
    make_window, package, tmp_path, qtbot
):
    false = tmp_path / "假.gwreview"
    false.write_bytes(b"no zip")
    main = make_window()
    with open_package(package):
        for path, words in ((package, "另一个窗口"), (false, "没有")):
            main.open_files([path])
            qtbot.waitUntil(lambda: main.findChild(QMessageBox, "trouble") is not None)
            box = main.findChild(QMessageBox, "trouble")
            assert words in box.text()
            box.close()
            qtbot.waitUntil(lambda b=box: not isValid(b))
    assert main.findChild(ReviewWindow) is None


def test_it_fits_a_small_laptop_and_the_wheel_corrects_nothing(opened, package):
    window = opened(package)
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 720
    go_to(window, Kind.SIGNBOARD, "b000")
    box = window.page.form.cells["condition"].box.findChild(QComboBox)
    before = box.currentText()
    place = box.rect().center()
    QTest.qWait(0)
    turn_wheel(box, place)
    assert box.currentText() == before
    assert window.review.reply(Kind.SIGNBOARD, "b000") is None


def turn_wheel(widget, place):
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    event = QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
