"""Who manages, cares for and cleans a segment; registered and confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

__all__ = [
    "Ownership",
    "OwnershipCount",
    "OwnershipState",
    "banks_differ",
    "count",
    "of_bank",
    "state_of",
    "state_of_row",
]


_SIDES = ("left", "right")


class OwnershipState(StrEnum):
    """How far the ownership of a segment has come."""

    NONE = "none"
    REGISTERED = "registered"
    CONFIRMED = "confirmed"


STATE_NAMES: dict[OwnershipState, Text] = {
    OwnershipState.CONFIRMED: Text("已确认", "confirmed"),
    OwnershipState.REGISTERED: Text("已登记", "registered"),
    OwnershipState.NONE: Text("未登记", "not registered"),
}
"""What each state is called, the furthest first."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The bodies of one segment (or one bank of it) and the state of their record.

    `registered` and `confirmed` are two separate acts (Miyun: 登记及确认), each with
    a day, a person and a document.

    Parameters
    ----------
    uid : str
        Stable identifier.
    segment_code : str
        Code of the segment.
    bank : str
        ``both``, ``left`` or ``right``, looking downstream.
    managing_body, caring_body, cleaning_body : str
        管理主体, 管护主体, 保洁主体.
    registered_on, confirmed_on : date or None
        Days of the two acts.
    registered_by, registered_document, confirmed_by, confirmed_document : str
        Who did it, on what document.
    basin_body : str
        流域管理机构: the authority of the whole basin, apart from territory and care
        (OWN-04).
    care_mode : str
        A word of the codelist ``care_modes``.
    contract : str
        Number of the care contract.
    contract_end : date or None
        Last day of the contract.
    """

    uid: str
    segment_code: str = ""
    bank: str = "both"
    managing_body: str = ""
    caring_body: str = ""
    cleaning_body: str = ""
    registered_on: date | None = None
    registered_by: str = ""
    registered_document: str = ""
    confirmed_on: date | None = None
    confirmed_by: str = ""
    confirmed_document: str = ""
    basin_body: str = ""
    care_mode: str = ""
    contract: str = ""
    contract_end: date | None = None


@dataclass(frozen=True, slots=True)
class OwnershipCount:
    """Progress of registration and confirmation over segments or rivers."""

    total: int
    registered: int
    confirmed: int


def state_of(rows: Iterable[Ownership], as_of: date) -> OwnershipState:
    """Return the state of one segment from its ownership rows on a day.

    A segment is confirmed when every row is; confirmation implies registration. One
    bank alone does not make a segment registered.
    """
    found = list(rows)
    states = [state_of_row(row, as_of) for row in found]
    if not states or OwnershipState.NONE in states:
        return OwnershipState.NONE
    if {row.bank for row in found} in ({"left"}, {"right"}):
        return OwnershipState.NONE
    if OwnershipState.REGISTERED in states:
        return OwnershipState.REGISTERED
    return OwnershipState.CONFIRMED


def state_of_row(row: Ownership | None, as_of: date) -> OwnershipState:
    """Return the state of one ownership row on a day; of none where there is no row."""
    if row is None:
        return OwnershipState.NONE
    if row.confirmed_on is not None and row.confirmed_on <= as_of:
        return OwnershipState.CONFIRMED
    if row.registered_on is not None and row.registered_on <= as_of:
        return OwnershipState.REGISTERED
    return OwnershipState.NONE


def of_bank(rows: Iterable[Ownership], bank: str) -> Ownership | None:
    """Return the row that speaks of one bank: its own, else the one of both.

    Parameters
    ----------
    rows : iterable of Ownership
        The rows of one segment.
    bank : str
        ``left`` or ``right``.
    """
    found = {row.bank if row.bank in _SIDES else "both": row for row in rows}
    return found.get(bank) or found.get("both")


def banks_differ(rows: Iterable[Ownership]) -> bool:
    """Tell whether the two banks have different managing or caring bodies (OWN-10).

    A bank that no row speaks of has nobody, which differs from somebody.
    """
    found = list(rows)
    if not any(row.bank in _SIDES for row in found):
        return False
    left, right = (of_bank(found, bank) for bank in _SIDES)
    return _bodies(left) != _bodies(right)


def _bodies(row: Ownership | None) -> tuple[str, str]:
    return (row.managing_body, row.caring_body) if row else ("", "")


def count(states: Iterable[OwnershipState]) -> OwnershipCount:
    """Count states; a confirmed one counts as registered too.

    Examples
    --------
    >>> count([OwnershipState.CONFIRMED, OwnershipState.REGISTERED])
    OwnershipCount(total=2, registered=2, confirmed=1)
    """
    found = list(states)
    confirmed = found.count(OwnershipState.CONFIRMED)
    registered = found.count(OwnershipState.REGISTERED) + confirmed
    return OwnershipCount(len(found), registered, confirmed)
