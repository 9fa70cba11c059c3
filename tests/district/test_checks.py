from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely

from gridwatch.district import checks
from gridwatch.district.district import District
from gridwatch.district.signboards import SignboardFace
from gridwatch.district.wording import Kind

DAY = date(2026, 11, 1)


def faults(district: District, day: date = DAY) -> list[tuple[str, str]]:
    report = checks.run_checks(district, day)
    return [(f.rule, f.uid) for result in report.results for f in result.faults]


def without(district: District, post_uid: str) -> District:
    """A district that lacks a post, and whoever held it."""
    gone = {term.person_uid for term in district.terms if term.post_uid == post_uid}
    return replace(
        district,
        terms=tuple(t for t in district.terms if t.post_uid != post_uid),
        posts=tuple(p for p in district.posts if p.uid != post_uid),
        persons=tuple(p for p in district.persons if p.uid not in gone),
    )


def test_a_post_that_nobody_holds_is_told_beside_what_it_leaves_open(
    district: District,
) -> None:
    kept = tuple(term for term in district.terms if term.post_uid != "p4")
    found = faults(replace(district, terms=kept))
    assert ("vacancy_without_acting", "p4") in found
    assert ("cell_without_warden", "c") in found


def test_a_faultless_district_has_no_fault(district: District) -> None:
    assert faults(district) == []


def test_an_empty_district_has_no_fault_and_no_extent() -> None:
    assert faults(District()) == []
    assert District().extent is None


@pytest.mark.parametrize("post", ["p0", "p1"])
def test_a_segment_without_a_chief_of_a_required_rank_is_found(
    district: District, post: str
) -> None:
    assert faults(without(district, post)) == [
        ("segment_without_chief", "s"),
        ("river_without_chief", "r"),
    ]


def test_a_crossed_village_without_a_chief_is_found(district: District) -> None:
    assert faults(without(district, "p3")) == [("village_without_chief", "east")]


def test_a_village_that_a_segment_only_touches_needs_no_chief(
    district: District,
) -> None:
    touching = shapely.LineString([(100, 500), (1000, 500)])
    shorter = replace(district.segments[0], geometry=touching)
    assert faults(without(replace(district, segments=(shorter,)), "p3")) == []


def test_a_cell_without_a_warden_is_found(district: District) -> None:
    assert faults(without(district, "p4")) == [("cell_without_warden", "c")]


def test_a_cell_outside_the_village_of_its_code_is_found(district: District) -> None:
    moved = replace(district.cells[0], geometry=shapely.box(1200, 0, 1500, 300))
    assert faults(replace(district, cells=(moved,))) == [
        ("cell_code_elsewhere", "c"),
        ("cell_gap", "west"),
    ]


def test_a_roster_that_is_missing_is_said_once_and_not_per_row(
    district: District,
) -> None:
    bare = replace(district, posts=(), terms=(), persons=())
    assert faults(bare) == [("roster_missing", "district")]


def test_a_count_that_differs_from_the_declared_one_is_found(
    district: District,
) -> None:
    rules = replace(district.rules, declared={"村级河长": 2, "镇级河长": 2})
    report = checks.run_checks(replace(district, rules=rules), DAY)
    drift = next(r for r in report.results if r.rule == "roster_drift")
    assert [f.text.zh for f in drift.faults] == ["镇级河长：公布 2 人，在册 1 人。"]


def test_missing_bodies_are_found(district: District) -> None:
    bare = replace(district.ownerships[0], managing_body="", caring_body="")
    assert faults(replace(district, ownerships=(bare,))) == [
        ("ownership_no_managing_body", "s"),
        ("ownership_no_caring_body", "s"),
    ]


def test_monitoring_that_is_overdue_by_one_day_is_found(district: District) -> None:
    assert faults(district, date(2027, 9, 1)) == []
    late = faults(district, date(2027, 9, 2))
    assert late == [("outfall_monitoring_overdue", "o")]


def test_an_approval_without_a_document_is_found(district: District) -> None:
    bare = replace(district.outfalls[0], approval_document="")
    rules = replace(
        district.rules, data={"approvals": {"已批": {"needs": ["document"]}}}
    )
    found = faults(replace(district, outfalls=(bare,), rules=rules))
    assert found == [("outfall_no_approval_document", "o")]


