"""Rivers: directory and map from one command, ranks, splitting, self-check."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import docx
import numpy as np
import pytest
import shapely
from PySide6.QtGui import QImage, QPainter
from python_calamine import CalamineWorkbook

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.paint import draw_map
from gridwatch.cartography.symbols import leaves_no_mark
from gridwatch.cartography.themes import Theme, ready_themes
from gridwatch.cartography.view import View
from gridwatch.cli import run
from gridwatch.district.accepting import changes_of
from gridwatch.district.directory import (
    contradictions,
    directory_of,
    lacking_chiefs,
    statements_of,
)
from gridwatch.district.jurisdictions import Level
from gridwatch.district.proposals import Verdict
from gridwatch.district.splitting import propose
from gridwatch.district.stretches import limits_of
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store
from tests.mission.sample import DAY, sample_district, sample_store

if TYPE_CHECKING:
    from pathlib import Path

QINGZHEN = {
    "总结 第5条": {"district": 14, "town": 54},
    "总结 后文": {"district": 14, "town": 60, "total": 74},
}


def test_riv_01_one_command_makes_directory_and_distribution_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    assert qapp is not None
    store, out = sample_store(), tmp_path / "名录 输出"
    capsys.readouterr()
    call = ["directory", str(store), str(out), "--as-of", "2026-11-01"]
    assert run([*call, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["rivers"], facts["segments"]) == (63, 260)
    book = CalamineWorkbook.from_path(str(out / "云溪区河流分级分段名录.xlsx"))
    rivers = book.get_sheet_by_name("分级名录").to_python()
    segments = book.get_sheet_by_name("分段名录").to_python()
    assert len(rivers) == 64
    assert len(segments) == 261
    assert segments[1][3] == "990101000001"
    paper = docx.Document(str(out / "云溪区河流分级分段名录.docx"))
    codes = [row.cells[2].text for table in paper.tables[1:] for row in table.rows]
    assert sum(code.startswith("990101") for code in codes) == 260
    map_file = out / "云溪区河流分级分段分布示意图.pdf"
    assert map_file.read_bytes().startswith(b"%PDF")


def _drawn(themes: tuple[Theme, ...], metres: float, hidden: frozenset[str]):
    """The map around a place on the longest river, as drawn."""
    from gridwatch.cartography.paint import Look

    district = sample_district()
    layers = layers_of(district, DAY, themes)
    line = district.rivers[0].geometry
    x, y = shapely.line_interpolate_point(line, line.length / 3).coords[0]
    extent = (x - metres, y - metres, x + metres, y + metres)
    view = View(extent, 900, 900)
    image = QImage(900, 900, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    drawn = draw_map(painter, layers, view, Look(hidden=hidden))
    painter.end()
    return layers, drawn


def test_riv_02_rivers_by_rank_segments_named_cells_laid_over(qapp: object) -> None:
    assert qapp is not None
    by_rank = next(one.theme for one in ready_themes() if one.id == "river_levels")
    named = Theme("segment", label="part_name")
    layers, drawn = _drawn((by_rank, named), 4000.0, frozenset())
    rivers = next(layer for layer in layers if layer.id == "river")
    assert [s.name.zh for s in rivers.symbols] == [
        "市级河流", "区级河流", "镇级河流", "村级河流",
    ]  # fmt: skip
    assert drawn.counts["cell"]
    labels = {one.text for one in drawn.labels if one.layer_id == "segment"}
    parts = {s.name.removeprefix("云溪河") for s in sample_district().segments}
    assert labels
    assert labels & parts
    entries = {one.name.zh for one in drawn.legend(layers)}
    assert "市级河流" in entries


def test_riv_02_a_rank_can_be_left_out(qapp: object) -> None:
    assert qapp is not None
    by_rank = next(one.theme for one in ready_themes() if one.id == "river_levels")
    only = replace(
        by_rank,
        classes=tuple(
            replace(entry, hidden=entry.value != "municipal")
            for entry in by_rank.classes
        ),
    )
    hidden = frozenset({"signboard", "outfall"})
    layers, drawn = _drawn((only, Theme("segment", label="name")), 12_000.0, hidden)
    seen = {one.name.zh for one in drawn.legend(layers) if one.layer_id == "river"}
    assert seen <= {"市级河流"}
    municipal = {r.code for r in sample_district().rivers if "municipal" in r.levels}
    names = {s.name: s.river_code for s in sample_district().segments}
    written = [one.text for one in drawn.labels if one.layer_id == "segment"]
    assert written
    assert {names[text] for text in written} <= municipal
    segments = next(layer for layer in layers if layer.id == "segment")
    gone = [leaves_no_mark(one.symbol) for one in segments.symbols]
    drawn_rivers = {
        row.river_code
        for row, place in zip(
            [sample_district().row(Kind.SEGMENT, uid) for uid in segments.uids],
            segments.classes.tolist(),
            strict=True,
        )
        if not gone[place]
    }
    assert drawn_rivers == municipal


def test_riv_03_centrelines_are_split_and_the_officer_accepts(tmp_path: Path) -> None:
    district = sample_district()
    proposals = propose(district, district.rivers)
    lines = {river.uid: river.geometry for river in district.rivers}
    for uid, line in lines.items():
        own = [one for one in proposals if one.river_uid == uid]
        assert [one.since for one in own] == sorted(one.since for one in own)
        parts = sum(one.geometry.length for one in own)
        assert parts == pytest.approx(line.length, abs=0.01)
    towns = {t.code: t.geometry for t in district.of_level(Level.TOWN)}
    inside = [one for one in proposals if one.sequence]
    limit = limits_of(district).sliver
    for one in inside:
        outside = shapely.difference(one.geometry, towns[one.town_code])
        assert shapely.length(shapely.get_parts(outside)).max(initial=0.0) <= limit
    path = tmp_path / "划分.gpkg"
    shutil.copy(sample_store(), path)
    with open_store(path) as store:
        before = store.district()
        known = {segment.code for segment in before.segments} | {""}
        applied = store.apply(changes_of(before, proposals), who="officer")
        after = store.district()
        assert len(after.segments) == len(inside)
        codes = {segment.code for segment in after.segments}
        assert len(codes) == len(inside)
        for kind in (Kind.SIGNBOARD, Kind.OUTFALL, Kind.OWNERSHIP):
            # What pointed nowhere before still does: one such row is seeded.
            lost = {row.segment_code for row in before.rows(kind)} - known
            pointed = {row.segment_code for row in after.rows(kind)}
            assert pointed <= codes | {""} | lost
        assert {w.segment_code for w in after.ownerships} - lost == codes
        store.apply(applied.inverse(), who="officer")
        back = store.district()
    for kind in Kind:
        was = {row.uid: row for row in before.rows(kind)}
        assert {row.uid: row for row in back.rows(kind)} == was


def test_riv_03_most_of_the_sample_s_own_segments_are_found_again() -> None:
    district = sample_district()
    verdicts = [one.verdict for one in propose(district, district.rivers)]
    assert verdicts.count(Verdict.KEEP) > 180
    assert Verdict.OUTSIDE not in verdicts


def test_riv_05_a_river_without_a_chief_at_a_needed_rank_is_listed() -> None:
    district = sample_district()
    assert lacking_chiefs(district, DAY) == ()
    river = district.rivers[5]
    posts = tuple(
        post
        for post in district.posts
        if (post.covers, post.covers_code) != ("river", river.code)
    )
    kept = {post.uid for post in posts}
    terms = tuple(term for term in district.terms if term.post_uid in kept)
    poorer = replace(district, posts=posts, terms=terms)
    assert lacking_chiefs(poorer, DAY) == ((river, ("district",)),)


def test_riv_06_a_river_of_two_ranks_counts_in_each_and_once_in_total() -> None:
    directory = directory_of(sample_district(), DAY)
    counts = {one.rank: one.rivers for one in directory.totals}
    assert counts == {"municipal": 3, "district": 21, "town": 24, "village": 18}
    assert directory.total.rivers == 63
    assert sum(counts.values()) == 63 + len(directory.several)
    lengths = np.array([one.metres for one in directory.rivers])
    assert directory.total.metres == pytest.approx(lengths.sum())


def test_riv_08_the_source_text_that_contradicts_itself_is_found_out() -> None:
    directory = directory_of(sample_district(), DAY)
    faults = contradictions(directory, statements_of(QINGZHEN))
    told = [fault.text.zh for fault in faults]
    assert any("54 条" in t and "60 条" in t and "前后不一致" in t for t in told)
    assert any("68 条" in t and "74 条" in t for t in told)
    assert any("在册 24 条" in t for t in told)
    agreed = {"district": 21, "municipal": 3, "town": 24, "village": 18, "total": 63}
    assert contradictions(directory, statements_of({"名录": agreed})) == ()


def test_riv_08_declared_numbers_are_data_of_the_store() -> None:
    district = sample_district()
    rules = replace(district.rules, data={"directory": {"declared": QINGZHEN}})
    stated = replace(district, rules=rules).rules.table("directory")["declared"]
    assert [s.formula for s in statements_of(stated)] == ["14+54", "14+60=74"]
