"""In which order to visit places: nearest neighbour, then 2-opt; straight lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Round", "shortest_round"]

_GAIN = 1e-6
_PASSES = 60


@dataclass(frozen=True, slots=True)
class Round:
    """A way from the start over all places and back.

    Parameters
    ----------
    order : tuple of int
        Numbers of the places, in the order of the way.
    legs : tuple of float
        Metres of each leg, the one back to the start last; straight lines, so the
        road is longer.
    """

    order: tuple[int, ...]
    legs: tuple[float, ...]

    @property
    def metres(self) -> float:
        """Length of the whole way."""
        return sum(self.legs)


def shortest_round(
    start: tuple[float, float], places: Sequence[tuple[float, float]]
) -> Round:
    """Return a short way from `start` over all `places` and back.

    Parameters
    ----------
    start : tuple of float
        East and north of the office, metres.
    places : sequence of tuple of float
        East and north of each place, metres.

    Examples
    --------
    >>> found = shortest_round((0, 0), [(3, 0), (1, 0), (2, 0)])
    >>> found.order, found.metres
    ((1, 2, 0), 6.0)
    """
    if not places:
        return Round((), ())
    points = np.array([start, *places], dtype=np.float64)
    gaps = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    way = _untangled(_nearest(gaps), gaps)
    ahead = np.roll(way, -1)
    legs = gaps[way, ahead]
    return Round(tuple(int(i) - 1 for i in way[1:]), tuple(map(float, legs)))


def _nearest(gaps: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the way that always goes on to the nearest place not yet visited."""
    way, left = [0], np.ones(len(gaps), dtype=bool)
    left[0] = False
    while left.any():
        there = np.where(left, gaps[way[-1]], np.inf)
        way.append(int(np.argmin(there)))
        left[way[-1]] = False
    return np.array(way)


def _untangled(way: NDArray[np.int64], gaps: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the way with parts turned round for as long as that makes it shorter."""
    for _ in range(_PASSES):
        shorter = False
        for i in range(len(way) - 2):
            ends = np.roll(way, -1)
            # Turning way[i + 1 .. j] replaces two legs by two others.
            j = np.arange(i + 2, len(way))
            new = gaps[way[i], way[j]] + gaps[way[i + 1], ends[j]]
            old = gaps[way[i], way[i + 1]] + gaps[way[j], ends[j]]
            best = int(np.argmin(new - old))
            if new[best] - old[best] < -_GAIN:
                k = int(j[best])
                way[i + 1 : k + 1] = way[i + 1 : k + 1][::-1]
                shorter = True
        if not shorter:
            break
    return way
