from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from gridwatch.district.rows import TABLES
from gridwatch.district.wording import FIELDS, KIND_NAMES, Kind, Language, show


@pytest.mark.parametrize("kind", list(Kind))
def test_every_field_of_a_value_has_a_name_in_both_languages(kind: Kind) -> None:
    worded = {field.key for field in FIELDS[kind]}
    kept = {field.name for field in fields(TABLES[kind][1])}
    assert worded == kept - {"uid", "geometry"}
    assert all(f.name.zh and f.name.en for f in FIELDS[kind])
    assert KIND_NAMES[kind].zh


@pytest.mark.parametrize(
    ("kind", "key", "value", "zh", "en"),
    [
        (Kind.SEGMENT, "length", 1234.56, "1,235", "1,235"),
        (
            Kind.RIVER,
            "levels",
            ("municipal", "district"),
            "市级、区级",
            "municipal, district",
        ),
        (Kind.JURISDICTION, "level", "village", "村居", "village"),
        (Kind.SIGNBOARD, "level", "village", "村级", "village"),
        (Kind.OUTFALL, "above_scale", True, "是", "yes"),
        (Kind.OUTFALL, "monitored", date(2026, 3, 1), "2026-03-01", "2026-03-01"),
        (Kind.OUTFALL, "category", "农业排口", "农业排口", "农业排口"),
        (Kind.RIVER, "basin_area", None, "", ""),
    ],
)
def test_values_read_as_an_officer_writes_them(
    kind: Kind, key: str, value: object, zh: str, en: str
) -> None:
    assert show(kind, key, value, Language.ZH) == zh
    assert show(kind, key, value, Language.EN) == en
