"""Two reservoirs: rivers dammed until the valley behind the dam is full."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from borders import polygons
from lattice import Lattice, Warp, Waves
from naming import DISTRICT_CODE, RESERVOIRS
from terrain import reached

if TYPE_CHECKING:
    import shapely
    from numpy.typing import NDArray
    from rivers import River
    from terrain import Relief

    Mask = NDArray[np.bool_]

# River, share of its course above the dam, combs of water, size class.
DAMS = ((0, 0.66, 380, "大型"), (2, 0.60, 75, "中型"))


@dataclass(frozen=True)
class WaterPart:
    """The water or the shore of a reservoir.

    Attributes
    ----------
    code, name, part, scale : str
        As delivered; `part` is 水域 or 陆域.
    shape : Polygon
        The area on the ground.
    """

    code: str
    name: str
    part: str
    scale: str
    shape: shapely.Polygon


def flood(lattice: Lattice, relief: Relief, dam: int, count: int) -> Mask:
    """Fill the valley above a dam, the lowest and nearest combs first.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    relief : Relief
        The relief.
    dam : int
        The comb of the dam.
    count : int
        How many combs to fill.

    Returns
    -------
    array of bool
        The water: one piece without islands.
    """
    above = np.zeros(lattice.size, dtype=bool)
    for here in relief.order.tolist():
        above[here] = here == dam or (
            here != relief.outlet and above[relief.receiver[here]]
        )
    water = np.zeros(lattice.size, dtype=bool)
    away = np.hypot(*(lattice.plan - lattice.plan[dam]).T) / 1000
    level = relief.height + 1.1 * away
    heap, queued = [(level[dam], dam)], {dam}
    while heap and water.sum() < count:
        _, here = heapq.heappop(heap)
        water[here] = True
        for there in lattice.neighbours[here].tolist():
            if above[there] and there not in queued:
                queued.add(there)
                heapq.heappush(heap, (level[there], there))
    return rounded(lattice, water, dam)


def rounded(lattice: Lattice, water: Mask, dam: int) -> Mask:
    """Fill the bays and islands of a water and cut off its thin arms.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    water : array of bool
        The combs under water.
    dam : int
        A comb that stays.

    Returns
    -------
    array of bool
        The rounded water.
    """
    for _ in range(3):
        beside = water[lattice.neighbours].sum(axis=1)
        water = (water & (beside >= 2)) | (beside >= 4)
        water[dam] = True
    water = reached(lattice, water, dam)
    return ~reached(lattice, ~water, 0)


def shore_around(rng: np.random.Generator, lattice: Lattice, water: Mask) -> Mask:
    """Choose the shore of a water: one comb wide, in places two.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    lattice : Lattice
        The honeycomb.
    water : array of bool
        The combs under water.

    Returns
    -------
    array of bool
        The combs of the shore.
    """
    near = water | water[lattice.neighbours].any(axis=1)
    wide = near[lattice.neighbours].any(axis=1) & ~near
    near |= wide & (Waves.random(rng, 2_500)(lattice.plan) > 0.1)
    return ~reached(lattice, ~near, 0) & ~water


def make_reservoirs(
    rng: np.random.Generator,
    lattice: Lattice,
    relief: Relief,
    rivers: list[River],
    warp: Warp,
) -> list[WaterPart]:
    """Make the reservoirs, each as a water and a shore.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    lattice : Lattice
        The honeycomb.
    relief : Relief
        The relief.
    rivers : list of River
        The rivers, the main stem first.
    warp : Warp
        The bend from plan to ground.

    Returns
    -------
    list of WaterPart
        Water and shore of the first reservoir, then of the second.
    """
    parts = []
    for number, (river, share, count, scale) in enumerate(DAMS, start=1):
        combs = rivers[river].combs
        water = flood(lattice, relief, combs[round(len(combs) * share)], count)
        shore = shore_around(rng, lattice, water)
        if (shore & ~relief.inside).any():
            raise ValueError("a shore leaves the district")
        label = np.where(water, 0, np.where(shore, 1, -1))
        shapes = polygons(lattice, label, warp)
        parts += [
            WaterPart(
                f"{DISTRICT_CODE}90{number:02d}{serial:02d}",
                RESERVOIRS[number - 1],
                part,
                scale,
                shape,
            )
            for serial, (part, shape) in enumerate(
                zip(("水域", "陆域"), shapes, strict=True), start=1
            )
        ]
    return parts
