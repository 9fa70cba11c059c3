"""The officer's table of control points: reading it, and which number is which.

Surveyors write X for north, everybody else for east; eastings come with or without the
number of their zone; new coordinates may be degrees. The numbers themselves tell, since
in China no easting is as large as a northing; where they do not, the order that lets
the points hold together is taken.
"""

from __future__ import annotations

import csv
import io
import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import python_calamine

from gridwatch.district.wording import OfficerError, Text
from gridwatch.intake import georeference
from gridwatch.intake.encoding import decide
from gridwatch.intake.fitting import ControlPoint, Fit, fitted
from gridwatch.intake.georeference import CGCS2000
from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from gridwatch.intake.coordinates import Coordinates

    Floats = NDArray[np.float64]

__all__ = ["PointTable", "fit_from", "read_table"]

_HEADER_ROWS = 20
_MOST = 10_000
_CSV = (".csv", ".txt")
_NAME = "name"
_NORTHINGS = (1_900_000.0, 6_100_000.0)
_EASTINGS = ((100_000.0, 900_000.0), (13_100_000.0, 45_900_000.0))
_PREFIX = 1_000_000.0
_OLD_ZONES = {"Beijing 1954": 2422, "Xian 1980": 2370}
"""EPSG code of the 3-degree zone of 75E without prefix; the next is of 78E."""


class PointTable(NamedTuple):
    """Control points as they stand in a table.

    Parameters
    ----------
    names : tuple of str
        One for each point.
    rows : tuple of int
        1-based row of each.
    old, new : ndarray of float, shape (n, 2)
        As written: first X or east, then Y or north.
    settled_old, settled_new : bool
        Whether the heads say east and north, rather than X and Y.
    """

    names: tuple[str, ...]
    rows: tuple[int, ...]
    old: Floats
    new: Floats
    settled_old: bool
    settled_new: bool


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    with resource("controlpoints.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            _plain(head): row["field"]
            for row in csv.DictReader(file)
            for head in row["heads"].split()
        }


def _plain(head: object) -> str:
    kept = str(head or "").split("(")[0].split("（")[0]
    return kept.strip().casefold().replace(" ", "").replace("-", "_")


def read_table(path: Path) -> PointTable:
    """Read a table of control points.

    Parameters
    ----------
    path : Path
        ``.csv`` or a workbook, with the columns name, x_old, y_old, x_new, y_new, or
        those of ``resources/controlpoints.csv``.

    Raises
    ------
    OfficerError
        Where it cannot be read, or columns or numbers are missing.
    """
    for rows in _tables(path):
        for at, row in enumerate(rows[:_HEADER_ROWS]):
            columns = {_heads().get(_plain(cell)): n for n, cell in enumerate(row)}
            pairs = [_pair(columns, age) for age in ("old", "new")]
            if all(pair is not None for pair in pairs):
                return _points(path, rows, at, columns, [p for p in pairs if p])
    raise OfficerError(_NO_COLUMNS.filled(name=path.name))


_UNUSED = Text(
    "没有使用控制点，数据没有更改。", "No points were used; nothing was changed."
)
_NO_COLUMNS = Text(
    "{name} 里找不到控制点的列：需要 点名、x_old、y_old、x_new、y_new"
    "（或 旧东坐标、旧北坐标、新东坐标、新北坐标）。" + _UNUSED.zh,
    "{name} has no columns of control points: name, x_old, y_old, x_new, y_new (or "
    "east_old, north_old, east_new, north_new) are needed. " + _UNUSED.en,
)


def _pair(columns: dict[str | None, int], age: str) -> tuple[int, int, bool] | None:
    for first, second, settled in (("east", "north", True), ("x", "y", False)):
        one, two = columns.get(f"{first}_{age}"), columns.get(f"{second}_{age}")
        if one is not None and two is not None:
            return one, two, settled
    return None


def _tables(path: Path) -> list[list[list[object]]]:
    try:
        if path.suffix.casefold() in _CSV:
            return [_csv_rows(path.read_bytes())]
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            return [
                [list(row) for row in book.get_sheet_by_name(name).to_python()]
                for name in book.sheet_names
            ]
    except (python_calamine.CalamineError, OSError, ValueError, csv.Error) as error:
        why = getattr(error, "strerror", None) or str(error)[:160]
        raise OfficerError(_UNREADABLE.filled(name=path.name, why=why)) from error


