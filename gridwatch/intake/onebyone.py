"""The second reader of layers: fiona, row by row, where reading in bulk fails.

One value or shape that the bulk reader cannot hold costs it the whole layer. Here it
costs one row its shape, or a column its values.
"""

from __future__ import annotations

import json
import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import fiona
import fiona.errors
import numpy as np
import shapely
import shapely.geometry

from gridwatch.district.wording import Text
from gridwatch.intake.geopackage import openable
from gridwatch.intake.layers import Facts, Geometry, Note, RawLayer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["load", "look"]

logging.getLogger("fiona").addHandler(logging.NullHandler())

_SAMPLE_ROWS = 60
_FAMILIES: dict[str, Geometry] = {
    "Point": "point", "MultiPoint": "point",
    "LineString": "line", "MultiLineString": "line",
    "Polygon": "polygon", "MultiPolygon": "polygon",
}  # fmt: skip
_ERRORS = (fiona.errors.FionaError, OSError, ValueError, KeyError, TypeError)


def look(path: Path) -> list[Facts]:
    """Return the facts of every layer fiona can read; empty where it reads none."""
    found = []
    for layer in _layers(path):
        raw = load(path, layer)
        if raw is not None:
            found.append(_facts(path, layer, raw))
    single = len(found) == 1 and path.suffix.casefold() not in (".gpkg", ".gdb")
    if single:
        (facts,) = found
        return [Facts(None, *_rest(facts))]
    return found


def _rest(facts: Facts) -> tuple[Any, ...]:
    return tuple(
        getattr(facts, name) for name in Facts.__dataclass_fields__ if name != "layer"
    )


def _layers(path: Path) -> list[str]:
    try:
        with openable(path) as opened:
            return [str(name) for name in fiona.listlayers(opened)]
    except _ERRORS:
        return []


def _facts(path: Path, layer: str, raw: RawLayer) -> Facts:
    shapes = raw.geometry if raw.geometry is not None else np.empty(0, object)
    there = shapes[~shapely.is_missing(shapes)]
    kinds = [_FAMILIES.get(shape.geom_type) for shape in there.tolist()]
    family: Geometry = next((kind for kind in kinds if kind), "none")
    box = shapely.total_bounds(there) if len(there) else np.full(4, np.nan)
    west, south, east, north = (float(side) for side in box)
    sample = {
        name: [str(v) for v in values[:_SAMPLE_ROWS] if v is not None]
        for name, values in raw.columns.items()
    }
    return Facts(
        layer,
        raw.names,
        len(raw.numbers),
        family,
        None,
        _crs(path, layer),
        (west, south, east, north) if np.isfinite(box).all() else None,
        sample,
        notes=(Note("warning", _SECOND),),
    )


def _crs(path: Path, layer: str) -> str:
    try:
        with _collection(path, layer) as rows:
            return str(rows.crs_wkt or "")
    except _ERRORS:
        return ""


@contextmanager
def _collection(path: Path, layer: str | None) -> Iterator[fiona.Collection]:
    with openable(path) as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with fiona.open(opened, layer=layer) as rows:
            yield rows


def load(path: Path, layer: str | None) -> RawLayer | None:
    """Read a layer row by row; None where fiona cannot open it either."""
    shapes: list[shapely.Geometry | None] = []
    lost: dict[int, Text] = {}
    values: list[dict[str, object]] = []
    notes: list[Note] = []
    try:
        with _collection(path, layer) as rows:
            names = tuple(rows.schema["properties"])
            placed = rows.schema["geometry"] != "None"
            for feature in _fetched(rows, notes):
                shape, why = _shape(feature.geometry)
                if why is not None:
                    lost[len(shapes)] = why
                shapes.append(shape)
                values.append(dict(feature.properties))
    except _ERRORS:
        return None
    columns = {name: [_plain(row.get(name)) for row in values] for name in names}
    raw = RawLayer(names, list(range(1, len(values) + 1)), columns, notes=notes)
    if placed:
        raw.geometry = np.empty(len(shapes), object)
        raw.geometry[:] = shapes
        raw.lost = lost
    return raw


def _fetched(rows: fiona.Collection, notes: list[Note]) -> Iterator[fiona.Feature]:
    """Yield features until the end, or until GDAL stops."""
    walk = iter(rows)
    while True:
        try:
            yield next(walk)
        except StopIteration:
            return
        except _ERRORS as error:
            why = str(error).splitlines()[0][:160] if str(error) else "?"
            notes.append(Note("error", _STOPPED.filled(why=why)))
            return


def _shape(geometry: Any) -> tuple[shapely.Geometry | None, Text | None]:  # noqa: ANN401
    if geometry is None:
        return None, None
    try:
        shape = shapely.geometry.shape(geometry)
    except (AttributeError, ValueError, TypeError, shapely.errors.ShapelyError):
        return None, _NO_SHAPE.filled(kind=geometry.type)
    return shape, None


def _plain(value: object) -> object:
    """Return a value a table can hold: lists and mappings as JSON."""
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return value.hex()
    return value


_SECOND = Text(
    "批量读取失败，已逐行读取", "reading in bulk failed: it was read row by row"
)
_STOPPED = Text(
    "读到一半出错（{why}）：其后的行没有读到",
    "an error halfway ({why}): the rows after it were not reached",
)
_NO_SHAPE = Text(
    "图形（{kind}）不是地图图形，或已损坏",
    "the shape ({kind}) is not one for a map, or damaged",
)
