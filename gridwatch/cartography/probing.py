"""What lies at a place or in an extent, exactly: on all vertices of a pyramid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.flat import frozen
from gridwatch.cartography.generalise import Form

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridwatch.cartography.patching import Patched
    from gridwatch.cartography.pyramid import Pyramid
    from gridwatch.cartography.view import Extent

    Doubles = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["at", "distances", "meets"]

_FORMS = (Form.POINT, Form.LINE, Form.AREA)


def distances(
    pyramid: Pyramid | Patched, features: Ints, east: float, north: float, reach: float
) -> Doubles:
    """Return the distance of a place from features in metres.

    Parameters
    ----------
    pyramid : Pyramid or Patched
        Whose finest level is asked.
    features : ndarray of int64, shape (k,)
        Candidates.
    east, north : float
        Metres in the CRS of the layer.
    reach : float
        What is further away, metres, is infinitely far. Inside areas the distance
        is 0; with a reach of 0 nothing but this is found out about areas.
    """
    found = np.empty(len(features))
    for part in pyramid.parts(features):
        found[part.places] = _away(part.pyramid, part.features, east, north, reach)
    return found


def _away(
    pyramid: Pyramid, features: Ints, east: float, north: float, reach: float
) -> Doubles:
    from gridwatch.cartography.kernels.probing import measure

    found = np.empty(len(features))
    level, unit = pyramid.levels[0], pyramid.unit
    measure(
        _FORMS.index(pyramid.form),
        level.coords,
        level.offsets,
        pyramid.first,
        pyramid.count,
        frozen(features, np.int64),
        (float(east) - float(pyramid.origin[0])) / unit,
        (float(north) - float(pyramid.origin[1])) / unit,
        # Half a step, since that is how exactly the grid knows a place.
        float(reach) / unit + 0.75 if pyramid.form is not Form.AREA or reach else 0.0,
        found,
    )
    return found * unit


def at(
    pyramid: Pyramid | Patched,
    east: float,
    north: float,
    reach: float = 0.0,
    features: Ints | None = None,
) -> Ints:
    """Return the features at a place, the nearest first.

    Parameters
    ----------
    pyramid : Pyramid or Patched
        The layer.
    east, north : float
        Metres in the CRS of the layer.
    reach : float
        How far away, metres, a feature may be.
    features : ndarray of int64, optional
        Candidates; all of the layer if None.
    """
    if features is None:
        features = pyramid.visible(
            (east - reach, north - reach, east + reach, north + reach)
        )
    away = distances(pyramid, features, east, north, reach)
    order = np.argsort(away, kind="stable")
    found: Ints = features[order[np.isfinite(away[order])]]
    return found


def meets(pyramid: Pyramid | Patched, features: Ints, extent: Extent) -> Bools:
    """Tell which features have a point in common with an extent.

    Parameters
    ----------
    pyramid : Pyramid or Patched
        Whose finest level is asked.
    features : ndarray of int64, shape (k,)
        Candidates.
    extent : tuple of float
        West, south, east, north, metres in the CRS of the layer.
    """
    found = np.empty(len(features), np.bool_)
    for part in pyramid.parts(features):
        found[part.places] = _met(part.pyramid, part.features, extent)
    return found


def _met(pyramid: Pyramid, features: Ints, extent: Extent) -> Bools:
    from gridwatch.cartography.kernels.probing import meet

    found = np.empty(len(features), np.bool_)
    level = pyramid.levels[0]
    west, south, east, north = (
        np.asarray(extent, np.float64) - np.tile(pyramid.origin, 2)
    ).tolist()
    meet(
        _FORMS.index(pyramid.form),
        level.coords,
        level.offsets,
        pyramid.first,
        pyramid.count,
        pyramid.bounds,
        pyramid.unit,
        frozen(features, np.int64),
        west,
        south,
        east,
        north,
        found,
    )
    return found
