"""A small district with everything a sheet can show: bent borders, rivers, chiefs."""

from dataclasses import replace
from datetime import date

import numpy as np
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
from gridwatch.district.waterbodies import WaterBody

AS_OF = date(2026, 11, 22)
EAST, NORTH, SIZE = 486_000.0, 4_470_000.0, 9_000.0
TOWN, OTHER_TOWN, DRY_TOWN = "990101101000", "990101102000", "990101103000"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙"
GIVEN = ("建国", "秀英", "伟", "敏", "志强", "丽", "军", "海燕")
RIVERS = ("长示河", "门头入口沟", "青石河", "白马小溪")


def bent(coords):
    """Move every coordinate by a smooth field: shared borders stay shared."""
    x, y = coords[:, 0] / 1500, coords[:, 1] / 1300
    return coords + 220 * np.column_stack(
        [
            np.sin(y * 1.7) + 0.4 * np.sin(3.1 * y + x),
            np.cos(x * 1.3) + 0.4 * np.sin(2.3 * x - y),
        ]
    )


def natural(geometry):
    """Return the geometry with bends instead of straight lines."""
    return shapely.transform(shapely.segmentize(geometry, 60.0), bent)


def person_name(number):
    return SURNAMES[number % 12] + GIVEN[number * 5 % 8]


class Register:
    """Collects chiefs: each call adds a person, a post and a term."""

    def __init__(self):
        self.persons, self.posts, self.terms = [], [], []

    def appoint(self, role, level, covers, code, **term):
        n = len(self.persons)
        person = Person(
            f"p{n}", person_name(n), "某单位", "010-69000000", "13800001234"
        )
        post = Post(f"o{n}", role, level, covers, code)
        self.persons.append(person)
        self.posts.append(post)
        self.terms.append(Term(f"t{n}", post.uid, person.uid, **term))


def make_jurisdictions():
    found, villages = [], []
    step = SIZE / 3
    for t in range(3):
        code = f"99010110{t + 1}000"
        parts = []
        for v in range(3):
            west, south = EAST + t * step, NORTH + v * step
            area = natural(shapely.box(west, south, west + step, south + step))
            village = Jurisdiction(
                f"v{t}{v}",
                f"99010110{t + 1}20{v + 1}",
                f"{'东中西'[t]}{'南沟岭'[v]}村",
                Level.VILLAGE,
                code,
                2026,
                area,
            )
            villages.append(village)
            parts.append(area)
        name = ("青石镇", "云门镇", "长河镇")[t]
        union = shapely.union_all(parts)
        found.append(
            Jurisdiction(f"w{t}", code, name, Level.TOWN, "990101", 2026, union)
        )
    whole = shapely.union_all([t.geometry for t in found])
    district = Jurisdiction("d", "990101", "云溪区", Level.DISTRICT, "", 2026, whole)
    return (district, *found, *villages)


def make_rivers():
    lines = (
        [
            (EAST + 100, NORTH + 7200),
            (EAST + 3000, NORTH + 6000),
            (EAST + 5900, NORTH + 4200),
        ],
        [
            (EAST + 700, NORTH + 300),
            (EAST + 1500, NORTH + 3300),
            (EAST + 2000, NORTH + 6400),
        ],
        [(EAST + 2700, NORTH + 600), (EAST + 1400, NORTH + 2600)],
        [(EAST + 5000, NORTH + 8600), (EAST + 4600, NORTH + 5000)],
    )
    levels = (("municipal", "district"), ("district",), ("town",), ("village",))
    return tuple(
        River(
            f"r{i}",
            f"R{i + 1:03}",
            RIVERS[i],
            levels[i],
            "seasonal" if i == 2 else "",
            None,
            "",
            natural(shapely.LineString(line)),
        )
        for i, line in enumerate(lines)
    )


