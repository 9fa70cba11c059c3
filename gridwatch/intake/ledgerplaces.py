"""Places of a ledger's rows: shapes of a layer, or points from two columns."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.wording import Kind, Text
from gridwatch.intake import georeference
from gridwatch.intake.columns import normal
from gridwatch.intake.coordinates import Coordinates
from gridwatch.intake.shapes import prepared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.intake.findings import Notebook
    from gridwatch.intake.layers import Facts, Geometry, RawLayer

__all__ = ["is_coordinate", "places_of"]

_FAMILIES: dict[Kind, Geometry] = {
    Kind.SEGMENT: "line",
    Kind.RIVER: "line",
    Kind.CELL: "polygon",
    Kind.WATER_BODY: "polygon",
    Kind.SIGNBOARD: "point",
    Kind.OUTFALL: "point",
}
_EAST = (
    "经度", "东经", "经度(e)", "lon", "lng", "long", "longitude", "x", "x坐标",
    "坐标x", "东坐标", "横坐标", "e", "东坐标y", "y东坐标",
)  # fmt: skip
_NORTH = (
    "纬度", "北纬", "纬度(n)", "lat", "latitude", "y", "y坐标", "坐标y", "北坐标",
    "纵坐标", "n", "北坐标x", "x北坐标",
)  # fmt: skip
_DMS = re.compile(
    r"[EN东北]?(?:经|纬)?(\d{1,3})[°度](?:(\d{1,2})['分])?"
    r"(?:(\d{1,2}(?:\.\d+)?)[\"秒]?)?[EN]?",
    re.IGNORECASE,
)
_MARKS = re.compile("[\u2032\u2019]")
_LON, _LAT = (70.0, 140.0), (0.5, 60.0)
_NORTHING = (1.0e6, 6.5e6)
_PREFIX = 1.0e7
_ZONES_3, _FIRST_3 = range(25, 46), 4513
_ZONES_6, _FIRST_6 = range(13, 24), 4491
_CGCS2000 = 4490

_DEGREES = Text(
    "坐标是经纬度，按 CGCS2000 使用", "coordinates are degrees, used as CGCS2000"
)
_METRES = Text(
    "坐标是米，没有写明坐标系：按工作库的坐标系使用",
    "coordinates are metres without a CRS: used as those of the store",
)
_ZONED = Text(
    "坐标带带号，按 EPSG:{crs} 使用", "coordinates carry their zone: EPSG:{crs}"
)
_SWAPPED = Text(
    "X、Y 两列写反了，已换过来", "the two columns were swapped and put right"
)
_LOST = Text(
    "坐标不全或看不懂，按没有位置处理", "no or no proper coordinates: no place"
)


def places_of(
    raw: RawLayer, facts: Facts, kind: Kind, crs: int, notebook: Notebook
) -> Sequence[shapely.Geometry | None]:
    """Return the place of each row in the store's CRS, None where there is none."""
    family = _FAMILIES.get(kind)
    nowhere: list[shapely.Geometry | None] = [None] * len(raw.numbers)
    if family is None:
        return nowhere
    if raw.geometry is not None:
        found = georeference.identify(facts.crs) if facts.crs.strip() else None
        source: int | str = crs
        if found is not None:
            source = found.epsg if found.epsg is not None else found.wkt
        elif facts.extent is not None and max(map(abs, facts.extent)) <= 360.0:
            source = _CGCS2000
        return _moved(raw.geometry, family, source, crs, notebook)
    if family != "point":
        return nowhere
    east, north = _column(raw, _EAST), _column(raw, _NORTH)
    if east is None or north is None:
        return nowhere
    return _points(east, north, crs, notebook)


def _moved(
    shapes: NDArray[np.object_],
    family: Geometry,
    source: int | str,
    crs: int,
    notebook: Notebook,
) -> list[shapely.Geometry | None]:
    coordinates = (
        Coordinates(source) if isinstance(source, int) else Coordinates(wkt=source)
    )
    moved, refused = prepared(shapes, family, coordinates, crs, notebook)
    if refused:
        notebook.note("warning", _LOST, count=len(refused))
    return [None if at in refused else shape for at, shape in enumerate(moved.tolist())]


