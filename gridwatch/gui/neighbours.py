"""What stands around a row: above it, below it, on it, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district import coverage
from gridwatch.district.answering import services_of
from gridwatch.district.chiefs import holders, in_office
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.ownership import Ownership
from gridwatch.district.reservoirs import reservoir_of
from gridwatch.district.ruler import (
    RIVER_CHAINAGE,
    SEGMENT_CHAINAGE,
    chainage_text,
    reading_of,
)
from gridwatch.district.segments import Segment
from gridwatch.district.tracing import span_of
from gridwatch.district.wording import (
    CHIEF_NAMES,
    KIND_NAMES,
    Kind,
    Language,
    Text,
    choice,
)
from gridwatch.district.workload import load_of_cell
from gridwatch.gui.places import covered, point_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    import shapely

    from gridwatch.district.cells import Cell
    from gridwatch.district.chiefs import Chief, Person
    from gridwatch.district.district import District
    from gridwatch.district.outfalls import Outfall, Source
    from gridwatch.district.reservoirs import Reservoir
    from gridwatch.district.rivers import River
    from gridwatch.district.rows import Row
    from gridwatch.district.ruler import Reading
    from gridwatch.district.signboards import Signboard
    from gridwatch.district.waterbodies import WaterBody

    Groups = list["Group"]

__all__ = ["Group", "Link", "groups_of", "title_of"]

_LEVELS = {
    Level.CITY: Text("市", "city"),
    Level.DISTRICT: Text("区", "district"),
    Level.TOWN: Text("镇街", "town"),
    Level.VILLAGE: Text("村居", "village"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A neighbour: what the officer reads and what a click selects."""

    text: str
    kind: Kind
    uid: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours of one sort; without any, `empty` says so, or `words` what is so."""

    name: Text
    links: tuple[Link, ...]
    empty: Text | None = None
    words: Text | None = None


def title_of(
    district: District, kind: Kind, row: object, language: Language = Language.ZH
) -> str:
    """Return what a row is called: its name, else river and number, else code."""
    name = str(getattr(row, "name", "") or "")
    if name:
        return name
    if isinstance(row, Segment):
        river = district.river_by_code.get(row.river_code)
        if river is not None and row.sequence is not None:
            words = Text("{river}第 {n} 段", "{river}, segment {n}")
            return words.filled(river=river.name, n=row.sequence).of(language)
    if isinstance(row, Ownership):
        segment = district.segment_by_code.get(row.segment_code)
        if segment is not None:
            return title_of(district, Kind.SEGMENT, segment, language)
        return row.segment_code
    code = str(getattr(row, "code", "") or "")
    return code or KIND_NAMES[kind].of(language)


class _Finder:
    """Collects neighbours of one row in one language on one day."""

    def __init__(self, district: District, as_of: date, language: Language) -> None:
        self.district = district
        self.as_of = as_of
        self.language = language

    def link(self, kind: Kind, row: Row, note: str = "") -> Link:
        title = title_of(self.district, kind, row, self.language)
        return Link(title, kind, row.uid, note)

    def group(
        self, kind: Kind, rows: Iterable[Row | None], name: Text | None = None
    ) -> Groups:
        links = tuple(self.link(kind, row) for row in rows if row is not None)
        return [Group(name or KIND_NAMES[kind], links)] if links else []

    def people(self, name: Text, chiefs: Iterable[Chief]) -> Groups:
        acting = Text("代管", "acting").of(self.language)
        links = tuple(
            Link(
                chief.person.name,
                Kind.PERSON,
                chief.person.uid,
                f"{chief.post.role} {acting}" if chief.term.acting else chief.post.role,
            )
            for chief in chiefs
        )
        return [Group(name, links, Text("空缺", "vacant"))]

    def chiefs_of_segment(self, segment: Segment) -> Groups:
        if not self.district.posts:
            return []
        found = coverage.chiefs_of_segment(self.district, segment, self.as_of)
        return [
            group
            for rank, name in CHIEF_NAMES.items()
            for group in self.people(name, found[rank])
        ]

    def at(self, geometry: shapely.Geometry | None, *, cell: bool = True) -> Groups:
        point = point_of(geometry)
        if point is None:
            return []
        found: Groups = []
        if cell:
            found += self.group(Kind.CELL, [self.district.cell_at(point)])
        return found + self.areas(reversed(self.district.jurisdictions_at(point)))

    def placed(self, row: Signboard | Outfall) -> Groups:
        """Return where a row stands: by the ruler, its cell, and the areas around."""
        found: Groups = []
        reading = reading_of(self.district, row.uid)
        if reading is not None:
            found.append(Group(Text("桩号", "chainage"), (), words=_read(reading)))
        site = self.district.sites.get(row.uid)
        if site is not None and site.cell is not None:
            by_hand = Text("手工指定：{why}", "by hand: {why}").filled(
                why=row.cell_reason
            )
            note = by_hand.of(self.language) if site.by_hand else ""
            link = self.link(Kind.CELL, site.cell, note)
            found.append(Group(KIND_NAMES[Kind.CELL], (link,)))
        return found + self.at(row.geometry, cell=False)

    def areas(self, areas: Iterable[Jurisdiction]) -> Groups:
        return [
            group
            for area in areas
            for group in self.group(Kind.JURISDICTION, [area], _LEVELS[area.level])
        ]

    # --- one method per kind ----------------------------------------------------

    def segment_and_river(self, code: str) -> tuple[Segment | None, Groups]:
        segment = self.district.segment_by_code.get(code) if code else None
        if segment is None:
            return None, []
        river = self.district.river_by_code.get(segment.river_code)
        return segment, [
            *self.group(Kind.SEGMENT, [segment]),
            *self.group(Kind.RIVER, [river]),
        ]

    def signboard(self, row: Signboard) -> Groups:
        segment, above = self.segment_and_river(row.segment_code)
        found = above + self.placed(row)
        expected = coverage.expected_on_face(self.district, row, self.as_of)
        if expected is not None:
            found += self.people(Text("应公示", "should name"), expected)
        return found + (self.chiefs_of_segment(segment) if segment else [])

    def outfall(self, row: Outfall) -> Groups:
        segment, above = self.segment_and_river(row.segment_code)
        sources = self.district.sources_of.get(row.code, ()) if row.code else ()
        found = above + self.group(Kind.SOURCE, sources) + self.placed(row)
        return found + (self.chiefs_of_segment(segment) if segment else [])

    def source(self, row: Source) -> Groups:
        district = self.district
        outfall = district.outfall_by_code.get(row.outfall_code)
        village = district.jurisdiction_by_code.get(row.village_code)
        found = self.group(Kind.OUTFALL, [outfall])
        return found + (self.areas([village]) if village is not None else [])

    def segment(self, row: Segment) -> Groups:
        district = self.district
        river = district.river_by_code.get(row.river_code)
        towns = district.towns_of_segment.get(row.uid, ())
        villages = district.villages_of_segment.get(row.uid, ())
        boards = district.signboards_of_segment.get(row.code, ()) if row.code else ()
        outfalls = district.outfalls_of_segment.get(row.code, ()) if row.code else ()
        return [
            *self.group(Kind.RIVER, [river]),
            *self.chiefs_of_segment(row),
            *self.group(Kind.JURISDICTION, towns, Text("经过镇街", "towns crossed")),
            *self.group(
                Kind.JURISDICTION, villages, Text("经过村居", "villages crossed")
            ),
            *self.group(Kind.SIGNBOARD, boards),
            *self.group(Kind.OUTFALL, outfalls),
        ]

    def river(self, row: River) -> Groups:
        district = self.district
        parent = (
            district.river_by_code.get(row.parent_code) if row.parent_code else None
        )
        branches = [r for r in district.rivers if row.code == r.parent_code != ""]
        segments = district.segments_of_river.get(row.code, ()) if row.code else ()
        ordered = sorted(segments, key=lambda s: s.sequence or 0)
        posts = district.posts_on("river", row.code)
        found = self.group(Kind.RIVER, [parent], Text("流入", "flows into"))
        if posts:
            chiefs = holders(
                posts, district.terms_of_post, district.person_by_uid, self.as_of
            )
            found += self.people(Text("河长", "chiefs"), chiefs)
        return [
            *found,
            *self.group(Kind.RIVER, branches, Text("支流", "tributaries")),
            *self.group(Kind.SEGMENT, ordered),
        ]

    def cell(self, row: Cell) -> Groups:
        load = load_of_cell(self.district, row, self.as_of)
        found: Groups = []
        if self.district.posts:
            found += self.people(Text("村级河长", "village chief"), load.chiefs)
            found += self.people(Text("管水员", "water warden"), load.wardens)
        unit = Text("米", "m").of(self.language)
        segments = tuple(
            self.link(Kind.SEGMENT, segment, f"{metres:,.0f} {unit}")
            for segment, metres in load.segments
        )
        if segments:
            name = Text("河段（格内长）", "segments (length inside)")
            found.append(Group(name, segments))
        found += self.group(Kind.SIGNBOARD, load.signboards)
        found += self.group(Kind.OUTFALL, load.outfalls)
        return found + self.at(row.geometry, cell=False)

    def jurisdiction(self, row: Jurisdiction) -> Groups:
        district = self.district
        found: Groups = []
        if district.posts:
            chiefs = coverage.chiefs_of_jurisdiction(district, row, self.as_of)
            found = self.people(Text("河长", "chiefs"), chiefs)
        above = district.jurisdiction_by_code.get(row.parent_code)
        if above is not None:
            found += self.areas([above])
        below = [j for j in district.jurisdictions if row.code == j.parent_code != ""]
        crossing = (
            district.villages_of_segment
            if row.level is Level.VILLAGE
            else district.towns_of_segment
        )
        inside = [
            s
            for s in district.segments
            if row in crossing.get(s.uid, ()) and row.level is not Level.DISTRICT
        ]
        return [
            *found,
            *self.group(Kind.SEGMENT, inside),
            *self.group(Kind.JURISDICTION, below, Text("下级", "below")),
        ]

    def water_body(self, row: WaterBody) -> Groups:
        found: Groups = []
        if self.district.posts:
            chiefs = coverage.chiefs_of_water_body(self.district, row.code, self.as_of)
            found = self.people(Text("库长、河长", "chiefs"), chiefs)
        one = reservoir_of(self.district, row, self.as_of)
        found += self._reporting(one, row)
        parts = tuple(
            Link(w.name, Kind.WATER_BODY, w.uid, choice(w.part, self.language))
            for w in (part.body for part in one.parts)
            if w.uid != row.uid
        )
        if parts:
            found.append(Group(Text("同一水库", "same reservoir"), parts))
        return [*found, *self._shore(one), *self.at(row.geometry, cell=False)]

    def _reporting(self, one: Reservoir, row: WaterBody) -> Groups:
        """Return whom the chief of a part reports to, in words."""
        part = next(part for part in one.parts if part.body.uid == row.uid)
        line = " → ".join(step.of(self.language) for step in part.line)
        name = Text("报告对象", "reports to")
        return [Group(name, (), words=Text(line, line))] if line else []

    def _shore(self, one: Reservoir) -> Groups:
        """Return the villages along a shore with the length that each has of it."""
        unit = Text("米", "m").of(self.language)
        villages = tuple(
            self.link(Kind.JURISDICTION, share.village, f"{share.metres:,.0f} {unit}")
            for share in one.villages
            if share.village is not None
        )
        name = Text("沿岸村居（岸线长）", "villages ashore (length)")
        return [Group(name, villages)] if villages else []

    def ownership(self, row: Ownership) -> Groups:
        segment, above = self.segment_and_river(row.segment_code)
        return above + (self.chiefs_of_segment(segment) if segment else [])

    def person(self, row: Person) -> Groups:
        today: list[Link] = []
        former: list[Link] = []
        for service in services_of(self.district, row.uid):
            post, term = service.post, service.term
            place = covered(self.district, post.covers, post.covers_code)
            if place is None:
                continue
            kind, uid = place
            title = title_of(
                self.district, kind, self.district.row(kind, uid), self.language
            )
            acting = Text("代管", "acting").of(self.language) if term.acting else ""
            parts = (post.role, acting, span_of(term, self.language))
            note = " ".join(part for part in parts if part)
            held = today if in_office(term, self.as_of) else former
            held.append(Link(title, kind, uid, note))
        named = (
            (Text("任职", "posts"), today),
            (Text("其他任期", "other terms"), former),
        )
        return [Group(name, tuple(links)) for name, links in named if links]


def _read(reading: Reading) -> Text:
    """Return a ruler reading as a line of a card, each chainage by its name."""
    zh = [f"{SEGMENT_CHAINAGE.zh} {chainage_text(reading.on_segment)}"]
    en = [f"{SEGMENT_CHAINAGE.en} {chainage_text(reading.on_segment)}"]
    if reading.on_river is not None:
        zh.append(f"{RIVER_CHAINAGE.zh} {chainage_text(reading.on_river)}")
        en.append(f"{RIVER_CHAINAGE.en} {chainage_text(reading.on_river)}")
    if reading.bank:
        metres = f"{reading.offset:,.0f}"
        zh.append(f"{choice(reading.bank, Language.ZH)} {metres} 米")
        en.append(f"{choice(reading.bank, Language.EN)} {metres} m")
    return Text("，".join(zh), ", ".join(en))


def groups_of(
    district: District,
    kind: Kind,
    row: Row,
    as_of: date,
    language: Language = Language.ZH,
) -> Groups:
    """Return the neighbours of a row, group by group, in the order of a card.

    Parameters
    ----------
    district : District
        Everything there is.
    kind : Kind
        Kind of `row`.
    row : row value
        The row.
    as_of : date
        Whose chiefs are named.
    language : Language
        Language of names made here.
    """
    finder = _Finder(district, as_of, language)
    find: Callable[[Row], Groups] | None = getattr(finder, kind.value, None)
    return find(row) if find is not None else []
