"""What follows from several fields of the register: the values that features have.

Each function takes the rows of a layer and returns their values in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.coverage import chiefs_of_segment, state_of_segment
from gridwatch.district.monitoring import due, last_monitored
from gridwatch.district.ownership import of_bank, state_of_row
from gridwatch.district.rivers import highest_level
from gridwatch.district.staleness import stale_boards

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from gridwatch.district.district import District
    from gridwatch.district.ownership import Ownership
    from gridwatch.district.staleness import Staleness
    from gridwatch.district.wording import Kind

    Rows = Sequence[Any]
    Read = Callable[[District, Rows, date], Sequence[object]]
    ReadBanks = Callable[[District, Rows, date], Sequence[tuple[str, str]]]
    OfBank = Callable[[District, Ownership | None, date], str]

__all__ = [
    "banks",
    "board_states",
    "bodies",
    "body_of_bank",
    "care_of_bank",
    "chiefs",
    "days_stale",
    "days_standing",
    "days_unmonitored",
    "metres",
    "monitoring",
    "on_segment",
    "ownership_states",
    "part_names",
    "points_inside",
    "river_km",
    "river_ranks",
    "segment_ranks",
    "square_km",
    "state_of_bank",
    "type_of_bank",
    "types",
    "worst",
]

_MISSING_BOARD = "未设置或缺失"
_KM = 1000.0


def river_ranks(district: District, rows: Rows, day: date) -> list[str]:
    """Return the highest level of each river."""
    del district, day
    return [highest_level(row.levels) for row in rows]


def segment_ranks(district: District, rows: Rows, day: date) -> list[str]:
    """Return the highest level of each segment's river."""
    del day
    rivers = [district.river_by_code.get(row.river_code) for row in rows]
    return [highest_level(river.levels) if river else "" for river in rivers]


def part_names(district: District, rows: Rows, day: date) -> list[str]:
    """Return the names of segments without that of their river."""
    del day
    found = []
    for row in rows:
        river = district.river_by_code.get(row.river_code)
        short = row.name.removeprefix(river.name) if river else row.name
        found.append(short or str(row.sequence or row.code))
    return found


def ownership_states(district: District, rows: Rows, day: date) -> list[str]:
    """Return the state of ownership of each segment."""
    return [state_of_segment(district, row, day).value for row in rows]


def bodies(key: str) -> Read:
    """Read one of a segment's bodies; those of several rows joined."""

    def read(district: District, rows: Rows, _day: date) -> list[str]:
        of_segment = district.ownerships_of_segment
        return [
            "、".join(
                dict.fromkeys(
                    body
                    for one in (of_segment.get(row.code, ()) if row.code else ())
                    if (body := getattr(one, key))
                )
            )
            for row in rows
        ]

    return read


def banks(of: OfBank) -> ReadBanks:
    """Read a value of the ownership row of each bank."""

    def read(district: District, rows: Rows, day: date) -> list[tuple[str, str]]:
        of_segment = district.ownerships_of_segment
        found = []
        for row in rows:
            own = of_segment.get(row.code, ()) if row.code else ()
            left, right = (of_bank(own, bank) for bank in ("left", "right"))
            found.append((of(district, left, day), of(district, right, day)))
        return found

    return read


def worst(of: OfBank, order: Sequence[str]) -> Read:
    """Read a value of both banks; where they differ, the one that comes first."""
    both = banks(of)

    def read(district: District, rows: Rows, day: date) -> list[str]:
        return [min(pair, key=order.index) for pair in both(district, rows, day)]

    return read


def state_of_bank(_district: District, row: Ownership | None, day: date) -> str:
    """Return the state of one bank's ownership."""
    return state_of_row(row, day).value


def care_of_bank(_district: District, row: Ownership | None, _day: date) -> str:
    """Return whether somebody cares for a bank."""
    return "cared" if row is not None and row.caring_body else "uncared"


def body_of_bank(key: str) -> OfBank:
    """Read one of the bodies of a bank."""

    def of(_district: District, row: Ownership | None, _day: date) -> str:
        return str(getattr(row, key)) if row else ""

    return of


