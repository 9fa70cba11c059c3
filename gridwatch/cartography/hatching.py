"""Level lines inside rings: hatches, and the ground that an area covers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.generalise import Pieces, ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["level_lines", "ringed"]


def ringed(pieces: Pieces) -> Pieces:
    """Return rings as lines that end where they begin; empty ones are left out."""
    counts = np.diff(pieces.offsets)
    filled = counts > 1
    first, counts = pieces.offsets[:-1][filled], counts[filled]
    offsets = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts + 1, out=offsets[1:])
    index = ranges(first, counts + 1)
    index[offsets[1:] - 1] = first
    return Pieces(pieces.coords[index], offsets)


def level_lines(
    rings: Pieces, degrees: float, step: float, anchor: Sequence[float]
) -> Pieces:
    """Return the parts of parallel lines that lie inside closed rings.

    In a frame turned by the angle the lines are level. Each edge of a ring crosses
    the levels between its ends; along a level, crossings lead in and out by turns.

    Parameters
    ----------
    rings : Pieces
        Closed rings (`ringed`) in pixels.
    degrees : float
        Direction of the lines, counter-clockwise from the right.
    step : float
        Distance between them in pixels.
    anchor : sequence of float
        A pixel that one of the lines passes through.
    """
    angle = math.radians(degrees)
    along = np.array([math.cos(angle), -math.sin(angle)])
    across = np.array([math.sin(angle), math.cos(angle)])
    origin = np.asarray(anchor, np.float64)
    u = (rings.coords - origin) @ along
    v = (rings.coords - origin) @ across / step
    inner = np.ones(len(u), bool)
    inner[rings.offsets[:-1]] = False
    edge = np.flatnonzero(inner) - 1
    low = np.ceil(np.minimum(v[edge], v[edge + 1])).astype(np.int64)
    counts = np.ceil(np.maximum(v[edge], v[edge + 1])).astype(np.int64) - low
    edge = np.repeat(edge, counts)
    level = ranges(low, counts)
    share = (level - v[edge]) / (v[edge + 1] - v[edge])
    at = u[edge] + share * (u[edge + 1] - u[edge])
    order = np.lexsort((at, level))
    coords = at[order, None] * along + level[order, None] * step * across + origin
    return Pieces(coords, np.arange(0, len(coords) + 1, 2))
