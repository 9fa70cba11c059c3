"""The rivers: which watercourses get a name, and where it begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from terrain import Relief

    Floats = NDArray[np.float64]

RIVERS = 63
VILLAGES_CROSSED = 227
LONGEST_HEAD = 14
SHORTEST_RIVER = 12
SHORTEST_RUN = 4


@dataclass
class River:
    """One river as a walk over the honeycomb.

    Attributes
    ----------
    number : int
        1 for the main stem, then by falling catchment.
    combs : list of int
        From the source to the mouth; a tributary ends on a comb of its parent.
    parent : River or None
        The receiving river.
    area : float
        Catchment at the mouth, in combs.
    name, code : str
        As delivered.
    """

    number: int
    combs: list[int]
    parent: River | None
    area: float
    name: str = ""
    code: str = ""
    levels: str = ""
    regime: str = ""
    points: Floats = field(default_factory=lambda: np.empty((0, 2)))
    starts: list[int] = field(default_factory=list)

    def own_combs(self) -> list[int]:
        """Return the combs of this river without its parent's."""
        return self.combs if self.parent is None else self.combs[:-1]


def choose_rivers(relief: Relief) -> list[River]:
    """Choose the main stem and the 62 largest tributaries, up to their ridges.

    Parameters
    ----------
    relief : Relief
        The relief.

    Returns
    -------
    list of River
        By falling catchment; a parent always comes before its tributaries.
    """
    upstream = tributaries_of(relief)
    mouths = [(relief.catchment[relief.outlet], relief.outlet)]
    found: dict[int, list[int]] = {}
    ranked = []
    while mouths:
        area, mouth = mouths.pop()
        stem = climb(upstream, relief.catchment, mouth)
        ranked.append((area, mouth))
        for here in stem:
            found[here] = stem
            mouths += [
                (relief.catchment[there], there)
                for there in upstream[here][1:]
                if relief.catchment[there] > 3 * LONGEST_HEAD
            ]
    ranked.sort(reverse=True)
    return link_rivers(relief, ranked[:RIVERS], found)


def tributaries_of(relief: Relief) -> list[list[int]]:
    """List the combs that drain straight into each comb, the largest first.

    Parameters
    ----------
    relief : Relief
        The relief.

    Returns
    -------
    list of list of int
        For each comb of the lattice.
    """
    upstream: list[list[int]] = [[] for _ in relief.receiver]
    for here in relief.order[1:].tolist():
        upstream[relief.receiver[here]].append(here)
    for branches in upstream:
        branches.sort(key=lambda comb: (-relief.catchment[comb], comb))
    return upstream


def climb(upstream: list[list[int]], catchment: Floats, mouth: int) -> list[int]:
    """Follow the larger branch upstream while it carries water.

    Parameters
    ----------
    upstream : list of list of int
        As `tributaries_of` gives it.
    catchment : array of float
        Combs that drain through each comb.
    mouth : int
        Where to begin.

    Returns
    -------
    list of int
        The combs from the mouth to the source.
    """
    stem = [mouth]
    while upstream[stem[-1]] and catchment[upstream[stem[-1]][0]] >= LONGEST_HEAD:
        stem.append(upstream[stem[-1]][0])
    return stem


def link_rivers(
    relief: Relief, ranked: list[tuple[float, int]], stems: dict[int, list[int]]
) -> list[River]:
    """Make rivers of the chosen mouths and tie each to its parent.

    Parameters
    ----------
    relief : Relief
        The relief.
    ranked : list of (float, int)
        Catchment and mouth of each chosen river, the largest first.
    stems : dict of int to list of int
        The combs of the river that each comb lies on, mouth first.

    Returns
    -------
    list of River
        The rivers, each after its parent.
    """
    owner: dict[int, River] = {}
    rivers = []
    for number, (area, mouth) in enumerate(ranked, start=1):
        combs = stems[mouth][::-1]
        parent = owner.get(int(relief.receiver[mouth]))
        owner |= dict.fromkeys(combs, River(number, combs, parent, area))
        if parent is not None:
            combs.append(int(relief.receiver[mouth]))
        rivers.append(owner[mouth])
    return rivers


def crossed_villages(rivers: list[River], village: NDArray[np.int64]) -> set[int]:
    """Return the villages that any river runs through.

    Parameters
    ----------
    rivers : list of River
        The rivers.
    village : array of int
        The village of each comb.

    Returns
    -------
    set of int
        Village numbers.
    """
    combs = np.concatenate([river.combs for river in rivers])
    return set(village[combs].tolist())


def trim_heads(
    rivers: list[River], village: NDArray[np.int64], town: NDArray[np.int64]
) -> None:
    """Shorten headwaters until the rivers cross exactly the wanted villages.

    Parameters
    ----------
    rivers : list of River
        The rivers; shortened in place.
    village, town : array of int
        The village and the town of each comb.
    """
    while len(crossed_villages(rivers, village)) > VILLAGES_CROSSED:
        cuts = [
            (cut, river.number)
            for river in rivers
            if (cut := cheapest_cut(river, rivers, village, town))
        ]
        cut, number = min(cuts)
        del rivers[number - 1].combs[:cut]
    if len(crossed_villages(rivers, village)) != VILLAGES_CROSSED:
        raise ValueError("the rivers cross too few villages")


def cheapest_cut(
    river: River,
    rivers: list[River],
    village: NDArray[np.int64],
    town: NDArray[np.int64],
) -> int:
    """Return how many combs to cut from the source to leave one village.

    Parameters
    ----------
    river : River
        The river to shorten.
    rivers : list of River
        All rivers.
    village, town : array of int
        The village and the town of each comb.

    Returns
    -------
    int
        The number of combs; 0 if this river cannot be shortened so.
    """
    others = [other for other in rivers if other is not river]
    elsewhere = crossed_villages(others, village)
    elsewhere |= {int(village[comb]) for comb in joined_combs(river, rivers)}
    first_joined = first_junction(river, rivers)
    for cut in range(1, first_joined - SHORTEST_RUN):
        left = river.combs[cut:]
        if len(left) < SHORTEST_RIVER:
            return 0
        gone = int(village[river.combs[cut - 1]])
        kept = elsewhere | {int(village[comb]) for comb in left}
        if gone not in kept and len(set(town[left[:SHORTEST_RUN]])) == 1:
            return cut
    return 0


def joined_combs(river: River, rivers: list[River]) -> list[int]:
    """Return the combs where tributaries join a river.

    Parameters
    ----------
    river : River
        The receiving river.
    rivers : list of River
        All rivers.

    Returns
    -------
    list of int
        The combs.
    """
    return [other.combs[-1] for other in rivers if other.parent is river]


def first_junction(river: River, rivers: list[River]) -> int:
    """Return the place of the first junction along a river.

    Parameters
    ----------
    river : River
        The receiving river.
    rivers : list of River
        All rivers.

    Returns
    -------
    int
        Index into `river.combs`; its length if nothing joins.
    """
    places = [river.combs.index(comb) for comb in joined_combs(river, rivers)]
    return min(places, default=len(river.combs))
