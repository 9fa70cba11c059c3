"""All rows of a district, frozen, and the indexes by which they are found.

The indexes are made when first asked for and kept; nothing here changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.bodies import Body
from gridwatch.district.cells import Cell
from gridwatch.district.chiefs import Person, Post, Term
from gridwatch.district.indexing import first_by, grouped
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.outfalls import Monitoring, Outfall, Source
from gridwatch.district.ownership import Ownership
from gridwatch.district.records import Photo, Publication
from gridwatch.district.rivers import River
from gridwatch.district.rules import Role, Rules
from gridwatch.district.segments import Segment
from gridwatch.district.signboards import FormerFace, Signboard
from gridwatch.district.waterbodies import WaterBody
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

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

__all__ = ["MAPPED", "TABLES", "Rows"]

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
class Rows:
    """All rows of a district, and by which keys they are found.

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
