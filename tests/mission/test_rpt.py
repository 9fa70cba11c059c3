"""Sheets for higher platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import python_calamine

from gridwatch.cli import run
from gridwatch.district.coverage import chiefs_of_segment
from gridwatch.district.wording import Kind
from gridwatch.outgoing.mappings import MappedColumn, Mapping, save_mapping
from tests.mission.sample import DAY, sample_district, sample_store

if TYPE_CHECKING:
    from pathlib import Path


def test_rpt_05_sheets_come_in_the_column_order_a_higher_platform_wants(
    tmp_path: Path,
) -> None:
    columns = (
        MappedColumn("填报单位", value="云溪区"),
        MappedColumn("镇级河长", "town_chiefs"),
        MappedColumn("河段代码", "code"),
        MappedColumn("河流", "river_name"),
    )
    saved = save_mapping(Mapping("国家平台", Kind.SEGMENT, columns), tmp_path)
    path = tmp_path / "上报.xlsx"
    call = ["export", str(sample_store()), str(path), "--mapping", str(saved)]
    assert run([*call, "--as-of", DAY.isoformat()]) == 0
    book = python_calamine.CalamineWorkbook.from_path(path)
    head, *rows = book.get_sheet_by_name("国家平台").to_python()
    assert head == ["填报单位", "镇级河长", "河段代码", "河流"]
    district = sample_district()
    assert len(rows) == len(district.segments)
    for row, segment in zip(rows, district.segments, strict=True):
        chiefs = chiefs_of_segment(district, segment, DAY)["town"]
        names = "、".join(dict.fromkeys(chief.person.name for chief in chiefs))
        river = district.river_by_code[segment.river_code]
        assert row == ["云溪区", names, segment.code, river.name]
