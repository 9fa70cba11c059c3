"""A second process that reads what a native library may crash on or never finish.

One process serves a whole survey and the reading after it. It is told a task of
`gridwatch.intake.readers`, has so much time and memory (``resources/limits.toml``) and
is replaced when it dies: the file that killed it becomes a finding. Shapes travel as
WKB, everything else as it is.
"""

from __future__ import annotations

import atexit
import faulthandler
import os
import pickle
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gridwatch.district.wording import Text
from gridwatch.intake.layers import RawLayer, Unreadable
from gridwatch.intake.limits import MEGABYTE, reader_limits
from gridwatch.pipes import die_quietly, receive, send, started

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["ReaderProcess", "ask", "prepare", "serve"]

_BEAT = 0.1
_GRACE = 5.0
_PROGRAM = "from gridwatch.intake.worker import serve; serve()"


# --- this side ----------------------------------------------------------------------


class ReaderProcess:
    """One reading process, started when first asked and again after it has died."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def ask(
        self,
        task: str,
        path: Path,
        *rest: object,
        tick: Callable[[], None] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the task returns
        """Have a task of the readers done.

        Parameters
        ----------
        task : str
            Name of a function of `gridwatch.intake.native`.
        path : Path
            The file; its size decides how much time and memory there is.
        *rest : object
            Further arguments.
        tick : callable or None
            Called ten times a second while waiting; may raise to stop, which ends the
            process.

        Raises
        ------
        Unreadable
            Where the reader says so, dies, or takes too long.
        """
        size = _size(path)
        limits = reader_limits()
        seconds = limits.time_for(size)
        call = (task, seconds, limits.memory_for(size), path, *rest)
        with self._turn:
            outcome, found = self._answer(pickle.dumps(call), seconds, tick)
        if outcome == "unreadable":
            raise Unreadable(found)
        return _unpacked(found)

    def prepare(self) -> None:
        """Start the process now, so that it is there when the first question comes."""
        with self._turn, suppress(Unreadable):
            self._running()

    def _answer(
        self, call: bytes, seconds: float, tick: Callable[[], None] | None
    ) -> tuple[str, Any]:
        for _ in range(2):
            child = self._running()
            try:
                send(child.stdin, call)
            except OSError:
                self._end()  # it went home while nobody asked: the next one is fresh
                continue
            return self._waited(child, seconds, tick)
        return "unreadable", _NOT_STARTED.filled(why="EPIPE")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self._end()
        if self._child is None:
            try:
                self._child = started(_PROGRAM)
            except OSError as error:
                why = error.strerror or str(error)
                raise Unreadable(_NOT_STARTED.filled(why=why)) from error
        return self._child

    def _waited(
        self,
        child: subprocess.Popen[bytes],
        seconds: float,
        tick: Callable[[], None] | None,
    ) -> tuple[str, Any]:
        got: list[bytes | None] = []
        listener = threading.Thread(
            target=_listen, args=(child.stdout, got), daemon=True
        )
        listener.start()
        deadline = time.monotonic() + seconds
        try:
            while listener.is_alive() and time.monotonic() < deadline:
                listener.join(_BEAT)
                if tick is not None:
                    tick()
            if not got:
                return "unreadable", _SLOW.filled(seconds=round(seconds))
            return _understood(got[0])
        finally:
            if not got or got[0] is None:
                self._end(listener)

    def _end(self, listener: threading.Thread | None = None) -> None:
        """End the process; who still listens to it is waited for, but not for ever.

        Its pipe stays open where something the process started holds the other end:
        closing it would wait for the listener, and the officer for both.
        """
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        if listener is not None:
            listener.join(_GRACE)
        heard = listener is None or not listener.is_alive()
        for pipe in (child.stdin, child.stdout if heard else None):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def close(self) -> None:
        """End the process; the next question starts another."""
        with self._turn:
            self._end()


def _listen(pipe: Any, got: list[bytes | None]) -> None:  # noqa: ANN401 - typeshed's IO
    """Take the next message; close the pipe that gives none, whenever that is."""
    got.append(receive(pipe))
    if got[0] is None:
        with suppress(OSError):
            pipe.close()


def _understood(data: bytes | None) -> tuple[str, Any]:
    if data is None:
        return "unreadable", _DIED
    try:
        answer: tuple[str, Any] = pickle.loads(data)
    except Exception:  # noqa: BLE001 - a process gone astray may send anything
        return "unreadable", _DIED
    return answer


_PROCESS = ReaderProcess()
atexit.register(_PROCESS.close)
ask, prepare = _PROCESS.ask, _PROCESS.prepare
"""Those of the one process that all readings share."""


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(file.stat().st_size for file in path.iterdir())
        return path.stat().st_size
    except OSError:
        return 0


# --- what travels -------------------------------------------------------------------


def _packed(found: object) -> object:
    """Replace shapes by their WKB: pickling them one by one takes ten times as long."""
    if isinstance(found, RawLayer) and found.geometry is not None:
        import shapely

        found.geometry = shapely.to_wkb(found.geometry)
    return found


def _unpacked(found: object) -> object:
    if isinstance(found, RawLayer) and found.geometry is not None:
        import shapely

        found.geometry = shapely.from_wkb(found.geometry, on_invalid="ignore")
    return found


# --- the other side -----------------------------------------------------------------


def serve() -> None:
    """Answer what comes on standard input until it closes, or nobody asks."""
    die_quietly()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not disturb the answers
    idle = reader_limits().idle_seconds
    while True:
        _leave_after(idle)
        data = receive(sys.stdin.buffer)
        if data is None:
            os._exit(0)
        send(answers, pickle.dumps(_done(data), protocol=5))


def _leave_after(seconds: float) -> None:
    """End this process after some time, even where a library never comes back.

    The clock runs outside Python: it needs neither the interpreter nor whoever asked.
    """
    faulthandler.dump_traceback_later(seconds, exit=True)


def _done(data: bytes) -> tuple[str, object]:
    from gridwatch.intake import native

    task, seconds, memory, path, *rest = pickle.loads(data)
    _leave_after(seconds + _GRACE)
    _limit_memory(memory)
    try:
        return "found", _packed(getattr(native, task)(path, *rest))
    except Unreadable as error:
        return "unreadable", error.text
    except MemoryError:
        return "unreadable", _LARGE.filled(most=f"{memory // MEGABYTE:,}")
    except BaseException as error:  # noqa: BLE001 - a panic of a reader is no Exception
        why = f"{type(error).__name__}: {error}".splitlines()[0][:160]
        return "unreadable", _FAILED.filled(why=why)


def _limit_memory(size: int) -> None:
    """Let the system refuse memory beyond `size`; Windows has no such call."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))


_DIED = Text(
    "读取这个文件的进程异常退出：文件已损坏或过大，未导入；其余文件不受影响",
    "the process reading this file died: the file is damaged or too large and was "
    "left out; the other files are not affected",
)
_SLOW = Text(
    "{seconds} 秒内没有读完：已停止，未导入；其余文件不受影响",
    "not read within {seconds} seconds: stopped and left out; the other files are not "
    "affected",
)
_LARGE = Text(
    "读取需要的内存超过 {most} MB：未导入；其余文件不受影响",
    "reading it takes more than {most} MB of memory: left out; the other files are "
    "not affected",
)
_FAILED = Text("无法读取（{why}）", "cannot be read ({why})")
_NOT_STARTED = Text(
    "不能启动读取进程（{why}）：未导入，请重试",
    "the reading process cannot be started ({why}): left out, try again",
)
