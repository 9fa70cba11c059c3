"""What a photograph says of itself, held against the row it is to prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from shapely.geometry.base import BaseGeometry

__all__ = ["Evidence", "doubts"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """When and where a photograph was taken, as far as its file says.

    Parameters
    ----------
    name : str
        Hash of its bytes.
    taken : datetime or None
        By the clock of the camera, without a zone.
    place : tuple of float or None
        East, north in metres of the district's CRS.
    """

    name: str
    taken: datetime | None = None
    place: tuple[float, float] | None = None


def doubts(
    pictures: Iterable[Evidence],
    shape: BaseGeometry | None,
    sent: date,
    farthest: float,
) -> tuple[Text, ...]:
    """Return what speaks against photographs; none is refused for it.

    Parameters
    ----------
    pictures : iterable of Evidence
        Those that came with one reply.
    shape : geometry or None
        The row as the field office would have it, in the district's CRS.
    sent : date
        When the package went out: what was photographed before proves nothing of it.
    farthest : float
        Metres from the row from which on a photograph is doubted.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> old = Evidence("a", datetime(2025, 3, 1), (300.0, 0.0))
    >>> for said in doubts([old], shapely.Point(0, 0), date(2026, 1, 1), 200.0):
    ...     print(said.en)
    A photograph was taken on 2025-03-01, before the package went out.
    A photograph was taken 300 m away from this row.
    """
    found = []
    for one in pictures:
        if one.taken is not None and one.taken.date() < sent:
            found.append(_EARLIER.filled(day=one.taken.date()))
        if one.place is not None and shape is not None and not shape.is_empty:
            metres = shapely.distance(shapely.Point(one.place), shape)
            if metres > farthest:
                found.append(_AWAY.filled(metres=round(metres)))
    return tuple(dict.fromkeys(found))


_EARLIER = Text(
    "有照片拍于 {day}，早于出包，请核实。",
    "A photograph was taken on {day}, before the package went out.",
)
_AWAY = Text(
    "有照片的拍摄位置离这一行 {metres} 米，请核实。",
    "A photograph was taken {metres} m away from this row.",
)
