"""Files read on other threads come in their order, with their errors, and stop."""

from __future__ import annotations

import threading

import pytest

from gridwatch.intake.ahead import ahead


def threads():
    return [t for t in threading.enumerate() if t.name.startswith("gridwatch-ahead")]


def test_items_come_in_their_order_though_later_ones_are_done_first():
    second_done = threading.Event()

    def read(item, _):
        if item == 0:
            assert second_done.wait(20.0)
        else:
            second_done.set()
        return item

    assert [found.result() for found in ahead(read, range(5))] == [0, 1, 2, 3, 4]
    assert not threads()


def test_an_error_belongs_to_its_item_only():
    def read(item, _):
        return 12 // item

    found = list(ahead(read, [1, 0, 3]))
    assert found[0].result() == 12
    with pytest.raises(ZeroDivisionError):
        found[1].result()
    assert found[2].result() == 4


def test_no_more_than_a_few_files_are_held_beyond_the_one_in_use():
    begun = []
    reading = ahead(lambda item, _: begun.append(item), range(100))
    next(reading)
    assert len(begun) <= 3
    reading.close()
    assert len(begun) <= 3
    assert not threads()


def test_whoever_waits_is_asked_and_may_stop_the_readers():
    told = threading.Event()

    def read(_, unwanted):
        told.set()
        while not unwanted():
            pass
        return "left"

    def tick(item):
        assert item == "a"
        if told.is_set():
            raise RuntimeError

    with pytest.raises(RuntimeError):
        next(ahead(read, ["a", "b"], tick))
    assert not threads()


def test_nothing_to_read_is_nothing():
    assert list(ahead(lambda item, _: item, [])) == []
