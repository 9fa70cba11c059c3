"""Who manages, cares for and cleans each segment; registered and confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from naming import paper_number

if TYPE_CHECKING:
    from people import Roster
    from segments import Segment

REGISTERED, CONFIRMED = 0.8, 0.6
NO_MANAGING_BODY, NO_CARING_BODY = 3, 5
CITY_BODIES = ("岚海市水库管理处", "岚海市水利工程管理中心")
CLEANERS = ("清波保洁服务有限公司", "碧岸环境服务有限公司", "净川河道养护有限公司")


@dataclass(frozen=True)
class Act:
    """A registration or a confirmation.

    Attributes
    ----------
    day : date or None
        When; None if it has not happened.
    person, paper : str
        By whom and on what document.
    """

    day: date | None = None
    person: str = ""
    paper: str = ""


@dataclass
class Ownership:
    """The ownership row of a segment.

    Attributes
    ----------
    managing, caring, cleaning : str
        The three bodies.
    registered, confirmed : Act
        The two states.
    mode, contract, basin : str
        How care is given, the number of the contract, the authority of the basin.
    ends : date or None
        Last day of the contract.
    """

    managing: str
    caring: str
    cleaning: str
    registered: Act
    confirmed: Act
    mode: str = ""
    contract: str = ""
    basin: str = ""
    ends: date | None = None


def make_ownership(
    rng: np.random.Generator, segments: list[Segment], roster: Roster
) -> list[Ownership]:
    """Make the ownership rows of all segments without a fault.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    segments : list of Segment
        The segments.
    roster : Roster
        Who registers and confirms.

    Returns
    -------
    list of Ownership
        One for each segment.
    """
    shuffled = rng.permutation(len(segments))
    registered = round(REGISTERED * len(segments))
    rank = np.argsort(shuffled)
    municipal = [
        place
        for place, segment in enumerate(segments)
        if "市级" in segment.river.levels and rank[place] < registered
    ]
    city = dict(zip(rng.permutation(municipal)[:2].tolist(), CITY_BODIES, strict=True))
    rows = []
    for place, segment in enumerate(segments):
        managing, caring, cleaning = bodies(rng, segment)
        acts = Act(), Act()
        if rank[place] < registered:
            acts = sign(rng, place, segment, roster)
        if rank[place] >= round(CONFIRMED * registered):
            acts = acts[0], Act()
        rows.append(Ownership(city.get(place, managing), caring, cleaning, *acts))
    return rows


def bodies(rng: np.random.Generator, segment: Segment) -> tuple[str, str, str]:
    """Return the managing, the caring and the cleaning body of a segment.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    segment : Segment
        The segment.

    Returns
    -------
    tuple of str
        The three bodies.
    """
    town = segment.town.name
    ending = "办事处" if town.endswith("街道") else "人民政府"
    managing, caring = f"{town}{ending}", f"{town}水务站"
    if "区级" in segment.river.levels and rng.random() < 0.45:
        managing, caring = "云溪区水务局", "云溪区河道管理所"
    cleaning = f"云溪区{rng.choice(CLEANERS)}"
    if "村级" in segment.river.levels:
        cleaning = f"{segment.villages[0].name}保洁队"
    return managing, caring, cleaning


def sign(
    rng: np.random.Generator, place: int, segment: Segment, roster: Roster
) -> tuple[Act, Act]:
    """Register a segment and confirm it some weeks later.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    place : int
        The number of the segment, for the number of the paper.
    segment : Segment
        The segment.
    roster : Roster
        An aide of the town registers, the chief of the river confirms.

    Returns
    -------
    tuple of Act
        Registration and confirmation.
    """
    aides = [
        holder
        for holder in roster.of_unit[segment.town.code]
        if holder.post == "镇级河长助理"
    ]
    aide = aides[int(rng.integers(len(aides)))]
    chief = roster.of_river[segment.river.code]
    day = aide.start + timedelta(int(rng.integers(10, 80)))
    later = max(day, chief.start) + timedelta(int(rng.integers(10, 60)))
    return (
        Act(day, aide.name, paper_number("云河办登", day.year, place + 1)),
        Act(later, chief.name, paper_number("云河办确", later.year, place + 1)),
    )


def spoil(
    rng: np.random.Generator, rows: list[Ownership]
) -> tuple[list[int], list[int]]:
    """Seed the faults: a missing managing body, a missing caring body.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    rows : list of Ownership
        The rows; some of the unregistered are changed in place.

    Returns
    -------
    unmanaged, uncared : list of int
        Indexes of the rows with each fault.
    """
    open_rows = [place for place, row in enumerate(rows) if row.registered.day is None]
    picked = rng.permutation(open_rows)[: NO_MANAGING_BODY + NO_CARING_BODY].tolist()
    unmanaged = sorted(picked[:NO_MANAGING_BODY])
    uncared = sorted(picked[NO_MANAGING_BODY:])
    for place in unmanaged:
        rows[place].managing = ""
    for place in uncared:
        rows[place].caring = ""
    return unmanaged, uncared
