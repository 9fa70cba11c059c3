"""Work that all cores do together, part after part."""

from __future__ import annotations

import _thread
import os
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Task", "Work"]

_THREADS = min(os.cpu_count() or 1, 4)


class Task(Protocol):
    """Something that several threads do together, each one part after the other."""

    def __call__(self) -> None:
        """Do part after part until none is left; one call on each thread."""

    def give_up(self) -> None:
        """Let nobody begin another part."""


class Work:
    """Tasks that all cores do together, one after the other.

    Whoever makes one has to end it, by `finish` or `give_up`.

    Parameters
    ----------
    tasks : sequence of Task
        What is done; other threads begin at once.
    """

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._tasks = tasks
        # The threads of `threading` are waited for until they run, which takes as long
        # as a small picture is drawn.
        self._others = [_thread.allocate_lock() for _ in range(_THREADS - 1)]
        for at_work in self._others:
            at_work.acquire()
            _thread.start_new_thread(self._help, (at_work,))

    def _help(self, at_work: _thread.LockType) -> None:
        try:
            self._do()
        finally:
            at_work.release()

    def _do(self) -> None:
        for task in self._tasks:
            task()

    def finish(self) -> None:
        """Work with the others until no part is left; again, it does nothing."""
        self._do()
        self._wait()

    def give_up(self) -> None:
        """Let the others come to the end of their parts, and begin no other."""
        for task in self._tasks:
            task.give_up()
        self._wait()

    def _wait(self) -> None:
        for at_work in self._others:
            with at_work:
                pass
