"""The shift of Chinese web maps (GCJ-02), and back.

Most Chinese web maps show their ground some 100 to 700 m beside where it is: their
coordinates went through a transformation whose name is GCJ-02 (火星坐标系). It has
never been published officially; the formula below is the one that has circulated since
2010 and that everybody compares himself with (e.g. github.com/googollee/eviltransform).
How far it agrees with what a supplier of tiles uses cannot be known here: some metres
may be left. Nothing that is measured may rest on it.

WGS 84 stands for CGCS2000 as well: the two differ by centimetres to decimetres (plate
motion since 2000), far below a pixel of any map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["BOX", "from_gcj02", "to_gcj02"]

BOX = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north, degrees: the rectangle in which the formula shifts."""

_AXIS = 6_378_245.0
_ECCENTRICITY = 0.006_693_421_622_965_943
_ROUNDS = 12


def to_gcj02(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Shift places as the makers of web maps do.

    Parameters
    ----------
    longitude, latitude : ndarray of float
        Degrees, WGS 84 or CGCS2000.

    Returns
    -------
    longitude, latitude : ndarray of float
        Degrees, GCJ-02; unchanged outside `BOX`.

    Examples
    --------
    >>> east, north = to_gcj02(np.array([116.391]), np.array([39.907]))
    >>> round(float(east[0]), 4), round(float(north[0]), 4)
    (116.3972, 39.9084)
    """
    east, north = _shift(longitude, latitude)
    return longitude + east, latitude + north


def from_gcj02(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Undo `to_gcj02`, to better than 1e-9 degrees (0.1 mm).

    By fixed-point iteration: the shift changes so slowly with the place that each
    round gains some three digits.
    """
    x, y = np.array(longitude, np.float64), np.array(latitude, np.float64)
    for _ in range(_ROUNDS):
        east, north = _shift(x, y)
        x, y = longitude - east, latitude - north
    # At the rim of the box a place may have come from neither side.
    return x, y


def _shift(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Return by how much a place is shifted to the east and north, degrees."""
    x, y = longitude - 105.0, latitude - 35.0
    waves = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    root = np.sqrt(np.abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += 2.0 / 3.0 * (waves + _series(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0)))
    north += 2.0 / 3.0 * 320.0 * np.sin(y * np.pi / 30.0)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += 2.0 / 3.0 * (waves + _series(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0)))
    east += 2.0 / 3.0 * 300.0 * np.sin(x * np.pi / 30.0)
    angle = np.radians(latitude)
    flat = 1.0 - _ECCENTRICITY * np.sin(angle) ** 2
    meridian = _AXIS * (1.0 - _ECCENTRICITY) / flat**1.5
    parallel = _AXIS / np.sqrt(flat) * np.cos(angle)
    west, south, right, top = BOX
    inside = (longitude > west) & (longitude < right)
    inside &= (latitude > south) & (latitude < top)
    return (
        np.where(inside, np.degrees(east / parallel), 0.0),
        np.where(inside, np.degrees(north / meridian), 0.0),
    )


def _series(value: Floats, *waves: tuple[float, float]) -> Floats:
    """Return the sum of ``height * sin(value * pi / length)``."""
    total = np.zeros_like(value)
    for height, length in waves:
        total += height * np.sin(value * np.pi / length)
    return total
