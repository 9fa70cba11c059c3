"""The whole errand of a ledger: which segments it means, what differs, and where."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gridwatch.district.faultplaces import town_of_row
from gridwatch.district.ledger import compare
from gridwatch.district.ledgerrows import ledger_rows, rules_for
from gridwatch.district.ledgervalues import (
    Candidate,
    Difference,
    LedgerDiff,
    LedgerRow,
    Status,
)
from gridwatch.district.placenames import Variants
from gridwatch.district.segmentnames import Naming, SegmentNames
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from gridwatch.district.district import District

__all__ = ["Delivered", "Wishes", "held_against", "located", "shift_warning"]

_MANY, _SHARE = 10, 0.5
_TERM = Kind.TERM


@dataclass(frozen=True)
class Delivered:
    """What a file holds, as far as comparing asks.

    Parameters
    ----------
    kind : Kind
        Kind of its rows; a chiefs' table is ``Kind.PERSON``.
    rows : tuple of LedgerRow
        The rows.
    names : mapping of str to mapping
        By row what it covers in words (`SegmentNames.find`); chiefs' tables only.
    """

    kind: Kind
    rows: tuple[LedgerRow, ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wishes:
    """What the officer says of a comparison.

    Parameters
    ----------
    as_of : date
        The day the record speaks of.
    moved : float
        Metres from which a row counts as moved.
    town : str
        Code of the town whose rows the file lists, or empty for the whole district:
        what lies elsewhere has not vanished.
    answers : mapping of str to str
        Row of the file -> uid on record, or empty for new.
    covered : mapping of str to str
        Row of the file -> code of the segment it means.
    variants : Variants
        How far names may differ.
    """

    as_of: date
    moved: float = 50.0
    town: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    covered: Mapping[str, str] = field(default_factory=dict)
    variants: Variants = field(default_factory=Variants)


def located(
    district: District, delivered: Delivered, wishes: Wishes
) -> tuple[tuple[LedgerRow, ...], tuple[Difference, ...]]:
    """Find the segments of rows that name them in words.

    Returns
    -------
    tuple of LedgerRow, tuple of Difference
        The rows whose segment is known, and questions for the others.
    """
    rows, asked, _ = _named(district, delivered, wishes)
    return rows, asked


def _named(
    district: District, delivered: Delivered, wishes: Wishes
) -> tuple[tuple[LedgerRow, ...], tuple[Difference, ...], dict[str, Naming]]:
    """Find segments, and say by row how each was found."""
    if not delivered.names:
        return delivered.rows, (), {}
    told: dict[str, Naming] = {}
    finder = SegmentNames(district, wishes.variants, wishes.as_of)
    rows: list[LedgerRow] = []
    asked: list[Difference] = []
    for row in delivered.rows:
        names = delivered.names.get(row.key)
        if names is None:
            rows.append(row)
            continue
        people = [str(row.fields.get(key) or "") for key in ("name", "mobile")]
        code = wishes.covered.get(row.key, "")
        if code:
            rows.append(_covering(row, code))
            continue
        found = finder.find(names, people)
        if found.code:
            told[row.key] = found
            rows.append(_covering(row, found.code))
            continue
        ones = tuple(Candidate(c, 0.0, Text("", "")) for c in found.candidates)
        asked.append(
            Difference(
                Status.QUESTION, "", row.key, (), None, found.score, found.reason, ones,
                asks_segment=True,
            )
        )  # fmt: skip
    return tuple(rows), tuple(asked), told


def _covering(row: LedgerRow, code: str) -> LedgerRow:
    return replace(row, fields={**row.fields, "covers": "segment", "covers_code": code})


def held_against(
    district: District,
    delivered: Delivered,
    wishes: Wishes,
    tick: Callable[[int, int], None] | None = None,
) -> tuple[LedgerDiff, tuple[LedgerRow, ...]]:
    """Hold a file against the record.

    Returns
    -------
    LedgerDiff, tuple of LedgerRow
        What differs, questions on segments among it; and the rows as compared.
    """
    kind = delivered.kind
    rows, asked, told = _named(district, delivered, wishes)
    rules = rules_for(kind, moved=wishes.moved, answers=wishes.answers)
    diff = compare(ledger_rows(district, kind, wishes.as_of), rows, rules, tick)
    listed = _Listed(district, delivered, wishes.town)
    kept = tuple(
        _explained(one, told.get(one.row))
        for one in diff.differences
        if one.status is not Status.VANISHED or listed.has(one.uid)
    )
    return LedgerDiff((*kept, *asked), diff.same), rows


def _explained(one: Difference, found: Naming | None) -> Difference:
    """Say of a row matched by names why it is that segment, and how certain."""
    if found is None:
        return one
    reason = Text(
        f"{found.reason.zh}；{one.reason.zh}", f"{found.reason.en}; {one.reason.en}"
    )
    return replace(one, reason=reason, score=min(one.score, found.score))


class _Listed:
    """Tells whether a row on record is one that the file would list."""

    def __init__(self, district: District, delivered: Delivered, town: str) -> None:
        self._district, self._kind, self._town = district, delivered.kind, town
        self._roles = {str(row.fields.get("role")) for row in delivered.rows}

    def has(self, uid: str) -> bool:
        """Return False for rows of other towns, and for chiefs of other roles."""
        district, kind = self._district, self._kind
        if kind is Kind.PERSON:
            term = district.row(_TERM, uid)
            post = district.post_by_uid.get(str(getattr(term, "post_uid", "")))
            if post is None or post.role not in self._roles:
                return False
            kind = _TERM
        if not self._town:
            return True
        town = town_of_row(district, kind, uid)
        return town is not None and town.code == self._town


def shift_warning(diff: LedgerDiff) -> Text | None:
    """Say so where most rows moved: it is the coordinates that differ, not the places.

    Returns
    -------
    Text or None
        The warning.
    """
    moved = diff.of(Status.MOVED)
    placed = [one for one in diff.of(Status.CHANGED) if one.metres is not None]
    if len(moved) < _MANY or len(moved) <= _SHARE * (
        len(moved) + len(placed) + diff.same
    ):
        return None
    far = sorted(one.metres or 0.0 for one in moved)
    return _SHIFTED.filled(n=len(moved), metres=round(far[len(far) // 2]))


_SHIFTED = Text(
    "{n} 行都移动了（中位数 {metres} 米）：多半是坐标系不同，而不是实地移动，"
    "请先核对坐标系再接受",
    "{n} rows moved (median {metres} m): most likely the coordinate system differs, "
    "not the places; look at that before accepting",
)
