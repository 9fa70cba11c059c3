"""Rivers cut at town and village borders into segments, for the officer to accept.

A proposal says what would become of one part of a river: a segment on record that
stays, one that takes the place of others, a new one, or a part outside the district
that is only named. Nothing is changed before `changes_of` has been applied.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.district.changes import Change, Changes
from gridwatch.district.jurisdictions import Jurisdiction, Level, parent_of_code
from gridwatch.district.recoding import Move, moves_of
from gridwatch.district.stretches import (
    NOWHERE,
    Course,
    Stretch,
    cut_at_borders,
)
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.district.rivers import River
    from gridwatch.district.segments import Segment

__all__ = ["Proposal", "Verdict", "changes_of", "free_codes", "propose", "units_of"]

_DIGITS = 6
_CODE = 2 * _DIGITS
_REST = 10_000.0
"""Square metres: smaller remainders of a town beside its villages are slivers."""
_ORDINALS = "一二三四五六七八九"


class Verdict(StrEnum):
    """What becomes of a part of a river."""

    KEEP = "keep"
    REPLACE = "replace"
    NEW = "new"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Proposal:
    """One part of a river and what is proposed for it.

    Parameters
    ----------
    uid : str
        Stable identifier of the segment to be, or of the one that stays.
    river_uid, river_code, river_name : str
        Its river.
    verdict : Verdict
        What is proposed.
    code : str
        12 digits: 6 of the district and a serial (DB34/T 3735.1-2020); text.
    name, start, end : str
        Name, and where it begins and ends, as an officer would write it.
    sequence : int
        1 at the source; 0 outside the district.
    length : float
        Metres.
    town_code, town : str
        Town that would answer for it.
    villages : tuple of str
        Names of the villages it runs through or along, downstream.
    since, until : float
        Chainage on its river, metres.
    geometry : shapely geometry or None
        Its line.
    replaces : tuple of (str, float)
        Segments on record whose place it takes: uid and metres in common.
    old_codes : tuple of str
        Their codes.
    companions : frozenset of str
        Proposals (uids) that can only be accepted together with it, since they take
        the place of the same segments; itself among them.
    notes : tuple of Text
        What the officer should know.
    """

    uid: str
    river_uid: str
    river_code: str
    river_name: str
    verdict: Verdict
    code: str = ""
    name: str = ""
    start: str = ""
    end: str = ""
    sequence: int = 0
    length: float = 0.0
    town_code: str = ""
    town: str = ""
    villages: tuple[str, ...] = ()
    since: float = 0.0
    until: float = 0.0
    geometry: BaseGeometry | None = None
    replaces: tuple[tuple[str, float], ...] = ()
    old_codes: tuple[str, ...] = ()
    companions: frozenset[str] = frozenset()
    notes: tuple[Text, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether accepting it changes anything."""
        return self.verdict in (Verdict.REPLACE, Verdict.NEW)


# --- the ground ------------------------------------------------------------------


class Unit(NamedTuple):
    """An area that a river is cut at: a village, or a town (or its rest) without."""

    area: Jurisdiction
    town: Jurisdiction | None
    shape: BaseGeometry

    @property
    def village(self) -> Jurisdiction | None:
        """The village it is, or None."""
        return self.area if self.area.level is Level.VILLAGE else None


def units_of(district: District, level: Level = Level.VILLAGE) -> tuple[Unit, ...]:
    """Return the areas at whose borders rivers are cut.

    Parameters
    ----------
    district : District
        The district.
    level : Level
        Villages (and what remains of towns beside them), or towns only.
    """
    towns = [t for t in district.of_level(Level.TOWN) if _has_area(t)]
    villages = (
        [v for v in district.of_level(Level.VILLAGE) if _has_area(v)]
        if level is Level.VILLAGE
        else []
    )
    inside: defaultdict[str, list[Jurisdiction]] = defaultdict(list)
    units = []
    for village in villages:
        town = _town_of(district, village)
        inside[town.uid if town else ""].append(village)
        units.append(Unit(village, town, village.geometry))
    for town in towns:
        rest = _rest(town, inside.get(town.uid, ()))
        if rest is not None:
            units.append(Unit(town, town, rest))
    return tuple(units)


def _has_area(area: Jurisdiction) -> bool:
    return area.geometry is not None and not area.geometry.is_empty


