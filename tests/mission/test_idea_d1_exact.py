"""D1, 换届体检: exactly what one change of person makes stale."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from gridwatch.cli import run
from gridwatch.district.changing import Handover, hand_over
from gridwatch.district.deadlines import replacement_deadline
from gridwatch.district.handover import handover_check
from tests.mission.sample import DAY, sample_district, sample_store

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.chiefs import Person
    from gridwatch.district.district import District

LEAVES = date(2026, 11, 10)


@pytest.fixture
def district() -> District:
    return sample_district()


def office(district: District, role: str) -> Person:
    """Return somebody who holds a post of a role and has been named on boards."""
    named = {
        name
        for board in district.signboards
        for name in (board.face.chief, *(one.name for one in board.face.names))
    }
    for term in district.terms:
        post = district.post_by_uid[term.post_uid]
        person = district.person_by_uid[term.person_uid]
        if post.role == role and term.until is None and person.name in named:
            return person
    raise AssertionError(role)


@pytest.mark.parametrize("role", ["村级河长", "镇级河长", "区级河长"])
def test_idea_d1_boards_are_those_that_name_who_leaves(
    district: District, role: str
) -> None:
    person = office(district, role)
    changes = hand_over(district, Handover(person.uid, LEAVES))
    found = handover_check(district, changes, DAY)
    # From the raw rows: every standing board that prints the name.
    expected = {
        board.code
        for board in district.signboards
        if (board.removed is None or board.removed > LEAVES)
        and person.name in (board.face.chief, *(n.name for n in board.face.names))
    }
    assert expected
    assert {task.board.code for task in found.boards} == expected
    assert len(found.boards) == len(expected)
    assert found.route.metres > 0


def test_idea_d1_confirmations_are_those_signed_for_the_rivers_left(
    district: District,
) -> None:
    person = office(district, "区级河长")
    rivers = {
        district.post_by_uid[t.post_uid].covers_code
        for t in district.terms_of_person[person.uid]
        if t.until is None
    }
    expected = {
        row.segment_code
        for row in district.ownerships
        if row.confirmed_by == person.name
        and row.confirmed_on is not None
        and district.segment_by_code[row.segment_code].river_code in rivers
    }
    changes = hand_over(district, Handover(person.uid, LEAVES))
    found = handover_check(district, changes, DAY)
    assert expected
    signed = {
        t.ownership.segment_code for t in found.confirmations if t.why == "signed"
    }
    assert signed == expected


def test_idea_d1_a_warden_without_successor_leaves_cells_without_keeper(
    district: District,
) -> None:
    term = next(
        t
        for t in district.terms
        if t.until is None
        and not t.acting
        and district.post_by_uid[t.post_uid].role == "村级管水员"
    )
    held = {
        district.post_by_uid[t.post_uid].covers_code
        for t in district.terms_of_person[term.person_uid]
        if t.until is None and not t.acting
    }
    changes = hand_over(district, Handover(term.person_uid, LEAVES))
    found = handover_check(district, changes, DAY)
    cells = {cell.uid: cell.code for cell in district.cells}
    assert {cells[uid] for uid in found.cells} == held


@pytest.mark.usefixtures("qapp")
def test_idea_d1_on_the_command_line_with_papers(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person, store = office(district, "村级河长"), sample_store()
    before = store.read_bytes()
    wish = ["handover", str(store), "--person", person.name, "--day", "2026-11-10"]
    wish += ["--successor", "新任甲", "--as-of", "2026-11-01"]
    paper = tmp_path / "体检.pdf"
    assert run([*wish, "--json", "--out", str(paper)]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["leaving"] == [person.name]
    assert facts["coming"] == ["新任甲"]
    last = replacement_deadline(district.rules, LEAVES)
    assert last == LEAVES + timedelta(days=15)
    assert {one["deadline"] for one in facts["boards"]} == {last.isoformat()}
    assert {one["days_left"] for one in facts["boards"]} == {24}
    assert paper.read_bytes().startswith(b"%PDF")
    word = tmp_path / "体检.docx"
    assert run([*wish, "--out", str(word)]) == 0
    assert word.stat().st_size > 5000
    assert store.read_bytes() == before
    capsys.readouterr()
    assert run(["handover", str(store), "--person", "查无", "--day", "2026-11-10"]) == 1
    assert "查无" in capsys.readouterr().err
    assert run([*wish, "--out", str(tmp_path / "体检.txt")]) == 1
