from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.intake.days import read_day

DAY = date(2017, 11, 17)
DIGITS = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    "value",
    [
        "2017年11月17日", "2017.11.17", "2017-11-17", "2017/11/17", "20171117",
        43056, 43056.0, "43056", "二〇一七年十一月十七日", "２０１７．１１．１７",  # noqa: RUF001
        "2017 年 11 月 17 日", "2017年11月17号", "2017-11-17 08:30:00",
        "2017年11月17日 星期五", "二零一七年十一月十七日（星期五）", DAY,
    ],
)  # fmt: skip
def test_every_spelling_of_a_whole_day_is_read_without_a_word(value):
    assert read_day(value) == (DAY, None)


@pytest.mark.parametrize(
    "value",
    ["17年11月", "二〇一七年十一月", "2017/11", "2017.11", 2017.11, "201711",
     "2017年11月份"],
)  # fmt: skip
def test_a_date_without_its_day_is_the_first_and_said(value):
    day, said = read_day(value)
    assert day == date(2017, 11, 1)
    assert "只到月" in said.zh


def test_a_year_of_two_digits_is_said():
    day, said = read_day("17.11.17")
    assert day == DAY
    assert "2017" in said.zh
    assert read_day("98年5月").day == date(1998, 5, 1)


@pytest.mark.parametrize("value", [2017, 2017.0, "2017", "2017年"])
def test_a_bare_year_is_no_day_of_1905(value):
    day, said = read_day(value)
    assert day is None
    assert "只有年份" in said.zh


def test_october_that_a_spreadsheet_cut_to_one_digit_is_not_guessed():
    found = read_day(2017.1)
    assert found.refused
    assert "10 月" in found.said.zh


@pytest.mark.parametrize("value", ["2017年2月30日", "2017-13-01", "去年", "9" * 5000])
def test_what_is_no_date_says_so(value):
    assert read_day(value).refused


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_chinese_numerals_and_short_years_are_inverses_of_writing_them(day):
    def tens(number):
        ten, one = divmod(number, 10)
        head = ("" if ten == 1 else DIGITS[ten]) + "十" if ten else ""
        return head + (DIGITS[one] if one else "")

    year = "".join(DIGITS[int(d)] for d in str(day.year))
    spelled = f"{year}年{tens(day.month)}月{tens(day.day)}日"
    assert read_day(spelled) == (day, None)
    short = f"{day.year % 100:02d}.{day.month}.{day.day}"
    assert read_day(short).day == day
