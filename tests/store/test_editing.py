"""Edits are checked, written whole, journalled, and can be taken back."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from gridwatch.district.changes import Change, Changes
from gridwatch.district.signboards import SignboardFace
from gridwatch.district.wording import Kind
from gridwatch.store.opening import BrokenLink, ConflictingEdit, Store, UnfitValue
from tests.store.made import box, delivery, point

FACE = delivery()[Kind.SIGNBOARD][0].face
EDITS = [
    Change(Kind.CELL, "cell1", {"name": "网格1"}, {"name": "东网格"}),
    Change(
        Kind.CELL,
        "cell1",
        {"geometry": delivery()[Kind.CELL][1].geometry},
        {"geometry": box(5000, 5000)},
    ),
    Change(
        Kind.SIGNBOARD,
        "b1",
        {"face": FACE, "installed": date(2024, 1, 2)},
        {"face": SignboardFace("李某", "村级河长"), "installed": None},
    ),
    Change(Kind.OUTFALL, "o1", {"above_scale": True}, {"above_scale": None}),
    Change(
        Kind.RIVER,
        "r1",
        {"levels": ("municipal", "district"), "basin_area": 12.5},
        {"levels": (), "basin_area": None},
    ),
    Change(Kind.SIGNBOARD, "new", None, {"code": "GS-9", "geometry": point(1, 1)}),
    Change(Kind.JURISDICTION, "j2", {"name": "石匣村"}, None),
    Change(Kind.OUTFALL, "o2", {}, None),
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda c: f"{c.kind}-{c.uid}")
def test_an_edit_and_its_inverse_restore_everything(store: Store, edit: Change) -> None:
    before, rows = store.content_hash(), store.district().rows(edit.kind)
    applied = store.apply(Changes((edit,), "试"), who="张三")
    assert store.content_hash() != before
    store.apply(applied.inverse(), who="张三")
    assert store.content_hash() == before
    found = store.district().rows(edit.kind)
    assert {row.uid: row for row in found} == {row.uid: row for row in rows}


def test_many_edits_are_taken_back_as_one(store: Store) -> None:
    before = store.content_hash()
    applied = store.apply(Changes(tuple(EDITS)), who="x")
    store.apply(applied.inverse(), who="x")
    assert store.content_hash() == before


def test_the_new_value_is_what_the_district_then_says(store: Store) -> None:
    store.apply(Changes(tuple(EDITS)), who="x")
    district = store.district()
    assert district.row(Kind.CELL, "cell1").name == "东网格"
    assert district.row(Kind.SIGNBOARD, "b1").face == SignboardFace("李某", "村级河长")
    assert district.row(Kind.RIVER, "r1").levels == ()
    assert district.row(Kind.SIGNBOARD, "new").geometry == point(1, 1)
    assert district.row(Kind.JURISDICTION, "j2") is None


CONFLICTS = [
    Change(Kind.CELL, "cell1", {"name": "旧名"}, {"name": "新名"}),
    Change(Kind.CELL, "cell1", {"geometry": box(1, 1)}, {"geometry": box(2, 2)}),
    Change(Kind.CELL, "cell1", {"name": "旧名"}, None),
    Change(Kind.CELL, "gone", {"name": "旧名"}, {"name": "新名"}),
    Change(Kind.CELL, "gone", {}, None),
    Change(Kind.CELL, "cell1", None, {"name": "又一个"}),
]


@pytest.mark.parametrize("edit", CONFLICTS)
def test_an_edit_of_what_has_changed_meanwhile_is_refused_whole(
    store: Store, edit: Change
) -> None:
    before, entries = store.content_hash(), store.journal(1)[0].id
    good = Change(Kind.PERSON, "p1", {"unit": "石匣村委会"}, {"unit": "镇政府"})
    with pytest.raises(ConflictingEdit) as caught:
        store.apply(Changes((good, edit)), who="x")
    assert (
        "没有写入任何内容" in caught.value.text.zh or "没有重复" in caught.value.text.zh
    )
    assert store.content_hash() == before
    assert store.journal(1)[0].id == entries


def test_a_conflict_says_field_and_both_values(store: Store) -> None:
    edit = Change(Kind.CELL, "cell1", {"name": "旧名"}, {"name": "新名"})
    with pytest.raises(ConflictingEdit) as caught:
        store.apply(Changes((edit,)), who="x")
    for word in ("网格名称", "旧名", "网格1"):
        assert word in caught.value.text.zh
    assert "name" in caught.value.text.en


def test_a_person_in_office_cannot_go(store: Store) -> None:
    before = store.content_hash()
    with pytest.raises(BrokenLink) as caught:
        store.apply(Changes((Change(Kind.PERSON, "p1", {}, None),)), who="x")
    assert "村级河长" in caught.value.text.zh
    assert store.content_hash() == before


def test_a_person_goes_together_with_the_terms_in_any_order(store: Store) -> None:
    gone = (Change(Kind.PERSON, "p1", {}, None), Change(Kind.TERM, "t1", {}, None))
    store.apply(Changes(gone), who="x")
    assert [p.uid for p in store.district().persons] == ["p2"]


def test_a_field_that_does_not_exist_is_a_mistake_of_the_program(store: Store) -> None:
    with pytest.raises(ValueError, match="nmae"):
        store.apply(Changes((Change(Kind.CELL, "x", None, {"nmae": ""}),)), who="x")


def test_an_edit_of_nothing_changes_nothing(store: Store) -> None:
    before = store.content_hash()
    store.apply(Changes((Change(Kind.OUTFALL, "o1", {}, {}),)), who="x")
    assert store.content_hash() == before


def test_a_value_of_the_wrong_type_is_refused(store: Store) -> None:
    before = store.content_hash()
    wrong = Change(
        Kind.OUTFALL, "o1", {"monitored": date(2024, 5, 6)}, {"monitored": "昨天"}
    )
    with pytest.raises(UnfitValue):
        store.apply(Changes((wrong,)), who="x")
    assert store.content_hash() == before


# --- the journal ------------------------------------------------------------------


def test_the_journal_says_when_who_what_before_and_after(store: Store) -> None:
    store.apply(Changes((EDITS[2],), "换牌"), who="张三")
    entry = store.journal(1)[0]
    assert (entry.who, entry.kind, entry.uid) == ("张三", Kind.SIGNBOARD, "b1")
    assert (entry.table, entry.reason) == ("signboard", "换牌")
    assert (entry.before, entry.after) == (EDITS[2].before, EDITS[2].after)
    assert abs(datetime.now(UTC) - entry.at) < timedelta(minutes=5)


def test_the_journal_keeps_the_shapes_of_an_edit(store: Store) -> None:
    store.apply(Changes((EDITS[1],)), who="x")
    entry = store.journal(1)[0]
    assert (entry.before, entry.after) == (EDITS[1].before, EDITS[1].after)


def test_the_journal_keeps_all_fields_of_rows_that_came_and_went(store: Store) -> None:
    store.apply(Changes((EDITS[6],)), who="x")
    entry = store.journal(1)[0]
    assert entry.after is None
    assert entry.before is not None
    assert entry.before["code"] == "990101102201"
    assert set(entry.before) > {"code", "name", "level", "geometry"}


def test_imported_rows_are_journalled_with_a_fingerprint_of_the_shape(
    store: Store,
) -> None:
    (entry,) = store.journal(uid="cell0")
    assert (entry.before, entry.source) == (None, "交付")
    assert entry.after is not None
    assert entry.after["name"] == "网格0"
    assert set(entry.after["geometry"]) == {"sha256"}
    rows = sum(len(group) for group in delivery().values())
    assert len([e for e in store.journal(1000) if e.source == "交付"]) == rows


def test_the_journal_only_grows(store: Store) -> None:
    for sql in ("UPDATE gw_journal SET who = 'x'", "DELETE FROM gw_journal"):
        with pytest.raises(sqlite3.IntegrityError, match="only added"):
            store._connection.execute(sql)


def test_the_journal_of_one_row_is_its_history(store: Store) -> None:
    for before, after in [("网格1", "甲"), ("甲", "乙")]:
        edit = Change(Kind.CELL, "cell1", {"name": before}, {"name": after})
        store.apply(Changes((edit,)), who="x")
    names = [e.after["name"] for e in store.journal(uid="cell1") if e.after]
    assert names == ["乙", "甲", "网格1"]
