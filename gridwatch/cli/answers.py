"""What a command says: answers on stdout, messages and progress on stderr."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from gridwatch.cli import readings
from gridwatch.district.coverage import ownership_progress
from gridwatch.district.wording import KIND_NAMES, Kind, Language, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gridwatch.district.checks import CheckReport
    from gridwatch.district.district import District
    from gridwatch.intake.findings import Finding
    from gridwatch.intake.plan import Delivery, Plan, PlannedFile
    from gridwatch.store.opening import ImportResult, StoreInfo
    from gridwatch.store.placings import Placing

__all__ = [
    "Talk",
    "check_facts",
    "finding_facts",
    "import_facts",
    "info_facts",
    "plan_facts",
    "print_json",
    "tell_check",
    "tell_import",
    "tell_info",
    "tell_plan",
]


class Talk:
    """Speaks one language; answers and messages go their separate ways."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._told = -1

    def of(self, text: Text) -> str:
        """Return the wording in the language of this talk."""
        return text.of(self.language)

    def answer(self, text: Text) -> None:
        """Print a line of the answer."""
        print(self.of(text))

    def message(self, text: Text) -> None:
        """Print a message that is not part of the answer."""
        print(self.of(text), file=sys.stderr, flush=True)

    def progress(self, done: int, total: int, what: Text) -> None:
        """Show how far a long command has come, in steps of five per cent."""
        percent = 100 * done // max(total, 1)
        if percent // 5 == self._told and done != total:
            return
        self._told = percent // 5
        end = "\r" if sys.stderr.isatty() and done != total else "\n"
        line = f"  {percent:3d} %  {self.of(what)}"
        print(f"{line:60s}", end=end, file=sys.stderr, flush=True)


def print_json(facts: object) -> None:
    """Print facts for machines, Chinese as it is."""
    print(json.dumps(facts, ensure_ascii=False, indent=1, default=str))


def _counts(counts: Mapping[Kind, int]) -> dict[str, int]:
    return {kind.value: number for kind, number in counts.items()}


def finding_facts(finding: Finding, talk: Talk) -> dict[str, object]:
    """Return a finding as plain values."""
    return {
        "severity": finding.severity,
        "source": finding.source,
        "row": finding.row,
        "field": finding.field,
        "count": finding.count,
        "text": talk.of(finding.text),
    }


def _tell_finding(finding: Finding, talk: Talk) -> None:
    times = f" (x{finding.count})" if finding.count > 1 else ""
    print(f"  ! {finding.source}: {talk.of(finding.text)}{times}")


# --- import -----------------------------------------------------------------------


def plan_facts(plan: Plan, talk: Talk) -> dict[str, object]:
    """Return a plan as plain values."""
    return {
        "folder": str(plan.folder),
        "target_crs": plan.target_crs,
        "certain": plan.certain,
        "files": [_file_facts(plan, file, talk) for file in plan.files],
        "findings": [finding_facts(finding, talk) for finding in plan.findings],
    }


def _file_facts(plan: Plan, file: PlannedFile, talk: Talk) -> dict[str, object]:
    return {
        "source": file.source,
        "kind": file.kind,
        "reason": talk.of(file.kind_reason),
        "questions": [talk.of(text) for text in file.questions],
        "rows": file.rows,
        "geometry": file.geometry,
        "encoding": file.encoding,
        "crs": file.crs,
        "reading": str(file.coordinates),
        "columns": dict(file.columns),
        "doctor": readings.diagnosis_facts(plan, file.source, talk.language) or None,
    }


def tell_plan(plan: Plan, talk: Talk) -> None:
    """Print a plan, one line per file, open questions marked with ``?``."""
    print(f"{plan.folder} -> EPSG:{plan.target_crs}  {talk.of(plan.target_reason)}")
    for file in plan.files:
        if file.kind is None:
            print(f"  - {file.source}: {talk.of(file.kind_reason)}")
            continue
        mark = "?" if file.questions else "✓"
        crs = str(file.coordinates)
        facts = (talk.of(file.kind_name), str(file.rows), file.encoding, crs)
        print(f"  {mark} {file.source}: {'  '.join(f for f in facts if f)}")
        for question in file.questions:
            print(f"      ? {talk.of(question)}")
    for finding in plan.findings:
        _tell_finding(finding, talk)


