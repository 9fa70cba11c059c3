"""Objects and the file around them, read back by pikepdf."""

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography.pdf.container import Container
from gridwatch.cartography.pdf.values import Name, written

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
LETTERS = st.characters(min_codepoint=33, exclude_categories=("Cs",))
NAME = st.text(LETTERS, min_size=1, max_size=8)
SIMPLE = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    st.binary(max_size=9),
    NAME.map(Name),
)
VALUE = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(NAME, inner, max_size=4)
    ),
    max_leaves=8,
)


def same(found, value):
    """Tell whether what pikepdf read is what was written."""
    if isinstance(value, Name):
        return str(found) == "/" + value
    if isinstance(value, str):
        return str(found) == value
    if isinstance(value, bytes):
        return bytes(found) == value
    if isinstance(value, list):
        pairs = zip(found, value, strict=True)
        return len(found) == len(value) and all(same(a, b) for a, b in pairs)
    if isinstance(value, dict):
        return set(found.keys()) == {"/" + key for key in value} and all(
            same(found["/" + key], item) for key, item in value.items()
        )
    return found == value


@given(VALUE.filter(lambda value: not isinstance(value, Name)))
def test_any_value_is_read_as_it_was_written(value):
    assert same(pikepdf.Object.parse(written([value]))[0], value)


def test_what_is_no_value_is_refused():
    with pytest.raises(TypeError):
        written(object())


def test_objects_are_found_whatever_the_order_they_were_put_in():
    stream = io.BytesIO()
    container = Container(stream)
    later, never = container.reserve(), container.reserve()
    data = container.put_stream(b"hello" * 100, {"A": 1})
    plain = container.put_stream(b"as it is", packed=False)
    pages = container.reserve()
    page = {"Type": Name("Page"), "Parent": pages, "MediaBox": [0, 0, 9, 9]}
    kids = [container.put({**page, "Resources": {}})]
    container.put({"Type": Name("Pages"), "Kids": kids, "Count": 1}, pages)
    container.put({"later": "河"}, later)
    root = container.put(
        {"Type": Name("Catalog"), "Pages": pages, "L": later, "D": data, "P": plain}
        | {"N": never}
    )
    container.close(root, container.put({"Title": "题"}))
    with pikepdf.open(io.BytesIO(stream.getvalue())) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.Root.L.later) == "河"
        assert pdf.Root.D.read_bytes() == b"hello" * 100
        assert pdf.Root.P.read_raw_bytes() == b"as it is"
        assert pdf.Root.get("/N") is None
        assert str(pdf.docinfo.Title) == "题"
        assert len(bytes(pdf.trailer.ID[0])) == 16
