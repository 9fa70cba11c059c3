"""What a field office says of rows, against the state that went out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.review.facts import defaults_of, facts_of, keys_of, same
from gridwatch.district.rowedits import fresh_uid
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gridwatch.district.district import District
    from gridwatch.district.review.packages import Manifest
    from gridwatch.district.rows import Row

__all__ = [
    "CHECKED",
    "MARK_NAMES",
    "MARK_SIGNS",
    "CheckItem",
    "Mark",
    "Progress",
    "Reply",
    "corrected",
    "gone",
    "items_of",
    "new_row",
    "progress_of",
    "remarked",
    "right",
]

CHECKED = (Kind.SEGMENT, Kind.SIGNBOARD, Kind.OUTFALL, Kind.CELL)
"""The kinds that a field office goes through, in this order."""


class Mark(StrEnum):
    """What a field office says of one row."""

    RIGHT = "right"
    CORRECTED = "corrected"
    NEW = "new"
    GONE = "gone"
    REMARK = "remark"


MARK_SIGNS = {
    Mark.RIGHT: "✔",
    Mark.CORRECTED: "✎",
    Mark.NEW: "✚",
    Mark.GONE: "✖",
    Mark.REMARK: "✉",
}
MARK_NAMES = {
    Mark.RIGHT: Text("属实", "right"),
    Mark.CORRECTED: Text("更正", "corrected"),
    Mark.NEW: Text("新增", "new"),
    Mark.GONE: Text("不存在", "gone"),
    Mark.REMARK: Text("备注", "remark"),
}


@dataclass(frozen=True)
class Reply:
    """What was said of one row.

    Parameters
    ----------
    kind, uid : Kind, str
        The row; a new one has an identifier of its own from the start, so that two
        field offices cannot mean different rows by the same.
    mark : Mark
        The tick.
    theirs : mapping of str to object
        Flat fields (`facts.keys_of`) as the field office would have them: of a
        corrected row those that differ from what went out, of a new one those that
        are not empty.
    remark : str
        In words.
    photos : tuple of str
        Hashes of photographs that come with it.
    by, at : str
        Who said so, and when (ISO 8601, UTC).
    """

    kind: Kind
    uid: str
    mark: Mark
    theirs: Mapping[str, object] = field(default_factory=dict)
    remark: str = ""
    photos: tuple[str, ...] = ()
    by: str = ""
    at: str = ""


@dataclass(frozen=True)
class CheckItem:
    """One line of the list of what to check.

    Parameters
    ----------
    number : int
        Its place in the list, from 1.
    kind : Kind
        Kind of the row.
    row : Row
        The row as it went out.
    page, line : str, int
        Code of the field sheet and number on it, or empty and 0.
    asked : str
        What the office asks about it, or empty.
    """

    number: int
    kind: Kind
    row: Row
    page: str = ""
    line: int = 0
    asked: str = ""

    @property
    def uid(self) -> str:
        """Stable identifier of the row."""
        return self.row.uid

    @property
    def label(self) -> str:
        """Code and name of the row."""
        parts = (str(getattr(self.row, key, "") or "") for key in ("code", "name"))
        return " ".join(part for part in parts if part) or self.row.uid


@dataclass(frozen=True)
class Progress:
    """How far a review has come.

    Parameters
    ----------
    done, total : int
        Rows of the list with a reply, and all of them; a remark alone does not count.
    marks : mapping of Mark to int
        Replies by mark, those on rows outside the list and new ones too.
    """

    done: int
    total: int
    marks: Mapping[Mark, int] = field(default_factory=dict)


def items_of(manifest: Manifest, part: District) -> tuple[CheckItem, ...]:
    """Return the list of what to check; rows that are not in the part are left out."""
    lines = {
        key: (page.code, number)
        for page in manifest.pages
        for number, key in enumerate(page.rows, start=1)
    }
    found: list[CheckItem] = []
    for kind, uid in manifest.listed:
        row = part.row(kind, uid)
        if row is not None:
            page, line = lines.get((kind, uid), ("", 0))
            asked = manifest.asked.get(uid, "")
            found.append(CheckItem(len(found) + 1, kind, row, page, line, asked))
    return tuple(found)


def right(kind: Kind, row: Row, before: Reply | None = None) -> Reply:
    """Return ✔: the row is as it went out. What was said in words stays."""
    return _marked(kind, row.uid, Mark.RIGHT, before)


def gone(kind: Kind, row: Row, before: Reply | None = None) -> Reply:
    """Return ✖: there is no such thing on the ground."""
    return _marked(kind, row.uid, Mark.GONE, before)


def _marked(kind: Kind, uid: str, mark: Mark, before: Reply | None) -> Reply:
    if before is None:
        return Reply(kind, uid, mark)
    return replace(before, mark=mark, theirs={})


def corrected(
    kind: Kind, row: Row, facts: Mapping[str, object], before: Reply | None = None
) -> Reply:
    """Return ✎ with the fields that differ from `row`; ✔ where none does.

    Parameters
    ----------
    kind, row : Kind, Row
        The row as it went out.
    facts : mapping of str to object
        Flat fields as they ought to be; may be all of them or the one just typed.
    before : Reply, optional
        What was said so far: its other corrections, words and photographs stay.
    """
    base = facts_of(kind, row)
    earlier = dict(before.theirs) if before is not None else {}
    wanted = {**earlier, **facts}
    theirs = {k: v for k, v in wanted.items() if k in base and not same(base[k], v)}
    start = before or Reply(kind, row.uid, Mark.RIGHT)
    mark = Mark.CORRECTED if theirs else Mark.RIGHT
    return replace(start, mark=mark, theirs=theirs)


def new_row(
    kind: Kind, facts: Mapping[str, object], before: Reply | None = None
) -> Reply:
    """Return ✚: a row that is on the ground and was not in the package."""
    empty = defaults_of(kind)
    earlier = dict(before.theirs) if before is not None else {}
    wanted = {**earlier, **facts}
    theirs = {
        key: wanted[key]
        for key in keys_of(kind)
        if key in wanted and not same(wanted[key], empty[key])
    }
    start = before or Reply(kind, fresh_uid(), Mark.NEW)
    return replace(start, mark=Mark.NEW, theirs=theirs)


def remarked(
    kind: Kind,
    uid: str,
    before: Reply | None = None,
    *,
    remark: str | None = None,
    photos: Iterable[str] | None = None,
) -> Reply:
    """Return a reply with other words or photographs; ✉ where there is no tick yet."""
    start = before or Reply(kind, uid, Mark.REMARK)
    return replace(
        start,
        remark=start.remark if remark is None else remark,
        photos=start.photos if photos is None else tuple(dict.fromkeys(photos)),
    )


def progress_of(
    listed: Iterable[tuple[Kind, str]], replies: Mapping[str, Reply]
) -> Progress:
    """Return how many of the listed rows have been ticked.

    Examples
    --------
    >>> said = {"a": Reply(Kind.CELL, "a", Mark.RIGHT)}
    >>> progress_of([(Kind.CELL, "a"), (Kind.CELL, "b")], said).done
    1
    """
    wanted = [uid for _, uid in listed]
    ticked = {uid for uid, one in replies.items() if one.mark is not Mark.REMARK}
    done = sum(uid in ticked for uid in wanted)
    return Progress(done, len(wanted), Counter(one.mark for one in replies.values()))