def import_facts(
    plan: Plan, delivery: Delivery, result: ImportResult, store: Path, talk: Talk
) -> dict[str, object]:
    """Return what an import did as plain values."""
    return {
        **plan_facts(plan, talk),
        "store": str(store),
        "inserted": _counts(result.inserted),
        "updated": _counts(result.updated),
        "unchanged": _counts(result.unchanged),
        "kept_aside": result.kept_aside,
        "findings": [
            finding_facts(finding, talk)
            for finding in (*plan.findings, *delivery.findings)
        ],
    }


def tell_import(delivery: Delivery, result: ImportResult, talk: Talk) -> None:
    """Print what an import did."""
    for finding in delivery.findings:
        _tell_finding(finding, talk)
    for head, counts in (
        (Text("新增", "new"), result.inserted),
        (Text("更新", "updated"), result.updated),
        (Text("未变", "unchanged"), result.unchanged),
    ):
        told = [f"{talk.of(KIND_NAMES[k])} {n}" for k, n in counts.items() if n]
        if told:
            print(f"{talk.of(head)}: {'  '.join(told)}")
    aside = result.kept_aside
    talk.answer(Text(f"搁置 {aside} 行", f"kept aside: {aside} rows"))


# --- check ------------------------------------------------------------------------


def check_facts(report: CheckReport, talk: Talk) -> dict[str, object]:
    """Return the outcome of the checks as plain values."""
    return {
        "as_of": report.as_of,
        "faults": report.faults,
        "checks": [
            {
                "rule": result.rule,
                "name": talk.of(result.name),
                "severity": result.severity,
                "faults": [
                    {
                        "kind": fault.kind,
                        "code": fault.code,
                        "name": fault.name,
                        "text": talk.of(fault.text),
                    }
                    for fault in result.faults
                ],
            }
            for result in report.results
        ],
    }


def tell_check(district: District, report: CheckReport, talk: Talk) -> None:
    """Print the outcome of the checks with the rows concerned."""
    day, number = report.as_of, report.faults
    talk.answer(Text(f"截至 {day}：{number} 项问题", f"As of {day}: {number} faults"))
    segments, rivers = ownership_progress(district, report.as_of)
    for zh, en, key in (
        ("权属登记", "ownership registered", "registered"),
        ("权属确认", "ownership confirmed", "confirmed"),
    ):
        by_segment = f"{getattr(segments, key)}/{segments.total}"
        by_river = f"{getattr(rivers, key)}/{rivers.total}"
        talk.answer(
            Text(
                f"{zh}：河段 {by_segment}，河流 {by_river}",
                f"{en}: segments {by_segment}, rivers {by_river}",
            )
        )
    for result in report.results:
        mark = "✗" if result.faults else "✓"
        print(f"{mark} {talk.of(result.name)}  {len(result.faults)}")
        for fault in result.faults:
            row = " ".join(part for part in (fault.code, fault.name) if part)
            print(f"    {row}: {talk.of(fault.text)}")


# --- info -------------------------------------------------------------------------


def info_facts(info: StoreInfo, aside: int) -> dict[str, object]:
    """Return what a store holds as plain values."""
    return {
        "path": str(info.path),
        "name": info.name,
        "code": info.code,
        "crs": f"EPSG:{info.crs}",
        "uid": info.uid,
        "schema_version": info.schema_version,
        "created": info.created,
        "changed": info.changed,
        "size_bytes": info.size_bytes,
        "rows": _counts(info.counts),
        "kept_aside": aside,
    }


def placing_facts(placings: Sequence[Placing], talk: Talk) -> list[dict[str, object]]:
    """Return how coordinates were brought over as plain values."""
    return [
        {
            "import": placing.import_id,
            "at": placing.at,
            "who": placing.who,
            "delivery": placing.delivery,
            "source": placing.source,
            "text": talk.of(placing.words),
        }
        for placing in placings
    ]


def tell_placings(placings: Sequence[Placing], talk: Talk) -> None:
    """Print how coordinates were brought over where that needed words."""
    for placing in placings:
        print(f"  {placing.at:%Y-%m-%d} {placing.source}: {talk.of(placing.words)}")


def tell_info(info: StoreInfo, aside: int, talk: Talk) -> None:
    """Print what a store holds."""
    print(f"{info.name} {info.code}  {info.path}")
    size = f"{info.size_bytes / 1e6:.1f} MB"
    print(f"EPSG:{info.crs}  v{info.schema_version}  {size}")
    for kind, count in info.counts.items():
        print(f"  {talk.of(KIND_NAMES[kind])}  {count}")
    talk.answer(Text(f"  搁置 {aside} 行", f"  kept aside: {aside} rows"))
