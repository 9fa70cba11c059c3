"""Where to cut numbers into classes: even steps, even counts, natural breaks."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["MOST_CLASSES", "Method", "limits_between"]

MOST_CLASSES = 9
_FINEST = 400
"""Distinct values beyond which natural breaks look at a sample: their cost grows with
the square of it."""


class Method(StrEnum):
    """Ways to cut numbers into classes."""

    EQUAL = "equal"
    QUANTILE = "quantile"
    NATURAL = "natural"


def limits_between(
    values: Floats, count: int, method: Method, *, whole: bool = False
) -> tuple[float, ...]:
    """Return the limits between classes, rising and round.

    A value belongs to the first class whose limit it does not exceed, as in QGIS.

    Parameters
    ----------
    values : ndarray of float
        Numbers; NaN where nothing is on record.
    count : int
        Wanted classes, at most `MOST_CLASSES`; fewer come back where the values do not
        differ enough.
    method : Method
        Where to cut.
    whole : bool
        Whether the numbers are counts, whose limits are whole numbers.

    Examples
    --------
    >>> limits_between(np.arange(101.0), 4, Method.EQUAL)
    (25.0, 50.0, 75.0)
    """
    known = np.sort(values[np.isfinite(values)])
    count = min(count, MOST_CLASSES, len(np.unique(known)))
    if count < 2:
        return ()
    return _round(_CUT[method](known, count), known, whole=whole)


def _equal(known: Floats, count: int) -> Floats:
    return np.linspace(known[0], known[-1], count + 1)[1:-1]


def _quantile(known: Floats, count: int) -> Floats:
    shares = np.linspace(0.0, 1.0, count + 1)[1:-1]
    return np.quantile(known, shares, method="inverted_cdf")


def _natural(known: Floats, count: int) -> Floats:
    """Return the breaks with the least squares inside classes (Fisher, Jenks)."""
    points, weights = np.unique(known, return_counts=True)
    if len(points) > _FINEST:
        edges = np.linspace(0, len(known), _FINEST + 1).round().astype(int)
        points, weights = np.unique(known[edges[1:] - 1], return_counts=True)
    heavy = weights.astype(float)
    sums = [np.append(0.0, np.cumsum(heavy * points**power)) for power in range(3)]
    # costs[i, j]: squares of the points i to j around their mean; inf where i > j.
    weight, first, second = (s[None, 1:] - s[:-1, None] for s in sums)
    fits = np.tri(len(points), dtype=bool).T
    costs = np.full(fits.shape, np.inf)
    costs[fits] = second[fits] - first[fits] ** 2 / weight[fits]
    best, froms = costs[0], []
    for _ in range(count - 1):
        # A class that begins at point i comes after the best of those before it.
        whole = np.append(np.inf, best[:-1])[:, None] + costs
        froms.append(np.argmin(whole, axis=0))
        best = np.min(whole, axis=0)
    last, breaks = len(points) - 1, []
    for begun in reversed(froms):
        last = int(begun[last]) - 1
        breaks.append(points[last])
    return np.asarray(breaks[::-1])


_CUT: dict[Method, Callable[[Floats, int], Floats]] = {
    Method.EQUAL: _equal,
    Method.QUANTILE: _quantile,
    Method.NATURAL: _natural,
}


def _round(limits: Floats, known: Floats, *, whole: bool) -> tuple[float, ...]:
    """Round limits as far as they stay apart."""
    inner = np.unique(limits)
    steps = np.diff(np.concatenate([known[:1], inner, known[-1:]]))
    steps = steps[steps > 0]
    if whole:
        rounded = np.floor(inner)
    elif len(steps):
        power = math.floor(math.log10(float(steps.min()) / 4))
        rounded = np.round(np.round(inner, -power), 10)
    else:
        rounded = inner
    rounded = np.unique(rounded)
    # A limit with nothing above it would make an empty class.
    return tuple(float(one) for one in rounded if known[0] <= one < known[-1])
