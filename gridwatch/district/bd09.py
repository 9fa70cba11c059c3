"""The further shift of Baidu's maps (BD-09), and back.

Baidu shifts GCJ-02 once more, by some 700 m to the north-east. The formula is the one
that has circulated as long as that of GCJ-02 (`gridwatch.district.gcj02`), with the
same reserve: nobody has published it officially.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.gcj02 import from_gcj02, to_gcj02

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["from_bd09", "to_bd09"]

_TURN = np.pi * 3000.0 / 180.0
_EAST, _NORTH = 0.0065, 0.006
_ROUNDS = 12


def to_bd09(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Shift places as Baidu does.

    Parameters
    ----------
    longitude, latitude : ndarray of float
        Degrees, WGS 84 or CGCS2000.

    Returns
    -------
    longitude, latitude : ndarray of float
        Degrees, BD-09.

    Examples
    --------
    >>> east, north = to_bd09(np.array([116.391]), np.array([39.907]))
    >>> round(float(east[0]), 4), round(float(north[0]), 4)
    (116.4036, 39.9147)
    """
    return _further(*to_gcj02(longitude, latitude))


def from_bd09(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Undo `to_bd09`, to better than 1e-9 degrees, by fixed-point iteration."""
    x, y = longitude - _EAST, latitude - _NORTH
    for _ in range(_ROUNDS):
        east, north = _further(x, y)
        x, y = x + longitude - east, y + latitude - north
    return from_gcj02(x, y)


def _further(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Return the places of BD-09 for places of GCJ-02."""
    radius = np.hypot(longitude, latitude) + 0.00002 * np.sin(latitude * _TURN)
    angle = np.arctan2(latitude, longitude) + 0.000003 * np.cos(longitude * _TURN)
    return radius * np.cos(angle) + _EAST, radius * np.sin(angle) + _NORTH
