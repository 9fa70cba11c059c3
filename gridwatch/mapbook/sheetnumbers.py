"""Sheet numbers of the national map series, by the rule of GB/T 13989-2012.

A 1:1,000,000 sheet spans 6° by 4°: a letter for the row from the equator, a number for
the column from 180°. Larger scales divide it into rows and columns counted from its
north-west corner.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.mapbook.projection import degrees_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    Bounds = tuple[float, float, float, float]

__all__ = ["SERIES", "bounds_of_sheet", "sheet_number", "sheets_within"]

SERIES = {
    500_000: ("B", 2),
    250_000: ("C", 4),
    100_000: ("D", 12),
    50_000: ("E", 24),
    25_000: ("F", 48),
    10_000: ("G", 96),
    5_000: ("H", 192),
}
"""Letter of each scale, and into how many rows and columns a million sheet falls."""
_WIDE, _TALL = 6.0, 4.0
_MOST = 12
_TINY = 1e-9


def sheet_number(longitude: float, latitude: float, scale: int = 10_000) -> str:
    """Return the number of the sheet that shows a place on the northern half.

    Parameters
    ----------
    longitude, latitude : float
        Degrees; a place on a border belongs to the sheet east and south of it.
    scale : int
        A key of `SERIES`, or 1,000,000.

    Examples
    --------
    >>> sheet_number(114.5625, 39.375, 10_000), sheet_number(114.5625, 39.375, 100_000)
    ('J50G015010', 'J50D002002')
    """
    row, column = math.floor(latitude / _TALL), math.floor(longitude / _WIDE) + 31
    name = f"{chr(ord('A') + row)}{column:02d}"
    if scale not in SERIES:
        return name
    letter, parts = SERIES[scale]
    south, west = row * _TALL, (column - 31) * _WIDE
    across = math.floor((longitude - west) / _WIDE * parts + _TINY)
    down = parts - 1 - math.floor((latitude - south) / _TALL * parts + _TINY)
    return f"{name}{letter}{down + 1:03d}{min(across, parts - 1) + 1:03d}"


def bounds_of_sheet(number: str) -> Bounds:
    """Return west, south, east, north of a sheet, degrees.

    Examples
    --------
    >>> [round(edge, 3) for edge in bounds_of_sheet("J50D002002")]
    [114.5, 39.333, 115.0, 39.667]
    """
    south = (ord(number[0]) - ord("A")) * _TALL
    west = (int(number[1:3]) - 31) * _WIDE
    if len(number) == 3:
        return west, south, west + _WIDE, south + _TALL
    parts = dict(SERIES.values())[number[3]]
    down, across = int(number[4:7]) - 1, int(number[7:10]) - 1
    wide, tall = _WIDE / parts, _TALL / parts
    top = south + _TALL - down * tall
    left = west + across * wide
    return left, top - tall, left + wide, top


def sheets_within(epsg: int, extent: Bounds, scale: int = 10_000) -> tuple[str, ...]:
    """Return the numbers of the sheets that an extent touches, north to south.

    Parameters
    ----------
    epsg : int
        CRS of the extent.
    extent : tuple of float
        West, south, east, north, metres.
    scale : int
        A key of `SERIES`.

    Returns
    -------
    tuple of str
        At most twelve.
    """
    west, south, east, north = extent
    along = np.linspace(0.0, 1.0, 5)
    edge = np.array(
        [(west + (east - west) * a, y) for a in along for y in (south, north)]
        + [(x, south + (north - south) * a) for a in along for x in (west, east)]
    )
    degrees = degrees_of(epsg, edge)
    if not np.isfinite(degrees).all() or degrees[:, 1].min() < 0:
        return ()
    low, high = degrees.min(axis=0), degrees.max(axis=0)
    found = dict.fromkeys(_numbers(low.tolist(), high.tolist(), scale))
    return tuple(found)[:_MOST]


def _numbers(low: list[float], high: list[float], scale: int) -> Iterator[str]:
    parts = SERIES[scale][1]
    wide, tall = _WIDE / parts, _TALL / parts
    # Sheets count from the equator and from Greenwich in whole steps.
    columns = range(math.floor(low[0] / wide), math.ceil(high[0] / wide))
    rows = range(math.ceil(high[1] / tall) - 1, math.floor(low[1] / tall) - 1, -1)
    for row in rows:
        for column in columns:
            yield sheet_number((column + 0.5) * wide, (row + 0.5) * tall, scale)