def _town_of(district: District, village: Jurisdiction) -> Jurisdiction | None:
    code = village.parent_code or parent_of_code(village.code)
    named = district.jurisdiction_by_code.get(code)
    if named is not None and named.level is Level.TOWN:
        return named
    return district.jurisdiction_at(
        shapely.point_on_surface(village.geometry), Level.TOWN
    )


def _rest(town: Jurisdiction, villages: Sequence[Jurisdiction]) -> BaseGeometry | None:
    """Return what a town has beside its villages; slivers along borders are nothing."""
    if not villages:
        return town.geometry
    shape = shapely.make_valid(town.geometry)
    covered = shapely.union_all(
        shapely.make_valid(np.array([v.geometry for v in villages], object))
    )
    parts = shapely.get_parts(shapely.difference(shape, covered))
    large = parts[shapely.area(parts) >= _REST]
    return shapely.union_all(large) if len(large) else None


# --- proposing -------------------------------------------------------------------


class _Ground(NamedTuple):
    """What is known of the district while rivers are cut."""

    district: District
    units: tuple[Unit, ...]
    outline: BaseGeometry | None

    def unit(self, number: int) -> Unit | None:
        return self.units[number] if number != NOWHERE else None


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
    limits = district.rules.cutting
    wanted = level or Level(limits.level)
    ground = _Ground(district, units_of(district, wanted), _outline(district))
    cut = cut_at_borders(
        [course for _, course in chosen],
        [unit.shape for unit in ground.units],
        limits,
        [unit.town.uid if unit.town else unit.area.uid for unit in ground.units],
    )
    found: list[Proposal] = []
    passed = _passed(district, [course for _, course in chosen])
    for done, ((river, course), stretches) in enumerate(zip(chosen, cut, strict=True)):
        if told is not None and not told(done, len(chosen)):
            return ()
        found += _of_river(ground, river, course, stretches, passed[done])
    return _coded(district, found)


def _outline(district: District) -> BaseGeometry | None:
    shapes = [j.geometry for j in district.of_level(Level.DISTRICT) if _has_area(j)]
    if not shapes:
        shapes = [j.geometry for j in district.of_level(Level.TOWN) if _has_area(j)]
    if not shapes:
        return None
    return shapely.union_all(shapely.make_valid(np.array(shapes, object)))


_Passed = tuple[tuple[float, float, str], ...]


def _passed(district: District, courses: Sequence[Course]) -> list[_Passed]:
    """Return of each river where it runs in which village."""
    villages = [v for v in district.of_level(Level.VILLAGE) if _has_area(v)]
    cut = cut_at_borders(courses, [v.geometry for v in villages])
    return [
        tuple(
            (s.since, s.until, villages[s.areas[0]].name)
            for s in stretches
            if s.areas[0] != NOWHERE
        )
        for stretches in cut
    ]


def _of_river(
    ground: _Ground,
    river: River,
    course: Course,
    stretches: Sequence[Stretch],
    passed: _Passed,
) -> list[Proposal]:
    """Return the proposals of one river, without codes yet."""
    found, number = [], 0
    inside = [_is_inside(ground, course, stretch) for stretch in stretches]
    for place, stretch in enumerate(stretches):
        number += inside[place]
        found.append(
            _proposal(
                ground,
                _Place(river, course, stretches, inside, place, passed),
                number if inside[place] else 0,
            )
        )
    if not any(inside):
        note = Text("河流不在本区内。", "The river lies outside the district.")
        return [replace(one, notes=(*one.notes, note)) for one in found]
    return _compared(ground.district, river, course, _named(found))


def _is_inside(ground: _Ground, course: Course, stretch: Stretch) -> bool:
    """Tell whether a stretch lies in the district, be it in no town on record."""
    if any(area != NOWHERE for area in stretch.areas):
        return True
    middle = course.points(np.array([(stretch.since + stretch.until) / 2]))
    return ground.outline is None or bool(shapely.intersects(ground.outline, middle)[0])


class _Place(NamedTuple):
    """A stretch among its neighbours."""

    river: River
    course: Course
    stretches: Sequence[Stretch]
    inside: Sequence[bool]
    place: int
    passed: _Passed

    @property
    def stretch(self) -> Stretch:
        return self.stretches[self.place]

    def beside(self, step: int) -> Stretch | None:
        """Return the stretch above (-1) or below (1), or None."""
        at = self.place + step
        return self.stretches[at] if 0 <= at < len(self.stretches) else None


