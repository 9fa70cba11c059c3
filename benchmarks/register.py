"""Measure the register's bulk questions beside QGIS, alternated in one run.

Usage: python -m benchmarks.register [--rounds 3] [--size M] [--data DIR]

Each round asks, one after the other: which segment is nearest to each outfall (within
50 m), in which cell and in which village each outfall lies (each alone, and both
together, as the register asks; of QGIS the sum of both), how far each segment runs in
each village, do the villages tile. First QGIS, then ours. Both have their layers
open: QGIS the GeoPackage with its own R-trees, ours the shapes in memory without any
index; ours gives more (chainage, bank, offset with the segment). Then, ours alone: all
checks, and who answers for everything on a day, on the sample district and on the set,
which gets a made-up roster, ownership and faces for it. Writes
``figures-register.json`` and ``figures-register.md``.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyogrio import read_dataframe

from benchmarks.made_stores import DATA, set_of, store_of
from benchmarks.peer import PYTHON, has_qgis
from gridwatch.district import siting
from gridwatch.district.answers import answers_on
from gridwatch.district.checks import run_checks
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.coverage import expected_on_face
from gridwatch.district.crossings import lengths_within
from gridwatch.district.jurisdictions import Level
from gridwatch.district.ownership import Ownership
from gridwatch.district.tessellation import flaws_of
from gridwatch.resources import sample_folder
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gridwatch.district.district import District

HERE = Path(__file__).resolve().parent
SCRIPT = HERE / "qgis_register_peer.py"
DAY = date(2026, 11, 1)
BEGUN, HANDED_OVER, CHANGED = date(2024, 1, 1), date(2026, 3, 1), 10
LIMIT = 50.0
JOBS = {
    "nearest": ("outfalls: nearest segment within 50 m", "≥ 4"),
    "cells": ("outfalls: cell", "≥ 50"),
    "villages": ("outfalls: village", "≥ 50"),
    "containment": ("outfalls: cell and village together", "≥ 50"),
    "lengths": ("segments: length in each village", "≥ 8"),
    "topology": ("villages: gaps and overlaps", "≥ 8"),
}
ASKED = ("nearest", "cells", "villages", "lengths", "topology")


class Peer:
    """QGIS in a process of its own."""

    def __init__(self, path: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        self._process = subprocess.Popen(
            [str(PYTHON), str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**kept, "QT_QPA_PLATFORM": "offscreen"},
        )
        self.version = str(self._answer()["version"])
        self.ask("load", path=str(path))

    def ask(self, what: str, **words: str) -> dict[str, Any]:
        """Return milliseconds and what was found."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **words}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
        raise RuntimeError("QGIS ended by itself")

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def ours(path: Path) -> dict[str, Callable[[], object]]:
    """Return our questions over the same layers."""

    def shapes(name: str) -> Any:  # noqa: ANN401
        return read_dataframe(path, layer=name, columns=[]).geometry.to_numpy()

    outfalls, segments = shapes("outfalls"), shapes("segments")
    areas = {"cells": shapes("cells"), "villages": shapes("villages")}

    def nearest() -> int:
        found = siting.nearest(siting.points_of(outfalls), segments, LIMIT)
        return int((found.line >= 0).sum())

    def within(name: str) -> int:
        found = siting.containing(siting.points_of(outfalls), areas[name])
        return int((found >= 0).sum())

    def containment() -> list[int]:
        # As `district.sites` asks: one index over the points for both questions.
        spots = siting.spots(siting.points_of(outfalls))
        asked = (siting.containing(spots, areas[name]) for name in areas)
        return [int((found >= 0).sum()) for found in asked]

    def lengths() -> int:
        found = lengths_within(segments, areas["villages"])
        return round(found.metres.sum() / 1000)

    def topology() -> list[int]:
        found = flaws_of(areas["villages"])
        return [len(found.overlaps), len(found.gaps)]

    return {
        "nearest": nearest,
        "cells": lambda: within("cells"),
        "villages": lambda: within("villages"),
        "containment": containment,
        "lengths": lengths,
        "topology": topology,
    }


def timed(do: Callable[..., Any], *words: object) -> tuple[float, Any]:
    """Return milliseconds and the result."""
    gc.collect()
    begun = time.perf_counter()
    found = do(*words)
    return (time.perf_counter() - begun) * 1000, found


# --- a district with everything -----------------------------------------------------


