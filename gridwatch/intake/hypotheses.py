"""Which readings of a file's coordinates are worth trying, by what its numbers are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.intake import georeference
from gridwatch.intake.coordinates import Coordinates, Twist, unpacked
from gridwatch.intake.georeference import CGCS2000

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from gridwatch.intake.surroundings import Known

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Sample", "candidates", "sampled"]

_MOST_ROWS = 400
_PER_ROW = 4
_FEW_ROWS = 1_200
_UTM_NORTH = 32_600
_WEB_MERCATOR = 3_857
_UNZONED = 4_534
_FIRST_CM, _LAST_CM = 75, 135
_REACH = 5.0
"""Degrees from a central meridian beyond which no office uses its zone."""
_SWAPPED = Twist.SWAPPED
_POLYGONS = (3, 6)


@dataclass(frozen=True, eq=False)
class Sample:
    """Some vertices of a file, evenly chosen over its rows and along each shape.

    Parameters
    ----------
    points : ndarray of float, shape (n, 2)
        As the file has them.
    row : ndarray of int, shape (n,)
        Which of the chosen rows each belongs to, counted from 0.
    areas : bool
        Whether they are vertices of areas.
    shapes : ndarray of shapely geometries
        The chosen rows' shapes, for a picture; empty where points were handed in.
    """

    points: Floats
    row: Ints
    areas: bool
    shapes: NDArray[Any]

    @property
    def rows(self) -> int:
        """How many rows were chosen."""
        return int(self.row[-1]) + 1 if len(self.row) else 0

    def thinned(self, most: int) -> tuple[Ints, Sample]:
        """Return which points a smaller sample keeps, and it."""
        chosen = _evenly(len(self.points), most)
        _, row = np.unique(self.row[chosen], return_inverse=True)
        return chosen, Sample(self.points[chosen], row, self.areas, self.shapes[:0])


def sampled(shapes: Sequence[object] | NDArray[Any]) -> Sample:
    """Choose vertices of shapes, or of an (n, 2) array of points.

    Parameters
    ----------
    shapes : sequence of shapely geometries, or ndarray of float, shape (n, 2)
        A file's shapes as it has them; missing, empty and endless ones are left out.
    """
    found = np.asarray(shapes)
    if found.dtype.kind in "fi":
        points = np.asarray(found, float).reshape(-1, 2)
        points = points[np.isfinite(points).all(axis=1)]
        points = points[_evenly(len(points), _MOST_ROWS)]
        return Sample(points, np.arange(len(points)), False, np.empty(0, object))
    # A list of shapes would else be taken for an array of coordinates.
    kept = np.empty(len(found), object)
    kept[:] = found
    kept = kept[_evenly(len(kept), _MOST_ROWS * 2)]
    kept = kept[~(shapely.is_missing(kept) | shapely.is_empty(kept))]
    kept = kept[np.isfinite(shapely.bounds(kept)).all(axis=1)]
    kept = kept[_evenly(len(kept), _MOST_ROWS)]
    points, row = _vertices(kept)
    areas = bool(np.isin(shapely.get_type_id(kept), _POLYGONS).any())
    return Sample(points, row, areas, kept)


def _vertices(shapes: NDArray[Any]) -> tuple[Floats, Ints]:
    flat, row = shapely.get_coordinates(shapes, return_index=True)
    if not len(shapes):
        return flat, row
    most = max(_PER_ROW, _FEW_ROWS // len(shapes))
    counts = np.bincount(row, minlength=len(shapes))
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    wanted = np.minimum(counts, most)
    owner = np.repeat(np.arange(len(shapes)), wanted)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    places = first[owner] + step * counts[owner] // wanted[owner]
    return flat[places], owner


def _evenly(count: int, most: int) -> Ints:
    if count <= most:
        return np.arange(count)
    return np.linspace(0, count - 1, most).astype(int)


def candidates(
    points: Floats, known: Known, stated: Coordinates | None
) -> Iterator[Coordinates]:
    """Yield the readings worth trying, what the file says first.

    Parameters
    ----------
    points : ndarray of float, shape (n, 2)
        Some of its coordinates.
    known : Known
        Where it should lie.
    stated : Coordinates or None
        What the file says itself, or the plan so far.
    """
    tried: list[Coordinates] = [] if stated is None else [stated]
    tried += _of_plan(known, stated)
    for twists, turned in (((), points), ((_SWAPPED,), points[:, ::-1])):
        tried += [Coordinates(epsg, twists=twists) for epsg in _systems(turned, known)]
        tried += [Coordinates(CGCS2000, twists=(*twists, t)) for t in _packings(turned)]
    yield from dict.fromkeys(tried)


def _of_plan(known: Known, stated: Coordinates | None) -> Iterator[Coordinates]:
    if stated is not None and stated.crs is not None and stated.fit is None:
        bare = replace(stated, twists=())
        yield bare
        yield replace(bare, twists=(_SWAPPED,))
    yield Coordinates(known.crs)
    yield Coordinates(known.crs, twists=(_SWAPPED,))


def _systems(points: Floats, known: Known) -> Iterator[int]:
    """Yield the systems in which numbers, east before north, can be meant."""
    middle = np.median(points, axis=0) if len(points) else np.zeros(2)
    east, north = float(middle[0]), float(middle[1])
    if abs(east) <= 180 and abs(north) <= 90:
        yield CGCS2000
        return
    prefixed = georeference.prefixed_zone(east)
    if prefixed is not None:
        yield prefixed
    if 0 < east < 1e6 and 0 < north < 1e7:
        yield from _zones(known)
    if 1e6 < east < 2e7 and 0 < north < 1e7:
        yield _WEB_MERCATOR


def _zones(known: Known) -> Iterator[int]:
    """Yield the zones without a number that an office of the district may use.

    A 6-degree zone gives the same numbers as the 3-degree zone of its meridian.
    """
    west, _, right, _ = known.degrees
    for meridian in range(_FIRST_CM, _LAST_CM + 1, 3):
        if west - _REACH <= meridian <= right + _REACH:
            yield _UNZONED + (meridian - _FIRST_CM) // 3
            if meridian % 6 == _LAST_CM % 6:
                yield _UTM_NORTH + (meridian + 183) // 6


def _packings(points: Floats) -> Iterator[Twist]:
    """Yield how degrees may be packed: only where no minute is past 59."""
    if not len(points):
        return
    low, high = points.min(axis=0), points.max(axis=0)
    for twist, factor in ((Twist.DMS, 1.0), (Twist.DM, 100.0)):
        fits = (low > (70 * factor, 3 * factor)).all()
        fits &= (high < (137 * factor, 56 * factor)).all()
        if fits and np.isfinite(unpacked(points.ravel(), twist)).all():
            yield twist
