"""Measure the ledger diff: 10,000 outfalls against the 10,000 on record.

Usage: python -m benchmarks.ledger [--rows N] [--rounds 5]

Four files are held against the same record: with codes (1 % new, 2 % changed, 1 %
vanished, 1 % moved); the same without codes, told by name; the same without codes and
with one character of every name changed, told by name, place and text; and one of which
nothing is on record. Then the whole errand of a file with codes: reading the workbook,
translating it, comparing. Writes ``figures-ledger.json`` and ``figures-ledger.md``.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
import xlsxwriter

from gridwatch.district.district import District
from gridwatch.district.ledger import compare
from gridwatch.district.ledgerrows import ledger_rows, rules_for
from gridwatch.district.ledgervalues import LedgerRow
from gridwatch.district.outfalls import Outfall
from gridwatch.district.wording import Kind
from gridwatch.intake.ledger import read_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
DAY = date(2026, 11, 1)
_HEADS = (
    *("file", "median, s", "processor, s"),
    *("new", "changed", "vanished", "moved", "asked", "same"),
)
_SYLLABLES = "云溪霜岭雪台荷店月汀青营碧坪麦园枣桥松风竹影梨兰丹槐桐浣漱流"
_ENDS = ("村", "镇", "桥", "北", "东", "西", "南", "厂", "闸", "口")


def record(number: int, seed: int = 1) -> District:
    """Return a district with so many outfalls."""
    chance = random.Random(seed)
    rows = []
    for at in range(number):
        name = "".join(chance.choice(_SYLLABLES) for _ in range(4))
        rows.append(
            Outfall(
                f"u{at}",
                f"990101PW{at:05d}",
                f"{name}{chance.choice(_ENDS)}排口{at:05d}",
                chance.choice(("工业排污口", "农业排口", "其他排口")),
                responsible_body=f"{name}公司",
                segment_code=f"9901010{at % 260:05d}",
                geometry=shapely.Point(
                    650_000 + chance.random() * 40_000,
                    4_270_000 + chance.random() * 40_000,
                ),
            )
        )
    return District(outfalls=tuple(rows))


def delivered(district: District, seed: int = 2) -> list[LedgerRow]:
    """Return next month's file: 1 % new, 2 % changed, 1 % vanished, 1 % moved."""
    chance = random.Random(seed)
    rows = []
    for number, row in enumerate(ledger_rows(district, Kind.OUTFALL, DAY), 2):
        fields = {
            k: row.fields[k]
            for k in ("code", "name", "category", "responsible_body", "segment_code")
        }
        place, lot = row.place, chance.random()
        if lot < 0.01:
            continue
        if lot < 0.03:
            fields["responsible_body"] = f"{fields['responsible_body']}（新）"
        elif lot < 0.04:
            place = shapely.transform(place, lambda at: at + 300.0)
        rows.append(LedgerRow(str(number), fields, place))
    extra = ledger_rows(record(len(rows) // 100, 3), Kind.OUTFALL, DAY)
    for at, row in enumerate(extra):
        fields = {**rows[0].fields, "code": f"NEW{at}", "name": row.fields["name"]}
        rows.append(LedgerRow(str(len(rows) + 100_000), fields, row.place))
    chance.shuffle(rows)
    return rows


def without_codes(rows: list[LedgerRow], *, typo: bool) -> list[LedgerRow]:
    """Return rows without codes, and with a character of the name changed."""
    found = []
    for row in rows:
        fields = dict(row.fields) | {"code": ""}
        if typo:
            name = str(fields["name"])
            fields["name"] = name[:1] + "某" + name[2:]
        found.append(replace(row, fields=fields))
    return found


def workbook(path: Path, rows: list[LedgerRow]) -> None:
    """Write a file with codes as an office would send it."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write(0, 0, "入河排污口台账")
        head = ("排污口编码", "排污口名称", "排污口类型", "责任单位", "受纳河段代码")
        sheet.write_row(1, 0, (*head, "东坐标", "北坐标"))
        for at, row in enumerate(rows, 2):
            sheet.write_row(at, 0, list(row.fields.values()))
            sheet.write_row(at, len(head), [row.place.x, row.place.y])  # type: ignore[union-attr]


def _timed(work: Callable[[], object], rounds: int) -> dict[str, object]:
    """Return median seconds by the clock and of the processor, and all runs."""
    took, worked = [], []
    for _ in range(rounds):
        start, busy = time.perf_counter(), time.process_time()
        work()
        took.append(round(time.perf_counter() - start, 3))
        worked.append(round(time.process_time() - busy, 3))
    return {
        "median_s": statistics.median(took),
        "cpu_s": statistics.median(worked),
        "runs_s": took,
    }


def measure(number: int, rounds: int) -> dict[str, object]:
    """Return medians and what was found."""
    district = record(number)
    store = ledger_rows(district, Kind.OUTFALL, DAY)
    coded = delivered(district)
    foreign = ledger_rows(record(number, 9), Kind.OUTFALL, DAY)
    strange = [
        LedgerRow(f"9{at}", {**row.fields, "code": "", "name": f"外{at}"}, None)
        for at, row in enumerate(foreign)
    ]
    files = {
        "codes": coded,
        "names": without_codes(coded, typo=False),
        "names, places and texts": without_codes(coded, typo=True),
        "nothing on record": strange,
    }
    rules = rules_for(Kind.OUTFALL)
    found: dict[str, object] = {}
    for name, rows in files.items():
        timed = _timed(partial(compare, store, rows, rules), rounds)
        diff = compare(store, rows, rules)
        counts = {status.value: n for status, n in diff.counts.items()}
        found[name] = {**timed, "same": diff.same, **counts}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台账.xlsx"
        workbook(path, coded)

        def errand() -> object:
            from gridwatch.intake import spreadsheet

            spreadsheet._read.cache_clear()
            file = read_ledger(path, district.crs)
            here = ledger_rows(district, Kind.OUTFALL, DAY)
            return compare(here, file.rows, rules)

        found["workbook read and compared"] = _timed(errand, rounds)
    return found


def main() -> None:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    words = parser.parse_args()
    found = measure(words.rows, words.rounds)
    lines = [
        f"Ledger diff, {words.rows:,} rows against {words.rows:,}, median of "
        f"{words.rounds} rounds, {platform.machine()}, Python "
        f"{platform.python_version()}; two cores shared with other programs, which "
        "shows in the difference between clock and processor.",
        "",
        f"| {' | '.join(_HEADS)} |",
        f"| --- |{' ---: |' * (len(_HEADS) - 1)}",
    ]
    for name, facts in found.items():
        assert isinstance(facts, dict)
        keys = ("new", "changed", "vanished", "moved", "question", "same")
        cells = [str(facts.get(key, "")) for key in keys]
        times = f"{facts['median_s']:.2f} | {facts['cpu_s']:.2f}"
        lines.append(f"| {name} | {times} | {' | '.join(cells)} |")
    text = "\n".join(lines) + "\n"
    (HERE / "figures-ledger.md").write_text(text, encoding="utf-8")
    (HERE / "figures-ledger.json").write_text(
        json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    print(text)


if __name__ == "__main__":
    main()
