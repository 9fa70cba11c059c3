"""What is proposed for one part of a river: values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.wording import Text

__all__ = ["Proposal", "Verdict"]


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
