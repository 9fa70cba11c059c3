from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.review.cutting import page_code, pages_of
from gridwatch.district.review.paper import PaperError, typed
from gridwatch.district.review.replies import Mark
from gridwatch.district.wording import Kind

LISTED = [(Kind.CELL, f"c{n}") for n in range(45)]
PAGES = pages_of(12, LISTED)


@given(st.integers(1, 9999), st.integers(1, 999), st.data())
def test_a_page_code_with_a_digit_typed_wrong_or_two_swapped_is_none(
    serial: int, page: int, data: st.DataObject
) -> None:
    code = page_code(serial, page)
    assert len(code) == 8
    place = data.draw(st.integers(0, 7))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != code[place]]))
    wrong = code[:place] + digit + code[place + 1 :]
    assert page_code(int(wrong[:4]), int(wrong[4:7])) != wrong


def test_every_row_is_on_one_page_under_one_number() -> None:
    assert [len(page.rows) for page in PAGES] == [20, 20, 5]
    assert [key for page in PAGES for key in page.rows] == LISTED
    assert len({page.code for page in PAGES}) == 3


def test_code_number_and_tick_become_a_reply() -> None:
    code = PAGES[1].code
    reply = typed(PAGES, f" {code[:4]}-{code[4:]} ", 3, "√")
    assert (reply.uid, reply.mark) == ("c22", Mark.RIGHT)
    assert typed(PAGES, code, 1, "x").mark is Mark.GONE
    remark = typed(PAGES, code, 1, "?", "牌子倒了")
    assert (remark.mark, remark.remark) == (Mark.REMARK, "牌子倒了")


@pytest.mark.parametrize(
    ("code", "number", "tick"),
    [("99999999", 1, "1"), (PAGES[2].code, 6, "1"), (PAGES[2].code, 0, "1"),
     (PAGES[0].code, 1, "maybe"), (PAGES[0].code, 1, "?")],
)  # fmt: skip
def test_what_is_on_no_sheet_is_told_so(code: str, number: int, tick: str) -> None:
    with pytest.raises(PaperError) as error:
        typed(PAGES, code, number, tick)
    assert "没有录入" in error.value.text.zh
