"""The leaves of a book before they are drawn: what comes when, under which number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gridwatch.district.wording import Text

__all__ = ["Answering", "Leaf", "LeafKind", "numbered"]


class Answering(NamedTuple):
    """Somebody who answers for what a sheet shows."""

    rank: str
    uid: str
    name: str


class LeafKind(StrEnum):
    """What a leaf is."""

    COVER = "cover"
    CONTENTS = "contents"
    INDEX = "index"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One or more pages that belong together: a sheet, the contents, an index map.

    Small on purpose: a book keeps thousands of them, and no plan of any.

    Parameters
    ----------
    key : str
        What it is in every edition of the book: ``cover``, ``sheet:990101101000``.
    kind : LeafKind
        What it is.
    rank : str
        ``front``, ``district``, ``town``, ``village`` or ``cell``.
    name : str
        As contents and bookmarks call it.
    pages : int
        Number of pages.
    title : Text or None
        Title of a sheet.
    chiefs : tuple of Answering
        Who answers for what it shows, as bookmarks list them.
    names : tuple of str
        Everybody whose name stands on it.
    digest : str
        What stands on it, as one word.
    first : int
        Position of its first page in the file, from 0.
    labels : tuple of str
        The numbers printed on its pages.
    listed : bool
        Whether contents and bookmarks list it.
    """

    key: str
    kind: LeafKind
    rank: str
    name: str
    pages: int
    title: Text | None = None
    chiefs: tuple[Answering, ...] = ()
    names: tuple[str, ...] = ()
    digest: str = ""
    first: int = 0
    labels: tuple[str, ...] = ()
    listed: bool = True


def numbered(
    leaves: Sequence[Leaf], before: Mapping[str, Sequence[str]] | None = None
) -> tuple[Leaf, ...]:
    """Return leaves with their places in the file and their numbers.

    Parameters
    ----------
    leaves : sequence of Leaf
        In order.
    before : mapping of str to sequence of str, optional
        Numbers of an earlier print by key. They stay: what is new gets the number of
        the page before with ``-1``, ``-2`` added, so that sheets on the wall keep
        theirs.
    """
    found, first, last = [], 0, "0"
    used = {label for labels in (before or {}).values() for label in labels}
    for leaf in leaves:
        if before is None:
            labels = tuple(str(first + i + 1) for i in range(leaf.pages))
        else:
            labels = _kept(leaf, before.get(leaf.key, ()), last, used)
        found.append(replace(leaf, first=first, labels=labels))
        first, last = first + leaf.pages, labels[-1]
    return tuple(found)


def _kept(
    leaf: Leaf, before: Sequence[str], last: str, used: set[str]
) -> tuple[str, ...]:
    labels = list(before[: leaf.pages])
    while len(labels) < leaf.pages:
        stem, number = (labels[-1] if labels else last), 1
        stem = stem.partition("-")[0]
        while f"{stem}-{number}" in used:
            number += 1
        labels.append(f"{stem}-{number}")
        used.add(labels[-1])
    return tuple(labels)
