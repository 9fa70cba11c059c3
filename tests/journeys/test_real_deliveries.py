"""Real files, end to end: import, draw, select, print a sheet."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
import shapely

from gridwatch.cartography.layers import layers_of
from gridwatch.cartography.picking import identify
from gridwatch.cartography.picture import render_map
from gridwatch.cartography.view import View
from gridwatch.cli import run
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.district import District

DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def beijing(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, District]:
    """Beijing's districts with the 1:4M rivers: GBK, no .cpg, no .prj."""
    folder = tmp_path_factory.mktemp("来件")
    for name in ("beijing", "china_rivers_1to4m"):
        shutil.copytree(shared_data / name, folder / name)
    store = folder.parent / "北京.gpkg"
    assert run(["import", str(folder), str(store), "--yes"]) == 0
    return store, _district(store)


@pytest.fixture(scope="module")
def london(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, District]:
    """London: OSM waterways and water, 4,835 statistical areas."""
    store = tmp_path_factory.mktemp("london") / "london.gpkg"
    assert run(["import", str(shared_data / "london"), str(store), "--yes"]) == 0
    return store, _district(store)


def _district(path: Path) -> District:
    with open_store(path, read_only=True) as store:
        return store.district()


def _drawn(district: District) -> set[int]:
    extent = district.extent
    assert extent is not None
    view = View.fitted(extent, 640, 400)
    image = render_map(layers_of(district, DAY), view)
    return {image.pixel(x, y) for x in range(0, 640, 5) for y in range(0, 400, 5)}


def _selected(district: District, area: Jurisdiction) -> set[str]:
    assert area.geometry is not None
    inside = shapely.point_on_surface(area.geometry)
    west, south, east, north = area.geometry.bounds
    view = View.fitted((west, south, east, north), 640, 400)
    hits = identify(layers_of(district, DAY), view, view.to_pixel(inside.x, inside.y))
    return {uid for _, uid in hits}


def test_chinese_names_without_a_word_on_encoding_are_right(
    beijing: tuple[Path, District],
) -> None:
    names = {river.name for river in beijing[1].rivers}
    assert "永定河(桑干河、永定新河)" in names
    assert not any("\ufffd" in name for name in names)


def test_no_row_of_the_national_rivers_is_lost(beijing: tuple[Path, District]) -> None:
    store, district = beijing
    with open_store(store, read_only=True) as opened:
        aside = opened.kept_aside()
    rivers = [row for row in aside if row.source.endswith("hyd2_4l.shp")]
    lakes = [row for row in aside if row.source.endswith("hyd2_4p.shp")]
    national = [river for river in district.rivers if not river.code]
    assert len(national) + len(rivers) >= 2143
    assert len(district.water_bodies) + len(lakes) >= 826


def test_rivers_without_a_crs_lie_where_the_districts_are(
    beijing: tuple[Path, District],
) -> None:
    district = beijing[1]
    area = shapely.union_all(
        [j.geometry for j in district.jurisdictions if j.geometry is not None]
    )
    found = [r.geometry for r in district.rivers if r.name.startswith("永定河")]
    assert any(line is not None and line.intersects(area) for line in found)


def test_beijing_is_drawn_and_a_click_selects_a_district(
    beijing: tuple[Path, District], qapp: object
) -> None:
    del qapp
    district = beijing[1]
    assert len(_drawn(district)) > 20
    miyun = next(j for j in district.jurisdictions if j.name.startswith("密云"))
    assert miyun.uid in _selected(district, miyun)


def test_a_district_of_beijing_is_printed(
    beijing: tuple[Path, District], tmp_path: Path, qapp: object
) -> None:
    del qapp
    store, district = beijing
    miyun = next(
        j
        for j in district.jurisdictions
        if j.name.startswith("密云") and j.geometry is not None
    )
    target = tmp_path / "密云.pdf"
    words = ["print", str(store), "--town", miyun.code or miyun.name]
    assert run([*words, "-o", str(target)]) == 0
    assert target.stat().st_size > 10_000


def test_all_4835_areas_of_london_arrive_with_their_shapes(
    london: tuple[Path, District],
) -> None:
    district = london[1]
    assert len(district.jurisdictions) == 4835
    assert all(j.geometry is not None for j in district.jurisdictions)
    assert len(district.rivers) > 2000
    assert len(district.rows(Kind.WATER_BODY)) > 2000


def test_london_is_drawn_and_a_click_selects_an_area(
    london: tuple[Path, District], qapp: object
) -> None:
    del qapp
    district = london[1]
    assert len(_drawn(district)) > 20
    area = district.jurisdictions[2000]
    assert area.uid in _selected(district, area)


def test_an_area_of_london_is_printed(
    london: tuple[Path, District], tmp_path: Path, qapp: object
) -> None:
    del qapp
    store, district = london
    area = district.of_level(Level.VILLAGE)[100]
    target = tmp_path / "area.pdf"
    assert run(["print", str(store), "--town", area.code, "-o", str(target)]) == 0
    assert target.stat().st_size > 10_000
