"""Rectification of an outfall: ordered, closed out on evidence (销号), reopened.

The routes (取缔, 合并, 规范) and states are codelists; what may follow a state and
what a close-out has to show stands in the section ``rectifications`` of the rules.
Nothing is deleted: a reopened close-out stays on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.deadlines import days_past
from gridwatch.district.monitoring import together
from gridwatch.district.proceedings import (
    RECTIFICATION,
    Proceeding,
    as_it_stood,
    changes_of,
    newer_than,
    proceedings_of,
)
from gridwatch.district.replacing import attach_photo
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.records import Photo
    from gridwatch.district.rules import Rules

__all__ = [
    "Closing",
    "NewPhoto",
    "Order",
    "Reopening",
    "begun_word",
    "close_out",
    "closed_word",
    "evidence",
    "is_closed",
    "is_open",
    "next_states",
    "order",
    "overdue_days",
    "photo_changes",
    "refusals_to_close",
    "refusals_to_order",
    "refusals_to_reopen",
    "reopen",
    "undated",
]

_SECTION, _MEASURES, _STATES = (
    "rectifications",
    "outfall_measures",
    "outfall_rectifications",
)
_BEGUN, _CLOSED, _OPEN = "整改中", "已销号", ("未整改", "整改中")
_CLOSING = ("before", "after", "day", "who", "note")
BEFORE, AFTER = "before", "after"


def begun_word(rules: Rules) -> str:
    """Return the state of a rectification under way."""
    return str(rules.table(_SECTION).get("begun", _BEGUN))


def closed_word(rules: Rules) -> str:
    """Return the state of one that is closed out."""
    return str(rules.table(_SECTION).get("closed", _CLOSED))


def next_states(rules: Rules, state: str) -> tuple[str, ...]:
    """Return the states that may follow `state`; empty where the rules are silent."""
    table = rules.table(_SECTION).get("next")
    follow = table.get(state, ()) if isinstance(table, dict) else ()
    return tuple(str(one) for one in follow)


def _can_close(rules: Rules, state: str) -> bool:
    if isinstance(rules.table(_SECTION).get("next"), dict):
        return closed_word(rules) in next_states(rules, state)
    return state in _OPEN


def is_closed(rules: Rules, outfall: Outfall, as_of: date) -> bool:
    """Tell whether an outfall is closed out on a day; one without a day has been."""
    closed = outfall.rectification == closed_word(rules)
    return closed and (outfall.closed_on is None or outfall.closed_on <= as_of)


def is_open(rules: Rules, outfall: Outfall, as_of: date) -> bool:
    """Tell whether rectification is wanted and not closed out on a day."""
    if outfall.rectification == closed_word(rules):
        return not is_closed(rules, outfall, as_of)
    return _can_close(rules, outfall.rectification)


def overdue_days(district: District, outfall: Outfall, as_of: date) -> int:
    """Return the days past the deadline of an open rectification; 0 where none."""
    row = as_it_stood(district, outfall, as_of)
    if row.deadline is None or not is_open(district.rules, row, as_of):
        return 0
    return days_past(row.deadline, as_of)


def undated(rules: Rules, outfall: Outfall) -> bool:
    """Tell whether an outfall came as closed out, without a day on record."""
    return outfall.rectification == closed_word(rules) and outfall.closed_on is None


# --- photographs --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photograph whose bytes the store has.

    Parameters
    ----------
    role : str
        ``before``, ``after`` or ``site``.
    name : str
        Name of its file.
    sha256 : str
        Hash of its bytes.
    taken : date or None
        Day it was taken.
    """

    role: str
    name: str
    sha256: str
    taken: date | None = None


def photo_changes(outfall: Outfall, photos: Iterable[NewPhoto]) -> tuple[Change, ...]:
    """Return the changes that put photographs on record."""
    return tuple(
        attach_photo(
            Kind.OUTFALL,
            outfall.uid,
            photo.sha256,
            role=photo.role,
            taken=photo.taken,
            name=photo.name,
        )
        for photo in photos
    )


def evidence(district: District, outfall: Outfall, role: str) -> tuple[Photo, ...]:
    """Return the photographs that can prove a close-out now, newest first.

    After a reopening those of the close-out that did not last prove nothing.
    """
    since = _reopened(district, outfall)
    rows = [p for p in district.photos_of.get(outfall.uid, ()) if p.role == role]
    if since is not None and role == AFTER:
        rows = [p for p in rows if p.taken is not None and p.taken >= since]
    return tuple(sorted(rows, key=lambda p: str(p.taken or ""), reverse=True))


