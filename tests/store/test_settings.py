"""What a district sets for itself, and the copy it keeps."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.deadlines import is_working_day
from gridwatch.district.rules import Duty
from gridwatch.district.wording import Kind
from gridwatch.store.opening import (
    CodelistEntry,
    ReadOnlyStore,
    Store,
    StoreError,
    StoreExists,
    open_store,
)
from gridwatch.store.versions import STEPS
from tests.store.made import CRS, cells, delivery

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_store_says_what_it_was_told(empty_store: Store) -> None:
    info, district = empty_store.info(), empty_store.district()
    assert (info.name, info.code, info.crs) == ("云溪区", "990101", CRS)
    assert info.schema_version == len(STEPS)
    assert info.created <= info.changed
    assert info.size_bytes == empty_store.path.stat().st_size
    assert set(info.counts.values()) == {0}
    assert (district.name, district.crs, district.office) == ("云溪区", CRS, "河长办")


def test_two_stores_have_two_identifiers(tmp_path: Path) -> None:
    from gridwatch.store.opening import create_store

    uids = set()
    for name in ("a", "b"):
        with create_store(tmp_path / f"{name}.gpkg", name="x", crs=CRS) as store:
            uids.add(store.info().uid)
    assert len(uids) == 2


def test_rules_and_codelists_are_copied_from_the_resources(empty_store: Store) -> None:
    rules = empty_store.district().rules
    assert rules.formula[0] == "总河长"
    assert rules.duty("村级管水员") == Duty.WARDEN
    lists = empty_store.codelists()
    assert [e.value for e in lists["signboard_types"]] == ["永久", "临时"]
    assert lists["roles"][0].level == "district"


def test_settings_last_and_are_journalled(empty_store: Store) -> None:
    empty_store.set_setting("name", "新云溪区", "张三")
    empty_store.set_setting("secrecy", "内部", "张三")
    empty_store.set_setting("columns", {"cell": ["code", "name"]}, "张三")
    empty_store.close()
    with open_store(empty_store.path) as store:
        assert store.info().name == "新云溪区"
        assert store.district().secrecy == "内部"
        assert store.settings()["columns"] == {"cell": ["code", "name"]}
        entry = store.journal()[1]
    assert (entry.table, entry.uid, entry.kind) == ("gw_setting", "secrecy", None)
    assert (entry.before, entry.after) == ({"value": ""}, {"value": "内部"})


def test_a_declared_roster_reaches_the_rules(empty_store: Store) -> None:
    empty_store.set_setting("declared_roster", {"总河长": 2, "村级河长": 227}, "x")
    rules = empty_store.district().rules
    assert rules.declared == {"总河长": 2, "村级河长": 227}
    assert rules.formula[0] == "总河长"


def test_edited_rules_are_the_districts_own(empty_store: Store) -> None:
    rules = empty_store.settings()["rules"]
    assert isinstance(rules, dict)
    rules["signboards"]["replacement_days"] = 30
    empty_store.set_setting("rules", rules, "x")
    assert empty_store.district().rules.replacement_days == 30


def test_a_codelist_can_be_edited(empty_store: Store) -> None:
    roles = (CodelistEntry("河长", "town", "chief"), CodelistEntry("巡河员"))
    empty_store.set_codelist("roles", roles, "张三")
    assert empty_store.codelists()["roles"] == roles
    assert empty_store.district().rules.duty("河长") == Duty.CHIEF
    assert empty_store.journal(1)[0].after == {"values": ["河长", "巡河员"]}


def test_a_backup_is_one_file_with_everything(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "备份.gpkg"
    copy.write_text("an older backup")
    store.backup_to(copy)
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["备份.gpkg"]
    with open_store(copy) as other:
        assert other.content_hash() == store.content_hash()
        assert other.info().uid == store.info().uid
        assert len(other.journal(1000)) == len(store.journal(1000))


def test_a_read_only_window_can_back_up(closed_store: Path, tmp_path: Path) -> None:
    with open_store(closed_store, read_only=True) as store:
        store.backup_to(tmp_path / "b.gpkg")
    open_store(tmp_path / "b.gpkg").close()


def test_a_backup_never_goes_over_the_store_or_nowhere(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(StoreExists):
        store.backup_to(store.path)
    with pytest.raises(StoreError):
        store.backup_to(tmp_path / "none" / "b.gpkg")


def test_the_hash_tells_content_from_order_and_history(
    store: Store, tmp_path: Path
) -> None:
    from gridwatch.store.opening import create_store

    rows = {kind: tuple(reversed(group)) for kind, group in delivery().items()}
    with create_store(tmp_path / "o.gpkg", name="x", crs=CRS) as other:
        other.take(rows, source="y", who="y")
        assert other.content_hash() == store.content_hash()
        other.take({Kind.CELL: cells(4)}, source="y", who="y")
        assert other.content_hash() != store.content_hash()


def test_threads_take_turns(store: Store) -> None:
    """The window imports on a worker while it goes on reading."""
    many = cells(2000, "n")
    worker = threading.Thread(
        target=lambda: store.take({Kind.CELL: many}, source="x", who="x")
    )
    worker.start()
    seen = {len(store.district().cells) for _ in range(20)}
    worker.join()
    assert seen <= {3, 2000}
    assert len(store.district().cells) == 2000


def test_read_only_refusals_say_what_to_do(closed_store: Path) -> None:
    with (
        open_store(closed_store, read_only=True) as store,
        pytest.raises(ReadOnlyStore) as caught,
    ):
        store.set_codelist("roles", (), "x")
    assert "没有写入任何内容" in caught.value.text.zh
    assert "nothing was written" in caught.value.text.en


def test_working_days_follow_the_state_holidays_of_the_store(
    empty_store: Store,
) -> None:
    rules = empty_store.district().rules
    spring = [date(2026, 2, n) for n in range(15, 24)]
    assert not any(is_working_day(rules, day) for day in spring)
    assert is_working_day(rules, date(2026, 2, 14))
    assert is_working_day(rules, date(2026, 2, 28))
    holidays = empty_store.codelists()["holidays"]
    assert all(entry.source and entry.duty in ("off", "work") for entry in holidays)
