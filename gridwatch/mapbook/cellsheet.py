"""The sheet of one cell (网格): its map, who keeps it, the segments that run in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.cells import village_of_cell_code
from gridwatch.district.coverage import wardens_of_cell
from gridwatch.district.jurisdictions import Jurisdiction, Level, parent_of_code
from gridwatch.district.wording import Text
from gridwatch.mapbook.listing import rows_of_segments
from gridwatch.mapbook.pages import plan_area

if TYPE_CHECKING:
    from gridwatch.district.cells import Cell
    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment
    from gridwatch.mapbook.pages import Setting, SheetPlan

__all__ = ["CellSheets", "cell_name"]


class CellSheets:
    """Plans sheets of cells; what they need of all segments is found once.

    Parameters
    ----------
    district : District
        Everything there is.
    """

    def __init__(self, district: District) -> None:
        self._district = district
        self._segments = [s for s in district.segments if s.geometry is not None]
        shapes = np.asarray([s.geometry for s in self._segments], object)
        self._tree = shapely.STRtree(shapes)

    def plan(self, cell: Cell, setting: Setting) -> SheetPlan:
        """Plan the sheet of a cell that has a geometry."""
        district = self._district
        area = _as_area(district, cell)
        rows = rows_of_segments(
            district,
            area,
            self._inside(cell),
            setting.as_of,
            setting.language,
        )
        plan = plan_area(district, area, rows, setting)
        chiefs = wardens_of_cell(district, cell, setting.as_of)
        names = "、".join(dict.fromkeys(chief.person.name for chief in chiefs))
        keeper = Text(f"网格管护员：{names or '待定'}", f"Warden: {names or 'vacant'}")
        return replace(
            plan,
            title=_title(district, cell),
            number=f"{cell.code or cell.name}-{setting.as_of:%Y%m%d}",
            summary=Text(
                f"{keeper.zh}　{plan.summary.zh}", f"{keeper.en}. {plan.summary.en}"
            ),
        )

    def _inside(self, cell: Cell) -> list[Segment]:
        """Return the segments that run inside the cell, not only along its border."""
        near = [self._segments[i] for i in self._tree.query(cell.geometry).tolist()]
        shapes = np.asarray([segment.geometry for segment in near], object)
        metres = shapely.length(shapely.intersection(shapes, cell.geometry))
        least = self._district.rules.crossing_metres
        return [s for s, m in zip(near, metres.tolist(), strict=True) if m >= least]


def cell_name(cell: Cell) -> str:
    """Return what a cell is called: its name, else its code."""
    return cell.name or cell.code or cell.uid


def _village_code(cell: Cell) -> str:
    return cell.village_code or village_of_cell_code(cell.code)


def _as_area(district: District, cell: Cell) -> Jurisdiction:
    """Return the cell as an area of its village, so that it is planned like one.

    It bears the village's code: the village's chiefs answer for what runs in it.
    """
    code = _village_code(cell)
    village = district.jurisdiction_by_code.get(code)
    parent = village.parent_code if village else parent_of_code(code)
    return Jurisdiction(
        cell.uid, code, cell_name(cell), Level.VILLAGE, parent, None, cell.geometry
    )


def _title(district: District, cell: Cell) -> Text:
    """Return town, village and cell; a village's name is not said twice."""
    village = district.jurisdiction_by_code.get(_village_code(cell))
    names = [cell_name(cell)]
    if village is not None:
        if not names[0].startswith(village.name):
            names.insert(0, village.name)
        above = village.parent_code or parent_of_code(village.code)
        town = district.jurisdiction_by_code.get(above)
        names[:0] = [town.name] if town is not None else []
    latin = any(name.isascii() for name in names)
    place = (" " if latin else "").join(names)
    return Text(f"{place}责任图", f"Grid cell {' '.join(names)}")
