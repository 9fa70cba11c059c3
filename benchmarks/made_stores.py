"""Make gridwatch stores from the generated sets S, M and L.

Usage: python -m benchmarks.made_stores [S M L] [--data DIR] [--to DIR]

Reads ``DIR/<SIZE>/gpkg/<SIZE>.gpkg`` and writes ``DIR/<SIZE>/store.gpkg`` through the
doors every delivery takes: `create_store` and `Store.take`. Tells seconds and memory.
The sets have no rivers of their own, only segments with a river's name and number, so
the rivers here are rows without a line, and the segments carry the names.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.cells import Cell
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Outfall
from gridwatch.district.rivers import River
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import Signboard, SignboardFace
from gridwatch.district.wording import Kind
from gridwatch.store.opening import create_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pandas import DataFrame

__all__ = ["CRS", "DATA", "SIZES", "make_store", "set_of", "store_of"]

SIZES = ("S", "M", "L")
CRS = 4548
DATA = Path(os.environ.get("GRIDWATCH_BENCH", "../bench"))
"""Where the sets lie unless ``--data`` says something else."""

_MISSING = """{path} is not there.
The sets S, M and L are generated, a minute for S and M, about two for L:

  python SHARED/bench/gen_data.py {data} S M L

(gen_data.py comes with the shared benchmark data and needs numpy, scipy, shapely,
geopandas and pyogrio.) Then, for the stores: python -m benchmarks.made_stores S M L
--data {data}"""
_AREA = "9901{:02d}"
_TOWNS_IN_AREA = 900
_LEVELS = ("省级", "municipal", "district", "town", "village")
_CONDITIONS = ("完好", "信息更新不及时", "未设置或缺失")
_OUTFALLS = (
    "工业排污口",
    "城镇污水处理厂排污口",
    "农业排口",
    "其他排口",
    "",
)


def set_of(data: Path, size: str) -> Path:
    """Return the generated GeoPackage of a size; leave with a word where it lacks."""
    path = data / size / "gpkg" / f"{size}.gpkg"
    if not path.is_file():
        sys.exit(_MISSING.format(path=path, data=data))
    return path


def store_of(data: Path, size: str) -> Path:
    """Return the store of a size, made now where it is not there yet."""
    path = data / size / "store.gpkg"
    if not path.is_file():
        make_store(set_of(data, size), path)
    return path


def make_store(source: Path, target: Path) -> dict[str, object]:
    """Make one store; return seconds, memory and rows.

    Parameters
    ----------
    source : Path
        The generated GeoPackage.
    target : Path
        Where the store goes; an older one is replaced.
    """
    begun = time.perf_counter()
    rows = read_rows(source)
    read = time.perf_counter()
    target.unlink(missing_ok=True)
    name = f"样例{source.stem}"
    with create_store(target, name=name, crs=CRS, code=_AREA.format(1)) as store:
        store.take(rows, source=source.name, who="benchmark")
    done = time.perf_counter()
    return {
        "read_s": round(read - begun, 1),
        "store_s": round(done - read, 1),
        "peak_mb": peak_mb(),
        "size_mb": round(target.stat().st_size / 1e6),
        "rows": {kind.value: len(found) for kind, found in rows.items()},
    }


def peak_mb() -> int:
    """Return the most memory this process has held, MB; 0 where nobody tells."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0
    lines = status.read_text("utf-8").splitlines()
    found = next(line for line in lines if line.startswith("VmHWM"))
    return int(found.split()[1]) // 1024


def read_rows(source: Path) -> dict[Kind, Sequence[object]]:
    """Return the rows of a generated set by kind."""
    towns, codes = _towns(_layer(source, "towns"))
    villages = _villages(_layer(source, "villages"), codes)
    segments = _layer(source, "segments")
    return {
        Kind.JURISDICTION: [*_districts(towns), *towns, *villages],
        Kind.RIVER: _rivers(segments),
        Kind.SEGMENT: _segments(segments),
        Kind.CELL: _cells(_layer(source, "cells"), villages),
        Kind.SIGNBOARD: list(_signboards(_layer(source, "signs"))),
        Kind.OUTFALL: list(_outfalls(_layer(source, "outfalls"))),
    }


def _layer(source: Path, name: str) -> DataFrame:
    # Brings geopandas along: who only asks for a made store need not wait for it.
    from pyogrio import read_dataframe

    return read_dataframe(source, layer=name)


def _districts(towns: Sequence[Jurisdiction]) -> Iterator[Jurisdiction]:
    """Yield the areas above the towns: what their towns cover together."""
    groups: dict[str, list[object]] = {}
    for town in towns:
        groups.setdefault(town.parent_code, []).append(town.geometry)
    for code, parts in groups.items():
        uid, name = f"district-{code}", f"样例{int(code[4:])}区"
        shape = shapely.coverage_union_all(parts)
        yield Jurisdiction(uid, code, name, Level.DISTRICT, "", 2026, shape)


