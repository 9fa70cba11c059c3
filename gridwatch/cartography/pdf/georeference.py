"""Where on the ground a map on a page lies, for readers that know (/VP, /Measure)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from gridwatch.cartography.pdf.values import Name
from gridwatch.cartography.turning import turned_places

if TYPE_CHECKING:
    from gridwatch.cartography.view import Extent

__all__ = ["viewport"]

_POINTS_PER_MM = 72 / 25.4
_CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))
"""South-west, north-west, north-east, south-east, as parts of the frame."""


def viewport(
    frame: tuple[float, float, float, float],
    height: float,
    extent: Extent,
    crs: int,
    turn: float = 0.0,
) -> dict[str, Any]:
    """Return the entry of a page that tells where its map lies; empty if unknown.

    Parameters
    ----------
    frame : tuple of float
        Left, top, width, height of the map, millimetres from the upper left corner.
    height : float
        Of the page, millimetres.
    extent : tuple of float
        West, south, east, north of the frame, metres in `crs`.
    crs : int
        EPSG code.
    turn : float
        Degrees by which `extent` is turned around its middle, as `turned_places` does.
    """
    known = _system(crs)
    if known is None:
        return {}
    to_degrees, system = known
    west, south, east, north = extent
    own = np.array([(west, south), (west, north), (east, north), (east, south)])
    middle = (west + east) / 2, (south + north) / 2
    places = (turned_places(own, middle, -turn) if turn else own).tolist()
    degrees: list[float] = []
    for place in places:
        longitude, latitude = to_degrees.transform(*place)
        degrees += [round(latitude, 8), round(longitude, 8)]
    left, top, wide, tall = (part * _POINTS_PER_MM for part in frame)
    up = height * _POINTS_PER_MM
    measure = {
        "Type": Name("Measure"),
        "Subtype": Name("GEO"),
        "Bounds": [0, 0, 0, 1, 1, 1, 1, 0],
        "GCS": system,
        "GPTS": degrees,
        "LPTS": [part for corner in _CORNERS for part in corner],
    }
    box = [left, up - top - tall, left + wide, up - top]
    entry = {"Type": Name("Viewport"), "BBox": box, "Measure": measure, "Name": "map"}
    return {"VP": [entry]}


@cache
def _system(crs: int) -> tuple[pyproj.Transformer, dict[str, Any]] | None:
    """Return the way to latitude and longitude, and the system for a reader."""
    try:
        found = pyproj.CRS.from_epsg(crs)
        geographic = found.geodetic_crs
        if geographic is None:
            return None
        way = pyproj.Transformer.from_crs(found, geographic, always_xy=True)
        words = found.to_wkt("WKT1_ESRI")
    except pyproj.exceptions.CRSError:
        return None
    kind = "PROJCS" if found.is_projected else "GEOGCS"
    return way, {"Type": Name(kind), "EPSG": crs, "WKT": words}
