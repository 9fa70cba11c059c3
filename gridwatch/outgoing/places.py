"""The place of points as two columns of a spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from gridwatch.district.wording import Format, Text
from gridwatch.outgoing.tables import Column
from gridwatch.outgoing.vectors import moved

if TYPE_CHECKING:
    from gridwatch.district.wording import Language
    from gridwatch.outgoing.tables import Table

__all__ = ["with_places"]

_DEGREES = (Text("经度", "longitude"), Text("纬度", "latitude"))
_METRES = (Text("东坐标", "east"), Text("北坐标", "north"))
_FINE, _COARSE = 8, 3
"""Digits behind the point: millimetres in degrees and in metres."""


def with_places(table: Table, source: int, crs: int, language: Language) -> Table:
    """Return a table with the place of its points as columns; without any shapes.

    Layers of lines and areas go without their shapes: a cell cannot hold them.

    Parameters
    ----------
    table : Table
        A layer, its shapes in `source`.
    source, crs : int
        EPSG codes of the shapes and of the columns.
    language : Language
        Language of the headings.
    """
    if table.shapes is None:
        return table
    shapes = np.empty(len(table.shapes), dtype=object)
    shapes[:] = table.shapes
    there = shapes[~shapely.is_missing(shapes)]
    if not len(there) or (shapely.get_type_id(there) != 0).any():
        return replace(table, shapes=None)
    shapes = moved(table.shapes, source, crs)
    degrees = pyproj.CRS.from_epsg(crs).is_geographic
    heads, digits = (_DEGREES, _FINE) if degrees else (_METRES, _COARSE)
    columns = tuple(Column(head.en, head.of(language), Format.TEXT) for head in heads)
    rows = tuple(
        (*row, *_place(shape, digits))
        for row, shape in zip(table.rows, shapes, strict=True)
    )
    return replace(table, columns=(*table.columns, *columns), rows=rows, shapes=None)


def _place(shape: shapely.Point | None, digits: int) -> tuple[object, object]:
    if shape is None:
        return None, None
    return round(shape.x, digits), round(shape.y, digits)
