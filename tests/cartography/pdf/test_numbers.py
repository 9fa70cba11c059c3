"""Numbers and paths as bytes, read back by the grammar of PDF."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography.generalise import Pieces
from gridwatch.cartography.pdf.numbers import lines_of, number, rounded

REAL = re.compile(rb"-?(\d+\.?\d*|\.\d+)")
_EIGHT = 5e-8
WIDE = st.integers(-3_000_000, 3_000_000)


@given(st.floats(-200_000, 200_000), st.integers(0, 4))
def test_a_number_is_a_real_of_pdf_and_as_near_as_asked(value, digits):
    found = number(value, digits)
    assert REAL.fullmatch(found), found
    assert abs(float(found) - value) <= 0.5 * 10**-digits + 1e-12 + _EIGHT * abs(value)


def read(data, *, closed):
    """Return the pieces that operators draw."""
    pieces = []
    for line in data.splitlines():
        words = line.split()
        if words[-1] == b"h":
            assert closed
            words.pop()
        if words[2] == b"m":
            pieces.append([])
        else:
            assert words[2] == b"l"
        pieces[-1].append((int(words[0]), int(words[1])))
    return pieces


@given(
    st.lists(st.lists(st.tuples(WIDE, WIDE), min_size=2, max_size=6), max_size=5),
    st.booleans(),
)
def test_paths_come_back_whole(lines, closed):
    coords = np.array([xy for line in lines for xy in line], float).reshape(-1, 2)
    offsets = np.cumsum([0, *map(len, lines)])
    data = lines_of(Pieces(coords, offsets), closed=closed)
    assert read(data, closed=closed) == lines
    assert data.count(b"h") == (len(lines) if closed else 0)


@given(st.lists(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), max_size=9)))
def test_rounding_keeps_every_place_within_half_a_unit(lines):
    coords = np.array([xy for line in lines for xy in line], float).reshape(-1, 2)
    offsets = np.cumsum([0, *map(len, lines)])
    found = rounded(Pieces(coords, offsets))
    assert (np.diff(found.offsets) > 1).all()
    wanted = []
    for line in lines:
        kept = []
        for place in (tuple(p) for p in np.rint(np.array(line)).tolist()):
            if not kept or kept[-1] != place:
                kept.append(place)
        if len(kept) > 1:
            wanted.append(kept)
    starts = zip(found.offsets[:-1], found.offsets[1:], strict=True)
    assert [[tuple(p) for p in found.coords[a:b].tolist()] for a, b in starts] == wanted
