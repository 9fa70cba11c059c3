"""The second way into a layer: in halves, where reading it whole fails.

One damaged page of a GeoPackage, or one value that cannot be held, costs the bulk
reader the whole layer. Here it costs the rows that lie there, and it is said how many.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely

from gridwatch.district.wording import Text
from gridwatch.intake.geopackage import (
    READ_ERRORS,
    extent,
    family,
    listed,
    openable,
    shapes_of,
)
from gridwatch.intake.layers import Facts, Note, RawLayer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["load", "look"]

_SAMPLE_ROWS = 60
_NUMBERED = {".gpkg", ".gdb"}
"""Whose rows can be asked for by number, those behind a damaged place too."""
_MOST_FAILURES = 200
"""Rows that fail one after another until the rest is given up."""


def look(path: Path) -> list[Facts]:
    """Return the facts of every layer of which rows can be read; empty without any."""
    found = []
    for layer in _layers(path):
        raw = load(path, layer)
        if raw is not None:
            found.append((layer, raw))
    single = len(found) == 1 and path.suffix.casefold() not in _NUMBERED
    return [_facts(path, layer, raw, single=single) for layer, raw in found]


def _layers(path: Path) -> list[str]:
    try:
        with openable(path) as opened:
            return [str(name) for name, _ in pyogrio.list_layers(opened)]
    except READ_ERRORS:
        return []


def _facts(path: Path, layer: str, raw: RawLayer, *, single: bool) -> Facts:
    shapes = raw.geometry if raw.geometry is not None else np.empty(0, object)
    there = shapes[~shapely.is_missing(shapes)]
    with openable(path) as opened:
        info = pyogrio.read_info(opened, layer=layer)
    sample = {
        name: [str(v) for v in values[:_SAMPLE_ROWS] if v is not None]
        for name, values in raw.columns.items()
    }
    return Facts(
        None if single else layer,
        raw.names,
        len(raw.numbers),
        family(info["geometry_type"], shapely.to_wkb(there)),
        None,
        str(info["crs"] or ""),
        extent(shapely.total_bounds(there)) if len(there) else None,
        sample,
        notes=(Note("warning", _SECOND),),
    )


def load(path: Path, layer: str | None) -> RawLayer | None:
    """Read those rows of a layer that can be read; None where there are none."""
    try:
        with openable(path) as opened, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parts, declared = _parts(opened, layer)
    except READ_ERRORS:
        return None
    if not parts:
        return None
    raw = _joined(parts, numbered=path.suffix.casefold() == ".gpkg")
    read = len(raw.numbers)
    if read < declared:
        raw.notes.append(Note("error", _NOT_ALL.filled(read=read, all=declared)))
    return raw


def _parts(path: Path, layer: str | None) -> tuple[list[Any], int]:
    """Return what could be read, and how many rows the layer says it has."""
    info = pyogrio.read_info(path, layer=layer)
    declared = max(int(info["features"]), 0)

    def by_place(first: int, end: int) -> Any:  # noqa: ANN401 - as pyogrio has them
        return pyogrio.raw.read(
            path,
            layer=layer,
            return_fids=True,
            skip_features=first,
            max_features=end - first,
        )

    def by_number(first: int, end: int) -> Any:  # noqa: ANN401
        wanted = list(range(first, end))
        return pyogrio.raw.read(path, layer=layer, return_fids=True, fids=wanted)

    numbered = path.suffix.casefold() in _NUMBERED
    parts = _halved(by_place, 0, declared, most=1 if numbered else _MOST_FAILURES)
    read = sum(len(part[1]) for part in parts)
    if numbered and parts and read < declared:
        last = max(int(part[1].max()) for part in parts)
        end = last + 1 + declared - read
        parts += _halved(by_number, last + 1, end, most=_MOST_FAILURES)
    return parts, declared


def _halved(
    ask: Callable[[int, int], Any], first: int, end: int, *, most: int
) -> list[Any]:
    """Read a range of rows, in halves where that fails.

    Parameters
    ----------
    ask : callable
        Reads the rows from one number to before another; raises where it cannot.
    first, end : int
        The range.
    most : int
        Failures one after another, of one row each, after which it ends.
    """
    parts: list[Any] = []
    waiting, failed = [(first, end)], 0
    while waiting and failed < most:
        start, stop = waiting.pop()
        if start >= stop:
            continue
        try:
            part = ask(start, stop)
        except READ_ERRORS:
            if stop - start == 1:
                failed += 1
                continue
            middle = (start + stop) // 2
            waiting += [(middle, stop), (start, middle)]
            continue
        failed = 0
        if len(part[1]):
            parts.append(part)
    return parts


def _joined(parts: list[Any], *, numbered: bool) -> RawLayer:
    meta = parts[0][0]
    names = tuple(str(name) for name in meta["fields"])
    columns: dict[str, list[object]] = {
        name: [value for part in parts for value in listed(part[3][at])]
        for at, name in enumerate(names)
    }
    fids = np.concatenate([part[1] for part in parts]).tolist()
    numbers = fids if numbered else list(range(1, len(fids) + 1))
    raw = RawLayer(names, numbers, columns)
    if parts[0][2] is not None and meta["geometry_type"] is not None:
        wkb = np.concatenate([part[2] for part in parts])
        raw.geometry, raw.lost = shapes_of(wkb)
    return raw


_SECOND = Text(
    "文件有损坏，已分段读取：能读的行都已读出",
    "the file is damaged and was read in parts: every row that can be read was",
)
_NOT_ALL = Text(
    "图层写明 {all} 行，损坏处以外读出 {read} 行：请向提供单位要一份完整的",
    "the layer says it has {all} rows, {read} of them could be read: ask whoever sent "
    "it for a whole one",
)
