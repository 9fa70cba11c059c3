"""Points of tables: columns with longitude and latitude, X and Y, or a shape as text.

Which words name such a column is ``resources/tablepoints.csv``. X is north on Chinese
survey sheets and east everywhere else: the numbers decide, and it is said.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.district.wording import Text
from gridwatch.intake.columns import normal
from gridwatch.intake.layers import Facts, Geometry, Note, RawLayer
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Placing", "angle", "located", "placing", "with_points"]

_PAIRS = (("longitude", "latitude"), ("east", "north"), ("x", "y"))
_SAMPLE_ROWS = 60
_SHARE = 0.5
_LONGITUDES, _LATITUDES = (73.0, 136.0), (3.0, 54.0)
"""China with its seas, degrees."""
_NORTHINGS = (300_000.0, 6_100_000.0)
_EASTINGS = ((100_000.0, 900_000.0), (13_100_000.0, 46_000_000.0))
"""Gauss-Krueger in China, metres: without and with the number of the zone in front."""

_UNIT = re.compile(r"[(（\[].*?[)）\]]$")
_NUMBER = r"\d+(?:\.\d+)?"
_ANGLE = re.compile(
    rf"(?P<front>[NSEW东西南北]?[经纬]?)\s*(?P<sign>[-+]?)(?P<d>{_NUMBER})\s*"
    rf"(?:[°度˚ºd:\s]\s*(?:(?P<m>{_NUMBER})\s*(?:[′'’分m:\s]\s*"
    rf"(?:(?P<s>{_NUMBER})\s*(?:″|\"|”|''|′′|’’|秒|s)?)?)?)?)?\s*(?P<back>[NSEW]?)",
    re.IGNORECASE,
)
_NEGATIVE = frozenset("swSW西南")
_APART = re.compile(r"[,，;；、\s]+")


class Placing(NamedTuple):
    """Which columns say where a row lies.

    Parameters
    ----------
    columns : tuple of str
        East and north as their names say; one column where that holds both, or WKT.
    how : {'pair', 'both', 'wkt'}
        How they are read.
    loose : bool
        X and Y, which may be either way round.
    """

    columns: tuple[str, ...]
    how: str
    loose: bool = False


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    path = resource("tablepoints.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["role"], []).append(normal(row["word"]))
    return {role: tuple(words) for role, words in found.items()}


def _column(names: Sequence[str], role: str) -> str | None:
    """Return the column of a role: by its whole name, else the only one ending so."""
    words = _words()[role]
    bare = {name: _UNIT.sub("", normal(name)).rstrip("_") for name in names}
    for word in words:
        for name, plain in bare.items():
            if plain == word:
                return name
    long = tuple(word for word in words if not word.isascii())
    ending = [name for name, plain in bare.items() if long and plain.endswith(long)]
    return ending[0] if len(ending) == 1 else None


def placing(
    names: Sequence[str], sample: Mapping[str, Sequence[str]]
) -> Placing | None:
    """Return the columns that say where rows lie, None where none does.

    Parameters
    ----------
    names : sequence of str
        Columns.
    sample : mapping of str to sequence of str
        Some values of each: half of those that are not blank have to be coordinates.
    """
    for first, second in _PAIRS:
        east, north = _column(names, first), _column(names, second)
        if east is None or north is None or east == north:
            continue
        pair = (east, north)
        if all(_mostly(angle(v) is not None for v in _shown(sample, c)) for c in pair):
            return Placing(pair, "pair", first == "x")
    both = _column(names, "both")
    if both and _mostly(_two(v) is not None for v in _shown(sample, both)):
        return Placing((both,), "both")
    text = _column(names, "wkt")
    if text and _mostly(_shape(v) is not None for v in _shown(sample, text)):
        return Placing((text,), "wkt")
    return None


def _shown(sample: Mapping[str, Sequence[str]], column: str) -> list[str]:
    return [value for value in sample.get(column, ()) if value.strip(" -—/")]


def _mostly(fitting: Iterable[bool]) -> bool:
    found = list(fitting)
    return bool(found) and sum(found) >= len(found) * _SHARE


def angle(value: object) -> float | None:
    """Return a coordinate as a number; degrees, minutes and seconds are put together.

    Examples
    --------
    >>> angle("116°30′45″"), angle("E116.5°"), angle("40 22 30"), angle("—")
    (116.5125, 116.5, 40.375, None)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if np.isfinite(value) else None
    text = unicodedata.normalize("NFKC", str(value or "")).strip()
    try:
        return _finite(float(text.replace(",", "")))
    except ValueError:
        pass
    # NFKC makes a double prime of two single ones.
    found = _ANGLE.fullmatch(text)
    if found is None:
        return None
    minutes, seconds = float(found["m"] or 0), float(found["s"] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    size = float(found["d"]) + minutes / 60 + seconds / 3600
    ends = set(found["front"] + found["back"])
    return -size if found["sign"] == "-" or ends & _NEGATIVE else size


def _finite(number: float) -> float | None:
    return number if np.isfinite(number) else None


def _two(value: object) -> tuple[float, float] | None:
    """Return the two numbers in one cell.

    Examples
    --------
    >>> _two("116.83,40.37"), _two("东经116°50′，北纬40°22′") is not None
    ((116.83, 40.37), True)
    """
    text = unicodedata.normalize("NFKC", str(value or "")).strip("()[] ")
    parts = [part for part in _APART.split(text) if part]
    if len(parts) != 2:
        return None
    first, second = angle(parts[0]), angle(parts[1])
    return (first, second) if first is not None and second is not None else None


def _shape(value: object) -> shapely.Geometry | None:
    text = str(value or "").partition(";")[2] or str(value or "")
    shape: shapely.Geometry | None = shapely.from_wkt(text, on_invalid="ignore")
    return shape


def with_points(raw: RawLayer) -> RawLayer:
    """Return the rows of a table with their points, where its columns say them."""
    sample = {
        name: [str(v) for v in values[:_SAMPLE_ROWS] if v is not None]
        for name, values in raw.columns.items()
    }
    how = placing(raw.names, sample)
    if how is None:
        return raw
    shapes, lost, _ = _made(how, raw)
    return replace(raw, geometry=shapes, lost=lost, places=how.columns)


def _made(
    how: Placing, raw: RawLayer
) -> tuple[NDArray[np.object_], dict[int, Text], bool]:
    """Return shapes, why some are missing, and whether X and Y changed places."""
    if how.how == "wkt":
        shapes = np.empty(len(raw.numbers), object)
        shapes[:] = [_shape(value) for value in raw.columns[how.columns[0]]]
        missing = np.asarray(shapely.is_missing(shapes), bool)
        return shapes, _lost(how, raw, missing), False
    points = _points(how, raw)
    there = np.asarray(np.isfinite(points).all(axis=1), bool)
    turned = (how.loose or how.how == "both") and _is_turned(points[there])
    if turned:
        points = points[:, ::-1]
    shapes = np.full(len(points), None, object)
    shapes[there] = shapely.points(points[there])
    return shapes, _lost(how, raw, np.logical_not(there)), turned


def _points(how: Placing, raw: RawLayer) -> NDArray[np.float64]:
    nothing = (float("nan"), float("nan"))
    if how.how == "both":
        pairs = [_two(value) or nothing for value in raw.columns[how.columns[0]]]
        return np.asarray(pairs, float).reshape(-1, 2)
    columns = [
        [nothing[0] if number is None else number for number in map(angle, values)]
        for values in (raw.columns[name] for name in how.columns)
    ]
    return np.asarray(columns, float).T


def _is_turned(points: NDArray[np.float64]) -> bool:
    """Tell whether the first number is north and the second east."""
    if not len(points):
        return False
    first, second = np.median(points, axis=0).tolist()
    if _within(first, _LATITUDES) and _within(second, _LONGITUDES):
        return True
    metric = _within(first, _NORTHINGS) and any(
        _within(second, reach) for reach in _EASTINGS
    )
    other = _within(second, _NORTHINGS) and any(
        _within(first, reach) for reach in _EASTINGS
    )
    return metric and not other


def _within(number: float, reach: tuple[float, float]) -> bool:
    return reach[0] <= number <= reach[1]


def _lost(how: Placing, raw: RawLayer, missing: NDArray[np.bool_]) -> dict[int, Text]:
    lost = {}
    for at in np.flatnonzero(missing).tolist():
        words = [raw.columns[name][at] for name in how.columns]
        shown = "，".join(str(w).strip() for w in words if w not in (None, ""))
        lost[at] = _UNCLEAR.filled(value=shown[:80]) if shown.strip() else _BLANK
    return lost


def located(facts: Facts, raw: RawLayer) -> Facts:
    """Return the facts of a table with where its rows lie.

    Parameters
    ----------
    facts : Facts
        What is known of the table.
    raw : RawLayer
        Its rows, with their points.
    """
    how = placing(facts.names, facts.sample)
    if how is None or raw.geometry is None:
        return facts
    there = raw.geometry[~shapely.is_missing(raw.geometry)]
    if not len(there):
        return facts
    west, south, east, north = (float(side) for side in shapely.total_bounds(there))
    notes = [
        Note("info", _PLACED.filled(columns="、".join(how.columns)), count=len(there))
    ]
    if _made(how, raw)[2]:
        notes.append(Note("warning", _TURNED.filled(columns="、".join(how.columns))))
    return replace(
        facts,
        geometry=_family(there[0]),
        extent=(west, south, east, north),
        notes=(*facts.notes, *notes),
    )


def _family(shape: shapely.Geometry) -> Geometry:
    families: tuple[Geometry, ...] = ("point", "line", "polygon")
    return families[max(int(shapely.get_dimensions(shape)), 0)]


_PLACED = Text(
    "按坐标列（{columns}）定位", "placed by the columns with coordinates: {columns}"
)
_TURNED = Text(
    "从数值看，{columns} 的前一个是北、后一个是东：已对调",
    "by its numbers the first of {columns} is north and the second east: taken so",
)
_UNCLEAR = Text("坐标“{value}”看不懂", "the coordinates “{value}” are none")
_BLANK = Text("坐标是空的", "its coordinates are blank")
