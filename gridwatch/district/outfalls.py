"""Places where water enters a river (入河排污口)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from shapely.geometry.base import BaseGeometry

__all__ = ["Outfall", "days_since_monitoring"]


@dataclass(frozen=True, slots=True)
class Outfall:
    """An outfall.

    Parameters
    ----------
    uid : str
        Stable identifier.
    code, name : str
        Code as text and name.
    category : str
        One of the four classes of 国办函〔2022〕17号, a word of the codelist
        ``outfall_classes``.
    above_scale : bool or None
        规模以上; None is unknown.
    approval : str
        A word of the codelist ``outfall_approvals``.
    approval_document : str
        Number of the approval document.
    monitored : date or None
        Last day of monitoring.
    measure : str
        取缔, 合并, 规范, or empty.
    rectification : str
        未整改, 整改中, 已销号, 无需整改, or empty.
    segment_code : str
        Code of the segment that receives it.
    responsible_body : str
        Body that answers for the discharge.
    geometry : shapely geometry or None
        Point in the store's CRS, metres, x = east, y = north.
    """

    uid: str
    code: str = ""
    name: str = ""
    category: str = ""
    above_scale: bool | None = None
    approval: str = ""
    approval_document: str = ""
    monitored: date | None = None
    measure: str = ""
    rectification: str = ""
    segment_code: str = ""
    responsible_body: str = ""
    geometry: BaseGeometry | None = None


def days_since_monitoring(outfall: Outfall, as_of: date) -> int | None:
    """Return the days from the last monitoring to `as_of`; None where never."""
    if outfall.monitored is None:
        return None
    return (as_of - outfall.monitored).days
