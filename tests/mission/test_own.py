"""Ownership: registered and confirmed, by body, by bank, with the gaps on the map."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import docx
import pytest
import shapely
from PySide6.QtGui import QColor

from gridwatch.cartography.frames import draw_frame
from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.paint import Drawn, Look
from gridwatch.cartography.picture import render_map
from gridwatch.cartography.symbols import LineSymbol, load_symbols
from gridwatch.cartography.themes import ready_themes
from gridwatch.cartography.view import View
from gridwatch.district.bodynames import is_outside, proposed_bodies
from gridwatch.district.changes import patched
from gridwatch.district.confirmation import body_forms, form_document, form_record
from gridwatch.district.coverage import territory_of
from gridwatch.district.district import District
from gridwatch.district.ownership import OwnershipState, banks_differ
from gridwatch.district.progress import WorkList, belongs, progress_figure
from gridwatch.district.registering import (
    Act,
    Holding,
    accept_bodies,
    candidates,
    confirm,
    register,
    withdraw,
)
from gridwatch.district.wording import Kind, Language
from gridwatch.mapbook.paperwork import write_pdf
from gridwatch.reports.wordfile import write_docx
from tests.mission.sample import DAY, sample_district

if TYPE_CHECKING:
    from pathlib import Path

ACT = Act(DAY, "测试员", "云河长办〔2026〕1号")
REGISTERED, CONFIRMED = OwnershipState.REGISTERED, OwnershipState.CONFIRMED
LEFT = Holding("left", "甲单位", "甲站")
RIGHT = Holding("right", "乙单位", "乙站")


@pytest.fixture(scope="module")
def district() -> District:
    return sample_district()


@pytest.fixture(scope="module")
def with_bodies(district: District) -> District:
    """The sample after the officer has accepted the proposed bodies."""
    changes = accept_bodies(district, proposed_bodies(district), "建档")
    return patched(district, changes)


def test_own_01_registered_and_confirmed_are_two_states_with_progress(
    district: District,
) -> None:
    """63 rivers, 260 segments; each act has its day, person and document."""
    for rivers, whole in ((True, 63), (False, 260)):
        registered = progress_figure(district, DAY, REGISTERED, rivers=rivers)
        confirmed = progress_figure(district, DAY, CONFIRMED, rivers=rivers)
        for figure in (registered, confirmed):
            assert figure.denominator is not None
            assert len(figure.denominator) == whole
        assert len(confirmed.numerator) < len(registered.numerator) < whole
    chosen = next(one for one in candidates(district, DAY) if not one.obstacle.zh).row
    after = patched(district, confirm(district, [chosen.uid], ACT))
    assert after.row(Kind.OWNERSHIP, chosen.uid) == replace(
        chosen,
        confirmed_on=DAY,
        confirmed_by=ACT.by,
        confirmed_document=ACT.document,
    )


def test_own_02_unconfirmed_work_list_batch_confirmation_and_form(
    district: District, tmp_path: Path, qapp: object
) -> None:
    assert qapp is not None
    body, roles = "松岭镇水务站", ("caring_body",)
    open_rows = [
        row
        for row in district.ownerships
        if row.caring_body == body and belongs(district, row, WorkList.UNCONFIRMED, DAY)
    ]
    found = candidates(district, DAY, body, roles)
    ready = [one.row.uid for one in found if not one.obstacle.zh]
    assert ready == [row.uid for row in open_rows] != []
    changes = confirm(district, ready, ACT)
    after = patched(district, changes)
    left = [one for one in candidates(after, DAY, body, roles) if not one.obstacle.zh]
    assert left == []
    assert patched(after, changes.inverse()).ownerships == district.ownerships

    (form,) = body_forms(district, [body])
    document = form_document(district, form, DAY)
    write_pdf(tmp_path / "确认表.pdf", document, Language.ZH)
    write_docx(tmp_path / "确认表.docx", document, Language.ZH)
    text = _text_of(tmp_path / "确认表.pdf")
    codes = {segment.code for segment, _, _ in form.lines}
    assert len(codes) == 20
    assert all(code in text for code in codes)
    assert f"确认单位：{body}" in text
    word = docx.Document(str(tmp_path / "确认表.docx"))
    cells = {cell.text for row in word.tables[0].rows for cell in row.cells}
    assert codes <= cells
    record = patched(district, form_record([form], DAY, "确认表.pdf", "测试员"))
    assert record.publications[-1].what == "confirmation"


def _text_of(path: Path) -> str:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not on this machine")
    call = [reader, "-layout", str(path), "-"]
    told = subprocess.run(call, capture_output=True, text=True, check=True)
    return "".join(told.stdout.split())


def test_own_03_towns_are_not_measured_by_bodies_outside_the_district(
    with_bodies: District,
) -> None:
    outside = {body.name for body in with_bodies.bodies if body.type == "市属单位"}
    assert outside >= {"岚海市水利工程管理中心", "岚海市水库管理处"}
    assert all(is_outside(with_bodies, name) for name in outside)
    managed = [r for r in with_bodies.ownerships if r.managing_body in outside]
    towns = {
        area.code
        for row in managed
        for area in territory_of(
            with_bodies, with_bodies.segment_by_code[row.segment_code]
        )
    }
    figures = [
        progress_figure(with_bodies, DAY, REGISTERED, town=code) for code in towns
    ]
    left_out = {row.code for figure in figures for row in figure.excluded}
    assert left_out == {row.segment_code for row in managed} != set()
    assert all("由区外单位管理" in figure.text.zh for figure in figures)
    whole = progress_figure(with_bodies, DAY, REGISTERED)
    assert whole.excluded == ()


def test_own_04_territory_care_and_basin_are_three_things(district: District) -> None:
    segment = district.segments[0]
    town = territory_of(district, segment)
    holding = Holding("both", "甲单位", "乙站", basin_body="某流域管理局")
    after = patched(district, register(district, [segment.code], [holding], ACT))
    (row,) = after.ownerships_of_segment[segment.code]
    assert (row.caring_body, row.basin_body) == ("乙站", "某流域管理局")
    assert territory_of(after, segment) == town
    assert [area.code for area in town] == [segment.town_code]


def test_own_09_reaches_without_a_caring_body_stand_out_on_the_map(
    district: District, qapp: object
) -> None:
    assert qapp is not None
    (ready,) = (one for one in ready_themes() if one.id == "segment_uncared")
    layers = layers_of(district, DAY, (ready.theme,))
    (layer,) = (one for one in layers if one.id == "segment")
    names = [layer.symbols[i].name.zh for i in layer.classes]
    bare = {
        uid for uid, name in zip(layer.uids, names, strict=True) if name == "无管护主体"
    }
    wanted = {
        segment.uid
        for segment in district.segments
        if any(
            belongs(district, row, WorkList.UNCARED, DAY)
            for row in district.ownerships_of_segment.get(segment.code, (None,))
        )
    }
    assert bare == wanted
    assert len(wanted) == 5


def test_own_10_banks_of_different_bodies_are_a_double_line(
    district: District, qapp: object
) -> None:
    """West to east: the left bank, confirmed, lies north; the right, bare, south."""
    assert qapp is not None
    apart = _apart(district)
    assert banks_differ(apart.ownerships_of_segment["S1"])
    layers = layers_of(apart, DAY)
    view = View((0.0, 0.0, 400.0, 200.0), 400, 200, 96.0)
    look = Look(labels=False)
    frame = draw_frame(layers, view, look)
    assert frame is not None
    for picture in (render_map(layers, view, look), frame.image):
        columns = [
            [picture.pixelColor(x, y) for y in range(80, 120)] for x in range(150, 250)
        ]
        north = {c.name() for column in columns for c in column[14:19]}
        south = {c.name() for column in columns for c in column[21:27]}
        assert _near(north, "#1b6fb8")
        assert not _near(north, "#d32f2f")
        assert _near(south, "#d32f2f")
        assert not _near(south, "#1b6fb8")
        middle = {column[20].name() for column in columns}
        assert middle == {load_symbols().lines["bank_water"].colour.lower()}
    (layer,) = (one for one in layers if one.id == "segment")
    (entry,) = layer.symbols
    in_legend = [one.name.zh for one in Drawn(frame.counts).legend(layers)]
    assert entry.name.zh in in_legend
    assert entry.name.zh == "左右岸主体不同：左岸已确认、右岸未登记"


def _apart(district: District) -> District:
    """One straight segment of a district river, its left bank confirmed."""
    line = shapely.LineString([(20, 100), (380, 100)])
    segment = replace(district.segments[0], code="S1", river_code="R1", geometry=line)
    river = replace(
        district.rivers[0],
        code="R1",
        levels=("district",),
        regime="perennial",
        geometry=line,
    )
    lone = replace(District(rules=district.rules), segments=(segment,), rivers=(river,))
    both = patched(lone, register(lone, ["S1"], [LEFT, RIGHT], ACT))
    left, right = both.ownerships_of_segment["S1"]
    done = patched(both, confirm(both, [left.uid], ACT))
    gone = withdraw(done, [right.uid], REGISTERED, "测试")
    return patched(done, gone)


def _near(names: set[str], wanted: str) -> bool:
    """Tell whether a colour, or one that is nearly so, is among those of pixels."""
    aim = QColor(wanted).getRgb()
    return any(
        sum(abs(a - b) for a, b in zip(QColor(name).getRgb(), aim, strict=True)) < 40
        for name in names
    )


def test_own_10_a_theme_colours_each_bank_by_its_body(district: District) -> None:
    apart = _apart(district)
    (ready,) = (one for one in ready_themes() if one.id == "segment_managing")
    layers = layers_of(apart, DAY, (ready.theme,))
    (layer,) = (one for one in layers if one.id == "segment")
    used = layer.symbols[int(layer.classes[0])]
    assert used.name.zh == "左岸甲单位、右岸乙单位"
    assert isinstance(used.symbol, LineSymbol)
    left, right = used.symbol.strands
    assert left.colour != right.colour
    assert left.offset > 0 > right.offset
