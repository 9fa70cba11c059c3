import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography.texts import Texts

texts = st.lists(st.text(st.characters(), max_size=6), max_size=30)


@given(given=texts, asked=st.text(max_size=3), sorted_too=st.booleans())
def test_texts_are_a_sequence_like_any_other(given, asked, sorted_too):
    found = Texts.of(given, sorted_too=sorted_too)
    again = Texts.from_arrays({f"x{n}": a for n, a in found.arrays().items()}, "x")
    assert list(again) == given
    assert len(again) == len(given)
    assert again == given
    assert again[1:3] == tuple(given[1:3])
    assert (asked in again) == (asked in given)
    for text in given:
        assert again.index(text) == given.index(text)
        assert again[given.index(text) - len(given)] == text


def test_what_is_not_there_is_said_so():
    found = Texts.of(["a", "b"], sorted_too=True)
    with pytest.raises(ValueError, match="'c' is not here"):
        found.index("c")
    with pytest.raises(IndexError):
        found[2]
    assert found.find("c") == -1
    assert None not in found
