"""The bookmarks of a book as a tree: by town and village, and by chief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.wording import Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gridwatch.mapbook.leaves import Leaf

__all__ = ["Bookmark", "outline_of"]


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of the outline.

    Parameters
    ----------
    title : str
        As the reader lists it.
    page : int
        Position of its page in the file, from 0.
    children : tuple of Bookmark
        What lies below it.
    """

    title: str
    page: int
    children: tuple[Bookmark, ...] = ()


_DEPTHS = {"front": 0, "district": 0, "town": 0, "village": 1, "cell": 2}
_BY_CHIEF = Text("按河长查", "By chief")
_RANKS = {
    "district": Text("区级河长", "District chiefs"),
    "town": Text("镇级河长", "Town chiefs"),
    "village": Text("村级河长", "Village chiefs"),
    "cell": Text("网格管护员", "Wardens of cells"),
}


def outline_of(leaves: Sequence[Leaf], language: Language) -> tuple[Bookmark, ...]:
    """Return the tree of a book: towns with villages with cells, then the chiefs."""
    by_place = _nested([leaf for leaf in leaves if leaf.listed], 0)
    chiefs = _by_chief(leaves, language)
    return (*by_place, *chiefs)


def _nested(leaves: Sequence[Leaf], depth: int) -> tuple[Bookmark, ...]:
    found: list[Bookmark] = []
    start = 0
    while start < len(leaves):
        stop = start + 1
        while stop < len(leaves) and _DEPTHS[leaves[stop].rank] > depth:
            stop += 1
        head = leaves[start]
        below = _nested(leaves[start + 1 : stop], depth + 1)
        found.append(Bookmark(head.name, head.first, below))
        start = stop
    return tuple(found)


def _by_chief(leaves: Iterable[Leaf], language: Language) -> tuple[Bookmark, ...]:
    groups: dict[str, dict[str, tuple[str, list[Bookmark]]]] = {r: {} for r in _RANKS}
    for leaf in leaves:
        for one in leaf.chiefs:
            group = groups.setdefault(one.rank, {})
            _, sheets = group.setdefault(one.uid, (one.name, []))
            sheets.append(Bookmark(leaf.name, leaf.first))
    ranks = tuple(
        Bookmark(_RANKS[rank].of(language), people[0].page, people)
        for rank, group in groups.items()
        if (people := tuple(_person(name, sheets) for name, sheets in group.values()))
    )
    if not ranks:
        return ()
    return (Bookmark(_BY_CHIEF.of(language), ranks[0].page, ranks),)


def _person(name: str, sheets: Sequence[Bookmark]) -> Bookmark:
    """Return a chief; a single sheet is said beside the name."""
    if len(sheets) == 1:
        return Bookmark(f"{name}　{sheets[0].title}", sheets[0].page)
    return Bookmark(name, sheets[0].page, tuple(sheets))