def _proposal(ground: _Ground, place: _Place, sequence: int) -> Proposal:
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
    town = _answering(ground, stretch)
    return Proposal(
        _uid_of(river, stretch),
        river.uid,
        river.code,
        river.name,
        Verdict.NEW,
        name=_stem(ground, river, stretch, town),
        start=_start(ground, place),
        end=_end(ground, place),
        sequence=sequence,
        length=round(stretch.length, 1),
        town_code=town.code if town else "",
        town=town.name if town else "",
        villages=_villages(ground, place),
        since=stretch.since,
        until=stretch.until,
        geometry=place.course.between(stretch.since, stretch.until),
        notes=_notes(ground, river, stretch),
    )


def _uid_of(river: River, stretch: Stretch) -> str:
    """Return the same identifier for the same part of a river every time."""
    mark = f"gridwatch segment {river.uid} {stretch.since:.1f} {stretch.until:.1f}"
    return uuid.uuid5(uuid.NAMESPACE_OID, mark).hex


def _answering(ground: _Ground, stretch: Stretch) -> Jurisdiction | None:
    """Return the town that answers: where most of the stretch runs."""
    metres: dict[str, float] = {}
    towns: dict[str, Jurisdiction] = {}
    own = {area for area in stretch.areas if area != NOWHERE}
    for area, length in stretch.inside:
        unit = ground.unit(area)
        if unit is not None and unit.town is not None and (area in own or not own):
            towns[unit.town.uid] = unit.town
            metres[unit.town.uid] = metres.get(unit.town.uid, 0.0) + length
    if metres:
        return towns[max(metres, key=lambda uid: metres[uid])]
    units = [ground.unit(area) for area in stretch.areas]
    return next((unit.town for unit in units if unit and unit.town), None)


def _villages(ground: _Ground, place: _Place) -> tuple[str, ...]:
    """Return the villages a stretch runs in, downstream, and those it runs along."""
    least, stretch = ground.district.rules.crossing_metres, place.stretch
    names = [
        name
        for since, until, name in place.passed
        if min(until, stretch.until) - max(since, stretch.since) >= least
    ]
    units = [ground.unit(area) for area in stretch.areas]
    names += [unit.village.name for unit in units if unit and unit.village]
    return tuple(dict.fromkeys(names))


# --- in an officer's words -------------------------------------------------------


def _stem(
    ground: _Ground, river: River, stretch: Stretch, town: Jurisdiction | None
) -> str:
    units = [ground.unit(area) for area in stretch.areas]
    villages = [unit.village.name for unit in units if unit and unit.village]
    place = (town.name if town else "") + "".join(villages[:1])
    if stretch.on_border:
        place = "".join(_called(unit) for unit in units) + "界河"
    return f"{river.name}{place}段"


def _called(unit: Unit | None) -> str:
    return (unit.area.name or unit.area.code) if unit else "区外"


def _side(ground: _Ground, stretch: Stretch) -> str:
    """Return where a stretch runs, as part of a sentence."""
    return "、".join(_called(ground.unit(area)) for area in stretch.areas)


def _start(ground: _Ground, place: _Place) -> str:
    above = place.beside(-1)
    if above is None:
        town = _answering(ground, place.stretch)
        villages = _villages(ground, place)
        where = (town.name if town else "") + "".join(villages[:1])
        return f"自{where}源头起"
    if not place.inside[place.place - 1]:
        return f"自入境处（{_side(ground, place.stretch)}）起"
    return f"自{_meeting(ground, above, place.stretch, upper=False)}起"


def _end(ground: _Ground, place: _Place) -> str:
    below = place.beside(1)
    if below is None:
        return _mouth(ground, place)
    if not place.inside[place.place + 1]:
        return f"至出境处（{_side(ground, place.stretch)}）止"
    return f"至{_meeting(ground, place.stretch, below, upper=True)}止"


def _mouth(ground: _Ground, place: _Place) -> str:
    parent = ground.district.river_by_code.get(place.river.parent_code)
    if parent is not None and parent.name:
        return f"汇入{parent.name}口止"
    if _leaves(ground, place):
        return f"至出境处（{_side(ground, place.stretch)}）止"
    return f"至{_side(ground, place.stretch)}河口止"


