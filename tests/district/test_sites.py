from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district.changes import Change, Changes, patched
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.rules import Rules
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard
from gridwatch.district.sites import Site
from gridwatch.district.wording import Kind


def placed(district: District, x: float, y: float, **more: object) -> Site:
    outfall = Outfall("here", geometry=shapely.Point(x, y), **more)
    return replace(district, outfalls=(outfall,)).sites["here"]


def test_a_board_knows_its_segment_chainage_bank_offset_cell_village_and_town(
    district: District,
) -> None:
    site = district.sites["b"]
    assert site.segment is district.segments[0]
    assert site.named
    assert (site.chainage, site.offset, site.bank) == (100, 10, "left")
    assert site.cell is district.cells[0]
    assert site.village is not None
    assert site.village.uid == "west"
    assert site.town is not None
    assert site.town.uid == "town"


def test_without_a_named_segment_the_nearest_one_within_the_limit_counts(
    district: District,
) -> None:
    site = placed(district, 1500, 480)
    assert (site.chainage, site.bank, site.distance) == (1400, "right", 20)
    assert not site.named
    assert site.village is not None
    assert site.village.uid == "east"


def test_a_place_beyond_the_limit_lies_on_no_segment_but_in_its_village(
    district: District,
) -> None:
    near = replace(district, rules=Rules(data={"rivers": {"far_metres": 100}}))
    site = placed(near, 1500, 100)
    assert site.segment is None
    assert site.chainage is None
    assert site.bank == ""
    assert site.village is not None


def test_a_named_segment_counts_also_where_another_is_nearer(
    district: District,
) -> None:
    brook = Segment("n", "S2", geometry=shapely.LineString([(100, 400), (1900, 400)]))
    both = replace(district, segments=(*district.segments, brook))
    site = placed(both, 600, 410, segment_code="S1")
    assert (site.segment, site.nearest) == (district.segments[0], brook)
    assert (site.bank, site.distance) == ("right", 90)


def test_a_segment_without_a_line_gives_no_reading(district: District) -> None:
    bare = Segment("n", "S2")
    both = replace(district, segments=(*district.segments, bare))
    site = placed(both, 600, 510, segment_code="S2")
    assert site.segment is district.segments[0]
    assert not site.named


def test_without_segments_places_lie_in_their_cell_and_village_only(
    district: District,
) -> None:
    site = replace(district, segments=()).sites["b"]
    assert (site.segment, site.nearest) == (None, None)
    assert site.cell is district.cells[0]


def test_a_cell_assigned_by_hand_overrides_the_one_it_lies_in(
    district: District,
) -> None:
    code = district.cells[0].code
    site = placed(district, 1500, 480, cell_code=code, cell_reason="委托代管")
    assert site.cell is district.cells[0]
    assert site.by_hand
    assert placed(district, 1500, 480, cell_code="990101101201999").cell is None


def test_a_board_without_a_place_stands_nowhere(district: District) -> None:
    lost = replace(district.signboards[0], geometry=None)
    site = replace(district, signboards=(lost,)).sites["b"]
    assert (site.segment, site.cell, site.village) == (None, None, None)


PLACES = st.tuples(st.integers(0, 20), st.integers(0, 10)).map(
    lambda at: shapely.Point(at[0] * 100.0, at[1] * 100.0)
)
LINES = st.lists(PLACES, min_size=2, max_size=5, unique=True).map(shapely.LineString)
EDITS = st.one_of(
    st.tuples(st.just((Kind.SIGNBOARD, "b")), st.just("geometry"), PLACES),
    st.tuples(st.just((Kind.OUTFALL, "o")), st.just("geometry"), PLACES),
    st.tuples(
        st.just((Kind.OUTFALL, "o")),
        st.just("segment_code"),
        st.sampled_from(["", "S1"]),
    ),
    st.tuples(st.just((Kind.SEGMENT, "s")), st.just("geometry"), LINES),
    st.tuples(st.just((Kind.SEGMENT, "s")), st.just("code"), st.sampled_from("SR")),
    st.tuples(
        st.just((Kind.JURISDICTION, "west")),
        st.just("geometry"),
        PLACES.map(lambda p: p.buffer(300, quad_segs=1)),
    ),
    st.tuples(
        st.just((Kind.CELL, "c")),
        st.just("geometry"),
        PLACES.map(lambda p: p.buffer(250, quad_segs=1)),
    ),
    st.tuples(st.just((Kind.RIVER, "r")), st.just("name"), st.sampled_from("甲乙")),
    st.tuples(
        st.just((Kind.TERM, "t1")), st.just("person_uid"), st.sampled_from(["n0", "n4"])
    ),
)
ANSWERS = (
    "sites",
    "villages_of_segment",
    "towns_of_segment",
    "segment_by_code",
    "cell_by_code",
    "river_by_code",
    "jurisdiction_by_code",
    "segments_of_river",
    "terms_of_post",
    "person_by_uid",
)


def answers(district: District) -> dict[str, Any]:
    found = {name: getattr(district, name) for name in ANSWERS}
    places = {(post.covers, post.covers_code) for post in district.posts}
    posts = {place: district.posts_on(*place) for place in places}
    return {**found, "stretches": district.stretches(Level.VILLAGE), "posts": posts}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=st.lists(st.tuples(EDITS, st.booleans()), max_size=8))
def test_after_any_edits_every_kept_answer_is_the_one_a_fresh_district_gives(
    district: District, edits: list[tuple[tuple[Any, str, Any], bool]]
) -> None:
    answers(district)
    for ((kind, uid), key, value), look in edits:
        row = district.row(kind, uid)
        change = Change(kind, uid, {key: getattr(row, key)}, {key: value})
        district = patched(district, Changes((change,)))
        if look:
            assert answers(district) == answers(replace(district))
    assert answers(district) == answers(replace(district))


def test_moving_one_board_does_not_ask_about_the_others_again(
    district: District,
) -> None:
    before = district.sites
    change = Change(
        Kind.SIGNBOARD,
        "b",
        {"geometry": district.signboards[0].geometry},
        {"geometry": shapely.Point(300, 490)},
    )
    after = patched(district, Changes((change,))).sites
    assert after["o"] is before["o"]
    assert (after["b"].chainage, after["b"].bank) == (200, "right")


@pytest.mark.parametrize("level", [Level.VILLAGE, Level.TOWN])
def test_a_segment_is_measured_inside_each_area(
    district: District, level: Level
) -> None:
    found = {area.uid: metres for _, area, metres in district.stretches(level)}
    want = {"west": 900, "east": 900} if level is Level.VILLAGE else {"town": 1800}
    assert found == want


def test_without_any_segment_a_board_stands_nowhere_and_nothing_breaks() -> None:
    board = Signboard("b", segment_code="990101000001", geometry=shapely.Point(1, 1))
    assert District(signboards=(board,)).sites["b"] == Site()
