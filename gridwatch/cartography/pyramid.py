"""Geometries at every level of detail, flat, ready to be mapped from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridwatch.cartography.generalise import Form
    from gridwatch.cartography.view import Extent

__all__ = ["Level", "Pyramid"]

_SHARE = 0.4
"""Largest error of a level that is drawn, in pixels."""


class Level(NamedTuple):
    """The vertices that one level of detail keeps.

    Parameters
    ----------
    coords : ndarray of int32, shape (n, 2)
        East, north in steps of `Pyramid.unit` from `Pyramid.origin`.
    offsets : ndarray of int64, shape (pieces + 1,)
        Piece p has the vertices ``coords[offsets[p]:offsets[p + 1]]``. Rings are not
        closed: the last vertex is not the first one again.
    edges : ndarray of uint8, shape (n,), or (0,) for lines and points
        Flags of the edge from a vertex to the next one of its ring: 1: of the two
        rings that share it, this one draws it; ``2 << i``: the areas of the i-th
        higher level have the same border.
    """

    coords: NDArray[np.int32]
    offsets: NDArray[np.int64]
    edges: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Pyramid:
    """All geometries of a layer at every level of detail.

    Parameters
    ----------
    form : Form
        Points, lines or areas.
    origin : ndarray of float64, shape (2,)
        (east, north) of the grid's origin, metres in the CRS of the layer.
    unit : float
        Metres per step of the grid.
    first : ndarray of int64, shape (m,)
        First piece of each feature.
    count : ndarray of int32, shape (m,)
        Pieces of each feature; 0 where it is empty.
    bounds : ndarray of float64, shape (m, 4)
        West, south, east, north, metres from `origin`; NaN where empty.
    tolerances : tuple of float
        Error of each level in metres; the first is 0, all vertices.
    levels : tuple of Level
        Finest first. Pieces and their order are the same at every level.
    """

    form: Form
    origin: NDArray[np.float64]
    unit: float
    first: NDArray[np.int64]
    count: NDArray[np.int32]
    bounds: NDArray[np.float64]
    tolerances: tuple[float, ...]
    levels: tuple[Level, ...]

    def __len__(self) -> int:
        """Return the number of features, empty ones included."""
        return len(self.first)

    def level(self, metres_per_pixel: float) -> Level:
        """Return the coarsest level whose error does not show at a scale."""
        limit = _SHARE * metres_per_pixel
        fit = [i for i, error in enumerate(self.tolerances) if error <= limit]
        return self.levels[fit[-1] if fit else 0]

    def visible(self, extent: Extent) -> NDArray[np.int64]:
        """Return the features whose bounds meet an extent, in ascending order."""
        west, south, east, north = np.asarray(extent) - np.tile(self.origin, 2)
        box = self.bounds
        met = (box[:, 0] <= east) & (box[:, 2] >= west)
        met &= (box[:, 1] <= north) & (box[:, 3] >= south)
        return np.flatnonzero(met)
