from __future__ import annotations

import random
import shutil
import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pyproj
import pytest
import shapely
from PIL import Image

from gridwatch.district.changes import Change, Changes
from gridwatch.district.jurisdictions import Level
from gridwatch.district.review import replies as said
from gridwatch.district.review.cutting import area_of
from gridwatch.district.review.decisions import Answer, Decision
from gridwatch.district.review.packages import AreaKind, FieldPage
from gridwatch.district.review.paper import typed
from gridwatch.district.review.standing import Stage, towns_without
from gridwatch.district.wording import Kind
from gridwatch.intake.photographs import judged
from gridwatch.store.opening import ConflictingEdit, open_store
from gridwatch.store.review import arrivals, desk
from gridwatch.store.review.arrivals import Arrival
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.field import FieldReview, open_package
from gridwatch.store.review.terms import ReviewError
from tests.store.review.made import CRS, DAY, TOWNS, look, make_store

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.review.merging import Case
    from gridwatch.store.opening import Store

NUMBER = "HC2026-001"


def item_of(review: FieldReview, uid: str) -> said.CheckItem:
    return next(item for item in review.items if item.uid == uid)


def corrects(review: FieldReview, uid: str, **facts: object) -> None:
    item = item_of(review, uid)
    before = review.reply(item.kind, uid)
    review.save(said.corrected(item.kind, item.row, facts, before))


def back(store: Store, review: FieldReview, name: str = "r") -> arrivals.Taken:
    path = review.path.with_name(f"{name}.gwreturn")
    review.write_return(path, by="王某")
    return arrivals.take_return(store, path, look, who="李四")


def settle(store: Store, cases: list[Case], answer: Answer = Answer.ACCEPT, **more):
    told = Decision(answer, **more)
    settling = desk.decide(store.district(), [(c, told) for c in cases], who="李四")
    return desk.settle(store, settling.settlement, who="李四")


def on_desk(store: Store) -> list[Case]:
    return list(desk.cases(store, store.district()))


def test_photographs_from_before_or_from_elsewhere_are_doubted(
    store: Store, review: FieldReview, folder: Path, tmp_path: Path
) -> None:
    item = item_of(review, "b000")
    (board,) = (b for b in store.district().signboards if b.uid == "b000")
    change = pyproj.Transformer.from_crs(CRS, 4326, always_xy=True)
    east, north = board.geometry.coords[0]
    tomorrow = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - a camera's clock
    there = change.transform(east, north)
    away = change.transform(east + 500.0, north)
    told = {}
    for name, place, day in (
        ("honest", there, tomorrow),
        ("old", there, datetime(2020, 5, 6, 8, 0)),  # noqa: DTZ001
        ("away", away, tomorrow),
        ("silent", None, None),
    ):
        path = photographed(tmp_path / f"{name}.jpg", place, day)
        photo = review.keep_photo(path.read_bytes())
        review.save(said.remarked(item.kind, item.uid, remark=name, photos=[photo]))
        review.write_return(folder / f"{name}.gwreturn", by="王某")
        arrivals.take_return(store, folder / f"{name}.gwreturn", judged, who="李四")
        (case,) = (one for one in on_desk(store) if one.uid == "b000")
        told[name] = [hint.zh for hint in case.hints]
    assert told["honest"] == told["silent"] == []
    assert told["old"] == ["有照片拍于 2020-05-06，早于出包，请核实。"]
    assert told["away"] == ["有照片的拍摄位置离这一行 500 米，请核实。"]


def photographed(
    path: Path, place: tuple[float, float] | None, day: datetime | None
) -> Path:
    """Write a JPEG as a telephone would."""
    exif = Image.Exif()
    if place is not None:
        longitude, latitude = place
        gps = {1: "N", 2: _dms(latitude), 3: "E", 4: _dms(longitude)}
        exif.get_ifd(0x8825).update(gps)
    if day is not None:
        exif.get_ifd(0x8769)[36867] = day.strftime("%Y:%m:%d %H:%M:%S")
    colour = (len(path.stem) * 20, 120, 90)
    Image.new("RGB", (64, 48), colour).save(path, exif=exif.tobytes())
    return path


