"""Names beside the areas that have no room for them, with a line that leads there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.anchors import crossings, edges_of, level_parts
from gridwatch.cartography.nameplaces import (
    ASIDE,
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
_HIGH = 1.2
_STEP = 0.7
"""From one level line to the next, letters."""
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
    aside = Offer((priority, 4), seen, partial(_aside, seen, task))
    return [*offers, aside, Offer((priority, 5), seen, partial(_new, seen, task))]


def _aside(seen: Seen, task: Task) -> Led | None:
    """Return names that fit into their areas elsewhere than at the widest places.

    They stand on level lines across the area, near its widest place first.
    """
    source, mpp = seen.layer.names, task.view.metres_per_pixel
    size = source.bounds[seen.items].astype(np.float64)
    wide, high = size[:, 2] - size[:, 0], size[:, 3] - size[:, 1]
    room = (wide >= seen.width * mpp) & (high >= _HIGH * seen.pixels * mpp)
    # Names of areas larger than the picture have had their turn.
    shown = np.asarray(task.view.extent) - np.tile(source.origin, 2)
    room &= (wide < shown[2] - shown[0]) & (high < shown[3] - shown[1])
    room &= (size[:, :2] < shown[2:]).all(axis=1) & (size[:, 2:] > shown[:2]).all(
        axis=1
    )
    owner = np.flatnonzero(room & (seen.placed == 0))
    if not len(owner):
        return None
    step = _STEP * float(seen.pixels.min()) * mpp
    rings, ring_owner = source.rings(seen.items[owner])
    rows = float(shown[1]) / step, float(shown[3]) / step
    part, left, right, level = level_parts(rings, ring_owner, step, rows)
    half = (seen.width[owner] / 2 + 0.3 * seen.pixels[owner])[part] * mpp
    fit = right - left >= 2.0 * half
    part, half, level = part[fit], half[fit], level[fit]
    left, right = left[fit] + half, right[fit] - half
    x = np.concatenate([left, (left + right) / 2, right])
    part, level = np.tile(part, 3), np.tile(level, 3)
    pixels = task.view.pixels(np.stack([x, level * step], axis=1), source.origin)
    tails = _tails(seen, task, owner)[:, 0]
    order = np.lexsort((np.hypot(*(pixels - tails[part]).T), part))
    first = np.append(0, np.cumsum(np.bincount(part, minlength=len(owner))))
    pixels = pixels[order]
    faded = faded_at(tails[:, 0], tails[:, 1], task)
    note = np.full(len(pixels), ASIDE)
    x, y = np.ascontiguousarray(pixels.T)
    return Led(Boxes(owner, first, x, y, note, 1, faded), pixels)


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
    # Where a name is missing another one would be taken for it.
    task.room.avoid(tails[:, 0], seen.pixels[owner])
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
    some = places[:, 2] >= ASIDE
    index, places = index[some], places[some]
    x, y = task.view.pixels(places[:, :2].copy(), seen.layer.names.origin).T
    tails = _tails(seen, task, index)
    anchor = np.maximum(places[:, 2] - LED, 0.0).astype(np.int64)
    ends = tails[np.arange(len(index)), anchor]
    aside = places[:, 2] == ASIDE
    ends[aside] = np.stack([x, y], axis=1)[aside]
    faded = faded_at(ends[:, 0], ends[:, 1], task)
    first = np.arange(len(index) + 1)
    return Led(Boxes(index, first, x, y, places[:, 2], 1, faded), ends)


def needed(
    seen: Seen, owner: Ints, at: tuple[Floats, Floats], task: Task
) -> NDArray[np.bool_]:
    """Tell which names need their line: those that do not stand inside their area."""
    (x, y), source = at, seen.layer.names
    if not len(owner):
        return np.zeros(0, bool)
    rings, part = source.rings(seen.items[owner])
    starts, ends, ring = edges_of(
        rings._replace(coords=task.view.pixels(rings.coords, source.origin))
    )
    name = part[ring]
    inside = np.ones(len(owner), bool)
    half = seen.width[owner] / 2
    crossing, over = crossings(starts, ends, y[name])
    name = name[crossing]
    for side in (-1.0, 0.0, 1.0):
        left = name[over < (x + side * half)[name]]
        inside &= np.bincount(left, minlength=len(owner)) % 2 == 1
    return ~inside
