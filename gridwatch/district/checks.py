"""Every check an inspector makes, row by row.

A check never refuses data: it says what is missing or contradictory. Each is a plain
function from a district and a day to faults, listed in `CHECKS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district import chiefs
from gridwatch.district.boardchecks import segments_without_board, stale_boards
from gridwatch.district.cellchecks import cell_code_elsewhere
from gridwatch.district.coverage import (
    chiefs_of_jurisdiction,
    chiefs_of_segment,
    wardens_of_cell,
)
from gridwatch.district.jurisdictions import Level
from gridwatch.district.outfalls import Outfall, days_since_monitoring
from gridwatch.district.riverchecks import (
    directory_contradiction,
    river_without_chief,
)
from gridwatch.district.rivers import highest_level
from gridwatch.district.siting import many_objects
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from gridwatch.district.district import District, Row

    Found = Iterator[tuple[Kind, Row, Text]]

__all__ = ["CHECKS", "Check", "CheckReport", "CheckResult", "Fault", "run_checks"]

_RANKS = {
    "district": Text("区级河长", "district chief"),
    "town": Text("镇级河长", "town chief"),
    "village": Text("村级河长", "village chief"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that fails one check.

    Parameters
    ----------
    rule : str
        Identifier of the check.
    kind : Kind
        Kind of the row.
    uid, code, name : str
        The row.
    text : Text
        What is wrong, as a sentence.
    """

    rule: str
    kind: Kind
    uid: str
    code: str
    name: str
    text: Text


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one check."""

    rule: str
    name: Text
    severity: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome of all checks on one day."""

    as_of: date
    results: tuple[CheckResult, ...]

    @property
    def faults(self) -> int:
        """Number of faults in all."""
        return sum(len(result.faults) for result in self.results)


def _segments_without_chief(district: District, as_of: date) -> Found:
    if not district.posts:
        return
    for segment in district.segments:
        river = district.river_by_code.get(segment.river_code)
        rank = highest_level(river.levels) if river else ""
        found = chiefs_of_segment(district, segment, as_of)
        for level in district.rules.required_for(rank):
            if found.get(level):
                continue
            who = _RANKS.get(level, Text(level, level))
            yield (
                Kind.SEGMENT,
                segment,
                Text(f"河段没有{who.zh}。", f"The segment has no {who.en}."),
            )


def _villages_without_chief(district: District, as_of: date) -> Found:
    if not district.posts:
        return
    crossed = {
        village.uid: village
        for villages in district.villages_of_segment.values()
        for village in villages
    }
    for village in crossed.values():
        if not chiefs_of_jurisdiction(district, village, as_of):
            yield (
                Kind.JURISDICTION,
                village,
                Text(
                    "有河段穿过本村，但没有村级河长。",
                    "A segment crosses this village, but it has no village chief.",
                ),
            )


def _cells_without_warden(district: District, as_of: date) -> Found:
    if not district.posts:
        return
    text = Text("网格没有管水员。", "The cell has no water warden.")
    for cell in district.cells:
        if not wardens_of_cell(district, cell, as_of):
            yield Kind.CELL, cell, text


def _no_roster(district: District, as_of: date) -> Found:
    del as_of
    if district.posts or not district.segments:
        return
    for area in district.of_level(Level.DISTRICT)[:1] or district.jurisdictions[:1]:
        yield (
            Kind.JURISDICTION,
            area,
            Text(
                "还没有河长名单：导入名单后才能检查责任人。",
                "There is no roster yet: import one to check who answers.",
            ),
        )


def _roster_drift(district: District, as_of: date) -> Found:
    counts = chiefs.roster_counts(district.posts, district.terms, as_of)
    areas = district.of_level(Level.DISTRICT)[:1] or district.jurisdictions[:1]
    for drift in chiefs.roster_drift(counts, district.rules.declared):
        text = Text(
            f"{drift.role}：公布 {drift.declared} 人，在册 {drift.found} 人。",
            f"{drift.role}: {drift.declared} declared, {drift.found} on record.",
        )
        for area in areas:
            yield Kind.JURISDICTION, area, text


def _missing_body(key: str, text: Text) -> Callable[[District, date], Found]:
    def check(district: District, as_of: date) -> Found:
        del as_of
        if not district.ownerships:
            return
        for segment in district.segments:
            rows = district.ownerships_of_segment.get(segment.code, ())
            if not rows or any(not getattr(row, key) for row in rows):
                yield Kind.SEGMENT, segment, text

    return check


