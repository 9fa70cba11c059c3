"""The whole made-up district, put together once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import jurisdictions
import naming
import numpy as np
import rivers as watercourses
import shapely
from borders import polygons
from courses import draw_rivers
from jurisdictions import Division
from lattice import Lattice, Warp, comb_area
from reservoirs import WaterPart, make_reservoirs
from segments import Map, Segment, cut_rivers
from terrain import make_relief
from units import name_units

if TYPE_CHECKING:
    from jurisdictions import Unit
    from rivers import River
    from terrain import Relief

RIVER_LEVELS = ("市级;区级", "区级", "镇级", "村级")
LEVEL_ENDS = (3, 21, 45)


@dataclass(frozen=True)
class District:
    """Everything that lies on the ground.

    Attributes
    ----------
    whole : Unit
        The district itself.
    towns, villages, cells : list of Unit
        By code.
    rivers : list of River
        By code.
    segments : list of Segment
        By code.
    waters : list of WaterPart
        By code.
    """

    whole: Unit
    towns: list[Unit]
    villages: list[Unit]
    cells: list[Unit]
    rivers: list[River]
    segments: list[Segment]
    waters: list[WaterPart]


def make_district(rng: np.random.Generator) -> District:
    """Make the district.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.

    Returns
    -------
    District
        The district.
    """
    lattice = Lattice()
    relief = make_relief(rng, lattice)
    warp = Warp(rng)
    rivers = watercourses.choose_rivers(relief)
    division = divide(rng, lattice, relief, rivers)
    draw_rivers(rivers, relief, lattice, warp)
    describe_rivers(rivers)
    cell_shapes = polygons(lattice, division.cell, warp)
    towns, villages, cells = name_units(rng, relief, division, cell_shapes)
    waters = make_reservoirs(rng, lattice, relief, rivers, warp)
    flooded = under_water(lattice, warp, waters)
    segments = cut_rivers(rivers, Map(division, towns, villages, flooded))
    return District(
        towns[0].parent,
        in_order(towns),
        in_order(villages),
        in_order(cells),
        rivers,
        segments,
        waters,
    )


def divide(
    rng: np.random.Generator, lattice: Lattice, relief: Relief, rivers: list[River]
) -> Division:
    """Divide the district at three levels and trim the rivers to fit.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    lattice : Lattice
        The honeycomb.
    relief : Relief
        The relief.
    rivers : list of River
        The rivers; their headwaters are trimmed in place.

    Returns
    -------
    Division
        Town, village and cell of each comb.
    """
    town = jurisdictions.divide_towns(rng, lattice, relief, rivers)
    wanted = (jurisdictions.VILLAGES, jurisdictions.VILLAGES_PER_TOWN)
    village = jurisdictions.subdivide(rng, lattice, relief, town, wanted)
    watercourses.trim_heads(rivers, village, town)
    wanted = (jurisdictions.CELLS, jurisdictions.CELLS_PER_VILLAGE)
    cell = jurisdictions.subdivide(rng, lattice, relief, village, wanted)
    return Division(town, village, cell)


def describe_rivers(rivers: list[River]) -> None:
    """Give rivers their code, name, levels and regime.

    Parameters
    ----------
    rivers : list of River
        The rivers by falling catchment; changed in place.
    """
    for river, name in zip(rivers, naming.river_names(), strict=True):
        river.code = f"{naming.DISTRICT_CODE}{river.number:05d}"
        river.name = name
        river.area = round(river.area * comb_area(), 2)
        grade = int(np.searchsorted(LEVEL_ENDS, river.number))
        river.levels = RIVER_LEVELS[grade]
        river.regime = "山沟" if river.name[-1] in "沟涧" else "季节性"
        if river.area > 60:
            river.regime = "常年"


def under_water(lattice: Lattice, warp: Warp, waters: list[WaterPart]) -> set[int]:
    """Return the combs that lie in a reservoir.

    Parameters
    ----------
    lattice : Lattice
        The honeycomb.
    warp : Warp
        The bend from plan to ground.
    waters : list of WaterPart
        The reservoirs.

    Returns
    -------
    set of int
        Their numbers.
    """
    centres = shapely.points(warp(lattice.sixths))
    tree = shapely.STRtree(centres)
    shapes = [water.shape for water in waters if water.part == "水域"]
    return set(tree.query(shapes, predicate="contains")[1].tolist())


def in_order(units: list[Unit]) -> list[Unit]:
    """Return units by code.

    Parameters
    ----------
    units : list of Unit
        The units.

    Returns
    -------
    list of Unit
        The same, sorted.
    """
    return sorted(units, key=lambda unit: unit.code)
