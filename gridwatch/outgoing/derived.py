"""What a sheet wants beside a row's own fields: names for codes, chiefs, places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyproj

from gridwatch.district.chainages import chainage_text
from gridwatch.district.coverage import chiefs_of_segment
from gridwatch.district.jurisdictions import Level
from gridwatch.district.ruler import reading_of
from gridwatch.district.wording import Format, Kind, Language, Text, choice
from gridwatch.outgoing.tables import rows_on
from gridwatch.outgoing.vectors import LONLAT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment

__all__ = ["DERIVED", "Deriver"]

_BETWEEN = "、"
_DEGREE_DIGITS = 8
_ALONG = frozenset({Kind.SEGMENT, Kind.SIGNBOARD, Kind.OUTFALL, Kind.OWNERSHIP})
_POINTS = frozenset({Kind.SIGNBOARD, Kind.OUTFALL})
_OWNED = frozenset({Kind.SEGMENT, Kind.SIGNBOARD, Kind.OUTFALL})


@dataclass(frozen=True, slots=True)
class Derived:
    """Something that can be told of a row.

    Parameters
    ----------
    name : Text
        What it is called.
    kinds : frozenset of Kind
        Of which rows it can be told.
    format : Format
        What it is.
    """

    name: Text
    kinds: frozenset[Kind]
    format: Format = Format.TEXT


DERIVED: dict[str, Derived] = {
    "river_name": Derived(Text("河流名称", "river"), _ALONG),
    "segment_name": Derived(
        Text("河段名称", "segment"), frozenset({*_POINTS, Kind.OWNERSHIP})
    ),
    "town_name": Derived(Text("所属镇街", "town"), frozenset({*_ALONG, Kind.CELL})),
    "village_name": Derived(
        Text("所在村居", "village"), frozenset({*_POINTS, Kind.CELL, Kind.SEGMENT})
    ),
    "district_chiefs": Derived(Text("区级河长", "district chief"), _ALONG),
    "town_chiefs": Derived(Text("镇级河长", "town chief"), _ALONG),
    "village_chiefs": Derived(Text("村级河长", "village chiefs"), _ALONG),
    "managing_body": Derived(Text("管理主体", "managing body"), _OWNED),
    "caring_body": Derived(Text("管护主体", "caring body"), _OWNED),
    "cleaning_body": Derived(Text("保洁主体", "cleaning body"), _OWNED),
    "longitude": Derived(Text("经度", "longitude"), _POINTS),
    "latitude": Derived(Text("纬度", "latitude"), _POINTS),
    "chainage": Derived(Text("河段桩号", "segment chainage"), _POINTS),
    "bank": Derived(Text("岸别", "bank"), _POINTS),
}
"""What can be told beside the fields, by key."""


class Deriver:
    """Tells what is derived, on one day.

    Parameters
    ----------
    district : District
        Everything there is.
    as_of : date
        The day.
    language : Language
        Language of words.
    """

    def __init__(self, district: District, as_of: date, language: Language) -> None:
        self._district = district
        self._as_of = as_of
        self._language = language
        self._chiefs: dict[str, dict[str, str]] = {}

    def value(self, kind: Kind, row: Any, key: str) -> object:  # noqa: ANN401
        """Return one of `DERIVED` for a row; empty where it cannot be told."""
        if key in ("longitude", "latitude"):
            return self._degrees(row)[key == "latitude"]
        if kind in _POINTS and key in ("chainage", "bank", "village_name"):
            return self._placed(row, key)
        if kind is Kind.CELL:
            return self._area(row, key)
        segment = self._segment(kind, row)
        if segment is None:
            return ""
        return self._of_segment(segment, key)

    def _segment(self, kind: Kind, row: Any) -> Segment | None:  # noqa: ANN401
        if kind is Kind.SEGMENT:
            found: Segment = row
            return found
        named = self._district.segment_by_code.get(row.segment_code)
        if named is not None or kind not in _POINTS:
            return named
        site = self._district.sites.get(row.uid)
        return site.segment if site is not None else None

    def _of_segment(self, segment: Segment, key: str) -> str:
        if key in _NAMES:
            return _NAMES[key](self._district, segment)
        if key.endswith("_chiefs"):
            return self._chiefs_of(segment)[key.removesuffix("_chiefs")]
        bodies = [getattr(row, key) for row in self._ownerships.get(segment.code, ())]
        return _joined(bodies)

    def _chiefs_of(self, segment: Segment) -> dict[str, str]:
        if segment.uid not in self._chiefs:
            ranks = chiefs_of_segment(self._district, segment, self._as_of)
            self._chiefs[segment.uid] = {
                rank: _joined(chief.person.name for chief in chiefs)
                for rank, chiefs in ranks.items()
            }
        return self._chiefs[segment.uid]

    @cached_property
    def _ownerships(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for row in rows_on(self._district, Kind.OWNERSHIP, self._as_of):
            found.setdefault(row.segment_code, []).append(row)
        return found

    def _placed(self, row: Any, key: str) -> str:  # noqa: ANN401
        if key == "village_name":
            site = self._district.sites.get(row.uid)
            return site.village.name if site is not None and site.village else ""
        reading = reading_of(self._district, row.uid)
        if reading is None:
            return ""
        if key == "bank":
            return choice(reading.bank, self._language) if reading.bank else ""
        return chainage_text(reading.on_segment)

    def _area(self, row: Any, key: str) -> str:  # noqa: ANN401
        village = self._district.jurisdiction_by_code.get(row.village_code)
        if key == "village_name" or village is None:
            return village.name if village is not None else ""
        town = self._district.jurisdiction_by_code.get(village.parent_code)
        return town.name if town is not None and town.level is Level.TOWN else ""

    @cached_property
    def _change(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs(self._district.crs, LONLAT, always_xy=True)

    def _degrees(self, row: Any) -> tuple[object, object]:  # noqa: ANN401
        if row.geometry is None:
            return None, None
        x, y = self._change.transform(row.geometry.x, row.geometry.y)
        return round(x, _DEGREE_DIGITS), round(y, _DEGREE_DIGITS)


def _joined(words: Any) -> str:  # noqa: ANN401
    return _BETWEEN.join(dict.fromkeys(word for word in words if word))


def _river_name(district: District, segment: Segment) -> str:
    river = district.river_by_code.get(segment.river_code)
    return river.name if river is not None else ""


def _town_name(district: District, segment: Segment) -> str:
    town = district.jurisdiction_by_code.get(segment.town_code)
    if town is not None:
        return town.name
    return _joined(town.name for town in district.towns_of_segment.get(segment.uid, ()))


def _village_name(district: District, segment: Segment) -> str:
    crossed = district.villages_of_segment.get(segment.uid, ())
    return _joined(village.name for village in crossed)


_NAMES: dict[str, Callable[[District, Segment], str]] = {
    "river_name": _river_name,
    "segment_name": lambda _, segment: segment.name,
    "town_name": _town_name,
    "village_name": _village_name,
}
