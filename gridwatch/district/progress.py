"""How far registering ownership has come: figures, work lists, gaps."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.bodynames import BODY_ROLES, is_outside
from gridwatch.district.coverage import state_of_segment, territory_of
from gridwatch.district.figures import Counted, Figure, counted
from gridwatch.district.ownership import OwnershipState, state_of_row
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.rules import Rules
    from gridwatch.district.segments import Segment

__all__ = [
    "WorkList",
    "belongs",
    "contract_ending",
    "managed_outside",
    "progress_figure",
    "segment_title",
]

_REMINDER_DAYS = 60.0
_ORDER = list(OwnershipState)


class WorkList(StrEnum):
    """What an officer may want to see of ownership."""

    ALL = "all"
    UNREGISTERED = "unregistered"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    UNCARED = "uncared"
    OUTSIDE = "outside"
    ENDING = "ending"


def belongs(
    district: District, row: Ownership | None, work: WorkList, as_of: date
) -> bool:
    """Tell whether an ownership row (None: a segment without any) is on a work list."""
    state = state_of_row(row, as_of)
    if work is WorkList.UNCARED:
        return row is None or not row.caring_body
    if work is WorkList.OUTSIDE:
        return row is not None and _names_outside(district, row)
    if work is WorkList.ENDING:
        return row is not None and contract_ending(district.rules, row, as_of)
    return _STATES.get(work, state) is state


_STATES = {
    WorkList.UNREGISTERED: OwnershipState.NONE,
    WorkList.UNCONFIRMED: OwnershipState.REGISTERED,
    WorkList.CONFIRMED: OwnershipState.CONFIRMED,
}


def _names_outside(district: District, row: Ownership) -> bool:
    return any(is_outside(district, getattr(row, role)) for role in BODY_ROLES)


def contract_ending(rules: Rules, row: Ownership, as_of: date) -> bool:
    """Tell whether a care contract has ended or ends soon.

    How soon is ``[ownership] contract_reminder_days`` of the rules.
    """
    if row.contract_end is None:
        return False
    days = rules.number("ownership", "contract_reminder_days", _REMINDER_DAYS)
    return (row.contract_end - as_of).days <= days


def managed_outside(district: District, segment: Segment) -> bool:
    """Tell whether every bank of a segment is managed by bodies outside the district.

    Towns are not measured by such segments (OWN-03).
    """
    rows = district.ownerships_of_segment.get(segment.code, ()) if segment.code else ()
    return bool(rows) and all(is_outside(district, row.managing_body) for row in rows)


def segment_title(district: District, segment: Segment) -> str:
    """Return what a segment is called: its name, else its river with start and end."""
    if segment.name:
        return segment.name
    river = district.river_by_code.get(segment.river_code)
    ends = "—".join(end for end in (segment.start, segment.end) if end)
    if river is None:
        return ends or segment.code
    return (
        f"{river.name}（{ends}）" if ends else f"{river.name} {segment.sequence or ''}"
    )


# --- figures -------------------------------------------------------------------------


def progress_figure(
    district: District,
    as_of: date,
    state: OwnershipState,
    *,
    rivers: bool = False,
    town: str = "",
) -> Figure:
    """Return how many segments, or rivers, are registered or confirmed on a day.

    Parameters
    ----------
    district : District
        The district.
    as_of : date
        The day.
    state : OwnershipState
        `OwnershipState.REGISTERED` (confirmed ones count as well) or
        `OwnershipState.CONFIRMED`.
    rivers : bool
        Count rivers; one counts when all of its segments do.
    town : str
        Code of a town: only what lies in it, without what bodies outside the district
        manage; empty: the whole district with everything.
    """
    inside, aside = _segments(district, town)
    if rivers:
        return _of_rivers(district, as_of, state, (inside, aside), town)
    reached = [s for s in inside if _reaches(district, s, state, as_of)]
    return Figure(
        name=_NAMES[state, False].filled(place=_place(district, town)),
        numerator=_counted(district, reached),
        denominator=_counted(district, inside),
        excluded=_counted(district, aside, _OUTSIDE),
        rule=_rule(state, rivers=False, town=town),
        as_of=as_of,
    )


def _segments(district: District, town: str) -> tuple[list[Segment], list[Segment]]:
    """Return the segments that count, and those that bodies outside manage."""
    if not town:
        return list(district.segments), []
    here = [
        segment
        for segment in district.segments
        if any(area.code == town for area in territory_of(district, segment))
    ]
    outside = {s.uid for s in here if managed_outside(district, s)}
    return (
        [s for s in here if s.uid not in outside],
        [s for s in here if s.uid in outside],
    )


def _reaches(
    district: District, segment: Segment, state: OwnershipState, as_of: date
) -> bool:
    found = state_of_segment(district, segment, as_of)
    return _ORDER.index(found) >= _ORDER.index(state)


def _counted(
    district: District, segments: Iterable[Segment], reason: Text | None = None
) -> tuple[Counted, ...]:
    why = reason or Text("", "")
    return tuple(
        counted(Kind.SEGMENT, s, name=segment_title(district, s), reason=why)
        for s in segments
    )


def _of_rivers(
    district: District,
    as_of: date,
    state: OwnershipState,
    segments: tuple[list[Segment], list[Segment]],
    town: str,
) -> Figure:
    inside, aside = (_by_river(group) for group in segments)
    reached, whole, excluded = [], [], []
    for river in district.rivers:
        parts = inside.get(river.code, ())
        if parts:
            done = [s for s in parts if _reaches(district, s, state, as_of)]
            share = Text(*[f"{len(done)}/{len(parts)}"] * 2)
            row = counted(Kind.RIVER, river, reason=share)
            whole.append(row)
            reached += [row] if len(done) == len(parts) else []
        elif river.code in aside or not town:
            why = _OUTSIDE if river.code in aside else _NO_SEGMENTS
            excluded.append(counted(Kind.RIVER, river, reason=why))
    return Figure(
        name=_NAMES[state, True].filled(place=_place(district, town)),
        numerator=tuple(reached),
        denominator=tuple(whole),
        excluded=tuple(excluded),
        rule=_rule(state, rivers=True, town=town),
        as_of=as_of,
    )


def _by_river(segments: Iterable[Segment]) -> Mapping[str, list[Segment]]:
    found: defaultdict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.river_code:
            found[segment.river_code].append(segment)
    return found


def _place(district: District, town: str) -> str:
    area = district.jurisdiction_by_code.get(town)
    return area.name if area else district.name


def _rule(state: OwnershipState, *, rivers: bool, town: str) -> Text:
    parts = [_RULES[state]]
    if rivers:
        parts.append(_RIVER_RULE)
    if town:
        parts.append(_TOWN_RULE)
    return Text("".join(p.zh for p in parts), " ".join(p.en for p in parts))


_REGISTERED, _CONFIRMED = OwnershipState.REGISTERED, OwnershipState.CONFIRMED
_OUTSIDE = Text("由区外单位管理", "managed from outside the district")
_NO_SEGMENTS = Text("未划分河段", "without segments")
_NAMES = {
    (_REGISTERED, False): Text("{place}河段权属登记率", "segments registered, {place}"),
    (_CONFIRMED, False): Text("{place}河段权属确认率", "segments confirmed, {place}"),
    (_REGISTERED, True): Text("{place}河流权属登记率", "rivers registered, {place}"),
    (_CONFIRMED, True): Text("{place}河流权属确认率", "rivers confirmed, {place}"),
}
_RULES = {
    _REGISTERED: Text(
        "河段两岸都有截至当日已登记的权属记录（已确认的也算已登记）。",
        "Both banks have an ownership row that was registered by that day; confirmed "
        "ones count as registered.",
    ),
    _CONFIRMED: Text(
        "河段两岸的权属记录截至当日都已确认。",
        "The ownership rows of both banks were confirmed by that day.",
    ),
}
_RIVER_RULE = Text(
    "一条河流的所有河段都达到才算；说明栏为达到的河段数。",
    "A river counts when all of its segments do; the remark says how many do.",
)
_TOWN_RULE = Text(
    "只计属地为本镇街的河段，由区外单位管理的不计入分母。",
    "Only segments that lie in the town; those managed from outside the district are "
    "not counted.",
)