def _overdue_monitoring(district: District, as_of: date) -> Found:
    limit = district.rules.monitoring_days
    for outfall in district.outfalls:
        if not outfall.above_scale:
            continue
        days = days_since_monitoring(outfall, as_of)
        if days is None:
            text = Text("规模以上，没有监测记录。", "Above scale, never monitored.")
        elif days > limit:
            text = Text(
                f"规模以上，已 {days} 天未监测（限 {limit} 天）。",
                f"Above scale, not monitored for {days} days (limit {limit}).",
            )
        else:
            continue
        yield Kind.OUTFALL, outfall, text


def _approval_without_document(district: District, as_of: date) -> Found:
    del as_of
    text = Text("已批，但没有审批文号。", "Approved, but no document number.")
    for outfall in district.outfalls:
        if _approved(outfall) and not outfall.approval_document:
            yield Kind.OUTFALL, outfall, text


def _approved(outfall: Outfall) -> bool:
    return outfall.approval == "已批"


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its identifier, name, severity and function."""

    rule: str
    name: Text
    severity: str
    find: Callable[[District, date], Found]


CHECKS: tuple[Check, ...] = (
    Check("roster_missing", Text("没有河长名单", "no roster"), "warning", _no_roster),
    Check(
        "roster_drift",
        Text("名单人数与公布不符", "roster differs from the declared one"),
        "warning",
        _roster_drift,
    ),
    Check(
        "segment_without_chief",
        Text("河段缺责任人", "segment without a chief"),
        "error",
        _segments_without_chief,
    ),
    Check(
        "village_without_chief",
        Text("村居缺村级河长", "village without a chief"),
        "error",
        _villages_without_chief,
    ),
    Check(
        "cell_without_warden",
        Text("网格缺管水员", "cell without a warden"),
        "error",
        _cells_without_warden,
    ),
    Check(
        "cell_code_elsewhere",
        Text("网格编码与位置不符", "cell code and place disagree"),
        "error",
        cell_code_elsewhere,
    ),
    Check(
        "ownership_no_managing_body",
        Text("无管理主体", "no managing body"),
        "error",
        _missing_body(
            "managing_body",
            Text("河段没有管理主体。", "The segment has no managing body."),
        ),
    ),
    Check(
        "ownership_no_caring_body",
        Text("无管护主体", "no caring body"),
        "error",
        _missing_body(
            "caring_body",
            Text("河段没有管护主体。", "The segment has no caring body."),
        ),
    ),
    Check(
        "signboard_stale",
        Text("过期公示牌", "stale signboard"),
        "warning",
        stale_boards,
    ),
    Check(
        "segment_without_signboard",
        Text("河段无公示牌", "segment without a signboard"),
        "warning",
        segments_without_board,
    ),
    Check(
        "outfall_monitoring_overdue",
        Text("排污口监测超期", "outfall monitoring overdue"),
        "warning",
        _overdue_monitoring,
    ),
    Check(
        "outfall_no_approval_document",
        Text("排污口缺审批文号", "approval without a document"),
        "warning",
        _approval_without_document,
    ),
    Check(
        "river_without_chief",
        Text("河流缺责任人", "river without a chief"),
        "error",
        river_without_chief,
    ),
    Check(
        "directory_contradiction",
        Text("河流条数与公布不符", "number of rivers differs from the stated one"),
        "warning",
        directory_contradiction,
    ),
)
"""Every check, in the order an inspector goes through them."""


def run_checks(district: District, as_of: date) -> CheckReport:
    """Run every check that the district has not switched off.

    Parameters
    ----------
    district : District
        The district.
    as_of : date
        The day the report speaks of.
    """
    with many_objects():
        results = [
            CheckResult(
                check.rule,
                check.name,
                check.severity,
                tuple(_faults(check, district, as_of)),
            )
            for check in CHECKS
            if check.rule not in district.rules.off
        ]
    return CheckReport(as_of, tuple(results))


def _faults(check: Check, district: District, as_of: date) -> Iterator[Fault]:
    for kind, row, text in check.find(district, as_of):
        code, name = getattr(row, "code", ""), getattr(row, "name", "")
        yield Fault(check.rule, kind, row.uid, code, name, text)
