"""A second process that draws pages beside this one, on the computer's other core.

Python draws in one thread at a time, so a long book keeps one core busy and leaves the
others idle. What is to be drawn travels once, as a value; then both processes take task
after task, and the results come back in order. So what is written does not depend on
who drew what. A helper that dies, or cannot be started, only costs time: its tasks are
done here.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtGui import QGuiApplication

from gridwatch.cartography.warming import load_printing
from gridwatch.pipes import die_quietly, receive, send, started

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence

    Tell = Callable[[int, Any, Sequence[int]], None]

__all__ = ["Apprentice", "Work", "done_in_order", "ended", "helper_for", "serve"]

_BEAT = 0.1
_AHEAD = 2
"""Tasks that the helper has before it, so that it never waits for the next one."""
_HELD = 24
"""Results that wait for an earlier one; more would fill the memory."""
_PROGRAM = "from gridwatch.mapbook.apprentice import serve; serve({platform!r})"

Task = TypeVar("Task")
Result = TypeVar("Result")


Asked = TypeVar("Asked")
Given = TypeVar("Given", contravariant=True)
Made = TypeVar("Made", covariant=True)


class Work(Protocol[Given, Made]):
    """What is to be done: a value that can be pickled, of tasks that can be, too."""

    def do(self, task: Given, tell: Callable[[Any], None]) -> Made:
        """Do a task; `tell` is called before each of its pages, with that page."""


# --- this side ----------------------------------------------------------------------


class Apprentice:
    """The other process; it starts at once, and is asked when it is ready.

    Parameters
    ----------
    platform : str
        Name of Qt's platform: fonts are those of this process.
    """

    def __init__(self, platform: str) -> None:
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._orders: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._child: subprocess.Popen[bytes] | None = None
        self.ready = False
        with suppress(OSError):
            self._child = started(_PROGRAM.format(platform=platform))
            # Two threads: writing waits until the other side reads.
            for work in (self._listen, self._send):
                threading.Thread(target=work, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._child is not None

    def begin(self, work: object) -> None:
        """Hand over what is to be done; without it where that cannot travel."""
        try:
            self._orders.put(pickle.dumps(work, protocol=5))
        except (pickle.PicklingError, AttributeError, TypeError):
            self.close()

    def give(self, task: object) -> None:
        """Give it a task."""
        self._orders.put(pickle.dumps(task, protocol=5))

    def answer(self, seconds: float) -> tuple[bool, Any] | None:
        """Return its next answer: whether it succeeded, and the result.

        None where there is none yet, or never: `alive` tells.
        """
        try:
            data = self._answers.get(seconds > 0, seconds or None)
        except queue.Empty:
            return None
        if data is None:
            self.close()
            return None
        found: tuple[bool, Any] = pickle.loads(data)
        return found

    def close(self) -> None:
        """End it."""
        child, self._child = self._child, None
        if child is None:
            return
        self._orders.put(None)
        child.kill()
        child.wait()

    def _listen(self) -> None:
        child = self._child
        while child is not None and child.stdout is not None:
            data = receive(child.stdout)
            self._answers.put(data)
            if data is None:
                with suppress(OSError):
                    child.stdout.close()
                return

    def _send(self) -> None:
        child = self._child
        if child is None or child.stdin is None:
            return
        while (data := self._orders.get()) is not None:
            try:
                send(child.stdin, data)
            except (OSError, ValueError):
                break
        with suppress(OSError, ValueError):
            child.stdin.close()


def helper_for(amount: float, least: float) -> Apprentice | None:
    """Start a helper where there is work enough for it, and a core.

    It takes a second to start: who knows early that a long print will come (while its
    pages are counted, while the officer names the file) starts it then, and hands it
    on.
    """
    if amount < least or _cores() < 2:
        return None
    return Apprentice(QGuiApplication.platformName())


@contextmanager
def ended(helper: Asked) -> Iterator[Asked]:
    """End a helper, if it is one, after what it was started for, however that went."""
    try:
        yield helper
    finally:
        if isinstance(helper, Apprentice):
            helper.close()


def _cores() -> int:
    """Return how many processes can run at once."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


