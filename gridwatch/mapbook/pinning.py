"""Where numbered pins stand beside what they number: none covers another (pure)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Box = tuple[float, float, float, float]

__all__ = ["Placed", "place_pins"]

_ANGLES = 16
_RINGS = (2.1, 3.2, 4.6, 6.4, 8.6, 11.5)
"""Distances from the place to the middle of the pin, in radii."""
_LABEL, _SYMBOL, _FAR, _LEADER = 3.0, 2.0, 0.35, 1.5
_COVERED = 1000.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A pin: which, where its place is, where its middle stands, millimetres."""

    index: int
    place: tuple[float, float]
    middle: tuple[float, float]


def place_pins(
    places: Sequence[tuple[float, float]],
    radius: float,
    frame: Box,
    labels: Sequence[Box] = (),
) -> list[Placed]:
    """Return where pins stand, in the order of their places.

    Parameters
    ----------
    places : sequence of (x, y)
        What is numbered, millimetres on the page.
    radius : float
        Of a pin, millimetres.
    frame : tuple of float
        Left, top, right, bottom; pins stay inside.
    labels : sequence of tuple of float
        Left, top, right, bottom of names that had better stay legible.

    Returns
    -------
    list of Placed
        One for each place inside the frame. Where there is no room at all (some
        hundred places on a few square centimetres) pins cover each other as little as
        can be.
    """
    left, top, right, bottom = frame
    angles = np.arange(_ANGLES) * (2 * math.pi / _ANGLES) - math.pi / 4
    rings = np.repeat(_RINGS, _ANGLES) * radius
    around = np.column_stack([np.cos(angles), np.sin(angles)])
    offsets = np.tile(around, (len(_RINGS), 1)) * rings[:, None]
    inside = [
        (i, at)
        for i, at in enumerate(places)
        if left <= at[0] <= right and top <= at[1] <= bottom
    ]
    symbols = np.array([at for _, at in inside], float).reshape(-1, 2)
    boxes = np.array(labels, float).reshape(-1, 4)
    taken = np.empty((0, 2))
    found = []
    for index, at in inside:
        middles = np.asarray(at) + offsets
        cost = rings / radius * _FAR
        cost = cost + _outside(middles, radius, frame) * _COVERED
        cost = cost + _crowding(middles, taken, 2.1 * radius) * _COVERED
        cost = cost + _crowding(middles, symbols, 1.9 * radius) * _SYMBOL
        cost = cost + _upon(middles, boxes, radius) * _LABEL
        cost = cost + _crossing(np.asarray(at), middles, taken, radius) * _LEADER
        best = middles[int(np.argmin(cost))]
        taken = np.vstack([taken, best])
        found.append(Placed(index, at, (float(best[0]), float(best[1]))))
    return found


def _outside(
    middles: NDArray[np.float64], radius: float, frame: Box
) -> NDArray[np.float64]:
    low = np.array(frame[:2]) + radius * 1.2
    high = np.array(frame[2:]) - radius * 1.2
    return ((middles < low) | (middles > high)).any(axis=1).astype(float)


def _crowding(
    middles: NDArray[np.float64], others: NDArray[np.float64], least: float
) -> NDArray[np.float64]:
    """Return how far each middle lies inside the distance it should keep, summed."""
    if not len(others):
        return np.zeros(len(middles))
    apart = np.hypot(
        middles[:, None, 0] - others[None, :, 0],
        middles[:, None, 1] - others[None, :, 1],
    )
    found: NDArray[np.float64] = np.clip(1.0 - apart / least, 0.0, None).sum(axis=1)
    return found


def _upon(
    middles: NDArray[np.float64], boxes: NDArray[np.float64], radius: float
) -> NDArray[np.float64]:
    if not len(boxes):
        return np.zeros(len(middles))
    x, y = middles[:, None, 0], middles[:, None, 1]
    hit = (
        (x + radius > boxes[None, :, 0])
        & (x - radius < boxes[None, :, 2])
        & (y + radius > boxes[None, :, 1])
        & (y - radius < boxes[None, :, 3])
    )
    found: NDArray[np.float64] = hit.sum(axis=1).astype(float)
    return found


def _crossing(
    at: NDArray[np.float64],
    middles: NDArray[np.float64],
    taken: NDArray[np.float64],
    radius: float,
) -> NDArray[np.float64]:
    """Return how many pins the leader to each middle would run through."""
    if not len(taken):
        return np.zeros(len(middles))
    along = middles - at
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    rel = taken[None, :, :] - at
    part = np.clip((rel * along[:, None, :]).sum(axis=2) / length[:, None], 0.0, 1.0)
    foot = at + part[:, :, None] * along[:, None, :]
    apart = np.hypot(*np.moveaxis(taken[None, :, :] - foot, 2, 0))
    found: NDArray[np.float64] = (apart < radius).sum(axis=1).astype(float)
    return found
