"""审核台: packages out, returns in, three sides, decisions that can be undone."""

from __future__ import annotations

import shutil

import pytest
import shapely
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from shiboken6 import isValid

from gridwatch.district.changes import Change, Changes
from gridwatch.district.review import replies
from gridwatch.district.review.cutting import area_of
from gridwatch.district.review.decisions import Answer
from gridwatch.district.review.packages import AreaKind
from gridwatch.district.review.replies import Mark
from gridwatch.district.wording import Kind
from gridwatch.gui.dialogs.passphrase import PassphraseDialog
from gridwatch.gui.dialogs.reviewcases import Group
from gridwatch.store.opening import open_store
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.desk import cases
from gridwatch.store.review.field import open_package
from tests.gui.test_dropping import dropped
from tests.store.review.made import DAY, NAMES, TOWNS, make_store

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton


def answered(package, by, town):
    """Answer a package as a field office would; return the file it sends back."""
    with open_package(package) as review:
        rows = {item.uid: item for item in review.items}
        right = rows[f"s{town}0"]
        review.save(replies.right(right.kind, right.row))
        board, outfall = rows[f"b{town}00"], rows[f"o{town}0"]
        place = board.row.geometry
        found = {
            "condition": "破损",
            "face.chief": "赵六",
            "geometry": shapely.Point(place.x + 30, place.y + 40),
        }
        said = replies.corrected(board.kind, board.row, found)
        review.save(replies.remarked(board.kind, board.uid, said, remark="立柱倾斜"))
        said = replies.corrected(outfall.kind, outfall.row, {"name": "东头排口"})
        review.save(said)
        gone = rows[f"b{town}01"]
        review.save(replies.gone(gone.kind, gone.row))
        cell = rows[f"c{town}2"]
        review.save(replies.remarked(cell.kind, cell.uid, remark="界线不清"))
        new = {"name": "无名排口", "geometry": place, "segment_code": ""}
        review.save(replies.new_row(Kind.OUTFALL, new))
        path = package.with_suffix(".gwreturn")
        review.write_return(path, by=by, passphrase="暗号" if town else "")
    return path


@pytest.fixture(scope="session")
def round_of_two(tmp_path_factory):
    """Return an office's store from which two packages went out, and both returns."""
    folder = tmp_path_factory.mktemp("round")
    path = make_store(folder / "office.gpkg")
    returns = []
    with open_store(path) as store:
        district = store.district()
        for town, (code, name) in enumerate(zip(TOWNS, NAMES, strict=True)):
            area = area_of(district, AreaKind.TOWN, code)
            package = folder / f"{name}.gwreview"
            cut(store, district, Order(area, name, DAY), package, who="内业")
            returns.append(answered(package, f"{name}王某", town))
    return path, returns


@pytest.fixture
def office(round_of_two, make_window, tmp_path):
    """Return the window over a copy of the store."""
    return make_window(shutil.copy(round_of_two[0], tmp_path / "office.gpkg"))


@pytest.fixture
def packages(office, qtbot):
    dialog = office.reviews.packages()
    qtbot.waitUntil(lambda: dialog._errand is None and bool(dialog.standings))
    yield dialog
    if isValid(dialog):
        dialog.reject()


@pytest.fixture
def desk(office, packages, round_of_two, qtbot):
    """Return the desk with the return of the first town, one field in conflict."""
    packages.take(round_of_two[1][:1])
    qtbot.waitUntil(lambda: packages.current is not None and is_back(packages, 0))
    packages.reject()
    session = office.session
    board = session.district.row(Kind.SIGNBOARD, "b000")
    change = Change(
        Kind.SIGNBOARD,
        "b000",
        {"condition": board.condition},
        {"condition": "锈蚀"},
    )
    session.apply(Changes((change,), "内业先改"))
    made = office.reviews.desk()
    made.resize(1340, 710)
    settled(made, qtbot)
    yield made
    if isValid(made):
        made.reject()


def is_back(packages, number):
    known = {one.area.key: one for one in packages.standings}
    return packages._errand is None and bool(known[TOWNS[number]].returns)


def settled(desk, qtbot):
    qtbot.waitUntil(lambda: desk._errand is None)


def go_to(desk, uid):
    at = next(
        n for n, line in enumerate(desk.model.lines) if desk._by_id[line.uid].uid == uid
    )
    desk.list.go_to(at)
    return desk.page.case


def press(desk, qtbot, key):
    QTest.keyClick(desk.list, key)
    settled(desk, qtbot)


