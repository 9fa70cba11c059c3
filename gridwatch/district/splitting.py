"""Rivers cut at town and village borders into segments, for the officer to accept.

A proposal says what would become of one part of a river: a segment on record that
stays, one that takes the place of others, a new one, or a part outside the district
that is only named. Nothing changes before the officer accepts (`accepting`).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.district.jurisdictions import Level
from gridwatch.district.proposals import Proposal, Verdict
from gridwatch.district.recoding import free_codes
from gridwatch.district.splitwords import (
    end_of,
    name_of,
    notes_of,
    numbered_names,
    start_of,
)
from gridwatch.district.stretches import Course, cut_at_borders, limits_of
from gridwatch.district.units import (
    Ground,
    Passed,
    Place,
    answering,
    is_inside,
    outline_of,
    units_of,
    villages_of,
    villages_passed,
)
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gridwatch.district.district import District
    from gridwatch.district.rivers import River
    from gridwatch.district.segments import Segment
    from gridwatch.district.stretches import Stretch

__all__ = ["Known", "known_on", "propose"]


def propose(
    district: District,
    rivers: Iterable[River],
    level: Level | None = None,
    told: Callable[[int, int], bool] | None = None,
) -> tuple[Proposal, ...]:
    """Propose segments for rivers, cut at town and village borders.

    Parameters
    ----------
    district : District
        The district; its rules say what is a sliver and what runs along a border.
    rivers : iterable of River
        The rivers, digitised downstream. Those without a line are left out.
    level : Level or None
        Cut at village borders too, or at town borders only; None: by the rules.
    told : callable or None
        Told rivers done and in all; where it returns False the work is stopped and
        nothing is proposed.

    Returns
    -------
    tuple of Proposal
        River by river, downstream; parts outside the district among them.
    """
    chosen = [(river, Course(river.geometry)) for river in rivers]
    chosen = [(river, course) for river, course in chosen if course.parts]
    limits = limits_of(district)
    wanted = level or Level(limits.level)
    ground = Ground(district, units_of(district, wanted), outline_of(district))
    cut = cut_at_borders(
        [course for _, course in chosen],
        [unit.shape for unit in ground.units],
        limits,
        [unit.town.uid if unit.town else unit.area.uid for unit in ground.units],
    )
    found: list[Proposal] = []
    passed = villages_passed(district, [course for _, course in chosen])
    for done, ((river, course), stretches) in enumerate(zip(chosen, cut, strict=True)):
        if told is not None and not told(done, len(chosen)):
            return ()
        found += _of_river(ground, river, course, stretches, passed[done])
    return _coded(district, found)


def _of_river(
    ground: Ground,
    river: River,
    course: Course,
    stretches: Sequence[Stretch],
    passed: Passed,
) -> list[Proposal]:
    """Return the proposals of one river, without codes yet."""
    found, number = [], 0
    inside = [is_inside(ground, course, stretch) for stretch in stretches]
    for place in range(len(stretches)):
        number += inside[place]
        at = Place(river, course, stretches, inside, place, passed)
        found.append(_proposal(ground, at, number if inside[place] else 0))
    if not any(inside):
        note = Text("河流不在本区内。", "The river lies outside the district.")
        return [replace(one, notes=(*one.notes, note)) for one in found]
    return _compared(ground.district, river, course, numbered_names(found))


def _proposal(ground: Ground, place: Place, sequence: int) -> Proposal:
    river, stretch = place.river, place.stretch
    if not sequence:
        return Proposal(
            _uid_of(river, stretch),
            river.uid,
            river.code,
            river.name,
            Verdict.OUTSIDE,
            name=f"{river.name}区外段",
            length=round(stretch.length, 1),
            since=stretch.since,
            until=stretch.until,
            geometry=place.course.between(stretch.since, stretch.until),
            notes=(_OUTSIDE,),
        )
    town = answering(ground, stretch)
    return Proposal(
        _uid_of(river, stretch),
        river.uid,
        river.code,
        river.name,
        Verdict.NEW,
        name=name_of(ground, river, stretch, town),
        start=start_of(ground, place),
        end=end_of(ground, place),
        sequence=sequence,
        length=round(stretch.length, 1),
        town_code=town.code if town else "",
        town=town.name if town else "",
        villages=villages_of(ground, place),
        since=stretch.since,
        until=stretch.until,
        geometry=place.course.between(stretch.since, stretch.until),
        notes=notes_of(ground, river, stretch),
    )


def _uid_of(river: River, stretch: Stretch) -> str:
    """Return the same identifier for the same part of a river every time."""
    mark = f"gridwatch segment {river.uid} {stretch.since:.1f} {stretch.until:.1f}"
    return uuid.uuid5(uuid.NAMESPACE_OID, mark).hex


# --- against what is on record ---------------------------------------------------


class Known(NamedTuple):
    """A segment on record where it lies on its river."""

    segment: Segment
    since: float
    until: float


def known_on(
    course: Course, segments: Sequence[Segment], keep: float
) -> tuple[list[Known], list[Segment]]:
    """Return the segments that lie on a river, and those that do not."""
    found, astray = [], []
    river = shapely.MultiLineString(course.lines)
    for segment in segments:
        own = Course(segment.geometry)
        if not own.parts:
            astray.append(segment)
            continue
        places = own.points(np.array([0.0, own.length / 2, own.length]))
        ends = course.locate(places[[0, 2]])
        since, until = float(min(ends)), float(max(ends))
        if shapely.distance(river, places).max() > keep or until - since < 1.0:
            astray.append(segment)
        else:
            found.append(Known(segment, since, until))
    return found, astray


def _compared(
    district: District, river: River, course: Course, proposals: Sequence[Proposal]
) -> list[Proposal]:
    """Say which segments on record stay, and which give way to which proposals."""
    segments = district.segments_of_river.get(river.code, ()) if river.code else ()
    if not segments:
        return list(proposals)
    keep = limits_of(district).keep
    known, astray = known_on(course, segments, keep)
    kept, rest = _kept(proposals, known, keep)
    found = []
    for one in proposals:
        if one.uid in kept:
            found.append(_as_on_record(district, one, kept[one.uid].segment))
        elif one.sequence:
            found.append(_replacing(one, rest))
        else:
            found.append(one)
    found = _with_companions(found)
    if astray and found:
        codes = "、".join(s.code or s.name for s in astray)
        note = _ASTRAY.filled(codes=codes)
        found[0] = replace(found[0], notes=(*found[0].notes, note))
    return found


def _kept(
    proposals: Sequence[Proposal], known: Sequence[Known], keep: float
) -> tuple[dict[str, Known], list[Known]]:
    """Match proposals with segments that begin and end where they do."""
    free, kept = list(known), {}
    for one in proposals:
        if not one.sequence:
            continue
        alike = [k for k in free if _alike(one, k, keep)]
        if alike:
            best = min(
                alike, key=lambda k: abs(k.since - one.since) + abs(k.until - one.until)
            )
            kept[one.uid] = best
            free.remove(best)
    for one in proposals:
        if one.uid in kept or not one.sequence:
            continue
        # A part that a segment on record covers cannot be new beside it.
        covering = [u for u, k in kept.items() if _shared(one, k) > 0.5 * one.length]
        free += [kept.pop(uid) for uid in covering]
    return kept, free


def _alike(one: Proposal, known: Known, keep: float) -> bool:
    off = max(abs(known.since - one.since), abs(known.until - one.until))
    return off <= keep and _shared(one, known) >= 0.5 * one.length


def _shared(one: Proposal, known: Known) -> float:
    return min(one.until, known.until) - max(one.since, known.since)


def _as_on_record(district: District, one: Proposal, segment: Segment) -> Proposal:
    town = district.jurisdiction_by_code.get(segment.town_code)
    return replace(
        one,
        uid=segment.uid,
        verdict=Verdict.KEEP,
        code=segment.code,
        name=segment.name or one.name,
        start=segment.start or one.start,
        end=segment.end or one.end,
        length=round(segment.metres, 1),
        town_code=segment.town_code or one.town_code,
        town=town.name if town else one.town,
        old_codes=(segment.code,),
        companions=frozenset({segment.uid}),
    )


def _replacing(one: Proposal, known: Sequence[Known]) -> Proposal:
    shared = [(k, _shared(one, k)) for k in known]
    least = [0.5 * min(one.length, k.until - k.since) for k, _ in shared]
    old = [
        (k, metres)
        for (k, metres), half in zip(shared, least, strict=True)
        if metres > min(half, 25.0)
    ]
    if not old:
        return replace(one, companions=frozenset({one.uid}))
    old.sort(key=lambda found: -found[1])
    return replace(
        one,
        verdict=Verdict.REPLACE,
        replaces=tuple((k.segment.uid, metres) for k, metres in old),
        old_codes=tuple(
            k.segment.code for k in sorted((k for k, _ in old), key=_since)
        ),
        notes=(*one.notes, _several(old)) if len(old) > 1 else one.notes,
    )


def _since(known: Known) -> float:
    return known.since


def _several(old: Sequence[tuple[Known, float]]) -> Text:
    main = old[0][0].segment
    return _MERGED.filled(count=len(old), code=main.code or main.name)


def _with_companions(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Bind together proposals that take the place of the same segments."""
    group: dict[str, set[str]] = {}
    by_old: defaultdict[str, list[str]] = defaultdict(list)
    for one in proposals:
        group[one.uid] = {one.uid}
        for old, _ in one.replaces:
            by_old[old].append(one.uid)
    for uids in by_old.values():
        whole = set().union(*(group[uid] for uid in uids))
        for uid in whole:
            group[uid] = whole
    return [replace(one, companions=frozenset(group[one.uid])) for one in proposals]


def _coded(district: District, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    codes = iter(free_codes(district, sum(one.changes for one in proposals)))
    return tuple(
        replace(one, code=next(codes)) if one.changes else one for one in proposals
    )


_OUTSIDE = Text(
    "在区外，只作说明，不划为河段。",
    "Outside the district: named here, not made a segment.",
)
_MERGED = Text(
    "取代 {count} 个原河段，权属登记沿用重合最长的 {code} 的；"
    "其余的登记在操作记录中可查。",
    "Takes the place of {count} segments; the ownership record of {code}, which has "
    "most in common, goes on, the others remain in the journal.",
)
_ASTRAY = Text(
    "已有河段 {codes} 不在河流线上，或没有图形，保持不动。",
    "Segments {codes} on record do not lie on the river, or have no line; they stay.",
)
