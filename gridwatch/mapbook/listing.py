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
    "DutyColumn",
    "DutyRow",
    "duty_rows",
    "rows_of_segments",
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
    duties = [_duty(district, segment) for segment in _segments(district, area)]
    duties += _undivided(district, area)
    return _rows(district, area, duties, as_of, language)


def rows_of_segments(
    district: District,
    area: Jurisdiction,
    segments: Iterable[Segment],
    as_of: date,
    language: Language,
) -> tuple[DutyRow, ...]:
    """Return the rows of given segments and of the undivided rivers in `area`.

    For areas that are no jurisdiction; `area` is read as a village.
    """
    duties = [_duty(district, segment) for segment in segments]
    duties += _undivided(district, area)
    return _rows(district, area, duties, as_of, language)


def _rows(
    district: District,
    area: Jurisdiction,
    duties: Iterable[_Duty],
    as_of: date,
    language: Language,
) -> tuple[DutyRow, ...]:
    chosen = sorted(duties, key=_order)
    return tuple(_row(district, area, duty, as_of, language) for duty in chosen)


class _Duty(NamedTuple):
    """A segment with its river; an undivided river counts as one segment."""

    segment: Segment
    river: River | None
    whole: bool = False


def _duty(district: District, segment: Segment) -> _Duty:
    return _Duty(segment, district.river_by_code.get(segment.river_code))


def _undivided(district: District, area: Jurisdiction) -> list[_Duty]:
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
        _Duty(_as_segment(rivers[i]), rivers[i], whole=True)
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


def _order(duty: _Duty) -> tuple[object, ...]:
    segment, river, _ = duty
    ranks = ("municipal", "district", "town", "village", "")
    rank = highest_level(river.levels) if river else ""
    sequence = segment.sequence if segment.sequence is not None else 10**9
    code = segment.river_code or _LAST
    name = _river_name(duty) or _LAST
    order = (ranks.index(rank), code, name, sequence)
    return *order, segment.code, segment.name, segment.uid


def _river_name(duty: _Duty) -> str:
    return (duty.river.name if duty.river else "") or duty.segment.river_code


def _row(
    district: District,
    area: Jurisdiction,
    duty: _Duty,
    as_of: date,
    language: Language,
) -> DutyRow:
    segment, river, _ = duty
    metres = _metres_inside(duty, area)
    required = district.rules.required_for(highest_level(river.levels if river else ()))
    chiefs = dict(chiefs_of_segment(district, segment, as_of))
    if area.level is Level.VILLAGE:
        own = {area.code, segment.code}
        chiefs["village"] = [c for c in chiefs["village"] if c.post.covers_code in own]
    people = [
        _people(chiefs[rank], language, expected=rank in required and not duty.whole)
        for rank in ("district", "town", "village")
    ]
    bodies = _bodies(district.ownerships_of_segment.get(segment.code, ()), language)
    name = _river_name(duty)
    shown = name or _UNNAMED.of(language)
    cells = (shown, _called(segment), f"{metres / 1000:.2f}", *people, bodies)
    return DutyRow(segment.uid, shown, metres, cells)


def _metres_inside(duty: _Duty, area: Jurisdiction) -> float:
    geometry = duty.segment.geometry
    if geometry is not None and (duty.whole or area.level is Level.VILLAGE):
        return float(shapely.intersection(geometry, area.geometry).length)
    return duty.segment.metres


def _called(segment: Segment) -> str:
    if segment.name:
        return segment.name
    ends = [end for end in (segment.start, segment.end) if end]
    return " — ".join(ends) or segment.code or _NOBODY


def _people(chiefs: Sequence[Chief], language: Language, *, expected: bool) -> str:
    if not chiefs:
        return _VACANT.of(language) if expected else _NOBODY
    names: dict[str, None] = {}
    for chief in chiefs:
        name = chief.person.name
        if chief.term.acting:
            name = _ACTING.filled(name=name).of(language)
        names.setdefault(name)
    return "、".join(names)


def _bodies(ownerships: Iterable[Ownership], language: Language) -> str:
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