def _column(raw: RawLayer, names: Sequence[str]) -> NDArray[np.float64] | None:
    for name in raw.names:
        if _is_one_of(name, names):
            return np.array([_number(value) for value in raw.columns[name]], float)
    return None


def _is_one_of(name: str, names: Sequence[str]) -> bool:
    bare = re.sub(r"\((?:米|m|度|°|cgcs2000|wgs84|国家2000)\)$", "", normal(name))
    return bare.rpartition("/")[2] in names or bare in names


def is_coordinate(name: str) -> bool:
    """Tell whether a column holds eastings or northings, degrees or metres."""
    return _is_one_of(name, (*_EAST, *_NORTH))


def _number(value: object) -> float:
    r"""Return a coordinate; degrees, minutes and seconds as degrees.

    Examples
    --------
    >>> round(_number("116°30'36\""), 4), _number("E116.5"), _number("无")
    (116.51, 116.5, nan)
    """
    if isinstance(value, bool) or value is None:
        return float("nan")
    if isinstance(value, int | float):
        return float(value)
    text = unicodedata.normalize("NFKC", str(value))
    # NFKC has made two primes of a double one.
    text = _MARKS.sub("'", "".join(text.split())).replace("''", '"')
    found = _DMS.fullmatch(text)
    if found is not None:
        parts = [float(part or 0) for part in found.groups()]
        return parts[0] + parts[1] / 60 + parts[2] / 3600
    try:
        return float(
            re.sub(r"^[EN东北][经纬]?|[EN°度]$", "", text, flags=re.IGNORECASE)
        )
    except ValueError:
        return float("nan")


def _points(
    east: NDArray[np.float64], north: NDArray[np.float64], crs: int, notebook: Notebook
) -> list[shapely.Geometry | None]:
    """Return points; which column is which is told by the values themselves."""
    good = np.isfinite(east) & np.isfinite(north) & ((east != 0) | (north != 0))
    if not good.any():
        return [None] * len(east)
    if _fits(north[good], east[good]) and not _fits(east[good], north[good]):
        east, north = north, east
        notebook.note("info", _SWAPPED, count=int(good.sum()))
    source = _source(east[good], north[good], crs, notebook)
    places: NDArray[np.object_] = np.full(len(east), None, object)
    places[good] = shapely.points(east[good], north[good])
    if not good.all():
        notebook.note("warning", _LOST, count=int((~good).sum()))
    found: list[shapely.Geometry | None] = [None] * len(east)
    at = np.flatnonzero(good)
    moved, refused = prepared(places[good], "point", Coordinates(source), crs, notebook)
    for place, (number, shape) in enumerate(zip(at.tolist(), moved, strict=True)):
        if place not in refused:
            found[number] = shape
    return found


def _fits(east: NDArray[np.float64], north: NDArray[np.float64]) -> bool:
    """Tell whether values can be eastings and northings of China, most of them."""

    def most(values: NDArray[np.float64], low: float, high: float) -> bool:
        return bool(((values >= low) & (values <= high)).mean() > 0.5)

    if most(east, *_LON) and most(north, *_LAT):
        return True
    metres = most(north, *_NORTHING)
    return metres and (most(east, 1e3, 1.0e6) or most(east, _PREFIX, 5.0e7))


def _source(
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    crs: int,
    notebook: Notebook,
) -> int:
    middle = float(np.median(east))
    if middle <= 180.0 and float(np.median(north)) <= 90.0:
        notebook.note("info", _DEGREES, count=len(east))
        return _CGCS2000
    zone = int(middle // 1e6)
    for zones, first in ((_ZONES_3, _FIRST_3), (_ZONES_6, _FIRST_6)):
        if middle >= _PREFIX and zone in zones:
            found = first + zone - zones[0]
            notebook.note("info", _ZONED.filled(crs=found), count=len(east))
            return found
    notebook.note("info", _METRES, count=len(east))
    return crs
