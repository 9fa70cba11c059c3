"""Who manages, cares for and cleans a segment; registered and confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

__all__ = ["Ownership", "OwnershipCount", "OwnershipState", "count", "state_of"]


class OwnershipState(StrEnum):
    """How far the ownership of a segment has come."""

    NONE = "none"
    REGISTERED = "registered"
    CONFIRMED = "confirmed"


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

    A segment is confirmed when every row is; confirmation implies registration.
    """
    states = [_state(row, as_of) for row in rows]
    if not states or OwnershipState.NONE in states:
        return OwnershipState.NONE
    if OwnershipState.REGISTERED in states:
        return OwnershipState.REGISTERED
    return OwnershipState.CONFIRMED


def _state(row: Ownership, as_of: date) -> OwnershipState:
    if row.confirmed_on is not None and row.confirmed_on <= as_of:
        return OwnershipState.CONFIRMED
    if row.registered_on is not None and row.registered_on <= as_of:
        return OwnershipState.REGISTERED
    return OwnershipState.NONE


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