def sample() -> District:
    """Return the sample district, imported anew."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "sample.gpkg"
        words = [sys.executable, "-m", "gridwatch", "import"]
        subprocess.run(
            [*words, sample_folder(), store, "--yes"], check=True, capture_output=True
        )
        with open_store(store, read_only=True) as opened:
            return opened.district()


def manned(path: Path) -> District:
    """Return a set's district with a made-up roster, ownership and faces."""
    with tempfile.TemporaryDirectory() as folder:
        # A copy: opening may bring an older store up to date.
        copy = Path(folder) / path.name
        copy.write_bytes(path.read_bytes())
        with open_store(copy) as opened:
            bare = opened.district()
    rules = sample().rules
    posts = tuple(_posts(bare))
    persons = tuple(
        Person(f"n{i}", f"河长{i}", mobile=f"139{i:08d}") for i in range(len(posts))
    )
    before = tuple(
        Person(f"o{i}", f"前河长{i}", mobile=f"138{i:08d}")
        for i in range(0, len(posts), CHANGED)
    )
    owners = tuple(
        Ownership(f"w{s.uid}", s.code, "both", "管理单位", "管护单位")
        for s in bare.segments
    )
    staffed = replace(
        bare,
        rules=rules,
        posts=posts,
        persons=(*persons, *before),
        terms=tuple(_terms(posts)),
        ownerships=owners,
    )
    return replace(staffed, signboards=tuple(_boards(staffed)))


def _terms(posts: Sequence[Post]) -> Iterator[Term]:
    """Yield a term for each post; every tenth has changed hands since another day."""
    for i, post in enumerate(posts):
        since = BEGUN
        if i % CHANGED == 0:
            yield Term(f"s{i}", post.uid, f"o{i}", BEGUN, HANDED_OVER)
            since = HANDED_OVER
        yield Term(f"t{i}", post.uid, f"n{i}", since)


def _posts(district: District) -> Iterator[Post]:
    for river in district.rivers:
        yield Post(f"pr{river.uid}", "区级河长", "district", "river", river.code)
    for level, role in ((Level.TOWN, "镇级河长"), (Level.VILLAGE, "村级河长")):
        for area in district.of_level(level):
            yield Post(f"p{area.uid}", role, level.value, "jurisdiction", area.code)
    for cell in district.cells:
        yield Post(f"pc{cell.uid}", "村级管水员", "village", "cell", cell.code)


def _boards(district: District) -> Iterator[Any]:
    """Give each board a rank, its segment and a face; every twentieth is stale."""
    sites = district.sites
    ranks = ("district", "town", "village")
    named = [
        replace(
            board,
            level=ranks[i % 3],
            segment_code=segment.code if (segment := sites[board.uid].segment) else "",
        )
        for i, board in enumerate(district.signboards)
    ]
    placed = replace(district, signboards=tuple(named))
    for i, board in enumerate(named):
        expected = expected_on_face(placed, board, DAY)
        chief = expected[0].person.name if expected and i % 20 else f"前任{i}"
        yield replace(board, face=replace(board.face, chief=chief))


def alone(name: str, make: Callable[[], District], rounds: int) -> dict[str, Any]:
    """Return the figures of checks and of the view of a day."""
    loaded = make()
    found: dict[str, Any] = {"first": [], "again": [], "view": [], "view again": []}
    for number in range(rounds):
        fresh = replace(loaded)  # without any cached answer
        day = date(2026, 11, 1 + number)
        spent, report = timed(run_checks, fresh, day)
        found["first"].append(spent)
        found["again"].append(timed(run_checks, fresh, day)[0])
        found["faults"] = report.faults
        fresh = replace(loaded)
        found["view"].append(timed(answers_on, fresh, day)[0])
        other = date(2025, 11, 1 + number)
        found["view again"].append(timed(answers_on, fresh, other)[0])
    return {"name": name, **found}


def window_days() -> list[float]:
    """Return how long the window takes to speak of another day, on the sample."""
    command = [sys.executable, "-m", "benchmarks.window_day"]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    found: list[float] = json.loads(told.stdout.splitlines()[-1])["ms"]
    return found


# --- telling ------------------------------------------------------------------------


