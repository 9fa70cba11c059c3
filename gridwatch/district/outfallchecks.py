"""What can be wrong with outfalls and their sources, row by row.

Plain functions of the form that `gridwatch.district.checks` lists.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from gridwatch.district import approving, monitoring, outfallclasses, rectifying
from gridwatch.district.proceedings import (
    APPROVAL,
    RECTIFICATION,
    as_it_stood,
    proceedings_of,
)
from gridwatch.district.sources import loose
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.rows import Row

    Found = Iterator[tuple[Kind, Row, Text]]

__all__ = [
    "approval_without_document",
    "class_not_under_parent",
    "closed_out_without_photos",
    "closed_out_without_record",
    "dates_contradict",
    "monitoring_overdue",
    "rectification_overdue",
    "source_without_outfall",
    "transition_impossible",
]


def _stood(district: District, as_of: date) -> Iterator[tuple[Outfall, Outfall]]:
    """Return each outfall as it is and as it stood on a day."""
    rows = district.outfalls
    if not district.publications:
        return zip(rows, rows, strict=True)
    return ((row, as_it_stood(district, row, as_of)) for row in rows)


def monitoring_overdue(district: District, as_of: date) -> Found:
    """Yield the outfalls that must be monitored and are past their day."""
    for row, due in monitoring.overdue(district, as_of):
        lead = (
            Text("规模以上，", "Above scale, ")
            if row.above_scale
            else Text("有监测要求，", "To be monitored, ")
        )
        if due.last is None:
            told = Text("没有监测记录。", "never monitored.")
        else:
            told = _OVERDUE.filled(
                last=due.last,
                passed=(as_of - due.last).days,
                limit=due.interval,
                due=due.day,
                days=due.days,
            )
        yield Kind.OUTFALL, row, Text(lead.zh + told.zh, lead.en + told.en)


def approval_without_document(district: District, as_of: date) -> Found:
    """Yield the outfalls whose state of approval needs a document that is missing."""
    needs: dict[str, bool] = {}
    for row, stood in _stood(district, as_of):
        if stood.approval_document:
            continue
        state = stood.approval
        if state not in needs:
            needs[state] = "document" in approving.needs_of(district.rules, state)
        if needs[state]:
            yield Kind.OUTFALL, row, _NO_DOCUMENT.filled(state=stood.approval)


def class_not_under_parent(district: District, as_of: date) -> Found:
    """Yield the outfalls whose class does not fit together."""
    del as_of
    # A city's outfalls are of few classes.
    told: dict[object, tuple[Text, ...]] = {}
    classed = attrgetter(*outfallclasses.LEVELS)
    for row, named in zip(
        district.outfalls, map(classed, district.outfalls), strict=True
    ):
        if named not in told:
            told[named] = outfallclasses.unfit(district.rules, row)
        for text in told[named]:
            yield Kind.OUTFALL, row, text


def closed_out_without_photos(district: District, as_of: date) -> Found:
    """Yield close-outs kept here that lack a photograph from before or after.

    Those that came closed out with a delivery have no day; they are found by
    `closed_out_without_record`.
    """
    for row, stood in _stood(district, as_of):
        rules = district.rules
        if stood.closed_on is None or not rectifying.is_closed(rules, stood, as_of):
            continue
        roles = {photo.role for photo in district.photos_of.get(row.uid, ())}
        missing = [role for role in _PHOTOS if role not in roles]
        if missing:
            yield Kind.OUTFALL, row, _PHOTOS[missing[0]] if len(missing) == 1 else _BOTH


def closed_out_without_record(district: District, as_of: date) -> Found:
    """Yield the outfalls that came as closed out, without day and evidence."""
    for row, stood in _stood(district, as_of):
        if rectifying.undated(district.rules, stood):
            yield Kind.OUTFALL, row, _NO_RECORD


def rectification_overdue(district: District, as_of: date) -> Found:
    """Yield the outfalls that are not closed out by their deadline."""
    for row, stood in _stood(district, as_of):
        days = rectifying.overdue_days(district, row, as_of)
        if days:
            yield (
                Kind.OUTFALL,
                row,
                _LATE.filled(
                    state=stood.rectification, deadline=stood.deadline, days=days
                ),
            )


def source_without_outfall(district: District, as_of: date) -> Found:
    """Yield the sources that lead to no outfall on record."""
    del as_of
    for source in loose(district):
        code = source.outfall_code
        text = _UNKNOWN_OUTFALL.filled(code=code) if code else _NO_OUTFALL
        yield Kind.SOURCE, source, text


def transition_impossible(district: District, as_of: date) -> Found:
    """Yield outfalls whose acts on record could not follow each other."""
    if not district.publications:
        return
    for row in district.outfalls:
        acts = [a for a in proceedings_of(district, row) if a.on <= as_of]
        for act in acts:
            text = _impossible(district, act.act, act.before, act.after)
            if text is not None:
                told = Text(f"{act.on}：{text.zh}", f"{act.on}: {text.en}")
                yield Kind.OUTFALL, row, told


def _impossible(
    district: District, act: str, before: object, after: object
) -> Text | None:
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    key = {APPROVAL: "approval", RECTIFICATION: "rectification"}[act]
    old, new = str(before.get(key, "")), str(after.get(key, ""))
    if not old or old == new:
        return None
    if act == APPROVAL:
        return approving.impossible(district.rules, old, new)
    follow = rectifying.next_states(district.rules, old)
    if not follow or new in follow:
        return None
    return _FOLLOW.filled(old=old, new=new, follow="、".join(follow))


def dates_contradict(district: District, as_of: date) -> Found:
    """Yield outfalls whose days and states contradict each other."""
    for row, stood in _stood(district, as_of):
        if not (stood.approval_document or stood.approved_on or stood.closed_on):
            continue
        for text in _contradictions(district, stood):
            yield Kind.OUTFALL, row, text


def _contradictions(district: District, row: Outfall) -> Iterator[Text]:
    rules = district.rules
    dated = bool(row.approval_document or row.approved_on)
    word = rules.word("outfall_approvals", row.approval)
    if word is not None and not word.duty and dated:
        yield _DATED.filled(state=row.approval)
    if row.closed_on is not None:
        if row.rectification != rectifying.closed_word(rules):
            yield _CLOSED_DAY.filled(day=row.closed_on, state=row.rectification or "—")
        for act in proceedings_of(district, row):
            opened = act.after.get("rectification") == rectifying.begun_word(rules)
            if act.act == RECTIFICATION and opened and act.on > row.closed_on:
                yield _ORDERED_AFTER.filled(day=act.on, closed=row.closed_on)
                break


_OVERDUE = Text(
    "已 {passed} 天未监测（上次 {last}，限 {limit} 天），应于 {due} 前监测，"
    "超期 {days} 天。",
    "not monitored for {passed} days (last {last}, limit {limit}): due {due}, {days} "
    "days overdue.",
)
_NO_DOCUMENT = Text(
    "{state}，但没有审批文号。", "{state} (approval), but no document number."
)
_PHOTOS = {
    "before": Text("已销号，但没有整改前照片。", "Closed out without a photo before."),
    "after": Text("已销号，但没有整改后照片。", "Closed out without a photo after."),
}
_BOTH = Text(
    "已销号，但没有整改前、后照片。", "Closed out without photographs before and after."
)
_NO_RECORD = Text(
    "来件写明已销号，但没有销号日期和凭证。",
    "Delivered as closed out, without day and evidence.",
)
_LATE = Text(
    "{state}，整改期限 {deadline}，已超期 {days} 天。",
    "{state}: to be closed out by {deadline}, {days} days overdue.",
)
_NO_OUTFALL = Text("污染源没有关联排污口。", "The source has no outfall.")
_UNKNOWN_OUTFALL = Text(
    "污染源关联的排污口 {code} 不在台账里。",
    "The outfall {code} of this source is not on record.",
)
_FOLLOW = Text(
    "整改状态“{old}”之后只能是{follow}，记录为“{new}”。",
    "After “{old}” only {follow} may come, but “{new}” is on record.",
)
_DATED = Text(
    "审批状态是“{state}”，却有审批文号或日期。",
    "The approval is “{state}”, yet there is a document or day of approval.",
)
_CLOSED_DAY = Text(
    "有销号日期 {day}，整改状态却是“{state}”。",
    "There is a close-out of {day}, yet the state is “{state}”.",
)
_ORDERED_AFTER = Text(
    "{day} 还在整改，却在 {closed} 已销号。",
    "Rectification was under way on {day}, yet it was closed out on {closed}.",
)
