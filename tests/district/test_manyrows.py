from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.district.manyrows import (
    on_all_cores,
    rest,
    resting,
    side_by_side,
)

if TYPE_CHECKING:
    import pytest


def go_on() -> bool:
    return False


def test_tasks_are_done_side_by_side_and_one_that_fails_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    here = threading.Event()
    done: list[str] = []

    def waits() -> None:
        # Only another task can tell it to go on.
        here.wait()
        done.append("waits")

    def fails() -> None:
        raise ValueError

    def third() -> None:
        done.append("third")
        here.set()

    side_by_side(waits, fails, third, stop=go_on)
    assert done == ["third", "waits"]


def test_what_has_not_begun_when_they_are_stopped_is_left_undone(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    done: list[int] = []
    tasks = [lambda n=n: done.append(n) for n in range(4)]
    side_by_side(*tasks, stop=lambda: len(done) == 2)
    assert done == [0, 1]


def test_a_task_beside_others_keeps_to_its_core(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    rows = np.arange(20_000)
    threads: list[int] = []

    def squared(part: np.ndarray) -> np.ndarray:
        threads.append(threading.get_ident())
        return np.square(part)

    found: list[np.ndarray] = []
    side_by_side(lambda: found.append(on_all_cores(squared, rows)), stop=go_on)
    assert found[0].tolist() == np.square(rows).tolist()
    assert len(threads) > 1
    assert len(set(threads)) == 1


def test_whoever_began_long_work_is_asked_between_its_pieces_on_every_thread(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    asked: list[str] = []
    rows = np.arange(20_000)
    with resting(lambda: asked.append(threading.current_thread().name)):
        assert on_all_cores(np.square, rows).tolist() == np.square(rows).tolist()
        parts = len(asked)
        side_by_side(rest, stop=go_on)
    assert parts == 8
    # Before the task begins, and where it asks itself.
    assert len(asked) == parts + 2
    assert threading.current_thread().name not in asked
    rest()
    assert len(asked) == parts + 2
