"""Work that all cores do together, part after part."""

from __future__ import annotations

import _thread
import os
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Task", "Work"]

_THREADS = min(os.cpu_count() or 1, 4)


class Task(Protocol):
    """Something that several threads do together, each one part after the other."""

    def hand(self) -> Callable[[], object]:
        """Return what one thread does: part after part until none is left.

        It is made before its thread begins, with all that it needs: a thread that
        runs little Python before its first part hardly holds up the others.
        """

    def give_up(self) -> None:
        """Let nobody begin another part."""

    def over(self) -> None:
        """Hear that all hands have come to their end, none by an error."""


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
        self._over = False
        # The threads of `threading` are waited for until they run, which takes as long
        # as a small picture is drawn.
        self._others = [_thread.allocate_lock() for _ in range(_THREADS - 1)]
        self._well: list[bool] = []
        for at_work in self._others:
            at_work.acquire()
            hands = [task.hand() for task in tasks]
            _thread.start_new_thread(_help, (hands, self._well, at_work))

    def finish(self) -> None:
        """Work with the others until no part is left; again, it does nothing."""
        if self._over:
            return
        for task in self._tasks:
            task.hand()()
        self._wait()
        self._over = True
        if len(self._well) == len(self._others):
            for task in self._tasks:
                task.over()

    def give_up(self) -> None:
        """Let the others come to the end of their parts, and begin no other."""
        for task in self._tasks:
            task.give_up()
        self._wait()

    def _wait(self) -> None:
        for at_work in self._others:
            with at_work:
                pass


def _help(
    hands: Sequence[Callable[[], object]],
    well: list[bool],
    at_work: _thread.LockType,
) -> None:
    """Do what one thread does for some tasks, and note that it went well."""
    try:
        for hand in hands:
            hand()
        well.append(True)
    finally:
        at_work.release()
