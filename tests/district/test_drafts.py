"""Photographs and way points beside the register, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import shapely

from gridwatch.district.changes import patched
from gridwatch.district.district import District
from gridwatch.district.drafts import Pick, Verdict, draft_changes, nearby, proposed
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.records import Photo
from gridwatch.district.rules import Rules
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard
from gridwatch.district.wording import Kind

LINE = shapely.LineString([(0, 0), (1000, 0)])
VILLAGE, GONE = shapely.box(0, 0, 500, 900), shapely.Point(300, 5)
DISTRICT = District(
    jurisdictions=(
        Jurisdiction("v", "1", "东村", Level.VILLAGE, geometry=VILLAGE),
    ),
    segments=(Segment("s", "S1", "一段", geometry=LINE),),
    signboards=(
        Signboard("b", "B1", geometry=shapely.Point(100, 5)),
        Signboard("gone", "B2", geometry=GONE, removed=date(2020, 1, 1)),
        Signboard("nowhere", "B3"),
    ),
    outfalls=(Outfall("o", "O1", geometry=shapely.Point(130, 5)),),
)  # fmt: skip


def around(*places, district=DISTRICT):
    return nearby(district, np.array(places, float).reshape(-1, 2))


def test_a_place_is_read_on_the_ruler_of_the_nearest_segment() -> None:
    (place,) = around((250, 12))
    assert place.segment is DISTRICT.segments[0]
    assert (place.chainage, place.offset) == (250, 12)
    assert place.village is not None
    assert place.village.name == "东村"
    assert place.row is None
    assert proposed(place) is Verdict.SEGMENT


def test_the_nearest_of_boards_and_outfalls_is_what_is_shown() -> None:
    board, outfall, neither = around((105, 5), (122, 5), (300, 5))
    assert (board.kind, board.row.uid, board.metres) == (Kind.SIGNBOARD, "b", 5)
    assert (outfall.kind, outfall.row.uid) == (Kind.OUTFALL, "o")
    # A board that was taken down is not there to be photographed.
    assert neither.row is None
    assert [proposed(p) for p in (board, outfall)] == [Verdict.ATTACH] * 2


def test_the_distance_is_a_rule_of_the_district() -> None:
    rules = Rules(data={"drafts": {"attach_metres": 3}, "rivers": {"far_metres": 20}})
    strict = replace(DISTRICT, rules=rules)
    near, far = around((105, 5), (105, 30), district=strict)
    assert near.row is None
    assert far.segment is None
    assert proposed(far) is Verdict.LEAVE


def test_no_place_and_no_register_are_near_nothing() -> None:
    (place,) = around((np.nan, np.nan))
    assert proposed(place) is Verdict.LEAVE
    assert not place.inside
    (place,) = nearby(District(), np.array([[1.0, 2.0]]))
    assert proposed(place) is Verdict.LEAVE
    assert around() == ()


def test_the_decisions_are_one_edit() -> None:
    attach, first, second, third, segment = around(
        (105, 5), (600, 5), (610, 5), (800, 5), (400, 5)
    )
    day = date(2026, 5, 1)
    picks = [
        Pick(attach, Verdict.ATTACH, "a.jpg", "aa", day),
        Pick(first, Verdict.OUTFALL, "b.jpg", "bb", day),
        Pick(second, Verdict.OUTFALL, "c.jpg", "cc", day),
        Pick(third, Verdict.SIGNBOARD, "d.jpg", "dd", day),
        Pick(segment, Verdict.SEGMENT, "e.jpg", "ee", day),
        Pick(segment, Verdict.LEAVE, "f.jpg", "ff", day),
    ]
    changes = draft_changes(DISTRICT, picks, "照片")
    after = patched(DISTRICT, changes)
    new = [o for o in after.outfalls if o.uid != "o"]
    assert [(o.name, o.segment_code, o.code) for o in new] == [("草稿 b", "S1", "")]
    shown = {photo.name: (photo.kind, photo.row_uid) for photo in after.photos}
    assert shown["a.jpg"] == ("signboard", "b")
    # Two pictures ten metres apart show the same new outfall.
    assert shown["b.jpg"] == shown["c.jpg"] == ("outfall", new[0].uid)
    assert shown["d.jpg"][0] == "signboard"
    assert shown["e.jpg"] == ("segment", "s")
    assert "f.jpg" not in shown
    assert patched(after, changes.inverse()) == DISTRICT


def test_a_picture_that_the_row_has_already_is_not_hung_twice() -> None:
    (place,) = around((105, 5))
    pick = Pick(place, Verdict.ATTACH, "a.jpg", "aa")
    known = replace(DISTRICT, photos=(Photo("p", "signboard", "b", sha256="aa"),))
    assert draft_changes(known, [pick], "").items == ()
    assert len(draft_changes(DISTRICT, [pick, pick], "").items) == 1


def test_a_way_point_makes_a_draft_without_a_picture() -> None:
    (place,) = around((600, 5))
    pick = Pick(place, Verdict.OUTFALL, "3.5公里处")
    (change,) = draft_changes(DISTRICT, [pick], "").items
    assert change.after is not None
    assert change.after["name"] == "草稿 3.5公里处"
