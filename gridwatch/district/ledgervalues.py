"""A ledger delivered again, held against the rows on record: the values of it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import shapely

__all__ = [
    "STATUS_NAMES",
    "Candidate",
    "Difference",
    "FieldChange",
    "LedgerDiff",
    "LedgerRow",
    "LedgerRules",
    "Pair",
    "Status",
    "is_blank",
    "plain",
]

_UNSAID = Text("", "")


class Status(StrEnum):
    """What became of a row; a row that moved may have changed fields as well."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    VANISHED = "vanished"
    QUESTION = "question"


STATUS_NAMES: dict[Status, Text] = {
    Status.NEW: Text("新增", "new"),
    Status.CHANGED: Text("变更", "changed"),
    Status.VANISHED: Text("消失", "vanished"),
    Status.MOVED: Text("移动", "moved"),
    Status.QUESTION: Text("需核对", "to be looked at"),
}
"""In the order an officer reads them."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of the file or on record.

    Parameters
    ----------
    key : str
        Uid on record; row number of the file.
    fields : mapping of str to object
        Values by field. A file names only those it has columns for.
    place : shapely geometry or None
        Shape in the store's CRS, metres.
    """

    key: str
    fields: Mapping[str, object]
    place: shapely.Geometry | None = None


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """How rows are known and what counts as a difference.

    Parameters
    ----------
    codes : tuple of tuple of str
        Fields by which a row is known for certain, best first; each tuple together.
    names : tuple of str
        Fields that together are a row's name.
    texts : tuple of str
        Fields compared as text where neither code nor name decides.
    moved : float
        Metres from which a row counts as moved.
    near : float
        Metres within which a place speaks for a pair; beyond ten times as far, the
        same name is a question.
    sure, likely : float
        Scores (0 to 1) from which a pair is taken, and from which it is asked about.
    margin : float
        By how much the best candidate must be better than the next.
    blanks : bool
        A blank cell of the file empties the field; otherwise it says nothing.
    answers : mapping of str to str
        The officer's answers: row of the file -> uid on record, or empty for new.
    """

    codes: tuple[tuple[str, ...], ...] = (("code",),)
    names: tuple[str, ...] = ("name",)
    texts: tuple[str, ...] = ("name",)
    moved: float = 50.0
    near: float = 200.0
    sure: float = 0.8
    likely: float = 0.6
    margin: float = 0.1
    blanks: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field with its old and its new value."""

    key: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row on record that a row of the file may be."""

    uid: str
    score: float
    reason: Text


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the file and the row on record that it is.

    Parameters
    ----------
    row, uid : str
        Keys of the two.
    score : float
        1 is certain.
    reason : Text
        Why, as a sentence.
    same_code : tuple of str
        Fields that are the same though written otherwise.
    """

    row: str
    uid: str
    score: float
    reason: Text
    same_code: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that differs.

    Parameters
    ----------
    status : Status
        What became of it.
    uid : str
        Row on record; empty where it is new or asked about.
    row : str
        Row of the file; empty where it has vanished.
    fields : tuple of FieldChange
        What changes; for a new row everything it has.
    metres : float or None
        How far it moved; None where one of both has no place.
    score : float
        How certain the pair is.
    reason : Text
        Why it is this row, or why that is not certain.
    candidates : tuple of Candidate
        Rows on record to choose from, best first, where it is asked about.
    asks_segment : bool
        The question is which segment the row means: the candidates are codes of
        segments.
    """

    status: Status
    uid: str
    row: str
    fields: tuple[FieldChange, ...] = ()
    metres: float | None = None
    score: float = 1.0
    reason: Text = _UNSAID
    candidates: tuple[Candidate, ...] = ()
    asks_segment: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What names the difference: row of the file and uid on record."""
        return self.row, self.uid


@dataclass(frozen=True)
class LedgerDiff:
    """All that differs between a file and the record.

    Parameters
    ----------
    differences : tuple of Difference
        New, changed, vanished, moved, then questions.
    same : int
        Rows in which nothing differs.
    """

    differences: tuple[Difference, ...] = ()
    same: int = 0

    @property
    def counts(self) -> dict[Status, int]:
        """Number of differences by status; all are there."""
        found = Counter(one.status for one in self.differences)
        return {status: found[status] for status in STATUS_NAMES}

    def of(self, *statuses: Status) -> tuple[Difference, ...]:
        """Return the differences of some statuses."""
        return tuple(one for one in self.differences if one.status in statuses)


def plain(value: object) -> str:
    """Return a value as texts are compared: half width, lower case, without spaces.

    Examples
    --------
    >>> plain(" PW-01（东） ")
    'pw-01(东)'
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.split()).casefold()


def is_blank(value: object) -> bool:
    """Tell whether a value says nothing."""
    return value is None or value in ("", ())
