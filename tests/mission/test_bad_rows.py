"""Bad rows in a store are opened and found; garbage of every kind stops no check."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridwatch.district.changes import Change, Changes
from gridwatch.district.checks import CHECKS, run_checks
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Level
from gridwatch.district.rows import TABLES
from gridwatch.district.signboards import FaceName, SignboardFace
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store
from tests.mission.sample import DAY, sample_district, sample_store

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.rules import Rules

WARDEN = "村级管水员"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return shutil.copy(sample_store(), tmp_path / "云溪区.gpkg")


def new(kind: Kind, **fields: Any) -> Change:
    made = TABLES[kind][1](uid=f"bad-{kind.value}", **fields)
    names = [field.name for field in dataclasses.fields(made) if field.name != "uid"]
    return Change(kind, made.uid, None, {name: getattr(made, name) for name in names})


def cases() -> dict[str, tuple[tuple[Change, ...], set[tuple[str, str]]]]:
    """Return edits by what is wrong with them, with the faults they must be."""
    district = sample_district()
    term = next(t for t in district.terms if t.until is None and not t.acting)
    post = district.post_by_uid[term.post_uid]
    board = next(b for b in district.signboards if b.level == "town")
    east, north = board.geometry.x, board.geometry.y
    cell = district.cells[0]
    bad_post = {"role": WARDEN, "level": "village", "covers": "cell"}
    return {
        "overlapping terms": (
            (
                new(Kind.TERM, post_uid=post.uid, person_uid=term.person_uid,
                    since=date(2026, 5, 1)),
            ),
            {("term_overlap", "bad-term")},
        ),
        "a term that ends before it begins": (
            (
                new(Kind.TERM, post_uid=post.uid, person_uid=term.person_uid,
                    since=date(2020, 5, 1), until=date(2019, 5, 1)),
            ),
            {("term_backwards", "bad-term")},
        ),
        "a chief of a level that the area does not have": (
            (
                new(Kind.POST, role="镇级河长助理", level="town",
                    covers_code=cell.village_code),
            ),
            {("chief_level_foreign", "bad-post")},
        ),
        "a post over nothing": (
            (new(Kind.POST, covers_code="990101999999001", **bad_post),),
            {("post_covers_nothing", "bad-post")},
        ),
        "a phone that is no phone": (
            (new(Kind.PERSON, name="石甲甲", mobile="找老王"),),
            {("phone_malformed", "bad-person")},
        ),
        "a code that is not of its district": (
            (new(Kind.SEGMENT, code="880101000001"),),
            {("code_foreign", "bad-segment"), ("shape_missing", "bad-segment")},
        ),
        "a code used twice": (
            (new(Kind.SOURCE, code="990101WR0001"),),
            {("code_repeated", "bad-source")},
        ),
        "a cell in no village": (
            (
                new(Kind.CELL, code="990101999201001", village_code="990101999201",
                    geometry=shapely.box(0, 0, 100, 100)),
            ),
            {("cell_in_no_village", "bad-cell")},
        ),
        "a village under another town": (
            (
                new(Kind.JURISDICTION, code="990101101299", level=Level.VILLAGE,
                    parent_code="990101102000"),
            ),
            {("village_elsewhere", "bad-jurisdiction")},
        ),
        "a board far from any river": (
            (
                Change(
                    Kind.SIGNBOARD, board.uid, {"geometry": board.geometry},
                    {"geometry": shapely.Point(east, north + 90_000)},
                ),
            ),
            {("point_far_from_river", board.uid)},
        ),
        "an ownership row of no segment": (
            (new(Kind.OWNERSHIP, segment_code="990101000777"),),
            {("ownership_segment_unknown", "bad-ownership")},
        ),
        "a confirmation before the registration": (
            (
                new(Kind.OWNERSHIP, segment_code="990101000777",
                    registered_on=date(2026, 5, 2), confirmed_on=date(2026, 5, 1)),
            ),
            {("ownership_confirmed_early", "bad-ownership")},
        ),
        "a paper without a day": (
            (new(Kind.PUBLICATION, what="roster"),),
            {("publication_without_day", "bad-publication")},
        ),
    }  # fmt: skip


@pytest.mark.parametrize("case", [
    "overlapping terms", "a term that ends before it begins",
    "a chief of a level that the area does not have", "a post over nothing",
    "a phone that is no phone", "a code that is not of its district",
    "a code used twice", "a cell in no village", "a village under another town",
    "a board far from any river", "an ownership row of no segment",
    "a confirmation before the registration", "a paper without a day",
])  # fmt: skip
def test_bad_rows_are_stored_opened_again_and_found(case: str, store: Path) -> None:
    edits, wanted = cases()[case]
    with open_store(store) as opened:
        opened.apply(Changes(edits, case), who="test")
    with open_store(store) as opened:
        district = opened.district()
    before = {
        (f.rule, f.uid)
        for r in run_checks(sample_district(), DAY).results
        for f in r.faults
    }
    report = run_checks(district, DAY)
    assert not [r.trouble for r in report.results if r.trouble]
    found = {(f.rule, f.uid): f for r in report.results for f in r.faults}
    assert wanted <= set(found) - before
    for key in wanted:
        fault = found[key]
        assert fault.text.zh.endswith("。")
        assert district.row(fault.kind, fault.uid) is not None


# --- garbage ------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["", "a", "990101", "990101101000", "990101101201", "990101101201001", "x" * 40,
     "区级河长", "村级河长", WARDEN, "jurisdiction", "river", "segment", "cell",
     "village", "town", "both", "left", "已批", "已销号", "{", "u0", "u1", "roster",
     "[]", "12公里", "1e9米"]
)  # fmt: skip
DAYS = st.sampled_from([None, date.min, date.max, DAY, date(2025, 1, 1)])
SHAPES = st.sampled_from(
    [
        None, shapely.Point(), shapely.Point(float("nan"), 1), shapely.Point(5, 5),
        shapely.LineString(), shapely.LineString([(0, 0), (0, 0)]),
        shapely.LineString([(0, 0), (1000, 1000)]), shapely.Polygon(),
        shapely.Polygon([(0, 0), (1, 1), (0, 1), (1, 0)]),
        shapely.box(0, 0, 1000, 1000), shapely.box(500, 0, 1500, 1000),
        shapely.GeometryCollection([shapely.Point(1, 1)]),
        shapely.MultiPoint([(0, 0)]),
        shapely.MultiLineString([[(0, 0), (1, 1)], [(5, 5), (6, 6)]]),
    ]
)  # fmt: skip
FACES = st.builds(
    SignboardFace, WORDS, WORDS, WORDS, WORDS,
    st.lists(st.builds(FaceName, WORDS, WORDS, WORDS), max_size=2).map(tuple),
    WORDS, WORDS, WORDS,
)  # fmt: skip
BY_TYPE = (
    ("SignboardFace", FACES),
    ("Level", st.sampled_from(list(Level))),
    ("BaseGeometry", SHAPES),
    ("date", DAYS),
    ("bool", st.booleans()),
    ("tuple", st.lists(WORDS, max_size=3).map(tuple)),
    ("float", st.sampled_from([None, 0.0, -1.0, float("nan"), float("inf"), 1e9])),
    ("int", st.sampled_from([None, 0, -5, 10**9])),
)


def _values(field: dataclasses.Field[Any]) -> st.SearchStrategy[Any]:
    told = str(field.type)
    return next((values for name, values in BY_TYPE if name in told), WORDS)


def _rows(made: type[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    fields = {f.name: _values(f) for f in dataclasses.fields(made) if f.name != "uid"}
    rows = st.lists(st.fixed_dictionaries(fields), max_size=3)
    return rows.map(
        lambda found: tuple(made(uid=f"u{i}", **row) for i, row in enumerate(found))
    )


def _rules() -> Rules:
    return replace(sample_district().rules, off=frozenset())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.fixed_dictionaries({name: _rows(made) for name, made in TABLES.values()}))
def test_no_garbage_stops_a_check(tables: dict[str, tuple[Any, ...]]) -> None:
    district = District(code="990101", rules=_rules(), **tables)
    report = run_checks(district, DAY)
    assert len(report.results) == len(CHECKS)
    assert [(r.rule, r.trouble) for r in report.results if r.trouble] == []
