"""Which rows of a district a field office needs, and which of them it is to check."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gridwatch.district.cells import village_of_cell_code
from gridwatch.district.jurisdictions import Level
from gridwatch.district.review.packages import Area, AreaKind, FieldPage, RowKey
from gridwatch.district.review.replies import CHECKED
from gridwatch.district.wording import Kind, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from gridwatch.district.cells import Cell
    from gridwatch.district.district import District
    from gridwatch.district.jurisdictions import Jurisdiction

__all__ = ["NothingToCheckError", "Part", "area_of", "page_code", "pages_of", "part_of"]

ROWS_ON_A_PAGE = 20
_TOWN, _VILLAGE = 9, 12


class NothingToCheckError(OfficerError):
    """An area that is not in the register, or in which nothing is to be checked."""


@dataclass(frozen=True)
class Part:
    """The rows that go into a package.

    Parameters
    ----------
    area : Area
        What it is about.
    rows : mapping of Kind to tuple of str
        Stable identifiers by kind.
    listed : tuple of (Kind, str)
        What is to be checked, in order.
    """

    area: Area
    rows: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    listed: tuple[RowKey, ...] = ()


def area_of(district: District, kind: AreaKind, wanted: str) -> Area:
    """Return an area by its code or name; a chief by name or stable identifier.

    Raises
    ------
    NothingToCheckError
        Where there is none, or more than one of that name.
    """
    found = list(_named(district, kind, wanted))
    exact = [one for one in found if one.key == wanted]
    found = exact[:1] or found
    if not found:
        raise NothingToCheckError(_NO_AREA.filled(name=wanted))
    if len(found) > 1:
        keys = "、".join(one.key for one in found)
        raise NothingToCheckError(_SEVERAL.filled(name=wanted, keys=keys))
    return found[0]


def _named(district: District, kind: AreaKind, wanted: str) -> Iterable[Area]:
    rows: Iterable[Any]
    if kind is AreaKind.RIVER:
        rows = district.rivers
    elif kind is AreaKind.CHIEF:
        for person in district.persons:
            if wanted in (person.uid, person.name):
                yield Area(kind, person.uid, person.name)
        return
    else:
        rows = district.of_level(Level(kind.value))
    for row in rows:
        if wanted and wanted in (row.code, row.name):
            yield Area(kind, row.code, row.name)


def part_of(district: District, area: Area, as_of: date) -> Part:
    """Return what a package for `area` holds.

    The rows to check, what they point to, what is said of them (ownership, posts,
    terms running on the day, photographs), and the areas around them.

    Parameters
    ----------
    district : District
        Everything there is.
    area : Area
        A town, village, river or chief (`area_of`).
    as_of : date
        The day: of terms and posts only what holds then.

    Raises
    ------
    NothingToCheckError
        Where nothing of it is to be checked.
    """
    gathered = _Gathered(district)
    if area.kind is AreaKind.RIVER:
        gathered.river(area.key)
    elif area.kind is AreaKind.CHIEF:
        gathered.chief(area.key, as_of)
    else:
        gathered.jurisdiction(area.key)
    listed = gathered.listed()
    if not listed:
        raise NothingToCheckError(_NOTHING.filled(name=area.name or area.key))
    gathered.beside(as_of)
    return Part(area, gathered.rows(), listed)


class _Gathered:
    """Rows gathered for a package; those to check are kept apart."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._check: defaultdict[Kind, dict[str, None]] = defaultdict(dict)
        self._rows: defaultdict[Kind, dict[str, None]] = defaultdict(dict)

    def _take(self, kind: Kind, rows: Iterable[Any], *, check: bool = False) -> None:
        for row in rows:
            self._rows[kind][row.uid] = None
            if check:
                self._check[kind][row.uid] = None

    def _of(self, kind: Kind) -> list[Any]:
        rows = (self._district.row(kind, uid) for uid in self._rows[kind])
        return [row for row in rows if row is not None]

    # --- by what it is cut ------------------------------------------------------

    def jurisdiction(self, code: str) -> None:
        """Take what lies in a town or village."""
        district = self._district
        here = district.jurisdiction_by_code[code]
        town = here.level is Level.TOWN
        head = code[: _TOWN if town else _VILLAGE]
        inside = [j for j in district.jurisdictions if j.code.startswith(head)]
        self._take(Kind.JURISDICTION, [here, *inside])
        segments = self._segments_of(here, town=town)
        self._take(Kind.SEGMENT, segments, check=True)
        cells = [c for c in district.cells if _village(c).startswith(head)]
        self._take(Kind.CELL, cells, check=True)
        self._banks({s.code for s in segments if s.code}, None if town else here)
        self._unnamed(here)

    def _segments_of(self, here: Jurisdiction, *, town: bool) -> list[Any]:
        """Return segments of a town: those that name it, or cross it unnamed."""
        within = (
            self._district.segments_within(here.geometry)
            if here.geometry is not None
            else ()
        )
        least = self._district.rules.crossing_metres
        crossing = {s.uid for s, metres in within if metres >= least}
        if not town:
            return [s for s in self._district.segments if s.uid in crossing]
        return [
            s
            for s in self._district.segments
            if s.town_code == here.code or (not s.town_code and s.uid in crossing)
        ]

    def _banks(self, codes: set[str], inside: Jurisdiction | None) -> None:
        """Take the boards and outfalls of segments, only those inside an area."""
        district = self._district
        for kind, by_segment in (
            (Kind.SIGNBOARD, district.signboards_of_segment),
            (Kind.OUTFALL, district.outfalls_of_segment),
        ):
            rows: list[Any] = [
                row for code in sorted(codes) for row in by_segment.get(code, ())
            ]
            standing = [r for r in rows if getattr(r, "removed", None) is None]
            self._take(kind, _within(standing, inside), check=True)

    def _unnamed(self, here: Jurisdiction) -> None:
        """Take boards and outfalls that name no segment and stand in the area."""
        district = self._district
        for kind in (Kind.SIGNBOARD, Kind.OUTFALL):
            rows = [
                row
                for row in district.rows(kind)
                if not getattr(row, "segment_code", "")
                and getattr(row, "removed", None) is None
                and getattr(row, "geometry", None) is not None
            ]
            if here.geometry is not None:
                self._take(kind, _within(rows, here), check=True)

    def river(self, code: str) -> None:
        """Take a river, its segments and what stands on their banks."""
        district = self._district
        self._take(Kind.RIVER, [district.river_by_code[code]])
        segments = district.segments_of_river.get(code, ())
        self._take(Kind.SEGMENT, segments, check=True)
        self._banks({s.code for s in segments if s.code}, None)

    def chief(self, uid: str, as_of: date) -> None:
        """Take what the posts cover that a person holds on the day."""
        district = self._district
        for term in district.terms_of_person.get(uid, ()):
            post = district.post_by_uid.get(term.post_uid)
            if post is None or not _runs(term, as_of):
                continue
            self._covered(post.covers, post.covers_code)

    def _covered(self, covers: str, code: str) -> None:
        district = self._district
        if covers == Kind.SEGMENT and code in district.segment_by_code:
            self._take(Kind.SEGMENT, [district.segment_by_code[code]], check=True)
            self._banks({code}, None)
        elif covers == Kind.RIVER and code in district.river_by_code:
            self.river(code)
        elif covers == Kind.CELL and code in district.cell_by_code:
            self._take(Kind.CELL, [district.cell_by_code[code]], check=True)
        elif covers == Kind.JURISDICTION and self._is_small(code):
            self.jurisdiction(code)

    def _is_small(self, code: str) -> bool:
        """Tell towns and villages: nobody checks a whole district in one package."""
        area = self._district.jurisdiction_by_code.get(code)
        return area is not None and area.level in (Level.TOWN, Level.VILLAGE)

    # --- what goes along --------------------------------------------------------

    def listed(self) -> tuple[RowKey, ...]:
        """Return what to check: by kind, then as an officer walks: river, segment."""
        found: list[RowKey] = []
        for kind in CHECKED:
            rows = (self._district.row(kind, uid) for uid in self._check[kind])
            there = sorted((r for r in rows if r is not None), key=_walk)
            found += [(kind, row.uid) for row in there]
        return tuple(found)

    def beside(self, as_of: date) -> None:
        """Take what the rows point to, what is said of them, the areas around."""
        district = self._district
        segments = self._of(Kind.SEGMENT)
        rivers = (district.river_by_code.get(s.river_code) for s in segments)
        self._take(Kind.RIVER, [r for r in rivers if r is not None])
        codes = {s.code for s in segments if s.code}
        for code in codes:
            self._take(Kind.OWNERSHIP, district.ownerships_of_segment.get(code, ()))
        self._bodies()
        for outfall in self._of(Kind.OUTFALL):
            self._take(Kind.SOURCE, district.sources_of.get(outfall.code, ()))
        self._above()
        self._water()
        self._posts(as_of)
        uids = {uid for rows in self._rows.values() for uid in rows}
        self._take(Kind.PHOTO, [p for p in district.photos if p.row_uid in uids])

    def _above(self) -> None:
        """Take the towns of the segments, and the district itself."""
        district = self._district
        towns = {s.town_code for s in self._of(Kind.SEGMENT)}
        villages = {_village(c) for c in self._of(Kind.CELL)}
        codes = {v[:_TOWN] + "000" for v in villages} | towns | villages
        areas = (district.jurisdiction_by_code.get(code) for code in codes)
        self._take(Kind.JURISDICTION, [a for a in areas if a is not None])
        self._take(Kind.JURISDICTION, district.of_level(Level.DISTRICT))

    def _bodies(self) -> None:
        rows = self._of(Kind.OWNERSHIP)
        names = {
            name
            for row in rows
            for name in (row.managing_body, row.caring_body, row.cleaning_body)
        }
        names |= {row.responsible_body for row in self._of(Kind.OUTFALL)}
        bodies = (self._district.body_by_name.get(name) for name in names if name)
        self._take(Kind.BODY, [body for body in bodies if body is not None])

    def _water(self) -> None:
        shapes = [row.geometry for row in self._of(Kind.SEGMENT)]
        shapes = [shape for shape in shapes if shape is not None]
        waters = [w for w in self._district.water_bodies if w.geometry is not None]
        if not shapes or not waters:
            return
        tree = shapely.STRtree([water.geometry for water in waters])
        _, met = tree.query(np.array(shapes, object), "intersects")
        self._take(Kind.WATER_BODY, [waters[i] for i in sorted(set(met.tolist()))])

    def _posts(self, as_of: date) -> None:
        district = self._district
        for kind in (Kind.SEGMENT, Kind.CELL, Kind.JURISDICTION, Kind.WATER_BODY):
            for row in self._of(kind):
                posts = district.posts_on(kind.value, row.code)
                self._take(Kind.POST, posts if row.code else ())
        for post in self._of(Kind.POST):
            terms = [
                term
                for term in district.terms_of_post.get(post.uid, ())
                if _runs(term, as_of)
            ]
            self._take(Kind.TERM, terms)
        persons = (
            district.person_by_uid.get(term.person_uid) for term in self._of(Kind.TERM)
        )
        self._take(Kind.PERSON, [person for person in persons if person is not None])

    def rows(self) -> dict[Kind, tuple[str, ...]]:
        """Return the stable identifiers of all rows by kind."""
        return {kind: tuple(self._rows[kind]) for kind in Kind if self._rows[kind]}