def _dms(degrees: float) -> tuple[float, float, float]:
    minutes = (degrees % 1) * 60
    return float(int(degrees)), float(int(minutes)), (minutes % 1) * 60


# --- what a return turns out to be ---------------------------------------------------


def test_a_return_twice_an_old_one_and_a_second_person_are_told_apart(
    store: Store, review: FieldReview, folder: Path
) -> None:
    corrects(review, "o00", name="甲")
    first = folder / "1.gwreturn"
    review.write_return(first, by="王某")
    corrects(review, "o00", name="乙")
    assert back(store, review).arrival is Arrival.FIRST
    old = arrivals.take_return(store, first, look, who="李四")
    assert (old.arrival, old.kept) == (Arrival.OUTRUN, False)
    again = arrivals.take_return(store, folder / "r.gwreturn", look, who="李四")
    assert again.arrival is Arrival.AGAIN
    assert "已经收过" in again.sentence.zh
    corrects(review, "o01", name="丙")
    assert back(store, review, "r2").arrival is Arrival.LATER
    other = folder / "他人"
    other.mkdir()
    shutil.copy(review.path, other / "p.gwreview")
    with open_package(other / "p.gwreview") as second:
        corrects(second, "o00", name="丁")
        assert back(store, second).arrival is Arrival.SECOND_PERSON
    cases = [case for case in on_desk(store) if case.uid == "o00"]
    assert {case.received.reply.theirs["name"] for case in cases} == {"乙", "丁"}
    assert all(case.rivals for case in cases)


def test_a_return_to_another_office_or_a_changed_package_is_refused(
    store: Store, review: FieldReview, folder: Path, tmp_path: Path
) -> None:
    corrects(review, "o00", name="甲")
    path = folder / "r.gwreturn"
    review.write_return(path, by="王某")
    with (
        open_store(make_store(tmp_path / "other.gpkg")) as other,
        pytest.raises(ReviewError) as error,
    ):
        arrivals.take_return(other, path, look, who="李四")
    assert "不是从这个工作库出的" in error.value.text.zh
    desk.close_package(store, NUMBER, who="李四")
    with pytest.raises(ReviewError) as error:
        arrivals.take_return(store, path, look, who="李四")
    assert "已结束" in error.value.text.zh
    desk.close_package(store, NUMBER, who="李四", closed=False)
    with store.reviewing() as connection:
        connection.execute("UPDATE gw_review_package SET digest = 'x'")
    with pytest.raises(ReviewError) as error:
        arrivals.take_return(store, path, look, who="李四")
    assert "不是同一份" in error.value.text.zh


def test_a_return_to_an_older_package_is_said_and_its_conflicts_show(
    store: Store, review: FieldReview, folder: Path
) -> None:
    corrects(review, "o00", name="甲")
    change = Change(Kind.OUTFALL, "o00", {"name": "排口00"}, {"name": "内业"})
    store.apply(Changes((change,)), who="李四")
    area = area_of(store.district(), AreaKind.TOWN, TOWNS[0])
    later = cut(
        store, store.district(), Order(area, as_of=DAY), folder / "n.gwreview", who="x"
    )
    assert later.manifest.replaces == NUMBER
    assert later.manifest.number in back(store, review).sentence.zh
    assert on_desk(store)[0].conflict


# --- deciding ------------------------------------------------------------------------