def _towns(table: DataFrame) -> tuple[list[Jurisdiction], dict[int, str]]:
    """Return the towns, and their codes by their number in the set.

    A code has room for 999 towns, so a province's towns are cut into areas from west
    to east.
    """
    shapes = table.geometry.to_numpy()
    numbers, names = table["code"].tolist(), table["name"].tolist()
    west_first = np.argsort(shapely.get_x(shapely.centroid(shapes)), kind="stable")
    rows, codes = [], {}
    for place, i in enumerate(west_first.tolist()):
        area = _AREA.format(place // _TOWNS_IN_AREA + 1)
        code = f"{area}{place % _TOWNS_IN_AREA + 1:03d}000"
        number, name = numbers[i], names[i]
        codes[number] = code
        uid = f"town-{number}"
        rows.append(Jurisdiction(uid, code, name, Level.TOWN, area, 2026, shapes[i]))
    return rows, codes


def _villages(table: DataFrame, codes: dict[int, str]) -> list[Jurisdiction]:
    count: dict[str, int] = {}
    rows = []
    for number, name, town, shape in zip(
        table["code"], table["name"], table["tcode"], table.geometry, strict=True
    ):
        parent = codes[int(town)]
        count[parent] = count.get(parent, 0) + 1
        code = f"{parent[:9]}{count[parent]:03d}"
        uid = f"village-{number}"
        rows.append(Jurisdiction(uid, code, name, Level.VILLAGE, parent, 2026, shape))
    return rows


def _river_code(number: int) -> str:
    return f"R{number:05d}"


def _rivers(table: DataFrame) -> list[River]:
    first = table.drop_duplicates("rcode")
    return [
        River(f"river-{number}", _river_code(number), name, (_LEVELS[level],))
        for number, name, level in zip(
            first["rcode"], first["river"], first["lvl"], strict=True
        )
    ]


def _segments(table: DataFrame) -> list[Segment]:
    sequence = table.groupby("rcode").cumcount() + 1
    area = _AREA.format(1)
    return [
        Segment(
            f"segment-{number}",
            f"{area}{number:06d}",
            river_code=_river_code(river),
            sequence=int(place),
            length=float(length),
            geometry=shape,
        )
        for number, river, place, length, shape in zip(
            *(table["code"], table["rcode"], sequence, table["length_m"]),
            table.geometry,
            strict=True,
        )
    ]


def _cells(table: DataFrame, villages: Sequence[Jurisdiction]) -> list[Cell]:
    """Return the cells, each under the village that holds its middle."""
    shapes = table.geometry.to_numpy()
    tree = shapely.STRtree(shapely.centroid(shapes))
    village, cell = tree.query([row.geometry for row in villages], predicate="contains")
    owner = np.full(len(shapes), -1)
    owner[cell] = village
    count: dict[int, int] = {}
    rows = []
    for number, (place, shape) in enumerate(zip(owner.tolist(), shapes, strict=True)):
        above = villages[place].code if place >= 0 else ""
        count[place] = count.get(place, 0) + 1
        code = f"{above}{count[place]:03d}" if above else ""
        rows.append(Cell(f"cell-{number}", code, "", above, shape))
    return rows


def _signboards(table: DataFrame) -> Iterator[Signboard]:
    for number, name, state, shape in zip(
        table["code"], table["name"], table["state"], table.geometry, strict=True
    ):
        yield Signboard(
            f"signboard-{number}",
            f"P{number:06d}",
            condition=_CONDITIONS[state],
            face=SignboardFace(river=name),
            geometry=shape,
        )


def _outfalls(table: DataFrame) -> Iterator[Outfall]:
    for number, name, kind, shape in zip(
        table["code"], table["name"], table["kind"], table.geometry, strict=True
    ):
        yield Outfall(
            f"outfall-{number}",
            f"W{number:06d}",
            name,
            _OUTFALLS[kind],
            geometry=shape,
        )


def main() -> None:
    """Make the stores asked for and tell what it took."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("sizes", nargs="*", default=list(SIZES), choices=SIZES)
    options.add_argument("--data", type=Path, default=DATA, help="folder of the sets")
    options.add_argument("--to", type=Path, help="folder of the stores, if another")
    given = options.parse_args()
    for size in given.sizes:
        source = set_of(given.data, size)
        target = (given.to or given.data) / size / "store.gpkg"
        target.parent.mkdir(parents=True, exist_ok=True)
        told = {"size": size, **make_store(source, target)}
        print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
