"""Names, beginnings and ends of proposed segments, as an officer would write them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.stretches import NOWHERE, limits_of
from gridwatch.district.units import answering, villages_of
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.proposals import Proposal
    from gridwatch.district.rivers import River
    from gridwatch.district.stretches import Stretch
    from gridwatch.district.units import Ground, Place, Unit

__all__ = ["end_of", "name_of", "notes_of", "numbered_names", "start_of"]

_ORDINALS = "一二三四五六七八九"


def name_of(
    ground: Ground, river: River, stretch: Stretch, town: Jurisdiction | None
) -> str:
    """Return a name for a segment: river, town, first village."""
    units = [ground.unit(area) for area in stretch.areas]
    villages = [unit.village.name for unit in units if unit and unit.village]
    place = (town.name if town else "") + "".join(villages[:1])
    if stretch.on_border:
        place = "".join(_called(unit) for unit in units) + "界河"
    return f"{river.name}{place}段"


def _called(unit: Unit | None) -> str:
    return (unit.area.name or unit.area.code) if unit else "区外"


def _side(ground: Ground, stretch: Stretch) -> str:
    """Return where a stretch runs, as part of a sentence."""
    return "、".join(_called(ground.unit(area)) for area in stretch.areas)


def start_of(ground: Ground, place: Place) -> str:
    """Return where a segment begins: at the source, a border, an entry."""
    above = place.beside(-1)
    if above is None:
        town = answering(ground, place.stretch)
        villages = villages_of(ground, place)
        where = (town.name if town else "") + "".join(villages[:1])
        return f"自{where}源头起"
    if not place.inside[place.place - 1]:
        return f"自入境处（{_side(ground, place.stretch)}）起"
    return f"自{_meeting(ground, above, place.stretch, upper=False)}起"


def end_of(ground: Ground, place: Place) -> str:
    """Return where a segment ends: at a mouth, a border, an exit."""
    below = place.beside(1)
    if below is None:
        return _mouth(ground, place)
    if not place.inside[place.place + 1]:
        return f"至出境处（{_side(ground, place.stretch)}）止"
    return f"至{_meeting(ground, place.stretch, below, upper=True)}止"


def _mouth(ground: Ground, place: Place) -> str:
    parent = ground.district.river_by_code.get(place.river.parent_code)
    if parent is not None and parent.name:
        return f"汇入{parent.name}口止"
    if _leaves(ground, place):
        return f"至出境处（{_side(ground, place.stretch)}）止"
    return f"至{_side(ground, place.stretch)}河口止"


def _leaves(ground: Ground, place: Place) -> bool:
    """Tell whether a river ends on the border of the district."""
    if ground.outline is None:
        return False
    mouth = place.course.points(np.array([place.course.length]))
    edge = shapely.distance(shapely.boundary(ground.outline), mouth)[0]
    return bool(edge <= limits_of(ground.district).border)


def _meeting(ground: Ground, above: Stretch, below: Stretch, *, upper: bool) -> str:
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


def notes_of(ground: Ground, river: River, stretch: Stretch) -> tuple[Text, ...]:
    """Return what the officer should know of a proposed segment."""
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
    if stretch.length < limits_of(ground.district).sliver:
        notes.append(_SHORT)
    if not river.code:
        notes.append(_NO_RIVER_CODE)
    return tuple(notes)


def numbered_names(proposals: Sequence[Proposal]) -> list[Proposal]:
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