def test_nothing_but_what_was_accepted_changes_and_all_of_it_is_taken_back(
    store: Store, review: FieldReview
) -> None:
    corrects(review, "b000", condition="破损", geometry=shapely.Point(500101, 4400100))
    corrects(review, "o00", name="新名")
    review.save(said.gone(Kind.CELL, item_of(review, "c02").row))
    review.save(said.new_row(Kind.SIGNBOARD, {"code": "GS-000"}))
    before = store.content_hash()
    back(store, review)
    assert store.content_hash() == before
    cases = on_desk(store)
    done = settle(store, [case for case in cases if case.uid != "o00"])
    district = store.district()
    board = district.row(Kind.SIGNBOARD, "b000")
    assert (board.condition, board.geometry.x) == ("破损", 500101)
    assert district.row(Kind.OUTFALL, "o00").name == "排口00"
    assert district.row(Kind.CELL, "c02") is None
    assert {b.code for b in district.signboards} >= {"GS-000", "GS-001", "GS-002"}
    assert sum(case.open for case in on_desk(store)) == 1
    entries = [e for e in store.journal(20) if e.kind is not None][:3]
    assert all(NUMBER in entry.reason for entry in entries)
    desk.settle(store, done.inverse(), who="李四")
    assert store.content_hash() == before
    assert sum(case.open for case in on_desk(store)) == 4


def test_a_decision_on_what_changed_meanwhile_writes_nothing(
    store: Store, review: FieldReview
) -> None:
    corrects(review, "o00", name="新名")
    back(store, review)
    district = store.district()
    cases = list(desk.cases(store, district))
    change = Change(Kind.OUTFALL, "o00", {"name": "排口00"}, {"name": "内业"})
    store.apply(Changes((change,)), who="别人")
    before = store.content_hash()
    told = [(cases[0], Decision(Answer.ACCEPT))]
    settling = desk.decide(district, told, who="李四")
    with pytest.raises(ConflictingEdit):
        desk.settle(store, settling.settlement, who="李四")
    assert store.content_hash() == before
    assert on_desk(store)[0].decision is None


def test_two_desks_cannot_decide_the_same_reply(
    store: Store, review: FieldReview
) -> None:
    corrects(review, "o00", name="新名")
    back(store, review)
    district = store.district()
    cases = list(desk.cases(store, district))
    both = [
        desk.decide(district, [(cases[0], Decision(answer))], who="李四").settlement
        for answer in (Answer.REJECT, Answer.ASK)
    ]
    desk.settle(store, both[0], who="李四")
    with pytest.raises(ReviewError, match="decided meanwhile"):
        desk.settle(store, both[1], who="李四")


def test_whoever_checked_and_decides_too_is_told_so(
    store: Store, review: FieldReview
) -> None:
    corrects(review, "o00", name="新名")
    back(store, review)
    told = [(c, Decision(Answer.ACCEPT)) for c in on_desk(store)]
    assert desk.decide(store.district(), told, who="李四").notes == ()
    (note,) = desk.decide(store.district(), told, who="王某").notes
    assert "另一人" in note.zh


def test_a_later_return_keeps_decisions_on_what_was_said_again(
    store: Store, review: FieldReview
) -> None:
    corrects(review, "o00", name="新名")
    corrects(review, "o01", name="另名")
    back(store, review)
    settle(store, on_desk(store))
    corrects(review, "o01", name="第三名")
    back(store, review, "r2")
    one, other = sorted(on_desk(store), key=lambda case: case.uid)
    assert one.decision is not None
    assert other.open
    # What was accepted from them is what they now differ from: no conflict.
    assert not other.conflict
    assert [(f.base, f.now, f.theirs) for f in other.fields] == [
        ("另名", "另名", "第三名")
    ]


def test_what_is_asked_back_goes_out_with_the_next_package(
    store: Store, review: FieldReview, folder: Path
) -> None:
    corrects(review, "o00", name="新名")
    back(store, review)
    settle(store, on_desk(store), Answer.ASK, reason="是哪一个排口？")
    area = area_of(store.district(), AreaKind.TOWN, TOWNS[0])
    path = folder / "n.gwreview"
    cut(store, store.district(), Order(area, as_of=DAY), path, who="李四")
    with open_package(path) as again:
        assert item_of(again, "o00").asked == "是哪一个排口？"


