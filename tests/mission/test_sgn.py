"""Signboards: SGN-01…06, 09, 11, on the sample district and its real store."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pikepdf
import pytest
import shapely

from gridwatch.cli import run
from gridwatch.district import boardchecks
from gridwatch.district.batches import batches, mark_replaced, open_batch
from gridwatch.district.boardstates import board_states
from gridwatch.district.facenorms import chosen_norm, condition_counts, lacking_counts
from gridwatch.district.inventory import Axis, boards_standing, pivot
from gridwatch.district.newfaces import new_face
from gridwatch.district.replacing import attach_photo
from gridwatch.district.signboards import SignboardFace
from gridwatch.district.staleness import stale_boards, staleness_of
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store
from tests.conftest import ROOT
from tests.mission.sample import DAY, sample_district, sample_store

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from gridwatch.district.district import District

DEFECTS = {"未设置或缺失", "信息更新不及时", "设置不规范", "倾斜破损或变形变色老化"}


@pytest.fixture
def district() -> District:
    return sample_district()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return shutil.copy(sample_store(), tmp_path / "云溪区.gpkg")


def seeded() -> dict[str, str]:
    path = ROOT / "sample_data" / "seeded_faults.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["code"]: row["note"]
            for row in csv.DictReader(file)
            if row["rule"] == "signboard_stale"
        }


def norm(district: District, key: str) -> District:
    section = {**district.rules.table("signboards"), "norm": key}
    data = {**district.rules.data, "signboards": section}
    return replace(district, rules=replace(district.rules, data=data))


def test_sgn_01_stale_boards_are_found_with_cause_and_days(district: District) -> None:
    found = stale_boards(district, DAY)
    assert {one.board.code for one in found if one.stale} == set(seeded())
    for one in found:
        note = seeded()[one.board.code]
        assert one.cause is not None
        assert one.cause.left in note
        assert one.cause.came in note
        assert one.since is not None
        assert one.deadline is not None
        assert one.days == (DAY - one.since).days
        assert one.overdue == (DAY - one.deadline).days > 0
    assert [one.days for one in found] == sorted((o.days for o in found), reverse=True)


def test_sgn_01_before_the_handover_the_same_board_was_current(
    district: District,
) -> None:
    found = stale_boards(district, DAY)
    assert found
    for one in found:
        # The printed chief left a day before the next one came.
        assert one.cause is not None
        assert one.cause.left_on is not None
        before = one.cause.left_on - timedelta(days=1)
        then = staleness_of(district, one.board, before)
        wrong = {part.part for part in then.differences} if then else set()
        assert "chief" not in wrong


def test_sgn_02_counts_by_level_town_and_river_drill_down(district: District) -> None:
    by_town = pivot(district, DAY, Axis.TOWN, Axis.LEVEL)
    standing = boards_standing(district, DAY)
    assert by_town.count() == len(standing)
    assert 0 < len(district.signboards) - len(standing) < 10
    levels = Counter(board.level for board in standing)
    assert {c.key: by_town.count(column=c.key) for c in by_town.columns} == levels
    town = by_town.rows[0].key
    rivers = pivot(district, DAY, Axis.RIVER, Axis.LEVEL, within={Axis.TOWN: town})
    assert rivers.count() == by_town.count(town)
    assert set(rivers.uids()) == set(by_town.uids(town))


def test_sgn_03_a_batch_goes_from_list_to_closed(store: Path) -> None:
    photo = (ROOT / "docs" / "pictures" / "sheet.png").read_bytes()
    with open_store(store) as opened:
        district = opened.district()
        boards = [one.board for one in stale_boards(district, DAY)]
        faces = [new_face(district, board, DAY) for board in boards]
        order = date(2026, 11, 2)
        opened.apply(open_batch(district, "第1批", boards, faces, order), who="t")
        (batch,) = batches(opened.district())
        assert (len(batch.items), batch.done) == (12, 0)
        uids = [board.uid for board in boards]
        up = date(2026, 11, 20)
        changes = mark_replaced(opened.district(), batch, uids, up)
        opened.apply(changes, who="t")
        sha = opened.keep_photo(photo)
        hung = attach_photo(
            Kind.SIGNBOARD, uids[0], sha, role="face", taken=up, name="牌.png"
        )
        opened.apply(type(changes)((hung,), "照片"), who="t")
    with open_store(store, read_only=True) as opened:
        after = opened.district()
        (batch,) = batches(after)
        assert (batch.done, batch.closed) == (12, up)
        assert stale_boards(after, up) == []
        # On the day before the old faces stood, and were stale.
        day_before = date(2026, 11, 19)
        assert len(stale_boards(after, day_before)) == 12
        assert len(after.former_faces) - len(district.former_faces) == 12
        (kept,) = after.photos_of[uids[0]]
        assert opened.photo(kept.sha256) == photo


def test_sgn_03_a_replacement_undone_leaves_the_store_as_it_was(store: Path) -> None:
    with open_store(store) as opened:
        before = opened.district()
        boards = [one.board for one in stale_boards(before, DAY)]
        faces = [new_face(before, board, DAY) for board in boards]
        batch = open_batch(before, "第1批", boards, faces, DAY)
        done = opened.apply(batch, who="t")
        opened.apply(done.inverse(), who="t")
        assert opened.district() == before


def test_sgn_04_how_many_stood_on_a_day(district: District) -> None:
    for day in (date(2017, 4, 30), date(2023, 4, 30), DAY):
        expected = {
            board.uid
            for board in district.signboards
            if (board.erected or board.installed or day) <= day
            and (board.removed is None or board.removed > day)
        }
        assert set(pivot(district, day).uids()) == expected
    first = boards_standing(district, DAY)[0]
    gone = replace(first, removed=date(2026, 10, 1))
    others = tuple(b for b in district.signboards if b is not first)
    later = replace(district, signboards=(gone, *others))
    assert pivot(later, DAY).count() == pivot(district, DAY).count() - 1


def test_sgn_05_faces_are_measured_by_the_norm_in_force(district: District) -> None:
    assert chosen_norm(district.rules).key == "basic"
    assert not any(lacking_counts(district, DAY).values())
    assert not any(lacking_counts(norm(district, "hebei_2022"), DAY).values())
    first = district.signboards[0]
    bare = replace(first, face=replace(first.face, goals="", sketch=False))
    poorer = norm(replace(district, signboards=(bare,)), "hebei_2022")
    counts = lacking_counts(poorer, DAY)
    assert [label for label, uids in counts.items() if uids] == [
        "治理目标",
        "河湖示意图",
    ]
    # By the norm of Jiangsu the same face lacks no goals, only the map.
    counts = lacking_counts(norm(poorer, "jiangsu_2017"), DAY)
    assert [label for label, uids in counts.items() if uids] == ["水系示意图"]
    board = replace(first, face=SignboardFace("甲"))
    whole = replace(board, face=new_face(district, board, DAY))
    renewed = norm(replace(district, signboards=(whole,)), "jiangsu_2017")
    told = {label for label, uids in lacking_counts(renewed, DAY).items() if uids}
    # A district board has nobody above it to name; all else is on the new face.
    assert told <= {"河长名单"}


def test_sgn_06_segments_and_villages_without_a_board(district: District) -> None:
    assert list(boardchecks.segments_without_board(district, DAY)) == []
    gone = district.signboards[0].segment_code
    fewer = replace(
        district,
        signboards=tuple(b for b in district.signboards if b.segment_code != gone),
    )
    codes = [row.code for _, row, _ in boardchecks.segments_without_board(fewer, DAY)]
    assert codes == [gone]
    # Only a norm that asks for boards by village looks for them.
    assert list(boardchecks.villages_short_of_boards(district, DAY)) == []
    asked = norm(district, "hebei_2022")
    short = list(boardchecks.villages_short_of_boards(asked, DAY))
    assert short
    assert all("应有公示牌" in text.zh for _, _, text in short)


def test_sgn_06_a_board_far_from_its_bank(district: District) -> None:
    found = [row.code for _, row, _ in boardchecks.boards_far_from_bank(district, DAY)]
    assert found == ["990101GP0267"]
    first = district.signboards[0]
    assert isinstance(first.geometry, shapely.Point)
    moved = shapely.Point(first.geometry.x + 3000, first.geometry.y)
    far = replace(
        district, signboards=(replace(first, geometry=moved), *district.signboards[1:])
    )
    found = [row.code for _, row, _ in boardchecks.boards_far_from_bank(far, DAY)]
    assert found == [first.code, "990101GP0267"]


def test_sgn_09_the_command_line_prints_proofs_and_true_sizes(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: QApplication
) -> None:
    assert qapp is not None
    path, day = tmp_path / "校对.pdf", ["--as-of", DAY.isoformat()]
    assert run(["faces", str(store), str(path), "--stale", "--json", *day]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["boards"]) == set(seeded())
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == told["pages"] == 12
    full = tmp_path / "牌面.pdf"
    code = next(iter(seeded()))
    assert (
        run(["faces", str(store), str(full), "--board", code, "--full-size", *day]) == 0
    )
    with pikepdf.open(full) as pdf:
        (page,) = pdf.pages
        assert float(page.mediabox[2]) == pytest.approx(1500 / 25.4 * 72, abs=1)
    missing = tmp_path / "无.pdf"
    assert run(["faces", str(store), str(missing), "--board", "无此牌", *day]) == 1
    assert not missing.exists()


def test_sgn_11_defects_come_from_a_codelist_and_are_counted(store: Path) -> None:
    with open_store(store) as opened:
        words = {word.value for word in opened.codelists()["signboard_conditions"]}
        assert words >= DEFECTS
        district = opened.district()
    first = replace(district.signboards[0], condition="倾斜破损或变形变色老化")
    worn = replace(district, signboards=(first, *district.signboards[1:]))
    assert condition_counts(worn.signboards)["倾斜破损或变形变色老化"] == 1
    assert "defective" in board_states(worn, DAY)[first.uid].marks
    by_defect = pivot(worn, DAY, Axis.TOWN, Axis.CONDITION)
    assert by_defect.uids(column="倾斜破损或变形变色老化") == (first.uid,)
