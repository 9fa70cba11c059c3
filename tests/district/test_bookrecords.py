"""Printed books on record: nothing is lost between printing and the next print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.district.bookrecords import (
    BookRecord,
    PrintedLeaf,
    last_book,
    record_book,
)
from gridwatch.district.changes import patched
from gridwatch.district.district import District
from gridwatch.district.records import Publication

DAY = date(2026, 11, 1)
words = st.text(min_size=1, max_size=6)
leaves = st.builds(
    PrintedLeaf,
    st.text("0123456789abcdef", min_size=16, max_size=16),
    st.lists(words, max_size=3).map(tuple),
    st.lists(words, max_size=4).map(tuple),
)


@settings(max_examples=30)
@given(st.dictionaries(words, leaves, max_size=8), words)
def test_a_book_on_record_is_read_as_it_was_printed(found, title):
    record = BookRecord("edition", title, DAY, found)
    district = patched(District(code="990101"), record_book(District(), record))
    assert last_book(district, "edition") == record
    assert last_book(district, "another") is None


def test_the_latest_print_of_an_edition_counts():
    district = District(code="990101")
    for digest in ("a", "b"):
        record = BookRecord("e", "图册", DAY, {"cover": PrintedLeaf(digest)})
        district = patched(district, record_book(district, record, by="某人"))
    other = BookRecord("f", "图册", DAY, {})
    district = patched(district, record_book(district, other))
    found = last_book(district, "e")
    assert found is not None
    assert found.leaves["cover"].digest == "b"


@pytest.mark.parametrize(
    "content",
    ["", "null", "[]", '{"edition": "e"}', '{"edition":"e","names":[],"pages":[1]}'],
)
def test_a_record_that_cannot_be_read_is_none(content):
    row = Publication("p", "book", DAY, content=content)
    assert last_book(replace(District(), publications=(row,)), "e") is None