def test_a_photograph_comes_on_record_when_its_reply_is_accepted(
    store: Store, review: FieldReview
) -> None:
    item = item_of(review, "b000")
    name = review.keep_photo(b"picture", b"small")
    review.save(said.remarked(item.kind, item.uid, photos=[name]))
    back(store, review)
    assert len(store.district().photos) == 1
    settle(store, on_desk(store))
    photo = next(p for p in store.district().photos if p.sha256 == name)
    assert (photo.kind, photo.row_uid) == ("signboard", "b000")
    assert store.photo(name) == b"picture"


def test_a_field_sheet_typed_in_at_the_office_is_a_return_like_any_other(
    store: Store,
) -> None:
    pages = desk.receipts(store)[0].manifest.pages
    place = next(
        n for n, key in enumerate(pages[0].rows, 1) if key == (Kind.CELL, "c02")
    )
    lines = [
        typed(pages, pages[0].code, place, "x"),
        typed(pages, pages[0].code, 1, "1"),
    ]
    taken = arrivals.type_in(store, NUMBER, lines, who="李四")
    assert taken.replies == 2
    settle(store, [case for case in on_desk(store) if case.open])
    assert store.district().row(Kind.CELL, "c02") is None
    # A second page adds to the first.
    more = [typed(pages, pages[0].code, 2, "?", "牌子倒了")]
    arrivals.type_in(store, NUMBER, more, who="李四")
    assert len(on_desk(store)) == 3


def test_sheets_that_another_recipe_printed_later_are_typed_back_too(
    store: Store,
) -> None:
    page = FieldPage("0C5VP-N0KG0-102D4", ((Kind.SIGNBOARD, "b000"),))
    desk.keep_pages(store, NUMBER, [page])
    pages = desk.pages_of(store, NUMBER)
    # O is read for 0, and nobody types hyphens.
    reply = typed(pages, "oc5vpn0kgo1o2d4", 1, "1")
    assert (reply.kind, reply.uid) == (Kind.SIGNBOARD, "b000")
    with pytest.raises(ReviewError):
        desk.keep_pages(store, "HC2026-999", [page])


# --- how it stands -------------------------------------------------------------------


def test_who_is_missing_how_long_and_how_far_each_has_come(
    store: Store, review: FieldReview, folder: Path
) -> None:
    district = store.district()
    today = desk.receipts(store)[0].manifest.at.date() + timedelta(days=9)
    (one,) = desk.standings(store, district, today)
    assert (one.stage, one.days, one.done, one.total) == (Stage.OUT, 9, 0, 11)
    assert [area.key for area in towns_without(district, [one])] == [TOWNS[1]]
    area = area_of(district, AreaKind.TOWN, TOWNS[1])
    cut(store, district, Order(area, as_of=DAY), folder / "2.gwreview", who="李四")
    corrects(review, "o00", name="新名")
    back(store, review)
    first, second = desk.standings(store, district, today)
    assert (first.area.key, first.stage) == (TOWNS[1], Stage.OUT)
    assert (second.stage, second.done, second.counts.open) == (Stage.BACK, 1, 1)
    settle(store, on_desk(store))
    stages = {s.area.key: s.stage for s in desk.standings(store, store.district())}
    assert stages[TOWNS[0]] is Stage.DECIDED


