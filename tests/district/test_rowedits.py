"""Rows made, copied and removed with what points to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridwatch.district import references
from gridwatch.district.changes import patched
from gridwatch.district.rowedits import copied_values, edit, make, removal
from gridwatch.district.rows import TABLES
from gridwatch.district.waterbodies import WaterBody
from gridwatch.district.wording import Kind
from tests.store.made import delivery

LATER = (
    Kind.BODY,
    Kind.FORMER_FACE,
    Kind.MONITORING,
    Kind.SOURCE,
    Kind.PUBLICATION,
    Kind.PHOTO,
)


def test_every_row_that_points_to_a_segment_is_found(district):
    found = references.referrers(district, Kind.SEGMENT, district.segments[0])
    assert {(r.kind, r.key) for r in found} == {
        (Kind.SIGNBOARD, "segment_code"),
        (Kind.OWNERSHIP, "segment_code"),
    }


def test_a_post_points_to_what_it_covers(district):
    found = references.referrers(district, Kind.CELL, district.cells[0])
    assert [(r.kind, r.row.uid) for r in found] == [(Kind.POST, "p4")]


def test_where_another_row_has_the_code_nothing_is_orphaned(district):
    twin = replace(district.segments[0], uid="twin")
    both = replace(district, segments=(*district.segments, twin))
    assert references.referrers(both, Kind.SEGMENT, twin) == []


def test_removing_a_person_takes_the_terms_along(district):
    away = removal(district, Kind.PERSON, ["n2"])
    assert "任期 1 条离不开它" in away.sentence.zh
    after = patched(district, away.changes("test"))
    assert [p.uid for p in after.persons] == ["n0", "n1", "n3", "n4"]
    assert "t2" not in {t.uid for t in after.terms}


def test_removing_a_post_and_its_person_together_takes_each_term_once(district):
    changes = removal(district, Kind.POST, ["p0", "p1"]).changes("test")
    keys = [(c.kind, c.uid) for c in changes.items]
    assert len(keys) == len(set(keys)) == 4


@pytest.mark.parametrize("clear", [True, False])
def test_links_to_a_removed_segment_are_cleared_if_wanted(district, clear):
    away = removal(district, Kind.SEGMENT, ["s"])
    assert away.sentence.zh == "有 公示牌 1 条、河段权属 1 条指向它。"
    after = patched(district, away.changes("test", clear=clear))
    assert after.segments == ()
    assert after.signboards[0].segment_code == ("" if clear else "S1")


def test_removal_is_undone_to_the_last_field(district):
    district = replace(
        district,
        water_bodies=(WaterBody("wb", "W1", "水库"),),
        **{TABLES[kind][0]: rows for kind, rows in delivery().items() if kind in LATER},
    )
    for kind in Kind:
        assert district.rows(kind), kind
        for row in district.rows(kind):
            changes = removal(district, kind, [row.uid]).changes("test")
            back = patched(patched(district, changes), changes.inverse())
            for other in Kind:
                assert set(back.rows(other)) == set(district.rows(other))


def test_what_nobody_points_to_goes_without_a_word(district):
    away = removal(district, Kind.OUTFALL, ["o"])
    assert away.free
    assert away.sentence.zh == ""


def test_a_copy_has_everything_but_the_code(district):
    values = copied_values(district.signboards[0])
    assert values["code"] == ""
    assert values["face"] == district.signboards[0].face
    made = patched(district, make(Kind.SIGNBOARD, values, "test", "new"))
    assert made.row(Kind.SIGNBOARD, "new").geometry == district.signboards[0].geometry


def test_an_edit_names_only_what_differs(district):
    board = district.signboards[0]
    assert edit(Kind.SIGNBOARD, board, {"code": "B1", "type": "永久"}, "test") is None
    changes = edit(Kind.SIGNBOARD, board, {"code": "B7", "type": "永久"}, "test")
    assert changes.items[0].before == {"code": "B1"}
    assert changes.items[0].after == {"code": "B7"}
