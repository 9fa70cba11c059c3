"""Codes of field sheets: what is printed comes back, what is mistyped never does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.pagecodes import (
    PageCode,
    area_key,
    code_of,
    fingerprint,
    page_code,
)
from gridwatch.district.wording import OfficerError

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
pages = st.builds(
    PageCode,
    rows=st.sampled_from(["signboards", "outfalls", "segments", "rivers"]),
    area=st.integers(0, 10**9 - 1),
    as_of=st.dates(date(2020, 1, 1), date(2064, 1, 1)),
    page=st.integers(1, 255),
    rows_print=st.integers(0, 0x7FFF),
)


@given(pages)
def test_a_code_typed_back_names_its_page(page) -> None:
    code = page_code(page)
    assert [len(group) for group in code.split("-")] == [5, 5, 5]
    assert code_of(code) == page
    sloppy = code.lower().replace("-", "").replace("1", "l").replace("0", "o")
    assert code_of(f" {sloppy} ") == page


@given(pages, st.integers(0, 14), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_refused(page, place, letter) -> None:
    plain = page_code(page).replace("-", "")
    if plain[place] == letter:
        return
    wrong = plain[:place] + letter + plain[place + 1 :]
    with pytest.raises(OfficerError):
        code_of(wrong)


@given(pages, st.integers(0, 14), st.integers(0, 14))
def test_two_letters_that_changed_places_are_always_refused(page, one, other) -> None:
    letters = list(page_code(page).replace("-", ""))
    if letters[one] == letters[other]:
        return
    letters[one], letters[other] = letters[other], letters[one]
    with pytest.raises(OfficerError, match=r"校验|check letter"):
        code_of("".join(letters))


@pytest.mark.parametrize("typed", ["", "河长", "0C5VP-N0KG0", "0C5VP-N0KG0-102D4-0"])
def test_what_is_no_code_is_refused_with_its_length(typed) -> None:
    with pytest.raises(OfficerError) as caught:
        code_of(typed)
    assert "没有录入" in caught.value.text.zh


def test_a_page_that_fits_no_code_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="no code"):
        page_code(PageCode("signboards", 1, date(2019, 1, 1), 1, 0))
    with pytest.raises(ValueError, match="no code"):
        page_code(PageCode("signboards", 1, date(2026, 1, 1), 256, 0))


def test_areas_with_and_without_a_code_have_a_key() -> None:
    assert area_key("990101101000") == 101_000_000
    assert area_key("990101101201003") == 101_201_003
    named = area_key("", "uid-1"), area_key("", "uid-2")
    assert named[0] != named[1]
    assert max(named) < 1 << 30


def test_a_fingerprint_tells_other_rows_and_another_order_apart() -> None:
    assert fingerprint(["a", "b"]) == fingerprint(iter(["a", "b"]))
    assert fingerprint(["a", "b"]) != fingerprint(["b", "a"])
    assert fingerprint(["a", "b"]) != fingerprint(["ab"])
