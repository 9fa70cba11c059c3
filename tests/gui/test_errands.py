"""Background work: results by signal on the main thread, stopped when asked."""

from __future__ import annotations

import threading

import pytest

from gridwatch.district.manyrows import rest
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.gui.errands import Errands, Quiet, Reporter, StoppedError, message


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


@pytest.mark.parametrize("way", ["progress", "cancelled", "rest"])
def test_work_rests_while_the_map_is_moved_and_goes_on_after(errands, qtbot, way):
    seen, begun, asked = [], threading.Event(), threading.Event()
    errands.quiet.keep(600.0)
    ways = {
        "progress": lambda reporter: reporter.progress(1, 2, Text("一", "one")),
        "cancelled": lambda reporter: reporter.cancelled(),
        "rest": lambda _: rest(),
    }

    def work(reporter):
        begun.set()
        ways[way](reporter)
        asked.set()
        return "done"

    errands.start(work, seen.append, seen.append)
    assert begun.wait(20.0)
    assert not asked.wait(0.05)
    errands.quiet._until = 0.0
    for errand in errands._running:
        errand.stop()  # wakes it at once instead of in ten minutes
    qtbot.waitUntil(lambda: seen == ["done"])


def test_a_rest_ends_by_itself_when_the_map_lies_still(errands, qtbot):
    seen = []
    errands.quiet.keep(0.05)
    errands.start(lambda reporter: reporter.cancelled(), seen.append, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [False]
    assert errands.quiet.left == 0.0


def test_stopping_does_not_wait_for_quiet(errands, qtbot):
    seen = []
    errands.quiet.keep(600.0)
    errand = errands.start(lambda one: one.cancelled(), seen.append, seen.append)
    errand.stop()
    qtbot.waitUntil(lambda: seen == [True])


def test_the_window_itself_never_rests():
    quiet = Quiet()
    quiet.keep(600.0)
    assert not Reporter(lambda *_: None, quiet).cancelled()
    rest()
