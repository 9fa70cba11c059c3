"""The outfalls into the rivers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from naming import DISTRICT_CODE, RIVER_STEMS, paper_number
from people import TODAY
from signboards import choose

if TYPE_CHECKING:
    from banks import Banks, Place

CLASSES = {
    "工业排污口": 22,
    "城镇污水处理厂排污口": 14,
    "农业排口": 54,
    "其他排口": 90,
}
LARGE = {"工业排污口": 12, "城镇污水处理厂排污口": 10, "农业排口": 2, "其他排口": 2}
OVERDUE = UNDOCUMENTED = 4
WORKS = ("食品厂", "豆制品厂", "酿造厂", "造纸厂", "饮料厂", "建材厂", "木器厂")
FARMS = ("养殖场", "水产养殖场", "果蔬合作社", "灌区管理所")
APPROVAL = {
    "审批": {"已批": 0.78, "待补办": 0.14, "拟关停": 0.08},
    "备案": {"备案": 0.82, "待补办": 0.12, "拟关停": 0.06},
}
MEASURES = {"规范": 0.4, "合并": 0.17, "": 0.43}
STATES = {"未整改": 0.2, "整改中": 0.4, "已销号": 0.4}


@dataclass
class Outfall:
    """A place where water enters a river.

    Attributes
    ----------
    code, name, kind, approval, paper, measure, state, body : str
        As delivered.
    large : bool
        规模以上.
    monitored : date or None
        The last day of monitoring.
    place : Place
        Where it is.
    subclass, variety, authority, closer, closing : str
        Lower classes, who approved it, who closed it out and on what evidence.
    approved, deadline, closed : date or None
        Days of approval, for rectification and of close-out.
    interval : int or None
        Days between two monitorings, where the permit names them.
    """

    code: str
    name: str
    kind: str
    large: bool
    approval: str
    paper: str
    monitored: date | None
    measure: str
    state: str
    body: str
    place: Place
    subclass: str = ""
    variety: str = ""
    authority: str = ""
    closer: str = ""
    closing: str = ""
    approved: date | None = None
    deadline: date | None = None
    closed: date | None = None
    interval: int | None = None


def make_outfalls(rng: np.random.Generator, banks: Banks) -> list[Outfall]:
    """Make all outfalls without a fault.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    banks : Banks
        Finds places.

    Returns
    -------
    list of Outfall
        By segment.
    """
    kinds = [
        (kind, serial < LARGE[kind])
        for kind, number in CLASSES.items()
        for serial in range(number)
    ]
    lengths = np.array([segment.shape.length for segment in banks.segments])
    chosen = np.sort(rng.choice(len(lengths), len(kinds), p=lengths / lengths.sum()))
    outfalls = []
    for serial, place in enumerate(rng.permutation(len(kinds)), start=1):
        kind, large = kinds[place]
        segment = banks.segments[chosen[serial - 1]]
        spot = banks.place(segment, 5, 40)
        outfalls.append(make_outfall(rng, serial, (kind, large), spot))
    return outfalls


def make_outfall(
    rng: np.random.Generator, serial: int, kind: tuple[str, bool], place: Place
) -> Outfall:
    """Make one outfall.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    serial : int
        Its number in the district.
    kind : tuple of str and bool
        Its class, and whether it is large.
    place : Place
        Where it is.

    Returns
    -------
    Outfall
        The outfall.
    """
    category, large = kind
    formal = category in ("工业排污口", "城镇污水处理厂排污口")
    approval = choose(rng, APPROVAL["审批" if formal else "备案"])
    measure = "取缔" if approval == "拟关停" else choose(rng, MEASURES)
    body = owner(rng, category, place)
    return Outfall(
        f"{DISTRICT_CODE}PW{serial:04d}",
        f"{body}{category.removeprefix('城镇污水处理厂')}{serial:03d}",
        category,
        large,
        approval,
        paper(rng, approval, serial),
        last_monitored(rng, large),
        measure,
        choose(rng, STATES) if measure else "无需整改",
        body,
        place,
    )


def owner(rng: np.random.Generator, kind: str, place: Place) -> str:
    """Return a made-up body that answers for an outfall.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    kind : str
        The class of the outfall.
    place : Place
        Where it is.

    Returns
    -------
    str
        The body.
    """
    village = place.village
    if kind == "工业排污口":
        stem = rng.choice(RIVER_STEMS["溪"].split())
        return f"{village.parent.name}{stem}{rng.choice(WORKS)}"
    if kind == "城镇污水处理厂排污口":
        return f"{village.parent.name}污水处理厂"
    if kind == "农业排口":
        return f"{village.name}{rng.choice(FARMS)}"
    committee = "居委会" if village.name.endswith("社区") else "村委会"
    return village.name.removesuffix("村") + committee


def paper(rng: np.random.Generator, approval: str, serial: int) -> str:
    """Return the number of the approval or filing.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    approval : str
        The approval state.
    serial : int
        The number of the outfall.

    Returns
    -------
    str
        The number; blank where there is nothing to number.
    """
    year = int(rng.integers(2022, 2027))
    word = {"已批": "批", "备案": "备"}.get(approval)
    return paper_number(f"云环排{word}", year, serial) if word else ""


def last_monitored(rng: np.random.Generator, large: bool) -> date | None:
    """Return the last day of monitoring.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    large : bool
        Large outfalls were monitored within the last 300 days.

    Returns
    -------
    date or None
        The day; None for some small outfalls that were never monitored.
    """
    if large:
        return TODAY - timedelta(int(rng.integers(6, 290)))
    if rng.random() < 0.35:
        return None
    return TODAY - timedelta(int(rng.integers(20, 1300)))


def spoil(
    rng: np.random.Generator, outfalls: list[Outfall]
) -> tuple[list[Outfall], list[Outfall]]:
    """Seed the faults: monitoring overdue, and an approval without a number.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    outfalls : list of Outfall
        The outfalls; changed in place.

    Returns
    -------
    overdue, undocumented : list of Outfall
        The outfalls with each fault.
    """
    large = [outfall for outfall in outfalls if outfall.large]
    places = np.sort(rng.permutation(len(large))[:OVERDUE])
    overdue = [large[place] for place in places]
    for number, outfall in enumerate(overdue):
        outfall.monitored = TODAY - timedelta(int(rng.integers(380, 700)))
        if number == OVERDUE - 1:
            outfall.monitored = None
    approved = [
        outfall
        for outfall in outfalls
        if outfall.approval == "已批" and outfall not in overdue
    ]
    places = np.sort(rng.permutation(len(approved))[:UNDOCUMENTED])
    undocumented = [approved[place] for place in places]
    for outfall in undocumented:
        outfall.paper = ""
    return overdue, undocumented
