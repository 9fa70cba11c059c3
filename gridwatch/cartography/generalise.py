"""Geometries as flat arrays, and as few vertices of them as a scale can show.

Everything is vectorised over all features of a layer; the results are kept per
power of two of the tolerance, so zooming within a factor of two costs nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.cartography.flat import offsets_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from gridwatch.cartography.view import Extent

__all__ = ["Form", "Pieces", "Shapes", "chainage", "ranges"]

_TOLERANCE_PX = 0.5
_STRAIGHT = 0.5
_PASSES = 3


class Form(StrEnum):
    """What a layer consists of."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


class Pieces(NamedTuple):
    """Runs of vertices: points, lines or rings.

    Parameters
    ----------
    coords : ndarray of float64, shape (n, 2)
        Vertices of all pieces one after the other.
    offsets : ndarray of int64, shape (pieces + 1,)
        Piece i has the vertices ``coords[offsets[i]:offsets[i + 1]]``. Rings are not
        closed: the last vertex is not the first one again.
    """

    coords: NDArray[np.float64]
    offsets: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64]) -> Pieces:
        """Return some of the pieces, in the order asked for."""
        starts = self.offsets[chosen]
        counts = self.offsets[chosen + 1] - starts
        offsets = np.zeros(len(chosen) + 1, np.int64)
        np.cumsum(counts, out=offsets[1:])
        return Pieces(self.coords[ranges(starts, counts)], offsets)


def ranges(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return start, start + 1, … (count numbers) for each pair, one after the other.

    Examples
    --------
    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    if len(counts) == 1:
        start = int(starts[0])
        return np.arange(start, start + int(counts[0]))
    ends = np.cumsum(counts)
    found: NDArray[np.int64] = (starts - (ends - counts)).repeat(counts)
    found += np.arange(len(found))
    return found


@dataclass(frozen=True, eq=False)
class Shapes:
    """All geometries of a layer, flat.

    Parameters
    ----------
    form : Form
        Points, lines or areas; other parts of the geometries are left out.
    geometries : ndarray of shapely geometries, shape (m,)
        The originals, for exact questions; may hold None.
    origin : ndarray, shape (2,)
        (east, north) that was subtracted from everything else here: eastings with a
        zone prefix (39,500,000 m) keep their millimetres.
    pieces : Pieces
        Points, lines, or rings (outer ones counter-clockwise, holes clockwise),
        relative to `origin`.
    features : ndarray of int64, shape (m + 1,)
        Feature i has the pieces ``features[i]`` to ``features[i + 1]``.
    bounds : ndarray of float64, shape (m, 4)
        West, south, east, north relative to `origin`; NaN where there is nothing.
    """

    form: Form
    geometries: NDArray[np.object_]
    origin: NDArray[np.float64]
    pieces: Pieces
    features: NDArray[np.int64]
    bounds: NDArray[np.float64]
    _levels: dict[int, Pieces] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, object]:
        """Pickle all geometries at once: one by one takes ten times as long."""
        return {**self.__dict__, "geometries": shapely.to_wkb(self.geometries)}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Take them back."""
        found = {**state, "geometries": shapely.from_wkb(state["geometries"])}
        self.__dict__.update(found)

    @staticmethod
    def of(
        geometries: Iterable[BaseGeometry | None], form: Form | None = None
    ) -> Shapes:
        """Flatten geometries; None and empty ones keep their place."""
        given = np.asarray(list(geometries), dtype=object)
        form = form or _form_of(given)
        parts, owner = _parts(given, form)
        coords, piece = shapely.get_coordinates(parts, return_index=True)
        counts = np.bincount(piece, minlength=len(parts)).astype(np.int64)
        if form is Form.AREA:
            coords, counts = _opened(coords, counts)
        origin = np.floor(coords.mean(axis=0)) if len(coords) else np.zeros(2)
        bounds = shapely.bounds(given).reshape(-1, 4) - np.tile(origin, 2)
        return Shapes(
            form,
            given,
            origin,
            Pieces(coords - origin, offsets_of(counts)),
            offsets_of(np.bincount(owner, minlength=len(given))),
            bounds,
        )

    @staticmethod
    def of_pieces(pieces: Pieces, origin: NDArray[np.float64], form: Form) -> Shapes:
        """Make a feature of each piece; there are no original geometries then."""
        size = len(pieces.offsets) - 1
        bounds = np.full((size, 4), np.nan)
        if len(pieces.coords):
            starts = pieces.offsets[:-1]
            bounds[:, :2] = np.minimum.reduceat(pieces.coords, starts)
            bounds[:, 2:] = np.maximum.reduceat(pieces.coords, starts)
        none = np.empty(0, object)
        return Shapes(form, none, origin, pieces, np.arange(size + 1), bounds)

    def __len__(self) -> int:
        """Return the number of features, empty ones included."""
        return len(self.features) - 1

    @cached_property
    def extent(self) -> Extent | None:
        """West, south, east, north in metres; None where there is nothing."""
        if not np.isfinite(self.bounds).any():
            return None
        low = np.nanmin(self.bounds, axis=0) + np.tile(self.origin, 2)
        high = np.nanmax(self.bounds, axis=0) + np.tile(self.origin, 2)
        return float(low[0]), float(low[1]), float(high[2]), float(high[3])

    def visible(self, extent: Extent) -> NDArray[np.int64]:
        """Return the features whose bounds meet an extent, in ascending order."""
        west, south, east, north = np.asarray(extent) - np.tile(self.origin, 2)
        box = self.bounds
        met = (box[:, 0] <= east) & (box[:, 2] >= west)
        met &= (box[:, 1] <= north) & (box[:, 3] >= south)
        return np.flatnonzero(met)

    def at(self, metres_per_pixel: float) -> Pieces:
        """Return all pieces with the vertices that show at a scale.

        The number and order of the pieces never change; what becomes smaller than a
        pixel keeps one vertex.
        """
        if self.form is Form.POINT:
            return self.pieces
        level = math.floor(math.log2(max(metres_per_pixel, 1e-6) * _TOLERANCE_PX))
        found = self._levels.get(level)
        if found is None:
            found = self._levels[level] = simplified(self.pieces, 2.0**level)
        return found

    def drawn(self, features: NDArray[np.int64], metres_per_pixel: float) -> Pieces:
        """Return the pieces of some features as a scale shows them."""
        starts = self.features[features]
        chosen = ranges(starts, self.features[features + 1] - starts)
        return self.at(metres_per_pixel).take(chosen)


def _form_of(geometries: NDArray[np.object_]) -> Form:
    """Return the form of the first geometry that has one."""
    dimensions = shapely.get_dimensions(geometries)
    known = dimensions[dimensions >= 0]
    found = int(known[0]) if len(known) else 0
    return (Form.POINT, Form.LINE, Form.AREA)[found]


def _parts(
    geometries: NDArray[np.object_], form: Form
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return points, lines or rings and the feature that each belongs to."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    if (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    wanted = (Form.POINT, Form.LINE, Form.AREA).index(form)
    keep = (shapely.get_dimensions(parts) == wanted) & ~shapely.is_empty(parts)
    parts, owner = parts[keep], owner[keep]
    if form is Form.AREA:
        rings, inner = shapely.get_rings(
            shapely.orient_polygons(parts), return_index=True
        )
        return rings, owner[inner]
    return parts, owner


def _opened(
    coords: NDArray[np.float64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Drop the last vertex of each ring: it is the first again."""
    keep = np.ones(len(coords), bool)
    keep[np.cumsum(counts) - 1] = False
    return coords[keep], counts - 1