def _reopened(district: District, outfall: Outfall) -> date | None:
    closed = closed_word(district.rules)
    days = [
        act.on
        for act in proceedings_of(district, outfall)
        if act.act == RECTIFICATION and act.before.get("rectification") == closed
    ]
    return max(days, default=None)


# --- ordering -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """An order to rectify, as the officer enters it.

    Parameters
    ----------
    measure : str
        A word of ``outfall_measures``: 取缔, 合并, 规范.
    on, deadline : date or None
        Day of the order, and day by which it must be closed out.
    state : str
        State it gets; empty: under way.
    document, by, note : str
        Number of the document, who ordered it, what is to be done.
    """

    measure: str
    on: date | None
    deadline: date | None = None
    state: str = ""
    document: str = ""
    by: str = ""
    note: str = ""


def refusals_to_order(
    district: District, outfall: Outfall, entry: Order, today: date
) -> tuple[Text, ...]:
    """Return why an order is refused, sentence by sentence."""
    rules = district.rules
    found: list[Text | None] = []
    if outfall.rectification == closed_word(rules):
        found.append(_CLOSED_ALREADY)
    known = rules.lists.get(_MEASURES, ())
    if not entry.measure:
        found.append(_NO_MEASURE)
    elif known and rules.word(_MEASURES, entry.measure) is None:
        found.append(_NO_SUCH_MEASURE.filled(word=entry.measure))
    found.append(_day_fault(district, outfall, entry.on, today))
    early = entry.on and entry.deadline and entry.deadline < entry.on
    if early:
        found.append(_EARLY.filled(deadline=entry.deadline, day=entry.on))
    return tuple(text for text in found if text is not None)


def _day_fault(
    district: District, outfall: Outfall, on: date | None, today: date
) -> Text | None:
    if on is None:
        return _NO_DAY
    if on > today:
        return _FUTURE.filled(day=on)
    return newer_than(district, outfall, RECTIFICATION, on)


def order(district: District, outfall: Outfall, entry: Order, today: date) -> Changes:
    """Return the changes that order a rectification, or another route or deadline.

    Raises
    ------
    OfficerError
        Where it is refused; the message has every reason.
    """
    faults = refusals_to_order(district, outfall, entry, today)
    if faults:
        raise OfficerError(together(faults))
    act = Proceeding(
        RECTIFICATION,
        entry.on or today,
        after={
            "measure": entry.measure,
            "rectification": entry.state or begun_word(district.rules),
            "deadline": entry.deadline,
        },
        document=entry.document.strip(),
        by=entry.by.strip(),
        note=entry.note.strip(),
    )
    return Changes(changes_of(outfall, act))


# --- closing out --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Closing:
    """A close-out as the officer enters it.

    Parameters
    ----------
    on : date or None
        Day.
    by, note : str
        Who closes it out, and what was done and seen.
    photos : tuple of NewPhoto
        Photographs that come with it; those on record count as well.
    """

    on: date | None
    by: str = ""
    note: str = ""
    photos: tuple[NewPhoto, ...] = ()


def refusals_to_close(
    district: District, outfall: Outfall, entry: Closing, today: date
) -> tuple[Text, ...]:
    """Return what a close-out lacks, sentence by sentence."""
    rules = district.rules
    found: list[Text | None] = []
    if not _can_close(rules, outfall.rectification):
        state = outfall.rectification or "未登记"
        found.append(_NOT_OPEN.filled(state=state))
    if not outfall.measure:
        found.append(_NO_MEASURE)
    missing = _missing(district, outfall, entry)
    wanted = rules.table(_SECTION).get("closing", _CLOSING)
    found += [_MISSING[need] for need in wanted if need in missing]
    if entry.on is not None:
        found.append(_day_fault(district, outfall, entry.on, today))
    return tuple(text for text in found if text is not None)


def _missing(district: District, outfall: Outfall, entry: Closing) -> set[str]:
    there = {
        "day": entry.on is not None,
        "who": bool(entry.by.strip()),
        "note": bool(entry.note.strip()),
    }
    for role in (BEFORE, AFTER):
        new = any(photo.role == role for photo in entry.photos)
        there[role] = new or bool(evidence(district, outfall, role))
    return {need for need, given in there.items() if not given}


def close_out(
    district: District, outfall: Outfall, entry: Closing, today: date
) -> Changes:
    """Return the changes that close a rectification out, photographs included.

    Raises
    ------
    OfficerError
        Where evidence is missing; the message says all that is.
    """
    faults = refusals_to_close(district, outfall, entry, today)
    if faults:
        raise OfficerError(together(faults))
    act = Proceeding(
        RECTIFICATION,
        entry.on or today,
        after={
            "rectification": closed_word(district.rules),
            "closed_on": entry.on,
            "closed_by": entry.by.strip(),
            "closing_note": entry.note.strip(),
        },
        by=entry.by.strip(),
        note=entry.note.strip(),
    )
    return Changes((*photo_changes(outfall, entry.photos), *changes_of(outfall, act)))


# --- reopening ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reopening:
    """A close-out taken back, as the officer enters it.

    Parameters
    ----------
    on, deadline : date or None
        Day, and the new day by which it must be closed out.
    by, reason : str
        Who, and why.
    """

    on: date | None
    reason: str = ""
    by: str = ""
    deadline: date | None = None


def refusals_to_reopen(
    district: District, outfall: Outfall, entry: Reopening, today: date
) -> tuple[Text, ...]:
    """Return why a reopening is refused, sentence by sentence."""
    found: list[Text | None] = []
    if outfall.rectification != closed_word(district.rules):
        found.append(_NOT_CLOSED)
    if not entry.reason.strip():
        found.append(_NO_REASON)
    found.append(_day_fault(district, outfall, entry.on, today))
    if entry.on and outfall.closed_on and entry.on < outfall.closed_on:
        found.append(_BEFORE_CLOSING.filled(day=outfall.closed_on))
    if entry.on and entry.deadline and entry.deadline < entry.on:
        found.append(_EARLY.filled(deadline=entry.deadline, day=entry.on))
    return tuple(text for text in found if text is not None)


def reopen(
    district: District, outfall: Outfall, entry: Reopening, today: date
) -> Changes:
    """Return the changes that take a close-out back; it stays on record.

    Raises
    ------
    OfficerError
        Where it is refused; the message has every reason.
    """
    faults = refusals_to_reopen(district, outfall, entry, today)
    if faults:
        raise OfficerError(together(faults))
    act = Proceeding(
        RECTIFICATION,
        entry.on or today,
        after={
            "rectification": begun_word(district.rules),
            "deadline": entry.deadline or outfall.deadline,
            "closed_on": None,
            "closed_by": "",
            "closing_note": "",
        },
        by=entry.by.strip(),
        note=entry.reason.strip(),
    )
    return Changes(changes_of(outfall, act))


_CLOSED_ALREADY = Text(
    "已经销号；如要继续整改，请先“重新整改”。",
    "It is closed out; reopen it before another order.",
)
_NO_MEASURE = Text(
    "没有整改方式（取缔、合并、规范）。", "There is no measure for rectification."
)
_NO_SUCH_MEASURE = Text("整改方式没有“{word}”。", "No such measure: {word}.")
_NO_DAY = Text("请填日期。", "Give the day.")
_FUTURE = Text("日期 {day} 还没有到。", "The day {day} is not past.")
_EARLY = Text(
    "整改期限 {deadline} 早于 {day}。", "The deadline {deadline} is before {day}."
)
_NOT_OPEN = Text(
    "整改状态是“{state}”，不能销号。", "A rectification “{state}” cannot be closed out."
)
_MISSING = {
    "before": Text("缺整改前照片。", "There is no photograph from before."),
    "after": Text("缺整改后照片。", "There is no photograph from after."),
    "day": Text("缺销号日期。", "The day is missing."),
    "who": Text("缺销号人。", "Say who closes it out."),
    "note": Text("缺销号说明。", "Say what was done."),
}
_NOT_CLOSED = Text("还没有销号，不用重新整改。", "It has not been closed out.")
_NO_REASON = Text("请写明重新整改的原因。", "Say why it is reopened.")
_BEFORE_CLOSING = Text(
    "日期早于销号日期 {day}。", "The day is before the close-out of {day}."
)
