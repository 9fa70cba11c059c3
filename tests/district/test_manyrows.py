from __future__ import annotations

import sys
import threading

import numpy as np
import pytest

from gridwatch.district.manyrows import (
    on_all_cores,
    rest,
    resting,
    side_by_side,
)


def test_tasks_are_done_beside_the_block_and_one_that_fails_stops_nothing():
    turn, here = sys.getswitchinterval(), threading.Event()
    done: list[str] = []

    def waits() -> None:
        here.wait()
        done.append("waits")

    def fails() -> None:
        raise ValueError

    with side_by_side(waits, fails, lambda: done.append("third")) as begun:
        assert not begun[0].done()
        here.set()
        assert isinstance(begun[1].exception(), ValueError)
        begun[2].result()
        begun[0].result()
    assert sorted(done) == ["third", "waits"]
    assert sys.getswitchinterval() == pytest.approx(turn)


def test_what_has_not_begun_when_the_block_ends_is_left_undone(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    begun, goes = threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        goes.wait()

    with side_by_side(first, lambda: None) as tasks:
        begun.wait()
        threading.Timer(0.05, goes.set).start()
    assert tasks[0].done()
    assert tasks[1].cancelled()


def test_whoever_began_long_work_is_asked_between_its_pieces_on_every_thread(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    asked: list[str] = []
    rows = np.arange(20_000)
    with resting(lambda: asked.append(threading.current_thread().name)):
        assert on_all_cores(np.square, rows).tolist() == np.square(rows).tolist()
        parts = len(asked)
        with side_by_side(rest) as begun:
            begun[0].result()
    assert parts == 8
    # Before the task begins, and where it asks itself.
    assert len(asked) == parts + 2
    assert threading.current_thread().name not in asked
    rest()
    assert len(asked) == parts + 2
