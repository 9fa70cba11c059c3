from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely

from gridwatch.district.accepting import changes_of
from gridwatch.district.changes import Changes, patched
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.ownership import Ownership
from gridwatch.district.proposals import Verdict
from gridwatch.district.recoding import free_codes
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard
from gridwatch.district.splitting import propose
from gridwatch.district.wording import Kind, OfficerError

SIDE = 1000.0


def area(code: str, name: str, level: Level, *box: float) -> Jurisdiction:
    parent = {Level.VILLAGE: f"{code[:9]}000", Level.TOWN: "990101"}.get(level, "")
    shape = shapely.box(*(SIDE * side for side in box))
    return Jurisdiction(code, code, name, level, parent, geometry=shape)


AREAS = (
    area("990101", "云溪区", Level.DISTRICT, 0, 0, 4, 1),
    area("990101101000", "云溪镇", Level.TOWN, 0, 0, 2, 1),
    area("990101102000", "下河镇", Level.TOWN, 2, 0, 4, 1),
    area("990101101201", "上石村", Level.VILLAGE, 0, 0, 1, 1),
    area("990101101202", "下石村", Level.VILLAGE, 1, 0, 2, 1),
    area("990101102201", "东湾村", Level.VILLAGE, 2, 0, 3, 1),
    area("990101102202", "西湾村", Level.VILLAGE, 3, 0, 4, 1),
)
COURSE = shapely.LineString([(200, 500), (4500, 500)])
RIVER = River("r", "R1", "潮河", ("district",), geometry=COURSE)
CREEK = River(
    "c", "R2", "小沟", ("town",), parent_code="R1",
    geometry=shapely.LineString([(500, 900), (500, 500)]),
)  # fmt: skip


def made(**rows: object) -> District:
    usual = {
        "name": "云溪区", "code": "990101", "jurisdictions": AREAS,
        "rivers": (RIVER, CREEK),
    }  # fmt: skip
    return District(**{**usual, **rows})


def segment(uid: str, code: str, since: float, until: float, number: int) -> Segment:
    line = shapely.LineString([(200 + since, 500), (200 + until, 500)])
    return Segment(uid, code, f"{uid}段", "R1", number, geometry=line)


def inside(proposals):
    return [one for one in proposals if one.verdict is not Verdict.OUTSIDE]


def test_a_river_is_cut_at_village_and_town_borders_and_described():
    proposals = propose(made(), [RIVER])
    assert [(p.code, p.sequence, p.town, p.villages) for p in inside(proposals)] == [
        ("990101000001", 1, "云溪镇", ("上石村",)),
        ("990101000002", 2, "云溪镇", ("下石村",)),
        ("990101000003", 3, "下河镇", ("东湾村",)),
        ("990101000004", 4, "下河镇", ("西湾村",)),
    ]
    assert [(p.start, p.end) for p in inside(proposals)] == [
        ("自云溪镇上石村源头起", "至上石村与下石村交界处止"),
        (
            "自上石村与下石村交界处起",
            "至云溪镇与下河镇交界处（下石村）止",
        ),
        (
            "自云溪镇与下河镇交界处（东湾村）起",
            "至东湾村与西湾村交界处止",
        ),
        ("自东湾村与西湾村交界处起", "至出境处（西湾村）止"),
    ]
    assert proposals[-1].verdict is Verdict.OUTSIDE
    assert proposals[-1].length == pytest.approx(500)
    assert proposals[-1].notes[0].zh.startswith("在区外")


def test_a_tributary_ends_where_it_joins():
    (one,) = propose(made(), [CREEK])
    assert one.end == "汇入潮河口止"


def test_town_borders_alone_can_be_asked_for():
    proposals = inside(propose(made(), [RIVER], Level.TOWN))
    assert [(p.town, p.villages) for p in proposals] == [
        ("云溪镇", ("上石村", "下石村")),
        ("下河镇", ("东湾村", "西湾村")),
    ]


def test_a_border_river_says_who_is_on_which_bank():
    along = shapely.LineString([(1000, 950), (1000, 50)])
    (one,) = propose(made(rivers=(replace(RIVER, geometry=along),)), [
        replace(RIVER, geometry=along)
    ])  # fmt: skip
    assert "界河：左岸为下石村，右岸为上石村" in one.notes[0].zh
    assert one.town == "云溪镇"
    assert "界河" in one.name


