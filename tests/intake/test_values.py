from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.wording import FIELDS, Kind
from gridwatch.intake.values import Refused, as_code, as_day, as_text, translated


@pytest.mark.parametrize(
    "value",
    [
        date(2017, 11, 17),
        datetime(2017, 11, 17, 8, 30),  # noqa: DTZ001 - what a workbook hands on
        "2017-11-17",
        "2017.11.17",
        "2017/11/17",
        "2017年11月17日",
        "20171117",
        "2017-11-17 00:00:00",
        43056.0,
        "43056",
    ],
)
def test_all_usual_spellings_of_a_day(value):
    assert as_day(value) == date(2017, 11, 17)


@pytest.mark.parametrize("value", [None, "", "  ", "0", "00000000", "--"])
def test_blank_days_are_none(value):
    assert as_day(value) is None


@pytest.mark.parametrize("value", ["去年", "2017-13-01", "2017", "20170231"])
def test_other_words_are_no_day(value):
    with pytest.raises(Refused):
        as_day(value) if value != "2017" else as_day("2017年")


# A bare number from 1900 to 2100 is a year, not a day of 1905.
@given(st.dates(date(1906, 1, 1), date(2100, 1, 1)))
def test_every_day_survives_its_spellings(day):
    serial = float((day - date(1899, 12, 30)).days)
    spelled = f"{day.year}年{day.month}月{day.day}日"
    assert as_day(serial) == as_day(spelled) == as_day(day.isoformat()) == day


def test_codes_stored_as_numbers_lose_only_their_point():
    assert as_code(990101102201.0) == "990101102201"
    assert as_code(110118) == "110118"
    assert as_code("110118.000") == "110118"
    assert as_code("E01000001") == "E01000001"


@pytest.mark.parametrize("value", [990101102201003.0, 1.2e18, "9.90101E+14"])
def test_codes_of_fifteen_digits_stored_as_numbers_refuse_the_row(value):
    with pytest.raises(Refused) as caught:
        as_code(value)
    assert caught.value.whole_row


def test_phone_numbers_have_no_decimal_point():
    assert as_text(13800000001.0) == "13800000001"
    assert translated(Kind.PERSON, "mobile", 13800000001.0) == ("13800000001", True)


@pytest.mark.parametrize(
    ("kind", "key", "word", "value"),
    [
        (Kind.JURISDICTION, "level", "镇街", "town"),
        (Kind.JURISDICTION, "level", "区县", "district"),
        (Kind.RIVER, "levels", "市级;区级", ("municipal", "district")),
        (Kind.RIVER, "regime", "季节性", "seasonal"),
        (Kind.WATER_BODY, "part", "陆域", "shore"),
        (Kind.OUTFALL, "above_scale", "是", True),
        (Kind.OUTFALL, "above_scale", "否", False),
        (Kind.OUTFALL, "above_scale", "", None),
        (Kind.SIGNBOARD, "level", "村级", "village"),
        (Kind.OUTFALL, "category", "其他排口", "其他排口"),
    ],
)
def test_office_words_become_our_choices(kind, key, word, value):
    assert translated(kind, key, word) == (value, True)


def test_unknown_words_of_a_fixed_choice_are_kept_and_told():
    assert translated(Kind.RIVER, "regime", "断流") == ("断流", False)
    assert translated(Kind.RIVER, "levels", "市级、流域级") == (
        ("municipal", "流域级"),
        False,
    )


ANYTHING = st.one_of(
    st.none(), st.text(max_size=12), st.floats(), st.integers(), st.booleans()
)
PLACES = [(kind, field.key) for kind, fields in FIELDS.items() for field in fields]


@given(st.sampled_from([p for p in PLACES if p[1] != "face"]), ANYTHING)
def test_any_value_is_taken_or_refused_but_never_crashes(place, value):
    told = None
    try:
        translated(*place, value)
    except Refused as refusal:
        told = refusal.text
    assert told is None or (told.zh and told.en)
