"""Every check an inspector makes, row by row.

A check never refuses data: it says what is missing or contradictory. Each is a plain
function from a district and a day to faults, listed in `CHECKS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from gridwatch.district import (
    boardchecks,
    cellchecks,
    chiefs,
    outfallchecks,
    recordchecks,
    riverchecks,
    rosterchecks,
)
from gridwatch.district.coverage import (
    chiefs_of_jurisdiction,
    chiefs_of_segments,
)
from gridwatch.district.jurisdictions import Level
from gridwatch.district.litter import many_objects
from gridwatch.district.manyrows import rest
from gridwatch.district.rivers import highest_level
from gridwatch.district.wording import CHIEF_NAMES, Kind, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.rows import Row

    Found = Iterator[tuple[Kind, Row, Text]]

__all__ = [
    "CHECKS",
    "TIMELESS",
    "Check",
    "CheckReport",
    "CheckResult",
    "Fault",
    "Threshold",
    "run_checks",
    "run_some",
    "severity_of",
]


class Fault(NamedTuple):
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
    """The outcome of one check.

    Parameters
    ----------
    rule, severity : str
        The check.
    name : Text
        What the officer reads.
    faults : tuple of Fault
        The rows that fail.
    trouble : str
        What kept the check from ending, or empty: one rule that stumbles over odd
        data must not keep the others from being asked.
    """

    rule: str
    name: Text
    severity: str
    faults: tuple[Fault, ...]
    trouble: str = ""


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
    rivers = district.rivers
    rank = {river.code: highest_level(river.levels) for river in reversed(rivers)}
    required = {one: district.rules.required_for(one) for one in {"", *rank.values()}}
    chiefs_by_segment = chiefs_of_segments(district, as_of)
    for segment in district.segments:
        code, found = segment.river_code, chiefs_by_segment[segment.uid]
        for level in required[rank.get(code, "") if code else ""]:
            if found.get(level):
                continue
            who = CHIEF_NAMES.get(level, Text(level, level))
            yield (
                Kind.SEGMENT,
                segment,
                Text(f"河段没有{who.zh}。", f"The segment has no {who.en}."),
            )


def _villages_without_chief(district: District, as_of: date) -> Found:
    """Yield villages without a chief that a segment crosses; dry ones by the rules."""
    if not district.posts:
        return
    crossed = {
        village.uid: village
        for villages in district.villages_of_segment.values()
        for village in villages
    }
    dry: dict[str, Jurisdiction] = {}
    if district.rules.table("roster").get("chief_in_dry_cells", False):
        dry = {v.uid: v for v in district.village_of_cell.values() if v is not None}
    for village in (crossed | dry).values():
        if not chiefs_of_jurisdiction(district, village, as_of):
            text = _CROSSED if village.uid in crossed else _DRY
            yield Kind.JURISDICTION, village, text


_CROSSED = Text(
    "有河段穿过本村，但没有村级河长。",
    "A segment crosses this village, but it has no village chief.",
)
_DRY = Text(
    "本村网格没有河流经过，按规则也应有村级河长。",
    "No river runs through the cells of this village; by the rules it has to have a "
    "village chief all the same.",
)


def _cells_without_warden(district: District, as_of: date) -> Found:
    if not district.posts:
        return
    text = Text("网格没有管水员。", "The cell has no water warden.")
    manned = district.wardens_by_cell(as_of)
    if all(map(manned.__contains__, map(attrgetter("code"), district.cells))):
        return
    for cell in district.cells:
        if cell.code not in manned:
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
    if not district.rules.declared:
        return
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


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where the value that a check compares with stands in the rules.

    Parameters
    ----------
    section, key : str
        Place in ``rules.toml``.
    default : float
        What counts where the district has set nothing.
    unit : Text
        Its unit.
    """

    section: str
    key: str
    default: float
    unit: Text


@dataclass(frozen=True, slots=True)
class Check:
    """A check.

    Parameters
    ----------
    rule : str
        Identifier.
    name : Text
        What the officer reads.
    severity : str
        ``error`` or ``warning``, unless the rules say otherwise.
    find : callable
        Yields the rows that fail, each with a sentence.
    kinds : frozenset of Kind
        The kinds its answer depends on.
    threshold : Threshold or None
        The value it compares with, where the district may set one.
    """

    rule: str
    name: Text
    severity: str
    find: Callable[[District, date], Found]
    kinds: frozenset[Kind] = frozenset(Kind)
    threshold: Threshold | None = None


