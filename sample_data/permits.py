"""Classes, approvals and rectification of outfalls, and faults in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from people import TODAY

if TYPE_CHECKING:
    import numpy as np
    from outfalls import Outfall
    from people import Roster
    from unrest import Fault

SUBCLASSES = {
    "厂": ("工矿企业排污口", "工业企业排污口"),
    "污水处理厂": ("城镇污水处理厂排污口", ""),
    "水产养殖场": ("规模化水产养殖排污口", ""),
    "养殖场": ("规模化畜禽养殖排污口", ""),
    "村委会": ("农村生活污水散排口", ""),
    "居委会": ("城镇雨洪排口", ""),
}
DEADLINES = (date(2026, 12, 31), date(2027, 6, 30), date(2027, 12, 31))
MISSED = date(2026, 9, 30)
OVERDUE = 2


def fill_permits(
    rng: np.random.Generator, outfalls: list[Outfall], roster: Roster
) -> list[Fault]:
    """Fill in what the permits and the rectification say; seed faults.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    outfalls : list of Outfall
        The outfalls; changed in place.
    roster : Roster
        Who closes out.

    Returns
    -------
    list of tuple of str
        Rule, kind, code and note of each fault.
    """
    for outfall in outfalls:
        endings = sorted(SUBCLASSES, key=len, reverse=True)
        ending = next((one for one in endings if outfall.body.endswith(one)), "")
        outfall.subclass, outfall.variety = SUBCLASSES.get(ending, ("", ""))
        approve(rng, outfall)
        rectify(rng, outfall, roster)
        if outfall.large and outfall.monitored:
            recent = (TODAY - outfall.monitored).days < 150
            outfall.interval = 180 if recent else None
    return spoil(rng, outfalls)


def approve(rng: np.random.Generator, outfall: Outfall) -> None:
    """Say when and by whom an outfall was approved.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    outfall : Outfall
        The outfall; changed in place.
    """
    if outfall.approval not in ("已批", "备案"):
        return
    year = int(outfall.paper.split("〔")[1][:4]) if outfall.paper else 2024
    days = 300 if year == TODAY.year else 365
    outfall.approved = date(year, 1, 1) + timedelta(int(rng.integers(days)))
    city = outfall.large and outfall.approval == "已批"
    outfall.authority = "岚海市生态环境局" if city else "云溪区生态环境局"


def rectify(rng: np.random.Generator, outfall: Outfall, roster: Roster) -> None:
    """Set a deadline, and close out what is said to be closed out.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    outfall : Outfall
        The outfall; changed in place.
    roster : Roster
        Who closes out.
    """
    if outfall.state == "无需整改":
        return
    outfall.deadline = DEADLINES[int(rng.integers(len(DEADLINES)))]
    if outfall.state != "已销号":
        return
    outfall.closed = date(2025, 3, 1) + timedelta(int(rng.integers(560)))
    outfall.deadline = outfall.closed + timedelta(int(rng.integers(1, 90)))
    town = outfall.place.village.parent
    aides = [one for one in roster.of_unit[town.code] if one.post == "镇级河长助理"]
    outfall.closer = aides[0].name
    outfall.closing = f"现场核查，已按“{outfall.measure}”整改到位"


def spoil(rng: np.random.Generator, outfalls: list[Outfall]) -> list[Fault]:
    """Seed deadlines that passed, and a class that does not fit.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    outfalls : list of Outfall
        The outfalls; changed in place.

    Returns
    -------
    list of tuple of str
        Rule, kind, code and note of each fault.
    """
    begun = [outfall for outfall in outfalls if outfall.state == "整改中"]
    late = [begun[place] for place in sorted(rng.permutation(len(begun))[:OVERDUE])]
    faults: list[Fault] = []
    for outfall in late:
        outfall.deadline = MISSED
        note = f"整改期限{MISSED}，仍在整改中"
        faults.append(("outfall_rectification_overdue", "outfall", outfall.code, note))
    farms = [one for one in outfalls if one.subclass.startswith("规模化")]
    odd = farms[int(rng.integers(len(farms)))]
    odd.subclass = "工矿企业雨洪排口"
    note = f"{odd.kind}的二级分类写成{odd.subclass}"
    return [*faults, ("outfall_class_misfit", "outfall", odd.code, note)]
