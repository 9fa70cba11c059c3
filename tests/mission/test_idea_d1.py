"""Idea D1: one change of person, and everything that goes stale by it."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import pytest

from gridwatch.cli import run
from gridwatch.district.changing import Handover, hand_over
from gridwatch.district.chiefs import Person
from gridwatch.district.documents import Table
from gridwatch.district.handover import handover_check
from gridwatch.district.handoverpaper import handover_document
from tests.mission.sample import sample_district, sample_store

DAY = date(2026, 11, 1)
LEAVER = "柳壬午"


def test_d1_the_boards_come_in_an_order_to_drive_with_their_new_faces() -> None:
    district = sample_district()
    (person,) = [p for p in district.persons if p.name == LEAVER]
    heir = Person("new", "新任甲", office_phone="0000-69990001")
    changes = hand_over(district, Handover(person.uid, DAY, heir))
    check = handover_check(district, changes, DAY)
    assert len(check.boards) == 4
    for task in check.boards:
        named = {task.face.chief, *(n.name for n in task.face.names)}
        assert "新任甲" in named
        assert LEAVER not in named
    assert 0 < check.route.metres < 100_000
    places = [task.board.geometry for task in check.boards]
    between = [one.distance(after) for one, after in pairwise(places)]
    assert check.route.legs[1:-1] == pytest.approx(between)
    paper = handover_document(district, check)
    words = [str(block) for block in paper.blocks if isinstance(block, Table)]
    assert all(task.board.code in words[0] + words[1] for task in check.boards)


def test_d1_nobody_follows_yet_so_no_deadline_runs() -> None:
    district = sample_district()
    (person,) = [p for p in district.persons if p.name == LEAVER]
    changes = hand_over(district, Handover(person.uid, DAY))
    check = handover_check(district, changes, DAY)
    assert {task.deadline for task in check.boards} == {None}


def test_d1_the_command_line_tells_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["handover", str(sample_store()), "--person", LEAVER, "--day", "2026-11-01"]
    capsys.readouterr()
    assert run([*words, "--successor", "新任甲", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["boards"]) == 4