_ROSTER = frozenset({Kind.PERSON, Kind.POST, Kind.TERM})
_PLACES = frozenset({Kind.JURISDICTION, Kind.RIVER, Kind.SEGMENT, Kind.CELL})
_ANSWER = _ROSTER | _PLACES
_BOARDS = _ANSWER | {Kind.SIGNBOARD, Kind.FORMER_FACE}
_OUTFALLS = frozenset(
    {Kind.OUTFALL, Kind.MONITORING, Kind.SOURCE, Kind.PUBLICATION, Kind.PHOTO}
)
_OWNED = frozenset({Kind.OWNERSHIP, Kind.SEGMENT, Kind.BODY})
_CELLS = frozenset({Kind.CELL, Kind.JURISDICTION})
_DAYS, _METRES = Text("天", "days"), Text("米", "m")
_AREA = Text("平方米", "m²")


def _one(  # noqa: PLR0913
    rule: str,
    zh: str,
    en: str,
    severity: str,
    find: Callable[[District, date], Found],
    kinds: Collection[Kind],
    threshold: Threshold | None = None,
) -> Check:
    return Check(rule, Text(zh, en), severity, find, frozenset(kinds), threshold)


CHECKS: tuple[Check, ...] = (
    # --- the roster
    _one("roster_missing", "没有河长名单", "no roster", "warning", _no_roster, _ANSWER),
    _one("roster_drift", "名单人数与公布不符", "roster differs from the declared one",
         "warning", _roster_drift, _ROSTER),
    _one("segment_without_chief", "河段缺责任人", "segment without a chief", "error",
         _segments_without_chief, _ANSWER),
    _one("village_without_chief", "村居缺村级河长", "village without a chief", "error",
         _villages_without_chief, _ANSWER),
    _one("river_without_chief", "河流缺责任人", "river without a chief", "error",
         riverchecks.river_without_chief, _ANSWER),
    _one("cell_without_warden", "网格缺管水员", "cell without a warden", "error",
         _cells_without_warden, _ANSWER),
    _one("vacancy_long", "职务长期空缺", "post vacant for long", "warning",
         rosterchecks.vacancy_long, _ROSTER,
         Threshold("roster", "vacancy_days", 90, _DAYS)),
    _one("vacancy_without_acting", "空缺且无人代管", "vacant, and nobody acts", "error",
         rosterchecks.vacancy_without_acting, _ROSTER),
    _one("term_overlap", "任期重叠", "overlapping terms", "warning",
         rosterchecks.term_overlap, _ROSTER),
    _one("term_backwards", "任期先止后起", "term ends before it begins", "error",
         rosterchecks.term_backwards, _ROSTER),
    _one("post_several_holders", "一职多人", "several holders of one post", "warning",
         rosterchecks.post_several_holders, _ROSTER),
    _one("post_covers_nothing", "职务的责任对象不存在", "post over nothing on record",
         "error", rosterchecks.post_covers_nothing,
         _ANSWER | {Kind.WATER_BODY}),
    _one("chief_level_foreign", "职务与责任区级别不符", "rank of chief and area differ",
         "warning", rosterchecks.chief_level_foreign, _ANSWER),
    _one("phone_malformed", "电话号码有误", "no telephone number", "warning",
         rosterchecks.phone_malformed, {Kind.PERSON, Kind.BODY}),
    _one("person_phone_shared", "手机与他人相同", "mobile of two persons", "warning",
         rosterchecks.person_phone_shared, {Kind.PERSON}),
    _one("person_without_post", "人员没有任职", "person without a post", "warning",
         rosterchecks.person_without_post, _ROSTER),
    # --- codes, links and the directory
    _one("code_foreign", "代码不属于本区", "code of another district", "error",
         recordchecks.code_foreign, {*_PLACES, Kind.SIGNBOARD, Kind.OUTFALL,
                                     Kind.SOURCE}),
    _one("code_repeated", "代码重复", "code used twice", "error",
         recordchecks.code_repeated, {*_PLACES, Kind.WATER_BODY, Kind.SIGNBOARD,
                                      Kind.OUTFALL, Kind.SOURCE}),
    _one("village_elsewhere", "村居代码与上级不符", "village and its town disagree",
         "error", recordchecks.village_elsewhere, {Kind.JURISDICTION}),
    _one("shape_missing", "没有图形", "no shape", "warning",
         recordchecks.shape_missing, _PLACES),
    _one("reference_broken", "所指对象不存在", "refers to nothing on record", "error",
         recordchecks.reference_broken, frozenset(Kind)),
    _one("directory_contradiction", "河流条数与公布不符",
         "number of rivers differs from the stated one", "warning",
         riverchecks.directory_contradiction, {Kind.RIVER}),
    # --- cells
    _one("cell_code_malformed", "网格编码有误", "malformed cell code", "error",
         cellchecks.cell_code_malformed, _CELLS),
    _one("cell_code_elsewhere", "网格编码与位置不符", "cell code and place disagree",
         "error", cellchecks.cell_code_elsewhere, _CELLS),
    _one("cell_in_no_village", "网格不在任何村居", "cell in no village", "error",
         cellchecks.cell_in_no_village, _CELLS),
    _one("cell_serial_out_of_order", "网格序号不按次序", "cell serial out of order",
         "warning", cellchecks.cell_serial_out_of_order, _CELLS,
         Threshold("cells", "row_metres", 1000, _METRES)),
    _one("cell_gap", "网格未覆盖村居", "village not covered by cells", "warning",
         cellchecks.cell_gap, _CELLS,
         Threshold("cells", "gap_square_metres", 100, _AREA)),
    _one("cell_overlap", "网格重叠", "overlapping cells", "error",
         cellchecks.cell_overlap, _CELLS,
         Threshold("cells", "overlap_square_metres", 1, _AREA)),
    _one("point_far_from_river", "远离河流", "far from any river", "warning",
         cellchecks.point_far_from_river,
         {*_PLACES, Kind.WATER_BODY, Kind.SIGNBOARD, Kind.OUTFALL},
         Threshold("rivers", "far_metres", 500, _METRES)),
    # --- ownership
    _one("ownership_no_managing_body", "无管理主体", "no managing body", "error",
         _missing_body("managing_body", Text("河段没有管理主体。",
                       "The segment has no managing body.")), _OWNED),
    _one("ownership_no_caring_body", "无管护主体", "no caring body", "error",
         _missing_body("caring_body", Text("河段没有管护主体。",
                       "The segment has no caring body.")), _OWNED),
    _one("ownership_segment_unknown", "权属的河段不存在", "ownership of no segment",
         "error", recordchecks.ownership_segment_unknown, _OWNED),
    _one("ownership_banks_mixed", "岸别重复", "banks recorded twice", "warning",
         recordchecks.ownership_banks_mixed, _OWNED),
    _one("ownership_confirmed_early", "确认早于登记", "confirmed before registered",
         "warning", recordchecks.ownership_confirmed_early, _OWNED),
    _one("ownership_body_unknown", "单位不在表中", "body not in the table", "warning",
         recordchecks.ownership_body_unknown, _OWNED),
    _one("contract_expired", "管护合同到期", "care contract ended", "warning",
         recordchecks.contract_expired, _OWNED),
    # --- signboards
    _one("signboard_stale", "过期公示牌", "stale signboard", "warning",
         boardchecks.stale_boards, _BOARDS),
    _one("signboard_overdue", "过期公示牌逾期未换", "replacement overdue", "error",
         boardchecks.replacements_overdue, _BOARDS,
         Threshold("signboards", "replacement_days", 15, _DAYS)),
    _one("signboard_phone", "牌面电话不符", "phone on the face differs", "warning",
         boardchecks.phones_outdated, _BOARDS),
    _one("signboard_parts", "牌面其他内容不符", "other parts of the face differ",
         "warning", boardchecks.other_parts_outdated, _BOARDS),
    _one("signboard_incomplete", "牌面缺要素", "face incomplete", "warning",
         boardchecks.faces_incomplete, _BOARDS),
    _one("signboard_removed_early", "拆除早于设立", "removed before it was installed",
         "error", boardchecks.removed_before_installed, {Kind.SIGNBOARD}),
    _one("signboard_far_from_bank", "公示牌离岸过远", "board far from the bank",
         "warning", boardchecks.boards_far_from_bank, _PLACES | {Kind.SIGNBOARD},
         Threshold("signboards", "bank_metres", 200, _METRES)),
    _one("segment_without_signboard", "河段无公示牌", "segment without a signboard",
         "warning", boardchecks.segments_without_board,
         {Kind.SEGMENT, Kind.SIGNBOARD}),
    _one("village_short_of_signboards", "村居公示牌不足", "too few boards in a village",
         "warning", boardchecks.villages_short_of_boards, _PLACES | {Kind.SIGNBOARD}),
    # --- outfalls
    _one("outfall_monitoring_overdue", "排污口监测超期", "outfall monitoring overdue",
         "warning", outfallchecks.monitoring_overdue, _OUTFALLS,
         Threshold("outfalls", "monitoring_days", 365, _DAYS)),
    _one("outfall_no_approval_document", "排污口缺审批文号",
         "approval without a document", "warning",
         outfallchecks.approval_without_document, _OUTFALLS),
    _one("outfall_class_misfit", "排污口分类不符", "class not under its parent",
         "warning", outfallchecks.class_not_under_parent, {Kind.OUTFALL}),
    _one("outfall_rectification_overdue", "整改逾期", "rectification overdue", "error",
         outfallchecks.rectification_overdue, _OUTFALLS),
    _one("outfall_closed_without_photos", "销号缺照片", "closed out without photos",
         "warning", outfallchecks.closed_out_without_photos, _OUTFALLS),
    _one("outfall_closed_without_record", "销号没有记录", "closed out without a record",
         "warning", outfallchecks.closed_out_without_record, _OUTFALLS),
    _one("outfall_transition", "审批状态变化不合规", "transition not allowed",
         "warning", outfallchecks.transition_impossible, _OUTFALLS),
    _one("outfall_dates", "排污口日期矛盾", "dates contradict", "warning",
         outfallchecks.dates_contradict, _OUTFALLS),
    _one("source_without_outfall", "污染源的排污口不存在", "source without its outfall",
         "warning", outfallchecks.source_without_outfall, _OUTFALLS),
    # --- papers
    _one("publication_without_day", "公布记录无日期", "paper without a day", "warning",
         recordchecks.publication_without_day, {Kind.PUBLICATION}),
)  # fmt: skip
"""Every check, in the order an inspector goes through them."""

