"""The table of a sheet: its rivers, their segments and who answers on the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.district.coverage import chiefs_of_segment
from gridwatch.district.jurisdictions import Level
from gridwatch.district.rivers import highest_level
from gridwatch.district.segments import Segment
from gridwatch.district.wording import Language, Text, choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.rivers import River

__all__ = [
    "AFTER_FIGURES",
    "COLUMNS",
    "Duty",
    "DutyColumn",
    "DutyRow",
    "bodies_named",
    "called",
    "duties_of",
    "duty_of",
    "duty_order",
    "duty_rows",
    "metres_inside",
    "people_named",
    "river_name",
    "summary",
]

_VACANT = Text("待定", "vacant")
_ACTING = Text("{name}（代管）", "{name} (acting)")
_UNNAMED = Text("无名河流", "unnamed river")
_NOBODY = "—"
_LAST = "\uffff"


@dataclass(frozen=True, slots=True)
class DutyColumn:
    """One column of the table: its head, and whether its figures stand right."""

    title: Text
    numeric: bool = False


AFTER_FIGURES = 0.9
"""Figures stand right; so many ems keep them off the next column's names."""
COLUMNS = (
    DutyColumn(Text("河流", "River")),
    DutyColumn(Text("河段", "Segment")),
    DutyColumn(Text("长度 km", "Length km"), numeric=True),
    DutyColumn(Text("区级河长", "District chief")),
    DutyColumn(Text("镇级河长", "Town chief")),
    DutyColumn(Text("村级河长", "Village chiefs")),
    DutyColumn(Text("管理主体", "Managing body")),
)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One segment and who answers for it.

    Parameters
    ----------
    segment_uid : str
        Which segment.
    river : str
        Name of its river; rows of one river follow each other.
    metres : float
        Length: of the whole segment, on a village's sheet the part inside.
    cells : tuple of str
        Text of each of `COLUMNS`.
    """

    segment_uid: str
    river: str
    metres: float
    cells: tuple[str, ...]


def duty_rows(
    district: District, area: Jurisdiction, as_of: date, language: Language
) -> tuple[DutyRow, ...]:
    """Return the rows of `area`, rivers of high rank first, segments downstream.

    A town lists the segments it answers for (where a segment names no town: those
    that cross it), a village those that cross it, a district all. Rivers that are not
    divided into segments follow with their length inside the area.
    """
    chosen = duties_of(district, area)
    return tuple(_row(district, area, duty, as_of, language) for duty in chosen)


def duties_of(district: District, area: Jurisdiction) -> list[Duty]:
    """Return the segments that `duty_rows` lists, with their rivers, in its order."""
    duties = [duty_of(district, segment) for segment in _segments(district, area)]
    duties += _undivided(district, area)
    return sorted(duties, key=duty_order)


class Duty(NamedTuple):
    """A segment with its river; `whole`: an undivided river taken for a segment."""

    segment: Segment
    river: River | None
    whole: bool = False


def duty_of(district: District, segment: Segment) -> Duty:
    """Return a segment with its river."""
    return Duty(segment, district.river_by_code.get(segment.river_code))


def _undivided(district: District, area: Jurisdiction) -> list[Duty]:
    """Return the rivers in `area` that no segment belongs to."""
    divided = district.segments_of_river
    rivers = [
        river
        for river in district.rivers
        if river.geometry is not None and not (river.code and river.code in divided)
    ]
    if not rivers or area.geometry is None:
        return []
    lines = np.asarray([river.geometry for river in rivers], object)
    shapely.prepare(area.geometry)
    near = np.flatnonzero(shapely.intersects(area.geometry, lines))
    inside = shapely.length(shapely.intersection(lines[near], area.geometry))
    return [
        Duty(_as_segment(rivers[i]), rivers[i], whole=True)
        for i, metres in zip(near.tolist(), inside.tolist(), strict=True)
        if metres >= district.rules.crossing_metres
    ]


def _as_segment(river: River) -> Segment:
    return Segment(river.uid, river_code=river.code, geometry=river.geometry)


def _segments(district: District, area: Jurisdiction) -> list[Segment]:
    if area.level in (Level.DISTRICT, Level.CITY):
        return list(district.segments)
    if area.level is Level.TOWN:
        crossed = district.towns_of_segment
        return [
            s
            for s in district.segments
            if (s.town_code and s.town_code == area.code)
            or (not s.town_code and _is_in(area, crossed.get(s.uid, ())))
        ]
    crossed = district.villages_of_segment
    return [s for s in district.segments if _is_in(area, crossed.get(s.uid, ()))]


def _is_in(area: Jurisdiction, areas: Iterable[Jurisdiction]) -> bool:
    return any(other.uid == area.uid for other in areas)


def duty_order(duty: Duty) -> tuple[object, ...]:
    """Return what sorts duties: rivers of high rank first, segments downstream."""
    segment, river, _ = duty
    ranks = ("municipal", "district", "town", "village", "")
    rank = highest_level(river.levels) if river else ""
    sequence = segment.sequence if segment.sequence is not None else 10**9
    code = segment.river_code or _LAST
    name = river_name(duty) or _LAST
    order = (ranks.index(rank), code, name, sequence)
    return *order, segment.code, segment.name, segment.uid


def river_name(duty: Duty) -> str:
    """Return the name of a river, its code where it has none."""
    return (duty.river.name if duty.river else "") or duty.segment.river_code


def _row(
    district: District,
    area: Jurisdiction,
    duty: Duty,
    as_of: date,
    language: Language,
) -> DutyRow:
    segment, river, _ = duty
    metres = metres_inside(duty, area)
    required = district.rules.required_for(highest_level(river.levels if river else ()))
    chiefs = dict(chiefs_of_segment(district, segment, as_of))
    if area.level is Level.VILLAGE:
        own = {area.code, segment.code}
        chiefs["village"] = [c for c in chiefs["village"] if c.post.covers_code in own]
    people = [
        people_named(
            chiefs[rank], language, expected=rank in required and not duty.whole
        )
        for rank in ("district", "town", "village")
    ]
    bodies = bodies_named(
        district.ownerships_of_segment.get(segment.code, ()), language
    )
    name = river_name(duty)
    shown = name or _UNNAMED.of(language)
    cells = (shown, called(segment), f"{metres / 1000:.2f}", *people, bodies)
    return DutyRow(segment.uid, shown, metres, cells)


def metres_inside(duty: Duty, area: Jurisdiction) -> float:
    """Return the length of a segment: on a village's sheet the part inside."""
    geometry = duty.segment.geometry
    if geometry is not None and (duty.whole or area.level is Level.VILLAGE):
        return float(shapely.intersection(geometry, area.geometry).length)
    return duty.segment.metres


