"""A damaged layer is read in parts: what can be read is, the rest is told."""

from __future__ import annotations

import numpy as np
import pyogrio.raw
import pytest
import shapely

from gridwatch.intake import geopackage, native, onebyone
from gridwatch.intake.layers import Unreadable

ROWS = 600
PAGE = 4096


@pytest.fixture
def damaged(tmp_path):
    """A GeoPackage of 600 rivers, one page of which was overwritten on a bad disk."""
    path = tmp_path / "交付.gpkg"
    lines = shapely.linestrings([[[at, 0], [at, 1 + at]] for at in range(ROWS)])
    names = np.array([f"河{at}的说明" * 20 for at in range(ROWS)], object)
    pyogrio.raw.write(
        *(path, shapely.to_wkb(lines), [names], ["名称"]),
        layer="河流",
        geometry_type="LineString",
        crs="EPSG:4548",
    )
    data = bytearray(path.read_bytes())
    page = data.find("河300的".encode()) // PAGE
    data[page * PAGE : (page + 1) * PAGE] = b"\xff" * PAGE
    path.write_bytes(data)
    return path


def test_rows_before_and_behind_the_damage_are_read(damaged):
    with pytest.raises(Unreadable):
        geopackage.load(damaged, "河流")
    raw = native.layer_rows(damaged, "河流")
    assert 570 < len(raw.numbers) < ROWS
    assert {1, 250, 400, ROWS} <= set(raw.numbers)
    assert 301 not in raw.numbers
    at = raw.numbers.index(400)
    assert raw.columns["名称"][at].startswith("河399的")
    assert raw.geometry[at].bounds == (399, 0, 399, 400)


def test_how_many_rows_are_missing_is_told(damaged):
    raw = onebyone.load(damaged, "河流")
    (note,) = raw.notes
    assert note.severity == "error"
    assert f"写明 600 行，损坏处以外读出 {len(raw.numbers)} 行" in note.text.zh


def test_the_plan_sees_the_layer_as_it_can_be_read(damaged):
    (facts,) = onebyone.look(damaged)
    assert (facts.layer, facts.geometry, facts.names) == ("河流", "line", ("名称",))
    assert 570 < facts.rows < ROWS
    assert facts.crs == "EPSG:4548"
    assert facts.extent[:2] == (0, 0)


def test_a_file_that_is_none_gives_nothing(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"\xff" * 5000)
    assert onebyone.look(path) == []
    assert onebyone.load(path, "河流") is None