def make_segments(rivers, towns):
    found = []
    for river in rivers:
        for number, town in enumerate(
            t for t in towns if t.geometry.intersects(river.geometry)
        ):
            line = shapely.line_merge(
                shapely.intersection(river.geometry, town.geometry)
            )
            code = f"990101{len(found) + 1:06}"
            found.append(
                Segment(
                    f"s{len(found)}",
                    code,
                    f"{river.name}{town.name}段",
                    river.code,
                    number + 1,
                    "",
                    "",
                    float(line.length),
                    town.code,
                    line,
                )
            )
    return tuple(found)


def make_chiefs(jurisdictions, rivers):
    register = Register()
    for river in rivers[:2]:
        register.appoint("区级河长", "district", "river", river.code)
    for area in jurisdictions:
        if area.level is Level.TOWN:
            register.appoint("镇级河长", "town", "jurisdiction", area.code)
        if area.level is Level.VILLAGE and area.code != "990101101203":
            acting = area.code.endswith("2")
            register.appoint(
                "村级河长", "village", "jurisdiction", area.code, acting=acting
            )
    return register


ROLES = (
    Role("区级河长", "district", "chief"),
    Role("镇级河长", "town", "chief"),
    Role("村级河长", "village", "chief"),
)


def make_district():
    jurisdictions = make_jurisdictions()
    towns = [j for j in jurisdictions if j.level is Level.TOWN]
    rivers = make_rivers()
    segments = make_segments(rivers, towns[:2])
    register = make_chiefs(jurisdictions, rivers)
    at = [s.geometry.interpolate(0.4, normalized=True) for s in segments]
    lake = shapely.Point(EAST + 2100, NORTH + 6500)
    return District(
        name="云溪区",
        code="990101",
        crs=4548,
        office="云溪区河长制办公室",
        secrecy="内部资料",
        rules=Rules(
            roles=ROLES, required={"municipal": ("district", "town", "village")}
        ),
        jurisdictions=jurisdictions,
        rivers=rivers,
        segments=segments,
        water_bodies=(
            WaterBody("w1", "W1", "青石水库", "water", "小(一)型", lake.buffer(260)),
            WaterBody(
                "w2",
                "W2",
                "青石水库",
                "shore",
                "",
                lake.buffer(420).difference(lake.buffer(260)),
            ),
        ),
        cells=tuple(
            Cell(f"c{i}", f"{v.code}001", "", v.code, v.geometry.buffer(-30))
            for i, v in enumerate(j for j in jurisdictions if j.level is Level.VILLAGE)
        ),
        signboards=tuple(
            Signboard(
                f"b{i}",
                f"B{i}",
                "town",
                "永久",
                s.code,
                date(2024, 1, 1),
                "完好",
                SignboardFace("某人", "镇级河长", "", ""),
                at[i],
            )
            for i, s in enumerate(segments)
        ),
        outfalls=tuple(
            Outfall(
                f"f{i}",
                f"F{i}",
                "某排口",
                "农业排口",
                False,
                segment_code=s.code,
                geometry=s.geometry.interpolate(0.7, normalized=True),
            )
            for i, s in enumerate(segments)
        ),
        ownerships=tuple(
            Ownership(
                f"m{i}",
                s.code,
                "both",
                "青石镇人民政府",
                "云溪区水务管护中心",
                "",
                date(2025, 1, 1),
                "",
                "",
                date(2025, 2, 1) if i % 2 else None,
            )
            for i, s in enumerate(segments[:-1])
        ),
        persons=tuple(register.persons),
        posts=tuple(register.posts),
        terms=tuple(register.terms),
    )


@pytest.fixture(scope="session")
def district():
    return make_district()


def with_rows(district, number):
    """Return the district with so many segments in its first town."""
    segment = district.segments[0]
    many = tuple(
        replace(
            segment,
            uid=f"x{i}",
            code=f"990101{900000 + i}",
            river_code=f"R{i % 40:03}",
            name=f"第{i + 1}河段",
            sequence=i,
        )
        for i in range(number)
    )
    return replace(district, segments=many, ownerships=())
