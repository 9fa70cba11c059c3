"""The rates of outfalls with their rows: approval, monitoring, compliance, close-out.

The source texts reckon them over outfalls above scale: of 10, 7 approved, 2 to be filed
again, 1 to be closed; 9 to be monitored, 9 monitored (Qingzhen, OUT-04 and OUT-05).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district import approving, monitoring, rectifying
from gridwatch.district.figures import Counted, Figure, counted
from gridwatch.district.monitoring import Compliance
from gridwatch.district.proceedings import as_it_stood
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.rules import Rules

    Judged = tuple[bool | None, Text]
    """Counted or not (None: left out), and the remark."""

__all__ = [
    "approval_rate",
    "close_out_rate",
    "compliance_rate",
    "counts_closing",
    "monitoring_rate",
    "rates",
]

_NOTHING = Text("", "")
_UNKNOWN_SCALE = Text("规模未登记", "of unknown scale")
_CLOSED = "已关停"


def counts_closing(rules: Rules) -> bool:
    """Tell whether outfalls to be closed stand in the approval's denominator."""
    return rules.table("outfalls").get("approval_counts_closing", True) is not False


def approval_rate(
    district: District,
    as_of: date,
    rows: Iterable[Outfall] | None = None,
    *,
    closing: bool | None = None,
) -> Figure:
    """Return the share of outfalls above scale that are approved.

    Parameters
    ----------
    district : District
        The rows and the rules.
    as_of : date
        The day.
    rows : iterable of Outfall, optional
        Only these; all without it.
    closing : bool, optional
        Whether those to be closed count in the denominator; by the rules without it.
    """
    rules = district.rules
    with_closing = counts_closing(rules) if closing is None else closing
    closed = rules.table("outfalls").get("closed_approval", _CLOSED)

    def judge(row: Outfall) -> Judged:
        told = Text(row.approval or "未登记", row.approval or "not on record")
        if row.approval == closed:
            return None, told
        if monitoring.waived(rules, row) and not with_closing:
            return None, told
        approved = approving.is_approved(rules, row)
        late = row.approved_on is not None and row.approved_on > as_of
        if approved and late:
            return False, _LATER.filled(day=row.approved_on)
        return approved, told

    rule = _APPROVAL_WITH if with_closing else _APPROVAL_WITHOUT
    return _rate(district, as_of, rows, (_APPROVAL, rule), judge)


def monitoring_rate(
    district: District, as_of: date, rows: Iterable[Outfall] | None = None
) -> Figure:
    """Return the share of outfalls to be monitored that are within their interval."""

    def judge(row: Outfall) -> Judged:
        if monitoring.waived(district.rules, row):
            return None, Text(row.approval, row.approval)
        due = monitoring.due(district, row, as_of)
        if due.last is None:
            return False, _NEVER
        return not due.late, _LAST.filled(day=due.last)

    rule = _MONITORING_RULE.filled(days=district.rules.monitoring_days)
    return _rate(district, as_of, rows, (_MONITORING, rule), judge)


def compliance_rate(
    district: District, as_of: date, rows: Iterable[Outfall] | None = None
) -> Figure:
    """Return the share of outfalls with a result whose newest one complies."""

    def judge(row: Outfall) -> Judged:
        if monitoring.waived(district.rules, row):
            return None, Text(row.approval, row.approval)
        found = monitoring.compliance(district, row, as_of)
        if found is Compliance.NONE:
            return None, _NO_RESULT
        if found is Compliance.PENDING:
            return None, _PENDING
        return found is Compliance.PASSED, _VERDICTS[found]

    return _rate(district, as_of, rows, (_COMPLIANCE, _COMPLIANCE_RULE), judge)


def close_out_rate(
    district: District, as_of: date, rows: Iterable[Outfall] | None = None
) -> Figure:
    """Return the share of outfalls to be rectified that are closed out."""
    rules = district.rules

    def judge(row: Outfall) -> Judged:
        state = row.rectification
        if rectifying.is_closed(rules, row, as_of):
            return True, Text(state, state)
        if rectifying.is_open(rules, row, as_of):
            return False, Text(state, state)
        return None, Text(state, state) if state else _NO_STATE

    title = (_CLOSE_OUT, _CLOSE_OUT_RULE)
    return _rate(district, as_of, rows, title, judge, every_scale=True)


def rates(district: District, as_of: date) -> tuple[Figure, ...]:
    """Return the four rates of the whole district."""
    return (
        approval_rate(district, as_of),
        monitoring_rate(district, as_of),
        compliance_rate(district, as_of),
        close_out_rate(district, as_of),
    )


def _rate(
    district: District,
    as_of: date,
    rows: Iterable[Outfall] | None,
    title: tuple[Text, Text],
    judge: Callable[[Outfall], Judged],
    *,
    every_scale: bool = False,
) -> Figure:
    """Sort the rows, as they stood on the day, into counted, not counted, left out."""
    reached: list[Counted] = []
    whole: list[Counted] = []
    aside: list[Counted] = []
    for now in district.outfalls if rows is None else rows:
        row = as_it_stood(district, now, as_of)
        if not every_scale and row.above_scale is False:
            continue
        verdict, remark = (
            (None, _UNKNOWN_SCALE)
            if row.above_scale is None and not every_scale
            else judge(row)
        )
        one = counted(Kind.OUTFALL, row, reason=remark)
        (aside if verdict is None else whole).append(one)
        if verdict:
            reached.append(one)
    name, rule = title
    return Figure(name, tuple(reached), tuple(whole), tuple(aside), rule, as_of)


_APPROVAL = Text("排污口审批率", "approval of outfalls")
_MONITORING = Text("排污口监测率", "monitoring of outfalls")
_COMPLIANCE = Text("排污口达标率", "compliance of outfalls")
_CLOSE_OUT = Text("排污口销号率", "close-out of outfalls")
_APPROVAL_WITH = Text(
    "规模以上排污口中已批、备案的；拟关停的计入分母，已关停的不计。",
    "Approved or filed ones among outfalls above scale; those to be closed count in "
    "the denominator, those closed do not.",
)
_APPROVAL_WITHOUT = Text(
    "规模以上排污口中已批、备案的；拟关停、已关停的不计入分母。",
    "Approved or filed ones among outfalls above scale; those to be closed or closed "
    "do not count.",
)
_MONITORING_RULE = Text(
    "规模以上、应监测的排污口中，距上次监测不超过规定间隔（{days} 天，另有规定的从其"
    "规定）的；拟关停、已关停的不计。",
    "Outfalls above scale that were monitored within their interval ({days} days "
    "unless one has its own); those to be closed or closed do not count.",
)
_COMPLIANCE_RULE = Text(
    "规模以上排污口中，最近一次有结论的监测为达标的；没有结论的不计。",
    "Outfalls above scale whose newest known result complies; those without a result "
    "do not count.",
)
_CLOSE_OUT_RULE = Text(
    "有整改任务的排污口（不分规模）中已销号的；无需整改、未登记整改状态的不计。",
    "Outfalls to be rectified, of any scale, that are closed out; those without a task "
    "do not count.",
)
_LATER = Text("{day} 才批", "approved on {day} only")
_NEVER = Text("没有监测记录", "never monitored")
_LAST = Text("上次监测 {day}", "last monitored {day}")
_NO_RESULT = Text("没有监测结果", "without a result")
_PENDING = Text("未出结果", "with a result pending")
_VERDICTS = {
    Compliance.PASSED: Text("达标", "complies"),
    Compliance.FAILED: Text("不达标", "does not comply"),
}
_NO_STATE = Text("未登记整改状态", "without a state of rectification")
