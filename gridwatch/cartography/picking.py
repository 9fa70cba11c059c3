"""What lies at a place or in a rectangle of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.cartography.generalise import Form
from gridwatch.cartography.mapped import Mapped
from gridwatch.cartography.probing import at, meets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from gridwatch.cartography.layers import Layer
    from gridwatch.cartography.view import Extent, View

    Ints = NDArray[np.int64]

__all__ = ["identify", "within"]


def _shown(
    layers: Sequence[Layer], view: View, hidden: frozenset[str]
) -> Iterator[Layer]:
    """Yield the layers that are drawn in a view, topmost first."""
    for layer in reversed(layers):
        if layer.id not in hidden and layer.shows(view.scale_denominator):
            yield layer


def identify(
    layers: Sequence[Layer],
    view: View,
    pixel: tuple[float, float],
    tolerance: float = 6.0,
    hidden: frozenset[str] = frozenset(),
) -> list[tuple[str, str]]:
    """Return (layer id, uid) of everything at a pixel.

    Parameters
    ----------
    layers : sequence of Layer
        Bottom to top.
    view : View
        What is on the screen.
    pixel : tuple of float
        Device pixel asked about.
    tolerance : float
        How far beside a point or line still counts, px at 96 dpi. Areas have to
        contain the place.
    hidden : frozenset of str
        Layers that are switched off.

    Returns
    -------
    list of tuple
        Points first, then lines, then areas; among each the topmost layer first
        (so a village before its town) and in it the nearest first.
    """
    east, north = view.to_map(*pixel)
    reach = tolerance * view.zoom * view.metres_per_pixel
    order = (Form.POINT, Form.LINE, Form.AREA)
    shown = sorted(
        _shown(layers, view, hidden), key=lambda layer: order.index(layer.shapes.form)
    )
    found = []
    for layer in shown:
        near = 0.0 if layer.shapes.form is Form.AREA else reach
        found += [(layer.id, layer.uids[i]) for i in _near(layer, east, north, near)]
    return found


def _near(layer: Layer, east: float, north: float, reach: float) -> list[int]:
    if isinstance(layer.shapes, Mapped):
        close: list[int] = at(layer.pyramid, east, north, reach).tolist()
        return close
    shapes = layer.rows
    candidates = _candidates(layer, east, north, reach)
    away = shapely.distance(shapes.geometries[candidates], shapely.points(east, north))
    order = np.argsort(away, kind="stable")
    order = order[away[order] <= reach]
    found: list[int] = candidates[order].tolist()
    return found


def _candidates(layer: Layer, east: float, north: float, reach: float) -> Ints:
    """Return the features whose bounds come near a place, ascending."""
    pyramid = layer.drawn
    if pyramid is None:
        box = (east - reach, north - reach, east + reach, north + reach)
        return layer.rows.visible(box)
    # The index of what is drawn, so that not all bounds need be compared. It knows
    # places to one step of its grid.
    more = reach + 2.0 * pyramid.unit
    return pyramid.visible((east - more, north - more, east + more, north + more))


def within(
    layers: Sequence[Layer],
    view: View,
    rectangle: Extent,
    hidden: frozenset[str] = frozenset(),
) -> dict[str, list[str]]:
    """Return {layer id: uids} of everything that meets a rectangle.

    Parameters
    ----------
    layers : sequence of Layer
        Bottom to top.
    view : View
        What is on the screen: layers that are not drawn at its scale are left out.
    rectangle : tuple of float
        West, south, east, north, metres.
    hidden : frozenset of str
        Layers that are switched off.
    """
    west, east = sorted((rectangle[0], rectangle[2]))
    south, north = sorted((rectangle[1], rectangle[3]))
    box = shapely.box(west, south, east, north)
    shapely.prepare(box)
    found: dict[str, list[str]] = {}
    for layer in _shown(layers, view, hidden):
        candidates = layer.shapes.visible((west, south, east, north))
        if isinstance(layer.shapes, Mapped):
            met = meets(layer.pyramid, candidates, (west, south, east, north))
            if met.any():
                found[layer.id] = [layer.uids[i] for i in candidates[met].tolist()]
            continue
        met = shapely.intersects(box, layer.rows.geometries[candidates])
        if met.any():
            found[layer.id] = [layer.uids[i] for i in candidates[met].tolist()]
    return found