def stored(office, uid, kind=Kind.SIGNBOARD):
    return office.session.district.row(kind, uid)


# --- packages ------------------------------------------------------------------------


def test_a_store_that_sent_nothing_says_what_to_do(make_window, store_path, qtbot):
    window = make_window(store_path)
    dialog = window.reviews.packages()
    qtbot.waitUntil(lambda: dialog._errand is None)
    assert dialog.stack.currentWidget() is dialog.note
    assert not dialog.go.isEnabled()
    dialog.reject()
    desk = window.reviews.desk()
    settled(desk, qtbot)
    assert "还没有发出核查包" in desk.told.text()
    assert not desk.page.isEnabled()
    desk.reject()


def test_many_are_cut_in_one_go_and_each_is_on_record(make_window, tmp_path, qtbot):
    window = make_window(make_store(tmp_path / "office.gpkg"))
    dialog = window.reviews.packages()
    qtbot.waitUntil(lambda: dialog._errand is None)
    cutting = dialog.cut()
    assert not cutting.go.isEnabled()
    QTest.mouseClick(cutting.all, LEFT)
    cutting.folder.setText(str(tmp_path))
    assert cutting.go.text() == "裁切 2 个包"
    with qtbot.waitSignal(cutting.cut):
        QTest.mouseClick(cutting.go, LEFT)
    names = sorted(path.name for path in tmp_path.glob("*.gwreview"))
    day = window.session.as_of.isoformat()
    assert names == sorted(f"{name}_{day}.gwreview" for name in NAMES)
    cutting.reject()
    qtbot.waitUntil(lambda: len(dialog.standings) == 2)
    assert [line.texts[3] for line in dialog.model.lines] == ["未交回"] * 2
    assert "未交回：" in dialog.missing.text()
    dialog.reject()


def test_a_folder_that_is_not_there_is_a_sentence_and_nothing_goes_out(
    make_window, tmp_path, qtbot
):
    window = make_window(make_store(tmp_path / "office.gpkg"))
    dialog = window.reviews.packages()
    cutting = dialog.cut()
    cutting.areas.item(0).setCheckState(Qt.CheckState.Checked)
    cutting.folder.setText(str(tmp_path / "U盘"))
    cutting.start()
    qtbot.waitUntil(lambda: cutting._errand is None)
    assert "文件夹不存在" in cutting.said.text()
    cutting.reject()
    dialog.read()
    qtbot.waitUntil(lambda: dialog._errand is None)
    assert dialog.standings == ()
    dialog.reject()


def test_returns_in_any_order_twice_and_locked_are_told(
    packages, round_of_two, tmp_path, qtbot
):
    first, second = round_of_two[1]
    broken = tmp_path / "断.gwreturn"
    broken.write_bytes(first.read_bytes()[:-500])
    packages.take([second, broken, first])
    qtbot.waitUntil(lambda: packages.findChild(PassphraseDialog) is not None)
    told = packages.said.toolTip()
    assert "青石镇王某 交回" in told
    assert "断.gwreturn" in told
    dialog = packages.findChild(PassphraseDialog)
    dialog.entry.setText("暗号")
    dialog.accept()
    qtbot.waitUntil(lambda: is_back(packages, 1))
    assert "柳湾镇王某 交回" in packages.said.text()
    packages.take([first])
    qtbot.waitUntil(lambda: "已经收过" in packages.said.text())
    assert [line.texts[6] for line in packages.model.lines] == ["5", "5"]
    assert packages.missing.text() == ""


def test_returns_dropped_on_the_window_are_taken_in(office, round_of_two, qtbot):
    assert dropped(office, round_of_two[1][0])
    (dialog,) = [d for d in office.children() if type(d).__name__ == "PackagesDialog"]
    qtbot.waitUntil(lambda: bool(dialog.standings) and is_back(dialog, 0))
    dialog.reject()


def test_a_package_is_ended_and_opened_again(packages, qtbot):
    number = packages.current.receipt.manifest.number
    QTest.mouseClick(packages.ender, LEFT)
    qtbot.waitUntil(lambda: packages._errand is None)
    stages = {line.uid: line.texts[3] for line in packages.model.lines}
    assert stages[number] == "已结束"
    assert packages.current.receipt.manifest.number == number
    QTest.mouseClick(packages.ender, LEFT)
    qtbot.waitUntil(lambda: packages._errand is None)
    assert not packages.current.receipt.closed