def test_twenty_go_out_and_come_back_in_any_order(tmp_path: Path) -> None:
    dice = random.Random(3)
    with open_store(make_store(tmp_path / "o.gpkg", towns=20)) as store:
        district = store.district()
        towns = [t.code for t in district.of_level(Level.TOWN)]
        for n, code in enumerate(towns):
            order = Order(area_of(district, AreaKind.TOWN, code), as_of=DAY)
            cut(store, district, order, tmp_path / f"{n}.gwreview", who="李四")
            with open_package(tmp_path / f"{n}.gwreview") as review:
                item = next(i for i in review.items if i.kind is Kind.OUTFALL)
                facts = {"name": f"第{n}个"}
                review.save(said.corrected(item.kind, item.row, facts))
                review.write_return(tmp_path / f"{n}.gwreturn", by=f"第{n}人")
        late, *back_ = dice.sample(range(20), 20)
        for n in (*back_, *dice.sample(back_, 5)):
            arrivals.take_return(store, tmp_path / f"{n}.gwreturn", look, who="李四")
        stands = desk.standings(store, district)
        assert [s.area.key for s in stands if s.stage is Stage.OUT] == [towns[late]]
        assert towns_without(district, stands) == ()
        settle(store, on_desk(store))
        arrivals.take_return(store, tmp_path / f"{late}.gwreturn", look, who="李四")
        settle(store, [case for case in on_desk(store) if case.open])
        names = {row.name for row in store.district().outfalls}
        assert names >= {f"第{n}个" for n in range(20)}
        stages = {s.stage for s in desk.standings(store, store.district())}
        assert stages == {Stage.DECIDED}


def test_a_store_from_which_nothing_went_out_has_an_empty_desk(
    office_file: Path, tmp_path: Path
) -> None:
    path = shutil.copy(office_file, tmp_path / "o.gpkg")
    with open_store(path, read_only=True) as store:
        district = store.district()
        assert desk.cases(store, district) == ()
        assert desk.standings(store, district) == ()
        assert desk.receipts(store) == []


# --- what pygeodiff gets wrong (decision 0020) ---------------------------------------


def test_links_hold_though_both_sides_gave_the_same_row_number(
    store: Store, review: FieldReview
) -> None:
    # geodiff#39: rows are renumbered on rebase, and foreign keys to them are not.
    person = Change(Kind.PERSON, "office-person", None, {"name": "内业某"})
    post = Change(Kind.POST, "office-post", None, {"role": "村级管水员"})
    links = {"post_uid": "office-post", "person_uid": "office-person"}
    term = Change(Kind.TERM, "office-term", None, links)
    store.apply(Changes((person, post, term)), who="李四")
    mine = said.new_row(Kind.PERSON, {"name": "外业某"})
    post_ = said.new_row(Kind.POST, {"role": "村级管水员"})
    held = said.new_row(Kind.TERM, {"post_uid": post_.uid, "person_uid": mine.uid})
    for reply in (held, mine, post_):
        review.save(reply)
    back(store, review)
    settle(store, on_desk(store))
    district = store.district()
    names = {
        term.uid: district.person_by_uid[term.person_uid].name
        for term in district.terms
    }
    assert names["office-term"] == "内业某"
    assert names[held.uid] == "外业某"


def test_rows_are_told_by_identifier_though_every_row_number_changed(
    store: Store, review: FieldReview, folder: Path
) -> None:
    # A QGIS export, or a VACUUM of a table without INTEGER key, renumbers all rows.
    corrects(review, "o01", name="新名")
    review.write_return(folder / "r.gwreturn", by="王某")
    store.close()
    connection = sqlite3.connect(folder / "office.gpkg")
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'outfall'"
    ).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("UPDATE outfall SET fid = fid + 1000")
    connection.execute("UPDATE outfall SET fid = 3005 - fid WHERE uid LIKE 'o0%'")
    connection.commit()
    connection.close()
    with open_store(folder / "office.gpkg") as again:
        arrivals.take_return(again, folder / "r.gwreturn", look, who="李四")
        settle(again, on_desk(again))
        names = {row.uid: row.name for row in again.district().outfalls}
    assert names == {"o00": "排口00", "o01": "新名", "o10": "排口10", "o11": "排口11"}


