"""The coordinate system of a sheet: its name, its scale and its north at a place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["GroundScale", "degrees_of", "ground_scale", "metres_of", "system_name"]


@dataclass(frozen=True, slots=True)
class GroundScale:
    """How the plane of a projection differs from the ground at a place.

    Parameters
    ----------
    factor : float
        Metres in the plane for one metre on the ellipsoid.
    convergence : float
        Degrees from true north to grid north, clockwise positive (子午线收敛角).
    """

    factor: float = 1.0
    convergence: float = 0.0


@lru_cache(maxsize=16)
def _system(epsg: int) -> pyproj.CRS:
    return pyproj.CRS.from_epsg(epsg)


@lru_cache(maxsize=16)
def _to_degrees(epsg: int) -> pyproj.Transformer:
    system = _system(epsg)
    geodetic = system.geodetic_crs or pyproj.CRS.from_epsg(4490)
    return pyproj.Transformer.from_crs(system, geodetic, always_xy=True)


@lru_cache(maxsize=256)
def ground_scale(epsg: int, east: float, north: float) -> GroundScale:
    """Return scale factor and convergence at a place; 1 and 0 where unknown.

    Distances are those on the ellipsoid: height above it, 0.016 % for 1,000 m, is
    not counted.

    Examples
    --------
    >>> round(ground_scale(4548, 500_000.0, 4_470_000.0).factor, 6)
    1.0
    >>> round(ground_scale(3857, 13_000_000.0, 4_900_000.0).factor, 2)
    1.31
    """
    try:
        longitude, latitude = _to_degrees(epsg).transform(east, north)
        factors = pyproj.Proj(_system(epsg)).get_factors(longitude, latitude)
    except pyproj.exceptions.ProjError:
        return GroundScale()
    factor = math.sqrt(abs(factors.areal_scale))
    turned = factors.meridian_convergence
    if not (math.isfinite(factor) and factor > 0 and math.isfinite(turned)):
        return GroundScale()
    return GroundScale(factor, turned)


def degrees_of(epsg: int, coords: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (longitude, latitude) of (east, north), shape (n, 2)."""
    found = _to_degrees(epsg).transform(coords[:, 0], coords[:, 1])
    return np.column_stack(found)


def metres_of(epsg: int, coords: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (east, north) of (longitude, latitude), shape (n, 2)."""
    back = pyproj.enums.TransformDirection.INVERSE
    found = _to_degrees(epsg).transform(coords[:, 0], coords[:, 1], direction=back)
    return np.column_stack(found)


# EPSG has CGCS2000 / Gauss-Kruger in four unbroken runs of codes:
# first, last, degrees of a zone, first zone, whether eastings carry the zone number.
_CGCS2000 = (
    (4491, 4501, 6, 13, True),
    (4502, 4512, 6, 13, False),
    (4513, 4533, 3, 25, True),
    (4534, 4554, 3, 25, False),
)


def system_name(epsg: int) -> Text:
    """Return the coordinate system in words.

    Examples
    --------
    >>> system_name(4548).zh
    '2000国家大地坐标系　高斯—克吕格投影 3°带　中央经线 117°'
    >>> system_name(27700).en
    'OSGB36 / British National Grid'
    """
    for first, last, degrees, zone, numbered in _CGCS2000:
        if first <= epsg <= last:
            return _gauss_kruger(zone + epsg - first, degrees, numbered=numbered)
    try:
        name = _system(epsg).name
    except pyproj.exceptions.CRSError:
        name = f"EPSG:{epsg}"
    return Text(name, name)


def _gauss_kruger(zone: int, degrees: int, *, numbered: bool) -> Text:
    # The 3° zones count from the meridian 3° E, the 6° ones from 0°.
    meridian = zone * 3 if degrees == 3 else zone * 6 - 3
    text = Text(
        "2000国家大地坐标系　高斯—克吕格投影 {degrees}°带　中央经线 {meridian}°",
        "CGCS2000, Gauss-Krüger {degrees}° zone, central meridian {meridian}°E",
    ).filled(degrees=degrees, meridian=meridian)
    if not numbered:
        return text
    return Text(f"{text.zh}（{zone} 带）", f"{text.en} (zone {zone})")
