"""The made-up relief: which combs are the district, how high, where water runs."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from lattice import SPACING, Lattice, fractal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

HALF_WIDTH, HALF_HEIGHT = 28_000.0, 20_600.0
OUTLET_BEARING = np.radians(216)
ROUNDS = 7


@dataclass(frozen=True)
class Relief:
    """The relief of the district.

    Attributes
    ----------
    inside : array of bool
        Which combs belong to the district.
    height : array of float
        Made-up height of each comb, any unit.
    receiver : array of int
        The comb that the water of each comb runs to; -1 at the outlet.
    order : array of int
        The combs of the district, each after its receiver.
    catchment : array of float
        Combs that drain through each comb, itself counted.
    """

    inside: NDArray[np.bool_]
    height: Floats
    receiver: Ints
    order: Ints
    catchment: Floats

    @property
    def outlet(self) -> int:
        """Return the comb where all water leaves the district."""
        return int(self.order[0])


def district_mask(rng: np.random.Generator, lattice: Lattice) -> NDArray[np.bool_]:
    """Choose the combs of the district: a lobed, rounded, fractal blob.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    lattice : Lattice
        The honeycomb.

    Returns
    -------
    array of bool
        True for each comb of the district; one piece, no holes.
    """
    x, y = lattice.plan.T / np.array([[HALF_WIDTH], [HALF_HEIGHT]])
    radius = (np.abs(x) ** 2.6 + np.abs(y) ** 2.6) ** (1 / 2.6)
    noise = fractal(rng, lattice.plan, 21_000, 6)
    inside = radius + 0.058 * noise < 1
    inside = reached(lattice, inside, int(np.argmin(radius)))
    outside = reached(lattice, ~inside, 0)
    return ~outside


def reached(
    lattice: Lattice, allowed: NDArray[np.bool_], start: int
) -> NDArray[np.bool_]:
    """Return the combs that can be walked to without leaving `allowed`.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    allowed : array of bool
        Where one may walk.
    start : int
        Where the walk begins.

    Returns
    -------
    array of bool
        True for each comb reached.
    """
    seen = np.zeros(lattice.size, dtype=bool)
    seen[start] = True
    front = np.array([start])
    while len(front):
        ahead = np.unique(lattice.neighbours[front])
        ahead = ahead[ahead >= 0]
        front = ahead[allowed[ahead] & ~seen[ahead]]
        seen[front] = True
    return seen


def make_relief(rng: np.random.Generator, lattice: Lattice) -> Relief:
    """Make the relief by letting water carve it a few times.

    Each round routes all water to the outlet and sets the heights to the profile
    that rivers of that discharge would keep; the network becomes a natural tree.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    lattice : Lattice
        The honeycomb.

    Returns
    -------
    Relief
        The finished relief.
    """
    inside = district_mask(rng, lattice)
    outlet = find_outlet(lattice, inside)
    away = np.hypot(*(lattice.plan - lattice.plan[outlet]).T) / 1000
    rugged = fractal(rng, lattice.plan, 13_000, 6)
    rim = np.exp(-rim_distance(lattice, inside) * SPACING / 1800)
    height = 1.5 * away + 8.0 * rugged + 22.0 * rim
    uplift = 1 + 0.25 * np.clip(rugged, -2, 2) + 0.8 * rim
    for _ in range(ROUNDS):
        height = height + rng.normal(0, 0.5, lattice.size)
        receiver, order = route(lattice, inside, height, outlet)
        catchment = accumulate(receiver, order)
        carved = carve(receiver, order, uplift * 4.5 * catchment**-0.42)
        height = 0.45 * height + 0.55 * carved
    return Relief(inside, height, receiver, order, catchment)


def rim_distance(lattice: Lattice, inside: NDArray[np.bool_]) -> Floats:
    """Count the combs between each comb and the rim of the district.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    inside : array of bool
        The combs of the district.

    Returns
    -------
    array of float
        0 outside the district, 1 on its rim, and so on.
    """
    distance = np.zeros(lattice.size)
    core = inside
    while core.any():
        distance[core] += 1
        core = core & core[lattice.neighbours].all(axis=1)
    return distance


def find_outlet(lattice: Lattice, inside: NDArray[np.bool_]) -> int:
    """Return the rim comb that lies farthest towards the outlet bearing.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    inside : array of bool
        The combs of the district.

    Returns
    -------
    int
        The comb.
    """
    rim = inside & ~inside[lattice.neighbours].all(axis=1)
    bearing = np.array([np.cos(OUTLET_BEARING), np.sin(OUTLET_BEARING)])
    return int(np.argmax(np.where(rim, lattice.plan @ bearing, -np.inf)))


def route(
    lattice: Lattice, inside: NDArray[np.bool_], height: Floats, outlet: int
) -> tuple[Ints, Ints]:
    """Find where the water of each comb runs, flooding hollows from the outlet.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    inside : array of bool
        The combs of the district.
    height : array of float
        Heights.
    outlet : int
        The comb where all water leaves.

    Returns
    -------
    receiver : array of int
        Next comb downstream; -1 at the outlet and outside.
    order : array of int
        The combs of the district, each after its receiver.
    """
    receiver = np.full(lattice.size, -1)
    waiting = inside.copy()
    waiting[outlet] = False
    neighbours, heights = lattice.neighbours.tolist(), height.tolist()
    heap, order = [(heights[outlet], outlet)], []
    while heap:
        level, here = heapq.heappop(heap)
        order.append(here)
        for there in neighbours[here]:
            if waiting[there]:
                waiting[there] = False
                receiver[there] = here
                heapq.heappush(heap, (max(heights[there], level + 1e-4), there))
    return receiver, np.array(order)


def accumulate(receiver: Ints, order: Ints) -> Floats:
    """Count the combs that drain through each comb.

    Parameters
    ----------
    receiver, order : array of int
        As `route` gives them.

    Returns
    -------
    array of float
        The counts.
    """
    counts = [1.0] * len(receiver)
    receivers = receiver.tolist()
    for here in order[:0:-1].tolist():
        counts[receivers[here]] += counts[here]
    return np.array(counts)


def carve(receiver: Ints, order: Ints, rise: Floats) -> Floats:
    """Add up the rise of each comb over its receiver, from the outlet upwards.

    Parameters
    ----------
    receiver, order : array of int
        As `route` gives them.
    rise : array of float
        Height of each comb above its receiver.

    Returns
    -------
    array of float
        Heights above the outlet.
    """
    heights = [0.0] * len(receiver)
    receivers, rises = receiver.tolist(), rise.tolist()
    for here in order[1:].tolist():
        heights[here] = heights[receivers[here]] + rises[here]
    return np.array(heights)