def test_texts_that_are_keys_come_through_unharmed(
    store: Store, review: FieldReview
) -> None:
    # Text keys were corrupted on rebase: codes with zeros ahead, quotes, Chinese.
    code = "0099'\"；𠮷—%s"
    reply = said.new_row(Kind.SIGNBOARD, {"code": code, "segment_code": "990101000000"})
    review.save(reply)
    back(store, review)
    settle(store, on_desk(store))
    board = store.district().row(Kind.SIGNBOARD, reply.uid)
    assert (board.code, board.segment_code) == (code, "990101000000")


def test_one_row_that_points_nowhere_does_not_throw_the_others_away(
    store: Store, review: FieldReview
) -> None:
    # One violation of a foreign key aborted the whole changeset.
    bad = said.new_row(Kind.TERM, {"post_uid": "q", "person_uid": "nobody"})
    review.save(bad)
    corrects(review, "o00", name="新名")
    back(store, review)
    district = store.district()
    told = [(c, Decision(Answer.ACCEPT)) for c in desk.cases(store, district)]
    settling = desk.decide(district, told, who="李四")
    assert len(settling.refusals) == 1
    desk.settle(store, settling.settlement, who="李四")
    assert store.district().row(Kind.OUTFALL, "o00").name == "新名"


def test_a_row_that_both_sides_made_by_the_same_identifier_is_one_row(
    store: Store, review: FieldReview
) -> None:
    # A table without a key lost rows silently; here a repeated accept is the same row.
    reply = said.new_row(Kind.SIGNBOARD, {"code": "GS-77"})
    review.save(reply)
    back(store, review)
    settle(store, on_desk(store))
    review.save(replace(reply, remark="再说一次"))
    back(store, review, "r2")
    settle(store, [case for case in on_desk(store) if case.open])
    boards = [b for b in store.district().signboards if b.code.startswith("GS-77")]
    assert len(boards) == 1


# --- the draft -----------------------------------------------------------------------


def test_a_draft_belongs_to_one_package_and_one_window(
    store: Store, review: FieldReview
) -> None:
    with pytest.raises(ReviewError) as error:
        open_package(review.path)
    assert "另一个窗口" in error.value.text.zh
    review.close()
    area = area_of(store.district(), AreaKind.TOWN, TOWNS[1])
    cut(store, store.district(), Order(area, as_of=DAY), review.path, who="李四")
    with pytest.raises(ReviewError) as error:
        open_package(review.path)
    assert "另一个核查包的草稿" in error.value.text.zh
    review.draft_path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ReviewError) as error:
        open_package(review.path)
    assert "核查草稿" in error.value.text.zh


def test_a_hostile_draft_is_not_opened(folder: Path, review: FieldReview) -> None:
    review.close()
    connection = sqlite3.connect(review.draft_path)
    connection.execute(
        "CREATE TRIGGER evil AFTER INSERT ON reply BEGIN DELETE FROM draft; END"
    )
    connection.close()
    with pytest.raises(ReviewError):
        open_package(folder / "青石镇.gwreview")


def test_taking_an_answer_back_brings_the_one_before(review: FieldReview) -> None:
    item = item_of(review, "b000")
    before = review.save(said.right(item.kind, item.row))
    assert before is None
    after = review.save(said.gone(item.kind, item.row))
    review.restore(item.kind, item.uid, after)
    assert review.reply(item.kind, item.uid).mark is said.Mark.RIGHT
    review.restore(item.kind, item.uid, None)
    assert review.reply(item.kind, item.uid) is None
    assert review.progress.done == 0


def test_the_day_of_a_board_that_is_gone_is_the_day_of_the_decision(
    store: Store, review: FieldReview
) -> None:
    review.save(said.gone(Kind.SIGNBOARD, item_of(review, "b000").row))
    back(store, review)
    told = [(c, Decision(Answer.ACCEPT)) for c in on_desk(store)]
    day = date(2026, 11, 30)
    settling = desk.decide(store.district(), told, who="李四", day=day)
    desk.settle(store, settling.settlement, who="李四")
    assert store.district().row(Kind.SIGNBOARD, "b000").removed == day
