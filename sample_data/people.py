"""The roster: 998 persons in office, those who left, and what each answers for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

import naming
import numpy as np
import shapely
from jurisdictions import share_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from district import District
    from jurisdictions import Unit
    from rivers import River

TODAY = date(2026, 11, 1)
TIERS = {
    "总河长": 2,
    "副总河长": 2,
    "区级河长": 11,
    "镇级河长": 38,
    "镇级河长助理": 64,
    "村级河长": 227,
    "村级管水员": 654,
}
DISTRICT_OFFICES = {
    "总河长": ("中共云溪区委书记", "云溪区区长"),
    "副总河长": ("中共云溪区委副书记", "云溪区副区长"),
    "区级河长": (
        "云溪区副区长（农业农村）",
        "云溪区副区长（城市建设）",
        "云溪区人大常委会副主任",
        "云溪区政协副主席",
        "云溪区委政法委书记",
        "云溪区水务局局长",
        "云溪区生态环境局局长",
        "云溪区农业农村局局长",
        "云溪区园林绿化局局长",
        "云溪区城市管理委主任",
        "云溪区住房城乡建设委主任",
    ),
}
AIDES = ("水务站站长", "水务站副站长", "生态环境办主任", "农业农村办主任")
DISTRICT_UNIT, TOWN_UNIT, VILLAGE_UNIT = 1, 101, 1001


@dataclass
class Holder:
    """One row of the roster: a person in a post.

    Attributes
    ----------
    name, post, level, office, phone, mobile : str
        As delivered.
    kind : str
        What the post covers: 行政区, 河流, 水体 or 网格.
    codes, titles : list of str
        The codes and names of what it covers.
    start : date
        Took office.
    end : date or None
        Left office.
    note : str
        Remark.
    paper : str
        The document that appointed the person.
    """

    name: str
    post: str
    level: str
    office: str
    phone: str
    mobile: str
    kind: str
    codes: list[str]
    titles: list[str]
    start: date = TODAY
    end: date | None = None
    note: str = ""
    paper: str = ""


class Roster:
    """All persons in office, and the ways to find who answers for what.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    district : District
        What they answer for.
    """

    def __init__(self, rng: np.random.Generator, district: District) -> None:
        self.rng = rng
        self.names = naming.person_names(rng)
        self.serials: Iterator[int] = count(1)
        self.holders: list[Holder] = []
        self.extra: list[Holder] = []
        self.former: list[Holder] = []
        self.of_river: dict[str, Holder] = {}
        self.of_unit: defaultdict[str, list[Holder]] = defaultdict(list)
        self.appoint_district(district)
        self.appoint_towns(district.towns)
        self.appoint_villages(district)
        self.appoint_wardens(district)
        for holder in self.holders:
            holder.start = self.day(date(2021, 3, 1), date(2026, 2, 28))
        self.appoint_reservoirs(district)

    def day(self, first: date, last: date) -> date:
        """Return a random day.

        Parameters
        ----------
        first, last : date
            The earliest and the latest day.

        Returns
        -------
        date
            A day between, both included.
        """
        return first + timedelta(int(self.rng.integers((last - first).days + 1)))

    def appoint(
        self,
        post: tuple[str, str],
        office: tuple[str, int],
        kind: str,
        codes: list[str],
    ) -> Holder:
        """Add a person to the roster.

        Parameters
        ----------
        post : tuple of str
            Post and level.
        office : tuple of str and int
            Office held, and the serial of its telephone.
        kind : str
            What the post covers.
        codes : list of str
            The codes of what it covers.

        Returns
        -------
        Holder
            The new row; the names of what it covers are still missing.
        """
        holder = Holder(
            next(self.names),
            *post,
            office[0],
            naming.office_phone(office[1]),
            naming.mobile(next(self.serials)),
            kind,
            codes,
            [],
        )
        self.holders.append(holder)
        return holder

    def appoint_district(self, district: District) -> None:
        """Appoint the chiefs of the district and of its rivers.

        Parameters
        ----------
        district : District
            The district.
        """
        phone = count(DISTRICT_UNIT)
        for post in ("总河长", "副总河长"):
            for office in DISTRICT_OFFICES[post]:
                holder = self.appoint(
                    (post, "区级"),
                    (office, next(phone)),
                    "行政区",
                    [naming.DISTRICT_CODE],
                )
                holder.titles = [naming.DISTRICT]
                holder.note = "双总河长" if post == "总河长" else ""
        basins = split_basins(district.rivers, TIERS["区级河长"])
        for office, rivers in zip(DISTRICT_OFFICES["区级河长"], basins, strict=True):
            codes = [river.code for river in rivers]
            holder = self.appoint(
                ("区级河长", "区级"), (office, next(phone)), "河流", codes
            )
            holder.titles = [river.name for river in rivers]
            self.of_river |= dict.fromkeys(codes, holder)

    def appoint_towns(self, towns: list[Unit]) -> None:
        """Appoint two chiefs and some aides for each town.

        Parameters
        ----------
        towns : list of Unit
            The towns.
        """
        for phone, town in enumerate(towns, start=TOWN_UNIT):
            street = town.name.endswith("街道")
            heads = (
                ("党工委书记", "办事处主任") if street else ("党委书记", "人民政府镇长")
            )
            if town.name.endswith("乡"):
                heads = ("党委书记", "人民政府乡长")
            for head in heads:
                self.appoint_local("镇级河长", town, (town.name + head, phone))
        shares = share_out(
            np.array([town.shape.area for town in towns]), TIERS["镇级河长助理"], (3, 4)
        )
        for phone, (town, share) in enumerate(
            zip(towns, shares, strict=True), start=TOWN_UNIT
        ):
            for aide in AIDES[:share]:
                self.appoint_local("镇级河长助理", town, (town.name + aide, phone))

    def appoint_villages(self, district: District) -> None:
        """Appoint a chief for each village that a segment runs through.

        Parameters
        ----------
        district : District
            The district.
        """
        crossed = {
            village.code
            for segment in district.segments
            for village in segment.villages
        }
        for phone, village in enumerate(district.villages, start=VILLAGE_UNIT):
            if village.code in crossed:
                office = f"{village.parent.name}{village.name}党支部书记"
                self.appoint_local("村级河长", village, (office, phone))

    def appoint_local(self, post: str, unit: Unit, office: tuple[str, int]) -> None:
        """Appoint somebody for a town or a village.

        Parameters
        ----------
        post : str
            The post; its first character tells its level.
        unit : Unit
            The town or village.
        office : tuple of str and int
            Office held, and the serial of its telephone.
        """
        holder = self.appoint((post, f"{post[0]}级"), office, "行政区", [unit.code])
        holder.titles = [unit.name]
        self.of_unit[unit.code].append(holder)

    def appoint_wardens(self, district: District) -> None:
        """Appoint the wardens: each cell has one, each warden stays in a village.

        Parameters
        ----------
        district : District
            The district.
        """
        cells = defaultdict(list)
        for cell in district.cells:
            cells[cell.parent.code].append(cell)
        weight = np.array([len(cells[village.code]) for village in district.villages])
        shares = [1] * len(weight)
        for _ in range(TIERS["村级管水员"] - len(weight)):
            need = [
                cells_here / share if share < cells_here else 0
                for cells_here, share in zip(weight, shares, strict=True)
            ]
            shares[int(np.argmax(need))] += 1
        for number, village in enumerate(district.villages):
            for part in np.array_split(np.arange(weight[number]), shares[number]):
                own = [cells[village.code][place] for place in part]
                office = f"{village.parent.name}{village.name}管水员"
                holder = self.appoint(
                    ("村级管水员", "村级"),
                    (office, VILLAGE_UNIT + number),
                    "网格",
                    [cell.code for cell in own],
                )
                holder.titles = [cell.name for cell in own]

    def appoint_reservoirs(self, district: District) -> None:
        """Give each reservoir a chief of the water and a chief of the shore.

        Parameters
        ----------
        district : District
            The district.
        """
        for water in district.waters:
            if water.part == "水域":
                rivers = [
                    river
                    for river in district.rivers
                    if water.shape.intersects(shapely.LineString(river.points))
                ]
                holder, post = self.of_river[rivers[0].code], "库长"
            else:
                town = max(
                    district.towns,
                    key=lambda unit: unit.shape.intersection(water.shape).area,
                )
                holder, post = self.of_unit[town.code][0], "陆域河长"
            self.extra.append(
                replace(
                    holder,
                    post=post,
                    kind="水体",
                    codes=[water.code],
                    titles=[water.name + water.part],
                    note=f"由{holder.post}兼任",
                )
            )

    def succeed(self, holder: Holder) -> Holder:
        """Let somebody have held a post before the person who holds it now.

        Parameters
        ----------
        holder : Holder
            Today's holder, who turns out to have taken office this year.

        Returns
        -------
        Holder
            The former holder.
        """
        left = self.day(date(2025, 12, 1), date(2026, 6, 30))
        former = replace(
            holder,
            name=next(self.names),
            mobile=naming.mobile(next(self.serials)),
            start=self.day(date(2018, 4, 1), date(2021, 6, 30)),
            end=left,
            note=("届满换届", "工作调动", "退休")[int(self.rng.integers(3))],
        )
        holder.start = left + timedelta(1)
        for extra in self.extra:
            if extra.name == holder.name:
                extra.start = holder.start
        self.former.append(former)
        return former


def split_basins(rivers: list[River], parts: int) -> list[list[River]]:
    """Share rivers out by basin, so that neighbours on the tree stay together.

    Parameters
    ----------
    rivers : list of River
        The rivers, each after its parent.
    parts : int
        How many shares.

    Returns
    -------
    list of list of River
        The shares, each by code.
    """
    ordered: list[River] = []
    waiting = [rivers[0]]
    while waiting:
        river = waiting.pop()
        ordered.append(river)
        waiting += [other for other in reversed(rivers) if other.parent is river]
    return [
        sorted((ordered[place] for place in part), key=lambda river: river.code)
        for part in np.array_split(np.arange(len(ordered)), parts)
    ]
