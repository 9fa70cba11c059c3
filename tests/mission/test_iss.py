"""ISS-02 and D5: a third party's ledger comes again each month."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from gridwatch.cli import run
from gridwatch.store.opening import open_store
from tests.intake.deliveries import workbook
from tests.mission.sample import sample_district, sample_store

if TYPE_CHECKING:
    from pathlib import Path

HEAD = [
    "序号", "排污口编码", "排污口名称", "责任单位", "最近监测日期", "东坐标", "北坐标",
]  # fmt: skip
NEW, CHANGED, VANISHED, MOVED = 12, 5, 3, 2


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return shutil.copy(sample_store(), tmp_path / "云溪区.gpkg")


@pytest.fixture
def monthly(tmp_path: Path) -> Path:
    """This month's file: 12 new, 5 changed, 3 vanished, 2 moved 400 m."""
    outfalls = sample_district().outfalls
    rows: list[list[object]] = [
        ["云溪区入河排污口工作台账（2026年11月）"],
        ["填报单位：某公司", "", "", "", "", "", "单位：个"],
        HEAD,
        [1, 2, 3, 4, 5, 6, 7],
    ]
    for number, one in enumerate(outfalls[VANISHED:]):
        body = "新的责任单位" if number < CHANGED else one.responsible_body
        east = one.geometry.x + (400 if CHANGED <= number < CHANGED + MOVED else 0)
        day = f"{one.monitored:%Y年%m月%d日}" if one.monitored else ""
        place = [east, one.geometry.y]
        # A third party drops some codes; name and place still tell.
        code = one.code if number % 10 else ""
        rows.append([number + 1, code, one.name, body, day, *place])
    west, north = outfalls[0].geometry.x - 90_000, outfalls[0].geometry.y
    for number in range(NEW):
        name = f"{'甲乙丙丁戊己庚辛壬癸子丑'[number] * 4}新口"
        code = f"990101PW9{number:03d}"
        rows.append(["", code, name, "甲公司", "", west + 1000 * number, north])
    rows.append(["合计", "", "", len(outfalls), "", "", ""])
    rows.append(["注：本表由第三方填报。"])
    return workbook(tmp_path / "入河排污口台账2026年11月.xlsx", {"台账": rows})


def told(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict[str, object]:
    capsys.readouterr()
    line = ["ledger", *map(str, words), "--json", "--as-of", "2026-11-01"]
    assert run(line) == 0
    return json.loads(capsys.readouterr().out)


def test_d5_the_app_says_12_new_5_changed_3_vanished_2_moved(
    store: Path, monthly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, store, monthly)
    assert found["kind"] == "outfall"
    assert found["counts"] == {
        "new": NEW, "changed": CHANGED, "vanished": VANISHED, "moved": MOVED,
        "question": 0,
    }  # fmt: skip
    moved = [d for d in found["differences"] if d["status"] == "moved"]
    assert [round(d["metres"]) for d in moved] == [400, 400]
    changed = [d for d in found["differences"] if d["status"] == "changed"]
    assert {tuple(d["fields"]) for d in changed} == {("responsible_body",)}
    assert all(d["reason"] for d in found["differences"])
    assert found["accepted"] == 0


def test_iss_02_what_is_accepted_is_one_edit_that_names_the_file_and_can_be_undone(
    store: Path, monthly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sample_district()
    found = told(capsys, store, monthly, "--accept", "new,changed")
    assert found["accepted"] == NEW + CHANGED
    with open_store(store) as opened:
        after = opened.district()
        lines = opened.journal(NEW + CHANGED)
    assert len(after.outfalls) == len(before.outfalls) + NEW
    assert {line.reason for line in lines} == {
        "台账比对 入河排污口台账2026年11月.xlsx：排污口新增 12、变更 5"
    }
    left = told(capsys, store, monthly)
    assert left["counts"] == {
        "new": 0, "changed": 0, "vanished": VANISHED, "moved": MOVED, "question": 0,
    }  # fmt: skip


def test_iss_02_the_same_file_again_after_accepting_all_says_nothing(
    store: Path, monthly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, store, monthly, "--accept", "新增,变更,消失,移动")
    again = told(capsys, store, monthly)
    assert sum(again["counts"].values()) == 0
    assert again["same"] == len(sample_district().outfalls) - VANISHED + NEW


def test_iss_02_the_differences_go_out_as_a_spreadsheet(
    store: Path,
    monthly: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "比对.xlsx"
    told(capsys, store, monthly, "--xlsx", out)
    with CalamineWorkbook.from_path(out) as book:
        head, *lines = book.get_sheet_by_index(0).to_python()
    assert head[:4] == ["变化", "文件行号", "编码", "名称"]
    assert sum(line[0] == "消失" for line in lines) == VANISHED
    changed = next(line for line in lines if line[0] == "变更")
    assert changed[4:7][0] == "责任单位"
    assert changed[6] == "新的责任单位"


def test_iss_02_a_towns_file_lets_nothing_vanish_elsewhere(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    district = sample_district()
    town = next(
        site.town
        for site in (district.sites[o.uid] for o in district.outfalls)
        if site.town is not None
    )
    rows = [["排污口编码", "排污口名称"], ["990101PW9999", "甲乙丙丁新口"]]
    path = workbook(tmp_path / "排污口.xlsx", {"台账": rows})
    everywhere = told(capsys, store, path)["counts"]["vanished"]
    there = told(capsys, store, path, "--town", town.name)["counts"]["vanished"]
    assert everywhere == len(district.outfalls)
    assert 0 < there < everywhere


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--accept", "question"], "不能接受"),
        (["--town", "没有这个镇"], "没有镇街"),
        (["--sheet", "没有"], "没有数据行"),
    ],
)
def test_a_wrong_wish_is_a_sentence_and_writes_nothing(
    store: Path,
    monthly: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    part: str,
) -> None:
    before = store.read_bytes()
    assert run(["ledger", str(store), str(monthly), *words]) == 1
    assert part in capsys.readouterr().err
    assert store.read_bytes() == before
