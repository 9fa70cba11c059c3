"""A whole district, frozen: its rows, who is in office on a day, what lies where.

What follows from the rows is made when first asked for and kept; nothing here changes.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.cells import Cell, ill_coded, village_of_cell_code
from gridwatch.district.chainages import starts_of
from gridwatch.district.chiefs import Post, tenures_of
from gridwatch.district.crossings import lengths_within
from gridwatch.district.housing import Housed, housed
from gridwatch.district.indexing import grouped, of_period
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.keeping import DRAWN_FROM
from gridwatch.district.lengths import Stretched, Stretches
from gridwatch.district.manyrows import side_by_side
from gridwatch.district.rows import TABLES, Rows
from gridwatch.district.rules import Duty
from gridwatch.district.sites import Ground, sites_of
from gridwatch.district.siting import (
    Courses,
    courses,
    outlines_of,
    points_of,
    shapes_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from gridwatch.district.chiefs import Chief, Tenures
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.outlines import Outlines
    from gridwatch.district.rivers import River
    from gridwatch.district.segments import Segment
    from gridwatch.district.signboards import Signboard
    from gridwatch.district.sites import Site
    from gridwatch.district.wording import Kind

__all__ = ["District"]

_FAR_METRES = 500.0
_LARGE = 5000
"""Cells and segments: with fewer no work is shared out."""


@dataclass(frozen=True)
class District(Rows):
    """Everything a store holds, as frozen values, and what follows from it.

    Its parameters are those of `Rows`.
    """

    @property
    def loose_terms(self) -> bool:
        """Whether terms name a person or a post that is not on record."""
        return len(self._tenures.posts) < len(self.terms)

    def in_office(self, as_of: date) -> Mapping[str, tuple[Chief, ...]]:
        """Return who holds each post on a day, by the uid of the post."""
        period = self._tenures.period(as_of)
        return of_period(self._offices, period, lambda: self._tenures.on(as_of))

    @cached_property
    def _tenures(self) -> Tenures:
        return tenures_of(self.post_by_uid, self.terms, self.person_by_uid)

    @cached_property
    def _offices(self) -> dict[int, Mapping[str, tuple[Chief, ...]]]:
        return {}

    def segment_chiefs(self, as_of: date) -> dict[str, Any]:
        """Return the chiefs of segments on a day, filled by `coverage`."""
        period = self._tenures.period(as_of)
        return of_period(self._segment_chiefs, period, dict)

    @cached_property
    def _segment_chiefs(self) -> dict[int, dict[str, Any]]:
        return {}

    @cached_property
    def chief_posts(self) -> dict[str, tuple[Post, ...]]:
        """Posts of chiefs over each segment by its uid, filled by `coverage`."""
        return {}

    def wardens_by_cell(self, as_of: date) -> Mapping[str, tuple[Chief, ...]]:
        """Return the water wardens in office on a day by the code of their cell.

        Acting ones come last; cells without any are left out.
        """
        period = self._tenures.period(as_of)
        return of_period(self._wardens, period, lambda: self._wardens_on(as_of))

    def _wardens_on(self, as_of: date) -> dict[str, tuple[Chief, ...]]:
        office = self.in_office(as_of)
        one, several = self._warden_posts
        held = map(office.get, one.values(), repeat(()))
        found = dict(zip(one, held, strict=True))
        if () in found.values():
            found = {code: chiefs for code, chiefs in found.items() if chiefs}
        for code, posts in several.items():
            chiefs = [c for post in posts for c in office.get(post.uid, ())]
            if chiefs:
                found[code] = tuple(sorted(chiefs, key=lambda c: c.term.acting))
        return found

    @cached_property
    def _wardens(self) -> dict[int, Mapping[str, tuple[Chief, ...]]]:
        return {}

    @cached_property
    def _warden_posts(self) -> tuple[dict[str, str], dict[str, tuple[Post, ...]]]:
        """Uid of the one warden's post of a cell by its code; posts where several."""
        duties = self.duty_of_role.items()
        roles = {role for role, duty in duties if duty == Duty.WARDEN}
        over = [p for p in self.posts if p.covers == "cell" and p.role in roles]
        uids = map(attrgetter("uid"), over)
        one = dict(zip(map(attrgetter("covers_code"), over), uids, strict=True))
        if len(one) == len(over):
            return one, {}
        # The last of several stands there alone.
        shared = {p.covers_code for p in over if one[p.covers_code] != p.uid}
        sharing = [post for post in over if post.covers_code in shared]
        several = grouped(sharing, attrgetter("covers_code"))
        for code in several:
            del one[code]
        return one, several

    @cached_property
    def answering(self) -> dict[tuple[Kind, str], Mapping[str, tuple[Post, ...]]]:
        """Posts over a row by rank, filled by `answering.answering_posts`."""
        return {}

    @cached_property
    def acts(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        """Acts on outfalls, filled by `proceedings.proceedings_of`."""
        return {}

    @cached_property
    def compared(self) -> dict[date, tuple[Any, ...]]:
        """Boards that differ on a day, filled by `staleness.stale_boards`.

        Kept as plain objects: what they are is known one floor up.
        """
        return {}

    @cached_property
    def standing(self) -> dict[date, tuple[Any, ...]]:
        """Boards and their faces on a day, filled by `coverage.faces_on`."""
        return {}

    @cached_property
    def ground_layers(self) -> dict[str, Any]:
        """What a map shows alike on every day, filled by `cartography.layers`."""
        return {}

    @cached_property
    def river_layers(self) -> dict[str, Any]:
        """As `ground_layers`, of rivers."""
        return {}

    @cached_property
    def villages_of_segment(self) -> dict[str, tuple[Jurisdiction, ...]]:
        """Villages that each segment crosses, by segment uid.

        A segment crosses a village when it runs at least ``rules.crossing_metres``
        inside it, so that touching a border does not count.
        """
        return self._crossed(Level.VILLAGE)

    @cached_property
    def towns_of_segment(self) -> dict[str, tuple[Jurisdiction, ...]]:
        """Towns that each segment crosses, by segment uid."""
        return self._crossed(Level.TOWN)

    def _crossed(self, level: Level) -> dict[str, tuple[Jurisdiction, ...]]:
        found: defaultdict[str, list[Jurisdiction]] = defaultdict(list)
        for segment, area, metres in self.stretches(level):
            if metres >= self.rules.crossing_metres:
                found[segment.uid].append(area)
        return {uid: tuple(group) for uid, group in found.items()}

    def stretches(
        self, level: Level
    ) -> tuple[tuple[Segment, Jurisdiction, float], ...]:
        """Return how far each segment runs inside each jurisdiction of a level.

        Metres of its line; a segment that only touches an area is not there.
        """
        return self._stretches_in[level]

    @cached_property
    def _stretches_in(self) -> Mapping[Level, Stretches]:
        areas, around = self._by_level, self._outlines_at
        return Stretched(self.segments, self._courses, areas, around)

    def _outlines_at(self, level: Level) -> Outlines:
        """Return the outlines of the jurisdictions of a level, in their order."""
        kept = self._outlines
        if level not in kept:
            kept[level] = outlines_of([area.geometry for area in self.of_level(level)])
        return kept[level]

    @cached_property
    def _outlines(self) -> dict[Level, Outlines]:
        return {}

    @cached_property
    def _courses(self) -> Courses:
        """The lines of the segments, in their order."""
        return courses([segment.geometry for segment in self.segments])

    @cached_property
    def segments_of_jurisdiction(self) -> dict[str, tuple[Segment, ...]]:
        """Segments that run through each village and town, by its code.

        A segment belongs to the town it names; one that names none, to those it
        crosses.
        """
        found: defaultdict[str, list[Segment]] = defaultdict(list)
        for segment in self.segments:
            crossed = self.towns_of_segment.get(segment.uid, ())
            towns = [segment.town_code] if segment.town_code else []
            towns = towns or [town.code for town in crossed]
            villages = self.villages_of_segment.get(segment.uid, ())
            codes = [*towns, *(village.code for village in villages)]
            for code in dict.fromkeys(code for code in codes if code):
                found[code].append(segment)
        return {code: tuple(group) for code, group in found.items()}

    @cached_property
    def cells_of_village(self) -> Mapping[str, tuple[Cell, ...]]:
        """Cells by the code of their village, by their own code where that is empty."""
        return grouped(
            self.cells, lambda row: row.village_code or village_of_cell_code(row.code)
        )

    @cached_property
    def cells_of_segment(self) -> dict[str, tuple[Cell, ...]]:
        """Cells that each segment runs through, by segment uid."""
        found: defaultdict[str, list[Cell]] = defaultdict(list)
        for segment, cell, metres in self.cell_stretches:
            if metres >= self.rules.crossing_metres:
                found[segment.uid].append(cell)
        return {uid: tuple(group) for uid, group in found.items()}

    @cached_property
    def rivers_of_water_body(self) -> dict[str, tuple[River, ...]]:
        """Rivers that run into or through each water body, by its uid."""
        bodies = [b for b in self.water_bodies if b.geometry is not None]
        rivers = [r for r in self.rivers if r.geometry is not None]
        if not bodies or not rivers:
            return {}
        tree = shapely.STRtree([river.geometry for river in rivers])
        shapes = np.array([body.geometry for body in bodies], object)
        found: defaultdict[str, list[River]] = defaultdict(list)
        for body, river in zip(*tree.query(shapes, "intersects"), strict=True):
            found[bodies[body].uid].append(rivers[river])
        return {uid: tuple(group) for uid, group in found.items()}

    @cached_property
    def sites(self) -> Mapping[str, Site]:
        """Where each signboard and outfall stands, by uid."""
        return {uid: site for uid, (_, site) in self._sited.items()}

    def segments_within(
        self, area: shapely.Geometry | None
    ) -> tuple[tuple[Segment, float], ...]:
        """Return the segments that run inside one area, and metres of each there."""
        found = lengths_within(self._courses, [area])
        pairs = zip(found.line.tolist(), found.metres.tolist(), strict=True)
        return tuple((self.segments[line], metres) for line, metres in pairs)

    @cached_property
    def cell_stretches(self) -> tuple[tuple[Segment, Cell, float], ...]:
        """How far each segment runs inside each cell it meets, metres."""
        areas = [cell.geometry for cell in self.cells]
        found = lengths_within(self._courses, areas)
        rows = zip(
            found.line.tolist(), found.area.tolist(), found.metres.tolist(), strict=True
        )
        return tuple((self.segments[i], self.cells[k], m) for i, k, m in rows)

    @cached_property
    def placed_in_cell(
        self,
    ) -> Mapping[str, tuple[tuple[Signboard, ...], tuple[Outfall, ...]]]:
        """Boards and outfalls of each cell, by uid of the cell."""
        boards: defaultdict[str, list[Signboard]] = defaultdict(list)
        outfalls: defaultdict[str, list[Outfall]] = defaultdict(list)
        for board in self.signboards:
            if cell := self.sites[board.uid].cell:
                boards[cell.uid].append(board)
        for outfall in self.outfalls:
            if cell := self.sites[outfall.uid].cell:
                outfalls[cell.uid].append(outfall)
        return {
            uid: (tuple(boards[uid]), tuple(outfalls[uid]))
            for uid in {*boards, *outfalls}
        }

    @cached_property
    def placed_in_area(
        self,
    ) -> Mapping[str, tuple[tuple[Signboard, ...], tuple[Outfall, ...]]]:
        """Boards and outfalls by the uid of the village and town they stand in."""
        boards: defaultdict[str, list[Signboard]] = defaultdict(list)
        outfalls: defaultdict[str, list[Outfall]] = defaultdict(list)
        for board in self.signboards:
            for uid in self._areas_of(board.uid):
                boards[uid].append(board)
        for outfall in self.outfalls:
            for uid in self._areas_of(outfall.uid):
                outfalls[uid].append(outfall)
        return {
            uid: (tuple(boards[uid]), tuple(outfalls[uid]))
            for uid in {*boards, *outfalls}
        }

    def _areas_of(self, uid: str) -> tuple[str, ...]:
        site = self.sites.get(uid)
        if site is None:
            return ()
        return tuple(area.uid for area in (site.village, site.town) if area is not None)

    @cached_property
    def river_starts(self) -> Mapping[str, float]:
        """River chainage at which each segment begins, metres, by uid of the segment.

        Segments of no river, or without a place in its sequence, are left out.
        """
        groups = self.segments_of_river
        return {
            uid: start
            for code, segments in groups.items()
            if code
            for uid, start in starts_of(segments).items()
        }

    def work_out(
        self,
        *tasks: Callable[[], object],
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Work out places and lengths, and tasks, on all cores, before all else.

        Of a small district all is told as quickly when it is asked for.

        Parameters
        ----------
        tasks : callables
            What else there is to do, the longest first. They ask for no places.
        stop : callable
            Asked whether to leave undone what has not begun.
        """
        if len(self.cells) + len(self.segments) < _LARGE:
            return
        lines: Future[None] = Future()

        def drawn() -> None:
            try:
                _ = self._courses, self._by_level
            finally:
                lines.set_result(None)

        def on_lines(ask: Callable[[], object]) -> Callable[[], object]:
            # What places and lengths have in common is made once.
            return lambda: (lines.result(), ask())

        side_by_side(
            drawn,
            *tasks[:1],
            on_lines(lambda: self.stretches(Level.VILLAGE)),
            on_lines(lambda: self.sites),
            on_lines(lambda: self.stretches(Level.TOWN)),
            *tasks[1:],
            stop=stop,
        )
        # As large as the map, and what is asked later asks for few of them.
        self._outlines.clear()

    @cached_property
    def checked(self) -> dict[str, Any]:
        """Outcomes of checks that are the same on every day, filled by `checks`."""
        return {}

    @cached_property
    def _sited(self) -> dict[str, tuple[Signboard | Outfall, Site]]:
        return sites_of((*self.signboards, *self.outfalls), self._ground, self._known)

    @cached_property
    def _known(self) -> Mapping[str, tuple[Signboard | Outfall, Site]]:
        """Sites found before an edit; see `edited`."""
        return {}

    @cached_property
    def _ground(self) -> Ground:
        return Ground(
            self.segments,
            self._courses,
            self.cells,
            self.of_level(Level.VILLAGE),
            self.of_level(Level.TOWN),
            self._outlines_at,
            self.rules.number("rivers", "far_metres", _FAR_METRES),
        )

    def edited(self, **fields: Any) -> District:  # noqa: ANN401
        """Return the district with other rows; answers that still hold are kept.

        Parameters
        ----------
        fields : tuples
            New rows by the name of the table, e.g. ``signboards``.
        """
        new = replace(self, **fields)
        if not fields.keys() <= _TABLE_NAMES:
            return new
        for name, tables in DRAWN_FROM.items():
            if name in self.__dict__ and not fields.keys() & tables:
                new.__dict__[name] = self.__dict__[name]
        known = self.__dict__.get("_sited") or self.__dict__.get("_known")
        if known and "_ground" in new.__dict__:
            new.__dict__["_known"] = known
        return new

    def jurisdictions_at(self, point: shapely.Point) -> tuple[Jurisdiction, ...]:
        """Return the jurisdictions that contain a point, district first.

        Parameters
        ----------
        point : shapely.Point
            In the district's CRS, (east, north) in metres.
        """
        areas, tree = self._area_tree
        hits = tree.query(point, predicate="intersects")
        order = list(Level)
        found = [areas[i] for i in hits]
        return tuple(sorted(found, key=lambda j: (order.index(j.level), j.code)))

    def jurisdiction_at(
        self, point: shapely.Point, level: Level
    ) -> Jurisdiction | None:
        """Return the jurisdiction of one level that contains a point, or None."""
        here = self.jurisdictions_at(point)
        return next((j for j in here if j.level is level), None)

    @cached_property
    def _area_tree(self) -> tuple[list[Jurisdiction], shapely.STRtree]:
        areas = [j for j in self.jurisdictions if j.geometry is not None]
        return areas, shapely.STRtree([j.geometry for j in areas])

    def cell_at(self, point: shapely.Point) -> Cell | None:
        """Return the cell that contains a point, or None."""
        cells, tree = self._cell_tree
        hits = tree.query(point, predicate="intersects")
        return cells[int(min(hits))] if len(hits) else None

    @cached_property
    def _cell_tree(self) -> tuple[list[Cell], shapely.STRtree]:
        cells = [c for c in self.cells if c.geometry is not None]
        return cells, shapely.STRtree([c.geometry for c in cells])

    @cached_property
    def cell_shapes(self) -> NDArray[Any]:
        """The shapes of the cells as an array of objects; what is empty is None."""
        return shapes_of([cell.geometry for cell in self.cells])

    @cached_property
    def ill_coded_cells(self) -> tuple[int, ...]:
        """The numbers of the cells whose code has not the digits of a cell code."""
        return ill_coded(list(map(attrgetter("code"), self.cells)))

    @cached_property
    def cell_middles(self) -> NDArray[np.float64]:
        """A place inside each cell, (east, north), NaN where it has no shape."""
        return points_of(self.cell_shapes)

    @cached_property
    def housed(self) -> Housed:
        """The cells and the villages that they name, as columns."""
        return housed(self.cells, self.jurisdiction_by_code)

    @cached_property
    def cells_astray(self) -> Mapping[int, Jurisdiction | None]:
        """The village around each drawn cell that does not lie in the one it names.

        By the number of the cell. What lies on the border of its own village, lies in
        that one.
        """
        villages = self.of_level(Level.VILLAGE)
        outlines = self._outlines_at(Level.VILLAGE)
        around = self.housed.astray(self.cell_middles, outlines)
        return {i: villages[k] if k >= 0 else None for i, k in around}

    @cached_property
    def village_of_cell(self) -> Mapping[str, Jurisdiction | None]:
        """The village in which the middle of each drawn cell lies, by uid of the cell.

        Where it lies on the border of its own village, that one counts.
        """
        found = self.housed.village_by_uid(self.cells)
        for i, village in self.cells_astray.items():
            found[self.cells[i].uid] = village
        return found


_TABLE_NAMES = frozenset(name for name, _ in TABLES.values())
