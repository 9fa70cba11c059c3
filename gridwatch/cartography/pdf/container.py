"""The file of a PDF, written from front to back: nothing of it stays in memory."""

from __future__ import annotations

import hashlib
from array import array
from typing import TYPE_CHECKING, Any, BinaryIO

from gridwatch.cartography.pdf.packing import deflated
from gridwatch.cartography.pdf.values import Name, Ref, written

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Container"]

_HEAD = b"%PDF-1.7\n%\xe5\x9b\xbe\xe5\x86\x8c\n"


class Container:
    """Objects put into a stream one after the other, and the table of their places.

    Eight bytes of memory are kept for each object, whatever their size.

    Parameters
    ----------
    stream : binary file
        Open for writing, at its beginning.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._places = array("Q", [0])
        self._at = 0
        self._digest = hashlib.blake2b(digest_size=16)
        self._write(_HEAD)

    def _write(self, *parts: bytes) -> None:
        for part in parts:
            self._stream.write(part)
            self._digest.update(part)
            self._at += len(part)

    def reserve(self) -> Ref:
        """Return a reference to an object that is put later."""
        self._places.append(0)
        return Ref(len(self._places) - 1)

    def put(self, value: Any, ref: Ref | None = None) -> Ref:  # noqa: ANN401
        """Put a value as an object; return the reference to it."""
        ref = ref or self.reserve()
        self._places[ref.number] = self._at
        self._write(b"%d 0 obj\n" % ref.number, written(value), b"\nendobj\n")
        return ref

    def put_stream(
        self,
        data: bytes,
        head: Mapping[str, Any] | None = None,
        ref: Ref | None = None,
        *,
        packed: bool = True,
    ) -> Ref:
        """Put a stream, deflated unless `packed` is off; return the reference to it.

        Parameters
        ----------
        data : bytes
            What it holds.
        head : mapping, optional
            Its dictionary, without length and the filter of packing.
        ref : Ref, optional
            Where it has been reserved.
        packed : bool
            Off for what is packed already, or has to be read by anybody (XMP).
        """
        ref = ref or self.reserve()
        entries = dict(head or {})
        if packed:
            data = deflated(data)
            entries["Filter"] = Name("FlateDecode")
        entries["Length"] = len(data)
        self._places[ref.number] = self._at
        self._write(b"%d 0 obj\n" % ref.number, written(entries), b"\nstream\n")
        self._write(data, b"\nendstream\nendobj\n")
        return ref

    def close(self, root: Ref, info: Ref) -> None:
        """Write the table of places and the trailer; the stream itself stays open.

        The identifier is taken from all that was written: the same twice is the same.
        """
        start, identity = self._at, self._digest.digest()
        size = len(self._places)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for place in self._places[1:]:
            # An object that was reserved and never put is free.
            kind = b"n" if place else b"f"
            self._write(b"%010d %05d %s \n" % (place, 0 if place else 65535, kind))
        trailer = {"Size": size, "Root": root, "Info": info, "ID": [identity, identity]}
        self._write(
            b"trailer\n", written(trailer), b"\nstartxref\n%d\n%%%%EOF\n" % start
        )
