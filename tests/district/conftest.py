"""A district of two villages, one river of one segment and three people."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from gridwatch.district.cells import Cell
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.ownership import Ownership
from gridwatch.district.rivers import River
from gridwatch.district.rules import Role, Rules
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard, SignboardFace

WEST, EAST = shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)
DAY = date(2026, 11, 1)
RULES = Rules(
    required={"district": ("district", "town", "village")},
    roles=(
        Role("区级河长", "district", "chief"),
        Role("镇级河长", "town", "chief"),
        Role("村级河长", "village", "chief"),
        Role("村级管水员", "village", "warden"),
    ),
    formula=("区级河长", "镇级河长", "村级河长", "村级管水员"),
)
PEOPLE = ("区长甲", "镇长乙", "西村丙", "东村丁", "管水戊")
POSTS = (
    Post("p0", "区级河长", "district", "river", "R1"),
    Post("p1", "镇级河长", "town", "jurisdiction", "990101101000"),
    Post("p2", "村级河长", "village", "jurisdiction", "990101101201"),
    Post("p3", "村级河长", "village", "jurisdiction", "990101101202"),
    Post("p4", "村级管水员", "village", "cell", "990101101201001"),
)


def area(uid: str, code: str, level: Level, shape: shapely.Geometry) -> Jurisdiction:
    return Jurisdiction(uid, code, uid, level, geometry=shape)


@pytest.fixture
def district() -> District:
    """A faultless district; tests take something away from it."""
    return make_district()


def make_district() -> District:
    """Return two villages with one river of one segment, and everything in order."""
    line = shapely.LineString([(100, 500), (1900, 500)])
    return District(
        name="云溪区",
        code="990101",
        rules=RULES,
        jurisdictions=(
            area("district", "990101", Level.DISTRICT, shapely.box(0, 0, 2000, 1000)),
            area("town", "990101101000", Level.TOWN, shapely.box(0, 0, 2000, 1000)),
            area("west", "990101101201", Level.VILLAGE, WEST),
            area("east", "990101101202", Level.VILLAGE, EAST),
        ),
        rivers=(River("r", "R1", "云溪河", ("district",), geometry=line),),
        segments=(
            Segment(
                "s", "S1", "云溪河段", "R1", 1, town_code="990101101000", geometry=line
            ),
        ),
        cells=(Cell("c", "990101101201001", "", "990101101201", WEST),),
        signboards=(
            Signboard(
                "b",
                "B1",
                "village",
                "永久",
                "S1",
                DAY,
                "完好",
                SignboardFace("西村丙"),
                shapely.Point(200, 510),
            ),
        ),
        outfalls=(
            Outfall(
                "o",
                "O1",
                "排口",
                above_scale=True,
                approval="已批",
                approval_document="云水批1号",
                monitored=date(2026, 9, 1),
            ),
        ),
        ownerships=(
            Ownership(
                "w",
                "S1",
                "both",
                "青石镇政府",
                "云溪水务所",
                registered_on=date(2026, 1, 1),
            ),
        ),
        persons=tuple(Person(f"n{i}", name) for i, name in enumerate(PEOPLE)),
        posts=POSTS,
        terms=tuple(
            Term(f"t{i}", f"p{i}", f"n{i}", date(2024, 1, 1)) for i in range(5)
        ),
    )
