"""Posts that are vacant, and what is contradictory in the roster on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import naming
from people import TODAY, Holder, Roster

if TYPE_CHECKING:
    import numpy as np
    from district import District
    from signboards import Signboard

Fault = tuple[str, str, str, str]

ACTING = "代管"
SETTLED = date(2025, 11, 1)
VACATED = (date(2026, 9, 18), date(2026, 10, 9), date(2026, 4, 20))
LONG_VACANT = 90


@dataclass
class Unrest:
    """The rows of the sheet of vacancies, and the faults among them.

    Attributes
    ----------
    rows : list of Holder
        Former, acting and contradictory holders.
    faults : list of tuple of str
        Rule, kind, code and note of each fault.
    """

    rows: list[Holder] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def unsettle(
    rng: np.random.Generator,
    roster: Roster,
    district: District,
    boards: list[Signboard],
) -> Unrest:
    """Vacate some posts and contradict some rows; nobody joins and nobody leaves.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    roster : Roster
        The roster; some rows are changed in place.
    district : District
        What they answer for.
    boards : list of Signboard
        All boards: no district chief of a board's river goes.

    Returns
    -------
    Unrest
        What comes on top of the roster.
    """
    unrest = Unrest()
    for number, holder in enumerate(roster.holders, start=1):
        year = holder.start.year
        holder.paper = naming.paper_number("云河长办任", year, number)
    wardens = [
        holder
        for holder in roster.holders
        if holder.post == "村级管水员" and holder.start < SETTLED
    ]
    wardens = [wardens[place] for place in rng.permutation(len(wardens))]
    several = [one for one in wardens if len(one.codes) > 1]
    for day, holder in zip(VACATED, several, strict=False):
        stand_in = neighbour(roster, holder)
        vacate(unrest, holder, stand_in, day)
    vacate_river(unrest, roster, district, boards)
    executive_chiefs(unrest, roster, district)
    single = [one for one in wardens if len(one.codes) == 1]
    contradict(unrest, single)
    misplace(unrest, roster, single, district)
    spoil_phones(unrest, single)
    return unrest


def neighbour(roster: Roster, holder: Holder) -> Holder:
    """Return the warden before another one in the roster.

    Parameters
    ----------
    roster : Roster
        The roster.
    holder : Holder
        A warden.

    Returns
    -------
    Holder
        Usually of the same village.
    """
    wardens = [one for one in roster.holders if one.post == holder.post]
    return wardens[wardens.index(holder) - 1]


def vacate(unrest: Unrest, holder: Holder, stand_in: Holder, day: date) -> None:
    """Take the last thing a holder covers away; somebody acts there.

    Parameters
    ----------
    unrest : Unrest
        Gains two rows.
    holder, stand_in : Holder
        Who leaves, and who acts.
    day : date
        The first day of the vacancy.
    """
    code, title = [holder.codes.pop()], [holder.titles.pop()]
    part = replace(holder, codes=code, titles=title)
    unrest.rows.append(replace(part, end=day, note="调整分工"))
    unrest.rows.append(
        replace(
            stand_in,
            post=holder.post,
            level=holder.level,
            kind=holder.kind,
            codes=code,
            titles=title,
            start=day,
            note=ACTING,
            paper="",
        )
    )
    days = (TODAY - day).days
    if days > LONG_VACANT:
        note = f"{day} 起空缺 {days} 天，由{stand_in.name}代管"
        unrest.faults.append(("vacancy_long", "post", code[0], note))


def vacate_river(
    unrest: Unrest, roster: Roster, district: District, boards: list[Signboard]
) -> None:
    """Let a deputy act for a river none of whose boards names its chief.

    Parameters
    ----------
    unrest : Unrest
        Gains two rows.
    roster : Roster
        The roster; `of_river` then has the deputy.
    district : District
        The district.
    boards : list of Signboard
        All boards.
    """
    named = {
        board.place.segment.river.code
        for board in boards
        if board.level in ("市级", "区级")
    }
    deputy = [one for one in roster.holders if one.post == "副总河长"][1]
    for river in reversed(district.rivers):
        holder = roster.of_river[river.code]
        if river.code not in named and len(holder.codes) > 1:
            at = holder.codes.index(river.code)
            holder.codes.append(holder.codes.pop(at))
            holder.titles.append(holder.titles.pop(at))
            vacate(unrest, holder, deputy, date(2026, 10, 15))
            roster.of_river[river.code] = deputy
            return


def executive_chiefs(unrest: Unrest, roster: Roster, district: District) -> None:
    """Give the main river an executive chief, and another river none yet.

    Parameters
    ----------
    unrest : Unrest
        Gains two rows and a fault.
    roster, district : Roster, District
        Who and what.
    """
    main, other = district.rivers[0], district.rivers[2]
    chief = [one for one in roster.holders if one.post == "区级河长"][5]
    row = replace(
        chief,
        post="执行河长",
        codes=[main.code],
        titles=[main.name],
        start=date(2024, 5, 6),
        note="",
        paper=naming.paper_number("云河长办任", 2024, 1001),
    )
    if row.start < chief.start:
        row.start = chief.start
    empty = replace(
        row,
        name="待定",
        office="",
        phone="",
        mobile="",
        codes=[other.code],
        titles=[other.name],
        start=TODAY,
        paper="",
    )
    unrest.rows += [row, empty]
    note = f"{other.name}执行河长待定，无人代管"
    unrest.faults.append(("vacancy_without_acting", "post", other.code, note))


def contradict(unrest: Unrest, wardens: list[Holder]) -> None:
    """Seed terms that overlap, end before they begin, and share a single post.

    Parameters
    ----------
    unrest : Unrest
        Gains three rows and three faults.
    wardens : list of Holder
        Wardens of one cell; the first four are used up.
    """
    twice, backwards, second, first = (wardens.pop() for _ in range(4))
    unrest.rows.append(
        replace(twice, start=twice.start - timedelta(400), paper="", note="")
    )
    unrest.faults.append(
        ("term_overlap", "term", twice.codes[0], f"{twice.name}的两段任期重叠")
    )
    began = backwards.start + timedelta(60)
    unrest.rows.append(
        replace(backwards, start=began, end=began - timedelta(365), paper="", note="")
    )
    unrest.faults.append(
        ("term_backwards", "term", backwards.codes[0], "离任日期早于任职日期")
    )
    unrest.rows.append(
        replace(
            second,
            codes=first.codes,
            titles=first.titles,
            start=date(2026, 3, 2),
            paper="",
            note="",
        )
    )
    note = f"{first.name}、{second.name}同时任管水员"
    unrest.faults.append(("post_several_holders", "post", first.codes[0], note))


def misplace(
    unrest: Unrest, roster: Roster, wardens: list[Holder], district: District
) -> None:
    """Seed a post over a cell that is not there, and a chief of a wrong level.

    Parameters
    ----------
    unrest : Unrest
        Gains two rows and two faults.
    roster, district : Roster, District
        Who and what.
    wardens : list of Holder
        Wardens of one cell; the first is used up.
    """
    warden = wardens.pop()
    code = warden.codes[0][:12] + "999"
    unrest.rows.append(
        replace(warden, codes=[code], titles=["第999网格"], paper="", note="")
    )
    unrest.faults.append(("post_covers_nothing", "post", code, "网格不存在"))
    town = district.towns[3]
    village = next(
        one.villages[0] for one in district.segments if one.town.code == town.code
    )
    chief = roster.of_unit[town.code][0]
    unrest.rows.append(
        replace(
            chief,
            post="陆域河长",
            codes=[village.code],
            titles=[village.name],
            paper="",
            note="",
        )
    )
    note = f"陆域河长是镇级职务，{village.name}是村居"
    unrest.faults.append(("chief_level_foreign", "post", village.code, note))


def spoil_phones(unrest: Unrest, wardens: list[Holder]) -> None:
    """Seed a number that is none, and a mobile that two persons share.

    Parameters
    ----------
    unrest : Unrest
        Gains three faults.
    wardens : list of Holder
        Wardens of one cell; the first three are changed in place.
    """
    mute, one, other = (wardens.pop() for _ in range(3))
    mute.phone = "6990-12"
    unrest.faults.append(("phone_malformed", "person", mute.name, mute.phone))
    other.mobile = one.mobile
    for person in (one, other):
        note = f"手机与他人相同：{person.mobile}"
        unrest.faults.append(("person_phone_shared", "person", person.name, note))
