from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import shapely

from gridwatch.district.facenorms import (
    chosen_norm,
    condition_counts,
    lacking_counts,
    norms_of,
)
from gridwatch.district.inventory import Axis, boards_standing, pivot

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 11, 1)


@pytest.fixture
def many(district: District) -> District:
    first = replace(district.signboards[0], installed=date(2017, 1, 1))
    return replace(
        district,
        signboards=(
            first,
            replace(first, uid="b2", code="B2", level="town", removed=date(2020, 1, 1)),
            replace(
                first,
                uid="b3",
                code="B3",
                level="district",
                installed=date(2017, 6, 1),
                geometry=shapely.Point(1500, 510),
                condition="设置不规范",
            ),
            replace(first, uid="b4", code="B4", segment_code="", subtype="界桩"),
        ),
    )


def test_the_inventory_of_a_day_counts_what_stood_then(many: District) -> None:
    for day, number in (
        (date(2016, 12, 31), 0),
        (date(2017, 4, 30), 3),
        (date(2017, 6, 1), 4),
        (DAY, 3),
    ):
        assert len(boards_standing(many, day)) == pivot(many, day).count() == number


def test_counts_by_level_town_and_river_lead_to_the_boards(many: District) -> None:
    found = pivot(many, date(2018, 1, 1), Axis.RIVER, Axis.LEVEL)
    assert [one.text.zh for one in found.rows] == ["云溪河"]
    assert [one.text.zh for one in found.columns] == ["区级", "镇级", "村级"]
    assert found.uids("R1", "town") == ("b2",)
    assert found.count("R1") == 4
    assert set(found.uids(column="village")) == {"b", "b4"}
    assert found.uids("R1", "municipal") == ()


def test_a_number_is_opened_by_another_axis(many: District) -> None:
    found = pivot(
        many, DAY, Axis.VILLAGE, Axis.SUBTYPE, within={Axis.TOWN: "990101101000"}
    )
    assert [one.key for one in found.rows] == ["990101101201", "990101101202"]
    assert found.uids("990101101201", "界桩") == ("b4",)
    assert pivot(many, DAY, within={Axis.TOWN: "none"}).count() == 0


NORMS = {
    "signboards": {"norm": "strict"},
    "faces": {
        "norms": {
            "strict": {
                "name": "严",
                "parts": [
                    {"label": "河长", "fields": ["chief", "post"]},
                    {"label": "二维码", "fields": ["qr"], "ranks": ["town"]},
                    {"label": "无此项", "fields": ["unheard"]},
                ],
            }
        }
    },
}


def test_completeness_is_measured_by_the_norm_that_was_chosen(many: District) -> None:
    strict = replace(many, rules=replace(many.rules, data=NORMS))
    assert [part.label for part in chosen_norm(strict.rules).parts] == [
        "河长",
        "二维码",
    ]
    assert lacking_counts(strict, date(2018, 1, 1)) == {
        "河长": ("b", "b2", "b3"),
        "二维码": ("b2",),
    }
    assert norms_of(many.rules) == ()
    assert lacking_counts(many, DAY) == {}


def test_conditions_are_counted(many: District) -> None:
    assert condition_counts(many.signboards) == {"完好": 3, "设置不规范": 1}
