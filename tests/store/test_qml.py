"""QML is XML: what stands in it comes back from it letter by letter."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from gridwatch.store.qml import _quoted

_LETTERS = st.characters(
    exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"
).filter(lambda letter: letter >= " " or letter in "\t\n\r")


@given(st.text(_LETTERS))
def test_a_text_in_quotes_is_read_back_as_it_was(text):
    assert ET.fromstring(f"<a b={_quoted(text)}/>").get("b") == text
