"""Which segments a track went along: how much of each, from where to where, and when.

This is a table for the officer, no score: nobody is ranked by it, and a segment that
nobody walked is no fault (the 2023 notice against formalism: no forced check-ins).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district import siting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment

__all__ = ["Walk", "gap_limit", "joined", "walked"]

_TRACK_METRES, _GAP_METRES = 50.0, 300.0
_STEP = 10.0
_LEAST_SHARE = 0.01
_PART = 16


@dataclass(frozen=True, slots=True)
class Walk:
    """One segment that was walked, or a part of it.

    Parameters
    ----------
    segment : Segment
        Which.
    share : float
        Share of its length within the limit of the track, 0 to 1.
    begin, end : float
        Chainages between which it was walked, metres from its upper end.
    since, until : datetime64 or None
        First and last moment beside it, UTC; None where the track says no time.
    """

    segment: Segment
    share: float
    begin: float
    end: float
    since: np.datetime64 | None = None
    until: np.datetime64 | None = None

    @property
    def metres(self) -> float:
        """Metres of its line that were walked."""
        shape = self.segment.geometry
        return self.share * (float(shape.length) if shape is not None else 0.0)


def gap_limit(district: District) -> float:
    """Return how far apart two places of a track may be to be joined, metres."""
    return district.rules.number("drafts", "gap_metres", _GAP_METRES)


def joined(points: NDArray[np.float64], gap: float) -> list[shapely.Geometry]:
    """Return the lines of one run, cut where two places are farther apart than `gap`.

    A place with neighbours on neither side is a point.

    Examples
    --------
    >>> found = joined(np.array([[0, 0], [10, 0], [900, 0]], float), 300.0)
    >>> [one.geom_type for one in found]
    ['LineString', 'Point']
    """
    if not len(points):
        return []
    away = np.hypot(*np.diff(points, axis=0).T)
    cuts = np.flatnonzero(away > gap) + 1
    return [
        shapely.LineString(part) if len(part) > 1 else shapely.Point(part[0])
        for part in np.split(points, cuts)
    ]


def _around(
    segments: Sequence[Segment], tree: shapely.STRtree, limit: float
) -> list[Segment]:
    """Return the segments whose frames lie within the limit of a track."""
    shapes = np.empty(len(segments), dtype=object)
    shapes[:] = [segment.geometry for segment in segments]
    west, south, east, north = shapely.bounds(shapes).T
    frames = shapely.box(west - limit, south - limit, east + limit, north + limit)
    hit, _ = tree.query(frames)
    return [segments[number] for number in np.unique(hit).tolist()]


def _short(pieces: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    """Return lines in parts of a few vertices, so that a tree can tell them apart."""
    found: list[shapely.Geometry] = []
    for piece in pieces:
        points = shapely.get_coordinates(piece)
        if len(points) <= _PART:
            found.append(piece)
            continue
        # Each part begins with the vertex that ends the one before.
        starts = range(0, len(points) - 1, _PART)
        found += [shapely.LineString(points[at : at + _PART + 1]) for at in starts]
    return found


def walked(
    district: District,
    runs: Sequence[NDArray[np.float64]],
    times: Sequence[NDArray[np.datetime64]],
) -> tuple[Walk, ...]:
    """Return the segments that a track went along, in the order of the store.

    Parameters
    ----------
    district : District
        The register.
    runs : sequence of array of float, shape (n, 2)
        Unbroken parts of the track: east, north in the district's CRS, metres.
    times : sequence of array of datetime64, shape (n,)
        Their moments, NaT where unknown.
    """
    number = district.rules.number
    limit = number("drafts", "track_metres", _TRACK_METRES)
    gap = gap_limit(district)
    kept = [run[np.isfinite(run).all(axis=1)] for run in runs]
    pieces = [piece for run in kept for piece in joined(run, gap)]
    if not pieces:
        return ()
    tree = shapely.STRtree(_short(pieces))
    segments = _around(district.segments, tree, limit)
    lines = siting.courses([segment.geometry for segment in segments])
    which, chainage, samples = siting.points_beside(lines, _STEP, 0.0)
    hit, _ = tree.query(shapely.points(samples), "dwithin", limit)
    near = np.zeros(len(samples), bool)
    near[hit] = True
    moments = _Moments(kept, runs, times, limit)
    found = []
    for line in np.unique(which[near]).tolist():
        own = which == line
        there = chainage[own & near]
        share = len(there) / int(own.sum())
        if share < _LEAST_SHARE:
            continue
        segment = segments[line]
        length = float(segment.geometry.length) if segment.geometry is not None else 0.0
        half = length / int(own.sum()) / 2
        since, until = moments.beside(segment.geometry)
        begin, end = float(there.min()) - half, float(there.max()) + half
        found.append(Walk(segment, share, begin, end, since, until))
    return tuple(found)


class _Moments:
    """When the track was near a line."""

    def __init__(
        self,
        kept: Sequence[NDArray[np.float64]],
        runs: Sequence[NDArray[np.float64]],
        times: Sequence[NDArray[np.datetime64]],
        limit: float,
    ) -> None:
        sound = [np.isfinite(run).all(axis=1) for run in runs]
        said = [time[fit] for time, fit in zip(times, sound, strict=True)]
        self._times = np.concatenate(said)
        self._tree = shapely.STRtree(shapely.points(np.vstack(kept)))
        self._limit = limit

    def beside(
        self, line: shapely.Geometry | None
    ) -> tuple[np.datetime64 | None, np.datetime64 | None]:
        if line is None:
            return None, None
        hit = self._tree.query(line, "dwithin", self._limit)
        times = self._times[hit]
        times = times[~np.isnat(times)]
        return (times.min(), times.max()) if len(times) else (None, None)
