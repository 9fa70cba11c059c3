"""Rows by a key, and room for answers of a few periods."""

from __future__ import annotations

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
    found: dict[_K, tuple[_R, ...]] = {}
    further: dict[_K, list[_R]] = {}
    first = found.setdefault
    # Most groups of a roster are of one, which is there as a tuple already.
    for value, alone in zip(map(key, rows), zip(rows), strict=True):
        if first(value, alone) is not alone:
            further.setdefault(value, []).extend(alone)
    for value, group in further.items():
        found[value] = (*found[value], *group)
    return found
