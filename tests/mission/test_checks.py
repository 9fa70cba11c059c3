"""Every check finds on the sample district what was seeded, and nothing else."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gridwatch.cli import run
from gridwatch.district import district as whole
from gridwatch.district.checks import CHECKS, TIMELESS, run_checks, run_some
from gridwatch.district.wording import Kind, Text
from tests.mission.sample import sample_district, sample_store

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 11, 1)
SEEDED = Path(__file__).parents[2] / "sample_data" / "seeded_faults.csv"


def seeded() -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    with SEEDED.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found[row["rule"]].add((row["kind"], row["code"]))
    return found


def declared() -> District:
    district = sample_district()
    formula = district.rules.declare("2+2+11+38+64+227+654")
    return replace(district, rules=replace(district.rules, declared=formula))


@pytest.fixture(scope="module")
def found() -> dict[str, set[tuple[str, str]]]:
    return {
        result.rule: {(f.kind.value, f.code or f.name) for f in result.faults}
        for result in run_checks(declared(), DAY).results
    }


@pytest.mark.parametrize("rule", [check.rule for check in CHECKS])
def test_each_rule_finds_its_seeded_faults_and_nothing_else(
    rule: str, found: dict[str, set[tuple[str, str]]]
) -> None:
    if rule in sample_district().rules.off:
        assert rule not in found
        assert rule not in seeded()
    else:
        assert found[rule] == seeded().get(rule, set())


def test_every_seeded_fault_belongs_to_a_rule() -> None:
    assert set(seeded()) <= {check.rule for check in CHECKS}


def test_every_fault_is_a_sentence_in_both_languages_about_a_row_on_record() -> None:
    district = declared()
    for result in run_checks(district, DAY).results:
        for fault in result.faults:
            assert fault.text.zh.endswith("。")
            assert fault.text.en.endswith(".")
            assert district.row(fault.kind, fault.uid) is not None


def test_after_an_edit_only_the_checks_of_its_kind_run_again() -> None:
    district = declared()
    before = run_checks(district, DAY)
    wardens = replace(district, persons=())
    after = run_some(wardens, DAY, before, {Kind.PERSON})
    again = {r.rule: r for r in after.results}
    for result in before.results:
        check = next(c for c in CHECKS if c.rule == result.rule)
        same = again[result.rule] is result
        assert same == (Kind.PERSON not in check.kinds)
    whole = run_checks(wardens, DAY)
    assert after == whole


def test_what_is_looked_at_once_is_the_same_on_every_day() -> None:
    days = (date(1949, 10, 1), date(2024, 2, 29), date(2099, 12, 31))
    reports = [run_checks(replace(declared()), day) for day in days]
    found = set()
    for results in zip(*(report.results for report in reports), strict=True):
        if results[0].rule in TIMELESS:
            assert results[0].faults == results[1].faults == results[2].faults
            found |= {results[0].rule} if results[0].faults else set()
    off = sample_district().rules.off
    assert found == (set(seeded()) & TIMELESS) - off
    assert {check.rule for check in CHECKS} >= TIMELESS


def test_work_shared_out_ahead_tells_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = run_checks(replace(declared()), DAY)
    monkeypatch.setattr(whole, "_LARGE", 0)
    assert run_checks(replace(declared()), DAY) == alone


def test_results_come_in_the_order_of_the_checks_whichever_was_done_first() -> None:
    told: list[int] = []
    names = []

    def progress(done: int, of: int, name: Text) -> None:
        told.append(done)
        names.append(name)
        assert of == len(CHECKS)

    report = run_some(declared(), DAY, None, frozenset(Kind), progress)
    off = declared().rules.off
    wanted = [check.rule for check in CHECKS if check.rule not in off]
    assert [result.rule for result in report.results] == wanted
    assert told == sorted(told)
    assert {result.name for result in report.results} == set(names)


def test_a_run_that_is_stopped_tells_what_it_has_and_waits_for_nothing_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(whole, "_LARGE", 0)
    begun: list[Text] = []
    report = run_some(
        replace(declared()),
        DAY,
        None,
        frozenset(Kind),
        progress=lambda _done, _of, name: begun.append(name),
        # Told of once before the first check, and once with each.
        cancelled=lambda: len(begun) > 2,
    )
    assert len(report.results) == 2


def test_a_run_that_is_stopped_at_once_works_nothing_out_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(whole, "_LARGE", 0)
    district = replace(declared())
    everything = frozenset(Kind)
    report = run_some(district, DAY, None, everything, cancelled=lambda: True)
    assert report.results == ()
    assert "sites" not in vars(district)
    assert not district.checked


def test_a_rule_can_be_switched_off_and_its_severity_changed_in_data() -> None:
    district = declared()
    rules = district.rules
    data = {**rules.data, "checks": {"severity": {"signboard_stale": "error"}}}
    own = replace(rules, data=data, off=rules.off | {"contract_expired"})
    report = run_checks(replace(district, rules=own), DAY)
    by_rule = {result.rule: result for result in report.results}
    assert "contract_expired" not in by_rule
    assert by_rule["signboard_stale"].severity == "error"


def test_the_command_reports_the_seeded_faults_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["check", str(sample_store()), "--as-of", DAY.isoformat(), "--json"]
    capsys.readouterr()
    assert run(words) == 0
    told = json.loads(capsys.readouterr().out)
    found = {
        check["rule"]: sorted(f["code"] or f["name"] for f in check["faults"])
        for check in told["checks"]
        if check["faults"]
    }
    assert found == {
        rule: sorted(code for _, code in rows) for rule, rows in seeded().items()
    }
