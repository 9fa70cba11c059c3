"""How layers are classed, in the store and in QGIS's own styles."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.qgisstyles import descriptions_of
from gridwatch.cartography.themes import (
    Role,
    Theme,
    ThemeClass,
    ThemeKind,
    plain_of,
    ready_themes,
    themes_of,
)
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard
from gridwatch.district.wording import Kind
from gridwatch.store.opening import Store, create_store, open_store
from tests.conftest import ROOT
from tests.store.made import CRS, box, point

DAY = date(2026, 11, 1)
SYSTEM_PYTHON = Path("/usr/bin/python3")
WORDS = ("已批", "备案", "待补办", "拟关停", "", "其他词")


def line(metres: float) -> shapely.LineString:
    return shapely.LineString([(5e5, 4.4e6), (5e5 + metres, 4.4e6)])


def rows() -> dict[Kind, tuple[object, ...]]:
    """Enough of everything that classes differ in size."""
    areas = [
        Jurisdiction("d", "990101", "云溪区", Level.DISTRICT, "", 2025, box(0, 0, 900))
    ]
    for i in range(3):
        areas.append(
            Jurisdiction(
                f"t{i}", f"99010110{i}000", f"镇{i}", Level.TOWN, "990101", 2025,
                box(i * 300, 0, 300),
            )
        )  # fmt: skip
        areas += [
            Jurisdiction(
                f"v{i}{k}", f"99010110{i}20{k}", f"村{i}{k}", Level.VILLAGE,
                f"99010110{i}000", 2025, box(i * 300, k * 60, 40.0 + 25 * k),
            )
            for k in range(4)
        ]  # fmt: skip
    return {
        Kind.JURISDICTION: tuple(areas),
        Kind.SEGMENT: tuple(
            Segment(
                f"s{i}", f"99010100000{i}", length=None if i % 2 else 100.0 * i,
                geometry=line(150.0 * (i + 1)),
            )
            for i in range(8)
        ),
        Kind.SIGNBOARD: tuple(
            Signboard(f"b{i}", f"B{i}", "town" if i % 3 else "", geometry=point(i, i))
            for i in range(7)
        ),
        Kind.OUTFALL: tuple(
            Outfall(
                f"o{i}", f"P{i}", approval=WORDS[i % len(WORDS)],
                above_scale=(True, False, None)[i % 3],
                name="它's & <口>" if i == 3 else "", geometry=point(i, 2 * i),
            )
            for i in range(20)
        ),
    }  # fmt: skip


THEMES = (
    Theme("village", ThemeKind.GRADUATED, "area", palette="greens", count=3),
    Theme("segment", ThemeKind.GRADUATED, "length", palette="blues", count=4),
    next(r.theme for r in ready_themes() if r.id == "outfall_approval"),
    Theme(
        "signboard",
        ThemeKind.RULE,
        classes=(
            ThemeClass("#D55E00", condition="level is empty"),
            ThemeClass("#0072B2", condition="level = 'town' or code = 'B0'"),
            ThemeClass("#8A929A", role=Role.OTHER),
        ),
    ),
)


def keep(store: Store, themes: tuple[Theme, ...]) -> None:
    district = store.district()
    layers = layers_of(district, DAY)
    told = descriptions_of(layers, themes, district, DAY)
    store.set_themes({t.layer_id: plain_of(t) for t in themes}, told, "张三")


@pytest.fixture
def themed_store(tmp_path: Path) -> Path:
    path = tmp_path / "云溪区 #1.gpkg"
    with create_store(path, name="云溪区", code="990101", crs=CRS) as store:
        store.take(rows(), source="交付", who="张三")
        keep(store, THEMES)
    return path


def qml(path: Path, table: str) -> ET.Element:
    connection = sqlite3.connect(path)
    try:
        (text,) = connection.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = ?", (table,)
        ).fetchone()
    finally:
        connection.close()
    return ET.fromstring(text)


def renderer(path: Path, table: str) -> str:
    found = qml(path, table).find("renderer-v2")
    assert found is not None
    return str(found.get("type"))


def test_themes_come_back_from_the_store_and_stand_in_the_journal(
    themed_store: Path,
) -> None:
    with open_store(themed_store) as store:
        assert themes_of(store.settings()["themes"]) == THEMES
        (entry,) = store.journal(1)
    assert (entry.table, entry.uid, entry.who) == ("gw_setting", "themes", "张三")
    assert entry.before is None


def test_styles_for_qgis_follow_the_themes(themed_store: Path) -> None:
    assert renderer(themed_store, "jurisdiction") == "RuleRenderer"
    assert renderer(themed_store, "segment") == "graduatedSymbol"
    assert renderer(themed_store, "outfall") == "categorizedSymbol"
    assert renderer(themed_store, "signboard") == "RuleRenderer"
    assert renderer(themed_store, "river") == "categorizedSymbol"
    # Names and Chinese headings are those of the standard.
    assert qml(themed_store, "jurisdiction").find("labeling") is not None
    assert qml(themed_store, "outfall").find("aliases") is not None


def test_back_to_the_standard_means_the_styles_too(
    themed_store: Path, closed_store: Path
) -> None:
    with open_store(themed_store) as store:
        keep(store, ())
    for table in ("jurisdiction", "segment", "outfall", "signboard"):
        mine, standard = (
            ET.tostring(qml(path, table)) for path in (themed_store, closed_store)
        )
        assert mine == standard


def test_a_style_saved_in_qgis_is_never_written_over(themed_store: Path) -> None:
    connection = sqlite3.connect(themed_store)
    connection.execute(
        "UPDATE layer_styles SET styleQML = '<qgis/>', description = '2026'"
        " WHERE f_table_name = 'outfall'"
    )
    connection.commit()
    connection.close()
    with open_store(themed_store) as store:
        keep(store, ())
    assert qml(themed_store, "outfall").find("renderer-v2") is None
    assert renderer(themed_store, "segment") == "singleSymbol"


def test_a_store_that_refuses_keeps_both_as_they_were(themed_store: Path) -> None:
    before = ET.tostring(qml(themed_store, "outfall"))
    with open_store(themed_store) as store:
        broken = [{"table": "outfall", "restriction": "", "classes": [{"label": "x"}]}]
        with pytest.raises(KeyError):
            store.set_themes({}, broken, "张三")
        assert themes_of(store.settings()["themes"]) == THEMES
    assert ET.tostring(qml(themed_store, "outfall")) == before


@pytest.fixture(scope="module")
def qgis() -> Path:
    if shutil.which(str(SYSTEM_PYTHON)) is None:
        pytest.skip("no system Python on this machine")
    probe = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False
    )
    if probe.returncode:
        pytest.skip("QGIS is not on this machine")
    return SYSTEM_PYTHON


def test_qgis_finds_the_same_classes_with_as_many_features(
    themed_store: Path, qgis: Path, tmp_path: Path
) -> None:
    with open_store(themed_store, read_only=True) as store:
        district = store.district()
    layers = {layer.id: layer for layer in layers_of(district, DAY, THEMES)}
    answer = subprocess.run(
        [qgis, ROOT / "benchmarks" / "qgis_styles.py", themed_store],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
    )
    told = json.loads(answer.stdout.splitlines()[-1])
    assert told["warnings"] == []
    for theme in THEMES:
        layer = layers[theme.layer_id]
        numbers = np.bincount(layer.classes, minlength=len(layer.symbols)).tolist()
        ours = {
            entry.name.zh: number
            for entry, number in zip(layer.symbols, numbers, strict=True)
        }
        theirs = told["layers"][layer.kind.value]
        assert theirs["without"] == 0, layer.id
        found = {label: number for label, (number, _) in theirs["classes"].items()}
        levels = {"区": 1, "镇街": 3, "市": 0} if layer.id == "village" else {}
        assert found == ours | levels, layer.id
    colour = told["layers"]["outfall"]["classes"]["待补办"][1]
    assert colour == layers["outfall"].symbols[2].symbol.fill  # type: ignore[union-attr]
