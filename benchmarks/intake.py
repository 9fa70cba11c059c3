"""Measure the reading of deliveries beside GDAL's ``ogr2ogr``, alternated in one run.

Usage: python -m benchmarks.intake [M L real] [--data DIR] [--rounds 3]

For each set (the generated city M and province L, the real shapefiles of the shared
data) every round starts, one after the other, each a process of its own:

- ``ogr2ogr -f Memory``: every layer read into memory and nothing written, the least
  that GDAL can be asked for; it is not told the encoding and leaves texts as they are;
- ours, reading: every file looked at and every row read, encoding judged, texts
  decoded, shapes as objects;
- ours, whole: the plan and every row as a value of the district: kinds, columns, CRS
  and encoding judged, shapes transformed, checked and mended, values translated;
- ``ogr2ogr -f GPKG`` into a temporary folder, told ``ENCODING=GBK``: what offices do.

Times are of whole processes, starts included; memory is the most a process held.
Writes ``figures-intake.md`` and ``.json``. ogr2ogr needs ``gdal-bin``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
BENCH = Path(os.environ.get("GRIDWATCH_BENCH", "../bench"))
SHARED = Path(os.environ.get("GRIDWATCH_SHARED", "../shared"))
REAL = ("china_rivers_1to4m", "london", "crs", "stream_network", "beijing")
MEGABYTE = 1e6


def read_rows(folder: Path) -> dict[str, int]:
    """Read every row of every shapefile below a folder; nothing is kept."""
    from gridwatch.intake import readers
    from gridwatch.intake.ahead import ahead

    def read(path: Path, _: object) -> tuple[int, int]:
        (facts,) = readers.look(path)
        encoding = facts.coding.encoding if facts.coding else ""
        raw = readers.load(path, None, encoding)
        return len(raw.numbers), 0 if raw.geometry is None else len(raw.geometry)

    rows = shapes = 0
    for found in ahead(read, sorted(folder.rglob("*.shp"))):
        read_rows, read_shapes = found.result()
        rows, shapes = rows + read_rows, shapes + read_shapes
    return {"rows": rows, "shapes": shapes}


def read_whole(folder: Path) -> dict[str, int]:
    """Survey a folder and read all of it into values of the district."""
    from gridwatch.intake.plan import read, survey

    delivery = read(survey(folder))
    taken = sum(map(len, delivery.rows.values()))
    return {"rows": taken, "aside": len(delivery.rejected)}


class Cost(NamedTuple):
    """What a process took: seconds, seconds of all cores, the most memory in MB."""

    seconds: float
    cpu: float
    peak: float


def run(words: list[str]) -> Cost:
    """Run a process; return what it took."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{words} ended with {child.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(seconds, cpu, usage.ru_maxrss * 1024 / MEGABYTE)


def ogr(folder: Path, driver: str, into: Path) -> Cost:
    """Convert every shapefile of a folder in as few processes as there are folders."""
    seconds = cpu = most = 0.0
    for number, place in enumerate(places(folder)):
        target = into / f"{number}.gpkg"
        words = ["ogr2ogr", "-f", driver, str(target), str(place)]
        if driver == "GPKG":
            words += ["-oo", "ENCODING=GBK", "-nlt", "PROMOTE_TO_MULTI"]
        took = run(words)
        seconds, cpu = seconds + took.seconds, cpu + took.cpu
        most = max(most, took.peak)
        target.unlink(missing_ok=True)
    return Cost(seconds, cpu, most)


def places(folder: Path) -> list[Path]:
    """Return the folders that hold shapefiles: a data source of GDAL's each."""
    return sorted({path.parent for path in folder.rglob("*.shp")})


def own(folder: Path, what: str) -> Cost:
    """Run one of our two tasks in a process of its own."""
    return run([sys.executable, "-m", "benchmarks.intake", "--task", what, str(folder)])


def measured(folder: Path, rounds: int, *, whole: bool) -> dict[str, object]:
    """Return all times of a set, alternated."""
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as into:
        for _ in range(rounds):
            steps = {
                "ogr2ogr Memory": lambda: ogr(folder, "Memory", Path(into)),
                "reading": lambda: own(folder, "rows"),
            }
            steps["start alone"] = lambda: own(Path(into), "rows")
            if whole:
                steps["ogr2ogr GPKG"] = lambda: ogr(folder, "GPKG", Path(into))
                steps["whole"] = lambda: own(folder, "whole")
            for name, step in steps.items():
                found.setdefault(name, []).append(step())
    size = sum(f.stat().st_size for p in places(folder) for f in p.iterdir())
    return {
        "data_mb": round(size / MEGABYTE),
        "seconds": {k: [round(c.seconds, 3) for c in v] for k, v in found.items()},
        "cpu": {k: [round(c.cpu, 3) for c in v] for k, v in found.items()},
        "peak_mb": {k: round(max(c.peak for c in v)) for k, v in found.items()},
        "ratio": _compared(found, "seconds"),
        "cpu_ratio": _compared(found, "cpu"),
    }


