"""A delivery is taken in whole or not at all, and known again next time."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.cells import Cell
from gridwatch.district.changes import Change, Changes
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.rivers import River
from gridwatch.district.signboards import SignboardFace
from gridwatch.district.wording import Kind, Text
from gridwatch.store.opening import (
    BrokenLink,
    Cancelled,
    DiskFull,
    ReadOnlyStore,
    Store,
    open_store,
)
from tests.store.made import box, cells, delivery

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def fresh(rows: Mapping[Kind, tuple]) -> dict[Kind, tuple]:
    """The same rows with other identifiers, as intake reads them the next time."""
    new = {row.uid: f"{row.uid}'" for kind in rows for row in rows[kind]}
    found = {}
    for kind, group in rows.items():
        found[kind] = tuple(replace(row, uid=new[row.uid]) for row in group)
    found[Kind.TERM] = tuple(
        replace(t, post_uid=new[t.post_uid], person_uid=new[t.person_uid])
        for t in found.get(Kind.TERM, ())
    )
    return found


def test_the_result_counts_every_row(empty_store: Store) -> None:
    rows = delivery()
    result = empty_store.take(rows, source="交付", who="张三")
    assert result.inserted == {kind: len(group) for kind, group in rows.items()}
    assert set(result.updated.values()) == {0}
    assert empty_store.info().counts == result.inserted


def test_the_same_delivery_again_changes_nothing(store: Store) -> None:
    before, entries = store.content_hash(), store.journal(1)[0].id
    result = store.take(fresh(delivery()), source="交付", who="张三")
    assert result.unchanged == {kind: len(group) for kind, group in delivery().items()}
    assert sum(result.inserted.values()) + sum(result.updated.values()) == 0
    assert store.content_hash() == before
    assert store.journal(1)[0].id == entries


def test_a_changed_row_is_updated_under_its_old_identifier(store: Store) -> None:
    rows = fresh(delivery())
    rows[Kind.CELL] = (
        replace(rows[Kind.CELL][0], name="新名", geometry=box(0, 0, 90)),
        *rows[Kind.CELL][1:],
    )
    rows[Kind.OWNERSHIP] = (replace(rows[Kind.OWNERSHIP][0], caring_body="新单位"),)
    result = store.take(rows, source="交付2", who="李四")
    assert result.updated[Kind.CELL] == result.updated[Kind.OWNERSHIP] == 1
    district = store.district()
    assert district.row(Kind.CELL, "cell0").name == "新名"
    assert district.row(Kind.CELL, "cell0").geometry == box(0, 0, 90)
    assert district.row(Kind.OWNERSHIP, "own").caring_body == "新单位"
    (entry,) = store.journal(uid="own")[:1]
    assert (entry.before, entry.after) == (
        {"caring_body": "乙"},
        {"caring_body": "新单位"},
    )
    assert (entry.who, entry.source) == ("李四", "交付2")


def test_terms_follow_persons_and_posts_that_were_known(store: Store) -> None:
    rows = fresh(delivery())
    rows[Kind.TERM] += (Term("t3", "post'", "p1'", date(2025, 1, 1)),)
    result = store.take(rows, source="x", who="x")
    assert result.inserted[Kind.TERM] == 1
    term = store.district().row(Kind.TERM, "t3")
    assert (term.post_uid, term.person_uid) == ("post", "p1")


def test_two_rows_of_one_code_stay_two_rows(empty_store: Store) -> None:
    twins = (Cell("a", "1", "甲", "", box(0, 0)), Cell("b", "1", "乙", "", box(9, 9)))
    empty_store.take({Kind.CELL: twins}, source="x", who="x")
    swapped = (replace(twins[1], uid="d"), replace(twins[0], uid="c", name="丙"))
    result = empty_store.take({Kind.CELL: swapped}, source="x", who="x")
    assert (result.unchanged[Kind.CELL], result.updated[Kind.CELL]) == (1, 1)
    found = empty_store.district().cells
    assert {c.uid: c.name for c in found} == {"a": "丙", "b": "乙"}


def test_rows_without_a_code_are_known_when_equal(empty_store: Store) -> None:
    rivers = (River("a", "", "无名沟"), River("b", "", "无名沟"))
    empty_store.take({Kind.RIVER: rivers}, source="x", who="x")
    again = (River("c", "", "无名沟"), River("d", "", "有名沟"))
    result = empty_store.take({Kind.RIVER: again}, source="x", who="x")
    assert (result.unchanged[Kind.RIVER], result.inserted[Kind.RIVER]) == (1, 1)


def test_namesakes_with_other_phones_are_other_persons(empty_store: Store) -> None:
    first = (Person("a", "王伟", "甲村", "", "1"), Person("b", "王伟", "乙村", "", "2"))
    empty_store.take({Kind.PERSON: first}, source="x", who="x")
    again = (Person("c", "王伟", "丙村", "", "2"), Person("d", "王伟", "甲村", "", "3"))
    result = empty_store.take({Kind.PERSON: again}, source="x", who="x")
    assert (result.updated[Kind.PERSON], result.inserted[Kind.PERSON]) == (1, 1)
    assert empty_store.district().row(Kind.PERSON, "b").unit == "丙村"


def test_posts_are_known_by_role_and_what_they_cover(store: Store) -> None:
    post = Post("other", "村级河长", "town", "jurisdiction", "990101102201")
    result = store.take({Kind.POST: (post,)}, source="x", who="x")
    assert result.updated[Kind.POST] == 1
    assert store.district().posts[0].uid == "post"


def test_a_term_without_its_post_is_refused_whole(store: Store) -> None:
    before = store.content_hash()
    rows = {Kind.CELL: cells(50), Kind.TERM: (Term("t9", "nowhere", "p1"),)}
    with pytest.raises(BrokenLink) as caught:
        store.take(rows, source="x", who="x")
    assert "王某" in caught.value.text.zh
    assert store.content_hash() == before


@dataclass(frozen=True)
class Refused:
    source: str
    row: int
    kind: Kind | None
    reason: Text
    values: Mapping[str, object]
    wkt: str


REASON = Text("编码重复", "code twice")


def test_rejected_rows_are_kept_with_all_they_had(empty_store: Store) -> None:
    values = {"编码": "1", "日期": date(2024, 1, 1), "长度": 1.5, "空": None}
    row = Refused("河段.shp", 7, Kind.SEGMENT, REASON, values, "LINESTRING (0 0, 1 1)")
    plain = ("名单.xlsx", 3, None, REASON, {}, "")
    result = empty_store.take({}, rejected=[row, plain], source="交付", who="x")
    assert result.kept_aside == 2
    first, second = empty_store.kept_aside()
    assert first.import_id == result.import_id
    assert (first.source, first.row, first.kind) == ("河段.shp", 7, Kind.SEGMENT)
    assert first.reason == REASON
    assert first.values == {"编码": "1", "日期": "2024-01-01", "长度": 1.5, "空": None}
    assert first.wkt == "LINESTRING (0 0, 1 1)"
    assert (second.kind, second.values) == (None, {})


def test_importing_again_does_not_show_rejected_rows_twice(empty_store: Store) -> None:
    row = ("a.shp", 1, None, REASON, {}, "")
    for _ in range(2):
        empty_store.take({}, rejected=[row], source="交付", who="x")
    empty_store.take({}, rejected=[row], source="另一份", who="x")
    assert len(empty_store.kept_aside()) == 2
    assert len(empty_store.kept_aside(every_import=True)) == 3


def test_progress_ends_at_the_total(empty_store: Store) -> None:
    told: list[tuple[int, int]] = []
    empty_store.take(
        {Kind.CELL: cells(900) + cells(600, "x")},
        source="x",
        who="x",
        progress=lambda done, total, _what: told.append((done, total)),
    )
    assert told[-1] == (1500, 1500)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_cancelled_import_leaves_the_store_as_before(store: Store) -> None:
    before, asked = store.content_hash(), iter([False, False, True])
    with pytest.raises(Cancelled):
        store.take(
            {Kind.CELL: tuple(Cell(f"n{i}", f"n{i}") for i in range(5000))},
            source="x",
            who="x",
            cancelled=lambda: next(asked),
        )
    assert store.content_hash() == before
    assert store.kept_aside(every_import=True) == []
    # And it goes on working, triggers and all.
    store.take({Kind.CELL: cells(9)}, source="x", who="x")
    assert len(store.district().cells) == 9


def test_a_full_disk_leaves_the_store_as_before(store: Store) -> None:
    before = store.content_hash()
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    many = tuple(Cell(f"n{i}", f"n{i}", "长" * 100) for i in range(3000))
    with pytest.raises(DiskFull, match="full"):
        store.take({Kind.CELL: many}, source="x", who="x")
    assert store.content_hash() == before
    store.close()
    with open_store(store.path) as again:
        assert again.content_hash() == before


def test_a_read_only_store_takes_nothing(closed_store: Path) -> None:
    with (
        open_store(closed_store, read_only=True) as store,
        pytest.raises(ReadOnlyStore),
    ):
        store.take(delivery(), source="x", who="x")


KILLED = """
import os, signal, sys
from pathlib import Path
from gridwatch.district.cells import Cell
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store

