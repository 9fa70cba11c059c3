"""Files read in their order, while the ones after them are being read already.

Numpy and GEOS leave the interpreter to others, decoding texts does not: on two cores
a set of many files is read in less time.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

__all__ = ["ahead"]

Item = TypeVar("Item")
Found = TypeVar("Found")

_AT_ONCE = 2
"""Files under way; more would hold more of a delivery in memory than they save."""
_BEAT = 0.1


def ahead(
    read: Callable[[Item, Callable[[], bool]], Found],
    items: Iterable[Item],
    tick: Callable[[Item], None] | None = None,
) -> Generator[Future[Found], None, None]:
    """Yield what is read of each item, in their order, the next being read meanwhile.

    Parameters
    ----------
    read : callable
        Reads an item, on another thread. It is handed a callable that tells whether
        nobody waits any more, to be asked now and then.
    items : iterable
        What to read.
    tick : callable or None
        Called with the item waited for ten times a second, on the caller's thread;
        may raise to stop.

    Yields
    ------
    Future
        Done: its result, or the error that reading it raised.
    """
    left = threading.Event()
    rest = iter(items)
    underway: deque[tuple[Item, Future[Found]]] = deque()
    with ThreadPoolExecutor(_AT_ONCE, "gridwatch-ahead") as pool:

        def begin(count: int) -> None:
            for item in islice(rest, count):
                underway.append((item, pool.submit(read, item, left.is_set)))

        try:
            begin(_AT_ONCE)
            while underway:
                item, future = underway.popleft()
                _await(future, item, tick)
                begin(1)
                yield future
                del future
        finally:
            left.set()
            for _, future in underway:
                future.cancel()


def _await(
    future: Future[Found], item: Item, tick: Callable[[Item], None] | None
) -> None:
    while wait((future,), _BEAT).not_done:
        if tick is not None:
            tick(item)
