"""A whole district, frozen: all rows of every kind.

The indexes are made when first asked for and kept; nothing here changes.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.bodies import Body
from gridwatch.district.cells import Cell, ill_coded, village_of_cell_code
from gridwatch.district.chainages import starts_of
from gridwatch.district.chiefs import Person, Post, Term, tenures_of
from gridwatch.district.crossings import lengths_within
from gridwatch.district.housing import Housed, housed
from gridwatch.district.indexing import first_by, grouped, of_period
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.keeping import DRAWN_FROM
from gridwatch.district.lengths import Stretched, Stretches
from gridwatch.district.manyrows import side_by_side
from gridwatch.district.outfalls import Monitoring, Outfall, Source
from gridwatch.district.ownership import Ownership
from gridwatch.district.records import Photo, Publication
from gridwatch.district.rivers import River
from gridwatch.district.rules import Duty, Role, Rules
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import FormerFace, Signboard
from gridwatch.district.sites import Ground, sites_of
from gridwatch.district.siting import (
    Courses,
    courses,
    outlines_of,
    points_of,
    shapes_of,
)
from gridwatch.district.waterbodies import WaterBody
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from gridwatch.district.chiefs import Chief, Tenures
    from gridwatch.district.outlines import Outlines
    from gridwatch.district.sites import Site

    Row = (
        Jurisdiction
        | River
        | Segment
        | WaterBody
        | Cell
        | Signboard
        | Outfall
        | Ownership
        | Person
        | Post
        | Term
        | Body
        | FormerFace
        | Monitoring
        | Source
        | Publication
        | Photo
    )

__all__ = ["MAPPED", "TABLES", "District"]

_FAR_METRES = 500.0
_LARGE = 5000
"""Cells and segments: with fewer no work is shared out."""

MAPPED = (
    Kind.JURISDICTION,
    Kind.RIVER,
    Kind.SEGMENT,
    Kind.WATER_BODY,
    Kind.CELL,
    Kind.SIGNBOARD,
    Kind.OUTFALL,
)
"""The seven kinds that have a geometry."""

TABLES: dict[Kind, tuple[str, type[Any]]] = {
    Kind.JURISDICTION: ("jurisdictions", Jurisdiction),
    Kind.RIVER: ("rivers", River),
    Kind.SEGMENT: ("segments", Segment),
    Kind.WATER_BODY: ("water_bodies", WaterBody),
    Kind.CELL: ("cells", Cell),
    Kind.SIGNBOARD: ("signboards", Signboard),
    Kind.OUTFALL: ("outfalls", Outfall),
    Kind.OWNERSHIP: ("ownerships", Ownership),
    Kind.PERSON: ("persons", Person),
    Kind.POST: ("posts", Post),
    Kind.TERM: ("terms", Term),
    Kind.BODY: ("bodies", Body),
    Kind.FORMER_FACE: ("former_faces", FormerFace),
    Kind.MONITORING: ("monitorings", Monitoring),
    Kind.SOURCE: ("sources", Source),
    Kind.PUBLICATION: ("publications", Publication),
    Kind.PHOTO: ("photos", Photo),
}
"""Where a `District` keeps the rows of each kind, and what each row is."""


@dataclass(frozen=True)
class District:
    """Everything a store holds, as frozen values.

    Parameters
    ----------
    name, code : str
        Name and 6-digit code of the district.
    crs : int
        EPSG code of every geometry, a projected CRS in metres; coordinates are
        (east, north) whatever the axis order of the EPSG entry.
    office : str
        The office that compiles maps (制图单位).
    secrecy : str
        Secrecy mark printed on sheets.
    rules : Rules
        The district's rules.
    jurisdictions, rivers, segments, water_bodies, cells, signboards, outfalls,
    ownerships, persons, posts, terms, bodies, former_faces, monitorings, sources,
    publications, photos : tuples
        All rows, in the order of the store.
    """

    name: str = ""
    code: str = ""
    crs: int = 4548
    office: str = ""
    secrecy: str = ""
    rules: Rules = field(default_factory=Rules)
    jurisdictions: tuple[Jurisdiction, ...] = ()
    rivers: tuple[River, ...] = ()
    segments: tuple[Segment, ...] = ()
    water_bodies: tuple[WaterBody, ...] = ()
    cells: tuple[Cell, ...] = ()
    signboards: tuple[Signboard, ...] = ()
    outfalls: tuple[Outfall, ...] = ()
    ownerships: tuple[Ownership, ...] = ()
    persons: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    terms: tuple[Term, ...] = ()
    bodies: tuple[Body, ...] = ()
    former_faces: tuple[FormerFace, ...] = ()
    monitorings: tuple[Monitoring, ...] = ()
    sources: tuple[Source, ...] = ()
    publications: tuple[Publication, ...] = ()
    photos: tuple[Photo, ...] = ()

    def rows(self, kind: Kind) -> tuple[Row, ...]:
        """Return all rows of `kind`."""
        found: tuple[Row, ...] = getattr(self, TABLES[kind][0])
        return found

    def row(self, kind: Kind, uid: str) -> Row | None:
        """Return one row by its stable identifier, or None."""
        if kind not in self._by_uid:
            self._by_uid[kind] = {row.uid: row for row in self.rows(kind)}
        return self._by_uid[kind].get(uid)

    @cached_property
    def _by_uid(self) -> dict[Kind, dict[str, Row]]:
        return {}

    @cached_property
    def jurisdiction_by_code(self) -> dict[str, Jurisdiction]:
        """Jurisdictions by code."""
        return first_by(self.jurisdictions, lambda row: row.code)

    @cached_property
    def river_by_code(self) -> dict[str, River]:
        """Rivers by code."""
        return first_by(self.rivers, lambda row: row.code)

    @cached_property
    def segment_by_code(self) -> dict[str, Segment]:
        """Segments by code."""
        return first_by(self.segments, lambda row: row.code)

    @cached_property
    def cell_by_code(self) -> dict[str, Cell]:
        """Cells by code."""
        return first_by(self.cells, lambda row: row.code)

    @cached_property
    def water_body_by_code(self) -> dict[str, WaterBody]:
        """Water bodies by code."""
        return first_by(self.water_bodies, lambda row: row.code)

    @cached_property
    def segments_of_river(self) -> Mapping[str, tuple[Segment, ...]]:
        """Segments by the code of their river."""
        return grouped(self.segments, lambda row: row.river_code)

    @cached_property
    def signboards_of_segment(self) -> Mapping[str, tuple[Signboard, ...]]:
        """Signboards by the code of their segment."""
        return grouped(self.signboards, lambda row: row.segment_code)

    @cached_property
    def ownerships_of_segment(self) -> Mapping[str, tuple[Ownership, ...]]:
        """Ownership rows by the code of their segment."""
        return grouped(self.ownerships, lambda row: row.segment_code)

    def posts_on(self, covers: str, code: str) -> tuple[Post, ...]:
        """Return the posts that cover one object, in the order of their rows.

        Parameters
        ----------
        covers : str
            Kind of object, as `Post.covers` says.
        code : str
            Its code.
        """
        over = self._posts_over
        if covers not in over:
            posts = [post for post in self.posts if post.covers == covers]
            over[covers] = grouped(posts, attrgetter("covers_code"))
        return over[covers].get(code, ())

    @cached_property
    def _posts_over(self) -> dict[str, Mapping[str, tuple[Post, ...]]]:
        """Posts by what they cover, a kind when it is asked.

        Nearly all posts of a city are over cells, and few ask about those.
        """
        return {}

    @cached_property
    def terms_of_post(self) -> Mapping[str, tuple[Term, ...]]:
        """Terms by the uid of their post."""
        return grouped(self.terms, attrgetter("post_uid"))

    @cached_property
    def post_by_uid(self) -> dict[str, Post]:
        """Posts by uid."""
        return {row.uid: row for row in self.posts}

    @cached_property
    def terms_of_person(self) -> Mapping[str, tuple[Term, ...]]:
        """Terms by the uid of their person."""
        return grouped(self.terms, lambda row: row.person_uid)

    @cached_property
    def body_by_name(self) -> dict[str, Body]:
        """Bodies by name."""
        return first_by(self.bodies, lambda row: row.name)

    @cached_property
    def outfalls_of_segment(self) -> Mapping[str, tuple[Outfall, ...]]:
        """Outfalls by the code of the segment that receives them."""
        return grouped(self.outfalls, lambda row: row.segment_code)

    @cached_property
    def outfall_by_code(self) -> dict[str, Outfall]:
        """Outfalls by code."""
        return first_by(self.outfalls, lambda row: row.code)

    @cached_property
    def former_faces_of(self) -> Mapping[str, tuple[FormerFace, ...]]:
        """Former faces by the uid of their board."""
        return grouped(self.former_faces, lambda row: row.signboard_uid)

    @cached_property
    def monitorings_of(self) -> Mapping[str, tuple[Monitoring, ...]]:
        """Monitorings by the uid of their outfall."""
        return grouped(self.monitorings, lambda row: row.outfall_uid)

    @cached_property
    def sources_of(self) -> Mapping[str, tuple[Source, ...]]:
        """Sources by the code of their outfall."""
        return grouped(self.sources, lambda row: row.outfall_code)

    @cached_property
    def photos_of(self) -> Mapping[str, tuple[Photo, ...]]:
        """Photographs by the uid of the row they show."""
        return grouped(self.photos, lambda row: row.row_uid)

    @cached_property
    def publications_about(self) -> Mapping[str, tuple[Publication, ...]]:
        """What was given out, by the code of what it is about."""
        return grouped(self.publications, lambda row: row.subject)

    @cached_property
    def person_by_uid(self) -> dict[str, Person]:
        """Persons by uid."""
        return {row.uid: row for row in self.persons}

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
    def role_by_name(self) -> dict[str, Role]:
        """The roles of the codelist by name."""
        return first_by(self.rules.roles, lambda role: role.name)

    @cached_property
    def duty_of_role(self) -> Mapping[str, str]:
        """What each role of the codelist is for."""
        return {role.name: role.duty for role in reversed(self.rules.roles)}

    def of_level(self, level: Level) -> tuple[Jurisdiction, ...]:
        """Return the jurisdictions of one level."""
        return self._by_level.get(level, ())

    @cached_property
    def _by_level(self) -> Mapping[Level, tuple[Jurisdiction, ...]]:
        return grouped(self.jurisdictions, lambda row: row.level)

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

    @cached_property
    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north over all geometries, or None where there is none.

        The jurisdictions decide where there are any: one stray point must not
        shrink the district to a dot.
        """
        frame = [j.geometry for j in self.jurisdictions if j.geometry is not None]
        if not frame:
            frame = [g for kind in MAPPED for g in self._geometries(kind)]
        frame = [g for g in frame if not g.is_empty]
        if not frame:
            return None
        west, south, east, north = shapely.total_bounds(np.asarray(frame, object))
        return float(west), float(south), float(east), float(north)

    def _geometries(self, kind: Kind) -> list[shapely.Geometry]:
        found = (getattr(row, "geometry", None) for row in self.rows(kind))
        return [geometry for geometry in found if geometry is not None]


_TABLE_NAMES = frozenset(name for name, _ in TABLES.values())
