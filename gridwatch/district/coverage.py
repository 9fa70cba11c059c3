"""Who answers for this place on a day, and how far its ownership has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from gridwatch.district import ownership
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.rules import Duty
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from gridwatch.district.cells import Cell
    from gridwatch.district.chiefs import Chief, Post
    from gridwatch.district.district import District
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import Signboard

__all__ = [
    "chiefs_of_jurisdiction",
    "chiefs_of_segment",
    "chiefs_of_water_body",
    "expected_on_face",
    "is_stale",
    "ownership_progress",
    "stale_since",
    "state_of_segment",
    "territory_of",
    "wardens_of_cell",
]

_RANKS = ("district", "town", "village")


def _holders(
    district: District, posts: Iterable[Post], duties: tuple[str, ...], as_of: date
) -> list[Chief]:
    duty, office = district.duty_of_role, district.in_office(as_of)
    found = [
        chief
        for post in posts
        if duty.get(post.role, Duty.OTHER) in duties
        for chief in office.get(post.uid, ())
    ]
    return sorted(found, key=lambda chief: chief.term.acting)


def chiefs_of_jurisdiction(
    district: District, jurisdiction: Jurisdiction, as_of: date
) -> list[Chief]:
    """Return the chiefs of a jurisdiction on a day; a district's general ones too."""
    posts = district.posts_on.get(("jurisdiction", jurisdiction.code), ())
    return _holders(district, posts, (Duty.GENERAL, Duty.CHIEF), as_of)


def chiefs_of_water_body(district: District, code: str, as_of: date) -> list[Chief]:
    """Return the chiefs of a water area or shore on a day."""
    posts = district.posts_on.get(("water_body", code), ())
    return _holders(district, posts, (Duty.CHIEF,), as_of)


def chiefs_of_segment(
    district: District, segment: Segment, as_of: date
) -> dict[str, list[Chief]]:
    """Return who answers for a segment on a day, by rank.

    The district chief is the one of its river, the town chief the one of its town,
    the village chiefs those of the villages it crosses; a post on the segment itself
    counts at its own rank.

    Returns
    -------
    dict
        Keys ``district``, ``town`` and ``village``; lists may be empty.
    """
    own = district.posts_on.get(("segment", segment.code), ()) if segment.code else ()
    river = ("river", segment.river_code)
    above = district.posts_on.get(river, ()) if segment.river_code else ()
    posts = [*own, *above]
    for area in (*_towns(district, segment), *_villages(district, segment)):
        posts.extend(district.posts_on.get(("jurisdiction", area.code), ()))
    found: dict[str, list[Chief]] = {"district": [], "town": [], "village": []}
    for chief in _holders(district, posts, (Duty.CHIEF,), as_of):
        found.setdefault(chief.post.level, []).append(chief)
    return found


def _towns(district: District, segment: Segment) -> tuple[Jurisdiction, ...]:
    declared = district.jurisdiction_by_code.get(segment.town_code)
    if declared is not None:
        return (declared,)
    return district.towns_of_segment.get(segment.uid, ())


def territory_of(district: District, segment: Segment) -> tuple[Jurisdiction, ...]:
    """Return the towns a segment lies in (属地), whoever manages and cares for it.

    The town on its record decides; without one, the towns that it crosses (OWN-04).
    """
    return _towns(district, segment)


def _villages(district: District, segment: Segment) -> tuple[Jurisdiction, ...]:
    return district.villages_of_segment.get(segment.uid, ())


def wardens_of_cell(district: District, cell: Cell, as_of: date) -> list[Chief]:
    """Return the water wardens of a cell on a day."""
    posts = district.posts_on.get(("cell", cell.code), ())
    return _holders(district, posts, (Duty.WARDEN,), as_of)


def expected_on_face(
    district: District, board: Signboard, as_of: date
) -> list[Chief] | None:
    """Return whose name a board should carry on a day; None where that is unknown.

    A board of district or municipal rank names the district chief of its river, one
    of town rank a chief of the town, one of village rank the chief of the village it
    stands in.
    """
    rank = "district" if board.level == "municipal" else board.level
    segment = district.segment_by_code.get(board.segment_code)
    if rank == "village":
        village = _village_of_board(district, board)
        if village is not None:
            return chiefs_of_jurisdiction(district, village, as_of)
    if segment is None or rank not in _RANKS:
        return None
    return chiefs_of_segment(district, segment, as_of)[rank]


def _village_of_board(district: District, board: Signboard) -> Jurisdiction | None:
    if not isinstance(board.geometry, shapely.Point) or board.geometry.is_empty:
        return None
    if district.row(Kind.SIGNBOARD, board.uid) is board:
        return district.sites[board.uid].village
    return district.jurisdiction_at(board.geometry, Level.VILLAGE)


def is_stale(district: District, board: Signboard, as_of: date) -> bool:
    """Tell whether a board names somebody who does not hold the post on a day.

    A board whose printed name or whose roster is not on record is not called stale:
    there is nothing to compare.
    """
    if not board.face.chief or not district.posts:
        return False
    expected = expected_on_face(district, board, as_of)
    if expected is None:
        return False
    return board.face.chief not in {chief.person.name for chief in expected}


def stale_since(district: District, board: Signboard, as_of: date) -> date | None:
    """Return the day since when a stale board has been stale.

    That is when the last of today's holders took office, or when the board was
    installed, if later; None where it is not stale or no such day is on record.
    """
    if not is_stale(district, board, as_of):
        return None
    holders = expected_on_face(district, board, as_of) or []
    days = [chief.term.since for chief in holders if chief.term.since is not None]
    if not days:
        return None
    return max(days) if board.installed is None else max(*days, board.installed)


def state_of_segment(
    district: District, segment: Segment, as_of: date
) -> ownership.OwnershipState:
    """Return how far the ownership record of a segment has come on a day."""
    rows = district.ownerships_of_segment.get(segment.code, ()) if segment.code else ()
    return ownership.state_of(rows, as_of)


def ownership_progress(
    district: District, as_of: date
) -> tuple[ownership.OwnershipCount, ownership.OwnershipCount]:
    """Count registered and confirmed segments, and rivers (all of whose segments are).

    Returns
    -------
    tuple of OwnershipCount
        Over segments, over rivers that have segments.
    """
    states = {s.uid: state_of_segment(district, s, as_of) for s in district.segments}
    order = list(ownership.OwnershipState)
    rivers = [
        min((states[s.uid] for s in group), key=order.index)
        for code, group in district.segments_of_river.items()
        if code
    ]
    return ownership.count(states.values()), ownership.count(rivers)
