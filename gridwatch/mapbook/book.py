"""A book of the four levels: every page is numbered before the first one is drawn.

The book is counted once, sheet by sheet, and keeps only a `Leaf` of each; its pages
are planned again when they are drawn, one at a time. So memory does not grow with the
number of pages.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.wording import Text
from gridwatch.mapbook.booksheets import SheetMaker
from gridwatch.mapbook.contents import CONTENTS_PAGE, ContentsPage, contents_pages
from gridwatch.mapbook.fingerprints import Fingerprints, word_of
from gridwatch.mapbook.indexmap import (
    Indexed,
    IndexPlan,
    index_places,
)
from gridwatch.mapbook.leaves import Leaf, LeafKind
from gridwatch.mapbook.neighbours import Neighbour, Surroundings
from gridwatch.mapbook.outline import Bookmark, outline_of
from gridwatch.mapbook.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from gridwatch.district.district import District
    from gridwatch.mapbook.audience import Audience, Removal
    from gridwatch.mapbook.fourlevel import (
        BookOrder,
        LeftOut,
        Subject,
    )
    from gridwatch.mapbook.pages import Setting
    from gridwatch.mapbook.paper import Page

__all__ = [
    "Book",
    "BookPage",
    "ContentsPlan",
    "CoverPlan",
    "edition_of",
]


@dataclass(frozen=True, slots=True)
class CoverPlan:
    """The cover.

    Parameters
    ----------
    title, subtitle : Text
        What the book is.
    page : Page
        Its paper.
    land : geometry
        What the book covers, metres: the small map shows it.
    counts : Text
        How many sheets of each level.
    setting : Setting
        Days and language.
    office, mark : str
        Compiling office, mark of the audience.
    """

    title: Text
    subtitle: Text
    page: Page
    land: BaseGeometry
    counts: Text
    setting: Setting
    office: str
    mark: str


@dataclass(frozen=True, slots=True)
class ContentsPlan:
    """One page of the contents with what its foot says."""

    contents: ContentsPage
    page: Page
    setting: Setting
    mark: str
    label: str
    of_pages: int


class BookPage(NamedTuple):
    """One page of a book, planned.

    Parameters
    ----------
    position : int
        In the file, from 0.
    leaf : Leaf
        What it belongs to.
    number : int
        Which page of the leaf, from 0.
    plan : Sheet, IndexPlan, ContentsPlan or CoverPlan
        What stands on it.
    neighbours : tuple of Neighbour
        On a map: which pages go on at its edges.
    """

    position: int
    leaf: Leaf
    number: int
    plan: Sheet | IndexPlan | ContentsPlan | CoverPlan
    neighbours: tuple[Neighbour, ...] = ()

    @property
    def label(self) -> str:
        """The number printed on it."""
        return self.leaf.labels[self.number]

    @property
    def paper(self) -> Page:
        """Its paper."""
        plan = self.plan
        return plan.sheet.page if isinstance(plan, IndexPlan) else plan.page


def edition_of(setting: Setting, audience: Audience, order: BookOrder) -> str:
    """Return a word for what is asked for; known before anything is counted."""
    asked = (order, audience.id, setting.paper, setting.language.value, *order.papers)
    return word_of(asked)


@dataclass(frozen=True)
class Book:
    """A book, counted: its leaves with their numbers, its pages one by one.

    Parameters
    ----------
    district : District
        What it was planned from.
    setting, order, audience
        What was asked for; `setting` with the day of printing filled in.
    subjects : tuple of Subject
        What its sheets are about.
    leaves : tuple of Leaf
        Everything in it, in order.
    left_out : tuple of LeftOut
        Areas that have no sheet, and why.
    removed : tuple of (Removal, int)
        What the guard took away, and from how many sheets.
    """

    district: District
    setting: Setting
    order: BookOrder
    audience: Audience
    subjects: tuple[Subject, ...]
    leaves: tuple[Leaf, ...]
    left_out: tuple[LeftOut, ...] = ()
    removed: tuple[tuple[Removal, int], ...] = ()

    @property
    def pages(self) -> int:
        """Number of pages."""
        return self.leaves[-1].first + self.leaves[-1].pages

    @property
    def title(self) -> Text:
        """What the book is called."""
        name = self.district.name or self._ground_area.name
        return Text(f"{name}河长制图册", f"River-chief atlas of {name}")

    @property
    def outline(self) -> tuple[Bookmark, ...]:
        """The tree of its bookmarks."""
        return outline_of(self.leaves, self.setting.language)

    @property
    def edition(self) -> str:
        """A word for what was asked for: prints of one edition can be compared."""
        return edition_of(self.setting, self.audience, self.order)

    def leaf(self, key: str) -> Leaf:
        """Return one leaf by its key."""
        return self._by_key[key]

    def planned(self, wanted: Collection[str] | None = None) -> Iterator[BookPage]:
        """Plan page after page; nothing of a page is kept when the next one comes.

        Parameters
        ----------
        wanted : collection of str, optional
            Keys of the leaves to plan; all where left out.
        """
        for leaf in self.leaves:
            if wanted is not None and leaf.key not in wanted:
                continue
            if leaf.kind is LeafKind.CONTENTS:
                yield from self._contents(leaf)
                continue
            plan = self._plan(leaf)
            for number in range(leaf.pages):
                beside = self._beside(leaf, plan, number)
                yield BookPage(leaf.first + number, leaf, number, plan, beside)

    def page(self, position: int) -> BookPage:
        """Plan one page, by its position in the file."""
        place = bisect_right(self.leaves, position, key=lambda leaf: leaf.first) - 1
        leaf = self.leaves[place]
        pages = self.planned(frozenset({leaf.key}))
        return next(one for one in pages if one.position == position)

    def made(self, day: date) -> Book:
        """Return the book as made on another day; nothing else changes."""
        return replace(self, setting=replace(self.setting, made_on=day))

    def with_words(self, prints: Fingerprints) -> Book:
        """Return the book with a digest of cover, contents and index maps as well."""
        leaves = []
        for leaf in self.leaves:
            digest = leaf.digest
            if leaf.kind is LeafKind.COVER:
                cover = self._cover()
                digest = word_of([cover.title, cover.subtitle, cover.office])
            elif leaf.kind is LeafKind.CONTENTS:
                digest = word_of((one.name, one.labels[:1]) for one in self._listed)
            elif leaf.kind is LeafKind.INDEX:
                plan = self._index(leaf)
                told = [(a.name, a.label, a.range) for a in plan.areas]
                digest = word_of([prints.of(plan.sheet, named=False), told])
            leaves.append(replace(leaf, digest=digest))
        return replace(self, leaves=tuple(leaves))

    # --- pages ------------------------------------------------------------------

    def _plan(self, leaf: Leaf) -> Sheet | IndexPlan | CoverPlan:
        if leaf.kind is LeafKind.COVER:
            return self._cover()
        if leaf.kind is LeafKind.INDEX:
            return self._index(leaf)
        return self._sheet(leaf)

    def _sheet(self, leaf: Leaf) -> Sheet:
        plan, _ = self._maker.sheet(self._subject[leaf.key])
        return replace(
            plan,
            first_page=leaf.first + 1,
            of_pages=self.pages,
            labels=leaf.labels,
        )

    def _beside(
        self, leaf: Leaf, plan: Sheet | IndexPlan | CoverPlan, number: int
    ) -> tuple[Neighbour, ...]:
        """Return the marks on the border of a sheet's map."""
        if not isinstance(plan, Sheet):
            return ()
        window = plan.pages[number].window
        if window is None:
            return ()
        around, peers = self._around(leaf.rank)
        found = around.around(peers[leaf.key], window.extent, window.frame)
        keys = list(peers)
        return tuple(
            Neighbour(side, at, keys[i], other.name, other.labels[0])
            for i, side, at in found
            for other in (self.leaf(keys[i]),)
        )

    def _around(self, rank: str) -> tuple[Surroundings, Mapping[str, int]]:
        if rank not in self._kept:
            alike = [s for s in self.subjects if s.rank == rank]
            shapes = [s.row.geometry for s in alike if s.row.geometry is not None]
            peers = {s.key: i for i, s in enumerate(alike)}
            self._kept[rank] = Surroundings(shapes), peers
        return self._kept[rank]

    def _contents(self, leaf: Leaf) -> Iterator[BookPage]:
        pages = contents_pages(self._listed)
        for number, page in enumerate(pages):
            plan = ContentsPlan(
                page,
                CONTENTS_PAGE,
                self.setting,
                self._mark,
                leaf.labels[number],
                self.pages,
            )
            yield BookPage(leaf.first + number, leaf, number, plan)

    def _cover(self) -> CoverPlan:
        counts = dict.fromkeys(("district", "town", "village", "cell"), 0)
        for subject in self.subjects:
            counts[subject.rank] += 1
        told = [(_COUNTED[rank], n) for rank, n in counts.items() if n]
        zh = "、".join(text.zh.format(n=n) for text, n in told)
        en = ", ".join(text.en.format(n=n) for text, n in told)
        return CoverPlan(
            self.title,
            _SUBTITLE,
            CONTENTS_PAGE,
            self._ground_area.geometry,
            Text(f"{zh}　共 {self.pages} 页", f"{en}; {self.pages} pages"),
            self.setting,
            self.district.office,
            self._mark,
        )

    @property
    def _mark(self) -> str:
        return self.audience.mark or self.district.secrecy

    # --- index maps -------------------------------------------------------------

    def _index(self, leaf: Leaf) -> IndexPlan:
        subject = self._subject.get(leaf.key.removeprefix("index:"))
        if subject is None:
            area, title = self._ground_area, Text("图幅索引图", "Index of sheets")
            inner = self._first_rank()
        else:
            row = subject.row
            area = row if isinstance(row, Jurisdiction) else self._ground_area
            title = Text(
                f"{subject.name}图幅索引图", f"{subject.name}: index of sheets"
            )
            inner = [
                s
                for s in self.subjects
                if s.rank == "village" and s.town == subject.town
            ]
        sheet = replace(
            self._maker.index(area, title),
            first_page=leaf.first + 1,
            of_pages=self.pages,
            labels=leaf.labels,
        )
        areas = tuple(self._indexed(one) for one in inner)
        return IndexPlan(sheet, areas, index_places(sheet, areas))

    def _first_rank(self) -> list[Subject]:
        """Return what the first index shows: towns, or else what there is."""
        for rank in ("town", "village", "cell", "district"):
            found = [one for one in self.subjects if one.rank == rank]
            if found:
                return found
        return []

    def _indexed(self, subject: Subject) -> Indexed:
        leaf = self.leaf(subject.key)
        below = self._below.get(subject.key, ())
        told = ""
        if below:
            first, last = below[0].labels[0], below[-1].labels[-1]
            told = first if first == last else f"{first}–{last}"  # noqa: RUF001
        return Indexed(
            subject.key,
            subject.name,
            subject.row.geometry,
            leaf.labels[0],
            told,
            leaf.first,
        )

    @cached_property
    def _below(self) -> Mapping[str, list[Leaf]]:
        """The leaves below each town and each village."""
        found: dict[str, list[Leaf]] = {}
        heads: dict[str, str] = {}
        for leaf in self.leaves:
            if leaf.rank in ("front", "district"):
                continue
            if leaf.kind is LeafKind.SHEET:
                heads = {r: k for r, k in heads.items() if _RANK[r] < _RANK[leaf.rank]}
                for key in heads.values():
                    found.setdefault(key, []).append(leaf)
                heads[leaf.rank] = leaf.key
        return found

    # --- what is looked up ------------------------------------------------------

    @cached_property
    def _maker(self) -> SheetMaker:
        return SheetMaker(self.district, self.setting, self.audience, self.order)

    @cached_property
    def _kept(self) -> dict[str, tuple[Surroundings, Mapping[str, int]]]:
        return {}

    @cached_property
    def _by_key(self) -> Mapping[str, Leaf]:
        return {leaf.key: leaf for leaf in self.leaves}

    @cached_property
    def _subject(self) -> Mapping[str, Subject]:
        return {subject.key: subject for subject in self.subjects}

    @cached_property
    def _listed(self) -> list[Leaf]:
        return [leaf for leaf in self.leaves if leaf.listed]

    @cached_property
    def _ground_area(self) -> Jurisdiction:
        """The district as far as the book shows it."""
        whole = [one for one in self.subjects if one.rank == "district"]
        if whole and isinstance(whole[0].row, Jurisdiction):
            return whole[0].row
        shapes = np.asarray([s.row.geometry for s in self._first_rank()], object)
        ground = shapely.union_all(shapely.buffer(shapes, 0.0))
        district = self.district
        return Jurisdiction(
            "", district.code, district.name, Level.TOWN, "", None, ground
        )


_RANK = {"district": 0, "town": 1, "village": 2, "cell": 3}
_COUNTED = {
    "district": Text("区图 {n} 幅", "{n} district map"),
    "town": Text("镇街图 {n} 幅", "{n} town maps"),
    "village": Text("村居图 {n} 幅", "{n} village maps"),
    "cell": Text("网格图 {n} 幅", "{n} cell maps"),
}
_SUBTITLE = Text("区　镇街　村居　网格　四级", "District, towns, villages, cells")