_ALL = frozenset(Kind)
_REST = 500
"""Faults after which whoever moves the map may go before."""
_HEAVY = ("cell_gap", "cell_code_elsewhere", "cell_overlap")
"""The heaviest of the timeless checks, the longest first: worked out ahead."""
TIMELESS = frozenset(
    {
        *_HEAVY,
        *("roster_missing", "term_overlap", "term_backwards", "post_covers_nothing"),
        *("chief_level_foreign", "phone_malformed", "person_phone_shared"),
        *("person_without_post", "code_foreign", "code_repeated", "village_elsewhere"),
        *("shape_missing", "reference_broken", "cell_code_malformed"),
        *("cell_in_no_village", "cell_serial_out_of_order", "point_far_from_river"),
        *("ownership_no_managing_body", "ownership_no_caring_body"),
        *("ownership_segment_unknown", "ownership_banks_mixed"),
        *("ownership_confirmed_early", "ownership_body_unknown"),
        *("signboard_removed_early", "outfall_class_misfit", "source_without_outfall"),
        "publication_without_day",
    }
)
"""Checks that tell the same of every day: looked at once."""


def run_checks(district: District, as_of: date) -> CheckReport:
    """Run every check that the district has not switched off.

    Parameters
    ----------
    district : District
        The district.
    as_of : date
        The day the report speaks of.
    """
    return run_some(district, as_of, None, frozenset(Kind))


