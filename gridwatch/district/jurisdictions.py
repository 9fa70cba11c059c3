"""Administrative areas: district, towns and villages with their codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Jurisdiction", "Level", "level_of_code", "parent_of_code"]

_TOWN_TAIL = "000"
_DISTRICT_DIGITS = 6
_TOWN_DIGITS = 9
_FULL_DIGITS = 12


class Level(StrEnum):
    """Rank of a jurisdiction, and of the chiefs who answer for it."""

    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """An administrative area.

    Parameters
    ----------
    uid : str
        Stable identifier that never changes and is never shown.
    code : str
        6 digits (district) or 12 digits (town, village), always text; may be empty
        where a delivery has none.
    name : str
        Official name.
    level : Level
        Rank.
    parent_code : str
        Code of the jurisdiction above, or empty.
    edition : int or None
        Year of the code list: codes change from year to year.
    geometry : shapely geometry or None
        Polygon or multipolygon in the store's CRS, metres, x = east, y = north.
    """

    uid: str
    code: str = ""
    name: str = ""
    level: Level = Level.VILLAGE
    parent_code: str = ""
    edition: int | None = None
    geometry: BaseGeometry | None = None


def level_of_code(code: str) -> Level | None:
    """Return the level a code of the statistical scheme stands for, or None.

    The scheme is 6 digits for the district, + 3 for the town, + 3 for the village;
    a town's code is filled up with zeros (GB/T 2260 and the statistical codes).

    Examples
    --------
    >>> level_of_code("990101"), level_of_code("990101102000")
    (<Level.DISTRICT: 'district'>, <Level.TOWN: 'town'>)
    >>> level_of_code("990101102201")
    <Level.VILLAGE: 'village'>
    """
    if not code.isdigit():
        return None
    if len(code) == _DISTRICT_DIGITS:
        return Level.CITY if code.endswith("00") else Level.DISTRICT
    if len(code) == _TOWN_DIGITS:
        return Level.TOWN
    if len(code) == _FULL_DIGITS:
        return Level.TOWN if code.endswith(_TOWN_TAIL) else Level.VILLAGE
    return None


def parent_of_code(code: str) -> str:
    """Return the code one level up by the scheme of `level_of_code`, or empty.

    Examples
    --------
    >>> parent_of_code("990101102201"), parent_of_code("990101102000")
    ('990101102000', '990101')
    """
    level = level_of_code(code)
    if level is Level.VILLAGE:
        return code[:_TOWN_DIGITS] + _TOWN_TAIL
    if level is Level.TOWN:
        return code[:_DISTRICT_DIGITS]
    return ""
