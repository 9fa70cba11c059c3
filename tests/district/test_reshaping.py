"""Segments cut in two: the parts add up, and what hangs on them follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.changes import patched
from gridwatch.district.chiefs import Post, Term
from gridwatch.district.coverage import chiefs_of_segment
from gridwatch.district.reshaping import cut, split_segment
from gridwatch.district.segments import Segment
from gridwatch.district.vertices import ReshapingError
from gridwatch.district.wording import Kind

DAY = date(2026, 11, 1)
_places = st.tuples(
    st.integers(0, 5_000_000).map(lambda mm: mm / 1000),
    st.integers(0, 5_000_000).map(lambda mm: mm / 1000),
)
_lines = (
    st.lists(_places, min_size=2, max_size=12, unique=True)
    .map(shapely.LineString)
    .filter(lambda line: line.length > 10)
)


@given(_lines, st.floats(0.01, 0.99))
def test_the_parts_of_a_line_add_up(line, share):
    upper, lower = cut(line, line.length * share)
    assert upper.length + lower.length == pytest.approx(line.length)
    assert upper.length == pytest.approx(line.length * share)
    assert upper.coords[-1] == lower.coords[0]
    assert upper.coords[0] == line.coords[0]
    assert lower.coords[-1] == line.coords[-1]
    kept = [*upper.coords, *lower.coords]
    assert all(place in kept for place in line.coords)


@given(st.lists(_lines, min_size=2, max_size=4), st.floats(0.01, 0.99))
def test_the_parts_of_a_line_in_pieces_add_up(lines, share):
    whole = shapely.MultiLineString(lines)
    upper, lower = cut(whole, whole.length * share)
    assert upper.length == pytest.approx(whole.length * share)
    assert upper.length + lower.length == pytest.approx(whole.length)


@pytest.mark.parametrize(
    ("code", "others", "wanted"),
    [
        ("990101000002", (), "990101000003"),
        # A serial that was given up between two in use is not given again.
        ("990101000002", ("990101000007",), "990101000008"),
        ("888888000004", ("990101000007",), "888888000005"),
        ("", (), ""),
        ("S1", ("S1-2",), "S1-3"),
    ],
)
def test_the_lower_part_gets_the_next_code_that_was_never_used(
    district, code, others, wanted
):
    segment = replace(district.segments[0], code=code)
    more = [replace(segment, uid=f"m{i}", code=c) for i, c in enumerate(others)]
    changed = replace(district, segments=(segment, *more))
    assert split_segment(changed, segment, 500.0, "").code == wanted


@pytest.fixture
def longer(district):
    """The river in two segments, a post on the upper one, outfalls on both banks."""
    outfall = replace(district.outfalls[0], segment_code="S1")
    return replace(
        district,
        segments=(
            replace(district.segments[0], length=1850.0),
            Segment("next", "S2", "", "R1", 2, town_code="990101101000"),
        ),
        outfalls=(
            replace(outfall, uid="o1", geometry=shapely.Point(400, 470)),
            replace(outfall, uid="o2", geometry=shapely.Point(1500, 530)),
            replace(outfall, uid="o3", geometry=None),
        ),
        posts=(*district.posts, Post("p9", "村级河长", "village", "segment", "S1")),
        terms=(*district.terms, Term("t9", "p9", "n2", date(2024, 1, 1))),
    )


def test_splitting_a_segment_makes_two_that_add_up(longer):
    split = split_segment(longer, longer.segments[0], 600.0, "test")
    after = patched(longer, split.changes)
    upper = after.row(Kind.SEGMENT, split.upper)
    lower = after.row(Kind.SEGMENT, split.lower)
    assert upper.code == "S1"
    assert lower.code == split.code == "S1-2"
    assert (upper.sequence, lower.sequence) == (1, 2)
    assert after.row(Kind.SEGMENT, "next").sequence == 3
    assert upper.length + lower.length == 1850.0
    assert upper.length / lower.length == pytest.approx(600 / 1200)
    assert upper.end == lower.start == "分段点 K0+600"
    assert (lower.river_code, lower.town_code) == ("R1", "990101101000")
    assert upper.geometry.coords[-1] == lower.geometry.coords[0] == (700.0, 500.0)


def test_boards_and_outfalls_follow_their_chainage(longer):
    split = split_segment(longer, longer.segments[0], 600.0, "test")
    after = patched(longer, split.changes)
    assert [o.segment_code for o in after.outfalls] == ["S1", "S1-2", "S1"]
    assert after.signboards[0].segment_code == "S1"
    assert split.relinked == 1


def test_ownership_and_chiefs_answer_for_both_parts(longer):
    split = split_segment(longer, longer.segments[0], 600.0, "test")
    after = patched(longer, split.changes)
    one, other = (after.ownerships_of_segment[code][0] for code in ("S1", split.code))
    assert replace(other, uid=one.uid, segment_code="S1") == one
    people = [
        {c.person.uid for c in chiefs_of_segment(after, s, DAY)["village"]}
        for s in (after.row(Kind.SEGMENT, u) for u in (split.upper, split.lower))
    ]
    assert people[0] >= {"n2"}
    assert people[1] >= {"n2"}


def test_splitting_is_undone_to_the_last_row(longer):
    split = split_segment(longer, longer.segments[0], 600.0, "test")
    back = patched(patched(longer, split.changes), split.changes.inverse())
    for kind in Kind:
        assert set(back.rows(kind)) == set(longer.rows(kind))


@pytest.mark.parametrize("chainage", [0.0, 0.5, 1799.8, -3.0])
def test_a_segment_is_not_split_at_its_ends(longer, chainage):
    with pytest.raises(ReshapingError):
        split_segment(longer, longer.segments[0], chainage, "test")


def test_a_segment_without_a_line_is_not_split(longer):
    with pytest.raises(ReshapingError, match="no shape"):
        split_segment(longer, longer.segments[1], 10.0, "test")