def called(segment: Segment) -> str:
    """Return the name of a segment, else its ends, else its code."""
    if segment.name:
        return segment.name
    ends = [end for end in (segment.start, segment.end) if end]
    return " — ".join(ends) or segment.code or _NOBODY


def people_named(chiefs: Sequence[Chief], language: Language, *, expected: bool) -> str:
    """Return names in a row; a vacancy is told where somebody is expected."""
    if not chiefs:
        return _VACANT.of(language) if expected else _NOBODY
    names: dict[str, None] = {}
    for chief in chiefs:
        name = chief.person.name
        if chief.term.acting:
            name = _ACTING.filled(name=name).of(language)
        names.setdefault(name)
    return "、".join(names)


def bodies_named(ownerships: Iterable[Ownership], language: Language) -> str:
    """Return the managing bodies, with their banks where they differ."""
    banks: dict[str, list[str]] = {}
    for row in ownerships:
        if row.managing_body:
            banks.setdefault(row.managing_body, []).append(row.bank)
    if not banks:
        return _NOBODY
    if len(banks) == 1:
        return next(iter(banks))
    return "；".join(
        f"{'、'.join(choice(bank, language) for bank in sides)} {body}"
        for body, sides in banks.items()
    )


def summary(rows: Sequence[DutyRow]) -> Text:
    """Return one line on number and length of the rivers."""
    if not rows:
        return Text("本辖区内没有登记的河段。", "No river segment is recorded here.")
    km = sum(row.metres for row in rows) / 1000
    return Text(
        "河流 {rivers} 条，河段 {segments} 个，共 {km:.2f} km",
        "{rivers} rivers, {segments} segments, {km:.2f} km",
    ).filled(rivers=len({row.river for row in rows}), segments=len(rows), km=km)
