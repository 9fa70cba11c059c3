"""Codes, names and shapes of towns, villages and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import naming
import numpy as np
import shapely
from jurisdictions import Unit

if TYPE_CHECKING:
    from jurisdictions import Division
    from numpy.typing import NDArray
    from terrain import Relief

    Ints = NDArray[np.int64]

TOWN_ROW, VILLAGE_ROW, CELL_ROW = 8_000.0, 2_000.0, 1_000.0


def name_units(
    rng: np.random.Generator,
    relief: Relief,
    division: Division,
    cell_shapes: list[shapely.Polygon],
) -> tuple[list[Unit], list[Unit], list[Unit]]:
    """Give towns, villages and cells their shapes, codes and names.

    Codes follow `reading_order`: towns inside their class, villages inside their
    town, cells inside their village.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    relief : Relief
        The relief; the lowest towns are subdistricts, the highest townships.
    division : Division
        The units of each comb.
    cell_shapes : list of Polygon
        The shape of each cell.

    Returns
    -------
    tuple of three lists of Unit
        Towns, villages and cells, by their number in `division`.
    """
    village_of = first_of(division.village, division.cell)
    town_of = first_of(division.town, division.village)
    village_shapes = united(cell_shapes, village_of)
    town_shapes = united(village_shapes, town_of)
    towns = name_towns(relief, division.town, town_shapes)
    stems = naming.village_stems(rng, len(town_of))
    villages: dict[int, Unit] = {}
    for number, town in enumerate(towns):
        members = np.flatnonzero(town_of == number)
        villages |= name_villages(town, members, village_shapes, stems)
    cells: dict[int, Unit] = {}
    for number, village in villages.items():
        members = np.flatnonzero(village_of == number)
        cells |= name_cells(village, members, cell_shapes)
    return towns, by_number(villages), by_number(cells)


def name_towns(relief: Relief, town: Ints, shapes: list[shapely.Polygon]) -> list[Unit]:
    """Give towns their codes and names.

    Parameters
    ----------
    relief : Relief
        The relief.
    town : array of int
        The town of each comb.
    shapes : list of Polygon
        The shape of each town.

    Returns
    -------
    list of Unit
        The towns by number.
    """
    inside = relief.inside
    total = np.bincount(town[inside], relief.height[inside])
    height = total / np.bincount(town[inside])
    rank = np.argsort(np.argsort(height))
    kind = np.digitize(rank, [len(naming.SUBDISTRICTS), 15])
    read = np.argsort(reading_order(shapes, TOWN_ROW))
    ordered = np.lexsort((read, kind))
    union = shapely.coverage_union_all(shapes)
    district = Unit(naming.DISTRICT_CODE, naming.DISTRICT, None, union)
    units: dict[int, Unit] = {}
    for number, (serial, name) in zip(
        ordered.tolist(), naming.town_names(len(shapes)), strict=True
    ):
        code = f"{naming.DISTRICT_CODE}{serial}000"
        units[number] = Unit(code, name, district, shapes[number])
    return by_number(units)


def name_villages(
    town: Unit, members: Ints, shapes: list[shapely.Polygon], stems: list[str]
) -> dict[int, Unit]:
    """Give the villages of one town their codes and names.

    Communities (社区) count from 001, villages (村) from 200.

    Parameters
    ----------
    town : Unit
        The town.
    members : array of int
        The numbers of its villages.
    shapes : list of Polygon
        The shape of each village of the district.
    stems : list of str
        The name of each village of the district, without its ending.

    Returns
    -------
    dict of int to Unit
        The villages by number.
    """
    ordered = members[
        reading_order([shapes[village] for village in members], VILLAGE_ROW)
    ]
    by_size = sorted(members.tolist(), key=lambda village: shapes[village].area)
    share = {"道": 0.7, "镇": 0.08, "乡": 0.0}[town.name[-1]]
    urban = set(by_size[: round(share * len(members))])
    serials = {True: 1, False: 200}
    named = {}
    for village in ordered.tolist():
        serial = serials[village in urban]
        serials[village in urban] += 1
        name = stems[village] + ("社区" if village in urban else "村")
        code = f"{town.code[:9]}{serial:03d}"
        named[village] = Unit(code, name, town, shapes[village])
    return named


def name_cells(
    village: Unit, members: Ints, shapes: list[shapely.Polygon]
) -> dict[int, Unit]:
    """Give the cells of one village their codes and names.

    Parameters
    ----------
    village : Unit
        The village.
    members : array of int
        The numbers of its cells.
    shapes : list of Polygon
        The shape of each cell of the district.

    Returns
    -------
    dict of int to Unit
        The cells by number.
    """
    order = reading_order([shapes[cell] for cell in members], CELL_ROW)
    return {
        cell: Unit(
            f"{village.code}{serial:03d}",
            f"{village.name}{serial}号网格",
            village,
            shapes[cell],
        )
        for serial, cell in enumerate(members[order].tolist(), start=1)
    }


def by_number(units: dict[int, Unit]) -> list[Unit]:
    """Return units in the order of their numbers.

    Parameters
    ----------
    units : dict of int to Unit
        The units, numbered from 0 without a gap.

    Returns
    -------
    list of Unit
        The same, in a list.
    """
    return [units[number] for number in range(len(units))]


def reading_order(shapes: list[shapely.Polygon], row: float) -> Ints:
    """Order areas west to east in rows from north to south.

    The area is cut into rows of equal height, counted southwards from the northern
    edge of the northernmost shape.  A shape belongs to the row that holds its
    representative point (`shapely.point_on_surface`); inside a row the easting of
    that point decides.

    Parameters
    ----------
    shapes : list of Polygon
        The areas.
    row : float
        Height of a row in metres.

    Returns
    -------
    array of int
        Indexes into `shapes`, in reading order.
    """
    points = shapely.point_on_surface(shapes)
    north = shapely.bounds(shapes)[:, 3].max()
    rows = np.floor((north - shapely.get_y(points)) / row)
    return np.lexsort((shapely.get_x(points), rows))


def first_of(outer: Ints, inner: Ints) -> Ints:
    """Return the outer unit of each inner unit.

    Parameters
    ----------
    outer, inner : array of int
        The units of each comb; -1 is outside.

    Returns
    -------
    array of int
        For each inner unit by number.
    """
    numbers, places = np.unique(inner, return_index=True)
    return outer[places[numbers >= 0]]


def united(shapes: list[shapely.Polygon], outer: Ints) -> list[shapely.Polygon]:
    """Unite the shapes of each outer unit, keeping every vertex.

    Parameters
    ----------
    shapes : list of Polygon
        The inner shapes.
    outer : array of int
        The outer unit of each.

    Returns
    -------
    list of Polygon
        The outer shapes by number.
    """
    inner = np.array(shapes)
    return [
        shapely.coverage_union_all(inner[outer == number])
        for number in range(outer.max() + 1)
    ]
