"""Layers turned around a place, for maps whose upper edge is not north.

The ground is turned, not the paper: so names stand level and symbols upright on a
turned map as on any other, and nothing that draws has to know of it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.cartography.generalise import Shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.layer import Layer
    from gridwatch.cartography.view import Extent

    Floats = NDArray[np.float64]

__all__ = ["turned_layers", "turned_places"]


def turned_places(
    places: Floats, middle: tuple[float, float], degrees: float
) -> Floats:
    """Return places turned clockwise around a middle.

    Parameters
    ----------
    places : ndarray, shape (n, 2)
        (east, north), metres.
    middle : tuple of float
        (east, north).
    degrees : float
        What points so far counter-clockwise from east then points east.

    Examples
    --------
    >>> turned_places(np.array([[5.0, 17.0]]), (5.0, 7.0), 90.0).round(9).tolist()
    [[15.0, 7.0]]
    """
    turn = math.radians(degrees)
    cos, sin = math.cos(turn), math.sin(turn)
    away = np.asarray(places, np.float64) - middle
    found: Floats = away @ np.array([[cos, -sin], [sin, cos]]) + middle
    return found


def turned_layers(
    layers: Sequence[Layer],
    around: Extent,
    middle: tuple[float, float],
    degrees: float,
) -> tuple[Layer, ...]:
    """Return what of layers meets an extent, turned as `turned_places` does.

    Parameters
    ----------
    layers : sequence of Layer
        Layers with their rows: of a store whose rows have not been read there is
        nothing to turn.
    around : tuple of float
        West, south, east, north of the ground that is shown, not turned.
    middle : tuple of float
        (east, north).
    degrees : float
        By how much.
    """
    known: dict[int, Shapes] = {}

    def turned(shapes: Shapes) -> Shapes:
        found = known.get(id(shapes))
        if found is None:
            geometries = shapes.geometries[shapes.visible(around)]
            moved = shapely.transform(
                geometries, lambda places: turned_places(places, middle, degrees)
            )
            found = known[id(shapes)] = Shapes.of(moved, shapes.form)
        return found

    made = []
    for layer in layers:
        rows = layer.rows
        some = rows.visible(around)
        labels = [layer.labels[i] for i in some.tolist()] if layer.labels else ()
        above = (one for one in layer.above if isinstance(one, Shapes))
        made.append(
            replace(
                layer,
                shapes=turned(rows),
                uids=tuple(layer.uids[i] for i in some.tolist()),
                classes=layer.classes[some],
                labels=labels,
                above=tuple(turned(one) for one in above),
                covered=None if layer.covered is None else layer.covered[some],
                family=None,
                place=0,
                prepared=None,
            )
        )
    return tuple(made)
