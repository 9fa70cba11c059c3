"""Outfalls: OUT-03, 04, 05, 08, 13, 14, on ten outfalls and on the sample district."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pikepdf
import pytest

from gridwatch.cartography.layers import layers_of
from gridwatch.cli import run
from gridwatch.district import (
    approving,
    monitoring,
    outfallchecks,
    outfallrates,
    rectifying,
)
from gridwatch.district.proceedings import as_it_stood
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store
from tests.district.outfall_rows import outfall, qingzhen
from tests.mission.sample import DAY, sample_district, sample_store

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)
SEEDED_LATE = {f"990101PW{n:04d}" for n in (11, 89, 102, 131)}
SEEDED_UNDOCUMENTED = {f"990101PW{n:04d}" for n in (52, 61, 63, 108)}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return shutil.copy(sample_store(), tmp_path / "云溪区.gpkg")


def test_out_03_outfalls_above_scale_that_were_not_monitored_in_time_are_listed() -> (
    None
):
    """加强规模以上排污口监测: the list is the one that the sample was seeded with."""
    district = sample_district()
    found = monitoring.overdue(district, DAY)
    assert {row.code for row, _ in found} == SEEDED_LATE
    assert found[0][1].last is None
    days = [due.days for _, due in found[1:]]
    assert days == sorted(days, reverse=True)
    for row, due in found[1:]:
        assert row.above_scale
        assert due.day is not None
        assert due.days == (DAY - due.day).days
    layer = next(one for one in layers_of(district, DAY) if one.id == "outfall")
    ringed = {
        uid
        for uid, number in zip(layer.uids, layer.classes, strict=True)
        if layer.symbols[number].symbol.ring_width
    }
    assert ringed == {row.uid for row, _ in found}


def test_out_03_recording_a_monitoring_takes_an_outfall_off_the_list(
    store: Path,
) -> None:
    with open_store(store) as opened:
        district = opened.district()
        row, _ = monitoring.overdue(district, DAY)[0]
        entry = monitoring.Sampling(DAY, "达标", "区监测站")
        changes = monitoring.record_monitoring(district, [row], entry, TODAY)
        before = opened.content_hash()
        applied = opened.apply(changes, who="officer")
        late = {one.code for one, _ in monitoring.overdue(opened.district(), DAY)}
        assert late == SEEDED_LATE - {row.code}
        opened.apply(applied.inverse(), who="officer")
        assert opened.content_hash() == before


def test_out_04_seven_of_ten_or_seven_of_nine_is_said_and_not_guessed() -> None:
    """10 above scale: 7 approved, 2 to be filed again, 1 to be closed."""
    district = qingzhen()
    ten = outfallrates.approval_rate(district, DAY, closing=True)
    nine = outfallrates.approval_rate(district, DAY, closing=False)
    assert ten.text.zh == "7/10 = 70.0 %"
    assert nine.text.zh == "7/9 = 77.8 %（分母不含 1 个拟关停）"
    assert sorted(row.reason.zh for row in ten.rest) == ["待补办", "待补办", "拟关停"]
    assert [row.uid for row in nine.excluded] == ["o9"]
    assert "计入分母" in ten.rule.zh
    assert "不计入分母" in nine.rule.zh


def test_out_04_the_way_from_to_be_filed_to_approved_to_closed(store: Path) -> None:
    with open_store(store) as opened:
        district = opened.district()
        row = next(one for one in district.outfalls if one.approval == "待补办")
        assert approving.impossible(district.rules, "待补办", "已关停") is not None
        steps = (
            approving.Decision("已批", date(2026, 9, 1), "云环批1号", "区环境局"),
            approving.Decision("拟关停", date(2026, 10, 1), "", "区政府"),
            approving.Decision("已关停", date(2026, 11, 1), "", "区政府"),
        )
        for step in steps:
            now = opened.district()
            changes = approving.change_approval(now, _row(now, row.uid), step, TODAY)
            opened.apply(changes, who="officer")
        district = opened.district()
    stood = [
        as_it_stood(district, _row(district, row.uid), day).approval
        for day in (date(2026, 8, 1), *(step.on for step in steps if step.on))
    ]
    assert stood == ["待补办", "已批", "拟关停", "已关停"]


def _row(district, uid):  # type: ignore[no-untyped-def]
    return district.row(Kind.OUTFALL, uid)


def test_out_05_nine_to_be_monitored_nine_monitored_and_one_left_out() -> None:
    """应开展监测规模以上入河排污口有9个,全部进行监测,监测率为100%."""
    figure = outfallrates.monitoring_rate(qingzhen(), DAY)
    assert figure.text.zh == "9/9 = 100.0 %（分母不含 1 个拟关停）"
    late = replace(
        qingzhen(),
        outfalls=tuple(
            replace(row, monitored=date(2025, 1, 1)) if row.uid == "o0" else row
            for row in qingzhen().outfalls
        ),
    )
    assert outfallrates.monitoring_rate(late, DAY).short == "8/9 = 88.9 %"


def test_out_08_rectified_by_connecting_to_the_sewer_and_closed_out_on_evidence(
    store: Path,
) -> None:
    """通过截污纳管的形式进行了整改: photographs before and after, who, when, what."""
    with open_store(store) as opened:
        district = opened.district()
        row = next(one for one in district.outfalls if one.rectification == "未整改")
        before = opened.content_hash()
        order = rectifying.Order("规范", date(2026, 8, 1), date(2026, 9, 30))
        first = opened.apply(
            rectifying.order(district, row, order, TODAY), who="officer"
        )
        district = opened.district()
        late = rectifying.overdue_days(district, _row(district, row.uid), DAY)
        assert late == 32
        bare = rectifying.Closing(date(2026, 11, 2), "林工", "截污纳管，接入镇管网")
        missing = rectifying.refusals_to_close(
            district, _row(district, row.uid), bare, TODAY
        )
        assert [text.zh for text in missing] == ["缺整改前照片。", "缺整改后照片。"]
        photos = tuple(
            rectifying.NewPhoto(
                role, f"{role}.jpg", opened.keep_photo(role.encode()), bare.on
            )
            for role in ("before", "after")
        )
        second = opened.apply(
            rectifying.close_out(
                district,
                _row(district, row.uid),
                replace(bare, photos=photos),
                TODAY,
            ),
            who="officer",
        )
        district = opened.district()
        closed = _row(district, row.uid)
        assert (closed.measure, closed.rectification) == ("规范", "已销号")
        kept = [opened.photo(p.sha256) for p in district.photos_of[row.uid]]
        assert kept == [b"before", b"after"]
        faults = outfallchecks.closed_out_without_photos(district, TODAY)
        assert row.uid not in {fault.uid for _, fault, _ in faults}
        for applied in (second, first):
            opened.apply(applied.inverse(), who="officer")
        assert opened.content_hash() == before


def test_out_13_a_town_gets_one_page_for_each_of_its_outfalls(
    store: Path, tmp_path: Path
) -> None:
    district = sample_district()
    town = next(j for j in district.jurisdictions if j.name.endswith("镇"))
    inside = [row for row in district.outfalls if district.sites[row.uid].town is town]
    path = tmp_path / "一口一档.pdf"
    told = ["dossier", str(store), str(path), "--town", town.name]
    assert run([*told, "--as-of", DAY.isoformat()]) == 0
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        assert len(pdf.pages) == len(inside) > 1
        assert [item.title for item in outline.root] == [row.name for row in inside]
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", str(path), "-"], capture_output=True, check=True
        ).stdout.decode()
        for row in inside:
            assert row.code in text


def test_out_13_one_outfall_goes_into_a_word_document(
    store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "档案.docx"
    code = sample_district().outfalls[0].code
    assert run(["dossier", str(store), str(path), "--outfall", code]) == 0
    assert path.read_bytes().startswith(b"PK")
    assert run(["dossier", str(store), str(path), "--outfall", "没有"]) == 1


def test_out_14_an_approval_has_its_document_authority_and_day_or_is_found() -> None:
    district = sample_district()
    found = outfallchecks.approval_without_document(district, DAY)
    assert {getattr(row, "code", "") for _, row, _ in found} == SEEDED_UNDOCUMENTED
    bare = approving.Decision("已批")
    text = approving.refusals(qingzhen(), outfall(qingzhen(), "o7"), bare, TODAY)
    assert len(text) == 3


def test_out_14_on_the_sample_only_the_seeded_outfalls_have_faults() -> None:
    """Checks of what deliveries lack are for districts that switch them on."""
    district = sample_district()
    for name in outfallchecks.__all__:
        if name in ("closed_out_without_record", "closed_out_without_photos"):
            continue
        codes = {
            getattr(row, "code", "")
            for _, row, _ in getattr(outfallchecks, name)(district, DAY)
        }
        seeded = {
            "monitoring_overdue": SEEDED_LATE,
            "approval_without_document": SEEDED_UNDOCUMENTED,
            "class_not_under_parent": {"990101PW0165"},
            "rectification_overdue": {"990101PW0098", "990101PW0122"},
            "source_without_outfall": {"990101WR0048"},
        }
        assert codes == seeded.get(name, set()), name
