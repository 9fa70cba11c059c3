"""Rows ROS of the mission table, each shown on the sample district."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.answering import who_answers
from gridwatch.district.changes import patched
from gridwatch.district.changing import Handover, bulk_handover, hand_over
from gridwatch.district.checks import run_checks
from gridwatch.district.chiefs import Person
from gridwatch.district.coverage import chiefs_of_segment, wardens_of_cell
from gridwatch.district.publishing import (
    differences,
    last_published,
    lines_of,
    public_roster,
    publish_roster,
)
from gridwatch.district.roster import formula_of, roster_tree, territory
from gridwatch.district.rules import Duty
from gridwatch.district.tracing import responsibility_sheet
from gridwatch.district.wording import Kind, Language, OfficerError
from gridwatch.intake.plan import read, survey
from tests.intake.deliveries import workbook
from tests.mission.sample import sample_district

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.chiefs import Post
    from gridwatch.district.district import District

DAY = date(2026, 11, 1)
NEW = Person("new", "新任甲", "云溪区某局", "0000-69990001", "10099990001")


def declared(formula: str) -> District:
    district = sample_district()
    rules = district.rules
    return replace(district, rules=replace(rules, declared=rules.declare(formula)))


def held(district: District, role: str) -> Post:
    """Return a post of a role that one person holds."""
    office = district.in_office(DAY)
    return next(
        p for p in district.posts if p.role == role and len(office.get(p.uid, ())) == 1
    )


def test_ros_01_the_tree_states_its_sum_and_flags_a_tier_that_drifts() -> None:
    exact = formula_of(declared("2+2+11+38+64+227+654"), DAY)
    assert exact.found == exact.declared == "2+2+11+38+64+227+654=998"
    assert exact.drifts == ()
    wrong = declared("2+2+11+38+64+227+655")
    (drift,) = formula_of(wrong, DAY).drifts
    assert (drift.role, drift.declared, drift.found) == ("村级管水员", 655, 654)
    tiers = {tier.role: tier for tier in roster_tree(wrong, DAY)}
    assert tiers["村级管水员"].drifts
    assert not tiers["村级河长"].drifts


def test_ros_01_a_tier_lights_up_its_segments_and_cells() -> None:
    district = sample_district()
    wardens = [p for p in district.posts if p.role == "村级管水员"]
    lit = territory(district, wardens)
    assert len(lit[Kind.CELL]) == len(district.cells)
    village = held(district, "村级河长")
    lit = territory(district, [village])
    crossed = {
        s.uid
        for s in district.segments
        for v in district.villages_of_segment.get(s.uid, ())
        if v.code == village.covers_code
    }
    assert lit[Kind.SEGMENT] == crossed


def test_ros_02_the_five_roles_are_distinct_and_the_assistant_is_no_chief() -> None:
    rules = sample_district().rules
    duties = {
        role: rules.duty(role)
        for role in ("区级河长", "镇级河长", "镇级河长助理", "村级河长", "村级管水员")
    }
    assert duties == {
        "区级河长": Duty.CHIEF,
        "镇级河长": Duty.CHIEF,
        "镇级河长助理": Duty.ASSISTANT,
        "村级河长": Duty.CHIEF,
        "村级管水员": Duty.WARDEN,
    }


def test_ros_03_holes_of_cells_and_segments_are_listed() -> None:
    district = sample_district()
    warden = held(district, "村级管水员")
    gone = tuple(t for t in district.terms if t.post_uid != warden.uid)
    report = run_checks(replace(district, terms=gone), DAY)
    found = {(f.rule, f.code) for result in report.results for f in result.faults}
    assert ("cell_without_warden", warden.covers_code) in found
    assert not [f for f in found if f[0] == "segment_without_chief"]


def test_ros_04_a_list_of_a_thousand_segment_chiefs_is_matched_by_code(
    tmp_path: Path,
) -> None:
    district = sample_district()
    codes = [segment.code for segment in district.segments] * 4
    head = ["姓名", "职务", "级别", "责任对象类型", "责任对象代码", "任职日期"]
    rows = [
        [f"新任{number}", "村级河长", "村级", "河段", code, DAY]
        for number, code in enumerate(codes[:1000])
    ]
    rows.append(["无处可寻", "村级河长", "村级", "河段", "990101000999", DAY])
    workbook(tmp_path / "d" / "河段长名单.xlsx", {"名单": [head, *rows]})
    found = read(survey(tmp_path / "d"))
    assert len(found.rows[Kind.PERSON]) == 1001
    posts = tuple(found.rows[Kind.POST])
    assert {post.covers for post in posts} == {"segment"}
    joined = replace(
        district,
        persons=(*district.persons, *found.rows[Kind.PERSON]),
        posts=(*district.posts, *posts),
        terms=(*district.terms, *found.rows[Kind.TERM]),
    )
    named = chiefs_of_segment(joined, joined.segments[0], DAY)["village"]
    assert {"新任0", "新任260"} <= {chief.person.name for chief in named}
    report = run_checks(joined, DAY)
    unmatched = next(r for r in report.results if r.rule == "post_covers_nothing")
    assert "990101000999" in {fault.code for fault in unmatched.faults}


def test_ros_05_a_chief_leaves_the_post_is_vacant_and_somebody_acts() -> None:
    district = sample_district()
    post = held(district, "村级河长")
    (chief,) = district.in_office(DAY)[post.uid]
    acting = next(p for p in district.persons if p.uid != chief.person.uid)
    asked = Handover(chief.person.uid, DAY, acting=acting)
    after = patched(district, hand_over(district, asked))
    (now,) = after.in_office(DAY)[post.uid]
    assert now.term.acting
    assert now.person.uid == acting.uid
    (before,) = after.in_office(DAY - timedelta(days=1))[post.uid]
    assert before.person.uid == chief.person.uid


def test_ros_06_all_posts_of_one_person_go_to_another_and_back() -> None:
    district = sample_district()
    many = max(
        district.persons,
        key=lambda p: len(district.terms_of_person.get(p.uid, ())),
    )
    posts = {
        t.post_uid
        for t in district.terms_of_person[many.uid]
        if t.until is None and t.since != DAY
    }
    assert len(posts) > 1
    changes = bulk_handover(district, many.uid, NEW, DAY)
    after = patched(district, changes)
    for uid in posts:
        assert NEW.uid in {c.person.uid for c in after.in_office(DAY)[uid]}
    back = patched(after, changes.inverse())
    assert {t.uid: t for t in back.terms} == {t.uid: t for t in district.terms}
    assert NEW.uid not in back.person_by_uid


def test_ros_06_nobody_follows_themself_and_a_stranger_hands_over_nothing() -> None:
    district = sample_district()
    post = held(district, "村级河长")
    (chief,) = district.in_office(DAY)[post.uid]
    with pytest.raises(OfficerError):
        bulk_handover(district, chief.person.uid, chief.person, DAY)
    with pytest.raises(OfficerError):
        bulk_handover(district, chief.person.uid, NEW, date(1950, 1, 1))


def test_ros_07_who_answered_here_on_any_day() -> None:
    district = sample_district()
    change = next(
        t
        for t in district.terms
        if t.until is not None
        and t.since is not None
        and t.since < t.until < DAY
        and district.post_by_uid[t.post_uid].role == "村级河长"
    )
    post = district.post_by_uid[change.post_uid]
    village = district.jurisdiction_by_code[post.covers_code]
    then = who_answers(district, Kind.JURISDICTION, village.uid, change.since)
    now = who_answers(district, Kind.JURISDICTION, village.uid, DAY)
    former = district.person_by_uid[change.person_uid].name
    assert former in then.names("village")
    assert former not in now.names("village")
    sheet = responsibility_sheet(district, Kind.JURISDICTION, village.uid, DAY)
    words = str(sheet.blocks)
    assert former in words
    assert now.names("village")[0] in words


def test_ros_07_segment_cell_board_and_outfall_resolve_as_the_register_says() -> None:
    district = sample_district()
    for segment in district.segments[:40]:
        found = who_answers(district, Kind.SEGMENT, segment.uid, DAY)
        expected = chiefs_of_segment(district, segment, DAY)
        for rank in ("town", "village"):
            assert {c.person.uid for c in found.chiefs(rank)} == {
                c.person.uid for c in expected[rank]
            }
    for cell in district.cells[:40]:
        found = who_answers(district, Kind.CELL, cell.uid, DAY)
        assert {c.person.uid for c in found.chiefs("warden")} == {
            c.person.uid for c in wardens_of_cell(district, cell, DAY)
        }
    for kind in (Kind.SIGNBOARD, Kind.OUTFALL):
        row = district.rows(kind)[0]
        assert who_answers(district, kind, row.uid, DAY).ranks


def test_ros_12_the_public_list_masks_mobiles_and_is_compared_once_published() -> None:
    district = sample_district()
    lines = public_roster(district, DAY)
    mobiles = {p.mobile for p in district.persons if p.mobile}
    assert mobiles
    assert any(line.mobile for line in lines)
    assert not [m for m in mobiles for line in lines if m in str(line)]
    assert all("*" in line.mobile for line in lines if line.mobile)
    published = patched(district, publish_roster(district, DAY, medium="区政府网站"))
    row = last_published(published, DAY)
    assert row is not None
    assert lines_of(row) == lines
    assert differences(lines_of(row), public_roster(published, DAY)) == ()
    post = held(published, "村级河长")
    (chief,) = published.in_office(DAY)[post.uid]
    later = DAY + timedelta(days=7)
    left = patched(published, bulk_handover(published, chief.person.uid, NEW, later))
    found = differences(lines_of(row), public_roster(left, later))
    assert NEW.name in {one.after.name for one in found if one.after is not None}


def test_ros_13_two_may_hold_one_post_without_an_error() -> None:
    district = sample_district()
    office = district.in_office(DAY)
    (two,) = [
        p for p in district.posts if p.role == "总河长" and len(office[p.uid]) == 2
    ]
    tier = next(t for t in roster_tree(district, DAY) if t.role == "总河长")
    assert [len(state.holders) for state in tier.states] == [2]
    report = run_checks(district, DAY)
    several = next(r for r in report.results if r.rule == "post_several_holders")
    assert two.uid not in {fault.uid for fault in several.faults}


def test_ros_15_a_vacancy_counts_its_days_and_names_who_acts() -> None:
    district = sample_district()
    states = {
        state.post.covers_code: state
        for tier in roster_tree(district, DAY)
        for state in tier.states
        if state.vacancy is not None and state.acting
    }
    state = states["990101201201004"]
    assert state.vacancy is not None
    assert state.vacancy.since == date(2026, 4, 20)
    assert state.vacancy.days == 195
    assert [chief.person.name for chief in state.acting] == ["霞丙申"]
    (line,) = [
        one
        for one in public_roster(district, DAY, Language.ZH, only={state.post.uid})
        if one.remark
    ]
    assert line.remark == "代管"
