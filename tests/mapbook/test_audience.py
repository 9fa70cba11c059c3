"""The guard: what each audience may see, taken from a file, with its reasons."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from gridwatch.district.chiefs import Post, Term
from gridwatch.district.wording import OfficerError
from gridwatch.mapbook.audience import (
    PHONES,
    audience_named,
    guarded,
    guarded_recipe,
    load_audiences,
    summed,
)
from gridwatch.mapbook.binding import print_pdf
from gridwatch.mapbook.guarding import plan_guarded
from gridwatch.mapbook.pages import plan_sheet
from gridwatch.mapbook.recipe import Grid
from gridwatch.mapbook.recipechecks import check_recipe
from gridwatch.mapbook.recipefile import shipped_recipes
from gridwatch.mapbook.recipeplan import Wish
from gridwatch.mapbook.subjects import subject_of
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
    for spoilt in ("[public", text.replace('show = "masked"', 'show = "some"'), "a=1"):
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


# --- recipes --------------------------------------------------------------------------


def recipe(key):
    return next(one for one in shipped_recipes() if one.id == key)


@pytest.mark.parametrize("key", [one.id for one in shipped_recipes()])
@pytest.mark.parametrize("who", ["public", "internal", "restricted"])
def test_a_guarded_recipe_still_stands_and_stays_as_it_is(key, who):
    once, _ = guarded_recipe(recipe(key), audience_named(who))
    assert not list(check_recipe(once))
    twice, removed = guarded_recipe(once, audience_named(who))
    assert twice == once
    assert [
        one for one in removed if one.rule.why.zh and "手机" not in one.what.zh
    ] == []


def test_the_public_recipe_lacks_layers_grid_and_masks_mobiles(district):
    found, removed = guarded_recipe(recipe("cell"), audience_named("public"))
    assert not {"outfall", "cell"} & set(found.maps.layers)
    assert found.maps.grid is Grid.NONE
    assert found.maps.largest == 25_000
    told = " ".join(one.what.zh for one in removed)
    for words in ("网格", "公里网", "手机"):
        assert words in told
    subject = subject_of(district, found, "990101101201001")
    sheets = {
        who: plan_guarded(
            recipe("cell"), district, subject, Wish(AS_OF), audience_named(who)
        )
        for who in ("public", "internal", "restricted")
    }
    public, _ = sheets["public"]
    assert public.scale == max(25_000, sheets["internal"][0].scale)
    stricter = replace(audience_named("public"), largest=80_000)
    small, gone = plan_guarded(recipe("cell"), district, subject, Wish(AS_OF), stricter)
    assert small.scale == 80_000
    assert "1:80,000" in gone[-1].what.zh
    assert not sheets["restricted"][1]
    assert public.secrecy == "公开"
    assert sheets["internal"][0].secrecy == "内部资料　注意保管"


def test_phones_are_masked_hidden_or_shown(district):
    person = replace(district.persons[6], mobile="13812345678", office_phone="")
    persons = (*district.persons[:6], person, *district.persons[7:])
    posts = (
        *district.posts,
        Post("x", "村级河长", "village", "cell", "990101101201001"),
    )
    terms = (*district.terms, Term("xt", "x", person.uid))
    named = replace(district, persons=persons, posts=posts, terms=terms)
    chosen = recipe("cell")
    subject = subject_of(named, chosen, "990101101201001")
    cells = {}
    for who in ("public", "restricted"):
        sheet, _ = plan_guarded(
            chosen, named, subject, Wish(AS_OF), audience_named(who)
        )
        rows = [row for table in sheet.tables.values() for row in table.rows]
        cells[who] = " ".join(cell for row in rows for cell in row.cells)
    assert "13812345678" not in cells["public"]
    none = replace(audience_named("public"), phones="none")
    bare, removed = guarded_recipe(chosen, none)
    columns = [c.key for table in bare.tables for c in table.columns]
    assert "phone" not in columns
    assert any("phone" in one.what.zh for one in removed)


def test_a_secret_store_prints_no_recipe_for_the_public(district):
    secret = replace(district, secrecy="机密★20年")
    chosen = recipe("town")
    subject = subject_of(secret, chosen, TOWN)
    with pytest.raises(OfficerError, match="no file was written"):
        plan_guarded(chosen, secret, subject, Wish(AS_OF), audience_named("public"))
