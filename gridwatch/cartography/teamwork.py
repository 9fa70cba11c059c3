"""Work that all cores do together, part after part."""

from __future__ import annotations

import _thread
import os
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Task", "Work"]

_THREADS = min(os.cpu_count() or 1, 4)
_STAY = 1.0
"""Seconds that a thread waits for another turn before it ends."""


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
        self._turns = [
            _Turn([task.hand() for task in tasks]) for _ in range(_THREADS - 1)
        ]
        for turn in self._turns:
            _begin(turn)

    def finish(self) -> None:
        """Work with the others until no part is left; again, it does nothing."""
        if self._over:
            return
        for task in self._tasks:
            task.hand()()
        self._wait()
        self._over = True
        if all(turn.well for turn in self._turns):
            for task in self._tasks:
                task.over()

    def give_up(self) -> None:
        """Let the others come to the end of their parts, and begin no other."""
        for task in self._tasks:
            task.give_up()
        self._wait()

    def _wait(self) -> None:
        for turn in self._turns:
            with turn.under_way:
                pass


class _Turn:
    """What one helping thread does for some tasks.

    Attributes
    ----------
    under_way : lock
        Held until the thread has come to an end.
    well : bool
        Whether it did so without an error.
    """

    def __init__(self, hands: Sequence[Callable[[], object]]) -> None:
        self._hands = hands
        self.well = False
        self.under_way = _thread.allocate_lock()
        self.under_way.acquire()

    def do(self) -> None:
        """Do it."""
        for hand in self._hands:
            hand()
        self.well = True


class _Helper:
    """A thread that helps, and stays a while when it is done.

    Frames come one upon the other; to start and to end a thread for each, with a stack
    of its own, takes as long as a part of a small picture.
    """

    def __init__(self, turn: _Turn) -> None:
        self._turn: _Turn | None = turn
        self._called = _thread.allocate_lock()
        self._called.acquire()
        # The threads of `threading` are waited for until they run.
        _thread.start_new_thread(self._run, ())

    def call(self, turn: _Turn) -> None:
        """Do another turn; only for whoever has taken this one out of `_resting`."""
        self._turn = turn
        self._called.release()

    def _run(self) -> None:
        while True:
            turn, self._turn = self._turn, None
            assert turn is not None
            try:
                turn.do()
                # Before whoever waits for it goes on, perhaps to the next frame.
                _resting.append(self)
            finally:
                turn.under_way.release()
            del turn
            if not self._called.acquire(timeout=_STAY) and self._leaves():
                return

    def _leaves(self) -> bool:
        """Rest no more; return False where it was taken at this very moment."""
        try:
            _resting.remove(self)
        except ValueError:
            return not self._called.acquire()
        return True


_resting: list[_Helper] = []


def _begin(turn: _Turn) -> None:
    """Let a thread that rests do a turn, or else a new one."""
    try:
        helper = _resting.pop()
    except IndexError:
        _Helper(turn)
    else:
        helper.call(turn)
