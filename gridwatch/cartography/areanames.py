"""Names of areas: where they are wide, hanging over, or in the part that shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.kernels.area_rules import LENIENT, fits_in, hangs_over
from gridwatch.cartography.leaders import led_offers
from gridwatch.cartography.nameplaces import (
    VISITING,
    Boxes,
    Offer,
    Seen,
    Task,
    faded_at,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["area_offers"]

_LATTICE_PX = 64.0
_LEAST_PX = 20.0
_CLEAR_PX = 6.0
_STRIDE = 4
"""One point of so many rows and columns of the lattice is tried first: nearly always
one of these is free, and few are sooner sorted than all."""
_CLOSE = 0.7
"""How much of a name lies in a part that is too narrow for all of it, at least."""


def area_offers(seen: Seen, task: Task) -> list[Offer]:
    """Names that fit, large areas first; then those that hang over or move along."""
    source, view = seen.layer.names, task.view
    owner, x, y, wide, high = task.room.rules.roomy(
        source.bounds,
        source.anchors,
        seen.items,
        view.turn(source.origin),
        seen.pixels,
    )
    if not len(owner):
        return []
    faded = faded_at(x[:, 0], y[:, 0], task)
    order = np.lexsort((-wide[:, 0], faded))
    spots = _Spots(order, owner, x, y, wide, high, faded)
    priority = seen.script.priority
    after = priority + seen.script.later
    names: list[tuple[float, int, Boxes | None]] = [
        (priority, 2, _boxes(seen, spots, task, over=False)),
        (after, 2, _boxes(seen, spots, task, over=True)),
    ]
    kept, above, visiting = _area_kept(seen, spots, task)
    names += [(priority, 0, kept), (priority, 1, visiting), (after, 0, above)]
    found = [
        Offer((rank, turn), seen, boxes)
        for rank, turn, boxes in names
        if boxes is not None and len(boxes.owner)
    ]
    # Which areas still lack a name is known when all others have had their turn.
    visitors = _Visitors(seen, task)
    found += [
        Offer((after, 3), seen, visitors.some),
        Offer((after, 4), seen, visitors.rest),
    ]
    return found + led_offers(seen, task, after)


class _Spots(NamedTuple):
    """The widest places of some areas, as `area_rules.roomy` returns them.

    `order` is that in which names take them.
    """

    order: Ints
    owner: Ints
    x: Floats
    y: Floats
    wide: Floats
    high: Floats
    faded: Bools


def _boxes(seen: Seen, spots: _Spots, task: Task, *, over: bool) -> Boxes:
    """Names that fit in, or `over` those that hang over; in wide areas first."""
    rows, first, x, y = task.room.rules.spots(
        *spots[:6],
        seen.width,
        seen.pixels,
        seen.rule("overhang"),
        over,
    )
    return Boxes(spots.owner[rows], first, x, y, float(over), 1, spots.faded[rows])


def _area_kept(seen: Seen, spots: _Spots, task: Task) -> tuple[Boxes | None, ...]:
    """Names that stood somewhere before and still fit there, more or less."""
    index, places = seen.remembered()
    if not len(index):
        return None, None, None
    row = np.full(len(seen.items), -1)
    row[spots.owner] = np.arange(len(spots.owner))
    known = row[index] >= 0
    index, places, row = index[known], places[known], row[index][known]
    width, share = seen.width[index], seen.rule("overhang")[index]
    place = spots.wide[row, 0], spots.high[row], LENIENT
    fit, hang = fits_in(width, *place), hangs_over(width, share, *place)
    x, y = task.view.pixels(places[:, :2].copy(), seen.layer.names.origin).T
    # What hung over before takes a place for its own once it fits.
    note = places[:, 2]
    found = []
    for chosen in (
        (note == 0.0) & (fit | hang),
        (note == 1.0) & (fit | hang),
        note == VISITING,
    ):
        some = np.flatnonzero(chosen)
        count = len(some)
        first, note = np.arange(count + 1), places[some, 2]
        at = x[some], y[some]
        found.append(Boxes(index[some], first, *at, note, 0, spots.faded[row[some]]))
    return tuple(found)


class _Visitors:
    """Names of areas larger than the picture, in the part that shows.

    They stand on points of a lattice that lies still on the map, the coarser ones
    first: those are the same ones after a move. Nearer the middle comes before.
    """

    def __init__(self, seen: Seen, task: Task) -> None:
        self._seen, self._task = seen, task
        self._wanting = np.empty(0, np.int64)

    def some(self) -> Boxes | None:
        """Return the names with the few places that come first."""
        self._wanting, names = _visiting(self._seen, self._task, _STRIDE)
        return names

    def rest(self) -> Boxes | None:
        """Return those that have found none of these, with all their places."""
        if self._seen.shown[self._wanting].all():
            return None
        return _visiting(self._seen, self._task, 1)[1]


def _visiting(seen: Seen, task: Task, stride: int) -> tuple[Ints, Boxes | None]:
    """Return the areas that want a name in the part that shows, and their names."""
    view, source = task.view, seen.layer.names
    (east, north), (left, low, right, high) = source.origin.tolist(), view.extent
    mpp = view.metres_per_pixel
    apart = _LATTICE_PX * view.zoom * mpp
    half = seen.width / 2 * mpp
    owner, first, x, y, rank, away = task.room.rules.visitors(
        source.bounds,
        source.pieces,
        source.offsets[0],
        source.coords,
        seen.items,
        np.array((left - east, low - north, right - east, high - north)),
        _LEAST_PX * view.zoom * mpp,
        2.0 ** math.ceil(math.log2(apart)) / 2.0,
        half + _CLEAR_PX * view.zoom * mpp,
        half * _CLOSE,
        seen.shown,
        view.turn(source.origin),
        stride,
    )
    if not len(x):
        return owner, None
    order = np.lexsort((away, rank))
    x, y = x[order], y[order]
    begins = np.minimum(first[:-1], len(x) - 1)
    faded = faded_at(x[begins], y[begins], task)
    mode = 2 if stride == 1 else 3
    return owner, Boxes(owner, first, x, y, VISITING, mode, faded)
