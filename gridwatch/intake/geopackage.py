"""Layers of GeoPackage, file geodatabase, GeoJSON, KML and GPX files."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import tempfile
import warnings
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import pyogrio.errors
import pyogrio.raw
import shapely

from gridwatch.district.wording import Text
from gridwatch.intake.encoding import GB
from gridwatch.intake.layers import Facts, Geometry, Note, RawLayer, Unreadable
from gridwatch.intake.surfaces import flattened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = [
    "LOST",
    "READ_ERRORS",
    "STORE",
    "extent",
    "family",
    "is_store",
    "listed",
    "load",
    "look",
    "openable",
    "shapes_of",
]

_MARK = b"gw_store"
_CHUNK = 1 << 20
_WAL = 2
_SAMPLE_ROWS = 60
_WITH_LAYERS = {".gpkg", ".gdb", ".gpx"}
_HELD: dict[tuple[int, int], int] = {}
_FAMILIES: dict[str, Geometry] = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}
_BY_TYPE: dict[int, Geometry] = {
    0: "point", 1: "line", 2: "line", 3: "polygon", 4: "point", 5: "line", 6: "polygon",
}  # fmt: skip
READ_ERRORS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    shapely.errors.GEOSException,
    RuntimeError,
    ValueError,
    OSError,
)


def _is_foreign(path: Path) -> bool:
    state = path.stat()
    return _looked_through(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _looked_through(path: Path, _changed: int, _size: int) -> bool:
    """Tell whether a file is no store; a province's is looked through only once."""
    return not is_store(path)


def is_store(path: Path) -> bool:
    """Tell whether a file is a gridwatch store, without disturbing its locks.

    Closing any descriptor of a file drops all locks this process holds on it (POSIX),
    those of an open store too. A store's descriptor is therefore kept for good.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    keep = False
    try:
        keep = os.name == "posix" and _marked(descriptor)
        return keep or (os.name != "posix" and _marked(descriptor))
    finally:
        _release(descriptor, keep=keep)


def _release(descriptor: int, *, keep: bool) -> None:
    if not keep:
        os.close(descriptor)
        return
    state = os.fstat(descriptor)
    _HELD[state.st_dev, state.st_ino] = descriptor


def _marked(descriptor: int) -> bool:
    tail = b""
    os.lseek(descriptor, 0, os.SEEK_SET)
    while chunk := os.read(descriptor, _CHUNK):
        if _MARK in tail + chunk:
            return True
        tail = chunk[-len(_MARK) :]
    return False


def _known_store(path: Path) -> bool:
    state = path.stat()
    return (state.st_dev, state.st_ino) in _HELD


@contextmanager
def openable(path: Path) -> Iterator[Path]:
    """Give a path GDAL may open: a copy where it would write or stumble.

    A GeoPackage in WAL mode grows side files when opened; GDAL takes ``!`` for a
    member of an archive.
    """
    if path.is_dir():
        yield path
        return
    if path.suffix.casefold() == ".gpkg":
        if _known_store(path) or not _is_foreign(path):
            raise Unreadable(STORE)
        wal = _in_wal_mode(path)
    else:
        wal = False
    if not wal and "!" not in str(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="gridwatch") as folder:
        copy = Path(folder) / f"layers{path.suffix.casefold()}"
        shutil.copyfile(path, copy)
        side = path.with_name(f"{path.name}-wal")
        if side.exists():
            shutil.copyfile(side, copy.with_name(f"{copy.name}-wal"))
        yield copy


STORE = Text(
    "这是 gridwatch 工作库，不是外来数据：不导入",
    "this is a gridwatch store, not a delivery: left out",
)


def _in_wal_mode(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(20)
    return len(head) == 20 and _WAL in (head[18], head[19])


def look(path: Path) -> list[Facts]:
    """Look at every layer of a file.

    Raises
    ------
    Unreadable
        Where it is a gridwatch store, or GDAL makes nothing of it.
    """
    with openable(path) as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            layers = [str(name) for name, _ in pyogrio.list_layers(opened)]
            single = len(layers) == 1 and path.suffix.casefold() not in _WITH_LAYERS
            found = [_facts(opened, name, single=single) for name in layers]
        except READ_ERRORS as error:
            raise _unreadable(error) from error
    return _tracks(found) if path.suffix.casefold() == ".gpx" else found


def _tracks(found: list[Facts]) -> list[Facts]:
    """Leave out the layers that GDAL makes of every GPX, whether it has any or not.

    The points of a track are its line once more.
    """
    kept = [
        f for f in found if f.rows and f.layer not in ("track_points", "route_points")
    ]
    return kept or found[:1]


def _unreadable(error: Exception) -> Unreadable:
    why = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
    text = Text("无法读取（{why}）", "cannot be read ({why})")
    return Unreadable(text.filled(why=why))


def _facts(path: Path, layer: str, *, single: bool) -> Facts:
    info: dict[str, Any] = pyogrio.read_info(
        path, layer=layer, force_feature_count=True, force_total_bounds=True
    )
    notes: list[Note] = []
    meta, _, wkb, data = _read(path, layer, notes, max_features=_SAMPLE_ROWS)
    names = tuple(str(name) for name in meta["fields"])
    sample = {
        name: [str(v) for v in listed(column) if v is not None]
        for name, column in zip(names, data, strict=True)
    }
    return Facts(
        None if single else layer,
        names,
        max(int(info["features"]), 0),
        family(info["geometry_type"], wkb),
        None,
        str(info["crs"] or ""),
        extent(info["total_bounds"]),
        sample,
        notes=tuple(notes),
    )


def _read(path: Path, layer: str | None, notes: list[Note], **wanted: Any) -> Any:  # noqa: ANN401 - as pyogrio has them
    """Read a layer; columns that cannot be read are left out, not the layer with them.

    Lists in a GeoJSON, some of numbers and some of words, are such columns. Texts that
    GDAL hands on as they are, of a MapInfo table for one, are read as GB18030 where
    they are no UTF-8.
    """
    try:
        return pyogrio.raw.read(path, layer=layer, **wanted)
    except UnicodeDecodeError as error:
        trouble: ValueError = error
        with contextlib.suppress(ValueError):
            found = pyogrio.raw.read(path, layer=layer, encoding=GB, **wanted)
            notes.append(Note("info", _AS_GB))
            return found
    except ValueError as error:
        trouble = error
    fields = [str(name) for name in pyogrio.read_info(path, layer=layer)["fields"]]
    good = [name for name in fields if _reads(path, layer, name)]
    if len(good) == len(fields):
        raise trouble
    notes += [
        Note("warning", _UNREAD_COLUMN, None, name)
        for name in fields
        if name not in good
    ]
    return pyogrio.raw.read(path, layer=layer, columns=good, **wanted)


def _reads(path: Path, layer: str | None, column: str) -> bool:
    try:
        pyogrio.raw.read(path, layer=layer, columns=[column], read_geometry=False)
    except ValueError:
        return False
    return True


_AS_GB = Text(
    "文字不是 UTF-8，按 GB18030 读取", "the texts are no UTF-8 and were read as GB18030"
)
_UNREAD_COLUMN = Text(
    "这一列的值不是单个的文字或数字，没有读取；其他列不受影响",
    "the values of this column are no single texts or numbers and were not read; the "
    "other columns are not affected",
)


def family(declared: object, wkb: NDArray[np.object_] | None) -> Geometry:
    """Return of which kind a layer's shapes are: declared so, or its first ones."""
    if declared is None or wkb is None:
        return "none"
    word = str(declared).removeprefix("2.5D ").split(" ")[0].removeprefix("Measured")
    if word in _FAMILIES:
        return _FAMILIES[word]
    for kind in shapely.get_type_id(
        shapely.from_wkb(wkb, on_invalid="ignore")
    ).tolist():
        if kind in _BY_TYPE:
            return _BY_TYPE[kind]
    return "none"


