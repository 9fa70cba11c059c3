"""When an outfall was monitored, when it must be again, and whether it complies."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.deadlines import days_past
from gridwatch.district.proceedings import as_it_stood
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Monitoring, Outfall
    from gridwatch.district.rules import Rules

__all__ = [
    "Compliance",
    "Due",
    "Sampling",
    "compliance",
    "due",
    "interval_days",
    "is_late",
    "last_monitored",
    "must_be_monitored",
    "overdue",
    "record_monitoring",
    "records",
    "refusals",
    "waived",
]

_RESULTS, _APPROVALS = "monitoring_results", "outfall_approvals"
_PASSED, _FAILED, _EXCLUDED = "passed", "failed", "excluded"


class Compliance(StrEnum):
    """What the results on record say of an outfall."""

    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Due:
    """When the next monitoring is due.

    Parameters
    ----------
    last : date or None
        Last monitoring on or before the day; None is never.
    interval : int
        Days that may lie between two monitorings.
    day : date or None
        Last day for the next one; None where there has been none.
    late : bool
        Whether that day is past, or there has been none at all.
    days : int or None
        Days past it; 0 where it is not past, None where there has been none.
    """

    last: date | None
    interval: int
    day: date | None
    late: bool
    days: int | None


def interval_days(rules: Rules, outfall: Outfall) -> int:
    """Return how many days may lie between two monitorings: its own, or the rule's."""
    own = outfall.frequency_days
    return own if own is not None and own > 0 else rules.monitoring_days


def records(
    district: District, outfall: Outfall, as_of: date
) -> tuple[Monitoring, ...]:
    """Return the monitorings on or before a day, newest first."""
    rows = district.monitorings_of.get(outfall.uid, ())
    known = [row for row in rows if row.on is not None and row.on <= as_of]
    return tuple(sorted(known, key=lambda row: row.on or date.min, reverse=True))


def last_monitored(district: District, outfall: Outfall, as_of: date) -> date | None:
    """Return the last day of monitoring on or before a day, or None.

    Both count: the day that came with a delivery, and the records kept here.
    """
    days = [row.on for row in records(district, outfall, as_of) if row.on is not None]
    if outfall.monitored is not None and outfall.monitored <= as_of:
        days.append(outfall.monitored)
    return max(days, default=None)


def waived(rules: Rules, outfall: Outfall) -> bool:
    """Tell whether an outfall is closed or to be closed, so that nothing is due.

    Qingzhen counts 9 of its 10 outfalls above scale as to be monitored; the tenth is
    to be closed this year.
    """
    word = rules.word(_APPROVALS, outfall.approval)
    return word is not None and word.duty == _EXCLUDED


def must_be_monitored(rules: Rules, outfall: Outfall) -> bool:
    """Tell whether an outfall must be monitored again and again.

    Those above scale must (规模以上; unknown is not taken for yes), and those for
    which the office has set an interval.
    """
    wanted = outfall.above_scale is True or outfall.frequency_days is not None
    return wanted and not waived(rules, outfall)


def _after(last: date, interval: int) -> date:
    """Return the day so many days later; the last of all days where there is none."""
    try:
        return last + timedelta(interval)
    except OverflowError:
        return date.max


def due(district: District, outfall: Outfall, as_of: date) -> Due:
    """Return when the next monitoring is due, seen from a day."""
    last = last_monitored(district, outfall, as_of)
    interval = interval_days(district.rules, outfall)
    if last is None:
        return Due(None, interval, None, late=True, days=None)
    day = _after(last, interval)
    days = days_past(day, as_of)
    return Due(last, interval, day, late=days > 0, days=days)


def is_late(district: District, outfall: Outfall, as_of: date) -> bool:
    """Tell whether an outfall that must be monitored is overdue on a day."""
    row = as_it_stood(district, outfall, as_of)
    if not must_be_monitored(district.rules, row):
        return False
    return due(district, row, as_of).late