def test_segments_that_fit_are_kept_and_others_give_way():
    segments = (
        segment("a", "990101000005", 0, 790, 1),
        segment("b", "990101000006", 790, 3800, 2),
    )
    proposals = inside(propose(made(segments=segments), [RIVER]))
    assert [p.verdict for p in proposals] == [Verdict.KEEP] + [Verdict.REPLACE] * 3
    assert proposals[0].uid == "a"
    assert [p.code for p in proposals[1:]] == [f"99010100000{n}" for n in (7, 8, 9)]
    assert {p.old_codes for p in proposals[1:]} == {("990101000006",)}
    assert all(len(p.companions) == 3 for p in proposals[1:])


def test_everything_that_points_to_an_old_code_moves_along():
    segments = (segment("b", "990101000006", 0, 3800, 1),)
    boards = (
        Signboard("g0", segment_code="990101000006", geometry=shapely.Point(300, 510)),
        Signboard("g1", segment_code="990101000006", geometry=shapely.Point(3900, 510)),
        Signboard("g2", segment_code="990101000006"),
    )
    outfalls = (
        Outfall("o", segment_code="990101000006", geometry=shapely.Point(2500, 480)),
    )
    district = made(
        segments=segments,
        signboards=boards,
        outfalls=outfalls,
        ownerships=(Ownership("w", "990101000006", managing_body="水务站"),),
        persons=(Person("n", "甲"),),
        posts=(Post("p", "区级河长", "district", "segment", "990101000006"),),
        terms=(Term("t", "p", "n", date(2024, 1, 1)),),
    )
    changes = changes_of(district, propose(district, [RIVER]))
    after = patched(district, changes)
    codes = {s.code: s.name for s in after.segments}
    assert len(codes) == 4
    assert "990101000006" not in codes
    named = {b.uid: codes[b.segment_code] for b in after.signboards}
    assert named["g0"] == "潮河云溪镇上石村段"
    assert named["g1"] == "潮河下河镇西湾村段"
    assert codes[after.outfalls[0].segment_code] == "潮河下河镇东湾村段"
    assert {w.segment_code for w in after.ownerships} == set(codes)
    assert {w.managing_body for w in after.ownerships} == {"水务站"}
    assert {p.covers_code for p in after.posts} == set(codes)
    assert {t.post_uid for t in after.terms} == {p.uid for p in after.posts}
    back = patched(after, changes.inverse())
    for kind in Kind:
        was = {row.uid: row for row in district.rows(kind)}
        assert {row.uid: row for row in back.rows(kind)} == was


def test_sequences_run_from_source_to_mouth_after_a_partial_choice():
    segments = (
        segment("a", "990101000005", 0, 790, 1),
        segment("b", "990101000006", 790, 1800, 2),
        segment("z", "990101000009", 1800, 3800, 3),
    )
    district = made(segments=segments)
    proposals = propose(district, [RIVER])
    new = [p for p in proposals if p.changes]
    after = patched(district, changes_of(district, new))
    order = sorted(after.segments, key=lambda s: s.geometry.coords[0][0])
    assert [s.sequence for s in order] == [1, 2, 3, 4]


def test_half_a_replacement_is_refused_in_words():
    district = made(segments=(segment("b", "990101000006", 0, 3800, 1),))
    new = [p for p in propose(district, [RIVER]) if p.changes]
    with pytest.raises(OfficerError) as refused:
        changes_of(district, new[:2])
    assert "同时接受" in refused.value.text.zh


@pytest.mark.parametrize("code", ["", "99010100000", "99010100000x", "990101000002"])
def test_a_code_that_is_none_or_taken_is_refused(code: str):
    new = [p for p in propose(made(), [RIVER]) if p.changes]
    new[0] = replace(new[0], code=code)
    with pytest.raises(OfficerError):
        changes_of(made(), new)


def test_nothing_to_accept_changes_nothing():
    assert changes_of(made(), propose(made(), [RIVER])[-1:]) == Changes(
        (), "划分河段："
    )


def test_a_river_without_a_line_or_a_district_without_borders_is_no_trouble():
    bare = made(rivers=(River("x", "R9", "旱沟"),))
    assert propose(bare, bare.rivers) == ()
    borderless = made(jurisdictions=())
    (one,) = propose(borderless, [RIVER])
    assert "不在任何已有边界" in one.notes[0].zh
    assert free_codes(replace(borderless, code=""), 2) == ("", "")


def test_the_work_can_be_stopped():
    assert propose(made(), [RIVER, CREEK], told=lambda done, _: done < 1) == ()


def test_serials_go_on_after_the_greatest_and_then_fill_gaps():
    full = made(segments=(Segment("s", "990101999999"),))
    assert free_codes(full, 2) == ("990101000001", "990101000002")
