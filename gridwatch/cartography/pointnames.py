"""Names beside the symbols of points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.nameplaces import (
    Boxes,
    Offer,
    Seen,
    Task,
    faded_at,
    half_sizes,
)
from gridwatch.cartography.symbols import PointSymbol

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridwatch.cartography.room import Room

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["point_offers"]

_THIN = 4000
_COMPASS = {"E": (1, 0), "W": (-1, 0), "N": (0, -1), "S": (0, 1)}


def point_offers(seen: Seen, task: Task) -> list[Offer]:
    """Names beside symbols; of many at one place only one gets a try."""
    view, source = task.view, seen.layer.names
    places = source.anchors[seen.items, 0, :2].astype(np.float64)
    x, y = view.pixels(places, source.origin).T
    classes = seen.layer.classes[source.feature[seen.items]]
    owner = _thinned(x, y, task.room) if len(x) > _THIN else np.arange(len(x))
    faded = faded_at(x[owner], y[owner], task)
    order = np.lexsort((classes[owner], faded))
    owner, faded = owner[order], faded[order]
    sides = [place for rule in seen.rules[:1] for place in rule.places]
    steps = np.array([_side(place) for place in sides], np.float64).reshape(-1, 3)
    away = _radius(seen, owner, classes, view.zoom) + task.room.step + 1.0
    hw, hh = half_sizes(seen, owner)
    dx = steps[:, 0] * away[:, None] + steps[:, 2] * hw[:, None]
    dy = steps[:, 1] * (away + hh)[:, None]
    numbers = np.tile(np.arange(len(sides), dtype=np.float64), len(owner))
    names = Boxes(
        owner,
        np.arange(len(owner) + 1) * len(sides),
        (x[owner][:, None] + dx).ravel(),
        (y[owner][:, None] + dy).ravel(),
        numbers,
        1,
        faded,
    )
    priority = seen.script.priority
    found = [Offer((priority, 2), seen, names)]
    index, before = seen.remembered()
    row = np.full(len(x), -1)
    row[owner] = np.arange(len(owner))
    known = row[index] >= 0
    if known.any():
        some = row[index[known]]
        place = some * len(sides) + before[known, 2].astype(np.int64)
        kept = Boxes(
            owner[some],
            np.arange(len(some) + 1),
            names.x[place],
            names.y[place],
            numbers[place],
            1,
            faded[some],
        )
        found.append(Offer((priority, 0), seen, kept))
    return found


def _side(place: str) -> tuple[float, float, float]:
    """Return share of the distance in x, in y, and of half the name in x."""
    over = sum(_COMPASS[letter][0] for letter in place)
    down = sum(_COMPASS[letter][1] for letter in place)
    level = down == 0
    return over if level else 0.0, down, over * (1.0 if level else 0.8)


def _radius(seen: Seen, owner: Ints, classes: Ints, zoom: float) -> Floats:
    symbols = [entry.symbol for entry in seen.layer.symbols]
    sizes = [x.size if isinstance(x, PointSymbol) else 0.0 for x in symbols]
    found: Floats = np.maximum(np.array(sizes) / 2, 4.0)[classes[owner]] * zoom
    return found


def _thinned(x: Floats, y: Floats, room: Room) -> Ints:
    """Return one of the points on each field of the grid, always the same."""
    inside = np.flatnonzero(room.holds(x, y))[::-1]
    rows = ((y[inside] - room.top) / room.step).astype(np.int64)
    columns = ((x[inside] - room.left) / room.step).astype(np.int64)
    fields = rows * room.taken.shape[1] + columns
    first = np.full(room.taken.size, -1)
    first[fields] = inside
    return first[first >= 0]
