"""Names beside the areas that have no room for them, with a line that leads there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.anchors import crossings, edges_of
from gridwatch.cartography.nameplaces import (
    LED,
    Boxes,
    Led,
    Offer,
    Seen,
    Task,
    faded_at,
    half_sizes,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["led_offers", "needed"]

_GAPS = (0.3, 0.6, 1.0)
"""Steps away from the place, shares of `LabelRule.leader`."""
_SIDES = np.array(
    [
        (1.0, 0.0),
        (-1.0, 0.0),
        (0.8, -0.8),
        (0.8, 0.8),
        (-0.8, -0.8),
        (-0.8, 0.8),
        (0.0, -1.0),
        (0.0, 1.0),
    ]
)
"""Directions in which a name may stand, the best first; y grows downwards."""
_SPACIOUS = 4.0
"""Least size of a typical area, letters: where all are small, names are left out."""


def led_offers(seen: Seen, task: Task, priority: float) -> list[Offer]:
    """Return names for areas that no other offer has found room for.

    Only where areas have room in general: an exception gets a line, a crowd none.
    """
    longest = max(rule.leader for rule in seen.rules)
    mpp = task.view.metres_per_pixel
    letters = min(float(lettering.pixels) for lettering in seen.letterings)
    if not longest or seen.layer.names.typical < _SPACIOUS * letters * mpp:
        return []
    kept = _kept(seen, task)
    offers = [Offer((priority, 1), seen, kept)] if len(kept.boxes.owner) else []
    return [*offers, Offer((priority, 4), seen, partial(_new, seen, task))]


def _tails(seen: Seen, task: Task, owner: Ints) -> Floats:
    """Return the places inside each area that a line may lead to, pixels."""
    source = seen.layer.names
    anchors = source.anchors[seen.items[owner]].astype(np.float64)
    flat = task.view.pixels(anchors[:, :, :2].reshape(-1, 2), source.origin)
    return flat.reshape(*anchors.shape[:2], 2)


def _new(seen: Seen, task: Task) -> Led | None:
    """Return names for the areas that still lack one, at all places around them."""
    source = seen.layer.names
    owner = np.flatnonzero(seen.placed == 0)
    if not len(owner):
        return None
    tails = _tails(seen, task, owner)
    shown = task.room.holds(tails[:, 0, 0], tails[:, 0, 1])
    owner, tails = owner[shown], tails[shown]
    faded = faded_at(tails[:, 0, 0], tails[:, 0, 1], task)
    size = source.bounds[seen.items[owner]].astype(np.float64)
    large = (size[:, 2] - size[:, 0]) * (size[:, 3] - size[:, 1])
    order = np.lexsort((-large, faded))
    owner, tails, faded = owner[order], tails[order], faded[order]
    hw, hh = half_sizes(seen, owner)
    reach = (seen.rule("leader") * seen.pixels)[owner]
    away = np.outer(reach, _GAPS)[:, :, None, None]
    count = tails.shape[1]
    shape = len(owner), len(_GAPS), count, len(_SIDES)
    x = tails[:, None, :, None, 0] + _SIDES[:, 0] * (away + hw[:, None, None, None])
    y = tails[:, None, :, None, 1] + _SIDES[:, 1] * (away + hh[:, None, None, None])
    note = np.broadcast_to(LED + np.arange(count)[:, None], shape)
    fit = np.isfinite(x)
    # A faded name stays outside the bright area, where it would speak of that.
    within = ~faded_at(x.ravel(), y.ravel(), task).reshape(shape)
    fit &= ~(faded[:, None, None, None] & within)
    first = np.append(0, np.cumsum(fit.sum(axis=(1, 2, 3))))
    ends = np.broadcast_to(tails[:, None, :, None], (*shape, 2))
    boxes = Boxes(owner, first, x[fit], y[fit], note[fit].astype(float), 1, faded)
    return Led(boxes, ends[fit])


def _kept(seen: Seen, task: Task) -> Led:
    """Return names that had a line before, where they stood."""
    index, places = seen.remembered()
    some = places[:, 2] >= LED
    index, places = index[some], places[some]
    x, y = task.view.pixels(places[:, :2].copy(), seen.layer.names.origin).T
    tails = _tails(seen, task, index)
    anchor = (places[:, 2] - LED).astype(np.int64)
    ends = tails[np.arange(len(index)), anchor]
    faded = faded_at(ends[:, 0], ends[:, 1], task)
    first = np.arange(len(index) + 1)
    return Led(Boxes(index, first, x, y, places[:, 2], 1, faded), ends)


def needed(
    seen: Seen, owner: Ints, x: Floats, y: Floats, task: Task
) -> NDArray[np.bool_]:
    """Tell which names need their line: those that do not stand inside their area."""
    source = seen.layer.names
    rings, part = source.rings(seen.items[owner])
    starts, ends, ring = edges_of(
        rings._replace(coords=task.view.pixels(rings.coords, source.origin))
    )
    name = part[ring]
    inside = np.ones(len(owner), bool)
    half = seen.width[owner] / 2
    for side in (-1.0, 0.0, 1.0):
        crossing, at = crossings(starts, ends, y[name])
        left = name[crossing][at < (x + side * half)[name[crossing]]]
        inside &= np.bincount(left, minlength=len(owner)) % 2 == 1
    return ~inside
