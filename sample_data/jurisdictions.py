"""Towns, villages and cells: which comb belongs to which."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from mending import mended

if TYPE_CHECKING:
    import shapely
    from lattice import Lattice
    from numpy.typing import NDArray
    from rivers import River
    from terrain import Relief

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

TOWNS, VILLAGES, CELLS = 19, 330, 1003
VILLAGES_PER_TOWN = (12, 26)
CELLS_PER_VILLAGE = (1, 6)


@dataclass(frozen=True)
class Unit:
    """The district, a town, a village or a cell.

    Attributes
    ----------
    code, name : str
        As delivered.
    above : Unit or None
        The unit above; None for the district.
    shape : Polygon
        Its area on the ground.
    """

    code: str
    name: str
    above: Unit | None
    shape: shapely.Polygon

    @property
    def parent(self) -> Unit:
        """Return the unit above of any unit but the district."""
        if self.above is None:
            raise ValueError(f"{self.name} has no unit above")
        return self.above


@dataclass(frozen=True)
class Division:
    """The units of every comb, -1 outside the district.

    Attributes
    ----------
    town, village, cell : array of int
        One number per comb, counted through the whole district.
    """

    town: Ints
    village: Ints
    cell: Ints


def divide_towns(
    rng: np.random.Generator, lattice: Lattice, relief: Relief, rivers: list[River]
) -> Ints:
    """Divide the district into towns that meet the rivers cleanly.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    lattice : Lattice
        The honeycomb.
    relief : Relief
        The relief; borders tend to its ridges.
    rivers : list of River
        The rivers; none may clip the corner of a town.

    Returns
    -------
    array of int
        The town of each comb.
    """
    whole = np.where(relief.inside, 0, -1)
    combs = np.flatnonzero(relief.inside)
    seeds = spread_seeds(rng, lattice.plan[combs], settled(relief)[combs], TOWNS)
    town = grow(
        lattice, whole, combs[seeds].tolist(), climbing_cost(rng, lattice, relief)
    )
    while mended(lattice, town, rivers):
        pass
    return town


def subdivide(
    rng: np.random.Generator,
    lattice: Lattice,
    relief: Relief,
    outer: Ints,
    wanted: tuple[int, tuple[int, int]],
) -> Ints:
    """Divide every unit of one level into units of the next.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    lattice : Lattice
        The honeycomb.
    relief : Relief
        The relief.
    outer : array of int
        The unit of each comb.
    wanted : tuple
        How many units in all, and the least and most per outer unit.

    Returns
    -------
    array of int
        The smaller unit of each comb, each inside one outer unit.
    """
    total, bounds = wanted
    density = settled(relief)
    weight = np.bincount(outer[relief.inside], density[relief.inside]).astype(float)
    seeds: list[int] = []
    for unit, count in enumerate(share_out(weight, total, bounds)):
        combs = np.flatnonzero(outer == unit)
        places = spread_seeds(rng, lattice.plan[combs], density[combs], count)
        seeds += combs[places].tolist()
    return grow(lattice, outer, seeds, climbing_cost(rng, lattice, relief))


def settled(relief: Relief) -> Floats:
    """Return how densely people live on each comb: the lower, the denser.

    Parameters
    ----------
    relief : Relief
        The relief.

    Returns
    -------
    array of float
        From about 0.5 on the ridges to 2 at the outlet.
    """
    rank = np.zeros(len(relief.height))
    by_height = relief.order[np.argsort(relief.height[relief.order], kind="stable")]
    rank[by_height] = np.linspace(0, 1, len(by_height))
    return 2.0 - 1.5 * rank


def share_out(weight: Floats, total: int, bounds: tuple[int, int]) -> list[int]:
    """Share whole numbers out by weight, one by one to the neediest.

    Parameters
    ----------
    weight : array of float
        Weight of each receiver.
    total : int
        How many to give.
    bounds : tuple of int
        Least and most for each.

    Returns
    -------
    list of int
        The shares; they add up to `total`.
    """
    least, most = bounds
    shares = np.full(len(weight), least)
    for _ in range(total - shares.sum()):
        need = np.where(shares < most, weight / (shares + 0.5), -1.0)
        shares[np.argmax(need)] += 1
    return [int(share) for share in shares]


def spread_seeds(
    rng: np.random.Generator, places: Floats, density: Floats, count: int
) -> list[int]:
    """Spread seeds over places, closer where people live closer.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    places : array of shape (n, 2)
        Where seeds may lie, metres.
    density : array of shape (n,)
        As `settled` gives it.
    count : int
        How many.

    Returns
    -------
    list of int
        Indexes into `places`, all different.
    """
    weight = density**2
    centres = places[rng.choice(len(places), count, replace=False)]
    for _ in range(4):
        nearest = distances(places, centres).argmin(axis=1)
        mass = np.bincount(nearest, weight, count) + 1e-9
        moved = [np.bincount(nearest, weight * axis, count) / mass for axis in places.T]
        centres = 0.3 * centres + 0.7 * np.stack(moved, axis=1)
    chosen: list[int] = []
    for row in distances(places, centres).T:
        row[chosen] = np.inf
        chosen.append(int(row.argmin()))
    return chosen


def distances(places: Floats, centres: Floats) -> Floats:
    """Return the squared distance of every place to every centre.

    Parameters
    ----------
    places, centres : array of shape (n, 2) and (m, 2)
        Metres.

    Returns
    -------
    array of shape (n, m)
        Squared metres.
    """
    squares: Floats = ((places[:, None] - centres[None]) ** 2).sum(axis=2)
    return squares


def climbing_cost(rng: np.random.Generator, lattice: Lattice, relief: Relief) -> Floats:
    """Return what it costs to step onto each comb from each side.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    lattice : Lattice
        The honeycomb.
    relief : Relief
        The relief.

    Returns
    -------
    array of shape (combs, 6)
        Cost of leaving a comb by each of its sides.
    """
    climb = np.abs(relief.height[lattice.neighbours] - relief.height[:, None])
    cost: Floats = 1 + 0.9 * climb / climb[relief.inside].mean()
    cost *= rng.uniform(0.8, 1.2, cost.shape)
    return cost


def grow(lattice: Lattice, outer: Ints, seeds: list[int], cost: Floats) -> Ints:
    """Let seeds grow at the same pace until they meet or reach a border.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    outer : array of int
        The outer unit of each comb, which no seed may leave; -1 is closed.
    seeds : list of int
        The combs that the units grow from.
    cost : array of shape (combs, 6)
        As `climbing_cost` gives it.

    Returns
    -------
    array of int
        Index into `seeds` for each comb, -1 outside.
    """
    label = [-1] * lattice.size
    outers, costs = outer.tolist(), cost.tolist()
    neighbours = lattice.neighbours.tolist()
    heap = [(0.0, seed, unit) for unit, seed in enumerate(seeds)]
    while heap:
        spent, here, unit = heapq.heappop(heap)
        if label[here] >= 0:
            continue
        label[here] = unit
        for there, step in zip(neighbours[here], costs[here], strict=True):
            if there >= 0 and label[there] < 0 and outers[there] == outers[here]:
                heapq.heappush(heap, (spent + step, there, unit))
    for _ in range(3):
        smooth(neighbours, outers, label)
    return np.array(label)


def smooth(neighbours: list[list[int]], outers: list[int], label: list[int]) -> None:
    """Take the teeth off the borders between units.

    Parameters
    ----------
    neighbours : list of list of int
        The six neighbours of each comb.
    outers : list of int
        The outer unit of each comb, which stays as it is.
    label : list of int
        The unit of each comb; changed in place.
    """
    for here, unit in enumerate(label):
        if unit < 0:
            continue
        ring = [
            label[there] if outers[there] == outers[here] else -1
            for there in neighbours[here]
        ]
        own = [other == unit for other in ring]
        turns = sum(own[side] != own[side - 1] for side in range(6))
        best = max(ring, key=ring.count)
        if 1 <= sum(own) <= 2 and turns == 2 and best >= 0 and ring.count(best) >= 3:
            label[here] = best