def die(done, total, what):
    if done >= 2000:
        os.kill(os.getpid(), signal.SIGKILL)

store = open_store(Path(sys.argv[1]))
if sys.argv[2] == "spilling":
    # Pages go to the file before the commit, as with a delivery larger than memory.
    store._connection.execute("PRAGMA cache_spill = 10")
    store._connection.execute("PRAGMA cache_size = 10")
rows = tuple(Cell(f"n{i}", f"n{i}", "长" * 100) for i in range(5000))
store.take({Kind.CELL: rows}, source="x", who="x", progress=die)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("memory", ["enough", "spilling"])
def test_a_kill_in_the_middle_leaves_the_store_as_before(
    store: Store, memory: str, tmp_path: Path
) -> None:
    before, district = store.content_hash(), store.district()
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(store.path), memory], check=False
    )
    assert done.returncode == -signal.SIGKILL
    journal = store.path.with_name(store.path.name + "-journal")
    assert journal.exists()
    # To look is possible at once, without touching what the crash left.
    left = {p.name: p.read_bytes() for p in store.path.parent.iterdir()}
    with open_store(store.path, read_only=True) as looked:
        assert looked.content_hash() == before
    left.pop(store.path.name + ".lock")
    assert {p.name: p.read_bytes() for p in store.path.parent.iterdir()} == left
    # A copy of the folder is as good as the folder.
    shutil.copytree(store.path.parent, tmp_path / "copy")
    for folder in (store.path.parent, tmp_path / "copy"):
        with open_store(folder / store.path.name) as again:
            assert again.content_hash() == before
            assert again.district() == district
            assert again.journal(1)[0].who == "张三"
        assert [p.name for p in folder.iterdir()] == [store.path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_what_was_committed_survives_a_kill(store: Store) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from gridwatch.store.opening import open_store\n"
        "s = open_store(Path(sys.argv[1])); s.set_setting('office', '新办', 'x')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    store.close()
    subprocess.run([sys.executable, "-c", script, str(store.path)], check=False)
    # The one file alone has it.
    alone = sqlite3.connect(store.path)
    (value,) = alone.execute(
        "SELECT value FROM gw_setting WHERE key='office'"
    ).fetchone()
    alone.close()
    assert value == '"新办"'


def test_a_delivery_never_empties_what_only_the_office_knows(store: Store) -> None:
    outfall = {"approved_by": "某局", "cell_code": "990101102201001"}
    board = {"subtype": "警示牌"}
    full = SignboardFace("王某", "村级河长", "010-1", "潮河", duties="巡查")
    was = delivery()[Kind.SIGNBOARD][0]
    store.apply(
        Changes(
            (
                Change(Kind.OUTFALL, "o1", dict.fromkeys(outfall, ""), outfall),
                Change(Kind.SIGNBOARD, "b1", {"subtype": ""}, board),
                Change(Kind.SIGNBOARD, "b1", {"face": was.face}, {"face": full}),
            )
        ),
        who="张三",
    )
    result = store.take(delivery(), source="交付", who="张三")
    assert sum(result.updated.values()) == 0
    district = store.district()
    assert district.row(Kind.OUTFALL, "o1").approved_by == "某局"
    assert district.row(Kind.SIGNBOARD, "b1").subtype == "警示牌"
    assert district.row(Kind.SIGNBOARD, "b1").face.duties == "巡查"


def test_a_photograph_is_kept_once_and_survives_an_undo(store: Store) -> None:
    name = store.keep_photo(b"\xff\xd8picture")
    assert store.keep_photo(b"\xff\xd8picture") == name
    added = store.apply(
        Changes((Change(Kind.PHOTO, "p", None, {"row_uid": "b1", "sha256": name}),)),
        who="张三",
    )
    store.apply(added.inverse(), who="张三")
    assert store.photo(name) == b"\xff\xd8picture"
    assert store.photo("0" * 64) is None