def _compared(found: dict[str, list[Cost]], what: str) -> dict[str, list[float]]:
    """Return peer / ours, round by round."""
    pairs = {"reading": "ogr2ogr Memory", "whole": "ogr2ogr GPKG"}
    return {
        ours: [
            round(getattr(p, what) / getattr(o, what), 2)
            for p, o in zip(found[peer], found[ours], strict=True)
        ]
        for ours, peer in pairs.items()
        if ours in found
    }


def real_set(into: Path) -> Path | None:
    """Copy the real shapefiles together; None where they are not on this machine."""
    found = False
    for name in REAL:
        source = SHARED / "data" / name
        for path in sorted(source.rglob("*.shp")):
            for part in path.parent.glob(f"{path.stem}.*"):
                target = into / name / part.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(part, target)
            found = True
    return into if found else None


def _spread(values: list[float]) -> str:
    middle = statistics.median(values)
    return f"{middle:.2f} ({min(values):.2f} to {max(values):.2f})"


def _page(facts: dict[str, dict[str, object]]) -> str:
    rows = []
    for name, told in facts.items():
        for what, values in told["seconds"].items():
            peak = told["peak_mb"][what]
            ratios = (told[key].get(what) for key in ("ratio", "cpu_ratio"))
            cells = (
                name,
                f"{told['data_mb']:,}",
                what if what.startswith("ogr") else f"gridwatch, {what}",
                _spread(values),
                _spread(told["cpu"][what]),
                f"{peak:,}",
                f"{peak / max(told['data_mb'], 1):.1f}",
                *(f"**{_spread(ratio)}**" if ratio else "-" for ratio in ratios),
            )
            rows.append(f"| {' | '.join(cells)} |")
    version = subprocess.run(["ogr2ogr", "--version"], capture_output=True, text=True)
    peer = version.stdout.split(",")[0]
    day = datetime.now().astimezone().date().isoformat()
    head = (
        "| set | data, MB | who | seconds, median (least to most) | CPU seconds | peak "
        "MB | times the data | ratio | ratio of CPU |"
    )
    load = " ".join(f"{number:.1f}" for number in os.getloadavg())
    return f"""# Figures of the intake

Written by `python -m benchmarks.intake`; {day}, {os.cpu_count()} cores, Python
{platform.python_version()}, {peer}. Whole processes, alternated in one run; *start
alone* is Python and our libraries with nothing to read, which an open window has behind
it. *Reading* is held against `ogr2ogr -f Memory`, which reads into memory and writes
nothing; *whole*
is held against `ogr2ogr -f GPKG`. Ratios are ogr2ogr / gridwatch, the median of the
rounds' (least to most): above 1 gridwatch is faster. ogr2ogr into memory is not told
the encoding; ours judges and decodes it. *Whole* judges kinds, columns and CRS,
transforms, checks and mends each shape and translates each value, and writes no file;
`-f GPKG` does none of that and writes one. The load of the machine at the end of the
run was {load}: above the number of cores others worked on it too, and the CPU seconds
tell more.

{head}
| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |
{chr(10).join(rows)}
"""


def main() -> None:
    """Measure the sets asked for and write the page."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("sets", nargs="*", default=["M", "L", "real"])
    options.add_argument("--data", type=Path, default=BENCH, help="folder of the sets")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--reading", action="store_true", help="no whole imports")
    options.add_argument("--task", choices=["rows", "whole"], help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.task:
        work = read_rows if given.task == "rows" else read_whole
        print(json.dumps(work(Path(given.sets[0]))))
        return
    if shutil.which("ogr2ogr") is None:
        sys.exit("ogr2ogr is not on this machine: apt-get install gdal-bin")
    facts: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in given.sets:
            real = name == "real"
            place = real_set(Path(folder)) if real else given.data / name / "shp"
            if place is None or not place.is_dir():
                print(f"{name} is not on this machine: left out")
                continue
            facts[name] = measured(place, given.rounds, whole=not given.reading)
            print(name, json.dumps(facts[name]), flush=True)
    (HERE / "figures-intake.md").write_text(_page(facts), encoding="utf-8")
    words = json.dumps(facts, ensure_ascii=False, indent=1)
    (HERE / "figures-intake.json").write_text(words + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
