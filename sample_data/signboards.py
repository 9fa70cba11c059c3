"""The signboards: where they stand and what their faces say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from naming import DISTRICT_CODE
from people import TODAY, Holder, Roster

if TYPE_CHECKING:
    import numpy as np
    import shapely
    from banks import Banks, Place
    from segments import Segment

BOARDS = 304
STALE = {"区级河长": 2, "镇级河长": 4, "村级河长": 6}
FORMER = {"区级河长": 1, "镇级河长": 6, "村级河长": 16, "村级管水员": 2}
LEVEL_CHANCES = {
    "市级;区级": {"市级": 0.2, "区级": 0.35, "镇级": 0.25, "村级": 0.2},
    "区级": {"区级": 0.45, "镇级": 0.3, "村级": 0.25},
    "镇级": {"镇级": 0.55, "村级": 0.45},
    "村级": {"镇级": 0.25, "村级": 0.75},
}


@dataclass
class Signboard:
    """A board on the bank.

    Attributes
    ----------
    code, level, kind, state : str
        As delivered.
    place : Place
        Where it stands.
    holder : Holder
        Who should be printed on it today.
    printed : Holder
        Who is printed on it.
    installed : date
        When its present face was set up.
    subtype : str
        What kind of board it is.
    erected, removed : date or None
        When a board first stood there; when it was taken away.
    face : dict of str to str
        Further parts of the face, by their field names.
    point : Point or None
        Where it stands, if not on the bank.
    """

    code: str
    level: str
    kind: str
    state: str
    place: Place
    holder: Holder
    printed: Holder
    installed: date = TODAY
    subtype: str = "河长公示牌"
    erected: date | None = None
    removed: date | None = None
    face: dict[str, str] = field(default_factory=dict)
    point: shapely.Point | None = None


def place_boards(
    rng: np.random.Generator, banks: Banks, roster: Roster
) -> list[Signboard]:
    """Set up boards: one on each segment, more on the longest.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    banks : Banks
        Finds places.
    roster : Roster
        Who answers for what.

    Returns
    -------
    list of Signboard
        By segment.
    """
    longest = sorted(banks.segments, key=lambda one: -one.shape.length)
    chosen = banks.segments + longest[: BOARDS - len(banks.segments)]
    boards: list[Signboard] = []
    for segment in sorted(chosen, key=lambda one: one.code):
        place = banks.place(segment, 5, 25)
        level = choose(rng, LEVEL_CHANCES[segment.river.levels])
        holder = responsible(level, segment, place, roster)
        boards.append(
            Signboard(
                f"{DISTRICT_CODE}GP{len(boards) + 1:04d}",
                level,
                choose(rng, {"永久": 0.9, "临时": 0.1}),
                choose(
                    rng,
                    {"完好": 0.84, "轻微破损": 0.07, "字迹褪色": 0.06, "倾斜": 0.03},
                ),
                place,
                holder,
                holder,
            )
        )
    return boards


def choose(rng: np.random.Generator, chances: dict[str, float]) -> str:
    """Choose a word by its chance.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    chances : dict of str to float
        The words and their chances, which add up to 1.

    Returns
    -------
    str
        The word.
    """
    return str(rng.choice(list(chances), p=list(chances.values())))


def responsible(level: str, segment: Segment, place: Place, roster: Roster) -> Holder:
    """Return who is printed on a board of some level.

    Parameters
    ----------
    level : str
        市级, 区级, 镇级 or 村级.
    segment : Segment
        The segment it stands beside.
    place : Place
        Where it stands.
    roster : Roster
        Who answers for what.

    Returns
    -------
    Holder
        The chief of the river, the first of the town, or that of the village.
    """
    if level == "镇级":
        return roster.of_unit[segment.town.code][0]
    if level == "村级":
        return roster.of_unit[place.village.code][0]
    return roster.of_river[segment.river.code]


def age_boards(
    rng: np.random.Generator, boards: list[Signboard], roster: Roster
) -> list[Signboard]:
    """Date all boards and let some of them still name somebody who left.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    boards : list of Signboard
        The boards; changed in place.
    roster : Roster
        Gains 25 former holders.

    Returns
    -------
    list of Signboard
        The stale boards.
    """
    stale: list[Signboard] = []
    for post, number in FORMER.items():
        for holder in leavers(rng, boards, roster, post)[:number]:
            former = roster.succeed(holder)
            faces = [board for board in boards if board.holder is holder]
            wanted = STALE.get(post, 0) - sum(one.holder.post == post for one in stale)
            for board in faces[: min(wanted, 2)]:
                board.printed = former
                stale.append(board)
    for board in boards:
        last = board.printed.end or date(2026, 10, 20)
        latest = min(last, board.printed.start + timedelta(540))
        board.installed = roster.day(board.printed.start + timedelta(5), latest)
    return sorted(stale, key=lambda board: board.code)


def leavers(
    rng: np.random.Generator, boards: list[Signboard], roster: Roster, post: str
) -> list[Holder]:
    """Return the holders of a kind of post, those printed on boards first.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    boards : list of Signboard
        The boards.
    roster : Roster
        Who holds what.
    post : str
        The kind of post.

    Returns
    -------
    list of Holder
        In random order, but those on boards first.
    """
    printed = {board.holder.mobile for board in boards}
    first_only = [
        holder
        for holder in roster.holders
        if holder.post == post
        and holder in (roster.of_unit[holder.codes[0]] or [holder])[:1]
    ]
    mixed = [first_only[place] for place in rng.permutation(len(first_only))]
    return sorted(mixed, key=lambda holder: holder.mobile not in printed)