def simplified(pieces: Pieces, tolerance: float) -> Pieces:
    """Leave out vertices that a pen of about `tolerance` metres would not show.

    First, of neighbouring vertices on the same field of a grid only the first stays;
    since the grid is the same for everybody, shared borders stay together. Then
    vertices go that lie next to the line between their neighbours, every other one at
    a time. Ends of lines and one vertex of each piece always stay.
    """
    coords, offsets = pieces
    if not len(coords):
        return pieces
    # Column by column: numpy is slow along rows of two.
    x, y = np.ascontiguousarray(coords.T)
    over, down = np.floor(x / tolerance), np.floor(y / tolerance)
    keep = np.ones(len(coords), bool)
    keep[1:] = (over[1:] != over[:-1]) | (down[1:] != down[:-1])
    keep |= _ends(offsets, len(coords))
    for turn in range(_PASSES + 1):
        x, y, offsets = x[keep], y[keep], offsets_of(keep)[offsets]
        if turn < _PASSES:
            keep = ~_on_the_way(x, y, offsets, tolerance * _STRAIGHT, turn % 2)
    return Pieces(np.stack([x, y], axis=1), offsets)


def _ends(offsets: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    ends = np.zeros(size, bool)
    filled = offsets[1:] > offsets[:-1]
    ends[offsets[:-1][filled]] = True
    ends[offsets[1:][filled] - 1] = True
    return ends


def _on_the_way(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    offsets: NDArray[np.int64],
    limit: float,
    odd: int,
) -> NDArray[np.bool_]:
    """Tell which vertices of one parity lie on the line between their neighbours."""
    gone = np.zeros(len(x), bool)
    if len(x) < 3:
        return gone
    # The vertices asked about are every other one, and so are those around them.
    first = 1 + odd
    size = len(x[first:-1:2])
    x0, y0 = x[first - 1 :: 2], y[first - 1 :: 2]
    over, down = np.diff(x0[: size + 1]), np.diff(y0[: size + 1])
    aside, below = x[first::2][:size] - x0[:size], y[first::2][:size] - y0[:size]
    cross = np.abs(over * below - down * aside)
    length = np.hypot(over, down)
    inward = over * aside + down * below
    straight = (cross <= limit * length) & (inward >= 0) & (inward <= length**2)
    gone[first:-1:2] = straight
    gone[_ends(offsets, len(x))] = False
    return gone


def chainage(pieces: Pieces) -> NDArray[np.float64]:
    """Return the way along all pieces, one after the other, at each vertex.

    The step from one piece to the next has no length.
    """
    steps = np.zeros(len(pieces.coords))
    along = pieces.coords[1:] - pieces.coords[:-1]
    np.hypot(along[:, 0], along[:, 1], out=steps[1:])
    filled = pieces.offsets[1:] > pieces.offsets[:-1]
    steps[pieces.offsets[:-1][filled]] = 0.0
    found: NDArray[np.float64] = steps.cumsum()
    return found
