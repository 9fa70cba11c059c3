"""A ledger delivered again, held against the rows on record: what differs, and why.

Pure: rows in, differences out. Which row of the file is which row on record is found by
code, then by name, then by name, place and text together; every pair says why, and what
is not certain becomes a question with its candidates. The order of rows means nothing.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridwatch.district.ledgermatching import Matcher
from gridwatch.district.ledgervalues import (
    STATUS_NAMES,
    Difference,
    FieldChange,
    LedgerDiff,
    LedgerRow,
    LedgerRules,
    Pair,
    Status,
    is_blank,
    plain,
)
from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["compare"]

_ORDER = {status: number for number, status in enumerate(STATUS_NAMES)}


def compare(
    store_rows: Sequence[LedgerRow],
    file_rows: Sequence[LedgerRow],
    rules: LedgerRules,
    tick: Callable[[int, int], None] | None = None,
) -> LedgerDiff:
    """Hold a file against the record.

    Parameters
    ----------
    store_rows, file_rows : sequence of LedgerRow
        Keys are unique within each.
    rules : LedgerRules
        How rows are known.
    tick : callable or None
        Told how far it is, of how much; may raise to stop.
    """
    matcher = Matcher(store_rows, file_rows, rules, tick or _nobody)
    matcher.run()
    store = {row.key: row for row in store_rows}
    file = {row.key: row for row in file_rows}
    metres = _moves(matcher.pairs, store, file)
    found: list[Difference] = []
    for pair, far in zip(matcher.pairs, metres, strict=True):
        one = _difference(pair, far, store[pair.uid], file[pair.row], rules)
        if one is not None:
            found.append(one)
    same = len(matcher.pairs) - len(found)
    found += [
        Difference(Status.NEW, "", key, _all_of(file[key]), None, 1.0, reason)
        for key, reason in matcher.new.items()
    ]
    found += matcher.questions
    found += [
        Difference(Status.VANISHED, uid, "", (), None, 1.0, _VANISHED)
        for uid in matcher.vanished
    ]
    return LedgerDiff(tuple(sorted(found, key=_Sorting(store, file))), same)


_VANISHED = Text(
    "台账里有，本文件没有", "it is on record and no longer in the file"
)  # fmt: skip


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


class _Sorting:
    """Sorts differences by status, code, name and key, whatever the order of rows."""

    def __init__(
        self, store: Mapping[str, LedgerRow], file: Mapping[str, LedgerRow]
    ) -> None:
        self._store, self._file = store, file

    def __call__(self, one: Difference) -> tuple[object, ...]:
        row = self._store[one.uid] if one.uid else self._file[one.row]
        code, name = row.fields.get("code"), row.fields.get("name")
        number = int(one.row) if one.row.isdigit() else 0
        return _ORDER[one.status], plain(code), plain(name), number, one.row, one.uid


def _moves(
    pairs: Sequence[Pair], store: Mapping[str, LedgerRow], file: Mapping[str, LedgerRow]
) -> list[float | None]:
    """Return how far each pair lies apart: points by distance, others by Hausdorff."""
    before = np.array([store[pair.uid].place for pair in pairs], object)
    after = np.array([file[pair.row].place for pair in pairs], object)
    points = shapely.get_type_id(before) == 0
    points &= shapely.get_type_id(after) == 0
    found = np.full(len(pairs), math.nan)
    found[points] = shapely.distance(before[points], after[points])
    others = ~points & ~shapely.is_missing(before) & ~shapely.is_missing(after)
    found[others] = shapely.hausdorff_distance(before[others], after[others])
    return [None if math.isnan(far) else far for far in found.tolist()]


def _difference(
    pair: Pair,
    metres: float | None,
    old: LedgerRow,
    new: LedgerRow,
    rules: LedgerRules,
) -> Difference | None:
    fields = _changed(old, new, rules, pair.same_code)
    moved = metres is not None and metres > rules.moved
    # A row that had no place and gets one is changed, not moved.
    placed = old.place is None and new.place is not None
    if not (fields or moved or placed):
        return None
    status = Status.MOVED if moved else Status.CHANGED
    return Difference(status, old.key, new.key, fields, metres, pair.score, pair.reason)


def _changed(
    old: LedgerRow, new: LedgerRow, rules: LedgerRules, skipped: Sequence[str]
) -> tuple[FieldChange, ...]:
    found = []
    for key, value in new.fields.items():
        before = old.fields.get(key)
        if value == before or key in skipped:
            continue
        if is_blank(value) and (not rules.blanks or is_blank(before)):
            continue
        if not _alike(before, value):
            found.append(FieldChange(key, before, value))
    return tuple(found)


def _all_of(row: LedgerRow) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(key, None, value)
        for key, value in row.fields.items()
        if not is_blank(value)
    )


def _alike(one: object, other: object) -> bool:
    """Tell whether two values say the same, however they are typed."""
    if isinstance(one, str) and isinstance(other, str):
        return plain(one) == plain(other)
    if isinstance(one, bool | date) or isinstance(other, bool | date):
        return one == other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)
    return one == other
