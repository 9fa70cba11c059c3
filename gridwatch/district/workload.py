"""What each cell has to look after, who does it, and the sums up both hierarchies.

Cells add up to villages, towns and the district (GRD-06), and, the other way, to the
segments that run through them and their rivers. Sums are of what lies in cells; what
lies in none is told beside them and never lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.coverage import chiefs_of_jurisdiction, wardens_of_cell
from gridwatch.district.jurisdictions import Level
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from gridwatch.district.cells import Cell
    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.rivers import River
    from gridwatch.district.rules import Rules
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import Signboard

__all__ = [
    "STATES",
    "CellLoad",
    "State",
    "Total",
    "load_of_cell",
    "loads_of",
    "outlier_rule",
    "rolled_up",
    "segments_in",
]


class State(StrEnum):
    """What an officer should know of a cell at a glance."""

    NO_WARDEN = "no_warden"
    HEAVY = "heavy"
    IDLE = "idle"
    NORMAL = "normal"


STATES = {
    State.NO_WARDEN: Text("无管水员", "no warden"),
    State.HEAVY: Text("负荷偏重", "heavy load"),
    State.IDLE: Text("不涉河", "no water"),
    State.NORMAL: Text("正常", "normal"),
}


@dataclass(frozen=True, slots=True)
class CellLoad:
    """One cell with all it holds on a day.

    Parameters
    ----------
    cell : Cell
        The cell.
    village, town : Jurisdiction or None
        The village of its code, else the one it lies in, and the town above.
    chiefs, wardens : tuple of Chief
        Chiefs of the village and wardens of the cell, in office on the day.
    segments : tuple of (Segment, float)
        Segments that run through it, and how many metres of each lie inside.
    signboards, outfalls : tuples
        What stands in it; a cell assigned by hand counts before the place.
    load : float
        Points of work for each warden, by the weights of the rules.
    state : State
        Whether that is out of the ordinary.
    """

    cell: Cell
    village: Jurisdiction | None
    town: Jurisdiction | None
    chiefs: tuple[Chief, ...]
    wardens: tuple[Chief, ...]
    segments: tuple[tuple[Segment, float], ...]
    signboards: tuple[Signboard, ...]
    outfalls: tuple[Outfall, ...]
    load: float
    state: State

    @property
    def river_metres(self) -> float:
        """Metres of river inside the cell."""
        return sum(metres for _, metres in self.segments)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over the cells of one place: of a village, town, segment or river.

    Parameters
    ----------
    kind, uid : Kind and str, or None and empty
        The place; None for what belongs to none.
    code, name : str
        Of the place.
    above : str
        Uid of the place above it in the hierarchy, or empty.
    cells : int
        Cells that lie in it, or that it runs through.
    wardens : int
        Wardens of those cells, each person once.
    river_metres : float
        Metres of river inside those cells that are the place's own.
    signboards, outfalls : int
        Boards and outfalls in those cells that are the place's own.
    heavy, unmanned : int
        Cells with a heavy load, and without a warden.
    """

    kind: Kind | None
    uid: str
    code: str
    name: str
    above: str
    cells: int
    wardens: int
    river_metres: float
    signboards: int
    outfalls: int
    heavy: int
    unmanned: int


def outlier_rule(rules: Rules) -> Text:
    """Return in words when a load is called heavy.

    The figures are in the section ``workload`` of the rules.
    """
    per_km, per_board, per_outfall = _weights(rules)
    times = rules.number("workload", "heavy_times_median", 3.0)
    return Text(
        f"每公里河道计 {per_km:g} 分、每块公示牌 {per_board:g} 分、每个排污口 "
        f"{per_outfall:g} 分，按管水员人数平均；超过涉河网格中位数 {times:g} 倍的为"
        "负荷偏重。",
        f"{per_km:g} points for a kilometre of river, {per_board:g} for a signboard, "
        f"{per_outfall:g} for an outfall, shared by the wardens; heavy is more than "
        f"{times:g} times the median of the cells with any work.",
    )


def _weights(rules: Rules) -> tuple[float, float, float]:
    return (
        rules.number("workload", "per_kilometre", 1.0),
        rules.number("workload", "per_signboard", 0.2),
        rules.number("workload", "per_outfall", 0.5),
    )


def segments_in(district: District, cell: Cell) -> tuple[tuple[Segment, float], ...]:
    """Return the segments that run through one cell, and metres of each inside."""
    return tuple(
        (segment, metres)
        for segment, metres in district.segments_within(cell.geometry)
        if metres >= district.rules.crossing_metres
    )


def load_of_cell(district: District, cell: Cell, as_of: date) -> CellLoad:
    """Return one cell with all it holds; its load is not compared with others."""
    return _load(district, cell, segments_in(district, cell), as_of)


def loads_of(district: District, as_of: date) -> tuple[CellLoad, ...]:
    """Return every cell with all it holds on a day, in the order of the store."""
    within: dict[str, list[tuple[Segment, float]]] = {}
    for segment, cell, metres in district.cell_stretches:
        if metres >= district.rules.crossing_metres:
            within.setdefault(cell.uid, []).append((segment, metres))
    found = [
        _load(district, cell, tuple(within.get(cell.uid, ())), as_of)
        for cell in district.cells
    ]
    return tuple(_judged(found, district))