def _leaves(ground: _Ground, place: _Place) -> bool:
    """Tell whether a river ends on the border of the district."""
    if ground.outline is None:
        return False
    mouth = place.course.points(np.array([place.course.length]))
    edge = shapely.distance(shapely.boundary(ground.outline), mouth)[0]
    return bool(edge <= ground.district.rules.cutting.border)


def _meeting(ground: _Ground, above: Stretch, below: Stretch, *, upper: bool) -> str:
    """Return the place where two stretches meet: a town border before a village's."""
    own = above if upper else below
    if above.on_border or below.on_border:
        border = above if above.on_border else below
        ends = "末端" if border is above else "始端"
        return f"{_side(ground, border)}界河{ends}"
    units = [ground.unit(stretch.areas[0]) for stretch in (above, below)]
    towns = [unit.town if unit else None for unit in units]
    first, second = towns
    if first is not None and second is not None and first.uid != second.uid:
        village = ground.unit(own.areas[0])
        where = f"（{village.area.name}）" if village and village.village else ""
        return f"{first.name}与{second.name}交界处{where}"
    return f"{_called(units[0])}与{_called(units[1])}交界处"


def _notes(ground: _Ground, river: River, stretch: Stretch) -> tuple[Text, ...]:
    notes = []
    if stretch.on_border:
        left, right = (_called(ground.unit(area)) for area in stretch.areas)
        notes.append(_BORDER.filled(left=left, right=right))
    elif all(area == NOWHERE for area in stretch.areas):
        notes.append(_NO_TOWN)
    elif len(stretch.inside) > 1:
        others = [
            f"{_called(ground.unit(area))} {metres:.0f} m"
            for area, metres in stretch.inside
            if area not in stretch.areas
        ]
        if others:
            notes.append(_JOINED.filled(others="、".join(others)))
    if stretch.length < ground.district.rules.cutting.sliver:
        notes.append(_SHORT)
    if not river.code:
        notes.append(_NO_RIVER_CODE)
    return tuple(notes)


def _named(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Add 一段, 二段 and so on to names that would be borne twice."""
    total = Counter(one.name for one in proposals if one.sequence)
    seen: Counter[str] = Counter()
    found = []
    for one in proposals:
        seen[one.name] += 1
        if one.sequence and total[one.name] > 1:
            ordinal = _ordinal(seen[one.name])
            one = replace(one, name=f"{one.name.removesuffix('段')}{ordinal}段")
        found.append(one)
    return found


def _ordinal(number: int) -> str:
    """Write a number below 100 in Chinese, a larger one in figures.

    Examples
    --------
    >>> _ordinal(3), _ordinal(10), _ordinal(12), _ordinal(20), _ordinal(25)
    ('三', '十', '十二', '二十', '二十五')
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _ORDINALS[tens - 1]) + "十" if tens else ""
    return head + (_ORDINALS[ones - 1] if ones else "")


# --- against what is on record ---------------------------------------------------


class _Known(NamedTuple):
    """A segment on record where it lies on its river."""

    segment: Segment
    since: float
    until: float


def _known(
    course: Course, segments: Sequence[Segment], keep: float
) -> tuple[list[_Known], list[Segment]]:
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
            found.append(_Known(segment, since, until))
    return found, astray


def _compared(
    district: District, river: River, course: Course, proposals: Sequence[Proposal]
) -> list[Proposal]:
    """Say which segments on record stay, and which give way to which proposals."""
    segments = district.segments_of_river.get(river.code, ()) if river.code else ()
    if not segments:
        return list(proposals)
    keep = district.rules.cutting.keep
    known, astray = _known(course, segments, keep)
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
    proposals: Sequence[Proposal], known: Sequence[_Known], keep: float
) -> tuple[dict[str, _Known], list[_Known]]:
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
        for uid in [u for u, k in kept.items() if _shared(one, k) > 0.5 * one.length]:
            free.append(kept.pop(uid))
    return kept, free


def _alike(one: Proposal, known: _Known, keep: float) -> bool:
    off = max(abs(known.since - one.since), abs(known.until - one.until))
    return off <= keep and _shared(one, known) >= 0.5 * one.length


