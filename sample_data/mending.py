"""Town borders mended where they meet the rivers badly."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from rivers import SHORTEST_RUN
from terrain import reached

if TYPE_CHECKING:
    from lattice import Lattice
    from numpy.typing import NDArray
    from rivers import River

    Ints = NDArray[np.int64]


def mended(lattice: Lattice, town: Ints, rivers: list[River]) -> bool:
    """Shift town borders where a river clips a corner or a piece is cut off.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    town : array of int
        The town of each comb; changed in place.
    rivers : list of River
        The rivers.

    Returns
    -------
    bool
        Whether anything was changed.
    """
    before = town.copy()
    for river in rivers:
        join_short_runs(river.combs, town)
    for number in np.unique(town[town >= 0]):
        members = town == number
        pieces = members.copy()
        main = np.zeros_like(members)
        while pieces.any():
            piece = reached(lattice, members, int(np.argmax(pieces)))
            pieces &= ~piece
            main = piece if piece.sum() > main.sum() else main
        hand_over(lattice, town, np.flatnonzero(members & ~main))
    return bool((before != town).any())


def hand_over(lattice: Lattice, town: Ints, combs: Ints) -> None:
    """Give combs that were cut off to the towns beside them.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    town : array of int
        The town of each comb; changed in place.
    combs : array of int
        The combs without a town of their own.
    """
    town[combs] = -2
    while (town == -2).any():
        for comb in np.flatnonzero(town == -2):
            beside = town[lattice.neighbours[comb]]
            beside = beside[beside >= 0]
            if len(beside):
                town[comb] = np.bincount(beside).argmax()


def runs(combs: list[int], unit: Ints) -> list[tuple[int, int, int]]:
    """Cut a walk into runs inside one unit.

    Parameters
    ----------
    combs : list of int
        The walk.
    unit : array of int
        The unit of each comb.

    Returns
    -------
    list of (int, int, int)
        First place, place after the last, unit.
    """
    found, start = [], 0
    for number, group in groupby(combs, key=lambda comb: int(unit[comb])):
        end = start + len(list(group))
        found.append((start, end, number))
        start = end
    return found


def join_short_runs(combs: list[int], town: Ints) -> None:
    """Give every short run of a river to the town before or after it.

    Parameters
    ----------
    combs : list of int
        The combs of the river.
    town : array of int
        The town of each comb; changed in place.
    """
    while True:
        found = runs(combs, town)
        short = [
            place
            for place, (start, end, _) in enumerate(found)
            if end - start < SHORTEST_RUN + (place == len(found) - 1)
        ]
        if not short or len(found) == 1:
            return
        place = short[0]
        start, end, _ = found[place]
        neighbour = found[place - 1] if place else found[1]
        if place == len(found) - 1:
            start, end, neighbour = found[place - 1][1] - SHORTEST_RUN, start, found[-1]
            start = max(start, found[place - 1][0])
        town[combs[start:end]] = neighbour[2]
