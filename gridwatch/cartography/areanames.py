"""Names of areas: where they are wide, hanging over, or in the part that shows."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gridwatch.cartography.anchors import level_parts
from gridwatch.cartography.flat import offsets_of
from gridwatch.cartography.generalise import ranges
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

_FIT = 1.12
_LOWEST = 1.2
_LOWEST_OVERHANGING = 0.5
_LENIENT = 1.15
_AROUND = ((0.0, -0.7), (0.0, 0.7), (0.3, 0.0), (-0.3, 0.0))
_LATTICE_PX = 64.0
_COARSEST = 16
_CLEAR_PX = 6.0
_BIG = 0.5


def area_offers(seen: Seen, task: Task) -> list[Offer]:
    """Names that fit, large areas first; then those that hang over or move along."""
    source, view = seen.layer.names, task.view
    box = source.bounds[seen.items]
    low = np.minimum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
    high = low / view.metres_per_pixel / seen.pixels
    chosen = np.flatnonzero(high > _LOWEST_OVERHANGING / _LENIENT)
    if not len(chosen):
        return []
    anchors = source.anchors[seen.items[chosen]].astype(np.float64)
    flat = view.pixels(anchors[:, :, :2].reshape(-1, 2), source.origin)
    x, y = flat.reshape(len(chosen), -1, 2).transpose(2, 0, 1)
    wide = anchors[:, :, 2].copy()
    wide[np.isnan(wide)] = 0.0
    faded = faded_at(x[:, 0], y[:, 0], task)
    order = np.lexsort((-wide[:, 0], faded))
    spots = _Spots(
        chosen[order],
        x[order],
        y[order],
        wide[order] / view.metres_per_pixel,
        high[chosen][order],
        faded[order],
    )
    priority = float(min(rule.priority for rule in seen.rules))
    after = priority + float(min(rule.later for rule in seen.rules))
    fitting = _fitting(seen, spots, 1.0)
    names: list[tuple[float, int, Boxes | None]] = [
        (priority, 2, _boxes(spots, fitting, spots.x, spots.y, 0.0)),
        (after, 2, _overhanging(seen, spots, fitting)),
    ]
    kept, above, visiting = _area_kept(seen, spots, task)
    names += [(priority, 0, kept), (priority, 1, visiting), (after, 0, above)]
    found = [
        Offer((rank, turn), seen, boxes)
        for rank, turn, boxes in names
        if boxes is not None and len(boxes.owner)
    ]
    # Which areas still lack a name is known when all others have had their turn.
    found.append(Offer((after, 3), seen, partial(_visiting, seen, task)))
    return found + led_offers(seen, task, after)


class _Spots(NamedTuple):
    """The widest places of some areas, the areas in the order of their names."""

    owner: Ints
    x: Floats
    y: Floats
    wide: Floats
    high: Floats
    faded: Bools

    def some(self, rows: Ints) -> _Spots:
        """Return the spots of some areas."""
        return _Spots(
            self.owner[rows],
            self.x[rows],
            self.y[rows],
            self.wide[rows],
            self.high[rows],
            self.faded[rows],
        )


def _fitting(seen: Seen, spots: _Spots, lenient: float) -> Bools:
    """Tell at which places names fit in."""
    width = seen.width[spots.owner][:, None]
    found: Bools = width <= spots.wide * _FIT * lenient
    found &= (spots.high > _LOWEST / lenient)[:, None]
    return found


def _hanging(seen: Seen, spots: _Spots, lenient: float) -> Bools:
    """Tell at which places enough of a name fits in."""
    share = seen.rule("overhang")[spots.owner] / lenient
    found: Bools = seen.width[spots.owner][:, None] * share[:, None] <= spots.wide
    found &= (spots.high > _LOWEST_OVERHANGING / lenient)[:, None]
    return found


def _boxes(spots: _Spots, fit: Bools, x: Floats, y: Floats, note: float) -> Boxes:
    rows = np.flatnonzero(fit.any(axis=1))
    fit = fit[rows]
    first = offsets_of(np.count_nonzero(fit, axis=1))
    notes = np.full(int(first[-1]), note)
    places = x[rows][fit], y[rows][fit]
    return Boxes(spots.owner[rows], first, *places, notes, 1, spots.faded[rows])


def _overhanging(seen: Seen, spots: _Spots, fitting: Bools) -> Boxes | None:
    """Names that hang over their areas, at the widest places and around the best.

    Areas that are wide enough everywhere need none.
    """
    tight = np.flatnonzero(~fitting.all(axis=1))
    if not len(tight):
        return None
    spots = spots.some(tight)
    fit = _hanging(seen, spots, 1.0)
    width, pixels = seen.width[spots.owner], seen.pixels[spots.owner]
    x, y = [spots.x], [spots.y]
    for over, down in _AROUND:
        x.append((spots.x[:, 0] + over * width)[:, None])
        y.append((spots.y[:, 0] + down * pixels)[:, None])
    around = np.repeat(fit[:, :1], len(_AROUND), axis=1)
    return _boxes(spots, np.hstack([fit, around]), np.hstack(x), np.hstack(y), 1.0)


def _area_kept(seen: Seen, spots: _Spots, task: Task) -> tuple[Boxes | None, ...]:
    """Names that stood somewhere before and still fit there, more or less."""
    index, places = seen.remembered()
    if not len(index):
        return None, None, None
    row = np.full(len(seen.items), -1)
    row[spots.owner] = np.arange(len(spots.owner))
    known = row[index] >= 0
    index, places, row = index[known], places[known], row[index][known]
    fit = _fitting(seen, spots, _LENIENT)[:, 0][row]
    hang = _hanging(seen, spots, _LENIENT)[:, 0][row]
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


def _visiting(seen: Seen, task: Task) -> Boxes | None:
    """Names of areas larger than the picture, in the part that shows.

    They stand on points of a lattice that lies still on the map, the coarser ones
    first: those are the same ones after a move. Nearer the middle comes before.
    """
    view, source = task.view, seen.layer.names
    x, y = source.origin.tolist()
    shown = np.array(view.extent) - (x, y, x, y)
    mpp = view.metres_per_pixel
    need = _LATTICE_PX * view.zoom * mpp
    owner = _cut_off(seen, shown, need)
    if not len(owner):
        return None
    step = 2.0 ** math.ceil(math.log2(need)) / 2.0
    clear = seen.width[owner] / 2 + _CLEAR_PX * view.zoom
    part, lattice = _lattice(seen, owner, step, (shown, clear * mpp))
    places = lattice.astype(np.float64) * step
    x, y = view.pixels(places, source.origin).T
    box = source.bounds[seen.items[owner]].astype(np.float64)
    low, high = np.maximum(box[:, :2], shown[:2]), np.minimum(box[:, 2:], shown[2:])
    away = np.hypot(*(places - ((low + high) / 2)[part]).T)
    fine = lattice[:, 0] | lattice[:, 1]
    coarse = np.minimum(fine & -fine, _COARSEST)
    coarse[fine == 0] = _COARSEST
    # Area, then those amid others, then the coarse ones: as one number.
    rank = (2 * part + ~_amid(part, lattice)) * (2 * _COARSEST) - coarse
    order = np.lexsort((away, rank))
    first = offsets_of(np.bincount(part, minlength=len(owner)))
    faded = np.zeros(len(owner), bool)
    if len(x):
        some = order[np.minimum(first[:-1], len(order) - 1)]
        faded = faded_at(x[some], y[some], task)
    notes = np.full(len(x), VISITING)
    return Boxes(owner, first, x[order], y[order], notes, 2, faded)


def _cut_off(seen: Seen, shown: Floats, need: float) -> Ints:
    """Return areas without a name in the picture that show in part, or fill much."""
    box = seen.layer.names.bounds[seen.items].astype(np.float64).T
    wide, high = box[2] - box[0], box[3] - box[1]
    west, south, east, north = shown.tolist()
    part = (wide > _BIG * (east - west)) | (high > _BIG * (north - south))
    part |= (box[0] < west) | (box[1] < south) | (box[2] > east) | (box[3] > north)
    part &= (wide > need) & (high > need) & (seen.shown == 0)
    part &= (box[0] < east) & (box[1] < north) & (box[2] > west) & (box[3] > south)
    found: Ints = part.nonzero()[0]
    return found


def _lattice(
    seen: Seen, owner: Ints, step: float, room: tuple[Floats, Floats]
) -> tuple[Ints, Ints]:
    """Return points of a lattice inside areas and the picture, and the area of each.

    `room` is the picture and how far a point has to be from its edge, metres.
    """
    (west, south, east, north), clear = room
    rings, part = seen.layer.names.rings(seen.items[owner])
    rows = (south / step, north / step)
    part, left, right, level = level_parts(rings, part, step, rows)
    more = clear[part]
    low = np.ceil((np.maximum(left, west) + more) / step).astype(np.int64)
    top = np.floor((np.minimum(right, east) - more) / step).astype(np.int64)
    count = np.maximum(top - low + 1, 0)
    owners = part.repeat(count)
    lattice = np.empty((len(owners), 2), np.int64)
    lattice[:, 0], lattice[:, 1] = ranges(low, count), level.repeat(count)
    return owners, lattice


def _amid(part: Ints, lattice: Ints) -> Bools:
    """Tell which points of a lattice have the next ones above and below as well."""
    if not len(part):
        return np.empty(0, bool)
    over, down = (lattice - lattice.min(axis=0) + 1).T
    high = int(down.max()) + 2
    code = (part * (int(over.max()) + 1) + over) * high + down
    known = np.sort(code)

    def has(codes: Ints) -> Bools:
        at = np.minimum(known.searchsorted(codes), len(known) - 1)
        found: Bools = known[at] == codes
        return found

    return has(code - 1) & has(code + 1)