def type_of_bank(district: District, row: Ownership | None, _day: date) -> str:
    """Return the type of a bank's managing body."""
    body = district.body_by_name.get(row.managing_body if row else "")
    return body.type if body else ""


def types(district: District, rows: Rows, day: date) -> list[str]:
    """Return the types of managing bodies, both where the banks differ."""
    pairs = banks(type_of_bank)(district, rows, day)
    return [left if left == right else f"{left}、{right}" for left, right in pairs]


def chiefs(level: str) -> Read:
    """Read the names of a segment's chiefs of a level; those of several joined."""

    def read(district: District, rows: Rows, day: date) -> list[str]:
        return [
            "、".join(
                dict.fromkeys(
                    chief.person.name
                    for chief in chiefs_of_segment(district, row, day)[level]
                )
            )
            for row in rows
        ]

    return read


def river_km(district: District, rows: Rows, day: date) -> list[float]:
    """Return lengths of rivers in kilometres, by their lines."""
    del district, day
    lengths: list[float] = (shapely.length([r.geometry for r in rows]) / _KM).tolist()
    return lengths


def metres(district: District, rows: Rows, day: date) -> list[float]:
    """Return lengths of segments in metres, as on record or by their lines."""
    del district, day
    found: list[float] = [row.metres for row in rows]
    return found


def square_km(district: District, rows: Rows, day: date) -> list[float]:
    """Return areas in square kilometres."""
    del district, day
    areas: list[float] = (shapely.area([r.geometry for r in rows]) / _KM**2).tolist()
    return areas


def points_inside(kind: Kind) -> Read:
    """Count the points of a kind in each area; one on a border counts for both."""

    def read(district: District, rows: Rows, _day: date) -> list[float]:
        points = [r.geometry for r in district.rows(kind) if r.geometry is not None]  # type: ignore[union-attr]
        if not points or not rows:
            return [0.0] * len(rows)
        tree = shapely.STRtree([row.geometry for row in rows])
        areas = tree.query(np.asarray(points, object), predicate="intersects")[1]
        counts: list[float] = np.bincount(areas, minlength=len(rows)).tolist()
        return counts

    return read


def on_segment(kind: Kind) -> Read:
    """Count the rows of a kind that name a segment."""

    def read(district: District, rows: Rows, _day: date) -> list[int]:
        counts: dict[str, int] = {}
        for row in district.rows(kind):
            code = str(getattr(row, "segment_code", ""))
            counts[code] = counts.get(code, 0) + 1
        return [counts.get(row.code, 0) if row.code else 0 for row in rows]

    return read


def days_unmonitored(district: District, rows: Rows, day: date) -> list[int | None]:
    """Return the days since each outfall was monitored."""
    last = [last_monitored(district, row, day) for row in rows]
    return [None if one is None else (day - one).days for one in last]


def monitoring(district: District, rows: Rows, day: date) -> list[str]:
    """Return whether monitoring of each outfall is late."""
    found = [due(district, row, day) for row in rows]
    return [
        "none" if one.last is None else "late" if one.late else "fresh" for one in found
    ]


def board_states(district: District, rows: Rows, day: date) -> list[str]:
    """Return whether a board is missing, stale or current."""
    stale = _stale(district, day)
    return [
        "missing"
        if row.condition == _MISSING_BOARD
        else "stale"
        if row.uid in stale
        else "current"
        for row in rows
    ]


def days_stale(district: District, rows: Rows, day: date) -> list[int | None]:
    """Return the days for which each board has been stale."""
    stale = _stale(district, day)
    return [stale[row.uid].days if row.uid in stale else None for row in rows]


def _stale(district: District, day: date) -> dict[str, Staleness]:
    found = stale_boards(district, day)
    return {one.board.uid: one for one in found if one.stale}


def days_standing(district: District, rows: Rows, day: date) -> list[int | None]:
    """Return the days since each board was put up."""
    del district
    return [(day - r.installed).days if r.installed else None for r in rows]
