"""Printed books on record: what stood on each page, under which number, with names.

The latest record of an edition tells which pages a new print has to replace.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gridwatch.district.district import District

__all__ = ["BookRecord", "PrintedLeaf", "last_book", "record_book"]

_WHAT = "book"


@dataclass(frozen=True, slots=True)
class PrintedLeaf:
    """One sheet as it was printed last.

    Parameters
    ----------
    digest : str
        What stood on it, as one word.
    labels : tuple of str
        The numbers of its pages.
    names : tuple of str
        The chiefs on it.
    """

    digest: str
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookRecord:
    """A printed book.

    Parameters
    ----------
    edition : str
        Which book: prints of one edition can be compared.
    title : str
        What it is called.
    as_of : date
        The day it speaks of.
    leaves : mapping of str to PrintedLeaf
        Every sheet, by its key.
    """

    edition: str
    title: str
    as_of: date
    leaves: Mapping[str, PrintedLeaf] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """Numbers of the pages by key."""
        return {key: leaf.labels for key, leaf in self.leaves.items()}


def record_book(
    district: District, record: BookRecord, *, document: str = "", by: str = ""
) -> Changes:
    """Return the change that keeps on record what a printed book holds.

    Parameters
    ----------
    district : District
        The district.
    record : BookRecord
        All leaves as they now are on paper, also those printed at another time.
    document, by : str
        Name of the file, and who printed.
    """
    after: dict[str, object] = {
        "what": _WHAT,
        "on": record.as_of,
        "subject": district.code,
        "document": document,
        "medium": "",
        "by": by,
        "content": json.dumps(_packed(record), ensure_ascii=False),
    }
    change = Change(Kind.PUBLICATION, uuid.uuid4().hex, None, after)
    return Changes((change,), f"打印图册 {record.as_of}")


def _packed(record: BookRecord) -> dict[str, object]:
    """Return a record as JSON holds it: a short list a page, each name once."""
    names = list(dict.fromkeys(_all_names(record.leaves.values())))
    place = {name: i for i, name in enumerate(names)}
    leaves = {
        key: [leaf.digest, list(leaf.labels), [place[name] for name in leaf.names]]
        for key, leaf in record.leaves.items()
    }
    return {
        "edition": record.edition,
        "title": record.title,
        "as_of": record.as_of.isoformat(),
        "names": names,
        "pages": leaves,
    }


def _all_names(leaves: Iterable[PrintedLeaf]) -> Iterable[str]:
    return (name for leaf in leaves for name in leaf.names)


def last_book(district: District, edition: str) -> BookRecord | None:
    """Return the latest print of an edition, or None; what cannot be read is none."""
    for row in reversed(district.publications):
        if row.what == _WHAT and edition in row.content:
            found = _unpacked(row.content)
            if found is not None and found.edition == edition:
                return found
    return None


def _unpacked(content: str) -> BookRecord | None:
    try:
        data = json.loads(content)
        names = data["names"]
        leaves = {
            str(key): PrintedLeaf(
                str(digest),
                tuple(map(str, labels)),
                tuple(str(names[i]) for i in on),
            )
            for key, (digest, labels, on) in data["pages"].items()
        }
        day = date.fromisoformat(data["as_of"])
        return BookRecord(str(data["edition"]), str(data["title"]), day, leaves)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None
