"""The guard: what each audience may see, taken from a file, with its reasons."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from gridwatch.district.wording import OfficerError
from gridwatch.mapbook.audience import (
    PHONES,
    audience_named,
    guarded,
    load_audiences,
    summed,
)
from gridwatch.mapbook.binding import print_pdf
from gridwatch.mapbook.pages import plan_sheet
from gridwatch.resources import resource
from tests.mapbook.conftest import AS_OF, TOWN

VILLAGE = "990101101201"


@pytest.fixture(scope="module")
def plan(district):
    return plan_sheet(district, TOWN, AS_OF, "A4-portrait")


def test_three_audiences_are_delivered_each_rule_with_its_source():
    found = load_audiences()
    assert [one.id for one in found] == ["public", "internal", "restricted"]
    for one in found:
        assert one.mark
        assert one.phones in PHONES
        takes_away = {
            "layers": bool(one.hidden_layers),
            "columns": bool(one.hidden_columns),
            "phones": one.phones != "full",
            "scale": one.largest > 500,
            "coverage": one.coverage[0] > 0,
            "grid": not one.grid,
        }
        for section, rule in one.rules.items():
            if takes_away[section]:
                assert rule.why.zh, (one.id, section)
                assert rule.why.en, (one.id, section)
                assert rule.source, (one.id, section)


def test_the_public_sees_no_outfalls_no_grid_and_no_large_scale(plan):
    seen, removed = guarded(plan, audience_named("public"))
    assert set(seen.hidden) == {"outfall", "cell"}
    assert seen.grid == 0
    assert seen.scale == max(plan.scale, 25_000)
    assert seen.secrecy == "公开"
    words = " ".join(one.words.zh for one in removed)
    assert "入河排污口" in words
    assert "公里网" in words
    assert "未经核实" in words


def test_a_map_made_smaller_keeps_frame_and_middle(district):
    plan = plan_sheet(district, VILLAGE, AS_OF, "A3-portrait")
    assert plan.scale < 25_000
    seen, removed = guarded(plan, audience_named("public"))
    west, south, east, north = seen.extent
    assert east - west == pytest.approx(seen.boxes.frame.width * 25)
    assert north - south == pytest.approx(seen.boxes.frame.height * 25)
    assert west + east == pytest.approx(plan.extent[0] + plan.extent[2])
    assert "缩小到 1:25,000" in removed[-1].words.zh


def test_wide_maps_at_large_scales_are_made_smaller_for_offices_too(plan):
    wall = replace(
        plan,
        scale=4000,
        boxes=replace(
            plan.boxes, frame=replace(plan.boxes.frame, width=1150.0, height=1550.0)
        ),
    )
    seen, removed = guarded(wall, audience_named("internal"))
    assert seen.scale == 5000
    assert removed[0].rule.verified
    small = replace(wall, scale=3000)
    assert guarded(small, audience_named("internal"))[0].scale == 3000


@pytest.mark.parametrize("who", ["public", "internal", "restricted"])
def test_guarding_twice_changes_nothing_more(plan, who):
    once, _ = guarded(plan, audience_named(who))
    twice, removed = guarded(once, audience_named(who))
    assert twice == once
    assert not removed


def test_the_restricted_see_everything_under_their_mark(plan):
    seen, removed = guarded(plan, audience_named("受限"))
    assert not removed
    assert seen == replace(plan, secrecy="限定范围　严禁复制")


@pytest.mark.parametrize("who", ["public", "internal"])
def test_a_secret_store_is_printed_for_nobody_else(plan, who):
    with pytest.raises(OfficerError, match="no file was written"):
        guarded(replace(plan, secrecy="秘密★10年"), audience_named(who))


def test_removals_are_summed_over_sheets(plan):
    _, removed = guarded(plan, audience_named("public"))
    told = summed([*removed, *removed])
    assert len(told) == len(removed)
    assert {n for _, n in told} == {2}


def test_an_unknown_audience_and_a_spoilt_file_are_told(tmp_path):
    with pytest.raises(OfficerError, match="internal"):
        audience_named("everybody")
    text = resource("audiences.toml").read_text(encoding="utf-8")
    for spoilt in ("[public", text.replace('show = "office"', 'show = "some"'), "a=1"):
        path = tmp_path / "audiences.toml"
        path.write_text(spoilt, encoding="utf-8")
        with pytest.raises(OfficerError, match="Mend the file"):
            load_audiences(path)


def test_a_rule_that_an_office_edits_holds(tmp_path, plan):
    text = resource("audiences.toml").read_text(encoding="utf-8")
    path = tmp_path / "audiences.toml"
    edited = text.replace('hidden = ["outfall", "cell"]', 'hidden = ["signboard"]')
    path.write_text(edited.replace("largest = 25000", "largest = 80000"), "utf-8")
    seen, _ = guarded(plan, load_audiences(path)[0])
    assert seen.hidden == ("signboard",)
    assert seen.scale == 80_000


@pytest.mark.usefixtures("qapp")
def test_the_printed_sheet_bears_the_mark_and_lacks_what_is_hidden(
    plan, district, tmp_path
):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    texts = {}
    for who in ("public", "internal"):
        path = tmp_path / f"{who}.pdf"
        print_pdf([guarded(plan, audience_named(who))[0]], district, path)
        done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
        texts[who] = done.stdout.decode()
    assert "公开" in texts["public"]
    assert "注意保管" in texts["internal"]
    assert "农业排口" in texts["internal"]
    assert "农业排口" not in texts["public"]
