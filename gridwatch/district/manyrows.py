"""Working on many rows at once: on all cores, counted by groups, resting if asked."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = [
    "counting",
    "on_all_cores",
    "rest",
    "resting",
    "side_by_side",
]

_THREADED = 4000
_Row = TypeVar("_Row")


def _no_rest() -> None:
    """Go on at once: nobody is waiting for the cores."""


_between: ContextVar[Callable[[], None]] = ContextVar("between", default=_no_rest)
_beside_others: ContextVar[bool] = ContextVar("beside_others", default=False)
"""Whether other tasks keep the other cores busy."""


@contextmanager
def resting(between: Callable[[], None]) -> Iterator[None]:
    """Have long work inside call `between` from piece to piece; it may wait there.

    On whatever thread: what somebody looks at goes before what he does not wait for.
    """
    token = _between.set(between)
    try:
        yield
    finally:
        _between.reset(token)


def rest() -> None:
    """Wait, between two pieces of long work, if whoever began it wants that."""
    _between.get()()


def counting(counts: Ints) -> Ints:
    """Return 0, 1, 2 … anew for each count."""
    total = int(counts.sum())
    begins = np.cumsum(counts) - counts
    found: Ints = np.arange(total) - np.repeat(begins, counts)
    return found


def on_all_cores(
    function: Callable[..., NDArray[Any]], *rows: NDArray[Any], weight: int = 1
) -> NDArray[Any]:
    """Call a function of many rows part by part, on all cores where it pays.

    Shapely and numpy let go of Python's lock while they work on arrays. `weight` says
    how much heavier a row is than one question to one small shape.
    """
    count, cores = len(rows[0]), os.cpu_count() or 1
    if count * weight < _THREADED or cores == 1 or count < 2:
        return function(*rows)
    if _beside_others.get():
        cores = 1
    cuts = np.unique(np.linspace(0, count, cores * 4 + 1).astype(int))
    parts = [slice(a, b) for a, b in pairwise(cuts)]
    between = _between.get()

    def one(part: slice) -> NDArray[Any]:
        between()
        return function(*(row[part] for row in rows))

    if cores == 1:
        return np.concatenate([one(part) for part in parts])
    with ThreadPoolExecutor(cores) as workers:
        return np.concatenate(list(workers.map(one, parts)))


def side_by_side(*tasks: Callable[[], object], stop: Callable[[], bool]) -> None:
    """Do tasks on all cores, begun in the order given, and wait for them.

    Each keeps what it finds for whoever asks next. One that fails fails again for
    whoever asks for its answer, and is told there. What has not begun when `stop`
    says so is left undone.

    Nothing else is done meanwhile, and each task keeps to one core: where a thread
    that never leaves Python runs beside them, they wait for its lock after each of
    their many small steps, and all together take longer than one after the other.
    """

    def done(task: Callable[[], object]) -> None:
        _beside_others.set(True)
        rest()
        if not stop():
            task()

    with ThreadPoolExecutor(os.cpu_count() or 1) as workers:
        wait([workers.submit(copy_context().run, done, task) for task in tasks])
