"""``gridwatch repair`` on the sample, whose borders are torn first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely

from gridwatch.cli import run
from gridwatch.district.changes import Change, Changes
from gridwatch.district.closing import tiling_rows
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from pathlib import Path


def villages(path: Path):
    with open_store(path, read_only=True) as store:
        return tiling_rows(store.district(), Kind.JURISDICTION, Level.VILLAGE)


@pytest.fixture
def torn(store: Path) -> Path:
    """The sample with one village moved by 30 cm."""
    row = villages(store)[0]
    moved = shapely.transform(row.geometry, lambda corners: corners + 0.2)
    change = Change(
        Kind.JURISDICTION, row.uid, {"geometry": row.geometry}, {"geometry": moved}
    )
    with open_store(store) as opened:
        opened.apply(Changes((change,)), who="test")
    return store


def told(capsys: pytest.CaptureFixture[str], *words: str):
    capsys.readouterr()
    assert run(["repair", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_trial_says_what_would_change_and_writes_nothing(torn, capsys):
    before = torn.read_bytes()
    facts = told(capsys, str(torn), "--tolerance", "1", "--dry-run")
    assert facts["unmatched_metres"] > 100
    assert facts["unmatched_metres_left"] == pytest.approx(0, abs=0.01)
    assert facts["changed"] > 0
    assert not facts["written"]
    assert torn.read_bytes() == before


def test_a_repair_is_one_edit_of_the_journal_and_its_inverse_restores(torn, capsys):
    before = {row.uid: row.geometry for row in villages(torn)}
    facts = told(capsys, str(torn), "--tolerance", "1")
    assert facts["written"]
    after = {row.uid: row.geometry for row in villages(torn)}
    changed = {uid for uid in before if before[uid] != after[uid]}
    assert len(changed) == facts["changed"]
    assert told(capsys, str(torn), "--tolerance", "1")["changed"] == 0
    with open_store(torn, read_only=True) as opened:
        entries = [e for e in opened.journal(50) if "修复边界" in e.reason]
    assert {entry.uid for entry in entries} == changed


def test_areas_that_meet_are_left_alone(store, capsys):
    facts = told(capsys, str(store), "--tolerance", "0.05")
    before = store.read_bytes()
    assert facts["changed"] == 0
    assert run(["repair", str(store), "--tolerance", "0.05"]) == 0
    assert "没有需要修复的边界" in capsys.readouterr().out
    assert store.read_bytes() == before


@pytest.mark.parametrize("metres", ["0", "-1", "51", "nan", "x"])
def test_a_tolerance_that_makes_no_sense_is_refused(store, metres, capsys):
    with pytest.raises(SystemExit):
        run(["repair", str(store), "--tolerance", metres])
    capsys.readouterr()