def test_what_was_ticked_on_paper_lands_on_the_desk(office, packages, qtbot):
    manifest = packages.current.receipt.manifest
    dialog = office.reviews.type_in(manifest.number, packages)
    dialog.code.setText(manifest.pages[0].code)
    dialog.number.setText("1")
    for tick in ("1", "0"):
        dialog.tick.setText(tick)
        QTest.keyClick(dialog.tick, KEY.Key_Return)
    dialog.accept()
    qtbot.waitUntil(lambda: packages._errand is None)
    assert "录入核查表 2 行" in packages.said.text()
    found = cases(office.session.store, office.session.district)
    assert [case.mark for case in found] == [Mark.GONE, Mark.RIGHT]


def test_sheets_and_receipt_are_papers(office, packages, round_of_two, qtbot):
    packages.take(round_of_two[1][:1])
    qtbot.waitUntil(lambda: is_back(packages, 0))
    number = next(s for s in packages.standings if s.returns).receipt.manifest.number
    for paper in (
        office.reviews.print_sheets(number),
        office.reviews.print_receipt(number),
    ):
        assert paper.windowTitle()
        paper.reject()


# --- the desk ------------------------------------------------------------------------


def test_conflicts_come_first_and_what_was_right_is_not_in_the_way(desk):
    assert desk.model.lines[0].texts[0] == "⚠ 冲突"
    assert desk.page.case.uid == "b000"
    marks = {desk._by_id[line.uid].mark for line in desk.model.lines}
    assert Mark.RIGHT not in marks
    assert "待裁定 5，其中冲突 1" in desk.told.text()
    desk.chips.buttons["right"].click()
    assert {desk._by_id[line.uid].mark for line in desk.model.lines} == {Mark.RIGHT}


def test_three_sides_stand_beside_each_other_with_the_shift(desk):
    case = go_to(desk, "b000")
    sides = desk.page.sides
    texts = [
        [sides.item(row, column).text() for column in range(4)]
        for row in range(sides.rowCount())
    ]
    assert (
        texts[0] == ["牌面·河长", "王某", "王某", "赵六"] or texts[0][0] == "完好状况"
    )
    by_name = {line[0]: line[1:] for line in texts}
    assert by_name["完好状况"] == ["完好", "锈蚀", "破损"]
    assert by_name["牌面·河长"] == ["王某", "王某", "赵六"]
    assert case.metres == pytest.approx(50.0)
    assert "50 m" in desk.page.map.told.text()
    assert "立柱倾斜" in desk.page.said.text()
    assert "冲突" in desk.page.hints.text()
    # What clashes is not ticked by itself.
    assert sides.chosen == {"face.chief", "geometry"}


def test_accepting_writes_everything_and_undo_takes_all_of_it_back(desk, office, qtbot):
    before = stored(office, "b000")
    go_to(desk, "b000")
    press(desk, qtbot, KEY.Key_A)
    after = stored(office, "b000")
    assert (after.condition, after.face.chief) == ("破损", "赵六")
    assert after.geometry.distance(before.geometry) == pytest.approx(50.0)
    entry = office.session.store.journal()[0]
    assert "HC2026-001" in entry.reason
    assert desk.page.case.uid != "b000"
    QTest.mouseClick(desk.undo_button, LEFT)
    settled(desk, qtbot)
    assert stored(office, "b000") == before
    assert go_to(desk, "b000").open


def test_a_part_takes_only_what_is_ticked(desk, office, qtbot):
    go_to(desk, "b000")
    desk.page.reason.setText("位置以测量为准")
    sides = desk.page.sides
    row = next(n for n, line in enumerate(sides._lines) if line.key == "geometry")
    sides.setCurrentCell(row, 0)
    QTest.keyClick(sides, KEY.Key_Space)
    press(desk, qtbot, KEY.Key_P)
    after = stored(office, "b000")
    assert (after.condition, after.face.chief) == ("锈蚀", "赵六")
    assert after.geometry == shapely.Point(500_100, 4_400_100)
    decision = go_to(desk, "b000").decision
    assert (decision.answer, decision.keys) == (Answer.PART, ("face.chief",))
    assert decision.reason == "位置以测量为准"


