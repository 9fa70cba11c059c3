from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.indexing import grouped


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers())))
def test_rows_are_grouped_in_their_order_and_keys_in_that_of_their_first_row(
    rows: list[tuple[str, int]],
) -> None:
    wanted: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        wanted[row[0]].append(row)
    found = grouped(rows, lambda row: row[0])
    assert list(found.items()) == [(key, tuple(group)) for key, group in wanted.items()]
