"""Which of the hostile files are read: ours beside pyogrio and fiona.

Usage: python -m benchmarks.hostile [--data ../shared/data/hostile]

Reads the whole folder as one delivery, as ``gridwatch import --dry-run`` does, and puts
what became of each file beside what a plain ``pyogrio.read_dataframe`` and ``fiona``
made of it (``outcomes.csv`` there, made with pyogrio 0.13 and fiona 1.10.1). Writes
``figures-hostile.md`` and ``.json``, and ends with 1 where a file that either of them
reads is neither read nor told here.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from gridwatch.intake.outcomes import Counts, Outcome, counted, outcomes
from gridwatch.intake.plan import read, survey

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("GRIDWATCH_SHARED", "../shared")) / "data" / "hostile"


@dataclass
class Row:
    """One file of the set.

    Parameters
    ----------
    path : str
        In the set.
    pyogrio, fiona : str
        What they made of it: rows, and shapes lost, or the error.
    rows, accepted, aside, left_out, damaged : int
        What we made of all its layers.
    became : str
        The outcomes of its layers.
    reasons : str
        Why, where rows were not taken.
    told : list of str
        What is worth knowing of the difference.
    """

    path: str
    pyogrio: str
    fiona: str
    rows: int = 0
    accepted: int = 0
    aside: int = 0
    left_out: int = 0
    damaged: int = 0
    became: str = ""
    reasons: str = ""
    told: list[str] = field(default_factory=list)


def _number(detail: str, name: str) -> int:
    found = re.search(rf"\b{name}=(\d+)", detail)
    return int(found.group(1)) if found else 0


def _peer(row: dict[str, str], name: str) -> str:
    detail = row[f"{name}_detail"]
    if row[name] != "OK":
        word = detail.split(":")[0].rsplit(".", 1)[-1] or row[name]
        return f"error ({word})"
    lost = _number(detail, "null") + _number(detail, "empty")
    words = f"{_number(detail, 'n')} rows"
    return f"{words}, {lost} without shape" if lost else words


def _most(row: dict[str, str]) -> int:
    """Return the most rows either of the two reads."""
    return max(
        _number(row[f"{name}_detail"], "n") if row[name] == "OK" else 0
        for name in ("pyogrio", "fiona")
    )


def _ours(path: str, found: list[Outcome]) -> list[Outcome]:
    """Return the outcomes of a file: its own, its layers', its members'."""
    shapefile = path.removesuffix(".dbf") + ".shp"
    names = {path, shapefile} if path.endswith(".dbf") else {path}
    return [
        outcome
        for outcome in found
        if any(
            outcome.source == name
            or outcome.source.startswith((f"{name}#", f"{name}/"))
            for name in names
        )
    ]


def compared(peers: list[dict[str, str]], found: list[Outcome]) -> list[Row]:
    """Return one row for each file of the set."""
    rows = []
    for peer in peers:
        path = peer["path"]
        row = Row(path, _peer(peer, "pyogrio"), _peer(peer, "fiona"))
        mine = _ours(path, found)
        for name in ("rows", "accepted", "aside", "left_out", "damaged"):
            setattr(row, name, sum(getattr(outcome, name) for outcome in mine))
        row.became = ", ".join(dict.fromkeys(outcome.became for outcome in mine))
        why = Counter[str]()
        for outcome in mine:
            if outcome.reason.en:
                why[outcome.reason.en] += max(outcome.rows, 1)
            for text, number in outcome.reasons:
                why[text.en] += number
        row.reasons = "; ".join(text for text, _ in why.most_common(3))
        row.told = _differences(row, peer)
        rows.append(row)
    return rows


def _differences(row: Row, peer: dict[str, str]) -> list[str]:
    told = []
    most = _most(peer)
    if not row.became:
        told.append("not seen here")
    elif row.rows < most:
        told.append(f"{most - row.rows} rows fewer than a peer")
    elif row.rows > most:
        told.append(f"{row.rows - most} rows more than either")
    silent = peer["pyogrio"] == "OK" and _number(peer["pyogrio_detail"], "null") > 0
    if silent and row.damaged:
        told.append("pyogrio says OK and lost shapes; told here")
    return told


def unexplained(rows: list[Row]) -> list[Row]:
    """Return files of which a peer reads rows and we neither do nor say why."""
    return [row for row in rows if not row.became or (not row.rows and not row.reasons)]


def _page(rows: list[Row], counts: Counts, seconds: float) -> str:
    table = "\n".join(
        f"| `{row.path}` | {row.became} | {row.rows} | {row.accepted} | {row.aside} | "
        f"{row.left_out} | {row.damaged} | {row.pyogrio} | {row.fiona} | "
        f"{'; '.join([*row.told, row.reasons]).strip('; ').replace('|', '/')} |"
        for row in rows
    )
    became = ", ".join(f"{name} {number}" for name, number in counts.became.items())
    more = sum("more than either" in " ".join(row.told) for row in rows)
    fewer = [row for row in rows if "fewer" in " ".join(row.told)]
    silent = sum("pyogrio says OK" in " ".join(row.told) for row in rows)
    return f"""# Figures of the hostile files

Written by `python -m benchmarks.hostile`: {len(rows)} sample and broken files from the
test suites of readers, read as one delivery by `gridwatch import --dry-run` in
{seconds:.0f} seconds, native readers in a process of their own with limits of time and
memory (`resources/limits.toml`). What pyogrio and fiona made of each file is
`outcomes.csv` of the set; they were asked for every file alone.

- {counts.files} files (members of archives included), {counts.layers} layers with
  {counts.rows} rows: {counts.accepted} accepted, {counts.aside} kept aside,
  {counts.left_out} left out with their reason (a kind nobody recognises);
  {counts.damaged} rows with a damaged shape, each told. Outcomes: {became}.
- Files of which a peer reads rows, and that are neither read nor told here:
  **{len(unexplained(rows))}**.
- Files with rows here that neither peer reads: {more}. Files with fewer rows than a
  peer: {len(fewer)}, the reason beside each.
- Files where pyogrio answers OK and has lost shapes, told here: {silent}.

| file | became | rows | taken | aside | left out | damaged | pyogrio | fiona | told |
| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | --- | --- |
{table}
"""


def main() -> None:
    """Read the set and write the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, default=DATA, help="folder of the set")
    data = options.parse_args().data
    if not (data / "outcomes.csv").is_file():
        sys.exit(f"{data} is not there: it comes with the shared data")
    with (data / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        peers = list(csv.DictReader(file))
    begun = time.perf_counter()
    plan = survey(data)
    found = outcomes(plan, read(plan))
    counts = counted(found, plan)
    seconds = time.perf_counter() - begun
    rows = compared(peers, list(found))
    page = _page(rows, counts, seconds)
    page = page.replace(str(data.resolve()), "").replace(str(data), "")
    (HERE / "figures-hostile.md").write_text(page, encoding="utf-8")
    facts = {"counts": asdict(counts), "files": [asdict(row) for row in rows]}
    words = json.dumps(facts, ensure_ascii=False, indent=1)
    words = words.replace(str(data.resolve()), "").replace(str(data), "")
    (HERE / "figures-hostile.json").write_text(words + "\n", encoding="utf-8")
    bad = unexplained(rows)
    for row in rows:
        if row in bad or any("fewer" in text for text in row.told):
            print(row.path, row.became, row.rows, row.pyogrio, row.fiona, row.told)
    print(asdict(counts))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