def test_rejecting_and_asking_back_change_nothing_but_are_kept(desk, office, qtbot):
    before = office.session.district
    go_to(desk, "o00")
    press(desk, qtbot, KEY.Key_Q)
    assert "要写明问什么" in desk.said.text()
    desk.page.reason.setText("是哪一个排口？")
    press(desk, qtbot, KEY.Key_Q)
    go_to(desk, "b001")
    press(desk, qtbot, KEY.Key_R)
    assert office.session.district.outfalls == before.outfalls
    assert office.session.district.signboards == before.signboards
    answers = {c.uid: c.decision.answer for c in desk._found.cases if c.decision}
    assert answers == {"o00": Answer.ASK, "b001": Answer.REJECT}
    # Another answer may take its place.
    go_to(desk, "b001")
    press(desk, qtbot, KEY.Key_A)
    assert stored(office, "b001").removed is not None


def test_what_was_accepted_is_not_decided_again_but_undone(desk, office, qtbot):
    go_to(desk, "o00")
    press(desk, qtbot, KEY.Key_A)
    go_to(desk, "o00")
    press(desk, qtbot, KEY.Key_R)
    assert "不能改判" in desk.said.text()
    assert stored(office, "o00", Kind.OUTFALL).name == "东头排口"


def test_all_that_is_listed_is_accepted_at_once_but_for_conflicts(desk, office, qtbot):
    assert desk.all.text() == "接受所列（4）"
    QTest.mouseClick(desk.all, LEFT)
    settled(desk, qtbot)
    assert "已裁定 4 条" in desk.said.text()
    assert stored(office, "b000").condition == "锈蚀"
    assert stored(office, "o00", Kind.OUTFALL).name == "东头排口"
    assert "无名排口" in {o.name for o in office.session.district.outfalls}
    assert office.session.undo_stack.count() == 2
    office.session.undo_stack.undo()
    settled(desk, qtbot)
    assert "待裁定 5" in desk.told.text()


def test_a_chip_and_words_narrow_what_is_accepted(desk, office, qtbot):
    desk.chips.buttons[Group.CORRECTED.value].click()
    assert desk.all.text() == "接受所列（1）"
    desk.words.setText("没有这样的行")
    assert desk.all.text() == "接受所列（0）"
    assert not desk.all.isEnabled()
    desk.words.clear()
    QTest.mouseClick(desk.all, LEFT)
    settled(desk, qtbot)
    assert stored(office, "b001").removed is None


def test_several_selected_lines_are_decided_together(desk, qtbot):
    go_to(desk, "o00")
    flag = QItemSelectionModel.SelectionFlag
    rows = [
        n
        for n, line in enumerate(desk.model.lines)
        if desk._by_id[line.uid].uid in ("o00", "b001")
    ]
    for row in rows:
        index = desk.model.index(row, 0)
        desk.list.selectionModel().select(index, flag.Select | flag.Rows)
    press(desk, qtbot, KEY.Key_R)
    assert "已裁定 2 条" in desk.said.text()


def test_keys_pressed_while_it_reads_are_not_lost(desk, qtbot):
    go_to(desk, "o00")
    for _ in range(2):
        QTest.keyClick(desk.list, KEY.Key_A)
    qtbot.waitUntil(lambda: desk._errand is None and not desk._waiting)
    assert sum(c.decision is not None for c in desk._found.cases) == 2


def test_a_rule_that_forbids_is_said_and_the_reply_stays_open(desk, office, qtbot):
    session = office.session
    bad = session.district.row(Kind.OUTFALL, "o00")
    case = next(c for c in desk._found.cases if c.uid == "o00")
    assert case.open
    session.apply(
        Changes((Change(Kind.OUTFALL, "o00", values(bad), None),), "内业删除")
    )
    settled(desk, qtbot)
    case = go_to(desk, "o00")
    assert case.conflict
    assert "已删除" in desk.page.hints.text()


def values(row):
    from gridwatch.district.rowedits import values_of

    return values_of(row)


def test_a_store_opened_to_read_decides_nothing(office, desk, qtbot):
    path = office.session.path
    desk.reject()
    office.session.open(path, read_only=True)
    qtbot.waitUntil(lambda: office.map.settled)
    other = office.reviews.desk()
    settled(other, qtbot)
    press(other, qtbot, KEY.Key_A)
    assert all(case.decision is None for case in other._found.cases)
    assert not other.all.isEnabled()
    other.reject()
    assert office.findChild(QMessageBox, "trouble") is None


def test_the_windows_fit_a_small_screen(office, packages, qtbot):
    desk = office.reviews.desk()
    settled(desk, qtbot)
    for window in (desk, packages):
        assert window.minimumSizeHint().width() <= 1366
        assert window.minimumSizeHint().height() <= 720
    desk.reject()
