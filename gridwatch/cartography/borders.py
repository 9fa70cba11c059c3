"""Shared borders: each edge once, and which areas touch each other.

Neighbouring areas share their border vertex for vertex. Drawn as polygons, each
border would be dashed twice, out of step, and read as a muddy solid line; and a town
border would lie on the village border below it. So edges are matched by their ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.generalise import Form, Pieces, Shapes, ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    UInts = NDArray[np.uint64]
    Ints = NDArray[np.int64]

__all__ = ["Borders", "borders_below", "borders_of", "tinted", "touching"]

_PER_METRE = 1000.0
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))
_SHIFT = np.uint64(29)


@dataclass(frozen=True, eq=False)
class Borders:
    """Border lines of one level of areas.

    Parameters
    ----------
    shapes : Shapes
        Lines; no edge occurs twice.
    above : ndarray of int, shape (lines,)
        Bit i is set where the level i of the call to `borders_of` has the same
        border, i lower than this level's own place: that level draws it.
    """

    shapes: Shapes
    above: Ints


def borders_of(levels: Sequence[Shapes]) -> tuple[Borders, ...]:
    """Return the borders of several levels of areas, highest level first."""
    return tuple(borders_below(levels[:i], one) for i, one in enumerate(levels))


def borders_below(levels: Sequence[Shapes], shapes: Shapes) -> Borders:
    """Return the borders of one level of areas, told from those of higher levels."""
    found = _matched(_edges(shapes))
    above = np.zeros(len(found.first), np.int64)
    for place, higher in enumerate(levels):
        above[found.shared(_edges(higher))] |= 1 << place
    return _runs(shapes, found.first, above)


class _Matched(NamedTuple):
    """Edges sorted by their numbers, so that equal ones stand side by side.

    Parameters
    ----------
    keys : ndarray of uint64
        Numbers of the edges, ascending.
    order : ndarray of int
        Edge of each.
    first : ndarray of bool
        Of each edge, in its own order, whether its number is met for the first time.
    """

    keys: UInts
    order: Ints
    first: NDArray[np.bool_]

    def shared(self, others: UInts) -> Ints:
        """Return the edges whose number is among some others."""
        # Sorted ones are found one after the other, nearly all in the cache.
        others = np.sort(others)
        low = np.searchsorted(self.keys, others)
        high = np.searchsorted(self.keys, others, side="right")
        return self.order[ranges(low, high - low)]


def _matched(keys: UInts) -> _Matched:
    order = np.argsort(keys, kind="stable")
    known = keys[order]
    new = np.ones(len(keys), bool)
    new[1:] = known[1:] != known[:-1]
    first = np.empty(len(keys), bool)
    first[order] = new
    return _Matched(known, order, first)


def _edges(shapes: Shapes) -> UInts:
    """Return a number for each edge, the same in both directions.

    Edge i runs from vertex i to the next one of its ring.
    """
    whole = np.rint((shapes.pieces.coords + shapes.origin) * _PER_METRE)
    ends = whole.astype(np.int64).view(np.uint64)
    vertex = ends[:, 0] * _MIX[0] + ends[:, 1] * _MIX[1]
    vertex ^= vertex >> _SHIFT
    vertex *= _MIX[1]
    vertex ^= vertex >> _SHIFT
    other = vertex[_following(shapes.pieces)]
    total: UInts = (vertex + other) * _MIX[0] ^ (vertex ^ other)
    return total


def _following(pieces: Pieces) -> Ints:
    """Return the index of the next vertex of the same ring."""
    after = np.arange(1, len(pieces.coords) + 1)
    filled = pieces.offsets[1:] > pieces.offsets[:-1]
    after[pieces.offsets[1:][filled] - 1] = pieces.offsets[:-1][filled]
    return after


def _runs(shapes: Shapes, own: NDArray[np.bool_], above: Ints) -> Borders:
    """Chain the edges that are the level's own: those met for the first time."""
    ring = np.repeat(np.arange(len(shapes.pieces.offsets) - 1), _counts(shapes.pieces))
    begins = own.copy()
    begins[1:] &= ~own[:-1] | (ring[1:] != ring[:-1]) | (above[1:] != above[:-1])
    starts = np.flatnonzero(begins)
    run = np.cumsum(begins)[own] - 1
    counts = np.bincount(run, minlength=len(starts)).astype(np.int64)
    index = ranges(starts, counts + 1)
    offsets = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(counts + 1, out=offsets[1:])
    if len(starts):
        index[offsets[1:] - 1] = _following(shapes.pieces)[starts + counts - 1]
    lines = Pieces(shapes.pieces.coords[index], offsets)
    return Borders(Shapes.of_pieces(lines, shapes.origin, Form.LINE), above[starts])


def _counts(pieces: Pieces) -> Ints:
    found: Ints = np.diff(pieces.offsets)
    return found


def touching(shapes: Shapes) -> Ints:
    """Return the pairs of areas that share an edge, shape (pairs, 2)."""
    keys = _edges(shapes)
    rings = np.repeat(np.arange(len(shapes)), np.diff(shapes.features))
    owner = np.repeat(rings, _counts(shapes.pieces))
    order = np.argsort(keys, kind="stable")
    same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    pairs = np.stack([owner[order[same]], owner[order[same + 1]]], axis=1)
    pairs.sort(axis=1)
    found: Ints = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    return found


def tinted(pairs: Ints, groups: Ints, tints: int) -> Ints:
    """Choose a tint for each area so that touching groups differ where they can.

    Parameters
    ----------
    pairs : ndarray, shape (n, 2)
        Areas that touch each other.
    groups : ndarray, shape (m,)
        Group of each area (0, 1, 2 …); a group has one tint.
    tints : int
        Number of tints.

    Returns
    -------
    ndarray, shape (m,)
        Tint of each area. The groups with most neighbours choose first; of the
        tints that are free the least used is taken.
    """
    near: list[set[int]] = [set() for _ in range(int(groups.max(initial=-1)) + 1)]
    for a, b in groups[pairs].tolist():
        if a != b:
            near[a].add(b)
            near[b].add(a)
    chosen, used = [-1] * len(near), [0] * tints
    for group in sorted(range(len(near)), key=lambda g: (-len(near[g]), g)):
        taken = {chosen[other] for other in near[group]}
        free = [tint for tint in range(tints) if tint not in taken]
        chosen[group] = min(free or range(tints), key=lambda tint: used[tint])
        used[chosen[group]] += 1
    return np.asarray(chosen, np.int64)[groups]
