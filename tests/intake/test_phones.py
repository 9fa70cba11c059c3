import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.intake.phones import is_mobile, phones_of


@pytest.mark.parametrize(
    "value",
    [10099990001.0, 10099990001, "10099990001", "100 9999 0001", "100-9999-0001",
     "+86 10099990001", "１００９９９９０００１",  # noqa: RUF001
     "10099990001.0"],
)  # fmt: skip
def test_a_mobile_is_its_eleven_digits_however_it_was_typed(value):
    assert phones_of(value) == ("10099990001",)


@pytest.mark.parametrize(
    "value",
    ["10099990001/0000-69990001", "10099990001、0000-69990001",
     "10099990001\n0000-69990001", "100-9999-0001 0000-69990001"],
)  # fmt: skip
def test_two_numbers_of_one_cell_are_told_apart(value):
    assert phones_of(value) == ("10099990001", "0000-69990001")


def test_blank_and_odd_values_are_kept_as_they_are():
    assert phones_of(None) == phones_of("  ") == ()
    assert phones_of("转 8012") == ("转 8012",)
    assert not is_mobile("转 8012")


@given(st.integers(10**10, 2 * 10**10 - 1), st.sampled_from(["-", " ", ".", ""]))
def test_separators_never_change_the_digits(number, mark):
    text = str(number)
    typed = mark.join((text[:3], text[3:7], text[7:]))
    assert phones_of(typed) == phones_of(float(number)) == (text,)
