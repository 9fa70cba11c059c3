"""Rows by a key, and room for answers of a few periods."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

__all__ = ["first_by", "grouped", "of_period"]

_PERIODS_KEPT = 8
_R = TypeVar("_R")
_K = TypeVar("_K", bound="Hashable")


def of_period(kept: dict[int, _R], period: int, make: Callable[[], _R]) -> _R:
    """Return the answer for a period, made where it is not kept.

    The periods asked longest ago are forgotten, so that few are kept. Several threads
    may ask.
    """
    found = kept.get(period)
    if found is None:
        while len(kept) >= _PERIODS_KEPT:
            kept.pop(next(iter(kept)), None)
        found = kept[period] = make()
    return found


def first_by(rows: Iterable[_R], key: Callable[[_R], _K]) -> dict[_K, _R]:
    """Index rows by key; the first of equals wins, empty keys are left out."""
    found: dict[_K, _R] = {}
    for row in rows:
        if value := key(row):
            found.setdefault(value, row)
    return found


def grouped(rows: Iterable[_R], key: Callable[[_R], _K]) -> dict[_K, tuple[_R, ...]]:
    """Return rows by key, in their order."""
    rows = list(rows)
    keys = list(map(key, rows))
    # Most groups of a roster are of one: each holds its last row to begin with.
    found: dict[_K, tuple[_R, ...]] = dict(zip(keys, zip(rows), strict=True))
    if len(found) == len(rows):
        return found
    last = dict(zip(keys, range(len(rows)), strict=True))
    before: defaultdict[_K, list[_R]] = defaultdict(list)
    for i, end in enumerate(map(last.__getitem__, keys)):
        if i != end:
            before[keys[i]].append(rows[i])
    for value, group in before.items():
        found[value] = (*group, *found[value])
    return found