def spread(values: list[float], digits: int = 0) -> str:
    """Return median and range in words."""
    if not values:
        return ""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def page(told: dict[str, Any]) -> str:
    """Return the figures as a page."""
    lines = [
        "# Figures of the register",
        "",
        f"Written by `python -m benchmarks.register --rounds {told['rounds']}` on "
        f"{told['day']}, {told['cores']} cores, no GPU, Python {told['python']}, QGIS "
        f"{told['qgis'] or 'not there'}; milliseconds, median (least to most); set "
        f"{told['size']}. Rounds alternate QGIS and gridwatch; ratios are QGIS / "
        "gridwatch, the median and range of the rounds' ratios. QGIS is Debian's 3.22, "
        "an old release, and works on one core; gridwatch asks all of them which "
        "areas hold a point, and one for lengths and topology. Loads of other "
        "programs on the machine show in the ranges.",
        "",
        "| question | QGIS | gridwatch | ratio | goal | same answer |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for job, (words, goal) in JOBS.items():
        mine, yours = told["ours"].get(job, []), told["theirs"].get(job, [])
        ratios = [y / m for y, m in zip(yours, mine, strict=False)]
        same = told["answers"].get(job)
        answer = "" if same is None else f"{same[0]} / {same[1]}"
        cells = (words, spread(yours), spread(mine), spread(ratios, 1), goal, answer)
        lines.append("| " + " | ".join(cells) + " |")
    lines += [
        "",
        "“Same answer” is QGIS / gridwatch: outfalls found, kilometres, [overlaps, "
        "gaps]. `within` of QGIS leaves out a point on a border, ours gives it to the "
        "first area.",
        "",
        "| district | all checks, first time | again | faults | who answers, first | "
        "another day |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in told["alone"]:
        cells = (
            row["name"],
            spread(row["first"]),
            spread(row["again"]),
            str(row["faults"]),
            spread(row["view"], 1),
            spread(row["view again"], 1),
        )
        lines.append("| " + " | ".join(cells) + " |")
    lines += [
        "",
        "The window, with the sample district open, speaks of another day after "
        f"{spread(told['window'], 1)} ms (`python -m benchmarks.window_day`): layers, "
        "legend, tables in sight, card; the sharp frame follows from the worker.",
        "",
        "“First time” starts from rows without any cached answer: places, lengths and "
        "the roster of the day are all worked out within it; “again”, what is the same "
        "on every day is known. On “another day” every tenth post of the set was held "
        "by somebody else. The set's roster, "
        "ownership and faces are made up; its cells are squares that do not follow the "
        "villages, so nearly every village has a gap and most serials are wrong: more "
        "work than a real city.",
        "",
    ]
    return "\n".join(lines)


def ask_both(
    told: dict[str, Any], peer: Peer | None, mine: dict[str, Callable[[], object]]
) -> None:
    """Ask every question once, QGIS first, and write down times and answers."""
    for job in ASKED:
        answer = peer.ask(job) if peer else None
        spent, found = timed(mine[job])
        told["ours"][job].append(spent)
        if answer is not None:
            told["theirs"][job].append(answer["ms"])
            told["answers"][job] = (answer["found"], found)
    spent, found = timed(mine["containment"])
    told["ours"]["containment"].append(spent)
    if peer:
        both = [told["theirs"][name][-1] for name in ("cells", "villages")]
        answers = [told["answers"][name][0] for name in ("cells", "villages")]
        told["theirs"]["containment"].append(sum(both))
        told["answers"]["containment"] = (answers, found)


def main() -> None:
    """Alternate and tell."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--size", default="M")
    options.add_argument("--data", type=Path, default=DATA)
    given = options.parse_args()
    path = set_of(given.data, given.size)
    peer = Peer(path) if has_qgis() else None
    mine = ours(path)
    told: dict[str, Any] = {
        "size": given.size,
        "rounds": given.rounds,
        "day": f"{datetime.now().astimezone():%Y-%m-%d}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "qgis": peer.version if peer else "",
        "ours": {job: [] for job in JOBS},
        "theirs": {job: [] for job in JOBS},
        "answers": {},
    }
    for number in range(given.rounds):
        print(f"round {number + 1} of {given.rounds}", file=sys.stderr, flush=True)
        ask_both(told, peer, mine)
    if peer:
        peer.stop()
    del mine
    told["alone"] = [
        alone("sample district", sample, given.rounds),
        alone(
            f"set {given.size} with a roster",
            lambda: manned(store_of(given.data, given.size)),
            given.rounds,
        ),
    ]
    told["window"] = window_days()
    text = json.dumps(told, ensure_ascii=False, indent=1)
    print(text)
    (HERE / "figures-register.json").write_text(text + "\n", "utf-8")
    (HERE / "figures-register.md").write_text(page(told), "utf-8")


if __name__ == "__main__":
    main()
