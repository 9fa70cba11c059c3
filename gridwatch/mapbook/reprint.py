"""What a new print of a book has to replace: the book held against its last print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.bookrecords import BookRecord, PrintedLeaf
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridwatch.mapbook.book import Book
    from gridwatch.mapbook.leaves import Leaf

__all__ = ["Reprint", "record_of", "reprint_of"]

_MOST = 12


@dataclass(frozen=True, slots=True)
class Reprint:
    """What differs from the last print of an edition.

    Parameters
    ----------
    changed, added : tuple of Leaf
        To be printed: with other content than before, and not there before.
    withdrawn : tuple of str
        Numbers of pages that have to be taken out.
    """

    changed: tuple[Leaf, ...]
    added: tuple[Leaf, ...]
    withdrawn: tuple[str, ...]

    @property
    def wanted(self) -> frozenset[str]:
        """Keys of the leaves to print."""
        return frozenset(leaf.key for leaf in (*self.changed, *self.added))

    @property
    def pages(self) -> int:
        """Number of pages to print."""
        return sum(leaf.pages for leaf in (*self.changed, *self.added))

    @property
    def words(self) -> Text:
        """What to put in and to take out, in a sentence or two."""
        if not (self.wanted or self.withdrawn):
            return _ALIKE
        zh, en = [], []
        for leaves, text in ((self.changed, _CHANGED), (self.added, _ADDED)):
            if leaves:
                labels = [label for leaf in leaves for label in leaf.labels]
                listed = text.filled(n=len(labels), pages=_listed(labels))
                zh.append(listed.zh)
                en.append(listed.en)
        if self.withdrawn:
            listed = _WITHDRAWN.filled(pages=_listed(self.withdrawn))
            zh.append(listed.zh)
            en.append(listed.en)
        return Text("；".join(zh) + "。", "; ".join(en) + ".")


def reprint_of(book: Book, record: BookRecord) -> Reprint:
    """Return what a book differs in from its last print.

    The book has to be counted with the numbers of that print (`record.labels`).
    """
    changed, added = [], []
    for leaf in book.leaves:
        before = record.leaves.get(leaf.key)
        if before is None:
            added.append(leaf)
        elif before.digest != leaf.digest or before.labels != leaf.labels:
            changed.append(leaf)
    now = {label for leaf in book.leaves for label in leaf.labels}
    gone = [
        label
        for before in record.leaves.values()
        for label in before.labels
        if label not in now
    ]
    return Reprint(tuple(changed), tuple(added), tuple(gone))


def record_of(book: Book) -> BookRecord:
    """Return what is on paper once a book, or what has changed of it, is printed."""
    leaves = {
        leaf.key: PrintedLeaf(leaf.digest, leaf.labels, leaf.names)
        for leaf in book.leaves
    }
    return BookRecord(book.edition, book.title.zh, book.setting.as_of, leaves)


def _listed(labels: Sequence[str]) -> str:
    shown = "、".join(labels[:_MOST])
    return shown + ("…" if len(labels) > _MOST else "")


_ALIKE = Text(
    "内容自上次打印以来没有变化，不需要重印。",
    "Nothing has changed since the last print; no page has to be printed again.",
)
_CHANGED = Text("换 {n} 页（{pages}）", "{n} pages to replace ({pages})")
_ADDED = Text("加 {n} 页（{pages}）", "{n} pages to add ({pages})")
_WITHDRAWN = Text("抽出 {pages}", "take out {pages}")
