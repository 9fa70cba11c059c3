"""Places of a ledger's rows, from the shapes or points its reader hands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.wording import Kind, Text
from gridwatch.intake import georeference
from gridwatch.intake.coordinates import Coordinates
from gridwatch.intake.shapes import prepared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.intake.findings import Notebook
    from gridwatch.intake.layers import Facts, Geometry, RawLayer

__all__ = ["places_of"]

_FAMILIES: dict[Kind, Geometry] = {
    Kind.SEGMENT: "line",
    Kind.RIVER: "line",
    Kind.CELL: "polygon",
    Kind.WATER_BODY: "polygon",
    Kind.SIGNBOARD: "point",
    Kind.OUTFALL: "point",
}
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
    if raw.geometry is None:
        return nowhere
    found = georeference.identify(facts.crs) if facts.crs.strip() else None
    if found is not None:
        source = Coordinates(found.epsg, found.wkt if found.epsg is None else "")
    else:
        source = Coordinates(_source(raw.geometry, crs, notebook))
    moved, refused = prepared(raw.geometry, family, source, crs, notebook)
    if refused or raw.lost:
        lost = len({*refused, *raw.lost})
        notebook.note("warning", _LOST, count=lost)
    return [None if at in refused else shape for at, shape in enumerate(moved.tolist())]


def _source(shapes: NDArray[np.object_], crs: int, notebook: Notebook) -> int:
    """Return the CRS of places that carry none: by their numbers."""
    places = shapely.get_coordinates(shapes)
    count = len(shapes)
    middle, height = np.median(places, axis=0).tolist() if len(places) else (0.0, 0.0)
    if middle <= 180.0 and height <= 90.0:
        notebook.note("info", _DEGREES, count=count)
        return _CGCS2000
    zone = int(middle // 1e6)
    for zones, first in ((_ZONES_3, _FIRST_3), (_ZONES_6, _FIRST_6)):
        if middle >= _PREFIX and zone in zones:
            found = first + zone - zones[0]
            notebook.note("info", _ZONED.filled(crs=found), count=count)
            return found
    notebook.note("info", _METRES, count=count)
    return crs
