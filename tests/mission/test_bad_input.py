"""What is wrong is a finding with a sentence and a way to the row, never a crash."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district.cells import Cell
from gridwatch.district.checks import CHECKS, run_checks
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.rivers import River
from gridwatch.district.rows import TABLES
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard, SignboardFace
from gridwatch.district.wording import Kind
from tests.mission.sample import sample_district

DAY = date(2026, 11, 1)
VILLAGE = "990101101201"


def district(**rows: Any) -> District:
    area = shapely.box(0, 0, 1000, 1000)
    line = shapely.LineString([(0, 500), (1000, 500)])
    made: dict[str, Any] = {
        "code": "990101",
        "rules": sample_district().rules,
        "jurisdictions": (
            Jurisdiction("d", "990101", "云溪区", Level.DISTRICT, geometry=area),
            Jurisdiction(
                "v", VILLAGE, "某村", Level.VILLAGE, "990101101000", geometry=area
            ),
        ),
        "rivers": (River("r", "R1", "某河", ("village",), geometry=line),),
        "segments": (Segment("s", "990101000001", "", "R1", 1, geometry=line),),
        "persons": (Person("p", "甲某"), Person("q", "乙某")),
        "posts": (Post("post", "村级河长", "village", "jurisdiction", VILLAGE),),
        "terms": (Term("t", "post", "p", date(2024, 1, 1)),),
    }
    return District(**(made | rows))


def findings(found: District, rule: str) -> list[tuple[Kind, str]]:
    report = run_checks(found, DAY)
    (result,) = [r for r in report.results if r.rule == rule]
    for fault in result.faults:
        assert fault.text.zh
        assert found.row(fault.kind, fault.uid) is not None
    return [(fault.kind, fault.uid) for fault in result.faults]


def test_overlapping_terms_of_one_person_are_found() -> None:
    terms = (
        Term("t1", "post", "p", date(2024, 1, 1), date(2026, 1, 1)),
        Term("t2", "post", "p", date(2025, 6, 1)),
    )
    assert findings(district(terms=terms), "term_overlap") == [(Kind.TERM, "t2")]


def test_terms_that_follow_each_other_do_not_overlap() -> None:
    terms = (
        Term("t1", "post", "p", date(2024, 1, 1), date(2026, 1, 1)),
        Term("t2", "post", "p", date(2026, 1, 1)),
    )
    assert findings(district(terms=terms), "term_overlap") == []


def test_a_term_that_ends_before_it_begins_is_found() -> None:
    terms = (Term("t", "post", "p", date(2026, 1, 1), date(2025, 1, 1)),)
    assert findings(district(terms=terms), "term_backwards") == [(Kind.TERM, "t")]


def test_a_chief_of_a_level_that_the_area_does_not_have_is_found() -> None:
    posts = (Post("post", "镇级河长", "town", "jurisdiction", VILLAGE),)
    assert findings(district(posts=posts), "chief_level_foreign") == [
        (Kind.POST, "post")
    ]


@pytest.mark.parametrize("phone", ["电话待补", "6990-12", "1390000000012", "010-69-04"])
def test_a_phone_that_is_no_phone_is_found(phone: str) -> None:
    persons = (Person("p", "甲某", office_phone=phone), Person("q", "乙某"))
    assert findings(district(persons=persons), "phone_malformed") == [
        (Kind.PERSON, "p")
    ]


@pytest.mark.parametrize("phone", ["13900000001", "0000-69040001", "12345", "69040001"])
def test_a_phone_that_is_one_is_none(phone: str) -> None:
    persons = (Person("p", "甲某", office_phone=phone), Person("q", "乙某"))
    assert findings(district(persons=persons), "phone_malformed") == []


def test_one_phone_of_very_many_persons_names_a_few_of_them() -> None:
    persons = tuple(
        Person(f"p{n}", f"甲{n}", mobile="13900000001") for n in range(30_000)
    )
    report = run_checks(district(persons=persons), DAY)
    (result,) = [r for r in report.results if r.rule == "person_phone_shared"]
    assert len(result.faults) == len(persons)
    assert max(len(fault.text.zh) for fault in result.faults) < 80


def test_a_code_that_is_not_of_its_district_is_found() -> None:
    cells = (Cell("c", "990102101201001", "", VILLAGE, shapely.box(0, 0, 1000, 1000)),)
    assert (Kind.CELL, "c") in findings(district(cells=cells), "code_foreign")


def test_a_cell_in_no_village_is_found() -> None:
    far = shapely.box(50_000, 0, 51_000, 1000)
    cells = (Cell("c", f"{VILLAGE}001", "", "", far),)
    assert findings(district(cells=cells), "cell_in_no_village") == [(Kind.CELL, "c")]


def test_a_board_3_km_from_any_river_is_found() -> None:
    boards = (
        Signboard("far", "G1", geometry=shapely.Point(500, 3500)),
        Signboard("near", "G2", geometry=shapely.Point(500, 520)),
    )
    assert findings(district(signboards=boards), "point_far_from_river") == [
        (Kind.SIGNBOARD, "far")
    ]


# --- garbage ------------------------------------------------------------------------

_CODES = st.sampled_from(
    ["", "990101", VILLAGE, "990101101000", f"{VILLAGE}001", "R1", "x", "p", "post",
     "990101000001", "\x00", "甲" * 200]
)  # fmt: skip
_DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
_POINTS = [None, shapely.Point(), shapely.Point(1, 1), shapely.Point(9e6, 1)]
_LINES = [
    None,
    shapely.LineString(),
    shapely.LineString([(0, 0), (0, 0)]),
    shapely.LineString([(0, 500), (1000, 500)]),
    shapely.MultiLineString([[(0, 0), (9, 9)], [(50, 50), (60, 50)]]),
]
_AREAS = [
    None,
    shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]),
    shapely.Polygon([(0, 0), (0, 0), (0, 0)]),
    shapely.box(0, 0, 1000, 1000),
    shapely.MultiPolygon(),
]
# The store refuses shapes of another type.
_SHAPES = {
    Kind.SIGNBOARD: _POINTS,
    Kind.OUTFALL: _POINTS,
    Kind.RIVER: _LINES,
    Kind.SEGMENT: _LINES,
}
_NAMED = {
    "level": {Kind.JURISDICTION: st.sampled_from(list(Level))},
    "levels": {Kind.RIVER: st.sampled_from([(), ("village",), ("x", "district")])},
}
_TYPED = {
    "date": _DAYS,
    "float": st.none() | st.floats(-10, 1e9),
    "bool": st.none() | st.booleans(),
    "int": st.none() | st.integers(-5, 5000),
    "str": _CODES,
}
_BY_DEFAULT: list[tuple[type, Any]] = [
    (bool, st.booleans()),
    (str, _CODES),
    (tuple, st.just(())),
    (SignboardFace, st.builds(SignboardFace, _CODES, _CODES, _CODES, _CODES)),
]


def _value(kind: Kind, field: Any) -> Any:
    if field.name == "geometry":
        return st.sampled_from(_SHAPES.get(kind, _AREAS))
    if kind in _NAMED.get(field.name, {}):
        return _NAMED[field.name][kind]
    for of, strategy in _BY_DEFAULT:
        if isinstance(field.default, of):
            return strategy
    return next(s for word, s in _TYPED.items() if word in str(field.type))


def _rows(kind: Kind) -> Any:
    made = TABLES[kind][1]
    values = {f.name: _value(kind, f) for f in fields(made) if f.name != "uid"}
    row = st.fixed_dictionaries(values)
    return st.lists(row, max_size=4).map(
        lambda rows: tuple(made(uid=f"{kind}{i}", **r) for i, r in enumerate(rows))
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.fixed_dictionaries({TABLES[kind][0]: _rows(kind) for kind in Kind}))
def test_garbage_rows_of_every_kind_never_stop_the_checks(
    rows: dict[str, tuple[Any, ...]],
) -> None:
    rules = replace(sample_district().rules, off=frozenset())
    found = District(code="990101", rules=rules, **rows)
    report = run_checks(found, DAY)
    assert len(report.results) == len(CHECKS)
    for result in report.results:
        assert not result.trouble, (result.rule, result.trouble)
        for fault in result.faults:
            assert found.row(fault.kind, fault.uid) is not None
