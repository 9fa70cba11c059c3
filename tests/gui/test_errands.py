"""Background work: results by signal on the main thread, stopped when asked."""

from __future__ import annotations

import threading

import pytest

from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.gui.errands import Errands, StoppedError, message


@pytest.fixture
def errands(qapp):
    made = Errands(qapp)
    yield made
    made.stop_all()


def test_result_comes_back_on_the_main_thread(errands, qtbot):
    seen = []

    def done(result):
        seen.append((result, threading.current_thread() is threading.main_thread()))

    errands.start(lambda _: threading.current_thread().name, done, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    (name, on_main), *_ = seen
    assert name != threading.main_thread().name
    assert on_main
    qtbot.waitUntil(lambda: not errands.busy)


def test_failure_comes_back_as_the_error(errands, qtbot):
    seen = []

    def work(_):
        raise OfficerError(Text("坏了", "broken"))

    errands.start(work, seen.append, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert message(seen[0], Language.ZH) == "坏了"
    assert "ValueError" in message(ValueError("x"), Language.ZH)


def test_progress_is_reported_and_a_stop_is_heard(errands, qtbot):
    seen, errors = [], []
    begun = threading.Event()

    def work(reporter):
        reporter.progress(1, 3, Text("一", "one"))
        begun.set()
        while not reporter.cancelled():
            threading.Event().wait(0.002)
        raise StoppedError

    errand = errands.start(work, seen.append, errors.append, lambda *a: seen.append(a))
    qtbot.waitUntil(begun.is_set)
    errand.stop()
    qtbot.waitUntil(lambda: bool(errors))
    assert seen == [(1, 3, Text("一", "one"))]


@pytest.mark.usefixtures("qapp")
def test_stopping_everything_waits_for_every_thread():
    errands, ended = Errands(), threading.Event()

    def work(reporter):
        while not reporter.cancelled():
            threading.Event().wait(0.002)
        ended.set()

    errands.start(work, lambda _: None, lambda _: None)
    errands.stop_all()
    assert ended.is_set()
