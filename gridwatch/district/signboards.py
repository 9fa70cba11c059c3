"""Boards on the bank, with the face as installed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from shapely.geometry.base import BaseGeometry

__all__ = ["Signboard", "SignboardFace"]


@dataclass(frozen=True, slots=True)
class SignboardFace:
    """What is printed on a board, as installed; never rewritten from today's roster.

    Parameters
    ----------
    chief : str
        Name of the chief as printed.
    post : str
        Post as printed.
    phone : str
        Supervision phone as printed.
    river : str
        River name as printed.
    """

    chief: str = ""
    post: str = ""
    phone: str = ""
    river: str = ""

    def __str__(self) -> str:
        """Return the face in one line."""
        parts = (self.river, self.post, self.chief, self.phone)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Signboard:
    """A board on the bank (公示牌).

    Parameters
    ----------
    uid : str
        Stable identifier.
    code : str
        Number of the board, text.
    level : str
        Rank of the chief it names: ``municipal``, ``district``, ``town``,
        ``village``.
    type : str
        永久, 临时 or another word of the codelist ``signboard_types``.
    segment_code : str
        Code of the segment it stands at, or empty.
    installed : date or None
        Day the present face was installed.
    condition : str
        A word of the codelist ``signboard_conditions``.
    face : SignboardFace
        The face as installed.
    geometry : shapely geometry or None
        Point in the store's CRS, metres, x = east, y = north.
    """

    uid: str
    code: str = ""
    level: str = ""
    type: str = ""
    segment_code: str = ""
    installed: date | None = None
    condition: str = ""
    face: SignboardFace = SignboardFace()
    geometry: BaseGeometry | None = None
