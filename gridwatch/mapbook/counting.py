"""Counting a book of the four levels: which sheets, how many pages, which numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from gridwatch.district.coverage import (
    chiefs_of_jurisdiction,
    chiefs_of_segment,
    wardens_of_cell,
)
from gridwatch.district.jurisdictions import Jurisdiction
from gridwatch.district.segments import Segment
from gridwatch.district.wording import Kind, Text
from gridwatch.mapbook.audience import Removal, summed
from gridwatch.mapbook.book import Book
from gridwatch.mapbook.booksheets import SheetMaker
from gridwatch.mapbook.contents import contents_pages
from gridwatch.mapbook.fingerprints import Fingerprints
from gridwatch.mapbook.fourlevel import (
    BookOrder,
    Subject,
    subjects_of,
)
from gridwatch.mapbook.leaves import Answering, Leaf, LeafKind, numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gridwatch.cartography.layers import Layer
    from gridwatch.district.chiefs import Chief
    from gridwatch.district.district import District
    from gridwatch.mapbook.audience import Audience
    from gridwatch.mapbook.pages import Setting
    from gridwatch.mapbook.sheets import Sheet

    Progress = Callable[[int, int, Text], None]

__all__ = ["plan_four_level"]


def plan_four_level(  # noqa: PLR0913
    district: District,
    setting: Setting,
    layers: Sequence[Layer],
    audience: Audience,
    order: BookOrder | None = None,
    *,
    before: Mapping[str, Sequence[str]] | None = None,
    progress: Progress | None = None,
) -> Book:
    """Count a book: which sheets, how many pages each, which numbers.

    Parameters
    ----------
    district : District
        Everything there is.
    setting : Setting
        Days, paper, language.
    layers : sequence of Layer
        ``layers_of(district, setting.as_of)``: what stands on the maps.
    audience : Audience
        Who will see it.
    order : BookOrder, optional
        Which levels and towns; all where left out.
    before : mapping of str to sequence of str, optional
        Numbers of an earlier print by key, to be kept.
    progress : callable, optional
        Called with sheets done, sheets in all, and what is being counted; may raise
        to stop.

    Raises
    ------
    OfficerError
        Where there is nothing to print, a town is unknown, or the mark of the store
        forbids the audience.
    """
    order = order or BookOrder()
    made_on = setting.made_on or datetime.now().astimezone().date()
    setting = replace(setting, made_on=made_on)
    subjects, left_out = subjects_of(district, order)
    maker = SheetMaker(district, setting, audience, order)
    prints = Fingerprints(district, layers)
    removed: list[Removal] = []
    leaves = []
    for i, subject in enumerate(subjects):
        if progress:
            progress(i, len(subjects), Text(subject.name, subject.name))
        plan, gone = maker.sheet(subject)
        removed += gone
        leaves.append(_leaf(district, subject, plan, prints.of_sheet(plan)))
    book = Book(
        district,
        setting,
        order,
        audience,
        tuple(subjects),
        _bound(subjects, leaves, before, setting),
        tuple(left_out),
        summed(removed),
    )
    return book.with_words(prints)


def _leaf(district: District, subject: Subject, plan: Sheet, digest: str) -> Leaf:
    found = _chiefs_on(district, subject, plan)
    # A town's sheet is listed under the district chiefs of its rivers as well.
    ranks = ("town", "district") if subject.rank == "town" else (subject.rank,)
    names = dict.fromkeys(c.person.name for group in found.values() for c in group)
    return Leaf(
        subject.key,
        LeafKind.SHEET,
        subject.rank,
        subject.name,
        len(plan.pages),
        plan.title,
        _people({rank: found.get(rank, []) for rank in ranks}),
        tuple(names),
        digest,
    )


def _chiefs_on(
    district: District, subject: Subject, plan: Sheet
) -> dict[str, list[Chief]]:
    """Return everybody whose name stands on a sheet, by rank."""
    row, day = subject.row, plan.as_of
    if isinstance(row, Jurisdiction):
        own = chiefs_of_jurisdiction(district, row, day)
        within = {}
    else:
        own = wardens_of_cell(district, row, day)
        within = {"village": row.village_code or row.code[:12]}
    found: dict[str, list[Chief]] = {subject.rank: list(own)}
    if isinstance(row, Jurisdiction) and subject.rank == "village":
        within = {"village": row.code}
    uids = {row.uid for table in plan.tables.values() for row in table.rows}
    for uid in sorted(uids):
        segment = district.row(Kind.SEGMENT, uid)
        if not isinstance(segment, Segment):
            continue
        for rank, chiefs in chiefs_of_segment(district, segment, day).items():
            codes = {within.get(rank), segment.code}
            found.setdefault(rank, []).extend(
                chief
                for chief in chiefs
                if rank not in within or chief.post.covers_code in codes
            )
    return found


def _people(chiefs: Mapping[str, Sequence[Chief]]) -> tuple[Answering, ...]:
    found = [
        Answering(rank, chief.person.uid, chief.person.name)
        for rank, group in chiefs.items()
        for chief in group
    ]
    return tuple(dict.fromkeys(found))


def _bound(
    subjects: Sequence[Subject],
    sheets: Sequence[Leaf],
    before: Mapping[str, Sequence[str]] | None,
    setting: Setting,
) -> tuple[Leaf, ...]:
    """Return all leaves in order with their numbers: front matter, sheets, indexes."""
    body: list[Leaf] = []
    inner = {s.town for s in subjects if s.rank == "village"}
    name = Text("索引图", "Index map").of(setting.language)
    for subject, leaf in zip(subjects, sheets, strict=True):
        body.append(leaf)
        if subject.rank == "town" and subject.town in inner:
            key = f"index:{subject.key}"
            body.append(Leaf(key, LeafKind.INDEX, "village", name, 1))
    words = [
        Text(zh, en).of(setting.language)
        for zh, en in (("封面", "Cover"), ("目录", "Contents"), ("图幅索引图", "Index"))
    ]
    cover = Leaf("cover", LeafKind.COVER, "front", words[0], 1, listed=False)
    index = Leaf("index", LeafKind.INDEX, "front", words[2], 1)
    number = len(contents_pages([index, *body]))
    contents = Leaf(
        "contents", LeafKind.CONTENTS, "front", words[1], number, listed=False
    )
    return numbered([cover, contents, index, *body], before)