_UNREADABLE = Text(
    "控制点表 {name} 无法读取（{why}）。" + _UNUSED.zh,
    "The table of control points {name} cannot be read ({why}). " + _UNUSED.en,
)


def _csv_rows(data: bytes) -> list[list[object]]:
    coding = decide(data.splitlines()[:_MOST])
    text = data.decode(coding.encoding, "replace").removeprefix("\ufeff")
    delimiter = max((",", "\t", ";", "，"), key=text[:4096].count)
    return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]


def _points(
    path: Path,
    rows: Sequence[Sequence[object]],
    header: int,
    columns: dict[str | None, int],
    pairs: Sequence[tuple[int, int, bool]],
) -> PointTable:
    names, numbers, found = [], [], []
    places = [place for pair in pairs for place in pair[:2]]
    for at, row in enumerate(rows[header + 1 : header + 1 + _MOST], header + 2):
        cells = [row[p] if p < len(row) else None for p in places]
        if all(str(cell or "").strip() == "" for cell in cells):
            continue
        values = [_number(cell) for cell in cells]
        if not all(map(math.isfinite, values)):
            raise OfficerError(_NO_NUMBER.filled(name=path.name, row=at))
        where = columns.get(_NAME)
        name = str(row[where] or "").strip() if where is not None else ""
        names.append(name or f"#{at}")
        numbers.append(at)
        found.append(values)
    array = np.asarray(found, float).reshape(-1, 4)
    settled = (pairs[0][2], pairs[1][2])
    return PointTable(
        tuple(names), tuple(numbers), array[:, :2], array[:, 2:], *settled
    )


_NO_NUMBER = Text(
    "控制点表 {name} 第 {row} 行有一个坐标不是数字。" + _UNUSED.zh + "请改正后重试。",
    "Row {row} of the control points {name} has a coordinate that is no number. "
    + _UNUSED.en
    + " Mend it and try again.",
)


def _number(cell: object) -> float:
    try:
        return float(str(cell).strip().replace(",", "").replace(" ", ""))
    except ValueError:
        return math.nan


def fit_from(path: Path, coordinates: Coordinates, target: int) -> Fit:
    """Fit a file's coordinates by the officer's control points.

    Parameters
    ----------
    path : Path
        The table.
    coordinates : Coordinates
        How the file is read so far; the old coordinates are in its CRS, or are the
        file's own numbers where it has none.
    target : int
        EPSG code of the store, projected; the new coordinates are in its CGCS2000
        zone, in the zone of the old ones, in the zone they name, or degrees.

    Raises
    ------
    OfficerError
        Where the table or the points are not good enough.
    """
    table = read_table(path)
    crs = coordinates.crs
    chances = [
        (old, new)
        for old in _orders(table.old, table.settled_old)
        for new in _orders(table.new, table.settled_new)
    ]
    best: Fit | None = None
    refusal: OfficerError | None = None
    for old, new in chances:
        try:
            fit = _fit(table, path.name, (old, new), crs, target)
        except OfficerError as error:
            refusal = refusal or error
            continue
        if best is None or fit.rms < best.rms:
            best = fit
    if best is None:
        raise refusal or OfficerError(_NO_COLUMNS.filled(name=path.name))
    if len(chances) > 1 and len(table.names) <= 2:
        raise OfficerError(_WHICH_IS_EAST.filled(name=path.name))
    return best


_WHICH_IS_EAST = Text(
    "{name} 里看不出 X、Y 哪个是东、哪个是北，2 个点也判断不了。" + _UNUSED.zh
    + "请把列名改为 旧东坐标、旧北坐标、新东坐标、新北坐标。",
    "{name} does not tell whether X or Y is east, and 2 points cannot. " + _UNUSED.en
    + " Name the columns east_old, north_old, east_new, north_new.",
)  # fmt: skip


