"""Which cells of a village are numbered out of order, for all villages at once.

Serials run from north to south and from west to east. A cell is out of order against
another with a smaller serial where it lies north *and* west of it, or farther north
than a row is high.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["SEVERAL", "Strays", "strays_of"]

SEVERAL = 6
"""Of fewer cells each is named, however many are out of order."""
_TABLE = 1 << 20
"""Pairs of cells compared together."""


class Strays(NamedTuple):
    """Cells out of order: one entry each, by village, worst first inside a village.

    Parameters
    ----------
    village : array of int, shape (n,)
        Number of the village.
    cell, other : arrays of int, shape (n,)
        Number inside the village of the cell, and of one it stands wrong against.
    before : array of bool, shape (n,)
        Whether it should come before that one.
    """

    village: Ints
    cell: Ints
    other: Ints
    before: Bools


def strays_of(middles: Floats, sizes: Ints, row: float) -> Strays:
    """Return the cells out of order in each village.

    Parameters
    ----------
    middles : array of float, shape (n, 2)
        A place inside each cell, (east, north) in metres; village after village, by
        serial inside each.
    sizes : array of int
        Number of cells of each village.
    row : float
        Height of a row, metres.

    Returns
    -------
    Strays
        For each village the fewest cells without which the others are in order, but
        no more than a good half of many.
    """
    begins = np.cumsum(sizes) - sizes
    none = np.zeros(0, np.int64)
    found = [Strays(none, none, none, np.zeros(0, bool))]
    # Villages of about the same size share a table.
    width = 1 << np.ceil(np.log2(np.maximum(sizes, 1))).astype(np.int64)
    for wide in np.unique(width[sizes > 1]).tolist():
        alike = np.flatnonzero((width == wide) & (sizes > 1))
        step = max(_TABLE // wide**2, 1)
        for at in range(0, len(alike), step):
            some = alike[at : at + step]
            wrong = _wrong(middles, begins[some], sizes[some], row)
            for village, *stray in _named(wrong, sizes[some]):
                found.append(Strays._make([some[village], *stray]))
    strays = Strays._make(map(np.concatenate, zip(*found, strict=True)))
    order = np.argsort(strays.village, kind="stable")
    return Strays._make(column[order] for column in strays)


def _wrong(middles: Floats, begins: Ints, sizes: Ints, row: float) -> Bools:
    """Return a table for each village: row a cell, columns those it should precede."""
    number = np.arange(int(sizes.max()))
    place = np.minimum(begins[:, None] + number, len(middles) - 1)
    # Beyond the last cell of a village nothing compares.
    xy = np.where((number < sizes[:, None])[:, :, None], middles[place], np.nan)
    x, y = xy[:, :, 0], xy[:, :, 1]
    north = y[:, :, None] - y[:, None, :]
    first = (north > row) | ((north >= 0) & (x[:, :, None] < x[:, None, :]))
    return np.asarray(np.tril(first, -1))


def _named(wrong: Bools, sizes: Ints) -> list[tuple[Ints, Ints, Ints, Bools]]:
    """Return (village, cell, another, before): from every village one in each turn."""
    behind, ahead = wrong.sum(axis=2), wrong.sum(axis=1)
    last = wrong.shape[1] - 1
    found: list[tuple[Ints, Ints, Ints, Bools]] = []
    turn, left = 0, np.arange(len(sizes))
    while True:
        more = behind[left].any(axis=1)
        left = left[more & ((2 * turn <= sizes[left]) | (sizes[left] <= SEVERAL))]
        if not len(left):
            return found
        # On a tie the cell that should move forward is named, not the one it passes.
        some = behind[left]
        worst = (2 * (some + ahead[left]) + (some > 0)).argmax(axis=1)
        passed, late = wrong[left, worst], wrong[left, :, worst]
        before = passed.any(axis=1)
        other = np.where(
            before, passed.argmax(axis=1), last - late[:, ::-1].argmax(axis=1)
        )
        found.append((left, worst, other, before))
        behind[left] -= late
        ahead[left] -= passed
        behind[left, worst] = ahead[left, worst] = 0
        wrong[left, worst] = False
        wrong[left, :, worst] = False
        turn += 1
