"""Names of ten bytes: whole characters, none twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridwatch.outgoing.shortnames import LIMIT, cut, short_names

ENCODINGS = ("gbk", "gb18030", "utf-8")
WORDS = st.text(
    st.one_of(
        st.sampled_from("管理护保洁主体单位河段名称登记日期"),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=14,
)


@settings(deadline=None)
@given(names=st.lists(WORDS, max_size=30), encoding=st.sampled_from(ENCODINGS))
def test_names_fit_differ_and_end_with_whole_characters(names, encoding) -> None:
    short = short_names(names, encoding)
    assert len(short) == len(names)
    assert len({name.casefold() for name in short}) == len(names)
    for name in short:
        data = name.encode(encoding)
        assert 0 < len(data) <= LIMIT
        assert data.decode(encoding) == name


@settings(deadline=None)
@given(names=st.lists(WORDS, max_size=20, unique_by=str.casefold))
def test_a_name_that_fits_stays_as_it_is(names) -> None:
    short = short_names(names, "utf-8")
    for name, found in zip(names, short, strict=True):
        fits = len(name.encode()) <= LIMIT and name.isprintable()
        if fits and name.strip() == name and name:
            assert found == name


def test_names_alike_after_the_cut_are_numbered() -> None:
    names = ["管理主体单位", "管理主体单元", "管理主体单"]
    assert short_names(names, "gbk") == ("管理主体2", "管理主体3", "管理主体单")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_cut_never_splits_a_character(encoding) -> None:
    text = "a管护主体㐂"[:5]
    for limit in range(20):
        assert text.startswith(cut(text, encoding, limit))
        assert len(cut(text, encoding, limit).encode(encoding)) <= limit
