"""Places where water enters a river (入河排污口)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from shapely.geometry.base import BaseGeometry

__all__ = ["Monitoring", "Outfall", "Source"]


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
    subclass, variety : str
        Second and third level of the class, words of ``outfall_subclasses`` and
        ``outfall_varieties`` (HJ 1312-2023, as far as its rows are verified).
    approved_on : date or None
        Day of the approval.
    approved_by : str
        Authority that approved it.
    frequency_days : int or None
        Longest time between two monitorings, where it is not the district's.
    deadline : date or None
        Day by which rectification must be closed out.
    closed_on : date or None
        Day of the close-out (销号).
    closed_by, closing_note : str
        Who closed it out, and on what evidence.
    cell_code, cell_reason : str
        Cell assigned by hand and why; empty: the cell it lies in.
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
    subclass: str = ""
    variety: str = ""
    approved_on: date | None = None
    approved_by: str = ""
    frequency_days: int | None = None
    deadline: date | None = None
    closed_on: date | None = None
    closed_by: str = ""
    closing_note: str = ""
    cell_code: str = ""
    cell_reason: str = ""


@dataclass(frozen=True, slots=True)
class Monitoring:
    """One monitoring of an outfall.

    Parameters
    ----------
    uid, outfall_uid : str
        Stable identifiers of this record and of its outfall.
    on : date or None
        Day of sampling.
    result : str
        A word of the codelist ``monitoring_results``.
    tested_by, note : str
        Laboratory, and what else there is to say.
    """

    uid: str
    outfall_uid: str = ""
    on: date | None = None
    result: str = ""
    tested_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What discharges through an outfall (污染源); several may share one.

    Parameters
    ----------
    uid : str
        Stable identifier.
    code, name : str
        Code as text and name.
    category : str
        A word of the codelist ``source_categories``.
    responsible_body : str
        Body that answers for the discharge.
    village_code, outfall_code : str
        Codes of the village it lies in and of its outfall.
    place : str
        Where, in words.
    """

    uid: str
    code: str = ""
    name: str = ""
    category: str = ""
    responsible_body: str = ""
    village_code: str = ""
    outfall_code: str = ""
    place: str = ""
