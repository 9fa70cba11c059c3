"""Streams are deflated at once or beside the drawing, and are the same bytes."""

import pickle
import threading
import zlib

import pytest

from gridwatch.cartography.pdf import packing
from gridwatch.cartography.pdf.packing import Packing, deflated

SHORT, LONG = b"0 0 m\n10 0 l\n", b"123 456 l\n" * 20_000


@pytest.mark.parametrize("data", [b"", SHORT, LONG])
def test_packed_is_what_was_given_deflated(data):
    packed = Packing(data).packed()
    assert packed == deflated(data)
    assert zlib.decompress(packed) == data


def test_long_streams_are_deflated_on_a_thread_that_ends():
    packing_ = Packing(LONG)
    assert packing_.packed() == packing_.packed() == deflated(LONG)
    assert not [x for x in threading.enumerate() if x.name == "gridwatch-packing"]


@pytest.mark.parametrize("data", [SHORT, LONG])
def test_what_travels_to_another_process_is_done(data):
    found = pickle.loads(pickle.dumps(Packing(data)))
    assert found.packed() == deflated(data)


def test_an_error_on_the_thread_is_told_where_the_bytes_are_wanted(monkeypatch):
    def fails(data):
        raise MemoryError(len(data))

    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    monkeypatch.setattr(packing, "deflated", fails)
    broken = Packing(LONG)
    with pytest.raises(MemoryError):
        broken.packed()
