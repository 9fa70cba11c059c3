"""The journal page by page: imports are one line, filters find, long ones are quick."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridwatch.district.changes import Change, Changes
from gridwatch.district.rivers import River
from gridwatch.district.wording import Kind
from gridwatch.store.opening import create_store
from gridwatch.store.pages import ImportLine, JournalQuery


@pytest.fixture
def store(tmp_path):
    """Two imports with edits before, between and after them."""
    with create_store(
        tmp_path / "a.gpkg", name="云溪区", code="990101", crs=4548
    ) as made:
        rename(made, "r0", None, "旧河")
        rivers = [River(f"n{i}", f"N{i}", f"河{i}") for i in range(30)]
        made.take({Kind.RIVER: rivers}, source="第一批", who="甲")
        rename(made, "n3", "河3", "清水河")
        rename(made, "n4", "河4", "浑水河")
        rivers = [River(f"m{i}", f"M{i}", f"沟{i}") for i in range(20)]
        made.take({Kind.RIVER: rivers}, source="第二批", who="乙")
        rename(made, "n3", "清水河", "潮河")
        yield made


def rename(store, uid, before, after):
    was = None if before is None else {"name": before}
    change = Change(Kind.RIVER, uid, was, {"name": after})
    store.apply(Changes((change,), "改名_100%"), who="丙")


def told(page):
    return [
        line.source if isinstance(line, ImportLine) else line.after["name"]
        for line in page.lines
    ]


def rivers(store, **asked):
    return store.journal_page(JournalQuery(kind=Kind.RIVER, **asked))


def test_each_import_is_one_line_with_its_counts(store):
    page = rivers(store)
    assert told(page) == ["潮河", "第二批", "浑水河", "清水河", "第一批", "旧河"]
    assert page.next is None
    line = page.lines[1]
    assert (line.inserted, line.kinds) == (20, {Kind.RIVER: 20})


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7])
def test_pages_follow_each_other_without_gap_or_repetition(store, size):
    found, before = [], None
    while True:
        page = store.journal_page(JournalQuery(kind=Kind.RIVER), before, size)
        assert len(page.lines) <= size
        found += told(page)
        before = page.next
        if before is None:
            break
    assert found == told(rivers(store))


def test_a_row_tells_what_an_import_did_to_it(store):
    page = store.journal_page(JournalQuery(uid="n3"))
    assert [line.source for line in page.lines] == ["", "", "第一批"]
    assert page.lines[0].before == {"name": "清水河"}


def test_every_word_has_to_be_found(store):
    assert told(rivers(store, text="水河 丙")) == ["潮河", "浑水河", "清水河"]
    assert told(rivers(store, text="第二批")) == ["第二批"]
    assert told(rivers(store, text="100%")) == ["潮河", "浑水河", "清水河", "旧河"]
    assert told(rivers(store, text="%")) == told(rivers(store, text="_"))
    assert told(rivers(store, text="没有")) == []


def test_days_are_those_of_the_officers_clock(store):
    today = store.journal_page().lines[0].at.astimezone().date()
    assert len(rivers(store, since=today, until=today).lines) == 6
    assert rivers(store, until=today - timedelta(days=1)).lines == ()
    assert rivers(store, since=today + timedelta(days=1)).lines == ()
    assert rivers(store, since=date(2020, 1, 1)).lines == rivers(store).lines


def test_other_kinds_leave_imports_without_such_rows_out(store):
    assert store.journal_page(JournalQuery(kind=Kind.CELL)).lines == ()


def test_what_is_written_meanwhile_stands_on_the_first_page(store):
    assert told(rivers(store))[0] == "潮河"
    rename(store, "m1", "沟1", "新沟")
    more = [River(f"k{i}", f"K{i}", f"渠{i}") for i in range(5)]
    store.take({Kind.RIVER: more}, source="第三批", who="乙")
    assert told(rivers(store))[:3] == ["第三批", "新沟", "潮河"]


def test_a_page_of_a_long_journal_reads_only_its_own_entries(store):
    many = [River(f"x{i}", f"X{i}", f"支流{i}") for i in range(3000)]
    store.take({Kind.RIVER: many}, source="大批", who="乙")
    store.journal_page()
    steps = 0

    def count():
        nonlocal steps
        steps += 1
        return 0

    store._connection.set_progress_handler(count, 1000)
    page = store.journal_page(JournalQuery(), None, 50)
    store._connection.set_progress_handler(None, 0)
    assert told(page)[0] == "大批"
    assert steps < 10
