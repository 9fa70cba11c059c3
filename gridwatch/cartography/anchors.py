"""Where names can stand in areas: the widest places along level lines.

They are found in map coordinates, so names stay where they are while the map moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridwatch.cartography.generalise import Pieces

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["CHOICES", "widest"]

CHOICES = 4
"""Places that are kept for each area, best first."""

_SCANS = 9


def _edges_of(rings: Pieces) -> tuple[Floats, Floats, Ints]:
    """Return where each edge of closed rings begins and ends, and its ring."""
    first, last = rings.offsets[:-1], rings.offsets[1:]
    sizes = last - first
    after = np.arange(1, len(rings.coords) + 1)
    filled = sizes > 0
    after[last[filled] - 1] = first[filled]
    return rings.coords, rings.coords[after], np.arange(len(sizes)).repeat(sizes)


def _crossings(
    starts: Floats, ends: Floats, levels: Floats
) -> tuple[NDArray[np.bool_], Floats]:
    """Return which edges cross their level line, and where, from left to right.

    Parameters
    ----------
    starts, ends : ndarray, shape (n, 2)
        Edges.
    levels : ndarray, shape (n,)
        Height of the line that each is asked about.
    """
    crossing = (starts[:, 1] <= levels) != (ends[:, 1] <= levels)
    a, b, y = starts[crossing], ends[crossing], levels[crossing]
    share = (y - a[:, 1]) / (b[:, 1] - a[:, 1])
    return crossing, a[:, 0] + share * (b[:, 0] - a[:, 0])


def widest(rings: Pieces, owner: Ints, bounds: Floats) -> Floats:
    """Cross each area with some level lines and take the widest crossings.

    Parameters
    ----------
    rings : Pieces
        Rings, not closed.
    owner : ndarray of int
        Area of each ring.
    bounds : ndarray, shape (areas, 4)
        West, south, east, north.

    Returns
    -------
    ndarray, shape (areas, CHOICES, 3)
        Middle x, y and width; best place first; NaN where there is none.
    """
    starts, ends, ring = _edges_of(rings)
    area = owner[ring]
    share = np.arange(1, _SCANS + 1) / (_SCANS + 1)
    levels = bounds[:, 1:2] + share * (bounds[:, 3:4] - bounds[:, 1:2])
    left = np.zeros((len(bounds), _SCANS))
    width = np.zeros((len(bounds), _SCANS))
    for scan in range(_SCANS):
        crossing, x = _crossings(starts, ends, levels[area, scan])
        _longest(area[crossing], x, left[:, scan], width[:, scan])
    return _best(levels, left, width)


def _longest(owner: Ints, x: Floats, left: Floats, width: Floats) -> None:
    """Write the longest inner stretch of each area into `left` and `width`.

    Along a level line a ring is entered and left in turn, so the crossings of one
    area, sorted, pair up.
    """
    order = np.lexsort((x, owner))
    owner, x = owner[order], x[order]
    enter, leave, area = x[0::2], x[1::2], owner[0::2]
    length = leave - enter
    best = np.lexsort((length, area))
    left[area[best]] = enter[best]
    width[area[best]] = length[best]


def _best(levels: Floats, left: Floats, width: Floats) -> Floats:
    """Choose the level line: wide above and below as well, and near the middle."""
    padded = np.pad(width, ((0, 0), (1, 1)))
    around = np.minimum(padded[:, :-2], padded[:, 2:])
    middle = np.abs(np.arange(_SCANS) - _SCANS // 2) / (_SCANS // 2)
    worth = (0.5 * width + 0.5 * np.minimum(around, width)) * (1.0 - 0.3 * middle)
    best = np.argsort(-worth, axis=1, kind="stable")[:, :CHOICES]
    rows = np.arange(len(width))[:, None]
    wide = width[rows, best]
    found = np.stack([left[rows, best] + wide / 2, levels[rows, best], wide], axis=2)
    found[wide <= 0.0] = np.nan
    return found
