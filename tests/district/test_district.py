from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district import district as whole
from gridwatch.district import outlines
from gridwatch.district.chiefs import Person, Post, Term, holders
from gridwatch.district.jurisdictions import Level
from gridwatch.district.signboards import Signboard

if TYPE_CHECKING:
    import pytest

    from gridwatch.district.district import District


def test_a_point_is_answered_with_district_first_and_village_last(
    district: District,
) -> None:
    here = district.jurisdictions_at(shapely.Point(300, 300))
    assert [j.uid for j in here] == ["district", "town", "west"]


def test_a_segment_knows_the_villages_and_towns_it_crosses(district: District) -> None:
    assert [j.uid for j in district.villages_of_segment["s"]] == ["west", "east"]
    assert [j.uid for j in district.towns_of_segment["s"]] == ["town"]


def test_one_stray_point_does_not_stretch_the_extent(district: District) -> None:
    stray = Signboard("far", geometry=shapely.Point(9e6, 9e6))
    assert replace(district, signboards=(stray,)).extent == (0, 0, 2000, 1000)


def test_without_jurisdictions_the_other_kinds_give_the_extent(
    district: District,
) -> None:
    assert replace(district, jurisdictions=(), cells=()).extent == (100, 500, 1900, 510)


def test_rows_of_a_level_are_found(district: District) -> None:
    assert [j.uid for j in district.of_level(Level.TOWN)] == ["town"]
    assert district.of_level(Level.CITY) == ()


def test_the_first_of_two_equal_codes_is_the_one_found(district: District) -> None:
    twice = replace(district, segments=(*district.segments, *district.segments))
    assert twice.segment_by_code["S1"] is district.segments[0]


def test_a_village_whose_ring_crosses_itself_is_crossed_all_the_same(
    district: District,
) -> None:
    bow_tie = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000), (0, 0)])
    villages = tuple(
        replace(j, geometry=bow_tie) if j.uid == "west" else j
        for j in district.jurisdictions
    )
    torn = replace(district, jurisdictions=villages)
    low = replace(
        district.segments[0], geometry=shapely.LineString([(100, 300), (1900, 300)])
    )
    torn = replace(torn, segments=(low,))
    assert [j.uid for j in torn.villages_of_segment["s"]] == ["west", "east"]


DAY = date(2026, 11, 1)
PLACES = st.tuples(
    st.sampled_from(["村级管水员", "村级河长", "别的"]),
    st.sampled_from(["cell", "river", "jurisdiction"]),
    st.sampled_from(["", "c1", "c2", "c3"]),
)
TERMS = st.tuples(st.integers(0, 9), st.sampled_from("ab"), st.booleans())


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(PLACES, max_size=10), st.lists(TERMS, max_size=14))
def test_posts_and_wardens_of_places_are_those_that_a_look_at_each_post_finds(
    district: District,
    places: list[tuple[str, str, str]],
    held: list[tuple[int, str, bool]],
) -> None:
    posts = [
        Post(f"p{i}", role, "village", covers, code)
        for i, (role, covers, code) in enumerate(places)
    ]
    terms = [
        Term(f"t{i}", f"p{post}", person, acting=acting)
        for i, (post, person, acting) in enumerate(held)
    ]
    persons = {uid: Person(uid) for uid in "ab"}
    staffed = replace(
        district,
        posts=tuple(posts),
        terms=tuple(terms),
        persons=tuple(persons.values()),
    )
    of_post = {post.uid: [t for t in terms if t.post_uid == post.uid] for post in posts}
    manned = staffed.wardens_by_cell(DAY)
    for code in ("", "c1", "c2", "c3"):
        for covers in ("cell", "river", "jurisdiction"):
            here = [p for p in posts if (p.covers, p.covers_code) == (covers, code)]
            assert list(staffed.posts_on(covers, code)) == here
        cell = [p for p in posts if (p.covers, p.covers_code) == ("cell", code)]
        wardens = [post for post in cell if post.role == "村级管水员"]
        wanted = holders(wardens, of_post, persons, DAY)
        assert list(manned.get(code, ())) == wanted
        assert (code in manned) == bool(wanted)


def test_what_is_worked_out_once_takes_no_outlines_out_again(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "_LARGE", 0)
    fresh = replace(district)
    fresh.work_out()
    stretches, sites = fresh.stretches(Level.VILLAGE), fresh.sites
    asked: list[object] = []
    monkeypatch.setattr(outlines, "rings_of", asked.append)
    fresh.work_out()
    assert not asked
    assert fresh.stretches(Level.VILLAGE) is stretches
    assert fresh.sites is sites