def test_a_check_that_is_switched_off_does_not_run(district: District) -> None:
    off = frozenset({"segment_without_chief", "river_without_chief"})
    rules = replace(district.rules, off=off)
    assert faults(without(replace(district, rules=rules), "p0")) == []


def test_a_fault_leads_to_its_row(district: District) -> None:
    report = checks.run_checks(without(district, "p4"), DAY)
    fault = next(f for result in report.results for f in result.faults)
    assert district.row(fault.kind, fault.uid) is district.cells[0]
    assert (fault.kind, fault.code) == (Kind.CELL, "990101101201001")


def test_a_stale_board_is_found_with_both_names(district: District) -> None:
    old = replace(district.signboards[0], face=SignboardFace("离任者"))
    report = checks.run_checks(replace(district, signboards=(old,)), DAY)
    texts = [f.text.zh for result in report.results for f in result.faults]
    assert len(texts) == 1
    assert "离任者" in texts[0]
    assert "西村丙" in texts[0]


def test_only_the_checks_that_an_edit_bears_on_run_again(district: District) -> None:
    before = checks.run_checks(district, DAY)
    unregistered = replace(district.ownerships[0], managing_body="")
    edited = replace(district, ownerships=(unregistered,), posts=())
    after = checks.run_some(edited, DAY, before, {Kind.OWNERSHIP})
    old = {result.rule: result for result in before.results}
    again = {r.rule for r in after.results if r is not old[r.rule]}
    assert "ownership_no_managing_body" in again
    assert not again & {"segment_without_chief", "cell_overlap", "signboard_stale"}
    assert after.faults == 1


def test_an_earlier_day_helps_only_where_every_day_is_the_same(
    district: District,
) -> None:
    before = checks.run_checks(district, date(2020, 1, 1))
    after = checks.run_some(district, DAY, before, frozenset())
    old = {result.rule: result for result in before.results}
    kept = {r.rule for r in after.results if r is old[r.rule]}
    assert kept == checks.TIMELESS
    fresh = checks.run_checks(replace(district), DAY)
    assert after.results == fresh.results


def test_what_was_looked_at_is_looked_at_again_after_an_edit(
    district: District,
) -> None:
    assert checks.run_checks(district, DAY).faults == 0
    one = replace(district.cells[0], code="12")
    edited = district.edited(cells=(one, *district.cells[1:]))
    report = checks.run_checks(edited, DAY)
    assert "cell_code_malformed" in {r.rule for r in report.results if r.faults}


def test_a_rule_that_stumbles_is_told_and_the_others_go_on(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbling(*_: object) -> checks.Found:
        raise ZeroDivisionError("odd row")
        yield

    broken = replace(checks.CHECKS[0], find=stumbling)
    monkeypatch.setattr(checks, "CHECKS", (broken, *checks.CHECKS[1:]))
    report = checks.run_checks(without(district, "p4"), DAY)
    assert report.results[0].trouble == "ZeroDivisionError: odd row"
    assert report.faults == 1


def test_the_district_says_how_grave_a_check_is(district: District) -> None:
    data = {"checks": {"severity": {"cell_without_warden": "warning"}}}
    rules = replace(district.rules, data=data)
    report = checks.run_checks(without(replace(district, rules=rules), "p4"), DAY)
    graveness = {r.rule: r.severity for r in report.results}
    assert graveness["cell_without_warden"] == "warning"
    assert graveness["segment_without_chief"] == "error"


def test_a_dry_village_needs_a_chief_only_where_the_rules_say_so(
    district: District,
) -> None:
    touching = shapely.LineString([(1000, 500), (1900, 500)])
    segment = replace(district.segments[0], geometry=touching)
    dry = without(replace(district, segments=(segment,)), "p2")
    assert ("village_without_chief", "west") not in faults(dry)
    strict = replace(
        dry, rules=replace(dry.rules, data={"roster": {"chief_in_dry_cells": True}})
    )
    assert ("village_without_chief", "west") in faults(strict)
