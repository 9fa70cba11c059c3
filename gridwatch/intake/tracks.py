"""GPX files of a folder: way points, and tracks as runs of places with their times."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyogrio.raw import read

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["LARGEST_BYTES", "Run", "TrackFile", "WayPoint", "read_gpx", "read_tracks"]

LARGEST_BYTES = 200_000_000
_LAYERS = {
    "waypoints": (),
    "route_points": ("route_fid",),
    "track_points": ("track_fid", "track_seg_id"),
}
_WORDS = ("name", "desc", "cmt")


@dataclass(frozen=True, slots=True)
class WayPoint:
    """A place somebody marked on the way.

    Parameters
    ----------
    name, note : str
        What it was called, and what else was written down.
    longitude, latitude : float
        Degrees, WGS 84.
    time : datetime or None
        When, UTC.
    """

    name: str
    note: str
    longitude: float
    latitude: float
    time: datetime | None


@dataclass(frozen=True, eq=False)
class Run:
    """An unbroken part of a track, or a route.

    Parameters
    ----------
    places : array of float, shape (n, 2)
        Longitude and latitude, degrees, WGS 84.
    times : array of datetime64[ms], shape (n,)
        UTC; NaT where none is said.
    planned : bool
        A route: where somebody meant to go, not where he was.
    """

    places: NDArray[np.float64]
    times: NDArray[np.datetime64]
    planned: bool = False


@dataclass(frozen=True, eq=False)
class TrackFile:
    """One GPX file.

    Parameters
    ----------
    path : Path
        The file.
    points : tuple of WayPoint
        Its way points.
    runs : tuple of Run
        Its tracks, part by part, and its routes.
    dropped : int
        Points without a sound place.
    fault : Text or None
        Why it could not be read.
    """

    path: Path
    points: tuple[WayPoint, ...] = ()
    runs: tuple[Run, ...] = ()
    dropped: int = 0
    fault: Text | None = None


def read_tracks(
    folder: Path,
    progress: Callable[[int, int, Text], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[TrackFile, ...]:
    """Read every GPX file of a folder and of those in it, in the order of names."""
    paths = [
        Path(here, name)
        for here, _, names in sorted(os.walk(folder))
        for name in sorted(names)
        if name.casefold().endswith(".gpx") and not name.startswith(".")
    ]
    found = []
    for number, path in enumerate(paths):
        if cancelled is not None and cancelled():
            break
        if progress is not None:
            progress(number, len(paths), Text(path.name, path.name))
        found.append(read_gpx(path))
    return tuple(found)


def read_gpx(path: Path) -> TrackFile:
    """Read one GPX file; whatever is wrong with it is told in its `fault`."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return TrackFile(path, fault=_HEAVY)
        # As bytes: a reader of paths trips over some that Windows allows.
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return TrackFile(path, fault=_UNREADABLE.filled(reason=reason))
    if not data.strip():
        return TrackFile(path, fault=_EMPTY)
    if b"<gpx" not in data[:100_000] and b":gpx" not in data[:100_000]:
        return TrackFile(path, fault=_NO_GPX)
    try:
        layers = {name: _read(data, name) for name in _LAYERS}
    except (DataSourceError, DataLayerError, RuntimeError, ValueError):
        return TrackFile(path, fault=_BROKEN)
    points, dropped = _points(layers["waypoints"])
    runs = []
    for name in ("track_points", "route_points"):
        found, lost = _runs(layers[name], _LAYERS[name], planned=name[0] == "r")
        runs += found
        dropped += lost
    return TrackFile(path, tuple(points), tuple(runs), dropped)


def _read(data: bytes, layer: str) -> dict[str, NDArray[Any]]:
    with warnings.catch_warnings():
        # What GDAL says of extensions is about nothing that is read here.
        warnings.simplefilter("ignore")
        meta, _, shapes, values = read(data, layer=layer)
    found = {str(n): v for n, v in zip(meta["fields"], values, strict=True)}
    geometries = shapely.from_wkb(shapes)
    found["_x"], found["_y"] = shapely.get_x(geometries), shapely.get_y(geometries)
    return found


def _sound(rows: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
    """Tell which rows lie on the Earth, and not at 0°, 0°."""
    x, y = rows["_x"], rows["_y"]
    found: NDArray[np.bool_] = np.isfinite(x) & np.isfinite(y)
    found &= (np.abs(x) <= 180) & (np.abs(y) <= 90) & ~((x == 0) & (y == 0))
    return found


def _times(rows: dict[str, NDArray[Any]]) -> NDArray[np.datetime64]:
    times = rows.get("time")
    if times is None or times.dtype.kind != "M":
        return np.full(len(rows["_x"]), np.datetime64("NaT"), "datetime64[ms]")
    return times.astype("datetime64[ms]")


def _points(rows: dict[str, NDArray[Any]]) -> tuple[list[WayPoint], int]:
    sound, times = _sound(rows), _times(rows)
    found = []
    for i in np.flatnonzero(sound).tolist():
        words = [_text(rows.get(key), i) for key in _WORDS]
        when = times[i]
        found.append(
            WayPoint(
                words[0],
                "；".join(dict.fromkeys(word for word in words[1:] if word)),
                float(rows["_x"][i]),
                float(rows["_y"][i]),
                None
                if np.isnat(when)
                else when.astype("datetime64[s]").item().replace(tzinfo=UTC),
            )
        )
    return found, int((~sound).sum())


def _text(values: NDArray[Any] | None, place: int) -> str:
    value = None if values is None else values[place]
    return value.strip() if isinstance(value, str) else ""


def _runs(
    rows: dict[str, NDArray[Any]], keys: tuple[str, ...], *, planned: bool
) -> tuple[list[Run], int]:
    sound, times = _sound(rows), _times(rows)
    if not len(sound):
        return [], 0
    numbers = np.column_stack([rows[key] for key in keys])
    cuts = np.flatnonzero((numbers[1:] != numbers[:-1]).any(axis=1)) + 1
    places = np.column_stack([rows["_x"], rows["_y"]])
    found = []
    for part in np.split(np.arange(len(sound)), cuts):
        kept = part[sound[part]]
        if len(kept):
            found.append(Run(places[kept], times[kept], planned))
    return found, int((~sound).sum())


_HEAVY = Text("超过 200 MB", "larger than 200 MB")
_EMPTY = Text("文件是空的", "the file is empty")
_UNREADABLE = Text("读不了（{reason}）", "cannot be read ({reason})")
_NO_GPX = Text("不是 GPX 轨迹文件", "no GPX file")
_BROKEN = Text(
    "GPX 文件不完整或有错误：请重新从手机或手持机导出",
    "the GPX file is cut short or wrong: export it from the device again",
)