def _load(
    district: District,
    cell: Cell,
    segments: tuple[tuple[Segment, float], ...],
    as_of: date,
) -> CellLoad:
    village = district.jurisdiction_by_code.get(
        cell.village_code
    ) or district.village_of_cell.get(cell.uid)
    town = district.jurisdiction_by_code.get(village.parent_code) if village else None
    chiefs = chiefs_of_jurisdiction(district, village, as_of) if village else []
    wardens = wardens_of_cell(district, cell, as_of)
    boards, outfalls = district.placed_in_cell.get(cell.uid, ((), ()))
    per_km, per_board, per_outfall = _weights(district.rules)
    work = (
        per_km * sum(metres for _, metres in segments) / 1000
        + per_board * len(boards)
        + per_outfall * len(outfalls)
    )
    people = len({chief.person.uid for chief in wardens})
    state = State.NORMAL if work else State.IDLE
    if not people and district.posts:
        state = State.NO_WARDEN
    return CellLoad(
        cell,
        village,
        town,
        tuple(chiefs),
        tuple(wardens),
        segments,
        boards,
        outfalls,
        work / max(people, 1),
        state,
    )


def _judged(loads: Sequence[CellLoad], district: District) -> Iterator[CellLoad]:
    working = [load.load for load in loads if load.load > 0]
    middle = float(np.median(working)) if working else 0.0
    limit = middle * district.rules.number("workload", "heavy_times_median", 3.0)
    for load in loads:
        heavy = load.state is State.NORMAL and load.load > limit
        yield _with_state(load, State.HEAVY) if heavy else load


def _with_state(load: CellLoad, state: State) -> CellLoad:
    return replace(load, state=state)


# --- sums ---------------------------------------------------------------------------


def rolled_up(
    district: District,
    loads: Iterable[CellLoad],
    kind: Kind,
    level: Level | None = None,
) -> list[Total]:
    """Sum cells up to villages, towns, the district, segments or rivers.

    Parameters
    ----------
    district : District
        The district.
    loads : iterable of CellLoad
        Cells, as `loads_of` returns them.
    kind : Kind
        ``JURISDICTION``, ``SEGMENT`` or ``RIVER``.
    level : Level, optional
        Which jurisdictions.

    Returns
    -------
    list of Total
        One for each place that has cells, in the order of the store; last, with
        `kind` None, what belongs to no such place.
    """
    if kind is Kind.JURISDICTION:
        return _by_area(district, loads, level or Level.VILLAGE)
    return _by_water(district, loads, kind)


class _Sum:
    """Sums of one place while they are being made."""

    def __init__(self) -> None:
        self.cells: dict[str, State] = {}
        self.people: set[str] = set()
        self.metres = 0.0
        self.boards = self.outfalls = 0

    def take(self, load: CellLoad, metres: float, boards: int, outfalls: int) -> None:
        """Add what a place has in one cell."""
        self.cells[load.cell.uid] = load.state
        self.people.update(chief.person.uid for chief in load.wardens)
        self.metres += metres
        self.boards += boards
        self.outfalls += outfalls

    def total(
        self, kind: Kind | None, uid: str, code: str, name: str, above: str
    ) -> Total:
        """Return the sums."""
        states = list(self.cells.values())
        return Total(
            kind,
            uid,
            code,
            name,
            above,
            len(self.cells),
            len(self.people),
            self.metres,
            self.boards,
            self.outfalls,
            states.count(State.HEAVY),
            states.count(State.NO_WARDEN),
        )


def _by_area(
    district: District, loads: Iterable[CellLoad], level: Level
) -> list[Total]:
    sums: dict[str, _Sum] = {}
    whole = next(iter(district.of_level(Level.DISTRICT)), None)
    pick: dict[Level, Callable[[CellLoad], Jurisdiction | None]] = {
        Level.VILLAGE: lambda load: load.village,
        Level.TOWN: lambda load: load.town,
        Level.DISTRICT: lambda load: whole,  # noqa: ARG005 (the same for every cell)
    }
    for load in loads:
        area = pick[level](load)
        found = sums.setdefault(area.uid if area else "", _Sum())
        found.take(load, load.river_metres, len(load.signboards), len(load.outfalls))
    above = district.jurisdiction_by_code
    totals = [
        sums[area.uid].total(
            Kind.JURISDICTION,
            area.uid,
            area.code,
            area.name,
            above[area.parent_code].uid if area.parent_code in above else "",
        )
        for area in district.of_level(level)
        if area.uid in sums
    ]
    return totals + _rest(sums)


def _by_water(district: District, loads: Iterable[CellLoad], kind: Kind) -> list[Total]:
    river_of = {
        segment.uid: district.river_by_code.get(segment.river_code)
        for segment in district.segments
    }

    def key(segment: Segment | None) -> str:
        if segment is None or kind is Kind.SEGMENT:
            return segment.uid if segment else ""
        river = river_of.get(segment.uid)
        return river.uid if river else ""

    sums = _sums_by_water(district, loads, key)
    places: Sequence[Segment | River] = (
        district.segments if kind is Kind.SEGMENT else district.rivers
    )
    totals = []
    for place in places:
        if place.uid in sums:
            river = river_of.get(place.uid)
            above = river.uid if river else ""
            totals.append(
                sums[place.uid].total(kind, place.uid, place.code, place.name, above)
            )
    return totals + _rest(sums)


def _sums_by_water(
    district: District,
    loads: Iterable[CellLoad],
    key: Callable[[Segment | None], str],
) -> dict[str, _Sum]:
    sums: dict[str, _Sum] = {}
    for load in loads:
        for segment, metres in load.segments:
            sums.setdefault(key(segment), _Sum()).take(load, metres, 0, 0)
        for board in load.signboards:
            where = key(district.sites[board.uid].segment)
            sums.setdefault(where, _Sum()).take(load, 0.0, 1, 0)
        for outfall in load.outfalls:
            where = key(district.sites[outfall.uid].segment)
            sums.setdefault(where, _Sum()).take(load, 0.0, 0, 1)
    return sums


def _rest(sums: dict[str, _Sum]) -> list[Total]:
    return [sums[""].total(None, "", "", "", "")] if "" in sums else []
