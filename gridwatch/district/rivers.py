"""Named watercourses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["LEVELS", "River", "highest_level"]

LEVELS = ("municipal", "district", "town", "village")
"""Ranks a river can hold, highest first."""


@dataclass(frozen=True, slots=True)
class River:
    """A named watercourse; it may hold several ranks at once (市级 *and* 区级).

    Parameters
    ----------
    uid : str
        Stable identifier.
    code : str
        River code as text, may be empty: most district rivers have no national code
        (SL 249 covers basins above 500 km² only).
    name : str
        Name.
    levels : tuple of str
        Members of `LEVELS`, or other words of a delivery, kept as they are.
    regime : str
        ``perennial``, ``seasonal``, ``gully``, or empty.
    basin_area : float or None
        Square kilometres.
    parent_code : str
        Code of the river it flows into, or empty.
    geometry : shapely geometry or None
        Line or multiline in the store's CRS (metres, x = east, y = north), digitised
        downstream.
    commander_code : str
        Code of the jurisdiction whose flood commander (防汛抗旱指挥长) overrides the
        rule of the longest reach when a convenor is named (Beihai plan, XB-02).
    """

    uid: str
    code: str = ""
    name: str = ""
    levels: tuple[str, ...] = ()
    regime: str = ""
    basin_area: float | None = None
    parent_code: str = ""
    geometry: BaseGeometry | None = None
    commander_code: str = ""


def highest_level(levels: tuple[str, ...]) -> str:
    """Return the highest known rank in `levels`, or empty.

    Examples
    --------
    >>> highest_level(("district", "municipal"))
    'municipal'
    """
    return next((level for level in LEVELS if level in levels), "")
