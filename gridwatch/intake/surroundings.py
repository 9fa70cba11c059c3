"""What is known of the ground a delivery belongs to: a box, rivers, borders.

It is what readings of a file's coordinates are tried against. It comes from the open
store, from files of the same delivery whose coordinate system is beyond doubt, or is
only the box of a district.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.siting import Courses, courses, nearest
from gridwatch.intake import georeference
from gridwatch.intake.georeference import CGCS2000, Extent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from gridwatch.district.district import District

    Floats = NDArray[np.float64]

__all__ = ["FARTHEST", "Known"]

FARTHEST = 3_000.0
"""Metres; what lies farther from every line tells nothing of the reading."""
_MARGIN = 0.05
_NEAR = 2_000.0
"""Metres around the box that count as inside, besides a part of its size."""
_CHINA: Extent = (73.0, 18.0, 135.5, 54.0)


def _none() -> NDArray[Any]:
    return np.empty(0, object)


@dataclass(frozen=True, eq=False)
class Known:
    """The ground around.

    Parameters
    ----------
    crs : int
        EPSG code, projected, metres.
    box : tuple of float or None
        West, south, east, north of the district in it; None where nothing is known.
    rivers, borders : ndarray of shapely geometries
        Lines of rivers and segments; jurisdictions and waters, or their outlines.
    """

    crs: int
    box: Extent | None = None
    rivers: NDArray[Any] = field(default_factory=_none)
    borders: NDArray[Any] = field(default_factory=_none)

    @classmethod
    def of(cls, district: District) -> Known:
        """Return what an open store knows."""
        lines: list[object] = [river.geometry for river in district.rivers]
        lines += [segment.geometry for segment in district.segments]
        areas: list[object] = [area.geometry for area in district.jurisdictions]
        areas += [body.geometry for body in district.water_bodies]
        return cls.of_shapes(district.crs, lines, areas, district.extent)

    @classmethod
    def of_shapes(
        cls,
        crs: int,
        rivers: Iterable[object],
        borders: Iterable[object],
        box: Extent | None = None,
    ) -> Known:
        """Return what shapes in one CRS say; the box is theirs where none is given."""
        some, other = _whole(rivers), _whole(borders)
        if box is None:
            frame = other if len(other) else some
            box = _box(frame) if len(frame) else None
        return cls(crs, box, some, other)

    @classmethod
    def of_degrees(cls, box: Extent) -> Known:
        """Return what a box of a district in degrees says."""
        west, south, east, north = box
        crs, _ = georeference.zone_for((west + east) / 2, (south + north) / 2)
        change = georeference.transformer(CGCS2000, crs)
        return cls(crs, change.transform_bounds(*box, densify_pts=5))

    @property
    def has_lines(self) -> bool:
        """Whether distances can be told, and not only the box."""
        return bool(len(self.rivers) or len(self.borders))

    @cached_property
    def _river_courses(self) -> Courses:
        return courses(self.rivers)

    @cached_property
    def _all_courses(self) -> Courses:
        edges = shapely.boundary(self.borders) if len(self.borders) else _none()
        return courses(np.concatenate([self.rivers, edges]))

    @cached_property
    def degrees(self) -> Extent:
        """The box in degrees with its margin; all of China where there is none."""
        around = self.around
        found = georeference.lonlat(around, self.crs) if around is not None else None
        return found or _CHINA

    @cached_property
    def around(self) -> Extent | None:
        """The box with its margin."""
        if self.box is None:
            return None
        west, south, east, north = self.box
        margin = _NEAR + _MARGIN * max(east - west, north - south)
        return west - margin, south - margin, east + margin, north + margin

    def inside(self, places: Floats) -> NDArray[np.bool_]:
        """Tell which places, in the CRS, lie in the district or beside it."""
        box = self.around
        finite = np.isfinite(places).all(axis=1)
        if box is not None:
            return _in(places, box) & finite
        found = np.zeros(len(places), bool)
        change = georeference.transformer(self.crs, CGCS2000)
        found[finite] = _in(
            georeference.change_coordinates(places[finite], change), _CHINA
        )
        return found

    def distances(
        self, places: Floats, *, areas: bool, limit: float = FARTHEST
    ) -> Floats:
        """Return metres from each place to the nearest line, at most `limit`.

        Parameters
        ----------
        places : ndarray of float, shape (n, 2)
            In the CRS.
        areas : bool
            Whether borders count as well as rivers: they do for vertices of areas.
        limit : float
            Metres beyond which all is equally far.
        """
        lines = self._all_courses if areas or not len(self.rivers) else None
        if lines is None:
            lines = self._river_courses
        asked = np.where(np.isfinite(places), places, np.nan)
        found = nearest(asked, lines, limit).distance
        return np.where(np.isnan(found), limit, np.minimum(found, limit))


def _whole(shapes: Iterable[object]) -> NDArray[Any]:
    found = np.asarray([*shapes, None], object)[:-1]
    good = ~(shapely.is_missing(found) | shapely.is_empty(found))
    kept: NDArray[Any] = found[good]
    return kept


def _box(shapes: NDArray[Any]) -> Extent:
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return west, south, east, north


def _in(places: Floats, box: Extent) -> NDArray[np.bool_]:
    west, south, east, north = box
    x, y = places[:, 0], places[:, 1]
    found: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return found
