"""Parts of rivers that one jurisdiction answers for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Segment"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A river segment.

    Parameters
    ----------
    uid : str
        Stable identifier.
    code : str
        12 characters: 6 of the district and a serial (DB34/T 3735.1-2020); text.
    name : str
        Name, or empty.
    river_code : str
        Code of its river, or empty.
    sequence : int or None
        1 is the uppermost segment of its river.
    start, end : str
        Where it begins and ends, in words.
    length : float or None
        Length in metres as declared; where None the geometry's length counts.
    town_code : str
        Code of the town that answers for it, or empty.
    geometry : shapely geometry or None
        Line in the store's CRS (metres, x = east, y = north), digitised downstream.
    """

    uid: str
    code: str = ""
    name: str = ""
    river_code: str = ""
    sequence: int | None = None
    start: str = ""
    end: str = ""
    length: float | None = None
    town_code: str = ""
    geometry: BaseGeometry | None = None

    @property
    def metres(self) -> float:
        """Declared length, else the geometry's, else 0."""
        if self.length is not None:
            return self.length
        return float(self.geometry.length) if self.geometry is not None else 0.0
