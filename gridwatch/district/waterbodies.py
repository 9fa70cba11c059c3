"""Lakes and reservoirs: a water area and a shore ring, two managed objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["WaterBody"]


@dataclass(frozen=True, slots=True)
class WaterBody:
    """The water area or the shore ring of a lake or reservoir.

    Parameters
    ----------
    uid : str
        Stable identifier.
    code : str
        Code, text; water and shore of one reservoir have codes of their own.
    name : str
        Name.
    part : str
        ``water`` (水域) or ``shore`` (陆域); water and shore are managed apart, each
        with its own chief (Beihai plan, RES-01).
    scale : str
        大型, 中型, 小(一)型 … in the words of the delivery.
    geometry : shapely geometry or None
        Polygon in the store's CRS, metres, x = east, y = north.
    reservoir_code : str
        Code that water and shore of one reservoir share; where it is empty they
        belong together by their name.
    """

    uid: str
    code: str = ""
    name: str = ""
    part: str = "water"
    scale: str = ""
    geometry: BaseGeometry | None = None
    reservoir_code: str = ""
