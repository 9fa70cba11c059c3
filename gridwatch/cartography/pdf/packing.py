"""Streams of a PDF deflated; long ones beside the drawing of the next page."""

from __future__ import annotations

import threading
import zlib

__all__ = ["Packing", "deflated"]

_LEVEL = 2
"""Of deflating: 5 saves one part in twelve and takes nearly three times as long."""
_LONG = 100_000
"""Bytes from which on a thread takes less than it saves."""


def deflated(data: bytes) -> bytes:
    """Return the bytes of a stream as a file holds them (FlateDecode)."""
    return zlib.compress(data, _LEVEL)


class Packing:
    """The bytes of a stream while they are being deflated.

    zlib lets go of Python's lock, so a second core does it while the first one draws.
    What is pickled is done.

    Parameters
    ----------
    data : bytes
        The stream.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._packed: bytes | None = None
        self._thread: threading.Thread | None = None
        if len(data) >= _LONG:
            self._thread = threading.Thread(target=self._pack, name="gridwatch-packing")
            self._thread.start()
        else:
            self._pack()

    def _pack(self) -> None:
        self._packed = deflated(self._data)
        self._data = b""

    def packed(self) -> bytes:
        """Return the bytes as a file holds them, waiting for them if need be."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._packed is None:
            # Whatever went wrong on the thread goes wrong here, where it is told.
            self._pack()
        assert self._packed is not None
        return self._packed

    def __reduce__(self) -> tuple[object, ...]:
        """Wait, since a thread belongs to its process."""
        return _done, (self.packed(),)


def _done(packed: bytes) -> Packing:
    """Return what has been deflated already."""
    found = Packing.__new__(Packing)
    found._data, found._packed, found._thread = b"", packed, None
    return found