def _village(cell: Cell) -> str:
    return cell.village_code or village_of_cell_code(cell.code)


def _runs(term: Any, as_of: date) -> bool:  # noqa: ANN401
    begun = term.since is None or term.since <= as_of
    return begun and (term.until is None or as_of < term.until)


def _walk(row: Any) -> tuple[str, int, str]:  # noqa: ANN401
    """Order rows as they are met: by river or segment, then number, then code."""
    along = str(getattr(row, "river_code", "") or getattr(row, "segment_code", ""))
    return along, int(getattr(row, "sequence", None) or 0), row.code


def _within(rows: list[Any], area: Jurisdiction | None) -> list[Any]:
    """Return those that stand in an area, and those of which nobody knows."""
    if area is None or area.geometry is None or not rows:
        return rows
    shapes = np.array([row.geometry for row in rows], object)
    inside = shapely.intersects(area.geometry, shapes) | shapely.is_missing(shapes)
    return [row for row, here in zip(rows, inside.tolist(), strict=True) if here]


# --- printed field sheets ------------------------------------------------------------


def pages_of(
    serial: int, listed: Iterable[RowKey], rows: int = ROWS_ON_A_PAGE
) -> tuple[FieldPage, ...]:
    """Return field sheets for a list: so many rows a page, each with its code.

    Parameters
    ----------
    serial : int
        Running number of the package, from 1.
    listed : iterable of (Kind, str)
        What to check, in order.
    rows : int
        Rows on a page.
    """
    keys = list(listed)
    starts = range(0, len(keys), rows)
    return tuple(
        FieldPage(page_code(serial, number), tuple(keys[start : start + rows]))
        for number, start in enumerate(starts, start=1)
    )


def page_code(serial: int, page: int) -> str:
    """Return the code of a page: package, page and a check digit (ISO 7064 11-10).

    One digit typed wrong, or two swapped, is no code of any page.

    Examples
    --------
    >>> page_code(12, 3)
    '00120033'
    """
    digits = f"{serial:04d}{page:03d}"
    check = 10
    for digit in digits:
        check = (check + int(digit)) % 10 or 10
        check = check * 2 % 11
    return f"{digits}{(11 - check) % 10}"


_NO_AREA = Text(
    "工作库里没有“{name}”。没有裁切任何内容；请核对名称或代码。",
    "The store has no “{name}”. Nothing was cut; check the name or code.",
)
_SEVERAL = Text(
    "有几个“{name}”（{keys}）。没有裁切任何内容；请改用代码。",
    "There are several of “{name}” ({keys}). Nothing was cut; give the code.",
)
_NOTHING = Text(
    "“{name}”里没有要核查的河段、公示牌、排污口或网格。没有裁切任何内容。",
    "There is no segment, board, outfall or cell to check in “{name}”. Nothing was "
    "cut.",
)
