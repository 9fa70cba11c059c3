"""Two small towns with a river each, for reviews played on real stores."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import shapely

from gridwatch.district.cells import Cell
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Monitoring, Outfall
from gridwatch.district.ownership import Ownership
from gridwatch.district.records import Photo
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import FaceName, Signboard, SignboardFace
from gridwatch.district.wording import Kind
from gridwatch.intake.photographs import Photograph
from gridwatch.store.opening import create_store
from gridwatch.store.review.terms import MEGABYTE

CRS = 4548
TOWNS = ("990101101000", "990101102000")
NAMES = ("青石镇", "柳湾镇")
DAY = date(2026, 11, 1)


def box(x: float, y: float, size: float = 1000.0) -> shapely.Polygon:
    return shapely.box(500000 + x, 4400000 + y, 500000 + x + size, 4400000 + y + size)


def point(x: float, y: float) -> shapely.Point:
    return shapely.Point(500000 + x, 4400000 + y)


def town_of(t: int) -> tuple[str, str]:
    """Return code and name of one of up to 99 towns."""
    if t < len(TOWNS):
        return TOWNS[t], NAMES[t]
    return f"990101{101 + t}000", f"第{t + 1}镇"


def rows(towns: int = len(TOWNS)) -> dict[Kind, tuple[object, ...]]:
    """Some towns: each a village, a river of two segments, boards, outfalls, cells."""
    found: dict[Kind, list[object]] = {kind: [] for kind in Kind}
    found[Kind.JURISDICTION].append(
        Jurisdiction("j", "990101", "云溪区", Level.DISTRICT, "", 2025, box(0, 0, 2000))
    )
    found[Kind.PERSON].append(Person("p", "王某", "青石镇", "0000-1", "000-0000-0001"))
    for t in range(towns):
        _town(found, t, *town_of(t))
    return {kind: tuple(made) for kind, made in found.items()}


def _town(found: dict[Kind, list[object]], t: int, code: str, name: str) -> None:
    west = t * 1000.0
    village = f"{code[:9]}201"
    found[Kind.JURISDICTION] += [
        Jurisdiction(f"t{t}", code, name, Level.TOWN, "990101", 2025, box(west, 0)),
        Jurisdiction(f"v{t}", village, f"{name}一村", Level.VILLAGE, code, 2025,
                     box(west, 0)),
    ]  # fmt: skip
    line = shapely.LineString([point(west + 100, 100), point(west + 900, 900)])
    found[Kind.RIVER].append(River(f"r{t}", f"R{t}", f"{name}河", geometry=line))
    for s in range(2):
        _segment(found, t, s, (code, name, west))
    found[Kind.CELL] += [
        Cell(f"c{t}{n}", f"{village}{n:03d}", f"网格{n}", village,
             box(west + n * 300, 0, 300))
        for n in range(3)
    ]  # fmt: skip


def _segment(
    found: dict[Kind, list[object]], t: int, s: int, town: tuple[str, str, float]
) -> None:
    code, name, west = town
    number = f"990101{t:03d}{s:03d}"
    x = west + 100 + s * 400
    line = shapely.LineString([point(x, x - west), point(x + 400, x - west + 400)])
    found[Kind.SEGMENT].append(
        Segment(f"s{t}{s}", number, f"{name}河{s}段", f"R{t}", s + 1, "甲", "乙", 565.7,
                code, line)
    )  # fmt: skip
    face = SignboardFace(
        "王某", "村级河长", "0000-9", f"{name}河",
        (FaceName("镇级河长", "李某", "0000-8"),),
    )  # fmt: skip
    found[Kind.SIGNBOARD] += [
        Signboard(f"b{t}{s}{n}", f"GS-{t}{s}{n}", "village", "永久", number,
                  date(2024, 1, 2), "完好", face, point(x + 50 * n, x - west))
        for n in range(2)
    ]  # fmt: skip
    found[Kind.OUTFALL].append(
        Outfall(f"o{t}{s}", f"PW-{t}{s}", f"排口{t}{s}", "雨水排口",
                segment_code=number, geometry=point(x + 20, x - west))
    )  # fmt: skip
    found[Kind.OWNERSHIP].append(
        Ownership(
            f"w{t}{s}", number, "both", "甲局", "乙站", "丙公司", date(2024, 3, 1)
        )
    )
    if t == s == 0:
        found[Kind.POST].append(Post("q", "村级河长", "village", "segment", number))
        found[Kind.TERM].append(Term("m", "q", "p", date(2024, 1, 1)))
        found[Kind.MONITORING].append(Monitoring("mo", "o00", date(2026, 5, 6), "达标"))
        found[Kind.PHOTO].append(
            Photo("ph", "signboard", "b000", "face", None, "a", "")
        )


def make_store(path: Path, towns: int = len(TOWNS)) -> Path:
    """Make an office's store with some towns."""
    with create_store(path, name="云溪区", code="990101", crs=CRS) as store:
        store.take(rows(towns), source="交付", who="张三")
    return path


def look(data: bytes) -> Photograph:
    """Judge a picture as kindly as can be."""
    assert len(data) <= 25 * MEGABYTE
    return Photograph(Path("photo"))