def _orders(pairs: Floats, settled: bool) -> list[Floats]:
    """Return the pairs as east, north; both ways where nothing tells."""
    turned = pairs[:, ::-1]
    if settled:
        return [pairs]
    straight, crossed = _east_north(pairs), _east_north(turned)
    if straight != crossed:
        return [pairs] if straight else [turned]
    return [pairs, turned]


def _east_north(pairs: Floats) -> bool:
    """Tell whether pairs look like an easting and a northing of China, or lon, lat."""
    east, north = pairs[:, 0], pairs[:, 1]
    if not len(pairs):
        return False
    degrees = (east > 70) & (east < 137) & (north > 3) & (north < 55)
    fits = np.zeros(len(pairs), bool)
    for low, high in _EASTINGS:
        fits |= (east > low) & (east < high)
    fits &= (north > _NORTHINGS[0]) & (north < _NORTHINGS[1])
    return bool(degrees.all() or fits.all())


def _is_degrees(pairs: Floats) -> bool:
    low, high = pairs.min(axis=0), pairs.max(axis=0)
    return bool((low >= (-180, -90)).all() and (high <= (180, 90)).all())


def _fit(
    table: PointTable,
    source: str,
    pairs: tuple[Floats, Floats],
    crs: int | str | None,
    target: int,
) -> Fit:
    old, new = pairs
    if not len(old):
        return fitted((), None, target, source)
    before, old_epsg = _old_metres(old, crs)
    after, new_epsg = _new_metres(new, crs, target)
    points = [
        ControlPoint(name, (float(a[0]), float(a[1])), (float(b[0]), float(b[1])), row)
        for name, row, a, b in zip(table.names, table.rows, before, after, strict=True)
    ]
    return fitted(points, old_epsg, new_epsg, source)


def _old_metres(old: Floats, crs: int | str | None) -> tuple[Floats, int | None]:
    """Return old coordinates in metres and their EPSG code, on the datum of `crs`."""
    if not _is_degrees(old):
        if crs is not None and not _projected(crs):
            raise OfficerError(_OLD_IN_METRES)
        return old, crs if isinstance(crs, int) else None
    datum = georeference.old_datum(crs) if crs is not None else ""
    if not datum:
        raise OfficerError(_OLD_IN_DEGREES)
    base = _OLD_ZONES[datum]
    zone = base + min(max(round((float(old[:, 0].mean()) - 75) / 3), 0), 20)
    geographic = georeference.geographic_of(crs) if crs is not None else None
    change = georeference.transformer(geographic or zone, zone)
    return georeference.change_coordinates(old, change), zone


def _projected(crs: int | str) -> bool:
    return georeference.is_metric(crs)


_OLD_IN_METRES = Text(
    "文件坐标是经纬度，控制点的旧坐标却是米。" + _UNUSED.zh
    + "请在表中给出经纬度的旧坐标。",
    "The file is in degrees, but the old coordinates of the points are metres. "
    + _UNUSED.en + " Give the old coordinates in degrees.",
)  # fmt: skip
_OLD_IN_DEGREES = Text(
    "控制点的旧坐标是经纬度，但文件不在北京54 或西安80 上，无法拟合。" + _UNUSED.zh,
    "The old coordinates of the points are degrees, but the file is on neither "
    "Beijing 1954 nor Xian 1980. " + _UNUSED.en,
)


def _new_metres(new: Floats, crs: int | str | None, target: int) -> tuple[Floats, int]:
    """Return new coordinates in metres and their EPSG code."""
    if _is_degrees(new):
        change = georeference.transformer(CGCS2000, target)
        return georeference.change_coordinates(new, change), target
    east = float(new[:, 0].mean())
    if east > 10 * _PREFIX:
        zone = georeference.prefixed_zone(east)
        if zone is None:
            raise OfficerError(_NO_ZONE.filled(zone=int(east // _PREFIX)))
        return new, zone
    meridian = georeference.central_meridian(crs) if crs is not None else None
    if meridian is not None and georeference.is_cgcs2000(target):
        return new, georeference.zone_for(meridian, 35.0)[0]
    return new, target


_NO_ZONE = Text(
    "控制点新坐标的带号 {zone} 不存在。" + _UNUSED.zh,
    "There is no zone {zone}, as the new coordinates of the points have it. "
    + _UNUSED.en,
)
