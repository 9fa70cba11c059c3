"""Working on many rows at once: on all cores, counted by groups, resting if asked."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

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
    cuts = np.unique(np.linspace(0, count, cores * 4 + 1).astype(int))
    parts = [slice(a, b) for a, b in pairwise(cuts)]
    between = _between.get()

    def one(part: slice) -> NDArray[Any]:
        between()
        return function(*(row[part] for row in rows))

    with ThreadPoolExecutor(cores) as workers:
        return np.concatenate(list(workers.map(one, parts)))


@contextmanager
def side_by_side(*tasks: Callable[[], object]) -> Iterator[list[Future[object]]]:
    """Do tasks on all cores, beside what is done inside, in the order given.

    Each keeps what it finds for whoever asks next. One that fails fails again for
    whoever asks for its answer, and is told there; what has not begun when the block
    ends is left undone.

    Yields
    ------
    list of Future
        Of each task, to wait for it.
    """

    def done(task: Callable[[], object]) -> object:
        rest()
        return task()

    workers = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        yield [workers.submit(copy_context().run, done, task) for task in tasks]
    finally:
        workers.shutdown(cancel_futures=True)
