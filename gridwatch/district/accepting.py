"""Accepting proposals: one edit makes segments and moves what points to old ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.recoding import Move, is_code, moves_of
from gridwatch.district.rowedits import values_of
from gridwatch.district.splitting import known_on
from gridwatch.district.stretches import Course, limits_of
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gridwatch.district.district import District
    from gridwatch.district.proposals import Proposal
    from gridwatch.district.segments import Segment

__all__ = ["changes_of"]


def changes_of(district: District, proposals: Iterable[Proposal]) -> Changes:
    """Return the edit that makes segments of accepted proposals.

    Segments whose place is taken go; ownership, posts, boards and outfalls that point
    to them are moved to the new segment they lie at. Sequences are numbered anew from
    the source.

    Parameters
    ----------
    district : District
        The district the proposals were made for.
    proposals : iterable of Proposal
        Those the officer has accepted, perhaps with code, name, start or end changed.
        Those that change nothing are passed over.

    Raises
    ------
    OfficerError
        Where a proposal is accepted without its companions, or a code is missing,
        has not 12 digits or is there twice.
    """
    accepted = [one for one in proposals if one.changes]
    _require_companions(accepted)
    gone = {old for one in accepted for old, _ in one.replaces}
    _require_codes(district, accepted, gone)
    segments = {segment.uid: segment for segment in district.segments}
    items = [_made(one) for one in accepted]
    moves = [
        Move(
            segments[old].code,
            tuple(
                (one.code, one.geometry, dict(one.replaces)[old])
                for one in accepted
                if old in dict(one.replaces)
            ),
        )
        for old in sorted(gone)
        if old in segments and segments[old].code
    ]
    items += moves_of(district, moves)
    items += [_gone(segments[old]) for old in sorted(gone) if old in segments]
    items = _numbered(district, accepted, gone, items)
    rivers = "、".join(dict.fromkeys(one.river_name for one in accepted))
    return Changes.of(items, f"划分河段：{rivers}")


def _made(one: Proposal) -> Change:
    fields = {
        "code": one.code,
        "name": one.name,
        "river_code": one.river_code,
        "sequence": one.sequence,
        "start": one.start,
        "end": one.end,
        "length": one.length,
        "town_code": one.town_code,
        "geometry": one.geometry,
    }
    return Change(Kind.SEGMENT, one.uid, None, fields)


def _gone(segment: Segment) -> Change:
    return Change(Kind.SEGMENT, segment.uid, values_of(segment), None)


def _numbered(
    district: District,
    accepted: Sequence[Proposal],
    gone: set[str],
    items: Sequence[Change],
) -> list[Change]:
    """Renumber all segments of each river from its source."""
    rivers = {river.uid: river for river in district.rivers}
    sequences: dict[str, int] = {}
    changed: list[Change] = []
    for uid in dict.fromkeys(one.river_uid for one in accepted):
        river = rivers[uid]
        places = {one.uid: one.since for one in accepted if one.river_uid == uid}
        on_record = [
            segment
            for segment in district.segments_of_river.get(river.code, ())
            if river.code and segment.uid not in gone
        ]
        known, _ = known_on(Course(river.geometry), on_record, limits_of(district).keep)
        places |= {one.segment.uid: one.since for one in known}
        order = sorted(places, key=lambda one: places[one])
        sequences |= {one: number for number, one in enumerate(order, 1)}
        changed += [
            Change(
                Kind.SEGMENT,
                one.segment.uid,
                {"sequence": one.segment.sequence},
                {"sequence": sequences[one.segment.uid]},
            )
            for one in known
            if one.segment.sequence != sequences[one.segment.uid]
        ]
    made = [
        replace(item, after={**item.after, "sequence": sequences[item.uid]})
        if item.before is None and item.after and item.kind is Kind.SEGMENT
        else item
        for item in items
    ]
    return [*made, *changed]


def _require_companions(accepted: Sequence[Proposal]) -> None:
    chosen = {one.uid for one in accepted}
    for one in accepted:
        if not one.companions <= chosen:
            raise OfficerError(_ALONE.filled(name=one.name))


def _require_codes(
    district: District, accepted: Sequence[Proposal], gone: set[str]
) -> None:
    taken: Mapping[str, int] = Counter(
        segment.code for segment in district.segments if segment.uid not in gone
    )
    used = Counter(one.code for one in accepted)
    for one in accepted:
        if not is_code(one.code):
            raise OfficerError(_BAD_CODE.filled(name=one.name, code=one.code or "—"))
        if used[one.code] > 1 or taken.get(one.code):
            raise OfficerError(_TWICE.filled(name=one.name, code=one.code))


_ALONE = Text(
    "“{name}”和同它一起取代原河段的各段须同时接受。没有更改任何数据。"
    "请把它们一起勾选，或一起取消。",
    "“{name}” can only be accepted together with those that take the place of the same "
    "segments. Nothing was changed. Tick all of them, or none.",
)
_BAD_CODE = Text(
    "“{name}”的河段代码“{code}”不是 12 位数字。没有更改任何数据。请改正后再接受。",
    "The code “{code}” of “{name}” has not 12 digits. Nothing was changed. Correct it "
    "and accept again.",
)
_TWICE = Text(
    "河段代码 {code}（“{name}”）已被使用。没有更改任何数据。请换一个代码。",
    "The segment code {code} (“{name}”) is in use already. Nothing was changed. Choose "
    "another one.",
)
