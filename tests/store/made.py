"""A small made-up district, row by row, for the store's tests."""

from __future__ import annotations

from datetime import date

import shapely

from gridwatch.district.bodies import Body
from gridwatch.district.cells import Cell
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Monitoring, Outfall, Source
from gridwatch.district.ownership import Ownership
from gridwatch.district.records import Photo, Publication
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import FaceName, FormerFace, Signboard, SignboardFace
from gridwatch.district.waterbodies import WaterBody
from gridwatch.district.wording import Kind

CRS = 4548
VILLAGE = "990101102201"
SEGMENT = "990101000001"
RANKS = ("municipal", "district")


def box(x: float, y: float, size: float = 100.0) -> shapely.Polygon:
    return shapely.box(500000 + x, 4400000 + y, 500000 + x + size, 4400000 + y + size)


def point(x: float, y: float) -> shapely.Point:
    return shapely.Point(500000 + x, 4400000 + y)


def cells(count: int, prefix: str = "cell") -> tuple[Cell, ...]:
    return tuple(
        Cell(
            f"{prefix}{i}",
            f"{VILLAGE}{i:03d}",
            f"网格{i}",
            VILLAGE,
            box(i % 30 * 100.0, i // 30 * 100.0),
        )
        for i in range(count)
    )


def delivery() -> dict[Kind, tuple[object, ...]]:
    """One of everything, with multiparts, holes and missing values among them."""
    line = shapely.LineString([(500000, 4400000), (500700.25, 4400900.125)])
    two = shapely.MultiLineString([line.coords, [(500800, 4400900), (501000, 4401000)]])
    islands = shapely.MultiPolygon([box(0, 0), box(300, 300)])
    lake = point(500, 500).buffer(200)
    post = Post("post", "村级河长", "village", "jurisdiction", VILLAGE)
    return {
        Kind.JURISDICTION: (
            Jurisdiction("j1", "990101", "云溪区", Level.DISTRICT, "", 2025, islands),
            Jurisdiction("j2", VILLAGE, "石匣村", Level.VILLAGE, "990101", None, None),
        ),
        Kind.RIVER: (
            River("r1", "R1", "潮河", RANKS, "seasonal", 12.5, "", two),
            River("r2", "", "无码沟", (), "", None, "R1", line),
        ),
        Kind.SEGMENT: (
            Segment("s1", SEGMENT, "潮河1段", "R1", 1, "甲", "乙", 1234.5, "", line),
        ),
        Kind.WATER_BODY: (
            WaterBody("w1", "W1", "水库", "shore", "大型", lake - lake.buffer(-50)),
        ),
        Kind.CELL: cells(3),
        Kind.SIGNBOARD: (
            Signboard(
                "b1", "GS-1", "village", "永久", SEGMENT, date(2024, 1, 2), "完好",
                SignboardFace("王某", "村级河长", "010-1", "潮河"), point(10, 10),
            ),
            Signboard("b2", "GS-2"),
        ),
        Kind.OUTFALL: (
            Outfall(
                "o1", "PW-1", "排口", "工业排污口", True, "已批", "文1",
                date(2024, 5, 6), "规范", "整改中", SEGMENT, "某厂", point(20, 20),
            ),
            Outfall("o2", "PW-2", above_scale=False, geometry=point(30, 30)),
        ),
        Kind.OWNERSHIP: (
            Ownership("own", SEGMENT, "left", "甲", "乙", "丙", date(2024, 3, 1), "张"),
        ),
        Kind.PERSON: (
            Person("p1", "王某", "石匣村委会", "010-69040001", "13900000001"),
            Person("p2", "李某", "石匣村委会", "", ""),
        ),
        Kind.POST: (post,),
        Kind.TERM: (
            Term("t1", "post", "p1", date(2020, 1, 1), date(2024, 1, 1), False),
            Term("t2", "post", "p2", date(2024, 1, 1), None, True),
        ),
        Kind.BODY: (Body("bo", "水务站", "区级单位", "某", "0000-1", "注"),),
        Kind.FORMER_FACE: (
            FormerFace(
                "f1", "b1", date(2020, 1, 1), date(2024, 1, 2),
                SignboardFace("李某", names=(FaceName("区级河长", "赵某", "0000-2"),)),
            ),
        ),
        Kind.MONITORING: (
            Monitoring("m1", "o1", date(2024, 5, 6), "达标", "某站", "注"),
        ),
        Kind.SOURCE: (Source("so", "WRY-1", "某厂", "工业企业", outfall_code="PW-1"),),
        Kind.PUBLICATION: (
            Publication("pu", "roster", date(2024, 6, 1), content='{"rows": []}'),
        ),
        Kind.PHOTO: (
            Photo("ph", "signboard", "b1", "face", date(2024, 1, 2), "a.jpg", "00"),
        ),
    }  # fmt: skip