def run_some(
    district: District,
    as_of: date,
    before: CheckReport | None,
    changed: Collection[Kind],
    progress: Callable[[int, int, Text], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> CheckReport:
    """Run the checks that some kinds bear on; take the others from an earlier report.

    Parameters
    ----------
    district : District
        As it is now.
    as_of : date
        The day.
    before : CheckReport or None
        An earlier report, before rows of `changed` were edited; of another day only
        what is the same on every day is taken.
    changed : collection of Kind
        Which kinds were.
    progress, cancelled : callable or None
        Told of checks done, of all and of the next one; asked whether to stop, after
        which the report is short.
    """
    known = _still_known(before, as_of)
    found: dict[str, CheckResult] = {}
    with many_objects():
        if frozenset(changed) >= _ALL:
            if progress is not None:
                progress(0, len(CHECKS), CHECKS[0].name)
            heavy = _heavy(district, as_of)
            district.work_out(*heavy, stop=cancelled or _go_on)
        for place, check in enumerate(CHECKS):
            if check.rule in district.rules.off:
                continue
            if cancelled is not None and cancelled():
                break
            if progress is not None:
                progress(place, len(CHECKS), check.name)
            if check.rule in known and check.kinds.isdisjoint(changed):
                found[check.rule] = known[check.rule]
                continue
            found[check.rule] = _result(check, district, as_of)
    return CheckReport(as_of, tuple(found.values()))


def severity_of(check: Check, district: District) -> str:
    """Return how grave a check is: as the district's rules say, else as it is."""
    own = district.rules.table("checks").get("severity", {})
    found = own.get(check.rule) if isinstance(own, dict) else None
    return found if found in ("error", "warning") else check.severity


def _still_known(before: CheckReport | None, as_of: date) -> dict[str, CheckResult]:
    """Return what an earlier report tells of a day."""
    if before is None:
        return {}
    return {
        result.rule: result
        for result in before.results
        if before.as_of == as_of or result.rule in TIMELESS
    }


def _go_on() -> bool:
    """Nobody can stop it."""
    return False


def _heavy(district: District, as_of: date) -> list[Callable[[], CheckResult]]:
    """Return the heaviest checks that are not switched off."""
    checks = {check.rule: check for check in CHECKS}
    return [
        partial(_result, checks[rule], district, as_of)
        for rule in _HEAVY
        if rule in checks and rule not in district.rules.off
    ]


def _result(check: Check, district: District, as_of: date) -> CheckResult:
    if check.rule not in TIMELESS:
        return _looked(check, district, as_of)
    kept = district.checked
    if check.rule not in kept:
        kept[check.rule] = _looked(check, district, as_of)
    found: CheckResult = kept[check.rule]
    return found


def _looked(check: Check, district: District, as_of: date) -> CheckResult:
    faults: list[Fault] = []
    trouble = ""
    try:
        for kind, row, text in check.find(district, as_of):
            if not len(faults) % _REST:
                rest()
            called = _called(district, kind, row)
            faults.append(Fault(check.rule, kind, row.uid, *called, text))
    except Exception as error:  # noqa: BLE001 - the last line of defence, and told
        trouble = f"{type(error).__name__}: {error}"
    severity = severity_of(check, district)
    return CheckResult(check.rule, check.name, severity, tuple(faults), trouble)


def _called(district: District, kind: Kind, row: Any) -> tuple[str, str]:  # noqa: ANN401
    """Return code and name by which an officer knows a row."""
    if kind in _KNOWN_BY:
        code, name = _KNOWN_BY[kind]
        return getattr(row, code), getattr(row, name)
    if kind is _TERM:
        post = district.post_by_uid.get(row.post_uid)
        person = district.person_by_uid.get(row.person_uid)
        return post.covers_code if post else "", person.name if person else ""
    name = str(getattr(row, "name", "") or "")
    return str(getattr(row, "code", "") or ""), name


_TERM = Kind.TERM
_KNOWN_BY = {
    Kind.POST: ("covers_code", "role"),
    Kind.OWNERSHIP: ("segment_code", "managing_body"),
    Kind.PUBLICATION: ("subject", "document"),
}
"""Fields by which rows are known that have neither code nor name."""
