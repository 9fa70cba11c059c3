"""The areas that rivers are cut at, and where a stretch of a river lies among them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.district.jurisdictions import Jurisdiction, Level, parent_of_code
from gridwatch.district.stretches import NOWHERE, Course, Stretch, cut_at_borders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.district.rivers import River

__all__ = [
    "Ground",
    "Passed",
    "Place",
    "Unit",
    "answering",
    "has_area",
    "is_inside",
    "outline_of",
    "units_of",
    "villages_of",
    "villages_passed",
]

_REST = 10_000.0
"""Square metres: smaller remainders of a town beside its villages are slivers."""


class Unit(NamedTuple):
    """An area that a river is cut at: a village, or a town (or its rest) without."""

    area: Jurisdiction
    town: Jurisdiction | None
    shape: BaseGeometry

    @property
    def village(self) -> Jurisdiction | None:
        """The village it is, or None."""
        return self.area if self.area.level is Level.VILLAGE else None


def units_of(district: District, level: Level = Level.VILLAGE) -> tuple[Unit, ...]:
    """Return the areas at whose borders rivers are cut.

    Parameters
    ----------
    district : District
        The district.
    level : Level
        Villages (and what remains of towns beside them), or towns only.
    """
    towns = [t for t in district.of_level(Level.TOWN) if has_area(t)]
    villages = (
        [v for v in district.of_level(Level.VILLAGE) if has_area(v)]
        if level is Level.VILLAGE
        else []
    )
    inside: defaultdict[str, list[Jurisdiction]] = defaultdict(list)
    units = []
    for village in villages:
        town = _town_of(district, village)
        inside[town.uid if town else ""].append(village)
        units.append(Unit(village, town, village.geometry))
    for town in towns:
        rest = _rest(town, inside.get(town.uid, ()))
        if rest is not None:
            units.append(Unit(town, town, rest))
    return tuple(units)


def has_area(area: Jurisdiction) -> bool:
    """Tell whether the border of an area is on record."""
    return area.geometry is not None and not area.geometry.is_empty


def _town_of(district: District, village: Jurisdiction) -> Jurisdiction | None:
    code = village.parent_code or parent_of_code(village.code)
    named = district.jurisdiction_by_code.get(code)
    if named is not None and named.level is Level.TOWN:
        return named
    return district.jurisdiction_at(
        shapely.point_on_surface(village.geometry), Level.TOWN
    )


def _rest(town: Jurisdiction, villages: Sequence[Jurisdiction]) -> BaseGeometry | None:
    """Return what a town has beside its villages; slivers along borders are nothing."""
    if not villages:
        return town.geometry
    shape = shapely.make_valid(town.geometry)
    covered = shapely.union_all(
        shapely.make_valid(np.array([v.geometry for v in villages], object))
    )
    parts = shapely.get_parts(shapely.difference(shape, covered))
    large = parts[shapely.area(parts) >= _REST]
    return shapely.union_all(large) if len(large) else None


class Ground(NamedTuple):
    """What is known of the district while rivers are cut."""

    district: District
    units: tuple[Unit, ...]
    outline: BaseGeometry | None

    def unit(self, number: int) -> Unit | None:
        """Return an area by its number, or None for nowhere."""
        return self.units[number] if number != NOWHERE else None


def outline_of(district: District) -> BaseGeometry | None:
    """Return the district's area, by its own border or its towns', or None."""
    shapes = [j.geometry for j in district.of_level(Level.DISTRICT) if has_area(j)]
    if not shapes:
        shapes = [j.geometry for j in district.of_level(Level.TOWN) if has_area(j)]
    if not shapes:
        return None
    return shapely.union_all(shapely.make_valid(np.array(shapes, object)))


Passed = tuple[tuple[float, float, str], ...]


def villages_passed(district: District, courses: Sequence[Course]) -> list[Passed]:
    """Return of each river where it runs in which village."""
    villages = [v for v in district.of_level(Level.VILLAGE) if has_area(v)]
    cut = cut_at_borders(courses, [v.geometry for v in villages])
    return [
        tuple(
            (s.since, s.until, villages[s.areas[0]].name)
            for s in stretches
            if s.areas[0] != NOWHERE
        )
        for stretches in cut
    ]


def is_inside(ground: Ground, course: Course, stretch: Stretch) -> bool:
    """Tell whether a stretch lies in the district, be it in no town on record."""
    if any(area != NOWHERE for area in stretch.areas):
        return True
    middle = course.points(np.array([(stretch.since + stretch.until) / 2]))
    return ground.outline is None or bool(shapely.intersects(ground.outline, middle)[0])


class Place(NamedTuple):
    """A stretch among its neighbours."""

    river: River
    course: Course
    stretches: Sequence[Stretch]
    inside: Sequence[bool]
    place: int
    passed: Passed

    @property
    def stretch(self) -> Stretch:
        """The stretch itself."""
        return self.stretches[self.place]

    def beside(self, step: int) -> Stretch | None:
        """Return the stretch above (-1) or below (1), or None."""
        at = self.place + step
        return self.stretches[at] if 0 <= at < len(self.stretches) else None


def answering(ground: Ground, stretch: Stretch) -> Jurisdiction | None:
    """Return the town that answers: where most of the stretch runs."""
    metres: dict[str, float] = {}
    towns: dict[str, Jurisdiction] = {}
    own = {area for area in stretch.areas if area != NOWHERE}
    for area, length in stretch.inside:
        unit = ground.unit(area)
        if unit is not None and unit.town is not None and (area in own or not own):
            towns[unit.town.uid] = unit.town
            metres[unit.town.uid] = metres.get(unit.town.uid, 0.0) + length
    if metres:
        return towns[max(metres, key=lambda uid: metres[uid])]
    units = [ground.unit(area) for area in stretch.areas]
    return next((unit.town for unit in units if unit and unit.town), None)


def villages_of(ground: Ground, place: Place) -> tuple[str, ...]:
    """Return the villages a stretch runs in, downstream, and those it runs along."""
    least, stretch = ground.district.rules.crossing_metres, place.stretch
    names = [
        name
        for since, until, name in place.passed
        if min(until, stretch.until) - max(since, stretch.since) >= least
    ]
    units = [ground.unit(area) for area in stretch.areas]
    names += [unit.village.name for unit in units if unit and unit.village]
    return tuple(dict.fromkeys(names))
