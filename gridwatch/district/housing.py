"""Cells and the villages that they name, as columns: a city has 80,000 of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress, repeat
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.siting import areas_around

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from gridwatch.district.cells import Cell
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.outlines import Outlines
    from gridwatch.district.siting import Floats, Ints, Shapes

__all__ = ["Housed", "housed"]


@dataclass(frozen=True, eq=False)
class Housed:
    """Cells and the villages that they name, made by `housed`.

    Parameters
    ----------
    villages : tuple of Jurisdiction
        Those on record that cells name, in the order in which cells name them.
    named : array of int, shape (n,)
        Index into `villages` of the one each cell names; -1: none on record.
    drawn : array of bool, shape (n,)
        Which cells have a geometry.
    """

    villages: tuple[Jurisdiction, ...]
    named: Ints
    drawn: NDArray[np.bool_]

    def both_drawn(self) -> tuple[Ints, list[Jurisdiction], Ints]:
        """Return the drawn cells of drawn villages, those villages, and which is whose.

        Returns
        -------
        cell : array of int, shape (m,)
            Number of each of these cells.
        villages : list of Jurisdiction
            Only those that have any.
        which : array of int, shape (m,)
            Index into those villages.
        """
        there = [village.geometry is not None for village in self.villages]
        # One more, for -1.
        cell = np.flatnonzero(self.drawn & np.array([*there, False])[self.named])
        used, which = np.unique(self.named[cell], return_inverse=True)
        return cell, [self.villages[i] for i in used.tolist()], which

    def astray(
        self, middles: Floats, areas: Shapes | Outlines
    ) -> list[tuple[int, int]]:
        """Return the drawn cells that do not lie in the village they name.

        Parameters
        ----------
        middles : array of float, shape (n, 2)
            A place inside each cell, east and north.
        areas : sequence of polygons, or Outlines
            Where to look for those.

        Returns
        -------
        list of (int, int)
            Number of the cell, and index of the first area that holds its middle; -1
            where none does.
        """
        own = [village.geometry for village in self.villages]
        home, around = areas_around(middles, own, self.named, areas)
        astray = np.flatnonzero(self.drawn & ~home)
        return list(zip(astray.tolist(), around[astray].tolist(), strict=True))

    def village_by_uid(self, cells: Sequence[Cell]) -> dict[str, Jurisdiction | None]:
        """Return the village on record of each drawn cell, by the uid of the cell.

        Parameters
        ----------
        cells : sequence of Cell
            The same as these were made from.
        """
        drawn = self.drawn.tolist()
        uids = compress(map(attrgetter("uid"), cells), drawn)
        villages = map((*self.villages, None).__getitem__, self.named.tolist())
        return dict(zip(uids, compress(villages, drawn), strict=True))


def housed(cells: Sequence[Cell], known: Mapping[str, Jurisdiction]) -> Housed:
    """Look up the villages that cells name.

    Parameters
    ----------
    cells : sequence of Cell
        All cells.
    known : mapping of str to Jurisdiction
        Jurisdictions by code.
    """
    codes = list(map(attrgetter("village_code"), cells))
    named = [code for code in dict.fromkeys(codes) if code in known]
    number = dict(zip(named, range(len(named)), strict=True))
    which = np.fromiter(map(number.get, codes, repeat(-1)), np.int64, len(codes))
    drawn = np.array([cell.geometry is not None for cell in cells], bool)
    return Housed(tuple(map(known.__getitem__, named)), which, drawn)
