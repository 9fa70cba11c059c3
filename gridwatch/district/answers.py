"""Who answers for every segment, cell, board and outfall on one day, at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.coverage import (
    chiefs_of_segments,
    expected_on_face,
)
from gridwatch.district.litter import many_objects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District

    Ranks = Mapping[str, Sequence[Chief]]

__all__ = ["Answers", "answers_on"]

_NOBODY: Ranks = {"district": [], "town": [], "village": []}


@dataclass(frozen=True, eq=False)
class Answers:
    """Who answers on one day, by uid of the row.

    Parameters
    ----------
    as_of : date
        The day.
    segments : mapping of str to mapping
        Chiefs of each segment by rank.
    cells : mapping of str to tuple of Chief
        Wardens of each cell.
    signboards : mapping of str to list of Chief, or None
        Whom each board should name; None where that is unknown.
    outfalls : mapping of str to mapping
        Chiefs of the segment that each outfall names or lies on, by rank.
    """

    as_of: date
    segments: Mapping[str, Ranks]
    cells: Mapping[str, tuple[Chief, ...]]
    signboards: Mapping[str, list[Chief] | None]
    outfalls: Mapping[str, Ranks]


def answers_on(district: District, as_of: date) -> Answers:
    """Return who answers for every segment, cell, board and outfall on a day.

    Parameters
    ----------
    district : District
        The district.
    as_of : date
        The day.
    """
    with many_objects():
        district.work_out()
        manned = district.wardens_by_cell(as_of)
        segments = dict(chiefs_of_segments(district, as_of))
        outfalls, sites = {}, district.sites
        for outfall in district.outfalls:
            segment = sites[outfall.uid].segment
            outfalls[outfall.uid] = segments[segment.uid] if segment else _NOBODY
        cells = {cell.uid: manned.get(cell.code, ()) for cell in district.cells}
        boards = {
            board.uid: expected_on_face(district, board, as_of)
            for board in district.signboards
        }
    return Answers(as_of, segments, cells, boards, outfalls)
