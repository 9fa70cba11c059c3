from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind

VALUES = st.dictionaries(st.sampled_from(["name", "code"]), st.text(), min_size=1)


@given(st.lists(VALUES, min_size=1), st.text())
def test_the_inverse_of_the_inverse_is_the_change_itself(
    values: list[dict[str, str]], reason: str
) -> None:
    items = [Change(Kind.RIVER, str(i), None, v) for i, v in enumerate(values)]
    changes = Changes.of(items, reason)
    assert changes.inverse().inverse() == changes
    assert [c.uid for c in changes.inverse().items] == [c.uid for c in items][::-1]


def test_a_change_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="before or an after"):
        Change(Kind.RIVER, "r", None, None)


def test_a_change_of_unlike_fields_is_refused() -> None:
    with pytest.raises(ValueError, match="same fields"):
        Change(Kind.RIVER, "r", {"name": "a"}, {"code": "b"})