def overdue(district: District, as_of: date) -> tuple[tuple[Outfall, Due], ...]:
    """Return the overdue outfalls: never monitored first, then the longest overdue."""
    found = [
        (row, due(district, row, as_of))
        for row in district.outfalls
        if is_late(district, row, as_of)
    ]
    far = float("inf")
    return tuple(sorted(found, key=lambda pair: -(pair[1].days or far)))


def compliance(district: District, outfall: Outfall, as_of: date) -> Compliance:
    """Return what the newest result that is known says on a day."""
    rows = records(district, outfall, as_of)
    for row in rows:
        word = district.rules.word(_RESULTS, row.result)
        if word is not None and word.duty in (_PASSED, _FAILED):
            return Compliance(word.duty)
    return Compliance.PENDING if rows else Compliance.NONE


# --- recording ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sampling:
    """A monitoring as the officer enters it.

    Parameters
    ----------
    on : date or None
        Day of sampling.
    result : str
        A word of the codelist ``monitoring_results``; empty is "not known yet".
    tested_by, note : str
        Laboratory, and what else there is to say.
    """

    on: date | None
    result: str = ""
    tested_by: str = ""
    note: str = ""


def refusals(
    district: District, outfalls: Iterable[Outfall], entry: Sampling, today: date
) -> tuple[Text, ...]:
    """Return why a monitoring cannot be recorded, sentence by sentence."""
    rows = tuple(outfalls)
    found = [] if rows else [_NO_OUTFALL]
    if entry.on is None:
        found.append(_NO_DAY)
    elif entry.on > today:
        found.append(_FUTURE.filled(day=entry.on))
    known = district.rules.lists.get(_RESULTS, ())
    if entry.result and known and district.rules.word(_RESULTS, entry.result) is None:
        words = "、".join(word.value for word in known)
        found.append(_NO_SUCH_RESULT.filled(word=entry.result, words=words))
    twice = [row for row in rows if _recorded(district, row, entry)]
    if twice:
        found.append(_TWICE.filled(name=twice[0].name or twice[0].code, day=entry.on))
    return tuple(found)


def _recorded(district: District, outfall: Outfall, entry: Sampling) -> bool:
    rows = district.monitorings_of.get(outfall.uid, ())
    return any(r.on == entry.on and r.tested_by == entry.tested_by for r in rows)


def record_monitoring(
    district: District, outfalls: Iterable[Outfall], entry: Sampling, today: date
) -> Changes:
    """Return the changes that record one monitoring of one or several outfalls.

    Raises
    ------
    OfficerError
        Where it is refused; the message has every reason.
    """
    rows = tuple(outfalls)
    faults = refusals(district, rows, entry, today)
    if faults:
        raise OfficerError(together(faults))
    fields = {
        "on": entry.on,
        "result": entry.result,
        "tested_by": entry.tested_by.strip(),
        "note": entry.note.strip(),
    }
    return Changes.of(
        Change(
            Kind.MONITORING, uuid.uuid4().hex, None, {"outfall_uid": row.uid, **fields}
        )
        for row in rows
    )


def together(faults: Iterable[Text]) -> Text:
    """Return several sentences as one text."""
    found = tuple(faults)
    return Text("".join(f.zh for f in found), " ".join(f.en for f in found))


_NO_OUTFALL = Text("没有选中排污口。", "No outfall is selected.")
_NO_DAY = Text("请填监测日期。", "Give the day of sampling.")
_FUTURE = Text("监测日期 {day} 还没有到。", "The day of sampling, {day}, is not past.")
_NO_SUCH_RESULT = Text(
    "监测结果没有“{word}”：可填 {words}。", "No such result: {word}. Use {words}."
)
_TWICE = Text(
    "“{name}”在 {day} 的同一单位监测已登记，不要重复登记。",
    "A monitoring of {name} on {day} by the same laboratory is on record already.",
)