class _Sharing(Generic[Task, Result]):
    """Tasks that two processes share."""

    def __init__(
        self,
        work: Work[Task, Result],
        tasks: Sequence[Task],
        helper: Apprentice | None,
        check: Callable[[], None],
    ) -> None:
        self._work = work
        self._tasks = tasks
        self._helper = helper
        self._check = check
        self._left = deque(range(len(tasks)))
        self._given: deque[int] = deque()
        self._done: dict[int, Result] = {}
        self._away: list[int] = []

    def results(self, tell: Tell) -> Iterator[Result]:
        """Yield all results in order."""
        for number in range(len(self._tasks)):
            while number not in self._done:
                self._step(number, tell)
            yield self._done.pop(number)

    def _step(self, wanted: int, tell: Tell) -> None:
        """Do a task here, or wait for the other side."""
        self._serve()
        held = len(self._done) >= _HELD and wanted in self._given
        if not self._left or held:
            self._take(_BEAT)
            self._check()
            return
        number = self._left.popleft()
        task = self._tasks[number]
        self._done[number] = self._work.do(
            task, lambda page: self._told(number, page, tell)
        )
        if number == 0 and self._helper is not None:
            # What the first page has found out (names, borders, levels) travels along.
            self._helper.begin(self._work)

    def _told(self, number: int, page: object, tell: Tell) -> None:
        self._serve()
        tell(number, page, self._away)

    def _serve(self) -> None:
        """Take what the other side has done and give it more to do."""
        while self._take(0.0):
            pass
        helper = self._helper
        if helper is None or not helper.ready:
            return
        most = _AHEAD if len(self._left) > 2 * _AHEAD else 1
        while self._left and len(self._given) < most and len(self._done) < _HELD:
            number = self._left.popleft()
            self._given.append(number)
            helper.give(self._tasks[number])

    def _take(self, seconds: float) -> bool:
        """Take an answer; tell whether there was one. The dead have done nothing."""
        helper = self._helper
        if helper is None:
            return False
        answer = helper.answer(seconds)
        if answer is None:
            if not helper.alive:
                self._without()
            return False
        good, found = answer
        if not good:
            # Whatever went wrong there goes wrong here, where it can be told.
            helper.close()
            self._without()
        elif not helper.ready:
            helper.ready = True
        else:
            number = self._given.popleft()
            self._done[number] = found
            self._away.append(number)
        return good

    def _without(self) -> None:
        self._helper = None
        self._left.extendleft(reversed(self._given))
        self._given.clear()


def done_in_order(
    work: Work[Task, Result],
    tasks: Sequence[Task],
    helper: Apprentice | None,
    tell: Tell,
    check: Callable[[], None],
) -> Iterator[Result]:
    """Yield the results of tasks in their order, done here and by a helper.

    Parameters
    ----------
    work : Work
        What is to be done.
    tasks : sequence
        Its tasks.
    helper : Apprentice or None
        Who helps; it is closed at the end.
    tell : callable
        Called before each page that is drawn here, with the number of its task, the
        page, and the numbers of the tasks that the helper has done; may raise to stop.
    check : callable
        Called while waiting; may raise to stop.
    """
    with ended(helper):
        yield from _Sharing(work, tasks, helper, check).results(tell)


# --- the other side -----------------------------------------------------------------


def serve(platform: str) -> None:
    """Do the tasks that come on standard input until it closes."""
    die_quietly()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not disturb the answers
    application = QGuiApplication(["gridwatch", "-platform", platform])
    load_printing()
    work: Any = None
    while (data := receive(sys.stdin.buffer)) is not None:
        try:
            given = pickle.loads(data)
            found = None
            if work is None:
                work = given
            else:
                found = work.do(given, _silent)
            answer = pickle.dumps((True, found), protocol=5)
        except Exception:  # noqa: BLE001 - the other side does it again, and tells
            answer = pickle.dumps((False, None))
        with suppress(OSError):
            send(answers, answer)
    del application
    os._exit(0)


def _silent(page: object) -> None:
    del page
