"""Reservoirs: water and shore, two chiefs, one reservoir; the shore by village."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shapely
from python_calamine import CalamineWorkbook

from gridwatch.district.reservoirs import reservoirs_of
from gridwatch.reports.rivers import reservoir_book
from tests.mission.sample import DAY, sample_district

if TYPE_CHECKING:
    from pathlib import Path


def test_res_01_two_managed_objects_are_one_reservoir() -> None:
    district = sample_district()
    assert len(district.water_bodies) == 4
    reservoirs = reservoirs_of(district, DAY)
    assert [one.name for one in reservoirs] == ["镜云水库", "晓月水库"]
    for one in reservoirs:
        assert [part.body.part for part in one.parts] == ["water", "shore"]
        water, shore = one.parts
        assert water.chiefs[0].person != shore.chiefs[0].person


def test_res_01_a_common_code_joins_what_is_named_apart() -> None:
    district = sample_district()
    first, second, *rest = district.water_bodies
    apart = replace(
        district,
        water_bodies=(
            replace(first, name="镜云水库库区", reservoir_code="SK01"),
            replace(second, name="镜云水库岸带", reservoir_code="SK01"),
            *rest,
        ),
    )
    assert [one.key for one in reservoirs_of(apart, DAY)] == [
        "SK01",
        rest[0].reservoir_code,
    ]


def test_res_02_each_chief_has_a_reporting_line_of_their_own() -> None:
    one = reservoirs_of(sample_district(), DAY)[0]
    water, shore = one.parts
    assert water.posts[0].role == "库长"
    assert water.line[0].zh.startswith("区级河长")
    assert shore.posts[0].role == "陆域河长"
    assert shore.line[0].zh.startswith("总河长")


def test_res_02_a_post_may_name_whom_it_reports_to() -> None:
    district = sample_district()
    general = next(post for post in district.posts if post.role == "总河长")
    posts = tuple(
        replace(post, reports_to=general.uid) if post.role == "库长" else post
        for post in district.posts
    )
    water = reservoirs_of(replace(district, posts=posts), DAY)[0].water[0]
    assert [step.zh.split()[0] for step in water.line] == ["总河长"]


def test_res_03_the_shore_is_cut_by_village_with_length_and_area() -> None:
    district = sample_district()
    for one in reservoirs_of(district, DAY):
        water, shore = (part.body.geometry for part in one.parts)
        assert one.shore_line == "water"
        assert one.shore_metres == pytest.approx(water.length, rel=1e-6)
        assert sum(v.square_metres for v in one.villages) == pytest.approx(
            shore.area, rel=1e-6
        )
        for share in one.villages:
            assert share.village is not None
            land = shapely.intersection(share.village.geometry, shore).buffer(0)
            inside = shapely.intersection(water.exterior, land.buffer(0.05))
            assert share.metres == pytest.approx(inside.length, abs=1.0)


def test_res_03_without_its_water_the_shore_s_own_edge_is_measured_and_said() -> None:
    district = sample_district()
    shore = district.water_bodies[1]
    bare = replace(district, water_bodies=(shore,))
    (one,) = reservoirs_of(bare, DAY)
    assert one.shore_line == "inner"
    (ring,) = shore.geometry.interiors
    assert one.shore_metres == pytest.approx(ring.length, rel=1e-6)
    solid = replace(shore, geometry=shapely.Polygon(shore.geometry.exterior))
    (one,) = reservoirs_of(replace(district, water_bodies=(solid,)), DAY)
    assert one.shore_line == "outer"


def test_res_03_the_tables_go_out_as_a_spreadsheet(tmp_path: Path) -> None:
    reservoirs = reservoirs_of(sample_district(), DAY)
    path = tmp_path / "水库.xlsx"
    rows = sum(len(one.parts) + len(one.villages) for one in reservoirs)
    assert reservoir_book(path, reservoirs, DAY) == rows
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["水库", "岸线分村"]
    assert book.get_sheet_by_name("水库").to_python()[1][6] != "待定"
