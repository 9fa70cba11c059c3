"""Background work: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from gridwatch.district.manyrows import resting
from gridwatch.district.wording import Language, OfficerError, Text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Errand", "Errands", "Quiet", "Reporter", "StoppedError", "message"]

_R = TypeVar("_R")
_QUIET = 0.4
"""Seconds after a move in which another one is to be expected."""
_DONE, _FAILED, _PROGRESS = "done", "failed", "progress"


class StoppedError(OfficerError):
    """Raised inside an errand after the officer has stopped it."""

    def __init__(self) -> None:
        super().__init__(
            Text("已取消，没有更改任何数据。", "Cancelled; nothing was changed.")
        )


class Quiet:
    """Holds background work up while the officer moves the map.

    Python runs one thread at a time: work that nobody waits for would make the map
    stutter under the hand.
    """

    def __init__(self) -> None:
        self._until = 0.0

    def keep(self, seconds: float = _QUIET) -> None:
        """Want quiet for a moment from now."""
        self._until = max(self._until, time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds of quiet that are left, or 0."""
        return max(0.0, self._until - time.monotonic())


class Reporter:
    """What the work is handed: it says how far it is and asks whether to stop.

    Both may wait a little, while the officer moves the map.

    Parameters
    ----------
    say : callable
        Takes done, total and a `Text`; may be called on any thread.
    quiet : Quiet or None
        Tells whether to wait; None: never.
    """

    def __init__(
        self, say: Callable[[int, int, Text], None], quiet: Quiet | None = None
    ) -> None:
        self._say = say
        self._quiet = quiet or Quiet()
        self._stop = threading.Event()

    def progress(self, done: int, total: int, what: Text) -> None:
        """Report `done` of `total`; a total of 0 is "not known"."""
        self._say(done, total, what)
        self.rest()

    def cancelled(self) -> bool:
        """Tell whether the officer wants the work to stop."""
        self.rest()
        return self._stop.is_set()

    def rest(self) -> None:
        """Wait until the map lies still or the work is to stop; on workers only."""
        if threading.current_thread() is threading.main_thread():
            return
        while (left := self._quiet.left) > 0.0:
            if self._stop.wait(left):
                return

    def stop(self) -> None:
        """Ask the work to stop."""
        self._stop.set()


class Errand:
    """One piece of work on a thread of its own.

    The work gets frozen values only and hands its result back to the main thread, so
    that it never shares anything with the window.

    Parameters
    ----------
    reporter : Reporter
        What the work is handed.
    done, failed, progress : callable
        Called on the main thread.
    """

    def __init__(
        self,
        reporter: Reporter,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        progress: Callable[[int, int, Text], None] | None,
    ) -> None:
        self.reporter = reporter
        self._calls: dict[str, Callable[..., None]] = {_DONE: done, _FAILED: failed}
        if progress is not None:
            self._calls[_PROGRESS] = progress

    def tell(self, what: str, *values: object) -> None:
        """Call back on the main thread."""
        if what in self._calls:
            self._calls[what](*values)

    def drop(self) -> None:
        """Tell nobody any more."""
        self._calls.clear()

    def stop(self) -> None:
        """Ask the work to stop; it answers with a failure or still with a result."""
        self.reporter.stop()


class Errands(QObject):
    """All background work of a window, so that closing can end it.

    Plain Python threads, and one queued signal that brings their news to the main
    thread: nothing of Qt is shared between threads, so nothing can be destroyed under
    another one's feet.

    Parameters
    ----------
    parent : QObject or None
        Owner.
    """

    _happened = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.quiet = Quiet()
        self._running: dict[Errand, threading.Thread] = {}
        self._happened.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        work: Callable[[Reporter], _R],
        done: Callable[[_R], None],
        failed: Callable[[Exception], None],
        progress: Callable[[int, int, Text], None] | None = None,
    ) -> Errand:
        """Run `work` on a worker; `done` or `failed` is called on this thread."""

        def say(*values: object) -> None:
            self._happened.emit(errand, _PROGRESS, values)

        errand = Errand(Reporter(say, self.quiet), done, failed, progress)
        thread = threading.Thread(
            target=self._run, args=(work, errand), name="gridwatch-errand"
        )
        self._running[errand] = thread
        thread.start()
        return errand

    def _run(self, work: Callable[[Reporter], object], errand: Errand) -> None:
        try:
            with resting(errand.reporter.rest):
                result = work(errand.reporter)
        except Exception as error:  # noqa: BLE001 - the thread's last line of defence
            self._happened.emit(errand, _FAILED, (error,))
        else:
            self._happened.emit(errand, _DONE, (result,))

    def _deliver(self, errand: Errand, what: str, values: tuple[object, ...]) -> None:
        if what != _PROGRESS:
            thread = self._running.pop(errand, None)
            if thread is not None:
                thread.join()
        errand.tell(what, *values)

    @property
    def busy(self) -> bool:
        """Whether any work is under way."""
        return bool(self._running)

    def stop_all(self) -> None:
        """Stop all work and wait until every thread has ended; nobody is told."""
        for errand in self._running:
            errand.drop()
            errand.stop()
        for thread in self._running.values():
            thread.join()
        self._running.clear()


def message(error: Exception, language: Language) -> str:
    """Return what to tell the officer about an error in the background."""
    if isinstance(error, OfficerError):
        return error.text.of(language)
    lead = Text("程序出错，数据没有更改：", "The program failed; nothing was changed: ")
    return lead.of(language) + f"{type(error).__name__}: {error}"
