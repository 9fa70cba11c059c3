"""All cores do a task, and none goes on when it is over."""

import _thread
import threading

import pytest

from gridwatch.cartography import teamwork
from gridwatch.cartography.teamwork import Work
from tests.cartography.conftest import wait_for_threads


class Counting:
    """A task of some parts; each notes who did it."""

    def __init__(self, parts, gate=None):
        self.left = iter(range(parts))
        self.done = []
        self.gate = gate
        self.told = 0

    def hand(self):
        return self._count

    def _count(self):
        if self.gate is not None:
            self.gate.wait(20.0)
        for part in self.left:
            self.done.append((part, threading.get_ident()))

    def give_up(self):
        self.left = iter(())

    def over(self):
        self.told += 1


@pytest.fixture(autouse=True)
def several(monkeypatch):
    monkeypatch.setattr(teamwork, "_THREADS", 3)


def test_each_part_is_done_once_task_after_task():
    first, second = Counting(500), Counting(500)
    work = Work([first, second])
    work.finish()
    for task in (first, second):
        assert sorted(part for part, _ in task.done) == list(range(500))


def test_others_work_before_whoever_asked_does():
    gate = threading.Event()
    task = Counting(40, gate)
    work = Work([task])
    gate.set()
    while len(task.done) < 40:
        pass
    assert threading.get_ident() not in {who for _, who in task.done}
    work.finish()


def test_no_thread_is_left_however_it_ends():
    before = _thread._count()
    Work([Counting(10)]).finish()
    wait_for_threads(before)
    gate = threading.Event()
    task = Counting(10, gate)
    work = Work([task])
    task.give_up()
    gate.set()
    work.give_up()
    assert task.done == []
    wait_for_threads(before)


def test_work_that_is_over_can_be_ended_again():
    task = Counting(10)
    work = Work([task])
    work.finish()
    work.finish()
    work.give_up()
    assert len(task.done) == 10
    assert task.told == 1


def test_a_task_does_not_hear_that_it_is_over_when_a_thread_has_failed(monkeypatch):
    failed = []
    monkeypatch.setattr("sys.unraisablehook", failed.append)
    task = Counting(10)

    def fail():
        raise ValueError("ink")

    hands = iter([fail, task._count, task._count])
    task.hand = lambda: next(hands)
    Work([task]).finish()
    assert sorted(part for part, _ in task.done) == list(range(10))
    assert [type(one.exc_value) for one in failed] == [ValueError]
    assert task.told == 0
