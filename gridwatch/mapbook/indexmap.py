"""The index maps of a book: which area is on which page (图幅索引)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.wording import Text
from gridwatch.mapbook.pages import plan_area
from gridwatch.mapbook.typesetting import ems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.mapbook.pages import Setting, SheetPlan

__all__ = ["IndexPlace", "IndexPlan", "Indexed", "index_places", "index_sheet"]

HIDDEN = ("signboard", "outfall", "cell", "segment")
"""Layers that an index map leaves out."""
_NUMBER_EMS = (6.4, 4.2, 3.0, 2.3)
"""Sizes of the page number, millimetres; the first that fits is taken."""
_NAME = 0.5
_LEAST_NAME = 1.7
_COARSE_MM = 0.5


@dataclass(frozen=True, slots=True)
class Indexed:
    """An area of an index map and its page.

    Parameters
    ----------
    key, name : str
        Which sheet.
    geometry : geometry
        Polygon, metres.
    label, range : str
        Number of its page, and of the pages of what lies in it (``46-52``), or empty.
    page : int
        Position of its page in the file, from 0.
    """

    key: str
    name: str
    geometry: BaseGeometry
    label: str
    range: str
    page: int


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Where a page number stands on an index map, millimetres on the page.

    Parameters
    ----------
    x, y : float
        Middle of the number.
    em : float
        Size of the number.
    name_em : float
        Size of the name above it; 0 where there is no room for it.
    area : Indexed
        What it tells of.
    """

    x: float
    y: float
    em: float
    name_em: float
    area: Indexed


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """One index map: a sheet without a table, and numbers over it."""

    sheet: SheetPlan
    areas: tuple[Indexed, ...]
    places: tuple[IndexPlace, ...]


def index_sheet(
    district: District, area: Jurisdiction, setting: Setting, title: Text
) -> SheetPlan:
    """Plan the map under an index; it has one page whatever the district."""
    plan = plan_area(district, area, (), replace(setting, paper=_PAPER))
    return replace(
        plan,
        title=title,
        number=f"{area.code or area.name}-S",
        hidden=HIDDEN,
        summary=_NOTE,
    )


def index_places(sheet: SheetPlan, areas: Sequence[Indexed]) -> tuple[IndexPlace, ...]:
    """Find the place of each number: in the widest circle inside its area."""
    if not areas:
        return ()
    west, _, _, north = sheet.extent
    mm = 1000 / sheet.scale
    coarse = shapely.simplify(
        np.asarray([area.geometry for area in areas], object), _COARSE_MM / mm
    )
    found = []
    for area, shape in zip(areas, coarse.tolist(), strict=True):
        largest = max(shapely.get_parts(shape), key=lambda part: part.area)
        circle = shapely.maximum_inscribed_circle(largest, _COARSE_MM / mm)
        centre, edge = shapely.get_coordinates(circle)[[0, -1]]
        radius = float(np.hypot(*(edge - centre))) * mm
        frame = sheet.boxes.frame
        x = frame.x + (float(centre[0]) - west) * mm
        y = frame.y + (north - float(centre[1])) * mm
        found.append(_sized(area, x, y, radius))
    return tuple(found)


def _sized(area: Indexed, x: float, y: float, radius: float) -> IndexPlace:
    """Return number and name as large as the circle lets both of them be.

    Where no size leaves room for the name, the number stands alone.
    """
    for em in _NUMBER_EMS:
        name = min(em * _NAME, 2 * radius * _OVER / max(ems(area.name), 1.0))
        high = em * 0.75 + name * 1.3
        if name >= _LEAST_NAME and high <= 2 * radius * 0.9:
            return IndexPlace(x, y, em, name, area)
    for em in _NUMBER_EMS:
        if ems(area.label) * em / 2 <= radius * 0.9:
            break
    return IndexPlace(x, y, em, 0.0, area)


_OVER = 1.15
"""A name may reach a little beyond the circle, but not beyond its area."""
_PAPER = "A4"
_NOTE = Text(
    "红色数字为该图所在页码；其下小字为所含下级图的页码。",
    "Red figures: page of the map; below it the pages of the maps inside.",
)
