"""Work that all cores do together, part after part."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Task", "Work"]

_MOST_THREADS = 4


class Task(Protocol):
    """Something that several threads do together, each one part after the other."""

    def __call__(self) -> None:
        """Do part after part until none is left; one call on each thread."""

    def give_up(self) -> None:
        """Let nobody begin another part."""


class Work:
    """Tasks that all cores do together, one after the other.

    Parameters
    ----------
    tasks : sequence of Task
        What is done; other threads begin at once.
    """

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._tasks = tasks
        cores = min(os.cpu_count() or 1, _MOST_THREADS)
        self._others = [
            threading.Thread(target=self._do, name="gridwatch-band")
            for _ in range(cores - 1)
        ]
        for thread in self._others:
            thread.start()

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
        for thread in self._others:
            thread.join()