def extent(bounds: object) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of four numbers; None where any is missing."""
    if bounds is None:
        return None
    box = np.asarray(bounds, float)
    if box.shape != (4,) or not np.isfinite(box).all():
        return None
    return (float(box[0]), float(box[1]), float(box[2]), float(box[3]))


def listed(column: NDArray[Any]) -> list[object]:
    """Turn a column into Python values; every kind of missing becomes None."""
    if column.dtype.kind == "M":
        whole = column.astype("datetime64[ms]").astype(object).tolist()
        return [None if value is None else value.date() for value in whole]
    values: list[object] = column.tolist()
    return [
        None if isinstance(value, float) and math.isnan(value) else value
        for value in values
    ]


def load(path: Path, layer: str | None) -> RawLayer:
    """Read all rows of a layer.

    Raises
    ------
    Unreadable
        Where GDAL fails on the whole layer.
    """
    notes: list[Note] = []
    with openable(path) as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            meta, fids, wkb, data = _read(opened, layer, notes, return_fids=True)
        except READ_ERRORS as error:
            raise _unreadable(error) from error
    names = tuple(str(name) for name in meta["fields"])
    columns = {n: listed(c) for n, c in zip(names, data, strict=True)}
    numbered = path.suffix.casefold() == ".gpkg"
    rows = fids.tolist() if numbered else list(range(1, len(fids) + 1))
    raw = RawLayer(names, rows, columns, notes=notes)
    if wkb is not None and meta["geometry_type"] is not None:
        raw.geometry, raw.lost = shapes_of(wkb)
    return raw


def shapes_of(
    wkb: NDArray[np.object_],
) -> tuple[NDArray[np.object_], dict[int, Text]]:
    """Return shapes of WKB, and why some are lost.

    Parameters
    ----------
    wkb : ndarray of bytes or None, shape (n,)
        As GDAL gives it; None where a row has no shape.

    Returns
    -------
    ndarray of shapely geometries, shape (n,), dict of int to Text
        None for a shape that is missing or lost; the reason by place in `wkb`.
    """
    shapes: NDArray[np.object_] = shapely.from_wkb(wkb, on_invalid="fix")
    there = np.asarray([blob is not None for blob in wkb], bool)
    unread = np.flatnonzero(shapely.is_missing(shapes) & there)
    for at in unread.tolist():
        shapes[at] = shapely.from_wkb(flattened(wkb[at]), on_invalid="fix")
    lost = [at for at in unread.tolist() if shapes[at] is None]
    return shapes, dict.fromkeys(lost, LOST)


LOST = Text(
    "图形已损坏，或是三维面片，无法读取",
    "the shape is damaged or a surface in space: it cannot be read",
)