def _shared(one: Proposal, known: _Known) -> float:
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


def _replacing(one: Proposal, known: Sequence[_Known]) -> Proposal:
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


def _since(known: _Known) -> float:
    return known.since


def _several(old: Sequence[tuple[_Known, float]]) -> Text:
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


# --- codes -----------------------------------------------------------------------


def free_codes(district: District, count: int) -> tuple[str, ...]:
    """Return the next free segment codes: 6 digits of the district and a serial.

    The serials follow the greatest one in use: a code that was given up is not given
    again (DB34/T 3735.1-2020: every object has a day it ended). Empty codes where the
    district has no 6-digit code.

    Examples
    --------
    >>> from gridwatch.district.district import District
    >>> from gridwatch.district.segments import Segment
    >>> free_codes(District(code="990101", segments=(Segment("s", "990101000007"),)), 2)
    ('990101000008', '990101000009')
    """
    own = _district_code(district)
    if not own:
        return ("",) * count
    used = {
        int(segment.code[_DIGITS:])
        for segment in district.segments
        if _is_code(segment.code) and segment.code.startswith(own)
    }
    after = max(used, default=0)
    found = [n for n in range(after + 1, after + 1 + count) if n < 10**_DIGITS]
    gaps = (n for n in range(1, 10**_DIGITS) if n not in used and n <= after)
    while len(found) < count:
        found.append(next(gaps))
    return tuple(f"{own}{number:0{_DIGITS}d}" for number in found)


def _district_code(district: District) -> str:
    areas = [j.code for j in district.of_level(Level.DISTRICT)]
    codes = (district.code, *areas, *(j.code for j in district.jurisdictions))
    heads = (code[:_DIGITS] for code in codes)
    return next((h for h in heads if len(h) == _DIGITS and h.isdigit()), "")


def _is_code(code: str) -> bool:
    return len(code) == _CODE and code.isdigit()


def _coded(district: District, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    codes = iter(free_codes(district, sum(one.changes for one in proposals)))
    return tuple(
        replace(one, code=next(codes)) if one.changes else one for one in proposals
    )


# --- accepting -------------------------------------------------------------------


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
    keys = [key for key in segment.__dataclass_fields__ if key != "uid"]
    before = {key: getattr(segment, key) for key in keys}
    return Change(Kind.SEGMENT, segment.uid, before, None)


def _numbered(
    district: District,
    accepted: Sequence[Proposal],
    gone: set[str],
    items: Sequence[Change],
) -> list[Change]:
    """Number the segments of each river from its source, those on record too."""
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
        known, _ = _known(
            Course(river.geometry), on_record, district.rules.cutting.keep
        )
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
        if not _is_code(one.code):
            raise OfficerError(_BAD_CODE.filled(name=one.name, code=one.code or "—"))
        if used[one.code] > 1 or taken.get(one.code):
            raise OfficerError(_TWICE.filled(name=one.name, code=one.code))


_OUTSIDE = Text(
    "在区外，只作说明，不划为河段。",
    "Outside the district: named here, not made a segment.",
)
_BORDER = Text(
    "界河：左岸为{left}，右岸为{right}。",
    "Runs along a border: {left} on the left bank, {right} on the right.",
)
_NO_TOWN = Text(
    "在区内，但不在任何已有边界的镇街、村居内。",
    "In the district, but in no town or village whose border is on record.",
)
_JOINED = Text(
    "已并入短小的邻段：{others}。", "Short stretches were joined to it: {others}."
)
_SHORT = Text(
    "短于限值，但两侧都不能并入。",
    "Shorter than the limit, but neither neighbour can take it in.",
)
_NO_RIVER_CODE = Text(
    "河流没有代码：请先补填，河段才能归到这条河。",
    "The river has no code: fill it in first, so that segments can name it.",
)
_MERGED = Text(
    "取代 {count} 个原河段，权属登记沿用重合最长的 {code} 的；其余的登记在操作记录中可查。",
    "Takes the place of {count} segments; the ownership record of {code}, which has "
    "most in common, goes on, the others remain in the journal.",
)
_ASTRAY = Text(
    "已有河段 {codes} 不在河流线上，或没有图形，保持不动。",
    "Segments {codes} on record do not lie on the river, or have no line; they stay.",
)
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
