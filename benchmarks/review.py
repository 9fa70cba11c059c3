"""Measure field review: a town cut, a package opened, a return of 1,000 proposals.

Usage: python -m benchmarks.review [--city STORE] [--rounds 5]

On the sample district, and on a city where its store is given (set M of
``benchmarks/README.md``; it is copied, never written to). The peer is pygeodiff, the
engine of Mergin Maps, where it can be imported: the changes of one town found and
rebased, which is the part of the errand that it does at all. Writes
``figures-review.json`` and ``figures-review.md``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from gridwatch.cli import run
from gridwatch.district.jurisdictions import Level
from gridwatch.district.review import replies as said
from gridwatch.district.review.cutting import NothingToCheckError, part_of
from gridwatch.district.review.decisions import Answer, Decision
from gridwatch.district.review.packages import Area, AreaKind
from gridwatch.district.wording import Kind
from gridwatch.resources import sample_folder
from gridwatch.store.opening import open_store
from gridwatch.store.review import arrivals, desk
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.field import open_package

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridwatch.district.district import District
    from gridwatch.store.store import Store

HERE = Path(__file__).resolve().parent
DAY = date(2026, 11, 1)
PROPOSALS = 1000


class Clock:
    """Times by what was done, seconds of the clock and of the processor."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)

    def __call__(self, what: str, do: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Do something and note how long it took."""
        clock, processor = time.perf_counter(), time.process_time()
        found = do()
        took = time.perf_counter() - clock, time.process_time() - processor
        self.seconds[what].append(took)
        return found

    def medians(self) -> dict[str, tuple[float, float]]:
        """Return the medians in the order things were first done."""
        return {
            what: (
                statistics.median(one for one, _ in took),
                statistics.median(one for _, one in took),
            )
            for what, took in self.seconds.items()
        }


def sample_store(folder: Path) -> Path:
    """Return a store with the sample district."""
    path = folder / "sample.gpkg"
    if run(["import", str(sample_folder()), str(path)]):
        raise SystemExit("the sample district could not be imported")
    return path


def largest_town(district: District) -> Area:
    """Return the town with most to check."""
    towns = [
        Area(AreaKind.TOWN, town.code, town.name)
        for town in district.of_level(Level.TOWN)
    ]
    return max(towns[:40], key=lambda area: _listed(district, area))


def _listed(district: District, area: Area) -> int:
    try:
        return len(part_of(district, area, DAY).listed)
    except NothingToCheckError:
        return 0


def proposals(review: Any, count: int) -> None:  # noqa: ANN401
    """Answer row after row, then find new boards, until there are so many."""
    made = 0
    for item in review.items:
        if made == count:
            return
        facts: dict[str, object] = {}
        if item.kind is Kind.SIGNBOARD:
            facts = {"condition": "破损", "geometry": shapely.Point(500_000, 4_400_000)}
        elif item.kind is not Kind.JURISDICTION:
            facts = {"name": f"{getattr(item.row, 'name', '')}（改）"}
        review.save(said.corrected(item.kind, item.row, facts))
        made += 1
    segment = next(i.row.code for i in review.items if i.kind is Kind.SEGMENT)
    for number in range(count - made):
        board = {
            "code": f"NEW-{number:04d}",
            "segment_code": segment,
            "geometry": shapely.Point(500_000 + number, 4_400_000),
        }
        review.save(said.new_row(Kind.SIGNBOARD, board))


def measure(source: Path, rounds: int) -> tuple[dict[str, Any], Clock]:
    """Play the errand on a copy of a store."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = Path(shutil.copy(source, folder / "office.gpkg"))
        with open_store(path) as store:
            district = clock("district read", store.district)
            area = largest_town(district)
            facts = _rounds(clock, store, district, area, (folder, rounds))
    facts["rows"] = sum(len(district.rows(kind)) for kind in Kind)
    return facts, clock


def _rounds(
    clock: Clock, store: Store, district: District, area: Area, told: tuple[Path, int]
) -> dict[str, Any]:
    folder, rounds = told
    facts: dict[str, Any] = {"town": area.name}
    for turn in range(rounds):
        order = Order(area, as_of=DAY)
        package = folder / f"{turn}.gwreview"
        receipt = clock(
            "town cut", lambda o=order, p=package: cut(store, district, o, p, who="x")
        )
        facts["listed"] = len(receipt.manifest.listed)
        facts["package_mb"] = round(package.stat().st_size / 1e6, 2)
        review = clock("package opened", lambda p=package: open_package(p))
        with review:
            before = time.perf_counter()
            proposals(review, PROPOSALS)
            each = (time.perf_counter() - before) / PROPOSALS
            clock.seconds["one keystroke saved"].append((each, each))
            back = folder / f"{turn}.gwreturn"
            clock("return written", lambda r=review, b=back: r.write_return(b, by="x"))
        facts["return_mb"] = round(back.stat().st_size / 1e6, 2)
        clock(
            "return of 1,000 taken in",
            lambda b=back: arrivals.take_return(store, b, _kind, who="x"),
        )
        number = [receipt.manifest.number]
        cases = clock(
            "return of 1,000 on the desk",
            lambda n=number: desk.cases(store, district, n),
        )
        told_ = [(case, Decision(Answer.ACCEPT)) for case in cases]
        settling = clock(
            "1,000 decided, rules asked",
            lambda t=told_: desk.decide(district, t, who="x"),
        )
        done = clock(
            "1,000 written and journalled",
            lambda s=settling: desk.settle(store, s.settlement, who="x"),
        )
        facts["refused"] = len(settling.refusals)
        clock(
            "1,000 taken back", lambda d=done: desk.settle(store, d.inverse(), who="x")
        )
    clock("status of all packages", lambda: desk.standings(store, district, DAY))
    return facts


def _kind(_data: bytes) -> tuple[bytes, None]:
    return b"", None


def peer(source: Path, rounds: int) -> Clock | None:
    """Let pygeodiff find and rebase the changes of two copies, where it is there."""
    if importlib.util.find_spec("pygeodiff") is None:
        return None
    import sqlite3

    import pygeodiff

    clock, engine = Clock(), pygeodiff.GeoDiff()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _turn in range(rounds):
            base, ours, theirs = (
                Path(shutil.copy(source, folder / f"{one}.gpkg"))
                for one in ("base", "ours", "theirs")
            )
            for path, word in ((ours, "a"), (theirs, "b")):
                connection = sqlite3.connect(path)
                for (trigger,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                ).fetchall():
                    connection.execute(f'DROP TRIGGER "{trigger}"')
                connection.execute(
                    "UPDATE cell SET name = ? WHERE fid IN"
                    " (SELECT fid FROM cell LIMIT 1000)",
                    (word,),
                )
                connection.commit()
                connection.close()
            clock(
                "pygeodiff: two copies rebased",
                partial(_rebased, engine, folder, base, ours, theirs),
            )
    return clock


def _rebased(engine: Any, folder: Path, base: Path, ours: Path, theirs: Path) -> None:  # noqa: ANN401
    try:
        engine.rebase(str(base), str(ours), str(theirs), str(folder / "conflict.json"))
    except Exception as error:  # noqa: BLE001 - whatever it says is the finding
        print(f"pygeodiff: {error}")


def written(found: dict[str, tuple[dict[str, Any], Clock]], rounds: int) -> str:
    """Return the figures as a page."""
    lines = [
        f"Field review, median of {rounds} rounds, {platform.machine()}, Python"
        f" {platform.python_version()}; two cores shared with other programs, which"
        " shows in the difference between clock and processor.",
    ]
    for name, (facts, clock) in found.items():
        told = ", ".join(f"{key} {value}" for key, value in facts.items())
        lines += ["", f"## {name}", "", told, "", "| step | median, s | processor, s |"]
        lines.append("| --- | ---: | ---: |")
        lines += [
            f"| {what} | {one:.4f} | {other:.4f} |"
            for what, (one, other) in clock.medians().items()
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", type=Path, help="store of a city, e.g. set M")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    found: dict[str, tuple[dict[str, Any], Clock]] = {}
    with tempfile.TemporaryDirectory() as name:
        sample = sample_store(Path(name))
        found["sample district"] = measure(sample, given.rounds)
        other = peer(sample, given.rounds)
    if other is not None:
        found["peer"] = ({"changed": "1,000 cells on both sides"}, other)
    if given.city is not None:
        found["city"] = measure(given.city, given.rounds)
    text = written(found, given.rounds)
    print(text)
    (HERE / "figures-review.md").write_text(text, encoding="utf-8")
    (HERE / "figures-review.json").write_text(
        json.dumps(
            {
                name: {"facts": facts, "seconds": clock.medians()}
                for name, (facts, clock) in found.items()
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
