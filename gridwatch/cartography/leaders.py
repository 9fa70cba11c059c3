"""Names beside the areas that have no room for them, with a line that leads there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.flat import offsets_of
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

_STEP = 0.7
"""From one level line to the next, letters."""
_SPACIOUS = 4.0
"""Least size of a typical area, letters: where all are small, names are left out."""


def led_offers(seen: Seen, task: Task, priority: float) -> list[Offer]:
    """Return names for areas that no other offer has found room for.

    Only where areas have room in general: an exception gets a line, a crowd none.
    """
    if not seen.script.leads:
        return []
    mpp, letters = task.view.metres_per_pixel, float(seen.script.pixels.min())
    if seen.layer.names.typical < _SPACIOUS * letters * mpp:
        return []
    kept = _kept(seen, task)
    offers = [Offer((priority, 1), seen, kept)] if len(kept.boxes.owner) else []
    aside = Offer((priority, 5), seen, partial(_aside, seen, task))
    return [*offers, aside, Offer((priority, 6), seen, partial(_new, seen, task))]


def _aside(seen: Seen, task: Task) -> Led | None:
    """Return names that fit into their areas elsewhere than at the widest places."""
    source, view = seen.layer.names, task.view
    owner, first, x, y = task.room.rules.aside(
        source.bounds,
        source.pieces,
        source.offsets[0],
        source.coords,
        source.anchors,
        seen.items,
        seen.width,
        seen.pixels,
        seen.placed,
        np.asarray(view.extent) - np.tile(source.origin, 2),
        _STEP * float(seen.pixels.min()) * view.metres_per_pixel,
        view.turn(source.origin),
    )
    if not len(owner):
        return None
    faded = np.zeros(len(owner), bool)
    if task.bright is not None:
        tails = _tails(seen, task, owner)
        faded = faded_at(tails[:, 0, 0], tails[:, 0, 1], task)
    boxes = Boxes(owner, first, x, y, ASIDE, 1, faded)
    return Led(boxes, np.stack([x, y], axis=1))


def _tails(seen: Seen, task: Task, owner: Ints) -> Floats:
    """Return the places inside each area that a line may lead to, pixels."""
    source = seen.layer.names
    anchors = source.anchors[seen.items[owner]].astype(np.float64)
    flat = task.view.pixels(anchors[:, :, :2].reshape(-1, 2), source.origin)
    return flat.reshape(*anchors.shape[:2], 2)


def _new(seen: Seen, task: Task) -> Led | None:
    """Return names for the areas that still lack one, at all places around them."""
    source, room = seen.layer.names, task.room
    turn = task.view.turn(source.origin)
    owner, x, y, large = room.rules.lacking(
        source.bounds, source.anchors, seen.items, seen.placed, turn, room.frame
    )
    if not len(owner):
        return None
    # Where a name is missing another one would be taken for it.
    room.avoid(np.stack([x, y], axis=1), seen.pixels[owner])
    faded = faded_at(x, y, task)
    order = np.lexsort((-large, faded))
    owner, faded = owner[order], faded[order]
    reach = (seen.rule("leader") * seen.pixels)[owner]
    first, x, y, number, tails = room.rules.around(
        source.anchors, seen.items[owner], *half_sizes(seen, owner), reach, turn
    )
    if task.bright is not None:
        # A faded name stays outside the bright area, where it would speak of that.
        part = np.repeat(np.arange(len(owner)), np.diff(first))
        fit = ~(faded[part] & ~faded_at(x, y, task))
        first = offsets_of(np.bincount(part[fit], minlength=len(owner)))
        x, y, number, tails = x[fit], y[fit], number[fit], tails[fit]
    return Led(Boxes(owner, first, x, y, LED + number, 1, faded), tails)


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
    source = seen.layer.names
    found: NDArray[np.bool_] = ~task.room.rules.inside(
        source.pieces,
        source.offsets[0],
        source.coords,
        seen.items[owner],
        *at,
        seen.width[owner] / 2,
        task.view.turn(source.origin),
    )
    return found
